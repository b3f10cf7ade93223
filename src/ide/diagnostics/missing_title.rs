//! `missing-title`: an entry without a title line.

use super::{Findings, Rule, Scope, Severity, no_fixes};
use crate::index::Index;
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "missing-title",
    severity: Severity::Warning,
    about: "An entry has no title line behind its date.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if !index.file(scope.file).is_page() {
        return;
    }
    let untitled = scope.entries(index).filter(|(_, entry)| entry.title.is_none());
    for (_, entry) in untitled {
        let language = index.config().language();
        findings.push(entry.anchor(), say!(language, "the entry has no title", "題名がありません"));
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    #[test]
    fn straight_to_the_summary_or_to_the_next_entry() {
        check(
            "missing-title",
            "#NLP\nIssue Date: 2025-01-01\nSummary要約\n#NLP\nIssue Date: 2025-01-02\n#NLP\nIssue Date: 2025-01-03\n",
            &[
                "2025-01-01: the entry has no title",
                "2025-01-02: the entry has no title",
                "2025-01-03: the entry has no title",
            ],
        );
    }

    #[test]
    fn on_the_line_of_the_date_or_below() {
        check_no(
            "missing-title",
            "Issue Date: 2025-01-01 T, A+, ACL'23\n#NLP\nIssue Date: 2025-01-02\n\nあ\n",
        );
    }
}
