//! The command line: serve an editor, or check a repository.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::io::{BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use paper_notes_lsp::check::{self, Drawn, Fixes, Format, Formats, GraphFormat, Outcome};
use paper_notes_lsp::command_line::{self, Arguments, Command, Graph, Lsp, Refusal};
use paper_notes_lsp::language::Language;
use paper_notes_lsp::server;

#[cfg(all(unix, feature = "jemalloc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse(Language::of_environment());
    match arguments.command {
        Some(Command::Check { paths, format, fix, diff, reading }) => {
            if diff && matches!(format, Format::Json) {
                command_line::refuse(Refusal::DiffAsJson, Language::of_environment());
            }
            let fixes = match (fix, diff) {
                (false, _) => Fixes::None,
                (true, true) => Fixes::Show,
                (true, false) => Fixes::Make,
            };
            print_as(if diff { Output::Data } else { Output::Text }, |out| {
                check::check(&paths, format, fixes, reading.said(), out)
            })
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
        command_line::refuse(Refusal::NoFormat, Language::of_environment());
    };
    let tags = tags.iter().map(|tag| tag.strip_prefix('#').unwrap_or(tag).to_owned()).collect();
    let drawn = Drawn { format, around: around.map(|around| (around, depth)), tags, links, file };
    print(|out| check::graph(&paths, &drawn, reading.said(), out))
}

/// What is printed.
enum Output {
    /// What people read, in colours where that is a terminal.
    Text,
    /// What has to arrive as it is, to the character: whoever takes out colours takes what looks like them, too.
    Data,
}

/// Runs a command that prints data to standard output.
fn print(command: impl FnOnce(&mut dyn Write) -> std::io::Result<Outcome>) -> ExitCode {
    print_as(Output::Data, command)
}

/// Runs a command that prints to standard output.
fn print_as(what: Output, command: impl FnOnce(&mut dyn Write) -> std::io::Result<Outcome>) -> ExitCode {
    let out = std::io::stdout().lock();
    let mut out = BufWriter::new(match what {
        Output::Text => anstream::AutoStream::auto(out),
        Output::Data => anstream::AutoStream::always_ansi(out),
    });
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
    // A person who types the name alone waits for something else than a protocol.
    if std::io::stdin().is_terminal() {
        eprintln!("{}", command_line::waiting(Language::of_environment()));
    }
    match server::serve(lsp.log.as_deref()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("paper-notes-lsp: {error}");
            ExitCode::from(Outcome::Failed as u8)
        }
    }
}
