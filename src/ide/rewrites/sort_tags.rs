//! Sorts the tags of an entry as the repository does: by which of two tags usually stands first on other pages' entries.
//! It is not offered where that is not clear for two tags that would change places.

use super::{Place, Rewrite};
use crate::edit::TextEdit;
use crate::entry::Name;
use crate::index::{EntryId, Index};
use crate::language::say;

/// On so many other entries at least…
const LEAST: usize = 3;

/// … and in nine cases of ten, one of two tags has to stand before the other.
const CLEARLY: f64 = 0.9;

/// As many entries of a tag are looked at.
const LOOKED_AT: usize = 2000;

pub(super) fn offer(place: &Place) -> Vec<Rewrite> {
    sort(place).into_iter().collect()
}

fn sort(place: &Place) -> Option<Rewrite> {
    let (id, entry) = place.tags()?;
    let names: Vec<&str> = entry.tags.iter().map(|tag| &*tag.name).collect();
    let order = sorted(place.index, id, &names)?;
    let text = &place.source().text;
    let edits =
        entry.tags.iter().zip(&order).filter(|(tag, at)| *tag.name != *names[**at]).map(|(tag, at)| {
            // With escapes in it, a name does not stand there as it is.
            let plain = text.slice(tag.span) == *tag.name;
            plain.then(|| TextEdit { span: tag.span, new: names[*at].to_owned() })
        });
    let edits = edits.collect::<Option<Vec<_>>>()?;
    let tags = order.iter().map(|at| Name::from(names[*at])).collect();
    let edit = place.tried(id.entry, edits, |said| said.tags = tags)?;
    let title = say!(
        place.index.config().language(),
        "Sort the tags as other entries do",
        "タグをほかのノートと同じ順に並べる"
    );
    Some(Rewrite { title, edit })
}

/// The places of the tags in the order that other entries have; `None` where they have it, or where it is not clear.
fn sorted(index: &Index, id: EntryId, names: &[&str]) -> Option<Vec<usize>> {
    let count = names.len();
    let twice = (1..count).any(|at| names[..at].contains(&names[at]));
    if count < 2 || twice {
        return None;
    }
    let mut before = vec![vec![false; count]; count];
    for a in 0..count {
        for b in a + 1..count {
            let (ab, ba) = votes(index, id, names[a], names[b]);
            let all = ab + ba;
            if all >= LEAST {
                before[a][b] = ab as f64 >= CLEARLY * all as f64;
                before[b][a] = ba as f64 >= CLEARLY * all as f64;
            }
        }
    }
    // Whatever nothing left has to stand before comes next, in the order written.
    let mut left: Vec<usize> = (0..count).collect();
    let mut order = Vec::with_capacity(count);
    while !left.is_empty() {
        let free = left.iter().position(|at| left.iter().all(|other| !before[*other][*at]))?;
        order.push(left.remove(free));
    }
    let clear =
        |at: usize| order[..at].iter().all(|earlier| *earlier < order[at] || before[*earlier][order[at]]);
    let changes = !order.is_sorted();
    (changes && (0..count).all(clear)).then_some(order)
}

/// On how many other papers' entries on pages `a` stands before `b`, and on how many behind it.
fn votes(index: &Index, id: EntryId, a: &str, b: &str) -> (usize, usize) {
    let uses = [a, b].into_iter().filter_map(|name| index.tag(name));
    let fewer = uses.min_by_key(|uses| uses.count()).map(|uses| uses.entries()).unwrap_or_default();
    let mut votes = (0, 0);
    let others = fewer.iter().filter(|other| index.file(other.file).is_page());
    for other in others.filter(|other| index.paper(**other) != index.paper(id)).take(LOOKED_AT) {
        let tags = &index.entry(*other).tags;
        let at = |name: &str| tags.iter().position(|tag| *tag.name == *name);
        match (at(a), at(b)) {
            (Some(a), Some(b)) if a < b => votes.0 += 1,
            (Some(_), Some(_)) => votes.1 += 1,
            _ => {}
        }
    }
    votes
}
