//! Which entries go together, by twos: each with all its partners.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use crate::index::key::{Key, Table, filling};

/// Entries with their partners, in order of their keys.
#[derive(Debug, Default, Clone)]
pub struct Pairs {
    partners: Table<Key, Arc<[Key]>>,
}

impl Pairs {
    /// These pairs, each once.
    pub fn new(pairs: &[[Key; 2]]) -> Self {
        let mut partners: HashMap<Key, Vec<Key>> = HashMap::default();
        for [a, b] in pairs {
            partners.entry(*a).or_default().push(*b);
            partners.entry(*b).or_default().push(*a);
        }
        let sorted = partners.into_iter().map(|(key, mut partners)| {
            partners.sort_unstable();
            (key, Arc::from(partners))
        });
        let mut sorted: Vec<(Key, Arc<[Key]>)> = sorted.collect();
        sorted.sort_unstable_by_key(|(key, _)| *key);
        Self { partners: filling(&sorted).cloned().collect() }
    }

    /// The partners of an entry.
    pub fn of(&self, key: Key) -> &[Key] {
        self.partners.get(&key).map_or(&[], |partners| partners)
    }

    /// All that have a partner.
    pub fn all(&self) -> impl Iterator<Item = Key> {
        self.partners.keys().copied()
    }

    /// An entry has these partners from now on, and they have it.
    pub fn set(&mut self, key: Key, partners: &[Key]) {
        let now: HashSet<Key> = partners.iter().copied().collect();
        let before: HashSet<Key> = self.of(key).iter().copied().collect();
        for other in before.symmetric_difference(&now) {
            let mut theirs = self.of(*other).to_vec();
            match theirs.binary_search(&key) {
                Ok(at) => drop(theirs.remove(at)),
                Err(at) => theirs.insert(at, key),
            }
            self.put(*other, theirs);
        }
        let mut partners: Vec<Key> = now.into_iter().collect();
        partners.sort_unstable();
        self.put(key, partners);
    }

    fn put(&mut self, key: Key, partners: Vec<Key>) {
        match partners.is_empty() {
            true => self.partners.remove(&key),
            false => self.partners.insert(key, Arc::from(partners)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_paired_is_so_on_both_sides() {
        let [a, b, c] = [1, 2, 3].map(Key);
        let mut pairs = Pairs::new(&[[b, a], [c, a]]);
        assert_eq!((pairs.of(a), pairs.of(b), pairs.of(c)), (&[b, c][..], &[a][..], &[a][..]));
        pairs.set(a, &[c]);
        assert_eq!((pairs.of(a), pairs.of(b), pairs.of(c)), (&[c][..], &[][..], &[a][..]));
        pairs.set(c, &[b]);
        assert_eq!((pairs.of(a), pairs.of(b), pairs.of(c)), (&[][..], &[c][..], &[b][..]));
        pairs.set(b, &[]);
        assert_eq!(pairs.all().count(), 0);
    }
}
