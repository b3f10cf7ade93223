//! What the editor is told of findings: pushed to it, or pulled by it. What it pulls is not pushed as well, or
//! it would show it twice.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use tokio::sync::oneshot::Sender;
use tower_lsp::ls_types::*;

use crate::server::outbox::Message;
use crate::server::state::Workspace;
use crate::server::to_proto;

/// The findings of all files that have any, by path.
pub type ByPath = BTreeMap<Arc<str>, PublishDiagnosticsParams>;

/// The findings of a state, of all files that have any.
pub fn look(workspace: &Workspace) -> ByPath {
    let mut found = ByPath::new();
    for snapshot in workspace.snapshots() {
        for (id, file) in snapshot.index.files() {
            let diagnostics = to_proto::diagnostics(&snapshot, id);
            if let Some(uri) = snapshot.uri(&file.path).filter(|_| !diagnostics.is_empty()) {
                let params = PublishDiagnosticsParams::new(uri, diagnostics, snapshot.version(&file.path));
                found.insert(Arc::clone(&file.path), params);
            }
        }
    }
    found
}

/// A question for findings.
pub enum Pull {
    /// Those of one document.
    Document {
        /// Its path in the index.
        path: Arc<str>,
        /// The name of the answer that the editor has.
        previous: Option<String>,
        /// Who asked.
        reply: Sender<DocumentDiagnosticReportResult>,
    },
    /// Those of all files.
    Workspace {
        /// The names of the answers that the editor has.
        previous: Vec<PreviousResultId>,
        /// Who asked.
        reply: Sender<WorkspaceDiagnosticReportResult>,
    },
}

/// What the editor was told, and what it waits for.
#[derive(Default)]
pub struct Findings {
    /// Of the newest state that was looked at.
    now: ByPath,
    /// Whether that is the state.
    fresh: bool,
    published: ByPath,
    waiting: Vec<Pull>,
    /// The documents that the editor pulls, with the name of its last answer; `None`: it will ask again.
    pulled: HashMap<Arc<str>, Option<String>>,
    /// What the editor knows from pulling all files: the name of each file's findings. `None`: it does not.
    pulled_workspace: Option<HashMap<Uri, String>>,
}

impl Findings {
    /// The state changed.
    pub fn outdate(&mut self) {
        self.fresh = false;
    }

    /// The editor changed a document, and asks again if it pulls it.
    pub fn changed(&mut self, path: &str) {
        if let Some(answer) = self.pulled.get_mut(path) {
            *answer = None;
        }
    }

    /// A document was closed.
    pub fn closed(&mut self, path: &str) {
        self.pulled.remove(path);
    }

    /// A question, answered now or as soon as the state was looked at. What is to be sent because of it.
    pub fn ask(&mut self, pull: Pull) -> Vec<Message> {
        self.waiting.push(pull);
        if !self.fresh {
            return Vec::new();
        }
        self.answer();
        self.push()
    }

    /// These are the findings of the state. What is to be sent because of it.
    pub fn update(&mut self, now: ByPath) -> Vec<Message> {
        self.now = now;
        self.fresh = true;
        let mut messages = Vec::new();
        let outdated = |(path, answer): (&Arc<str>, &Option<String>)| {
            answer.as_ref().is_some_and(|answer| *answer != id(self.of(path)))
        };
        let all_outdated = self.pulled_workspace.as_ref().is_some_and(|known| *known != self.ids());
        if all_outdated || self.pulled.iter().any(outdated) {
            messages.push(Message::RefreshDiagnostics);
            self.pulled.values_mut().for_each(|answer| *answer = None);
            // Told once of a state is enough, whether or not the editor asks.
            self.pulled_workspace = self.pulled_workspace.is_some().then(|| self.ids());
        }
        self.answer();
        messages.extend(self.push());
        messages
    }

    /// The name of each file's findings.
    fn ids(&self) -> HashMap<Uri, String> {
        self.now.values().map(|params| (params.uri.clone(), id(&params.diagnostics))).collect()
    }

    /// What the editor has to be sent to have what is pushed to it.
    fn push(&mut self) -> Vec<Message> {
        let mut messages = Vec::new();
        let pushed: ByPath = self
            .now
            .iter()
            .filter(|(path, _)| self.pulled_workspace.is_none() && !self.pulled.contains_key(*path))
            .map(|(path, params)| (Arc::clone(path), params.clone()))
            .collect();
        for (path, params) in &pushed {
            let same = |old: &PublishDiagnosticsParams| {
                old.uri == params.uri && old.diagnostics == params.diagnostics
            };
            if !self.published.get(path).is_some_and(same) {
                messages.push(Message::Diagnostics(params.clone()));
            }
        }
        let gone = self
            .published
            .iter()
            .filter(|(path, old)| pushed.get(*path).is_none_or(|new| new.uri != old.uri));
        let none =
            |uri: &Uri| Message::Diagnostics(PublishDiagnosticsParams::new(uri.clone(), Vec::new(), None));
        messages.extend(gone.map(|(_, old)| none(&old.uri)));
        self.published = pushed;
        messages
    }

    fn of(&self, path: &str) -> &[Diagnostic] {
        self.now.get(path).map_or(&[], |params| &params.diagnostics)
    }

    fn answer(&mut self) {
        for pull in std::mem::take(&mut self.waiting) {
            match pull {
                Pull::Document { path, previous, reply } => {
                    let report = self.document(&path, previous.as_deref());
                    self.pulled.insert(Arc::clone(&path), Some(id(self.of(&path))));
                    // The editor may have lost interest; then nobody listens.
                    let _ = reply.send(report.into());
                }
                Pull::Workspace { previous, reply } => {
                    self.pulled_workspace = Some(self.ids());
                    let _ = reply.send(WorkspaceDiagnosticReportResult::Report(self.workspace(&previous)));
                }
            }
        }
    }

    fn document(&self, path: &str, previous: Option<&str>) -> DocumentDiagnosticReport {
        let found = self.of(path);
        let result_id = id(found);
        if previous == Some(&*result_id) {
            return RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            }
            .into();
        }
        RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items: found.to_vec(),
            },
        }
        .into()
    }

    /// The files with findings, and those that the editor has findings of and that have none any more.
    fn workspace(&self, previous: &[PreviousResultId]) -> WorkspaceDiagnosticReport {
        let known: HashMap<&Uri, &str> = previous.iter().map(|known| (&known.uri, &*known.value)).collect();
        let full = |uri: Uri, version: Option<i32>, items: Vec<Diagnostic>| {
            let report = FullDocumentDiagnosticReport { result_id: Some(id(&items)), items };
            WorkspaceFullDocumentDiagnosticReport {
                uri,
                version: version.map(i64::from),
                full_document_diagnostic_report: report,
            }
            .into()
        };
        let mut items: Vec<WorkspaceDocumentDiagnosticReport> = Vec::new();
        for params in self.now.values() {
            let result_id = id(&params.diagnostics);
            if known.get(&params.uri).copied() == Some(&*result_id) {
                let unchanged = WorkspaceUnchangedDocumentDiagnosticReport {
                    uri: params.uri.clone(),
                    version: params.version.map(i64::from),
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                };
                items.push(unchanged.into());
            } else {
                items.push(full(params.uri.clone(), params.version, params.diagnostics.clone()));
            }
        }
        let none = id(&[]);
        let gone = previous.iter().filter(|known| known.value != none);
        let gone = gone.filter(|known| self.now.values().all(|params| params.uri != known.uri));
        items.extend(gone.map(|known| full(known.uri.clone(), None, Vec::new())));
        WorkspaceDiagnosticReport { items }
    }
}

/// A name for findings: the same for the same ones, in one run of the server.
fn id(found: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(found).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
