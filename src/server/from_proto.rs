//! From the protocol: addresses to paths, positions to bytes.

use std::path::PathBuf;

use serde_json::Value as Json;
use tower_lsp::ls_types::{Position, Range, Uri};

use crate::disk;
use crate::text::{self, Encoding, Span, Text};

/// The file that a `file:` address names.
pub fn file_path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    is_file.then(|| uri.to_file_path()).flatten().map(std::borrow::Cow::into_owned)
}

/// The name of our settings among an editor's.
pub const SECTION: &str = "paperNotes";

/// Our settings in what an editor sends: all of it, or the part with our name.
pub fn settings(sent: Json) -> Json {
    match sent.get(SECTION) {
        Some(ours) => ours.clone(),
        None => sent,
    }
}

/// Whether a document is one that a person edits, and no old version or preview of one (`git:`).
pub fn is_edited(uri: &Uri) -> bool {
    ["file", "untitled", "vscode-remote"].contains(&uri.scheme().as_str().to_ascii_lowercase().as_str())
}

/// The path under which the index knows a document: of a file its path, of anything else its address.
pub fn index_path(uri: &Uri) -> String {
    file_path(uri).map_or_else(|| uri.as_str().to_owned(), |path| disk::name(&path))
}

/// The byte at a position; `None` for a line that the text does not have.
pub fn offset(text: &Text, position: Position, encoding: Encoding) -> Option<usize> {
    let position = text::Position { line: position.line as usize, column: position.character as usize };
    text.offset(position, encoding)
}

/// The bytes of a range; `None` where a line of it is unknown. A range that ends before it begins is taken
/// the other way round, as other implementations do.
pub fn span(text: &Text, range: Range, encoding: Encoding) -> Option<Span> {
    let start = offset(text, range.start, encoding)?;
    let end = offset(text, range.end, encoding)?;
    Some(Span::new(start.min(end), start.max(end)))
}
