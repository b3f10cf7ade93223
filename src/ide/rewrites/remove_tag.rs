//! Takes the tag under the cursor out.

use super::{Place, Rewrite};
use crate::cursor::{Target, target};
use crate::edit::{FileEdit, TextEdit};
use crate::ide::tag_edit;
use crate::index::File;
use crate::language::say;
use crate::text::Span;

pub(super) fn offer(place: &Place) -> Vec<Rewrite> {
    remove(place).into_iter().collect()
}

fn remove(place: &Place) -> Option<Rewrite> {
    let Target::Tag { name, span } = target(place.index, place.file, place.offset)? else { return None };
    let file = place.source();
    let (tag, _) = tag_edit::at(file, span)?;
    let tags = &file.entries()[tag.0].tags;
    // The second of two has a fix.
    if tags[..tag.1].iter().any(|earlier| earlier.name == name) {
        return None;
    }
    let edit = if file.is_single_note() {
        from_front_matter(place, file, tag)?
    } else {
        tag_edit::rename(file, &[tag], None)?
    };
    let title = say!(place.index.config().language(), "Remove the tag #{name}", "タグ #{name} を外す");
    Some(Rewrite { title, edit })
}

/// An item of a `[list, in, a, line]`, or the line of an item.
fn from_front_matter(place: &Place, file: &File, (entry, tag): tag_edit::Place) -> Option<FileEdit> {
    let text = file.text.to_string();
    let tags = &file.entries()[entry].tags;
    let item = |at: usize| {
        let span = tags[at].span;
        let quote = ["\"", "'"]
            .iter()
            .any(|q| text[..span.start()].ends_with(q) && text[span.end()..].starts_with(q));
        if quote { Span::new(span.start() - 1, span.end() + 1) } else { span }
    };
    let own = item(tag);
    let (before, behind) = place.around(own);
    let gone = if before.trim() == "-" && behind.trim().is_empty() {
        let line_end = own.end() + behind.len();
        let newline = if text[line_end..].starts_with("\r\n") { 2 } else { 1 };
        Span::new(own.start() - before.len(), (line_end + newline).min(text.len()))
    } else if let Some(next) = tags.get(tag + 1) {
        let next = item(tag + 1).start().min(next.span.start());
        (text[own.end()..next].trim() == ",").then(|| Span::new(own.start(), next))?
    } else if let Some(last) = tag.checked_sub(1) {
        let last = item(last).end();
        (text[last..own.start()].trim() == ",").then(|| Span::new(last, own.end()))?
    } else {
        (before.ends_with('[') && behind.starts_with(']')).then_some(own)?
    };
    place.tried(entry as u32, vec![TextEdit::delete(gone)], |said| {
        said.tags.remove(tag);
    })
}
