//! The search finds what plainly looking at every entry finds.

use std::cmp::Reverse;
use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::fixture::Fixture;
use crate::index::File;
use crate::index::tests::{ALL, FEW, LINKS, steps, take};

#[track_caller]
fn check_search(query: &str, expected: &[&str]) {
    let fixture = Fixture::new(
        "//- issues.json\n[{\"number\":2094,\"title\":\"Magpie: Alignment Data, Zhangchen Xu+, ICLR'25\",\"labels\":[{\"name\":\"NLP\"}]},{\"number\":209,\"title\":\"Differential Transformer, Tianzhu Ye+, ICLR'25\",\"labels\":[{\"name\":\"NLP\"}]}]\n//- a.txt\n#Magpies\nIssue: 7\nIssue Date: 2025-01-01\n言語モデルの物理学, 佐藤竜馬, 2025.03\n//- NLP.txt\nNLP\n#NLP\nIssue: 7\nIssue Date: 2025-01-01\n言語モデルの物理学, 佐藤竜馬, 2025.03\n",
    );
    let index = &fixture.index;
    let found = workspace_symbols(index, query);
    assert_eq!(
        found.iter().map(|id| index.number(*id).unwrap().0.0.to_string()).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn entries_by_number_title_author_and_tag() {
    check_search("", &["2094", "209", "7"]);
    check_search("209", &["209", "2094"]);
    check_search("#2094", &["2094"]);
    check_search("xu align", &["2094"]);
    check_search("#nlp magpie", &["2094"]);
    check_search("magp", &["2094", "7"]);
    check_search("物理", &["7"]);
    check_search("nothing of it", &[]);
    check_search("#magpie transformer", &[]);
}

/// What the search has to find: every title and tag is folded, every number written out.
fn plainly(index: &Index, query: &str) -> Vec<EntryId> {
    let words: Vec<String> = fold(query).split_whitespace().map(str::to_owned).collect();
    let mut ranks: HashMap<EntryId, u32> = HashMap::new();
    for (id, entry) in index.page_entries().chain(index.catalog_entries()) {
        let number = index.number(id).map(|(number, _)| number.0);
        if let Some(rank) = plain_rank(entry, number, &words) {
            ranks.entry(index.paper(id)).and_modify(|best| *best = rank.min(*best)).or_insert(rank);
        }
    }
    let found = ranks.into_iter().map(|(paper, rank)| {
        let number = index.number(paper).map(|(number, _)| number);
        (rank, Reverse(number), number.and_then(|number| home(index, number)).unwrap_or(paper))
    });
    let mut found: Vec<(u32, Reverse<Option<Number>>, EntryId)> = found.collect();
    found.sort();
    found.into_iter().take(MOST).map(|(.., id)| id).collect()
}

/// How far from the query an entry is; `None` where a word is not in it.
fn plain_rank(entry: &Entry, number: Option<u32>, words: &[String]) -> Option<u32> {
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    let line = entry.title.as_ref().map(|title| fold(&title.line)).unwrap_or_default();
    let mut rank = 0;
    for word in words {
        let tagged = || {
            let tags = entry.tags.iter().map(|tag| fold(&tag.name));
            let word = word.trim_start_matches('#');
            tags.filter(|tag| tag.starts_with(word)).map(|tag| u32::from(tag != word)).min()
        };
        let digits = word.trim_start_matches('#');
        let numbered =
            (!digits.is_empty() && number.starts_with(digits)).then(|| u32::from(number != digits));
        let in_line = || {
            let starts = |(at, _)| line[..at].chars().next_back().is_none_or(|c: char| !c.is_alphanumeric());
            line.match_indices(word.as_str()).map(starts).max().map(|starts| if starts { 2 } else { 4 })
        };
        rank += match numbered {
            Some(rank) => rank,
            None if word.starts_with('#') => tagged()?,
            None => in_line().or_else(|| tagged().map(|rank| rank + 5))?,
        };
    }
    Some(rank)
}

const QUERIES: &[&str] = &[
    "",
    " ",
    "#",
    "##",
    "a",
    "e",
    "deep on",
    "on fly",
    "editorial",
    "vaswani attention",
    "#nlp",
    "#N.L.P",
    "#c",
    "nlp",
    "lang",
    "7",
    "#7",
    "1",
    "12",
    "0",
    "#0",
    "07",
    "99999999999",
    "2025",
    "'17",
    "sahoo arxiv",
    "物理",
    "言語",
    "モデル",
    "ﾓﾃﾞﾙ",
    "ＮＬＰ",
    "#言語モデル",
    "müller",
    "MU\u{308}LLER",
    "muller",
    "ü",
    "ss",
    "straße",
    "#straße",
    "fi",
    "が",
    "2d",
    "#2d (image",
    "zzzz",
    "nlp zzzz",
    "a 1",
    "#nlp a 2",
    "l l",
];

/// Compares all of what is found, as it stands.
fn compare(index: &Index) -> Result<(), TestCaseError> {
    for query in QUERIES {
        prop_assert_eq!(workspace_symbols(index, query), plainly(index, query), "{}", query);
    }
    Ok(())
}

const TITLES: &[&str] = &[
    "言語モデルの物理学, 佐藤竜馬, 2025.03",
    "ｶﾞｲﾄﾞ が か\u{3099} Deep Learning, Bingbin Müller+, COLT'17",
    "Straße und ﬁn, Mu\u{308}ller+, ACL'23",
    "ＮＬＰ　入門 12 章, İnci Öz+, arXiv'17",
    "Attention 7 on 120 Layers, Ashish Vaswani+, NeurIPS'17",
    "l",
];
const TAGS: &[&str] = &["NLP", "nlp", "ＮＬＰ", "言語モデル", "2D (Image)", "Straße", "C", "Müller"];
const NUMBERS: &[&str] = &["", "", "Issue: 7\n", "Issue: 12\n", "Issue: 120\n", "Issue: 2094\n"];

fn entries() -> impl Strategy<Value = String> {
    let tags = prop::collection::vec(select(TAGS), 0..4);
    let entry = (tags, select(NUMBERS), select(TITLES)).prop_map(|(tags, number, title)| {
        let tags: String = tags.iter().map(|tag| format!("#{tag}\n")).collect();
        format!("{tags}{number}Issue Date: 2025-01-01\n{title}\n")
    });
    prop::collection::vec(entry, 0..8).prop_map(|entries| entries.concat())
}

fn catalog() -> impl Strategy<Value = String> {
    let issue = (1..130_u32, select(TITLES), select(TAGS));
    let issue = issue.prop_map(|(number, title, tag)| {
        serde_json::json!({ "number": number, "title": title, "labels": [{ "name": tag }] })
    });
    prop::collection::vec(issue, 1..5).prop_map(|issues| serde_json::Value::from(issues).to_string())
}

#[test]
fn the_best_of_many() {
    let many: String = (1..700)
        .map(|at| {
            format!("#NLP\nIssue: {at}\nIssue Date: 2025-01-01\nTitle {at} of {}, B+, ACL'23\n", at % 7)
        })
        .collect();
    let again = many.replace("Issue: ", "Issue: 9").replace("#NLP", "#CV");
    let files = [("a.txt", many), ("b.txt", again)];
    let files = files.iter().filter_map(|(path, text)| File::parse(path, text, false).map(Into::into));
    let index = Index::new(files, Default::default());
    for query in ["", "title", "of 3", "9", "#nlp", "6 of", "itle"] {
        let found = workspace_symbols(&index, query);
        assert_eq!(found, plainly(&index, query), "{query}");
        assert!(found.len() > 50, "{query}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_plainly_looking_finds(pages in prop::collection::vec(entries(), 1..4), catalog in catalog()) {
        let names = ["a.txt", "NLP.txt", "z.md"].into_iter().zip(&pages);
        let files = names.map(|(path, text)| (path, text.as_str())).chain([("issues.json", catalog.as_str())]);
        let files = files.filter_map(|(path, text)| File::parse(path, text, false).map(Into::into));
        compare(&Index::new(files, Default::default()))?;
    }

    #[test]
    fn among_copies_and_mirrors(steps in steps(ALL)) {
        take(steps, false, |index, _| compare(index))?;
    }

    #[test]
    fn among_columns_and_links(column in steps(FEW), linked in steps(LINKS)) {
        take(column, false, |index, _| compare(index))?;
        take(linked, false, |index, _| compare(index))?;
    }
}
