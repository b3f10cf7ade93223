//! `duplicate-tag`: an entry has a tag twice.

use std::collections::HashSet;

use super::{Diagnostic, Findings, Fix, Rule, Scope, Severity};
use crate::ide::tag_edit;
use crate::index::{FileId, Index};
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-tag",
    severity: Severity::Warning,
    about: "An entry has the same tag twice.",
    check,
    fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if !index.file(scope.file).is_page() {
        return;
    }
    for (_, entry) in scope.entries(index) {
        let mut seen = HashSet::new();
        for tag in entry.tags.iter().filter(|tag| !seen.insert(&tag.name)) {
            let name = &tag.name;
            let language = index.config().language();
            let message =
                say!(language, "the entry has the tag #{name} twice", "タグ #{name} が二重に付いています");
            findings.push(tag.span, message);
        }
    }
}

fn fixes(index: &Index, file: FileId, diagnostic: &Diagnostic) -> Vec<Fix> {
    let file = index.file(file);
    let Some((place, name)) = tag_edit::at(file, diagnostic.span) else { return Vec::new() };
    let edit = tag_edit::rename(file, &[place], None);
    let fix = edit.map(|edit| Fix {
        title: say!(
            index.config().language(),
            "Remove #{name}; the entry has it already",
            "#{name} を消す(すでに付いています)"
        ),
        edits: vec![edit],
        preferred: true,
        loses_nothing: true,
        all_or_nothing: false,
    });
    fix.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_fix, check_no, check_no_fix};

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

    #[test]
    fn the_second_one_is_taken_out() {
        let rest = "Issue Date: 2025-01-01 T, A+, ACL'23\n";
        check_fix(
            "duplicate-tag",
            &format!("を導入。 #NLP #2D (Image) #NLP {rest}"),
            &format!("を導入。 #NLP #2D (Image) {rest}"),
        );
        check_fix("duplicate-tag", &format!("#NLP\n#QA\n#NLP\n{rest}"), &format!("#NLP\n#QA\n{rest}"));
        check_no_fix("duplicate-tag", "//- a.md\n---\ntitle: A\ntags: [NLP, NLP]\n---\n");
    }
}
