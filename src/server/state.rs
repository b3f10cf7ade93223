//! Everything the server knows. Only the main loop changes it; whoever answers a question gets a
//! [`Snapshot`].

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::ls_types::{InitializeParams, Uri};

use crate::config::Config;
use crate::disk;
use crate::index::{File, Index};
use crate::server::capabilities::Editor;
use crate::server::documents::Documents;
use crate::server::from_proto;

/// Everything the server knows.
#[derive(Default)]
pub struct State {
    /// What the editor can do.
    pub editor: Arc<Editor>,
    /// The folders of the workspace.
    pub roots: Vec<PathBuf>,
    /// What is open in the editor.
    pub documents: Documents,
    /// Whether the folders were read. Until then we answer from what we have and report nothing.
    pub loaded: bool,
    disk: BTreeMap<Arc<str>, Arc<File>>,
    /// The paths that the reading under way has read so far.
    seen: HashSet<Arc<str>>,
    /// What changed on disk since it began.
    changed_while_loading: Vec<PathBuf>,
    config: Config,
    snapshot: Snapshot,
    changed: bool,
}

/// The state at one moment.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// Everything that was read.
    pub index: Arc<Index>,
    /// What the editor can do.
    pub editor: Arc<Editor>,
    open: Arc<HashMap<Arc<str>, (Uri, i32)>>,
}

impl State {
    /// The first message.
    pub fn initialize(&mut self, params: &InitializeParams) {
        self.editor = Arc::new(Editor::negotiate(params));
        self.roots = roots(params);
        self.changed = true;
    }

    /// The folders of the workspace changed.
    pub fn change_roots(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        self.roots.retain(|root| !removed.contains(root));
        self.roots.extend(added);
    }

    /// The folders are about to be read.
    pub fn begin_load(&mut self) {
        self.loaded = false;
        self.seen.clear();
        self.changed_while_loading.clear();
        self.config.repository = self.roots.iter().find_map(|root| disk::origin(root));
    }

    /// Some files were read, more are to come.
    pub fn load_part(&mut self, files: Vec<Arc<File>>) {
        self.seen.extend(files.iter().map(|file| Arc::clone(&file.path)));
        self.disk.extend(files.into_iter().map(|file| (Arc::clone(&file.path), file)));
        self.changed = true;
    }

    /// All files were read: what was not among them is gone, and what changed meanwhile is read again.
    pub fn end_load(&mut self) {
        self.loaded = true;
        self.changed = true;
        let seen = std::mem::take(&mut self.seen);
        self.disk.retain(|path, _| seen.contains(path));
        for path in std::mem::take(&mut self.changed_while_loading) {
            self.read_file(&path);
        }
    }

    /// A file on disk changed, appeared or is gone; a folder that is gone takes its files with it.
    pub fn read_file(&mut self, path: &Path) {
        if !self.loaded {
            self.changed_while_loading.push(path.to_owned());
        }
        let name = disk::name(path);
        let watched = self.roots.iter().any(|root| disk::is_watched(root, path));
        let file = (watched && path.is_file()).then(|| disk::read(path));
        let parsed = match file {
            Some(Ok(text)) => File::parse(&name, &text),
            Some(Err(problem)) => {
                tracing::warn!("{name}: {}", problem.message);
                None
            }
            None => None,
        };
        self.changed = true;
        match parsed {
            Some(file) => {
                self.disk.insert(Arc::clone(&file.path), Arc::new(file));
            }
            None => {
                let below = format!("{name}/");
                self.disk.retain(|path, _| **path != *name && !path.starts_with(&below));
            }
        }
    }

    /// A document changed, was opened or closed.
    pub fn touch(&mut self) {
        self.changed = true;
    }

    /// The state now. Puts the index together if anything changed since the last time.
    pub fn snapshot(&mut self) -> Snapshot {
        if self.documents.read() || self.changed {
            self.changed = false;
            let open: HashMap<Arc<str>, (Uri, i32)> = self
                .documents
                .iter()
                .map(|(uri, document)| (Arc::clone(&document.path), (uri.clone(), document.version)))
                .collect();
            let closed = self.disk.values().filter(|file| !open.contains_key(&file.path)).cloned();
            let edited = self.documents.iter().filter_map(|(_, document)| document.file().cloned());
            self.snapshot = Snapshot {
                index: Arc::new(Index::new(closed.chain(edited), &self.config)),
                editor: Arc::clone(&self.editor),
                open: Arc::new(open),
            };
        }
        self.snapshot.clone()
    }
}

impl Snapshot {
    /// The address of a file: the editor's own where it is open.
    pub fn uri(&self, path: &str) -> Option<Uri> {
        let open = self.open.get(path).map(|(uri, _)| uri.clone());
        open.or_else(|| Uri::from_file_path(path))
    }

    /// The version of a file that is open.
    pub fn version(&self, path: &str) -> Option<i32> {
        self.open.get(path).map(|(_, version)| *version)
    }
}

fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let roots: Vec<PathBuf> = folders.filter_map(|folder| from_proto::file_path(&folder.uri)).collect();
    if !roots.is_empty() {
        return roots;
    }
    #[allow(deprecated, reason = "what clients without workspace folders send")]
    let root = params.root_uri.as_ref().and_then(from_proto::file_path);
    root.into_iter().collect()
}
