//! One session that goes on and on: what grows in it, and whether it becomes slower.

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use super::notes::{Form, Repository};
use super::process;
use super::storm::Storm;
use super::support::Notes;

const ENTRIES: usize = 2000;

/// So many of the pages are edited; the others refer to them.
const PAGES: usize = 12;

/// The parts that the session is cut into; of each, a line is shown.
const PARTS: usize = 20;

/// The first parts are no measure: files are opened and written for the first time.
const WARM: usize = 4;

/// So many parts are put together to be compared, those after the warm-up and the last.
const COMPARED: usize = 4;

/// Edits between two questions that are timed.
const BETWEEN: usize = 10;

const TIMED: [&str; 4] =
    ["textDocument/hover", "textDocument/completion", "textDocument/references", "textDocument/definition"];

/// What is seen at the end of a part.
struct Seen {
    memory: f64,
    files: usize,
    threads: usize,
    times: Vec<Duration>,
}

/// Lives for so many edits. Fails where memory is more than 5 % above that of the beginning, handles or threads have become
/// more, or the slowest twentieth of the answers is more than 20 % slower.
pub fn live(edits: usize, seed: u64) -> ExitCode {
    let notes = Notes::new(&[]);
    let repository = Repository::new(seed, ENTRIES);
    repository.write(Form::Pages, notes.root()).expect("notes are written");
    let names = (0..PAGES).map(|topic| repository.page_name(topic)).collect();
    let mut storm = Storm::over(notes, names, 40_000, seed);
    let process = storm.process();
    let mut parts: Vec<Seen> = Vec::new();
    println!("| edits | questions | MiB | open files | threads | p95 ms |\n|---|---|---|---|---|---|");
    for part in 0..PARTS {
        let until = edits * (part + 1) / PARTS;
        let mut times = Vec::new();
        while storm.tally.edits < until {
            storm.blow(BETWEEN);
            times.push(storm.time(TIMED[times.len() % TIMED.len()]));
        }
        storm.tally.questions += times.len();
        storm.rest();
        // What is free goes back to the system by and by.
        std::thread::sleep(Duration::from_secs(3));
        let count = |what: &str| fs::read_dir(format!("/proc/{process}/{what}")).map_or(0, Iterator::count);
        let memory = process::memory(process).unwrap_or(0.0);
        let seen = Seen { memory, files: count("fd"), threads: count("task"), times };
        let p95 = p95(std::slice::from_ref(&seen));
        let tally = storm.tally;
        println!(
            "| {} | {} | {memory:.1} | {} | {} | {p95:.3} |",
            tally.edits, tally.questions, seen.files, seen.threads
        );
        parts.push(seen);
    }
    let (first, last) = (&parts[WARM..WARM + COMPARED], &parts[PARTS - COMPARED..]);
    let most = |of: &[Seen], what: fn(&Seen) -> usize| of.iter().map(what).max().unwrap_or(0);
    let mean = |of: &[Seen]| of.iter().map(|seen| seen.memory).sum::<f64>() / of.len() as f64;
    let (memory, slower) = (mean(last) / mean(first), p95(last) / p95(first));
    let (files, threads) = (
        most(last, |seen| seen.files) as i64 - most(first, |seen| seen.files) as i64,
        most(last, |seen| seen.threads) as i64 - most(first, |seen| seen.threads) as i64,
    );
    println!("end / beginning: memory {memory:.3}, p95 {slower:.3}; files {files:+}, threads {threads:+}");
    storm.compare();
    println!("{:?}", storm.end());
    let is_fine = memory <= 1.05 && slower <= 1.2 && files <= 0 && threads <= 0;
    ExitCode::from(u8::from(!is_fine))
}

/// The time that 95 of 100 answers take at most, in milliseconds.
fn p95(of: &[Seen]) -> f64 {
    let mut times: Vec<Duration> = of.iter().flat_map(|seen| seen.times.iter().copied()).collect();
    times.sort();
    times.get(times.len() * 95 / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}
