//! What is asked for on the command line.

use std::path::PathBuf;

/// Fewer runs have no middle worth the name.
const RUNS: usize = 5;

/// What is asked for.
pub enum Arguments {
    /// To measure.
    Measure(Measured),
    /// To read all files of a folder and do nothing else.
    Floor(PathBuf),
}

/// What is measured, and how often.
pub struct Measured {
    /// The folders of notes.
    pub folders: Vec<PathBuf>,
    /// What is true of them, in the same order; of the last ones nothing may be known.
    pub truths: Vec<PathBuf>,
    /// How often.
    pub runs: usize,
    /// Other servers, as commands and their arguments.
    pub baselines: Vec<Vec<String>>,
}

impl Arguments {
    /// How they are written.
    pub const USAGE: &str = "cargo bench --bench server -- FOLDER... [--truth FILE]... [--runs N] [--baseline COMMAND]...\n\
        --runs is 5 at least; the first --truth is of the first FOLDER; COMMAND may have arguments";

    /// Reads them; `--bench` is added by cargo. `None` for anything else.
    pub fn read(said: impl Iterator<Item = String>) -> Option<Self> {
        let mut said = said.filter(|argument| argument != "--bench");
        let mut measured =
            Measured { folders: Vec::new(), truths: Vec::new(), runs: RUNS, baselines: Vec::new() };
        while let Some(argument) = said.next() {
            match argument.as_str() {
                "--floor" => return Some(Self::Floor(said.next()?.into())),
                "--truth" => measured.truths.push(said.next()?.into()),
                "--runs" => measured.runs = said.next()?.parse().ok().filter(|runs| *runs >= RUNS)?,
                "--baseline" => {
                    let command: Vec<String> = said.next()?.split_whitespace().map(str::to_owned).collect();
                    command.first()?;
                    measured.baselines.push(command);
                }
                _ if argument.starts_with('-') => return None,
                _ => measured.folders.push(argument.into()),
            }
        }
        let fits = !measured.folders.is_empty() && measured.truths.len() <= measured.folders.len();
        fits.then_some(Self::Measure(measured))
    }
}
