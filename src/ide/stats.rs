//! Numbers about a repository.

use std::collections::{BTreeMap, HashSet};
use std::ops::AddAssign;

use serde::Serialize;

use crate::ide::diagnostics::diagnostics;
use crate::index::{Content, Index};

/// How many there are of what. What only catalogs have is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Files with notes, catalogs among them.
    pub files: usize,
    /// Entries on pages.
    pub entries: usize,
    /// Different papers that they are about.
    pub papers: usize,
    /// Those of them that have a number.
    pub numbered: usize,
    /// References in entries on pages.
    pub references: usize,
    /// Different tags on entries on pages.
    pub tags: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.entries += other.entries;
        self.papers += other.papers;
        self.numbered += other.numbered;
        self.references += other.references;
        self.tags += other.tags;
    }
}

/// The counts of a repository.
#[must_use]
pub fn counts(index: &Index) -> Counts {
    let tags = index.page_entries().flat_map(|(_, entry)| &entry.tags);
    let notes = |content: &Content| !matches!(content, Content::Settings(_));
    Counts {
        files: index.files().filter(|(_, file)| notes(&file.content)).count(),
        entries: index.page_entries().count(),
        papers: index.paper_count(),
        numbered: index.numbered_paper_count(),
        references: index.page_entries().map(|(id, _)| index.references_of(id).count()).sum(),
        tags: tags.map(|tag| &*tag.name).collect::<HashSet<&str>>().len(),
    }
}

/// How many findings there are of each code.
#[must_use]
pub fn findings(index: &Index) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for (file, _) in index.files() {
        for finding in diagnostics(index, file) {
            *found.entry(finding.code).or_default() += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn what_pages_have() {
        let page = "#A #B\nIssue: 12\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment #12 ・22\n#B\nIssue Date: 2025-13-01\nU, C+, ACL'23\n";
        let fixture = Fixture::new(&format!(
            "//- .paper-notes.toml\nhover-length = 3\n//- issues.json\n[{{\"number\":7,\"title\":\"x\",\"labels\":[{{\"name\":\"C\"}}]}}]\n//- a.txt\n{page}"
        ));
        let expected = Counts { files: 2, entries: 2, papers: 2, numbered: 1, references: 2, tags: 2 };
        assert_eq!(counts(&fixture.index), expected);
        let found: Vec<_> = findings(&fixture.index).into_iter().collect();
        assert_eq!(found, [("broken-reference", 1), ("invalid-date", 1), ("self-reference", 1)]);
        let nothing = Fixture::new("");
        assert_eq!((counts(&nothing.index).entries, findings(&nothing.index).len()), (0, 0));
    }
}
