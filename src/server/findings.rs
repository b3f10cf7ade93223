//! What the editor is told of findings: pushed to it, or pulled by it. What it pulls is not pushed as well, or
//! it would show it twice.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::oneshot::Sender;
use tower_lsp::ls_types::*;

use crate::server::diagnosed::{Diagnosed, Found, name};
use crate::server::outbox::Message;

/// A question for findings.
pub enum Pull {
    /// Those of one document.
    Document {
        /// Its path in the index.
        path: Arc<str>,
        /// Whether it is open still, so that the editor goes on to ask for it.
        open: bool,
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
    now: Diagnosed,
    /// Whether that is the state.
    fresh: bool,
    /// Whether there will be none of the state.
    failed: bool,
    published: HashMap<Arc<str>, Arc<Found>>,
    /// Where that may not be what is to be.
    doubtful: BTreeSet<Arc<str>>,
    /// What changed since the editor, if it pulls, was last told to ask again.
    untold: BTreeSet<Arc<str>>,
    /// The documents that were opened since: Neovim forgets the findings of what it closes.
    opened: BTreeSet<Arc<str>>,
    waiting: Vec<Pull>,
    /// The documents that the editor pulls, with the name of its last answer; `None`: it will ask again.
    pulled: HashMap<Arc<str>, Option<String>>,
    /// Whether the editor pulls all files.
    pulls_workspace: bool,
}

impl Findings {
    /// The findings of the newest state that was looked at.
    pub fn now(&self) -> &Diagnosed {
        &self.now
    }

    /// The state changed.
    pub fn outdate(&mut self) {
        (self.fresh, self.failed) = (false, false);
    }

    /// The editor changed a document, and asks again if it pulls it.
    pub fn changed(&mut self, path: &str) {
        if let Some(answer) = self.pulled.get_mut(path) {
            *answer = None;
        }
    }

    /// A document was opened. What was pushed before, the editor may have forgotten.
    pub fn opened(&mut self, path: Arc<str>) {
        self.opened.insert(path);
    }

    /// A document was closed.
    pub fn closed(&mut self, path: &str) {
        if let Some((path, _)) = self.pulled.remove_entry(path) {
            self.doubtful.insert(path);
        }
        for pull in &mut self.waiting {
            if let Pull::Document { path: asked, open, .. } = pull
                && **asked == *path
            {
                *open = false;
            }
        }
    }

    /// A question, answered now or as soon as the state was looked at. What is to be sent because of it.
    pub fn ask(&mut self, pull: Pull) -> Vec<Message> {
        if self.failed {
            return Vec::new();
        }
        self.waiting.push(pull);
        if !self.fresh {
            return Vec::new();
        }
        self.answer();
        self.push()
    }

    /// Those of the state cannot be put together. Who asks is not left waiting: it gets an error.
    pub fn fail(&mut self) {
        self.failed = true;
        self.waiting.clear();
    }

    /// These are the findings of a newer state, with what is different from [`Findings::now`]. Nobody is told before they are
    /// [those of the state](Findings::refresh).
    pub fn update(&mut self, now: Diagnosed, changed: BTreeSet<Arc<str>>) {
        self.now = now;
        self.untold.extend(changed.iter().cloned());
        self.doubtful.extend(changed);
    }

    /// The findings are those of the state. What is to be sent because of it.
    pub fn refresh(&mut self) -> Vec<Message> {
        self.fresh = true;
        let mut messages = Vec::new();
        let untold = std::mem::take(&mut self.untold);
        let outdated = |(path, answer): (&Arc<str>, &Option<String>)| {
            answer.as_ref().is_some_and(|answer| *answer != self.name(path))
        };
        // Told once of a state is enough, whether or not the editor asks.
        if self.pulls_workspace && !untold.is_empty() || self.pulled.iter().any(outdated) {
            messages.push(Message::RefreshDiagnostics);
            self.pulled.values_mut().for_each(|answer| *answer = None);
        }
        self.answer();
        messages.extend(self.push());
        messages
    }

    /// What the editor has to be sent to have what is pushed to it.
    fn push(&mut self) -> Vec<Message> {
        let mut messages = Vec::new();
        let none =
            |uri: &Uri| Message::Diagnostics(PublishDiagnosticsParams::new(uri.clone(), Vec::new(), None));
        let opened = std::mem::take(&mut self.opened);
        let mut doubtful = std::mem::take(&mut self.doubtful);
        doubtful.extend(opened.iter().cloned());
        for path in doubtful {
            let pushes = !self.pulls_workspace && !self.pulled.contains_key(&path);
            let now = self.now.of(&path).filter(|_| pushes).cloned();
            let before = match &now {
                Some(now) => self.published.insert(Arc::clone(&path), Arc::clone(now)),
                None => self.published.remove(&path),
            };
            if let Some(before) = &before
                && now.as_ref().is_none_or(|now| now.uri != before.uri)
            {
                messages.push(none(&before.uri));
            }
            if let Some(now) = now
                && (opened.contains(&path) || before.is_none_or(|before| now.differs(&before)))
            {
                messages.push(Message::Diagnostics(now.params()));
            }
        }
        messages
    }

    fn of(&self, path: &str) -> &[Diagnostic] {
        self.now.of(path).map_or(&[], |found| found.diagnostics())
    }

    /// The name of a file's findings.
    fn name(&self, path: &str) -> String {
        self.now.of(path).map_or_else(|| name(&[]), |found| found.name().to_owned())
    }

    fn answer(&mut self) {
        for pull in std::mem::take(&mut self.waiting) {
            match pull {
                Pull::Document { path, open, previous, reply } => {
                    let report = self.document(&path, previous.as_deref());
                    self.doubtful.insert(Arc::clone(&path));
                    if open {
                        self.pulled.insert(Arc::clone(&path), Some(self.name(&path)));
                    }
                    // The editor may have lost interest; then nobody listens.
                    let _ = reply.send(report.into());
                }
                Pull::Workspace { previous, reply } => {
                    if !self.pulls_workspace {
                        self.doubtful.extend(self.published.keys().cloned());
                        self.pulls_workspace = true;
                    }
                    let _ = reply.send(WorkspaceDiagnosticReportResult::Report(self.workspace(&previous)));
                }
            }
        }
    }

    fn document(&self, path: &str, previous: Option<&str>) -> DocumentDiagnosticReport {
        let result_id = self.name(path);
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
                items: self.of(path).to_vec(),
            },
        }
        .into()
    }

    /// The files with findings, and those that the editor has findings of and that have none any more.
    fn workspace(&self, previous: &[PreviousResultId]) -> WorkspaceDiagnosticReport {
        let known: HashMap<&Uri, &str> = previous.iter().map(|known| (&known.uri, &*known.value)).collect();
        let full = |uri: Uri, version: Option<i32>, name: String, items: Vec<Diagnostic>| {
            let report = FullDocumentDiagnosticReport { result_id: Some(name), items };
            WorkspaceFullDocumentDiagnosticReport {
                uri,
                version: version.map(i64::from),
                full_document_diagnostic_report: report,
            }
            .into()
        };
        let mut items: Vec<WorkspaceDocumentDiagnosticReport> = Vec::new();
        for found in self.now.all().map(|(_, found)| found) {
            let result_id = found.name().to_owned();
            if known.get(&found.uri).copied() == Some(&*result_id) {
                let unchanged = WorkspaceUnchangedDocumentDiagnosticReport {
                    uri: found.uri.clone(),
                    version: found.version.map(i64::from),
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                };
                items.push(unchanged.into());
            } else {
                items.push(full(found.uri.clone(), found.version, result_id, found.diagnostics().to_vec()));
            }
        }
        let none = name(&[]);
        let found: HashSet<&Uri> = self.now.all().map(|(_, found)| &found.uri).collect();
        let gone = previous.iter().filter(|known| known.value != none);
        let gone = gone.filter(|known| !found.contains(&known.uri));
        items.extend(gone.map(|known| full(known.uri.clone(), None, none.clone(), Vec::new())));
        WorkspaceDiagnosticReport { items }
    }
}
