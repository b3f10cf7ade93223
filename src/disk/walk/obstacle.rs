//! What a walk cannot go through: folders that may not be looked into, and rules of git's that would be read for ever.

use std::path::{Path, PathBuf};

use crate::disk::{IGNORE_FILES, Problem, git_folder, is_gone, may_be_read};
use crate::language::{Language, say};

/// The file with git's rules for a folder that is a FIFO or a device: it would be read for ever.
pub fn endless_rules(folder: &Path) -> Option<PathBuf> {
    let own = IGNORE_FILES.map(|name| folder.join(name));
    let of_git = git_folder(&folder.join(".git"));
    let of_git = of_git.map(|(own, common)| [own.join("commondir"), common.join("info/exclude")]);
    own.into_iter().chain(of_git.into_iter().flatten()).find(|file| !may_be_read(file))
}

/// Says so.
pub fn left_out(rules: PathBuf, language: Language) -> Problem {
    let message = say!(
        language,
        "not a regular file; what it leaves out is not known, and its folder is not read",
        "通常のファイルではありません。除かれるものがわからないので、フォルダごと読みません"
    );
    Problem { path: rules, message }
}

/// What is wrong with a folder that cannot be looked into; nothing where it is gone since it was seen.
pub fn unread(error: &ignore::Error) -> Option<Problem> {
    let why = error.io_error().filter(|why| !is_gone(why))?;
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path, .. } => {
                return Some(Problem { path: path.clone(), message: why.to_string() });
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            _ => return None,
        };
    }
}
