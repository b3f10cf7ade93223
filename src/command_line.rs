//! What is typed in a terminal, and what is said of it: the arguments, `--help`, and what is wrong with them, in the
//! language of the environment.

mod error;
mod help;

use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::check::{Around, Format, GraphFormat, Links};
use crate::config::{self, Value};
use crate::language::{Language, say};

/// A language server and checker for repositories of research-paper notes.
#[derive(Parser)]
#[command(version, about, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What to do; without it, an editor is served.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How an editor is served.
    #[command(flatten)]
    pub lsp: Lsp,
}

impl Arguments {
    /// Those of this process. Ends it where help was asked for or they are wrong.
    #[must_use]
    pub fn parse(language: Language) -> Self {
        let mut command = help::in_language(Self::command(), language);
        let matches = command.try_get_matches_from_mut(std::env::args_os());
        let parsed = matches.and_then(|mut matches| {
            Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
        });
        parsed.unwrap_or_else(|error| error::exit(&error, language))
    }
}

/// What is wrong with arguments that clap lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `check --diff --format json`.
    DiffAsJson,
    /// `graph` to a file whose name says no format.
    NoFormat,
}

/// What a person is told who starts the server in a terminal.
#[must_use]
pub fn waiting(language: Language) -> String {
    say!(
        language,
        "paper-notes-lsp: waiting for an editor, which starts this by itself (Ctrl+C ends it); for people there is --help",
        "paper-notes-lsp: エディタを待っています。通常はエディタが自動的に起動します(Ctrl+C で終了)。使い方は --help"
    )
}

/// Ends the process for what is wrong with its arguments.
pub fn refuse(refusal: Refusal, language: Language) -> ! {
    let message = match refusal {
        Refusal::DiffAsJson => say!(
            language,
            "--diff prints a diff; it cannot be used with '--format json'",
            "--diff は差分を表示します。'--format json' とは併用できません"
        ),
        Refusal::NoFormat => say!(
            language,
            "the name of the file says no format; say --format html, svg, dot or json",
            "ファイル名から形式がわかりません。--format で html、svg、dot、json のいずれかを指定してください"
        ),
    };
    error::refuse(&mut Arguments::command(), &message, language)
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve an editor over standard input and output (the default).
    Lsp(Lsp),
    /// Print what is wrong with the notes. Exit code 1 for warnings and errors, 2 if it could not run, else 0.
    Check {
        /// Folders, each a repository, or files, each checked within its repository. Default: here.
        paths: Vec<PathBuf>,
        /// How to print the findings.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Make the changes that lose nothing: remove copies of which everything is in the first, and tags that
        /// an entry has twice.
        #[arg(long)]
        fix: bool,
        /// With --fix: print the changes as a diff and write nothing.
        #[arg(long, requires = "fix")]
        diff: bool,
        /// What the settings cannot say.
        #[command(flatten)]
        reading: Reading,
    },
    /// Put pages into block style: a line a part, an empty line between entries. Only white space changes, and
    /// whatever is doubtful stays as it is. Exit code 1 where --check finds a page to change, 2 if it could not run,
    /// else 0.
    Format {
        /// Folders, each a repository, or files, each formatted within its repository.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Say which pages would change, and write nothing.
        #[arg(long)]
        check: bool,
        /// Print the changes as a diff, and write nothing.
        #[arg(long)]
        diff: bool,
        /// What the settings cannot say.
        #[command(flatten)]
        reading: Reading,
    },
    /// Draw the citation graph: a page, a picture, for Graphviz, or as data. Exit code 2 if it could not run, else 0.
    Graph(Graph),
    /// Print what was understood of the notes, as JSON.
    Export {
        /// The folder of the repository.
        #[arg(default_value = ".")]
        path: PathBuf,
        /// What the settings cannot say.
        #[command(flatten)]
        reading: Reading,
    },
    /// Print the settings that hold and where each comes from, as a settings file.
    Config {
        /// The folder of the repository, or a file in it.
        #[arg(default_value = ".")]
        path: PathBuf,
        /// What the settings cannot say.
        #[command(flatten)]
        reading: Reading,
    },
}

/// What the repository's own settings cannot say.
#[derive(clap::Args)]
pub struct Reading {
    /// Follow symbolic links out of the repository.
    #[arg(long)]
    pub outside_links: bool,
}

impl Reading {
    /// The same, as settings.
    #[must_use]
    pub fn said(&self) -> Value {
        config::from_json(&serde_json::json!({ "outside-links": self.outside_links.then_some(true) }))
    }
}

/// What is drawn, and how.
#[derive(clap::Args)]
pub struct Graph {
    /// Folders, each a repository, or files: the papers that are noted in them. Default: here.
    pub paths: Vec<PathBuf>,
    /// What to make. Default: what the name of the file says that it is written to.
    #[arg(long, value_enum, required_unless_present = "output")]
    pub format: Option<GraphFormat>,
    /// Draw what is around an entry: a number, or a file and a line, as in reading.txt:12.
    #[arg(long, value_name = "NUMBER|FILE:LINE")]
    pub around: Option<Around>,
    /// With --around: how many references away papers may be.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    pub depth: u32,
    /// Only papers with this tag, or with one of several.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// What a click on a paper opens: its issue where it has one, its file, or its line in VS Code.
    #[arg(long, value_enum, default_value_t)]
    pub links: Links,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the settings cannot say.
    #[command(flatten)]
    pub reading: Reading,
}

/// How an editor is served.
#[derive(clap::Args)]
pub struct Lsp {
    /// Write the log to this file instead of standard error. PAPER_NOTES_LOG sets the level (error, warn,
    /// info, debug).
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Accepted for editors that pass it; standard input and output are used anyway.
    #[arg(long, hide = true)]
    pub stdio: bool,
}
