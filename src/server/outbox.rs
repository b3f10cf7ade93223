//! What is sent to the editor without being asked for, in the order in which the loop wants it sent.
//! Sending waits for the editor to read; the loop does not.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::*;

use crate::language::{Language, say};
use crate::server::capabilities::Editor;
use crate::server::from_proto::SECTION;
use crate::server::status::Status;

/// How long we wait for the editor's answer to a request of ours. It may never come.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long we wait for the editor's settings: it may ask a person first, and nobody else waits for them.
const SETTINGS: Duration = Duration::from_secs(600);

/// How far the reading of the folders is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Files read.
    pub done: usize,
    /// Files to read, once all are found.
    pub total: Option<usize>,
}

/// The editor's settings, for all folders or for one.
pub type Settings = Vec<(Option<PathBuf>, Json)>;

/// What is to be done with settings that the editor tells.
pub type Told = Arc<dyn Fn(Settings) + Send + Sync>;

/// Something to send.
pub enum Message {
    /// The findings of a document.
    Diagnostics(PublishDiagnosticsParams),
    /// The folders are being read. The first one begins the progress, in this language.
    Progress(Progress, Language),
    /// The folders were read.
    ProgressEnd,
    /// Say that the folders could not be read.
    NotRead(Language),
    /// Ask to be told about what we are not told otherwise.
    Register(Vec<Registration>),
    /// Ask for the settings, for each of these folders, or for none if there is none.
    AskSettings(Vec<PathBuf>),
    /// Have the editor ask for findings again.
    RefreshDiagnostics,
    /// How much there is now.
    Status(Json),
    /// Have the editor ask again for what it draws beside and above the text, as far as it can be told to.
    Redraw(Arc<Editor>),
}

/// Starts sending; what is put into the channel goes out in its order.
pub fn start(client: Client, told: Told) -> UnboundedSender<Message> {
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(run(client, told, receiver));
    sender
}

async fn run(client: Client, told: Told, mut messages: UnboundedReceiver<Message>) {
    let token = NumberOrString::String("paper-notes/indexing".to_owned());
    // `None`: not begun. `Some(false)`: the editor wants none.
    let mut progress: Option<bool> = None;
    let mut shown = 0;
    while let Some(message) = messages.recv().await {
        match message {
            Message::Diagnostics(params) => {
                client.publish_diagnostics(params.uri, params.diagnostics, params.version).await;
            }
            Message::NotRead(language) => {
                let said = say!(
                    language,
                    "The notes could not be read, which is a bug of paper-notes-lsp: nothing is reported. Its log says more.",
                    "ノートを読み込めませんでした（paper-notes-lsp の不具合です）。問題の報告はしません。詳しくはログを見てください。"
                );
                client.show_message(MessageType::ERROR, said).await;
            }
            Message::Status(status) => client.send_notification::<Status>(status).await,
            Message::Register(registrations) => {
                let client = client.clone();
                tokio::spawn(async move {
                    let asked = client.register_capability(registrations);
                    if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, asked).await {
                        tracing::warn!("the editor does not tell us of changes: {error}");
                    }
                });
            }
            Message::AskSettings(roots) => {
                let (client, told) = (client.clone(), Arc::clone(&told));
                tokio::spawn(async move {
                    let answer = tokio::time::timeout(SETTINGS, settings(&client, roots)).await;
                    if let Ok(settings) = answer {
                        told(settings);
                    }
                });
            }
            Message::RefreshDiagnostics => {
                let client = client.clone();
                tokio::spawn(async move {
                    let _ = tokio::time::timeout(PATIENCE, client.workspace_diagnostic_refresh()).await;
                });
            }
            Message::Redraw(editor) => {
                let client = client.clone();
                tokio::spawn(async move {
                    if editor.redraws_hints {
                        let _ = tokio::time::timeout(PATIENCE, client.inlay_hint_refresh()).await;
                    }
                    if editor.redraws_lenses {
                        let _ = tokio::time::timeout(PATIENCE, client.code_lens_refresh()).await;
                    }
                    if editor.redraws_tokens {
                        let _ = tokio::time::timeout(PATIENCE, client.semantic_tokens_refresh()).await;
                    }
                });
            }
            Message::Progress(Progress { done, total }, language) => {
                let percentage = total.map_or(0, |total| (done * 100 / total.max(1)) as u32);
                match (progress, total) {
                    (None, _) => {
                        let asked = client.create_work_done_progress(token.clone());
                        let wanted = matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(())));
                        progress = Some(wanted);
                        if wanted {
                            let begin = WorkDoneProgress::Begin(WorkDoneProgressBegin {
                                title: say!(language, "Reading notes", "ノートを読み込み中"),
                                percentage: Some(percentage),
                                ..Default::default()
                            });
                            report(&client, &token, begin).await;
                        }
                    }
                    (Some(true), Some(total)) if percentage > shown => {
                        let message = Some(say!(
                            language,
                            "{done} of {total} files",
                            "{total} 個中 {done} 個のファイル"
                        ));
                        let next = WorkDoneProgressReport {
                            message,
                            percentage: Some(percentage),
                            ..Default::default()
                        };
                        report(&client, &token, WorkDoneProgress::Report(next)).await;
                    }
                    _ => {}
                }
                // Parts come in about their order.
                shown = shown.max(percentage);
            }
            Message::ProgressEnd => {
                if progress.take() == Some(true) {
                    let end = WorkDoneProgressEnd { message: None };
                    report(&client, &token, WorkDoneProgress::End(end)).await;
                }
                shown = 0;
            }
        }
    }
}

/// What the editor has set for each folder; nothing where it cannot say.
async fn settings(client: &Client, roots: Vec<PathBuf>) -> Settings {
    let scopes: Vec<Option<PathBuf>> =
        if roots.is_empty() { vec![None] } else { roots.into_iter().map(Some).collect() };
    let items = scopes.iter().map(|root| ConfigurationItem {
        scope_uri: root.as_deref().and_then(Uri::from_file_path),
        section: Some(SECTION.to_owned()),
    });
    match client.configuration(items.collect()).await {
        Ok(answers) => scopes.into_iter().zip(answers).collect(),
        Err(error) => {
            tracing::warn!("the editor does not tell its settings: {error}");
            Vec::new()
        }
    }
}

async fn report(client: &Client, token: &ProgressToken, value: WorkDoneProgress) {
    let params = ProgressParams { token: token.clone(), value: ProgressParamsValue::WorkDone(value) };
    client.send_notification::<notification::Progress>(params).await;
}
