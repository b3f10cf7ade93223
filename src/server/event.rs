//! What the main loop is told, in the order in which it happened.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value as Json;
use tower_lsp::ls_types::*;

use crate::disk::Loaded;
use crate::disk::watch::Watch;
use crate::server::diagnosed::Diagnosed;
use crate::server::findings::Pull;
use crate::server::outbox::{Progress, Settings};
use crate::server::state::Workspace;

/// Answers on a state, whoever asked.
pub type Query = Box<dyn FnOnce(&Workspace) + Send>;

/// Something that happened.
pub enum Event {
    /// The first message.
    Initialize(Box<InitializeParams>),
    /// The editor is ready for messages of ours.
    Initialized,
    /// A document was opened.
    Open(TextDocumentItem),
    /// A document was changed.
    Change(DidChangeTextDocumentParams),
    /// A document was saved.
    Saved(Uri),
    /// A document was closed.
    Close(Uri),
    /// Files were changed, created or deleted on disk.
    FilesChanged(Vec<PathBuf>),
    /// More of the files that changed are to be read.
    GoOn,
    /// Folders were added to the workspace or removed from it.
    FoldersChanged {
        /// Added.
        added: Vec<PathBuf>,
        /// Removed.
        removed: Vec<PathBuf>,
    },
    /// Settings of the editor changed; to some editors, to these.
    SettingsChanged(Json),
    /// The editor's settings, for all folders or for one.
    Settings(Settings),
    /// A question.
    Query(Query),
    /// A question that is answered sooner than it would be handed over to a thread of its own.
    Glance(Query),
    /// A question for findings.
    Pull(Pull),
    /// Some files of a folder were read, by the reading with this number.
    Loaded(u64, PathBuf, Loaded, Progress),
    /// All were.
    AllLoaded(u64),
    /// The reading with this number met a bug.
    NotLoaded(u64),
    /// Our own watch began after the reading with this number; the files that were there then, and those of
    /// them that changed since that reading began.
    Watching(u64, Watch, Vec<PathBuf>, Vec<PathBuf>),
    /// What questions need of a state is ready.
    Prepared,
    /// The findings of the state with this number were put together,
    /// with the files where they differ from those before.
    Diagnosed(u64, Option<(Diagnosed, BTreeSet<Arc<str>>)>),
}
