//! Which entries are the same paper, and which of them is one too many. A paper that is noted five
//! times gives four findings, and all of them point at the first.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use crate::entry::{Entry, Number, collapse};
use crate::index::file::name_key;
use crate::index::identity::{Identity, Reason, plainly_differ};
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

/// With how many different papers of a group an entry is compared.
const MOST_COMPARED: usize = 32;

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

/// Which entries on pages are one paper.
#[derive(Debug, Default)]
pub struct Papers {
    first_of: HashMap<EntryId, EntryId>,
    /// The entries of each paper that has several, in path order, by the first.
    copies: HashMap<EntryId, Vec<EntryId>>,
    /// The number of papers on pages.
    pub count: usize,
}

impl Papers {
    /// The entry that stands for the paper of `id`: the first on a page of the same paper; for an entry
    /// of a catalog the first with its number.
    pub fn of(&self, index: &Index, id: EntryId) -> EntryId {
        let on_page =
            index.number(id).and_then(|(number, _)| index.numbered(number).first().copied()).unwrap_or(id);
        self.first_of.get(&on_page).copied().unwrap_or(on_page)
    }
}

impl Papers {
    /// The entries on pages of each paper that has several, each in path order.
    fn groups(&self) -> impl Iterator<Item = &[EntryId]> {
        self.copies.values().map(Vec::as_slice)
    }

    /// The entries on pages that are the paper of an entry on a page, in path order.
    pub fn copies(&self, id: EntryId) -> &[EntryId] {
        self.first_of.get(&id).and_then(|first| self.copies.get(first)).map_or(&[], Vec::as_slice)
    }

    /// How many papers on pages have a number.
    pub fn numbered(&self, index: &Index) -> usize {
        let numbered = self.first_of.iter().filter(|(id, _)| index.number(**id).is_some());
        numbered.map(|(_, first)| first).collect::<HashSet<_>>().len()
    }
}

/// Groups the entries on pages by paper. Needs numbers.
pub fn papers(index: &Index, identity: &Identity) -> Papers {
    let mut groups = Union::default();
    let pages = |ids: &[EntryId]| -> Vec<EntryId> {
        ids.iter().copied().filter(|id| index.file(id.file).is_page()).collect()
    };
    for (id, _) in index.page_entries() {
        groups.first(id);
    }
    // Entries of one group are compared with the first of each paper found in it, not with each other.
    let mut join = |ids: &[EntryId], same: &dyn Fn(&Entry, &Entry) -> bool| {
        let mut firsts: Vec<EntryId> = Vec::new();
        for id in pages(ids) {
            // A group of hundreds is no paper but a survey that all of them link to.
            match firsts.iter().take(MOST_COMPARED).find(|first| same(index.entry(**first), index.entry(id)))
            {
                Some(first) => groups.union(*first, id),
                None => firsts.push(id),
            }
        }
    };
    for (_, ids) in index.all_numbered() {
        join(ids, &|a, b| !plainly_differ(a, b));
    }
    let same = |a: &Entry, b: &Entry| identity.same_paper(a, b).is_some();
    identity.ids.values().for_each(|ids| join(ids, &same));
    identity.lines.values().for_each(|ids| join(ids, &same));
    identity.keys.values().for_each(|ids| join(ids, &same));
    identity.near.iter().for_each(|ids| join(ids, &same));
    let first_of: HashMap<EntryId, EntryId> =
        index.page_entries().map(|(id, _)| (id, groups.first(id))).collect();
    let count = first_of.iter().filter(|(id, first)| id == first).count();
    let mut copies: HashMap<EntryId, Vec<EntryId>> = HashMap::default();
    for (id, first) in &first_of {
        copies.entry(*first).or_default().push(*id);
    }
    copies.retain(|_, copies| copies.len() > 1);
    copies.values_mut().for_each(|copies| copies.sort());
    Papers { first_of, copies, count }
}

/// The mirrors that differ from what they mirror, in path order.
pub fn diverged(index: &Index, papers: &Papers) -> Vec<Diverged> {
    let mut found = Vec::new();
    for group in papers.groups() {
        let mut seen = HashSet::default();
        let first_on_its_page = group.iter().copied().filter(|id| seen.insert(id.file));
        let (mirrors, homes): (Vec<EntryId>, Vec<EntryId>) =
            first_on_its_page.partition(|id| index.is_tag_page(id.file));
        // Without a home the first of the mirrors stands for it.
        let Some(home) = homes.first().or(mirrors.first()).copied() else { continue };
        for mirror in mirrors.into_iter().filter(|id| *id != home) {
            let parts = differing(index, mirror, home);
            if !parts.is_empty() {
                found.push(Diverged { mirror, home, parts });
            }
        }
    }
    found.sort_by_key(|diverged| diverged.mirror);
    found
}

/// The entries that are one too many, in path order.
pub fn find(index: &Index, identity: &Identity, papers: &Papers) -> Vec<Duplicate> {
    let mut found = Vec::new();
    for group in papers.groups() {
        for (copy, first) in copies(index, group) {
            let (a, b) = (index.entry(copy), index.entry(first));
            let number = |id| index.number(id).map(|(number, _)| number);
            let by_number = number(copy).is_some() && number(copy) == number(first);
            let reason = identity.same_paper(a, b);
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
    let date = |entry: &Entry| entry.date.as_ref().map(|date| date.written.clone());
    let line = |entry: &Entry| entry.title.as_ref().map(|title| collapse(&title.line));
    let names = index.file(mirror.file).names();
    let tags = |entry: &Entry| -> BTreeSet<Box<str>> {
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
    let (text, base) = (index.slice(id.file, entry.span), entry.span.start);
    let parts = parts(&text, base, entry);
    let said = |span: Span| text[span.start - base..span.end - base].replace("\r\n", "\n");
    (said(parts.text), parts.summary.map(said), parts.comment.map(said))
}

/// Sets of entries that grow together; the least entry stands for its set.
#[derive(Default)]
struct Union {
    parent: HashMap<EntryId, EntryId>,
}

impl Union {
    fn first(&mut self, id: EntryId) -> EntryId {
        let mut root = *self.parent.entry(id).or_insert(id);
        while self.parent[&root] != root {
            root = self.parent[&root];
        }
        self.parent.insert(id, root);
        root
    }

    fn union(&mut self, a: EntryId, b: EntryId) {
        let (a, b) = (self.first(a), self.first(b));
        self.parent.insert(a.max(b), a.min(b));
    }
}
