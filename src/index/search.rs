//! Looking for entries by words: of title, author, venue and tags, and of summary and comment. Most entries are in
//! tables that are made once; what came or changed since stands aside and is looked at one by one.

mod folded;
mod texts;
mod vocabulary;

use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use fuzzy_matcher::skim::SkimMatcherV2;
use imbl::{OrdMap, OrdSet};
use rayon::prelude::*;

use crate::entry::{Entry, Passage};
use crate::index::change::Change;
use crate::index::key::Key;
use crate::index::{EntryId, Index};
use folded::{fold, fold_into, words};
use texts::Texts;
use vocabulary::{LEAST_LETTERS, Step, Vocabulary, Word, letters};

/// Where an entry has a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// An author.
    Author,
    /// The venue, or the year.
    Venue,
    /// A tag.
    Tag,
    /// The summary or the comment.
    Text,
}

/// How an entry has a word, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As it was typed.
    Whole,
    /// A word begins with it.
    Beginning,
    /// Words in a row begin with its letters.
    Initials,
    /// A word has it inside.
    Part,
    /// A word is it with a letter mistyped.
    Mistyped,
    /// With two letters mistyped.
    Mistyped2,
    /// A word has its letters in their order.
    Letters,
}

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
    /// Hashes of the texts.
    hashes: HashMap<Key, u64>,
}

/// The words of an entry but for its text.
#[derive(Debug, Default)]
struct Words {
    words: Vec<Word>,
    /// The first letters of the words of its title, from each word on.
    initials: Vec<Box<str>>,
}

/// How many may stand aside before the tables are made anew.
const ASIDE: usize = 512;

/// As many letters in a row are kept of the first letters of a title.
const INITIALS: usize = 8;

/// How many titles are looked at for letters in their order.
const MOST_TITLES: usize = 2000;

/// How many texts are looked at for a word: a word that more may have says little.
const MOST_TEXTS: usize = 3000;

impl Search {
    /// Makes the tables.
    pub fn new(index: &Index) -> Self {
        let keys: Vec<Key> = index.files.iter().flat_map(|held| held.keys.iter().copied()).collect();
        let all: Vec<Words> = keys.par_iter().map(|key| Words::of(index.entry_of(*key))).collect();
        let vocabulary = Vocabulary::new(all.iter().map(|words| (&*words.words, &*words.initials)));
        let hashes = keys.par_iter().map(|key| (*key, text_hash(index, *key))).collect::<Vec<_>>();
        let texts = Texts::new(keys.clone(), |key, out| text(index, key, out));
        let tables = Tables { keys, vocabulary, texts, hashes: hashes.into_iter().collect() };
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
        // What is written with hiragana is a sentence sooner than a word of one.
        let texts = !query.contains(|c| matches!(c, '\u{3041}'..='\u{3096}'));
        let exact: Vec<Hits> =
            typed.iter().map(|word| self.hits(index, word, asked, [texts, false])).collect();
        let found = all_of(index, &exact);
        if !found.is_empty() {
            return found;
        }
        let loose: Vec<Hits> =
            typed.iter().map(|word| self.hits(index, word, asked, [texts, true])).collect();
        all_of(index, &loose)
    }

    /// Who has a word, `texts`: in summary or comment, too; `loose`: also who has one like it, though others have the word
    /// itself.
    fn hits(&self, index: &Index, word: &str, asked: &Asked, [texts, loose]: [bool; 2]) -> Hits {
        let mut hits = Hits::default();
        for step in [Step::AsTyped, Step::Mistyped, Step::Letters] {
            let enough = !hits.is_empty() && (!loose || step == Step::Letters);
            if enough {
                break;
            }
            self.tables.vocabulary.find(word, step, |id, field, how| {
                let key = self.tables.keys[id as usize];
                if !self.left.contains(&key) {
                    add(&mut hits, key, field, how);
                }
            });
            for (key, words) in &self.aside {
                vocabulary::find_in(word, step, &words.words, &words.initials, |field, how| {
                    add(&mut hits, *key, field, how);
                });
            }
            if step == Step::Letters && hits.is_empty() {
                self.titles(index, word, asked, &mut hits);
            }
            if step == Step::AsTyped && texts {
                self.texts(index, word, asked, &mut hits);
            }
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
                add(hits, key, Field::Title, how);
            }
        }
    }

    /// Adds who has a word in summary or comment.
    fn texts(&self, index: &Index, word: &str, asked: &Asked, hits: &mut Hits) {
        let Some(with) = self.tables.texts.with(word) else { return };
        let changed: HashSet<Key> = self.changed_texts(index);
        let mut candidates: Vec<Key> = with.filter(|key| !changed.contains(key)).collect();
        candidates.retain(|key| !hits.contains_key(key) && index.is_there(*key));
        candidates.extend(changed.into_iter().filter(|key| !hits.contains_key(key)));
        candidates.retain(|key| Some(*key) != asked.from);
        likeliest(&mut candidates, MOST_TEXTS, asked);
        let mut folded = String::new();
        for key in candidates {
            folded.clear();
            text(index, key, &mut folded);
            if has_word(&folded, word) {
                add(hits, key, Field::Text, How::Whole);
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

/// Keeps the likeliest.
fn likeliest(keys: &mut Vec<Key>, most: usize, asked: &Asked) {
    if keys.len() > most {
        let mut order: Vec<(std::cmp::Reverse<u64>, Key)> =
            keys.iter().map(|key| (std::cmp::Reverse((asked.likely)(*key).to_bits()), *key)).collect();
        order.select_nth_unstable(most);
        order.truncate(most);
        *keys = order.into_iter().map(|(_, key)| key).collect();
    }
}

/// Who has a word, how well, and where.
type Hits = HashMap<Key, Hit>;

#[derive(Debug, Clone, Copy)]
struct Hit {
    quality: f64,
    field: Field,
    how: How,
}

fn add(hits: &mut Hits, key: Key, field: Field, how: How) {
    let hit = Hit { quality: quality(field, how), field, how };
    let best = hits.entry(key).or_insert(hit);
    if hit.quality > best.quality {
        *best = hit;
    }
}

/// Those who have all words: how well on the whole is the product.
fn all_of(index: &Index, hits: &[Hits]) -> Vec<Found> {
    let Some(fewest) = hits.iter().min_by_key(|hits| hits.len()) else { return Vec::new() };
    let all = fewest.keys().filter_map(|key| {
        let all = hits.iter().map(|hits| hits.get(key)).collect::<Option<Vec<&Hit>>>()?;
        Some(Found {
            id: index.place(*key),
            quality: all.iter().map(|hit| hit.quality).product(),
            fields: all.iter().map(|hit| hit.field).collect(),
            how: all.iter().map(|hit| hit.how).max()?,
        })
    });
    all.collect()
}

/// How much it says that an entry has a word there, so.
fn quality(field: Field, how: How) -> f64 {
    let field = match field {
        Field::Title => 1.0,
        Field::Author => 0.9,
        Field::Tag => 0.3,
        Field::Venue => 0.3,
        Field::Text => 0.05,
    };
    let how = match how {
        How::Whole => 1.0,
        How::Beginning => 0.6,
        How::Initials => 0.4,
        How::Part => 0.1,
        How::Mistyped => 0.1,
        How::Mistyped2 => 0.02,
        How::Letters => 0.02,
    };
    field * how
}

impl Words {
    fn of(entry: &Entry) -> Self {
        let mut all: Vec<Word> = Vec::new();
        let mut put = |text: &str, field: Field| {
            let folded = fold(text);
            all.extend(words(&folded).map(|word| (Box::from(word), field)));
        };
        let mut initials = Vec::new();
        if let Some(title) = &entry.title {
            put(&title.name, Field::Title);
            if let Some(author) = &title.author {
                put(author, Field::Author);
            }
            if let Some(venue) = &title.venue {
                put(venue, Field::Venue);
            }
            if let Some(year) = title.year {
                put(&year.to_string(), Field::Venue);
            }
            initials = first_letters(&fold(&title.name));
        }
        entry.authors.iter().for_each(|author| put(author, Field::Author));
        entry.tags.iter().for_each(|tag| put(&tag.name, Field::Tag));
        all.sort();
        all.dedup_by(|b, a| a.0 == b.0 && a.1 == b.1);
        Self { words: all, initials }
    }
}

/// The first letters of the words of a title, from each word on.
fn first_letters(folded: &str) -> Vec<Box<str>> {
    let latin = words(folded).filter(|word| word.is_ascii());
    let letters: String = latin.filter_map(|word| word.chars().next()).collect();
    (0..letters.len().saturating_sub(1))
        .map(|from| Box::from(&letters[from..letters.len().min(from + INITIALS)]))
        .collect()
}

/// Puts the folded summary and comment of an entry, or all its text where it has neither, behind what is there.
fn text(index: &Index, key: Key, out: &mut String) {
    passages(index, key, &mut |text| {
        fold_into(out, text);
        out.push('\n');
    });
}

fn text_hash(index: &Index, key: Key) -> u64 {
    let mut sum = 0;
    passages(index, key, &mut |text| sum = crate::index::key::hash(b'p', (sum, text)));
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
fn has_word(text: &str, word: &str) -> bool {
    let begins = |at: usize| {
        let before = text[..at].chars().next_back();
        word.starts_with(folded::is_wide) || before.is_none_or(|c| !c.is_alphanumeric() || folded::is_wide(c))
    };
    text.match_indices(word).any(|(at, _)| begins(at))
}
