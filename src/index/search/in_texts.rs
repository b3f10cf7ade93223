//! Words in summaries and comments: who may have them is known (see [`Texts`](super::texts::Texts)), and the texts of those
//! of them who would come first are read.

use rayon::prelude::*;

use crate::index::Index;
use crate::index::key::Key;
use crate::index::search::entry_words::{has_unfolded, has_word, text};
use crate::index::search::folded::is_as_written;
use crate::index::search::hit::{Field, Hit, Hits, How};
use crate::index::search::{Asked, Search, keep_best, quality};

/// How many texts are read at most.
const MOST_READ: usize = 1000;

/// The same where they need not be folded, which takes a tenth of the time.
const MOST_READ_AS_WRITTEN: usize = 10_000;

/// So many are read at a time, on all cores.
const AT_ONCE: usize = 128;

/// When so many of those who would come first have the words, the others are not looked at.
const ENOUGH: usize = 200;

const IN_TEXT: Hit = Hit { field: Field::Text, how: How::Whole, among: 0 };

impl Search {
    /// Adds those who have all words, some of them in their text.
    pub(super) fn in_texts(&self, index: &Index, typed: &[&str], asked: &Asked, hits: &mut [Hits]) {
        let changed = self.changed_texts(index);
        let may: Vec<_> = typed.iter().map(|word| self.tables.texts.with(word)).collect();
        let mut all = None;
        for (may, hits) in may.iter().zip(&*hits) {
            let mut may = may.clone().unwrap_or_else(|| self.tables.texts.nobody());
            if typed.len() > 1 {
                let at = hits.keys().iter().filter_map(|key| self.tables.at(*key));
                at.for_each(|at| may.insert(at));
            }
            match &mut all {
                None => all = Some(may),
                Some(all) => all.intersect(&may),
            }
        }
        let in_tables = all.iter().flat_map(|all| all.iter()).map(|at| self.tables.keys[at]);
        // Of those who left the tables some have the same text for all that.
        let is_there = |key: &Key| self.left.is_empty() || !self.left.contains(key) || index.is_there(*key);
        let in_tables = in_tables.filter(|key| !changed.contains(key) && is_there(key));
        let others = in_tables.chain(changed.iter().copied()).filter(|key| Some(*key) != asked.from);
        // How good it would be if all words that are nowhere else were in the text.
        let would_be = |key: Key| {
            let mut missing = false;
            let of_word = |(hits, may): (&Hits, &Option<_>)| match (hits.get(key), may) {
                (Some(hit), _) => Some(hit.quality()),
                (None, Some(_)) => {
                    missing = true;
                    Some(IN_TEXT.quality())
                }
                // Too short to be told from a part of any word.
                (None, None) => None,
            };
            let quality: f64 = hits.iter().zip(&may).map(of_word).product::<Option<f64>>()?;
            missing.then_some(quality)
        };
        let least = least(asked, hits);
        let mut candidates: Vec<(Key, f64)> = others
            .filter_map(|key| {
                let would_be = would_be(key)?;
                // Likelihood takes longer to say than that.
                let most = would_be * asked.likelihood.at_most(key);
                (most > least).then_some((key, most))
            })
            .collect();
        let as_written = typed.iter().all(|word| is_as_written(word));
        let most = if as_written { MOST_READ_AS_WRITTEN } else { MOST_READ };
        keep_best(&mut candidates, most, |(_, most)| *most);
        for (key, most) in &mut candidates {
            *most *= asked.likelihood.of_key(*key) / asked.likelihood.at_most(*key);
        }
        candidates.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let worth = candidates.partition_point(|(_, quality)| *quality > least);
        let mut enough = ENOUGH;
        for some in candidates[..worth].chunks(AT_ONCE) {
            let missing = |key: Key| (0..typed.len()).filter(|at| hits[*at].get(key).is_none()).collect();
            let some: Vec<(Key, Vec<usize>)> = some.iter().map(|(key, _)| (*key, missing(*key))).collect();
            let has_all = |folded: &mut String, key: Key, missing: &[usize]| {
                let words: Vec<&str> = missing.iter().map(|at| typed[*at]).collect();
                if as_written {
                    return has_unfolded(index, key, &words);
                }
                folded.clear();
                text(index, key, folded);
                words.iter().all(|word| has_word(folded, word))
            };
            let read = some.into_par_iter().with_min_len(AT_ONCE / 8);
            let have = read.map_init(String::new, |folded, (key, missing)| {
                has_all(folded, key, &missing).then_some((key, missing))
            });
            let have: Vec<Option<(Key, Vec<usize>)>> = have.collect();
            for (key, missing) in have.into_iter().flatten().take(enough) {
                missing.into_iter().for_each(|at| hits[at].add(key, IN_TEXT));
                enough -= 1;
            }
            if enough == 0 {
                break;
            }
        }
    }
}

/// How good the last one is of so many that have all words elsewhere: who is worse is in no list.
fn least(asked: &Asked, hits: &[Hits]) -> f64 {
    let Some(fewest) = hits.iter().min_by_key(|hits| hits.keys().len()) else { return 0.0 };
    let all = fewest.keys().iter();
    let mut all: Vec<f64> =
        all.filter_map(|key| Some(quality(hits, *key)? * asked.likelihood.of_key(*key))).collect();
    if all.len() <= ENOUGH {
        return 0.0;
    }
    *all.select_nth_unstable_by(ENOUGH, |a, b| b.total_cmp(a)).1
}
