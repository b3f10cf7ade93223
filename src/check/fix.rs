//! `check --fix`: makes every change that loses nothing, round after round until none is left, and shows it as a
//! diff or writes the files, each whole or not at all.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use similar::TextDiff;

use super::{Repository, Run};
use crate::disk;
use crate::edit::apply;
use crate::ide::{diagnostics, fix_all};
use crate::index::{File, FileId, Index};
use crate::language::say;
use crate::shown;

/// More rounds than this nobody needs: each removes something.
const ROUNDS: usize = 1000;

/// A file that is to be changed.
pub struct Change {
    /// Where it is.
    pub path: PathBuf,
    /// Its path in the index.
    pub name: String,
    /// Its text.
    pub before: String,
    /// The text that it gets.
    pub after: String,
}

/// Fixes the repositories of a run; their findings are afterwards those that are left. With `diff`, nothing is
/// written and the changes are printed.
pub fn fix(run: &mut Run, diff: bool, out: &mut dyn Write) -> io::Result<()> {
    let changes: Vec<Vec<Change>> = run.repositories.iter_mut().map(rounds).collect();
    let language = run.language();
    let mut changed = Vec::new();
    for (at, of_repository) in changes.iter().enumerate() {
        for change in of_repository {
            if put(run, change, diff, false, out)? {
                changed.push(&change.name);
            } else {
                // What is found is what the file says, and it says what it did.
                let Repository { index, .. } = &mut run.repositories[at];
                *index = index.with(File::parse(&change.name, &change.before, false).into_iter().collect());
            }
        }
    }
    if !diff {
        let n = changed.len();
        writeln!(out, "{}", say!(language, "files changed: {n}", "変更したファイル: {n} 個"))?;
        for name in changed {
            writeln!(out, "  {}", shown::line(name))?;
        }
        let left = run.repositories.iter().map(copies_left).sum::<usize>();
        if left > 0 {
            let said = say!(
                language,
                "copies left that say something of their own: {left}; an editor can merge them",
                "内容が異なるため残した写し: {left} 件(エディタで統合できます)"
            );
            writeln!(out, "{said}")?;
        }
    }
    Ok(())
}

/// Prints a change as a diff or writes the file; a `dry` run writes nothing. Returns whether it could be done.
pub fn put(run: &mut Run, change: &Change, diff: bool, dry: bool, out: &mut dyn Write) -> io::Result<bool> {
    if diff {
        let (a, b) = (format!("a/{}", change.name), format!("b/{}", change.name));
        let diff =
            TextDiff::from_lines(&change.before, &change.after).unified_diff().header(&a, &b).to_string();
        // A program that applies it needs every character.
        let is_looked_at = io::stdout().is_terminal();
        out.write_all(if is_looked_at { shown::lines(&diff) } else { diff.into() }.as_bytes())?;
    } else if !dry
        && let Err(message) = disk::replace(&change.path, &change.before, &change.after, run.language())
    {
        run.unwritten.push(disk::Problem { path: change.path.clone(), message });
        run.failed = true;
        return Ok(false);
    }
    Ok(true)
}

/// The copies that are still reported.
fn copies_left(repository: &Repository) -> usize {
    let wanted = |id: &FileId| repository.wanted.as_ref().is_none_or(|wanted| wanted.contains(id));
    let files = repository.index.files().map(|(id, _)| id).filter(wanted);
    let found = files.flat_map(|id| diagnostics(&repository.index, id));
    found.filter(|finding| finding.code == "duplicate-entry").count()
}

fn rounds(repository: &mut Repository) -> Vec<Change> {
    let mut texts: BTreeMap<FileId, (String, String)> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let index = &repository.index;
        let mut changed = Vec::new();
        for (id, file) in index.files().filter(|(_, file)| file.is_page()) {
            let wanted = repository.wanted.as_ref().is_none_or(|wanted| wanted.contains(&id));
            let text = file.text.to_string();
            let edit = wanted.then(|| fix_all(index, id)).flatten();
            let Some(after) = edit.and_then(|edit| apply(&text, &edit.edits)) else { continue };
            changed.extend(File::parse(&file.path, &after, false));
            texts.entry(id).or_insert_with(|| (text, String::new())).1 = after;
        }
        if changed.is_empty() {
            break;
        }
        repository.index = index.with(changed);
    }
    let change = |(id, (before, after))| named(&repository.index, &repository.paths, id, before, after);
    texts.into_iter().filter_map(change).collect()
}

/// A change of a file, with where it is.
pub fn named(
    index: &Index,
    paths: &BTreeMap<String, PathBuf>,
    id: FileId,
    before: String,
    after: String,
) -> Option<Change> {
    let name = index.file(id).path.to_string();
    Some(Change { path: paths.get(&name)?.clone(), name, before, after })
}
