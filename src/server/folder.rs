//! One folder of the workspace: a repository of its own, with its settings, what was read of it, and the
//! index of both that and what is open of it in the editor.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bug;
use crate::config::{Config, Value};
use crate::disk::{self, Problem};
use crate::index::{File, Index};
use crate::language::Language;

/// The path of an open document and what was found in it, if it holds notes.
pub type OpenFile = (Arc<str>, Option<Arc<File>>);

/// A folder of the workspace. The one with an empty path holds documents of no folder.
pub struct Folder {
    /// Where it is.
    pub root: PathBuf,
    /// Its settings.
    pub config: Arc<Config>,
    /// Folders of the workspace inside this one: what is in them is theirs.
    pub inner: Vec<PathBuf>,
    /// Everything that was read, as of the last [`Folder::put_together`].
    pub index: Arc<Index>,
    changed: Changed,
    disk: BTreeMap<Arc<str>, Arc<File>>,
    /// The paths that the reading under way has read so far.
    seen: HashSet<Arc<str>>,
    /// What changed on disk since it began.
    changed_while_loading: Vec<PathBuf>,
    /// Whether files that were asked about are left out.
    left_out: HashMap<Arc<str>, bool>,
}

impl Folder {
    /// A folder of which nothing was read yet.
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            config: Arc::default(),
            inner: Vec::new(),
            index: Arc::default(),
            changed: Changed::Everything,
            disk: BTreeMap::new(),
            seen: HashSet::new(),
            changed_while_loading: Vec::new(),
            left_out: HashMap::new(),
        }
    }

    /// Takes over its settings; `said` is what the editor says. Returns whether they changed.
    pub fn configure(&mut self, locale: Language, said: &Value) -> bool {
        let (config, mistakes) = disk::configure(&self.root, &disk::name(&self.root), locale, said);
        for mistake in mistakes {
            tracing::warn!("settings of the editor: {}", mistake.message.english);
        }
        let changed = *self.config != config;
        if changed {
            self.config = Arc::new(config);
            self.touch_all();
        }
        changed
    }

    /// It is about to be read.
    pub fn begin_load(&mut self) {
        self.seen.clear();
        self.changed_while_loading.clear();
    }

    /// Some files were read, more are to come.
    pub fn load_part(&mut self, files: Vec<Arc<File>>) {
        for file in files {
            self.seen.insert(Arc::clone(&file.path));
            self.touch(Arc::clone(&file.path));
            self.disk.insert(Arc::clone(&file.path), file);
        }
    }

    /// Whether the index is worth being brought up to date while more comes in: each time costs more with what is there.
    pub fn is_behind(&self) -> bool {
        match &self.changed {
            Changed::Everything => !self.disk.is_empty(),
            Changed::Files(paths) => paths.len() * 4 > self.disk.len(),
        }
    }

    /// All files were read: what was not among them is gone, and what changed meanwhile is read again. Which documents that
    /// are open count in the folder may be another matter now.
    pub fn end_load(&mut self) -> Vec<Problem> {
        self.left_out.clear();
        let seen = std::mem::take(&mut self.seen);
        let gone: Vec<Arc<str>> = self.disk.keys().filter(|path| !seen.contains(*path)).cloned().collect();
        for path in gone {
            self.disk.remove(&path);
            self.touch(path);
        }
        let changed = std::mem::take(&mut self.changed_while_loading);
        self.read_again(&changed)
    }

    /// Whether a file in it is none of its own, though it is open: settings or git leave it out.
    pub fn leaves_out(&mut self, path: &Arc<str>) -> bool {
        // Catalogs are read that `include` does not name.
        if self.disk.contains_key(path) {
            return false;
        }
        if !self.config.reads(self.config.inside(path)) {
            return true;
        }
        if !File::is_candidate(path) {
            return false;
        }
        let (root, config, inner) = (&self.root, &self.config, &self.inner);
        let left_out = || {
            let file = Path::new(&**path);
            // What is not saved yet is not there to be left out.
            file.is_file() && !walk(root, config, inner).iter().any(|walked| walked == file)
        };
        *self.left_out.entry(Arc::clone(path)).or_insert_with(left_out)
    }

    /// The paths of the files that were read.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.disk.keys().map(|path| &**path)
    }

    /// Whether a file was read.
    pub fn has(&self, path: &Path) -> bool {
        self.disk.contains_key(&*disk::name(path))
    }

    /// Files or folders changed while it is being read.
    pub fn read_later(&mut self, paths: &[PathBuf]) {
        self.changed_while_loading.extend_from_slice(paths);
    }

    /// Files or folders on disk were changed, created, deleted or renamed. What is gone is forgotten, a
    /// folder with all that was in it; what is there is read, and nothing else is. Returns what could not be
    /// read.
    pub fn read_again(&mut self, paths: &[PathBuf]) -> Vec<Problem> {
        // Only a walk knows what is left out; a file that we had is not, unless a link took its place.
        let walked: OnceCell<Vec<PathBuf>> = OnceCell::new();
        let walk = || walked.get_or_init(|| walk(&self.root, &self.config, &self.inner));
        let mut to_read: BTreeSet<PathBuf> = BTreeSet::new();
        let mut gone: Vec<Arc<str>> = Vec::new();
        let mut forgotten: Vec<Arc<str>> = Vec::new();
        for path in paths {
            let name: Arc<str> = disk::name(path).into();
            let below = format!("{name}/");
            // Whether they are left out is to be found out anew.
            let of_name = |path: &Arc<str>| *path == name || path.starts_with(&below);
            forgotten.extend(self.left_out.extract_if(|path, _| of_name(path)).map(|(path, _)| path));
            let inside = self.disk.range::<str, _>((Bound::Included(&*below), Bound::Unbounded));
            gone.extend(inside.map(|(path, _)| path).take_while(|path| path.starts_with(&below)).cloned());
            let known = self.disk.contains_key(&name);
            if known && disk::is_plain_file(path) {
                to_read.insert(path.clone());
            } else if File::is_candidate(&name) || path.is_dir() {
                // In path order, a folder is followed by all that is in it.
                let from = walk().partition_point(|walked| walked < path);
                to_read.extend(walk()[from..].iter().take_while(|walked| walked.starts_with(path)).cloned());
            }
            gone.push(name);
        }
        for path in gone {
            self.disk.remove(&path);
            self.touch(path);
        }
        forgotten.into_iter().for_each(|path| self.touch(path));
        let to_read: Vec<PathBuf> = to_read.into_iter().collect();
        let loaded = disk::load(&to_read, &self.config, disk::name, || {});
        loaded.files.iter().for_each(|file| self.touch(Arc::clone(&file.path)));
        self.disk.extend(loaded.files.into_iter().map(|file| (Arc::clone(&file.path), file)));
        loaded.problems
    }

    /// Another file counts under a path, or none.
    pub fn touch(&mut self, path: Arc<str>) {
        if let Changed::Files(paths) = &mut self.changed {
            paths.insert(path);
        }
    }

    /// Any file may be another, or count no more.
    pub fn touch_all(&mut self) {
        self.changed = Changed::Everything;
    }

    /// Whether the index is older than what it is made of, or does not say whether that is `complete`.
    pub fn is_changed(&self, complete: bool) -> bool {
        !matches!(&self.changed, Changed::Files(paths) if paths.is_empty())
            || self.index.is_complete() != complete
    }

    /// Brings the index up to date with what was read and what is `open` of this folder.
    pub fn put_together(&mut self, open: &[OpenFile], complete: bool) {
        let open: BTreeMap<&Arc<str>, &Option<Arc<File>>> =
            open.iter().map(|(path, file)| (path, file)).collect();
        let counts = |path: &Arc<str>| match open.get(path) {
            Some(file) => (*file).clone(),
            None => self.disk.get(path).cloned(),
        };
        let anew = || {
            let closed = self.disk.values().filter(|file| !open.contains_key(&file.path)).cloned();
            Index::new(closed.chain(open.values().copied().flatten().cloned()), Arc::clone(&self.config))
        };
        let changed = std::mem::replace(&mut self.changed, Changed::Files(BTreeSet::new()));
        let update = || match changed {
            // Settings say how files are understood.
            _ if !std::ptr::eq(self.index.config(), &*self.config) => anew(),
            Changed::Files(paths) => {
                bug::provoke("update", || format!("{paths:?}"));
                self.index.updated(paths.into_iter().map(|path| (Arc::clone(&path), counts(&path))))
            }
            Changed::Everything => {
                let held: Vec<Arc<str>> =
                    self.index.files().map(|(_, file)| Arc::clone(&file.path)).collect();
                let read = self
                    .disk
                    .keys()
                    .chain(open.keys().copied())
                    .filter(|path| self.index.file_at(path).is_none());
                let paths: Vec<Arc<str>> = held.into_iter().chain(read.cloned()).collect();
                self.index.updated(paths.into_iter().map(|path| (Arc::clone(&path), counts(&path))))
            }
        };
        let index = bug::contain(update).unwrap_or_else(|bug| {
            tracing::error!("bringing the index up to date failed; it is made anew; this is a bug: {bug}");
            anew()
        });
        self.index = Arc::new(index.completed(complete));
    }
}

/// What may be different from what the index knows.
enum Changed {
    Files(BTreeSet<Arc<str>>),
    Everything,
}

/// The files of a folder in path order, but for those of folders inside it that stand for themselves.
fn walk(root: &Path, config: &Config, inner: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk_and_tell(root, config, inner, |file| files.push(file.to_owned()));
    files.sort();
    files
}

/// Calls `tell` with each of the same once it is found. Returns what could not be looked into.
pub fn walk_and_tell(
    root: &Path,
    config: &Config,
    inner: &[PathBuf],
    mut tell: impl FnMut(&Path),
) -> Vec<Problem> {
    if root.as_os_str().is_empty() {
        return Vec::new();
    }
    disk::walk_and_tell(root, config, &mut |file| {
        if !inner.iter().any(|inner| file.starts_with(inner)) {
            tell(file);
        }
    })
    .problems
}
