//! The findings of all files, brought up to date from one state to the next: only entries whose findings may be
//! others are looked at again.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use tower_lsp::ls_types::{Diagnostic, DiagnosticSeverity, PublishDiagnosticsParams, Uri};

use crate::index::{EntryId, FileId, Key, Outdated, OutdatedFiles, Revision};
use crate::server::state::{Open, Snapshot, Workspace};
use crate::server::to_proto;

/// What was found in a file; at least one finding. A copy shares the findings.
#[derive(Debug, Clone)]
pub struct Found {
    /// The address of the file.
    pub uri: Uri,
    /// Its version, where it is open.
    pub version: Option<i32>,
    said: Arc<Said>,
}

#[derive(Debug)]
struct Said {
    diagnostics: Vec<Diagnostic>,
    /// On a page, the entries that they are on, in order, and how many are on each.
    entries: Vec<(Key, usize)>,
    name: OnceLock<String>,
}

impl Found {
    /// The findings, in order.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.said.diagnostics
    }

    /// As it is pushed.
    pub fn params(&self) -> PublishDiagnosticsParams {
        PublishDiagnosticsParams::new(self.uri.clone(), self.diagnostics().to_vec(), self.version)
    }

    /// The same for the same findings, in one run of the server.
    pub fn name(&self) -> &str {
        self.said.name.get_or_init(|| name(self.diagnostics()))
    }

    /// Whether an editor that has this one needs the other: the version of the document aside.
    pub fn differs(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.said, &other.said) || self.diagnostics() == other.diagnostics();
        self.uri != other.uri || !same
    }
}

impl Said {
    /// The findings on each entry, in order.
    fn by_entry(&self) -> impl Iterator<Item = (Key, &[Diagnostic])> {
        let mut rest = &self.diagnostics[..];
        self.entries.iter().map(move |(key, count)| {
            let (own, behind) = rest.split_at(*count);
            rest = behind;
            (*key, own)
        })
    }
}

/// A name for findings, the same for the same ones in one run of the server.
pub fn name(found: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(found).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The findings of one state. A copy shares all.
#[derive(Debug, Clone, Default)]
pub struct Diagnosed {
    folders: Vec<Folder>,
    open: Arc<Open>,
}

#[derive(Debug, Clone, Default)]
struct Folder {
    root: PathBuf,
    revision: Option<Revision>,
    /// The files with findings.
    found: imbl::OrdMap<Arc<str>, Arc<Found>>,
}

impl Diagnosed {
    /// The findings of a file, if it has any.
    pub fn of(&self, path: &str) -> Option<&Arc<Found>> {
        self.folders.iter().find_map(|folder| folder.found.get(path))
    }

    /// The files that have findings.
    pub fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Found>)> {
        self.folders.iter().flat_map(|folder| &folder.found)
    }

    /// How many findings matter so much.
    pub fn count(&self, severity: DiagnosticSeverity) -> usize {
        let all = self.all().flat_map(|(_, found)| found.diagnostics());
        all.filter(|found| found.severity == Some(severity)).count()
    }

    /// Those of another state, with the paths of the files where an editor has to be told of a difference.
    pub fn updated(&self, workspace: &Workspace) -> (Self, BTreeSet<Arc<str>>) {
        let mut changed = BTreeSet::new();
        let open = workspace.open();
        let reopened = reopened(&self.open, open);
        let of_folder = |(root, snapshot): (&Path, Snapshot)| {
            let known = self.folders.iter().find(|known| known.root == root);
            let outdated = known.zip(reopened.as_ref()).and_then(|(known, reopened)| {
                let mut outdated = snapshot.index.outdated_since(known.revision?)?;
                // The version of a document is no matter of its entries.
                for path in reopened {
                    outdated.entry(Arc::clone(path)).or_insert_with(|| Outdated::Entries(BTreeSet::new()));
                }
                Some((known.clone(), outdated))
            });
            let (before, outdated) = outdated.unwrap_or_else(|| {
                let files = snapshot.index.files().map(|(_, file)| Arc::clone(&file.path));
                let known = known.cloned().unwrap_or_default();
                let all = known.found.keys().cloned().chain(files);
                let outdated = all.map(|path| (path, Outdated::File)).collect();
                (Folder { root: root.to_owned(), ..known }, outdated)
            });
            before.updated(&snapshot, &outdated, &mut changed)
        };
        let folders: Vec<Folder> = workspace.all().map(of_folder).collect();
        let gone = self.folders.iter().filter(|known| folders.iter().all(|folder| folder.root != known.root));
        changed.extend(gone.flat_map(|known| known.found.keys().cloned()));
        (Self { folders, open: Arc::clone(open) }, changed)
    }
}

impl Folder {
    fn updated(
        mut self,
        snapshot: &Snapshot,
        outdated: &OutdatedFiles,
        changed: &mut BTreeSet<Arc<str>>,
    ) -> Self {
        for (path, now) in self.all_found(snapshot, outdated) {
            let before = match &now {
                Some(now) => self.found.insert(Arc::clone(path), Arc::clone(now)),
                None => self.found.remove(path),
            };
            let same = match (&before, &now) {
                (Some(before), Some(now)) => !before.differs(now),
                (before, now) => before.is_none() && now.is_none(),
            };
            if !same {
                changed.insert(Arc::clone(path));
            }
        }
        Self { revision: snapshot.index.revision(), ..self }
    }

    /// What is found in each of these files.
    fn all_found<'a>(
        &self,
        snapshot: &Snapshot,
        outdated: &'a OutdatedFiles,
    ) -> Vec<(&'a Arc<str>, Option<Arc<Found>>)> {
        let find = |(path, of_file): (&'a Arc<str>, &'a Outdated)| {
            let said = match of_file {
                Outdated::File => all_said(snapshot, path),
                Outdated::Entries(keys) => said_again(snapshot, path, keys, self.found.get(path)),
            };
            let found = said.filter(|said| !said.diagnostics.is_empty()).and_then(|said| {
                Some(Arc::new(Found { uri: snapshot.uri(path)?, version: snapshot.version(path), said }))
            });
            (path, found)
        };
        match outdated.len() < MANY {
            true => outdated.iter().map(find).collect(),
            false => {
                snapshot.index.compare();
                outdated.par_iter().map(find).collect()
            }
        }
    }
}

/// With fewer files it costs more to wake other threads than they are worth.
const MANY: usize = 64;

/// What is said of a file that is there.
fn all_said(snapshot: &Snapshot, path: &str) -> Option<Arc<Said>> {
    let (index, file) = (&snapshot.index, snapshot.index.file_at(path)?);
    if !index.file(file).is_page() {
        let diagnostics = to_proto::diagnostics(snapshot, file);
        return Some(Arc::new(Said { diagnostics, entries: Vec::new(), name: OnceLock::new() }));
    }
    let all = index.entries_of(file).map(|(id, _)| id).collect();
    Some(together(of_entries(snapshot, file, all).into_iter()))
}

/// What is said of a page that is there when some of its entries are looked at again, which may be gone; `before`: what was
/// said before, if anything. Where that is the same, it is shared.
fn said_again(
    snapshot: &Snapshot,
    path: &str,
    outdated: &BTreeSet<Key>,
    before: Option<&Arc<Found>>,
) -> Option<Arc<Said>> {
    let (index, file) = (&snapshot.index, snapshot.index.file_at(path)?);
    let mut again: Vec<EntryId> = outdated.iter().filter_map(|key| index.entry_with(file, *key)).collect();
    again.sort_unstable();
    let again = of_entries(snapshot, file, again);
    let Some(before) = before.map(|found| &found.said) else {
        return Some(together(again.into_iter()));
    };
    let kept = before.by_entry().filter(|(key, _)| !outdated.contains(key));
    let again = again.iter().map(|(key, own)| (*key, &**own));
    let mut all: Vec<(EntryId, Key, &[Diagnostic])> = kept
        .chain(again)
        .filter(|(_, own)| !own.is_empty())
        .filter_map(|(key, own)| Some((index.entry_with(file, key)?, key, own)))
        .collect();
    all.sort_unstable_by_key(|(id, ..)| *id);
    let all = all.into_iter().map(|(_, key, own)| (key, own));
    match before.by_entry().eq(all.clone()) {
        true => Some(Arc::clone(before)),
        false => Some(together(all.map(|(key, own)| (key, own.to_vec())))),
    }
}

fn of_entries(snapshot: &Snapshot, file: FileId, entries: Vec<EntryId>) -> Vec<(Key, Vec<Diagnostic>)> {
    let found = to_proto::diagnostics_of(snapshot, file, entries).into_iter();
    found.map(|(id, own)| (snapshot.index.key(id), own)).collect()
}

/// The findings on entries that are in order.
fn together(each: impl Iterator<Item = (Key, Vec<Diagnostic>)>) -> Arc<Said> {
    let (mut entries, mut diagnostics) = (Vec::new(), Vec::new());
    for (key, own) in each.filter(|(_, own)| !own.is_empty()) {
        entries.push((key, own.len()));
        diagnostics.extend(own);
    }
    Arc::new(Said { diagnostics, entries, name: OnceLock::new() })
}

/// The paths of documents that were opened, closed, or have another version; `None` where an editor calls one by another
/// address than before: then it is called so wherever it is mentioned.
fn reopened(before: &Open, now: &Open) -> Option<Vec<Arc<str>>> {
    let address = |open: &Open, path: &str| {
        open.get(path).map(|(uri, _)| uri.clone()).or_else(|| Uri::from_file_path(path))
    };
    let others = |a: &HashMap<Arc<str>, (Uri, i32)>, b: &HashMap<Arc<str>, (Uri, i32)>| -> Vec<Arc<str>> {
        a.iter().filter(|(path, open)| b.get(*path) != Some(open)).map(|(path, _)| Arc::clone(path)).collect()
    };
    let mut reopened = others(before, now);
    reopened.extend(others(now, before));
    let same_address = reopened.iter().all(|path| address(before, path) == address(now, path));
    same_address.then_some(reopened)
}

#[cfg(test)]
mod tests;
