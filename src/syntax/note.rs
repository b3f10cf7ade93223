//! Single notes: a Markdown file that is one entry. Its front matter has number, title, date and tags, or
//! the file's name has the number (`2320.md`, `2320-slug.md`); the rest of it is summary and comment.

use crate::entry::{Date, Entry, Number, OwnNumber, Tag};
use crate::syntax::body::{self, Source};
use crate::syntax::front_matter::{self, FrontMatter, Value};
use crate::syntax::{Page, title};
use crate::text::Span;

/// Reads a single note; `name` is the file's, without folders. `None` where the file is no single note:
/// its front matter has neither a number nor a title with a date or tags.
#[must_use]
pub fn parse(text: &str, name: &str) -> Option<Page> {
    let matter = front_matter::read(text)?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let number = number(&matter).or_else(|| number_of_name(stem, start));
    let dated = matter.one("date").is_some() || matter.get("tags").is_some_and(|tags| !tags.is_empty());
    if number.is_none() && !(matter.one("title").is_some() && dated) {
        return None;
    }
    let source = Source::new(text);
    let end = matter.end + text[matter.end..].trim_end().len();
    let entry = Entry {
        span: Span::new(start, end.max(matter.end.min(text.len()))),
        number,
        tags: matter.get("tags").unwrap_or_default().iter().flat_map(|value| tags(text, value)).collect(),
        date: matter.one("date").map(|value| date(text, value)),
        title: matter.one("title").map(|value| title::parse(&value.text, value.span)),
        ..Entry::default()
    };
    let body = Span::new(matter.end, entry.span.end());
    Some(Page { heading: None, entries: vec![body::read(&source, body, entry).into()] })
}

fn number(matter: &FrontMatter) -> Option<OwnNumber> {
    let value = matter.one("issue").or_else(|| matter.one("number"))?;
    let number = Number::parse(value.text.trim().trim_start_matches('#'))?;
    Some(OwnNumber { number, span: value.span, repository: None })
}

/// The number in `2320` or `2320-slug`, which stands nowhere in the note that begins at byte `start`. `2025-07-30` is a date.
fn number_of_name(stem: &str, start: usize) -> Option<OwnNumber> {
    let (digits, rest) = stem.split_once('-').unwrap_or((stem, ""));
    let number = Number::parse(digits).filter(|_| !rest.starts_with(|c: char| c.is_ascii_digit()))?;
    Some(OwnNumber { number, span: Span::at(start), repository: None })
}

fn date(text: &str, value: &Value) -> Date {
    // YAML's timestamps may go on with a time.
    let written = value.text.split(['T', ' ']).next().unwrap_or_default();
    // Folded or with escapes in it, it does not stand in the file as it is.
    let plain = text[value.span.range()].starts_with(written);
    let end = if plain { value.span.start() + written.len() } else { value.span.end() };
    let span = Span::new(value.span.start(), end);
    Date::new(written, written.parse().ok(), span)
}

/// The tags in one value: a name, or several with commas where it is all the value there is.
fn tags(text: &str, value: &Value) -> Vec<Tag> {
    // A list that is just being typed.
    if value.text.starts_with('[') {
        return Vec::new();
    }
    // With escapes in it, the text does not stand in the file as it is.
    let plain = text[value.span.range()] == *value.text;
    if !plain || !value.text.contains(", ") {
        let name = value.text.trim().trim_start_matches('#');
        return if name.is_empty() { Vec::new() } else { vec![Tag { name: name.into(), span: value.span }] };
    }
    let mut start = value.span.start();
    let mut found = Vec::new();
    for name in value.text.split(", ") {
        let trimmed = name.trim();
        let from = start + (name.len() - name.trim_start().len());
        if !trimmed.is_empty() {
            found.push(Tag { name: trimmed.into(), span: Span::new(from, from + trimmed.len()) });
        }
        start += name.len() + 2;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_over_lines_has_a_place() {
        let text = "---\ntitle: A\ndate: 2025-0\n\n\n いいい\n---\n";
        let date = parse(text, "1.md").unwrap().entries[0].date.clone().unwrap();
        assert_eq!(&text[date.span.range()], "2025-0\n\n\n いいい");
    }

    #[test]
    fn a_note_is_one_entry() {
        let text = "---\nissue: 2320\ntitle: \"[Paper Note] MetaCLIP 2: A Recipe, Yung-Sung Chuang+, arXiv'25\"\ndate: 2025-07-30\ntags: [NLP, \"2D (Image)\"]\n---\nSummary本文\nComment元ポスト\n・2094\n";
        let page = parse(text, "metaclip.md").unwrap();
        let entry = &page.entries[0];
        assert_eq!(entry.number.as_ref().unwrap().number, Number(2320));
        let title = entry.title.as_ref().unwrap();
        assert_eq!(&text[title.span.range()], &*title.line);
        assert_eq!(title.name(), "MetaCLIP 2: A Recipe");
        let tags: Vec<&str> = entry.tags.iter().map(|tag| &text[tag.span.range()]).collect();
        assert_eq!(tags, ["NLP", "2D (Image)"]);
        assert_eq!(entry.date.as_ref().unwrap().written(), "2025-07-30");
        assert_eq!(&text[entry.summary.as_ref().unwrap().span.range()], "本文");
        assert_eq!(entry.references[0].number, Number(2094));
        assert_eq!(&text[entry.span.end()..], "\n");
    }

    #[test]
    fn the_name_of_the_file_may_have_the_number() {
        let number = |text, name| Some(parse(text, name)?.entries[0].number.as_ref()?.number);
        let matter = "---\ntitle: A\ndate: 2025-07-30\n---\n";
        assert_eq!(number(matter, "2320.md"), Some(Number(2320)));
        assert_eq!(number(matter, "2320-slug.md"), Some(Number(2320)));
        assert_eq!(number(matter, "2025-07-30-slug.md"), None);
        assert_eq!(number("---\nnumber: \"#7\"\n---\n", "x.md"), Some(Number(7)));
    }

    #[test]
    fn other_markdown_is_no_note() {
        for text in ["# Heading\n", "---\nlayout: page\ntitle: About\n---\ntext\n", "---\n---\n", ""] {
            assert_eq!(parse(text, "about.md"), None, "{text}");
        }
    }
}
