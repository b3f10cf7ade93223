//! References that are hidden: their notes are as they were before somebody typed the number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paper_notes_lsp::cursor;
use paper_notes_lsp::edit::{self, TextEdit};
use paper_notes_lsp::entry::{Number, Reference, ReferenceForm};
use paper_notes_lsp::index::{EntryId, File, FileChange, FileId, Index, ReferenceId};
use paper_notes_lsp::text::{Span, Text};

use crate::random::Random;

/// A reference that is hidden.
pub struct Case {
    /// How it was written.
    pub form: ReferenceForm,
    /// The number that it named.
    pub target: Number,
    /// The page that it stood on.
    pub file: FileId,
    /// The path of that.
    pub path: Arc<str>,
    /// The text of that without it.
    pub text: String,
    /// Where the number is to be typed: behind a `・`, with nothing behind it on the line.
    pub cursor: usize,
    changes: Vec<FileChange>,
}

impl Case {
    /// The index of the repository without the reference.
    pub fn hidden(&self, index: &Index) -> Index {
        index.updated(self.changes.iter().cloned())
    }

    /// The files that it changes as `index` has them.
    pub fn shown(&self, index: &Index) -> Vec<FileChange> {
        let paths = self.changes.iter().map(|(path, _)| path);
        let files = paths.filter_map(|path| Some(index.file(index.file_at(path)?)));
        let parse = |file: &File| File::parse(&file.path, &file.text.to_string(), false).map(Arc::new);
        files.map(|file| (Arc::clone(&file.path), parse(file))).collect()
    }
}

/// The references on pages to another paper that has a title and a number, in random order: certain bullets first, for
/// they are typed where they stand; then other certain ones, then the rest. Copies of one are one.
pub fn sample(index: &Index, random: &mut Random) -> Vec<ReferenceId> {
    let mut found: Vec<(usize, ReferenceId)> = Vec::new();
    for (entry, _) in index.page_entries() {
        let references = index.references_of(entry).filter(|(_, it)| is_target(index, entry, it.number));
        found.extend(references.map(|(id, reference)| (tier(reference), id)));
    }
    found.sort();
    let mut seen = BTreeSet::new();
    found.retain(|(_, id)| seen.insert((index.paper(id.entry), index.reference(*id).number)));
    found.sort_by_cached_key(|(tier, _)| (*tier, random.next()));
    found.into_iter().map(|(_, id)| id).collect()
}

fn tier(reference: &Reference) -> usize {
    match (reference.certain, reference.form) {
        (true, ReferenceForm::Bullet) => 0,
        (true, _) => 1,
        _ => 2,
    }
}

/// Whether a number is that of a paper with a title, and not that of the entry which names it.
fn is_target(index: &Index, from: EntryId, number: Number) -> bool {
    let named = index.numbered(number);
    let titled = named.iter().any(|id| index.entry(*id).identity().is_some());
    titled && named.iter().all(|id| index.paper(*id) != index.paper(from))
}

/// The notes without a reference, and without all others to its number in the same entry and in its copies. `None`
/// where that cannot be done without changing more.
pub fn hide(index: &Index, id: ReferenceId) -> Option<Case> {
    let file = id.entry.file;
    let reference = index.reference(id);
    let mut edits: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    for copy in copies(index, id.entry) {
        let text = &index.file(copy.file).text;
        let references = index.entry(copy).references.iter().filter(|it| it.number == reference.number);
        let cuts = references.map(|reference| TextEdit::delete(with_mark(text, reference.span)));
        edits.entry(copy.file).or_default().extend(cuts);
    }
    let typed = place(index, id)?;
    let here = edits.entry(file).or_default();
    here.retain(|cut| cut.span.end() <= typed.span.start() || cut.span.start() >= typed.span.end());
    let before = here.iter().filter(|cut| cut.span.end() <= typed.span.start()).map(|cut| cut.span.len());
    let bullet = typed.new.find('・')? + '・'.len_utf8();
    let cursor = typed.span.start() + bullet - before.sum::<usize>();
    here.push(typed);

    let mut changes = Vec::new();
    let mut text = None;
    for (at, edits) in edits {
        let before = index.file(at);
        let after = edit::apply(&before.text.to_string(), &edits)?;
        changes.push((Arc::clone(&before.path), File::parse(&before.path, &after, false).map(Arc::new)));
        if at == file {
            text = Some(after);
        }
    }
    let path = Arc::clone(&index.file(file).path);
    let case =
        Case { form: reference.form, target: reference.number, file, path, text: text?, cursor, changes };
    is_hidden(index, id, &case).then_some(case)
}

/// The entry, those on pages that are the same paper, and those in catalogs that have its number.
fn copies(index: &Index, entry: EntryId) -> BTreeSet<EntryId> {
    let number = index.number(entry).map(|(number, _)| number);
    let numbered = number.map_or_else(Vec::new, |number| index.numbered(number));
    index.copies(entry).into_iter().chain(numbered).chain([entry]).collect()
}

/// The digits of a reference with the mark in front of them.
fn with_mark(text: &Text, digits: Span) -> Span {
    let mark = ['・', '#'].into_iter().find(|mark| text.has_before(digits.start(), *mark));
    Span::new(digits.start() - mark.map_or(0, char::len_utf8), digits.end())
}

/// What puts a `・` where the reference is to be typed. A bullet stays where it is and loses what its entry has behind it
/// on the line; another reference is typed on a new line that ends the entry.
fn place(index: &Index, id: ReferenceId) -> Option<TextEdit> {
    let text = &index.file(id.entry.file).text;
    let entry = index.entry(id.entry).span;
    let digits = index.reference(id).span;
    let (cut, bullet) = if index.reference(id).form == ReferenceForm::Bullet {
        let line = text.line(text.line_at(digits.start()))?;
        (Span::new(with_mark(text, digits).start(), line.end().min(entry.end()).max(digits.end())), "・")
    } else {
        (Span::at(entry.end()), "\n・")
    };
    // Another entry may begin on the line.
    let line = text.line(text.line_at(cut.end()))?;
    let runs_on = !text.slice(Span::new(cut.end(), line.end().max(cut.end()))).trim().is_empty();
    Some(TextEdit { span: cut, new: format!("{bullet}{}", if runs_on { "\n" } else { "" }) })
}

/// Whether the cursor of a case stands in its entry behind a `・` that ends the line, nothing of the entry and its copies
/// names the number any more, and all entries are still there.
fn is_hidden(index: &Index, id: ReferenceId, case: &Case) -> bool {
    let (before, after) = case.text.split_at(case.cursor);
    let ends_line = after.lines().next().is_none_or(|rest| rest.trim().is_empty());
    let hidden = case.hidden(index);
    let entries = |of: &Index| of.files().map(|(_, file)| file.entries().len()).collect::<Vec<_>>();
    let stands = cursor::entry_at(&hidden, case.file, case.cursor).map(|(entry, _)| entry) == Some(id.entry);
    let mut left = copies(&hidden, id.entry).into_iter().flat_map(|copy| &hidden.entry(copy).references);
    before.ends_with('・')
        && ends_line
        && stands
        && entries(index) == entries(&hidden)
        && !left.any(|reference| reference.number == case.target)
}
