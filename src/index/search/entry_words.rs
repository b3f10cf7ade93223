//! The words of an entry: what it is found by.

use crate::entry::{Entry, Passage};
use crate::index::Index;
use crate::index::key::{Key, hash};
use crate::index::search::folded::{fold, fold_into, is_wide, words};
use crate::index::search::hit::Field;
use crate::index::search::initials::Initials;
use crate::index::search::vocabulary::Word;

/// The words of an entry but for its text.
#[derive(Debug, Default)]
pub struct Words {
    pub words: Vec<Word>,
    /// The first letters of the words of its title, from each word on.
    pub initials: Vec<Initials>,
}

impl Words {
    pub fn of(entry: &Entry) -> Self {
        let mut all: Vec<Word> = Vec::new();
        let mut put = |text: &str, field: Field| {
            let folded = fold(text);
            all.extend(words(&folded).map(|word| (Box::from(word), field)));
        };
        let mut initials = Vec::new();
        if let Some(title) = &entry.title {
            put(title.name(), Field::Title);
            if let Some(author) = title.author() {
                put(author, Field::Author);
            }
            if let Some(venue) = &title.venue {
                put(venue, Field::Venue);
            }
            if let Some(year) = title.year {
                put(&year.to_string(), Field::Venue);
            }
            initials = first_letters(&fold(title.name()));
        }
        entry.authors.iter().for_each(|author| put(author, Field::Author));
        entry.tags.iter().for_each(|tag| put(&tag.name, Field::Tag));
        all.sort();
        all.dedup_by(|b, a| a.0 == b.0 && a.1 == b.1);
        Self { words: all, initials }
    }

    /// How many words the title has.
    pub fn of_title(&self) -> u8 {
        let count = self.words.iter().filter(|(_, field)| *field == Field::Title).count();
        u8::try_from(count).unwrap_or(u8::MAX)
    }
}

/// The first letters of the words of a title, from each word on.
fn first_letters(folded: &str) -> Vec<Initials> {
    let latin = words(folded).filter(|word| word.is_ascii());
    let letters: Vec<u8> = latin.filter_map(|word| word.bytes().next()).collect();
    Initials::all(&letters).collect()
}

/// Puts the folded summary and comment of an entry, or all its text where it has neither, behind what is there.
pub fn text(index: &Index, key: Key, out: &mut String) {
    passages(index, key, &mut |text| {
        fold_into(out, text);
        out.push('\n');
    });
}

/// Whether the summary or comment of an entry, or all its text where it has neither, has all of some words that are the
/// same when they are folded.
pub fn has_unfolded(index: &Index, key: Key, words: &[&str]) -> bool {
    let mut found = vec![false; words.len()];
    passages(index, key, &mut |text| {
        for (word, found) in words.iter().zip(&mut found) {
            *found |= text.contains(word);
        }
    });
    found.iter().all(|found| *found)
}

pub fn text_hash(index: &Index, key: Key) -> u64 {
    let mut sum = 0;
    passages(index, key, &mut |text| sum = hash(b'p', (sum, text)));
    sum
}

fn passages(index: &Index, key: Key, each: &mut dyn FnMut(&str)) {
    let id = index.place(key);
    let (entry, text) = (index.entry(id), &index.file(id.file).text);
    let passages: [&Option<Passage>; 2] = [&entry.summary, &entry.comment];
    for passage in passages.into_iter().flatten() {
        match &passage.decoded {
            Some(decoded) => each(decoded),
            None => each(&text.slice(passage.span)),
        }
    }
    // In a catalog that is not what people wrote.
    if entry.summary.is_none() && entry.comment.is_none() && index.is_on_page(key) {
        each(&text.slice(entry.body));
    }
}

/// Whether a folded text has a word; one that spaces part from others has to begin there.
pub fn has_word(text: &str, word: &str) -> bool {
    let begins = |at: usize| {
        let before = text[..at].chars().next_back();
        word.starts_with(is_wide) || before.is_none_or(|c| !c.is_alphanumeric() || is_wide(c))
    };
    text.match_indices(word).any(|(at, _)| begins(at))
}
