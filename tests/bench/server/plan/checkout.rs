//! A branch that is taken over while a question is asked again and again: many notes are others at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use paper_notes_lsp::index::{File, FileId, Index, ReferenceId};

use super::{Site, known, path, site};

/// One in so many notes becomes another.
const CHANGED: usize = 4;

/// Where there are fewer, nobody waits.
const FEWEST: usize = 100;

/// So many references to those that are written last are asked for.
const PROBES: usize = 5;

/// What their titles begin with then.
pub const MARK: &str = "Xyzzy";

/// A change of many files at once.
pub struct Checkout {
    /// What the files have then: another title, and a reference that is a finding.
    pub changed: BTreeMap<PathBuf, String>,
    /// References to notes that change, in notes that do not.
    pub probes: Vec<Site>,
}

impl Checkout {
    /// A change of a quarter of all notes that are files; `None` where they are too few.
    pub fn of(index: &Index) -> Option<Self> {
        let notes = index.files().filter(|(_, file)| file.is_single_note() && !file.entries().is_empty());
        let notes: Vec<FileId> = notes.map(|(id, _)| id).collect();
        if notes.len() < FEWEST {
            return None;
        }
        let unknown = index.all_numbered().map(|(number, _)| number.0).max()?.checked_add(1)?;
        let changed: BTreeSet<FileId> = notes.iter().copied().skip(1).step_by(CHANGED).collect();
        let staying =
            notes.iter().filter(|note| !changed.contains(note)).flat_map(|note| index.entries_of(*note));
        let probes = staying.flat_map(|(id, _)| known(index, id)).filter(|it| {
            let named = index.numbered(index.reference(*it).number);
            // Of a paper that is noted twice the answer might tell of the other note.
            named.iter().all(|id| changed.contains(&id.file) && index.copies(*id).len() <= 1)
        });
        // Those that are written last are read last.
        let mut probes: Vec<ReferenceId> = probes.collect();
        let target = |it: &ReferenceId| {
            index.numbered(index.reference(*it).number).first().map(|id| path(index, id.file))
        };
        probes.sort_by_cached_key(target);
        let probes = probes.split_off(probes.len().saturating_sub(PROBES));
        if probes.is_empty() {
            return None;
        }
        let text = |file: &FileId| Some((path(index, *file), rewritten(index.file(*file), unknown)?));
        Some(Self {
            changed: changed.iter().filter_map(text).collect(),
            probes: probes.into_iter().map(|it| site(index, it)).collect(),
        })
    }
}

fn rewritten(file: &File, unknown: u32) -> Option<String> {
    let mut text = file.text.to_string();
    let title = file.entries().first()?.title.as_ref()?;
    let at = text[title.span.range()].find(title.name()).unwrap_or_default() + title.span.start();
    text.insert_str(at, &format!("{MARK} "));
    Some(format!("{}\n・{unknown}\n", text.trim_end()))
}
