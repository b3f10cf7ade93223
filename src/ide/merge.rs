//! Making one entry of two: what a copy says and the first does not is put into the first, the copy goes or
//! leaves a reference, and references to a number that goes with it are sent to the number of the first.
//! Nothing is offered that was not made and read again: the first has all of it, all other entries are as they
//! were.

mod addition;
mod entry_edit;
mod front_matter;

use std::collections::BTreeMap;
use std::sync::Arc;

use addition::{Addition, Style};

use super::trial::{Said, attempt, outline, said};
use crate::edit::{FileEdit, TextEdit, joined};
use crate::entry::{Number, ReferenceForm};
use crate::index::{EntryId, File, FileId, Index};

/// What stands where the copy stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Nothing.
    Nothing,
    /// A reference to the first.
    Reference,
}

/// Two entries made one.
#[derive(Debug, PartialEq, Eq)]
pub struct Merge {
    /// The change: first what is added, then what goes, so that a change which is broken off has lost nothing.
    pub edits: Vec<FileEdit>,
    /// The number that goes, the number of the first, and how many references are sent from one to the other.
    pub redirected: Option<(Number, Number, usize)>,
    /// Whether the first has all of the copy already, so that the copy can just go.
    pub adds_nothing: bool,
}

/// Whether everything that `copy` says is also said by `first`: its tags, number, date and title, and each line of
/// its text, in its place.
#[must_use]
pub fn adds_nothing(index: &Index, copy: EntryId, first: EntryId) -> bool {
    Addition::missing(index, copy, first).is_empty()
}

/// Puts into `first` what only `copy` says, and takes `copy` out. `None` where that is not possible without
/// losing or changing something else.
#[must_use]
pub fn merge(index: &Index, copy: EntryId, first: EntryId, leave: Leave) -> Option<Merge> {
    let from = index.file(copy.file);
    // A single note would leave an empty file behind.
    if from.is_single_note() || !from.is_page() || !index.file(first.file).is_page() || copy == first {
        return None;
    }
    let reference = match leave {
        Leave::Nothing => None,
        Leave::Reference => Some(index.number(first)?.0),
    };
    let add = Addition::missing(index, copy, first);
    let goes = entry_edit::replace(from, copy.entry as usize, reference)?;
    let styles = match entry_runs_on(index, first) && add.is_inline() {
        true => &[Style::Inline, Style::Glued, Style::Apart][..],
        false => &[Style::Glued, Style::Apart][..],
    };
    let edits = styles.iter().find_map(|style| {
        let to = index.file(first.file);
        let added = add.edit(to, &to.entries()[first.entry as usize], *style)?;
        let edits = Changes::new([added, goes.clone()]);
        let keeps = |id: FileId| {
            let file = index.file(id);
            edits.of(file).is_none_or(|edits| {
                let change = Expected { index, copy, first, add: &add, reference };
                attempt(file, edits).is_some_and(|after| change.holds(id, file, &after))
            })
        };
        (keeps(first.file) && keeps(copy.file)).then_some(edits)
    })?;
    let sent = [false, true].into_iter().find_map(|only_certain| {
        let Some(redirect) = Redirect::of(index, copy, first, only_certain) else {
            return Some((edits.clone(), None));
        };
        let told = (redirect.from, redirect.to, redirect.places.len());
        Some((redirect.add_to(index, copy, edits.clone())?, Some(told).filter(|(.., n)| *n > 0)))
    });
    let (edits, redirected) = sent?;
    Some(Merge { edits: edits.in_order(index, copy.file), redirected, adds_nothing: add.is_empty() })
}

/// Whether date and title of an entry stand on one line.
fn entry_runs_on(index: &Index, id: EntryId) -> bool {
    let (file, entry) = (index.file(id.file), index.entry(id));
    let (Some(date), Some(title)) = (&entry.date, &entry.title) else { return false };
    !file.is_single_note() && file.text.line_at(date.span.start) == file.text.line_at(title.span.start)
}

/// Edits by file.
#[derive(Clone)]
struct Changes(BTreeMap<Arc<str>, Vec<TextEdit>>);

impl Changes {
    fn new(edits: impl IntoIterator<Item = FileEdit>) -> Self {
        let mut new = Self(BTreeMap::new());
        for edit in edits {
            new.0.entry(edit.path).or_default().extend(edit.edits);
        }
        new.0.values_mut().for_each(|edits| *edits = joined(std::mem::take(edits)));
        new.0.retain(|_, edits| !edits.is_empty());
        new
    }

    fn of(&self, file: &File) -> Option<&[TextEdit]> {
        self.0.get(&file.path).map(Vec::as_slice)
    }

    /// The file in which something goes comes last.
    fn in_order(self, index: &Index, last: FileId) -> Vec<FileEdit> {
        let last = &index.file(last).path;
        let mut edits: Vec<FileEdit> =
            self.0.into_iter().map(|(path, edits)| FileEdit { path, edits }).collect();
        edits.sort_by_key(|edit| edit.path == *last);
        edits
    }
}

/// What a file must say after a merge.
struct Expected<'a> {
    index: &'a Index,
    copy: EntryId,
    first: EntryId,
    add: &'a Addition,
    reference: Option<Number>,
}

impl Expected<'_> {
    fn holds(&self, id: FileId, before: &File, after: &File) -> bool {
        if outline(before) != outline(after) {
            return false;
        }
        let (old, new) = (said(before), said(after));
        let mut left = new.iter();
        for (at, said) in old.iter().enumerate() {
            let entry = EntryId { file: id, entry: at as u32 };
            if entry == self.copy {
                continue;
            }
            let Some(now) = left.next() else { return false };
            // The reference that a copy leaves belongs to the entry above it.
            let refers =
                self.reference.filter(|_| id == self.copy.file && at + 1 == self.copy.entry as usize);
            let added = entry == self.first;
            let same = match (added, refers) {
                (false, None) => said.written == now.written,
                (false, Some(number)) => is_followed(said, now, number),
                // It would refer to itself.
                (true, Some(_)) => false,
                (true, None) => self.has_all(said, now, after, at),
            };
            if !same {
                return false;
            }
        }
        let above = self.copy.file != id || self.reference.is_none() || self.copy.entry > 0;
        left.next().is_none() && above
    }

    /// Whether the first has what it had and what was added, and nothing else.
    fn has_all(&self, before: &Said, after: &Said, file: &File, at: usize) -> bool {
        let at =
            if self.first.file == self.copy.file && self.copy.entry < self.first.entry { at - 1 } else { at };
        let add = self.add;
        let tags = before.tags.iter().chain(&add.tags).eq(&after.tags);
        let number =
            after.number == before.number.or(add.number).or(number_of_title(self.index, self.copy, add));
        let date = after.date == before.date.clone().or(add.date.clone());
        let title = match (&before.title, &add.title) {
            (Some(title), _) => after.title.as_ref() == Some(title),
            (None, Some(_)) => {
                after.title == self.index.entry(self.copy).title.as_ref().map(|title| title.line.clone())
            }
            (None, None) => after.title.is_none(),
        };
        tags && number && date && title && self.has_text(file, at) && self.has_references(before, after)
    }

    fn has_text(&self, file: &File, at: usize) -> bool {
        let Some(after) = file.entries().get(at) else { return false };
        let before = self.index.entry(self.first);
        let (old, new) = (sections(self.index.file(self.first.file), before), sections(file, after));
        let add = [&self.add.text, &self.add.summary, &self.add.comment].map(|lines| lines.join("\n"));
        let squeezed = |parts: [&str; 2]| -> String {
            parts.iter().flat_map(|part| part.split_whitespace()).collect::<Vec<_>>().join(" ")
        };
        old.iter().zip(add).zip(&new).all(|((old, add), new)| squeezed([old, &add]) == squeezed([new, ""]))
    }

    /// Whether it refers to what both referred to. The number of the copy may be named by what is added.
    fn has_references(&self, before: &Said, after: &Said) -> bool {
        let of_copy = self.index.entry(self.copy).references.iter().map(|r| (r.number, r.certain));
        let old: Vec<_> = before.references.iter().map(|r| (r.0, r.2)).collect();
        let new: Vec<_> = after.references.iter().map(|r| (r.0, r.2)).collect();
        let own = self.index.entry(self.copy).number.as_ref().map(|own| own.number);
        old.iter().chain(&of_copy.clone().collect::<Vec<_>>()).all(|reference| new.contains(reference))
            && new.iter().all(|reference| {
                let known = old.contains(reference) || of_copy.clone().any(|other| other == *reference);
                known || Some(reference.0) == own
            })
    }
}

/// The number that a title gives which is a link.
fn number_of_title(index: &Index, copy: EntryId, add: &Addition) -> Option<Number> {
    add.title.as_ref()?;
    index.entry(copy).number.as_ref().map(|own| own.number)
}

/// Text without a label, summary and comment of an entry.
fn sections(file: &File, entry: &crate::entry::Entry) -> [String; 3] {
    let (text, base) = (file.text.slice(entry.span), entry.span.start);
    let parts = crate::syntax::section::parts(&text, base, entry);
    let said = |span: crate::text::Span| text[span.start - base..span.end - base].to_owned();
    [
        said(parts.text),
        parts.summary.map(said).unwrap_or_default(),
        parts.comment.map(said).unwrap_or_default(),
    ]
}

/// Whether an entry says what it said, and then refers to `number`.
fn is_followed(before: &Said, after: &Said, number: Number) -> bool {
    let Some((last, rest)) = after.references.split_last() else { return false };
    let head = |said: &Said| (said.tags.clone(), said.number, said.date.clone(), said.title.clone());
    head(before) == head(after)
        && after.written.starts_with(&before.written)
        && rest == before.references
        && last.0 == number
        && last.2
}

/// The references to a number that goes.
struct Redirect {
    from: Number,
    to: Number,
    /// `・2378Reasoning` is no reference any more with two digits: such are left alone then.
    only_certain: bool,
    /// The digits, by file.
    places: Vec<(FileId, TextEdit)>,
}

impl Redirect {
    /// `None` where no number goes, or none takes its place.
    fn of(index: &Index, copy: EntryId, first: EntryId, only_certain: bool) -> Option<Self> {
        let own = index.entry(copy).number.as_ref()?.number;
        let (from, _) = index.number(copy).filter(|(number, _)| *number == own)?;
        let (to, _) = index.number(first).filter(|(number, _)| *number != from)?;
        let others = index.numbered(from).iter().any(|id| *id != copy && index.file(id.file).is_page());
        if others {
            return None;
        }
        let referrers = index.referrers(from).iter().filter(|id| {
            let reference = index.reference(**id);
            let sent = index.is_reference(reference) && (reference.certain || !only_certain);
            id.entry != copy && index.file(id.entry.file).is_page() && sent
        });
        let places = referrers.map(|id| {
            let span = index.reference(*id).span;
            (id.entry.file, TextEdit { span, new: to.to_string() })
        });
        Some(Self { from, to, only_certain, places: places.collect() })
    }

    /// The changes with the references sent to the other number, unless that changes anything else.
    fn add_to(&self, index: &Index, copy: EntryId, edits: Changes) -> Option<Changes> {
        let places = self
            .places
            .iter()
            .map(|(file, edit)| FileEdit { path: index.file(*file).path.clone(), edits: vec![edit.clone()] });
        let before = edits.0.clone().into_iter().map(|(path, edits)| FileEdit { path, edits });
        let all = Changes::new(before.chain(places));
        let mut files: Vec<FileId> = self.places.iter().map(|(file, _)| *file).chain([copy.file]).collect();
        files.sort();
        files.dedup();
        let fits = |id: &FileId| {
            let file = index.file(*id);
            let old = attempt(file, edits.of(file).unwrap_or_default());
            let new = attempt(file, all.of(file).unwrap_or_default());
            old.zip(new).is_some_and(|(old, new)| self.is_only_sent(&old, &new))
        };
        files.iter().all(fits).then_some(all)
    }

    fn is_only_sent(&self, before: &File, after: &File) -> bool {
        let rest = |file: &File| -> Vec<_> {
            let said = said(file).into_iter();
            said.map(|said| (said.tags, said.number, said.date, said.title)).collect()
        };
        let references =
            |file: &File| -> Vec<_> { said(file).into_iter().flat_map(|said| said.references).collect() };
        let (old, new) = (references(before), references(after));
        let sent = |old: &(Number, ReferenceForm, bool)| {
            let to = if old.0 == self.from && (old.2 || !self.only_certain) { self.to } else { old.0 };
            (to, old.1, old.2)
        };
        rest(before) == rest(after) && old.iter().map(sent).eq(new)
    }
}

#[cfg(test)]
mod tests;
