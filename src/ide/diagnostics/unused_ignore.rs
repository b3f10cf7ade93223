//! `unused-ignore`: a comment silences what is not said. Its findings come from
//! [`silence`](super::silence), which knows what the other rules said.

use super::{Findings, Rule, Scope, Severity, no_fixes};
use crate::index::Index;

pub(super) const RULE: Rule = Rule {
    code: "unused-ignore",
    severity: Severity::Hint,
    about: "A comment ignores a code that nothing is found of here.",
    check: |_: &Index, _: &Scope, _: &mut Findings| {},
    fixes: no_fixes,
};

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    fn page(ignored: &str) -> String {
        format!(
            "#NLP #NLP Issue Date: 2025-13-01 T, A+, ACL'23 Commentよい。 <!-- paper-notes: ignore {ignored} --> #NLP #NLP Issue Date: 2025-01-01 U, B+, ACL'23\n"
        )
    }

    #[test]
    fn a_comment_silences_its_codes_in_its_entry() {
        let one = &["NLP: the entry has the tag #NLP twice"];
        check("duplicate-tag", &page("duplicate-tag"), one);
        check_no("invalid-date", &page("duplicate-tag invalid-date"));
        check_no("unused-ignore", &page("duplicate-tag, invalid-date"));
    }

    #[test]
    fn a_code_that_is_not_found_or_does_not_exist() {
        check(
            "unused-ignore",
            &page("missing-title"),
            &["missing-title: nothing to ignore here: missing-title is not found in this entry"],
        );
        check("unused-ignore", &page("no-such-code"), &["no-such-code: there is no code no-such-code"]);
        check("duplicate-tag", &page("missing-title"), &["NLP: the entry has the tag #NLP twice"; 2]);
    }
}
