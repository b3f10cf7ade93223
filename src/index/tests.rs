//! An index that was brought up to date says what one says that was put together anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Everything that an index says, for comparing.
fn said(index: &Index) -> String {
    let mut out = format!(
        "{:?} {} {} {}\n",
        index.repository(),
        index.paper_count(),
        index.numbered_paper_count(),
        index.has_numbers()
    );
    for (id, file) in index.files() {
        writeln!(out, "{} {}", file.path, index.is_tag_page(id)).unwrap();
        for (id, _) in index.entries_of(id) {
            let copies = if file.is_page() { index.copies(id) } else { Vec::new() };
            writeln!(out, "  {:?} {:?} {copies:?}", index.number(id), index.paper(id)).unwrap();
        }
        writeln!(out, "  {:?}", index.duplicates_in(id)).unwrap();
        writeln!(out, "  {:?}", index.diverged_in(id)).unwrap();
        writeln!(out, "  {:?}", index.similar_in(id)).unwrap();
    }
    let tags: BTreeMap<_, _> = index.tags().collect();
    for (name, uses) in tags {
        let spelling = index.common_spelling(name);
        writeln!(out, "#{name} {} {spelling:?} {:?} {:?}", uses.count(), uses.entries(), uses.places())
            .unwrap();
    }
    for number in (1..40).map(Number) {
        let (entries, referrers) = (index.numbered(number), index.referrers(number));
        writeln!(out, "{number} {entries:?} {referrers:?} {}", index.is_known(number)).unwrap();
    }
    let from = index.page_entries().map(|(id, _)| id).next();
    for query in ["", "deep on", "ediitorial", "attn", "odl", "同じ", "画像", "sahoo arxiv", "nlp"] {
        let mut found = index.likelihood(from).find(query, None);
        found.sort_by_key(|found| found.id);
        writeln!(out, "{query}: {found:?}").unwrap();
    }
    let numbered: BTreeMap<_, Vec<_>> =
        index.all_numbered().map(|(number, entries)| (number, entries.collect())).collect();
    writeln!(out, "{numbered:?}").unwrap();
    out
}

const TITLES: &[&str] = &[
    "Online Deep Learning: Learning Deep Neural Networks on the Fly",
    "Online Deep Learning: Learning Deep Neural Netwroks on the Fly",
    "Online Deep Learning, and Learning Deep Neural Networks",
    "Attention is All You Need",
    "Attention is All You Need to Translate, Says a Paper with a Long Subtitle",
    "Editorial of the Editors in Chief",
    "A",
];
const AUTHORS: &[&str] = &["Ashish Vaswani+", "Doyen Sahoo+", "Xun Lu", "Sahoo+", ""];
const VENUES: &[&str] =
    &["arXiv'17", "NeurIPS'17", "IJCAI'18", "VLDB'03", "VLDB'04", "VLDB'05", "SIGMOD Record'06"];
const TAGS: &[&str] = &["NLP", "nlp", "N.L.P", "LanguageModel", "Language-Model", "CV", "C"];
const LISTS: &[&str] =
    &["", "Authors: Doyen Sahoo, Quang Pham, Jing Lu\n", "Authors: Ann Other, Bea Other\n"];
const BODIES: &[&str] = &[
    "",
    "Comment\n・7\n・12\n",
    "Comment\n下記画像は 7より\n",
    "Comment\nhttps://arxiv.org/abs/1706.03762\n",
    "Comment\nhttps://arxiv.org/abs/1711.03705\nhttps://github.com/o/r/issues/7\n",
    "URL: https://arxiv.org/abs/1711.03705\nComment\n同じ\n",
];
const ISSUES: &[&str] = &["", "", "", "Issue: 7\n", "Issue: 12\n"];
const LINKED: &[&str] = &["", "", "https://github.com/o/r/issues/9", "https://github.com/o/other/issues/7"];

/// A column's title, which has many authors and years, and the same with a letter mistyped.
const COLUMN: &[&str] = &[
    "Editorial of the Editors in Chief of the Journal of Very Large Data Bases and Systems",
    "Editorial of the Editors in Chief of the Journal of Very Large Data Bases and Sysstems",
];
const EDITORS: &[&str] =
    &["Ann Aho+", "Bea Bond+", "Cy Cook+", "Di Dean+", "Ed Eco+", "Flo Fox+", "Gus Gray+"];
const YEARS: &[&str] = &["VLDB'03", "TODS'03", "SIGMOD'03", "VLDB'04", "VLDB'05", "VLDB'06"];

/// Which words a repository is made of: all, or few, so that they come together.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    titles: &'static [&'static str],
    authors: &'static [&'static str],
    venues: &'static [&'static str],
    lists: &'static [&'static str],
    issues: &'static [&'static str],
    links: &'static [&'static str],
    most: usize,
}

/// All words.
pub const ALL: Words = Words {
    titles: TITLES,
    authors: AUTHORS,
    venues: VENUES,
    lists: LISTS,
    issues: ISSUES,
    links: LINKED,
    most: 5,
};
/// A column by many.
pub const FEW: Words = Words {
    titles: COLUMN,
    authors: EDITORS,
    venues: YEARS,
    lists: &["", "", "Authors: Doyen Sahoo, Quang Pham\n"],
    issues: &[""],
    links: &[""],
    most: 6,
};
/// Titles that link to issues.
pub const LINKS: Words = Words {
    venues: &["arXiv'17"],
    links: &["https://github.com/o/r/issues/9", "https://github.com/o/other/issues/7"],
    most: 3,
    ..ALL
};

fn entry(words: Words) -> impl Strategy<Value = String> {
    let tags = prop::collection::vec(select(TAGS), 0..3);
    let said = (select(words.titles), select(words.authors), select(words.venues));
    let rest = (select(words.lists), select(BODIES), select(words.issues), select(words.links));
    (tags, said, rest).prop_map(|(tags, (title, author, venue), (list, body, issue, link))| {
        let tags: String = tags.iter().map(|tag| format!("#{tag}\n")).collect();
        let author = if author.is_empty() { String::new() } else { format!(", {author}") };
        let line = match link {
            "" => format!("{title}{author}, {venue}"),
            link => format!("<a href=\"{link}\" target=\"_blank\">{title}{author}, {venue}</a>"),
        };
        // Authors are listed in a comment.
        let comment = if list.is_empty() || body.contains("Comment") { "" } else { "Comment\n" };
        format!("{tags}Issue Date: 2025-01-01\n{issue}{line}\n{body}{comment}{list}\n")
    })
}

fn page(words: Words) -> impl Strategy<Value = String> {
    let heading = select(&["", "# NLP\n", "# CV\n", "# Other\n"][..]);
    (heading, prop::collection::vec(entry(words), 0..words.most))
        .prop_map(|(heading, entries)| heading.to_owned() + &entries.concat())
}

fn catalog(words: Words) -> impl Strategy<Value = String> {
    let issue = (
        select(&[7, 9, 12, 20][..]),
        select(words.titles),
        select(words.authors),
        select(words.venues),
        select(TAGS),
    );
    let issue = issue.prop_map(|(number, title, author, venue, tag)| {
        let title = format!("{title}, {author}, {venue}");
        let url = format!("https://github.com/o/r/issues/{number}");
        serde_json::json!({
            "number": number, "title": title, "html_url": url, "labels": [{ "name": tag }],
            "body": "#12", "created_at": "2025-01-01T00:00:00Z",
        })
    });
    prop::collection::vec(issue, 1..4).prop_map(|issues| serde_json::Value::from(issues).to_string())
}

/// A path with what it holds from now on.
fn change(words: Words) -> impl Strategy<Value = (String, Option<String>)> {
    prop_oneof![
        8 => (select(&["a.txt", "b.md", "NLP.txt", "d/C.txt", "z.txt"][..]), page(words))
            .prop_map(|(path, text)| (path.to_owned(), Some(text))),
        3 => catalog(words).prop_map(|text| ("issues.json".to_owned(), Some(text))),
        3 => select(&["a.txt", "b.md", "NLP.txt", "d/C.txt", "z.txt", "issues.json"][..])
            .prop_map(|path| (path.to_owned(), None)),
    ]
}

/// A text with a part of it, on whole lines, in another place's stead.
fn edited(text: &str, from: usize, to: usize) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return String::new();
    }
    let (from, to) = (from % lines.len(), to % lines.len());
    let mut edited = lines.clone();
    let moved = edited.remove(from);
    if to % 3 > 0 {
        edited.insert(to.min(edited.len()), moved);
    }
    edited.concat()
}

/// A change of a repository.
#[derive(Debug, Clone)]
pub enum Step {
    /// Files hold something else.
    Files(Vec<(String, Option<String>)>),
    /// A line of a file goes, or goes elsewhere.
    Lines(usize, usize, usize),
}

/// Changes of a repository that is made of these words.
pub fn steps(words: Words) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => prop::collection::vec(change(words), 1..4).prop_map(Step::Files),
        3 => (any::<usize>(), any::<usize>(), any::<usize>()).prop_map(|(a, b, c)| Step::Lines(a, b, c)),
    ];
    prop::collection::vec(step, 1..12)
}

fn parsed(path: &str, text: &str) -> Option<Arc<File>> {
    File::parse(path, text, false).map(Arc::new)
}

/// Takes the steps, and after each of them hands over the index that was brought up to date and a new one.
pub fn take(
    steps: Vec<Step>,
    ask: bool,
    mut compare: impl FnMut(&Index, &Index) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let config = Arc::new(Config::default());
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut index = Index::new([], Arc::clone(&config));
    for step in steps {
        let changes = match step {
            Step::Files(changes) => changes,
            Step::Lines(file, from, to) => {
                let Some((path, text)) = texts.iter().nth(file % texts.len().max(1)) else { continue };
                if path.ends_with("json") {
                    continue;
                }
                vec![(path.clone(), Some(edited(text, from, to)))]
            }
        };
        let mut of_index: BTreeMap<Arc<str>, Option<Arc<File>>> = BTreeMap::new();
        for (path, text) in changes {
            of_index.insert(path.as_str().into(), text.as_ref().and_then(|text| parsed(&path, text)));
            match text {
                Some(text) => texts.insert(path, text),
                None => texts.remove(&path),
            };
        }
        // What is found when it is asked for is brought up to date, too, where it was asked for.
        let before = ask.then(|| (said(&index), index.clone()));
        let updated = index.updated(of_index);
        let anew =
            Index::new(texts.iter().filter_map(|(path, text)| parsed(path, text)), Arc::clone(&config));
        compare(&updated, &anew)?;
        if let Some((before, index)) = before {
            prop_assert_eq!(before, said(&index), "the index before is as it was");
        }
        index = updated;
    }
    Ok(())
}

/// The states that steps lead through, none of which was asked anything, and the last one made anew.
fn states(steps: Vec<Step>) -> (Vec<Index>, Index) {
    let states = std::cell::RefCell::new(Vec::new());
    let last = std::cell::RefCell::new(Index::default());
    let keep = |updated: &Index, anew: &Index| {
        states.borrow_mut().push(updated.clone());
        last.replace(anew.clone());
        Ok(())
    };
    take(steps, false, keep).expect("nothing is compared");
    (states.into_inner(), last.into_inner())
}

#[test]
fn a_title_that_recurs_now_is_mistyped_no_more() {
    let note = |title: &str, rest: &str| format!("Issue Date: 2025-01-01\n{title}, {rest}\n\n");
    let listed = "Sahoo+, VLDB'03\nComment\nAuthors: Doyen Sahoo, Quang Pham";
    let two = note(COLUMN[0], listed) + &note(COLUMN[1], listed);
    let column: String = EDITORS
        .iter()
        .zip(YEARS)
        .map(|(editor, year)| note(COLUMN[0], &format!("{editor}, {year}")))
        .collect();
    let page = |path: &str, text: &str| parsed(path, text).expect("a page");
    let before = Index::new([page("a.txt", &two)], Arc::default());
    assert_eq!(before.paper_count(), 1);
    let (path, column) = (Arc::from("b.txt"), page("b.txt", &column));
    let after = before.updated([(Arc::clone(&path), Some(Arc::clone(&column)))]);
    let anew = Index::new([page("a.txt", &two), column], Arc::default());
    assert_eq!(said(&after), said(&anew));
    assert_ne!(after.copies(EntryId { file: FileId(0), entry: 0 }).len(), 2);
    assert_eq!(said(&after.updated([(path, None)])), said(&before));
}

fn same(updated: &Index, anew: &Index) -> Result<(), TestCaseError> {
    prop_assert_eq!(said(updated), said(anew));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_index_that_was_updated_is_like_a_new_one(steps in steps(ALL), ask in any::<bool>()) {
        take(steps, ask, same)?;
    }

    /// What is made beside is ready after other states came.
    #[test]
    fn what_was_made_of_a_state_before_is_made_use_of(steps in steps(ALL), when in any::<prop::sample::Index>()) {
        let (states, anew) = states(steps);
        prop_assume!(!states.is_empty());
        states[when.index(states.len())].prepare();
        same(&states[states.len() - 1], &anew)?;
    }

    #[test]
    fn where_a_column_comes_and_goes_too(steps in steps(FEW), ask in any::<bool>()) {
        take(steps, ask, same)?;
    }

    #[test]
    fn where_titles_link_to_one_repository_and_another(steps in steps(LINKS), ask in any::<bool>()) {
        take(steps, ask, same)?;
    }
}
