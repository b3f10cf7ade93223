//! `broken-reference`: a number that no entry has.

use super::{Findings, Rule, Severity, no_fixes};
use crate::index::{FileId, Index};
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "broken-reference",
    severity: Severity::Warning,
    about: "A reference names a number that no page and no catalog has.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, file: FileId, findings: &mut Findings) {
    // Without numbers nothing can be said; `no-numbers` says that once.
    if !index.has_numbers() || !index.file(file).is_page() {
        return;
    }
    for (id, _) in index.entries_of(file) {
        for (_, reference) in index.references_of(id) {
            if reference.certain && !index.is_known(reference.number) {
                let number = reference.number;
                let message = say!(
                    index.config().language(),
                    "no entry has the number {number}",
                    "番号 {number} のノートはありません"
                );
                findings.push(reference.span, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    const KNOWN: &str = "//- issues.json\n[{\"number\":2094,\"title\":\"x\",\"url\":\"https://github.com/o/r/issues/2094\"}]\n//- page.txt\n";

    fn page(comment: &str) -> String {
        format!("{KNOWN}Issue Date: 2025-08-02\nA Title, B+, arXiv'25\nSummary要約\nComment{comment}\n")
    }

    #[test]
    fn an_unknown_number() {
        check(
            "broken-reference",
            &page("関連:\n・1829\n(#99) https://github.com/o/r/issues/98"),
            &[
                "1829: no entry has the number 1829",
                "99: no entry has the number 99",
                "98: no entry has the number 98",
            ],
        );
    }

    #[test]
    fn a_known_number_or_what_may_be_none() {
        for comment in [
            "・2094",
            "#2094",
            "・1829Reasoning Modelの",
            "下は 1829より",
            "- 1829",
            "・8B token学習",
            "#1829を",
            "https://github.com/other/repository/issues/98",
            "`#98`",
        ] {
            check_no("broken-reference", &page(comment));
        }
    }

    #[test]
    fn pull_requests_share_the_numbers_of_issues() {
        let export = "//- issues.json\n[{\"number\":1,\"title\":\"x\"},{\"number\":77,\"title\":\"y\",\"pull_request\":{}}]\n//- page.txt\n";
        check_no(
            "broken-reference",
            &format!("{export}Issue Date: 2025-08-02\nA Title, B+, arXiv'25\nComment #77\n"),
        );
    }

    #[test]
    fn no_entry_no_finding() {
        check_no("broken-reference", &format!("{KNOWN}関連:\n・1829\n#99\n"));
    }
}
