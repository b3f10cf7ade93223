//! Tests of completion: what is offered where, and that what is put in replaces just what was typed.

mod tags;

use super::*;
use crate::edit::{TextEdit, apply};
use crate::fixture::Fixture;
use tags::TAGS;

/// The labels offered at the cursor, and the text after the first was put in.
#[track_caller]
fn offered(fixture: &str) -> (Vec<String>, Option<String>) {
    let fixture = Fixture::new(fixture);
    let list = completions(&fixture.index, fixture.file, fixture.cursor, civil::date(2026, 11, 23));
    let first = list.items.first().map(|item| {
        let edit = TextEdit { span: item.span, new: item.insert.clone() };
        apply(&fixture.text(), &[edit]).expect("an edit that fits")
    });
    let labels = list.items.iter().map(|item| format!("{} ({})", item.label, item.detail));
    (labels.collect(), first)
}

#[track_caller]
fn check(fixture: &str, labels: &[&str]) {
    assert_eq!(offered(fixture).0, labels);
}

#[track_caller]
fn check_no(fixture: &str) {
    check(fixture, &[]);
}

#[track_caller]
fn check_edit(fixture: &str, after: &str) {
    assert_eq!(offered(fixture).1.as_deref(), Some(after));
}

const NUMBERS: &str = "\
//- issues.json
[{\"number\":2094,\"title\":\"[Paper Note] Magpie: Alignment Data Synthesis from Scratch, Zhangchen Xu+, ICLR'25\",\"createdAt\":\"2025-05-01T00:00:00Z\"},
{\"number\":1466,\"title\":\"Differential Transformer, Tianzhu Ye+, ICLR'25\"},
{\"number\":209,\"title\":\"言語モデルの物理学, 佐藤竜馬, 2025.03\"},
{\"number\":7,\"title\":\"あ\"}]
//- page.txt
Issue Date: 2025-01-01
A Title, B+, ACL'23
Comment関連:
";

#[test]
fn numbers_by_number_title_author_and_venue_in_any_order() {
    check(
        &format!("{NUMBERS}・magp$0"),
        &["2094  Magpie: Alignment Data Synthesis from Scratch (ICLR'25 · 2025-05-01)"],
    );
    let both = [
        "2094  Magpie: Alignment Data Synthesis from Scratch (ICLR'25 · 2025-05-01)",
        "209  言語モデルの物理学 (2025)",
    ];
    check(&format!("{NUMBERS}・209$0"), &[both[1], both[0]]);
    check(
        &format!("{NUMBERS}・xu data$0"),
        &["2094  Magpie: Alignment Data Synthesis from Scratch (ICLR'25 · 2025-05-01 · Zhangchen Xu+)"],
    );
    check(&format!("{NUMBERS}・物理$0"), &both[1..]);
    check(&format!("{NUMBERS}・iclr trans$0"), &["1466  Differential Transformer (ICLR'25)"]);
    check(&format!("{NUMBERS}・dftr$0"), &["1466  Differential Transformer (ICLR'25)"]);
}

/// Notes with tags, summaries and comments.
const LIBRARY: &str = "\
//- library.txt
#NLP
#RLHF
Issue: 101
Issue Date: 2024-01-01
Direct Preference Optimization, Rafael Rafailov+, NeurIPS'23
Summary報酬モデルを使わずに選好から学習する。
#NLP
#RLHF
Issue: 102
Issue Date: 2024-02-01
Reward Modeling at Scale, José Núñez+, arXiv'24
Summary大規模な報酬のベンチマークを作る。
Comment・101
#NLP
Issue: 103
Issue Date: 2024-03-01
Tokenizers Considered Harmful, Anna Smith+, ACL'24
Summaryトークナイザの頑健性を調べる。
#CV
Issue: 104
Issue Date: 2024-03-02
Segment Anything Again, Bo Li+, CVPR'24
Summary画像の領域を分割する。
//- page.txt
";

/// The numbers offered behind what is typed in an entry on `#NLP` and `#RLHF`, in their order.
#[track_caller]
fn check_numbers(typed: &str, numbers: &[&str]) {
    let entry = "#NLP\n#RLHF\nIssue: 105\nIssue Date: 2024-04-01\nA New One, C+, ACL'25\nComment・103\n";
    let (labels, _) = offered(&format!("{LIBRARY}{entry}・{typed}$0\n"));
    let found: Vec<&str> = labels.iter().map(|label| label.split(' ').next().unwrap()).collect();
    assert_eq!(found, numbers, "{typed}: {labels:?}");
}

#[test]
fn entries_are_found_by_whatever_is_known_of_them() {
    for (typed, number) in [
        ("dpo", "101"),
        ("ベンチマーク", "102"),
        ("ﾍﾞﾝﾁﾏｰｸ", "102"),
        ("ＲＥＷＡＲＤ modeling", "102"),
        ("nunez", "102"),
        ("harmful tokenziers", "103"),
        ("tknzrs", "103"),
        ("トークナイザー", "103"),
        ("cvpr", "104"),
        ("領域", "104"),
        ("anything segment", "104"),
        ("10 reward", "102"),
    ] {
        check_numbers(typed, &[number]);
    }
    // Nobody has all of the words, not even nearly.
    for typed in ["領域 reward", "zzzz", "dpq", "ベンチ領域", "modelonggg"] {
        check_numbers(typed, &[]);
    }
}

#[test]
fn what_is_most_likely_cited_comes_first_and_what_is_cited_already_last() {
    // Both tags, then one; the entry itself and what it cites are hardly meant.
    check_numbers("", &["102", "101", "104", "105", "103"]);
    check_numbers("10", &["102", "101", "104", "105", "103"]);
    check_numbers("nlp", &["102", "101", "105", "103"]);
}

#[test]
fn the_list_says_why_an_entry_is_in_it() {
    let entry = "#NLP\n#RLHF\nIssue Date: 2024-04-01\nA New One, C+, ACL'25\nComment\n";
    let labels = |typed: &str| offered(&format!("{LIBRARY}{entry}・{typed}$0\n")).0;
    assert_eq!(
        labels("選好"),
        ["101  Direct Preference Optimization (NeurIPS'23 · 2024-01-01 · in its text)"]
    );
    assert_eq!(labels("smith"), ["103  Tokenizers Considered Harmful (ACL'24 · 2024-03-01 · Anna Smith+)"]);
    assert_eq!(labels("cv"), ["104  Segment Anything Again (CVPR'24 · 2024-03-02 · #CV)"]);
    assert_eq!(labels("")[0], "102  Reward Modeling at Scale (arXiv'24 · 2024-02-01 · #NLP #RLHF)");
}

#[test]
fn a_sentence_is_not_looked_for_in_texts() {
    check_numbers("報酬のベンチマーク", &[]);
    check_numbers("報酬", &["102", "101"]);
}

#[test]
fn a_number_replaces_what_was_typed() {
    let page = NUMBERS.rsplit("//- page.txt\n").next().unwrap();
    check_edit(&format!("{NUMBERS}・magp$0\n次"), &format!("{page}・2094\n次"));
    check_edit(&format!("{NUMBERS}x https://a.b・magpie data$0"), &format!("{page}x https://a.b・2094"));
    check_edit(&format!("{NUMBERS}(#20$0)"), &format!("{page}(#2094)"));
    check_edit(&format!("{NUMBERS}- magp$0"), &format!("{page}- 2094"));
    check_edit(&format!("{NUMBERS}・$0"), &format!("{page}・2094"));
}

#[test]
fn numbers_and_tags_behind_a_hash_and_digits() {
    let tags = TAGS.replace("//- page.txt\n", "");
    check(
        &format!("{tags}{NUMBERS}参考: #2$0"),
        &[
            "2094  Magpie: Alignment Data Synthesis from Scratch (ICLR'25 · 2025-05-01)",
            "209  言語モデルの物理学 (2025)",
            "2D (Image) (1 entry)",
        ],
    );
}

#[test]
fn no_numbers_for_prose() {
    for text in [
        "・学習手法$0",
        "・magp、$0",
        "- $0",
        "magp$0",
        "`・magp$0",
        "・ magp$0",
        "1. magp$0",
        "ダウン・magp$0",
        "モデル・$0",
        "- agpie$0",
    ] {
        check_no(&format!("{NUMBERS}{text}"));
    }
}

#[test]
fn an_entry_comes_last_in_its_own_comment() {
    let page = NUMBERS.replace("A Title, B+, ACL'23", "Differential Transformer, Tianzhu Ye+, ICLR'25");
    let own = "1466  Differential Transformer (ICLR'25 · 2025-01-01)";
    assert_eq!(offered(&format!("{page}・iclr$0")).0.last().map(String::as_str), Some(own));
    assert_eq!(offered(&format!("{page}・$0")).0.last().map(String::as_str), Some(own));
}

#[test]
fn nothing_in_a_repository_without_entries() {
    check_no("#$0");
    check_no("・$0");
}

const NOTED: &str = "\
//- a.txt
#NLP
Issue: 12
Issue Date: 2025-01-01
[Paper Note] Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25
#NLP
Issue Date: 2025-01-01
拡散モデルの物理学, 佐藤竜馬, 2025.03
//- issues.json
[{\"number\":2094,\"title\":\"Differential Transformer, Tianzhu Ye+, ICLR'25\"}]
//- page.txt
";

#[test]
fn a_title_that_is_noted_says_so_while_it_is_typed() {
    let magpie = "Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25";
    let noted = &format!("Already noted as #12 ([Paper Note] {magpie})");
    for typed in [
        "Magpie",
        "magpie alignment",
        "[Paper Note] Magpie: Alignment Data Synthesis, Zhang",
        "Magpie: Alignment Data Synthesis, Zhangchen Xu+, arXiv'24, 2024.06",
        magpie,
        "Magpie: ",
    ] {
        check(&format!("{NOTED}#NLP\nIssue Date: 2025-01-02\n{typed}$0\nSummary要約\n"), &[noted]);
        check(
            &format!("{NOTED}文。 #NLP Issue Date: 2025-01-02 {typed}$0\n#QA\nIssue Date: 2025-01-03\nT\n"),
            &[noted],
        );
    }
    check(
        &format!("{NOTED}Issue Date: 2025-01-02\n拡散モデル$0\n"),
        &["Already noted in a.txt (拡散モデルの物理学, 佐藤竜馬, 2025.03)"],
    );
    check(
        &format!("{NOTED}Issue Date: 2025-01-02\nDifferential Tr$0\n"),
        &["Already noted as #2094 (Differential Transformer, Tianzhu Ye+, ICLR'25)"],
    );
    let before = "#NLP Issue Date: 2025-01-02 ";
    check_edit(
        &format!("{NOTED}{before}Magpie: Al$0\nComment😱\n"),
        &format!("{before}[Paper Note] {magpie}\nComment😱\n"),
    );
}

#[test]
fn a_title_of_its_own_says_nothing() {
    for page in [
        // Too little, another paper, inside of the title, the entry itself.
        "Issue Date: 2025-01-02\nMagp$0\n",
        "Issue Date: 2025-01-02\nMagpie: Birds of Europe$0\n",
        "Issue Date: 2025-01-02\nMagpie: Al$0ignment\n",
        "Issue: 12\nIssue Date: 2025-01-02\nMagpie: Alignment$0\n",
        // The catalog lists this very entry; so does the page of a tag.
        "Issue Date: 2025-01-02\nDifferential Transformer, Tianzhu Ye+, ICLR'25$0\n",
        "NLP\n#NLP\nIssue Date: 2025-01-01\nMagpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25$0\n",
        "Issue Date: 2025-01-02\nT, B+, ACL'23\nComment Magpie: Alignment$0\n",
    ] {
        check_no(&format!("{NOTED}{page}"));
    }
    let many: String = (0..20).map(|n| format!("Issue Date: 2025-01-01\nA Survey of Thing {n}\n")).collect();
    check_no(&format!("//- a.txt\n{many}//- page.txt\nIssue Date: 2025-01-02\nA Survey of$0\n"));
}

#[test]
fn what_is_no_query_stays() {
    let page = |text: &str| format!("{NUMBERS}{text}");
    for text in [
        "- [ ] magp$0",
        "- [x] magp$0",
        "- `magp$0",
        "・(magp$0",
        "・**magp$0",
        "・→magp$0",
        "・👍magp$0",
        "・magp…$0",
        "・magp!$0",
        "・2094 $0",
        "- 2025$0",
        "・4294967295$0",
        "・99999999$0",
    ] {
        check_no(&page(text));
    }
    assert!(!offered(&page("・magp-$0")).0.is_empty());
}

#[test]
fn no_numbers_in_front_matter_and_summaries() {
    let note = "//- s.md\n---\nissue: 77\ntitle: T\ndate: 2024-01-01\ntags:\n  - magp$0\n---\nb\n";
    let catalog = NUMBERS.replace("//- page.txt", "//- other.txt");
    check_no(&format!("{catalog}{note}"));
    check_no(&format!("{catalog}{}", note.replace("magp$0", "NLP").replace("title: T", "title: ・magp$0")));
    assert!(
        !offered(&format!("{catalog}{}", note.replace("magp$0", "NLP").replace("\nb\n", "\n・magp$0\n")))
            .0
            .is_empty()
    );
    let summary = "Issue Date: 2025-01-02\nAnother, C+, ACL'23\nSummary要約\n・magp$0\n";
    check_no(&format!("{NUMBERS}{summary}"));
    assert!(!offered(&format!("{NUMBERS}{}", summary.replace("要約\n", "要約\nComment\n"))).0.is_empty());
}

#[test]
fn a_number_of_a_digit_says_little_beside_a_word() {
    let more = "{\"number\":312,\"title\":\"Llama Adapters for Small Vision Models, B+, ACL'24\"}";
    let notes = NUMBERS.replace(
        "[{",
        &format!("[{more},{{\"number\":2000,\"title\":\"Llama 3: A Herd of Open Models, D+, arXiv'24\"}},{{"),
    );
    let first = |query: &str| offered(&format!("{notes}・{query}$0")).0.into_iter().next().unwrap();
    assert!(first("llama 3").starts_with("2000 "), "{}", first("llama 3"));
    assert!(first("llama 312").starts_with("312 "), "{}", first("llama 312"));
    assert!(first("２０９４").starts_with("2094 "), "{}", first("２０９４"));
}
