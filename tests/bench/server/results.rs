//! What all sessions came to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::arguments::Server;
use crate::fault::Fault;
use crate::figure::Figure;
use crate::folder::Folder;
use crate::machine::machine;
use crate::measure::Measure;
use crate::plan::Plan;
use crate::session::Outcome;
use crate::table::{Cell, Column, table};

/// What all sessions came to.
pub struct Results<'a> {
    folders: &'a [(Folder, Plan)],
    /// What the servers are called, until they say their names, and whether they were named by whoever asks.
    servers: Vec<String>,
    named: Vec<bool>,
    /// The figures of all runs, by folder and server.
    figures: BTreeMap<(usize, usize), BTreeMap<Measure, Vec<Figure>>>,
    /// Why there is no figure, the last time.
    faults: BTreeMap<(usize, usize), BTreeMap<Measure, Fault>>,
    /// What went wrong, in words, with what it cost first, and in which runs.
    notes: BTreeMap<(usize, usize, String), (Measure, BTreeSet<usize>)>,
}

impl<'a> Results<'a> {
    /// None yet; the first of the servers is the one that is measured.
    pub fn new(servers: &[Server], folders: &'a [(Folder, Plan)]) -> Self {
        let name = |server: &Server| {
            let program = &server.command[0];
            let file = Path::new(program).file_name().map(|name| name.to_string_lossy().into_owned());
            server.name.clone().or(file).unwrap_or_else(|| program.clone())
        };
        Self {
            folders,
            servers: servers.iter().map(name).collect(),
            named: servers.iter().map(|server| server.name.is_some()).collect(),
            figures: BTreeMap::new(),
            faults: BTreeMap::new(),
            notes: BTreeMap::new(),
        }
    }

    /// Takes in what the programs took on a folder; they stand in the column of the first server.
    pub fn programs(&mut self, folder: usize, floor: Option<f64>, words: Option<f64>) {
        let figures = self.figures.entry((folder, 0)).or_default();
        for (measure, took) in [(Measure::Floor, floor), (Measure::Words, words)] {
            figures.entry(measure).or_default().extend(took.map(Figure::once));
        }
    }

    /// Takes in a session.
    pub fn session(&mut self, folder: usize, server: usize, run: usize, outcome: Outcome) {
        if let Some(version) = outcome.version.filter(|_| !self.named[server]) {
            // Two builds of one server say the same name.
            let again = self.servers[..server].contains(&version);
            self.servers[server] = if again { format!("{version} ({})", server + 1) } else { version };
        }
        let figures = self.figures.entry((folder, server)).or_default();
        for (measure, figure) in outcome.figures {
            figures.entry(measure).or_default().push(figure);
        }
        let looks_for_faults = self.folders[folder].1.planted.is_some();
        for (measure, fault) in outcome.faults {
            if fault == Fault::NotOffered || (measure == Measure::Faults && !looks_for_faults) {
                continue;
            }
            let note = self.notes.entry((folder, server, fault.to_string()));
            note.or_insert_with(|| (measure, BTreeSet::new())).1.insert(run);
            self.faults.entry((folder, server)).or_default().insert(measure, fault);
        }
    }

    /// Prints the table, what it is of, and what went wrong.
    pub fn print(&self, runs: usize) {
        println!("{}; {}; {}.", jiff::Zoned::now().date(), machine(), self.servers.join(", "));
        for (folder, plan) in self.folders {
            println!(
                "{}: {} entries, {} files, {:.1} MiB; {} references asked for on open pages, {} tags, {} words; {} files change.",
                folder.name,
                folder.index.page_entries().count(),
                folder.files.len(),
                size(folder),
                plan.references.len(),
                plan.tags.len(),
                plan.words.len(),
                plan.burst.len(),
            );
        }
        println!("Medians of {runs} runs. Memory stands beside the size of the files.\n");
        println!("{}", table(&self.columns()));
        if !self.notes.is_empty() {
            println!();
        }
        self.notes(runs).for_each(|note| println!("{note}"));
    }

    /// What the servers are called.
    pub fn servers(&self) -> &[String] {
        &self.servers
    }

    /// What went wrong, in words.
    pub fn notes(&self, runs: usize) -> impl Iterator<Item = String> {
        self.notes.iter().map(move |((folder, server, fault), (measure, in_runs))| {
            let (server, folder) = (&self.servers[*server], &self.folders[*folder].0.name);
            let (count, name) = (in_runs.len(), measure.name());
            format!("- {server} on {folder}: {fault}; {count} of {runs} runs, first at “{name}”")
        })
    }

    /// A column for each server on each folder, by folder.
    pub fn columns(&self) -> Vec<Column> {
        let places = (0..self.folders.len())
            .flat_map(|folder| (0..self.servers.len()).map(move |server| (folder, server)));
        let column = |(folder, server): (usize, usize)| {
            let faults = self.faults.get(&(folder, server)).into_iter().flatten();
            let mut cells: BTreeMap<Measure, Cell> =
                faults.map(|(measure, fault)| (*measure, Cell::Fault(fault.to_string()))).collect();
            let figures = self.figures.get(&(folder, server)).into_iter().flatten();
            let medians = figures.filter_map(|(measure, runs)| Some((*measure, Figure::median(runs)?)));
            cells.extend(medians.map(|(measure, figure)| (measure, Cell::Figure(figure))));
            Column {
                name: format!("{} on {}", self.servers[server], self.folders[folder].0.name),
                cells,
                size: size(&self.folders[folder].0),
                beside: (server > 0).then_some(folder * self.servers.len()),
            }
        };
        places.map(column).collect()
    }
}

/// MiB of a folder.
fn size(folder: &Folder) -> f64 {
    folder.bytes as f64 / f64::from(1 << 20)
}
