//! The tables of a search, made when they are asked for. Where those of a state before are ready by then, only what changed
//! since is looked at: who types while the tables are made for the first time does not have them made anew for each key.

use std::sync::{Arc, OnceLock};

use foldhash::HashSet;

use super::{ASIDE, Search};
use crate::index::Index;
use crate::index::change::Change;
use crate::index::key::Key;

/// The search of one state.
#[derive(Debug, Default, Clone)]
pub struct Made(Arc<State>);

#[derive(Debug, Default)]
struct State {
    made: OnceLock<Search>,
    before: Option<Before>,
}

/// The state before, whose tables were not made yet, and what changed since.
#[derive(Debug)]
struct Before {
    state: Arc<State>,
    keys: Box<[Key]>,
    files: Box<[Arc<str>]>,
    /// How many keys changed from the first state on.
    in_all: usize,
}

impl Made {
    /// The search, which is made if that was not done yet.
    pub fn of(&self, index: &Index) -> &Search {
        self.0.made.get_or_init(|| self.0.caught_up(index).unwrap_or_else(|| Search::new(index)))
    }

    /// That of the state after a change.
    pub fn updated(&self, new: &Index, change: &Change) -> Self {
        let keys: Box<[Key]> = change.before().chain(change.after()).collect();
        let (made, before) = match self.0.made.get() {
            Some(search) => (search.updated(new, &keys, &change.files), None),
            None => (None, self.0.followed_by(keys, &change.files)),
        };
        Self(Arc::new(State { made: made.map(OnceLock::from).unwrap_or_default(), before }))
    }
}

impl State {
    fn followed_by(self: &Arc<Self>, keys: Box<[Key]>, files: &[Arc<str>]) -> Option<Before> {
        let in_all = self.before.as_ref().map_or(0, |before| before.in_all) + keys.len();
        let state = Arc::clone(self);
        (in_all <= ASIDE).then(|| Before { state, keys, files: files.into(), in_all })
    }

    fn caught_up(&self, index: &Index) -> Option<Search> {
        let mut keys: HashSet<Key> = HashSet::default();
        let mut files: HashSet<Arc<str>> = HashSet::default();
        let mut before = self.before.as_ref()?;
        loop {
            keys.extend(before.keys.iter().copied());
            files.extend(before.files.iter().cloned());
            if let Some(search) = before.state.made.get() {
                let (keys, files) =
                    (keys.into_iter().collect::<Vec<_>>(), files.into_iter().collect::<Vec<_>>());
                return search.updated(index, &keys, &files);
            }
            before = before.state.before.as_ref()?;
        }
    }
}
