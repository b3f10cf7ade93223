//! What an editor can ask, one function a feature. Nothing here reads a file or knows the protocol:
//! places are bytes of files of an [`Index`](crate::index::Index), and what comes back is plain data.

mod call_hierarchy;
mod code_actions;
mod code_lens;
mod completion;
mod definition;
pub mod diagnostics;
mod fix_all;
mod folding;
mod format;
mod graph;
mod hover;
mod inlay_hints;
mod links;
mod merge;
mod nearest;
mod new_entry;
mod preview;
mod references;
mod rename;
mod rewrites;
mod semantic_tokens;
mod stats;
mod symbols;
mod tag_edit;
mod trial;

pub use call_hierarchy::{Citation, entry_for, incoming, outgoing};
pub use code_actions::{CodeAction, quick_fixes, refactorings};
pub use code_lens::{Lens, code_lenses};
pub use completion::{Completion, CompletionKind, Completions, completions};
pub use definition::{Definition, definition};
pub use diagnostics::{Diagnostic, Related, Severity, diagnostics, diagnostics_of};
pub use fix_all::fix_all;
pub use folding::{folding_ranges, selection_ranges};
pub use format::{Formatting, Left, Reason, format, format_on_type, format_range};
pub use graph::{Graph, graph, told};
pub use hover::{Hover, hover};
pub use inlay_hints::{Hint, inlay_hints};
pub use links::{Link, document_links};
pub use new_entry::{NewEntry, new_entry};
pub use preview::preview;
pub use references::{Highlight, Place, highlights, references};
pub use rename::{Renamed, prepare_rename, rename};
pub use semantic_tokens::{Token, TokenKind, semantic_tokens};
pub use stats::{Counts, counts, findings};
pub use symbols::{Symbol, detail, document_symbols, name, workspace_symbols};
