//! Numbers: which entry has which, and who refers to it. An entry that does not say its number takes
//! that of the catalog entry of the same paper.

use foldhash::{HashMap, HashSet};

use crate::entry::{Entry, Number};
use crate::index::identity::Identity;
use crate::index::{Content, EntryId, Index, NumberFrom, ReferenceId};

/// The numbers of one index.
#[derive(Debug, Default)]
pub struct Numbers {
    of: HashMap<EntryId, (Number, NumberFrom)>,
    entries: HashMap<Number, Vec<EntryId>>,
    referrers: HashMap<Number, Vec<ReferenceId>>,
    /// Numbers that are taken by something that is no note.
    others: HashSet<Number>,
}

impl Numbers {
    /// Gives every entry its number. Needs the repository's address.
    pub fn new(index: &Index, identity: &Identity) -> Self {
        let mut new = Self::default();
        for (id, entry) in index.page_entries() {
            let own = entry.number.as_ref();
            let own =
                own.filter(|own| own.repository.is_none() || index.is_own_link(own.repository.as_deref()));
            let own = own.map(|own| (own.number, NumberFrom::Entry));
            let joined = || join(index, identity, entry).map(|number| (number, NumberFrom::Catalog));
            if let Some((number, from)) = own.or_else(joined) {
                new.of.insert(id, (number, from));
                new.entries.entry(number).or_default().push(id);
            }
            new.refer(index, id, entry);
        }
        for (_, file) in index.files() {
            if let Content::Catalog(catalog) = &file.content {
                new.others.extend(&catalog.others);
            }
        }
        for (id, entry) in index.catalog_entries() {
            new.refer(index, id, entry);
            if let Some(own) = &entry.number {
                new.of.insert(id, (own.number, NumberFrom::Entry));
                new.entries.entry(own.number).or_default().push(id);
            }
        }
        new
    }

    fn refer(&mut self, index: &Index, id: EntryId, entry: &Entry) {
        for (at, reference) in entry.references.iter().enumerate() {
            let own = reference.repository.is_none() || index.is_own_link(reference.repository.as_deref());
            if own {
                let reference_id = ReferenceId { entry: id, reference: at as u32 };
                self.referrers.entry(reference.number).or_default().push(reference_id);
            }
        }
    }

    pub fn of(&self, id: EntryId) -> Option<(Number, NumberFrom)> {
        self.of.get(&id).copied()
    }

    pub fn entries(&self, number: Number) -> &[EntryId] {
        self.entries.get(&number).map_or(&[], Vec::as_slice)
    }

    pub fn referrers(&self, number: Number) -> &[ReferenceId] {
        self.referrers.get(&number).map_or(&[], Vec::as_slice)
    }

    pub fn all(&self) -> impl Iterator<Item = (Number, &[EntryId])> {
        self.entries.iter().map(|(number, entries)| (*number, entries.as_slice()))
    }

    pub fn is_other(&self, number: Number) -> bool {
        self.others.contains(&number)
    }

    pub fn any(&self) -> bool {
        !self.entries.is_empty()
    }
}

/// The number that the catalogs give the paper of `entry`.
fn join(index: &Index, identity: &Identity, entry: &Entry) -> Option<Number> {
    let title = entry.identity();
    let by_id = entry.ids.iter().filter_map(|id| identity.ids.get(id)).flatten();
    let by_line = title.and_then(|title| identity.lines.get(&crate::entry::collapse(&title.line)));
    let by_key = title.and_then(|title| identity.keys.get(&title.key));
    let groups = by_id.chain(by_line.into_iter().flatten()).chain(by_key.into_iter().flatten());
    let candidates = groups.filter(|id| !index.file(id.file).is_page()).filter_map(|id| {
        let other = index.entry(*id);
        let number = other.number.as_ref()?.number;
        let reason = identity.same_paper(entry, other)?;
        // A catalog may have a paper twice; then the entry whose title line is the same is meant.
        let rank = match reason {
            super::Reason::TitleLine => 0,
            super::Reason::Id(_) => 1,
            _ => 2,
        };
        let other_year = other.title.as_ref().and_then(|title| title.year);
        let same_year = title.is_some_and(|title| title.year == other_year);
        Some((rank, !same_year, number))
    });
    candidates.min().map(|(_, _, number)| number)
}

/// The repository that most catalogs say they are of; without catalogs, the one that most titles which
/// link to an issue link to, if there are several: a single one may be a note on somebody else's issue.
pub fn repository_of_notes(index: &Index) -> Option<Box<str>> {
    let catalogs = index.files().filter_map(|(_, file)| match &file.content {
        Content::Catalog(catalog) => Some(catalog.repositories.iter()),
        Content::Page(_) | Content::Settings(_) => None,
    });
    let most = |votes: &mut dyn Iterator<Item = &Box<str>>| {
        let mut counts: HashMap<&str, usize> = HashMap::default();
        votes.for_each(|repository| *counts.entry(repository).or_default() += 1);
        let all: usize = counts.values().sum();
        let most = counts.into_iter().max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)))?;
        Some((Box::from(most.0), most.1, all))
    };
    if let Some((repository, _, _)) = most(&mut catalogs.flatten()) {
        return Some(repository);
    }
    let numbers = index.page_entries().filter_map(|(_, entry)| entry.number.as_ref());
    let (repository, count, all) = most(&mut numbers.filter_map(|own| own.repository.as_ref()))?;
    (count >= 2 && count * 2 > all).then_some(repository)
}
