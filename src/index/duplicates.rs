//! Which entries are the same paper, and which of them is one too many. A paper that is noted five
//! times gives four findings, and all of them point at the first.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use crate::entry::{Entry, Name, Number, collapse};
use crate::index::file::name_key;
use crate::index::identity::Reason;
use crate::index::{EntryId, FileId, Index};
use crate::syntax::section::parts;
use crate::text::Span;

/// An entry that is a paper which another entry has already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The entry that is one too many.
    pub copy: EntryId,
    /// The entry that has the paper first.
    pub first: EntryId,
    /// Why they are the same paper.
    pub reason: Reason,
}

/// An entry on a tag page that should say what the entry it mirrors says, and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diverged {
    /// The entry on the tag page.
    pub mirror: EntryId,
    /// The entry that it mirrors.
    pub home: EntryId,
    /// What differs, in the order in which it stands in an entry; never empty.
    pub parts: Vec<Part>,
}

/// A part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its tags, but for that of the page.
    Tags,
    /// Its date.
    Date,
    /// Its title line.
    Title,
    /// What has no label.
    Text,
    /// Its summary.
    Summary,
    /// Its comment.
    Comment,
}

impl Index {
    /// The entries of a file that are a paper which another entry has already, in order.
    #[must_use]
    pub fn duplicates_in(&self, file: FileId) -> Vec<Duplicate> {
        self.duplicates_of(file, &self.all_of(file))
    }

    /// Those of [`Index::duplicates_in`] that are among some entries of the file, which are in order.
    #[must_use]
    pub fn duplicates_of(&self, file: FileId, entries: &[EntryId]) -> Vec<Duplicate> {
        find_in(self, file, entries)
    }

    /// The mirrors on a tag page that differ from what they mirror, in order.
    #[must_use]
    pub fn diverged_in(&self, file: FileId) -> Vec<Diverged> {
        self.diverged_of(file, &self.all_of(file))
    }

    /// Those of [`Index::diverged_in`] that are among some entries of the file, which are in order.
    #[must_use]
    pub fn diverged_of(&self, file: FileId, entries: &[EntryId]) -> Vec<Diverged> {
        diverged_in(self, file, entries)
    }
}

/// The mirrors among some entries of a tag page that differ from what they mirror, in order.
fn diverged_in(index: &Index, file: FileId, entries: &[EntryId]) -> Vec<Diverged> {
    if !index.is_tag_page(file) {
        return Vec::new();
    }
    let of = |mirror| {
        let copies = index.copies(mirror);
        let first_here = copies.iter().find(|id| id.file == file)?;
        // Without a home the first of the mirrors stands for it.
        let home = *copies.iter().find(|id| !index.is_tag_page(id.file)).or(copies.first())?;
        if *first_here != mirror || home == mirror {
            return None;
        }
        let parts = differing(index, mirror, home);
        (!parts.is_empty()).then_some(Diverged { mirror, home, parts })
    };
    entries.iter().copied().filter_map(of).collect()
}

/// Those among some entries of a file, which are in order, that are one too many, in order.
fn find_in(index: &Index, file: FileId, entries: &[EntryId]) -> Vec<Duplicate> {
    let mut found = Vec::new();
    let mut seen = HashSet::default();
    for id in entries.iter().copied() {
        let group = index.copies(id);
        if !group.first().is_some_and(|first| seen.insert(*first)) {
            continue;
        }
        let asked = |copy: &EntryId| copy.file == file && entries.binary_search(copy).is_ok();
        for (copy, first) in copies(index, &group).into_iter().filter(|(copy, _)| asked(copy)) {
            let (a, b) = (index.entry(copy), index.entry(first));
            let number = |id| index.number(id).map(|(number, _)| number);
            let by_number = number(copy).is_some() && number(copy) == number(first);
            let reason = index.same_paper(a, b);
            let reason = reason.or(by_number.then_some(Reason::Number)).unwrap_or(Reason::Third);
            found.push(Duplicate { copy, first, reason });
        }
    }
    found.sort_by_key(|duplicate| duplicate.copy);
    found
}

/// Of the entries of one paper, in path order, those that are one too many, each with the one to keep.
fn copies(index: &Index, group: &[EntryId]) -> Vec<(EntryId, EntryId)> {
    let mut found = Vec::new();
    // On one page the first stays, on whatever kind of page.
    let mut kept: Vec<EntryId> = Vec::new();
    let mut first_on: HashMap<FileId, EntryId> = HashMap::default();
    for id in group {
        match first_on.get(&id.file) {
            Some(first) => found.push((*id, *first)),
            None => {
                first_on.insert(id.file, *id);
                kept.push(*id);
            }
        }
    }
    // Tag pages mirror other pages on purpose. Of two others, the lower number stays.
    let number = |id: EntryId| index.number(id).map_or(Number(u32::MAX), |(number, _)| number);
    kept.retain(|id| !index.is_tag_page(id.file));
    kept.sort_by_key(|id| (number(*id), *id));
    if let Some((first, others)) = kept.split_first() {
        found.extend(others.iter().map(|copy| (*copy, *first)));
    }
    found
}

/// In what a mirror differs from its home, the form aside: date, title, tags but that of the page, and every
/// letter of the body.
fn differing(index: &Index, mirror: EntryId, home: EntryId) -> Vec<Part> {
    let (a, b) = (index.entry(mirror), index.entry(home));
    let date = |entry: &Entry| entry.date.as_ref().map(|date| date.written().into_owned());
    let line = |entry: &Entry| entry.title.as_ref().map(|title| collapse(&title.line));
    let names = index.file(mirror.file).names();
    let tags = |entry: &Entry| -> BTreeSet<Name> {
        // The entries of a page need not repeat the tag that it is called by.
        let repeated = |name: &str| names.contains(&name_key(name));
        entry.tags.iter().map(|tag| tag.name.clone()).filter(|name| !repeated(name)).collect()
    };
    let ((text_a, summary_a, comment_a), (text_b, summary_b, comment_b)) =
        (sections(index, mirror), sections(index, home));
    let parts = [
        (Part::Tags, tags(a) != tags(b)),
        (Part::Date, date(a) != date(b)),
        (Part::Title, line(a) != line(b)),
        (Part::Text, text_a != text_b),
        (Part::Summary, summary_a != summary_b),
        (Part::Comment, comment_a != comment_b),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}

/// What stands in the body of an entry: text without a label, summary, comment. Line ends are made alike.
fn sections(index: &Index, id: EntryId) -> (String, Option<String>, Option<String>) {
    let entry = index.entry(id);
    let (text, base) = (index.slice(id.file, entry.span), entry.span.start());
    let parts = parts(&text, base, entry);
    let said = |span: Span| text[span.start() - base..span.end() - base].replace("\r\n", "\n");
    (said(parts.text), parts.summary.map(said), parts.comment.map(said))
}
