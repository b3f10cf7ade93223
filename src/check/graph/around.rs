//! The entry that a graph is drawn around: `2094`, `#2094`, or `reading.txt:12`.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::entry_in_line;
use crate::check::Run;
use crate::disk;
use crate::entry::Number;
use crate::index::EntryId;
use crate::language::{Language, say};

/// How an entry is named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Around {
    /// By its number.
    Number(Number),
    /// By a file and a line, counted from 1.
    Line(PathBuf, usize),
}

impl FromStr for Around {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(number) = Number::parse(text.strip_prefix('#').unwrap_or(text)) {
            return Ok(Self::Number(number));
        }
        let parts = text.rsplit_once(':').filter(|(file, _)| !file.is_empty());
        let line = parts.and_then(|(file, line)| Some((file, line.parse().ok().filter(|line| *line > 0)?)));
        let (file, line) = line.ok_or("neither a number (2094) nor a file with a line (reading.txt:12)")?;
        Ok(Self::Line(file.into(), line))
    }
}

impl Around {
    /// The entry, and the place of its repository among those of the run.
    pub(super) fn find(&self, run: &Run, language: Language) -> Result<(usize, EntryId), String> {
        match self {
            Self::Number(number) => {
                let with = run.repositories.iter().enumerate();
                let with = with.filter_map(|(at, repository)| {
                    repository.index.numbered(*number).first().map(|id| (at, *id))
                });
                let found: Vec<(usize, EntryId)> = with.collect();
                match *found {
                    [one] => Ok(one),
                    [] => Err(say!(
                        language,
                        "no entry has the number {number}",
                        "番号 {number} のノートはありません"
                    )),
                    _ => Err(say!(
                        language,
                        "several repositories have an entry {number}; name one of them",
                        "番号 {number} のノートが複数のリポジトリにあります。1 つを指定してください"
                    )),
                }
            }
            Self::Line(file, line) => in_file(run, file, *line, language),
        }
    }
}

fn in_file(run: &Run, file: &Path, line: usize, language: Language) -> Result<(usize, EntryId), String> {
    let shown = file.display();
    let repositories = run.repositories.iter().enumerate();
    // From here, or from the folder of the repository.
    let mut found = repositories.filter_map(|(at, repository)| {
        let same = |path: &PathBuf| {
            path == file
                || path.canonicalize().is_ok_and(|path| file.canonicalize().is_ok_and(|file| path == file))
        };
        let here = repository.paths.iter().find(|(_, path)| same(path)).map(|(name, _)| name.clone());
        let name = here.unwrap_or_else(|| disk::name(file));
        repository.index.file_at(&name).map(|id| (at, id))
    });
    let (at, id) = found.next().ok_or_else(|| {
        say!(language, "{shown} is none of the files with notes", "{shown} はノートのファイルではありません")
    })?;
    let index = &run.repositories[at].index;
    let lines = index.file(id).text.line_count();
    if line > lines {
        return Err(say!(
            language,
            "{shown} has {lines} lines, and no line {line}",
            "{shown} は {lines} 行で、{line} 行目はありません"
        ));
    }
    entry_in_line(index, id, line - 1).map(|entry| (at, entry)).ok_or_else(|| {
        say!(language, "{shown}:{line}: no entry stands there", "{shown}:{line}: そこにノートはありません")
    })
}
