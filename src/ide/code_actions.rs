//! Code actions: the fixes of the findings at a place, and what else can be done there.

use jiff::civil;

use crate::cursor::with_mark;
use crate::edit::FileEdit;
use crate::ide::diagnostics::{Diagnostic, diagnostics, fixes};
use crate::ide::rewrites::{Rewrite, rewrites};
use crate::index::{FileId, Index};
use crate::text::Span;

/// Something that can be done at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeAction {
    /// What it does, for a menu.
    pub title: String,
    /// The finding it mends; `None`: it writes otherwise what is right already.
    pub diagnostic: Option<Diagnostic>,
    /// The changes.
    pub edits: Vec<FileEdit>,
    /// Whether it is what nearly everyone wants.
    pub preferred: bool,
    /// Whether a part of it would lose something.
    pub all_or_nothing: bool,
}

/// How many are offered for one place. Nobody chooses among more, and each is tried before it is offered.
const MOST: usize = 32;

/// What can be done about the findings that touch `span` of a file, in their order. The mark of a reference or a tag
/// belongs to it.
#[must_use]
pub fn quick_fixes(index: &Index, file: FileId, span: Span) -> Vec<CodeAction> {
    let touched = |finding: &Diagnostic| {
        let place = with_mark(&index.file(file).text, finding.span);
        place.start() <= span.end() && span.start() <= place.end()
    };
    let mut actions = Vec::new();
    for diagnostic in diagnostics(index, file).into_iter().filter(touched) {
        if actions.len() >= MOST {
            break;
        }
        for fix in fixes(index, file, &diagnostic) {
            actions.push(CodeAction {
                title: fix.title,
                diagnostic: Some(diagnostic.clone()),
                edits: fix.edits,
                preferred: fix.preferred,
                all_or_nothing: fix.all_or_nothing,
            });
        }
    }
    actions
}

/// What else can be done where `span` of a file begins. What depends on a day is done as of `today`.
#[must_use]
pub fn refactorings(index: &Index, file: FileId, span: Span, today: civil::Date) -> Vec<CodeAction> {
    let found = rewrites(index, file, span.start(), today).into_iter();
    let action = |rewrite: Rewrite| CodeAction {
        title: rewrite.title,
        diagnostic: None,
        edits: vec![rewrite.edit],
        preferred: false,
        all_or_nothing: false,
    };
    found.map(action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const PAGE: &str = "Issue Date: 2025-01-01\nA title of some length, B+, ACL'23\nIssue Date: 2025-01-01\nA title of so$0me length, B+, ACL'23\n";

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let actions = quick_fixes(&fixture.index, fixture.file, Span::at(fixture.cursor));
        let titles: Vec<&str> = actions.iter().map(|action| action.title.as_str()).collect();
        assert_eq!(titles, expected);
    }

    #[test]
    fn at_the_finding() {
        check(
            PAGE,
            &[
                "Remove this copy; everything in it is also on this page",
                "Not a duplicate: ignore duplicate-entry here",
            ],
        );
    }

    #[test]
    fn not_more_than_anybody_reads() {
        let page = "#A\n#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\n".repeat(40);
        let fixture = Fixture::new(&page);
        assert_eq!(quick_fixes(&fixture.index, fixture.file, Span::new(0, page.len())).len(), MOST);
    }

    #[test]
    fn at_the_mark() {
        let page = "//- issues.json\n[{\"number\":2094,\"title\":\"Scaling Laws\"}]\n//- page.txt\n#A\n#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment\n・2049\n#2049\n";
        let number = ["Write 2094: Scaling Laws"];
        check(&page.replace("・2049", "$0・2049"), &number);
        check(&page.replace("#2049", "$0#2049"), &number);
        let tag = ["Remove #A; the entry has it already"];
        check(&page.replace("#A\nI", "$0#A\nI"), &tag);
        check(&page.replace("#A\nI", "#$0A\nI"), &tag);
        check(&page.replacen("#A\n", "$0#A\n", 1), &[]);
        check(&page.replace("t\n・", "t$0\n・"), &[]);
    }

    #[test]
    fn not_beside_it() {
        check(&PAGE.replace("$0", "").replacen("title", "t$0itle", 1), &[]);
    }
}
