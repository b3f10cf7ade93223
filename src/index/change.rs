//! Which entries came, went and were edited when files changed: what an index has to look at again.

use std::sync::Arc;

use crate::entry::{Entry, Placed};
use crate::index::file::name_key;
use crate::index::key::{self, Key};
use crate::index::{EntryId, File, FileId, Index};

/// A path and what it holds from now on; `None` where it is gone.
pub type FileChange = (Arc<str>, Option<Arc<File>>);

/// A file as an index holds it.
#[derive(Debug)]
pub struct Held {
    pub file: Arc<File>,
    /// Its entries.
    pub keys: Box<[Key]>,
    /// What it is called, see [`File::names`].
    pub names: Box<[u64]>,
    /// Whether the settings say that it is a view of a tag, or none.
    pub tag_page: Option<bool>,
}

/// What is different in one index from the one before.
#[derive(Debug, Default)]
pub struct Change {
    /// Entries that are no more.
    pub gone: Vec<Key>,
    /// Entries that were not there before.
    pub came: Vec<Key>,
    /// Entries with another number, title, author or id.
    pub edited: Vec<Key>,
    /// Entries with other tags or references, and the rest as before.
    pub relabelled: Vec<Key>,
    /// Entries in which anything is another than it was, be it a letter of their text.
    pub rewritten: Vec<Key>,
    /// The paths of files that hold something else.
    pub files: Vec<Arc<str>>,
    /// The paths of files that are new, or gone.
    pub others: Vec<Arc<str>>,
    /// Whether a catalog is among the files.
    pub catalogs: bool,
}

impl Change {
    /// The entries as they were that are so no more.
    pub fn before(&self) -> impl Iterator<Item = Key> {
        self.gone.iter().chain(&self.edited).chain(&self.relabelled).copied()
    }

    /// The entries as they are that were not so before.
    pub fn after(&self) -> impl Iterator<Item = Key> {
        self.came.iter().chain(&self.edited).chain(&self.relabelled).copied()
    }

    /// Of [`Change::before`] those that may have been another paper.
    pub fn identified_before(&self) -> impl Iterator<Item = Key> {
        self.gone.iter().chain(&self.edited).copied()
    }

    /// Of [`Change::after`] those that may be another paper.
    pub fn identified_after(&self) -> impl Iterator<Item = Key> {
        self.came.iter().chain(&self.edited).copied()
    }
}

/// The name that a tag and a page have in common, for tables.
pub fn name_hash(name: &str) -> u64 {
    key::hash(b'n', name_key(name))
}

/// Puts files in their places and gives entries their keys.
pub fn place(index: &mut Index, changes: impl IntoIterator<Item = FileChange>) -> Change {
    let mut change = Change::default();
    let mut others: Vec<FileChange> = Vec::new();
    let mut freed: Vec<Key> = Vec::new();
    for (path, file) in changes {
        match (index.file_at(&path), file) {
            (Some(id), Some(file)) => {
                let old = Arc::clone(&index.files[id.0 as usize]);
                if !Arc::ptr_eq(&old.file, &file) {
                    change.files.push(path);
                    let held = hold(index, &mut change, Some(&old), file);
                    freed.extend(set_places(index, id, &held, &old));
                    index.files.set(id.0 as usize, Arc::new(held));
                }
            }
            (None, None) => {}
            (_, file) => others.push((path, file)),
        }
    }
    if !others.is_empty() {
        change.others = others.iter().map(|(path, _)| Arc::clone(path)).collect();
        replace(index, &mut change, others, &mut freed);
    }
    // Not before: within one change, nobody has the key of somebody else.
    index.free.extend(freed);
    change
}

/// Files that are new or gone, and those that move up or down because of them.
fn replace(index: &mut Index, change: &mut Change, mut others: Vec<FileChange>, freed: &mut Vec<Key>) {
    others.sort_by(|a, b| a.0.cmp(&b.0));
    // Of two that say what a path holds the last is right.
    let mut last: Vec<FileChange> = Vec::with_capacity(others.len());
    for other in others {
        match last.last_mut().filter(|last| last.0 == other.0) {
            Some(last) => *last = other,
            None => last.push(other),
        }
    }
    // What is above the first stays where it is: files that are read come in about their order.
    let Some((first, _)) = last.first() else { return };
    let from = index.files.binary_search_by(|held| held.file.path.cmp(first)).unwrap_or_else(|at| at);
    let mut old = index.files.split_off(from).into_iter().peekable();
    let mut files: Vec<Arc<Held>> = Vec::new();
    for (path, file) in last {
        while let Some(held) = old.next_if(|held| held.file.path < path) {
            files.push(held);
        }
        if let Some(held) = old.next_if(|held| held.file.path == path) {
            gone(change, &held);
            freed.extend(&held.keys);
        }
        if let Some(file) = file {
            files.push(Arc::new(hold(index, change, None, file)));
        }
    }
    files.extend(old);
    for (held, id) in files.iter().zip(from as u32..) {
        if held.keys.first().is_some_and(|key| index.places[key.0 as usize].file != FileId(id)) {
            for (key, entry) in held.keys.iter().zip(0..) {
                index.places.set(key.0 as usize, EntryId { file: FileId(id), entry });
            }
        }
    }
    index.files.extend(files);
}

fn gone(change: &mut Change, held: &Held) {
    change.catalogs |= !held.file.is_page();
    change.gone.extend(&held.keys);
}

/// Gives the entries of a file their keys: those that they had, where they can be told.
fn hold(index: &mut Index, change: &mut Change, old: Option<&Held>, file: Arc<File>) -> Held {
    change.catalogs |= !file.is_page();
    let new_keys = |index: &mut Index, change: &mut Change, entries: usize| -> Vec<Key> {
        let keys: Vec<Key> = (0..entries).map(|_| new_key(index)).collect();
        change.came.extend(&keys);
        keys
    };
    let names = file.names().iter().map(|name| key::hash(b'n', name)).collect();
    let tag_page = index.config.is_tag_page(index.config.inside(&file.path));
    let same_kind = |old: &&Held| old.file.is_page() == file.is_page();
    let Some(old) = old.filter(same_kind) else {
        if let Some(old) = old {
            gone(change, old);
        }
        let keys = new_keys(index, change, file.entries().len()).into();
        return Held { names, keys, tag_page, file };
    };
    // Whoever types changes one place: what is above and below it is as before.
    let (a, b) = (old.file.entries(), file.entries());
    let same = |(a, b): &(&Placed, &Placed)| a.was_read_with(b) || same_identity(a, b) && same_labels(a, b);
    let above = a.iter().zip(b).take_while(same).count();
    let below = a[above..].iter().rev().zip(b[above..].iter().rev()).take_while(same).count();
    let (from, to) = (&a[above..a.len() - below], &b[above..b.len() - below]);
    let kept = from.len().min(to.len());
    let mut keys: Vec<Key> = old.keys[..above + kept].to_vec();
    for (at, (a, b)) in from.iter().zip(to).enumerate() {
        let key = old.keys[above + at];
        if a.was_read_with(b) {
            continue;
        }
        if !same_identity(a, b) {
            change.edited.push(key);
        } else if !same_labels(a, b) {
            change.relabelled.push(key);
        }
    }
    change.gone.extend(&old.keys[above + kept..a.len() - below]);
    keys.extend(new_keys(index, change, to.len() - kept));
    keys.extend(&old.keys[a.len() - below..]);
    let ends = [(0..above + kept, 0..above + kept), (a.len() - below..a.len(), b.len() - below..b.len())];
    for (in_a, in_b) in ends {
        let both = a[in_a].iter().zip(&b[in_b.clone()]).zip(&keys[in_b]);
        let is_other = |a: &Placed, b: &Placed| !a.was_read_with(b) && !same_words([&old.file, &file], a, b);
        change.rewritten.extend(both.filter(|((a, b), _)| is_other(a, b)).map(|(_, key)| *key));
    }
    Held { names, keys: keys.into(), tag_page, file }
}

/// Says where the entries of a file are. Returns the keys that nobody has any more.
fn set_places(index: &mut Index, file: FileId, held: &Held, old: &Held) -> Vec<Key> {
    for (key, entry) in held.keys.iter().zip(0..) {
        if old.keys.get(entry as usize) != Some(key) {
            index.places.set(key.0 as usize, EntryId { file, entry });
        }
    }
    let still: foldhash::HashSet<Key> = match held.keys == old.keys {
        true => return Vec::new(),
        false => held.keys.iter().copied().collect(),
    };
    old.keys.iter().copied().filter(|key| !still.contains(key)).collect()
}

fn new_key(index: &mut Index) -> Key {
    const NOWHERE: EntryId = EntryId { file: FileId(u32::MAX), entry: 0 };
    let key = index.free.pop_back().unwrap_or(Key(index.places.len() as u32));
    match index.places.get_mut(key.0 as usize) {
        Some(place) => *place = NOWHERE,
        None => index.places.push_back(NOWHERE),
    }
    key
}

/// Whether two entries have one text that is understood alike, wherever each stands.
fn same_words([old, new]: [&File; 2], a: &Placed, b: &Placed) -> bool {
    let (x, y) = (a.span(), b.span());
    x.len() == y.len()
        && old.text.slice(x) == new.text.slice(y)
        && a.moved(y.start() as isize - x.start() as isize) == *b
}

/// Whether all is the same that says which paper an entry is of.
fn same_identity(a: &Entry, b: &Entry) -> bool {
    let number = |entry: &Entry| entry.number.as_ref().map(|own| (own.number, own.repository.clone()));
    let said = match (&a.title, &b.title) {
        (Some(a), Some(b)) => {
            a.line == b.line
                && a.name() == b.name()
                && a.author() == b.author()
                && a.venue == b.venue
                && a.year == b.year
        }
        (None, None) => true,
        _ => false,
    };
    said && number(a) == number(b) && a.authors == b.authors && a.ids == b.ids && a.linked_id == b.linked_id
}

/// Whether tags and references are the same.
fn same_labels(a: &Entry, b: &Entry) -> bool {
    let references = || a.references.iter().zip(&b.references);
    a.tags.len() == b.tags.len()
        && a.references.len() == b.references.len()
        && a.tags.iter().zip(&b.tags).all(|(a, b)| a.name == b.name)
        && references().all(|(a, b)| a.number == b.number && a.repository == b.repository)
}
