//! What a walk cannot go through: folders that may not be looked into, and rules of git's that are nobody's or have no end.

use std::path::PathBuf;

use crate::disk::{Problem, is_gone};
use crate::language::{Language, say};

/// Says that rules are not read.
pub fn not_asked(rules: PathBuf, language: Language) -> Problem {
    let message = say!(
        language,
        "no file of this repository; it is not read, and nothing is ignored because of it",
        "このリポジトリのファイルではないので読まず、これによる除外はしません"
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
