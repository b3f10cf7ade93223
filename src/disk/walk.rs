//! Which files of a repository are read: what git would see, catalogs even where it would not, symbolic links
//! once and not out of the repository, and what the settings say.

mod obstacle;

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use foldhash::{HashSet, HashSetExt};
use ignore::WalkBuilder;

use super::git::{self, Asked};
use super::{Problem, is_plain_file, name};
use crate::config::{Config, FILE_NAME};
use crate::index::File;
use obstacle::{not_asked, unread};

/// Folders that never hold notes, whatever `.gitignore` says.
const LEFT_OUT: [&str; 2] = ["node_modules", "target"];

/// Catalogs at the root of a repository, read even where git ignores them: they are generated.
pub(super) const ROOT_CATALOGS: [&str; 2] = ["issues.json", "issues.jsonl"];

/// The folder of tag documents at the root, for the same reason.
const ROOT_DOCUMENTS: &str = "agent_docs";

/// What is to be read, and what is to be watched for it.
#[derive(Debug, Default)]
pub struct Walked {
    /// The files that may hold notes or say how they are read, in path order.
    pub files: Vec<PathBuf>,
    /// The folders that they were looked for in, in path order.
    pub folders: Vec<PathBuf>,
    /// What could not be looked into, in path order.
    pub problems: Vec<Problem>,
}

/// Looks for the files below `root`.
#[must_use]
pub fn walk(root: &Path, config: &Config) -> Walked {
    walk_and_tell(root, config, &mut |_| {})
}

/// The same, and calls `tell` with each file, once, when it is found: about in path order.
pub fn walk_and_tell(root: &Path, config: &Config, tell: &mut dyn FnMut(&Path)) -> Walked {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut walk = Walk {
        root,
        config,
        real_root,
        found: Walked::default(),
        real: HashSet::new(),
        links: BTreeSet::new(),
        named: BTreeSet::new(),
        tell,
    };
    // One file may take as long to read as all others: it is begun first. What a link leads to is found under its own name.
    let catalogs = ROOT_CATALOGS.iter().map(|catalog| root.join(catalog));
    let (plain, links): (Vec<PathBuf>, Vec<PathBuf>) = catalogs.partition(|catalog| is_plain_file(catalog));
    plain.iter().for_each(|catalog| walk.named(catalog));
    walk.below(root, walk.real_root.clone(), Rules::Git);
    links.iter().for_each(|catalog| walk.named(catalog));
    walk.documents(&root.join(ROOT_DOCUMENTS));
    walk.catalogs();
    // What a link leads to is read under its own name, if it is read at all.
    while let Some(link) = walk.links.pop_first() {
        walk.follow(&link);
    }
    let known = |file: &PathBuf| walk.found.files.iter().any(|known| known.as_os_str() == file.as_os_str());
    if let Some(file) = settings_file(root).filter(|file| !known(file)) {
        walk.found(file);
    }
    let mut found = walk.found;
    found.files.sort();
    found.folders.sort();
    found.folders.dedup();
    found.problems.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The file with the settings of the repository at `root`, if it has one of its own: a link may not lead out.
#[must_use]
pub fn settings_file(root: &Path) -> Option<PathBuf> {
    let file = root.join(FILE_NAME);
    let (real, real_root) = (file.canonicalize().ok()?, root.canonicalize().ok()?);
    (real.starts_with(real_root) && real.is_file()).then_some(file)
}

#[derive(Clone, Copy, PartialEq)]
enum Rules {
    /// Leave out what git ignores, and hidden files.
    Git,
    /// Leave out git's own folder only.
    None,
}

struct Walk<'a> {
    root: &'a Path,
    config: &'a Config,
    real_root: PathBuf,
    found: Walked,
    /// The files and folders that were found, by where they really are: characters are compared sooner than components.
    real: HashSet<OsString>,
    links: BTreeSet<PathBuf>,
    /// The rules of git's that are named already.
    named: BTreeSet<PathBuf>,
    /// Whom each file is told to.
    tell: &'a mut dyn FnMut(&Path),
}

impl Walk<'_> {
    fn found(&mut self, file: PathBuf) {
        (self.tell)(&file);
        self.found.files.push(file);
    }

    /// Takes in what is below a folder that really is at `real`.
    fn below(&mut self, folder: &Path, real: PathBuf, rules: Rules) {
        self.below_with(folder, real, rules, Asked::ALL);
    }

    /// The same, with no other rules of git's than are `allowed`.
    fn below_with(&mut self, folder: &Path, real: PathBuf, rules: Rules, allowed: Asked) {
        let builder = &mut WalkBuilder::new(folder);
        // Folders in which the walker would read what is not theirs: it goes on there without.
        let apart: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
        let asked = match rules {
            Rules::Git => {
                let (here, foreign) = git::asked(folder, &self.real_root);
                let (above, endless) = git::asked_above(folder);
                for file in foreign.into_iter().chain(endless).filter(|file| self.named.insert(file.clone()))
                {
                    self.found.problems.push(not_asked(file, self.config.language()));
                }
                here.and(above).and(allowed)
            }
            Rules::None => Asked::NONE,
        };
        let skip = self.skipped(rules, (asked != Asked::NONE).then(|| (Arc::clone(&apart), asked)));
        // In order, so that little is left to sort.
        builder.require_git(false).standard_filters(rules == Rules::Git).sort_by_file_name(OsStr::cmp);
        builder.ignore(asked.ignore).git_ignore(asked.gitignore).git_exclude(asked.exclude);
        let entries = builder.filter_entry(skip).build();
        // Most folders are where they seem to be, to the character: `/a/./b` is not.
        let moved = folder.as_os_str() != real.as_os_str();
        let really = |path: &Path| match path.strip_prefix(folder) {
            Ok(inside) if moved && !inside.as_os_str().is_empty() => real.join(inside),
            _ if moved => real.clone(),
            _ => path.to_owned(),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.found.problems.extend(unread(&error));
                    continue;
                }
            };
            let Some(kind) = entry.file_type() else { continue };
            let real = really(entry.path());
            if kind.is_symlink() && entry.depth() > 0 {
                self.links.insert(entry.into_path());
            } else if kind.is_file() {
                self.file(entry.into_path(), real, rules);
            } else if (kind.is_dir() || entry.depth() == 0)
                && rules == Rules::Git
                && self.real.insert(real.into_os_string())
            {
                self.found.folders.push(entry.into_path());
            }
        }
        let apart = apart.lock().map(|mut apart| std::mem::take(&mut *apart)).unwrap_or_default();
        for folder in apart {
            let real = really(&folder);
            self.below_with(&folder, real, rules, asked);
        }
    }

    /// Folders that need not be looked into, or are looked into apart.
    fn skipped(
        &self,
        rules: Rules,
        apart: Option<(Arc<Mutex<Vec<PathBuf>>>, Asked)>,
    ) -> impl Fn(&ignore::DirEntry) -> bool + Send + Sync + 'static {
        let (root, exclude) = (self.root.to_owned(), self.config.exclude.clone());
        let real_root = self.real_root.clone();
        move |entry| {
            if entry.depth() == 0 || !entry.file_type().is_some_and(|kind| kind.is_dir()) {
                return true;
            }
            let left_out = entry.file_name() == ".git"
                || (rules == Rules::Git && LEFT_OUT.iter().any(|name| entry.file_name() == *name));
            let inside = entry.path().strip_prefix(&root).map(name).unwrap_or_default();
            if left_out || exclude.matches_folder(&inside) {
                return false;
            }
            match &apart {
                Some((apart, asked)) if git::asked(entry.path(), &real_root).0.and(*asked) != *asked => {
                    apart.lock().is_ok_and(|mut apart| {
                        apart.push(entry.path().to_owned());
                        false
                    })
                }
                _ => true,
            }
        }
    }

    fn inside(&self, path: &Path) -> String {
        name(path.strip_prefix(self.root).unwrap_or(path))
    }

    fn file(&mut self, path: PathBuf, real: PathBuf, rules: Rules) {
        let inside = self.inside(&path);
        let wanted = match rules {
            Rules::Git => self.config.reads(&inside),
            Rules::None => self.config.catalogs.matches(&inside) && !self.config.exclude.matches(&inside),
        };
        if wanted && path.to_str().is_some_and(File::is_candidate) && self.real.insert(real.into_os_string())
        {
            // Of what git ignores, only folders that hold a catalog are worth a watch.
            if rules == Rules::None {
                self.found.folders.extend(path.parent().map(Path::to_owned));
            }
            self.found(path);
        }
    }

    /// Takes in a file that is read even where git ignores it. Any folder on the way may be a link.
    fn named(&mut self, path: &Path) {
        let Some(real) = self.allowed(path).filter(|real| real.is_file()) else { return };
        if !self.excludes(path, &real) && self.real.insert(real.into_os_string()) {
            self.found(path.to_owned());
        }
    }

    /// Where a path really is, if it may be read: inside the repository, or anywhere if the settings say so.
    fn allowed(&self, path: &Path) -> Option<PathBuf> {
        let real = path.canonicalize().ok()?;
        if real.starts_with(&self.real_root) || self.config.outside_links {
            return Some(real);
        }
        tracing::info!("{}: leads out of the repository; it is not followed", path.display());
        None
    }

    /// Whether a path is left out, by its own name or by that of what it leads to.
    fn excludes(&self, path: &Path, real: &Path) -> bool {
        let inside = real.strip_prefix(&self.real_root).ok();
        let of_git = inside.is_some_and(|inside| inside.components().any(|part| part.as_os_str() == ".git"));
        let exclude = &self.config.exclude;
        of_git
            || exclude.matches(&self.inside(path))
            || inside
                .is_some_and(|inside| exclude.matches(&name(inside)) || exclude.matches_folder(&name(inside)))
    }

    fn documents(&mut self, folder: &Path) {
        let is_folder = self.allowed(folder).is_some_and(|real| real.is_dir());
        if !is_folder || self.config.exclude.matches_folder(ROOT_DOCUMENTS) {
            return;
        }
        self.found.folders.push(folder.to_owned());
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        for path in entries.map(|entry| entry.path()) {
            if path.extension().is_some_and(|extension| extension == "xml") {
                self.named(&path);
            }
        }
    }

    /// The catalogs that the settings name, wherever they are.
    fn catalogs(&mut self) {
        let config = self.config;
        for pattern in config.catalogs.patterns() {
            let base = self.root.join(literal(pattern));
            let Some(real) = self.allowed(&base) else { continue };
            if real.is_dir() {
                self.found.folders.push(base.clone());
                self.below(&base, real, Rules::None);
            } else {
                self.named(&base);
                self.found.folders.extend(base.parent().map(Path::to_owned));
            }
        }
    }

    fn follow(&mut self, link: &Path) {
        let Some(target) = self.allowed(link) else { return };
        if self.real.contains(target.as_os_str()) || self.excludes(link, &target) {
            return;
        }
        let named = self.config.catalogs.matches(&self.inside(link))
            || ROOT_CATALOGS.iter().any(|name| link == self.root.join(name));
        if target.is_dir() {
            self.below(link, target, Rules::Git);
        } else if target.is_file()
            && (named || self.config.reads(&self.inside(link)))
            && link.to_str().is_some_and(File::is_candidate)
        {
            self.real.insert(target.into_os_string());
            self.found(link.to_owned());
        }
    }
}

/// The folders that a pattern begins with, up to the first that is a pattern itself. A pattern without folders
/// means any depth.
fn literal(pattern: &str) -> PathBuf {
    let pattern = pattern.trim_start_matches('!');
    let is_plain = |part: &str| !part.contains(['*', '?', '[', '{', '\\']);
    if !pattern.trim_end_matches('/').contains('/') {
        return PathBuf::new();
    }
    let parts = Path::new(pattern.trim_start_matches('/')).components();
    let plain = parts
        .take_while(|part| matches!(part, Component::Normal(part) if part.to_str().is_some_and(is_plain)));
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Source, from_toml};
    use crate::disk::tests::repository;
    use std::fs;

    #[track_caller]
    fn check(folder: &Path, settings: &str, expected: &[&str]) {
        let mut config = Config::default();
        assert_eq!(config.apply(&from_toml(settings).0, Source::Editor), []);
        let names = |paths: &[PathBuf]| -> Vec<String> {
            paths.iter().map(|path| name(path.strip_prefix(folder).unwrap())).collect()
        };
        let mut told: Vec<PathBuf> = Vec::new();
        let found = walk_and_tell(folder, &config, &mut |file| told.push(file.to_owned())).files;
        assert_eq!(names(&found), expected);
        // Each once.
        told.sort();
        assert_eq!(names(&told), expected);
    }

    fn mixed() -> tempfile::TempDir {
        repository(&[
            ("b.txt", b"x"),
            ("a/c.md", b"x"),
            ("issues.json", b"[]"),
            ("package.json", b"{}"),
            ("ignored.txt", b"x"),
            ("agent_docs/NLP.xml", b"x"),
            ("build/all.json", b"x"),
            ("build/x.txt", b"x"),
            (".gitignore", b"ignored.txt\nissues.json\nagent_docs/\nbuild/\n"),
            (".hidden/x.txt", b"x"),
            (".git/x.txt", b"x"),
            ("node_modules/x.txt", b"x"),
            ("target/x.txt", b"x"),
            ("notes.rs", b"x"),
        ])
    }

    const READ: [&str; 5] = ["a/c.md", "agent_docs/NLP.xml", "b.txt", "issues.json", "package.json"];

    #[test]
    fn what_git_sees_and_catalogs() {
        check(mixed().path(), "", &READ);
    }

    #[test]
    fn what_the_settings_say() {
        let folder = mixed();
        check(folder.path(), "include = ['*.md']", &["a/c.md", "agent_docs/NLP.xml", "issues.json"]);
        check(folder.path(), "exclude = ['a/', '/issues.json', '*.xml']", &["b.txt", "package.json"]);
        check(
            folder.path(),
            "exclude = ['agent_docs/', 'package.json']",
            &["a/c.md", "b.txt", "issues.json"],
        );
        let with_build = |named: &str| {
            let mut all: Vec<&str> = READ.to_vec();
            all.push("build/all.json");
            all.sort_unstable();
            check(folder.path(), &format!("catalogs = ['{named}']"), &all);
        };
        with_build("build/all.json");
        with_build("/build/*.json");
        with_build("all.json");
        std::fs::write(folder.path().join(FILE_NAME), "").unwrap();
        check(
            folder.path(),
            "include = ['b.txt']",
            &[FILE_NAME, "agent_docs/NLP.xml", "b.txt", "issues.json"],
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_once_and_not_outside() {
        use std::os::unix::fs::symlink;
        let outside = repository(&[("o.txt", b"x"), ("sub/p.txt", b"x")]);
        let folder = repository(&[("a/one.txt", b"x"), (".store/two.txt", b"x"), ("b.txt", b"x")]);
        let root = folder.path();
        let link = |to: &Path, name: &str| symlink(to, root.join(name)).unwrap();
        link(&root.join("a/one.txt"), "again.txt");
        link(&root.join("a"), "again");
        link(root, "a/loop");
        link(&root.join(".store"), "stored");
        link(&root.join(".store/two.txt"), "two-again.txt");
        link(&root.join("nowhere"), "broken.txt");
        link(outside.path(), "outside");
        link(&outside.path().join("o.txt"), "issues.json");
        let inside = walk(root, &Config::default());
        let names: Vec<String> =
            inside.files.iter().map(|path| name(path.strip_prefix(root).unwrap())).collect();
        assert_eq!(names, ["a/one.txt", "b.txt", "stored/two.txt"]);

        let mut config = Config { outside_links: true, ..Config::default() };
        let names: Vec<String> =
            walk(root, &config).files.iter().map(|path| name(path.strip_prefix(root).unwrap())).collect();
        assert_eq!(names, ["a/one.txt", "b.txt", "issues.json", "outside/sub/p.txt", "stored/two.txt"]);
        config.catalogs = crate::config::Globs::new(vec!["outside/*.json".into()]);
        fs::write(outside.path().join("all.json"), "[]").unwrap();
        assert!(walk(root, &config).files.contains(&root.join("outside/all.json")));
        config.outside_links = false;
        assert!(!walk(root, &config).files.contains(&root.join("outside/all.json")));
        config.outside_links = true;
        config.exclude = crate::config::Globs::new(vec!["outside".into(), "issues.json".into()]);
        assert_eq!(walk(root, &config).files.len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_around_no_exclusion() {
        use std::os::unix::fs::symlink;
        let outside = repository(&[("settings.toml", b"x = 1")]);
        let folder = repository(&[
            ("drafts/d.txt", b"x"),
            ("drafts/e/f.txt", b"x"),
            (".git/x.txt", b"x"),
            ("a.txt", b"x"),
        ]);
        let root = folder.path();
        for (to, from) in [
            ("drafts/d.txt", "one.txt"),
            ("drafts", "two"),
            ("drafts/e", "three"),
            (".git/x.txt", "g.txt"),
            (".git", "g"),
        ] {
            symlink(root.join(to), root.join(from)).unwrap();
        }
        symlink(outside.path().join("settings.toml"), root.join(FILE_NAME)).unwrap();
        check(root, "exclude = ['/drafts/']", &["a.txt"]);
        assert_eq!(settings_file(root), None);
    }

    #[cfg(unix)]
    #[test]
    fn however_the_root_is_written() {
        let folder = repository(&[("a/one.txt", b"x"), ("drafts/x.txt", b"x"), ("issues.json", b"[]")]);
        std::os::unix::fs::symlink("a/one.txt", folder.path().join("again.txt")).unwrap();
        std::os::unix::fs::symlink(".", folder.path().join("around")).unwrap();
        let (above, own) = (folder.path().parent().unwrap(), folder.path().file_name().unwrap());
        let own = own.to_str().unwrap();
        for root in [format!("{own}/"), format!("{own}/."), format!("/{own}"), format!("./{own}")] {
            let root = PathBuf::from(format!("{}/{root}", above.display()));
            check(&root, "exclude = ['/drafts/']", &["a/one.txt", "issues.json"]);
        }
    }

    #[test]
    fn where_a_pattern_begins() {
        for (pattern, base) in [
            ("all.json", ""),
            ("/all.json", "all.json"),
            ("a/b/*.xml", "a/b"),
            ("a/**/x", "a"),
            ("*/x", ""),
            ("a/", ""),
        ] {
            assert_eq!(literal(pattern), Path::new(base), "{pattern}");
        }
    }
}
