//! Makes an entry of the address of a paper that stands alone between entries, or a reference where the paper is
//! noted already.

use super::{Place, Rewrite};
use crate::edit::FileEdit;
use crate::ide::new_entry::{Paper, paper_at};

pub(super) fn offer(place: &Place) -> Vec<Rewrite> {
    start(place).into_iter().collect()
}

fn start(place: &Place) -> Option<Rewrite> {
    let (_, paper) = paper_at(place.index, place.file, place.offset, place.today)?;
    let (title, edit) = match paper {
        Paper::Start { label, entry } => (label, entry.edit),
        Paper::Noted { label, edit, .. } => (label, edit?),
    };
    Some(Rewrite { title, edit: FileEdit { path: place.source().path.clone(), edits: vec![edit] } })
}
