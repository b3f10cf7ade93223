//! What is sent to the editor without being asked for, in the order in which the loop wants it sent.
//! Sending waits for the editor to read; the loop does not.

use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::*;

use crate::server::capabilities;

/// How long we wait for the editor's answer to a request of ours. It may never come.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far the reading of the folders is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Files read.
    pub done: usize,
    /// Files to read.
    pub total: usize,
}

/// Something to send.
pub enum Message {
    /// The findings of a document.
    Diagnostics(PublishDiagnosticsParams),
    /// The folders are being read. The first one begins the progress.
    Progress(Progress),
    /// The folders were read.
    ProgressEnd,
    /// Ask to be told about changes of files.
    WatchFiles,
}

/// Starts sending; what is put into the channel goes out in its order.
pub fn start(client: Client) -> UnboundedSender<Message> {
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(run(client, receiver));
    sender
}

async fn run(client: Client, mut messages: UnboundedReceiver<Message>) {
    let token = NumberOrString::String("paper-notes/indexing".to_owned());
    // `None`: not begun. `Some(false)`: the editor wants none.
    let mut progress: Option<bool> = None;
    let mut shown = 0;
    while let Some(message) = messages.recv().await {
        match message {
            Message::Diagnostics(params) => {
                client.publish_diagnostics(params.uri, params.diagnostics, params.version).await;
            }
            Message::WatchFiles => {
                let options = DidChangeWatchedFilesRegistrationOptions { watchers: capabilities::watchers() };
                let registration = Registration {
                    id: "paper-notes/files".to_owned(),
                    method: "workspace/didChangeWatchedFiles".to_owned(),
                    register_options: serde_json::to_value(options).ok(),
                };
                let client = client.clone();
                tokio::spawn(async move {
                    let asked = client.register_capability(vec![registration]);
                    if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, asked).await {
                        tracing::warn!("the editor does not watch files: {error}");
                    }
                });
            }
            Message::Progress(Progress { done, total }) => {
                let percentage = (done * 100 / total.max(1)) as u32;
                match progress {
                    None => {
                        let asked = client.create_work_done_progress(token.clone());
                        let wanted = matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(())));
                        progress = Some(wanted);
                        if wanted {
                            let begin = WorkDoneProgress::Begin(WorkDoneProgressBegin {
                                title: "Reading notes".to_owned(),
                                percentage: Some(percentage),
                                ..Default::default()
                            });
                            report(&client, &token, begin).await;
                        }
                    }
                    Some(true) if percentage > shown => {
                        let message = Some(format!("{done} of {total} files"));
                        let next = WorkDoneProgressReport {
                            message,
                            percentage: Some(percentage),
                            ..Default::default()
                        };
                        report(&client, &token, WorkDoneProgress::Report(next)).await;
                    }
                    _ => {}
                }
                shown = percentage;
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

async fn report(client: &Client, token: &ProgressToken, value: WorkDoneProgress) {
    let params = ProgressParams { token: token.clone(), value: ProgressParamsValue::WorkDone(value) };
    client.send_notification::<notification::Progress>(params).await;
}
