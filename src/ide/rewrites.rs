//! Rewrites: what can be done at a place that mends nothing. One rewrite, one file under `rewrites/`; [`REWRITES`] is
//! the only list of them. Each is made and read again before it is offered, and is not offered where it would
//! change nothing.

mod add_tag;
mod certain;
mod link;
mod number_line;
mod remove_tag;
mod sort_tags;
mod start_note;

use jiff::civil;

use crate::cursor::{Target, entry_at, target, with_mark};
use crate::edit::{FileEdit, TextEdit};
use crate::entry::{Entry, Number, Reference, ReferenceForm};
use crate::ide::trial::{Said, attempt, outline, said};
use crate::index::{EntryId, File, FileId, Index};
use crate::syntax::link as links;
use crate::text::Span;

/// Something that can be done at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// What it does, for a menu.
    pub title: String,
    /// The change.
    pub edit: FileEdit,
}

/// Where something is to be done, and when.
#[derive(Clone, Copy)]
struct Place<'a> {
    index: &'a Index,
    file: FileId,
    offset: usize,
    today: civil::Date,
}

/// In the order of a menu.
const REWRITES: [fn(&Place) -> Vec<Rewrite>; 7] = [
    start_note::offer,
    link::offer,
    certain::offer,
    number_line::offer,
    remove_tag::offer,
    sort_tags::offer,
    add_tag::offer,
];

/// What can be done at the byte at `offset` of a file.
#[must_use]
pub fn rewrites(index: &Index, file: FileId, offset: usize, today: civil::Date) -> Vec<Rewrite> {
    if !index.file(file).is_page() {
        return Vec::new();
    }
    let place = Place { index, file, offset, today };
    REWRITES.iter().flat_map(|offer| offer(&place)).collect()
}

impl<'a> Place<'a> {
    fn source(&self) -> &'a File {
        self.index.file(self.file)
    }

    /// The entry whose tags, number, date or title the place is in. In its text nobody looks for its number.
    fn head(&self) -> Option<(EntryId, &'a Entry)> {
        entry_at(self.index, self.file, self.offset).filter(|(_, entry)| self.offset <= entry.body.start())
    }

    /// The entry whose tags, or the date behind them, the place is in: a menu at its title is for what is wrong with it.
    fn tags(&self) -> Option<(EntryId, &'a Entry)> {
        let (id, entry) = self.head()?;
        let text = &self.source().text;
        let (first, last) = (entry.tags.first()?.span, entry.tags.last()?.span);
        let end = match &entry.date {
            Some(date) if !self.source().is_single_note() => date.span.end(),
            _ => last.end(),
        };
        // The mark of the first, the bracket of a list and the quotes belong to them.
        let on_line = |offset| text.line(text.line_at(offset)).unwrap_or_default();
        let start =
            if self.source().is_single_note() { on_line(first.start()).start() } else { first.start() - 1 };
        let end = if self.source().is_single_note() { on_line(end).end() } else { end };
        (start..=end).contains(&self.offset).then_some((id, entry))
    }

    /// The reference at the place, its entry, and its place among the entry's references. All of a link's address is one.
    fn reference(&self) -> Option<(EntryId, usize, &'a Reference)> {
        if let Some(Target::Reference { id, .. }) = target(self.index, self.file, self.offset) {
            return Some((id.entry, id.reference as usize, self.index.reference(id)));
        }
        let (id, _) = entry_at(self.index, self.file, self.offset)?;
        // The number of an address is its end. A line may have thousands of them.
        let mut references = self.index.references_of(id).filter(|(_, r)| r.form == ReferenceForm::Link);
        let (at, link) = references.find(|(_, link)| self.offset <= link.span.start())?;
        let address = with_mark(&self.source().text, self.address(link)?);
        address.touches(self.offset).then_some((id, at.reference as usize, link))
    }

    /// The address in which the number of a link stands.
    fn address(&self, reference: &Reference) -> Option<Span> {
        let (before, behind) = self.around(reference.span);
        let line = format!("{before}{}{behind}", self.source().text.slice(reference.span));
        let start = reference.span.start() - before.len();
        let urls = links::urls(&line, Span::new(0, line.len())).into_iter();
        let mut urls = urls.map(|url| Span::new(start + url.start(), start + url.end()));
        urls.find(|url| url.contains(reference.span))
    }

    /// What stands in the line before and behind `span`.
    fn around(&self, span: Span) -> (String, String) {
        let text = &self.source().text;
        let start = text.line(text.line_at(span.start())).unwrap_or_default().start();
        let end = text.line(text.line_at(span.end())).unwrap_or_default().end();
        (text.slice(Span::new(start, span.start())).into(), text.slice(Span::new(span.end(), end)).into())
    }

    /// The edit, if it leaves entry `at` changed in nothing but what `change` says, and everything else as it was.
    /// What the entry's characters are then is what the edit says.
    fn tried(&self, at: u32, edits: Vec<TextEdit>, change: impl FnOnce(&mut Said)) -> Option<FileEdit> {
        let file = self.source();
        let edited = attempt(file, &edits)?;
        let (mut before, after) = (said(file), said(&edited));
        let (old, new) = (before.get_mut(at as usize)?, after.get(at as usize)?);
        old.written.clone_from(&new.written);
        change(old);
        let same = before == after && outline(file) == outline(&edited);
        same.then(|| FileEdit { path: file.path.clone(), edits })
    }

    /// The edit, if all that it does is to write a reference of entry `at` in another form.
    fn tried_reference(
        &self,
        (at, reference): (u32, usize),
        edit: TextEdit,
        form: (Number, ReferenceForm, bool),
    ) -> Option<FileEdit> {
        let body = self.body_after(at, &edit)?;
        self.tried(at, vec![edit], |said| {
            said.body = body;
            said.references[reference] = form;
        })
    }

    /// The body of entry `at` with an edit in it made.
    fn body_after(&self, at: u32, edit: &TextEdit) -> Option<String> {
        let before = said(self.source()).swap_remove(at as usize).body;
        let start = self.source().entries().get(at as usize)?.body.start();
        let span = Span::new(edit.span.start().checked_sub(start)?, edit.span.end().checked_sub(start)?);
        crate::edit::apply(&before, &[TextEdit { span, new: edit.new.clone() }])
    }
}

#[cfg(test)]
mod tests;
