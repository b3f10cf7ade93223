//! What an editor can ask, one function a feature. Nothing here reads a file or knows the protocol:
//! places are bytes of files of an [`Index`](crate::index::Index), and what comes back is plain data.

mod code_actions;
mod completion;
mod definition;
pub mod diagnostics;
mod fix_all;
mod hover;
mod merge;
mod preview;
mod tag_edit;
mod trial;

pub use code_actions::{CodeAction, code_actions};
pub use completion::{Completion, CompletionKind, Completions, completions};
pub use definition::{Definition, definition};
pub use diagnostics::{Diagnostic, Related, Severity, diagnostics};
pub use fix_all::fix_all;
pub use hover::{Hover, hover};
pub use preview::preview;
