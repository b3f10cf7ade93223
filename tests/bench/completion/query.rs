//! What a person may type who remembers something of a paper.

use std::collections::{BTreeSet, HashMap};

use paper_notes_lsp::entry::{Entry, Number, Title, fold};
use paper_notes_lsp::index::Index;

use crate::random::Random;

/// What is remembered of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Nothing,
    Letter,
    Letters,
    Word,
    TellingWord,
    TwoWords,
    TwoTellingWords,
    RarestWord,
    Mistyped,
    Author,
    Summary,
    Digits,
}

impl Kind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 12] = [
        Self::Nothing,
        Self::Letter,
        Self::Letters,
        Self::Word,
        Self::TellingWord,
        Self::TwoWords,
        Self::TwoTellingWords,
        Self::RarestWord,
        Self::Mistyped,
        Self::Author,
        Self::Summary,
        Self::Digits,
    ];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Letter => "a letter of a title word",
            Self::Letters => "three letters of a title word",
            Self::Word => "a title word",
            Self::TellingWord => "a title word, not “via”",
            Self::TwoWords => "two title words",
            Self::TwoTellingWords => "two title words, not “via”",
            Self::RarestWord => "the rarest title word",
            Self::Mistyped => "two title words, one mistyped",
            Self::Author => "the first author's surname",
            Self::Summary => "a word of the summary",
            Self::Digits => "three digits",
        }
    }

    /// What is typed for the paper with a number; `None` where there is no such thing to type. Words are in small
    /// letters, as fingers are lazy.
    pub fn query(self, index: &Index, target: Number, uses: &Uses, random: &mut Random) -> Option<String> {
        let title = title(index, target)?;
        let mut words = words(title.name());
        match self {
            Self::Nothing => Some(String::new()),
            Self::Letter => random.take(&mut words).map(|word| word.chars().take(1).collect()),
            Self::Letters => random.take(&mut words).map(|word| word.chars().take(3).collect()),
            Self::Word => random.take(&mut words),
            Self::TellingWord => random.take(&mut telling(words)),
            Self::TwoTellingWords => {
                let mut words = telling(words);
                Some([random.take(&mut words)?, random.take(&mut words)?].join(" "))
            }
            Self::TwoWords => Some([random.take(&mut words)?, random.take(&mut words)?].join(" ")),
            Self::RarestWord => words.into_iter().min_by_key(|word| uses.titles(word)),
            Self::Mistyped => {
                let letters = |word: &String| word.len() >= 4 && word.bytes().all(|b| b.is_ascii_lowercase());
                let mut long: Vec<String> = words.iter().filter(|word| letters(word)).cloned().collect();
                let mistaken = random.take(&mut long)?;
                words.retain(|word| *word != mistaken);
                let mut pair = [random.take(&mut words)?, mistype(&mistaken, random)];
                if random.below(2) == 0 {
                    pair.reverse();
                }
                Some(pair.join(" "))
            }
            Self::Author => surname(title.author()?),
            Self::Summary => random.take(&mut summary_words(index, target)),
            Self::Digits => {
                Some(target.to_string()).filter(|digits| digits.len() >= 4).map(|it| it[..3].into())
            }
        }
    }
}

/// How many titles have each word; the entries of a number are one title.
pub struct Uses(HashMap<String, usize>);

impl Uses {
    /// The words of all titles with a number.
    pub fn of(index: &Index) -> Self {
        let mut uses = HashMap::new();
        let titles = index.all_numbered().filter_map(|(number, _)| title(index, number));
        for word in titles.flat_map(|title| words(title.name())) {
            *uses.entry(word).or_default() += 1;
        }
        Self(uses)
    }

    fn titles(&self, word: &str) -> usize {
        self.0.get(word).copied().unwrap_or_default()
    }
}

/// The title of the first entry with a number that has one.
pub fn title(index: &Index, number: Number) -> Option<&Title> {
    index.numbered(number).iter().find_map(|id| index.entry(*id).identity())
}

/// The different words of a title in small letters and in their order: of three letters or more, and runs of two
/// characters or more of Chinese and Japanese.
fn words(name: &str) -> Vec<String> {
    let runs = runs(name, |c| match c {
        _ if is_kana(c) || is_kanji(c) => Some(1),
        _ => c.is_alphanumeric().then_some(0),
    });
    let long = |run: &&str| {
        let least = if run.starts_with(|c| is_kana(c) || is_kanji(c)) { 2 } else { 3 };
        run.chars().filter(|c| c.is_alphabetic()).count() >= least
    };
    let mut seen = BTreeSet::new();
    let words = runs.into_iter().filter(long).map(fold);
    words.filter(|word| seen.insert(word.clone())).collect()
}

/// Words that hold others together: nobody looks for a paper by them.
const FUNCTION_WORDS: &[&str] = &[
    "and", "are", "can", "does", "for", "from", "how", "into", "not", "the", "through", "toward", "towards",
    "under", "using", "via", "what", "when", "with", "without",
];

fn telling(mut words: Vec<String>) -> Vec<String> {
    words.retain(|word| !FUNCTION_WORDS.contains(&word.as_str()));
    words
}

/// The stretches of characters of one class; those without one stand between them.
fn runs(text: &str, class: impl Fn(char) -> Option<u8>) -> Vec<&str> {
    let mut runs = Vec::new();
    let (mut start, mut running) = (0, None);
    for (at, now) in text.char_indices().map(|(at, c)| (at, class(c))).chain([(text.len(), None)]) {
        if now != running {
            if running.is_some() {
                runs.push(&text[start..at]);
            }
            (start, running) = (at, now);
        }
    }
    runs
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '々')
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

fn is_kana(c: char) -> bool {
    is_katakana(c) || matches!(c, 'ぁ'..='ゖ')
}

/// The different runs of two or more kanji or katakana in the first summary that a paper has, in their order.
fn summary_words(index: &Index, target: Number) -> Vec<String> {
    let summaries = index.numbered(target).into_iter().filter_map(|id| {
        let entry: &Entry = index.entry(id);
        let passage = entry.summary.as_ref()?;
        Some(passage.decoded.as_deref().map_or_else(|| index.slice(id.file, passage.span), str::to_owned))
    });
    let class = |c| if is_kanji(c) { Some(0) } else { is_katakana(c).then_some(1) };
    let words = |summary: String| {
        let mut seen = BTreeSet::new();
        let long = runs(&summary, class).into_iter().filter(|run| run.chars().count() >= 2);
        long.filter(|run| seen.insert(*run)).map(str::to_owned).collect::<Vec<_>>()
    };
    summaries.map(words).find(|words| !words.is_empty()).unwrap_or_default()
}

/// The last word of a name in small letters.
fn surname(author: &str) -> Option<String> {
    let last = author.trim_end_matches('+').split_whitespace().next_back()?;
    Some(fold(last)).filter(|name| name.chars().count() >= 2)
}

/// `word`, of ASCII letters, with one slip: two letters swapped, one left out, one wrong or one twice. The first letter
/// is as it was.
fn mistype(word: &str, random: &mut Random) -> String {
    let letters = word.as_bytes();
    loop {
        let mut typed = letters.to_vec();
        let at = 1 + random.below(letters.len() - 1);
        match random.below(4) {
            0 => typed.swap(at, (at + 1).min(letters.len() - 1)),
            1 => drop(typed.remove(at)),
            2 => typed[at] = b'a' + random.below(26) as u8,
            _ => typed.insert(at, letters[at]),
        }
        if typed != letters {
            return typed.into_iter().map(char::from).collect();
        }
    }
}
