//! Numbers: which entry has which, and who refers to it. An entry that does not say its number takes
//! that of the catalog entry of the same paper.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use crate::entry::{Entry, Number, collapse};
use crate::index::change::Change;
use crate::index::groups::{self, Touched};
use crate::index::key::{Key, Members, Table, filling, join_all, leave, map_each, members};
use crate::index::{Content, Index, NumberFrom, Reason};

/// The numbers of one index.
#[derive(Debug, Default, Clone)]
pub struct Numbers {
    /// Those that entries on pages have from catalogs.
    given: Table<Key, Number>,
    entries: Table<Number, Members>,
    referrers: Table<Number, Members>,
    /// Numbers that are taken by something that is no note.
    others: Arc<HashSet<Number>>,
}

impl Numbers {
    /// The number of an entry of `index`, whose numbers these are.
    pub fn of(&self, index: &Index, key: Key) -> Option<(Number, NumberFrom)> {
        let own = own(index, key).map(|number| (number, NumberFrom::Entry));
        own.or_else(|| self.given.get(&key).map(|number| (*number, NumberFrom::Catalog)))
    }

    /// The entries with a number: on pages in path order, then in catalogs.
    pub fn entries(&self, number: Number) -> &[Key] {
        members(&self.entries, &number)
    }

    /// The entries in which a number may be a reference to the notes, in the same order.
    pub fn referrers(&self, number: Number) -> &[Key] {
        members(&self.referrers, &number)
    }

    pub fn all(&self) -> impl Iterator<Item = (Number, &[Key])> {
        self.entries.iter().map(|(number, entries)| (*number, entries.as_slice()))
    }

    pub fn is_other(&self, number: Number) -> bool {
        self.others.contains(&number)
    }

    /// The numbers of what is no note, here or in `before` only.
    pub fn others_than<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = Number> + 'a {
        let same = Arc::ptr_eq(&self.others, &before.others);
        let differ = (!same).then(|| self.others.symmetric_difference(&before.others).copied());
        differ.into_iter().flatten()
    }

    pub fn any(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Gives numbers to what changed and to those who have theirs from it. Needs the repository's address and groups.
    /// Returns the numbers with whose entries something changed.
    pub fn update(
        &mut self,
        old: &Index,
        new: &Index,
        change: &Change,
        touched: &Touched,
    ) -> HashSet<Number> {
        let mut changed: HashSet<Number> = HashSet::default();
        for key in change.identified_before() {
            if let Some((number, _)) = old.numbers.of(old, key) {
                leave(&mut self.entries, &number, key);
                changed.insert(number);
            }
        }
        for key in &change.gone {
            self.given.remove(key);
        }
        let mut to_number: Vec<Key> = change.identified_after().collect();
        let given: Vec<(Key, Option<Number>)> = {
            let catalog_entries = change.identified_before().filter(|key| !old.is_on_page(*key));
            let mut catalog_entries =
                catalog_entries.chain(change.identified_after().filter(|key| !new.is_on_page(*key)));
            // A number may come from an entry of a catalog that is another now, or has a title that does not recur any more.
            if catalog_entries.next().is_some() || !touched.flipped.is_empty() {
                to_number.extend(touched.groups.iter().flat_map(|group| new.groups.members(*group)));
                to_number.sort_unstable();
                to_number.dedup();
            }
            let of = |key: Key| (key, given(new, key));
            map_each(to_number, of)
        };
        let anew: HashSet<Key> = change.identified_after().collect();
        let mut joined: Vec<(Number, Key)> = Vec::new();
        for (key, given) in filling(&given).copied() {
            let number = own(new, key).or(given);
            let before = match anew.contains(&key) {
                true => None,
                false => own(new, key).or(self.given.get(&key).copied()),
            };
            match given {
                Some(given) => self.given.insert(key, given),
                None => self.given.remove(&key),
            };
            if number == before {
                continue;
            }
            if let Some(before) = before {
                leave(&mut self.entries, &before, key);
                changed.insert(before);
            }
            if let Some(number) = number {
                joined.push((number, key));
                changed.insert(number);
            }
        }
        join_all(&mut self.entries, joined, &|key| new.rank(key));
        for key in change.before() {
            for number in referred(old, key) {
                leave(&mut self.referrers, &number, key);
            }
        }
        let referring =
            change.after().flat_map(|key| referred(new, key).into_iter().map(move |number| (number, key)));
        join_all(&mut self.referrers, referring.collect(), &|key| new.rank(key));
        if change.catalogs {
            let catalogs = new.files().filter_map(|(_, file)| match &file.content {
                Content::Catalog(catalog) => Some(&catalog.others),
                Content::Page(_) | Content::Settings(_) => None,
            });
            self.others = Arc::new(catalogs.flatten().copied().collect());
        }
        changed
    }
}

/// The number that an entry gives itself. A title may link to an issue of another repository, which numbers nothing
/// here.
fn own(index: &Index, key: Key) -> Option<Number> {
    let own = index.entry_of(key).number.as_ref()?;
    let counts = !index.is_on_page(key) || index.may_be_own(own.repository.as_deref());
    counts.then_some(own.number)
}

/// The numbers in an entry that may be references to the notes, each once.
fn referred(index: &Index, key: Key) -> Vec<Number> {
    let references = index.entry_of(key).references.iter();
    let own = references.filter(|reference| index.may_be_own(reference.repository.as_deref()));
    let mut numbers: Vec<Number> = own.map(|reference| reference.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// So many entries of catalogs that may be the paper of an entry are looked at. A title that more of them have names none.
const MOST_LOOKED_AT: usize = 256;

/// The number that the catalogs give the paper of an entry on a page that says none.
fn given(index: &Index, key: Key) -> Option<Number> {
    if !index.is_on_page(key) || own(index, key).is_some() {
        return None;
    }
    let entry = index.entry_of(key);
    let title = entry.identity();
    let by_id = entry.ids.iter().map(groups::of_id);
    let by_line = title.map(|title| groups::of_line(&collapse(&title.line)));
    let by_title = title.map(groups::of_title);
    let groups = by_id.chain(by_line).chain(by_title);
    let others = groups.flat_map(|group| {
        let members = index.groups.members(group);
        // Those of catalogs stand behind all on pages, of which there may be thousands.
        let of_catalogs = members.partition_point(|key| index.is_on_page(*key));
        members[of_catalogs..].iter().take(MOST_LOOKED_AT)
    });
    let candidates = others.filter_map(|key| {
        let other: &Entry = index.entry_of(*key);
        let number = other.number.as_ref()?.number;
        let reason = index.same_paper(entry, other)?;
        // A catalog may have a paper twice; then the entry whose title line is the same is meant.
        let rank = match reason {
            Reason::TitleLine => 0,
            Reason::Id(_) => 1,
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
    let most = |votes: &mut dyn Iterator<Item = &str>| {
        let mut counts: HashMap<&str, usize> = HashMap::default();
        votes.for_each(|repository| *counts.entry(repository).or_default() += 1);
        let all: usize = counts.values().sum();
        let most = counts.into_iter().max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)))?;
        Some((Box::from(most.0), most.1, all))
    };
    if let Some((repository, _, _)) = most(&mut catalogs.flatten().map(|name| &**name)) {
        return Some(repository);
    }
    let numbers = index.page_entries().filter_map(|(_, entry)| entry.number.as_ref());
    let (repository, count, all) = most(&mut numbers.filter_map(|own| own.repository.as_deref()))?;
    (count >= 2 && count * 2 > all).then_some(repository)
}

/// Whether a change may have to do with [`repository_of_notes`].
pub fn may_name_repository(old: &Index, new: &Index, change: &Change) -> bool {
    let named =
        |index: &Index, key: Key| index.entry_of(key).number.as_ref().and_then(|own| own.repository.clone());
    change.catalogs
        || change.gone.iter().any(|key| named(old, *key).is_some())
        || change.came.iter().any(|key| named(new, *key).is_some())
        || change.edited.iter().any(|key| named(old, *key) != named(new, *key))
}
