//! The citation graph, as editors show who calls whom: which entries refer to an entry, and to which it refers.

use crate::cursor::{Target, entry_at, target};
use crate::ide::definition::home;
use crate::ide::references::referring;
use crate::index::{EntryId, FileId, Index};
use crate::text::Span;

/// An entry on one end of references, and the places of their digits in the entry that refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The entry at the other end.
    pub entry: EntryId,
    /// The places, in order.
    pub from: Vec<Span>,
}

/// The entry that the byte at `offset` of a file is about: that of a reference, else the one it stands in.
#[must_use]
pub fn entry_for(index: &Index, file: FileId, offset: usize) -> Option<EntryId> {
    match target(index, file, offset) {
        Some(Target::Reference { number, .. }) => home(index, number),
        _ => entry_at(index, file, offset).map(|(id, _)| id),
    }
}

/// The entries that refer to an entry: on pages in path order, then those that only catalogs have.
#[must_use]
pub fn incoming(index: &Index, id: EntryId) -> Vec<Citation> {
    let Some((number, _)) = index.number(id) else { return Vec::new() };
    let mut found: Vec<Citation> = Vec::new();
    for (reference, place) in referring(index, number) {
        let from = reference.entry;
        // A catalog says what its page says, too.
        let on_page = |id| index.file(index.paper(id).file).is_page();
        if !index.file(from.file).is_page() && on_page(from) {
            continue;
        }
        match found.last_mut().filter(|last| last.entry == from) {
            Some(last) => last.from.push(place.span),
            None => found.push(Citation { entry: from, from: vec![place.span] }),
        }
    }
    found
}

/// The entries that an entry refers to, in the order of the first reference to each.
#[must_use]
pub fn outgoing(index: &Index, id: EntryId) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for (_, reference) in index.references_of(id) {
        let Some(entry) = home(index, reference.number) else { continue };
        match found.iter_mut().find(|citation| citation.entry == entry) {
            Some(citation) => citation.from.push(reference.span),
            None => found.push(Citation { entry, from: vec![reference.span] }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, graph: fn(&Index, EntryId) -> Vec<Citation>, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let index = &fixture.index;
        let at = entry_for(index, fixture.file, fixture.cursor).expect("an entry");
        let found = graph(index, at).into_iter().map(|citation| {
            let title = index.entry(citation.entry).title.as_ref().map(|title| title.name().to_owned());
            format!("{} ×{}", title.unwrap_or_default(), citation.from.len())
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    const PAGES: &str = "//- agent_docs/x.xml\n<paper-entry><title>Thirtieth of All the Papers, C+</title><repo-issue-link>https://github.com/o/r/issues/30</repo-issue-link><maintainer-comment-text>see #12</maintainer-comment-text></paper-entry><paper-entry><title>Only There</title><repo-issue-link>https://github.com/o/r/issues/31</repo-issue-link><maintainer-comment-text>see #12</maintainer-comment-text></paper-entry>\n//- b.txt\n#NLP Issue: 30 Issue Date: 2025-01-02 Thirtieth of All the Papers, C+, ACL'23 Comment・12 #12 ・31 ・999\n//- a.txt\nIssue: 12\nIssue Date: 2025-01-01\nTwelfth, B+, ACL'23\nComment\n・30\n";

    #[test]
    fn who_refers_and_to_whom() {
        let expected = ["Thirtieth of All the Papers ×2", "Only There ×1"];
        check(&PAGES.replace("Twelfth", "Twe$0lfth"), incoming, &expected);
        check(&PAGES.replace("・12 #", "・1$02 #"), incoming, &expected);
        check(&PAGES.replace("30 Issue", "3$00 Issue"), outgoing, &["Twelfth ×2", "Only There ×1"]);
        check(&PAGES.replace("30 Issue", "3$00 Issue"), incoming, &["Twelfth ×1"]);
    }

    #[test]
    fn nobody() {
        let page = "Issue Date: 2025-01-01\nT$0, B+, ACL'23\n";
        check(page, incoming, &[]);
        check(page, outgoing, &[]);
        let fixture = Fixture::new("見出し$0\nIssue Date: 2025-01-01\nT, B+, ACL'23\n");
        assert_eq!(entry_for(&fixture.index, fixture.file, fixture.cursor), None);
    }
}
