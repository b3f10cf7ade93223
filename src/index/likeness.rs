//! How alike two entries are when their titles are not equal: letters of the title, surnames of the authors,
//! years. The constants were fitted to labelled pairs of bibliographies (DBLP against ACM, and against Google
//! Scholar), one set for both.

use std::num::NonZeroU64;

use unicode_normalization::UnicodeNormalization;

use crate::entry::{Entry, Title, TitleKey, fold};
use crate::index::meeting::mix;

/// What is compared of an entry.
#[derive(Debug, Clone)]
pub struct Likeness {
    /// The key of its title.
    pub key: TitleKey,
    /// Hashes of three letters of the title in a row, each once, in order.
    trigrams: Box<[u32]>,
    /// The key without digits, where it has any.
    without_digits: Option<Box<str>>,
    /// How many letters the title has.
    pub letters: usize,
    /// The surnames of its authors: of all, else of the first.
    surnames: Vec<String>,
    /// Whether those are all of them.
    listed: bool,
    year: Option<u16>,
    preprint: bool,
}

/// How the years of two entries stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Years {
    /// Equal, or those of a preprint and its publication.
    Agree,
    /// One is not known.
    Unknown,
    /// Too far apart for one paper.
    Differ,
}

/// How many authors two entries share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// Shared.
    pub both: usize,
    /// Authors of the entry with fewer.
    pub fewer: usize,
    /// Authors of the entry with more.
    pub more: usize,
}

impl Shared {
    /// The part of the shorter list that is shared, 0 to 1.
    #[must_use]
    pub fn of_fewer(self) -> f64 {
        self.both as f64 / self.fewer as f64
    }

    /// The part of the longer list that is shared, 0 to 1.
    #[must_use]
    pub fn of_more(self) -> f64 {
        self.both as f64 / self.more as f64
    }
}

/// How many years after its preprint a paper may be published to be taken for it.
const LATE: u16 = 5;

/// How widely one title is used: a column's or an editorial's comes back under other authors and years.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    /// Surnames of groups of authors without one in common.
    groups: Vec<Vec<String>>,
    years: Vec<u16>,
}

/// What of a [`Spread`] counts when two entries are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Use {
    /// Entries with the title; at most [`Use::MOST`].
    pub entries: usize,
    /// Whether it is the title of a column.
    pub recurs: bool,
}

impl Use {
    /// Where more entries share a title it is a column's, whoever writes it.
    pub const MOST: usize = 10;

    /// That of the title of some entries.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let some: Vec<&Entry> = entries.take(Self::MOST).collect();
        let widely = || {
            let mut spread = Spread::default();
            some.iter().for_each(|entry| spread.add(entry));
            spread.groups() >= 5 || spread.years() >= 5
        };
        Self { entries: some.len(), recurs: some.len() == Self::MOST || (some.len() > 2 && widely()) }
    }
}

impl Likeness {
    /// What is compared of an entry; `None` without a title that says anything.
    #[must_use]
    pub fn of(entry: &Entry) -> Option<Self> {
        let title = entry.identity()?;
        let key = title.key();
        let letters: Vec<char> = plain(key.as_str()).chars().collect();
        let code = |w: &[char]| u64::from(w[0]) << 42 | u64::from(w[1]) << 21 | u64::from(w[2]);
        let mut trigrams: Vec<u32> = letters.windows(3).map(|w| mix(code(w)) as u32).collect();
        trigrams.sort_unstable();
        trigrams.dedup();
        Some(Self {
            key,
            trigrams: trigrams.into(),
            without_digits: letters
                .iter()
                .any(|c| c.is_numeric())
                .then(|| letters.iter().filter(|c| !c.is_numeric()).collect::<String>().into()),
            letters: letters.len(),
            surnames: surnames(entry),
            // `Xun Lu` without a `+` wrote it alone.
            listed: !entry.authors.is_empty() || title.author().is_some_and(|author| !author.ends_with('+')),
            year: title.year,
            preprint: is_preprint(title),
        })
    }

    /// How the years stand to each other.
    #[must_use]
    pub fn years(&self, other: &Self) -> Years {
        let (Some(a), Some(b)) = (self.year, other.year) else {
            return Years::Unknown;
        };
        let published = a.abs_diff(b) <= 2 && (self.preprint || other.preprint);
        if a == b || published { Years::Agree } else { Years::Differ }
    }

    /// The authors that both have; `None` where one has none.
    #[must_use]
    pub fn authors(&self, other: &Self) -> Option<Shared> {
        let (fewer, more) = if self.surnames.len() <= other.surnames.len() {
            (&self.surnames, &other.surnames)
        } else {
            (&other.surnames, &self.surnames)
        };
        if fewer.is_empty() {
            return None;
        }
        let mut both = 0;
        if let [surname] = fewer.as_slice() {
            both = usize::from(more.iter().any(|other| same_surname(surname, other)));
        } else {
            let mut left: Vec<&String> = more.iter().collect();
            for surname in fewer {
                if let Some(at) = left.iter().position(|other| same_surname(surname, other)) {
                    left.swap_remove(at);
                    both += 1;
                }
            }
        }
        Some(Shared { both, fewer: fewer.len(), more: more.len() })
    }

    /// The letters of the surname, a bit for each; `None` where there is not just one.
    #[must_use]
    pub fn letters_of_author(&self) -> Option<NonZeroU64> {
        let [surname] = self.surnames.as_slice() else { return None };
        NonZeroU64::new(surname.chars().fold(0, |bits, letter| bits | 1 << (letter as u32 % 64)))
    }

    /// How alike the titles are, 0 to 1: Dice's coefficient of their trigrams, and the part of the shorter
    /// title that is in the longer.
    #[must_use]
    pub fn titles(&self, other: &Self) -> (f64, f64) {
        let (a, b) = (&self.trigrams, &other.trigrams);
        if a.is_empty() || b.is_empty() {
            let equal = f64::from(u8::from(self.key == other.key));
            return (equal, equal);
        }
        let (mut i, mut j, mut both) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
            }
        }
        let both = both as f64;
        (2.0 * both / (a.len() + b.len()) as f64, both / a.len().min(b.len()) as f64)
    }

    /// What Dice's coefficient is at most, by the lengths of the titles.
    fn titles_at_most(&self, other: &Self) -> f64 {
        let (a, b) = (self.trigrams.len(), other.trigrams.len());
        if a + b == 0 { 1.0 } else { 2.0 * a.min(b) as f64 / (a + b) as f64 }
    }

    /// Whether two entries are likely one paper, though not certainly. `spread` is that of each title.
    #[must_use]
    pub fn is_like(&self, other: &Self, spread: impl FnOnce() -> [Use; 2]) -> bool {
        // `Part 1` and `Part 2`, `2024-05-01` and `2024-05-02`: a number tells the issues of a series apart.
        // A number that only one has may be a year behind the title.
        let numbered = self.without_digits.is_some() && self.without_digits == other.without_digits;
        if numbered && self.key != other.key {
            return false;
        }
        let authors = self.authors(other);
        // Most that meet are told apart by their lengths.
        if authors.is_none_or(|shared| shared.both == 0) && self.titles_at_most(other) < 0.75 {
            return false;
        }
        let spread = spread();
        let (dice, inside) = self.titles(other);
        let years = self.years(other);
        let (shorter, longer) = (self.letters.min(other.letters), self.letters.max(other.letters));
        let length = shorter as f64 / longer.max(1) as f64;
        let rarest = spread[0].entries.min(spread[1].entries);
        let widest = spread[0].entries.max(spread[1].entries);
        let agree = authors.is_some_and(|shared| shared.of_fewer() >= 0.6 && shared.of_more() >= 0.1);
        // A title that many entries have is a column's, unless all is the same.
        if spread.into_iter().any(|spread| spread.recurs)
            && !(agree && years == Years::Agree && authors.is_some_and(|shared| shared.of_more() >= 0.5))
        {
            return false;
        }
        if years == Years::Differ {
            // A preprint that was published late.
            let late = self.year.zip(other.year).is_some_and(|(a, b)| a.abs_diff(b) <= LATE);
            if agree && self.key == other.key && shorter >= 20 && late && (self.preprint || other.preprint) {
                return true;
            }
            // The journal's version, noted by its own year.
            return agree
                && dice >= 0.85
                && shorter >= 60
                && authors.is_some_and(|shared| shared.of_more() >= 0.3);
        }
        match authors {
            // A subtitle was left out, or a demo's or an editor's word put in; where several entries have the
            // shorter title, it is a paper's own.
            Some(_) if agree => {
                dice >= 0.7
                    || (inside >= 0.94 && length >= 0.2 && rarest <= 1)
                    || (inside >= 0.83 && length >= 0.65 && widest <= 2)
            }
            Some(shared) if shared.both > 0 => dice >= 0.8,
            // Lists of authors are cut and garbled, and then a long title speaks for itself; one name is not.
            Some(_) => dice >= if self.listed && other.listed { 0.95 } else { 0.98 } && shorter >= 17,
            None => dice >= 0.75 && shorter >= 15,
        }
    }

    /// Whether two entries are one paper with a letter mistyped: at least two authors shared, and no number
    /// that tells part 1 from part 2.
    #[must_use]
    pub fn is_mistyped(&self, other: &Self) -> bool {
        let shared = self.authors(other).is_some_and(|shared| shared.both >= 2 && shared.of_fewer() >= 0.75);
        shared
            && self.years(other) != Years::Differ
            && self.letters.min(other.letters) >= 20
            && self.titles(other).0 >= 0.96
            && digits(&self.key) == digits(&other.key)
            && !ends_in_part(&self.key, &other.key)
    }

    /// Hashes of three letters of the title in a row, each once, in order.
    #[must_use]
    pub fn trigrams(&self) -> &[u32] {
        &self.trigrams
    }
}

/// More groups of authors than this tell nobody more.
const MOST_GROUPS: usize = 8;

impl Spread {
    /// Counts one entry more.
    pub fn add(&mut self, entry: &Entry) {
        if let Some(year) = entry.identity().and_then(|title| title.year)
            && !self.years.contains(&year)
        {
            self.years.push(year);
        }
        let names = surnames(entry);
        if names.is_empty() {
            return;
        }
        match self.groups.iter().position(|group| names.iter().any(|name| group.contains(name))) {
            Some(at) => {
                let group = &mut self.groups[at];
                let more: Vec<String> = names.into_iter().filter(|name| !group.contains(name)).collect();
                group.extend(more);
            }
            None if self.groups.len() < MOST_GROUPS => self.groups.push(names),
            None => {}
        }
    }

    /// Groups of authors without a surname in common; at most [`MOST_GROUPS`].
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Different years.
    #[must_use]
    pub fn years(&self) -> usize {
        self.years.len()
    }
}

/// Whether the venue is one of preprints.
fn is_preprint(title: &Title) -> bool {
    let venue = title.venue.as_deref().unwrap_or_default();
    ["arxiv", "biorxiv", "medrxiv", "openreview", "preprint"].contains(&fold(venue).as_str())
}

/// The surnames of an entry's authors: of all where they are listed, else of the one in the title line.
fn surnames(entry: &Entry) -> Vec<String> {
    let first = entry.title.as_ref().and_then(Title::author);
    let names = entry.authors.iter().map(|name| &**name).chain(first.filter(|_| entry.authors.is_empty()));
    names.filter_map(surname).collect()
}

/// The last word of a name, without accents.
fn surname(name: &str) -> Option<String> {
    let folded = plain(&fold(&html_escape::decode_html_entities(name)));
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut names = words.filter(|word| !matches!(*word, "jr" | "sr" | "ii" | "iii"));
    names.next_back().map(str::to_owned)
}

/// Latin letters without accents; what else combines (が) tells letters apart.
fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let accents = |c: &char| !matches!(c, '\u{300}'..='\u{36f}');
    text.nfd().filter(accents).nfc().collect()
}

/// Whether two surnames are one: equal, one letter apart, or one the beginning of the other.
fn same_surname(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let long = a.len() >= 5 && b.len() >= 5;
    (long && (a.starts_with(b) || b.starts_with(a))) || one_apart(a, b)
}

/// Whether the letters of two surnames say that they are not one: one letter changes two bits at most, and the
/// beginning of a surname has no letter that the surname does not have.
#[must_use]
pub fn are_others(a: NonZeroU64, b: NonZeroU64) -> bool {
    let (a, b) = (a.get(), b.get());
    (a ^ b).count_ones() > 2 && a & b != a && a & b != b
}

/// Whether one letter changed, two neighbours swapped, or one letter left out makes the same of two words of four
/// letters or more.
fn one_apart(a: &str, b: &str) -> bool {
    let letters = |word: &str| if word.is_ascii() { word.len() } else { word.chars().count() };
    let (a, b) = if letters(a) <= letters(b) { (a, b) } else { (b, a) };
    let (fewer, more) = (letters(a), letters(b));
    if fewer < 4 || more - fewer > 1 {
        return false;
    }
    let same: usize = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum();
    let (mut x, mut y) = (a[same..].chars(), b[same..].chars());
    let second = y.next();
    if fewer < more {
        return x.eq(y);
    }
    let first = x.next();
    let (one_changed, mut p, mut q) = (x.as_str() == y.as_str(), x, y);
    one_changed || (p.next() == second && q.next() == first && p.eq(q))
}

fn digits(key: &TitleKey) -> String {
    key.as_str().chars().filter(|c| c.is_numeric()).collect()
}

/// Whether one key goes on with a Roman numeral where the other ends or has another: `…parti` and `…partii`.
fn ends_in_part(a: &TitleKey, b: &TitleKey) -> bool {
    let stem = |key: &TitleKey| key.as_str().trim_end_matches(['i', 'v', 'x']).to_owned();
    a != b && stem(a) == stem(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_of_one_person() {
        for (a, b) in [
            ("Andrés Müller", "a. muller"),
            ("M. Jordan Jr.", "Michael Jordan"),
            ("Kr&auml;mer", "Kramer"),
            ("Ramakrishnan", "Ramakrishnman"),
            ("Hellerstein", "Hellerstien"),
            ("Chaudhur", "Chaudhuri"),
        ] {
            assert!(same_surname(&surname(a).unwrap(), &surname(b).unwrap()), "{a} {b}");
        }
        for (a, b) in [("Li", "Lu"), ("Wang", "Yang Liu"), ("がん", "かん"), ("Smith", "Smythe")] {
            assert!(!same_surname(&surname(a).unwrap(), &surname(b).unwrap()), "{a} {b}");
        }
    }

    #[test]
    fn letters_never_tell_one_surname_from_itself() {
        let bits = |name: &str| {
            let bits = name.chars().fold(0, |bits, letter| bits | 1 << (letter as u32 % 64));
            NonZeroU64::new(bits).unwrap()
        };
        for (a, b) in
            [("hellerstein", "hellerstien"), ("chaudhur", "chaudhuri"), ("wong", "wang"), ("lopez", "lopes")]
        {
            assert!(same_surname(a, b) && !are_others(bits(a), bits(b)), "{a} {b}");
        }
        assert!(are_others(bits("smith"), bits("wang")));
    }

    #[test]
    fn parts_are_not_mistyped() {
        let key = TitleKey::new;
        assert!(ends_in_part(&key("Database Tuning (Part I)"), &key("Database Tuning (Part II)")));
        assert!(!ends_in_part(&key("Database Tuning"), &key("Database Tuming")));
    }
}
