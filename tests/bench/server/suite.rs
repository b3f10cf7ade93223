//! The whole server on generated notes: of each size in each form, and other servers on theirs, one after another so that
//! only one repository is on the disk. What it prints is what the README quotes.

use std::path::Path;
use std::process::Command;

use crate::arguments::{Server, Suite};
use crate::floor;
use crate::folder::Folder;
use crate::machine::machine;
use crate::measure::Measure;
use crate::notes::{Form, Repository};
use crate::plan::Plan;
use crate::results::Results;
use crate::session;
use crate::suite_table::{self, Measured};
use crate::table::Cell;

/// The same notes each time.
const SEED: u64 = 20_250_802;

/// Generates, measures, and prints.
pub fn run(asked: &Suite) -> Result<(), String> {
    let (mut all, mut notes) = (Vec::new(), Vec::new());
    for entries in &asked.sizes {
        for (form, servers) in columns(asked) {
            measure(asked, &Repository::new(SEED, *entries), form, &servers, &mut all, &mut notes)?;
        }
    }
    let mut servers: Vec<String> = Vec::new();
    for one in &all {
        if !servers.contains(&one.server) {
            servers.push(one.server.clone());
        }
    }
    let versions = [commit(), rustc()].into_iter().flatten().chain(servers).collect::<Vec<_>>();
    println!("{}; {}; {}.", jiff::Zoned::now().date(), machine(), versions.join(", "));
    let many = "of what is asked many times, what 95 of 100 answers do not exceed";
    println!("Medians of {} runs; {many}.\n", asked.runs);
    println!("{}", suite_table::own(&all));
    if let Some(growth) = suite_table::growth(&all) {
        println!("\nA figure grows as the entries to the power of:\n\n{growth}");
    }
    if let Some(others) = suite_table::others(&all) {
        println!("\nOther servers:\n\n{others}\n");
        suite_table::missing(&all).iter().for_each(|line| println!("{line}"));
    }
    if !notes.is_empty() {
        println!("\nWhat went wrong:\n\n{}", notes.join("\n"));
    }
    Ok(())
}

/// The forms of notes, each with who is asked there.
fn columns(asked: &Suite) -> Vec<(Form, Vec<Server>)> {
    let made_for = |form| asked.baselines.iter().filter(move |server| server.form == form).cloned();
    let own =
        asked.forms.iter().map(|form| (*form, [Server::own()].into_iter().chain(made_for(None)).collect()));
    let vaults = [Form::Wiki, Form::Markdown].into_iter();
    let vaults = vaults.map(|form| (form, made_for(Some(form)).collect::<Vec<_>>()));
    own.chain(vaults.filter(|(_, servers)| !servers.is_empty())).collect()
}

fn measure(
    asked: &Suite,
    repository: &Repository,
    form: Form,
    servers: &[Server],
    all: &mut Vec<Measured>,
    notes: &mut Vec<String>,
) -> Result<(), String> {
    eprintln!("{} entries as {} are written", repository.entries, form.name());
    let folder = Folder::generated(repository, form)?;
    let plan = match form {
        Form::Wiki | Form::Markdown => Plan::of_vault(&folder, repository, form),
        Form::Pages | Form::Notes | Form::Catalog => Plan::of(&folder, None)?,
    };
    let prepared = [(folder, plan)];
    let [(folder, plan)] = &prepared;
    let mut results = Results::new(servers, &prepared);
    for run in 1..=asked.runs {
        eprintln!("run {run} of {}: {}", asked.runs, folder.name);
        results.programs(0, floor::floor(&folder.root()), floor::words(&folder.files));
        for (nth, server) in servers.iter().enumerate() {
            results.session(0, nth, run, session::run(server, folder, plan));
        }
    }
    let own = !matches!(form, Form::Wiki | Form::Markdown);
    let columns = results.columns();
    // What is of the files is of whoever reads them.
    let cells = &columns[0].cells;
    let of_files: Vec<(Measure, Cell)> = cells
        .iter()
        .filter(|(measure, _)| measure.is_of_files())
        .map(|(measure, cell)| (*measure, cell.clone()))
        .collect();
    for (nth, mut column) in columns.into_iter().enumerate() {
        column.cells.extend(of_files.iter().cloned());
        all.push(Measured {
            server: results.servers()[nth].clone(),
            own: own && nth == 0,
            form: form.name(),
            entries: repository.entries,
            files: folder.files.len(),
            size: column.size,
            cells: column.cells,
        });
    }
    // Why another server has no figure is said beside the table.
    notes.extend(results.notes(asked.runs).filter(|_| own));
    Ok(())
}

/// The commit of this project that is measured, if that can be told.
fn commit() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said =
        Command::new("git").arg("-C").arg(folder).args(["describe", "--always", "--dirty"]).output().ok()?;
    let said = String::from_utf8(said.stdout).ok().filter(|_| said.status.success())?;
    Some(format!("commit {}", said.trim()))
}

fn rustc() -> Option<String> {
    let said = Command::new("rustc").arg("-V").output().ok().filter(|said| said.status.success())?;
    let said = String::from_utf8(said.stdout).ok()?;
    Some(said.split(" (").next().unwrap_or_default().trim().to_owned())
}
