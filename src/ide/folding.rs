//! Folding and selecting: an entry, its sections, and what stands in them.

use crate::cursor::{Target, entry_at, target};
use crate::index::{EntryId, FileId, Index};
use crate::syntax::section::parts;
use crate::text::Span;

/// The lines that can be folded, from the first to the last, 0-based, in order: entries and their sections that go
/// over several lines. Entries that share a line cannot be folded apart, and only the first of them is.
#[must_use]
pub fn folding_ranges(index: &Index, file: FileId) -> Vec<(usize, usize)> {
    let text = &index.file(file).text;
    let mut found: Vec<(usize, usize)> = Vec::new();
    if !index.file(file).is_page() {
        return found;
    }
    for (id, entry) in index.entries_of(file) {
        for span in std::iter::once(entry.span).chain(sections(index, id)) {
            let (first, last) = (text.line_at(span.start()), text.line_at(span.end()));
            if first < last && found.iter().rev().take(3).all(|other| other.0 != first) {
                found.push((first, last));
            }
        }
    }
    found
}

/// What can be selected around the byte at `offset` of a file, from the smallest to all of it: a reference, tag or
/// title, the line of text, the section, the entry, the page.
#[must_use]
pub fn selection_ranges(index: &Index, file: FileId, offset: usize) -> Vec<Span> {
    let text = &index.file(file).text;
    let mut around = Vec::new();
    match target(index, file, offset) {
        Some(Target::Reference { span, .. } | Target::Tag { span, .. } | Target::Own { span, .. }) => {
            around.push(span);
        }
        None => {}
    }
    if let Some((id, entry)) = entry_at(index, file, offset) {
        let title = entry.title.as_ref().map(|title| title.span);
        let date = entry.date.as_ref().map(|date| date.span);
        around.extend([title, date].into_iter().flatten());
        let line = text.line(text.line_at(offset)).unwrap_or(Span::at(offset));
        let line = Span::new(
            line.start().max(entry.span.start()).min(offset),
            line.end().min(entry.span.end()).max(offset),
        );
        around.extend([line, entry.span]);
        if index.file(file).is_page() {
            around.extend(sections(index, id));
        }
    }
    around.push(Span::new(0, text.len()));
    around.retain(|span| span.touches(offset));
    around.sort_by_key(|span| (span.len(), span.start()));
    around.dedup();
    let mut nested: Vec<Span> = Vec::new();
    for span in around {
        if nested.last().is_none_or(|inner| span.contains(*inner)) {
            nested.push(span);
        }
    }
    nested
}

/// Summary and comment of an entry of a page, with their labels. What catalogs say of an entry has other names, and no body.
fn sections(index: &Index, id: EntryId) -> impl Iterator<Item = Span> {
    let entry = index.entry(id);
    let parts = parts(&index.slice(id.file, entry.span), entry.span.start(), entry);
    let section = |label: Option<usize>, span: Option<Span>| Some(Span::new(label?, span?.end()));
    [section(parts.summary_label, parts.summary), section(parts.comment_label, parts.comment)]
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[(usize, usize)]) {
        let fixture = Fixture::new(fixture);
        assert_eq!(folding_ranges(&fixture.index, fixture.file), expected);
    }

    #[track_caller]
    fn check_selection(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let spans = selection_ranges(&fixture.index, fixture.file, fixture.cursor);
        let texts: Vec<String> = spans.iter().map(|span| fixture.index.slice(fixture.file, *span)).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn entries_and_long_sections() {
        check(
            "#NLP\nIssue Date: 2025-01-01\nT, B+, ACL'23\nSummary一行\nComment\n・12\n二行\n\n#QA Issue Date: 2025-01-02 U, C+, ACL'24 Commentよい #QA Issue Date: 2025-01-03 V, D+, ACL'24 Comment\nW\n",
            &[(0, 6), (4, 6), (8, 9)],
        );
        check("Issue Date: 2025-01-01 T, B+, ACL'23 Commentよい\n", &[]);
        check("text\nof no entry\n", &[]);
    }

    #[test]
    fn from_the_number_to_the_page() {
        let page = "見出し\n#NLP\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment一\n・1$02\nよい\n#QA Issue Date: 2025-01-02 U, C+, ACL'24\n";
        let text = page.replace("$0", "");
        check_selection(
            page,
            &[
                "12",
                "・12",
                "Comment一\n・12\nよい",
                "#NLP\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment一\n・12\nよい",
                &text,
            ],
        );
        check_selection(&text.replace("見出し", "見$0出し"), &[&text]);
        check_selection(
            &text.replace("U, C", "U$0, C"),
            &["U, C+, ACL'24", "#QA Issue Date: 2025-01-02 U, C+, ACL'24", &text],
        );
    }

    /// Neither has a body that could have sections.
    #[test]
    fn an_entry_of_a_catalog() {
        let first = r#"{"number":1,"title":"A"}"#;
        let page = format!("//- issues.json\n[{first},\n{{\"number\":2,\"title\":\"B$0C\"}}]\n");
        let entry = r#"{"number":2,"title":"BC"}"#;
        check_selection(&page, &["BC", entry, &format!("[{first},\n{entry}]\n")]);
        let document = "//- agent_docs/x.xml\n<paper-list>\n<paper-entry>\n<title>T$0</title>\n</paper-entry>\n</paper-list>\n";
        let fixture = Fixture::new(document);
        let spans = selection_ranges(&fixture.index, fixture.file, fixture.cursor);
        assert!(spans.windows(2).all(|two| two[1].contains(two[0])), "{spans:?}");
        assert_eq!(folding_ranges(&fixture.index, fixture.file), []);
    }
}
