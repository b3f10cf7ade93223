//! Which tags go together: of each of some tags, entries with it vote for their other tags, and a tag that few entries
//! have says more of what goes with it than one that nearly all have.
//!
//! On the tags of a real repository (216 papers), with one of an entry's tags left out, the five best hold it in 58 % of
//! 1,022 cases; the five most frequent tags that stand with its first do in 44 %.

use foldhash::HashMap;

use crate::index::{EntryId, Index};

/// So many entries of a tag are asked, from all over the repository: there may be very many.
const VOTERS: usize = 500;

impl Index {
    /// How well each tag goes together with the tags `names`; those that go with none are not there, and their own names
    /// are. The paper of `but` has no vote.
    #[must_use]
    pub fn tags_together<'a>(
        &'a self,
        names: impl IntoIterator<Item = &'a str>,
        but: Option<EntryId>,
    ) -> HashMap<&'a str, f64> {
        let papers = self.places.len().max(1) as f64;
        let but = but.map(|id| self.paper_of(self.key(id)));
        let mut together: HashMap<&str, f64> = HashMap::default();
        for keys in names.into_iter().filter_map(|name| self.tags.with(name)) {
            let step = keys.len().div_ceil(VOTERS).max(1);
            // Each paper once.
            let is_paper = |key: &&_| self.paper_of(**key) == **key && Some(**key) != but;
            let voters: Vec<_> = keys.iter().step_by(step).filter(is_paper).collect();
            let weight = (1.0 + papers / (keys.len() + 1) as f64).ln() / (voters.len() + 1) as f64;
            for tag in voters.into_iter().flat_map(|key| &self.entry_of(*key).tags) {
                *together.entry(&tag.name).or_default() += weight;
            }
        }
        together
    }
}
