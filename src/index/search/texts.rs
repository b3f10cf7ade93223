//! Which entries may have a word in summary or comment: a signature of each text, in which some bits stand for each few
//! letters in a row (signature files; Faloutsos and Christodoulakis, 1984). Who has all bits of a word is looked at.

use rayon::prelude::*;

use crate::index::key::Key;
use crate::index::search::folded::{grams, words};

/// Bits of a signature. A text of 1,000 bytes has some 300 different pairs of letters.
const BITS: usize = 2048;

/// So many texts stand side by side, each with a bit of the same number.
const SIDE_BY_SIDE: usize = 64;

/// The signatures of many texts.
#[derive(Debug, Default)]
pub struct Texts {
    keys: Vec<Key>,
    blocks: Vec<Box<[u64; BITS]>>,
}

impl Texts {
    /// The signatures of the folded texts of entries.
    pub fn new(keys: Vec<Key>, text: impl Fn(Key, &mut String) + Sync) -> Self {
        let block = |keys: &[Key]| {
            let mut block = Box::new([0; BITS]);
            let mut folded = String::new();
            for (at, key) in keys.iter().enumerate() {
                folded.clear();
                text(*key, &mut folded);
                for word in words(&folded) {
                    grams(word, |gram| block[bit(gram)] |= 1 << at);
                }
            }
            block
        };
        let blocks = keys.par_chunks(SIDE_BY_SIDE).map(block).collect();
        Self { keys, blocks }
    }

    /// The entries that may have a folded word, in the order of [`Texts::new`]; `None` where it is too short to say.
    pub fn with(&self, word: &str) -> Option<impl Iterator<Item = Key>> {
        let mut bits: Vec<usize> = Vec::new();
        grams(word, |gram| bits.push(bit(gram)));
        bits.sort_unstable();
        bits.dedup();
        (!bits.is_empty()).then(|| {
            self.blocks.iter().zip(self.keys.chunks(SIDE_BY_SIDE)).flat_map(move |(block, keys)| {
                let all = bits.iter().fold(u64::MAX, |all, bit| all & block[*bit]);
                keys.iter().enumerate().filter(move |(at, _)| all & 1 << at != 0).map(|(_, key)| *key)
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
        let texts = Texts::new(keys, |key, out| {
            *out = format!("text 番号{} ノ評価", ["甲", "乙", "丙"][key.0 as usize % 3]);
        });
        let with = |word: &str| texts.with(word).map(|keys| keys.map(|key| key.0).collect::<Vec<_>>());
        assert_eq!(with("号乙").unwrap(), (0..200).filter(|key| key % 3 == 1).collect::<Vec<_>>());
        assert_eq!(with("評価").unwrap().len(), 200);
        assert!(with("texts").unwrap().is_empty());
        assert_eq!(with("te"), None);
    }
}
