//! Symbols: the entries of a page as an outline, and any entry of the repository by what is typed.

mod search;

use crate::entry::{Entry, Title, collapse};
use crate::index::{EntryId, FileId, Index};
use crate::language::say;
use crate::syntax::section::parts;
use crate::text::Span;
pub use search::workspace_symbols;

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// Venue, year and number.
    pub detail: String,
    /// Whether it is an entry; else a section of one.
    pub entry: bool,
    /// All of it.
    pub span: Span,
    /// Its title line, or its label.
    pub selection: Span,
    /// What is in it, in order.
    pub children: Vec<Symbol>,
}

/// The entries of a file in order, each with its sections.
#[must_use]
pub fn document_symbols(index: &Index, file: FileId) -> Vec<Symbol> {
    index.entries_of(file).map(|(id, entry)| symbol(index, id, entry)).collect()
}

fn symbol(index: &Index, id: EntryId, entry: &Entry) -> Symbol {
    let text = index.slice(id.file, entry.span);
    let page = index.file(id.file).is_page();
    let sections = |parts: crate::syntax::section::Parts| {
        let end = entry.span.end();
        let summary = parts.summary.map(|span| ("Summary", parts.summary_label, span));
        let comment = parts.comment.map(|span| ("Comment", parts.comment_label, span));
        let section = move |(name, label, span): (&str, Option<usize>, Span)| {
            let start = label?;
            let label = Span::new(start, (start + name.len()).min(end));
            let all = Span::new(start, span.end().max(label.end()));
            let name = name.to_owned();
            Some(Symbol {
                name,
                detail: String::new(),
                entry: false,
                span: all,
                selection: label,
                children: vec![],
            })
        };
        [summary, comment].into_iter().flatten().filter_map(section).collect()
    };
    Symbol {
        name: name(index, entry),
        detail: detail(index, id, entry),
        entry: true,
        span: entry.span,
        selection: entry.anchor(),
        children: if page { sections(parts(&text, entry.span.start(), entry)) } else { Vec::new() },
    }
}

/// What an entry is called in a list: never empty.
#[must_use]
pub fn name(index: &Index, entry: &Entry) -> String {
    let title = entry.title.as_ref().map(|title| collapse(title.name())).filter(|name| !name.is_empty());
    title.unwrap_or_else(|| say!(index.config().language(), "(no title)", "(題名なし)"))
}

/// What is said of an entry beside its name.
#[must_use]
pub fn detail(index: &Index, id: EntryId, entry: &Entry) -> String {
    let title = entry.title.as_ref();
    let author = title.and_then(|title| title.author().map(str::to_owned));
    let number = index.number(id).map(|(number, _)| format!("#{number}"));
    let parts = [author, title.and_then(Title::venue_and_year), number];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn lines(index: &Index, file: FileId, symbols: &[Symbol], indent: usize) -> Vec<String> {
        let mut all = Vec::new();
        for symbol in symbols {
            let text = |span| index.slice(file, span);
            assert!(symbol.span.contains(symbol.selection));
            all.push(format!(
                "{}{} ({}) {:?}",
                " ".repeat(indent),
                symbol.name,
                symbol.detail,
                text(symbol.selection)
            ));
            all.extend(lines(index, file, &symbol.children, indent + 2));
        }
        all
    }

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let symbols = document_symbols(&fixture.index, fixture.file);
        assert_eq!(lines(&fixture.index, fixture.file, &symbols, 0), expected);
    }

    #[test]
    fn an_outline() {
        check(
            "見出し\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nSummary要約\nComment\n・12\n#QA Issue Date: 2025-01-02 Summary題名のない記事 #QA Issue Date: 2025-01-03 T, C+, ACL'24 Comment😱",
            &[
                "A Title (B+ · ACL'23 · #12) \"A Title, B+, ACL'23\"",
                "  Summary () \"Summary\"",
                "  Comment () \"Comment\"",
                "(no title) () \"2025-01-02\"",
                "  Summary () \"Summary\"",
                "T (C+ · ACL'24) \"T, C+, ACL'24\"",
                "  Comment () \"Comment\"",
            ],
        );
        check("", &[]);
        check("# Heading\ntext\n", &[]);
    }
}
