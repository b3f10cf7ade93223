//! Which entries are one paper: those that are connected, whoever of them is compared with whom.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use crate::index::Index;
use crate::index::groups::{self, of_number};
use crate::index::key::{Key, Table, filling};

/// The papers of one index that several entries on pages are of.
#[derive(Debug, Default, Clone)]
pub struct Papers {
    /// For each of those entries all of its paper, in path order.
    copies: Table<Key, Arc<[Key]>>,
}

impl Papers {
    /// The entries on pages that are the paper of an entry on a page, itself among them; none where there is only one.
    pub fn copies(&self, key: Key) -> &[Key] {
        self.copies.get(&key).map_or(&[], |copies| copies)
    }

    /// The first of [`Papers::copies`].
    pub fn first(&self, key: Key) -> Key {
        self.copies(key).first().copied().unwrap_or(key)
    }

    /// The papers that have several entries, in no order.
    pub fn all(&self) -> impl Iterator<Item = &[Key]> {
        self.copies.iter().filter(|(key, copies)| copies.first() == Some(key)).map(|(_, copies)| &**copies)
    }

    /// Joins those anew with whose connections something `changed`. Needs groups, numbers, and which titles are mistyped.
    /// Returns the entries whose paper may be another.
    pub fn update(&mut self, old: &Index, new: &Index, changed: HashSet<Key>) -> HashSet<Key> {
        let mut all = changed.clone();
        for key in changed {
            all.extend(old.papers.copies(key));
        }
        let mut connected = Union::default();
        // A thousand copies share their groups.
        let mut groups: HashSet<u64> = HashSet::default();
        for key in all.iter().copied() {
            self.copies.remove(&key);
            if !new.is_there(key) {
                continue;
            }
            connected.first(key);
            groups.extend(groups::of(new.entry_of(key)));
            groups.extend(new.numbers.of(new, key).map(|(number, _)| of_number(number)));
            for other in new.mistyped.of(key) {
                connected.union(key, *other);
            }
        }
        for [a, b] in groups.into_iter().flat_map(|group| new.groups.edges(group)) {
            // Whom it is not connected with is of another paper still.
            if all.contains(a) && all.contains(b) {
                connected.union(*a, *b);
            }
        }
        let mut with_copies: Vec<(Key, Arc<[Key]>)> = Vec::new();
        for mut copies in connected.sets().filter(|copies| copies.len() > 1) {
            copies.sort_by_key(|key| new.rank(*key));
            let copies: Arc<[Key]> = copies.into();
            with_copies.extend(copies.iter().map(|key| (*key, Arc::clone(&copies))));
        }
        with_copies.sort_unstable_by_key(|(key, _)| *key);
        self.copies.extend(filling(&with_copies).cloned());
        all
    }
}

/// Sets of entries that grow together.
#[derive(Default)]
struct Union {
    parent: HashMap<Key, Key>,
}

impl Union {
    fn first(&mut self, key: Key) -> Key {
        let mut root = *self.parent.entry(key).or_insert(key);
        while self.parent[&root] != root {
            root = self.parent[&root];
        }
        self.parent.insert(key, root);
        root
    }

    fn union(&mut self, a: Key, b: Key) {
        let (a, b) = (self.first(a), self.first(b));
        self.parent.insert(a.max(b), a.min(b));
    }

    fn sets(mut self) -> impl Iterator<Item = Vec<Key>> {
        let keys: Vec<Key> = self.parent.keys().copied().collect();
        let mut sets: HashMap<Key, Vec<Key>> = HashMap::default();
        for key in keys {
            sets.entry(self.first(key)).or_default().push(key);
        }
        sets.into_values()
    }
}
