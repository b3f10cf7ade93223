//! `duplicate-tag`: an entry has a tag twice.

use std::collections::HashSet;

use super::{Findings, Rule, Severity, no_fixes};
use crate::index::{FileId, Index};

pub(super) const RULE: Rule = Rule {
    code: "duplicate-tag",
    severity: Severity::Warning,
    about: "An entry has the same tag twice.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, file: FileId, findings: &mut Findings) {
    if !index.file(file).is_page() {
        return;
    }
    for (_, entry) in index.entries_of(file) {
        let mut seen = HashSet::new();
        for tag in entry.tags.iter().filter(|tag| !seen.insert(&tag.name)) {
            findings.push(tag.span, format!("the entry has the tag #{} twice", tag.name));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    #[test]
    fn twice_on_one_entry() {
        check(
            "duplicate-tag",
            "を導入。 #NLP #2D (Image) #NLP #2D (Image) Issue Date: 2025-01-01 T, A+, ACL'23\n",
            &["NLP: the entry has the tag #NLP twice", "2D (Image): the entry has the tag #2D (Image) twice"],
        );
    }

    #[test]
    fn on_two_entries_or_two_tags() {
        check_no(
            "duplicate-tag",
            "#NLP\n#nlp\nIssue Date: 2025-01-01\nT, A+, ACL'23\n#NLP\nIssue Date: 2025-01-01\n",
        );
    }
}
