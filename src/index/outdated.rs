//! Which entries may have other findings than in the index before: so that for a key that is typed nobody looks at all
//! of them again. To name one too many costs time, to miss one leaves a wrong finding standing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use foldhash::{HashMap, HashSet};

use crate::entry::Number;
use crate::index::change::{Change, Held};
use crate::index::key::Key;
use crate::index::{FileId, Index};
use crate::text::{Encoding, Text};

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

/// More entries than this are not told one by one: what is remembered of many changes has to be small.
const TOLD: usize = 4096;

/// Whose findings in a file may be others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outdated {
    /// All that is said of the file.
    File,
    /// What is said of these entries, which may be there no more.
    Entries(BTreeSet<Key>),
}

/// By the path of the file; also of files that are gone.
pub type OutdatedFiles = BTreeMap<Arc<str>, Outdated>;

/// The last changes that an index went through, the newest last: what each made, and whose findings may be others since.
/// `None`: anybody's.
#[derive(Debug, Clone, Default)]
pub struct History(imbl::Vector<(Revision, Option<Arc<OutdatedFiles>>)>);

impl History {
    /// Takes over that something changed.
    pub fn push(&mut self, outdated: Option<OutdatedFiles>) {
        self.0.push_back((Revision::new(), outdated.map(Arc::new)));
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

    /// Whose findings may be others than they were in an earlier state. `None`: it may be anybody's, or this index was not
    /// made from that one.
    #[must_use]
    pub fn outdated_since(&self, earlier: Revision) -> Option<OutdatedFiles> {
        let mut outdated = OutdatedFiles::new();
        for (revision, files) in self.history.0.iter().rev() {
            if *revision == earlier {
                return Some(outdated);
            }
            for (path, of_file) in &**files.as_ref()? {
                match outdated.get_mut(path) {
                    Some(known) => known.extend(of_file),
                    None => drop(outdated.insert(Arc::clone(path), of_file.clone())),
                }
            }
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

impl Outdated {
    fn extend(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::Entries(keys), Self::Entries(others)) => keys.extend(others),
            _ => *self = Self::File,
        }
    }
}

/// Whose findings may be others in `new`; `None`: anybody's.
pub fn outdated(old: &Index, new: &Index, different: &Different) -> Option<OutdatedFiles> {
    let (change, likes) = (different.change, different.likes.as_ref()?);
    if old.has_numbers() != new.has_numbers() || old.files.is_empty() {
        return None;
    }
    let elsewhere = elsewhere(old, new, change);
    // Of these somebody else may say something else.
    let others = elsewhere.iter().chain(&change.came).chain(&change.rewritten);
    let of_turned = different.turned.iter().flat_map(|id| &*new.files[id.0 as usize].keys);
    let mut related: HashSet<Key> = others.chain(of_turned).copied().collect();
    let mut entries: HashSet<Key> = HashSet::default();
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
    entries.extend(first_references(old, new));
    let mut outdated = OutdatedFiles::new();
    let mut by_file: HashMap<FileId, BTreeSet<Key>> = HashMap::default();
    let told = entries.len() <= TOLD;
    for key in entries.into_iter().filter(|key| new.is_there(*key)) {
        by_file.entry(new.place(key).file).or_default().insert(key);
    }
    // Of a catalog nothing is found that depends on others.
    for (id, keys) in by_file.into_iter().filter(|(id, _)| new.file(*id).is_page()) {
        let of_file = if told { Outdated::Entries(keys) } else { Outdated::File };
        outdated.insert(Arc::clone(&new.file(id).path), of_file);
    }
    // Who is gone is found in no file any more.
    let gone: HashSet<Key> = change.gone.iter().copied().collect();
    for path in &change.files {
        // A view of a tag may leave out the tag that it is called by.
        let same_names = |[before, now]: &[&Held; 2]| before.names == now.names;
        let of_file = match pages(old, new, path).filter(|both| told && same_names(both)) {
            Some([before, _]) => {
                let keys = before.keys.iter().copied();
                Outdated::Entries(keys.filter(|key| gone.contains(key)).collect())
            }
            None => Outdated::File,
        };
        outdated.entry(Arc::clone(path)).and_modify(|known| known.extend(&of_file)).or_insert(of_file);
    }
    outdated.extend(change.others.iter().map(|path| (Arc::clone(path), Outdated::File)));
    Some(outdated)
}

/// A page before and after a change.
fn pages<'a>(old: &'a Index, new: &'a Index, path: &str) -> Option<[&'a Held; 2]> {
    let before = &old.files[old.file_at(path)?.0 as usize];
    let now = &new.files[new.file_at(path)?.0 as usize];
    (before.file.is_page() && now.file.is_page()).then_some([before, now])
}

/// The entries that a finding of an entry may be about, or that have a finding that may be about it.
fn relations(index: &Index, key: Key) -> impl Iterator<Item = Key> {
    let number = index.numbers.of(index, key).map(|(number, _)| number);
    let numbered = number.map_or(&[][..], |number| index.numbers.entries(number));
    index.papers.copies(key).iter().chain(index.likes_of(key)).chain(numbered).copied()
}

/// The entries of changed files that begin on another line or in another column.
fn elsewhere(old: &Index, new: &Index, change: &Change) -> Vec<Key> {
    let mut elsewhere = Vec::new();
    for path in &change.files {
        let Some([before, now]) = pages(old, new, path) else { continue };
        let texts = [&before.file.text, &now.file.text];
        let moved = Moved::between(before, now);
        for (key, entry) in now.keys.iter().zip(now.file.entries()) {
            let was = old.is_there(*key).then(|| &before.file.entries()[old.place(*key).entry as usize]);
            let Some(was) = was else { continue };
            let starts = [was, entry].map(|entry| entry.span().start());
            let stays = moved.as_ref().and_then(|moved| moved.stays(starts));
            if !stays.unwrap_or_else(|| same_place(texts, starts)) {
                elsewhere.push(*key);
            }
        }
    }
    elsewhere
}

/// What an edit does to places beside it, so that not each has to be looked up.
struct Moved {
    /// What begins up to here stays.
    above: usize,
    /// What begins from here on, in the text before and now, is on a later line than anything that was edited.
    below: [usize; 2],
    /// Whether those lines are the ones that they were.
    lines_stay: bool,
}

impl Moved {
    /// `None`: it is not known what was edited.
    fn between(before: &Held, now: &Held) -> Option<Self> {
        let edited = now.file.edited.as_ref()?;
        if !std::ptr::eq(edited.from.as_ptr(), &*before.file) {
            return None;
        }
        let (old, new) = (&before.file.text, &now.file.text);
        // The first line that begins in what is as it was.
        let line = new.line_at(new.len().checked_sub(edited.same.below)?) + 1;
        let begins = new.line(line).map_or(new.len(), |line| line.start());
        let below = [(begins + old.len()).checked_sub(new.len())?, begins];
        Some(Self { above: edited.same.above, below, lines_stay: old.line_at(below[0]) == line })
    }

    fn stays(&self, [was, is]: [usize; 2]) -> Option<bool> {
        if was == is && was <= self.above {
            return Some(true);
        }
        (was >= self.below[0] && is >= self.below[1]).then_some(self.lines_stay)
    }
}

/// Whether two places in two texts are one line and column, in whatever unit an editor counts columns.
fn same_place([a, b]: [&Text; 2], [x, y]: [usize; 2]) -> bool {
    if a.line_at(x) != b.line_at(y) {
        return false;
    }
    let begins = |text: &Text, at: usize| at == 0 || text.has_before(at, '\n');
    let column = |text: &Text, at| {
        [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(|encoding| text.position(at, encoding))
    };
    begins(a, x) && begins(b, y) || column(a, x) == column(b, y)
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

/// The entries in which it is said that no entry has a number, and was said before.
fn first_references(old: &Index, new: &Index) -> Vec<Key> {
    if new.has_numbers() {
        return Vec::new();
    }
    let key = |index: &Index| index.first_reference().map(|id| index.key(id.entry));
    [key(old), key(new)].into_iter().flatten().collect()
}

impl Index {
    /// Whom an entry is like, as far as that was looked at.
    fn likes_of(&self, key: Key) -> &[Key] {
        self.likes.get().map_or(&[], |likes| likes.of(key))
    }
}
