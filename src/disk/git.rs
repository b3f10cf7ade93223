//! What git's own files say of a folder, as far as they are files of that folder. Whoever packs an archive may put a link or
//! a `.git` there that leads anywhere: to a device that could be read for ever, to a file that is nobody's business, on
//! Windows to another machine.

use std::path::{Component, Path, PathBuf, Prefix};

use super::{IGNORE_FILES, may_be_read};
use crate::config;

/// `host/owner/name` of the git remote `origin` of the repository that holds `folder`.
#[must_use]
pub fn origin(folder: &Path) -> Option<Box<str>> {
    let git = folder.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    config::origin_in_git_config(&read_small(&common(&git)?.join("config"))?)
}

/// Which files that say what is ignored may be read of a folder, and of those above it: by their names, for the walker knows no other
/// difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// `.gitignore`.
    pub gitignore: bool,
    /// `.ignore`.
    pub ignore: bool,
    /// `.git/info/exclude`.
    pub exclude: bool,
}

impl Asked {
    /// All of them.
    pub const ALL: Self = Self { gitignore: true, ignore: true, exclude: true };
    /// None of them.
    pub const NONE: Self = Self { gitignore: false, ignore: false, exclude: false };

    /// What both allow.
    pub fn and(self, other: Self) -> Self {
        Self {
            gitignore: self.gitignore && other.gitignore,
            ignore: self.ignore && other.ignore,
            exclude: self.exclude && other.exclude,
        }
    }
}

/// What may be asked of a folder in a repository that really is at `real_root`: what is a file of it, or a link to one. Git itself
/// follows no link there (<https://git-scm.com/docs/gitignore>). With it the files that are none.
pub fn asked(folder: &Path, real_root: &Path) -> (Asked, Vec<PathBuf>) {
    let is_own = |file: &Path| match file.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => {
            file.canonicalize().is_ok_and(|real| real.starts_with(real_root) && real.is_file())
        }
        Ok(metadata) => metadata.is_file(),
        Err(_) => true,
    };
    let [gitignore, ignore] = IGNORE_FILES.map(|name| folder.join(name));
    let exclude = folder.join(".git/info/exclude");
    // What a `.git` that is a file or a link leads to is not followed: it may be anything, and a worktree has no rules of its own.
    let own_git = folder.join(".git").symlink_metadata().map_or(true, |metadata| metadata.is_dir());
    let own_exclude = !own_git
        || exclude
            .canonicalize()
            .map_or(!exclude.is_symlink(), |real| real.starts_with(real_root) && real.is_file());
    let asked =
        Asked { gitignore: is_own(&gitignore), ignore: is_own(&ignore), exclude: own_git && own_exclude };
    let all = [(asked.gitignore, gitignore), (asked.ignore, ignore), (own_exclude, exclude)];
    (asked, all.into_iter().filter(|(is_own, _)| !is_own).map(|(_, file)| file).collect())
}

/// What may be asked of the folders above. They are the person's own, and may have links, but nothing that could be read for
/// ever. With it what could.
pub fn asked_above(folder: &Path) -> (Asked, Vec<PathBuf>) {
    let mut asked = Asked::ALL;
    let mut endless = Vec::new();
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    for above in real.ancestors().skip(1) {
        let [gitignore, ignore] = IGNORE_FILES.map(|name| above.join(name));
        let (git, exclude) = (above.join(".git"), above.join(".git/info/exclude"));
        let own_git = git.metadata().map_or(true, |metadata| metadata.is_dir());
        let of_here = Asked {
            gitignore: may_be_read(&gitignore),
            ignore: may_be_read(&ignore),
            exclude: own_git && may_be_read(&exclude),
        };
        asked = asked.and(of_here);
        endless.extend([gitignore, ignore, exclude].into_iter().filter(|file| !may_be_read(file)));
    }
    (asked, endless)
}

/// The folder that holds what all worktrees of a repository share. A worktree or a submodule has a file that names its
/// folder, which counts if that names the file or the tree in turn: nobody but git makes such a folder.
fn common(git: &Path) -> Option<PathBuf> {
    let metadata = git.symlink_metadata().ok()?;
    if metadata.is_dir() {
        return Some(git.to_owned());
    }
    let (pointer, tree) = (read_small(git)?, git.parent()?);
    let named = Path::new(pointer.strip_prefix("gitdir:")?.trim());
    if is_on_network(named) {
        return None;
    }
    let folder = tree.join(named);
    let same = |a: &Path, b: &Path| a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b));
    if let Some(back) = read_small(&folder.join("gitdir")) {
        let shared = read_small(&folder.join("commondir"));
        let shared = shared.map_or_else(|| folder.clone(), |shared| folder.join(shared.trim()));
        let back = Path::new(back.trim());
        return (!is_on_network(back) && same(&folder.join(back), git)).then_some(shared);
    }
    let config = read_small(&folder.join("config"))?;
    let worktree =
        config.lines().find_map(|line| line.trim().strip_prefix("worktree")?.trim_start().strip_prefix('='));
    let worktree = Path::new(worktree?.trim());
    (!is_on_network(worktree) && same(&folder.join(worktree), tree)).then_some(folder)
}

/// Whether Windows would ask another machine, or a device, for a path.
fn is_on_network(path: &Path) -> bool {
    let Some(Component::Prefix(prefix)) = path.components().next() else { return false };
    matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..) | Prefix::DeviceNS(..))
}

/// A file of git's. `None` where it is none, but a link, or a FIFO or a device that could be read for ever.
fn read_small(path: &Path) -> Option<String> {
    let metadata = path.symlink_metadata().ok()?;
    (metadata.is_file() && metadata.len() < 1 << 20).then(|| std::fs::read_to_string(path).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::tests::repository;

    #[test]
    fn origin_of_a_repository_and_of_its_worktrees() {
        let config = b"[core]\n[remote \"origin\"]\n\turl = git@github.com:o/r.git\n";
        let folder = repository(&[
            ("main/.git/config", config),
            ("main/.git/worktrees/w/commondir", b"../..\n"),
            ("main/.git/modules/s/config", &[&b"[core]\n\tworktree = ../../../s\n"[..], config].concat()),
            ("main/s/.git", b"gitdir: ../.git/modules/s\n"),
            ("main/a/b/c.txt", b"x"),
            ("w/a/c.txt", b"x"),
        ]);
        let root = folder.path();
        let main = root.join("main/.git/worktrees/w");
        std::fs::write(root.join("w/.git"), format!("gitdir: {}\n", main.display())).unwrap();
        let origin = |of: &str| origin(&root.join(of));
        assert_eq!(origin("main/a/b").as_deref(), Some("github.com/o/r"));
        assert_eq!(origin("main/s").as_deref(), Some("github.com/o/r"));
        // It does not lead back yet.
        assert_eq!(origin("w/a"), None);
        std::fs::write(main.join("gitdir"), format!("{}\n", root.join("w/.git").display())).unwrap();
        assert_eq!(origin("w/a").as_deref(), Some("github.com/o/r"));
        std::fs::write(main.join("gitdir"), "../../../../w/.git\n").unwrap();
        assert_eq!(origin("w/a").as_deref(), Some("github.com/o/r"));
        let (asked, foreign) = asked(&root.join("w"), &root.join("w").canonicalize().unwrap());
        assert_eq!((asked, foreign.len()), (Asked { gitignore: true, ignore: true, exclude: false }, 0));
    }

    #[cfg(unix)]
    #[test]
    fn what_a_folder_says_for_itself() {
        use std::os::unix::fs::symlink;
        let outside = repository(&[("rules", b"x")]);
        let folder =
            repository(&[("plain/.gitignore", b"x"), ("own/rules", b"x"), ("out/x", b""), ("device/x", b"")]);
        let root = folder.path().canonicalize().unwrap();
        symlink("rules", root.join("own/.gitignore")).unwrap();
        symlink(outside.path().join("rules"), root.join("out/.ignore")).unwrap();
        symlink("/dev/null", root.join("device/.gitignore")).unwrap();
        let foreign = |of: &str| {
            asked(&root.join(of), &root)
                .1
                .iter()
                .map(|file| file.strip_prefix(&root).unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(foreign("plain").len() + foreign("own").len() + foreign("").len(), 0);
        assert_eq!(foreign("out"), [Path::new("out/.ignore")]);
        assert_eq!(foreign("device"), [Path::new("device/.gitignore")]);
        assert!(asked(&root.join("out"), &root).0.gitignore, "the other rules hold");
        // Above may be a link, but nothing that has no end.
        std::fs::create_dir(root.join("out/sub")).unwrap();
        std::fs::create_dir(root.join("device/sub")).unwrap();
        assert_eq!(asked_above(&root.join("out/sub")), (Asked::ALL, Vec::new()));
        let (asked, endless) = asked_above(&root.join("device/sub"));
        assert_eq!(
            (asked, endless),
            (Asked { gitignore: false, ..Asked::ALL }, vec![root.join("device/.gitignore")])
        );
    }
}
