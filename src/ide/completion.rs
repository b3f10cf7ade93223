//! Completion: of tags behind `#`, of the numbers of entries behind `・`, behind `#` and digits, and at a bullet,
//! of titles that are noted already, and of a new entry between two.

mod entry;
mod number;
mod tag;
mod title;

use jiff::civil;

use crate::entry::Number;
use crate::index::{FileId, Index};
use crate::syntax::link;
use crate::text::Span;

/// What a completion puts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// The name of a tag.
    Tag,
    /// The number of an entry.
    Reference,
    /// A title line that another entry has.
    Title,
    /// The first lines of an entry.
    Entry,
}

/// One thing that can be put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What it is.
    pub kind: CompletionKind,
    /// What the list shows.
    pub label: String,
    /// What the list shows behind it, fainter.
    pub detail: String,
    /// The bytes to replace: exactly what was typed.
    pub span: Span,
    /// What to put there.
    pub insert: String,
    /// Where in it the cursor goes, in bytes; `None`: behind it.
    pub cursor: Option<usize>,
    /// The entry whose preview documents it.
    pub number: Option<Number>,
}

/// A list of completions, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completions {
    /// What was typed; all items match it.
    pub typed: String,
    /// The items.
    pub items: Vec<Completion>,
}

/// The most items of a list. The list is asked for again with each key, so a longer one helps nobody.
const MOST: usize = 50;

/// What is typed right before the cursor, seen from the mark that begins it.
struct Typed<'a> {
    /// What stands on the line before the mark.
    before: &'a str,
    /// What stands between the mark and the cursor.
    query: &'a str,
    /// The place of the query.
    span: Span,
}

/// What can be put in at the byte at `offset` of a file. What is begun is dated `today`.
#[must_use]
pub fn completions(index: &Index, file: FileId, offset: usize, today: civil::Date) -> Completions {
    if !index.file(file).is_page() {
        return Completions::default();
    }
    if let Some(begun) = entry::complete(index, file, offset, today) {
        return begun;
    }
    if is_in_front_matter(index, file, offset) {
        return Completions::default();
    }
    let text = &index.file(file).text;
    let titles = title::complete(index, file, offset);
    if let Some(first) = titles.first() {
        return Completions { typed: text.slice(first.span).into_owned(), items: titles };
    }
    let Some(line) = text.line(text.line_at(offset)) else {
        return Completions::default();
    };
    let before = text.slice(Span::new(line.start(), offset.clamp(line.start(), line.end())));
    let typed = |mark: usize, len: usize| Typed {
        before: &before[..mark],
        query: &before[mark + len..],
        span: Span::new(line.start() + mark + len, line.start() + before.len()),
    };
    // The nearest mark decides.
    let hash = before.rfind('#').map(|at| (at, 1));
    let bullet = before.rfind('・').map(|at| (at, '・'.len_utf8()));
    let Some((at, len)) = hash.max(bullet).or_else(|| ascii_bullet(&before)) else {
        return Completions::default();
    };
    if is_hidden(&before, at) || (before[at..].starts_with('・') && joins_words(&before, at)) {
        return Completions::default();
    }
    let typed = typed(at, len);
    let items = match &before[at..at + len] {
        "#" => tag::complete(index, file, &typed),
        mark => number::complete(index, file, &typed, mark),
    };
    Completions { typed: typed.query.to_owned(), items }
}

/// Whether a place is above the text of a single note, where lists are YAML.
fn is_in_front_matter(index: &Index, file: FileId, offset: usize) -> bool {
    let entry = index.file(file).entries().first();
    index.file(file).is_single_note() && entry.is_some_and(|entry| offset < entry.body.start())
}

/// Where an ASCII bullet that begins the line is, and its length with the space behind it.
fn ascii_bullet(before: &str) -> Option<(usize, usize)> {
    let at = before.len() - before.trim_start().len();
    let is_bullet = ["- ", "* ", "+ "].iter().any(|bullet| before[at..].starts_with(bullet));
    is_bullet.then_some((at, 2))
}

/// Whether the `・` at byte `at` stands between words, as in `ダウン・ロード`. Behind a URL it does not.
fn joins_words(line: &str, at: usize) -> bool {
    let follows_url = link::urls(line, Span::new(0, line.len())).iter().any(|url| url.end() == at);
    !follows_url && line[..at].chars().next_back().is_some_and(char::is_alphanumeric)
}

/// Whether the mark at byte `at` of the line stands in a URL or a code span, where it is none.
fn is_hidden(line: &str, at: usize) -> bool {
    let whole = Span::new(0, line.len());
    let hides = |span: &Span| span.start() <= at && at < span.end();
    // A code span that is still open when its closing mark is to come hides too.
    let open = line[..at].matches('`').count() % 2 == 1;
    open || link::urls(line, whole).iter().any(hides) || link::code(line, whole).iter().any(hides)
}

#[cfg(test)]
mod tests;
