//! Titles. There are hundreds of thousands, so that of each only its line is kept, and what tells most of them apart.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use crate::entry::{Name, fold};
use crate::text::Span;

/// The title line of an entry and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The whole title line.
    pub span: Span,
    /// The title line as written, `[Paper Note] Name, Author+, Venue'25, 2025.08`.
    pub line: Box<str>,
    /// The place of [`Title::name`] in the line.
    name: Span,
    /// The place of [`Title::author`] in the line.
    author: Option<Span>,
    /// Where it was published, without the year: `arXiv`, `EMNLP Findings`.
    pub venue: Option<Name>,
    /// Year of the venue, else of the date that ends the line.
    pub year: Option<u16>,
    /// How many letters [`Title::key`] has.
    letters: u32,
    digest: u64,
    /// The first bytes of the key, and zeros behind a shorter one.
    beginning: [u8; 8],
}

impl Title {
    /// A title line at `span`, with the places of the paper's name and of the first author in the line.
    #[must_use]
    pub fn new(line: &str, span: Span, name: Span, author: Option<Span>) -> Self {
        let key = TitleKey::new(&line[name.range()]);
        let mut beginning = [0; 8];
        beginning.iter_mut().zip(key.as_str().bytes()).for_each(|(place, byte)| *place = byte);
        Self {
            span,
            line: line.into(),
            name,
            author,
            venue: None,
            year: None,
            letters: key.as_str().chars().count() as u32,
            digest: FixedState::default().hash_one(&key),
            beginning,
        }
    }

    /// The same with another place of the name, and of the first author.
    #[must_use]
    pub fn with(self, name: Span, author: Option<Span>) -> Self {
        let (venue, year) = (self.venue, self.year);
        Self { venue, year, ..Self::new(&self.line, self.span, name, author) }
    }

    /// The paper's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.line[self.name.range()]
    }

    /// The place of the name in the line.
    #[must_use]
    pub fn name_in_line(&self) -> Span {
        self.name
    }

    /// The first author, with the `+` that stands for the others: `Hao Peng+`, `Xun Lu`, `Anthropic`.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        self.author.map(|author| &self.line[author.range()])
    }

    /// The name with all that varies between copies taken out. It is made each time: kept for all it would take the memory of
    /// a third of their texts.
    #[must_use]
    pub fn key(&self) -> TitleKey {
        TitleKey::new(self.name())
    }

    /// How many letters the key has.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.letters as usize
    }

    /// A short name for the key: that of another key is another one.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// Whether the key may begin with these letters, or they with it, as far as a first look tells.
    #[must_use]
    pub fn may_begin_as(&self, letters: &str) -> bool {
        self.beginning.iter().zip(letters.bytes()).all(|(own, other)| *own == other || *own == 0)
    }

    /// Whether it is one of the titles under which an issue is opened before it has one (`a`, `あ`).
    /// Such an entry has a number and no identity.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.name().trim().chars().count() <= 1
    }

    /// Venue and year in the usual short form, `arXiv'25`.
    #[must_use]
    pub fn venue_and_year(&self) -> Option<String> {
        match (&self.venue, self.year) {
            (Some(venue), Some(year)) => Some(format!("{venue}'{:02}", year % 100)),
            (Some(venue), None) => Some(venue.to_string()),
            (None, Some(year)) => Some(year.to_string()),
            (None, None) => None,
        }
    }
}

/// A title with everything taken out that differs between copies of it: HTML entities are decoded,
/// then NFKC, case folding, and only letters and digits are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TitleKey(Box<str>);

impl TitleKey {
    /// The key of a name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let folded = fold(&html_escape::decode_html_entities(name));
        Self(folded.chars().filter(|c| c.is_alphanumeric()).collect())
    }

    /// The letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_what_differs_between_copies() {
        let key = TitleKey::new("Recommender Systems in the Era of LLMs (LLMs)!");
        let same = TitleKey::new("recommender  systems in\nthe Era of ＬＬＭｓ （LLMs）");
        assert_eq!(key, same);
        assert_eq!(TitleKey::new("A &amp; B"), TitleKey::new("A & B"));
        assert_ne!(key, TitleKey::new("Recommender Systems in the Era of LLMs II"));
    }

    #[test]
    fn what_is_kept_of_a_key_says_what_it_says() {
        for name in ["A &amp; B: ＬＬＭ！", "a", "", "言葉のモデル", "Attention is All You Need"] {
            let (title, same) = (title_of(name), title_of(&format!("({name})")));
            let key = title.key();
            assert_eq!(key, TitleKey::new(name));
            assert_eq!(title.letters(), key.as_str().chars().count());
            assert_eq!((title.digest(), &same.key()), (same.digest(), &key));
            assert_ne!(title.digest(), title_of("another").digest());
            let all = key.as_str();
            for (at, _) in all.char_indices() {
                assert!(
                    title.may_begin_as(&all[..at]) && title.may_begin_as(&format!("{all}{at}")),
                    "{name}"
                );
            }
            assert!(all.is_empty() || !title.may_begin_as("zz"), "{name}");
        }
    }

    #[test]
    fn parts_are_places_in_the_line() {
        let line = "[Paper Note] A Title, B+, ACL'23";
        let title =
            Title::new(line, Span::new(5, 5 + line.len()), Span::new(13, 20), Some(Span::new(22, 24)));
        assert_eq!((title.name(), title.author()), ("A Title", Some("B+")));
        let without = title.with(Span::new(13, 24), None);
        assert_eq!((without.name(), without.author(), without.letters()), ("A Title, B+", None, 7));
    }

    fn title_of(name: &str) -> Title {
        Title::new(name, Span::at(0), Span::new(0, name.len()), None)
    }
}
