//! Questions of the editor, answered on a snapshot: positions to bytes, `ide` by the same name, and
//! back. A document that we do not know, or a position it does not have, gets the empty answer.

use tower_lsp::ls_types::*;

use crate::cursor::entry_at;
use crate::ide;
use crate::index::{EntryId, FileId};
use crate::server::capabilities::FIX_ALL;
use crate::server::clock::today;
use crate::server::state::{Snapshot, Workspace};
use crate::server::{from_proto, to_proto};
use crate::text::Span;

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
    let list = ide::completions(&snapshot.index, file, offset, today());
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
    // What goes through the whole repository would go through a part of it.
    let (snapshot, file) =
        file(workspace, &params.text_document.uri).filter(|(snapshot, _)| snapshot.index.is_complete())?;
    let mut actions = Vec::new();
    let text = &snapshot.index.file(file).text;
    let span = from_proto::span(text, params.range, snapshot.editor.encoding)?;
    let mut found = Vec::new();
    if only.is_none() || asked(CodeActionKind::QUICKFIX.as_str()) {
        found.extend(ide::quick_fixes(&snapshot.index, file, span));
    }
    // An editor that asks by itself, at each move of the cursor, would show a light wherever a tag stands.
    let by_itself = params.context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC);
    if (only.is_none() && !by_itself) || asked(CodeActionKind::REFACTOR_REWRITE.as_str()) {
        found.extend(ide::refactorings(&snapshot.index, file, span, today()));
    }
    actions.extend(found.into_iter().filter_map(|action| to_proto::code_action(&snapshot, file, action)));
    // Nobody wants that in a menu that was opened at one finding.
    if asked(FIX_ALL) {
        let edit = ide::fix_all(&snapshot.index, file);
        actions.extend(edit.and_then(|edit| to_proto::fix_all(&snapshot, file, edit)));
    }
    Some(actions)
}

pub fn references(workspace: &Workspace, params: ReferenceParams) -> Option<Vec<Location>> {
    let (snapshot, file, offset) = place(workspace, &params.text_document_position)?;
    let found = ide::references(&snapshot.index, file, offset, params.context.include_declaration);
    let found: Vec<Location> =
        found.into_iter().filter_map(|place| to_proto::location(&snapshot, place)).collect();
    (!found.is_empty()).then_some(found)
}

pub fn document_highlight(
    workspace: &Workspace,
    params: DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let (snapshot, file, offset) = place(workspace, &params.text_document_position_params)?;
    let found = ide::highlights(&snapshot.index, file, offset);
    Some(found.into_iter().map(|found| to_proto::highlight(&snapshot, file, found)).collect())
}

pub fn document_symbol(
    workspace: &Workspace,
    params: DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let symbols = ide::document_symbols(&snapshot.index, file);
    Some(to_proto::document_symbols(&snapshot, file, symbols))
}

pub fn symbol(workspace: &Workspace, params: WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    let found = workspace.all().map(|(_, snapshot)| snapshot).flat_map(|snapshot| {
        let found = ide::workspace_symbols(&snapshot.index, &params.query);
        found.into_iter().filter_map(|id| to_proto::found_entry(&snapshot, id)).collect::<Vec<_>>()
    });
    Some(WorkspaceSymbolResponse::Flat(found.collect()))
}

pub fn folding_range(workspace: &Workspace, params: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let found = ide::folding_ranges(&snapshot.index, file);
    Some(found.into_iter().map(to_proto::folding_range).collect())
}

pub fn selection_range(workspace: &Workspace, params: SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let text = &snapshot.index.file(file).text;
    // The answer has a range for each position, whatever it is.
    let found = params.positions.into_iter().map(|position| {
        let offset = from_proto::offset(text, position, snapshot.editor.encoding).unwrap_or(text.len());
        to_proto::selection_range(&snapshot, file, ide::selection_ranges(&snapshot.index, file, offset))
    });
    Some(found.collect())
}

pub fn document_link(workspace: &Workspace, params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let found = ide::document_links(&snapshot.index, file);
    Some(found.into_iter().filter_map(|link| to_proto::document_link(&snapshot, file, link)).collect())
}

pub fn inlay_hint(workspace: &Workspace, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let text = &snapshot.index.file(file).text;
    let span = from_proto::span(text, params.range, snapshot.editor.encoding)?;
    let found = ide::inlay_hints(&snapshot.index, file, span);
    Some(found.into_iter().map(|hint| to_proto::inlay_hint(&snapshot, file, hint)).collect())
}

pub fn inlay_hint_resolve(workspace: &Workspace, hint: InlayHint) -> InlayHint {
    let asked_in = hint.data.as_ref().and_then(|data| data.get("file")?.as_str());
    match asked_in.and_then(|path| workspace.at(path)) {
        Some(snapshot) => to_proto::resolved_hint(&snapshot, hint),
        None => hint,
    }
}

pub fn code_lens(workspace: &Workspace, params: CodeLensParams) -> Option<Vec<CodeLens>> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let found = ide::code_lenses(&snapshot.index, file);
    Some(found.into_iter().filter_map(|lens| to_proto::code_lens(&snapshot, file, lens)).collect())
}

pub fn semantic_tokens_full(
    workspace: &Workspace,
    params: SemanticTokensParams,
) -> Option<SemanticTokensResult> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let whole = Span::new(0, snapshot.index.file(file).text.len());
    let found = ide::semantic_tokens(&snapshot.index, file, whole);
    let data = to_proto::semantic_tokens(&snapshot, file, &found);
    Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data }))
}

pub fn semantic_tokens_range(
    workspace: &Workspace,
    params: SemanticTokensRangeParams,
) -> Option<SemanticTokensRangeResult> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let text = &snapshot.index.file(file).text;
    let within = from_proto::span(text, params.range, snapshot.editor.encoding)?;
    let found = ide::semantic_tokens(&snapshot.index, file, within);
    let data = to_proto::semantic_tokens(&snapshot, file, &found);
    Some(SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data }))
}

pub fn prepare_call_hierarchy(
    workspace: &Workspace,
    params: CallHierarchyPrepareParams,
) -> Option<Vec<CallHierarchyItem>> {
    let (snapshot, file, offset) = place(workspace, &params.text_document_position_params)?;
    let id = ide::entry_for(&snapshot.index, file, offset)?;
    Some(vec![to_proto::hierarchy_item(&snapshot, id)?])
}

pub fn incoming_calls(
    workspace: &Workspace,
    params: CallHierarchyIncomingCallsParams,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let (snapshot, id) = entry_of(workspace, params.item)?;
    let found = ide::incoming(&snapshot.index, id);
    Some(found.iter().filter_map(|citation| to_proto::incoming_call(&snapshot, citation)).collect())
}

pub fn outgoing_calls(
    workspace: &Workspace,
    params: CallHierarchyOutgoingCallsParams,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let (snapshot, id) = entry_of(workspace, params.item)?;
    let found = ide::outgoing(&snapshot.index, id);
    Some(found.iter().filter_map(|citation| to_proto::outgoing_call(&snapshot, id.file, citation)).collect())
}

pub fn prepare_rename(
    workspace: &Workspace,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, String> {
    let Some((snapshot, file, offset)) = place(workspace, &params) else { return Ok(None) };
    let found = ide::prepare_rename(&snapshot.index, file, offset)?;
    Ok(found.map(|found| to_proto::prepare_rename(&snapshot, file, found)))
}

pub fn rename(workspace: &Workspace, params: RenameParams) -> Result<Option<WorkspaceEdit>, String> {
    let Some((snapshot, file, offset)) = place(workspace, &params.text_document_position) else {
        return Ok(None);
    };
    let edits = ide::rename(&snapshot.index, file, offset, &params.new_name)?;
    Ok(to_proto::rename(&snapshot, &edits))
}

pub fn formatting(workspace: &Workspace, params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let edits = ide::format(&snapshot.index, file).edits;
    Some(to_proto::text_edits(&snapshot, file, &edits))
}

pub fn range_formatting(
    workspace: &Workspace,
    params: DocumentRangeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let (snapshot, file) = file(workspace, &params.text_document.uri)?;
    let text = &snapshot.index.file(file).text;
    let span = from_proto::span(text, params.range, snapshot.editor.encoding)?;
    let edits = ide::format_range(&snapshot.index, file, span);
    Some(to_proto::text_edits(&snapshot, file, &edits))
}

pub fn on_type_formatting(
    workspace: &Workspace,
    params: DocumentOnTypeFormattingParams,
) -> Option<Vec<TextEdit>> {
    let (snapshot, file, offset) = place(workspace, &params.text_document_position)?;
    let edits = ide::format_on_type(&snapshot.index, file, offset);
    Some(to_proto::text_edits(&snapshot, file, &edits))
}

/// The entry that an item of the citation graph stands for: that at its title line now.
fn entry_of(workspace: &Workspace, item: CallHierarchyItem) -> Option<(Snapshot, EntryId)> {
    let text_document = TextDocumentIdentifier { uri: item.uri };
    let at = TextDocumentPositionParams { text_document, position: item.selection_range.start };
    let (snapshot, file, offset) = place(workspace, &at)?;
    let (id, _) = entry_at(&snapshot.index, file, offset)?;
    Some((snapshot, id))
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
