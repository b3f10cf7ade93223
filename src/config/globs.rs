//! Patterns of paths, as in `.gitignore` (<https://git-scm.com/docs/gitignore#_pattern_format>): people know
//! them. `drafts/` is a folder and all in it, `*.md` stands at any depth, `/issues.json` at the root.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::language::{Said, said};

/// Patterns of paths.
#[derive(Debug, Clone)]
pub struct Globs {
    patterns: Vec<Box<str>>,
    matcher: Gitignore,
}

impl Default for Globs {
    fn default() -> Self {
        Self { patterns: Vec::new(), matcher: Gitignore::empty() }
    }
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for Globs {}

impl Globs {
    /// Patterns that [`Globs::problem`] finds nothing wrong with. Others match nothing.
    #[must_use]
    pub fn new(patterns: Vec<Box<str>>) -> Self {
        let mut builder = GitignoreBuilder::new("");
        for pattern in &patterns {
            let _ = builder.add_line(None, pattern);
        }
        Self { matcher: builder.build().unwrap_or_else(|_| Gitignore::empty()), patterns }
    }

    /// What is wrong with a pattern.
    #[must_use]
    pub fn problem(pattern: &str) -> Option<Said> {
        if pattern.trim().is_empty() || pattern.starts_with('#') {
            return Some(said!("an empty pattern matches nothing", "空のパターンは何にも一致しません"));
        }
        if pattern.split('/').any(|part| part == "..") {
            return Some(said!(
                "patterns are relative to this folder and stay inside it",
                "パターンはこのフォルダーからの相対で、その外は指せません"
            ));
        }
        let error = GitignoreBuilder::new("").add_line(None, pattern).err()?;
        Some(said!("not a pattern: {error}", "パターンではありません: {error}"))
    }

    /// The patterns as they were written.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(AsRef::as_ref)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a file or a folder above it is named. `path` is relative, with `/` between folders: any other is of another folder, and
    /// not named.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        !self.is_empty()
            && is_relative(path)
            && self.matcher.matched_path_or_any_parents(path, false).is_ignore()
    }

    /// Whether a folder is named with all that is in it.
    #[must_use]
    pub fn matches_folder(&self, path: &str) -> bool {
        !self.is_empty()
            && is_relative(path)
            && self.matcher.num_whitelists() == 0
            && self.matcher.matched_path_or_any_parents(path, true).is_ignore()
    }
}

/// The matcher panics at any other.
fn is_relative(path: &str) -> bool {
    !Path::new(path).has_root()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(patterns: &[&str], yes: &[&str], no: &[&str]) {
        let globs = Globs::new(patterns.iter().map(|pattern| (*pattern).into()).collect());
        yes.iter().for_each(|path| assert!(globs.matches(path), "{path}"));
        no.iter().for_each(|path| assert!(!globs.matches(path), "{path}"));
    }

    #[test]
    fn patterns_are_those_of_gitignore() {
        check(&["drafts/"], &["drafts/a.txt", "x/drafts/b/c.md"], &["drafts", "a/drafts.txt"]);
        check(&["*.md", "!keep.md"], &["a.md", "x/b.md"], &["a.txt", "x/keep.md"]);
        check(&["/issues.json", "build/*.xml"], &["issues.json", "build/a.xml"], &["x/issues.json", "a.xml"]);
        check(&["tags/**/*.txt"], &["tags/a.txt", "tags/b/c.txt"], &["a.txt"]);
        check(&[], &[], &["a.txt"]);
        check(&["*.md"], &[], &["/a.md", "//a.md"]);
    }

    #[test]
    fn patterns_that_are_none() {
        for bad in ["", " ", "# comment", "../other/*.txt", "[z-a]", "x/../../y"] {
            assert!(Globs::problem(bad).is_some(), "{bad}");
        }
        assert_eq!(Globs::problem("a b/[0-9]*.txt"), None);
    }
}
