//! Looking for entries by words: of title, author, venue and tags, and of summary and comment. Most entries are in
//! tables that are made once; what came or changed since stands aside and is looked at one by one.

mod entry_words;
mod folded;
mod hit;
mod texts;
mod vocabulary;

use std::cmp::Reverse;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use fuzzy_matcher::skim::SkimMatcherV2;
use imbl::{OrdMap, OrdSet};
use rayon::prelude::*;

use crate::index::change::Change;
use crate::index::key::Key;
use crate::index::{EntryId, Index};
use entry_words::{Words, has_word, text, text_hash};
use folded::{fold, words};
pub use hit::{Field, How};
use hit::{Hit, Hits, add};
use texts::Texts;
use vocabulary::{LEAST_LETTERS, Step, Vocabulary, letters};

/// An entry that has all words that were looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The entry.
    pub id: EntryId,
    /// How well, 0 to 1.
    pub quality: f64,
    /// For each word where it is.
    pub fields: Vec<Field>,
    /// How the worst of the words is had.
    pub how: How,
}

/// From where something is looked for.
pub struct Asked<'a> {
    /// The entry in which it is typed: its own text has it.
    pub from: Option<Key>,
    /// How likely each entry is meant.
    pub likely: &'a dyn Fn(Key) -> f64,
}

/// What is known for looking for words.
#[derive(Debug, Clone)]
pub struct Search {
    tables: Arc<Tables>,
    /// Of those in the tables, whose words are others now.
    left: HashSetOf<Key>,
    aside: OrdMap<Key, Arc<Words>>,
    /// Files that hold something else than when the tables were made.
    files: OrdSet<Arc<str>>,
}

type HashSetOf<K> = imbl::GenericHashSet<K, foldhash::fast::RandomState, imbl::shared_ptr::DefaultSharedPtr>;

#[derive(Debug, Default)]
struct Tables {
    keys: Vec<Key>,
    vocabulary: Vocabulary,
    texts: Texts,
    /// How many words the title of each has.
    of_title: Vec<u8>,
    /// Hashes of the texts.
    hashes: HashMap<Key, u64>,
}

/// How many may stand aside before the tables are made anew.
const ASIDE: usize = 512;

/// How many titles are looked at for letters in their order.
const MOST_TITLES: usize = 2000;

/// How many texts are looked at for a word: a word that more may have says little.
const MOST_TEXTS: usize = 3000;

/// Where so many of the likeliest have a word, the others are not looked at.
const ENOUGH_TEXTS: usize = 200;

impl Search {
    /// Makes the tables.
    pub fn new(index: &Index) -> Self {
        let keys: Vec<Key> = index.files.iter().flat_map(|held| held.keys.iter().copied()).collect();
        let all: Vec<Words> = keys.par_iter().map(|key| Words::of(index.entry_of(*key))).collect();
        let vocabulary = Vocabulary::new(all.iter().map(|words| (&*words.words, &*words.initials)));
        let of_title = all.iter().map(Words::of_title).collect();
        let hashes = keys.par_iter().map(|key| (*key, text_hash(index, *key))).collect::<Vec<_>>();
        let texts = Texts::new(keys.clone(), |key, out| text(index, key, out));
        let tables = Tables { keys, vocabulary, texts, of_title, hashes: hashes.into_iter().collect() };
        Self {
            tables: Arc::new(tables),
            left: HashSetOf::default(),
            aside: OrdMap::new(),
            files: OrdSet::new(),
        }
    }

    /// The same after a change; `None` where it is time for new tables.
    pub fn updated(&self, new: &Index, change: &Change) -> Option<Self> {
        let (before, after): (Vec<Key>, Vec<Key>) = (change.before().collect(), change.after().collect());
        if self.aside.len() + self.left.len() + before.len() + after.len() > ASIDE {
            return None;
        }
        let mut search = self.clone();
        for key in before {
            search.aside.remove(&key);
            search.left.insert(key);
        }
        for key in after {
            // A key may be somebody's who is in no table.
            search.left.insert(key);
            search.aside.insert(key, Arc::new(Words::of(new.entry_of(key))));
        }
        search.files.extend(change.files.iter().cloned());
        Some(search)
    }

    /// The entries with all words of `query`, in no order. Where there are none, those with words like them.
    pub fn find(&self, index: &Index, query: &str, asked: &Asked) -> Vec<Found> {
        let folded = fold(query);
        let typed: Vec<&str> = words(&folded).collect();
        if typed.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hits> = typed.iter().map(|word| self.hits(word, Step::AsTyped)).collect();
        // What is written with hiragana is a sentence sooner than a word of one, and numbers stand in all texts.
        let sentence = query.contains(|c| matches!(c, '\u{3041}'..='\u{3096}'));
        if !sentence && !typed.iter().all(|word| word.bytes().all(|b| b.is_ascii_digit())) {
            self.texts(index, &typed, asked, &mut hits);
        }
        self.try_harder(index, &typed, asked, &mut hits, Hits::is_empty);
        let found = all_of(index, &hits);
        if !found.is_empty() || typed.len() == 1 {
            return found;
        }
        // Each word is there, but they are not together: one of them may be mistyped and another word for all that.
        self.try_harder(index, &typed, asked, &mut hits, |_| true);
        all_of(index, &hits)
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
            for (key, hit) in self.hits(word, Step::Mistyped) {
                add(hits, key, hit);
            }
            if hits.is_empty() {
                *hits = self.hits(word, Step::Letters);
            }
            if hits.is_empty() {
                self.titles(index, word, asked, hits);
            }
        }
    }

    /// Who has a word, but for texts.
    fn hits(&self, word: &str, step: Step) -> Hits {
        let mut hits = Hits::default();
        self.tables.vocabulary.find(word, step, |id, field, how| {
            let key = self.tables.keys[id as usize];
            if !self.left.contains(&key) {
                add(&mut hits, key, Hit { field, how, among: self.tables.of_title[id as usize] });
            }
        });
        for (key, words) in &self.aside {
            let among = words.of_title();
            vocabulary::find_in(word, step, &words.words, &words.initials, |field, how| {
                add(&mut hits, *key, Hit { field, how, among });
            });
        }
        hits
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
        let begins = |words: &Words| words.initials.iter().any(|letters| letters.chars().next() == first);
        let aside = self.aside.iter().filter(|(_, words)| begins(words)).map(|(key, _)| *key);
        let mut candidates: Vec<Key> = in_tables.chain(aside).collect();
        likeliest(&mut candidates, MOST_TITLES, asked);
        let matcher = SkimMatcherV2::default();
        for key in candidates {
            let title = index.entry_of(key).title.as_ref().map(|title| fold(&title.name));
            if let Some(how) = title.and_then(|title| letters(&matcher, word, &title)) {
                add(hits, key, Hit { field: Field::Title, how, among: 0 });
            }
        }
    }

    /// Adds who has words in summary or comment, and the others there or elsewhere.
    fn texts(&self, index: &Index, typed: &[&str], asked: &Asked, hits: &mut [Hits]) {
        let changed = self.changed_texts(index);
        let may_have = |word: &&str| -> HashSet<Key> {
            let with = self.tables.texts.with(word).into_iter().flatten();
            with.filter(|key| !changed.contains(key) && index.is_there(*key))
                .chain(changed.iter().copied())
                .collect()
        };
        let may: Vec<HashSet<Key>> = typed.iter().map(may_have).collect();
        let mut folded = String::new();
        for (at, word) in typed.iter().enumerate() {
            // Too short to be told from a part of any word.
            if self.tables.texts.with(word).is_none() {
                continue;
            }
            let others = (0..typed.len()).filter(|other| *other != at);
            let has_others = |key: &Key| {
                others.clone().all(|other| hits[other].contains_key(key) || may[other].contains(key))
            };
            let candidates =
                may[at].iter().copied().filter(|key| !hits[at].contains_key(key) && has_others(key));
            let mut candidates: Vec<Key> = candidates.filter(|key| Some(*key) != asked.from).collect();
            likeliest(&mut candidates, MOST_TEXTS, asked);
            let mut enough = if typed.len() == 1 { ENOUGH_TEXTS } else { usize::MAX };
            for key in candidates {
                folded.clear();
                text(index, key, &mut folded);
                if has_word(&folded, word) {
                    add(&mut hits[at], key, Hit { field: Field::Text, how: How::Whole, among: 0 });
                    enough -= 1;
                    if enough == 0 {
                        break;
                    }
                }
            }
        }
    }

    /// The entries whose text is another than when the tables were made.
    fn changed_texts(&self, index: &Index) -> HashSet<Key> {
        let files = self.files.iter().filter_map(|path| index.file_at(path));
        let keys = files.flat_map(|file| index.files[file.0 as usize].keys.iter().copied());
        let aside = self.aside.keys().copied();
        let all: HashSet<Key> = keys.chain(aside).collect();
        let other = |key: &Key| self.tables.hashes.get(key) != Some(&text_hash(index, *key));
        all.into_iter().filter(other).collect()
    }
}

/// Keeps the likeliest, and puts them first.
fn likeliest(keys: &mut Vec<Key>, most: usize, asked: &Asked) {
    let mut order: Vec<(Reverse<u64>, Key)> =
        keys.iter().map(|key| (Reverse((asked.likely)(*key).to_bits()), *key)).collect();
    if order.len() > most {
        order.select_nth_unstable(most);
        order.truncate(most);
    }
    order.sort_unstable();
    *keys = order.into_iter().map(|(_, key)| key).collect();
}

/// Those who have all words: how well on the whole is the product.
fn all_of(index: &Index, hits: &[Hits]) -> Vec<Found> {
    let Some(fewest) = hits.iter().min_by_key(|hits| hits.len()) else { return Vec::new() };
    let all = fewest.keys().filter_map(|key| {
        let all = hits.iter().map(|hits| hits.get(key)).collect::<Option<Vec<&Hit>>>()?;
        Some(Found {
            id: index.place(*key),
            quality: all.iter().map(|hit| hit.quality()).product(),
            fields: all.iter().map(|hit| hit.field).collect(),
            how: all.iter().map(|hit| hit.how).max()?,
        })
    });
    all.collect()
}
