//! How likely an entry refers to another, before anything is typed.
//!
//! Of ten references eight go to an entry that shares two tags, and most of those to an older one. So the likelihood of
//! `x` is, with `N` entries and over all pairs of tags that the entry has (each pair weighs the same),
//!
//! ```text
//! 0.2 / N  +  0.8 × mean over pairs that x has of (0.85 / older entries with the pair, if x is older  +  0.15 / entries with the pair)
//! ```
//!
//! times what is known besides: entries that are cited beside what the entry cites already (× up to 5), noted within some
//! weeks of it (× up to 1.2), on the same page (× 1.1), of the same venue (× 1.05). An entry with a single tag counts it as a pair.

use foldhash::{HashMap, HashSet};

use crate::entry::Number;
use crate::index::key::Key;
use crate::index::search::{Asked, Found, How, Search};
use crate::index::{EntryId, Index};

/// How likely each entry is the one that is meant.
#[derive(Debug)]
pub struct Likelihood<'a> {
    index: &'a Index,
    from: Option<Key>,
    number: Option<Number>,
    /// For each entry, by its key, which of the tags it has.
    shared: Vec<u16>,
    /// By tags that are shared: the likelihood of an older and of another entry.
    of_shared: HashMap<u16, [f64; 2]>,
    /// How often an entry with this number is cited beside what is cited here.
    beside: HashMap<Number, usize>,
    any: f64,
}

/// So many tags of an entry are looked at, the rarest.
const TAGS: usize = 12;

/// The part of references that share two tags with the entry.
const RELATED: f64 = 0.8;

/// The part of those that go to an older entry because it is older.
const OLDER: f64 = 0.85;

/// Of so many entries that cite the same it is seen what else they cite.
const CITING: usize = 200;

/// With fewer candidates all entries are looked at: a list should not be short while there are more.
const FEW: usize = 100;

/// Days in which it fades that an entry was noted shortly before.
const DAYS: f64 = 21.0;

impl<'a> Likelihood<'a> {
    /// Of references from an entry; `None`: from nowhere in particular.
    pub fn new(index: &'a Index, from: Option<EntryId>) -> Self {
        let key = from.map(|id| index.key(id));
        let any = (1.0 - RELATED) / (index.places.len() - index.free.len()).max(1) as f64;
        let mut new = Self {
            index,
            from: key,
            number: key.and_then(|key| index.numbers.of(index, key)).map(|(number, _)| number),
            shared: vec![0; index.places.len()],
            of_shared: HashMap::default(),
            beside: HashMap::default(),
            any,
        };
        if let Some(key) = key {
            new.share_tags(key);
            new.see_beside(key);
        }
        new
    }

    fn share_tags(&mut self, from: Key) {
        let tags = self.index.entry_of(from).tags.iter();
        let mut names: Vec<&str> = tags.map(|tag| &*tag.name).collect();
        names.sort_unstable();
        names.dedup();
        names.sort_by_key(|name| self.index.tags.with(name).map_or(0, imbl::OrdSet::len));
        names.truncate(TAGS);
        for (bit, name) in names.iter().enumerate() {
            for key in self.index.tags.with(name).into_iter().flatten() {
                self.shared[key.0 as usize] |= 1 << bit;
            }
        }
        // How many have which of the tags, older ones and all.
        let mut counts: HashMap<u16, [u32; 2]> = HashMap::default();
        for (at, tags) in self.shared.iter().enumerate().filter(|(_, tags)| **tags != 0) {
            let key = Key(at as u32);
            let count = counts.entry(*tags).or_default();
            count[0] += u32::from(self.is_older(key));
            count[1] += 1;
        }
        let count = names.len();
        let pairs: Vec<u16> = match count {
            0 => Vec::new(),
            1 => vec![1],
            _ => (0..count).flat_map(|a| (a + 1..count).map(move |b| 1 << a | 1 << b)).collect(),
        };
        let with: Vec<(u16, [f64; 2])> = pairs
            .iter()
            .map(|pair| {
                let all = counts.iter().filter(|(tags, _)| *tags & pair == *pair);
                let sum = all.fold([0, 0], |sum, (_, count)| [sum[0] + count[0], sum[1] + count[1]]);
                (*pair, sum.map(|count| 1.0 / f64::from(count.max(1))))
            })
            .collect();
        let each = RELATED / pairs.len().max(1) as f64;
        for tags in counts.into_keys() {
            let mut sum = [self.any; 2];
            for (_, [older, all]) in with.iter().filter(|(pair, _)| tags & pair == *pair) {
                sum[0] += each * (OLDER * older + (1.0 - OLDER) * all);
                sum[1] += each * (1.0 - OLDER) * all;
            }
            self.of_shared.insert(tags, sum);
        }
    }

    /// Looks what else those cite who cite what is cited here.
    fn see_beside(&mut self, from: Key) {
        let cited: HashSet<Number> = self.cited(from).collect();
        for number in &cited {
            for other in self.index.numbers.referrers(*number).iter().filter(|key| **key != from).take(CITING)
            {
                for beside in self.cited(*other).collect::<HashSet<_>>().difference(&cited) {
                    *self.beside.entry(*beside).or_default() += 1;
                }
            }
        }
    }

    fn cited(&self, key: Key) -> impl Iterator<Item = Number> {
        self.index.references_of(self.index.place(key)).map(|(_, reference)| reference.number)
    }

    /// Whether an entry was noted before: by its number, else by its date.
    fn is_older(&self, key: Key) -> bool {
        let number = self.index.numbers.of(self.index, key).map(|(number, _)| number);
        if let (Some(number), Some(here)) = (number, self.number) {
            return number < here;
        }
        let Some(from) = self.from else { return true };
        let day = |key| self.index.entry_of(key).date.as_ref().and_then(|date| date.day);
        match (day(key), day(from)) {
            (Some(there), Some(here)) => there <= here,
            _ => true,
        }
    }

    /// How likely it is this one; only how one is to another says something.
    pub fn of(&self, key: Key) -> f64 {
        let tags = self.shared.get(key.0 as usize).copied().unwrap_or_default();
        let newer = usize::from(!self.is_older(key));
        self.of_shared.get(&tags).map_or(self.any, |of| of[newer]) * self.besides(key)
    }

    fn besides(&self, key: Key) -> f64 {
        let Some(from) = self.from else { return 1.0 };
        let (index, mut times) = (self.index, 1.0);
        if let Some((number, _)) = index.numbers.of(index, key)
            && let Some(count) = self.beside.get(&number)
        {
            times *= 1.0 + (*count).min(4) as f64;
        }
        let (a, b) = (index.entry_of(from), index.entry_of(key));
        let day = |entry: &crate::entry::Entry| entry.date.as_ref().and_then(|date| date.day);
        if let (Some(here), Some(there)) = (day(a), day(b)) {
            let days = here.duration_since(there).as_hours() as f64 / 24.0;
            times *= 1.0 + 0.2 * (-days.abs() / DAYS).exp();
        }
        if index.place(from).file == index.place(key).file {
            times *= 1.1;
        }
        let venue =
            |entry: &'a crate::entry::Entry| entry.title.as_ref().and_then(|title| title.venue.as_ref());
        if venue(a).is_some() && venue(a) == venue(b) {
            times *= 1.05;
        }
        times
    }

    /// The entries that share a tag, or are cited beside what is cited here, in no order; all, where those are few.
    pub fn candidates(&self) -> Vec<Key> {
        let index = self.index;
        let shared = (0..).map(Key).zip(&self.shared).filter(|(_, tags)| **tags != 0).map(|(key, _)| key);
        let beside = self.beside.keys().flat_map(|number| index.numbers.entries(*number)).copied();
        let found: Vec<Key> = shared.chain(beside).collect();
        if found.len() < FEW {
            index.files.iter().flat_map(|held| held.keys.iter().copied()).collect()
        } else {
            found
        }
    }
}

impl Index {
    /// The entries with all words of `query`, and how well each fits: by the words, times how likely `from` refers to it (see
    /// the top of this file); in no order. Without words, those that `from` most likely refers to.
    #[must_use]
    pub fn find(&self, query: &str, from: Option<EntryId>) -> Vec<Found> {
        let likelihood = Likelihood::new(self, from);
        if query.trim().is_empty() {
            let found = likelihood.candidates().into_iter();
            let found = found.map(|key| (self.place(key), likelihood.of(key)));
            return found
                .map(|(id, quality)| Found { id, quality, fields: Vec::new(), how: How::Whole })
                .collect();
        }
        let search = self.search.get_or_init(|| Search::new(self));
        let asked = Asked { from: from.map(|id| self.key(id)), likely: &|key| likelihood.of(key) };
        let mut found = search.find(self, query, &asked);
        for found in &mut found {
            found.quality *= likelihood.of(self.key(found.id));
        }
        found
    }

    /// How likely `from` refers to each of these entries, see the top of this file.
    #[must_use]
    pub fn likelihood(&self, from: Option<EntryId>, entries: &[EntryId]) -> Vec<(EntryId, f64)> {
        let likelihood = Likelihood::new(self, from);
        entries.iter().map(|id| (*id, likelihood.of(self.key(*id)))).collect()
    }

    /// The numbers of a range that some entry has, each with its first entry, in no order.
    #[must_use]
    pub fn numbers_in(&self, range: std::ops::Range<u32>) -> Vec<(Number, EntryId)> {
        let first = |number: Number| Some((number, self.place(*self.numbers.entries(number).first()?)));
        if range.len() > self.numbers.count() {
            return self
                .numbers
                .all()
                .filter(|(n, _)| range.contains(&n.0))
                .filter_map(|(n, _)| first(n))
                .collect();
        }
        range.map(Number).filter_map(first).collect()
    }

    /// Gets ready what the first [`Index::find`] would take long for.
    pub fn prepare(&self) {
        self.search.get_or_init(|| Search::new(self));
    }
}
