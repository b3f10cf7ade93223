//! Questions of the editor, answered on a snapshot: positions to bytes, `ide` by the same name, and
//! back. A document that we do not know, or a position it does not have, gets the empty answer.

use tower_lsp::ls_types::*;

use crate::ide;
use crate::index::FileId;
use crate::server::capabilities::FIX_ALL;
use crate::server::state::{Snapshot, Workspace};
use crate::server::{from_proto, to_proto};

pub fn hover(workspace: &Workspace, params: HoverParams) -> Option<Hover> {
    let (snapshot, file, offset) = place(workspace, &params.text_document_position_params)?;
    let hover = ide::hover(&snapshot.index, file, offset)?;
    Some(to_proto::hover(&snapshot, file, hover))
}

pub fn definition(workspace: &Workspace, params: GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let (snapshot, file, offset) = place(workspace, &params.text_document_position_params)?;
    let found = ide::definition(&snapshot.index, file, offset)?;
    to_proto::definition(&snapshot, file, &found)
}

pub fn completion(workspace: &Workspace, params: CompletionParams) -> Option<CompletionResponse> {
    let (snapshot, file, offset) = place(workspace, &params.text_document_position)?;
    let list = ide::completions(&snapshot.index, file, offset);
    (!list.items.is_empty()).then(|| to_proto::completions(&snapshot, file, list))
}

pub fn completion_resolve(workspace: &Workspace, item: CompletionItem) -> CompletionItem {
    match to_proto::asked_in(&item).and_then(|path| workspace.at(path)) {
        Some(snapshot) => to_proto::resolved(&snapshot, item),
        None => item,
    }
}

pub fn code_action(workspace: &Workspace, params: CodeActionParams) -> Option<CodeActionResponse> {
    let only = params.context.only.as_deref();
    // A kind covers those below it, and the empty kind covers all.
    let covers = |kind: &CodeActionKind, below: &str| {
        let rest = below.strip_prefix(kind.as_str());
        kind.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let asked = |below: &str| only.is_some_and(|only| only.iter().any(|kind| covers(kind, below)));
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let mut actions = Vec::new();
    if only.is_none() || asked(CodeActionKind::QUICKFIX.as_str()) {
        let text = &snapshot.index.file(file).text;
        let span = from_proto::span(text, params.range, snapshot.editor.encoding)?;
        let fixes = ide::code_actions(&snapshot.index, file, span).into_iter();
        actions.extend(fixes.filter_map(|action| to_proto::code_action(&snapshot, file, action)));
    }
    // Nobody wants that in a menu that was opened at one finding.
    if asked(FIX_ALL) {
        let edit = ide::fix_all(&snapshot.index, file);
        actions.extend(edit.and_then(|edit| to_proto::fix_all(&snapshot, file, edit)));
    }
    Some(actions)
}

fn file(workspace: &Workspace, uri: &Uri) -> Option<(Snapshot, FileId)> {
    workspace.find(&from_proto::index_path(uri))
}

fn place(workspace: &Workspace, params: &TextDocumentPositionParams) -> Option<(Snapshot, FileId, usize)> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let text = &snapshot.index.file(file).text;
    let offset = from_proto::offset(text, params.position, snapshot.editor.encoding)?;
    Some((snapshot, file, offset))
}
