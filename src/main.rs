//! The command line: serve an editor, or check a repository.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use paper_notes_lsp::check::{self, Around, Drawn, Fixes, Format, Formats, GraphFormat, Links, Outcome};
use paper_notes_lsp::config::{self, Value};
use paper_notes_lsp::server;

/// A language server and checker for repositories of research-paper notes.
#[derive(Parser)]
#[command(version, about, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    lsp: Lsp,
}

#[derive(Subcommand)]
enum Command {
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
        #[command(flatten)]
        reading: Reading,
    },
    /// Print the settings that hold and where each comes from, as a settings file.
    Config {
        /// The folder of the repository, or a file in it.
        #[arg(default_value = ".")]
        path: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
}

/// What the repository's own settings cannot say.
#[derive(clap::Args)]
struct Reading {
    /// Follow symbolic links out of the repository.
    #[arg(long)]
    outside_links: bool,
}

impl Reading {
    fn said(&self) -> Value {
        config::from_json(&serde_json::json!({ "outside-links": self.outside_links.then_some(true) }))
    }
}

#[derive(clap::Args)]
struct Graph {
    /// Folders, each a repository, or files: the papers that are noted in them. Default: here.
    paths: Vec<PathBuf>,
    /// What to make. Default: what the name of the file says that it is written to.
    #[arg(long, value_enum, required_unless_present = "output")]
    format: Option<GraphFormat>,
    /// Draw what is around an entry: a number, or a file and a line, as in reading.txt:12.
    #[arg(long, value_name = "NUMBER|FILE:LINE")]
    around: Option<Around>,
    /// With --around: how many references away papers may be.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    depth: u32,
    /// Only papers with this tag, or with one of several.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// What a click on a paper opens: its issue where it has one, its file, or its line in VS Code.
    #[arg(long, value_enum, default_value_t)]
    links: Links,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(clap::Args)]
struct Lsp {
    /// Write the log to this file instead of standard error. PAPER_NOTES_LOG sets the level (error, warn,
    /// info, debug).
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Accepted for editors that pass it; standard input and output are used anyway.
    #[arg(long, hide = true)]
    stdio: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Command::Check { paths, format, fix, diff, reading }) => {
            if diff && matches!(format, Format::Json) {
                let message = "--diff prints a diff; it cannot be used with '--format json'";
                Arguments::command().error(ErrorKind::ArgumentConflict, message).exit();
            }
            let fixes = match (fix, diff) {
                (false, _) => Fixes::None,
                (true, true) => Fixes::Show,
                (true, false) => Fixes::Make,
            };
            print(|out| check::check(&paths, format, fixes, reading.said(), out))
        }
        Some(Command::Format { paths, check, diff, reading }) => {
            print(|out| check::format(&paths, Formats { check, diff }, reading.said(), out))
        }
        Some(Command::Graph(graph)) => draw(graph),
        Some(Command::Export { path, reading }) => print(|out| check::export(&path, reading.said(), out)),
        Some(Command::Config { path, reading }) => print(|out| check::config(&path, &reading.said(), out)),
        Some(Command::Lsp(lsp)) => serve(&lsp),
        None => serve(&arguments.lsp),
    }
}

fn draw(graph: Graph) -> ExitCode {
    let Graph { paths, format, around, depth, tags, links, output: file, reading } = graph;
    let Some(format) = format.or_else(|| GraphFormat::of_file(file.as_deref()?)) else {
        let message = "the name of the file says no format; say --format html, svg, dot or json";
        Arguments::command().error(ErrorKind::MissingRequiredArgument, message).exit();
    };
    let tags = tags.iter().map(|tag| tag.strip_prefix('#').unwrap_or(tag).to_owned()).collect();
    let drawn = Drawn { format, around: around.map(|around| (around, depth)), tags, links, file };
    print(|out| check::graph(&paths, &drawn, reading.said(), out))
}

/// Runs a command that prints to standard output, in colours where that is a terminal.
fn print(command: impl FnOnce(&mut dyn Write) -> std::io::Result<Outcome>) -> ExitCode {
    let mut out = BufWriter::new(anstream::AutoStream::auto(std::io::stdout().lock()));
    let result = command(&mut out);
    match result.and_then(|outcome| out.flush().map(|()| outcome)) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        // Somebody who reads only the head of the output is not wrong.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("paper-notes-lsp: {error}");
            ExitCode::from(Outcome::Failed as u8)
        }
    }
}

fn serve(lsp: &Lsp) -> ExitCode {
    match server::serve(lsp.log.as_deref()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("paper-notes-lsp: {error}");
            ExitCode::from(Outcome::Failed as u8)
        }
    }
}
