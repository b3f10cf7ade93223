//! `self-reference`: an entry refers to itself.

use super::{Findings, Rule, Scope, Severity, no_fixes};
use crate::index::Index;
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "self-reference",
    severity: Severity::Hint,
    about: "An entry refers to its own number.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if !index.file(scope.file).is_page() {
        return;
    }
    for (id, _) in scope.entries(index) {
        let Some((own, _)) = index.number(id) else {
            continue;
        };
        for (_, reference) in index.references_of(id).filter(|(_, r)| r.certain && r.number == own) {
            let language = index.config().language();
            let message = say!(language, "the entry refers to itself", "このノート自身を参照しています");
            findings.push(reference.span, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    #[test]
    fn a_number_that_may_be_none() {
        for comment in ["・123 も参照", "- 123", "・123Reasoning"] {
            check_no(
                "self-reference",
                &format!("Issue: 123\nIssue Date: 2025-01-01\nT, A+, ACL'23\nComment\n{comment}\n"),
            );
        }
    }

    #[test]
    fn its_own_number_said_by_itself_or_by_a_catalog() {
        check(
            "self-reference",
            "Issue: 12\nIssue Date: 2025-01-01\nT, A+, ACL'23\nComment\n・12\n",
            &["12: the entry refers to itself"],
        );
        check(
            "self-reference",
            "//- issues.json\n[{\"number\":12,\"title\":\"A long title of a paper, A+, ACL'23\"}]\n//- page.txt\nIssue Date: 2025-01-01\nA long title of a paper, A+, ACL'23\nComment\n・12\n",
            &["12: the entry refers to itself"],
        );
    }

    #[test]
    fn another_number() {
        check_no("self-reference", "Issue: 12\nIssue Date: 2025-01-01\nT, A+, ACL'23\nComment\n・13\n");
    }
}
