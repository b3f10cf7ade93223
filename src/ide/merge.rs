//! Making one entry of two: what a copy says and the first does not is put into the first, the copy goes or
//! leaves a reference, and references to a number that goes with it are sent to the number of the first.
//! Nothing is offered that was not made and read again: the first has all of it, all other entries are as they
//! were.

mod addition;
mod entry_edit;
mod front_matter;

use std::collections::BTreeMap;
use std::sync::Arc;

use addition::is_sent;
pub use addition::{Addition, Style};
pub use entry_edit::{removal, runs};

use super::trial::{Said, attempt, outline, said};
use crate::edit::{FileEdit, TextEdit, joined};
use crate::entry::{Entry, Number, Reference, ReferenceForm};
use crate::index::{EntryId, File, FileId, Index};
use crate::syntax::section::{own_end, parts};
use crate::text::Span;

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
    Addition::missing(index, copy, first, None).is_empty()
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
    let redirect = Redirect::of(index, copy, first);
    let numbers = redirect.as_ref().map(|redirect| (redirect.from, redirect.to));
    let add = Addition::missing(index, copy, first, numbers);
    let goes = entry_edit::replace(from, copy.entry as usize, reference)?;
    let styles = match runs_on(index, first) && add.is_inline() {
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
                let change = Expected { index, copy, first, add: &add, reference, numbers };
                attempt(file, edits).is_some_and(|after| change.holds(id, file, &after))
            })
        };
        (keeps(first.file) && keeps(copy.file)).then_some(edits)
    })?;
    // Where a reference would be read otherwise with the other number, they are all left as they are.
    let sent = redirect.and_then(|redirect| {
        let all = redirect.add_to(index, copy, edits.clone())?;
        Some((all, (redirect.from, redirect.to, redirect.places.len())))
    });
    let (edits, redirected) = sent.map_or((edits, None), |(edits, told)| (edits, Some(told)));
    Some(Merge {
        edits: edits.in_order(index, copy.file),
        redirected: redirected.filter(|(.., n)| *n > 0),
        adds_nothing: add.is_empty(),
    })
}

/// Whether an entry stands on one line, all of it.
fn runs_on(index: &Index, id: EntryId) -> bool {
    let (file, entry) = (index.file(id.file), index.entry(id));
    !file.is_single_note() && file.text.line_at(entry.span.start()) == file.text.line_at(entry.span.end())
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
    /// The number that goes, and the one that references are sent to.
    numbers: Option<(Number, Number)>,
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
        let all = self.has_text(file, at) && self.has_references(before, after) && self.has_words(after);
        tags && number && date && title && all && self.closes_code()
    }

    /// Whether code in the first ends before what is added.
    fn closes_code(&self) -> bool {
        let written = self.index.slice(self.first.file, self.index.entry(self.first).span);
        let fences = |mark: &str| written.lines().filter(|line| line.trim_start().starts_with(mark)).count();
        self.add.is_empty() || (fences("```") % 2 == 0 && fences("~~~") % 2 == 0)
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
        let entry = self.index.entry(self.copy);
        let text = self.index.slice(self.copy.file, entry.span);
        let sent = |reference: &Reference| match self.numbers {
            Some((from, to))
                if is_sent(reference, from, &text[reference.span.end() - entry.span.start()..]) =>
            {
                to
            }
            _ => reference.number,
        };
        let of_copy = entry.references.iter().map(|r| (sent(r), r.certain));
        let old: Vec<_> = before.references.iter().map(|r| (r.0, r.2)).chain(of_copy).collect();
        let new: Vec<_> = after.references.iter().map(|r| (r.0, r.2)).collect();
        let own = entry.number.as_ref().map(|own| own.number);
        old.iter().all(|reference| new.contains(reference))
            && new.iter().all(|reference| {
                // A title that links to its issue is no reference until it stands in a comment.
                let sent = self.numbers.is_some_and(|(_, to)| reference.0 == to);
                old.contains(reference) || Some(reference.0) == own || sent
            })
    }

    /// Whether each word of the copy stands in the first: what was read of the copy may not be all that it says.
    fn has_words(&self, after: &Said) -> bool {
        let entry = self.index.entry(self.copy);
        let text = self.index.slice(self.copy.file, entry.span);
        let own = &text[..own_end(&text, entry.span.start(), entry) - entry.span.start()];
        own.split_whitespace().all(|word| {
            let word = word.strip_prefix("Summary").or_else(|| word.strip_prefix("Comment")).unwrap_or(word);
            let sent = self.numbers.map(|(from, to)| word.replace(&from.to_string(), &to.to_string()));
            after.written.contains(word.trim_end_matches(['.', ',', '。']))
                || word.starts_with("Issue")
                || sent.is_some_and(|word| after.written.contains(&word))
                // Front matter writes its own way.
                || self.index.file(self.first.file).is_single_note()
        })
    }
}

/// The number that a title gives which is a link.
fn number_of_title(index: &Index, copy: EntryId, add: &Addition) -> Option<Number> {
    add.title.as_ref()?;
    index.entry(copy).number.as_ref().map(|own| own.number)
}

/// Text without a label, summary and comment of an entry.
fn sections(file: &File, entry: &Entry) -> [String; 3] {
    let (text, base) = (file.text.slice(entry.span), entry.span.start());
    let parts = parts(&text, base, entry);
    let said = |span: Span| text[span.start() - base..span.end() - base].to_owned();
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
        // Of one digit none is certain, and a known number is a reference all the same.
        && (last.2 || number.0 < 10)
}

/// The references to a number that goes.
struct Redirect {
    from: Number,
    to: Number,
    /// The digits, by file.
    places: Vec<(FileId, TextEdit)>,
}

impl Redirect {
    /// `None` where no number goes, or none takes its place.
    fn of(index: &Index, copy: EntryId, first: EntryId) -> Option<Self> {
        let own = index.entry(copy).number.as_ref()?.number;
        let (from, _) = index.number(copy).filter(|(number, _)| *number == own)?;
        let (to, _) = index.number(first).filter(|(number, _)| *number != from)?;
        let others = index.numbered(from).iter().any(|id| *id != copy && index.file(id.file).is_page());
        if others {
            return None;
        }
        let referrers = index.referrers(from).into_iter().filter(|id| {
            let (reference, file) = (index.reference(*id), index.file(id.entry.file));
            let entry = index.entry(id.entry);
            let behind = || index.slice(id.entry.file, Span::new(reference.span.end(), entry.span.end()));
            let link = reference.form == ReferenceForm::Link;
            let behind = if link { behind() } else { String::new() };
            let sent = index.is_reference(reference) && is_sent(reference, from, &behind);
            id.entry != copy && file.is_page() && sent
        });
        let places = referrers.map(|id| {
            let span = index.reference(id).span;
            (id.entry.file, TextEdit { span, new: to.to_string() })
        });
        Some(Self { from, to, places: places.collect() })
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
        let sent = |(old, new): (&(Number, ReferenceForm, bool), &(Number, ReferenceForm, bool))| {
            let same_form = (old.1, old.2) == (new.1, new.2);
            same_form && (old.0 == new.0 || (old.0 == self.from && new.0 == self.to))
        };
        rest(before) == rest(after) && old.len() == new.len() && old.iter().zip(&new).all(sent)
    }
}

#[cfg(test)]
mod tests;
