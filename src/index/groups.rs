//! Entries by what identifies them: an id of the paper, the title line, the title. Whoever shares none of these
//! is not looked at.

use std::sync::Arc;

use foldhash::HashSet;

use crate::entry::{Entry, PaperId, Title};
use crate::index::change::Change;
use crate::index::identity::{SHORT, is_recurring, line_key, plainly_differ};
use crate::index::key::{Key, Members, Table, filling, hash, join_all, leave, map_each, members};
use crate::index::{Index, Number};

/// Two entries that are one paper.
type Edges = Arc<[[Key; 2]]>;

/// The groups of one index.
#[derive(Debug, Default, Clone)]
pub struct Groups {
    members: Table<u64, Members>,
    /// The titles of editorials, columns and the like.
    recurring: imbl::HashSet<u64>,
    /// Which entries of a group, or with a number, are one paper.
    edges: Table<u64, Edges>,
}

/// What is to be looked at again.
#[derive(Debug, Default)]
pub struct Touched {
    /// Groups in which somebody came, went or is another.
    pub groups: HashSet<u64>,
    /// Entries whose title recurs now, or does no more.
    pub flipped: Vec<Key>,
}

/// So many are looked at at a time.
const AT_ONCE: usize = 4096;

/// With how many different papers of a group an entry is compared.
const MOST_COMPARED: usize = 32;

impl Groups {
    /// The entries of a group, on pages in path order, then those of catalogs.
    pub fn members(&self, group: u64) -> &[Key] {
        members(&self.members, &group)
    }

    /// Whether many different papers have this title.
    pub fn recurs(&self, title: &Title) -> bool {
        self.recurring.contains(&of_title(title))
    }

    /// The entries of a group that are one paper, by twos.
    pub fn edges(&self, group: u64) -> &[[Key; 2]] {
        self.edges.get(&group).map_or(&[], |edges| edges)
    }

    /// Looks at two groups again: those that an entry left and those that it came to.
    pub fn update(&mut self, old: &Index, new: &Index, change: &Change) -> Touched {
        let mut touched = Touched::default();
        let mut titles: HashSet<u64> = HashSet::default();
        for key in change.identified_before() {
            let entry = old.entry_of(key);
            for group in of(entry) {
                leave(&mut self.members, &group, key);
                touched.groups.insert(group);
            }
            titles.extend(entry.identity().map(of_title));
        }
        let came: Vec<Key> = change.identified_after().collect();
        let mut joined: Vec<(u64, Key)> = Vec::with_capacity(came.len());
        // Some at a time: what is in hand for a moment stays taken from the system for long.
        for some in came.chunks(AT_ONCE) {
            for (key, groups) in map_each(some.to_vec(), |key| (key, of(new.entry_of(key)))) {
                touched.groups.extend(&groups);
                joined.extend(groups.into_iter().map(|group| (group, key)));
                titles.extend(new.entry_of(key).identity().map(of_title));
            }
        }
        join_all(&mut self.members, joined, &|key| new.rank(key));
        for title in titles {
            let recurs = is_recurring(self.members(title).iter().map(|key| new.entry_of(*key)));
            if recurs == self.recurring.contains(&title) {
                continue;
            }
            match recurs {
                true => self.recurring.insert(title),
                false => self.recurring.remove(&title),
            };
            touched.flipped.extend(self.members(title));
        }
        touched
    }

    /// Compares the entries of groups and those with one number again. Returns those that are, or were, one paper with another
    /// there, where anything changed.
    pub fn connect(&mut self, new: &Index, touched: &Touched, numbers: &HashSet<Number>) -> HashSet<Key> {
        let mut groups: Vec<u64> = touched.groups.iter().copied().collect();
        groups.sort_unstable();
        let of_group = |group| {
            let all = self.members(group);
            // A few letters are the title of many papers.
            let short = || all.iter().all(|key| is_short(new.entry_of(*key), group));
            let edges = match all.len() < 2 || short() {
                true => Vec::new(),
                false => edges(new, all, |a, b| new.same_paper(a, b).is_some()),
            };
            (self.edges(group) != edges).then_some((group, edges))
        };
        let by_group = groups.chunks(AT_ONCE).flat_map(|some| map_each(some.to_vec(), of_group)).flatten();
        let by_group: Vec<(u64, Vec<[Key; 2]>)> = by_group.collect();
        let numbers: Vec<Number> = numbers.iter().copied().collect();
        let of_number = |number| {
            let edges = edges(new, new.numbers.entries(number), |a, b| !plainly_differ(a, b));
            let number = of_number(number);
            (self.edges(number) != edges).then_some((number, edges))
        };
        let by_number = numbers.chunks(AT_ONCE).flat_map(|some| map_each(some.to_vec(), of_number)).flatten();
        let mut all: Vec<(u64, Vec<[Key; 2]>)> = by_number.collect();
        all.extend(by_group);
        all.sort_unstable();
        let mut changed = HashSet::default();
        for (group, edges) in filling(&all) {
            changed.extend(self.edges(*group).iter().chain(edges).flatten());
            match edges.is_empty() {
                true => self.edges.remove(group),
                false => self.edges.insert(*group, edges.as_slice().into()),
            };
        }
        changed
    }
}

/// Whether a group is that of a title which is too short to name a paper.
fn is_short(entry: &Entry, group: u64) -> bool {
    let title = entry.identity().filter(|title| of_title(title) == group);
    title.is_some_and(|title| title.letters() < SHORT)
}

/// The entries on pages that are one paper, by twos. They are compared with the first of each paper found, not with
/// each other.
fn edges(index: &Index, members: &[Key], same: impl Fn(&Entry, &Entry) -> bool) -> Vec<[Key; 2]> {
    let mut edges = Vec::new();
    let mut firsts: Vec<Key> = Vec::new();
    for key in members.iter().copied().filter(|key| index.is_on_page(*key)) {
        let entry = index.entry_of(key);
        // A group of hundreds is no paper but a survey that all of them link to.
        let compared = firsts.iter().take(MOST_COMPARED);
        match compared.copied().find(|first| same(index.entry_of(*first), entry)) {
            Some(first) => edges.push([first, key]),
            None => firsts.push(key),
        }
    }
    edges
}

/// The groups that an entry is in, each once.
pub fn of(entry: &Entry) -> Vec<u64> {
    let linked = entry.linked_id.iter();
    let mut groups: Vec<u64> = entry.ids.iter().chain(linked).map(of_id).collect();
    if let Some(title) = entry.identity() {
        groups.push(of_title(title));
        groups.extend(line_key(title).map(|line| of_line(&line)));
    }
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The group of a paper's id.
pub fn of_id(id: &PaperId) -> u64 {
    hash(b'i', id)
}

/// The group of a title line.
pub fn of_line(line: &str) -> u64 {
    hash(b'l', line)
}

/// The group of a title.
pub fn of_title(title: &Title) -> u64 {
    hash(b't', title.digest())
}

/// The group of a number.
pub fn of_number(number: Number) -> u64 {
    hash(b'#', number)
}
