//! The integration tests, one binary. What a test is about says its module:
//!
//! - `cli`: `check` and `export` as a process
//! - `protocol`: the server as a process, spoken to over its standard input and output
//! - `settings`: the repository's settings and the editor's
//! - `actions`: what can be done at a place that mends nothing, and new entries
//! - `commands`: what the editor can have done by name
//! - `navigation`: getting around: places, outlines, the citation graph
//! - `pull`: findings that the editor asks for
//! - `fix`: `check --fix`, and the editor's fix of all
//! - `faults`: what is wrong with the files, the machine or the editor, and what happens then
//! - `format`: formatting, as a process and in an editor
//! - `help`: `--help` and what is said of wrong arguments, in both languages
//! - `language`: what is shown in Japanese
//! - `storm`: a hundred thousand edits, and everything else that an editor does
//! - `edits`: bursts of edits, and that the order of messages is kept
//! - `bugs`: what a bug of our own costs
//! - `fuzzed`: inputs that fuzzing found, and a protocol that nobody speaks
//! - `linear`: that the worst inputs take time as their length
//! - `bench`: what the benchmark of the server makes of its measurements
//! - `generated`: that the notes which benchmarks generate are understood as they are meant
//! - `real_notes`: counts on a real repository of notes, where one is at hand
//! - `readme`: what the README says of the program
//! - `security`: the promises of the threat model
//! - `status`: what an editor that asks for it is told of how much there is
//! - `stdio`: what the editor hands the server as standard input and output
//! - `vscode`: what the extension for VS Code says of the server, held to the server
//! - `tidy`: the layers of the house and the manners of its files

mod actions;
mod bench;
mod bugs;
mod cli;
mod commands;
mod edits;
#[cfg(unix)]
mod faults;
mod fix;
mod format;
mod fuzzed;
mod generated;
mod graph;
mod help;
mod language;
mod linear;
mod navigation;
mod protocol;
mod pull;
mod readme;
mod real_notes;
mod security;
mod settings;
mod status;
mod stdio;
mod storm;
mod support;
mod tidy;
mod vscode;
