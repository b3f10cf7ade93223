//! Generated, read-only files that give entries their numbers. What cannot be read in one costs that
//! part alone: errors are data, and the rest goes on.

pub mod issue_body;
pub mod issue_export;
pub mod markup;
pub mod site_page;
pub mod tag_document;

use crate::entry::{Number, Placed};
use crate::language::Said;
use crate::text::Span;

/// What a catalog says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalog {
    /// Its entries, in the order of the file. Spans are places in the file as it stands on disk.
    pub entries: Vec<Placed>,
    /// What could not be read.
    pub errors: Vec<CatalogError>,
    /// Numbers of pull requests, which are no notes.
    pub others: Vec<Number>,
    /// `host/owner/name` of the repository that its entries' addresses name, each once.
    pub repositories: Vec<Box<str>>,
}

/// A part of a catalog that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogError {
    /// Where.
    pub span: Span,
    /// Why, in words; no dot at the end.
    pub message: Said,
}
