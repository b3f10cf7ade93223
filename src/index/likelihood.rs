//! How likely an entry refers to another, before anything is typed.
//!
//! Of ten references eight go to an entry that shares two tags, and most of those to an older one. So the likelihood of
//! `x` is, with `N` entries and over all pairs of tags that the entry has (a pair weighs as much as it is rare, ln(N / entries with
//! the pair)),
//!
//! ```text
//! 0.2 / N  +  0.8 × mean over pairs that x has of (0.85 / older entries with the pair, if x is older  +  0.15 / entries with the pair)
//! ```
//!
//! times what is known besides: entries that are cited beside what the entry cites already (× up to 5), noted within some
//! weeks of it (× up to 1.2), on the same page (× 1.1), of the same venue (× 1.05). An entry with a single tag counts it as a pair.

use foldhash::{HashMap, HashSet};

use crate::entry::Number;
use crate::index::facts::Fact;
use crate::index::key::Key;
use crate::index::search::{Asked, Found, How, MOST, keep_best};
use crate::index::{EntryId, Index};

/// How likely each entry is the one that is meant.
#[derive(Debug)]
pub struct Likelihood<'a> {
    index: &'a Index,
    from: Option<(Key, Fact)>,
    /// For each entry, by its key, which of the tags it has, and whether it is [`ON_PAGE`].
    shared: Vec<u16>,
    /// Those who have any.
    sharing: Vec<Key>,
    /// By tags that are shared: the likelihood of an older and of another entry.
    of_shared: Vec<[f64; 2]>,
    /// How often an entry with this number is cited beside what is cited here.
    beside: HashMap<Number, usize>,
}

/// So many tags of an entry are looked at, the rarest.
const TAGS: usize = 12;

/// Stands for the same page as the entry's.
const ON_PAGE: u16 = 1 << 15;

/// The part of references that share two tags with the entry.
const RELATED: f64 = 0.8;

/// The part of those that go to an older entry because it is older.
const OLDER: f64 = 0.85;

/// What a pair of tags weighs at least that all entries have.
const LEAST: f64 = 0.1;

/// Of so many entries that cite the same it is seen what else they cite.
const CITING: usize = 200;

/// With fewer candidates all entries are looked at: a list should not be short while there are more.
const FEW: usize = 100;

/// Days in which it fades that an entry was noted shortly before.
const DAYS: f64 = 21.0;

impl<'a> Likelihood<'a> {
    /// Of references from an entry; `None`: from nowhere in particular.
    fn new(index: &'a Index, from: Option<EntryId>) -> Self {
        let key = from.map(|id| index.key(id));
        let any = (1.0 - RELATED) / index.entry_count().max(1) as f64;
        let mut new = Self {
            index,
            from: key.map(|key| (key, index.facts.of(key))),
            shared: vec![0; index.places.len()],
            sharing: Vec::new(),
            of_shared: vec![[any; 2]],
            beside: HashMap::default(),
        };
        if let Some(key) = key {
            new.share_tags(key, any);
            for key in &index.files[index.place(key).file.0 as usize].keys {
                new.shared[key.0 as usize] |= ON_PAGE;
            }
            new.see_beside(key);
        }
        new
    }

    fn share_tags(&mut self, from: Key, any: f64) {
        let tags = self.index.entry_of(from).tags.iter();
        let mut names: Vec<&str> = tags.map(|tag| &*tag.name).collect();
        names.sort_unstable();
        names.dedup();
        names.sort_by_key(|name| self.index.tags.with(name).map_or(0, imbl::OrdSet::len));
        names.truncate(TAGS);
        for (bit, name) in names.iter().enumerate() {
            for key in self.index.tags.with(name).into_iter().flatten() {
                let shared = &mut self.shared[key.0 as usize];
                if *shared == 0 {
                    self.sharing.push(*key);
                }
                *shared |= 1 << bit;
            }
        }
        // How many have which of the tags, older ones and all.
        let mut counts = vec![[0_u32; 2]; 1 << names.len()];
        for key in &self.sharing {
            let count = &mut counts[usize::from(self.shared[key.0 as usize])];
            count[0] += u32::from(self.is_older(self.index.facts.of(*key)));
            count[1] += 1;
        }
        let count = names.len();
        let pairs: Vec<usize> = match count {
            0 => Vec::new(),
            1 => vec![1],
            _ => (0..count).flat_map(|a| (a + 1..count).map(move |b| 1 << a | 1 << b)).collect(),
        };
        let seen: Vec<usize> = (1..counts.len()).filter(|tags| counts[*tags][1] > 0).collect();
        let entries = (1.0 - RELATED) / any;
        let with: Vec<(usize, f64, [f64; 2])> = pairs
            .iter()
            .map(|pair| {
                let all = seen.iter().filter(|tags| *tags & pair == *pair).map(|tags| counts[*tags]);
                let sum = all.fold([0, 0], |sum, count| [sum[0] + count[0], sum[1] + count[1]]);
                let [older, all] = sum.map(|count| f64::from(count.max(1)));
                (*pair, (entries / all).ln().max(LEAST), [1.0 / older, 1.0 / all])
            })
            .collect();
        let weights: f64 = with.iter().map(|(_, weight, _)| weight).sum();
        self.of_shared = vec![[any; 2]; counts.len()];
        for tags in seen {
            let sum = &mut self.of_shared[tags];
            for (_, weight, [older, all]) in with.iter().filter(|(pair, ..)| tags & pair == *pair) {
                let part = RELATED * weight / weights;
                sum[0] += part * (OLDER * older + (1.0 - OLDER) * all);
                sum[1] += part * (1.0 - OLDER) * all;
            }
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
    fn is_older(&self, there: Fact) -> bool {
        let Some((_, here)) = self.from else { return true };
        match (there, here) {
            (Fact { number: Some(there), .. }, Fact { number: Some(here), .. }) => there < here,
            (Fact { day: Some(there), .. }, Fact { day: Some(here), .. }) => there <= here,
            _ => true,
        }
    }

    /// How likely it is this one; only how one is to another says something.
    pub(super) fn of_key(&self, key: Key) -> f64 {
        let fact = self.index.facts.of(key);
        let newer = usize::from(!self.is_older(fact));
        self.of_shared[self.tags_of(key)][newer] * self.besides(key, fact)
    }

    /// Which of the tags an entry has.
    fn tags_of(&self, key: Key) -> usize {
        usize::from(self.shared[key.0 as usize] & !ON_PAGE)
    }

    /// How likely it is one with these tags at most: quicker to say than how likely it is.
    pub(super) fn at_most(&self, key: Key) -> f64 {
        let besides = if self.beside.is_empty() { 1.0 } else { 5.0 };
        self.of_shared[self.tags_of(key)][0] * besides * 1.2 * 1.1 * 1.05
    }

    fn besides(&self, key: Key, there: Fact) -> f64 {
        let Some((_, here)) = self.from else { return 1.0 };
        let mut times = 1.0;
        if let Some(count) = there.number.and_then(|number| self.beside.get(&Number(number.get()))) {
            times *= 1.0 + (*count).min(4) as f64;
        }
        if let (Some(here), Some(there)) = (here.day, there.day) {
            let days = f64::from(here.get().abs_diff(there.get()));
            // Farther away nothing is left of it.
            if days < 10.0 * DAYS {
                times *= 1.0 + 0.2 * (-days / DAYS).exp();
            }
        }
        if self.shared[key.0 as usize] & ON_PAGE != 0 {
            times *= 1.1;
        }
        if here.venue.is_some() && here.venue == there.venue {
            times *= 1.05;
        }
        times
    }

    /// How likely it is an entry; only how one is to another says something.
    #[must_use]
    pub fn of(&self, id: EntryId) -> f64 {
        self.of_key(self.index.key(id))
    }

    /// The entries that are `wanted` (with `None` all are) and have all words of `query`, and how well each fits: by the words, times how likely
    /// it is (see the top of this file); the best thousand in no order. Without words, the most likely ones.
    #[must_use]
    pub fn find(&self, query: &str, wanted: Option<&dyn Fn(EntryId) -> bool>) -> Vec<Found> {
        let index = self.index;
        if query.trim().is_empty() {
            let found =
                |(key, quality)| Found { id: index.place(key), quality, fields: Vec::new(), how: How::Whole };
            return self.best(wanted).into_iter().map(found).collect();
        }
        let search = index.search.of(index);
        let from = self.from.map(|(key, _)| key);
        search.find(index, &Asked { query, from, likelihood: self, wanted })
    }

    /// The numbers that begin as `first` does, each with its first entry and how likely an entry with it is meant: the best
    /// thousand in no order.
    #[must_use]
    pub fn beginning_with(&self, first: Number) -> Vec<(Number, EntryId, f64)> {
        let index = self.index;
        let begins = |number: Number| {
            let cut = std::iter::successors(Some(number.0), |left| Some(left / 10));
            cut.take_while(|left| *left >= first.0).any(|left| left == first.0)
        };
        let numbered = index.facts.numbered().filter(|(_, number)| begins(*number));
        let mut found: Vec<(Key, Number, f64)> =
            numbered.map(|(key, number)| (key, number, self.of_key(key))).collect();
        // A number that is all there is meant, whoever it is.
        keep_best(
            &mut found,
            MOST,
            |(_, number, quality)| if *number == first { f64::MAX } else { *quality },
        );
        let entry = |key, number| index.numbers.entries(number).first().copied().unwrap_or(key);
        found
            .into_iter()
            .map(|(key, number, quality)| (number, index.place(entry(key, number)), quality))
            .collect()
    }

    /// The entries that most likely are meant, in no order: of those that share a tag, or are cited beside what is
    /// cited here; of all, where those are few.
    fn best(&self, wanted: Option<&dyn Fn(EntryId) -> bool>) -> Vec<(Key, f64)> {
        let index = self.index;
        let beside = self.beside.keys().flat_map(|number| index.numbers.entries(*number)).copied();
        let beside = beside.filter(|key| self.tags_of(*key) == 0);
        let mut found: Vec<Key> = self.sharing.iter().copied().chain(beside).collect();
        if found.len() < FEW {
            found = index.files.iter().flat_map(|held| held.keys.iter().copied()).collect();
        }
        if let Some(wanted) = wanted {
            found.retain(|key| wanted(index.place(*key)));
        }
        let mut found: Vec<(Key, f64)> = found.into_iter().map(|key| (key, self.of_key(key))).collect();
        keep_best(&mut found, MOST, |(_, quality)| *quality);
        found
    }
}

impl Index {
    /// How likely `from` refers to each entry; with `None` all are as likely.
    #[must_use]
    pub fn likelihood(&self, from: Option<EntryId>) -> Likelihood<'_> {
        Likelihood::new(self, from)
    }

    /// Gets ready what the first [`Index::find`] would take long for.
    pub fn prepare(&self) {
        self.search.of(self);
    }
}
