//! Names of entries that stay theirs while the index changes around them, and the tables that are kept by them:
//! a copy of a table shares all that does not change (B-trees: hash array mapped tries take three times the memory).

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::HashSet;
use foldhash::quality::FixedState;
use rayon::prelude::*;

use crate::entry::{Entry, Number};
use crate::index::identity::Reason;
use crate::index::{EntryId, Index};

/// What an entry is called from one index to the next; [`EntryId`]s change with what stands above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u32);

/// A table whose copies share what does not change.
pub type Table<K, V> = imbl::OrdMap<K, V>;

/// Where an entry stands among others: those on pages in path order, then those of catalogs.
pub type Rank = (bool, EntryId);

/// Entries in the order of their [`Rank`]. Most are alone, or with a copy or two.
#[derive(Debug, Clone)]
pub enum Members {
    /// So many, and they, first.
    Few(u8, [Key; FEW]),
    /// More.
    Many(Arc<Vec<Key>>),
}

/// So many take no more room than a pointer to them would.
const FEW: usize = 3;

impl Members {
    /// Just this.
    fn one(key: Key) -> Self {
        Members::Few(1, [key; FEW])
    }

    /// The entries.
    pub fn as_slice(&self) -> &[Key] {
        match self {
            Members::Few(count, keys) => &keys[..usize::from(*count)],
            Members::Many(keys) => keys,
        }
    }

    fn insert(&mut self, key: Key, rank: &impl Fn(Key) -> Rank) {
        let (here, all) = (rank(key), self.as_slice());
        let at = match all.last() {
            // Most come in order.
            Some(last) if rank(*last) < here => all.len(),
            _ => all.partition_point(|other| rank(*other) < here),
        };
        if all.get(at) == Some(&key) {
            return;
        }
        match self {
            Members::Few(count, keys) if usize::from(*count) < FEW => {
                keys.copy_within(at..usize::from(*count), at + 1);
                keys[at] = key;
                *count += 1;
            }
            Members::Few(_, keys) => {
                let mut keys = keys.to_vec();
                keys.insert(at, key);
                *self = Members::Many(Arc::new(keys));
            }
            Members::Many(keys) => Arc::make_mut(keys).insert(at, key),
        }
    }

    /// Returns whether nobody is left.
    fn remove(&mut self, key: Key) -> bool {
        // Where it stands now is not where it stood.
        let Some(at) = self.as_slice().iter().position(|other| *other == key) else { return false };
        match self {
            Members::Few(count, keys) => {
                keys.copy_within(at + 1..usize::from(*count), at);
                *count -= 1;
                *count == 0
            }
            Members::Many(keys) => {
                let left = Arc::make_mut(keys);
                left.remove(at);
                if let Ok(few) = <[Key; FEW]>::try_from(left.as_slice()) {
                    *self = Members::Few(FEW as u8, few);
                }
                false
            }
        }
    }
}

/// What `of` makes of each, on all cores where there are many: to wake them costs more than a few are worth.
pub fn map_each<T: Send, U: Send>(all: Vec<T>, of: impl Fn(T) -> U + Sync + Send) -> Vec<U> {
    const MANY: usize = 512;
    match all.len() < MANY {
        true => all.into_iter().map(of).collect(),
        false => all.into_par_iter().map(of).collect(),
    }
}

/// What comes in order, in an order in which a table has no room left over: it parts what is full in the middle, and what
/// comes in order never goes back to the half before. So every second comes first, and the others fill the halves up.
pub fn filling<T>(in_order: &[T]) -> impl Iterator<Item = &T> {
    in_order.iter().step_by(2).chain(in_order.iter().skip(1).step_by(2))
}

/// Puts entries into groups, in whatever order.
pub fn join_all<K: Ord + Clone>(
    groups: &mut Table<K, Members>,
    mut all: Vec<(K, Key)>,
    rank: &impl Fn(Key) -> Rank,
) {
    all.sort_unstable();
    let by_group: Vec<&[(K, Key)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    for (group, key) in filling(&by_group).copied().flatten() {
        join(groups, group.clone(), *key, rank);
    }
}

/// Puts an entry into a group.
pub fn join<K: Ord + Clone>(groups: &mut Table<K, Members>, group: K, key: Key, rank: &impl Fn(Key) -> Rank) {
    match groups.get_mut(&group) {
        Some(members) => members.insert(key, rank),
        None => {
            groups.insert(group, Members::one(key));
        }
    }
}

/// Takes an entry out of a group.
pub fn leave<K: Ord + Clone>(groups: &mut Table<K, Members>, group: &K, key: Key) {
    if groups.get_mut(group).is_some_and(|members| members.remove(key)) {
        groups.remove(group);
    }
}

/// The entries of a group, in order.
pub fn members<'a, K: Ord + Clone>(groups: &'a Table<K, Members>, group: &K) -> &'a [Key] {
    groups.get(group).map_or(&[], Members::as_slice)
}

/// A short name for something; `kind` tells apart what reads the same.
pub fn hash(kind: u8, what: impl std::hash::Hash) -> u64 {
    FixedState::default().hash_one((kind, what))
}

impl Index {
    /// What an entry is called, here and in the indexes that are made from this one.
    #[must_use]
    pub fn key(&self, id: EntryId) -> Key {
        self.files[id.file.0 as usize].keys[id.entry as usize]
    }

    /// How many entries there are.
    pub(super) fn entry_count(&self) -> usize {
        self.places.len() - self.free.len()
    }

    pub(super) fn place(&self, key: Key) -> EntryId {
        self.places[key.0 as usize]
    }

    /// Whether somebody has this key.
    pub(super) fn is_there(&self, key: Key) -> bool {
        self.places.get(key.0 as usize).is_some_and(|id| {
            let held = self.files.get(id.file.0 as usize);
            held.is_some_and(|held| held.keys.get(id.entry as usize) == Some(&key))
        })
    }

    pub(super) fn entry_of(&self, key: Key) -> &Entry {
        self.entry(self.place(key))
    }

    pub(super) fn is_on_page(&self, key: Key) -> bool {
        self.file(self.place(key).file).is_page()
    }

    pub(super) fn rank(&self, key: Key) -> Rank {
        (!self.is_on_page(key), self.place(key))
    }

    /// Two entries on pages as they stand.
    pub(super) fn in_order(&self, [a, b]: [Key; 2]) -> [Key; 2] {
        if self.place(a) < self.place(b) { [a, b] } else { [b, a] }
    }

    /// Why two entries are certainly the same paper, their numbers aside; `None` where that is not sure.
    pub(super) fn same_paper(&self, a: &Entry, b: &Entry) -> Option<Reason> {
        self.groups.same_paper(a, b)
    }

    /// See [`Index::paper`].
    pub(super) fn paper_of(&self, key: Key) -> Key {
        if self.is_on_page(key) {
            return self.papers.first(key);
        }
        let numbered = self.numbers.of(self, key).map(|(number, _)| self.numbers.entries(number));
        let first = numbered.and_then(|entries| entries.first().copied()).unwrap_or(key);
        self.papers.first(first)
    }

    /// Whether no other entry may have the same [`Index::paper_of`].
    fn is_only_one(&self, key: Key) -> bool {
        let numbered = self.numbers.of(self, key).map_or(0, |(number, _)| self.numbers.entries(number).len());
        numbered < 2 && self.papers.copies(key).is_empty()
    }

    /// All entries of each paper that one of `keys` is of, if it may have several.
    pub(super) fn papers_of(&self, keys: &HashSet<Key>) -> Vec<Vec<Key>> {
        let keys: Vec<Key> = keys.iter().copied().collect();
        let of_several = |key: Key| {
            let of_several = self.is_there(key) && !self.is_only_one(key);
            of_several.then(|| self.paper_of(key))
        };
        let papers: HashSet<Key> = map_each(keys, of_several).into_iter().flatten().collect();
        papers.into_iter().map(|paper| self.all_of_paper(paper)).collect()
    }

    /// The entries whose [`Index::paper_of`] this is, in no order.
    fn all_of_paper(&self, paper: Key) -> Vec<Key> {
        let copies = self.papers.copies(paper);
        let mut all = if copies.is_empty() { vec![paper] } else { copies.to_vec() };
        let mut numbers: Vec<Number> =
            all.iter().filter_map(|key| Some(self.numbers.of(self, *key)?.0)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let entries = self.numbers.entries(number);
            // Where two papers claim a number, catalogs mean the first.
            if entries.first().is_some_and(|first| self.papers.first(*first) == paper) {
                let of_catalogs = entries.iter().copied().filter(|key| !self.is_on_page(*key));
                all.extend(of_catalogs.filter(|key| *key != paper));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::FileId;

    #[test]
    fn tables_are_filled() {
        let nodes = |keys: &mut dyn Iterator<Item = u32>| {
            let mut table: Table<u32, Counted> = Table::default();
            for key in keys {
                table.insert(key, Counted);
            }
            COPIES.set(0);
            // Only the part is copied that it stands in.
            table.clone().insert(500, Counted);
            (table.len(), COPIES.get())
        };
        let keys: Vec<u32> = (0..1000).collect();
        let (in_order, filled) = (nodes(&mut keys.iter().copied()), nodes(&mut filling(&keys).copied()));
        assert_eq!((in_order, filled), ((1000, 8), (1000, 16)));
    }

    thread_local! {
        static COPIES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    struct Counted;

    impl Clone for Counted {
        fn clone(&self) -> Self {
            COPIES.set(COPIES.get() + 1);
            Self
        }
    }

    #[test]
    fn groups_are_the_same_in_whatever_order() {
        let rank = |key: Key| (false, EntryId { file: FileId(0), entry: key.0 });
        let all: Vec<(u32, Key)> = (0..300).map(|n| (n * 7 % 40, Key(n))).collect();
        let (mut one_by_one, mut at_once) = (Table::default(), Table::default());
        all.iter().for_each(|(group, key)| join(&mut one_by_one, *group, *key, &rank));
        join_all(&mut at_once, all.into_iter().rev().collect(), &rank);
        for group in 0..40 {
            assert_eq!(members(&one_by_one, &group), members(&at_once, &group));
            assert!(members(&at_once, &group).is_sorted() && members(&at_once, &group).len() >= 7);
        }
    }

    #[test]
    fn members_stand_in_order_and_leave_no_trace() {
        let rank = |key: Key| (key.0 >= 10, EntryId { file: FileId(0), entry: 20 - key.0 % 10 });
        let mut groups: Table<u8, Members> = Table::default();
        for key in [1, 11, 3, 2, 2] {
            join(&mut groups, 0, Key(key), &rank);
        }
        assert_eq!(members(&groups, &0), [Key(3), Key(2), Key(1), Key(11)]);
        let before = groups.clone();
        for key in [2, 11, 7, 1] {
            leave(&mut groups, &0, Key(key));
        }
        assert_eq!(members(&groups, &0), [Key(3)]);
        leave(&mut groups, &0, Key(3));
        assert!(groups.is_empty());
        assert_eq!(members(&before, &0).len(), 4);
    }
}
