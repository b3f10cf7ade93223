//! How fast the server is as a process that an editor speaks to: its start, its answers, what a key costs, and what it
//! takes of the machine. Beside it a program that reads the same files and does nothing else, `wc -w`, and any other server.
//!
//!     cargo bench --bench server -- FOLDER... [--truth FILE]... [--runs N] [--baseline COMMAND]...
//!     cargo bench --bench server -- --suite [--sizes N,...] [--forms FORM,...] [--runs N] [--baseline [KIND:][NAME=]COMMAND]...
//!
//! `--suite` generates the notes, of several sizes in several forms, and prints the tables of the README; see `suite.rs`.
//!
//! Each FOLDER is copied, and all that is done is done to the copy, so that files can change on disk. What is asked and typed is
//! found through the library's index: references, tags, words of titles, the middle of the longest page. `--truth` gives what
//! a generator says of the folder at the same place (`tests/bench/truth` documents it): then its references are asked for and judge the
//! answers, and the faults that it planted are looked for. `--baseline` is another server that is asked the same.
//!
//! A run is a session with each server and one of each program, one after another, so that a slow moment of the machine is slow for
//! all. A figure is the median of the runs; of what is done many times in a run, of its p50 and its p95. Files are in the system's cache.
//! Nothing else should run: `chrt -f 10 cargo bench …` on Linux.

mod arguments;
mod client;
mod document;
mod fault;
mod figure;
mod floor;
mod folder;
mod growth;
#[path = "../machine.rs"]
mod machine;
mod measure;
// Each benchmark uses a part of it.
#[allow(dead_code)]
#[path = "../notes/mod.rs"]
mod notes;
mod plan;
mod process;
mod results;
mod session;
mod suite;
mod suite_table;
mod table;
mod truth;
mod vscode;
mod wire;

use std::path::Path;
use std::process::exit;

use arguments::{Arguments, Measured, Server};
use folder::Folder;
use plan::Plan;
use results::Results;
use truth::Truth;

fn main() {
    let asked = Arguments::read(std::env::args().skip(1)).unwrap_or_else(|| {
        eprintln!("{}", Arguments::USAGE);
        exit(2);
    });
    let measured = match asked {
        Arguments::Measure(measured) => measured,
        Arguments::Suite(asked) => {
            return suite::run(&asked).unwrap_or_else(|error| {
                eprintln!("{error}");
                exit(1);
            });
        }
        Arguments::Floor(folder) => return println!("{}", floor::read_all(&folder)),
    };
    // What is wrong with a folder is said before anything is measured.
    let folders: Result<Vec<(Folder, Plan)>, String> = (0..measured.folders.len())
        .map(|at| prepare(&measured.folders[at], measured.truths.get(at).map(|truth| &**truth)))
        .collect();
    let folders = folders.unwrap_or_else(|error| {
        eprintln!("{error}");
        exit(1);
    });
    measure(&measured, &folders);
}

/// Copies a folder, and finds what to ask there.
fn prepare(path: &Path, truth: Option<&Path>) -> Result<(Folder, Plan), String> {
    let folder = Folder::copy_of(path)?;
    let truth = truth.map(|truth| Truth::read(truth, &folder.root())).transpose()?;
    let plan = Plan::of(&folder, truth).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok((folder, plan))
}

fn measure(measured: &Measured, folders: &[(Folder, Plan)]) {
    let servers: Vec<Server> =
        [Server::own()].into_iter().chain(measured.baselines.iter().cloned()).collect();
    let mut results = Results::new(&servers, folders);
    for run in 1..=measured.runs {
        for (at, (folder, plan)) in folders.iter().enumerate() {
            eprintln!("run {run} of {}: {}", measured.runs, folder.name);
            results.programs(at, floor::floor(&folder.root()), floor::words(&folder.files));
            for (nth, server) in servers.iter().enumerate() {
                results.session(at, nth, run, session::run(server, folder, plan));
            }
        }
    }
    results.print(measured.runs);
}
