//! The engine without an editor: `check`, `format`, `graph` and `export` for a terminal, for CI and for other programs.

mod config;
mod export;
mod fix;
mod format;
mod graph;
mod human;
mod json;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

pub use format::Formats;
pub use graph::{Around, Drawn, GraphFormat, Links};

use crate::config::Value;
use crate::disk::{self, Walked};
use crate::ide::{Counts, Diagnostic, Severity, counts, diagnostics};
use crate::index::{File, FileId, Index};
use crate::language::{Language, say};
use crate::shown;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

/// Whether what can be fixed without losing anything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixes {
    /// No.
    None,
    /// It is shown as a diff.
    Show,
    /// It is written to the files.
    Make,
}

/// How a run ended; the numbers are the process's exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at warning or above.
    Clean = 0,
    /// Findings at warning or above.
    Findings = 1,
    /// It could not run.
    Failed = 2,
}

/// What was read for one run.
struct Run {
    repositories: Vec<Repository>,
    problems: Vec<disk::Problem>,
    /// What was to be changed and could not be written.
    unwritten: Vec<disk::Problem>,
    /// Whether a file could not be read that was asked for by its name, or not be written.
    failed: bool,
    started: Instant,
    /// Settings of the command line.
    said: Value,
}

/// One of the repositories of a run. Each is judged for itself.
struct Repository {
    index: Index,
    /// The files whose findings are wanted; `None`: all.
    wanted: Option<HashSet<FileId>>,
    /// Where each file is, by its path in the index.
    paths: BTreeMap<String, PathBuf>,
}

/// A finding and where it was found.
struct Finding<'a> {
    index: &'a Index,
    file: FileId,
    diagnostic: Diagnostic,
}

/// Reads the repositories at `paths`, with their settings and what the command line has `said`; prints what is wrong with them to `out` and what could not be
/// read to standard error.
///
/// # Errors
///
/// Where `out` cannot be written to.
pub fn check(
    paths: &[PathBuf],
    format: Format,
    fixes: Fixes,
    said: Value,
    out: &mut dyn Write,
) -> io::Result<Outcome> {
    let mut run = match Run::new(paths, said) {
        Ok(run) => run,
        Err(message) => return Ok(fail(&message)),
    };
    match fixes {
        Fixes::None => {}
        // What would be done, and nothing else.
        Fixes::Show => return fix::fix(&mut run, true, out).map(|()| Outcome::Clean),
        // What a program reads is the report alone.
        Fixes::Make if format == Format::Json => fix::fix(&mut run, false, &mut io::sink())?,
        Fixes::Make => fix::fix(&mut run, false, out)?,
    }
    run.name_problems();
    let findings = run.findings();
    match format {
        Format::Human => human::print(&run, &findings, out)?,
        Format::Json => json::print(&run, &findings, out)?,
    }
    let serious = findings.iter().any(|finding| finding.diagnostic.severity <= Severity::Warning);
    Ok(if serious || run.failed { Outcome::Findings } else { Outcome::Clean })
}

/// Formats the pages at `paths`, or says what that would change.
///
/// # Errors
///
/// Where `out` cannot be written to.
pub fn format(paths: &[PathBuf], how: Formats, said: Value, out: &mut dyn Write) -> io::Result<Outcome> {
    match Run::new(paths, said) {
        Ok(mut run) => format::format(&mut run, how, out),
        Err(message) => Ok(fail(&message)),
    }
}

/// Draws the citation graph of the notes at `paths`.
///
/// # Errors
///
/// Where `out` cannot be written to.
pub fn graph(paths: &[PathBuf], drawn: &Drawn, said: Value, out: &mut dyn Write) -> io::Result<Outcome> {
    match Run::new(paths, said) {
        Ok(run) => graph::graph(&run, drawn, out),
        Err(message) => Ok(fail(&message)),
    }
}

/// Reads the repository at `path` and prints what was understood as JSON.
///
/// # Errors
///
/// Where `out` cannot be written to.
pub fn export(path: &Path, said: Value, out: &mut dyn Write) -> io::Result<Outcome> {
    match Run::new(&[path.to_owned()], said) {
        Ok(run) => {
            run.name_problems();
            export::print(&run, out).map(|()| Outcome::Clean)
        }
        Err(message) => Ok(fail(&message)),
    }
}

/// Prints the settings of the repository at `path` and where each comes from, as a settings file.
///
/// # Errors
///
/// Where `out` cannot be written to.
pub fn config(path: &Path, said: &Value, out: &mut dyn Write) -> io::Result<Outcome> {
    match disk::is_folder(path) {
        Ok(true) => config::print(path, said, out).map(|()| Outcome::Clean),
        Ok(false) => config::print(&disk::root_of(path), said, out).map(|()| Outcome::Clean),
        Err(error) => Ok(fail(&format!("{}: {error}", path.display()))),
    }
}

fn fail(message: &str) -> Outcome {
    eprintln!("paper-notes-lsp: {}", shown::lines(message));
    Outcome::Failed
}

impl Run {
    fn new(paths: &[PathBuf], said: Value) -> Result<Self, String> {
        let (problems, unwritten, started) = (Vec::new(), Vec::new(), Instant::now());
        let mut run = Self { repositories: Vec::new(), problems, unwritten, failed: false, started, said };
        // Folders are repositories; files, and folders inside a repository, are checked within theirs, each
        // repository once.
        let mut roots: BTreeMap<PathBuf, Option<Vec<PathBuf>>> = BTreeMap::new();
        let here = [PathBuf::from(".")];
        for path in if paths.is_empty() { &here } else { paths } {
            let describe = |error: io::Error| format!("{}: {error}", path.display());
            let absolute = std::path::absolute(path).map_err(describe)?;
            let root = if disk::is_folder(path).map_err(describe)? {
                disk::repository_above(&absolute)
            } else {
                Some(disk::root_of(&absolute))
            };
            match root {
                Some(root) => {
                    let wanted = roots.entry(root).or_insert_with(|| Some(Vec::new()));
                    wanted.iter_mut().for_each(|wanted| wanted.push(absolute.clone()));
                }
                None => {
                    roots.insert(path.clone(), None);
                }
            }
        }
        let bar = progress_bar();
        let single = roots.len() == 1;
        for (root, wanted) in roots {
            run.read(&root, wanted.as_deref(), single, &bar);
        }
        bar.finish_and_clear();
        Ok(run)
    }

    /// Reads one repository. Of a `single` one the files are named from its folder; of several each
    /// name says whose file it is.
    fn read(&mut self, root: &Path, wanted: Option<&[PathBuf]>, single: bool, bar: &ProgressBar) {
        let name = |path: &Path| {
            let inside = path.strip_prefix(root).unwrap_or(path);
            disk::name(if single { inside } else { path })
        };
        let prefix = if single { String::new() } else { disk::name(root) };
        let config = disk::configure(root, &prefix, Language::of_environment(), &self.said).0;
        let Walked { files: paths, problems, .. } = disk::walk(root, &config);
        self.problems.extend(problems);
        bar.inc_length(paths.len() as u64);
        let loaded = disk::load(&paths, &config, name, || bar.inc(1));
        self.problems.extend(loaded.problems);
        let index = Index::new(loaded.files, Arc::new(config));
        let wanted = wanted.map(|wanted| {
            let inside = |id: &FileId, path: &Path| {
                let (path, file) = (name(path), &index.file(*id).path);
                *path == **file
                    || path.is_empty()
                    || file.strip_prefix(&*path).is_some_and(|rest| rest.starts_with('/'))
            };
            let mut ids = HashSet::new();
            for path in wanted {
                let before = ids.len();
                ids.extend(index.files().map(|(id, _)| id).filter(|id| inside(id, path)));
                let is_named = self.problems.iter().any(|problem| problem.path == *path);
                self.failed |= is_named || !disk::may_be_read(path);
                if ids.len() == before && !is_named {
                    let message = not_read(&paths, path, &index);
                    self.problems.push(disk::Problem { path: path.clone(), message });
                }
            }
            ids
        });
        let paths = paths.iter().map(|path| (name(path), path.clone())).collect();
        self.repositories.push(Repository { index, wanted, paths });
    }

    /// Says what could not be read, or written.
    fn name_problems(&self) {
        for problem in self.problems.iter().chain(&self.unwritten) {
            let path = problem.path.display().to_string();
            eprintln!("{}: {}", shown::line(&path), shown::line(&problem.message));
        }
    }

    /// All findings, in the order of their repositories, files and places.
    fn findings(&self) -> Vec<Finding<'_>> {
        let mut findings = Vec::new();
        for Repository { index, wanted, .. } in &self.repositories {
            let files = index.files().map(|(id, _)| id);
            let files: Vec<FileId> =
                files.filter(|id| wanted.as_ref().is_none_or(|wanted| wanted.contains(id))).collect();
            index.compare();
            let of_file = |file: FileId| {
                let all = diagnostics(index, file).into_iter();
                all.map(move |diagnostic| Finding { index, file, diagnostic })
            };
            findings.par_extend(files.into_par_iter().flat_map_iter(of_file));
        }
        findings
    }

    /// The language of what is said about all repositories.
    fn language(&self) -> Language {
        let first = self.repositories.first();
        first.map_or_else(Language::of_environment, |repository| repository.index.config().language())
    }

    fn summary(&self) -> Counts {
        let mut sum = Counts::default();
        self.repositories.iter().for_each(|repository| sum += counts(&repository.index));
        sum
    }
}

/// Why a file or folder that was asked for has nothing to be checked.
fn not_read(walked: &[PathBuf], path: &Path, index: &Index) -> String {
    let language = index.config().language();
    if !disk::may_be_read(path) {
        return say!(language, "not a regular file", "通常のファイルではありません");
    }
    if walked.iter().any(|walked| walked.starts_with(path)) || !path.to_str().is_some_and(may_hold_notes) {
        return say!(language, "holds no notes", "ノートを含まないファイルです");
    }
    say!(
        language,
        "is not read: ignored by git or the settings, hidden, or a link out of the repository",
        "読まれません: git か設定で除かれているか、隠しファイルか、リポジトリの外へのリンクです"
    )
}

fn may_hold_notes(path: &str) -> bool {
    Path::new(path).is_dir() || File::is_candidate(path)
}

/// A bar on standard error; it draws nothing where that is no terminal, and nothing in the first half
/// second.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(8));
    let template = say!(
        Language::of_environment(),
        "reading {{bar:30}} {{pos}}/{{len}} files",
        "読み込み中 {{bar:30}} {{pos}}/{{len}} ファイル"
    );
    bar.set_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    let shown_from = Instant::now() + Duration::from_millis(500);
    bar.set_draw_target(ProgressDrawTarget::hidden());
    let later = bar.clone();
    std::thread::spawn(move || {
        std::thread::sleep(shown_from.saturating_duration_since(Instant::now()));
        if !later.is_finished() {
            later.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        }
    });
    bar
}
