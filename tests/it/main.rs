//! The integration tests, one binary. What a test is about says its module:
//!
//! - `cli`: `check` and `export` as a process
//! - `protocol`: the server as a process, spoken to over its standard input and output
//! - `edits`: bursts of edits, and that the order of messages is kept
//! - `real_notes`: counts on a real repository of notes, where one is at hand
//! - `readme`: what the README says of the program
//! - `tidy`: the layers of the house and the manners of its files

mod cli;
mod edits;
mod protocol;
mod readme;
mod real_notes;
mod support;
mod tidy;
