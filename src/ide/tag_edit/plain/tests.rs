//! Where the short proof holds, reading the page again says the same.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::tried;
use super::*;

/// The places of a name in a file.
fn places(file: &File, name: &str) -> Vec<Place> {
    let entries = file.entries().iter().enumerate();
    let tags =
        entries.flat_map(|(at, entry)| names(entry).enumerate().map(move |(tag, name)| ((at, tag), name)));
    tags.filter(|(_, other)| *other == name).map(|(place, _)| place).collect()
}

/// Renames each tag of a page to each of the names, and returns how often the short proof holds, and how often the long
/// one does.
fn compare(path: &str, text: &str, news: &[&str]) -> (usize, usize) {
    let Some(file) = File::parse(path, text, false) else { return (0, 0) };
    let mut tags: Vec<&str> = file.entries().iter().flat_map(|entry| names(entry)).collect();
    tags.sort_unstable();
    tags.dedup();
    let (mut short, mut long) = (0, 0);
    for (old, new) in tags.iter().flat_map(|old| news.iter().map(move |new| (*old, *new))) {
        let places = places(&file, old);
        let read = tried(&file, &places, Some(new)).map(|edit| edit.edits);
        long += usize::from(read.is_some());
        if let Some(edits) = edits(&file, &places, new) {
            short += 1;
            assert_eq!(Some(edits), read, "#{old} as #{new} in {text:?}");
        }
    }
    (short, long)
}

#[track_caller]
fn check(text: &str, new: &str) {
    let (short, _) = compare("a.txt", text, &[new]);
    assert_ne!(short, 0, "{text:?}");
}

#[track_caller]
fn check_no(text: &str, new: &str) {
    let file = File::parse("a.txt", text, false).unwrap();
    assert!(file.entries().iter().any(|entry| !entry.tags.is_empty()), "{text:?}");
    assert_eq!(compare("a.txt", text, &[new]).0, 0, "{text:?}");
}

const REST: &str = "Issue Date: 2025-01-01\nA Title, B+, ACL'23\nComment `x`\n";

#[test]
fn usual_pages_are_not_read_again() {
    check(&format!("見出し\n#NLP\n#2D (Image)\nIssue: 12\n{REST}#言語モデル\n{REST}"), "Language-Model 2");
    check(&format!("を導入。 #NLP #Admin'sPick {REST}"), "言語モデル");
    check(&format!("#NLP #QA Issue: 7 {REST}次。 #NLP #QA Issue: 8 {REST}"), "Question Answering");
}

#[test]
fn what_may_mean_something_else_is_read_again() {
    for new in ["a`b", "<!--", "x: y", "https", "Issue", "a #b", "12", "Ａ\u{3000}b", " a", "", "a\nb", "NLP"]
    {
        let (short, _) = compare("a.txt", &format!("#QA\n#NLP\n{REST}"), &[new]);
        assert_eq!(short, usize::from(new == "https") * 2, "{new:?}");
    }
    check_no(&format!("#a`b\n{REST}"), "c");
    check_no("Issue Date: 5 Jan 2024\n#QA\nIssue Date: 2025-01-01\nT\n", "c");
    check_no("Issue Date: 2025-01-01\u{3000}#QA\nIssue Date: 2025-01-01\nT\n", "c");
    check_no("#QA Issue Date: 2025-01-01 T\nIssue Date: TODO\n", "c");
    let site = "<span class=\"issue_date\">Issue Date: 2023-04-27</span>";
    check_no(&format!("#QA\n{REST}`{site}`\n"), "c");
    let single = "---\ntitle: A\ntags: [nlp]\n---\n";
    assert_eq!(compare("a.md", single, &["c"]), (0, 1));
}

/// A longer name makes of the date below none, and of a long line that is none a date.
#[test]
fn names_whose_length_counts() {
    let long = "long".repeat(25);
    let short_line = "#QA Issue Date: 2025-01-01 T\nIssue Date: TODO\n";
    let swallowed = format!("Issue: 5\nIssue Date: #{long}\nIssue Date: 2025-01-01\nT\n");
    // The tag below stands on the line of the date that would be no date of its own any more.
    let shared_line = "#QA Issue Date: 2025-01-01#NLP\nIssue Date: TODO\n";
    for (text, new) in [(short_line, long.as_str()), (shared_line, &long), (swallowed.as_str(), "QA")] {
        let (short, long) = compare("a.txt", text, &[new]);
        assert_eq!((short, long), (0, 0), "{text:?}");
    }
}

const PARTS: &[&str] = &[
    "#NLP\n",
    "#QA ",
    "#2D (Image) ",
    "#言語モデル\n",
    "\n#C# ",
    " #a`b ",
    "#x <!-- ",
    "#y --> ",
    "#Issue\n",
    "#http ",
    "#VeryLongNameOfATag\n",
    "#論文 まとめ\n",
    "#GPT4 ",
    "#A\r",
    "#ab\r\n",
    " #N ",
    "\u{3000}#QA\n",
    "\t#QA ",
    "#12 ",
    "# ",
    "#",
    "##QA ",
    "#on X for Y\n",
    "Issue: 12\n",
    "Issue: 7 ",
    "Issue:#9\n",
    "Issue:",
    "Issue ",
    "Issue Date: 2025-01-01\n",
    "Issue Date: 2025-01-02 ",
    "Issue Date: 2025-13-40 ",
    "Issue Date: TODO\n",
    "Issue Date: ",
    "Issue Date:\n",
    "Issue Date: 5 Jan 2024\n",
    "Issue Date: 2025-1-3 ",
    "Issue Date: 2025-01-01",
    "Issue Date: 2025-01-01\r",
    "    Issue Date: 2025-02-02\n",
    "A Title, B+, ACL'23\n",
    "Another, C+, arXiv'25 ",
    "T ",
    "[Linked](https://github.com/o/r/issues/3), D+, KDD'20\n",
    "Summary要約。\n",
    "Comment感想 ",
    "Comment\n",
    "・2094\n",
    "#551 ",
    "下記画像は 1370より",
    "https://example.com/a#NLP",
    "http",
    "`",
    "``",
    "```\n",
    "~~~\n",
    "<!-- paper-notes: ignore a ",
    "-->",
    "<!--",
    "## Heading\n",
    "---\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\u{3000}",
    "\u{feff}",
    "文。",
    "😱",
    ", ",
    "://",
    "<span class=\"issue_date\">Issue Date: 2023-04-27</span>",
];
const NEWS: &[&str] = &[
    "c",
    "NLP",
    "QA",
    "2D",
    "Language Model 2",
    "言語モデル",
    "a b 4",
    "http",
    "X-",
    "on",
    "-",
    "A.",
    "a/b'(c)",
    "Summary",
    "Comment",
    "Date",
    "年",
    "2025-01-01",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
];
/// Whole entries, for pages that are read as such.
const ENTRIES: &[&str] = &[
    "#NLP\n#QA\nIssue: 12\nIssue Date: 2025-01-01\nA Title, Ann Other+, ACL'23\nSummary要約。\nComment感想\n・2094\n\n",
    "#NLP #CV Issue: 7 Issue Date: 2025-03-03 Third, C+, arXiv'25 Comment文。 ",
    "#QA Issue Date: 2025-01-01 T\n",
    "#QA Issue Date: 2025-01-01 T\r",
    "Issue Date: 2025-02-02 Another Title, Bea Bond, NAACL'24 ",
    "Issue Date: TODO\nUndated, D+, KDD'20\n",
    "Issue Date: #NLP ",
    "#NLP\n\nIssue Date: 2024-05-05.\nPlain, E+, ICML'22\nSummary `code #NLP と` \n```\n#NLP\nIssue Date: 2020-01-01\n```\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_of_anything(parts in prop::collection::vec(select(PARTS), 1..24)) {
        compare("a.txt", &parts.concat(), NEWS);
    }

    #[test]
    fn pages_of_entries_with_anything_put_in(
        entries in prop::collection::vec(select(ENTRIES), 1..5),
        put in prop::collection::vec((any::<Index>(), select(PARTS)), 0..4),
        gone in prop::collection::vec((any::<Index>(), 0_usize..12), 0..2),
    ) {
        let mut text = entries.concat();
        let places = |text: &str| (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect::<Vec<_>>();
        for (at, part) in put {
            let places = places(&text);
            text.insert_str(*at.get(&places), part);
        }
        for (at, len) in gone {
            let places = places(&text);
            let from = at.index(places.len());
            text.replace_range(places[from]..places[(from + len).min(places.len() - 1)], "");
        }
        compare("a.txt", &text, NEWS);
    }
}

/// The property is worth something only where the proof holds often.
#[test]
fn the_proof_holds_for_most_pages() {
    let (mut short, mut long) = (0, 0);
    for (a, b) in ENTRIES[..2].iter().flat_map(|a| ENTRIES.iter().map(move |b| (a, b))) {
        let found = compare("a.txt", &[*a, b, a].concat(), NEWS);
        (short, long) = (short + found.0, long + found.1);
    }
    assert!(short * 2 > long, "{short} of {long}");
}
