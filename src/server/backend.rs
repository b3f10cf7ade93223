//! The protocol's methods. Each puts what came into the loop's channel before it waits for anything:
//! handlers run side by side, and only up to their first `.await` is their order that of the wire.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot::{self, Sender};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};

use crate::bug;
use crate::server::capabilities::{self, Editor};
use crate::server::commands::{self, Done};
use crate::server::event::{Event, Query};
use crate::server::findings::Pull;
use crate::server::main_loop;
use crate::server::state::Workspace;
use crate::server::{failed, from_proto, handlers};
use crate::shown;

/// Forwards messages to the main loop.
pub struct Backend {
    events: UnboundedSender<Event>,
    client: Client,
    shut_down: Arc<AtomicBool>,
}

impl Backend {
    /// Starts the main loop. `shut_down` becomes true with the request of that name.
    pub fn new(client: Client, shut_down: Arc<AtomicBool>) -> Self {
        Self { events: main_loop::start(client.clone()), client, shut_down }
    }

    fn send(&self, event: Event) {
        if self.events.send(event).is_err() {
            tracing::error!("the main loop has ended");
        }
    }

    /// Answers a question on the state as it is when the question arrives.
    fn ask<P: Clone + Serialize + Send + 'static, R: Send + 'static>(
        &self,
        params: P,
        handler: impl FnOnce(&Workspace, P) -> R + Send + 'static,
    ) -> impl Future<Output = Result<R>> {
        self.ask_as(Event::Query, params, handler)
    }

    /// The same, with the event that the question is: a [`Event::Glance`] is for what is only looked up.
    fn ask_as<P: Clone + Serialize + Send + 'static, R: Send + 'static, H>(
        &self,
        event: fn(Query) -> Event,
        params: P,
        handler: H,
    ) -> impl Future<Output = Result<R>> + use<P, R, H>
    where
        H: FnOnce(&Workspace, P) -> R + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        self.send(event(Box::new(move |workspace| {
            // The editor may have lost interest while others were answered.
            if sender.is_closed() {
                return;
            }
            let question = std::any::type_name::<H>();
            let asked = params.clone();
            let answer = bug::contain(|| {
                bug::provoke("answer", || failed::describe(workspace, question, &asked));
                handler(workspace, params)
            });
            let answer = answer.map_err(|bug| {
                let asked = failed::describe(workspace, question, &asked);
                tracing::error!("a question could not be answered; this is a bug: {bug}: {asked}");
                Error { message: FAILED.into(), ..Error::internal_error() }
            });
            let _ = sender.send(answer);
        })));
        async { receiver.await.unwrap_or_else(|_| Err(Error::internal_error())) }
    }
}

impl Backend {
    /// Answers a question for findings when the state it is asked of was looked at.
    async fn pull<R>(&self, pull: impl FnOnce(Sender<R>) -> Pull) -> Result<R> {
        let (sender, receiver) = oneshot::channel();
        self.send(Event::Pull(pull(sender)));
        receiver.await.map_err(|_| Error::internal_error())
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let capabilities = capabilities::server(&Editor::negotiate(&params));
        self.send(Event::Initialize(Box::new(params)));
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..Default::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.send(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.send(Event::Open(params.text_document));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.send(Event::Change(params));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.send(Event::Saved(params.text_document.uri));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Event::Close(params.text_document.uri));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let paths = params.changes.iter().filter_map(|change| from_proto::file_path(&change.uri));
        self.send(Event::FilesChanged(paths.collect()));
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        let names = params.files.iter().flat_map(|file| [&file.old_uri, &file.new_uri]);
        self.send(Event::FilesChanged(paths(names)));
    }

    async fn did_delete_files(&self, params: DeleteFilesParams) {
        self.send(Event::FilesChanged(paths(params.files.iter().map(|file| &file.uri))));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| -> Vec<PathBuf> {
            folders.iter().filter_map(|folder| from_proto::file_path(&folder.uri)).collect()
        };
        self.send(Event::FoldersChanged {
            added: paths(params.event.added),
            removed: paths(params.event.removed),
        });
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.send(Event::SettingsChanged(params.settings));
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let path = from_proto::index_path(&params.text_document.uri).into();
        self.pull(|reply| Pull::Document { path, open: true, previous: params.previous_result_id, reply })
            .await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        self.pull(|reply| Pull::Workspace { previous: params.previous_result_ids, reply }).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask_as(Event::Glance, params, handlers::hover).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.ask_as(Event::Glance, params, handlers::definition).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.ask(params, handlers::completion).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        self.ask(item, handlers::completion_resolve).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(params, handlers::code_action).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.ask(params, handlers::references).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        self.ask(params, handlers::document_highlight).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(params, handlers::document_symbol).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        self.ask(params, handlers::symbol).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(params, handlers::folding_range).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        self.ask(params, handlers::selection_range).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(params, handlers::document_link).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask(params, handlers::inlay_hint).await
    }

    async fn inlay_hint_resolve(&self, hint: InlayHint) -> Result<InlayHint> {
        self.ask(hint, handlers::inlay_hint_resolve).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask(params, handlers::code_lens).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        self.ask(params, handlers::semantic_tokens_full).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.ask(params, handlers::semantic_tokens_range).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        self.ask(params, handlers::prepare_call_hierarchy).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        self.ask(params, handlers::incoming_calls).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        self.ask(params, handlers::outgoing_calls).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        self.ask_as(Event::Glance, params, handlers::prepare_rename).await?.map_err(refused)
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(params, handlers::formatting).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(params, handlers::range_formatting).await
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        self.ask(params, handlers::on_type_formatting).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.ask(params, handlers::rename).await?.map_err(refused)
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        match self.ask(params, commands::execute).await?? {
            Done::Answer(answer) => Ok(Some(answer)),
            Done::Change(change) => commands::change(&self.client, *change).await.map(Some),
        }
    }
}

/// What cannot be done, and why: editors show the message.
fn refused(reason: String) -> Error {
    Error {
        code: ErrorCode::ServerError(REQUEST_FAILED),
        message: shown::message(&reason).into(),
        data: None,
    }
}

/// What an editor shows where we met a bug of ours.
const FAILED: &str = "this could not be answered, which is a bug of paper-notes-lsp; its log says more";

/// LSP 3.17: "A request failed but it was syntactically correct".
const REQUEST_FAILED: i64 = -32803;

/// The paths that file operations name.
fn paths<'a>(uris: impl Iterator<Item = &'a String>) -> Vec<PathBuf> {
    let uris = uris.filter_map(|uri| uri.parse::<Uri>().ok());
    uris.filter_map(|uri| from_proto::file_path(&uri)).collect()
}
