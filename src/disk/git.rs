//! What git's own files say of a folder, as far as they are files of that folder. Whoever packs an archive may put a link or
//! a `.git` there that leads anywhere: to a device that could be read for ever, to a file that is nobody's business, on
//! Windows to another machine.

use std::path::{Component, Path, PathBuf, Prefix};

use super::IGNORE_FILES;
use crate::config;

/// `host/owner/name` of the git remote `origin` of the repository that holds `folder`.
#[must_use]
pub fn origin(folder: &Path) -> Option<Box<str>> {
    let git = folder.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    config::origin_in_git_config(&read_small(&common(&git)?.join("config"))?)
}

/// Of what git and its like read of a folder to know what is ignored, what is no file of the repository, which really is at
/// `real_root`. Git itself follows no link there either (<https://git-scm.com/docs/gitignore>).
pub fn foreign_rules(folder: &Path, real_root: &Path) -> Option<PathBuf> {
    let is_own = |file: &Path| match file.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => {
            file.canonicalize().is_ok_and(|real| real.starts_with(real_root) && real.is_file())
        }
        Ok(metadata) => metadata.is_file(),
        Err(_) => true,
    };
    let git = folder.join(".git");
    let of_git = match git.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => {
            let exclude = git.join("info/exclude");
            let is_own = !exclude.exists()
                || exclude.canonicalize().is_ok_and(|real| real.starts_with(real_root) && real.is_file());
            (!is_own).then_some(exclude)
        }
        Ok(_) => common(&git).is_none().then_some(git),
        Err(_) => None,
    };
    let own = IGNORE_FILES.iter().map(|name| folder.join(name));
    of_git.or_else(|| own.into_iter().find(|file| !is_own(file)))
}

/// Of what is read of the folders above to know what is ignored, what is no file but could be read for ever. They are the
/// person's own, and may be links.
pub fn endless_rules_above(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let is_endless =
        |file: &PathBuf| file.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    folder.ancestors().skip(1).flat_map(rules_of).find(is_endless)
}

/// What may be read of a folder to know what is ignored.
fn rules_of(folder: &Path) -> Vec<PathBuf> {
    let mut rules: Vec<PathBuf> = IGNORE_FILES.iter().map(|name| folder.join(name)).collect();
    let git = folder.join(".git");
    rules.push(git.join("info/exclude"));
    if let Some(pointer) = read_small(&git)
        && let Some(named) = pointer.strip_prefix("gitdir:")
    {
        let of_tree = folder.join(named.trim());
        let shared = read_small(&of_tree.join("commondir"));
        rules.extend(shared.map(|shared| of_tree.join(shared.trim()).join("info/exclude")));
        rules.push(of_tree.join("commondir"));
    }
    rules
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
        assert_eq!(foreign_rules(&root.join("w"), &root.join("w").canonicalize().unwrap()), None);
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
        let says = |of: &str| foreign_rules(&root.join(of), &root).is_none();
        assert_eq!(["plain", "own", "out", "device", ""].map(says), [true, true, false, false, true]);
        // Above may be a link, but nothing that has no end.
        std::fs::create_dir(root.join("out/sub")).unwrap();
        std::fs::create_dir(root.join("device/sub")).unwrap();
        assert_eq!(endless_rules_above(&root.join("out/sub")), None);
        assert_eq!(endless_rules_above(&root.join("device/sub")), Some(root.join("device/.gitignore")));
    }
}
