//! Tests of reading pages: both styles, every trap of the notes language, and what holds for any text.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

/// Each entry as `tags | number | date | title`, with its sections and references below.
fn describe(text: &str) -> String {
    let page = parse(text);
    let at = |span: Span| text[span.range()].replace('\n', "⏎").replace('\r', "␍");
    let mut out = String::new();
    if let Some(heading) = page.heading {
        out += &format!("heading: {}\n", at(heading));
    }
    for entry in &page.entries {
        let tags: Vec<String> = entry.tags.iter().map(|tag| format!("#{}", at(tag.span))).collect();
        let number = entry.number.as_ref().map_or("-".to_owned(), |own| at(own.span));
        let date = entry.date.as_ref().map_or("-".to_owned(), |date| at(date.span));
        let title = entry.title.as_ref().map_or("-".to_owned(), |title| at(title.span));
        let tags = if tags.is_empty() { "no tags".to_owned() } else { tags.join(" ") };
        out += &format!("{tags} | {number} | {date} | {title}\n");
        for (name, passage) in [("summary", &entry.summary), ("comment", &entry.comment)] {
            if let Some(passage) = passage {
                out += &format!("  {name}: {}\n", at(passage.span));
            }
        }
        for reference in &entry.references {
            out += &format!("  → {} {}\n", reference.form.as_str(), at(reference.span));
        }
    }
    out
}

#[track_caller]
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&describe(text));
}

#[track_caller]
fn check_no_entries(text: &str) {
    assert_eq!(parse(text), Page::default(), "{text}");
}

#[test]
fn block_style() {
    check(
        "my page\n\n#ComputerVision\n#Pocket\nIssue: 2320\nIssue Date: 2025-07-30\n[Paper Note] MetaCLIP 2: A Recipe, Yung-Sung Chuang+, arXiv'25\nSummary本文。\n続き。\nComment元ポスト:https://example.com/a\n・2094\n",
        expect![[r#"
            heading: my page
            #ComputerVision #Pocket | 2320 | 2025-07-30 | [Paper Note] MetaCLIP 2: A Recipe, Yung-Sung Chuang+, arXiv'25
              summary: 本文。⏎続き。
              comment: 元ポスト:https://example.com/a⏎・2094
              → bullet 2094
        "#]],
    );
}

#[test]
fn entries_run_on() {
    check(
        "…を導入する #NLP #Supervised-FineTuning (SFT) Issue Date: 2025-05-09 One Title, A B+, arXiv'25 Summary要約。 Comment感想。 #Pocket Issue: 12 Issue Date: 2025-05-10 [Paper Note] Another Title, C D+, ACL'23 Comment・99\nとのこと。 Issue Date: 2025-05-11 Third, E+, ICLR'25",
        expect![[r#"
            heading: …を導入する
            #NLP #Supervised-FineTuning (SFT) | - | 2025-05-09 | One Title, A B+, arXiv'25
              summary: 要約。
              comment: 感想。
            #Pocket | 12 | 2025-05-10 | [Paper Note] Another Title, C D+, ACL'23
              comment: ・99⏎とのこと。
              → bullet 99
            no tags | - | 2025-05-11 | Third, E+, ICLR'25
        "#]],
    );
}

#[test]
fn tags_at_a_line_end_and_the_date_on_the_next() {
    check(
        "action\n#Pocket\nIssue Date: 2025-08-28 One, A+, arXiv'25 Comment元ポスト #Pocket\nIssue Date: 2025-08-27 Two, B+, arXiv'25\nIssue Date: 2025-08-26 Three, C+, arXiv'25",
        expect![[r#"
            heading: action
            #Pocket | - | 2025-08-28 | One, A+, arXiv'25
              comment: 元ポスト
            #Pocket | - | 2025-08-27 | Two, B+, arXiv'25
            no tags | - | 2025-08-26 | Three, C+, arXiv'25
        "#]],
    );
}

#[test]
fn line_ends_of_windows_and_full_width_spaces() {
    check(
        "#NLP\r\nIssue: 7\r\nIssue Date: 2025-01-01\r\nTitle, A+, ACL'23\r\nSummary要約\r\nComment\r\n・551\r\n感想。\u{3000}#CV\u{3000}#NLP Issue Date:\u{3000}2025-01-02\u{3000}Other, B+, ACL'23\r\n",
        expect![[r#"
            #NLP | 7 | 2025-01-01 | Title, A+, ACL'23
              summary: 要約
              comment: ・551␍⏎感想。
              → bullet 551
            #CV #NLP | - | 2025-01-02 | Other, B+, ACL'23
        "#]],
    );
}

#[test]
fn the_number_may_stand_on_either_side_of_the_date() {
    check(
        "#A Issue: 1 Issue Date: 2025-01-01 One, A+, ACL'23\n#B\nIssue Date: 2025-01-02\nIssue: #2\nTwo, B+, ACL'23\nIssue: 3\nIssue Date: 2025-01-03\nThree, C+, ACL'23\n#D\nIssue: x\nIssue Date: 2025-01-04\nFour, D+, ACL'23\n",
        expect![[r#"
            #A | 1 | 2025-01-01 | One, A+, ACL'23
            #B | 2 | 2025-01-02 | Two, B+, ACL'23
            no tags | 3 | 2025-01-03 | Three, C+, ACL'23
            no tags | - | 2025-01-04 | Four, D+, ACL'23
        "#]],
    );
}

#[test]
fn a_title_that_links_to_its_issue() {
    check(
        "Issue Date: 2025-01-01\n[[Paper Note] One [sic], A+, ACL'23](https://github.com/o/r/issues/44)\nSummary要約\nIssue Date: 2025-01-02\n[Two, B+, ACL'23](https://example.com/x)\nIssue Date: 2025-01-03\n## Three, C+, ACL'23\n",
        expect![[r#"
            no tags | 44 | 2025-01-01 | [Paper Note] One [sic], A+, ACL'23
              summary: 要約
            no tags | - | 2025-01-02 | Two, B+, ACL'23
            no tags | - | 2025-01-03 | Three, C+, ACL'23
        "#]],
    );
}

#[test]
fn a_title_may_hold_the_words_of_labels() {
    check(
        "Issue Date: 2023-08-13 DocAsRef: Repurposing Reference-Based Summary Quality Metrics Reference-Freely, Forrest Sheng Bao+, N_A, arXiv'22 Summary要約 Comment感想\nIssue Date: 2023-08-14\nCommentGen: A SummaryBench for Comment, A+, ACL'23\nSummary要約\nIssue Date: 2023-08-15\nTowards a Better Summary\nComment\n感想\nIssue Date: 2023-08-16 A SummaryBench Dataset, A+, ACL'23 Summary要約",
        expect![[r#"
            no tags | - | 2023-08-13 | DocAsRef: Repurposing Reference-Based Summary Quality Metrics Reference-Freely, Forrest Sheng Bao+, N_A, arXiv'22
              summary: 要約
              comment: 感想
            no tags | - | 2023-08-14 | CommentGen: A SummaryBench for Comment, A+, ACL'23
              summary: 要約
            no tags | - | 2023-08-15 | Towards a Better Summary
              comment: 感想
            no tags | - | 2023-08-16 | A SummaryBench Dataset, A+, ACL'23
              summary: 要約
        "#]],
    );
}

#[test]
fn labels_are_glued_or_alone() {
    check(
        "Issue Date: 2023-08-13\nOne, A+, ACL'23\nSummary of it in English prose.\nComments are prose too.\nCommentA is Bという話。\nIssue Date: 2023-08-14 Two, B+, ACL'23 Summary要約 Commenthttp://example.com/\nIssue Date: 2023-08-15 Three, Anthropic, 2025.08 Comment元ポスト\nIssue Date: 2023-08-16 題名だけ Summary要約。 ACL'23 Comment感想",
        expect![[r#"
            no tags | - | 2023-08-13 | One, A+, ACL'23
              comment: A is Bという話。
            no tags | - | 2023-08-14 | Two, B+, ACL'23
              summary: 要約
              comment: http://example.com/
            no tags | - | 2023-08-15 | Three, Anthropic, 2025.08
              comment: 元ポスト
            no tags | - | 2023-08-16 | 題名だけ
              summary: 要約。 ACL'23
              comment: 感想
        "#]],
    );
}

#[test]
fn a_word_inside_a_section_is_no_label() {
    check(
        "Issue Date: 2023-08-13\nOne, A+, ACL'23\nSummary手法 CommentGenを提案。\nComment感想。 Summaryの書き方も良い。\n",
        expect![[r#"
            no tags | - | 2023-08-13 | One, A+, ACL'23
              summary: 手法 CommentGenを提案。
              comment: 感想。 Summaryの書き方も良い。
        "#]],
    );
}

#[test]
fn a_comment_that_silences_is_no_title() {
    check(
        "Issue Date: 2025-13-01 <!-- paper-notes: ignore invalid-date -->\nA Title, B+, ACL'23\nCommentよい。\nIssue Date: 2025-01-01\n<!-- x\ny -->\n<!-- z -->\nAnother, C+, ACL'24\nIssue Date: 2025-01-02 <!-- open\n",
        expect![[r#"
            no tags | - | 2025-13-01 | A Title, B+, ACL'23
              comment: よい。
            no tags | - | 2025-01-01 | Another, C+, ACL'24
            no tags | - | 2025-01-02 | <!-- open
        "#]],
    );
}

#[test]
fn entries_without_a_title() {
    check(
        "#A\nIssue Date: 2023-08-13\nSummary要約\n#B\nIssue Date: 2023-08-14\n#C\nIssue Date: 2023-08-15\n・99\n#D\nIssue Date:\n",
        expect![[r#"
            #A | - | 2023-08-13 | -
              summary: 要約
            #B | - | 2023-08-14 | -
            #C | - | 2023-08-15 | -
              → bullet 99
            #D | - | - | -
        "#]],
    );
}

#[test]
fn text_without_a_label_belongs_to_the_entry_above() {
    check(
        "Issue Date: 2023-08-13\nOne, A+, ACL'23\nラベルのない行。 1272 は数。\n・551\n\nさらに続く。\n#hashtag\n\n#NLP\nIssue Date: 2023-08-14\nTwo, B+, ACL'23\n",
        expect![[r#"
            no tags | - | 2023-08-13 | One, A+, ACL'23
              → bullet 551
            #NLP | - | 2023-08-14 | Two, B+, ACL'23
        "#]],
    );
}

#[test]
fn what_is_an_anchor_and_what_is_prose() {
    check(
        "Issue Date: 2023-08-13\nOne, A+, ACL'23\nComment書式は Issue Date: の後に日付。`Issue Date: 2020-01-01` と書く。「Issue Date: 2020-01-01」も同じ。\n```\n#NotATag\nIssue Date: 2020-01-02\nNot an entry\n```\n",
        expect![[r#"
            no tags | - | 2023-08-13 | One, A+, ACL'23
              comment: 書式は Issue Date: の後に日付。`Issue Date: 2020-01-01` と書く。「Issue Date: 2020-01-01」も同じ。⏎```⏎#NotATag⏎Issue Date: 2020-01-02⏎Not an entry⏎```
        "#]],
    );
    check_no_entries("");
    check_no_entries("# A Heading\n#tag ・2094\nno date here\n");
    check_no_entries("```\nIssue Date: 2020-01-02\nNot an entry\n```\n");
}

#[test]
fn dates_as_written() {
    check(
        "Issue Date: 2025-13-40\nOne, A+, ACL'23\nIssue Date: 2025/07/30 Two, B+, ACL'23\nIssue Date: 2025-07-30[Paper Note] Three, C+, ACL'23\n",
        expect![[r#"
            no tags | - | 2025-13-40 | One, A+, ACL'23
            no tags | - | 2025/07/30 | Two, B+, ACL'23
            no tags | - | 2025-07-30 | [Paper Note] Three, C+, ACL'23
        "#]],
    );
}

#[test]
fn ids_that_are_the_entrys_own_and_those_that_may_not_be() {
    let page = parse(
        "Issue Date: 2025-01-01\nOne, A+, ACL'23\nSummary要約。 https://arxiv.org/abs/2406.08464v2\nComment関連 https://arxiv.org/abs/2410.05258 と https://arxiv.org/abs/2411.00001\n",
    );
    let entry = &page.entries[0];
    assert_eq!(entry.ids.iter().map(|id| &*id.id).collect::<Vec<_>>(), ["2406.08464"]);
    let in_prose = "Issue Date: 2025-01-01\nOne, A+, ACL'23\nSummary先行研究 https://arxiv.org/abs/2406.08464 を拡張。\n";
    assert_eq!(parse(in_prose).entries[0].ids, [].into());
    assert_eq!(parse(&in_prose.replace(" を拡張。", "")).entries[0].ids, [].into());
    assert_eq!(entry.linked_id.as_ref().map(|id| &*id.id), Some("2410.05258"));
}

#[test]
fn a_summary_may_be_missing_and_so_may_all_but_the_title() {
    check(
        "#A Issue Date: 2017-12-28 Neural Machine Translation, Kazuma Hashimoto+, EMNLP'17 #B #C Issue Date: 2018-10-06 Headlines, Ayana+, N_A, arXiv'16 Summary要約\n",
        expect![[r#"
            #A | - | 2017-12-28 | Neural Machine Translation, Kazuma Hashimoto+, EMNLP'17
            #B #C | - | 2018-10-06 | Headlines, Ayana+, N_A, arXiv'16
              summary: 要約
        "#]],
    );
}

#[test]
fn examples_in_code_are_no_entries() {
    check_no_entries("Write `#NLP Issue Date: 2025-07-30 Title` on one line.\n");
    check_no_entries("For example:\n\n    #NLP\n    Issue Date: 2025-07-30\n    Title\n");
    check_no_entries("これは Issue Date: 2025 年のものではない\n");
}

#[test]
fn dates_that_are_glued_or_japanese() {
    check(
        "Issue Date: 2025年7月30日\nOne, A+, ACL'23\nIssue Date: 2025-07-302D Gaussian Splatting, B+, ACL'23\nIssue Date: 2025-07-30.\nThree, C+, ACL'23\n",
        expect![[r#"
            no tags | - | 2025年7月30日 | One, A+, ACL'23
            no tags | - | 2025-07-30 | 2D Gaussian Splatting, B+, ACL'23
            no tags | - | 2025-07-30 | Three, C+, ACL'23
        "#]],
    );
}

#[test]
fn dates_in_words_behind_tags() {
    check(
        "#A\nIssue Date: Jan 5, 2024\nOne, A+, ACL'23\n#B\nIssue Date: TODO\nTwo, B+, ACL'23\n#C\nIssue Date: 5 Jan 2024\nThree, C+, ACL'23\nIssue Date: は日付の前に書く\n",
        expect![[r#"
            #A | - | Jan 5, 2024 | One, A+, ACL'23
            #B | - | TODO | Two, B+, ACL'23
            #C | - | 5 Jan 2024 | Three, C+, ACL'23
        "#]],
    );
}

#[test]
fn an_anchor_is_no_date_of_another() {
    check(
        "#A\nIssue Date: Issue Date: 2025-01-01\n",
        expect![[r#"
            #A | - | - | -
            no tags | - | 2025-01-01 | -
        "#]],
    );
}

#[test]
fn a_label_with_a_space_behind_a_whole_title() {
    check(
        "Issue Date: 2024-01-05 One, A+, ICLR'22 Comment see #103; #104 is new. #B Issue Date: 2024-01-05 Two, B+, ICLR'22 Summary: 本文\n",
        expect![[r#"
            no tags | - | 2024-01-05 | One, A+, ICLR'22
              → hash 103
              → hash 104
            #B | - | 2024-01-05 | Two, B+, ICLR'22
        "#]],
    );
}

#[test]
fn a_byte_order_mark_is_no_text() {
    check(
        "\u{feff}#NLP\nIssue Date: 2025-01-01\nOne, A+, ACL'23\n",
        expect![[r#"
        #NLP | - | 2025-01-01 | One, A+, ACL'23
    "#]],
    );
    check(
        "\u{feff}Issue Date: 2025-01-01\nOne, A+, ACL'23\n",
        expect![[r#"
        no tags | - | 2025-01-01 | One, A+, ACL'23
    "#]],
    );
    check(
        "\u{feff}NLP\nIssue Date: 2025-01-01\nOne, A+, ACL'23\n",
        expect![[r#"
        heading: NLP
        no tags | - | 2025-01-01 | One, A+, ACL'23
    "#]],
    );
}

#[test]
fn a_title_that_begins_with_a_link() {
    check(
        "Issue Date: 2025-01-01\n[[Paper Note] Alpha](https://github.com/o/r/issues/28), A Bee+, arXiv'25 Summary要約\n",
        expect![[r#"
            no tags | 28 | 2025-01-01 | [[Paper Note] Alpha](https://github.com/o/r/issues/28), A Bee+, arXiv'25
              summary: 要約
        "#]],
    );
}

#[test]
fn names_that_begin_like_labels_in_titles_without_a_venue() {
    check(
        "Issue Date: 2025-01-01\nLearning with CommentBERT, A Bee\nSummary要約。\nIssue Date: 2025-01-02 題名 Comment元ポスト\n",
        expect![[r#"
            no tags | - | 2025-01-01 | Learning with CommentBERT, A Bee
              summary: 要約。
            no tags | - | 2025-01-02 | 題名
              comment: 元ポスト
        "#]],
    );
}

/// Pieces from which any page, right or wrong, can be put together.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Issue Date: "),
        Just("2025-01-01"),
        Just("2025-13-99"),
        Just("Issue: 12"),
        Just("#NLP"),
        Just("# "),
        Just("#2D (Image)"),
        Just("#12"),
        Just("・2094"),
        Just("・8B"),
        Just("Summary"),
        Just("Comment"),
        Just("要約"),
        Just("😱"),
        Just("\u{3000}"),
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just(" "),
        Just(" "),
        Just("`"),
        Just("```\n"),
        Just("[Paper Note] "),
        Just("A Title, B+, arXiv'25"),
        Just(", "),
        Just("https://arxiv.org/abs/2406.08464"),
        Just("[x](https://github.com/o/r/issues/7)"),
        Just("- 12"),
        Just("\u{85}"),
        Just("e\u{301}"),
        Just("('’"),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Reading never fails, entries follow each other, and every part lies inside its entry, in order.
    #[test]
    fn any_text_can_be_read(text in pieces()) {
        let page = parse(&text);
        let mut last = page.heading.map_or(0, |heading| heading.end());
        for entry in &page.entries {
            prop_assert!(entry.span.start() >= last);
            last = entry.span.end();
            let mut at = entry.span.start();
            let tags = entry.tags.iter().map(|tag| tag.span);
            let title = entry.title.iter().map(|title| title.span);
            for span in tags.chain(title) {
                prop_assert!(entry.span.contains(span) && span.start() >= at, "{span:?} in {:?}", entry.span);
                at = span.end();
            }
            prop_assert!(entry.body.start() >= at && entry.body.end() == entry.span.end());
            let sections = [&entry.summary, &entry.comment].into_iter().flatten().map(|passage| passage.span);
            for span in sections {
                prop_assert!(entry.body.contains(span) && span.start() >= at);
                at = span.end();
            }
            let mut at = entry.body.start();
            for reference in &entry.references {
                prop_assert_eq!(&text[reference.span.range()], reference.number.to_string());
                prop_assert!(entry.body.contains(reference.span) && reference.span.start() >= at);
                at = reference.span.end();
            }
        }
    }

    /// White space at the ends of a page changes nothing but places.
    #[test]
    fn blank_lines_around_a_page_change_nothing(text in pieces()) {
        prop_assert_eq!(describe(&text), describe(&format!("\n{text}\n")));
    }
}
