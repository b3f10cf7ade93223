//! The findings of all files, brought up to date from one state to the next: only files whose findings may be others
//! are looked at again.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use tower_lsp::ls_types::{DiagnosticSeverity, PublishDiagnosticsParams, Uri};

use crate::index::Revision;
use crate::server::state::{Open, Snapshot, Workspace};
use crate::server::to_proto;

/// What was found in a file; at least one finding.
#[derive(Debug)]
pub struct Found {
    /// As it is pushed.
    pub params: PublishDiagnosticsParams,
    name: OnceLock<String>,
}

impl Found {
    /// The same for the same findings, in one run of the server.
    pub fn name(&self) -> &str {
        self.name.get_or_init(|| name(&self.params.diagnostics))
    }

    /// Whether an editor that has this one needs the other: the version of the document aside.
    pub fn differs(&self, other: &Self) -> bool {
        self.params.uri != other.params.uri || self.params.diagnostics != other.params.diagnostics
    }
}

/// A name for findings, the same for the same ones in one run of the server.
pub fn name(found: &[tower_lsp::ls_types::Diagnostic]) -> String {
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
        let all = self.all().flat_map(|(_, found)| &found.params.diagnostics);
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
                outdated.extend(reopened.iter().cloned());
                Some((known.clone(), outdated))
            });
            let (before, outdated) = outdated.unwrap_or_else(|| {
                let files = snapshot.index.files().map(|(_, file)| Arc::clone(&file.path));
                let known = known.cloned().unwrap_or_default();
                let outdated = known.found.keys().cloned().chain(files).collect();
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
        outdated: &BTreeSet<Arc<str>>,
        changed: &mut BTreeSet<Arc<str>>,
    ) -> Self {
        for (path, now) in all_found(snapshot, outdated) {
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
}

/// With fewer files it costs more to wake other threads than they are worth.
const MANY: usize = 64;

/// What is found in each of these files.
fn all_found<'a>(
    snapshot: &Snapshot,
    paths: &'a BTreeSet<Arc<str>>,
) -> Vec<(&'a Arc<str>, Option<Arc<Found>>)> {
    let find = |path: &'a Arc<str>| (path, found(snapshot, path).map(Arc::new));
    match paths.len() < MANY {
        true => paths.iter().map(find).collect(),
        false => paths.par_iter().map(find).collect(),
    }
}

fn found(snapshot: &Snapshot, path: &Arc<str>) -> Option<Found> {
    let diagnostics = to_proto::diagnostics(snapshot, snapshot.index.file_at(path)?);
    let uri = snapshot.uri(path).filter(|_| !diagnostics.is_empty())?;
    let params = PublishDiagnosticsParams::new(uri, diagnostics, snapshot.version(path));
    Some(Found { params, name: OnceLock::new() })
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
