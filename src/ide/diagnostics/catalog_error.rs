//! `catalog-error`: a part of a catalog that cannot be read.

use super::{Findings, Rule, Scope, Severity, no_fixes};
use crate::index::{Content, Index};

pub(super) const RULE: Rule = Rule {
    code: "catalog-error",
    severity: Severity::Error,
    about: "A part of a catalog cannot be read; the rest of it is used.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if let Content::Catalog(catalog) = &index.file(scope.file).content {
        for error in &catalog.errors {
            findings.push(error.span, error.message.to(index.config().language()).to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    #[test]
    fn a_broken_line_costs_itself_only() {
        let text = "//- issues.jsonl\n{\"number\":1,\"title\":\"a\"}\n{\"number\":2,\n{\"number\":3,\"title\":\"c\"}\n";
        check("catalog-error", text, &[",: not JSON: EOF while parsing an object"]);
        // Number 3 is still known.
        let page = "//- page.txt\nIssue Date: 2025-08-02\nA Title, B+, arXiv'25\nComment\n#33 ・3\n";
        check("broken-reference", &format!("{text}{page}"), &["33: no entry has the number 33"]);
    }

    #[test]
    fn a_catalog_that_can_be_read() {
        check_no("catalog-error", "//- issues.json\n[{\"number\":1,\"title\":\"a\"}]\n");
        check_no("catalog-error", "//- issues.json\n[]\n");
    }
}
