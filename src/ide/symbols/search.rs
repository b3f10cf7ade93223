//! Any entry of the repository by what is typed.

use std::cmp::Reverse;
use std::ops::Range;

use memchr::{memchr2_iter, memmem::Finder};
use rayon::prelude::*;

use crate::entry::{Entry, Number, fold, fold_into};
use crate::ide::definition::home;
use crate::index::{EntryId, FileId, Index};

/// The most entries that a search answers.
const MOST: usize = 200;

/// So many entries are looked at in one go; of few files in tests, so that a stretch ends within one and reaches over others.
const PORTION: usize = if cfg!(test) { 2 } else { 512 };

/// The entries that have all words of `query` in number, title line or tags, each paper once, the best first. A word
/// that begins with `#` is a tag, one of digits the beginning of a number.
#[must_use]
pub fn workspace_symbols(index: &Index, query: &str) -> Vec<EntryId> {
    let folded = fold(query);
    let slots = Slots::new(index);
    let words: Vec<Word> = folded.split_whitespace().map(|word| Word::new(index, &slots, word)).collect();
    let in_portion = |portion: Range<usize>| {
        let (mut line, mut found) = (String::new(), Vec::new());
        for (id, entry) in slots.entries(index, portion) {
            if let Some(rank) = rank(index, &slots, (id, entry), &words, &mut line) {
                let paper = index.paper(id);
                let number = Reverse(index.number(paper).map(|(number, _)| number));
                found.push(Found { rank, number, paper });
            }
        }
        found
    };
    let portions: Vec<usize> = (0..slots.count).step_by(PORTION).collect();
    let found = portions.into_par_iter().flat_map_iter(|from| in_portion(from..from + PORTION));
    let mut found = each_paper_once(&slots, found.collect());
    if found.len() > MOST {
        found.select_nth_unstable(MOST);
        found.truncate(MOST);
    }
    found.sort_unstable();
    let home = |found: Found| found.number.0.and_then(|number| home(index, number)).unwrap_or(found.paper);
    found.into_iter().map(home).collect()
}

/// A paper that has all words; the best are the least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    /// How far from the query it is.
    rank: u32,
    number: Reverse<Option<Number>>,
    paper: EntryId,
}

/// Copies, mirrors and catalogs say more of a paper together than each of them: the best of them counts.
fn each_paper_once(slots: &Slots, all: Vec<Found>) -> Vec<Found> {
    let mut once: Vec<Found> = Vec::with_capacity(all.len());
    let mut places: Vec<u32> = vec![u32::MAX; slots.count];
    for found in all {
        let place = &mut places[slots.of(found.paper)];
        match once.get_mut(*place as usize) {
            Some(known) => known.rank = known.rank.min(found.rank),
            None => {
                *place = once.len() as u32;
                once.push(found);
            }
        }
    }
    once
}

/// All entries in a row: a table for a question, by entry, is an array.
struct Slots {
    /// Of each file the place of its first entry.
    first: Vec<usize>,
    count: usize,
}

impl Slots {
    fn new(index: &Index) -> Self {
        let mut count = 0;
        let first = index.files().map(|(_, file)| {
            let first = count;
            count += file.entries().len();
            first
        });
        Self { first: first.collect(), count }
    }

    fn of(&self, id: EntryId) -> usize {
        self.first[id.file.0 as usize] + id.entry as usize
    }

    /// The entries in a stretch of the row, which may reach over its end and over many files.
    fn entries<'a>(
        &self,
        index: &'a Index,
        stretch: Range<usize>,
    ) -> impl Iterator<Item = (EntryId, &'a Entry)> {
        let at = self.first.partition_point(|first| *first <= stretch.start).saturating_sub(1);
        // In the first file those above are not even looked at.
        let mut above = stretch.start - self.first.get(at).copied().unwrap_or_default();
        let entries = index.files_from(FileId(at as u32)).flat_map(move |(file, held)| {
            let from = std::mem::take(&mut above);
            let ids = (from as u32..).map(move |entry| EntryId { file, entry });
            ids.zip(held.entries().get(from..).unwrap_or_default()).map(|(id, entry)| (id, &**entry))
        });
        entries.take(stretch.len())
    }
}

/// What titles are made of, the rarest first; any other byte is rarer.
const COMMON: &str = "zqxj3k9v8b6p4y7gwfmucldhrsn5ioat0e12+',";

/// A word that was typed, folded, and what is to be known of it once for all entries.
struct Word<'a> {
    in_line: Finder<'a>,
    /// The byte of it that fewest texts have, and its place.
    telling: (u8, usize),
    /// Only a tag is meant.
    is_tag: bool,
    /// The digits that a number may begin with.
    digits: Option<u32>,
    tagged: Tagged,
}

impl<'a> Word<'a> {
    fn new(index: &Index, slots: &Slots, text: &'a str) -> Self {
        let bare = text.trim_start_matches('#');
        let telling = text.bytes().enumerate().min_by_key(|(_, byte)| COMMON.find(char::from(*byte)));
        Self {
            in_line: Finder::new(text),
            telling: telling.map(|(at, byte)| (byte, at)).unwrap_or_default(),
            is_tag: text.starts_with('#'),
            digits: digits(bare),
            tagged: Tagged::new(index, slots, bare),
        }
    }

    /// Whether it is neither a number nor the beginning of a tag.
    fn is_only_in_lines(&self) -> bool {
        !self.is_tag && self.digits.is_none() && self.tagged.ranks.is_empty()
    }

    /// Whether a title line, as written, shows that the word is not in it.
    fn is_surely_not_in(&self, line: &str) -> bool {
        let (word, line) = (self.in_line.needle(), line.as_bytes());
        let (byte, before) = self.telling;
        let here = |at: usize| {
            let from = at.checked_sub(before)?;
            line.get(from..from + word.len()).filter(|part| part.eq_ignore_ascii_case(word))
        };
        line.is_ascii() && !memchr2_iter(byte, byte.to_ascii_uppercase(), line).any(|at| here(at).is_some())
    }

    /// How far it is from an entry; `None` where it is not in it.
    fn rank(&self, number: impl Fn() -> Option<Number>, line: &str, slot: usize) -> Option<u32> {
        let numbered = self.digits.and_then(|digits| begins(number()?, digits));
        let in_line = || {
            let starts = |at: usize| line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let found = self.in_line.find_iter(line.as_bytes()).map(starts).max();
            found.map(|starts| if starts { 2 } else { 4 })
        };
        match numbered {
            Some(rank) => Some(rank),
            None if self.is_tag => self.tagged.rank(slot),
            None => in_line().or_else(|| self.tagged.rank(slot).map(|rank| rank + 5)),
        }
    }
}

/// What digits say that a number can begin with; `None` for all else: no number begins with 0.
fn digits(word: &str) -> Option<u32> {
    let plain = word.bytes().all(|b| b.is_ascii_digit()) && !word.starts_with('0');
    plain.then(|| word.parse().ok()).flatten()
}

/// Whether a number is these digits (0) or begins with them (1).
fn begins(number: Number, digits: u32) -> Option<u32> {
    let longer = std::iter::successors(Some(number.0), |left| (*left > digits).then_some(left / 10));
    (longer.last() == Some(digits)).then(|| u32::from(number.0 != digits))
}

/// Which entries have a tag that is a word (0) or begins with it (1). The tags of a repository are few, and known by entry.
struct Tagged {
    /// By slot; empty where no tag begins so.
    ranks: Vec<u8>,
}

impl Tagged {
    const NONE: u8 = u8::MAX;

    fn new(index: &Index, slots: &Slots, word: &str) -> Self {
        let mut ranks = Vec::new();
        for (name, uses) in index.tags() {
            let name = fold(name);
            if !name.starts_with(word) {
                continue;
            }
            ranks.resize(slots.count, Self::NONE);
            let rank = u8::from(name != word);
            for id in uses.everywhere() {
                let slot = &mut ranks[slots.of(id)];
                *slot = rank.min(*slot);
            }
        }
        Self { ranks }
    }

    fn rank(&self, slot: usize) -> Option<u32> {
        self.ranks.get(slot).filter(|rank| **rank != Self::NONE).map(|rank| u32::from(*rank))
    }
}

/// How far from the query an entry is; `None` where a word is not in it. `line` is used for its title line, folded.
fn rank(
    index: &Index,
    slots: &Slots,
    (id, entry): (EntryId, &Entry),
    words: &[Word],
    line: &mut String,
) -> Option<u32> {
    line.clear();
    let title = entry.title.as_ref();
    // Nearly all titles are let go here, without a copy of them.
    if words
        .iter()
        .any(|word| word.is_only_in_lines() && title.is_none_or(|title| word.is_surely_not_in(&title.line)))
    {
        return None;
    }
    if let Some(title) = title.filter(|_| words.iter().any(|word| !word.is_tag)) {
        fold_into(line, &title.line);
    }
    let number = || index.number(id).map(|(number, _)| number);
    words.iter().map(|word| word.rank(number, line, slots.of(id))).sum()
}

#[cfg(test)]
mod tests;
