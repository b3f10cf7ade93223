//! `diverged-copy`: a tag page mirrors an entry and does not say what the entry says.

use super::{Findings, Rule, Scope, Severity, no_fixes, related};
use crate::index::{Index, Part};
use crate::language::{Language, say};

pub(super) const RULE: Rule = Rule {
    code: "diverged-copy",
    severity: Severity::Information,
    about: "An entry on a tag page differs from the entry that it mirrors.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    for diverged in index.diverged_of(scope.file, &scope.entries) {
        let home = index.file(diverged.home.file).name();
        let language = index.config().language();
        let parts: Vec<String> = diverged.parts.iter().map(|part| name(*part, language)).collect();
        let parts = parts.join(&say!(language, ", ", "、"));
        let message = say!(
            language,
            "this mirror differs from the entry in {home}: {parts}",
            "{home} にある元のノートと違います: {parts}"
        );
        let finding = findings.push(index.entry(diverged.mirror).anchor(), message);
        finding.related.push(related(index, diverged.home, say!(language, "the entry", "元のノート")));
    }
}

fn name(part: Part, language: Language) -> String {
    match part {
        Part::Tags => say!(language, "tags", "タグ"),
        Part::Date => say!(language, "date", "日付"),
        Part::Title => say!(language, "title", "題名"),
        Part::Text => say!(language, "text", "本文"),
        Part::Summary => say!(language, "summary", "Summary"),
        Part::Comment => say!(language, "comment", "Comment"),
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
        let message = "this mirror differs from the entry in a.txt: comment";
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
        let expected =
            format!("{A}: this mirror differs from the entry in a.md: summary (a.md {A}: the entry)");
        check(RULE.code, &format!("{note}{}", mirror("別の要約")), &[&expected]);
    }

    #[test]
    fn everything_that_differs_is_named() {
        let home = "//- a.txt\n#NLP\nIssue Date: 2025-01-01\nA\nIssue: 7\nIssue Date: 2025-01-01\nMagpie: Alignment Data, Z+, ICLR'25\nText\nSummary一\nComment二\n";
        let mirror = "//- NLP.txt\nNLP\n#CV\nIssue: 7\nIssue Date: 2025-01-02\nMagpie: Alignment Data!, Z+, ICLR'25\nSummary二\nComment一\n";
        let message =
            "this mirror differs from the entry in a.txt: tags, date, title, text, summary, comment";
        let expected = format!(
            "Magpie: Alignment Data!, Z+, ICLR'25: {message} (a.txt Magpie: Alignment Data, Z+, ICLR'25: the entry)"
        );
        check(RULE.code, &format!("{home}{mirror}"), &[&expected]);
    }

    #[test]
    fn a_mirror_that_says_the_same() {
        let mirror = format!("#NLP Issue Date: 2025-01-01 {A} Commentよい。\r\n");
        check_no(RULE.code, &format!("//- a.txt\n{}//- NLP.txt\nNLP\n{mirror}", entry("よい。")));
        check_no(RULE.code, &format!("//- a.txt\n{}//- b.txt\n{}", entry("よい。"), entry("別。")));
    }
}
