//! References and highlights: where else is what stands under the cursor.

use crate::cursor::{Target, target};
use crate::entry::Number;
use crate::index::{EntryId, FileId, Index, ReferenceId};
use crate::text::Span;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Its bytes.
    pub span: Span,
}

/// A place in the file that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Highlight {
    /// Its bytes.
    pub span: Span,
    /// Whether it is what the others point at.
    pub declares: bool,
}

/// Everything that refers to the entry, or has the tag, at the byte at `offset` of a file: on pages in path order,
/// then in catalogs. With `declaration`, the entries themselves come first.
#[must_use]
pub fn references(index: &Index, file: FileId, offset: usize, declaration: bool) -> Vec<Place> {
    match target(index, file, offset) {
        Some(Target::Reference { number, .. } | Target::Own { number, .. }) => {
            let entries = index.numbered(number).into_iter().filter(|_| declaration);
            let entries = entries.map(|id| Place { file: id.file, span: index.entry(id).anchor() });
            entries.chain(referring(index, number).map(|(_, place)| place)).collect()
        }
        Some(Target::Tag { name, .. }) => {
            let places = index.tag(&name).map(|uses| uses.places()).unwrap_or_default();
            places.into_iter().map(|(id, tag)| tag_at(index, id, tag)).collect()
        }
        None => Vec::new(),
    }
}

/// The same within the file.
#[must_use]
pub fn highlights(index: &Index, file: FileId, offset: usize) -> Vec<Highlight> {
    let here = |place: &Place| place.file == file;
    let mut found: Vec<Highlight> = match target(index, file, offset) {
        Some(Target::Reference { number, .. } | Target::Own { number, .. }) => {
            let own = index.numbered(number).into_iter().filter(|id| id.file == file).map(|id| {
                let entry = index.entry(id);
                let digits = entry.number.as_ref().map(|own| own.span).filter(|span| !span.is_empty());
                Highlight { span: digits.unwrap_or(entry.anchor()), declares: true }
            });
            let places = referring(index, number).map(|(_, place)| place).filter(here);
            own.chain(places.map(|place| Highlight { span: place.span, declares: false })).collect()
        }
        _ => {
            let places = references(index, file, offset, false).into_iter().filter(here);
            places.map(|place| Highlight { span: place.span, declares: false }).collect()
        }
    };
    found.sort();
    found
}

/// The references to a number with the places of their digits: on pages in path order, then in catalogs.
pub fn referring(index: &Index, number: Number) -> impl Iterator<Item = (ReferenceId, Place)> {
    let all = index.referrers(number).into_iter().map(|id| (id, index.reference(id)));
    let references = all.filter(|(_, reference)| index.is_reference(reference));
    references.map(|(id, reference)| (id, Place { file: id.entry.file, span: reference.span }))
}

/// The place of a tag of an entry.
fn tag_at(index: &Index, id: EntryId, tag: u32) -> Place {
    Place { file: id.file, span: index.entry(id).tags[tag as usize].span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn found(fixture: &str, declaration: bool) -> Vec<String> {
        let fixture = Fixture::new(fixture);
        let places = references(&fixture.index, fixture.file, fixture.cursor, declaration);
        let name = |place: &Place| fixture.index.file(place.file).name().to_owned();
        let line = |place: &Place| fixture.index.file(place.file).text.line_at(place.span.start()) + 1;
        let text = |place: &Place| fixture.index.slice(place.file, place.span);
        places.iter().map(|place| format!("{}:{} {}", name(place), line(place), text(place))).collect()
    }

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        assert_eq!(found(fixture, false), expected);
    }

    #[track_caller]
    fn check_highlights(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let found = highlights(&fixture.index, fixture.file, fixture.cursor);
        let text = |span| fixture.index.slice(fixture.file, span);
        let mark = |declares| if declares { "!" } else { "" };
        let found: Vec<String> = found
            .iter()
            .map(|h| format!("{}{}@{}", text(h.span), mark(h.declares), h.span.start()))
            .collect();
        assert_eq!(found, expected);
    }

    const A: &str = "//- a.txt\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nThe Twelfth, B+, ACL'23\n";
    const B: &str = "//- b.txt\n#QA #NLP Issue Date: 2025-01-02 Another, C+, ACL'23 Comment#12 ・12 ・12Reasoning 12 bits #NLP Issue Date: 2025-01-03 Third, D+, ACL'24 Comment・12\n";
    const EXPORT: &str = "//- issues.json\n[{\"number\":12,\"title\":\"The Twelfth, B+, ACL'23\",\"labels\":[{\"name\":\"NLP\"}]}]\n//- agent_docs/x.xml\n<paper-entry><title>X</title><repo-issue-link>https://github.com/o/r/issues/13</repo-issue-link><maintainer-comment-text>see #12</maintainer-comment-text></paper-entry>\n";

    #[test]
    fn of_an_entry_from_anywhere() {
        let all = ["b.txt:1 12", "b.txt:1 12", "b.txt:1 12", "x.xml:1 12"];
        check(&format!("{EXPORT}{}{B}", A.replace("Issue: 12", "Issue: 1$02")), &all);
        check(&format!("{EXPORT}{}{B}", A.replace("Twelfth", "Twe$0lfth")), &all);
        check(&format!("{EXPORT}{}{B}", A.replace("2025-01", "2025$0-01")), &all);
        check(&format!("{EXPORT}{A}{}", B.replacen("#12", "#1$02", 1)), &all);
        let with = found(&format!("{EXPORT}{A}{}", B.replacen("#12", "#1$02", 1)), true);
        let declared = ["a.txt:4 The Twelfth, B+, ACL'23", "issues.json:1 The Twelfth, B+, ACL'23"];
        assert_eq!(with, declared.iter().chain(&all).copied().collect::<Vec<_>>());
    }

    #[test]
    fn of_a_tag_those_in_catalogs_last() {
        let all = ["a.txt:1 NLP", "b.txt:1 NLP", "b.txt:1 NLP", "issues.json:1 NLP"];
        check(&format!("{EXPORT}{}{B}", A.replace("NLP", "N$0LP")), &all);
    }

    #[test]
    fn of_nothing() {
        check(&format!("{A}{}", B.replace("Another", "Ano$0ther")), &[]);
        check(&format!("{A}{}", B.replace("12 bits", "12 b$0its")), &[]);
        check("Issue Date: 2025-01-01\nT, B+, ACL'23\nComment・8$0B token\n", &[]);
        check("$0", &[]);
    }

    #[test]
    fn on_the_page() {
        let page = "#NLP\nIssue: 12\nIssue Date: 2025-01-01\nT, B+, ACL'23\n#NLP\nIssue Date: 2025-01-02\nAnother, C+, ACL'23\nComment\n・1$02\n#12\n";
        check_highlights(
            &format!("//- o.txt\nIssue Date: 2025-01-01\nO, P+, ACL'24\nComment\n・12\n//- page.txt\n{page}"),
            &["12!@12", "12@111", "12@115"],
        );
        check_highlights(&page.replace("1$02", "12").replacen("NLP", "N$0LP", 1), &["NLP@1", "NLP@53"]);
        check_highlights(&page.replace("1$02", "12").replace("Another", "An$0other"), &[]);
    }
}
