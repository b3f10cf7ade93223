//! Entries that are likely one paper, though not certainly: what a person is asked to look at.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::entry::Number;
use crate::index::likeness::{Likeness, PLACES, Shared, Spread, Years, spreads};
use crate::index::{EntryId, Index};

/// Two entries that are likely one paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The one with the higher number, else the later.
    pub later: EntryId,
    /// The other.
    pub earlier: EntryId,
    /// Their authors; `None` where one has none.
    pub authors: Option<Shared>,
    /// Their years.
    pub years: Years,
}

/// Where more entries meet than this, it is a series or a column, and nobody noted one paper so often.
const MOST: usize = 64;

/// What is like more others than this is an issue of a series, too.
const SERIES: usize = 24;

/// The pairs among entries on pages that are no views of a tag, in the order of the later entry, then of the
/// earlier. Needs to know which entries are certainly one paper.
pub fn find(index: &Index) -> Vec<Similar> {
    let entries: Vec<(EntryId, Likeness)> = index
        .page_entries()
        .filter(|(id, _)| !index.is_tag_page(id.file))
        .filter_map(|(id, entry)| Some((id, Likeness::of(entry)?)))
        .collect();
    let spreads = spreads(entries.iter().map(|(_, likeness)| likeness));
    let spread = |likeness: &Likeness| spreads.get(&likeness.key).copied().unwrap_or_default();
    let mut met: HashSet<(usize, usize)> = HashSet::new();
    let meeting: Vec<[u64; PLACES]> =
        entries.par_iter().map(|(_, likeness)| likeness.meeting_places()).collect();
    let mut found = Vec::new();
    for place in 0..PLACES {
        let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, meeting) in meeting.iter().enumerate() {
            places.entry(meeting[place]).or_default().push(at);
        }
        for there in places.into_values().filter(|there| there.len() <= MOST) {
            for (before, at) in there.iter().enumerate() {
                for other in &there[..before] {
                    if met.insert((*other, *at)) {
                        found.extend(compare(index, &entries[*other], &entries[*at], spread));
                    }
                }
            }
        }
    }
    // What is like many others is an issue of a series.
    let mut likes: HashMap<EntryId, usize> = HashMap::new();
    for similar in &found {
        *likes.entry(similar.later).or_default() += 1;
        *likes.entry(similar.earlier).or_default() += 1;
    }
    found.retain(|similar| likes[&similar.later] <= SERIES && likes[&similar.earlier] <= SERIES);
    found.sort_by_key(|similar| (similar.later, similar.earlier));
    found
}

fn compare(
    index: &Index,
    (a, x): &(EntryId, Likeness),
    (b, y): &(EntryId, Likeness),
    spread: impl Fn(&Likeness) -> Spread,
) -> Option<Similar> {
    if index.paper(*a) == index.paper(*b) || !x.is_like(y, [spread(x), spread(y)]) {
        return None;
    }
    let number = |id: EntryId| index.number(id).map_or(Number(0), |(number, _)| number);
    let both = number(*a).0 > 0 && number(*b).0 > 0;
    let b_is_later = if both { (number(*b), *b) > (number(*a), *a) } else { b > a };
    let (later, earlier) = if b_is_later { (*b, *a) } else { (*a, *b) };
    Some(Similar { later, earlier, authors: x.authors(y), years: x.years(y) })
}
