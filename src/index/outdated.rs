//! Which files may have other findings than in the index before: so that for a key that is typed nobody looks at all
//! files again. To name one too many costs time, to miss one leaves a wrong finding standing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use foldhash::HashSet;

use crate::entry::Number;
use crate::index::change::Change;
use crate::index::key::Key;
use crate::index::{EntryId, FileId, Index};
use crate::text::{Encoding, Position};

/// The name of one state of an index, which no other has while the program runs. Clones have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision(u64);

impl Revision {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Relaxed))
    }
}

/// So many changes are remembered. Who has not looked for longer looks at everything.
const REMEMBERED: usize = 256;

/// Paths, in order.
type Paths = Arc<[Arc<str>]>;

/// The last changes that an index went through, the newest last: what each made, and the paths of the files whose findings may
/// be others since. `None`: any file's.
#[derive(Debug, Clone, Default)]
pub struct History(imbl::Vector<(Revision, Option<Paths>)>);

impl History {
    /// Takes over that something changed.
    pub fn push(&mut self, outdated: Option<Paths>) {
        self.0.push_back((Revision::new(), outdated));
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }
}

impl Index {
    /// The name of this state; an index without a past has none.
    #[must_use]
    pub fn revision(&self) -> Option<Revision> {
        self.history.0.last().map(|(revision, _)| *revision)
    }

    /// The paths of the files, those that are gone among them, whose findings may be others than they were in an earlier
    /// state. `None`: it may be any file, or this index was not made from that one.
    #[must_use]
    pub fn outdated_since(&self, earlier: Revision) -> Option<BTreeSet<Arc<str>>> {
        let mut outdated = BTreeSet::new();
        for (revision, paths) in self.history.0.iter().rev() {
            if *revision == earlier {
                return Some(outdated);
            }
            outdated.extend(paths.as_ref()?.iter().cloned());
        }
        None
    }
}

/// What was found to be different while an index was brought up to date.
pub struct Different<'a> {
    /// The files and entries.
    pub change: &'a Change,
    /// Numbers with whose entries something changed.
    pub numbers: &'a HashSet<Number>,
    /// Entries whose title recurs now, or does no more.
    pub flipped: &'a [Key],
    /// Entries that may be of another paper.
    pub papers: &'a HashSet<Key>,
    /// Tags that an entry has and had not before, or the other way round, or that may count otherwise.
    pub tags: &'a HashSet<Box<str>>,
    /// Files that became views of a tag, or are it no more.
    pub turned: &'a [FileId],
    /// Entries that may be like others than before; `None` where that is not known.
    pub likes: Option<HashSet<Key>>,
}

/// The paths of the files whose findings may be others in `new`; `None`: any file's.
pub fn outdated(old: &Index, new: &Index, different: &Different) -> Option<Paths> {
    let likes = different.likes.as_ref()?;
    if old.has_numbers() != new.has_numbers() || old.files.is_empty() {
        return None;
    }
    let mut entries: HashSet<Key> = HashSet::default();
    let of_turned = different.turned.iter().flat_map(|id| &*new.files[id.0 as usize].keys).copied();
    let mut related: HashSet<Key> = moved(old, new, different.change).chain(of_turned).collect();
    for number in different.numbers {
        let (before, now) = (old.numbers.entries(*number), new.numbers.entries(*number));
        related.extend(before.iter().chain(now));
        entries.extend(new.numbers.referrers(*number));
    }
    related.extend(different.papers);
    related.extend(different.flipped);
    related.extend(likes);
    related.retain(|key| new.is_there(*key));
    // What is like too many others is said of none of them, so that it may be said of those that are like them, too.
    let beside: Vec<Key> = related.iter().flat_map(|key| new.likes_of(*key)).copied().collect();
    entries.extend(beside.iter().flat_map(|key| new.likes_of(*key)));
    entries.extend(beside);
    for key in related {
        entries.extend(relations(new, key));
        entries.insert(key);
    }
    for number in new.numbers.others_than(&old.numbers) {
        entries.extend(new.numbers.referrers(number));
    }
    entries.extend(misspelled(old, new, different.tags));
    let files = entries.into_iter().filter(|key| new.is_there(*key)).map(|key| new.place(key).file);
    let files: HashSet<FileId> = files.chain(first_references(old, new)).collect();
    let paths = files.into_iter().map(|id| Arc::clone(&new.file(id).path));
    let paths: BTreeSet<Arc<str>> = paths.chain(different.change.paths().cloned()).collect();
    Some(paths.into_iter().collect())
}

/// The entries that a finding of an entry may be about, or that have a finding that may be about it.
fn relations(index: &Index, key: Key) -> impl Iterator<Item = Key> {
    let number = index.numbers.of(index, key).map(|(number, _)| number);
    let numbered = number.map_or(&[][..], |number| index.numbers.entries(number));
    index.papers.copies(key).iter().chain(index.likes_of(key)).chain(numbered).copied()
}

/// The entries of changed files that are related to another, where their text is another or stands in another place.
fn moved<'a>(old: &'a Index, new: &'a Index, change: &'a Change) -> impl Iterator<Item = Key> + 'a {
    let files = change.files.iter().filter_map(|path| new.file_at(path));
    let keys = files.flat_map(|id| &*new.files[id.0 as usize].keys).copied();
    let others = |key: &Key| relations(new, *key).any(|other| other != *key);
    keys.filter(others).filter(|key| !old.is_there(*key) || standing(old, *key) != standing(new, *key))
}

/// What an entry says, and where it and its anchor begin, in whatever unit an editor counts columns.
fn standing(index: &Index, key: Key) -> (String, [[Position; 3]; 2]) {
    let id: EntryId = index.place(key);
    let (entry, text) = (index.entry(id), &index.file(id.file).text);
    let of = |offset| {
        [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(|encoding| text.position(offset, encoding))
    };
    (index.slice(id.file, entry.span), [of(entry.span.start), of(entry.anchor().start)])
}

/// The entries with a tag that is said to be another in other letters, or was, where more or fewer have one of the two.
fn misspelled(old: &Index, new: &Index, tags: &HashSet<Box<str>>) -> HashSet<Key> {
    let mut entries: HashSet<Key> = HashSet::default();
    let count = |index: &Index, name: &str| index.tag(name).map_or(0, |uses| uses.count());
    for name in tags.iter().filter(|name| count(old, name) != count(new, name)) {
        for spelling in new.tags.spellings(name) {
            if new.common_spelling(spelling).is_some() || old.common_spelling(spelling).is_some() {
                entries.extend(new.tags.with(spelling).into_iter().flatten());
            }
        }
    }
    entries
}

/// The files in which it is said that no entry has a number, and was said before.
fn first_references(old: &Index, new: &Index) -> Vec<FileId> {
    if new.has_numbers() {
        return Vec::new();
    }
    let file = |index: &Index| index.first_reference().map(|id| Arc::clone(&index.file(id.entry.file).path));
    [file(old), file(new)].into_iter().flatten().filter_map(|path| new.file_at(&path)).collect()
}

impl Change {
    /// The paths of all files that are not as they were.
    fn paths(&self) -> impl Iterator<Item = &Arc<str>> {
        self.files.iter().chain(&self.others)
    }
}

impl Index {
    /// Whom an entry is like, as far as that was looked at.
    fn likes_of(&self, key: Key) -> &[Key] {
        self.likes.get().map_or(&[], |likes| likes.of(key))
    }
}
