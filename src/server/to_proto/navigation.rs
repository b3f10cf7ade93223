//! To the protocol: places, outlines and the citation graph.

use tower_lsp::ls_types::*;

use super::range_in;
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
