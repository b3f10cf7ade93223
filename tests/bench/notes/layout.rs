//! How generated entries are written in files.

use super::Repository;
use super::paper::{Paper, noted};
use super::prose::{Piece, Prose};

/// How another note is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// `・2094`, `#551`.
    Number,
    /// `[[2094]]`.
    Wiki,
    /// `[2094](2094.md)`.
    Markdown,
}

impl Link {
    /// What stands before and behind the number where it is named on a line of its own.
    pub fn bullet(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => ("・", ""),
            Self::Wiki => ("- [[", "]]"),
            Self::Markdown => ("- [note](", ".md)"),
        }
    }

    fn mention(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => ("#", ""),
            Self::Wiki => ("[[", "]]"),
            Self::Markdown => ("[note](", ".md)"),
        }
    }
}

/// A reference in a text.
pub struct Place {
    /// Where its digits begin.
    pub at: usize,
    pub number: u32,
}

/// An entry of a page in block style.
pub fn block(repository: &Repository, entry: usize, numbered: bool) -> String {
    on_page(repository, entry, numbered, "\n") + "\n"
}

/// An entry that runs on in a line.
pub fn run_on(repository: &Repository, entry: usize, numbered: bool) -> String {
    on_page(repository, entry, numbered, " ")
}

/// An entry of a page with `behind` behind each of its parts.
fn on_page(repository: &Repository, entry: usize, numbered: bool, behind: &str) -> String {
    let (paper, mut text) = (repository.paper(entry), String::new());
    for tag in &paper.tags {
        text += &format!("#{tag}{behind}");
    }
    if numbered {
        text += &format!("Issue: {}{behind}", repository.number(entry));
    }
    text += &format!("Issue Date: {}{behind}{}{behind}", noted(repository, entry), paper.line);
    body(repository, entry, &paper, Link::Number, behind, &mut text);
    text
}

/// A single note.
pub fn note(repository: &Repository, entry: usize) -> String {
    let paper = repository.paper(entry);
    let mut text = front_matter(repository, entry, &paper, Some(repository.number(entry)));
    body(repository, entry, &paper, Link::Number, "\n", &mut text);
    text + "\n"
}

/// A note of a plain Markdown vault, with its references.
pub fn vault_note(repository: &Repository, entry: usize, link: Link) -> (String, Vec<Place>) {
    let paper = repository.paper(entry);
    let mut text = front_matter(repository, entry, &paper, None);
    text += &format!("# {}\n\n", paper.line);
    for tag in &paper.tags {
        text += &format!("#{} ", vault_tag(tag));
    }
    text += "\n\n";
    let places = body(repository, entry, &paper, link, "\n\n", &mut text);
    (text + "\n", places)
}

/// A tag as vaults can have it: letters, digits and hyphens.
pub fn vault_tag(tag: &str) -> String {
    let parts = tag.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

/// An issue as `gh issue list` prints it.
pub fn issue(repository: &Repository, entry: usize) -> serde_json::Value {
    let (paper, number) = (repository.paper(entry), repository.number(entry));
    let prose = Prose::of(repository, entry, &paper);
    let summary = prose.summary.split_inclusive('。').next().unwrap_or_default();
    let labels: Vec<_> = paper.tags.iter().map(|tag| serde_json::json!({ "name": tag })).collect();
    serde_json::json!({
        "number": number,
        "title": paper.line,
        "labels": labels,
        "createdAt": format!("{}T09:12:31Z", noted(repository, entry)),
        "body": format!(
            "# URL\n- https://arxiv.org/abs/{}\n\n# Authors\n- {}\n\n# Summary (by a model)\n- {summary}",
            paper.arxiv, paper.author
        ),
        "url": format!("{}/issues/{number}", super::ADDRESS),
    })
}

fn front_matter(repository: &Repository, entry: usize, paper: &Paper, number: Option<u32>) -> String {
    let number = number.map_or_else(String::new, |number| format!("number: {number}\n"));
    let plain = |tag: &str| tag.chars().all(|c| c.is_alphanumeric() || c == '-');
    let tag = |tag: &String| if plain(tag) { tag.clone() } else { format!("\"{tag}\"") };
    let tags: Vec<String> = paper.tags.iter().map(tag).collect();
    let (title, date, tags) = (&paper.line, noted(repository, entry), tags.join(", "));
    format!("---\n{number}title: \"{title}\"\ndate: {date}\ntags: [{tags}]\n---\n")
}

/// Writes summary and comment, with `gap` between the lines; where references stand.
fn body(
    repository: &Repository,
    entry: usize,
    paper: &Paper,
    link: Link,
    gap: &str,
    text: &mut String,
) -> Vec<Place> {
    let prose = Prose::of(repository, entry, paper);
    let mut places = Vec::new();
    let mut refer = |text: &mut String, before: &str, number: u32, behind: &str| {
        *text += before;
        places.push(Place { at: text.len(), number });
        *text += &format!("{number}{behind}");
    };
    *text += &format!("Summary{}{gap}Comment", prose.summary);
    for piece in &prose.comment {
        match piece {
            Piece::Text(said) => *text += said,
            Piece::Line(said) => *text += &format!("{gap}{said}"),
            // A bullet that names a paper ends its line.
            Piece::Bullet(number) if gap == " " => refer(text, " (#", *number, ")"),
            Piece::Bullet(number) => {
                let (before, behind) = link.bullet();
                refer(text, &format!("{gap}{before}"), *number, behind);
            }
            Piece::Mention(before, number, behind) => {
                let (open, close) = link.mention();
                *text += gap;
                refer(text, &format!("{before}{open}"), *number, &format!("{close}{behind}"));
            }
        }
    }
    places
}
