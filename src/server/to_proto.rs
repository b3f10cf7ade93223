//! To the protocol: what `ide` answers, in LSP's types and the editor's columns.

mod navigation;

pub use navigation::*;
use rayon::prelude::*;
use serde_json::json;
use tower_lsp::ls_types::*;

use crate::edit;
use crate::entry::Number;
use crate::ide;
use crate::index::{EntryId, FileId};
use crate::language::say;
use crate::server::capabilities::FIX_ALL;
use crate::server::state::Snapshot;
use crate::text::{Encoding, Span, Text};

/// What diagnostics say they come from.
const SOURCE: &str = "paper-notes";

/// The range of `span` in a text.
pub fn range(snapshot: &Snapshot, text: &Text, span: Span) -> Range {
    let start = position(snapshot, text, span.start());
    // To count the columns of a few characters is cheaper than to look for a place, and most ranges are a name.
    let short = (span.len() <= SHORT).then(|| text.slice(span));
    let end = match short.filter(|within| !within.contains(['\n', '\r'])) {
        Some(within) => {
            Position::new(start.line, start.character + columns(&within, snapshot.editor.encoding))
        }
        None => position(snapshot, text, span.end()),
    };
    Range::new(start, end)
}

/// The longest text whose columns are counted, in bytes.
const SHORT: usize = 256;

fn columns(text: &str, encoding: Encoding) -> u32 {
    let columns = match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Utf16 => text.encode_utf16().count(),
        Encoding::Utf32 => text.chars().count(),
    };
    columns as u32
}

/// The position of the byte at `offset` of a text.
pub fn position(snapshot: &Snapshot, text: &Text, offset: usize) -> Position {
    let position = text.position(offset, snapshot.editor.encoding);
    Position::new(position.line as u32, position.column as u32)
}

fn range_in(snapshot: &Snapshot, file: FileId, span: Span) -> Range {
    range(snapshot, &snapshot.index.file(file).text, span)
}

/// A hover.
pub fn hover(snapshot: &Snapshot, file: FileId, hover: ide::Hover) -> Hover {
    Hover {
        contents: HoverContents::Markup(markup(snapshot, hover.markdown)),
        range: Some(range_in(snapshot, file, hover.span)),
    }
}

/// Markdown, or the same as plain text where the editor shows that only.
pub fn markup(snapshot: &Snapshot, markdown: String) -> MarkupContent {
    if snapshot.editor.markdown {
        return MarkupContent { kind: MarkupKind::Markdown, value: markdown };
    }
    let value = markdown.replace("**", "").replace('\\', "").replace("&amp;", "&");
    MarkupContent { kind: MarkupKind::PlainText, value }
}

/// A definition.
pub fn definition(
    snapshot: &Snapshot,
    file: FileId,
    found: &ide::Definition,
) -> Option<GotoDefinitionResponse> {
    let uri = snapshot.uri(&snapshot.index.file(found.file).path)?;
    let target_selection_range = range_in(snapshot, found.file, found.anchor);
    if !snapshot.editor.definition_links {
        let location = Location::new(uri, target_selection_range);
        return Some(GotoDefinitionResponse::Scalar(location));
    }
    Some(GotoDefinitionResponse::Link(vec![LocationLink {
        origin_selection_range: Some(range_in(snapshot, file, found.origin)),
        target_uri: uri,
        target_range: range_in(snapshot, found.file, found.entry),
        target_selection_range,
    }]))
}

/// A list of completions. It is complete for what was typed and no longer once more is, so that the
/// editor asks again: words may be typed in any order, which no editor's own filter knows. For the same
/// reason every item says that it matches what was typed, and the order is ours.
pub fn completions(snapshot: &Snapshot, file: FileId, list: ide::Completions) -> CompletionResponse {
    let width = list.items.len().to_string().len();
    let typed = list.typed;
    let mut documented = 0;
    let items = list.items.into_iter().enumerate().map(|(at, item)| {
        let cut = snapshot.editor.cuts_words_at_spaces && snapshot.editor.snippets;
        let placed = item.cursor.filter(|_| snapshot.editor.snippets);
        let as_snippet = placed.is_some() || (cut && item.insert.contains(char::is_whitespace));
        let new_text = match placed {
            Some(at) => format!("{}$0{}", snippet(&item.insert[..at]), snippet(&item.insert[at..])),
            None if as_snippet => snippet(&item.insert),
            None => item.insert,
        };
        let (detail, label_details) = if snapshot.editor.label_details {
            let details = CompletionItemLabelDetails { detail: None, description: Some(item.detail) };
            (None, Some(details))
        } else {
            (Some(item.detail), None)
        };
        let mut completion = CompletionItem {
            label: item.label,
            label_details,
            detail,
            kind: Some(match item.kind {
                ide::CompletionKind::Tag => CompletionItemKind::KEYWORD,
                ide::CompletionKind::Reference | ide::CompletionKind::Title => CompletionItemKind::REFERENCE,
                ide::CompletionKind::Entry => CompletionItemKind::SNIPPET,
            }),
            sort_text: Some(format!("{at:0width$}")),
            // Neovim would put the filter text in for a snippet whose label does not begin like it. A title that is
            // typed may stay as it is, and an address, which goes when the snippet comes.
            filter_text: (!typed.is_empty() && (!as_snippet || item.kind != ide::CompletionKind::Tag))
                .then(|| typed.clone()),
            insert_text_format: as_snippet.then_some(InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(
                range_in(snapshot, file, item.span),
                new_text,
            ))),
            data: item
                .number
                .map(|number| json!({ "number": number.0, "file": &*snapshot.index.file(file).path })),
            ..Default::default()
        };
        if !snapshot.editor.resolves_documentation && documented < MOST_DOCUMENTED {
            completion = resolved(snapshot, completion);
            documented += documentation_len(&completion);
        }
        completion
    });
    CompletionResponse::List(CompletionList { is_incomplete: true, items: items.collect() })
}

/// An editor that does not ask for documentation later gets so many bytes of it with a list, for the first items: a list
/// is sent for each key.
const MOST_DOCUMENTED: usize = 32 * 1024;

fn documentation_len(item: &CompletionItem) -> usize {
    match &item.documentation {
        Some(Documentation::MarkupContent(markup)) => markup.value.len(),
        Some(Documentation::String(text)) => text.len(),
        None => 0,
    }
}

/// The path of the file that a completion was asked for in.
pub fn asked_in(item: &CompletionItem) -> Option<&str> {
    item.data.as_ref()?.get("file")?.as_str()
}

/// A completion with its documentation.
pub fn resolved(snapshot: &Snapshot, mut item: CompletionItem) -> CompletionItem {
    let number = item.data.as_ref().and_then(|data| data.get("number")?.as_u64());
    let number = number.and_then(|number| u32::try_from(number).ok()).map(Number);
    let preview = number.and_then(|number| ide::preview(&snapshot.index, number));
    item.documentation = preview.map(|text| Documentation::MarkupContent(markup(snapshot, text)));
    item
}

/// Text as a snippet that puts in just that text. Editors write the line ends of the document: Neovim would show a
/// carriage return (`vim.snippet.expand` splits at `\n`).
fn snippet(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// The findings of a file.
pub fn diagnostics(snapshot: &Snapshot, file: FileId) -> Vec<Diagnostic> {
    let found = ide::diagnostics(&snapshot.index, file);
    found.iter().map(|found| diagnostic(snapshot, file, found)).collect()
}

/// The findings on some entries of a page, which are in order, each with its own.
pub fn diagnostics_of(
    snapshot: &Snapshot,
    file: FileId,
    entries: Vec<EntryId>,
) -> Vec<(EntryId, Vec<Diagnostic>)> {
    let found = ide::diagnostics_of(&snapshot.index, file, entries).into_iter();
    let shown = |found: &ide::Diagnostic| diagnostic(snapshot, file, found);
    found.map(|(id, found)| (id, found.iter().map(shown).collect())).collect()
}

fn diagnostic(snapshot: &Snapshot, file: FileId, found: &ide::Diagnostic) -> Diagnostic {
    let related = found.related.iter().filter_map(|related| {
        let uri = snapshot.uri(&snapshot.index.file(related.file).path)?;
        let location = Location::new(uri, range_in(snapshot, related.file, related.span));
        Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
    });
    let related = snapshot.editor.related_information.then(|| related.collect::<Vec<_>>());
    Diagnostic {
        range: range_in(snapshot, file, found.span),
        severity: Some(match found.severity {
            ide::Severity::Error => DiagnosticSeverity::ERROR,
            ide::Severity::Warning => DiagnosticSeverity::WARNING,
            ide::Severity::Information => DiagnosticSeverity::INFORMATION,
            ide::Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(found.code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message: found.message.clone(),
        related_information: related.filter(|related| !related.is_empty()),
        tags: (found.unnecessary && snapshot.editor.unnecessary).then(|| vec![DiagnosticTag::UNNECESSARY]),
        ..Default::default()
    }
}

/// A code action on a file. The edits name the versions of the documents that they are for, where the editor
/// understands that: an edit of another text than the one that was looked at is refused by the editor. Changes
/// of other files than the one in front of the person are made only if confirmed.
pub fn code_action(
    snapshot: &Snapshot,
    file: FileId,
    action: ide::CodeAction,
) -> Option<CodeActionOrCommand> {
    let confirm = if action.all_or_nothing { Confirm::Whole(file) } else { Confirm::Others(file) };
    let edit = workspace_edit(snapshot, &action.edits, confirm)?;
    let kind = match action.diagnostic {
        Some(_) => CodeActionKind::QUICKFIX,
        None => CodeActionKind::REFACTOR_REWRITE,
    };
    Some(CodeActionOrCommand::CodeAction(CodeAction {
        title: action.title,
        kind: Some(kind),
        diagnostics: action.diagnostic.map(|found| vec![diagnostic(snapshot, file, &found)]),
        edit: Some(edit),
        is_preferred: Some(action.preferred),
        ..Default::default()
    }))
}

/// The action that makes all changes that lose nothing.
pub fn fix_all(snapshot: &Snapshot, file: FileId, edit: edit::FileEdit) -> Option<CodeActionOrCommand> {
    let language = snapshot.index.config().language();
    let title = say!(language, "Fix all that loses nothing", "失うもののない修正をすべて行う");
    let edit = workspace_edit(snapshot, &[edit], Confirm::Others(file))?;
    let kind = Some(CodeActionKind::new(FIX_ALL));
    Some(CodeActionOrCommand::CodeAction(CodeAction { title, kind, edit: Some(edit), ..Default::default() }))
}

/// A renaming. Whoever asked for it everywhere is not asked again.
pub fn rename(snapshot: &Snapshot, edits: &[edit::FileEdit]) -> Option<WorkspaceEdit> {
    workspace_edit(snapshot, edits, Confirm::Nothing)
}

/// A change that somebody asked for as it is.
pub fn change(snapshot: &Snapshot, edits: &[edit::FileEdit]) -> Option<WorkspaceEdit> {
    workspace_edit(snapshot, edits, Confirm::Nothing)
}

/// Which changes an editor that can ask has confirmed.
#[derive(Clone, Copy)]
enum Confirm {
    /// None.
    Nothing,
    /// Those of other files than the one in front of the person.
    Others(FileId),
    /// All, where other files are changed: editors make what needs no confirmation whether the rest is confirmed
    /// or not.
    Whole(FileId),
}

/// Changes of files. They name the versions of the documents that they are for, where the editor understands that.
fn workspace_edit<'a>(
    snapshot: &Snapshot,
    edits: &'a [edit::FileEdit],
    confirm: Confirm,
) -> Option<WorkspaceEdit> {
    let is_other = |path: &str| match confirm {
        Confirm::Nothing => false,
        Confirm::Others(file) | Confirm::Whole(file) => path != &*snapshot.index.file(file).path,
    };
    let whole = matches!(confirm, Confirm::Whole(_));
    let changed = |edit: &'a edit::FileEdit| {
        let file = snapshot.index.file_at(&edit.path)?;
        Some((&edit.path, snapshot.uri(&edit.path)?, text_edits(snapshot, file, &edit.edits)))
    };
    // A tag may stand in a thousand files.
    let changes: Vec<_> = edits.par_iter().map(changed).collect::<Option<_>>()?;
    let mut edit = WorkspaceEdit::default();
    if snapshot.editor.document_changes {
        let others = edits.iter().any(|edit| is_other(&edit.path));
        let annotate = snapshot.editor.change_annotations && others;
        let documents = changes.into_iter().map(|(path, uri, edits)| {
            let confirmed = annotate && (whole || is_other(path));
            let edits = edits.into_iter().map(|text_edit| match confirmed {
                true => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: OTHER_FILES.to_owned() }),
                false => OneOf::Left(text_edit),
            });
            let version = snapshot.version(path);
            let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
            TextDocumentEdit { text_document, edits: edits.collect() }
        });
        edit.document_changes = Some(DocumentChanges::Edits(documents.collect()));
        if annotate {
            let language = snapshot.index.config().language();
            let (label, description) = if whole {
                (
                    say!(language, "Belongs together", "ひとまとまりの変更"),
                    say!(
                        language,
                        "Text moves from one file to another: make all of these changes or none",
                        "文章がファイル間で移ります。すべて適用するか、まったく適用しないでください"
                    ),
                )
            } else {
                (
                    say!(language, "Other files", "ほかのファイル"),
                    say!(
                        language,
                        "Changes outside the file that is being edited",
                        "編集中でないファイルへの変更"
                    ),
                )
            };
            let annotation =
                ChangeAnnotation { label, needs_confirmation: Some(true), description: Some(description) };
            edit.change_annotations = Some([(OTHER_FILES.to_owned(), annotation)].into());
        }
    } else {
        edit.changes = Some(changes.into_iter().map(|(_, uri, edits)| (uri, edits)).collect());
    }
    Some(edit)
}

/// The name of the annotation on changes of other files.
const OTHER_FILES: &str = "paper-notes/other-files";

/// Edits of one document.
pub fn text_edits(snapshot: &Snapshot, file: FileId, edits: &[edit::TextEdit]) -> Vec<TextEdit> {
    edits.iter().map(|edit| text_edit(snapshot, file, edit)).collect()
}

fn text_edit(snapshot: &Snapshot, file: FileId, edit: &edit::TextEdit) -> TextEdit {
    TextEdit::new(range_in(snapshot, file, edit.span), edit.new.clone())
}
