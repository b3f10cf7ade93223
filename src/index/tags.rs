//! Tags: who has which, and which pages are views of one.

use std::sync::{Arc, LazyLock};

use caseless::default_case_fold_str;
use foldhash::{HashMap, HashSet};
use imbl::OrdSet;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::entry::{Entry, Number};
use crate::index::change::{Change, name_hash};
use crate::index::key::{Key, Table, filling};
use crate::index::{EntryId, Index};

/// How a tag is used.
#[derive(Debug, Clone, Copy)]
pub struct TagUse<'a> {
    index: &'a Index,
    tag: &'a Tag,
}

impl TagUse<'_> {
    /// On how many entries it stands, each paper once.
    #[must_use]
    pub fn count(&self) -> usize {
        self.tag.entries.len() - self.tag.again
    }

    /// The entries with the tag, each paper once: those on pages in path order, then those that only catalogs have.
    #[must_use]
    pub fn entries(&self) -> Vec<EntryId> {
        let mut seen = HashSet::default();
        let index = self.index;
        let each_paper = self.in_order().into_iter().filter(|key| seen.insert(index.paper_of(*key)));
        each_paper.map(|key| index.place(key)).collect()
    }

    /// Every place where it is written, as the entry and the place among its tags, from 0: on pages in path order,
    /// then in catalogs.
    #[must_use]
    pub fn places(&self) -> Vec<(EntryId, u32)> {
        let mut places = Vec::new();
        for key in self.in_order() {
            let tags = self.index.entry_of(key).tags.iter().zip(0..);
            let named = tags.filter(|(tag, _)| *tag.name == *self.tag.name);
            places.extend(named.map(|(_, at)| (self.index.place(key), at)));
        }
        places
    }

    /// All entries that have it, in no order.
    pub fn everywhere(&self) -> impl Iterator<Item = EntryId> {
        self.tag.entries.iter().map(|key| self.index.place(*key))
    }

    fn in_order(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.tag.entries.iter().copied().collect();
        keys.sort_by_cached_key(|key| self.index.rank(*key));
        keys
    }
}

#[derive(Debug, Clone)]
struct Tag {
    name: Arc<str>,
    /// What its spellings have in common, see [`spelling_key`].
    spelling: Arc<str>,
    /// The entries that have it.
    entries: OrdSet<Key>,
    /// How many of them are a paper that another of them is.
    again: usize,
}

/// The tags of one index.
#[derive(Debug, Default, Clone)]
pub struct Tags {
    tags: Table<Arc<str>, Tag>,
    /// How many tags have a name that a file name can hold, by [`name_hash`].
    names: Table<u64, usize>,
    /// The tags that are spelled nearly alike.
    spellings: Table<Arc<str>, Vec<Arc<str>>>,
}

/// On how many entries a tag has to be for others to be its misspellings.
const COMMON: usize = 3;

impl Tags {
    pub fn get<'a>(&'a self, index: &'a Index, name: &str) -> Option<TagUse<'a>> {
        self.tags.get(name).map(|tag| TagUse { index, tag })
    }

    pub fn all<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = (&'a str, TagUse<'a>)> {
        self.tags.values().map(move |tag| (&*tag.name, TagUse { index, tag }))
    }

    /// Of the spellings of one tag the most used one, for those that are used at most half as often.
    pub fn common_spelling(&self, name: &str) -> Option<&str> {
        let tag = self.tags.get(name)?;
        let spellings = self.spellings.get(&tag.spelling).filter(|spellings| spellings.len() > 1)?;
        let count = |name: &Arc<str>| self.tags.get(name).map_or(0, |tag| tag.entries.len() - tag.again);
        let most = spellings.iter().map(|name| (count(name), name));
        let (most, common) = most.max_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)))?;
        let rare = **common != *name && most >= COMMON && count(&tag.name) * 2 <= most;
        rare.then_some(&**common)
    }

    /// The entries with a tag.
    pub fn with(&self, name: &str) -> Option<&OrdSet<Key>> {
        self.tags.get(name).map(|tag| &tag.entries)
    }

    /// Whether a page with one of these names is called like a tag.
    pub fn are_named(&self, names: &[u64]) -> bool {
        names.iter().any(|name| self.names.contains_key(name))
    }

    /// Takes over the tags of entries that changed, and counts papers again: those of `papers` may be others. Needs
    /// numbers and papers.
    pub fn update(
        &mut self,
        old: &Index,
        new: &Index,
        change: &Change,
        papers: &HashSet<Key>,
        numbers: &HashSet<Number>,
    ) -> Retagged {
        let mut changes: HashMap<&str, Uses> = HashMap::default();
        for key in change.before() {
            for name in names(old.entry_of(key)) {
                changes.entry(name).or_default().not_on.push(key);
            }
        }
        for key in change.after() {
            for name in names(new.entry_of(key)) {
                changes.entry(name).or_default().on.push(key);
            }
        }
        // Whoever may be of another paper than before, with those of the papers that they were and are of.
        let numbered = |index: &Index, number: &Number| index.numbers.entries(*number).to_vec();
        let moved: HashSet<Key> = papers
            .iter()
            .copied()
            .chain(change.before())
            .chain(change.after())
            .chain(numbers.iter().flat_map(|number| [numbered(old, number), numbered(new, number)].concat()))
            .collect();
        let mut beside = moved.clone();
        beside.extend([old, new].into_iter().flat_map(|index| index.papers_of(&moved)).flatten());
        for (index, sign) in [(old, -1), (new, 1)] {
            for all in index.papers_of(&beside) {
                let mut seen: HashSet<&str> = HashSet::default();
                for name in all.into_iter().flat_map(|key| names(index.entry_of(key))) {
                    if !seen.insert(name) {
                        changes.entry(name).or_default().again += sign;
                    }
                }
            }
        }
        let mut retagged = Retagged::default();
        for (name, uses) in changes {
            retagged.named.extend(self.change(name, &uses));
            retagged.tags.insert(name.into());
        }
        retagged
    }

    /// The tags that are written like this but for case, width, spaces and punctuation, itself among them; none for a
    /// letter.
    pub fn spellings(&self, name: &str) -> impl Iterator<Item = &str> {
        let spelling =
            self.tags.get(name).map_or_else(|| spelling_key(name).into(), |tag| Arc::clone(&tag.spelling));
        self.spellings.get(&spelling).into_iter().flatten().map(|name| &**name)
    }

    /// Returns the name that a tag has now, or has no more.
    fn change(&mut self, name: &str, uses: &Uses) -> Option<u64> {
        let mut named = None;
        if !self.tags.contains_key(name) {
            let (name, spelling): (Arc<str>, Arc<str>) = (name.into(), spelling_key(name).into());
            // `C`, `C+` and `R`: a letter is no tag in other letters.
            if spelling.chars().nth(1).is_some() {
                self.spellings.entry(Arc::clone(&spelling)).or_default().push(Arc::clone(&name));
            }
            let count = self.names.entry(name_hash(&name)).or_default();
            *count += 1;
            named = (*count == 1).then(|| name_hash(&name));
            self.tags.insert(Arc::clone(&name), Tag { name, spelling, entries: OrdSet::new(), again: 0 });
        }
        let tag = self.tags.get_mut(name)?;
        for key in &uses.not_on {
            tag.entries.remove(key);
        }
        tag.entries.extend(filling(&uses.on).copied());
        tag.again = tag.again.saturating_add_signed(uses.again);
        if !tag.entries.is_empty() {
            return named;
        }
        let spelling = self.tags.remove(name)?.spelling;
        if let Some(spellings) = self.spellings.get_mut(&spelling) {
            spellings.retain(|other| **other != *name);
            if spellings.is_empty() {
                self.spellings.remove(&spelling);
            }
        }
        let hash = name_hash(name);
        let left = self.names.get(&hash).map_or(0, |count| count - 1);
        if left > 0 {
            self.names.insert(hash, left);
            return None;
        }
        self.names.remove(&hash);
        Some(hash)
    }
}

/// The tags with which something changed.
#[derive(Debug, Default)]
pub struct Retagged {
    /// The names that a tag has now and none had before, or the other way round, by [`name_hash`].
    pub named: HashSet<u64>,
    /// The tags of entries that changed, and of their papers.
    pub tags: HashSet<Box<str>>,
}

/// What changes with a tag.
#[derive(Default)]
struct Uses {
    not_on: Vec<Key>,
    on: Vec<Key>,
    again: isize,
}

/// The tags of an entry, each once.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    let before = |at: usize| &entry.tags[..at];
    let tags = entry.tags.iter().enumerate();
    let once = tags.filter(move |(at, tag)| !before(*at).iter().any(|other| other.name == tag.name));
    once.map(|(_, tag)| &*tag.name)
}

/// What two spellings of one tag have in common: everything but case, width, spaces and punctuation. Symbols
/// and marks tell tags apart (`#A→B`, `#👍Review`), and so do a mark between digits (`Qwen2.5`), a dot in front
/// (`.NET`) and those of `C++` and `C#`.
fn spelling_key(name: &str) -> String {
    static PUNCTUATION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\p{P}$").unwrap());
    let folded: Vec<char> = default_case_fold_str(&narrow(name)).chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| folded.get(at)).is_some_and(char::is_ascii_digit);
    let telling = |at: usize| {
        let c = folded[at];
        let between_digits = is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        let punctuation = PUNCTUATION.is_match(c.encode_utf8(&mut [0; 4]));
        !c.is_whitespace() && (!punctuation || c == '#' || between_digits || (at == 0 && c == '.'))
    };
    (0..folded.len()).filter(|at| telling(*at)).map(|at| folded[at]).collect()
}

/// Full-width and half-width forms made usual ones. NFKC alone would make `R²` of `R2` too.
fn narrow(name: &str) -> String {
    let is_form = |c: char| matches!(c, '\u{ff00}'..='\u{ffef}');
    let mut out = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let len = rest.find(|other| is_form(other) != is_form(c)).unwrap_or(rest.len());
        if is_form(c) {
            out.extend(rest[..len].nfkc());
        } else {
            out.extend(rest[..len].nfc());
        }
        rest = &rest[len..];
    }
    out
}
