//! Merges as people see them, and what holds of all of them.

use proptest::prelude::*;

use super::*;
use crate::edit::apply;
use crate::fixture::Fixture;
use crate::ide::diagnostics::{diagnostics, fixes};

/// All files after the last duplicate of the fixture was merged into the entry it is a copy of.
#[track_caller]
fn merged(fixture: &str, leave: Leave) -> Option<String> {
    let fixture = Fixture::new(fixture);
    let index = &fixture.index;
    let all = index.files().flat_map(|(id, _)| index.duplicates_in(id));
    let duplicate = all.last().expect("a duplicate");
    let merge = merge(index, duplicate.copy, duplicate.first, leave)?;
    let mut all = String::new();
    for (_, file) in index.files() {
        let edits =
            merge.edits.iter().find(|edit| edit.path == file.path).map_or(&[][..], |edit| &edit.edits);
        let text = apply(&file.text.to_string(), edits).expect("edits that fit");
        let one = index.files().count() == 1;
        all += &if one { text } else { format!("//- {}\n{text}", file.path) };
    }
    Some(all)
}

#[track_caller]
fn check(before: &str, after: &str) {
    assert_eq!(merged(before, Leave::Nothing).expect("a merge"), after);
}

#[track_caller]
fn check_left(before: &str, after: &str) {
    assert_eq!(merged(before, Leave::Reference).expect("a merge"), after);
}

#[track_caller]
fn check_no(before: &str, leave: Leave) {
    assert_eq!(merged(before, leave), None);
}

const A: &str = "Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25";
const B: &str = "Differential Transformer, Tianzhu Ye+, ICLR'25";

#[test]
fn each_part_goes_where_such_parts_stand() {
    check(
        &format!(
            "#NLP\n#Dataset\nIssue Date: 2025-01-01\n{A}\nSummary要約\nComment元ポスト:https://x.com/a/status/1\n・2094\n\n#CV\nIssue Date: 2025-01-02\n{B}\n\n#NLP\n#Pocket\nIssue: 7\nIssue Date: 2025-01-03\n[Paper Note] {A}, 2025.01\nSummary別の要約\nComment元ポスト:https://x.com/a/status/1\n・2095\n  - 追記😱\n"
        ),
        &format!(
            "#NLP\n#Dataset\n#Pocket\nIssue: 7\nIssue Date: 2025-01-01\n{A}\nSummary要約\n別の要約\nComment元ポスト:https://x.com/a/status/1\n・2094\n2025-01-03 [Paper Note] {A}, 2025.01\n・2095\n  - 追記😱\n\n#CV\nIssue Date: 2025-01-02\n{B}\n"
        ),
    );
}

#[test]
fn missing_parts_are_filled_in() {
    check(
        &format!(
            "Issue: 7\nIssue Date:\n{A}\n#CV\nIssue Date: 2025-01-02\n{B}\n#NLP\nIssue: 7\nIssue Date: 2025-01-03\n{A}\nSummary要約\nCommentよい\n"
        ),
        &format!(
            "#NLP\nIssue: 7\nIssue Date: 2025-01-03\n{A}\nSummary要約\nCommentよい\n#CV\nIssue Date: 2025-01-02\n{B}\n"
        ),
    );
    // The number is that of the catalog, and is written down.
    check(
        &format!(
            "#CV\nIssue Date: 2025-01-03\n{A}\nSummary要約\n#CV\nIssue: 7\nIssue Date: 2025-01-03\n{A}\nラベルのない行\nCommentよい\n"
        ),
        &format!("#CV\nIssue: 7\nIssue Date: 2025-01-03\n{A}\nラベルのない行\nSummary要約\nCommentよい\n"),
    );
}

#[test]
fn in_a_line_what_fits_in_it() {
    let page = |first: &str, last: &str| {
        format!(
            "文。 {first} #CV Issue Date: 2025-01-02 {B} Comment他。{last} #QA Issue Date: 2025-01-03 C's Title, C+, ACL'23\n"
        )
    };
    check(
        &page(
            &format!("#NLP #QA Issue Date: 2025-01-01 {A} Summary要約。 Comment一。"),
            &format!(" #Pocket Issue: 7 Issue Date: 2025-01-01 {A} Summary要約。 Comment二。"),
        ),
        &page(
            &format!("#NLP #QA #Pocket Issue: 7 Issue Date: 2025-01-01 {A} Summary要約。 Comment一。 二。"),
            "",
        ),
    );
    // Another number and date stay readable.
    check(
        &page(
            &format!("#NLP Issue: 3 Issue Date: 2025-01-01 {A} Comment一。"),
            &format!(" #NLP Issue: 7 Issue Date: 2025-01-05 {A} Comment二。 三。"),
        ),
        &page(
            &format!("#NLP Issue: 3 Issue Date: 2025-01-01 {A} Comment一。 (Issue: 7) 2025-01-05 二。 三。"),
            "",
        ),
    );
    // A new section, glued to its label.
    check(
        &page(
            &format!("#NLP Issue Date: 2025-01-01 {A} Comment一。"),
            &format!(" Issue Date: 2025-01-01 {A} Summary要約。 Comment一。"),
        ),
        &page(&format!("#NLP Issue Date: 2025-01-01 {A} Summary要約。 Comment一。"), ""),
    );
}

#[test]
fn lines_in_a_line_get_lines_of_their_own() {
    let code = "例:\n```\na\n    b\n```";
    check(
        &format!(
            "#NLP Issue Date: 2025-01-01 {A} Comment一。 #CV Issue Date: 2025-01-02 {B} Comment他。\n#NLP\nIssue Date: 2025-01-01\n{A}\nComment一。\n{code}\n"
        ),
        &format!(
            "#NLP Issue Date: 2025-01-01 {A} Comment一。\n{code}\n#CV Issue Date: 2025-01-02 {B} Comment他。\n"
        ),
    );
    // The line ends are those of the page it goes to.
    let first = format!("#NLP\r\nIssue Date: 2025-01-01\r\n{A}\r\nComment一。\r\n");
    check(
        &format!("//- a.txt\n{first}//- b.txt\n#NLP\nIssue Date: 2025-01-01\n{A}\nComment一。\n{code}\n"),
        &format!("//- a.txt\n{first}{}\r\n//- b.txt\n", code.replace('\n', "\r\n")),
    );
}

#[test]
fn headings_of_the_page_stay_where_they_are() {
    let first = format!("## April\n\n#NLP\nIssue Date: 2025-01-01\n{A}\nComment一\n");
    let other = format!("## May\n\n#CV\nIssue Date: 2025-01-02\n{B}\n");
    let copy = format!("#NLP\nIssue Date: 2025-01-01\n{A}\nComment一\n");
    let end = "\n---\n\n## June\n";
    let page = |copy: &str| format!("{first}\n{other}\n{copy}{end}");
    check(&page(&copy), &format!("{first}\n{other}{end}"));
    check(&page(&copy.replace("一", "二")), &format!("{}\n{other}{end}", first.replace("一", "一\n二")));
    // The copy may be the first on its page.
    check(
        &format!("//- a.txt\n{first}//- b.txt\n{copy}{end}{other}"),
        &format!("//- a.txt\n{first}//- b.txt\n{}{other}", end.trim_start()),
    );
    check_left(
        &page(&copy).replacen("#NLP", "#NLP\nIssue: 12", 1),
        &format!("{}\n{other}\n・12\n{end}", first.replacen("#NLP", "#NLP\nIssue: 12", 1)),
    );
}

/// A page with the entry A and this comment, B, and A again with that comment.
fn twice(first: &str, copy: &str) -> String {
    let a = |comment: &str| format!("#NLP\nIssue Date: 2025-01-01\n{A}\nComment\n{comment}\n");
    format!("{}#CV\nIssue Date: 2025-01-02\n{B}\n{}", a(first), a(copy))
}

/// What the first comment becomes.
#[track_caller]
fn check_comment(first: &str, copy: &str, after: &str) {
    let page = twice(after, "");
    check(&twice(first, copy), page.rsplit_once("#NLP").unwrap().0);
}

#[test]
fn a_line_by_itself_says_too_little_to_be_left_out() {
    // Nothing to add: the same, the beginning of it, a paragraph of it.
    for (first, copy) in [("一\n二", "一\n二"), ("一\n二", "一"), ("一\n\n二\n三\n\n四", "二\n三")]
    {
        check_comment(first, copy, first);
    }
    check_comment("一", "一\n二", "一\n二");
    check_comment(
        "https://x.com/a/status/1\n・12\n一",
        "https://x.com/a/status/1\n・12\n二",
        "https://x.com/a/status/1\n・12\n一\n二",
    );
    for (first, copy) in [
        ("問1\nはい\n問2\nいいえ", "問1\nはい\n問2\nはい"),
        ("手法A\n良い\n手法B\n悪い", "手法A\n悪い\n手法B\n良い"),
        ("一\n二\n三", "二"),
    ] {
        check_comment(first, copy, &format!("{first}\n{copy}"));
    }
    for (first, copy) in [
        ("```\nx = 1\n```", "x = 1"),
        ("### 手法A\n良い", "### 手法B\n良い"),
        ("$$\nL = x\n$$", "別の損失:\n$$\nM = y\n$$"),
        ("> 引用", "私の意見: 違う"),
        ("| a | b |\n| - | - |\n| 1 | 2 |", "| c | d |\n| - | - |\n| 3 | 4 |"),
        ("共通\n\n感想", "- A\n\n  Aの詳細"),
        ("for x in y:\n    f(x)", "    for x in y:\n    f(x)"),
    ] {
        check_comment(first, copy, &format!("{first}\n\n{copy}"));
    }
    // What is added would be code.
    check_no(&twice("```\nx = 1", "二").replacen("#CV", "```\n#CV", 0), Leave::Nothing);
}

#[test]
fn titles_that_are_links() {
    let settings = "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n";
    let first = format!("#NLP\nIssue: 12\nIssue Date: 2025-01-01\n{A}\n");
    let other = format!("#CV\nIssue: 30\nIssue Date: 2025-01-02\n{B}\nComment\n・44\n");
    let link = format!("[{A}](https://arxiv.org/abs/2406.08464)");
    check(
        &format!("{first}{other}#NLP\nIssue Date: \n{link}\nComment二\n"),
        &format!("{first}Comment\n{link}\n二\n{other}")
            .replace("Comment\n[", "Comment[")
            .replace("Comment[", "Comment\n["),
    );
    // An issue of this repository gives the number.
    let own = format!("[{A}](https://github.com/o/r/issues/44)");
    let numbered = first.replace("Issue: 12\n", "");
    check(
        &format!("{settings}//- a.txt\n{numbered}{other}#NLP\nIssue Date: 2025-01-01\n{own}\n"),
        &format!(
            "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n//- a.txt\n{}Comment\n{own}\n{other}",
            numbered.replace("#NLP\n", "#NLP\nIssue: 44\n")
        ),
    );
    check(
        &format!("{settings}//- a.txt\n{first}{other}#NLP\nIssue Date: 2025-01-01\n{own}\n"),
        &format!(
            "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n//- a.txt\n{first}Comment\n(Issue: 44) {}\n{}",
            own.replace("/44", "/12"),
            other.replace("・44", "・12")
        ),
    );
}

#[test]
fn references_that_are_left_as_they_are() {
    let first = format!("#NLP\nIssue: 12\nIssue Date: 2025-01-01\n{A}\n");
    let other = |text: &str| format!("#CV\nIssue: 30\nIssue Date: 2025-01-02\n{B}\nComment {text}\n");
    let copy = format!("#NLP\nIssue: 2094\nIssue Date: 2025-01-01\n{A}\nComment二 #2094\n");
    let settings = "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n";
    let text = "スコアは 2094より高く https://github.com/o/r/issues/2094#issuecomment-9 #2094 も";
    check(
        &format!("{settings}//- a.txt\n{first}{}{copy}", other(text)),
        &format!(
            "{settings}//- a.txt\n{first}Comment\n(Issue: 2094)\n二 #12\n{}",
            other(&text.replace(" #2094", " #12"))
        ),
    );
    // A number that would be read otherwise: then none is sent.
    let seven = |text: &str| text.replace("Issue: 12", "Issue: 7").replace("・12", "・7");
    check(
        &seven(&format!("{first}{}{copy}", other("・2094"))).replace("二 #2094", "二"),
        &format!("{}Comment\n(Issue: 2094)\n二\n{}", seven(&first), other("・2094")),
    );
}

#[test]
fn references_follow_the_number() {
    check(
        &format!(
            "//- a.txt\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\n{A}\n//- b.txt\n#CV\nIssue: 30\nIssue Date: 2025-01-02\n{B}\nComment\n・215\n#215 と・12\n・215Reasoningの\n//- c.txt\n#NLP\nIssue: 215\nIssue Date: 2025-01-01\n{A}\nCommentよい\n"
        ),
        // Two digits glued to a word are no reference any more, so that one is left alone.
        &format!(
            "//- a.txt\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\n{A}\nComment\n(Issue: 215)\nよい\n//- b.txt\n#CV\nIssue: 30\nIssue Date: 2025-01-02\n{B}\nComment\n・12\n#12 と・12\n・215Reasoningの\n//- c.txt\n"
        ),
    );
}

#[test]
fn single_notes_have_front_matter() {
    check(
        &format!(
            "//- a.md\n---\ntitle: \"{A}\"\ntags: [NLP, \"QA\"] # x\n---\nSummary要約\n//- b.txt\n#Pocket\n#Supervised-FineTuning (SFT)\nIssue Date: 2025-01-01\n{A}\nCommentよい\n"
        ),
        &format!(
            "//- a.md\n---\ntitle: \"{A}\"\ntags: [NLP, \"QA\", Pocket, \"Supervised-FineTuning (SFT)\"] # x\ndate: 2025-01-01\n---\nSummary要約\nCommentよい\n//- b.txt\n"
        ),
    );
}

#[test]
fn a_reference_in_its_place() {
    let first = format!("#NLP\nIssue: 12\nIssue Date: 2025-01-01\n{A}\nComment一\n");
    let other = format!("#CV\nIssue Date: 2025-01-02\n{B}\nComment他\n");
    let last = "#QA\nIssue Date: 2025-01-03\nC's Title, C+, ACL'23\n";
    let copy = format!("#NLP\nIssue: 12\nIssue Date: 2025-01-01\n{A}\nComment一\n");
    check_left(&format!("{first}{other}{copy}"), &format!("{first}{other}・12\n"));
    // No number of one digit is certain to be a reference, but this one is known.
    let one_digit = |text: &str| text.replace("Issue: 12", "Issue: 3");
    check_left(&one_digit(&format!("{first}{other}{copy}")), &one_digit(&format!("{first}{other}・3\n")));
    check_left(
        &format!("{first}{other}{}\n{last}", copy.replace("一", "二")),
        &format!("{}{other}・12\n\n{last}", first.replace("一", "一\n二")),
    );
    // It would refer to itself, or stand where nothing refers.
    check_no(&format!("{first}{copy}"), Leave::Reference);
    check_no(&format!("//- a.txt\n{first}//- b.txt\n見出し\n{copy}"), Leave::Reference);
    check_no(&format!("{first}{}{copy}", other.replace("Comment", "Summary")), Leave::Reference);
    check_no(&format!("{first}{other}{copy}").replace("Issue: 12\n", ""), Leave::Reference);
}

/// One of `of`.
fn one(of: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(of)
}

/// Lines of a summary or a comment: none, or some of those that people write.
fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let line = one(&[
        "よい",
        "よい。",
        "元ポスト:https://x.com/a/status/1234567890",
        "https://arxiv.org/abs/2406.08464",
        "・12",
        "・215",
        "・215Reasoningの",
        "#12 を参照",
        "- 学習 😱",
        "  - 詳細",
        "```\na  b\n    c\n```",
        "| a | b |\n| - | - |\n| 1 | 2 |",
        "Summaryという語",
        "\n## 五月",
        "\n---\n",
        "12 より引用",
        "",
        "　全角の字下げ",
        "<!-- paper-notes: ignore missing-title -->",
    ]);
    proptest::collection::vec(line, 0..5)
}

/// An entry in block style or run on.
fn entry() -> impl Strategy<Value = String> {
    let tags = proptest::collection::vec(one(&["NLP", "QA", "2D (Image)", "SFT (Supervised)"]), 0..4);
    let head =
        (one(&["", "", "Issue: 12", "Issue: 215", "Issue: 7"]), one(&["2025-01-01", "2025-01-02", ""]));
    let title = one(&[
        A,
        A,
        "[Paper Note] Magpie: Alignment Data Synthesis, Zhangchen Xu+, arXiv'24, 2024.06",
        "[Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25](https://arxiv.org/abs/2406.08464)",
        B,
        "Learning 12 Things, C+",
        "",
    ]);
    let body = (proptest::option::of(lines()), proptest::option::of(lines()), lines());
    let style = (proptest::bool::ANY, proptest::bool::ANY);
    (tags, head, title, body, style).prop_map(|(tags, (number, date), title, body, (run_on, apart))| {
        let (summary, comment, text) = body;
        let mut parts: Vec<String> = tags.iter().map(|tag| format!("#{tag}")).collect();
        parts.extend([number.to_owned(), format!("Issue Date: {date}"), title.to_owned()]);
        let label = |label: &str, lines: Option<Vec<&str>>| {
            lines.map(|lines| format!("{label}{}{}", if apart { "\n" } else { "" }, lines.join("\n")))
        };
        if !run_on {
            parts.push(text.join("\n"));
        }
        parts.extend(label("Summary", summary));
        parts.extend(label("Comment", comment));
        parts.retain(|part| !part.is_empty());
        parts.join(if run_on { " " } else { "\n" })
    })
}

/// A repository of two pages.
fn pages() -> impl Strategy<Value = [String; 2]> {
    let page = || {
        let entries = proptest::collection::vec((entry(), one(&["\n", "\n\n", " ", "\r\n"])), 1..6);
        (one(&["", "見出し\n", "# notes\r\n"]), entries).prop_map(|(heading, entries)| {
            let entries = entries.into_iter().map(|(entry, behind)| entry + behind);
            heading.to_owned() + &entries.collect::<String>()
        })
    };
    [page(), page()]
}

/// Everything that an entry says, in lines.
fn said_in_lines(file: &File) -> Vec<String> {
    let text = file.text.to_string();
    let mut all = Vec::new();
    for entry in file.entries() {
        all.extend(entry.tags.iter().map(|tag| format!("#{}", tag.name)));
        all.extend(entry.number.iter().map(|own| format!("Issue: {}", own.number)));
        all.extend(entry.date.iter().map(|date| date.written().into_owned()));
        let parts = crate::syntax::section::parts(&text, 0, entry);
        let spans = [Some(parts.head), Some(parts.text), parts.summary, parts.comment];
        let lines = spans.into_iter().flatten().flat_map(|span| text[span.range()].lines());
        all.extend(lines.map(|line| line.trim().to_owned()));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is merged or removed: every line stands somewhere, and one entry is gone.
    #[test]
    fn nothing_that_was_said_is_lost([a, b] in pages()) {
        let fixture = Fixture::new(&format!("//- a.txt\n{a}\n//- b.txt\n{b}"));
        let index = &fixture.index;
        for (id, _) in index.files() {
            for finding in diagnostics(index, id).iter().filter(|finding| finding.code == "duplicate-entry") {
                for fix in fixes(index, id, finding) {
                    let mut after = String::new();
                    let mut texts = Vec::new();
                    for (_, file) in index.files() {
                        let edits = fix.edits.iter().find(|edit| edit.path == file.path);
                        let edits = edits.map_or(&[][..], |edit| &edit.edits);
                        let text = apply(&file.text.to_string(), edits).expect("edits that fit");
                        texts.push(format!("//- {}\n{text}", file.path));
                        after += &text;
                    }
                    let own = |line: &str| {
                        line.strip_prefix("Issue: ").is_some_and(|n| Number::parse(n).is_some())
                    };
                    for (_, file) in index.files() {
                        for line in said_in_lines(file) {
                            // References follow the number that goes.
                            let sent = |text: &str| text.replace("215", "12").replace("12", "7");
                            let stands = after.contains(&line) || (!own(&line) && sent(&after).contains(&sent(&line)));
                            prop_assert!(stands, "{}: {line:?} is lost\n{after}", fix.title);
                        }
                    }
                    let after = Fixture::new(&texts.concat());
                    let sent = |text: &str| text.replace("215", "12").replace("12", "7");
                    for (id, file) in index.files() {
                        // A heading may refer to the number that goes.
                        let [before, after] = [file, after.index.file(id)].map(|file| sent(&outline(file)));
                        prop_assert_eq!(before, after, "{}", fix.title);
                    }
                    // What was not understood stands somewhere too.
                    let written: String = texts.concat();
                    for word in a.split_whitespace().chain(b.split_whitespace()) {
                        let word = word.strip_prefix("Summary").or(word.strip_prefix("Comment")).unwrap_or(word);
                        prop_assert!(sent(&written).contains(&sent(word)), "{}: {word:?} is lost", fix.title);
                    }
                    let goes = usize::from(!fix.title.starts_with("Not a duplicate"));
                    let entries = |index: &Index| index.page_entries().count();
                    prop_assert_eq!(entries(&after.index) + goes, entries(index), "{}", fix.title);
                }
            }
        }
    }
}
