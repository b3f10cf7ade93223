//! What a fuzzy matcher alone makes of the same queries: each number with its title line is one string, better scores
//! come first, and of equal ones the newer number.

use std::cmp::Reverse;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher as Nucleo, Utf32String};
use paper_notes_lsp::entry::{Number, collapse};
use paper_notes_lsp::index::Index;

use crate::query;

/// The numbers that a query finds, best first, and no more than so many.
pub type Matcher = fn(&Candidates, &str, usize) -> Vec<Number>;

/// All known numbers, and `2320 MetaCLIP 2: …, Yung-Sung Chuang+, arXiv'25` of each.
pub struct Candidates(Vec<(Number, String, Utf32String)>);

impl Candidates {
    /// Those of a repository. They are made once: each matcher has its own kind of string at hand.
    pub fn of(index: &Index) -> Self {
        let candidates = index.all_numbered().map(|(number, _)| {
            let title = query::title(index, number).map_or_else(String::new, |title| collapse(&title.line));
            let title = title.trim_start_matches("[Paper Note]").trim_start();
            let line = format!("{number} {title}");
            let wide = Utf32String::from(line.as_str());
            (number, line, wide)
        });
        Self(candidates.collect())
    }
}

/// `fuzzy-matcher`: each word has to match, and the scores add up, as in `sk`.
pub fn skim(candidates: &Candidates, query: &str, most: usize) -> Vec<Number> {
    let matcher = SkimMatcherV2::default();
    let words: Vec<&str> = query.split_whitespace().collect();
    let scored = candidates.0.iter().filter_map(|(number, line, _)| {
        let scores = words.iter().map(|word| matcher.fuzzy_match(line, word));
        Some((scores.sum::<Option<i64>>()?, *number))
    });
    best(scored, most)
}

/// `nucleo-matcher`: its own pattern, which splits words too.
pub fn nucleo(candidates: &Candidates, query: &str, most: usize) -> Vec<Number> {
    let mut matcher = Nucleo::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Smart, Normalization::Smart);
    let scored = candidates.0.iter().filter_map(|(number, _, line)| {
        Some((i64::from(pattern.score(line.slice(..), &mut matcher)?), *number))
    });
    best(scored, most)
}

fn best(scored: impl Iterator<Item = (i64, Number)>, most: usize) -> Vec<Number> {
    let mut scored: Vec<_> = scored.map(Reverse).collect();
    scored.sort_unstable();
    scored.into_iter().take(most).map(|Reverse((_, number))| number).collect()
}
