//! `paperNotes/status`: what an editor that asks for it is told after each change, for a line such as a status
//! bar's. It is counted from findings that were put together anyway.

use serde_json::{Value as Json, json};
use tower_lsp::ls_types::DiagnosticSeverity;
use tower_lsp::ls_types::notification::Notification;

use crate::server::diagnosed::Diagnosed;
use crate::server::state::Workspace;

/// The notification.
pub enum Status {}

impl Notification for Status {
    type Params = Json;
    const METHOD: &'static str = "paperNotes/status";
}

/// How much there is, where the editor wants to know.
pub fn status(workspace: &Workspace, found: &Diagnosed) -> Option<Json> {
    if !workspace.editor().hears_status {
        return None;
    }
    let (mut entries, mut papers) = (0, 0);
    for (_, snapshot) in workspace.folders() {
        entries += snapshot.index.page_entries().count();
        papers += snapshot.index.paper_count();
    }
    let of = |severity| found.count(severity);
    Some(json!({
        "entries": entries,
        "papers": papers,
        "findings": {
            "error": of(DiagnosticSeverity::ERROR),
            "warning": of(DiagnosticSeverity::WARNING),
            "information": of(DiagnosticSeverity::INFORMATION),
            "hint": of(DiagnosticSeverity::HINT),
        },
    }))
}
