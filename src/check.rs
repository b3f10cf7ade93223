//! The engine without an editor: `check` and `export` for a terminal, for CI and for other programs.

mod export;
mod human;
mod json;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::config::Config;
use crate::disk;
use crate::ide::{Diagnostic, Severity, diagnostics};
use crate::index::{FileId, Index};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
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

/// A repository, or several, read for one run.
struct Run {
    index: Index,
    problems: Vec<disk::Problem>,
    /// The files whose findings are wanted; all where folders were named.
    wanted: Option<Vec<FileId>>,
    started: Instant,
}

/// How many there are of what.
struct Summary {
    files: usize,
    entries: usize,
    papers: usize,
    numbered: usize,
    references: usize,
    tags: usize,
}

/// Reads the repositories at `paths`, prints what is wrong with them to `out` and what could not be
/// read to standard error.
///
/// # Errors
///
/// Where `out` cannot be written to.
pub fn check(paths: &[PathBuf], format: Format, out: &mut dyn Write) -> io::Result<Outcome> {
    let run = match Run::new(paths) {
        Ok(run) => run,
        Err(message) => return Ok(fail(&message)),
    };
    let findings = run.findings();
    match format {
        Format::Human => human::print(&run, &findings, out)?,
        Format::Json => json::print(&run, &findings, out)?,
    }
    let serious = findings
        .iter()
        .any(|(_, finding)| finding.severity <= Severity::Warning);
    Ok(if serious {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// Reads the repository at `path` and prints what was understood as JSON.
///
/// # Errors
///
/// Where `out` cannot be written to.
pub fn export(path: &Path, out: &mut dyn Write) -> io::Result<Outcome> {
    match Run::new(&[path.to_owned()]) {
        Ok(run) => export::print(&run, out).map(|()| Outcome::Clean),
        Err(message) => Ok(fail(&message)),
    }
}

fn fail(message: &str) -> Outcome {
    eprintln!("paper-notes-lsp: {message}");
    Outcome::Failed
}

impl Run {
    fn new(paths: &[PathBuf]) -> Result<Self, String> {
        let started = Instant::now();
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here } else { paths };
        let mut files = Vec::new();
        let mut problems = Vec::new();
        let mut wanted = Vec::new();
        let mut roots: Vec<PathBuf> = Vec::new();
        for path in paths {
            let metadata =
                std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
            if metadata.is_dir() {
                roots.push(path.clone());
            } else {
                let absolute = std::path::absolute(path).map_err(|error| error.to_string())?;
                wanted.push(absolute.clone());
                roots.push(disk::root_of(&absolute));
            }
        }
        roots.sort();
        roots.dedup();
        let bar = progress_bar();
        let single = roots.len() == 1;
        for root in &roots {
            // One folder: its files are named from there. Several: each name says whose it is.
            let name = |path: &Path| {
                let inside = path.strip_prefix(root).unwrap_or(path);
                disk::name(if single { inside } else { path })
            };
            let paths = disk::walk(root);
            bar.inc_length(paths.len() as u64);
            let loaded = disk::load(&paths, name, || bar.inc(1));
            files.extend(loaded.files);
            problems.extend(loaded.problems);
        }
        bar.finish_and_clear();
        // Roots may lie within each other.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        for problem in &problems {
            eprintln!("{}: {}", problem.path.display(), problem.message);
        }
        let config = Config {
            repository: roots
                .iter()
                .find_map(|root| disk::origin(&std::path::absolute(root).ok()?)),
        };
        let index = Index::new(files, &config);
        let only_files = paths.iter().all(|path| path.is_file());
        let wanted_ids = wanted.iter().filter_map(|path| {
            let inside = roots.iter().find_map(|root| path.strip_prefix(root).ok());
            index.file_at(&disk::name(if single { inside? } else { path }))
        });
        let wanted_ids: Vec<FileId> = wanted_ids.collect();
        Ok(Self {
            index,
            problems,
            wanted: only_files.then_some(wanted_ids),
            started,
        })
    }

    fn findings(&self) -> Vec<(FileId, Diagnostic)> {
        let all = self.index.files().map(|(id, _)| id);
        let is_wanted = |id: &FileId| {
            self.wanted
                .as_ref()
                .is_none_or(|wanted| wanted.contains(id))
        };
        let of_file = |id| {
            diagnostics(&self.index, id)
                .into_iter()
                .map(move |finding| (id, finding))
        };
        all.filter(is_wanted).flat_map(of_file).collect()
    }

    fn summary(&self) -> Summary {
        let index = &self.index;
        let entries: Vec<_> = index.page_entries().map(|(id, _)| id).collect();
        let tags: std::collections::HashSet<&str> = index
            .page_entries()
            .flat_map(|(_, entry)| entry.tags.iter().map(|tag| &*tag.name))
            .collect();
        Summary {
            files: index.files().count(),
            entries: entries.len(),
            papers: index.paper_count(),
            numbered: index.numbered_paper_count(),
            references: entries
                .iter()
                .map(|id| index.references_of(*id).count())
                .sum(),
            tags: tags.len(),
        }
    }
}

/// A bar on standard error; it draws nothing where that is no terminal, and nothing in the first half
/// second.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(8));
    let style = ProgressStyle::with_template("reading {bar:30} {pos}/{len} files");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
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
