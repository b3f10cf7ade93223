//! Tests of rewrites: each is made and the whole text compared, and then it is not offered again, wherever in the
//! file. What changes a reference or a tag in one style does so in every style.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::config::Config;
use crate::disk;
use crate::edit::apply;
use crate::fixture::Fixture;
use crate::ide::findings;

fn today() -> civil::Date {
    civil::date(2026, 11, 23)
}

fn offered(fixture: &Fixture, title: &str) -> Vec<Rewrite> {
    let all = rewrites(&fixture.index, fixture.file, fixture.cursor, today()).into_iter();
    all.filter(|rewrite| rewrite.title.starts_with(title)).collect()
}

/// The first rewrite that is called like this makes `after` of the file, and is not offered again.
#[track_caller]
fn check(title: &str, before: &str, after: &str) {
    let fixture = Fixture::new(before);
    let found = offered(&fixture, title);
    let rewrite = found.first().expect("a rewrite");
    assert_eq!(rewrite.edit.path, fixture.index.file(fixture.file).path);
    let edited = apply(&fixture.text(), &rewrite.edit.edits).expect("edits that fit");
    assert_eq!(edited, after);
    let file = File::parse(&rewrite.edit.path, &edited, false).unwrap();
    let index = fixture.index.with(vec![file]);
    for offset in edited.char_indices().map(|(at, _)| at).chain([edited.len()]) {
        let again = rewrites(&index, fixture.file, offset, today());
        assert!(!again.contains(rewrite) && again.iter().all(|r| r.title != rewrite.title), "at {offset}");
    }
}

/// No rewrite is called like this.
#[track_caller]
fn check_no(title: &str, fixture: &str) {
    assert_eq!(offered(&Fixture::new(fixture), title), []);
}

const EXPORT: &str = "//- issues.json\n[{\"number\":2094,\"title\":\"Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25\",\"url\":\"https://github.com/o/r/issues/2094\"},{\"number\":1370,\"title\":\"LoRA: Low-Rank Adaptation, Edward Hu+, ICLR'22\",\"url\":\"https://github.com/o/r/issues/1370\"}]\n//- page.txt\n";
const MAGPIE: &str = "Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25";

#[test]
fn a_known_number_is_written_beside_the_date() {
    let title = "Write the number 2094 into the entry";
    let block = format!("#NLP\n#QA\nIssue Date: 2025-01-01\n{MAGPIE}\nComment\n・1370\n");
    let with = block.replace("Issue Date", "Issue: 2094\nIssue Date");
    check(title, &format!("{EXPORT}{}", block.replace("#QA", "#Q$0A")), &with);
    check(title, &format!("{EXPORT}{}", block.replace("Magpie", "Mag$0pie")), &with);
    let windows = |text: &str| text.replace('\n', "\r\n");
    check(title, &format!("{EXPORT}{}", windows(&block.replace("2025", "20$025"))), &windows(&with));
    let run_on = format!(
        "前の文。 #NLP Issue Date: 2025-01-01 {MAGPIE} Comment・1370 #QA Issue Date: 2025-01-02 Third, C+, ACL'24\n"
    );
    check(
        title,
        &format!(
            "{EXPORT}Issue Date: 2024-01-01 First, A+, ACL'24 Comment{}",
            run_on.replace("#NLP", "#N$0LP")
        ),
        &format!(
            "Issue Date: 2024-01-01 First, A+, ACL'24 Comment{}",
            run_on.replace("#NLP I", "#NLP Issue: 2094 I")
        ),
    );
    check(
        title,
        &format!("{EXPORT}#NLP Issue Date: 2025-01-01\n{MAGPIE}$0\n"),
        &format!("#NLP Issue: 2094 Issue Date: 2025-01-01\n{MAGPIE}\n"),
    );
    let note = format!("---\ntitle: \"{MAGPIE}\"\ndate: 2025-01-01\n---\nComment一\n");
    let export = EXPORT.replace("page.txt", "note.md");
    check(
        title,
        &format!("{export}{}", note.replace("Magpie", "Mag$0pie")),
        &note.replace("01-01\n", "01-01\nissue: 2094\n"),
    );
}

#[test]
fn a_number_that_no_catalog_gives_is_not() {
    let title = "Write the number";
    let block = format!("#NLP\nIssue Date: 2025-01-01\nMag$0pie{}\nComment\n・1370\n", &MAGPIE[6..]);
    check_no(title, &block);
    check_no(title, &format!("{EXPORT}{}", block.replace("Issue Date", "Issue: 7\nIssue Date")));
    check_no(title, &format!("{EXPORT}{}", block.replace("Issue Date", "Issue: 2094\nIssue Date")));
    check_no(title, &format!("{EXPORT}{}", block.replace("$0", "").replace("13", "1$03")));
    let elsewhere = format!("[{MAGPIE}](https://github.com/x/y/issues/5)");
    check_no(title, &format!("{EXPORT}Issue Date: 2025-01-01\n$0{elsewhere}\n"));
}

/// Six papers: `A` goes with `B` four times, `B` stands behind it; `C` goes with `A` once.
const TAGGED: &str = "//- a.txt\n#A\n#B\nIssue Date: 2024-01-01\nOne, B+, ACL'24\n#A\n#B\nIssue Date: 2024-01-02\nTwo, B+, ACL'24\n#A #B #C\nIssue Date: 2024-01-03\nThree, B+, ACL'24\n#A\n#B\nIssue Date: 2024-01-04\nFour, B+, ACL'24\n#D (x)\n#C\nIssue Date: 2024-01-05\nFive, B+, ACL'24\n";

#[test]
fn tags_that_go_together_are_added() {
    let add = |fixture: &str| -> Vec<String> {
        let found = offered(&Fixture::new(&format!("{TAGGED}{fixture}")), "Add the tag");
        found.into_iter().map(|rewrite| rewrite.title).collect()
    };
    let date = "Issue Date: 2025-01-01\nMine, X+, ACL'25\n";
    assert_eq!(add(&format!("//- page.txt\n#A$0\n{date}")), ["Add the tag #B", "Add the tag #C"]);
    assert_eq!(add(&format!("//- page.txt\n#A\n#B$0\n{date}")), ["Add the tag #C"]);
    assert_eq!(
        add(&format!("//- page.txt\n#C$0\n{date}")),
        ["Add the tag #A", "Add the tag #B", "Add the tag #D (x)"]
    );
    let first = "Issue Date: 2023-01-01\nFirst, Y+, ACL'23\nComment一";
    let windows = |text: &str| text.replace('\n', "\r\n");
    let add = |before: &str, after: &str| {
        let (before, after) = (format!("{first}{before}{date}"), format!("{first}{after}{date}"));
        check("Add the tag #D (x)", &format!("{TAGGED}//- page.txt\n{before}"), &after);
        let (before, after) = (windows(&before), windows(&after));
        check("Add the tag #D (x)", &format!("{TAGGED}//- page.txt\n{before}"), &after);
    };
    add("\n#C$0\n", "\n#C\n#D (x)\n");
    add("\n#E #C$0\n", "\n#E #C\n#D (x)\n");
    add("。 #C$0 ", "。 #C #D (x) ");
    add("。 #E #C$0\n", "。 #E #C\n#D (x)\n");
    check(
        "Add the tag #D (x)",
        &format!("{TAGGED}//- note.md\n---\ntitle: Mine\ntags: [C$0, 'E']\n---\n本文\n"),
        "---\ntitle: Mine\ntags: [C, 'E', \"D (x)\"]\n---\n本文\n",
    );
    check(
        "Add the tag #D (x)",
        &format!("{TAGGED}//- note.md\n---\ntitle: Mine\ntags:\n  - C$0\ndate: 2025-01-01\n---\n本文\n"),
        "---\ntitle: Mine\ntags:\n  - C\n  - \"D (x)\"\ndate: 2025-01-01\n---\n本文\n",
    );
}

#[test]
fn at_most_five_and_none_that_the_entry_has() {
    let many: String =
        (0..9).map(|n| format!("#A #T{n}\nIssue Date: 2024-01-01\nPaper number {n}, B+, ACL'24\n")).collect();
    let page = format!("//- a.txt\n{many}//- page.txt\n#A$0 #T0\nIssue Date: 2025-01-01\nMine, X+, ACL'25\n");
    let found = offered(&Fixture::new(&page), "Add the tag");
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|rewrite| rewrite.title != "Add the tag #T0"));
    let date = "Issue Date: 2025-01-01\nMine, X+, ACL'25\n";
    check_no("Add the tag", &format!("{TAGGED}//- page.txt\n#Unknown$0\n{date}"));
    check_no("Add the tag", &format!("{TAGGED}//- page.txt\n$0{date}"));
    check_no("Add the tag", &format!("{TAGGED}//- page.txt\n#A\n{}", date.replace("Mine", "Mi$0ne")));
    check_no("Add the tag", &format!("{TAGGED}//- page.txt\n#A\n{date}Comment感$0想\n"));
    check_no("Add the tag", &format!("{EXPORT}//- x.txt\nfoo$0\n"));
}

#[test]
fn the_tag_under_the_cursor_is_removed() {
    let date = "Issue Date: 2025-01-01\nMine, X+, ACL'25\n";
    let title = "Remove the tag #B c";
    check(title, &format!("#A\n#B$0 c\n#D\n{date}"), &format!("#A\n#D\n{date}"));
    check(title, "#A\r\n#B$0 c\r\nIssue Date: 2025-01-01\r\n", "#A\r\nIssue Date: 2025-01-01\r\n");
    check(title, &format!("文。 #A $0#B c #D {date}"), &format!("文。 #A #D {date}"));
    let note = |tags: &str| format!("---\ntitle: Mine\ntags: {tags}\ndate: 2025-01-01\n---\n本文\n");
    let list = |before: &str, after: &str| {
        check(title, &format!("//- note.md\n{}", note(before)), &note(after));
    };
    list("[A, \"B$0 c\", D]", "[A, D]");
    list("[B $0c, D]", "[D]");
    list("[A, 'B $0c']", "[A]");
    list("[\"B $0c\"]", "[]");
    list("\n- A\n- \"B$0 c\"\n- D", "\n- A\n- D");
    list("\n  - A\n  - B $0c", "\n  - A");
    list("A, B$0 c, D", "A, D");
    list("A, B$0 c", "A");
}

#[test]
fn what_is_no_tag_or_cannot_be_removed_alone_stays() {
    let date = "Issue Date: 2025-01-01\nMine, X+, ACL'25\n";
    check_no("Remove the tag", "#A\nIss$0ue Date: 2025-01-01\nMine, X+, ACL'25\n");
    check_no("Remove the tag", &format!("#A\n{date}Comment#1$02 #B\n"));
    // The second of two is what a fix removes.
    check_no("Remove the tag", &format!("#A\n#A$0\n{date}"));
    // Without it, the value would be none.
    check_no("Remove the tag", "//- note.md\n---\ntitle: A\nissue: 4\ntags: B$0\n---\n");
    check_no(
        "Remove the tag",
        "//- issues.json\n[{\"number\":7,\"title\":\"x\",\"labels\":[{\"name\":\"C$0\"}]}]\n",
    );
}

#[test]
fn tags_are_sorted_as_elsewhere() {
    let title = "Sort the tags";
    let date = "Issue Date: 2025-01-01\nMine, X+, ACL'25\n";
    check(title, &format!("{TAGGED}//- page.txt\n#B\n#A$0\n{date}"), &format!("#A\n#B\n{date}"));
    check(
        title,
        &format!("{TAGGED}//- page.txt\n#X\r\n$0#B\r\n#A\r\n{date}"),
        &format!("#X\r\n#A\r\n#B\r\n{date}"),
    );
    let run_on = "Issue Date: 2024-02-01 First, F+, ACL'24 Comment文。 ";
    check(title, &format!("{TAGGED}//- page.txt\n{run_on}$0#B #A {date}"), &format!("{run_on}#A #B {date}"));
    check(
        title,
        &format!("{TAGGED}//- note.md\n---\ntitle: Mine\ntags: [B$0, 'A']\n---\n"),
        "---\ntitle: Mine\ntags: [A, 'B']\n---\n",
    );
}

#[test]
fn tags_whose_order_is_not_clear_stay() {
    let title = "Sort the tags";
    let date = "Issue Date: 2025-01-01\nMine, X+, ACL'25\n";
    let none = |tags: &str| check_no(title, &format!("{TAGGED}//- page.txt\n{tags}{date}"));
    none("#A$0\n#B\n");
    // Seen in this order only once, and never.
    none("#C\n#A$0\n");
    none("#D (x)\n#A$0\n");
    // What is between them would change places with one of them, and nobody knows with which.
    none("#B\n#Unknown$0\n#A\n");
    none("#B\n#A\n#B$0\n");
    let other_way = "#B\n#A\nIssue Date: 2024-03-01\nSix, B+, ACL'24\n";
    check_no(title, &format!("{TAGGED}{other_way}//- page.txt\n#B\n#A$0\n{date}"));
    check_no(title, &format!("{TAGGED}//- page.txt\n#B\n#A\nIssue Date: 2025-01-01\nMi$0ne, X+, ACL'25\n"));
}

const HEAD: &str = "Issue Date: 2025-01-01\nMine, X+, ACL'25\n";
const URL: &str = "https://github.com/o/r/issues/2094";

/// A reference and a link become each other in a comment, with text around them.
#[track_caller]
fn both_ways(reference: &str, link: &str) {
    let cursor = |text: &str| text.replacen("2094", "20$094", 1);
    for style in
        [format!("{HEAD}Comment関連:\n"), format!("#A {} Comment関連: ", HEAD.replace('\n', " ").trim())]
    {
        let (reference, link) = (format!("{style}{reference}\n"), format!("{style}{link}\n"));
        check("Write 2094 as a link", &format!("{EXPORT}{}", cursor(&reference)), &link);
        check("Write the link as the reference", &format!("{EXPORT}{}", cursor(&link)), &reference);
    }
}

#[test]
fn a_reference_becomes_a_link_and_back() {
    both_ways("・2094", &format!("・{URL}"));
    both_ways("😱 #2094 と。", &format!("😱 {URL} と。"));
    both_ways("(#2094)", &format!("({URL})"));
    check(
        "Write the link",
        &format!("{EXPORT}{HEAD}Comment\n- {}\n", URL.replace("20", "20$0")),
        &format!("{HEAD}Comment\n- #2094\n"),
    );
    both_ways("・2094\n・1370", &format!("・{URL}\n・1370"));
    let note = "---\ntitle: Mine\ntags: [A]\n---\nSummary要約 ";
    check(
        "Write 2094 as a link",
        &format!("{EXPORT}//- note.md\n{note}#2$0094\n"),
        &format!("{note}{URL}\n"),
    );
    // Alone on its line it is a bullet, but not in a summary.
    let url = URL.replace("20", "20$0");
    check("Write the link", &format!("{EXPORT}{HEAD}Comment\n{url}\n"), &format!("{HEAD}Comment\n・2094\n"));
    check("Write the link", &format!("{EXPORT}{HEAD}Summary\n{url}\n"), &format!("{HEAD}Summary\n#2094\n"));
    check(
        "Write 1370 as a link",
        &format!("{EXPORT}{HEAD}Comment図は 13$070より\n"),
        &format!("{HEAD}Comment図は https://github.com/o/r/issues/1370より\n"),
    );
}

#[test]
fn a_link_is_a_reference_anywhere_in_its_address() {
    let page = |link: &str| format!("{EXPORT}{HEAD}Comment\n{link}\nと https://example.com/2094\n");
    let after = |link: &str| format!("{HEAD}Comment\n{link}\nと https://example.com/2094\n");
    for place in ["", "https:", "https://github.com/o/r", "https://github.com/o/r/issues/2094"] {
        let link = URL.replacen(place, &format!("{place}$0"), 1);
        check("Write the link", &page(&link), &after("・2094"));
        check("Write the link", &page(&format!("・{link}")), &after("・2094"));
        check("Write the link", &page(&format!("({link})")), &after("(#2094)"));
    }
    check("Write the link", &page(&format!("$0・{URL}")), &after("・2094"));
    let two =
        format!("{EXPORT}{HEAD}Comment {} と {}\n", URL.replace("2094", "1370"), URL.replace("o/r", "$0o/r"));
    check("Write the link", &two, &format!("{HEAD}Comment {} と #2094\n", URL.replace("2094", "1370")));
    for elsewhere in [format!("$0 {URL}"), format!("{URL} $0")] {
        check_no("Write the link", &page(&elsewhere));
    }
    check_no("Write the link", &page(URL).replace("https://ex", "https://$0ex"));
}

#[test]
fn what_would_not_be_the_same_reference_is_not_changed() {
    let to_link = |comment: &str| {
        check_no("Write 2094 as a link", &format!("{EXPORT}{HEAD}Comment{comment}\n"));
    };
    to_link("・20$094Reasoning");
    // A number that nothing has.
    let slip = format!("{EXPORT}{HEAD}Comment\n・18$029\n");
    check_no("Write 1829", &slip);
    to_link("#20$094/#1370");
    to_link(&URL.replace("2094", "20$094"));
    // Whose issues they are is not known.
    let unknown = format!("Issue: 2094\n{HEAD}Issue Date: 2025-01-02\nT, B+, ACL'23\nComment\n・20$094\n");
    check_no("Write 2094 as a link", &unknown);
    let to_reference = |comment: &str| {
        let comment = comment.replace("URL", &URL.replace("2094", "20$094"));
        check_no("Write the link", &format!("{EXPORT}{HEAD}Comment{comment}\n"));
    };
    to_reference("[題](URL)");
    to_reference("<URL>");
    to_reference("[1]: URL");
    to_reference("関連 URL#issuecomment-1");
    to_reference("関連 URL/files");
    to_reference("参照URL");
    to_reference("関連 URLを参照");
    to_reference("関連 `URL`");
    to_reference("関連 https://github.com/x/y/issues/20$094");
}

#[test]
fn a_number_in_prose_becomes_a_certain_reference() {
    let title = "Write 1370 as the reference";
    let certain = |before: &str, after: &str| {
        check(title, &format!("{EXPORT}{HEAD}Comment{before}\n"), &format!("{HEAD}Comment{after}\n"));
        let run_on = |text: &str| {
            let next = "#B Issue Date: 2025-01-02 T, B+, ACL'23\n";
            format!("#A Issue Date: 2025-01-01 Mine, X+, ACL'25 Comment{text} {next}")
        };
        check(title, &format!("{EXPORT}{}", run_on(before)), &run_on(after));
    };
    certain("下記画像は 13$070より引用。", "下記画像は #1370 より引用。");
    certain("詳細は 13$070、それと", "詳細は #1370、それと");
    certain("詳細は 13$070 を", "詳細は #1370 を");
    certain("・13$070LoRAの", "・#1370 LoRAの");
    certain("・13$070 も参照", "・#1370 も参照");
    certain("#13$070を参照", "#1370 を参照");
    certain("比べる。 13$070", "比べる。 ・1370");
    certain("関連: 13$070", "関連: ・1370");
    let lines = |before: &str, after: &str| {
        check(title, &format!("{EXPORT}{HEAD}Comment\n{before}\n"), &format!("{HEAD}Comment\n{after}\n"));
    };
    lines("- 13$070", "・1370");
    lines("- 13$070\n- 一つ目", "- #1370\n- 一つ目");
    lines("* 一つ目\n  * 13$070", "* 一つ目\n  * #1370");
    let note = "---\ntitle: Mine\ntags: [A]\n---\nComment";
    check(
        title,
        &format!("{EXPORT}//- note.md\n{note}画像は 13$070より\n"),
        &format!("{note}画像は #1370 より\n"),
    );
}

#[test]
fn what_is_certain_or_no_reference_stays() {
    let title = "Write 1370 as the reference";
    let stays = |comment: &str| check_no(title, &format!("{EXPORT}{HEAD}Comment{comment}\n"));
    stays("・13$070");
    stays("#13$070 と");
    stays("13$070個の");
    stays("図 13$070 は");
    check_no("Write 1371", &format!("{EXPORT}{HEAD}Comment・13$071LoRAの\n"));
    check_no(title, &format!("{EXPORT}{HEAD}Summary画像は 13$070より\n"));
}

#[test]
fn a_paper_is_noted_or_referred_to() {
    let noted = "//- old.txt\n#A\nIssue: 12\nIssue Date: 2024-01-01\nMagpie, Z+, ICLR'25\nSummary要約。 https://arxiv.org/abs/2406.08464v2\n//- page.txt\n";
    let page = |line: &str| {
        let next = "#B Issue: 20 Issue Date: 2025-01-02 T, B+, ACL'23\n";
        format!("Issue: 13\n{HEAD}Comment感想\n{line}\n{next}")
    };
    check(
        "Start a note on arXiv:2401.00001",
        &format!("{noted}{}", page("https://arxiv.org/abs/2401$0.00001")),
        &page("Issue: 21\nIssue Date: 2026-11-23\n\nSummary\nhttps://arxiv.org/abs/2401.00001"),
    );
    check(
        "Already noted as #12: Magpie",
        &format!("{noted}{}", page("https://arxiv.org/pdf/2406.$008464")),
        &page("・12"),
    );
    check_no("", &page("https://example.com/$0"));
}

#[test]
fn nothing_is_offered_in_catalogs_or_outside_entries() {
    for text in ["$0", "foo$0\n", "//- issues.json\n[{\"number\":7,\"title\":\"x\",\"body\":\"#1$02\"}]\n"] {
        check_no("", text);
    }
}

#[test]
fn it_says_so_in_japanese() {
    let page = format!(
        "//- .paper-notes.toml\nlanguage = 'ja'\n{EXPORT}#A\nIssue Date: 2025-01-01\n{MAGPIE}\n#A$0\n#B\n{HEAD}Comment #2094 1370より\n"
    );
    let fixture = Fixture::new(&page);
    let all: Vec<Rewrite> = (0..fixture.text().len())
        .filter(|at| fixture.text().is_char_boundary(*at))
        .flat_map(|at| rewrites(&fixture.index, fixture.file, at, today()))
        .collect();
    assert!(all.len() > 5);
    assert!(
        all.iter().all(|r| r.title.contains(|c: char| ('\u{3041}'..='\u{30fe}').contains(&c))),
        "{all:?}"
    );
}

/// Whatever is offered anywhere in the sample notes: once made, it is not offered again there, and what was right is not
/// found wrong. But a mirror that alone is changed differs from its page.
#[test]
fn nothing_that_is_offered_makes_a_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notes");
    let config = Config::default();
    let files = disk::load(&disk::walk(&root, &config).files, &config, disk::name, || {});
    let index = Index::new(files.files, Arc::new(config));
    let found = findings(&index);
    let mut made = BTreeMap::new();
    for (id, file) in index.files().filter(|(_, file)| file.is_page()) {
        let text = file.text.to_string();
        let mut seen = BTreeSet::new();
        // Between two letters of a word nothing else is offered than at its ends.
        let inside = |at: usize, c: char| c.is_alphanumeric() && text[..at].ends_with(char::is_alphanumeric);
        for (offset, _) in text.char_indices().filter(|(at, c)| !inside(*at, *c)) {
            for rewrite in rewrites(&index, id, offset, today()) {
                if !seen.insert((rewrite.title.clone(), rewrite.edit.edits.clone())) {
                    continue;
                }
                let edited = apply(&text, &rewrite.edit.edits).expect("edits that fit");
                let changed = index.with(vec![File::parse(&file.path, &edited, false).unwrap()]);
                let again = rewrites(&changed, id, offset.min(edited.len()), today());
                assert!(!again.contains(&rewrite), "{} at {offset} of {}", rewrite.title, file.path);
                let mut after = findings(&changed);
                after.remove("diverged-copy");
                let more = after.iter().find(|(code, count)| found.get(*code).is_none_or(|old| old < count));
                assert_eq!(more, None, "{} at {offset} of {}", rewrite.title, file.path);
                *made.entry(rewrite.title.split(' ').next().unwrap_or_default().to_owned()).or_insert(0) += 1;
            }
        }
    }
    assert!(made["Add"] > 20 && made["Remove"] > 20 && made["Write"] > 20, "{made:?}");
}
