//! The worst inputs take time as their length, and no stack. What takes long is timed at a length and at four times that: as the
//! square it would be sixteen times as long. Machines are shared and noisy, so that the best of some runs counts, and what takes
//! little at the greater length is good as it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::date;
use paper_notes_lsp::config::{self, Config, Globs, Source};
use paper_notes_lsp::edit::apply;
use paper_notes_lsp::ide;
use paper_notes_lsp::index::{File, FileId, Index};
use paper_notes_lsp::text::{Encoding, Span, Text};

/// Nothing that takes less has a shape that can be told.
const LITTLE: Duration = Duration::from_millis(60);

/// Four times the input may take so many times as long.
const MOST: f64 = 10.0;

const RUNS: usize = 4;

/// Times `work` on inputs that `input` makes of a length and of four times that; what is wrong.
fn growth<T>(
    name: &str,
    length: usize,
    input: impl Fn(usize) -> T,
    mut work: impl FnMut(&T),
) -> Option<String> {
    let (short, long) = (input(length), input(length * 4));
    let mut time = |input: &T| {
        let start = Instant::now();
        work(input);
        start.elapsed()
    };
    let (mut best_short, mut best_long) = (Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        best_long = best_long.min(time(&long));
        if best_long < LITTLE {
            return None;
        }
        best_short = best_short.min(time(&short));
        if best_long.as_secs_f64() < MOST * best_short.as_secs_f64() {
            return None;
        }
    }
    Some(format!("{name}: {best_short:?}, and four times as long {best_long:?}"))
}

const HEAD: &str = "#NLP\nIssue: 7\nIssue Date: 2025-01-01\nA Title, Ann Other+, ACL'23\nComment\n";

/// Pages of about so many bytes that are bad in one way each.
const PAGES: &[(&str, fn(usize) -> String)] = &[
    ("hashes", |n| HEAD.to_owned() + &"#".repeat(n)),
    ("hashes before a date", |n| format!("{}\nIssue Date: 2025-01-01\nT\n", "#a ".repeat(n / 3))),
    ("tags, one a line", |n| format!("{}Issue Date: 2025-01-01\nT\n", "#NLP\n".repeat(n / 5))),
    ("bullets", |n| HEAD.to_owned() + &"・".repeat(n / 3)),
    ("references in a line", |n| HEAD.to_owned() + &"・2094 ".repeat(n / 8)),
    ("references, one a line", |n| HEAD.to_owned() + &"・7\n".repeat(n / 5)),
    ("numbers behind hashes", |n| HEAD.to_owned() + &"#7 ".repeat(n / 3)),
    ("numbers in prose", |n| HEAD.to_owned() + &"図は 7より。".repeat(n / 17)),
    ("digits", |n| HEAD.to_owned() + &"1".repeat(n)),
    ("opening brackets", |n| HEAD.to_owned() + &"[".repeat(n)),
    ("opening links", |n| HEAD.to_owned() + &"[a](".repeat(n / 4)),
    ("opening parentheses", |n| HEAD.to_owned() + &"(".repeat(n)),
    ("opening marks", |n| HEAD.to_owned() + &"<".repeat(n)),
    ("comments never closed", |n| HEAD.to_owned() + &"<!-- ".repeat(n / 5)),
    ("comments before a title", |n| format!("Issue Date: 2025-01-01\n{}T\n", "<!-- a -->\n".repeat(n / 11))),
    ("ignores", |n| HEAD.to_owned() + &"<!-- paper-notes: ignore similar-entry -->\n".repeat(n / 43)),
    ("backticks", |n| HEAD.to_owned() + &"`".repeat(n)),
    ("runs of backticks", |n| {
        HEAD.to_owned() + &(1..).map(|len| "`".repeat(len % 300) + " ").take(n / 150).collect::<String>()
    }),
    ("fences never closed", |n| HEAD.to_owned() + &"```\n~~~\n".repeat(n / 8) + "```\n"),
    ("quotes", |n| HEAD.to_owned() + &"\"'".repeat(n / 2)),
    ("braces", |n| HEAD.to_owned() + &"{".repeat(n)),
    ("dates in a line", |n| "Issue Date:".repeat(n / 11)),
    ("dates with spaces in a line", |n| "Issue Date: 2025-01-01 ".repeat(n / 23)),
    ("entries in a line", |n| "#NLP Issue Date: 2025-01-01 A Title, B+, ACL'23 Comment ・7 ".repeat(n / 60)),
    ("numbers before dates", |n| "Issue: 7\n".repeat(n / 9) + "Issue Date: 2025-01-01\n"),
    ("a long word", |n| HEAD.to_owned() + &"a".repeat(n)),
    ("a long title", |n| format!("Issue Date: 2025-01-01\n{}\n", "あ".repeat(n / 3))),
    ("commas in a title", |n| format!("Issue Date: 2025-01-01\n{}\n", "a, ".repeat(n / 3))),
    ("plus signs in a title", |n| format!("Issue Date: 2025-01-01\n{}\n", "a+, ".repeat(n / 4))),
    ("words in a title", |n| format!("Issue Date: 2025-01-01\n{}'23\n", "Aa ".repeat(n / 3))),
    ("labels", |n| HEAD.to_owned() + &"Comment\nSummary\n".repeat(n / 16)),
    ("labels in a line", |n| format!("Issue Date: 2025-01-01\nT {}\n", "Comment Summary ".repeat(n / 16))),
    ("empty lines", |n| HEAD.to_owned() + &"\n".repeat(n) + HEAD),
    ("spaces", |n| HEAD.to_owned() + &" ".repeat(n) + HEAD),
    ("empty lines before a page", |n| "\n".repeat(n) + HEAD),
    ("line ends of three kinds", |n| HEAD.to_owned() + &"\r\r\n\n".repeat(n / 4)),
    ("front matter never closed", |n| "---\n".to_owned() + &"a: b\n".repeat(n / 5)),
    ("dashes", |n| "---\n".repeat(n / 4) + HEAD),
    ("addresses", |n| HEAD.to_owned() + &"https://arxiv.org/abs/1706.03762 ".repeat(n / 33)),
    ("addresses glued together", |n| HEAD.to_owned() + &"https://a.b/(".repeat(n / 13)),
    ("links to issues", |n| HEAD.to_owned() + &"[A](https://github.com/o/r/issues/7)\n".repeat(n / 37)),
    ("headings", |n| HEAD.to_owned() + &"# Heading\n".repeat(n / 10)),
    ("authors", |n| HEAD.to_owned() + &"Authors: Ann Other, Bea Bond\n".repeat(n / 29)),
    ("many authors", |n| format!("{HEAD}Authors: {}\n", "Ann Other, ".repeat(n / 11))),
    ("entries", |n| {
        (0..n / 90).map(|at| format!("#T{}\nIssue: {at}\nIssue Date: 2025-01-01\nPaper {at} of Many, A{at}+, ACL'23\nComment\n・{}\n\n", at % 9, at / 2)).collect()
    }),
    ("entries of one title", |n| {
        "Issue Date: 2025-01-01\nA Title of One Paper, Ann Other+, ACL'23\n\n".repeat(n / 65)
    }),
    ("entries of one number", |n| {
        (0..n / 65)
            .map(|at| format!("Issue: 7\nIssue Date: 2025-01-01\nPaper {at} of Many, A+, ACL'23\n\n"))
            .collect()
    }),
    ("entries without a title", |n| "Issue Date: 2025-01-01\n\n".repeat(n / 25)),
    ("entries without a date", |n| "Issue Date:\n".repeat(n / 12)),
    ("entries that refer to themselves", |n| HEAD.replace("Comment\n", "Comment\n・7\n\n").repeat(n / 75)),
];

/// What is done with a page that was read.
type Asked = fn(&Index, &str);
const FEATURES: &[(&str, Asked)] = &[
    ("diagnostics", |index, _| drop(ide::diagnostics(index, FileId(0)))),
    ("symbols", |index, _| drop(ide::document_symbols(index, FileId(0)))),
    ("semantic tokens", |index, text| drop(ide::semantic_tokens(index, FileId(0), Span::new(0, text.len())))),
    ("folding", |index, _| drop(ide::folding_ranges(index, FileId(0)))),
    ("selection", |index, text| drop(ide::selection_ranges(index, FileId(0), text.len()))),
    ("inlay hints", |index, text| drop(ide::inlay_hints(index, FileId(0), Span::new(0, text.len())))),
    ("code lenses", |index, _| drop(ide::code_lenses(index, FileId(0)))),
    ("links", |index, _| drop(ide::document_links(index, FileId(0)))),
    ("completion", |index, text| drop(ide::completions(index, FileId(0), text.len(), date(2025, 8, 2)))),
    ("hover", |index, text| drop(ide::hover(index, FileId(0), text.len() - 2))),
    ("references", |index, text| drop(ide::references(index, FileId(0), text.len() - 2, true))),
    ("quick fixes", |index, text| drop(ide::quick_fixes(index, FileId(0), Span::at(text.len() - 2)))),
    ("rewrites", |index, text| {
        drop(ide::refactorings(index, FileId(0), Span::at(text.len() - 2), date(2025, 8, 2)))
    }),
    ("formatting", |index, _| drop(ide::format(index, FileId(0)))),
    ("fix all", |index, _| drop(ide::fix_all(index, FileId(0)))),
    ("places", |index, text| {
        for token in ide::semantic_tokens(index, FileId(0), Span::new(0, text.len())) {
            index.file(FileId(0)).text.position(token.span.start(), Encoding::Utf16);
        }
    }),
    ("workspace symbols", |index, _| drop(ide::workspace_symbols(index, "title"))),
];

fn page(text: &str) -> Arc<File> {
    Arc::new(File::parse("page.md", text, false).expect("a page"))
}

/// How long the shorter one is, in bytes.
fn length() -> usize {
    std::env::var("PAPER_NOTES_LENGTH").ok().and_then(|said| said.parse().ok()).unwrap_or(15_000)
}

#[track_caller]
fn none(found: impl Iterator<Item = String>) {
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn pages_are_read() {
    none(PAGES.iter().filter_map(|(name, text)| growth(name, length() * 2, text, |text| drop(page(text)))));
}

#[test]
fn pages_are_put_into_an_index() {
    let file = |text: &fn(usize) -> String| {
        let text = *text;
        move |length| page(&text(length))
    };
    none(PAGES.iter().filter_map(|(name, text)| {
        growth(name, length(), file(text), |file| drop(Index::new([Arc::clone(file)], Arc::default())))
    }));
}

#[test]
fn pages_are_asked_about() {
    let found = PAGES.iter().flat_map(|(name, text)| {
        let index = |length: usize| {
            let text = text(length);
            let index = Index::new([page(&text)], Arc::default());
            index.compare();
            (index, text)
        };
        FEATURES.iter().filter_map(move |(feature, ask)| {
            growth(&format!("{feature} of {name}"), length(), index, |(index, text)| ask(index, text))
        })
    });
    none(found);
}
