//! Entries that are likely one paper, though not certainly: what a person is asked to look at.

use foldhash::{HashMap, HashSet};

use crate::index::change::Change;
use crate::index::groups;
use crate::index::key::Key;
use crate::index::likeness::{Likeness, Shared, Use, Years, are_others};
use crate::index::meeting::{self, Meeting, Met};
use crate::index::pairs::Pairs;
use crate::index::{EntryId, FileId, Index};

/// Two entries that are likely one paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The one with the higher number, else the later.
    pub later: EntryId,
    /// The other.
    pub earlier: EntryId,
    /// Their authors; `None` where one has none.
    pub authors: Option<Shared>,
    /// Their years.
    pub years: Years,
}

/// Where more entries meet than this, it is a series or a column, and nobody noted one paper so often.
const MOST: usize = 64;

/// What is like more others than this is an issue of a series, too.
const SERIES: usize = 24;

/// What so many look like is remembered while all are compared.
const REMEMBERED: usize = 256;

/// By others, titles are one with a Dice coefficient of 0.95, which is a Jaccard coefficient of 0.90; what is estimated
/// is off by 0.13 at most.
const LEAST_BY_OTHERS: f64 = 0.75;

impl Index {
    /// Compares all entries, if they were not yet. Whoever asks for the similar ones of many files side by side does this
    /// first: else one thread would compare, and the others wait for it.
    pub fn compare(&self) {
        self.likes();
    }

    /// The entries of a file that are likely a paper which another has already, in order.
    #[must_use]
    pub fn similar_in(&self, file: FileId) -> Vec<Similar> {
        self.similar_of(file, &self.all_of(file))
    }

    /// Those of [`Index::similar_in`] whose later one is among some entries of the file, which are in order.
    #[must_use]
    pub fn similar_of(&self, file: FileId, entries: &[EntryId]) -> Vec<Similar> {
        let keys = &self.files[file.0 as usize].keys;
        self.likes().among(self, entries.iter().map(|id| keys[id.entry as usize]))
    }

    fn likes(&self) -> &Likes {
        self.likes.get_or_init(|| Likes::new(self))
    }
}

/// The entries on pages that are no views of a tag, and which of them are alike.
#[derive(Debug, Clone)]
pub struct Likes {
    meeting: Meeting,
    pairs: Pairs,
}

impl Likes {
    /// Compares all.
    pub fn new(index: &Index) -> Self {
        let files = index.files.iter().zip(0..);
        let files = files.filter(|(held, file)| held.file.is_page() && !index.is_tag_page(FileId(*file)));
        let keys: Vec<Key> = files.flat_map(|(held, _)| held.keys.iter().copied()).collect();
        let likeness = |key: &Key| Likeness::of(index.entry_of(*key));
        let meeting = Meeting::new(&keys, |key| Some(meeting::places(&likeness(&key)?)), MOST);
        // That of all takes more memory than it saves time; who meets one meets the next of the crowd, too.
        let pairs = meeting.all_met(|last: &mut HashMap<Key, Option<Likeness>>, met| {
            worth_a_look(&met) && {
                if last.len() > REMEMBERED {
                    last.clear();
                }
                for key in met.keys {
                    last.entry(key).or_insert_with(|| likeness(&key));
                }
                let of_titles = || met.keys.map(|key| title_use(index, title(index, key)));
                let [a, b] = met.keys.map(|key| last[&key].as_ref());
                a.zip(b).is_some_and(|(a, b)| a.is_like(b, of_titles))
            }
        });
        Self { pairs: Pairs::new(&pairs), meeting }
    }

    /// Looks again at what changed, and at nobody else; `None` where so much did that all is to be compared. `pages`: the
    /// files of the new index that became views of a tag, or are it no more. With it come the entries that may be like others
    /// than before.
    pub fn updated(
        &self,
        old: &Index,
        new: &Index,
        change: &Change,
        pages: &[FileId],
    ) -> Option<(Self, HashSet<Key>)> {
        let mut likes = self.clone();
        let mut others: HashSet<Key> = HashSet::default();
        let of_pages: Vec<Key> = pages.iter().flat_map(|id| new.files[id.0 as usize].keys.to_vec()).collect();
        let came: HashSet<Key> = change.came.iter().copied().collect();
        let had = of_pages.iter().copied().filter(|key| !came.contains(key));
        let leaving: HashSet<Key> = change.identified_before().chain(had).collect();
        let entering: HashSet<Key> = change.identified_after().chain(of_pages.iter().copied()).collect();
        if self.meeting.is_outgrown(leaving.len() + entering.len()) {
            return None;
        }
        let mut again: HashSet<Key> = HashSet::default();
        let mut titles: HashSet<u64> = HashSet::default();
        for key in leaving {
            let Some(likeness) = takes_part(old, key) else { continue };
            again.extend(likes.meeting.leave(key, &meeting::places(&likeness)));
            titles.insert(title(old, key));
            others.extend(likes.of(key));
            likes.pairs.set(key, &[]);
        }
        for key in entering {
            let Some(likeness) = takes_part(new, key) else { continue };
            again.extend(likes.meeting.enter(key, meeting::places(&likeness)));
            titles.insert(title(new, key));
            again.insert(key);
        }
        // How many have a title says whether it is a column's.
        for title in titles.into_iter().filter(|title| title_use(old, *title) != title_use(new, *title)) {
            again.extend(new.groups.members(title));
        }
        for key in again.into_iter().filter(|key| new.is_there(*key)) {
            let Some(likeness) = takes_part(new, key) else { continue };
            let use_of = |key| title_use(new, title(new, key));
            let here = use_of(key);
            let met = likes.meeting.met(key, &meeting::places(&likeness), |met| {
                let other = met.keys[1];
                worth_a_look(&met)
                    && Likeness::of(new.entry_of(other)).is_some_and(|theirs| {
                        if new.in_order(met.keys) == met.keys {
                            likeness.is_like(&theirs, || [here, use_of(other)])
                        } else {
                            theirs.is_like(&likeness, || [use_of(other), here])
                        }
                    })
            });
            if !met.is_empty() || !likes.of(key).is_empty() {
                others.extend(likes.of(key).iter().chain(&met).copied().chain([key]));
                likes.pairs.set(key, &met);
            }
        }
        Some((likes, others))
    }

    /// The entries that an entry is like, however many.
    pub fn of(&self, key: Key) -> &[Key] {
        self.pairs.of(key)
    }

    /// The pairs whose later entry is one of `keys`, in the order of those, then of the earlier. Needs to know which entries
    /// are certainly one paper.
    pub fn among(&self, index: &Index, keys: impl Iterator<Item = Key>) -> Vec<Similar> {
        // What is like many others is an issue of a series.
        let others = |key: Key| {
            let others = self.pairs.of(key).iter().copied();
            others.filter(move |other| index.papers.first(*other) != index.papers.first(key))
        };
        let mut found = Vec::new();
        for key in keys.filter(|key| (1..=SERIES).contains(&others(*key).count())) {
            let mut similar: Vec<Similar> = others(key)
                .filter(|other| is_later(index, key, *other) && others(*other).count() <= SERIES)
                .filter_map(|other| {
                    let [x, y] = index.in_order([key, other]).map(|key| Likeness::of(index.entry_of(key)));
                    let (x, y) = (x?, y?);
                    let (later, earlier) = (index.place(key), index.place(other));
                    Some(Similar { later, earlier, authors: x.authors(&y), years: x.years(&y) })
                })
                .collect();
            similar.sort_by_key(|similar| similar.earlier);
            found.extend(similar);
        }
        found
    }
}

/// Most that meet are by others and not near enough to be one paper for all that.
fn worth_a_look(met: &Met) -> bool {
    let [a, b] = met.seen;
    let others = a.author.zip(b.author).is_some_and(|(a, b)| are_others(a, b));
    !others || met.shared >= LEAST_BY_OTHERS
}

/// What is compared of an entry of an index, if anything.
fn takes_part(index: &Index, key: Key) -> Option<Likeness> {
    is_compared(index, key).then(|| Likeness::of(index.entry_of(key)))?
}

fn is_compared(index: &Index, key: Key) -> bool {
    index.is_on_page(key) && !index.is_tag_page(index.place(key).file)
}

fn title(index: &Index, key: Key) -> u64 {
    index.entry_of(key).identity().map(groups::of_title).unwrap_or_default()
}

fn title_use(index: &Index, title: u64) -> Use {
    let members = index.groups.members(title).iter().copied().filter(|key| is_compared(index, *key));
    Use::of(members.map(|key| index.entry_of(key)))
}

/// Whether an entry is noted after another: by its number, else by its place.
fn is_later(index: &Index, key: Key, other: Key) -> bool {
    let number = |key| index.numbers.of(index, key).map(|(number, _)| number);
    let places = (index.place(key), index.place(other));
    match (number(key), number(other)) {
        (Some(a), Some(b)) => (a, places.0) > (b, places.1),
        _ => places.0 > places.1,
    }
}
