//! `duplicate-entry`: a paper that is noted already. Reported on the entry that is one too many; the
//! one to keep is the related place. An entry that adds nothing can be removed without a second look.

use super::{Diagnostic, Findings, Fix, Rule, Scope, Severity, in_file, not_here, one_paper, related};
use crate::ide::merge;
use crate::index::{Duplicate, FileId, Index, NumberFrom, Reason};
use crate::language::{Language, say};

pub(super) const RULE: Rule = Rule {
    code: "duplicate-entry",
    severity: Severity::Warning,
    about: "A paper is noted twice: the same number, paper id, title line, or title by the same author.",
    check,
    fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    for duplicate in index.duplicates_of(scope.file, &scope.entries) {
        let language = index.config().language();
        let place = in_file(index, scope.file, duplicate.first.file);
        let why = why(index, &duplicate, language);
        let message = say!(
            language,
            "this paper is already noted {place}: {why}",
            "この論文のノートは{place}すでにあります: {why}"
        );
        let finding = findings.push(index.entry(duplicate.copy).anchor(), message);
        finding.unnecessary = merge::adds_nothing(index, duplicate.copy, duplicate.first);
        finding.related.push(related(
            index,
            duplicate.first,
            say!(language, "first noted here", "最初のノート"),
        ));
    }
}

fn why(index: &Index, duplicate: &Duplicate, language: Language) -> String {
    match &duplicate.reason {
        Reason::Number => match [duplicate.copy, duplicate.first].map(|id| index.number(id)) {
            [Some((number, NumberFrom::Entry)), Some((_, NumberFrom::Entry))] => {
                say!(language, "the same number {number}", "番号 {number} が同じ")
            }
            [Some((number, _)), _] => {
                say!(language, "a catalog has both as {number}", "カタログでは両方とも {number} です")
            }
            [None, _] => say!(language, "the same number", "番号が同じ"),
        },
        Reason::Id(id) => {
            let (kind, id) = (id.kind.as_str(), &id.id);
            say!(language, "the same {kind} id {id}", "{kind} の ID {id} が同じ")
        }
        Reason::TitleLine => say!(language, "the same title line", "題名の行が同じ"),
        Reason::Title => say!(
            language,
            "the same title, and nothing speaks against it",
            "題名が同じで、著者や年も食い違わない"
        ),
        Reason::Mistyped => say!(
            language,
            "nearly the same title, the same authors and year",
            "題名がほぼ同じで、著者と年が同じ"
        ),
        Reason::Third => say!(
            language,
            "both are the same paper as a third entry",
            "どちらも別のもう一つのノートと同じ論文"
        ),
    }
}

fn fixes(index: &Index, file: FileId, diagnostic: &Diagnostic) -> Vec<Fix> {
    let anchored = |duplicate: &Duplicate| index.entry(duplicate.copy).anchor() == diagnostic.span;
    let Some(duplicate) = index.duplicates_in(file).into_iter().find(anchored) else {
        return Vec::new();
    };
    let (copy, first) = (duplicate.copy, duplicate.first);
    let not_here = not_here::ignore(index, copy, RULE.code);
    one_paper::fixes(index, copy, first).into_iter().chain(not_here).collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::ide::diagnostics::tests::{check, check_fix, check_no, check_not_removed};

    const A: &str = "Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25";
    const B: &str = "Differential Transformer, Tianzhu Ye+, ICLR'25";

    #[test]
    fn the_later_one_on_a_page() {
        let page = format!(
            "#NLP\nIssue Date: 2025-01-01\n{A}\nSummary要約\n#NLP Issue Date: 2025-01-01 {A} Summary要約\n"
        );
        let message = "this paper is already noted on this page: the same title line";
        check(RULE.code, &page, &[&format!("{A}: {message} (page.txt {A}: first noted here)")]);
    }

    #[test]
    fn five_copies_are_four_findings_that_point_at_the_first() {
        let mut page = String::new();
        for n in 1..=5 {
            page += &format!("#N{n}\nIssue Date: 2025-01-01\n{A}\n");
        }
        let finding = format!(
            "{A}: this paper is already noted on this page: the same title line (page.txt {A}: first noted here)"
        );
        check(RULE.code, &page, &[finding.as_str(); 4]);
    }

    #[test]
    fn without_prefix_and_venue_a_year_later() {
        let preprint = "[Paper Note] Magpie - alignment data synthesis, Zhangchen Xu+, N_A, arXiv'24";
        let page = format!("Issue Date: 2025-01-01\n{A}\nIssue Date: 2025-01-02\n{preprint}\n");
        let message =
            "this paper is already noted on this page: the same title, and nothing speaks against it";
        check(RULE.code, &page, &[&format!("{preprint}: {message} (page.txt {A}: first noted here)")]);
    }

    #[test]
    fn the_same_paper_id() {
        let page = format!(
            "Issue Date: 2025-01-01\n{A}\nSummary https://arxiv.org/abs/2406.08464v1\nIssue Date: 2025-01-02\nSomething else entirely, Zhangchen Xu+, ICLR'25\nSummary要約。\nhttps://arxiv.org/pdf/2406.08464\n"
        );
        let page = page.replace("Summary https", "Summary要約。 https");
        let message = "this paper is already noted on this page: the same arxiv id 2406.08464";
        check(
            RULE.code,
            &page,
            &[&format!(
                "Something else entirely, Zhangchen Xu+, ICLR'25: {message} (page.txt {A}: first noted here)"
            )],
        );
    }

    #[test]
    fn across_files_the_higher_number_or_the_later_path() {
        let one = |number: &str, title: &str| format!("{number}Issue Date: 2025-01-01\n{title}\n");
        let files = format!("//- a.txt\n{}//- b.txt\n{}", one("Issue: 9\n", A), one("Issue: 7\n", A));
        check_no(RULE.code, &files);
        let files = format!("//- b.txt\n{}//- a.txt\n{}", one("Issue: 7\n", A), one("Issue: 9\n", A));
        check(
            RULE.code,
            &files,
            &[&format!(
                "{A}: this paper is already noted in b.txt: the same title line (b.txt {A}: first noted here)"
            )],
        );
        let files = format!("//- a.txt\n{}//- b.txt\n{}", one("", A), one("", A));
        check(
            RULE.code,
            &files,
            &[&format!(
                "{A}: this paper is already noted in a.txt: the same title line (a.txt {A}: first noted here)"
            )],
        );
    }

    #[test]
    fn a_number_says_where_it_comes_from() {
        let two = |number: &str| {
            format!(
                "{number}Issue Date: 2025-01-01\n{A}\n{number}Issue Date: 2025-01-02\nAnother working title of some length, Zhangchen Xu+, ICLR'25\n"
            )
        };
        let message = "this paper is already noted on this page: the same number 7";
        let copy = "Another working title of some length, Zhangchen Xu+, ICLR'25";
        check(
            RULE.code,
            &two("Issue: 7\n"),
            &[&format!("{copy}: {message} (page.txt {A}: first noted here)")],
        );
        let export = format!(
            "//- issues.json\n[{{\"number\":7,\"title\":\"{A}\"}}, {{\"number\":7,\"title\":\"{copy}\"}}]\n//- page.txt\n"
        );
        let page = two("");
        let message = "this paper is already noted on this page: a catalog has both as 7";
        check(
            RULE.code,
            &format!("{export}{page}"),
            &[&format!("{copy}: {message} (page.txt {A}: first noted here)")],
        );
    }

    #[test]
    fn tag_pages_mirror_and_catalogs_repeat() {
        let entry = format!("#NLP\nIssue Date: 2025-01-01\n{A}\n");
        check_no(RULE.code, &format!("//- a.txt\n{entry}//- NLP.txt\n{entry}"));
        check_no(RULE.code, &format!("//- a.txt\n{entry}//- z.txt\nNLP\n{entry}"));
        let export = format!("[{{\"number\":1,\"title\":\"{A}\"}},{{\"number\":2,\"title\":\"{A}\"}}]");
        check_no(RULE.code, &format!("//- issues.json\n{export}\n//- a.txt\n{entry}"));
    }

    #[test]
    fn what_only_looks_the_same() {
        let two = |a: &str, b: &str| format!("Issue Date: 2025-01-01\n{a}\nIssue Date: 2025-01-02\n{b}\n");
        for (a, b) in [
            (A, B),
            (A, "Magpie: Alignment Data Synthesis II, Zhangchen Xu+, ICLR'25"),
            (A, "Magpie: Alignment Data Synthesis, Somebody Else+, NeurIPS'25"),
            (A, "Magpie: Alignment Data Synthesis, Zhangchen Xu+, NeurIPS'24"),
            ("あ", "あ"),
            ("Mistral 7B, Jiang+", "Mistral 7B, Jiang+"),
            (
                "Building Effective LLM Agents in Production, Part 1",
                "Building Effective LLM Agents in Production, Part 2",
            ),
            (
                "Building Effective LLM Agents in Production, v4.40",
                "Building Effective LLM Agents in Production, v4.41",
            ),
        ] {
            check_no(RULE.code, &two(a, b));
        }
    }

    #[test]
    fn a_recurring_title_is_no_identity() {
        let page: String = (1..6)
            .map(|n| format!("Issue Date: 2025-01-01\nLetter from the Special Issue Editor, Writer{n}{n}+, Bulletin'0{n}\n"))
            .collect();
        check_no(RULE.code, &page);
        // Two of one year, which alone would be one paper, among those of four.
        let column =
            |venue: &str| format!("Issue Date: 2025-01-01\nWhat Happened in the Database Group, {venue}\n");
        let years: String =
            ["Record'01", "Record'02", "Record'03", "Bulletin'03", "Record'04"].map(column).concat();
        check_no(RULE.code, &years);
    }

    #[test]
    fn a_paper_that_others_build_on_is_not_theirs() {
        let entry = |title: &str| {
            format!(
                "Issue Date: 2025-01-01\n{title}\nSummary手法 (https://arxiv.org/abs/1706.03762) に基づく。\n"
            )
        };
        check_no(RULE.code, &format!("{}{}", entry(A), entry(B)));
    }

    #[test]
    fn removing_a_copy_in_the_middle_of_a_run_on_line() {
        check_fix(
            RULE.code,
            &format!(
                "head\r\n#NLP\r\nIssue Date: 2025-01-01\r\n{A}\r\n#Pocket #NLP Issue Date: 2025-01-02 {B} Comment😱 #NLP Issue Date: 2025-01-01 {A} #CV Issue Date: 2025-01-03 C's Title, C+, ACL'23\r\n"
            ),
            &format!(
                "head\r\n#NLP\r\nIssue Date: 2025-01-01\r\n{A}\r\n#Pocket #NLP Issue Date: 2025-01-02 {B} Comment😱 #CV Issue Date: 2025-01-03 C's Title, C+, ACL'23\r\n"
            ),
        );
    }

    #[test]
    fn removing_a_copy_in_block_style_and_at_the_end() {
        let first = format!("#NLP\nIssue Date: 2025-01-01\n{A}\nCommentよい。\n\n");
        let copy = format!("#NLP\nIssue Date: 2025-01-01\n{A}\nCommentよい。\n");
        let other = format!("#NLP\nIssue Date: 2025-01-03\n{B}\n");
        check_fix(RULE.code, &format!("{first}{copy}\n{other}"), &format!("{first}{other}"));
        check_fix(RULE.code, &format!("{first}{copy}"), &first.replace("\n\n", "\n"));
        check_fix(RULE.code, &format!("{first}{}", copy.trim_end()), first.trim_end());
    }

    #[test]
    fn layout_is_text_too() {
        let entry = |comment: &str| format!("Issue Date: 2025-01-01\n{A}\nComment例:\n{comment}\n");
        check_not_removed(RULE.code, &format!("{}{}", entry("```\na b\n```"), entry("```\na\n    b\n```")));
        check_not_removed(RULE.code, &format!("{}{}", entry("・12\n・13"), entry("・12 ・13")));
        // The two styles of a page and the two line ends are no difference.
        let copy = entry("・12\n・13").replace('\n', "\r\n").replacen("\r\n", " ", 2);
        let other = format!("#CV\nIssue Date: 2025-01-03\n{B}\n");
        check_fix(
            RULE.code,
            &format!("{}{copy}{other}", entry("・12\n・13")),
            &format!("{}{other}", entry("・12\n・13")),
        );
    }

    #[test]
    fn spaces_that_end_the_line_before_stay() {
        let first = format!("Issue Date: 2025-01-01\n{A}\nIssue Date: 2025-01-02\n{B}\nComment一行目  \n");
        let copy = format!("#NLP\nIssue Date: 2025-01-01\n{A}\n");
        let first = first.replacen("Issue", "#NLP\nIssue", 1);
        check_fix(RULE.code, &format!("{first}\n{copy}"), &first);
    }

    #[test]
    fn a_single_note_is_reported_and_not_emptied() {
        let note = format!("---\nnumber: 7\ntitle: \"{A}\"\ndate: 2025-01-01\n---\nSummary要約\n");
        let message = "this paper is already noted in a.md: the same title line";
        let files = format!("//- a.md\n{note}//- b.md\n{note}");
        check(RULE.code, &files, &[&format!("{A}: {message} (a.md {A}: first noted here)")]);
        check_not_removed(RULE.code, &files);
    }

    #[test]
    fn removing_the_last_of_a_run_on_line() {
        check_fix(
            RULE.code,
            &format!(
                "#NLP Issue Date: 2025-01-01 {A} #NLP Issue Date: 2025-01-01 {A}\n#CV\nIssue Date: 2025-01-03\n{B}\n"
            ),
            &format!("#NLP Issue Date: 2025-01-01 {A}\n#CV\nIssue Date: 2025-01-03\n{B}\n"),
        );
    }

    #[test]
    fn no_fix_where_something_would_be_lost() {
        let first = format!("#NLP\nIssue Date: 2025-01-01\n{A}\nSummary要約\nComment・2094\n");
        for copy in [
            format!("#NLP\n#CV\nIssue Date: 2025-01-01\n{A}\nSummary要約\nComment・2094\n"),
            format!("#NLP\nIssue Date: 2025-01-02\n{A}\nSummary要約\nComment・2094\n"),
            format!("#NLP\nIssue Date: 2025-01-01\n[Paper Note] {A}\nSummary要約\nComment・2094\n"),
            format!("#NLP\nIssue Date: 2025-01-01\n{A}\nSummary要約。\nComment・2094\n"),
            format!("#NLP\nIssue Date: 2025-01-01\n{A}\nSummary要約\nComment・2094\n追記\n"),
            format!("#NLP\nIssue: 4\nIssue Date: 2025-01-01\n{A}\nSummary要約\nComment・2094\n"),
            format!(
                "#NLP\nIssue Date: 2025-01-01\n[{A}](https://arxiv.org/abs/2501.00001)\nSummary要約\nComment・2094\n"
            ),
            format!(
                "#NLP\nIssue Date: 2025-01-01\n[{A}](https://github.com/o/r/issues/44)\nSummary要約\nComment・2094\n"
            ),
            format!("#NLP\nIssue Date: 2025-01-01\n{A}\nラベルのない行\nSummary要約\nComment・2094\n"),
            format!("#NLP\nIssue Date: 2025-01-01\n{A}\nSummary要約\nComment ・2094\n"),
        ] {
            check_not_removed(RULE.code, &format!("{first}{copy}"));
        }
    }
}
