//! Everything the server knows. Only the main loop changes it; whoever answers a question gets a
//! [`Snapshot`].

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;
use std::path::PathBuf;
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
        let changed = std::mem::take(&mut self.changed_while_loading);
        self.read_again(&changed);
    }

    /// Files or folders on disk were changed, created, deleted or renamed. What is gone is forgotten, a
    /// folder with all that was in it; what is there is read, and nothing else is.
    pub fn read_again(&mut self, paths: &[PathBuf]) {
        if !self.loaded {
            self.changed_while_loading.extend_from_slice(paths);
        }
        self.changed |= !paths.is_empty();
        // Only a walk knows what is left out; a file that we had is not.
        let walked: OnceCell<Vec<PathBuf>> = OnceCell::new();
        let walk = || walked.get_or_init(|| self.roots.iter().flat_map(|root| disk::walk(root)).collect());
        let mut to_read: BTreeSet<PathBuf> = BTreeSet::new();
        let mut gone: Vec<Arc<str>> = Vec::new();
        for path in paths {
            let name: Arc<str> = disk::name(path).into();
            let below = format!("{name}/");
            let inside = self.disk.range::<str, _>((Bound::Included(&*below), Bound::Unbounded));
            gone.extend(inside.map(|(path, _)| path).take_while(|path| path.starts_with(&below)).cloned());
            let known = self.disk.contains_key(&name);
            if known && path.is_file() {
                to_read.insert(path.clone());
            } else if File::is_candidate(&name) || path.is_dir() {
                to_read.extend(walk().iter().filter(|walked| walked.starts_with(path)).cloned());
            }
            gone.push(name);
        }
        for path in gone {
            self.disk.remove(&path);
        }
        let loaded = disk::load(&to_read.into_iter().collect::<Vec<_>>(), disk::name, || {});
        for problem in &loaded.problems {
            tracing::warn!("{}: {}", problem.path.display(), problem.message);
        }
        self.disk.extend(loaded.files.into_iter().map(|file| (Arc::clone(&file.path), file)));
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
            // Two addresses may name one file.
            let edited = self.documents.iter().filter(|(uri, document)| open[&document.path].0 == **uri);
            let edited = edited.filter_map(|(_, document)| document.file().cloned());
            let index = Index::new(closed.chain(edited), &self.config);
            let index = if self.loaded { index } else { index.incomplete() };
            self.snapshot =
                Snapshot { index: Arc::new(index), editor: Arc::clone(&self.editor), open: Arc::new(open) };
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
