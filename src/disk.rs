//! The disk: which files of a repository are read, and reading them. Nothing else in the program opens
//! a file of the notes.

mod git;
mod walk;
pub mod watch;

use std::fs::Metadata;
use std::io::ErrorKind;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use crate::bug::{self, Bug};
use crate::config::{self, Config, Problem as Mistake, Source, Value};
use crate::index::File;
use crate::language::{Language, say};
use crate::text::Text;
pub use git::origin;
pub use walk::{Walked, settings_file, walk, walk_and_tell};

/// How many files are in a part.
const PART: usize = 4;

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

/// The settings of the repository at `root`, whose files the index knows by names that begin with `prefix`:
/// git's, then the repository's own, then `said` by the editor. With them what is wrong in `said`; what is
/// wrong in the repository's own is a finding on their file.
#[must_use]
pub fn configure(root: &Path, prefix: &str, locale: Language, said: &Value) -> (Config, Vec<Mistake>) {
    let mut config = Config { root: prefix.into(), locale, ..Config::default() };
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    if let Some(repository) = origin(&absolute) {
        config.repository = Some(repository);
        config.sources.insert("repository".into(), Source::Git);
    }
    if let Some(file) = settings_file(root)
        && let Ok(text) = read(&file, &config)
    {
        config.apply(&config::from_toml(&text).0, Source::File(0));
    }
    let mistakes = config.apply(said, Source::Editor);
    (config, mistakes)
}

/// Reads files on all cores. `name` gives the path under which a file is known; `progress` is called
/// after each, from any thread.
pub fn load(
    paths: &[PathBuf],
    config: &Config,
    name: impl Fn(&Path) -> String + Sync,
    progress: impl Fn() + Sync,
) -> Loaded {
    let load = |path: &PathBuf| {
        let file = load_one(path, config, &name);
        progress();
        file
    };
    paths.par_iter().map(load).collect::<Vec<_>>().into_iter().collect()
}

/// The same, and calls `each` from any thread with what was read of a few files that follow each other, those in front
/// first, until it breaks. `paths` may keep its caller waiting for those that are still being looked for.
pub fn load_in_parts(
    paths: impl Iterator<Item = PathBuf> + Send,
    config: &Config,
    name: impl Fn(&Path) -> String + Sync,
    each: impl Fn(Loaded) -> ControlFlow<()> + Sync,
) {
    // Handed out one after another: what comes in order is put in its place at once.
    let paths = Mutex::new(paths);
    let next = || -> Option<Vec<PathBuf>> {
        let part: Vec<PathBuf> = paths.lock().ok()?.by_ref().take(PART).collect();
        (!part.is_empty()).then_some(part)
    };
    let read = || {
        while let Some(paths) = next()
            && each(paths.iter().map(|path| load_one(path, config, &name)).collect()).is_continue()
        {}
    };
    // Threads of their own: those of the pool answer questions meanwhile.
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(read))));
}

fn load_one(path: &Path, config: &Config, name: impl Fn(&Path) -> String) -> Result<Option<File>, Problem> {
    let read = with_text(path, config, |text| {
        let name = name(path);
        let named = config.catalogs.matches(config.inside(&name));
        bug::contain(|| {
            bug::provoke("read", || text.to_owned());
            File::parse_and_keep(&name, text, named, || Text::packed(text))
        })
    });
    let failed = |bug: Bug| {
        let (path, language) = (path.to_owned(), config.language());
        let message = say!(
            language,
            "reading it failed, which is a bug of this program; the file is left out: {bug}",
            "読み込みに失敗しました（このプログラムの不具合です）。このファイルは読みません: {bug}"
        );
        Problem { path, message }
    };
    let file = read.and_then(|read| read.map_err(failed));
    // What went away since it was seen is no problem, for it is not there.
    let went_away = || path.symlink_metadata().is_err_and(|error| is_gone(&error));
    if file.is_err() && went_away() { Ok(None) } else { file }
}

/// Whether an error says that there is nothing.
fn is_gone(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

impl FromIterator<Result<Option<File>, Problem>> for Loaded {
    fn from_iter<T: IntoIterator<Item = Result<Option<File>, Problem>>>(results: T) -> Self {
        let mut loaded = Self::default();
        for result in results {
            match result {
                Ok(file) => loaded.files.extend(file.map(Arc::new)),
                Err(problem) => loaded.problems.push(problem),
            }
        }
        loaded
    }
}

/// Reads one file as text.
///
/// # Errors
///
/// Where it cannot be read, is no regular file, is larger than the settings allow or is not UTF-8.
pub fn read(path: &Path, config: &Config) -> Result<String, Problem> {
    with_text(path, config, str::to_owned)
}

fn with_text<T>(path: &Path, config: &Config, with: impl FnOnce(&str) -> T) -> Result<T, Problem> {
    let problem = |message: String| Problem { path: path.to_owned(), message };
    let language = config.language();
    // Opening a FIFO would wait for a writer.
    let metadata = std::fs::metadata(path).map_err(|error| problem(error.to_string()))?;
    if !metadata.is_file() {
        return Err(problem(say!(language, "not a regular file", "通常のファイルではありません")));
    }
    if metadata.len() > config.max_file_size_mb * 1_000_000 {
        let (size, most) = (metadata.len() as f64 / 1e6, config.max_file_size_mb);
        return Err(problem(say!(
            language,
            "{size:.1} MB, more than max-file-size-mb = {most}; the file is left out",
            "{size:.1} MB あり、max-file-size-mb = {most} を超えるので読みません"
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| problem(error.to_string()))?;
    let text = simdutf8::compat::from_utf8(&bytes).map_err(|error| {
        // The byte order mark that every editor writes which writes UTF-16.
        if matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
            return problem(say!(
                language,
                "UTF-16, not UTF-8; the file is left out until it is saved as UTF-8",
                "UTF-8 ではなく UTF-16 なので読みません。UTF-8 で保存してください"
            ));
        }
        let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        problem(say!(
            language,
            "line {line} is not UTF-8; the file is left out",
            "{line} 行目が UTF-8 ではないので読みません"
        ))
    })?;
    Ok(with(text))
}

/// Writes a file as a whole: what is read is the text before or the text after, never a part. A file that no
/// longer has the text `before` is left alone.
///
/// # Errors
///
/// Where it changed meanwhile, or cannot be written.
pub fn replace(path: &Path, before: &str, after: &str, language: Language) -> Result<(), String> {
    // A link stays a link: what it leads to is written.
    let real = path.canonicalize().map_err(|error| error.to_string())?;
    if std::fs::read(&real).map_err(|error| error.to_string())? != before.as_bytes() {
        return Err(say!(
            language,
            "changed while it was being looked at; it is left alone",
            "確認中に変更されたので、書き換えません"
        ));
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        // Of a process that is killed here it is left behind: nobody reads it, and its name says whose it is.
        let file = tempfile::Builder::new().prefix(".paper-notes-").suffix(".tmp").tempfile_in(folder)?;
        std::io::Write::write_all(&mut file.as_file(), after.as_bytes())?;
        file.as_file().sync_all()?;
        file.as_file().set_permissions(std::fs::metadata(&real)?.permissions())?;
        file.persist(&real)?;
        Ok(())
    };
    write().map_err(|error| {
        say!(
            language,
            "cannot be written, and is as it was: {error}",
            "書き込めません。元のままです: {error}"
        )
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

/// Those of `files` that were written, made or moved here since a moment, or shortly before it: clocks of file
/// systems are coarse.
#[must_use]
pub fn changed_since<'a>(files: &'a [PathBuf], moment: SystemTime) -> Vec<&'a PathBuf> {
    let moment = moment.checked_sub(COARSE).unwrap_or(moment);
    let recent = |path: &&'a PathBuf| {
        path.metadata()
            .is_ok_and(|metadata| times(&metadata).into_iter().flatten().any(|time| time >= moment))
    };
    files.iter().filter(recent).collect()
}

/// How coarse the clocks of file systems may be (FAT's: 2 seconds).
const COARSE: Duration = Duration::from_secs(2);

/// When a file was written, and when its name or place was changed.
fn times(metadata: &Metadata) -> [Option<SystemTime>; 2] {
    #[cfg(unix)]
    let moved = {
        use std::os::unix::fs::MetadataExt;
        moment_after(metadata.ctime())
    };
    #[cfg(not(unix))]
    let moved = metadata.created().ok();
    [metadata.modified().ok(), moved]
}

/// A moment not before any in a second that is counted from 1970 on, if it can be told: a broken file system says anything.
#[cfg(unix)]
fn moment_after(second: i64) -> Option<SystemTime> {
    let seconds = Duration::from_secs(u64::try_from(second).ok()? + 1);
    SystemTime::UNIX_EPOCH.checked_add(seconds)
}

/// Whether a file says which others are left out.
#[must_use]
pub fn says_what_is_ignored(path: &Path) -> bool {
    path.file_name().is_some_and(|name| IGNORE_FILES.iter().any(|file| name == *file))
}

/// The files that say which others are left out.
pub const IGNORE_FILES: [&str; 2] = [".gitignore", ".ignore"];

/// Whether a file is at `path`, and no link to one.
#[must_use]
pub fn is_plain_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
}

/// Whether what is at `path`, if anything, is a file or a folder: a FIFO or a device might be read for ever.
#[must_use]
pub fn may_be_read(path: &Path) -> bool {
    path.metadata().map_or(true, |metadata| metadata.is_file() || metadata.is_dir())
}

/// The root of the repository that holds a file: the nearest folder above it with a `.git`, an issue
/// export or settings, else its own folder.
#[must_use]
pub fn root_of(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new("."));
    let marks = [".git", config::FILE_NAME];
    let is_root =
        |folder: &&Path| marks.iter().chain(&walk::ROOT_CATALOGS).any(|mark| folder.join(mark).exists());
    folder.ancestors().find(is_root).unwrap_or(folder).to_owned()
}

/// The notes repository that a folder is a part of: the nearest folder above it with settings or an issue
/// export of its own, where that reads what is in it. `None` where the folder stands for itself.
#[must_use]
pub fn repository_above(folder: &Path) -> Option<PathBuf> {
    let marks = [config::FILE_NAME].into_iter().chain(walk::ROOT_CATALOGS);
    let is_notes = |folder: &Path| marks.clone().any(|mark| folder.join(mark).exists());
    if is_notes(folder) || folder.join(".git").exists() {
        return None;
    }
    let root =
        folder.ancestors().skip(1).take_while(|folder| !folder.join(".git").exists() || is_notes(folder));
    let root = root.into_iter().find(|folder| is_notes(folder))?;
    let none = Value { span: crate::text::Span::at(0), data: config::Data::Table(Vec::new()) };
    let config = configure(root, "", Language::English, &none).0;
    walk(root, &config).files.iter().any(|file| file.starts_with(folder)).then(|| root.to_owned())
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
pub(crate) mod tests {
    use super::*;
    use std::fs;

    /// A folder with these files.
    pub fn repository(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        folder
    }

    fn loaded(folder: &Path, config: &Config) -> Loaded {
        load(&walk(folder, config).files, config, |path| name(path.strip_prefix(folder).unwrap()), || {})
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let folder = repository(&[("a.txt", b"x\ny\n\xff\n"), ("b.txt", b"x")]);
        let loaded = loaded(folder.path(), &Config::default());
        assert_eq!(loaded.files.len(), 1);
        assert_eq!(loaded.problems[0].message, "line 3 is not UTF-8; the file is left out");
    }

    #[test]
    fn parts_are_all_that_is_read_and_nothing_after_a_break() {
        let names: Vec<String> = (0..50).map(|n| format!("{n:02}.txt")).collect();
        let mut files: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), b"Issue Date: 2025-01-01\n".as_slice())).collect();
        files[7].1 = b"\xff";
        let folder = repository(&files);
        let paths = walk(folder.path(), &Config::default()).files;
        let read = Mutex::new(Vec::new());
        let parts = |most: usize| {
            load_in_parts(paths.iter().cloned(), &Config::default(), name, |part| {
                let mut read = read.lock().unwrap();
                read.extend(part.files.iter().map(|file| file.path.to_string()));
                read.extend(part.problems.iter().map(|problem| name(&problem.path)));
                if read.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            let mut read = std::mem::take(&mut *read.lock().unwrap());
            read.sort();
            read
        };
        let all: Vec<String> = paths.iter().map(|path| name(path)).collect();
        assert_eq!(parts(usize::MAX), all);
        // Each thread may be at one part when another breaks.
        let threads = std::thread::available_parallelism().unwrap().get();
        let few = parts(1).len();
        assert!((1..=threads * PART).contains(&few), "{few}");
    }

    #[test]
    fn large_files_are_named_and_left_out() {
        let folder = repository(&[("a.txt", &[b'x'; 2_000_001]), ("b.txt", b"x")]);
        assert_eq!(loaded(folder.path(), &Config::default()).files.len(), 2);
        let small = Config { max_file_size_mb: 2, ..Config::default() };
        let loaded = loaded(folder.path(), &small);
        assert_eq!(loaded.files.len(), 1);
        assert_eq!(
            loaded.problems[0].message,
            "2.0 MB, more than max-file-size-mb = 2; the file is left out"
        );
    }

    #[test]
    fn a_catalog_that_the_settings_name_is_reported_where_it_cannot_be_read() {
        let folder = repository(&[("all.json", b"[{"), (config::FILE_NAME, b"catalogs = ['all.json']\n")]);
        let none = Value { span: crate::text::Span::at(0), data: config::Data::Table(Vec::new()) };
        let (config, mistakes) = configure(folder.path(), "", Language::English, &none);
        assert_eq!(mistakes, []);
        let kinds = |config: &Config| -> Vec<&str> {
            loaded(folder.path(), config).files.iter().map(|file| file.kind).collect()
        };
        assert_eq!(kinds(&config), ["settings", "issue-export"]);
        assert_eq!(kinds(&Config::default()), ["settings"]);
    }

    #[test]
    fn what_changed_since() {
        let folder = repository(&[("a.txt", b"x"), ("b.txt", b"x")]);
        let files = [folder.path().join("a.txt"), folder.path().join("gone.txt")];
        assert_eq!(changed_since(&files, SystemTime::now()), [&files[0]]);
        assert_eq!(changed_since(&files, SystemTime::now() + Duration::from_secs(60)), [&files[0]; 0]);
    }

    /// Files are older than 1970 or younger than now where clocks were wrong.
    #[cfg(unix)]
    #[test]
    fn moments_that_clocks_do_not_show() {
        assert_eq!(moment_after(-1), None);
        assert_eq!(moment_after(0), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1)));
        assert_eq!(moment_after(i64::MAX), None);
        let folder = repository(&[("a.txt", b"x"), ("b.txt", b"x")]);
        let files = ["a.txt", "b.txt"].map(|name| folder.path().join(name));
        let year = Duration::from_secs(365 * 24 * 3600);
        for (file, time) in
            files.iter().zip([SystemTime::UNIX_EPOCH - 50 * year, SystemTime::now() + 50 * year])
        {
            fs::File::options().write(true).open(file).unwrap().set_modified(time).unwrap();
        }
        // Both were changed now, whatever they say of it.
        let long_ago = SystemTime::UNIX_EPOCH.checked_sub(1000 * year).unwrap();
        for moment in [SystemTime::now(), SystemTime::UNIX_EPOCH, long_ago] {
            assert_eq!(changed_since(&files, moment).len(), 2);
        }
        assert_eq!(changed_since(&files, SystemTime::now() + year), [&files[1]]);
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
