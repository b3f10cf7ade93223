//! Completion of numbers: an entry is found by its number, and by words of its title, author and
//! venue in any order.

use std::cmp::Reverse;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::{Completion, CompletionKind, MOST, Typed};
use crate::cursor;
use crate::entry::{Number, Title, collapse, fold};
use crate::index::{EntryId, FileId, Index};

/// The longest title in a list, in characters.
const TITLE: usize = 80;

/// More entries than these behind an ASCII bullet match by chance.
const MOST_AT_ASCII_BULLET: usize = 10;

/// Longer text behind a bullet is prose, in characters.
const LONGEST: usize = 60;

/// The numbers that fit behind `mark`, best first.
pub fn complete(index: &Index, file: FileId, typed: &Typed, mark: &str) -> Vec<Completion> {
    let query = typed.query;
    let prose = query.contains(['。', '、', '「', '：']) || query.chars().count() > LONGEST;
    let ascii = mark.ends_with(' ');
    // Most list items behind `- ` are prose, so there has to be something to go by.
    let too_little = ascii && query.trim().is_empty();
    if prose || too_little || query.starts_with(char::is_whitespace) {
        return Vec::new();
    }
    let matcher = Matcher::new(query, mark == "#");
    let here = cursor::entry_at(index, file, typed.span.start).and_then(|(id, _)| index.number(id));
    let here = here.map(|(number, _)| number);
    let mut found: Vec<_> = index
        .all_numbered()
        .filter_map(|(number, entries)| {
            let id = entries
                .clone()
                .find(|id| index.entry(*id).identity().is_some())
                .or(entries.clone().next())?;
            let rank = matcher.rank(number, index.entry(id).title.as_ref())?;
            // An entry seldom refers to itself, or to one that has no title yet. Of equal matches the newest is most likely meant.
            let unnamed = index.entry(id).identity().is_none();
            Some(((here == Some(number), unnamed), rank, Reverse(number), id))
        })
        .collect();
    found.sort();
    // Behind `- ` most text is prose. What few titles hold, at the beginnings of words, may be meant.
    if ascii {
        found.retain(|(_, (tiers, _), ..)| *tiers as usize <= matcher.words.len());
        if found.len() > MOST_AT_ASCII_BULLET {
            found.clear();
        }
    }
    let items = found.into_iter().take(MOST);
    items.map(|(_, _, Reverse(number), id)| item(index, number, id, typed)).collect()
}

fn item(index: &Index, number: Number, id: EntryId, typed: &Typed) -> Completion {
    let entry = index.entry(id);
    let title = entry.title.as_ref();
    let name = title.map_or_else(String::new, |title| collapse(&title.name));
    let shown = match name.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name,
    };
    let date = entry.date.as_ref().map(|date| date.written.to_string());
    let venue = title.and_then(Title::venue_and_year);
    Completion {
        kind: CompletionKind::Reference,
        label: format!("{number}  {shown}").trim_end().to_owned(),
        detail: [venue, date].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        span: typed.span,
        insert: number.to_string(),
        cursor: None,
        number: Some(number),
    }
}

/// Ranks entries against what was typed. Less is better.
struct Matcher {
    words: Vec<String>,
    only_number: bool,
    fuzzy: SkimMatcherV2,
}

impl Matcher {
    fn new(query: &str, only_number: bool) -> Self {
        Self {
            words: fold(query).split_whitespace().map(str::to_owned).collect(),
            only_number,
            fuzzy: SkimMatcherV2::default(),
        }
    }

    /// Every word has to match: the number from its start, the beginning of a word, a part of one, or,
    /// from three letters on, letters of the line in their order.
    fn rank(&self, number: Number, title: Option<&Title>) -> Option<(u32, i64)> {
        let number = number.to_string();
        let line = title.map_or_else(String::new, |title| fold(&title.line));
        let mut tiers = 0;
        let mut scores = 0;
        for word in &self.words {
            if number.starts_with(word.as_str()) {
                tiers += u32::from(number != *word);
                continue;
            }
            if self.only_number {
                return None;
            }
            tiers += match line.match_indices(word.as_str()).map(|(at, _)| starts_word(&line, at)).max() {
                Some(true) => 1,
                Some(false) => 3,
                None => {
                    let letters = word.chars().count();
                    // skim-style scores: 16 a letter, more at the starts of words and in runs.
                    let least = 15 * i64::try_from(letters).ok()?;
                    let score = self
                        .fuzzy
                        .fuzzy_match(&line, word)
                        .filter(|score| letters >= 3 && *score >= least)?;
                    scores -= score;
                    9
                }
            };
        }
        Some((tiers, scores))
    }
}

fn starts_word(line: &str, at: usize) -> bool {
    line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric())
}
