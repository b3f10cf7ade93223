//! `no-numbers`: nothing in the repository has a number, so that references cannot be judged. Said
//! once, at the first reference.

use super::{Findings, Rule, Scope, Severity, no_fixes};
use crate::index::Index;
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "no-numbers",
    severity: Severity::Information,
    about: "No entry of the repository has a number, so that references cannot be judged. Said once.",
    check,
    fixes: no_fixes,
};

/// What writes an issue export.
const COMMAND: &str =
    "gh issue list --state all --limit 10000 --json number,title,labels,createdAt,body,url > issues.json";

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if index.has_numbers() {
        return;
    }
    if let Some(id) = index.first_reference().filter(|id| scope.has(id.entry)) {
        let message = say!(
            index.config().language(),
            "no entry here has a number, so references cannot be checked; an issue export ({COMMAND}) numbers them",
            "番号の付いたノートがないので、参照を確かめられません。issue の書き出し({COMMAND})があれば番号が付きます"
        );
        findings.push(index.reference(id).span, message);
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    const PAGE: &str = "Issue Date: 2025-01-01\nT, A+, ACL'23\nComment\n・12\n・13\n";

    #[test]
    fn once_a_repository() {
        check(
            "no-numbers",
            PAGE,
            &[
                "12: no entry here has a number, so references cannot be checked; an issue export (gh issue list --state all --limit 10000 --json number,title,labels,createdAt,body,url > issues.json) numbers them",
            ],
        );
        check_no("no-numbers", &format!("//- a.txt\n{PAGE}//- b.txt\n{PAGE}"));
        check_no("broken-reference", PAGE);
    }

    #[test]
    fn with_a_number_or_without_a_reference() {
        check_no("no-numbers", &format!("{PAGE}Issue: 1\nIssue Date: 2025-01-01\nT, A+, ACL'23\n"));
        check_no("no-numbers", "Issue Date: 2025-01-01\nT, A+, ACL'23\nCommentよい。\n");
    }
}
