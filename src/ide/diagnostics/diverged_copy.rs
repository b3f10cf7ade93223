//! `diverged-copy`: a tag page mirrors an entry and does not say what the entry says.

use super::{Findings, Rule, Severity, no_fixes, related};
use crate::index::{FileId, Index};
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "diverged-copy",
    severity: Severity::Information,
    about: "An entry on a tag page differs from the entry that it mirrors.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, file: FileId, findings: &mut Findings) {
    for diverged in index.diverged_in(file) {
        let home = index.file(diverged.home.file).name();
        let language = index.config().language();
        let message = say!(
            language,
            "this mirror differs from the entry in {home}",
            "{home} にある元のノートと内容が違います"
        );
        let finding = findings.push(index.entry(diverged.mirror).anchor(), message);
        finding.related.push(related(index, diverged.home, say!(language, "the entry", "元のノート")));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::ide::diagnostics::tests::{check, check_no};

    const A: &str = "Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25";

    fn entry(comment: &str) -> String {
        format!("#NLP\nIssue Date: 2025-01-01\n{A}\nComment{comment}\n")
    }

    #[test]
    fn a_mirror_that_was_edited() {
        let files = |home: &str, mirror: &str| {
            format!("//- a.txt\n{}//- NLP.txt\nNLP\n{}", entry(home), entry(mirror))
        };
        let message = "this mirror differs from the entry in a.txt";
        for (home, mirror) in [("よい。", "よい。追記。"), ("よい。追記。", "よい。")] {
            let expected = format!("{A}: {message} (a.txt {A}: the entry)");
            check(RULE.code, &files(home, mirror), &[&expected]);
        }
    }

    #[test]
    fn a_mirror_of_a_single_note() {
        let note = format!(
            "//- a.md\n---\nnumber: 7\ntitle: \"{A}\"\ndate: 2025-01-01\ntags: [NLP, CV]\n---\nSummary要約\n"
        );
        let mirror =
            |summary: &str| format!("//- NLP.txt\nNLP\n#CV\nIssue Date: 2025-01-01\n{A}\nSummary{summary}\n");
        check_no(RULE.code, &format!("{note}{}", mirror("要約")));
        let expected = format!("{A}: this mirror differs from the entry in a.md (a.md {A}: the entry)");
        check(RULE.code, &format!("{note}{}", mirror("別の要約")), &[&expected]);
    }

    #[test]
    fn a_mirror_that_says_the_same() {
        let mirror = format!("#NLP Issue Date: 2025-01-01 {A} Commentよい。\r\n");
        check_no(RULE.code, &format!("//- a.txt\n{}//- NLP.txt\nNLP\n{mirror}", entry("よい。")));
        check_no(RULE.code, &format!("//- a.txt\n{}//- b.txt\n{}", entry("よい。"), entry("別。")));
    }
}
