//! `duplicate-number`: two papers that plainly differ claim one number.

use super::{Findings, Rule, Scope, Severity, in_file, no_fixes, related};
use crate::index::{Index, NumberFrom};
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "duplicate-number",
    severity: Severity::Error,
    about: "Two entries with different titles and authors have the same number.",
    check,
    fixes: no_fixes,
};

/// Each is compared with so many others that have its number: who differs from many is seen there, and thousands that have one
/// number are not compared two by two.
const MOST: usize = 64;

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if !index.file(scope.file).is_page() {
        return;
    }
    for (id, entry) in scope.entries(index) {
        let Some((number, NumberFrom::Entry)) = index.number(id) else {
            continue;
        };
        let others = index.numbered(number).into_iter();
        let other = others
            .filter(|other| *other != id && index.file(other.file).is_page())
            .take(MOST)
            .find(|other| index.plainly_differ(id, *other));
        if let Some(other) = other {
            let place = in_file(index, scope.file, other.file);
            let language = index.config().language();
            let message = say!(
                language,
                "another paper {place} has the number {number} too",
                "番号 {number} は{place}ある別の論文にも付いています"
            );
            let related = related(index, other, say!(language, "the other paper", "別の論文"));
            findings.push(entry.anchor(), message).related.push(related);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    fn two(first: &str, second: &str) -> String {
        format!("Issue: 7\nIssue Date: 2025-01-01\n{first}\nIssue: 7\nIssue Date: 2025-01-02\n{second}\n")
    }

    const MAGPIE: &str = "Magpie: Alignment Data Synthesis from Scratch, Zhangchen Xu+, ICLR'25";

    #[test]
    fn two_papers() {
        let other = "Differential Transformer, Tianzhu Ye+, ICLR'25";
        check(
            "duplicate-number",
            &two(MAGPIE, other),
            &[
                &format!(
                    "{MAGPIE}: another paper on this page has the number 7 too (page.txt {other}: the other paper)"
                ),
                &format!(
                    "{other}: another paper on this page has the number 7 too (page.txt {MAGPIE}: the other paper)"
                ),
            ],
        );
    }

    #[test]
    fn numbers_of_other_repositories_never_meet() {
        let link = |title: &str, repository: &str| {
            format!("Issue Date: 2025-01-01\n[{title}](https://github.com/{repository}/issues/28)\n")
        };
        let page = format!(
            "{}{}",
            link(MAGPIE, "vllm-project/vllm"),
            link("Differential Transformer, Tianzhu Ye+, ICLR'25", "huggingface/transformers")
        );
        check_no("duplicate-number", &page);
        check_no("broken-reference", &format!("{page}Comment\n・29\n"));
    }

    #[test]
    fn one_paper_whose_title_was_edited() {
        for edited in [
            "[Paper Note] Magpie: Alignment Data Synthesis from Scratch, Zhangchen Xu+, arXiv'24, 2024.06",
            "A better title, Zhangchen Xu+, ICLR'25",
            "あ",
            "[Paper Note] a",
            "TODO",
            "整列データをゼロから合成する手法",
            "Magpie: Alignment Data Synthesis from Scratch by Prompting, Someone Else+, ICLR'25",
        ] {
            check_no("duplicate-number", &two(MAGPIE, edited));
        }
    }
}
