//! Taking an entry out of its page, or putting a reference in its place.

use std::ops::RangeInclusive;

use crate::edit::{FileEdit, TextEdit};
use crate::entry::{Number, Placed};
use crate::index::File;
use crate::syntax::section::own_end;
use crate::text::Span;

/// The edit that takes out entry `at`, or puts a reference to a number there; it is not tried.
pub fn replace(file: &File, at: usize, reference: Option<Number>) -> Option<FileEdit> {
    let text = file.text.to_string();
    let entry = file.entries().get(at)?;
    let edit = match reference {
        None => TextEdit::delete(removal(&text, file.entries(), at..=at)),
        Some(number) => {
            let span = Span::new(entry.span.start(), own_end(&text, 0, entry));
            TextEdit { span, new: format!("・{number}") }
        }
    };
    Some(FileEdit { path: file.path.clone(), edits: vec![edit] })
}

/// The runs of entries, from the first to the last of each, between which nothing of the page stands.
pub fn runs(text: &str, entries: &[Placed], gone: &[usize]) -> Vec<RangeInclusive<usize>> {
    let joins =
        |a: &usize, b: &usize| a + 1 == *b && own_end(text, 0, &entries[*a]) == entries[*a].span.end();
    gone.chunk_by(joins).map(|run| run[0]..=run[run.len() - 1]).collect()
}

/// What to take out so that the entries of `run` are gone, between which nothing else stands, and every other line and entry stays as it was: the entry
/// with the white space behind it, or, where the next entry or nothing follows on a line of its own, with
/// the white space before it.
pub fn removal(text: &str, entries: &[Placed], run: RangeInclusive<usize>) -> Span {
    let at = *run.end();
    let entry = Span::new(entries[*run.start()].span.start(), own_end(text, 0, &entries[at]));
    let next = entries.get(at + 1).map_or(text.len(), |next| next.span.start());
    // Headings of the page stay, and begin a line.
    let behind = text[entry.end()..next].trim_start();
    let next = if entry.end() < entries[at].span.end() { next - behind.len() } else { next };
    let starts_line = |offset: usize| offset == 0 || text[..offset].ends_with(['\n', '\r']);
    let last = at + 1 == entries.len() && next == text.len();
    if !last && (starts_line(entry.start()) || !starts_line(next)) {
        return Span::new(entry.start(), next);
    }
    // Spaces at the end of the line before are that line's own: two of them are a line break in Markdown.
    let separators: &[char] =
        if starts_line(entry.start()) { &['\n', '\r'] } else { &[' ', '\t', '\u{3000}'] };
    let before = text[..entry.start()].trim_end_matches(separators).len();
    if before == 0 {
        return Span::new(entry.start(), next);
    }
    Span::new(before, entry.end())
}
