//! Where entries that may be one paper meet: only those are compared, and nobody is compared with everybody.
//!
//! Titles that share many trigrams have an equal number at one of these places, very likely (locality-sensitive
//! hashing; Broder, "On the resemblance and containment of documents", 1997), and so have those that begin or end
//! alike, where a subtitle was left out.

use std::num::NonZeroU64;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use imbl::OrdMap;
use imbl::shared_ptr::DefaultSharedPtr;
use rayon::prelude::*;

use crate::index::key::Key;
use crate::index::likeness::Likeness;

/// Where one title is to be met, and what it looks like from afar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    at: [u32; PLACES],
    seen: Seen,
}

/// What is seen of an entry from afar: enough to tell most apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The lowest bits of the hashes of its title.
    sketch: [u8; HASHES],
    /// See [`Likeness::letters_of_author`].
    pub author: Option<NonZeroU64>,
}

impl Seen {
    /// How many hashes two titles share: their Jaccard coefficient times [`HASHES`], give or take four.
    fn shared(&self, other: &Self) -> usize {
        self.sketch.iter().zip(&other.sketch).map(|(a, b)| u8::from(a == b)).sum::<u8>().into()
    }
}

/// Two that met.
pub struct Met<'a> {
    /// Who.
    pub keys: [Key; 2],
    /// What is seen of them.
    pub seen: [&'a Seen; 2],
    /// About how much of their trigrams they share: the Jaccard coefficient, 0 to 1, give or take 0.13.
    pub shared: f64,
}

/// Bands of hashes, and hashes in each: two titles with a Jaccard coefficient of 0.4 (a Dice coefficient of 0.57)
/// meet in three cases of four, with 0.54 (0.7) in 29 of 30.
const BANDS: usize = 20;
const ROWS: usize = 3;

/// All hashes of a title.
const HASHES: usize = BANDS * ROWS;

/// Two that meet at a band and share fewer hashes are not alike. A Jaccard coefficient of 0.49, the least that counts
/// where no subtitle is left out, is off by three standard deviations there.
const LEAST: usize = 17;

/// How many letters of a title's beginning and end are looked at.
const ENDS: usize = 20;

/// The bands, the beginning and the end.
const PLACES: usize = BANDS + 2;

/// The places of a title.
#[must_use]
pub fn places(of: &Likeness) -> Places {
    let mut least = [u32::MAX; HASHES];
    for trigram in of.trigrams() {
        // Many hashes of two (Kirsch and Mitzenmacher, "Less hashing, same performance", 2006).
        let hash = mix(u64::from(*trigram));
        let (first, step) = (hash as u32, (hash >> 32) as u32 | 1);
        for (at, least) in least.iter_mut().enumerate() {
            *least = (*least).min(first.wrapping_add(step.wrapping_mul(at as u32)));
        }
    }
    let mut at = [0_u32; PLACES];
    for (at, place) in at.iter_mut().enumerate().take(BANDS) {
        let rows = &least[at * ROWS..(at + 1) * ROWS];
        *place = rows.iter().fold(at as u64, |sum, row| mix(sum ^ u64::from(*row))) as u32;
    }
    let hash = |letters: &mut dyn Iterator<Item = char>| {
        letters.take(ENDS).fold(0, |sum, letter| mix(sum ^ u64::from(letter))) as u32
    };
    at[BANDS] = hash(&mut of.key.as_str().chars());
    at[BANDS + 1] = hash(&mut of.key.as_str().chars().rev());
    Places { at, seen: Seen { sketch: least.map(|hash| hash as u8), author: of.letters_of_author() } }
}

/// Who is to be met where. Most stand in sorted lists that are made once; who came or changed since stands aside.
#[derive(Debug, Clone)]
pub struct Meeting {
    lists: Arc<Lists>,
    /// Of those on the lists, who is there no more.
    left: imbl::GenericHashSet<Key, RandomState, DefaultSharedPtr>,
    aside: OrdMap<Key, Arc<Places>>,
    /// Where more meet than this, nobody does.
    most: usize,
}

#[derive(Debug, Default)]
struct Lists {
    all: Box<[(Key, Seen)]>,
    /// For each place what is to be met there and who, as a place in `all`; in order.
    at: Vec<Box<[(u32, u32)]>>,
}

/// So many are counted one by one; where more stand, the end is looked for.
const FEW: usize = 8;

/// The places of so many are kept together while all are compared.
const PIECE: usize = 1024;

/// How many may stand aside before the lists are made anew: each of them is looked at for each that comes.
const ASIDE: usize = 512;

impl Meeting {
    /// A meeting of all of these, in whatever order.
    #[must_use]
    pub fn new(all: &[Key], places: impl Fn(Key) -> Option<Places> + Sync, most: usize) -> Self {
        let mut seen: Vec<(Key, Seen)> = Vec::with_capacity(all.len());
        let mut at: Vec<Vec<(u32, u32)>> = (0..PLACES).map(|_| Vec::with_capacity(all.len())).collect();
        // Some at a time, for they take twice the memory of the lists.
        for some in all.chunks(PIECE) {
            let places: Vec<_> = some.par_iter().map(|key| Some((*key, places(*key)?))).collect();
            for (key, places) in places.into_iter().flatten() {
                let id = seen.len() as u32;
                at.iter_mut().zip(places.at).for_each(|(list, value)| list.push((value, id)));
                seen.push((key, places.seen));
            }
        }
        // To wake other threads for nobody costs more than all else that a key does.
        if !seen.is_empty() {
            at.par_iter_mut().for_each(|list| list.sort_unstable());
        }
        let lists = Lists { all: seen.into(), at: at.into_iter().map(Vec::into_boxed_slice).collect() };
        Self { lists: Arc::new(lists), left: imbl::GenericHashSet::default(), aside: OrdMap::new(), most }
    }

    /// Whether so many more came or left that it is time for a new one.
    #[must_use]
    pub fn is_outgrown(&self, more: usize) -> bool {
        self.aside.len() + self.left.len() + more > ASIDE
    }

    /// Somebody comes. Returns those who may meet others now than before.
    pub fn enter(&mut self, key: Key, places: Places) -> Vec<Key> {
        let found = self.find(&places);
        let before = self.crowds(&places, &found);
        self.aside.insert(key, Arc::new(places.clone()));
        let after = self.crowds(&places, &found);
        self.who_stands_at(&places, &found, before ^ after)
    }

    /// Somebody who stood at `places` leaves. Returns those who may meet others now than before.
    pub fn leave(&mut self, key: Key, places: &Places) -> Vec<Key> {
        let found = self.find(places);
        let before = self.crowds(places, &found);
        if self.aside.remove(&key).is_none() {
            self.left.insert(key);
        }
        let after = self.crowds(places, &found);
        self.who_stands_at(places, &found, before ^ after)
    }

    /// Those whom somebody who stands at `places` meets, each once, in no order.
    pub fn met(&self, key: Key, places: &Places, mut like: impl FnMut(Met<'_>) -> bool) -> Vec<Key> {
        let found = self.find(places);
        let crowds = self.crowds(places, &found);
        let mut met: Vec<Key> = Vec::new();
        let mut looked_at: foldhash::HashSet<Key> = foldhash::HashSet::default();
        self.each(places, &found, !crowds, &mut |place, other, seen| {
            if other == key {
                return;
            }
            let shared = places.seen.shared(seen);
            // What begins or ends alike may go on for long.
            if (place >= BANDS || shared >= LEAST) && looked_at.insert(other) {
                let shared = shared as f64 / HASHES as f64;
                if like(Met { keys: [key, other], seen: [&places.seen, seen], shared }) {
                    met.push(other);
                }
            }
        });
        met
    }

    /// Calls `like` for each two that meet, once, and collects those of which it says so, in no order; those who meet others
    /// at one place follow each other, and what it remembers of them begins as `T`'s default at each place. Only before
    /// anybody came or left.
    pub fn all_met<T: Default>(&self, like: impl Fn(&mut T, Met<'_>) -> bool + Sync) -> Vec<[Key; 2]> {
        let Lists { all, at } = &*self.lists;
        // In pieces: what is given back in one is kept from the system.
        let mut values: Vec<Vec<[u32; PLACES]>> = vec![vec![[0; PLACES]; PIECE]; all.len().div_ceil(PIECE)];
        // Who stands in a crowd meets nobody there.
        let mut crowded: Vec<u32> = vec![0; all.len()];
        for (place, list) in at.iter().enumerate() {
            for group in list.chunk_by(|a, b| a.0 == b.0) {
                for (value, id) in group {
                    values[*id as usize / PIECE][*id as usize % PIECE][place] = *value;
                    crowded[*id as usize] |= u32::from(group.len() > self.most) << place;
                }
            }
        }
        // Side by side, for most that meet are told apart here.
        let sketches: Vec<&Seen> = all.iter().map(|(_, seen)| seen).collect();
        let found = |place: usize| {
            let list = &at[place];
            let (mut found, mut remembered) = (Vec::new(), T::default());
            for group in list.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() <= self.most) {
                for (before, (_, b)) in group.iter().enumerate() {
                    for (_, a) in &group[..before] {
                        let (a, b) = (*a as usize, *b as usize);
                        let shared = sketches[a].shared(sketches[b]);
                        let near = shared >= LEAST;
                        if !near && place < BANDS {
                            continue;
                        }
                        // They may have met before.
                        let first = if near { 0 } else { BANDS };
                        let of = |id: usize| &values[id / PIECE][id % PIECE];
                        let (of_a, of_b) = (of(a), of(b));
                        let met = |at: usize| of_a[at] == of_b[at] && crowded[a] & 1 << at == 0;
                        if (first..place).any(met) {
                            continue;
                        }
                        let (keys, seen) = ([all[a].0, all[b].0], [sketches[a], sketches[b]]);
                        if like(&mut remembered, Met { keys, seen, shared: shared as f64 / HASHES as f64 }) {
                            found.push(keys);
                        }
                    }
                }
            }
            found
        };
        (0..at.len()).into_par_iter().flat_map_iter(found).collect()
    }

    /// Where those stand on the lists who are to be met at each of `places`.
    fn find(&self, places: &Places) -> [Range<usize>; PLACES] {
        std::array::from_fn(|place| {
            let list = &self.lists.at[place];
            let from = list.partition_point(|(other, _)| *other < places.at[place]);
            let some = list[from..].iter().take_while(|(other, _)| *other == places.at[place]);
            match some.take(FEW).count() {
                FEW => from..from + list[from..].partition_point(|(other, _)| *other == places.at[place]),
                few => from..from + few,
            }
        })
    }

    /// A bit for each of `places` at which so many stand that nobody meets.
    fn crowds(&self, places: &Places, found: &[Range<usize>; PLACES]) -> u32 {
        // That many are a crowd even if all that left stood here.
        let large = |range: &Range<usize>| range.len() > self.most + self.left.len();
        let crowds = (0..PLACES).fold(0, |bits, place| bits | u32::from(large(&found[place])) << place);
        let mut count = [0_usize; PLACES];
        self.each(places, found, !crowds, &mut |place, _, _| count[place] += 1);
        count
            .iter()
            .enumerate()
            .fold(crowds, |bits, (place, count)| bits | u32::from(*count > self.most) << place)
    }

    /// Those who stand at some of `places`.
    fn who_stands_at(&self, places: &Places, found: &[Range<usize>; PLACES], some: u32) -> Vec<Key> {
        let mut who = Vec::new();
        if some != 0 {
            self.each(places, found, some, &mut |_, key, _| who.push(key));
        }
        who
    }

    /// Calls `each` for everybody at each of `places` whose bit is among `some`.
    fn each<'a>(
        &'a self,
        places: &Places,
        found: &[Range<usize>; PLACES],
        some: u32,
        each: &mut dyn FnMut(usize, Key, &'a Seen),
    ) {
        for (place, list) in self.lists.at.iter().enumerate().filter(|(place, _)| some & 1 << place != 0) {
            for (_, id) in &list[found[place].clone()] {
                let (key, seen) = &self.lists.all[*id as usize];
                if !self.left.contains(key) {
                    each(place, *key, seen);
                }
            }
        }
        for (key, other) in &self.aside {
            for place in
                (0..PLACES).filter(|place| places.at[*place] == other.at[*place] && some & 1 << place != 0)
            {
                each(place, *key, &other.seen);
            }
        }
    }
}

/// SplitMix64's finisher (<https://prng.di.unimi.it/splitmix64.c>).
#[must_use]
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    /// How many of the places two titles share.
    fn shared(a: &str, b: &str) -> usize {
        let page =
            format!("Issue Date: 2025-01-01\n{a}, A+, ACL'24\nIssue Date: 2025-01-02\n{b}, A+, ACL'24\n");
        let fixture = Fixture::new(&page);
        let likeness = |at: usize| Likeness::of(&fixture.index.file(fixture.file).entries()[at]).unwrap();
        let (x, y) = (places(&likeness(0)), places(&likeness(1)));
        x.at.iter().zip(&y.at).filter(|(x, y)| x == y).count()
    }

    #[test]
    fn near_titles_meet_and_others_do_not() {
        let title = "Online Deep Learning: Learning Deep Neural Networks on the Fly";
        assert_eq!(shared(title, title), PLACES);
        assert!(shared(title, &title.replace("Networks", "Netwroks")) > BANDS / 2);
        assert!(shared(title, "Online Deep Learning, and Learning Deep Neural Nets") > 0);
        // The beginning alone.
        assert!(
            shared(
                "Attention is All You Need",
                "Attention is All You Need to Translate, Says a Paper with a Long Subtitle"
            ) > 0
        );
        assert_eq!(shared(title, "Retrieval-Augmented Generation for Knowledge-Intensive Tasks"), 0);
    }

    #[test]
    fn each_two_that_meet_are_compared_and_a_crowd_is_not() {
        let place = |id: u32, n: u32, sketch: u8| {
            let at = std::array::from_fn(|at| if at == 3 { n } else { id * 100 + at as u32 });
            Places { at, seen: Seen { sketch: [sketch; HASHES], author: None } }
        };
        let all = [place(1, 1, 0), place(2, 2, 0), place(3, 1, 0), place(4, 1, 0)];
        let keyed = || all.iter().cloned().zip(0..).map(|(places, key)| (Key(key), places));
        let of = |all: &[Places], most| {
            let keys: Vec<Key> = (0..all.len() as u32).map(Key).collect();
            Meeting::new(&keys, |key| all.get(key.0 as usize).cloned(), most)
        };
        let met = |most| {
            let mut met = of(&all, most).all_met(|(), _| true);
            met.sort_unstable();
            met
        };
        assert_eq!(met(3), [[0, 2], [0, 3], [2, 3]].map(|keys| keys.map(Key)));
        assert!(met(2).is_empty());
        let far = [place(1, 1, 0), place(2, 1, 1)];
        assert!(of(&far, 3).all_met(|(), _| true).is_empty());
        // One after the other is the same.
        let mut meeting = of(&[], 2);
        let mut again = Vec::new();
        for (key, places) in keyed() {
            again = meeting.enter(key, places);
        }
        assert_eq!(again, [0, 2, 3].map(Key), "it is a crowd now");
        assert_eq!(meeting.met(Key(0), &all[0], |_| true), []);
        assert_eq!(meeting.leave(Key(3), &all[3]), [0, 2].map(Key));
        assert_eq!(meeting.met(Key(0), &all[0], |_| true), [Key(2)]);
        assert_eq!(meeting.leave(Key(2), &all[2]), []);
        assert_eq!(meeting.met(Key(0), &all[0], |_| true), []);
    }
}
