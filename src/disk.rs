//! The disk: which files of a repository are read, and reading them. Nothing else in the program opens
//! a file of the notes.

pub mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use rayon::prelude::*;

use crate::config;
use crate::index::File;

/// Folders that never hold notes, whatever `.gitignore` says.
const LEFT_OUT: [&str; 2] = ["node_modules", "target"];

/// Catalogs at the root of a repository, read even where git ignores them: they are generated.
const ROOT_CATALOGS: [&str; 2] = ["issues.json", "issues.jsonl"];

/// The folder of tag documents at the root, for the same reason.
const ROOT_DOCUMENTS: &str = "agent_docs";

/// What was read of a repository.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The files with notes, in the order of their paths.
    pub files: Vec<Arc<File>>,
    /// What could not be read, in the order of the paths.
    pub problems: Vec<Problem>,
}

/// A file that could not be read.
#[derive(Debug)]
pub struct Problem {
    /// Its path.
    pub path: PathBuf,
    /// Why, with the line where that is known.
    pub message: String,
}

/// Reads files on all cores. `name` gives the path under which a file is known; `progress` is called
/// after each, from any thread.
pub fn load(paths: &[PathBuf], name: impl Fn(&Path) -> String + Sync, progress: impl Fn() + Sync) -> Loaded {
    let results: Vec<Result<Option<File>, Problem>> = paths
        .par_iter()
        .map(|path| {
            let file = read(path).map(|text| File::parse(&name(path), &text));
            progress();
            file
        })
        .collect();
    let mut loaded = Loaded::default();
    for result in results {
        match result {
            Ok(file) => loaded.files.extend(file.map(Arc::new)),
            Err(problem) => loaded.problems.push(problem),
        }
    }
    loaded
}

/// Reads one file as text.
///
/// # Errors
///
/// Where it cannot be read, is no regular file or is not UTF-8.
pub fn read(path: &Path) -> Result<String, Problem> {
    let problem = |message: String| Problem { path: path.to_owned(), message };
    // Opening a FIFO would wait for a writer.
    let metadata = std::fs::metadata(path).map_err(|error| problem(error.to_string()))?;
    if !metadata.is_file() {
        return Err(problem("not a regular file".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| problem(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|b| **b == b'\n').count() + 1;
        problem(format!("line {line} is not UTF-8; the file is left out"))
    })
}

/// Whether there is a folder at `path`.
///
/// # Errors
///
/// Where there is nothing, or nothing that we may look at.
pub fn is_folder(path: &Path) -> std::io::Result<bool> {
    std::fs::metadata(path).map(|metadata| metadata.is_dir())
}

/// The files below `root` that may hold notes, in path order. What `.gitignore` names, hidden files and
/// symbolic links are left out.
#[must_use]
pub fn walk(root: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = entries(root)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.to_str().is_some_and(File::is_candidate))
        .collect();
    let catalogs = ROOT_CATALOGS.iter().map(|name| root.join(name));
    paths.extend(catalogs.filter(|path| path.is_file()));
    let documents = std::fs::read_dir(root.join(ROOT_DOCUMENTS)).into_iter().flatten().filter_map(Result::ok);
    let documents = documents.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    paths.extend(
        documents.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|x| x == "xml")),
    );
    paths.sort();
    paths.dedup();
    paths
}

/// `root` and the folders below it that are walked.
fn folders(root: &Path) -> impl Iterator<Item = PathBuf> {
    let folders = entries(root).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()));
    folders.map(ignore::DirEntry::into_path)
}

/// All that git would see below `root`, but for the folders that are left out.
fn entries(root: &Path) -> impl Iterator<Item = ignore::DirEntry> {
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .filter_entry(|entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !(folder && entry.depth() > 0 && LEFT_OUT.iter().any(|name| entry.file_name() == *name))
        })
        .build();
    walk.filter_map(Result::ok)
}

/// `host/owner/name` of the git remote `origin` of the repository that holds `folder`.
#[must_use]
pub fn origin(folder: &Path) -> Option<Box<str>> {
    let git = folder.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    let config = if git.is_dir() {
        git.join("config")
    } else {
        // A worktree or a submodule: `.git` is a file that names the folder.
        let pointer = std::fs::read_to_string(&git).ok()?;
        let folder = git.parent()?.join(pointer.strip_prefix("gitdir:")?.trim());
        let common = std::fs::read_to_string(folder.join("commondir"));
        let common = common.map_or_else(|_| folder.clone(), |common| folder.join(common.trim()));
        common.join("config")
    };
    config::origin_in_git_config(&std::fs::read_to_string(config).ok()?)
}

/// The root of the repository that holds a file: the nearest folder above it with a `.git`, an issue
/// export or settings, else its own folder.
#[must_use]
pub fn root_of(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new("."));
    let marks = [".git", ".paper-notes.toml"];
    let is_root = |folder: &&Path| marks.iter().chain(&ROOT_CATALOGS).any(|mark| folder.join(mark).exists());
    folder.ancestors().find(is_root).unwrap_or(folder).to_owned()
}

/// A path as the index names it: with `/` between folders.
#[must_use]
pub fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        name.into_owned()
    } else {
        name.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn repository(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        folder
    }

    #[test]
    fn what_is_read() {
        let folder = repository(&[
            ("b.txt", b"x"),
            ("a/c.md", b"x"),
            ("issues.json", br#"[{"number":1,"title":"a"}]"#),
            ("package.json", b"{}"),
            ("ignored.txt", b"x"),
            ("agent_docs/NLP.xml", b"<paper-entry>"),
            (".gitignore", b"ignored.txt\nissues.json\nagent_docs/\n"),
            (".hidden/x.txt", b"x"),
            ("node_modules/x.txt", b"x"),
            ("target/x.txt", b"x"),
            ("notes.rs", b"x"),
        ]);
        let root = folder.path();
        let inside = |path: &Path| name(path.strip_prefix(root).unwrap());
        let loaded = load(&walk(root), inside, || {});
        let paths: Vec<&str> = loaded.files.iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["a/c.md", "agent_docs/NLP.xml", "b.txt", "issues.json"]);
        assert!(loaded.problems.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let folder = repository(&[("a.txt", b"x\ny\n\xff\n"), ("b.txt", b"x")]);
        let loaded = load(&walk(folder.path()), name, || {});
        assert_eq!(loaded.files.len(), 1);
        assert_eq!(loaded.problems[0].message, "line 3 is not UTF-8; the file is left out");
    }

    #[test]
    fn origin_and_root() {
        let folder = repository(&[
            (".git/config", b"[remote \"origin\"]\n\turl = git@github.com:o/r.git\n"),
            ("a/b/c.txt", b"x"),
        ]);
        let file = folder.path().join("a/b/c.txt");
        assert_eq!(origin(file.parent().unwrap()).as_deref(), Some("github.com/o/r"));
        assert_eq!(root_of(&file), folder.path());
    }
}
