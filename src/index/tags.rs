//! Tags: who has which, and which pages are views of one.

use std::sync::LazyLock;

use caseless::default_case_fold_str;
use foldhash::{HashMap, HashSet};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::index::duplicates::Papers;
use crate::index::file::name_key;
use crate::index::{EntryId, File, Index};

/// How a tag is used.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TagUse {
    /// The entries with the tag, each paper once: those on pages in path order, then those that only
    /// catalogs have.
    pub entries: Vec<EntryId>,
    /// Every place where it is written, as the entry and the place among its tags, from 0: on pages in path order,
    /// then in catalogs.
    pub places: Vec<(EntryId, u32)>,
}

/// The tags of one index.
#[derive(Debug, Default)]
pub struct Tags {
    uses: HashMap<Box<str>, TagUse>,
    /// Names as a file name can hold them.
    names: HashSet<String>,
    /// For each rare spelling of a common tag the common one.
    common: HashMap<Box<str>, Box<str>>,
}

/// On how many entries a tag has to be for others to be its misspellings.
const COMMON: usize = 3;

impl Tags {
    /// Collects the tags of all entries. Needs numbers.
    pub fn new(index: &Index, papers: &Papers) -> Self {
        let mut new = Self::default();
        let mut ids: HashMap<&str, u32> = HashMap::default();
        let mut uses: Vec<TagUse> = Vec::new();
        let mut seen: HashSet<(u32, EntryId)> = HashSet::default();
        for (id, entry) in index.page_entries().chain(index.catalog_entries()) {
            let paper = papers.of(index, id);
            for (at, tag) in entry.tags.iter().enumerate() {
                let tag = *ids.entry(&tag.name).or_insert_with(|| {
                    uses.push(TagUse::default());
                    uses.len() as u32 - 1
                });
                uses[tag as usize].places.push((id, at as u32));
                if seen.insert((tag, paper)) {
                    uses[tag as usize].entries.push(id);
                }
            }
        }
        new.uses =
            ids.into_iter().map(|(name, id)| (name.into(), std::mem::take(&mut uses[id as usize]))).collect();
        new.common = misspelled(&new.uses);
        new.names = new.uses.keys().map(|name| name_key(name)).collect();
        new
    }

    pub fn get(&self, name: &str) -> Option<&TagUse> {
        self.uses.get(name)
    }

    pub fn all(&self) -> impl Iterator<Item = (&str, &TagUse)> {
        self.uses.iter().map(|(name, uses)| (&**name, uses))
    }

    pub fn common_spelling(&self, name: &str) -> Option<&str> {
        self.common.get(name).map(AsRef::as_ref)
    }

    /// Whether the first line or the stem of a page is the name of a tag.
    pub fn is_tag_page(&self, file: &File) -> bool {
        file.names().iter().any(|name| self.names.contains(name))
    }
}

/// The spellings of one tag that are used at most half as often as the most used one.
fn misspelled(uses: &HashMap<Box<str>, TagUse>) -> HashMap<Box<str>, Box<str>> {
    let mut spellings: HashMap<String, Vec<(usize, &str)>> = HashMap::default();
    for (name, uses) in uses {
        let key = spelling_key(name);
        // `C`, `C+` and `R`: a letter is no tag in other letters.
        if key.chars().nth(1).is_some() {
            spellings.entry(key).or_default().push((uses.entries.len(), name));
        }
    }
    let mut rare = HashMap::default();
    for group in spellings.values().filter(|group| group.len() > 1) {
        let Some((most, common)) = group.iter().max_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1))) else { continue };
        let others = group.iter().filter(|(count, _)| *most >= COMMON && count * 2 <= *most);
        rare.extend(others.map(|(_, name)| (Box::from(*name), Box::from(*common))));
    }
    rare
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
