//! Which entries may have a word in summary or comment: a signature of each text, in which some bits stand for each few
//! letters in a row (signature files; Faloutsos and Christodoulakis, 1984). Who has all bits of a word is looked at.

use rayon::prelude::*;

use crate::index::key::Key;
use crate::index::search::folded::{grams, words};

/// Bits of a signature. A text of 1,000 bytes has some 300 different pairs of letters.
const BITS: usize = 2048;

/// So many texts stand side by side, each with a bit of the same number.
const SIDE_BY_SIDE: usize = 64;

/// The signatures of many texts, each of whom is a number from 0.
#[derive(Debug, Default)]
pub struct Texts {
    /// A row of [`BITS`] for each [`SIDE_BY_SIDE`]. All in one: they are most of what is kept for looking for words.
    rows: Vec<u64>,
}

impl Texts {
    /// The signatures of the folded texts of `keys`.
    pub fn new(keys: &[Key], text: impl Fn(Key, &mut String) + Sync) -> Self {
        let mut rows = vec![0; keys.len().div_ceil(SIDE_BY_SIDE) * BITS];
        let fill = |(row, keys): (&mut [u64], &[Key])| {
            let mut folded = String::new();
            for (at, key) in keys.iter().enumerate() {
                folded.clear();
                text(*key, &mut folded);
                for word in words(&folded) {
                    grams(word, |gram| row[bit(gram)] |= 1 << at);
                }
            }
        };
        rows.par_chunks_mut(BITS).zip(keys.par_chunks(SIDE_BY_SIDE)).for_each(fill);
        Self { rows }
    }

    /// Who may have a folded word; `None` where it is too short to say.
    pub fn with(&self, word: &str) -> Option<Set> {
        let mut bits: Vec<usize> = Vec::new();
        grams(word, |gram| bits.push(bit(gram)));
        bits.sort_unstable();
        bits.dedup();
        let all = |row: &[u64]| bits.iter().fold(u64::MAX, |all, bit| all & row[*bit]);
        (!bits.is_empty()).then(|| Set(self.rows.chunks_exact(BITS).map(all).collect()))
    }

    /// Nobody.
    pub fn nobody(&self) -> Set {
        Set(vec![0; self.rows.len() / BITS])
    }
}

/// Some of many who are numbers from 0.
#[derive(Debug, Clone)]
pub struct Set(Vec<u64>);

impl Set {
    /// Adds one of them.
    pub fn insert(&mut self, at: usize) {
        self.0[at / SIDE_BY_SIDE] |= 1 << (at % SIDE_BY_SIDE);
    }

    /// Keeps those who are in the other one too.
    pub fn intersect(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
    }

    /// Who is in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(block, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let at = (left != 0).then_some(left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(block * SIDE_BY_SIDE + at)
            })
        })
    }
}

fn bit(gram: u32) -> usize {
    gram as usize % BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_word_is_found_and_few_others() {
        let keys: Vec<Key> = (0..200).map(Key).collect();
        let texts = Texts::new(&keys, |key, out| {
            *out = format!("text 番号{} ノ評価", ["甲", "乙", "丙"][key.0 as usize % 3]);
        });
        let with = |word: &str| texts.with(word).map(|set| set.iter().collect::<Vec<_>>());
        assert_eq!(with("号乙").unwrap(), (0..200).filter(|at| at % 3 == 1).collect::<Vec<_>>());
        assert_eq!(with("評価").unwrap().len(), 200);
        assert!(with("texts").unwrap().is_empty());
        assert_eq!(with("te"), None);
        let (mut some, mut others) = (texts.nobody(), texts.nobody());
        [0, 63, 64, 199].into_iter().for_each(|at| some.insert(at));
        [63, 199, 1].into_iter().for_each(|at| others.insert(at));
        some.intersect(&others);
        assert_eq!(some.iter().collect::<Vec<_>>(), [63, 199]);
    }
}
