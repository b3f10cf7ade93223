//! What is sent to the editor without being asked for, in the order in which the loop wants it sent.
//! Sending waits for the editor to read; the loop does not.

mod progress;

use std::collections::{HashMap, VecDeque};
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

/// Starts sending; what is put into the channel goes out in its order. Of what only its newest state matters, the newest is
/// sent: an editor that does not read for a while finds no heap of what is no longer so.
pub fn start(client: Client, told: Told) -> UnboundedSender<Message> {
    let (sender, receiver) = unbounded_channel();
    let (progress, of_progress) = unbounded_channel();
    tokio::spawn(progress::run(client.clone(), of_progress));
    tokio::spawn(run(Sender { client, told, progress }, receiver));
    sender
}

async fn run(sender: Sender, mut messages: UnboundedReceiver<Message>) {
    let mut waiting = Waiting::default();
    while let Some(message) = match waiting.next() {
        Some(message) => Some(message),
        None => messages.recv().await,
    } {
        let sent = sender.send(message);
        tokio::pin!(sent);
        loop {
            tokio::select! {
                () = &mut sent => break,
                Some(message) = messages.recv() => waiting.put(message),
            }
        }
        while let Ok(message) = messages.try_recv() {
            waiting.put(message);
        }
    }
}

struct Sender {
    client: Client,
    told: Told,
    progress: UnboundedSender<Option<(Progress, Language)>>,
}

impl Sender {
    /// Sends a message. Nobody waits for answers: they may never come.
    async fn send(&self, message: Message) {
        let client = self.client.clone();
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
                tokio::spawn(async move {
                    let asked = client.register_capability(registrations);
                    if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, asked).await {
                        tracing::warn!("the editor does not tell us of changes: {error}");
                    }
                });
            }
            Message::AskSettings(roots) => {
                let told = Arc::clone(&self.told);
                tokio::spawn(async move {
                    let answer = tokio::time::timeout(SETTINGS, settings(&client, roots)).await;
                    if let Ok(settings) = answer {
                        told(settings);
                    }
                });
            }
            Message::RefreshDiagnostics => {
                tokio::spawn(async move {
                    let _ = tokio::time::timeout(PATIENCE, client.workspace_diagnostic_refresh()).await;
                });
            }
            Message::Redraw(editor) => {
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
            // It goes on as long as this does.
            Message::Progress(progress, language) => drop(self.progress.send(Some((progress, language)))),
            Message::ProgressEnd => drop(self.progress.send(None)),
        }
    }
}

/// What waits to be sent, in order.
#[derive(Default)]
struct Waiting {
    order: VecDeque<Result<Matter, Message>>,
    newest: HashMap<Matter, Message>,
}

/// What a message says the newest of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Matter {
    Diagnostics(Uri),
    RefreshDiagnostics,
    Status,
    Redraw,
}

impl Waiting {
    fn put(&mut self, message: Message) {
        let matter = match &message {
            Message::Diagnostics(params) => Matter::Diagnostics(params.uri.clone()),
            Message::RefreshDiagnostics => Matter::RefreshDiagnostics,
            Message::Status(_) => Matter::Status,
            Message::Redraw(_) => Matter::Redraw,
            _ => return self.order.push_back(Err(message)),
        };
        if self.newest.insert(matter.clone(), message).is_none() {
            self.order.push_back(Ok(matter));
        }
    }

    fn next(&mut self) -> Option<Message> {
        match self.order.pop_front()? {
            Ok(matter) => self.newest.remove(&matter),
            Err(message) => Some(message),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_the_newest_in_the_place_of_the_first() {
        let of = |name: &str, version| {
            let uri = name.parse().expect("an address");
            Message::Diagnostics(PublishDiagnosticsParams::new(uri, Vec::new(), Some(version)))
        };
        let mut waiting = Waiting::default();
        waiting.put(of("file:///a", 1));
        waiting.put(Message::AskSettings(Vec::new()));
        waiting.put(of("file:///b", 7));
        for version in 2..1000 {
            waiting.put(of("file:///a", version));
            waiting.put(Message::Status(Json::from(version)));
            waiting.put(Message::AskSettings(Vec::new()));
        }
        let mut next = || match waiting.next()? {
            Message::Diagnostics(params) => Some(format!("{} {:?}", params.uri.as_str(), params.version)),
            Message::Status(status) => Some(status.to_string()),
            Message::AskSettings(_) => Some("settings".to_owned()),
            _ => None,
        };
        let mut all: Vec<String> = std::iter::from_fn(&mut next).collect();
        assert_eq!(all.split_off(5), vec!["settings"; 997]);
        assert_eq!(all, ["file:///a Some(999)", "settings", "file:///b Some(7)", "999", "settings"]);
        waiting.put(of("file:///a", 1000));
        assert!(waiting.next().is_some() && waiting.next().is_none(), "what was sent waits no more");
    }
}
