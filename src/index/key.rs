//! Names of entries that stay theirs while the index changes around them, and the tables that are kept by them:
//! a copy of a table shares all that does not change (hash array mapped tries).

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use foldhash::quality::FixedState;
use imbl::GenericHashMap;
use imbl::shared_ptr::DefaultSharedPtr;

use crate::index::EntryId;

/// What an entry is called from one index to the next; [`EntryId`]s change with what stands above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u32);

/// A table whose copies share what does not change.
pub type Table<K, V> = GenericHashMap<K, V, RandomState, DefaultSharedPtr>;

/// Where an entry stands among others: those on pages in path order, then those of catalogs.
pub type Rank = (bool, EntryId);

/// Entries in the order of their [`Rank`]. Most are alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// Just this.
    One(Key),
    /// Several, or none for a moment.
    Several(Arc<Vec<Key>>),
}

impl Members {
    /// The entries.
    pub fn as_slice(&self) -> &[Key] {
        match self {
            Members::One(key) => std::slice::from_ref(key),
            Members::Several(keys) => keys,
        }
    }

    fn insert(&mut self, key: Key, rank: &impl Fn(Key) -> Rank) {
        let keys = match self {
            Members::One(one) => {
                *self = Members::Several(Arc::new(vec![*one]));
                return self.insert(key, rank);
            }
            Members::Several(keys) => Arc::make_mut(keys),
        };
        let here = rank(key);
        let at = match keys.last() {
            // Most come in order.
            Some(last) if rank(*last) < here => keys.len(),
            _ => keys.partition_point(|other| rank(*other) < here),
        };
        if keys.get(at) != Some(&key) {
            keys.insert(at, key);
        }
    }

    /// Returns whether nobody is left.
    fn remove(&mut self, key: Key) -> bool {
        match self {
            Members::One(one) => *one == key,
            Members::Several(keys) => {
                // Where it stands now is not where it stood.
                if let Some(at) = keys.iter().position(|other| *other == key) {
                    Arc::make_mut(keys).remove(at);
                }
                match keys.as_slice() {
                    [one] => *self = Members::One(*one),
                    keys => return keys.is_empty(),
                }
                false
            }
        }
    }
}

/// Puts an entry into a group.
pub fn join<K: std::hash::Hash + Eq + Clone>(
    groups: &mut Table<K, Members>,
    group: K,
    key: Key,
    rank: &impl Fn(Key) -> Rank,
) {
    match groups.get_mut(&group) {
        Some(members) => members.insert(key, rank),
        None => {
            groups.insert(group, Members::One(key));
        }
    }
}

/// Takes an entry out of a group.
pub fn leave<K: std::hash::Hash + Eq + Clone>(groups: &mut Table<K, Members>, group: &K, key: Key) {
    if groups.get_mut(group).is_some_and(|members| members.remove(key)) {
        groups.remove(group);
    }
}

/// The entries of a group, in order.
pub fn members<'a, K: std::hash::Hash + Eq + Clone>(groups: &'a Table<K, Members>, group: &K) -> &'a [Key] {
    groups.get(group).map_or(&[], Members::as_slice)
}

/// A short name for something; `kind` tells apart what reads the same.
pub fn hash(kind: u8, what: impl std::hash::Hash) -> u64 {
    FixedState::default().hash_one((kind, what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::FileId;

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
