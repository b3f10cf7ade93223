//! What is asked for on the command line.

use std::path::PathBuf;

use super::notes::Form;

/// Fewer runs have no middle worth the name.
const RUNS: usize = 5;

/// What is asked for.
pub enum Arguments {
    /// To measure folders of notes.
    Measure(Measured),
    /// To measure generated notes.
    Suite(Suite),
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
    /// Other servers.
    pub baselines: Vec<Server>,
}

/// What is generated and measured, and how often.
pub struct Suite {
    /// How many entries.
    pub sizes: Vec<usize>,
    /// How they are written.
    pub forms: Vec<Form>,
    /// How often.
    pub runs: usize,
    /// Other servers.
    pub baselines: Vec<Server>,
}

/// A server that is measured.
#[derive(Clone)]
pub struct Server {
    /// What it is called, if it is not to be asked.
    pub name: Option<String>,
    /// Its program and arguments.
    pub command: Vec<String>,
    /// The form of notes that it is made for; `None`: those that are measured.
    pub form: Option<Form>,
}

impl Server {
    /// The server of this project.
    pub fn own() -> Self {
        let command = vec![env!("CARGO_BIN_EXE_paper-notes-lsp").to_owned()];
        Self { name: None, command, form: None }
    }

    /// Reads `[wiki:|md:][NAME=]COMMAND`.
    fn read(said: &str) -> Option<Self> {
        let vault = |form: &Form| matches!(form, Form::Wiki | Form::Markdown);
        let form = said.split_once(':').and_then(|(form, rest)| Some((Form::of(form).filter(vault)?, rest)));
        let (form, said) = form.map_or((None, said), |(form, rest)| (Some(form), rest));
        let mut command: Vec<String> = said.split_whitespace().map(str::to_owned).collect();
        let first = command.first_mut()?;
        let named = first.split_once('=').map(|(name, program)| (name.to_owned(), program.to_owned()));
        let name = named.map(|(name, program)| {
            *first = program;
            name
        });
        Some(Self { name, command, form })
    }
}

impl Arguments {
    /// How they are written.
    pub const USAGE: &str = "\
cargo bench --bench server -- FOLDER... [--truth FILE]... [--runs N] [--baseline COMMAND]...
cargo bench --bench server -- --suite [--sizes N,...] [--forms FORM,...] [--runs N] [--baseline [KIND:][NAME=]COMMAND]...

FOLDER    notes; the first --truth is of the first FOLDER; --runs is 5 at least
--suite   notes are generated: of 1000, 5000, 20000 and 100000 entries unless --sizes says otherwise, as pages, as
          single notes and as pages with a catalog unless --forms says so (pages, notes, catalog)
COMMAND   another server, with arguments if it has any; NAME where it does not say what it is
KIND      the notes that it is made for: wiki, a Markdown vault with [[2094]], as for markdown-oxide and iwes; md, one with
          [note](2094.md), as for VS Code's Markdown server; without a KIND it is asked on the same notes as ours";

    /// Reads them; `--bench` is added by cargo. `None` for anything else.
    pub fn read(said: impl Iterator<Item = String>) -> Option<Self> {
        let mut said = said.filter(|argument| argument != "--bench");
        let (mut folders, mut truths, mut baselines): (Vec<PathBuf>, Vec<PathBuf>, Vec<Server>) =
            Default::default();
        let (mut suite, mut sizes, mut forms, mut runs) = (false, None, None, RUNS);
        while let Some(argument) = said.next() {
            match argument.as_str() {
                "--floor" => return Some(Self::Floor(said.next()?.into())),
                "--suite" => suite = true,
                "--sizes" => {
                    sizes = Some(list(&said.next()?, |size| size.parse().ok().filter(|size| *size > 0))?);
                }
                "--forms" => forms = Some(list(&said.next()?, own_form)?),
                "--truth" => truths.push(said.next()?.into()),
                "--runs" => runs = said.next()?.parse().ok().filter(|runs| *runs > 0)?,
                "--baseline" => baselines.push(Server::read(&said.next()?)?),
                _ if argument.starts_with('-') => return None,
                _ => folders.push(argument.into()),
            }
        }
        if suite {
            let sizes = sizes.unwrap_or(vec![1000, 5000, 20_000, 100_000]);
            let forms = forms.unwrap_or(vec![Form::Pages, Form::Notes, Form::Catalog]);
            let fits = folders.is_empty() && truths.is_empty();
            return fits.then_some(Self::Suite(Suite { sizes, forms, runs, baselines }));
        }
        let fits = !folders.is_empty() && truths.len() <= folders.len() && runs >= RUNS;
        let fits = fits && sizes.is_none() && forms.is_none();
        let fits = fits && baselines.iter().all(|server| server.form.is_none());
        fits.then_some(Self::Measure(Measured { folders, truths, runs, baselines }))
    }
}

/// What stands between commas.
fn list<T>(said: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    said.split(',').map(|one| read(one.trim())).collect()
}

fn own_form(name: &str) -> Option<Form> {
    Form::of(name).filter(|form| matches!(form, Form::Pages | Form::Notes | Form::Catalog))
}
