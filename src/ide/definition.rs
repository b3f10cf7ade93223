//! Definition: from a reference to the entry it points at, on a page if one has it, else in a catalog.

use crate::cursor::{Target, target};
use crate::entry::Number;
use crate::index::{EntryId, FileId, Index};
use crate::text::Span;

/// Where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The bytes under the cursor that lead there.
    pub origin: Span,
    /// The file of the entry.
    pub file: FileId,
    /// The whole entry.
    pub entry: Span,
    /// Its title line, or what stands for it.
    pub anchor: Span,
}

/// Where the reference at the byte at `offset` of a file leads.
#[must_use]
pub fn definition(index: &Index, file: FileId, offset: usize) -> Option<Definition> {
    let Target::Reference { number, span, .. } = target(index, file, offset)? else {
        return None;
    };
    let id = home(index, number)?;
    let entry = index.entry(id);
    Some(Definition { origin: span, file: id.file, entry: entry.span, anchor: entry.anchor() })
}

/// The entry with a number that is meant where several have it: a tag page only mirrors, and a catalog lists.
#[must_use]
pub fn home(index: &Index, number: Number) -> Option<EntryId> {
    let entries = index.numbered(number);
    let home = entries.iter().find(|id| index.file(id.file).is_page() && !index.is_tag_page(id.file));
    home.or(entries.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn found(fixture: &str) -> Option<String> {
        let fixture = Fixture::new(fixture);
        let found = definition(&fixture.index, fixture.file, fixture.cursor)?;
        let anchor = fixture.index.slice(found.file, found.anchor);
        Some(format!("{}: {anchor}", fixture.index.file(found.file).name()))
    }

    #[track_caller]
    fn check(fixture: &str, expected: &str) {
        assert_eq!(found(fixture).as_deref(), Some(expected));
    }

    #[track_caller]
    fn check_no(fixture: &str) {
        assert_eq!(found(fixture), None);
    }

    const FROM: &str = "//- z.txt\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nComment\n・1$02\n";
    const EXPORT: &str = "//- issues.json\n[{\"number\":12,\"title\":\"あ\"}]\n";
    const PAGE: &str = "//- page.txt\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nThe Twelfth, B+, ACL'23\n";

    #[test]
    fn to_the_page_else_to_the_catalog() {
        check(&format!("{EXPORT}{PAGE}{FROM}"), "page.txt: The Twelfth, B+, ACL'23");
        check(&format!("{EXPORT}{FROM}"), "issues.json: あ");
    }

    #[test]
    fn home_before_mirror() {
        let mirror = PAGE.replace("page.txt", "NLP.txt");
        check(&format!("{mirror}{PAGE}{FROM}"), "page.txt: The Twelfth, B+, ACL'23");
        check(&format!("{mirror}{FROM}"), "NLP.txt: The Twelfth, B+, ACL'23");
    }

    #[test]
    fn an_unknown_number_or_prose_leads_nowhere() {
        check_no(FROM);
        check_no(&PAGE.replace("Twelfth", "Twe$0lfth"));
    }
}
