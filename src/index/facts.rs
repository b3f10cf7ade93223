//! What is asked of very many entries at once, side by side by key: to look it up in the entries takes ten times as long.

use std::num::NonZeroU32;
use std::sync::Arc;

use foldhash::HashSet;
use jiff::civil;

use crate::entry::{Entry, Number};
use crate::index::Index;
use crate::index::change::Change;
use crate::index::key::{Key, hash};

/// Something of an entry that is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fact {
    /// Its number, whoever says it.
    pub number: Option<NonZeroU32>,
    /// Its date, as a count of days.
    pub day: Option<NonZeroU32>,
    /// A short name for its venue.
    pub venue: Option<NonZeroU32>,
}

impl Fact {
    fn of(index: &Index, key: Key) -> Self {
        let entry = index.entry_of(key);
        let venue = entry.title.as_ref().and_then(|title| title.venue.as_deref());
        Self {
            number: index.numbers.of(index, key).and_then(|(number, _)| NonZeroU32::new(number.0)),
            day: day(entry),
            venue: venue.and_then(|venue| NonZeroU32::new(hash(b'v', venue) as u32)),
        }
    }
}

/// What is known of all entries of one index. Copies share what does not change, in pieces that are big enough to be
/// gone through as fast as one.
#[derive(Debug, Default, Clone)]
pub struct Facts {
    pieces: Vec<Arc<[Fact; PIECE]>>,
}

/// Entries of a piece: it is copied when one of them changes.
const PIECE: usize = 1024;

impl Facts {
    /// What is known of an entry.
    pub fn of(&self, key: Key) -> Fact {
        let at = key.0 as usize;
        self.pieces.get(at / PIECE).map_or_else(Fact::default, |piece| piece[at % PIECE])
    }

    /// The entries that have a number, in the order of their keys.
    pub fn numbered(&self) -> impl Iterator<Item = (Key, Number)> {
        let facts = self.pieces.iter().flat_map(|piece| piece.iter()).zip(0..);
        facts.filter_map(|(fact, at)| Some((Key(at), Number(fact.number?.get()))))
    }

    /// Looks again at what changed. Needs numbers.
    pub fn update(&mut self, old: &Index, new: &Index, change: &Change, renumbered: &HashSet<Number>) {
        let pieces = new.places.len().div_ceil(PIECE);
        self.pieces.resize_with(pieces, || Arc::new([Fact::default(); PIECE]));
        // A date alone is no change to other parts.
        let rewritten = change.rewritten.iter().copied();
        let numbered = |index: &Index, number: &Number| index.numbers.entries(*number).to_vec();
        let numbered = renumbered.iter().flat_map(|number| [numbered(old, number), numbered(new, number)]);
        let came = change.came.iter().copied();
        let gone = change.gone.iter().copied();
        for key in rewritten.chain(came).chain(numbered.flatten()).chain(gone) {
            let fact = if new.is_there(key) { Fact::of(new, key) } else { Fact::default() };
            if self.of(key) != fact {
                let at = key.0 as usize;
                Arc::make_mut(&mut self.pieces[at / PIECE])[at % PIECE] = fact;
            }
        }
    }
}

fn day(entry: &Entry) -> Option<NonZeroU32> {
    const FIRST: civil::Date = civil::date(1, 1, 1);
    let day = entry.date.as_ref()?.day?;
    let days = day.duration_since(FIRST).as_hours() / 24 + 1;
    NonZeroU32::new(u32::try_from(days).ok()?)
}
