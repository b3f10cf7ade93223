//! A language server and checker for repositories of research-paper notes.
//!
//! # The code map
//!
//! The modules in reading order; each imports only from those above it, and a test holds that.
//!
//! | module | what it is |
//! |---|---|
//! | [`bug`] | bugs of our own, and what they may cost |
//! | [`language`] | the languages that people are spoken to in |
//! | [`shown`] | text from notes where it is looked at |
//! | [`text`] | texts and the places in them; the only one that knows how text is stored |
//! | [`edit`] | changes to text, and making them |
//! | [`entry`] | what notes are made of: plain data with the place of each part |
//! | [`syntax`] | the text of a hand-edited page → its entries; never fails |
//! | [`catalog`] | a generated file → numbered entries; errors are data |
//! | [`config`] | settings and their defaults |
//! | [`index`] | what is known across files |
//! | [`cursor`] | what stands under the cursor |
//! | [`ide`] | one function an editor feature; no files, no protocol |
//! | [`drawing`] | the citation graph to look at: a page, an SVG, for Graphviz |
//! | [`disk`] | walking and reading: every file that is read is read there |
//! | [`check`] | the same findings for a terminal, for CI and as data |
//! | [`server`] | the language server: protocol in, protocol out |
//! | [`command_line`] | arguments, `--help`, and what is wrong with them |
//!
//! From an LSP method to its code: the name in `server/handlers.rs`, the same name under `ide/`.
//!
//! # Invariants
//!
//! - Spans are bytes. Lines and columns exist at the doors only: `server/from_proto.rs`,
//!   `server/to_proto.rs` and `check`.
//! - Nothing above [`disk`] does I/O or can fail on bad notes.
//! - An [`index::Index`] never changes. A change of a file makes a new one; whoever still answers a
//!   question keeps the old one.
//! - What an edit leaves alone is shared from state to state: entries that are not read again ([`entry::Placed`]), tables
//!   of the index, findings. All that is found on a page is found on an entry of it, by its own text and by entries that
//!   have to do with it; `index/outdated.rs` says whose findings a change may make others.
//! - The order of every output is total: path, then place, then code.
//! - LSP types stop at [`server`].

// No connection and no other program: clippy.toml names what is meant.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod bug;
pub mod catalog;
pub mod check;
pub mod command_line;
pub mod config;
pub mod cursor;
pub mod disk;
pub mod drawing;
pub mod edit;
pub mod entry;
#[cfg(test)]
mod fixture;
pub mod ide;
pub mod index;
pub mod language;
pub mod server;
pub mod shown;
pub mod syntax;
pub mod text;
