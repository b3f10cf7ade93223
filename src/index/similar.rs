//! Entries that are likely one paper, though not certainly: what a person is asked to look at.

use foldhash::HashMap;
use rayon::prelude::*;

use crate::entry::{Entry, Number};
use crate::index::likeness::{Likeness, Shared, Years, are_others, spreads};
use crate::index::meeting::{self, Places};
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

/// By others, titles are one with a Dice coefficient of 0.95, which is a Jaccard coefficient of 0.90; what is estimated
/// is off by 0.13 at most.
const LEAST_BY_OTHERS: f64 = 0.75;

/// The pairs among entries on pages that are no views of a tag, in the order of the later entry, then of the
/// earlier. Needs to know which entries are certainly one paper.
pub fn find(index: &Index) -> Vec<Similar> {
    let entries: Vec<(EntryId, &Entry)> =
        index.page_entries().filter(|(id, _)| !index.is_tag_page(id.file)).collect();
    let entries: Vec<(EntryId, Likeness)> =
        entries.into_par_iter().filter_map(|(id, entry)| Some((id, Likeness::of(entry)?))).collect();
    let spread = spreads(&entries.iter().map(|(_, likeness)| likeness).collect::<Vec<_>>());
    let places: Vec<Places> = entries.par_iter().map(|(_, likeness)| meeting::places(likeness)).collect();
    let letters: Vec<Option<u64>> =
        entries.iter().map(|(_, likeness)| likeness.letters_of_author()).collect();
    let mut found = meeting::pairs(places, MOST, |a, b, shared| {
        // Most that meet are by others and not near enough to be one paper for all that.
        let others = letters[a].zip(letters[b]).is_some_and(|(a, b)| are_others(a, b));
        if others && shared < LEAST_BY_OTHERS {
            return None;
        }
        let like = entries[a].1.is_like(&entries[b].1, [spread[a], spread[b]]);
        like.then(|| compare(index, &entries[a], &entries[b])).flatten()
    });
    found.sort_by_key(|similar| (similar.later, similar.earlier));
    // What is like many others is an issue of a series.
    let mut likes: HashMap<EntryId, usize> = HashMap::default();
    for similar in &found {
        *likes.entry(similar.later).or_default() += 1;
        *likes.entry(similar.earlier).or_default() += 1;
    }
    found.retain(|similar| likes[&similar.later] <= SERIES && likes[&similar.earlier] <= SERIES);
    found
}

/// What is said of two that are alike; `None` where they are certainly one paper.
fn compare(index: &Index, (a, x): &(EntryId, Likeness), (b, y): &(EntryId, Likeness)) -> Option<Similar> {
    if index.paper(*a) == index.paper(*b) {
        return None;
    }
    let number = |id: EntryId| index.number(id).map_or(Number(0), |(number, _)| number);
    let both = number(*a).0 > 0 && number(*b).0 > 0;
    let b_is_later = if both { (number(*b), *b) > (number(*a), *a) } else { b > a };
    let (later, earlier) = if b_is_later { (*b, *a) } else { (*a, *b) };
    Some(Similar { later, earlier, authors: x.authors(y), years: x.years(y) })
}
