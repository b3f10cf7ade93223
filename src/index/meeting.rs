//! Where entries that may be one paper meet: only those are compared, and nobody is compared with everybody.
//!
//! Titles that share many trigrams have an equal number at one of these places, very likely (locality-sensitive
//! hashing; Broder, "On the resemblance and containment of documents", 1997), and so have those that begin or end
//! alike, where a subtitle was left out.

use rayon::prelude::*;

use crate::index::likeness::Likeness;

/// Where one title is to be met, and what it looks like from afar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    at: [u64; PLACES],
    sketch: Sketch,
}

impl Places {
    /// Whether two that meet at `place` have met nowhere before it.
    fn meets_first(&self, other: &Self, place: usize) -> bool {
        !(0..place).any(|place| self.at[place] == other.at[place])
    }
}

/// The lowest bits of a title's hashes.
type Sketch = [u8; HASHES];

/// How many hashes two titles share: their Jaccard coefficient times [`HASHES`], give or take four.
fn shared(a: &Sketch, b: &Sketch) -> usize {
    a.iter().zip(b).map(|(a, b)| u8::from(a == b)).sum::<u8>().into()
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
    let mut at = [0; PLACES];
    for (at, place) in at.iter_mut().enumerate().take(BANDS) {
        let rows = &least[at * ROWS..(at + 1) * ROWS];
        *place = rows.iter().fold(at as u64, |sum, row| mix(sum ^ u64::from(*row)));
    }
    let hash = |letters: &mut dyn Iterator<Item = char>| {
        letters.take(ENDS).fold(0, |sum, letter| mix(sum ^ u64::from(letter)))
    };
    at[BANDS] = hash(&mut of.key.as_str().chars());
    at[BANDS + 1] = hash(&mut of.key.as_str().chars().rev());
    Places { at, sketch: least.map(|hash| hash as u8) }
}

/// Calls `compare` for each two that meet, once, the smaller number first, with about how much of their trigrams they
/// share (the Jaccard coefficient, 0 to 1, give or take 0.13), and collects what it finds, in no order. Where more
/// than `most` meet, nobody does.
pub fn pairs<T: Send>(
    mut all: Vec<Places>,
    most: usize,
    compare: impl Fn(usize, usize, f64) -> Option<T> + Sync,
) -> Vec<T> {
    let order: Vec<Vec<u32>> = (0..PLACES).into_par_iter().map(|place| in_order(&all, place)).collect();
    // Who stands in a crowd there stands alone.
    for (place, order) in order.iter().enumerate() {
        let mut alone = u64::MAX;
        let groups = order.chunk_by(|a, b| all[*a as usize].at[place] == all[*b as usize].at[place]);
        let crowds: Vec<u32> = groups.filter(|group| group.len() > most).flatten().copied().collect();
        for id in crowds {
            all[id as usize].at[place] = alone;
            alone -= 1;
        }
    }
    let all = &all;
    // Side by side, for most that meet are told apart here.
    let sketches: Vec<Sketch> = all.iter().map(|places| places.sketch).collect();
    let found = |(place, order): (usize, &Vec<u32>)| {
        let mut found = Vec::new();
        for group in order.chunk_by(|a, b| all[*a as usize].at[place] == all[*b as usize].at[place]) {
            for (before, b) in group.iter().enumerate() {
                for a in &group[..before] {
                    let (a, b) = (*a as usize, *b as usize);
                    // What begins or ends alike may go on for long.
                    let shared = shared(&sketches[a], &sketches[b]);
                    let near = place >= BANDS || shared >= LEAST;
                    if near && all[a].meets_first(&all[b], place) {
                        found.extend(compare(a, b, shared as f64 / HASHES as f64));
                    }
                }
            }
        }
        found
    };
    order.par_iter().enumerate().flat_map_iter(found).collect()
}

/// The numbers of all titles, those that meet at `place` side by side and in order.
fn in_order(all: &[Places], place: usize) -> Vec<u32> {
    let mut order: Vec<(u64, u32)> = all.iter().zip(0..).map(|(places, id)| (places.at[place], id)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, id)| id).collect()
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
        let place = |id: u64, n: u64, sketch: u8| {
            let at = std::array::from_fn(|at| if at == 3 { n } else { id * 100 + at as u64 });
            Places { at, sketch: [sketch; HASHES] }
        };
        let all = [place(1, 1, 0), place(2, 2, 0), place(3, 1, 0), place(4, 1, 0)];
        let met = |most| {
            let mut met = pairs(all.to_vec(), most, |a, b, _| Some((a, b)));
            met.sort_unstable();
            met
        };
        assert_eq!(met(3), [(0, 2), (0, 3), (2, 3)]);
        assert_eq!(met(2), []);
        let far = [place(1, 1, 0), place(2, 1, 1)];
        assert_eq!(pairs(far.to_vec(), 3, |a, b, _| Some((a, b))), []);
    }
}
