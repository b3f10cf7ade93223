//! The words of titles, authors, venues and tags, and who has which: found whole, by their beginning, by a part, with a
//! letter mistyped, or by the first letters of several in a row.

use foldhash::HashMap;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use strsim::osa_distance;

use crate::index::search::entry_words::Words;
use crate::index::search::folded::{grams, is_wide};
use crate::index::search::hit::{Field, How};
use crate::index::search::initials::Initials;
use crate::index::search::rows::{Rows, Sorted};

/// A word with where it stands.
pub type Word = (Box<str>, Field);

/// A posting: who has a word, and where; there are millions of them.
#[derive(Debug, Clone, Copy)]
struct Posting(u32);

impl Posting {
    fn new(id: u32, field: Field) -> Self {
        Self(id << Field::BITS | field as u32)
    }

    fn id(self) -> u32 {
        self.0 >> Field::BITS
    }

    fn field(self) -> Field {
        Field::ALL[(self.0 & ((1 << Field::BITS) - 1)) as usize]
    }
}

/// The words of many, each of whom is a number from 0.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// In order.
    words: Sorted,
    /// The letters of each, see [`letters_of`].
    letters: Vec<u64>,
    who: Rows<Posting>,
    /// Three letters in a row, two where they are wide; in order.
    grams: Vec<u32>,
    /// The words with each.
    by_gram: Rows<u32>,
    /// The first letters of the words of titles from each word on, and whose they are; in order.
    initials: Vec<(Initials, u32)>,
}

/// What is looked for when there is nothing better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The letters that were typed, or words that begin with them.
    AsTyped,
    /// A word with a letter or two mistyped.
    Mistyped,
    /// A word with these letters in their order.
    Letters,
}

/// The least letters that are looked for as the first ones of words, in bytes.
const LEAST_INITIALS: usize = 2;

/// The least letters that are looked for in their order.
pub const LEAST_LETTERS: usize = 3;

impl Vocabulary {
    /// The words of `all`, with the first letters of their titles.
    pub fn new(all: impl Iterator<Item = Words>) -> Self {
        let mut who: HashMap<Box<str>, Vec<Posting>> = HashMap::default();
        let mut initials = Vec::new();
        for (id, Words { words, initials: of_title }) in (0..).zip(all) {
            for (word, field) in words {
                let posting = Posting::new(id, field);
                match who.get_mut(&word) {
                    Some(who) => who.push(posting),
                    None => {
                        who.insert(word, vec![posting]);
                    }
                }
            }
            initials.extend(of_title.into_iter().map(|letters| (letters, id)));
        }
        initials.sort_unstable();
        initials.shrink_to_fit();
        let mut sorted: Vec<(Box<str>, Vec<Posting>)> = who.into_iter().collect();
        sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut new = Self { initials, letters: Vec::with_capacity(sorted.len()), ..Self::default() };
        let mut all_grams: Vec<(u32, u32)> = Vec::new();
        for ((word, who), id) in sorted.into_iter().zip(0..) {
            grams(&word, |gram| all_grams.push((gram, id)));
            new.letters.push(letters_of(&word));
            new.words.push(&word);
            new.who.push(&who);
        }
        all_grams.sort_unstable();
        all_grams.dedup();
        for of_gram in all_grams.chunk_by(|a, b| a.0 == b.0) {
            new.grams.push(of_gram[0].0);
            let words: Vec<u32> = of_gram.iter().map(|(_, word)| *word).collect();
            new.by_gram.push(&words);
        }
        new.words.shrink();
        new.who.shrink();
        new.grams.shrink_to_fit();
        new.by_gram.shrink();
        new
    }

    /// Calls `found` for everybody who has a folded word in one of the ways of a step; somebody may be found in several.
    pub fn find(&self, word: &str, step: Step, mut found: impl FnMut(u32, Field, How)) {
        let words = match step {
            Step::AsTyped => self.with(word),
            Step::Mistyped => self.like(word),
            Step::Letters => self.with_letters(word),
        };
        for (at, how) in words {
            for posting in self.who.get(at) {
                found(posting.id(), posting.field(), how);
            }
        }
        if step == Step::AsTyped && word.len() >= LEAST_INITIALS {
            let from = self.initials.partition_point(|(initials, _)| initials.are_before(word));
            let begin = |(initials, _): &&(Initials, u32)| initials.start_with(word);
            for (_, id) in self.initials[from..].iter().take_while(begin) {
                found(*id, Field::Title, How::Initials);
            }
        }
    }

    /// Those whose title has a word that begins with the first letter of `word`, each once.
    pub fn with_first_letter(&self, word: &str) -> Vec<u32> {
        let Some(first) = word.chars().next() else { return Vec::new() };
        let from = self.initials.partition_point(|(initials, _)| initials.first() < first);
        let begin = self.initials[from..].iter().take_while(|(initials, _)| initials.first() == first);
        let mut who: Vec<u32> = begin.map(|(_, id)| *id).collect();
        who.sort_unstable();
        who.dedup();
        who
    }

    /// The words that begin with a word, or have it inside.
    fn with(&self, word: &str) -> Vec<(usize, How)> {
        let from = self.words.count_first(|other| other < word);
        let begin = self.words.from(from).take_while(|other| other.starts_with(word)).count();
        let all = (from..from + begin).chain(self.with_part(word));
        all.filter_map(|at| Some((at, how(word, self.words.get(at))?))).collect()
    }

    /// The words with `part` inside or at their end.
    fn with_part(&self, part: &str) -> Vec<usize> {
        let mut rarest: Option<&[u32]> = None;
        let mut missing = false;
        grams(part, |gram| match self.grams.binary_search(&gram).map(|at| self.by_gram.get(at)) {
            Ok(words) if rarest.is_none_or(|rarest| words.len() < rarest.len()) => rarest = Some(words),
            Ok(_) => {}
            Err(_) => missing = true,
        });
        let words = rarest.filter(|_| !missing).unwrap_or_default().iter().map(|at| *at as usize);
        words.filter(|at| self.words.get(*at).find(part).is_some_and(|at| at > 0)).collect()
    }

    /// The words that are `word` with a letter or two mistyped, or begin so.
    fn like(&self, word: &str) -> Vec<(usize, How)> {
        let (Some(most), letters) = (most_slips(word), letters_of(word)) else { return Vec::new() };
        // Each slip makes for one letter at most that the word has not.
        let may_be = |of_word: &u64| (letters & !of_word).count_ones() as usize <= most;
        let like = self.letters.iter().enumerate().filter(|(_, of_word)| may_be(of_word));
        like.filter_map(|(at, _)| Some((at, mistyped(word, self.words.get(at))?))).collect()
    }

    /// The words that begin with the same letter and have the others in their order.
    fn with_letters(&self, word: &str) -> Vec<(usize, How)> {
        let Some(first) = word.chars().next().filter(|_| word.chars().count() >= LEAST_LETTERS) else {
            return Vec::new();
        };
        let matcher = SkimMatcherV2::default();
        let from = self.words.count_first(|other| other.chars().next() < Some(first));
        let begin = self.words.from(from).take_while(|other| other.starts_with(first)).count();
        (from..from + begin)
            .filter_map(|at| Some((at, letters(&matcher, word, self.words.get(at))?)))
            .collect()
    }
}

/// How a word is the one that was typed; by its letters in order it is not looked at.
pub fn how(typed: &str, word: &str) -> Option<How> {
    if typed == word {
        return Some(How::Whole);
    }
    let wide = typed.starts_with(is_wide);
    match word.find(typed) {
        Some(0) => Some(How::Beginning),
        // Words that no spaces part begin anywhere.
        Some(_) if wide && typed.chars().nth(1).is_some() => Some(How::Beginning),
        Some(_) if typed.chars().count() >= 3 => Some(How::Part),
        _ => None,
    }
}

/// With how many letters mistyped a word can be told at all.
fn most_slips(typed: &str) -> Option<usize> {
    // Another number is another one.
    if typed.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match typed.chars().count() {
        0..=2 => None,
        3..=6 => Some(1),
        _ => Some(2),
    }
}

/// Whether a word, or its beginning, is what was typed with a letter or two mistyped.
pub fn mistyped(typed: &str, word: &str) -> Option<How> {
    let most = most_slips(typed)?;
    let letters = typed.chars().count();
    let beginning = |len: usize| word.char_indices().nth(len).map_or(word, |(end, _)| &word[..end]);
    // As above; what is behind the beginning may be anything.
    let (own, of_typed) = (letters_of(beginning(letters + most)), letters_of(typed));
    let others = |a: u64, b: u64| (a & !b).count_ones() as usize;
    if others(of_typed, own) > most || others(letters_of(beginning(letters - most)), of_typed) > most {
        return None;
    }
    let first = typed.chars().next() == word.chars().next();
    // Of three letters too many words are one slip away.
    let whole = if letters > 3 || first { osa_distance(typed, word) } else { usize::MAX };
    // The beginning that was typed may have a letter more or fewer.
    let best = (letters - 1..=letters + 1)
        .map(|len| osa_distance(typed, beginning(len)) + 1)
        .min()
        .unwrap_or(usize::MAX)
        .min(whole);
    match best {
        0 | 1 => Some(How::Mistyped),
        n if n <= most && first => Some(How::Mistyped2),
        _ => None,
    }
}

/// Which letters a word has: a bit for each, and some of them share theirs.
fn letters_of(word: &str) -> u64 {
    word.chars().fold(0, |all, c| all | 1 << (c as u32 % u64::BITS))
}

/// Whether a word or a title has the letters that were typed in their order, most of them in runs or where it counts.
pub fn letters(matcher: &SkimMatcherV2, typed: &str, word: &str) -> Option<How> {
    // skim's scores: 16 a letter, more at the starts of words and in runs.
    let least = 15 * i64::try_from(typed.chars().count()).ok()?;
    matcher.fuzzy_match(word, typed).filter(|score| *score >= least).map(|_| How::Letters)
}

/// Calls `found` for each way of a step in which somebody who is in no vocabulary has a folded word.
pub fn find_in(
    typed: &str,
    step: Step,
    words: &[Word],
    initials: &[Initials],
    mut found: impl FnMut(Field, How),
) {
    let matcher = SkimMatcherV2::default();
    let long = typed.chars().count() >= LEAST_LETTERS;
    for (word, field) in words {
        let how = match step {
            Step::AsTyped => how(typed, word),
            Step::Mistyped => mistyped(typed, word),
            Step::Letters if long && typed.chars().next() == word.chars().next() => {
                letters(&matcher, typed, word)
            }
            Step::Letters => None,
        };
        if let Some(how) = how {
            found(*field, how);
        }
    }
    let begin = || initials.iter().any(|initials| initials.start_with(typed));
    if step == Step::AsTyped && typed.len() >= LEAST_INITIALS && begin() {
        found(Field::Title, How::Initials);
    }
}
