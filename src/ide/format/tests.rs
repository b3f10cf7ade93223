//! Pages as formatting leaves them, and what holds of all of them.

use proptest::prelude::*;

use super::*;
use crate::fixture::Fixture;
use crate::syntax::page;
use crate::syntax::section::parts;

fn formatted(fixture: &str) -> (String, Formatting) {
    let fixture = Fixture::new(fixture);
    let found = format(&fixture.index, fixture.file);
    (apply(&fixture.text(), &found.edits).expect("edits that fit"), found)
}

/// `path`: a `//-` line, or nothing.
#[track_caller]
fn check_in(path: &str, before: &str, after: &str) {
    let (text, found) = formatted(&format!("{path}{before}"));
    assert_eq!(text, after);
    assert_ne!(before, after);
    assert!(found.changed > 0 || text.trim_end() == before.trim_end());
    assert_eq!(found.left, []);
    assert_eq!(formatted(&format!("{path}{after}")).1, Formatting::default(), "a second time");
}

#[track_caller]
fn check(before: &str, after: &str) {
    check_in("", before, after);
}

/// What is block style already.
#[track_caller]
fn check_no(text: &str) {
    assert_eq!(formatted(text).1, Formatting::default());
}

/// Of the entries one is left as it is, and the page with it.
#[track_caller]
fn check_left(text: &str, reason: Reason) {
    let (after, found) = formatted(text);
    assert_eq!(after, Fixture::new(text).text());
    assert_eq!(found.left.iter().map(|left| left.reason).collect::<Vec<_>>(), [reason]);
}

const A: &str = "Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25";
const B: &str = "Differential Transformer, Tianzhu Ye+, ICLR'25";

#[test]
fn a_page_that_runs_on() {
    check(
        &format!(
            "notes\nを導入する。 #NLP #2D (Image) Issue: 12 Issue Date: 2025-01-01 {A} Summary要約😱。 Comment元ポスト:https://x.com/a/status/1?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q・215\nとは。 #QA\nIssue Date: 2025-01-02 {B} Commentよい。 Issue Date: 2025-01-03 Third, C+, ACL'24"
        ),
        &format!(
            "notes\nを導入する。\n\n#NLP\n#2D (Image)\nIssue: 12\nIssue Date: 2025-01-01\n{A}\nSummary要約😱。\nComment元ポスト:https://x.com/a/status/1?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q・215\nとは。\n\n#QA\nIssue Date: 2025-01-02\n{B}\nCommentよい。\n\nIssue Date: 2025-01-03\nThird, C+, ACL'24\n"
        ),
    );
}

#[test]
fn a_page_in_block_style_stays() {
    check_no(&format!(
        "notes\n#NLP\n#2D (Image)\nIssue: 12\nIssue Date: 2025-01-01\n{A}\nSummary要約  😱\n\n\n  続き\nComment\n・215\n\n#QA\nIssue Date: 2025-01-02\nIssue: #13\n{B}\n"
    ));
    check_no("#NLP\nIssue Date: 2025-01-01\nT, B+, ACL'23\n");
    check_no("");
    check_no("# A page\n\n\nwithout an entry.   \n\n\n");
}

#[test]
fn tags_stand_one_a_line() {
    check(
        "#NLP #QA\u{3000}#Supervised-FineTuning (SFT)\n  #CV \nIssue Date: 2025-01-01\nT, B+, ACL'23\n",
        "#NLP\n#QA\n#Supervised-FineTuning (SFT)\n#CV\nIssue Date: 2025-01-01\nT, B+, ACL'23\n",
    );
    check("#NLP\n\n\nIssue Date: 2025-01-01\nT\n", "#NLP\nIssue Date: 2025-01-01\nT\n");
    // A hashtag of the text above is no tag.
    check_no(
        "Issue Date: 2025-01-01\nT, B+, ACL'23\nComment#a #b\n\n#NLP\nIssue Date: 2025-01-02\nU, B+, ACL'23\n",
    );
}

#[test]
fn labels_are_spaced() {
    check(
        "#A\nIssue:12\nIssue Date:   2025-01-01\nT, B+, ACL'23\n",
        "#A\nIssue: 12\nIssue Date: 2025-01-01\nT, B+, ACL'23\n",
    );
    check(
        "Issue:\u{3000}#12 Issue Date:2025-01-01 T, B+, ACL'23\n",
        "Issue: #12\nIssue Date: 2025-01-01\nT, B+, ACL'23\n",
    );
    check(
        "#A Issue Date: 2025-01-01 Issue:7 T, B+, ACL'23\n",
        "#A\nIssue Date: 2025-01-01\nIssue: 7\nT, B+, ACL'23\n",
    );
    // Of a link to an issue nothing is a label.
    check_no("Issue Date: 2025-01-01\n[T, B+, ACL'23](https://github.com/o/r/issues/12)\nSummary要約\n");
    // What is glued to a label is its text.
    check_no("Issue Date: 2025-01-01\nT, B+, ACL'23\nSummary:要約\nComment : 感想\n");
}

#[test]
fn an_empty_line_stands_between_entries() {
    let entry = |n: usize| format!("#NLP\nIssue Date: 2025-01-0{n}\nTitle {n}, B+, ACL'23\nComment文\n");
    let apart = [entry(1), entry(2), entry(3)].join("\n");
    check(&[entry(1), entry(2), entry(3)].concat(), &apart);
    check(&[entry(1), entry(2), entry(3)].join(" \n\t\n\n"), &apart);
    check_no(&apart);
    // Above the first entry stands the page.
    check_no(&format!("heading\n{}", entry(1)));
    check_no(&format!("\n\n\n{}", entry(1)));
}

#[test]
fn the_file_ends_with_one_line_end() {
    let entry = "#NLP\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment文";
    check(entry, &format!("{entry}\n"));
    check(&format!("{entry} \n\n \n"), &format!("{entry}\n"));
    check_no(&format!("{entry}\n"));
    check(&format!("{entry}\n\n---\n\n"), &format!("{entry}\n\n---\n"));
}

#[test]
fn the_line_ends_of_the_file_are_kept() {
    check(
        "\u{feff}#NLP #QA\r\nIssue Date: 2025-01-01 T, B+, ACL'23\r\nSummary要約。 Comment感想\r\n#CV\r\nIssue Date: 2025-01-02\r\nU, B+, ACL'23",
        "\u{feff}#NLP\r\n#QA\r\nIssue Date: 2025-01-01\r\nT, B+, ACL'23\r\nSummary要約。\r\nComment感想\r\n\r\n#CV\r\nIssue Date: 2025-01-02\r\nU, B+, ACL'23\r\n",
    );
    check(
        "#NLP #QA Issue Date: 2025-01-01 T, B+, ACL'23 Summary要約。\r#CV Issue Date: 2025-01-02 U, B+, ACL'23\r",
        "#NLP\r#QA\rIssue Date: 2025-01-01\rT, B+, ACL'23\rSummary要約。\r\r#CV\rIssue Date: 2025-01-02\rU, B+, ACL'23\r",
    );
    // Each line keeps its own.
    check(
        "#NLP #QA\nIssue Date: 2025-01-01\r\nT, B+, ACL'23\n\n\r\n#CV\r\nIssue Date: 2025-01-02\nU, B+, ACL'23\n",
        "#NLP\n#QA\nIssue Date: 2025-01-01\r\nT, B+, ACL'23\n\n#CV\r\nIssue Date: 2025-01-02\nU, B+, ACL'23\n",
    );
    check_no(
        "#NLP\r\nIssue Date: 2025-01-01\nT, B+, ACL'23\r\n\n#CV\nIssue Date: 2025-01-02\r\nU, B+, ACL'23\n",
    );
}

#[test]
fn text_is_never_touched() {
    let text =
        "Summary一  二\u{3000}三 \n\n\n  四\n\r\nComment \n\n  - 五  \n    六\n```\n #x \n\n\n```\n七  八";
    check(
        &format!("#A #B\nIssue Date: 2025-01-01\nT, B+, ACL'23\n ラベルの  ない\n\n\n行。  \n{text} \n"),
        &format!("#A\n#B\nIssue Date: 2025-01-01\nT, B+, ACL'23\n ラベルの  ない\n\n\n行。\n{text}\n"),
    );
}

#[test]
fn full_width_spaces_that_end_a_text_stay() {
    check(
        "#A\u{3000}#B\u{3000}\nIssue Date: 2025-01-01\nT, B+, ACL'23\u{3000}\nSummary要約。\u{3000}Comment感想\u{3000} \n#C\nIssue Date: 2025-01-02\nU, B+, ACL'23\nComment文。\u{3000}",
        "#A\n#B\nIssue Date: 2025-01-01\nT, B+, ACL'23\u{3000}\nSummary要約。\nComment感想\u{3000}\n\n#C\nIssue Date: 2025-01-02\nU, B+, ACL'23\nComment文。\u{3000}\n",
    );
    check_no("#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\nSummary要約。\u{3000}\n\nComment文。\u{3000}\n");
}

#[test]
fn an_empty_line_that_sets_a_section_apart_stays() {
    check(
        "#A\n\nIssue Date: 2025-01-01\n\nT, B+, ACL'23\n\n\n\nSummary要約\n\nComment感想\n",
        "#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\n\nSummary要約\n\nComment感想\n",
    );
    check_no("#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\n\nSummary要約\n\nComment感想\n");
}

#[test]
fn line_breaks_of_markdown_stay() {
    let page = "#A #B\nIssue Date: 2025-01-01  \nT, B+, ACL'23  \nSummary要約  \nComment感想  \n\n\n#C\nIssue Date: 2025-01-02\nU, B+, ACL'23\n";
    let tidy = page.replace("#A #B", "#A\n#B").replace("感想  \n\n\n", "感想\n\n");
    check_in("//- a.md\n", page, &tidy);
    check_in("//- a.txt\n", page, &tidy.replace("  \n", "\n"));
    check_no(&format!("//- a.md\n{tidy}"));
}

#[test]
fn what_is_the_pages_stays() {
    let b = format!("#QA\nIssue Date: 2025-01-02\n{B}\n");
    for between in [
        "\n\n## May\n",
        "\n## May\n\n\n",
        "\n\n---\n",
        "\n\n<a id=\"b\"></a>\n",
        "\n\n---\n\n# 2025\n### May\n\n<hr>\n",
        "\n\n<details>\n",
    ] {
        check(
            &format!("#NLP #QA\nIssue Date: 2025-01-01\n{A}\nComment文{between}{b}"),
            &format!("#NLP\n#QA\nIssue Date: 2025-01-01\n{A}\nComment文{between}{b}"),
        );
    }
    // What ends an entry is the entry's.
    for end in
        ["```\na  b\n```", "<img src=\"x\">", "<!-- paper-notes: ignore missing-title -->", "一\n---", "#12"]
    {
        check(
            &format!("#NLP\nIssue Date: 2025-01-01\n{A}\nComment文\n{end}\n{b}"),
            &format!("#NLP\nIssue Date: 2025-01-01\n{A}\nComment文\n{end}\n\n{b}"),
        );
    }
}

#[test]
fn comments_that_silence_stay_with_their_entry() {
    let ignore = "<!-- paper-notes: ignore duplicate-tag -->";
    check(
        &format!(
            "#A #A Issue Date: 2025-01-01 {ignore} T, B+, ACL'23 Comment文。 {ignore} #C Issue Date: 2025-01-02 U, B+, ACL'23 {ignore}\n"
        ),
        &format!(
            "#A\n#A\nIssue Date: 2025-01-01 {ignore}\nT, B+, ACL'23\nComment文。 {ignore}\n\n#C\nIssue Date: 2025-01-02\nU, B+, ACL'23 {ignore}\n"
        ),
    );
    check_no(&format!("#A\nIssue Date: 2025-01-01\n{ignore}\n\n{ignore}\nT, B+, ACL'23\n"));
}

#[test]
fn titles_of_every_kind() {
    check(
        "#A Issue Date: 2025-01-01 [[Paper Note] T, B+, ACL'23](https://github.com/o/r/issues/12) Summary要約\n",
        "#A\nIssue Date: 2025-01-01\n[[Paper Note] T, B+, ACL'23](https://github.com/o/r/issues/12)\nSummary要約\n",
    );
    check(
        "#A Issue Date: 2025-01-01[Paper Note] A  Better Text Summary Metric,  B+, ACL'23 Summary要約\n",
        "#A\nIssue Date: 2025-01-01\n[Paper Note] A  Better Text Summary Metric,  B+, ACL'23\nSummary要約\n",
    );
    check(
        "#A Issue Date: 2025-13-40. 30分でわかるTransformer Comment元ポスト\n",
        "#A\nIssue Date: 2025-13-40.\n30分でわかるTransformer\nComment元ポスト\n",
    );
    check("#A\nIssue Date: 2025-01-01 Summary要約\n", "#A\nIssue Date: 2025-01-01\nSummary要約\n");
    check(
        "#A Issue Date: 2025-01-01 T, B+, ACL'23 Summary: 本文\n",
        "#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\nSummary: 本文\n",
    );
    check_no("#A\nIssue Date: 2025-01-01\n## T, B+, ACL'23\nSummary要約\n");
}

#[test]
fn doubtful_dates() {
    for date in ["", "TODO", "Jan 5, 2024"] {
        check_left(&format!("#A #B\nIssue Date: {date}\nT, B+, ACL'23\n"), Reason::Date);
    }
    for title in ["T12:00 T, B+, ACL'23", "(水) T, B+, ACL'23", "2D T, B+, ACL'23"] {
        check_left(&format!("#A #B\nIssue Date: 2025-01-01{title}\n"), Reason::Date);
    }
    check_left("#A #B\nIssue Date: 2025-01-01 12:00 T, B+, ACL'23\n", Reason::Date);
    check("#A\nIssue Date: 2025/01/01 T\n", "#A\nIssue Date: 2025/01/01\nT\n");
}

#[test]
fn what_may_be_prose_is_no_entry() {
    let entry = "#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment書式は";
    check_left(&format!("{entry} Issue Date: 2020-01-01 のように書く。\n"), Reason::Prose);
    check_left(&format!("{entry} #NLP Issue Date: 2020-01-01 のように書く。\n"), Reason::Prose);
    check_left(&format!("{entry} Issue Date: 2020-01-01 Untitled\n"), Reason::Prose);
    check(
        &format!("{entry} Issue: 12 Issue Date: 2020-01-01 題名\n"),
        &format!("{entry}\n\nIssue: 12\nIssue Date: 2020-01-01\n題名\n"),
    );
}

#[test]
fn what_may_be_a_word_is_no_label() {
    let head = "#A\nIssue Date: 2025-01-01\n";
    for body in [
        "LLMの Summaryは難しい",
        "T, B+, ACL'23\nSummary要約 Comment感想",
        "T, B+, ACL'23\nSummary要約。\n- 一\n  Comment欄",
        "T, B+, ACL'23\nLearning with CommentBERT is nice.",
        "T, B+, ACL'23\nよい。 Commentは後で。",
    ] {
        check_left(&format!("{head}{body}\n"), Reason::Label);
    }
    check(
        &format!("{head}T, B+, ACL'23\nSummary論文 https://arxiv.org/abs/2406.08464 Comment感想\n"),
        &format!("{head}T, B+, ACL'23\nSummary論文 https://arxiv.org/abs/2406.08464\nComment感想\n"),
    );
    check_no(&format!(
        "{head}T, B+, ACL'23\nSummary手法 CommentGenを提案。\nComment感想。 Summaryの書き方。\n"
    ));
}

#[test]
fn what_would_be_other_markdown_stays() {
    for title in ["## T, B+, ACL'23", "- T, B+, ACL'23", "1. T, B+, ACL'23", "> T, B+, ACL'23"] {
        check_left(&format!("#A\nIssue Date: 2025-01-01 {title}\n"), Reason::Markdown);
    }
    check(
        "#A\nIssue Date: 2025-01-01 1.5倍, B+, ACL'23\n",
        "#A\nIssue Date: 2025-01-01\n1.5倍, B+, ACL'23\n",
    );
    for item in ["-", "  *", "1.", ">", "> 一", "| a |"] {
        check_left(&format!("{item} #A Issue Date: 2025-01-01 T, B+, ACL'23\n"), Reason::Markdown);
    }
    check(
        "- 一 #A Issue Date: 2025-01-01 T, B+, ACL'23\n",
        "- 一\n\n#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\n",
    );
    let page = "#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment文\n\n## May";
    check(
        &format!("{page} #C Issue Date: 2025-01-02 U, B+, ACL'23\n"),
        &format!("{page}\n\n#C\nIssue Date: 2025-01-02\nU, B+, ACL'23\n"),
    );
}

#[test]
fn unusual_white_space_stays() {
    for space in ["\u{a0}", "\u{2028}", "\u{85}", "\u{c}"] {
        check_left(&format!("#A\nIssue Date: 2025-01-01{space} T, B+, ACL'23\n"), Reason::Space);
    }
    check("#A\nIssue Date: 2025-01-01\u{3000}T, B+, ACL'23\n", "#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\n");
}

#[test]
fn what_would_be_read_otherwise_stays() {
    // On a line of its own the backtick opens no code any more.
    let text = "#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\nSummary要約 ` 文。 Comment感想 #12 `x` #13\n";
    check_left(text, Reason::Reading);
    // The others are formatted.
    let (after, found) =
        formatted(&format!("#B #C\nIssue Date: 2025-01-01\n{A}\n{text}#D #E\nIssue Date: 2025-01-02\n{B}"));
    let expected =
        format!("#B\n#C\nIssue Date: 2025-01-01\n{A}\n{text}\n#D\n#E\nIssue Date: 2025-01-02\n{B}\n");
    assert_eq!(after, expected);
    assert_eq!((found.changed, found.left.len()), (2, 1));
    assert_eq!(formatted(&expected).0, expected);
}

#[test]
fn single_notes() {
    let matter = "---\ntitle:  \"A, B+, ACL'23\"\ndate: 2025-01-01\ntags: [ NLP,QA ]   \n\n---\n\n\n";
    check_in(
        "//- a.md\n",
        &format!("{matter}Summary要約。 Comment感想\n\n\n"),
        &format!("{matter}Summary要約。\nComment感想\n"),
    );
    check_no(&format!("//- a.md\n{matter}"));
    check_no(&format!("//- a.md\n{matter}Summary要約\n\nComment\n・12\n"));
    check_left(&format!("//- a.md\n{matter}Summary要約 Comment感想\n"), Reason::Label);
}

#[test]
fn what_is_generated_or_set_is_never_formatted() {
    check_no(
        "//- issues.json\n[{\"number\":1,\"title\":\"T\",\"body\":\"#A #B Issue Date: 2025-01-01 T\"}]\n\n\n",
    );
    check_no("//- .paper-notes.toml\nlanguage = 'en'   # #A #B Issue Date: 2025-01-01 T\n\n\n");
    check_no(
        "//- a.markdown\n<a class=\"button\" href=\"x\">#A</a><br><span class=\"issue_date\">Issue Date: 2025-01-01</span>\n<a href=\"https://github.com/o/r/issues/1\">T, B+, ACL'23</a>\n<span class=\"snippet\"><span>Summary</span>要約</span>\n\n\n",
    );
}

#[test]
fn edits_are_small() {
    let page = format!("#A #B\nIssue Date: 2025-01-01 {A}\nComment文\n#C\nIssue Date: 2025-01-02\n{B}\n\n");
    let edits = formatted(&page).1.edits;
    let longest = edits.iter().map(|edit| edit.span.len() + edit.new.len()).max();
    assert_eq!((edits.len(), longest), (4, Some(2)));
}

/// `|` is where the range begins and where it ends.
#[track_caller]
fn check_range(marked: &str, after: Option<&str>) {
    let places: Vec<usize> = marked.match_indices('|').map(|(at, _)| at).collect();
    let text = marked.replace('|', "");
    let span = Span::new(places[0], places.get(1).map_or(places[0], |at| at - 1));
    let fixture = Fixture::new(&text);
    let edits = format_range(&fixture.index, fixture.file, span);
    assert_eq!(apply(&text, &edits).unwrap(), after.unwrap_or(&text));
}

#[test]
fn only_entries_in_the_range_are_formatted() {
    let one = format!("#A #B Issue Date: 2025-01-01 {A} Comment一。");
    let (a, b) = (
        format!("#A\n#B\nIssue Date: 2025-01-01\n{A}\nComment一。"),
        "#C #D Issue Date: 2025-01-02 U, B+, ACL'23",
    );
    check_range(&format!("{} {b}", one.replace("Comment", "Com|ment")), Some(&format!("{a}\n\n{b}")));
    check_range(&format!("|{one}\n|{b}"), Some(&format!("{a}\n\n{b}")));
    check_range(
        &format!("{one}\n{}\n\n\n", b.replace("U,", "|U|,")),
        Some(&format!(
            "{one}\n\n{}\n",
            b.replace(" #D", "\n#D").replace(" Iss", "\nIss").replace(" U,", "\nU,")
        )),
    );
    check_range(&format!("heading|\n\n\n|{one}\n{b}"), None);
    check_range(
        &format!("{a}\n\n|{b}").replace("U, B", "U, B"),
        Some(&format!("{a}\n\n#C\n#D\nIssue Date: 2025-01-02\nU, B+, ACL'23\n")),
    );
}

#[track_caller]
fn check_typed(before: &str, after: &str) {
    let fixture = Fixture::new(before);
    let edits = format_on_type(&fixture.index, fixture.file, fixture.cursor);
    assert!(edits.iter().all(|edit| edit.span.end() < fixture.cursor));
    let mut text = fixture.text();
    text.insert_str(fixture.cursor, "$0");
    assert_eq!(apply(&text, &edits).unwrap(), after);
}

#[test]
fn an_empty_line_finishes_an_entry() {
    let one = format!("#A #B Issue Date: 2025-01-01 {A} Comment一。");
    let block = format!("#A\n#B\nIssue Date: 2025-01-01\n{A}\nComment一。");
    check_typed(&format!("{one}\n\n$0"), &format!("{block}\n\n$0"));
    // Only that one, and nothing behind its end.
    check_typed(
        &format!("{one}\n{one}  \n \n$0\n\n#C #D Issue Date: 2025-01-02 U"),
        &format!("{one}\n\n{block}  \n \n$0\n\n#C #D Issue Date: 2025-01-02 U"),
    );
}

#[test]
fn what_is_being_typed_stays() {
    let one = format!("#A #B Issue Date: 2025-01-01 {A} Comment一。");
    for page in [
        format!("{one}\n$0"),
        format!("{one}\n$0\n"),
        format!("{one}\n{one}\n$0"),
        format!("{one}\n\nx$0"),
        format!("{one}\n\n$0x"),
        format!("{one}\n\n$0#C\nIssue Date: 2025-01-02\nU\n"),
        format!("{one}\n\n$0\n続き"),
        format!("{one}\n\n\n$0"),
        format!("{one}\n```\nx\n\n$0"),
        format!("{one}\n#C\nIssue Date: 2025-01-02\n$0"),
        "$0".to_owned(),
        "\n\n$0".to_owned(),
        "//- a.md\n---\ntitle: T\ndate: 2025-01-01\n---\nSummary要約。 Comment感想\n\n$0".to_owned(),
    ] {
        let fixture = Fixture::new(&page);
        assert_eq!(format_on_type(&fixture.index, fixture.file, fixture.cursor), [], "{page}");
    }
}

fn one(of: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(of)
}

/// Text as people write it, and as they do not.
fn prose() -> impl Strategy<Value = String> {
    let piece = one(&[
        "よい。",
        "要約 ",
        "元ポスト:https://x.com/a/status/1?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q",
        "・12",
        "・215Reasoning",
        " #12 ",
        "\n- 一\n  - 二",
        "\n```\n#a  b\n```",
        "\n\n## 五月",
        "\n\n---\n",
        "\n<a id=\"x\"></a>",
        " 1272 より",
        "`",
        " `#13` ",
        "😱",
        "\u{3000}",
        "  ",
        "\n\n\n",
        "\r\n",
        " Comment欄",
        " Summaryは",
        "\n  Comment一",
        "<!-- paper-notes: ignore missing-title -->",
        " #hashtag ",
        "\n#tag\n",
        "Issue: 7",
        " Issue Date: 2020-01-01 ",
        "\u{a0}",
        "| a | b |",
    ]);
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn entry() -> impl Strategy<Value = String> {
    let gap = || one(&[" ", "\n", "\n", "\r\n", "  \n", "\n\n", "\u{3000}", "\n  ", " \n\n\n", "\r", ""]);
    let tags = proptest::collection::vec(
        (one(&["#NLP", "#QA", "#2D (Image)", "#SFT (Supervised)", "#日本語"]), gap()),
        0..4,
    );
    let number = one(&["", "", "Issue: 12", "Issue:215", "Issue: #7"]);
    let date = (
        one(&["Issue Date:", "Issue Date: ", "Issue Date:  "]),
        one(&["2025-01-01", "2025-13-40", "2025/1/2", "TODO", ""]),
    );
    let title = one(&[
        A,
        A,
        B,
        "[Paper Note] Third, C+, arXiv'24, 2024.06",
        "[Fourth, D+, ACL'23](https://github.com/o/r/issues/12)",
        "題名だけ",
        "A Study of Text Summary Metrics, E+, N_A, arXiv'22",
        "## Fifth, F+, ACL'20",
        "",
        "Learning with CommentBERT, G",
    ]);
    let label = |label: &'static str| {
        (gap(), one(&["", "\n"]), prose()).prop_map(move |(a, b, text)| format!("{a}{label}{b}{text}"))
    };
    let body = (proptest::option::of(label("Summary")), proptest::option::of(label("Comment")), prose());
    (tags, (number, gap(), date, gap()), title, body).prop_map(
        |(tags, (number, a, (label, date), b), title, (summary, comment, text))| {
            let tags: String = tags.iter().flat_map(|(tag, gap)| [*tag, *gap]).collect();
            let number = if number.is_empty() { String::new() } else { format!("{number}{a}") };
            let (summary, comment) = (summary.unwrap_or_default(), comment.unwrap_or_default());
            format!(
                "{tags}{number}{label}{date}{b}{title}{}{summary}{comment}",
                if text.len() % 3 == 0 { text } else { String::new() }
            )
        },
    )
}

fn any_page() -> impl Strategy<Value = (String, String)> {
    let gap =
        one(&[" ", "\n", "\n\n", "\r\n", " \n\n\n", "\n\n## May\n", "\n<a id=\"y\"></a>\n", "\u{3000}"]);
    let entries = proptest::collection::vec((entry(), gap), 1..6);
    let heading = one(&[
        "",
        "",
        "見出し\n",
        "\u{feff}",
        "---\nlayout: x\n---\n",
        "を導入する。 ",
        "---\ntitle: T\nissue: 12\n---\n",
    ]);
    (one(&["a.txt", "a.md"]), heading, entries).prop_map(|(path, heading, entries)| {
        let entries: String = entries.into_iter().map(|(entry, gap)| entry + gap).collect();
        (path.to_owned(), heading.to_owned() + &entries)
    })
}

/// Everything that is said, one line a fact; told apart from how formatting looks at it.
fn facts(path: &str, text: &str) -> Vec<String> {
    let file = File::parse(path, text, false).expect("a page");
    let mut facts = vec![file.kind.to_owned()];
    for entry in file.entries() {
        facts.push("entry".to_owned());
        facts.extend(entry.tags.iter().map(|tag| format!("#{}", tag.name)));
        facts.push(format!("{:?}", entry.number.as_ref().map(|own| (own.number, &own.repository))));
        facts.push(format!("{:?}", entry.date.as_ref().map(|date| (date.written(), date.day))));
        facts.push(format!(
            "{:?}",
            entry.title.as_ref().map(|title| (
                &title.line,
                title.name(),
                title.author(),
                &title.venue,
                title.year
            ))
        ));
        facts.push(format!("{:?} {:?} {:?}", entry.authors, entry.ids, entry.linked_id));
        facts.extend(
            entry
                .references
                .iter()
                .map(|r| format!("{} {:?} {} {:?}", r.number, r.form, r.certain, r.repository)),
        );
        facts.extend(entry.ignores.iter().map(|ignore| format!("ignore {}", ignore.code)));
        for passage in [&entry.summary, &entry.comment] {
            facts.push(format!("{:?}", passage.as_ref().map(|passage| &text[passage.span.range()])));
        }
        let parts = parts(text, 0, entry);
        facts.push(text[parts.text.range()].to_owned());
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands there: white space alone changes, the same is said, and a second time changes nothing.
    #[test]
    fn formatting_says_the_same((path, text) in any_page()) {
        let (after, found) = formatted(&format!("//- {path}\n{text}"));
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(bare(&text), bare(&after));
        prop_assert_eq!(facts(&path, &text), facts(&path, &after));
        let (again, second) = formatted(&format!("//- {path}\n{after}"));
        prop_assert_eq!(&again, &after);
        prop_assert_eq!(second.left.len(), found.left.len());
        for edit in &found.edits {
            prop_assert!(text[edit.span.range()].trim().is_empty() && edit.new.trim().is_empty());
        }
    }

    /// A range and a typed line end say the same too, and touch nothing else.
    #[test]
    fn parts_of_a_page_say_the_same((path, text) in any_page(), from in 0usize..400, len in 0usize..200) {
        let snap = |mut at: usize| { at = at.min(text.len()); while !text.is_char_boundary(at) { at -= 1; } at };
        let span = Span::new(snap(from), snap(from + len));
        let fixture = Fixture::new(&format!("//- {path}\n{text}"));
        let edits = format_range(&fixture.index, fixture.file, span);
        let after = apply(&text, &edits).unwrap();
        prop_assert_eq!(facts(&path, &text), facts(&path, &after));
        let edits = format_on_type(&fixture.index, fixture.file, span.start());
        prop_assert!(edits.iter().all(|edit| edit.span.end() < span.start()));
        prop_assert_eq!(facts(&path, &text), facts(&path, &apply(&text, &edits).unwrap()));
    }

    /// Of entries without faults none is left, and each part begins a line.
    #[test]
    fn whole_entries_become_block_style(
        entries in proptest::collection::vec((one(&["#NLP #QA ", "#2D (Image)\n", "#A\n#B\n"]), one(&["", "Issue: 12 ", "Issue: 7\n"]), one(&[" ", "\n"]), one(&[A, B]), one(&[" ", "\n"]), one(&[" ", "\n", "\n\n\n"])), 1..8),
    ) {
        let page: String = entries.iter().map(|(tags, number, a, title, b, c)| {
            format!("{tags}{number}Issue Date: 2025-01-01{a}{title}{b}Summary要約。{b}Comment感想。{c}")
        }).collect();
        let (after, found) = formatted(&page);
        prop_assert_eq!(found.left, []);
        prop_assert_eq!(after.matches("\n\n").count(), entries.len() - 1);
        for entry in &page::parse(&after).entries {
            let lines = entry.tags.len() + usize::from(entry.number.is_some()) + 4;
            prop_assert_eq!(after[entry.span.range()].lines().count(), lines);
        }
    }
}
