//! Adds a tag: those that most likely go together with the tags that an entry has.

use std::cmp::Reverse;

use super::{Place, Rewrite};
use crate::entry::Entry;
use crate::ide::merge::{Addition, Style};
use crate::index::{EntryId, Index};
use crate::language::say;

/// How many are offered.
const MOST: usize = 5;

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
fn likely<'a>(index: &'a Index, id: EntryId, entry: &'a Entry) -> Vec<&'a str> {
    let mut scores = index.tags_together(entry.tags.iter().map(|tag| &*tag.name), Some(id));
    let has = |name: &str| entry.tags.iter().any(|tag| *tag.name == *name);
    let spelled = |name: &str| entry.tags.iter().any(|tag| index.common_spelling(&tag.name) == Some(name));
    scores.retain(|name, _| !has(name) && !spelled(name) && index.common_spelling(name).is_none());
    let mut found: Vec<(Reverse<u64>, &str)> =
        scores.into_iter().map(|(name, score)| (Reverse((score * 1e6) as u64), name)).collect();
    found.sort();
    found.into_iter().take(2 * MOST).map(|(_, name)| name).collect()
}
