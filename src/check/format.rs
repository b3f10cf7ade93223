//! `format`: makes pages block style, shows what would change as a diff, or only says which would.

use std::io::{self, Write};

use super::fix::{Change, named, put};
use super::{Outcome, Run};
use crate::edit::apply;
use crate::ide::{self, Formatting, Reason};
use crate::language::say;
use crate::shown;

/// What is done with pages that formatting changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// Nothing is written, and it counts as a finding.
    pub check: bool,
    /// The changes are printed, and nothing is written.
    pub diff: bool,
}

/// Formats the pages of a run.
pub fn format(run: &mut Run, how: Formats, out: &mut dyn Write) -> io::Result<Outcome> {
    let language = run.language();
    let mut changes: Vec<(Change, usize)> = Vec::new();
    let mut left: Vec<(String, usize, Reason)> = Vec::new();
    let mut entries = 0;
    for repository in &run.repositories {
        let index = &repository.index;
        for (id, file) in index.files().filter(|(_, file)| file.is_page()) {
            if repository.wanted.as_ref().is_some_and(|wanted| !wanted.contains(&id)) {
                continue;
            }
            let Formatting { edits, changed: of_file, left: of_left } = ide::format(index, id);
            entries += file.entries().len();
            left.extend(
                of_left.into_iter().map(|left| {
                    (file.path.to_string(), file.text.line_at(left.span.start()) + 1, left.reason)
                }),
            );
            let text = file.text.to_string();
            let after = apply(&text, &edits).filter(|after| *after != text);
            let change = after.and_then(|after| named(index, &repository.paths, id, text, after));
            changes.extend(change.map(|change| (change, of_file)));
        }
    }
    let mut done = Vec::new();
    for (change, of_file) in &changes {
        if put(run, change, how.diff, how.check, out)? {
            done.push((&change.name, of_file));
        }
    }
    if !how.diff {
        let (pages, of_left) = (done.len(), left.len());
        let changed: usize = done.iter().map(|(_, of_file)| **of_file).sum();
        for (name, _) in done {
            writeln!(out, "{}", shown::line(name))?;
        }
        for (path, line, reason) in &left {
            let (path, why) = (shown::line(path), reason.say(language));
            writeln!(
                out,
                "{}",
                say!(
                    language,
                    "{path}:{line}: left as it is: {why}",
                    "{path}:{line}: そのままにしました: {why}"
                )
            )?;
        }
        let sum = match how.check {
            true => say!(
                language,
                "would change: files {pages}, entries {changed} of {entries}; left as they are: {of_left}",
                "変更の対象: ファイル {pages} 個、ノート {entries} 件中 {changed} 件、そのまま {of_left} 件"
            ),
            false => say!(
                language,
                "changed: files {pages}, entries {changed} of {entries}; left as they are: {of_left}",
                "変更: ファイル {pages} 個、ノート {entries} 件中 {changed} 件、そのまま {of_left} 件"
            ),
        };
        writeln!(out, "{sum}")?;
    }
    run.name_problems();
    let found = run.failed || (how.check && !changes.is_empty());
    Ok(if found { Outcome::Findings } else { Outcome::Clean })
}
