//! Everything the server knows. Only the main loop changes it; whoever answers a question gets a
//! [`Workspace`], the state at one moment.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;
use tower_lsp::ls_types::{InitializeParams, Uri};

use crate::config::{self, Config};
use crate::disk::{self, Problem};
use crate::index::{File, FileId, Index};
use crate::server::capabilities::Editor;
use crate::server::documents::Documents;
use crate::server::folder::{Folder, OpenFile};
use crate::server::from_proto;

/// Everything the server knows.
#[derive(Default)]
pub struct State {
    /// What the editor can do.
    pub editor: Arc<Editor>,
    /// The folders of the workspace; one without a path if there is none.
    pub folders: Vec<Folder>,
    /// What is open in the editor.
    pub documents: Documents,
    /// Whether the folders were read. Until then we answer from what we have and report nothing.
    pub loaded: bool,
    /// What the editor set for all folders, and for each.
    settings: Json,
    settings_of: HashMap<PathBuf, Json>,
    workspace: Workspace,
    /// Whether other documents are open than when `workspace` was put together.
    changed: bool,
}

/// The open documents: by path, the editor's address and version.
pub type Open = HashMap<Arc<str>, (Uri, i32)>;

/// The state at one moment.
#[derive(Clone, Default)]
pub struct Workspace {
    /// The folders that are read, and after them each file of none.
    folders: Arc<Vec<(PathBuf, Arc<Index>)>>,
    /// How many are read.
    read: usize,
    editor: Arc<Editor>,
    open: Arc<Open>,
}

/// One folder of a [`Workspace`].
#[derive(Clone)]
pub struct Snapshot {
    /// Everything that was read of it.
    pub index: Arc<Index>,
    /// What the editor can do.
    pub editor: Arc<Editor>,
    open: Arc<Open>,
}

impl State {
    /// The first message.
    pub fn initialize(&mut self, params: &InitializeParams) {
        self.editor = Arc::new(Editor::negotiate(params));
        self.settings = params.initialization_options.clone().map_or(Json::Null, from_proto::settings);
        self.set_roots(roots(params));
    }

    /// The folders of the workspace changed.
    pub fn change_roots(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        let kept = self.roots().filter(|root| !removed.contains(root) && !added.contains(root));
        let roots = kept.chain(added.clone()).collect();
        self.set_roots(roots);
    }

    /// The folders that have a path.
    pub fn roots(&self) -> impl Iterator<Item = PathBuf> {
        let roots = self.folders.iter().map(|folder| folder.root.clone());
        roots.filter(|root| !root.as_os_str().is_empty())
    }

    fn set_roots(&mut self, mut roots: Vec<PathBuf>) {
        if roots.is_empty() {
            roots.push(PathBuf::new());
        }
        let mut old = std::mem::take(&mut self.folders);
        for root in &roots {
            let known = old.iter().position(|folder| folder.root == *root).map(|at| old.swap_remove(at));
            let mut folder = known.unwrap_or_else(|| Folder::new(root.clone()));
            let is_inner = |other: &&PathBuf| *other != root && other.starts_with(root);
            folder.inner = roots.iter().filter(is_inner).cloned().collect();
            folder.touch_all();
            self.folders.push(folder);
        }
        self.changed = true;
    }

    /// The editor says its settings, for all folders or for one.
    pub fn set_settings(&mut self, root: Option<PathBuf>, said: Json) {
        match root {
            Some(root) => {
                self.settings_of.insert(root, said);
            }
            None => self.settings = said,
        }
    }

    /// Takes over the settings of all folders; what is being typed in a settings file does not hold before it
    /// is saved. Returns whether any changed.
    pub fn configure(&mut self) -> bool {
        let mut changed = false;
        for folder in &mut self.folders {
            // What is said for the folder is said last.
            let of_folder = self.settings_of.get(&folder.root).filter(|said| !said.is_null());
            changed |= folder
                .configure(self.editor.language, &config::from_json(of_folder.unwrap_or(&self.settings)));
        }
        if changed {
            self.documents.read_again();
        }
        changed
    }

    /// The folders are about to be read.
    pub fn begin_load(&mut self) {
        self.loaded = false;
        self.folders.iter_mut().for_each(Folder::begin_load);
        self.touch_open();
    }

    /// Some files of a folder were read, more are to come.
    pub fn load_part(&mut self, root: &Path, files: Vec<Arc<File>>) {
        if let Some(folder) = self.folders.iter_mut().find(|folder| folder.root == root) {
            folder.load_part(files);
        }
    }

    /// While folders are read, puts together what has come in, before somebody asks.
    pub fn keep_up(&mut self) {
        if !self.loaded && self.folders.iter().any(Folder::is_behind) {
            self.workspace();
        }
    }

    /// All files were read. Returns what could not be read of those that changed meanwhile.
    pub fn end_load(&mut self) -> Vec<Problem> {
        self.loaded = true;
        self.touch_open();
        self.folders.iter_mut().flat_map(Folder::end_load).collect()
    }

    /// Which documents are left out is known only once all is read: they may count in a folder now, or no more.
    fn touch_open(&mut self) {
        for (_, document) in self.documents.iter() {
            self.folders.iter_mut().for_each(|folder| folder.touch(Arc::clone(&document.path)));
        }
    }

    /// Files or folders on disk changed. Returns what could not be read.
    pub fn read_again(&mut self, paths: &[PathBuf]) -> Vec<Problem> {
        let mut of_folder: HashMap<usize, Vec<PathBuf>> = HashMap::new();
        for path in paths {
            if let Some(at) = self.folder_of(path) {
                of_folder.entry(at).or_default().push(path.clone());
            }
        }
        let mut problems = Vec::new();
        for (at, paths) in of_folder {
            if !self.loaded {
                self.folders[at].read_later(&paths);
            }
            problems.extend(self.folders[at].read_again(&paths));
        }
        problems
    }

    /// Of paths that changed those to look at now and those that can wait: all but `most` of the files that we have. What
    /// we do not have, as a new file or a folder, is looked for by a walk of all that there is, once.
    pub fn some_of(&self, paths: &[PathBuf], most: usize) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let mut known = 0;
        let is_now = |path: &PathBuf| {
            let has = self.folder_of(path).is_some_and(|at| self.folders[at].has(path));
            let is_known = has && disk::is_plain_file(path);
            known += usize::from(is_known);
            !is_known || known <= most
        };
        paths.iter().cloned().partition(is_now)
    }

    /// Whether a path holds the settings of a folder.
    pub fn holds_settings(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| folder.root.join(config::FILE_NAME) == path)
    }

    /// Whether a folder has settings of its own.
    pub fn has_settings(&self) -> bool {
        self.roots().any(|root| disk::settings_file(&root).is_some())
    }

    /// The files that were read and are not among those that are there.
    pub fn gone(&self, there: &[PathBuf]) -> Vec<PathBuf> {
        let there: HashSet<String> = there.iter().map(|path| disk::name(path)).collect();
        let read = self.folders.iter().flat_map(Folder::paths);
        read.filter(|path| !there.contains(*path)).map(PathBuf::from).collect()
    }

    fn folder_of(&self, path: &Path) -> Option<usize> {
        folder_of(self.folders.iter().map(|folder| folder.root.as_path()), path)
    }

    /// The state now. Puts together the indexes of what changed since the last time.
    pub fn workspace(&mut self) -> Workspace {
        let read = self.documents.read(|path| {
            let at = folder_of(self.folders.iter().map(|folder| folder.root.as_path()), Path::new(path));
            at.map(|at| &self.folders[at].config)
                .is_some_and(|config| config.catalogs.matches(config.inside(path)))
        });
        // A document that is closed belongs to no folder any more, so all of them may have had it.
        let all = std::mem::take(&mut self.changed);
        let mut loose_changed = false;
        for path in read {
            match self.home_of(&path) {
                Some(at) => self.folders[at].touch(path),
                None => loose_changed = true,
            }
        }
        if !all && !loose_changed && !self.folders.iter().any(|folder| folder.is_changed(self.loaded)) {
            return self.workspace.clone();
        }
        let open: Open = self
            .documents
            .iter()
            .map(|(uri, document)| (Arc::clone(&document.path), (uri.clone(), document.version)))
            .collect();
        let mut of_folder: Vec<Vec<OpenFile>> = vec![Vec::new(); self.folders.len()];
        let mut loose: Vec<OpenFile> = Vec::new();
        let documents: Vec<(Uri, Arc<str>, Option<Arc<File>>)> = self
            .documents
            .iter()
            .map(|(uri, document)| (uri.clone(), Arc::clone(&document.path), document.file().cloned()))
            .collect();
        for (uri, path, file) in documents {
            // Two addresses may name one file.
            if open[&path].0 != uri {
                continue;
            }
            match self.home_of(&path) {
                Some(at) => of_folder[at].push((path, file)),
                None => loose.push((path, file)),
            }
        }
        for (folder, open) in self.folders.iter_mut().zip(&of_folder) {
            if all {
                folder.touch_all();
            }
            if folder.is_changed(self.loaded) {
                folder.put_together(open, self.loaded);
            }
        }
        let folders = self.folders.iter().map(|folder| (folder.root.clone(), Arc::clone(&folder.index)));
        // In order, whatever it was opened in.
        loose.sort_by(|(a, _), (b, _)| a.cmp(b));
        // Under its own path, a file of no folder is found before any folder that it may lie in.
        let loose = loose.into_iter().map(|(path, file)| (PathBuf::from(&*path), self.alone(file)));
        self.workspace = Workspace {
            folders: Arc::new(folders.chain(loose).collect()),
            read: self.folders.len(),
            editor: Arc::clone(&self.editor),
            open: Arc::new(open),
        };
        self.workspace.clone()
    }

    /// The folder that a document counts in; what is no file yet counts in the first. `None`: it is a file of
    /// none, and whatever it says must not be held against the notes.
    fn home_of(&mut self, path: &Arc<str>) -> Option<usize> {
        match self.folder_of(Path::new(&**path)) {
            Some(at) => (!self.loaded || !self.folders[at].leaves_out(path)).then_some(at),
            None => {
                let is_file = Path::new(&**path).is_absolute();
                let first = (!self.folders.is_empty()).then_some(0);
                first.filter(|_| !is_file || self.roots().next().is_none())
            }
        }
    }

    /// The index of a file of no folder. Of the repository that it is from nothing is known.
    fn alone(&self, file: Option<Arc<File>>) -> Arc<Index> {
        let unknown = ["broken-reference", "no-numbers"].map(|code| (code.into(), None));
        let config = Config { locale: self.editor.language, severities: unknown.into(), ..Config::default() };
        Arc::new(Index::new(file, Arc::new(config)))
    }

    /// Other documents are open than before, or the folders were read.
    pub fn touch(&mut self) {
        self.changed = true;
    }
}

impl Workspace {
    /// A file, and the folder it belongs to.
    pub fn find(&self, path: &str) -> Option<(Snapshot, FileId)> {
        let snapshot = self.at(path)?;
        let file = snapshot.index.file_at(path)?;
        Some((snapshot, file))
    }

    /// The folder that a path belongs to: the innermost, else the first.
    pub fn at(&self, path: &str) -> Option<Snapshot> {
        let roots = self.folders.iter().map(|(root, _)| root.as_path());
        let (_, index) = self.folders.get(folder_of(roots, Path::new(path)).unwrap_or(0))?;
        Some(self.snapshot(index))
    }

    /// Gets ready what the first question would wait for.
    pub fn prepare(&self) {
        self.folders.iter().for_each(|(_, index)| index.prepare());
    }

    /// All folders, and files of none, with where each is.
    pub fn all(&self) -> impl Iterator<Item = (&Path, Snapshot)> {
        self.folders.iter().map(|(root, index)| (root.as_path(), self.snapshot(index)))
    }

    /// What is open.
    pub fn open(&self) -> &Arc<Open> {
        &self.open
    }

    /// The folders that are read, with where each is.
    pub fn folders(&self) -> impl Iterator<Item = (&Path, Snapshot)> {
        self.folders[..self.read].iter().map(|(root, index)| (root.as_path(), self.snapshot(index)))
    }

    /// What the editor can do.
    pub fn editor(&self) -> &Editor {
        &self.editor
    }

    fn snapshot(&self, index: &Arc<Index>) -> Snapshot {
        Snapshot { index: Arc::clone(index), editor: Arc::clone(&self.editor), open: Arc::clone(&self.open) }
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

/// The innermost of the folders that a path is in.
fn folder_of<'a>(roots: impl Iterator<Item = &'a Path>, path: &Path) -> Option<usize> {
    let inside = roots.enumerate().filter(|(_, root)| !root.as_os_str().is_empty() && path.starts_with(root));
    inside.max_by_key(|(_, root)| root.components().count()).map(|(at, _)| at)
}

fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let mut roots: Vec<PathBuf> = Vec::new();
    for root in folders.filter_map(|folder| from_proto::file_path(&folder.uri)) {
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    if !roots.is_empty() {
        return roots;
    }
    #[allow(deprecated, reason = "what clients without workspace folders send")]
    let root = params.root_uri.as_ref().and_then(from_proto::file_path);
    root.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;

    #[test]
    fn of_many_files_that_changed_some_wait_and_what_is_looked_for_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let names = ["a.txt", "b.txt", "c.txt", "gone.txt"];
        names.iter().for_each(|name| std::fs::write(path(name), "Issue Date: 2025-01-01\n").unwrap());
        let mut state = State::default();
        state.set_roots(vec![folder.path().to_owned()]);
        state.begin_load();
        let paths: Vec<PathBuf> = names.iter().map(|name| path(name)).collect();
        state.load_part(folder.path(), disk::load(&paths, &Config::default(), disk::name, || {}).files);
        state.end_load();
        std::fs::remove_file(path("gone.txt")).unwrap();
        let changed = ["c.txt", "new.txt", "b.txt", "gone.txt", "a.txt"].map(path);
        let (now, later) = state.some_of(&changed, 1);
        assert_eq!(now, ["c.txt", "new.txt", "gone.txt"].map(path));
        assert_eq!(later, ["b.txt", "a.txt"].map(path));
        assert_eq!(state.some_of(&changed, 3), (changed.to_vec(), vec![]));
    }
}
