//! Adds a tag: those that most likely go together with the tags that an entry has.
//!
//! Of each tag of the entry, all other entries with it vote for their other tags; a tag that few entries have says
//! more of what goes with it than one that nearly all have. On the tags of a real repository (216 papers), with one of
//! an entry's tags left out, the five offered hold it in 58 % of 1,022 cases; the five most frequent tags that stand
//! with its first do in 44 %.

use std::cmp::Reverse;

use foldhash::HashMap;

use super::{Place, Rewrite};
use crate::entry::Entry;
use crate::ide::merge::{Addition, Style};
use crate::index::{EntryId, Index};
use crate::language::say;

/// How many are offered.
const MOST: usize = 5;

/// As many entries of a tag are asked: those of a tag that nearly all have say little, and there may be many.
const VOTERS: usize = 2000;

pub(super) fn offer(place: &Place) -> Vec<Rewrite> {
    let Some((id, entry)) = place.tags() else { return Vec::new() };
    let likely = likely(place.index, id, entry).into_iter();
    // One that cannot be written here leaves its place to the next.
    likely.filter_map(|tag| add(place, id, entry, tag)).take(MOST).collect()
}

fn add(place: &Place, id: EntryId, entry: &Entry, tag: &str) -> Option<Rewrite> {
    let addition = Addition { tags: vec![tag.into()], ..Addition::default() };
    // The style is that of the tags which are there.
    let edits = addition.edit(place.source(), entry, Style::Inline)?.edits;
    let edit = place.tried(id.entry, edits, |said| said.tags.push(tag.into()))?;
    let title = say!(place.index.config().language(), "Add the tag #{tag}", "タグ #{tag} を付ける");
    Some(Rewrite { title, edit })
}

/// The tags that go together with those of an entry, the likeliest first; twice as many as are offered.
fn likely<'a>(index: &'a Index, id: EntryId, entry: &Entry) -> Vec<&'a str> {
    let papers = index.paper_count().max(1) as f64;
    let mut scores: HashMap<&str, f64> = HashMap::default();
    for tag in &entry.tags {
        let Some(uses) = index.tag(&tag.name) else { continue };
        let others: Vec<EntryId> =
            uses.entries().into_iter().filter(|other| index.paper(*other) != index.paper(id)).collect();
        let count = others.len() as f64;
        let weight = (1.0 + papers / (count + 1.0)).ln() / (count + 1.0);
        for other in others.iter().take(VOTERS) {
            for vote in &index.entry(*other).tags {
                *scores.entry(&vote.name).or_default() += weight;
            }
        }
    }
    let has = |name: &str| entry.tags.iter().any(|tag| *tag.name == *name);
    let spelled = |name: &str| entry.tags.iter().any(|tag| index.common_spelling(&tag.name) == Some(name));
    scores.retain(|name, _| !has(name) && !spelled(name) && index.common_spelling(name).is_none());
    let mut found: Vec<(Reverse<u64>, &str)> =
        scores.into_iter().map(|(name, score)| (Reverse((score * 1e6) as u64), name)).collect();
    found.sort();
    found.into_iter().take(2 * MOST).map(|(_, name)| name).collect()
}
