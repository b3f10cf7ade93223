//! Looking for entries by words: of title, author, venue and tags, and of summary and comment. Most entries are in
//! tables that are made once; what came or changed since stands aside and is looked at one by one.

mod entry_words;
mod folded;
mod hit;
mod in_texts;
mod initials;
mod made;
mod rows;
mod texts;
mod vocabulary;

use std::sync::{Arc, OnceLock};

use foldhash::HashSet;
use fuzzy_matcher::skim::SkimMatcherV2;
use imbl::OrdMap;
use rayon::prelude::*;

use crate::index::key::Key;
use crate::index::{EntryId, Index, Likelihood};
use entry_words::{Words, text, text_hash};
use folded::{fold, words};
pub use hit::{Field, How};
use hit::{Hit, Hits};
pub use made::Made;
use texts::Texts;
use vocabulary::{LEAST_LETTERS, Step, Vocabulary, letters};

/// An entry that has all words that were looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The entry.
    pub id: EntryId,
    /// How well, times how likely it is; only how one is to another says something.
    pub quality: f64,
    /// For each word where it is.
    pub fields: Vec<Field>,
    /// How the worst of the words is had.
    pub how: How,
}

/// What is looked for, and from where.
pub struct Asked<'a> {
    /// What was typed.
    pub query: &'a str,
    /// The entry in which it is typed: its own text has it.
    pub from: Option<Key>,
    /// How likely each entry is meant.
    pub likelihood: &'a Likelihood<'a>,
    /// Who is looked for; `None`: all.
    pub wanted: Option<&'a dyn Fn(EntryId) -> bool>,
}

/// What is known for looking for words.
#[derive(Debug, Clone)]
pub struct Search {
    tables: Arc<Tables>,
    /// Of those in the tables, whose words are others now.
    left: HashSetOf<Key>,
    aside: OrdMap<Key, Arc<Words>>,
    /// Files that hold something else than when the tables were made, and which of their entries have another text than
    /// then: looked up when it is asked for, since few keystrokes ask.
    files: OrdMap<Arc<str>, Arc<OnceLock<Vec<Key>>>>,
}

type HashSetOf<K> = imbl::GenericHashSet<K, foldhash::fast::RandomState, imbl::shared_ptr::DefaultSharedPtr>;

/// What stands in them are entries as they were when they were made, called by numbers from 0.
#[derive(Debug, Default)]
struct Tables {
    keys: Vec<Key>,
    /// The place of each among the keys, by key; [`NOWHERE`]: it is not there.
    at: Box<[u32]>,
    vocabulary: Vocabulary,
    texts: Texts,
    /// How many words the title of each has.
    of_title: Vec<u8>,
    /// Hashes of the texts.
    hashes: Vec<u64>,
}

const NOWHERE: u32 = u32::MAX;

impl Tables {
    /// The place of an entry among the keys.
    fn at(&self, key: Key) -> Option<usize> {
        self.at.get(key.0 as usize).filter(|at| **at != NOWHERE).map(|at| *at as usize)
    }
}

/// How many may stand aside before the tables are made anew.
const ASIDE: usize = 512;

/// The words of so many are held at a time until they are in the tables.
const AT_ONCE: usize = 512;

/// How many titles are looked at for letters in their order.
const MOST_TITLES: usize = 1000;

/// So many are found at most: no list is longer, with all entries of each paper.
pub const MOST: usize = 1000;

impl Search {
    /// Makes the tables.
    pub fn new(index: &Index) -> Self {
        let keys: Vec<Key> = index.files.iter().flat_map(|held| held.keys.iter().copied()).collect();
        let words = |keys: &[Key]| -> Vec<Words> {
            keys.par_iter().map(|key| Words::of(index.entry_of(*key))).collect()
        };
        let mut of_title = Vec::with_capacity(keys.len());
        let all = keys.chunks(AT_ONCE).flat_map(words).inspect(|words| of_title.push(words.of_title()));
        let vocabulary = Vocabulary::new(all);
        let hashes = keys.par_iter().map(|key| text_hash(index, *key)).collect();
        let texts = Texts::new(&keys, |key, out| text(index, key, out));
        let mut at = vec![NOWHERE; index.places.len()].into_boxed_slice();
        keys.iter().zip(0..).for_each(|(key, place)| at[key.0 as usize] = place);
        let tables = Tables { keys, at, vocabulary, texts, of_title, hashes };
        Self {
            tables: Arc::new(tables),
            left: HashSetOf::default(),
            aside: OrdMap::new(),
            files: OrdMap::new(),
        }
    }

    /// The same after changes of these entries, some of which may be gone or new, in these files; `None` where it is time for new
    /// tables.
    fn updated(&self, new: &Index, changed: &[Key], files: &[Arc<str>]) -> Option<Self> {
        if self.aside.len() + self.left.len() + changed.len() > ASIDE {
            return None;
        }
        let mut search = self.clone();
        for key in changed.iter().copied() {
            // A key may be somebody's who is in no table.
            search.left.insert(key);
            match new.is_there(key) {
                true => search.aside.insert(key, Arc::new(Words::of(new.entry_of(key)))),
                false => search.aside.remove(&key),
            };
        }
        search.files.extend(files.iter().map(|path| (Arc::clone(path), Arc::default())));
        Some(search)
    }

    /// The entries with all words of what is asked for, the best thousand in no order. Where there are none, those with
    /// words like them.
    pub fn find(&self, index: &Index, asked: &Asked) -> Vec<Found> {
        let folded = fold(asked.query);
        let typed: Vec<&str> = words(&folded).collect();
        if typed.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hits> = typed.iter().map(|word| self.hits(index, word, Step::AsTyped)).collect();
        // What is written with hiragana is a sentence sooner than a word of one, and numbers stand in all texts.
        let sentence = asked.query.contains(|c| matches!(c, '\u{3041}'..='\u{3096}'));
        if !sentence && !typed.iter().all(|word| word.bytes().all(|b| b.is_ascii_digit())) {
            self.in_texts(index, &typed, asked, &mut hits);
        }
        self.try_harder(index, &typed, asked, &mut hits, |hits| hits.keys().is_empty());
        let found = best(index, asked, &hits);
        if !found.is_empty() || typed.len() == 1 {
            return found;
        }
        // Each word is there, but they are not together: one of them may be mistyped and another word for all that.
        self.try_harder(index, &typed, asked, &mut hits, |_| true);
        best(index, asked, &hits)
    }

    /// Looks for those words which `wanted` says, though others were meant.
    fn try_harder(
        &self,
        index: &Index,
        typed: &[&str],
        asked: &Asked,
        hits: &mut [Hits],
        wanted: impl Fn(&Hits) -> bool,
    ) {
        for (word, hits) in typed.iter().zip(hits).filter(|(_, hits)| wanted(hits)) {
            self.add_hits(word, Step::Mistyped, hits);
            if hits.keys().is_empty() {
                self.add_hits(word, Step::Letters, hits);
            }
            if hits.keys().is_empty() {
                self.titles(index, word, asked, hits);
            }
        }
    }

    /// Who has a word, but for texts.
    fn hits(&self, index: &Index, word: &str, step: Step) -> Hits {
        let mut hits = Hits::new(index.places.len());
        self.add_hits(word, step, &mut hits);
        hits
    }

    fn add_hits(&self, word: &str, step: Step, hits: &mut Hits) {
        self.tables.vocabulary.find(word, step, |id, field, how| {
            let key = self.tables.keys[id as usize];
            if !self.left.contains(&key) {
                hits.add(key, Hit { field, how, among: self.tables.of_title[id as usize] });
            }
        });
        for (key, words) in &self.aside {
            let among = words.of_title();
            vocabulary::find_in(word, step, &words.words, &words.initials, |field, how| {
                hits.add(*key, Hit { field, how, among });
            });
        }
    }

    /// Adds whose title has the letters of a word in their order, over several words.
    fn titles(&self, index: &Index, word: &str, asked: &Asked, hits: &mut Hits) {
        if word.chars().count() < LEAST_LETTERS {
            return;
        }
        let in_tables = self.tables.vocabulary.with_first_letter(word).into_iter();
        let in_tables =
            in_tables.map(|id| self.tables.keys[id as usize]).filter(|key| !self.left.contains(key));
        let first = word.chars().next();
        let begins = |words: &Words| words.initials.iter().any(|initials| Some(initials.first()) == first);
        let aside = self.aside.iter().filter(|(_, words)| begins(words)).map(|(key, _)| *key);
        let mut candidates: Vec<Key> = in_tables.chain(aside).collect();
        keep_best(&mut candidates, MOST_TITLES, |key| asked.likelihood.of_key(*key));
        let matcher = SkimMatcherV2::default();
        for key in candidates {
            let title = index.entry_of(key).title.as_ref().map(|title| fold(title.name()));
            if let Some(how) = title.and_then(|title| letters(&matcher, word, &title)) {
                hits.add(key, Hit { field: Field::Title, how, among: 0 });
            }
        }
    }

    /// The entries whose text is another than when the tables were made.
    fn changed_texts(&self, index: &Index) -> HashSet<Key> {
        let hash = |key: &Key| Some(self.tables.hashes[self.tables.at(*key)?]);
        let is_other = |key: &Key| hash(key) != Some(text_hash(index, *key));
        let mut changed: HashSet<Key> = HashSet::default();
        for (path, others) in &self.files {
            let Some(file) = index.file_at(path) else { continue };
            let keys = index.files[file.0 as usize].keys.iter().copied();
            let others = others.get_or_init(|| keys.filter(is_other).collect()).iter();
            // The file may have gone and come again since.
            changed.extend(others.filter(|key| index.is_there(**key)));
        }
        changed.extend(
            self.aside.keys().filter(|key| !changed.contains(key) && is_other(key)).collect::<Vec<_>>(),
        );
        changed
    }
}

/// Keeps the best, and puts the others away.
pub fn keep_best<T>(all: &mut Vec<T>, most: usize, quality: impl Fn(&T) -> f64) {
    if all.len() > most {
        all.select_nth_unstable_by(most, |a, b| quality(b).total_cmp(&quality(a)));
        all.truncate(most);
    }
}

/// How well an entry has all words; `None` where it has not.
fn quality(hits: &[Hits], key: Key) -> Option<f64> {
    hits.iter().map(|hits| Some(hits.get(key)?.quality())).product()
}

/// Those who are wanted and have all words, the best of them: how well on the whole is the product.
fn best(index: &Index, asked: &Asked, hits: &[Hits]) -> Vec<Found> {
    let Some(fewest) = hits.iter().min_by_key(|hits| hits.keys().len()) else { return Vec::new() };
    let is_wanted = |key: &&Key| asked.wanted.is_none_or(|wanted| wanted(index.place(**key)));
    let wanted = fewest.keys().iter().filter(is_wanted);
    let all = wanted.filter_map(|key| Some((*key, quality(hits, *key)? * asked.likelihood.of_key(*key))));
    let mut all: Vec<(Key, f64)> = all.collect();
    keep_best(&mut all, MOST, |(_, quality)| *quality);
    let found = all.into_iter().filter_map(|(key, quality)| {
        let all: Vec<Hit> = hits.iter().filter_map(|hits| hits.get(key)).collect();
        let how = all.iter().map(|hit| hit.how).max()?;
        Some(Found { id: index.place(key), quality, fields: all.iter().map(|hit| hit.field).collect(), how })
    });
    found.collect()
}
