//! Entries with several authors whose titles are one but for a letter: the one kind of certain duplicates that no
//! group holds together.

use foldhash::HashSet;

use crate::entry::{Entry, Title};
use crate::index::Index;
use crate::index::change::Change;
use crate::index::groups::Touched;
use crate::index::key::Key;
use crate::index::likeness::Likeness;
use crate::index::meeting::{self, Meeting, Places};
use crate::index::pairs::Pairs;

/// Where more titles meet than this, they are those of a series, and no letter is mistyped.
const MOST: usize = 64;

/// The mistyped titles of one index.
#[derive(Debug, Clone)]
pub struct Mistyped {
    meeting: Meeting,
    pairs: Pairs,
}

impl Default for Mistyped {
    fn default() -> Self {
        Self { meeting: Meeting::new(&[], |_| None, MOST), pairs: Pairs::default() }
    }
}

impl Mistyped {
    /// The entries that have the title of this one, but for a letter.
    pub fn of(&self, key: Key) -> &[Key] {
        self.pairs.of(key)
    }

    /// Looks again at what changed. Needs groups. Returns the entries that have or had a partner where anything changed.
    pub fn update(&mut self, old: &Index, new: &Index, change: &Change, touched: &Touched) -> HashSet<Key> {
        let leaving: Vec<Key> = change.identified_before().filter(|key| takes_part(old, *key)).collect();
        let entering: Vec<Key> = change.identified_after().filter(|key| takes_part(new, *key)).collect();
        let flipped = touched.flipped.iter().copied().filter(|key| takes_part(new, *key));
        let mut again: HashSet<Key> = flipped.chain(entering.iter().copied()).collect();
        if self.meeting.is_outgrown(leaving.len() + entering.len()) {
            let all = new.files.iter().flat_map(|held| &*held.keys).copied();
            let all: Vec<Key> = all.filter(|key| takes_part(new, *key)).collect();
            let before = std::mem::take(&mut self.pairs);
            self.meeting = Meeting::new(&all, |key| places(new, key), MOST);
            self.pairs = Pairs::new(&self.meeting.all_met(|(), met| is_mistyped(new, met.keys)));
            return before.all().chain(self.pairs.all()).collect();
        }
        let mut changed: HashSet<Key> = HashSet::default();
        for key in leaving {
            if let Some(places) = places(old, key) {
                again.extend(self.meeting.leave(key, &places));
            }
            changed.extend(self.pairs.of(key).iter().copied().chain([key]));
            self.pairs.set(key, &[]);
        }
        for key in entering {
            if let Some(places) = places(new, key) {
                again.extend(self.meeting.enter(key, places));
            }
        }
        for key in again.into_iter().filter(|key| new.is_there(*key)) {
            let Some(places) = places(new, key) else { continue };
            let met = self.meeting.met(key, &places, |met| is_mistyped(new, met.keys));
            if !met.is_empty() || !self.pairs.of(key).is_empty() {
                changed.extend(self.pairs.of(key).iter().chain(&met).copied().chain([key]));
                self.pairs.set(key, &met);
            }
        }
        changed
    }
}

/// Whether it is an entry on a page with a whole list of authors.
fn takes_part(index: &Index, key: Key) -> bool {
    index.is_on_page(key) && index.entry_of(key).authors.len() >= 2
}

fn places(index: &Index, key: Key) -> Option<Places> {
    Some(meeting::places(&Likeness::of(index.entry_of(key))?))
}

fn is_mistyped(index: &Index, keys: [Key; 2]) -> bool {
    let [a, b]: [&Entry; 2] = index.in_order(keys).map(|key| index.entry_of(key));
    let other_title = a.identity().map(Title::digest) != b.identity().map(Title::digest);
    other_title && index.same_paper(a, b).is_some()
}
