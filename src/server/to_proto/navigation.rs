//! To the protocol: places, outlines and the citation graph.

use serde_json::json;
use tower_lsp::ls_types::*;

use super::{markup, range_in};
use crate::entry::Number;
use crate::ide;
use crate::index::{EntryId, FileId};
use crate::language::say;
use crate::server::state::Snapshot;
use crate::text::Span;

/// A place in any file.
pub fn location(snapshot: &Snapshot, place: ide::Place) -> Option<Location> {
    let uri = snapshot.uri(&snapshot.index.file(place.file).path)?;
    Some(Location::new(uri, range_in(snapshot, place.file, place.span)))
}

/// A place in the document that is looked at.
pub fn highlight(snapshot: &Snapshot, file: FileId, found: ide::Highlight) -> DocumentHighlight {
    let kind = if found.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
    DocumentHighlight { range: range_in(snapshot, file, found.span), kind: Some(kind) }
}

/// An outline; a flat one for editors that know no other.
pub fn document_symbols(
    snapshot: &Snapshot,
    file: FileId,
    symbols: Vec<ide::Symbol>,
) -> DocumentSymbolResponse {
    if snapshot.editor.nested_symbols {
        let symbols = symbols.into_iter().map(|symbol| document_symbol(snapshot, file, symbol));
        return DocumentSymbolResponse::Nested(symbols.collect());
    }
    let flat = symbols.into_iter().filter_map(|symbol| {
        let place = ide::Place { file, span: symbol.selection };
        symbol_information(snapshot, symbol.name, symbol.detail, place)
    });
    DocumentSymbolResponse::Flat(flat.collect())
}

fn document_symbol(snapshot: &Snapshot, file: FileId, symbol: ide::Symbol) -> DocumentSymbol {
    let children = symbol.children.into_iter().map(|child| document_symbol(snapshot, file, child));
    let children: Vec<DocumentSymbol> = children.collect();
    #[allow(deprecated, reason = "the protocol's own field has to be there")]
    DocumentSymbol {
        name: symbol.name,
        detail: (!symbol.detail.is_empty()).then_some(symbol.detail),
        kind: if symbol.entry { ENTRY } else { SymbolKind::FIELD },
        tags: None,
        deprecated: None,
        range: range_in(snapshot, file, symbol.span),
        selection_range: range_in(snapshot, file, symbol.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

/// What entries are among symbols: a note is a file to those who read it.
const ENTRY: SymbolKind = SymbolKind::FILE;

/// An entry in a list of what was searched for.
pub fn found_entry(snapshot: &Snapshot, id: EntryId) -> Option<SymbolInformation> {
    let entry = snapshot.index.entry(id);
    let number = snapshot.index.number(id).map(|(number, _)| format!("{number}  "));
    let name = number.unwrap_or_default() + &ide::name(&snapshot.index, entry);
    let detail = ide::detail(&snapshot.index, id, entry);
    symbol_information(snapshot, name, detail, ide::Place { file: id.file, span: entry.anchor() })
}

fn symbol_information(
    snapshot: &Snapshot,
    name: String,
    detail: String,
    place: ide::Place,
) -> Option<SymbolInformation> {
    let location = location(snapshot, place)?;
    let container_name = (!detail.is_empty()).then_some(detail);
    #[allow(deprecated, reason = "the protocol's own field has to be there")]
    Some(SymbolInformation { name, kind: ENTRY, tags: None, deprecated: None, location, container_name })
}

/// Lines that fold.
pub fn folding_range((first, last): (usize, usize)) -> FoldingRange {
    FoldingRange {
        start_line: first as u32,
        end_line: last as u32,
        kind: Some(FoldingRangeKind::Region),
        ..Default::default()
    }
}

/// What can be selected, each in the next.
pub fn selection_range(snapshot: &Snapshot, file: FileId, around: Vec<Span>) -> SelectionRange {
    let mut parent = None;
    for span in around.into_iter().rev() {
        parent = Some(Box::new(SelectionRange { range: range_in(snapshot, file, span), parent }));
    }
    // There is always the whole text.
    parent.map_or_else(|| SelectionRange { range: Range::default(), parent: None }, |outer| *outer)
}

/// An entry of the citation graph.
pub fn hierarchy_item(snapshot: &Snapshot, id: EntryId) -> Option<CallHierarchyItem> {
    let index = &snapshot.index;
    let entry = index.entry(id);
    let file = index.file(id.file);
    let detail = ide::detail(index, id, entry);
    let place = if file.is_page() {
        file.name().to_owned()
    } else {
        let name = file.name();
        say!(index.config().language(), "{name} (catalog)", "{name}(カタログ)")
    };
    Some(CallHierarchyItem {
        name: ide::name(index, entry),
        kind: ENTRY,
        tags: None,
        detail: Some(
            [detail, place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        ),
        uri: snapshot.uri(&file.path)?,
        range: range_in(snapshot, id.file, entry.span),
        selection_range: range_in(snapshot, id.file, entry.anchor()),
        data: None,
    })
}

/// Entries that refer to one.
pub fn incoming_call(snapshot: &Snapshot, citation: &ide::Citation) -> Option<CallHierarchyIncomingCall> {
    let from = hierarchy_item(snapshot, citation.entry)?;
    let file = citation.entry.file;
    let from_ranges = citation.from.iter().map(|span| range_in(snapshot, file, *span)).collect();
    Some(CallHierarchyIncomingCall { from, from_ranges })
}

/// Entries that one in `file` refers to.
pub fn outgoing_call(
    snapshot: &Snapshot,
    file: FileId,
    citation: &ide::Citation,
) -> Option<CallHierarchyOutgoingCall> {
    let to = hierarchy_item(snapshot, citation.entry)?;
    let from_ranges = citation.from.iter().map(|span| range_in(snapshot, file, *span)).collect();
    Some(CallHierarchyOutgoingCall { to, from_ranges })
}

/// What is renamed, and what it is called now.
pub fn prepare_rename(snapshot: &Snapshot, file: FileId, found: ide::Renamed) -> PrepareRenameResponse {
    PrepareRenameResponse::RangeWithPlaceholder {
        range: range_in(snapshot, file, found.span),
        placeholder: found.name,
    }
}

/// Links in the order of their places.
pub fn document_link(snapshot: &Snapshot, file: FileId, link: ide::Link) -> Option<DocumentLink> {
    Some(DocumentLink {
        range: range_in(snapshot, file, link.span),
        target: Some(link.target.parse().ok()?),
        tooltip: None,
        data: None,
    })
}

/// A hint; its explanation comes when it is asked for.
pub fn inlay_hint(snapshot: &Snapshot, file: FileId, hint: ide::Hint) -> InlayHint {
    let path = &snapshot.index.file(file).path;
    InlayHint {
        position: range_in(snapshot, file, Span::at(hint.offset)).start,
        label: InlayHintLabel::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: Some(true),
        data: Some(json!({ "number": hint.number.0, "file": &**path })),
    }
}

/// A hint with its explanation: the preview of the entry.
pub fn resolved_hint(snapshot: &Snapshot, mut hint: InlayHint) -> InlayHint {
    let number = hint.data.as_ref().and_then(|data| data.get("number")?.as_u64());
    let number = number.and_then(|number| u32::try_from(number).ok()).map(Number);
    let preview = number.and_then(|number| ide::preview(&snapshot.index, number));
    hint.tooltip = preview.map(|text| InlayHintTooltip::MarkupContent(markup(snapshot, text)));
    hint
}

/// The command behind a lens. Its arguments are what VS Code's `editor.action.showReferences` takes: the address of
/// the document, the position, and the places to list.
pub const SHOW_REFERENCES: &str = "paperNotes.showReferences";

/// A line above an entry.
pub fn code_lens(snapshot: &Snapshot, file: FileId, lens: ide::Lens) -> Option<CodeLens> {
    let uri = snapshot.uri(&snapshot.index.file(file).path)?;
    let range = range_in(snapshot, file, lens.span);
    let places: Vec<Location> =
        lens.places.into_iter().filter_map(|place| location(snapshot, place)).collect();
    let command = Command {
        title: lens.title,
        command: SHOW_REFERENCES.to_owned(),
        arguments: Some(vec![json!(uri), json!(range.start), json!(places)]),
    };
    // A lens stands above one line.
    Some(CodeLens { range: Range::new(range.start, range.start), command: Some(command), data: None })
}

/// What the kinds of tokens are called: the protocol's own names, which themes know.
pub const TOKEN_TYPES: [SemanticTokenType; 9] = [
    SemanticTokenType::DECORATOR,
    SemanticTokenType::KEYWORD,
    SemanticTokenType::NUMBER,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::CLASS,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::TYPE,
    // Not FUNCTION: blink.cmp puts `()` behind what is one (brackets/semantic.lua).
    SemanticTokenType::PROPERTY,
    SemanticTokenType::VARIABLE,
];

/// What is said of a token besides: a reference that leads nowhere is struck through by most themes.
pub const TOKEN_MODIFIERS: [SemanticTokenModifier; 1] = [SemanticTokenModifier::DEPRECATED];

/// Tokens as the protocol sends them: each relative to the one before.
pub fn semantic_tokens(snapshot: &Snapshot, file: FileId, tokens: &[ide::Token]) -> Vec<SemanticToken> {
    use ide::TokenKind::{Author, Date, Label, Number, Reference, Tag, Title, Unresolved, Venue};
    let mut before = Position::new(0, 0);
    let relative = tokens.iter().map(|token| {
        let range = range_in(snapshot, file, token.span);
        let delta_line = range.start.line - before.line;
        let delta_start =
            if delta_line == 0 { range.start.character - before.character } else { range.start.character };
        before = range.start;
        let token_type = match token.kind {
            Tag => 0,
            Label => 1,
            Date => 2,
            Number => 3,
            Title => 4,
            Author => 5,
            Venue => 6,
            Reference => 7,
            Unresolved => 8,
        };
        SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character - range.start.character,
            token_type,
            token_modifiers_bitset: u32::from(token.kind == Unresolved),
        }
    });
    relative.collect()
}
