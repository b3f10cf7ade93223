//! The worst inputs take time as their length, and no stack. What takes long is timed at a length and at four times that: as the
//! square it would be sixteen times as long. Machines are shared and noisy, so that the best of some runs counts, and what takes
//! little at the greater length is good as it is.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use jiff::civil::date;
use paper_notes_lsp::config::{self, Config, Globs, Source};
use paper_notes_lsp::ide;
use paper_notes_lsp::index::{File, FileId, Index};
use paper_notes_lsp::text::{Encoding, Span, Text};

/// Nothing that takes less has a shape that can be told.
const LITTLE: Duration = Duration::from_millis(60);

/// Four times the input may take so many times as long.
const MOST: f64 = 10.0;

const RUNS: usize = 5;

/// The time that this thread has had a processor: what waits behind others takes no longer for it. Elsewhere than on Linux, the time.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let had = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let had = had.and_then(|had| had.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
    had.unwrap_or_else(|| START.elapsed())
}

/// An input of a length, and one of four times that.
fn both<T>(length: usize, input: impl Fn(usize) -> T) -> [T; 2] {
    [input(length), input(length * 4)]
}

/// Times `work` on both; what is wrong.
fn growth<T>(name: &str, [short, long]: &[T; 2], mut work: impl FnMut(&T)) -> Option<String> {
    let mut time = |input: &T| {
        let start = now();
        work(input);
        now().saturating_sub(start)
    };
    let (mut best_short, mut best_long) = (Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        best_long = best_long.min(time(long));
        if best_long < LITTLE {
            return None;
        }
        best_short = best_short.min(time(short));
        // Noise is not of seconds.
        if best_long > Duration::from_secs(8)
            && best_long.as_secs_f64() > 2.0 * MOST * best_short.as_secs_f64()
        {
            break;
        }
        if best_long.as_secs_f64() < MOST * best_short.as_secs_f64() {
            return None;
        }
    }
    let found = format!("{name}: {best_short:?}, and four times as long {best_long:?}");
    eprintln!("{found}");
    Some(found)
}

/// Makes a text of about so many bytes.
type Made = fn(usize) -> String;

const HEAD: &str = "#NLP\nIssue: 7\nIssue Date: 2025-01-01\nA Title, Ann Other+, ACL'23\nComment\n";

/// Pages of about so many bytes that are bad in one way each.
const PAGES: &[(&str, Made)] = &[
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

/// Where the answer itself grows as the square: each of all copies lists all of them.
const LISTS: &[(&str, &str)] = &[("code lenses", "entries that refer to themselves")];

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
        drop(ide::refactorings(index, FileId(0), Span::at(text.len() - 2), date(2025, 8, 2)));
    }),
    ("formatting", |index, _| drop(ide::format(index, FileId(0)))),
    ("fix all", |index, _| drop(ide::fix_all(index, FileId(0)))),
    ("places", |index, text| {
        for token in ide::semantic_tokens(index, FileId(0), Span::new(0, text.len())) {
            let _ = index.file(FileId(0)).text.position(token.span.start(), Encoding::Utf16);
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
    none(
        PAGES
            .iter()
            .filter_map(|(name, text)| growth(name, &both(length() * 2, text), |text| drop(page(text)))),
    );
}

#[test]
fn pages_are_put_into_an_index() {
    let file = |text: &Made| {
        let text = *text;
        move |length| page(&text(length))
    };
    none(PAGES.iter().filter_map(|(name, text)| {
        growth(name, &both(length(), file(text)), |file| drop(Index::new([Arc::clone(file)], Arc::default())))
    }));
}

#[test]
fn pages_are_asked_about() {
    let found = PAGES.iter().flat_map(|(name, text)| {
        let indexes = both(length() / 4, |length| {
            let text = text(length);
            let index = Index::new([page(&text)], Arc::default());
            index.compare();
            (index, text)
        });
        let wanted = |feature: &&(&str, Asked)| !LISTS.contains(&(feature.0, *name));
        FEATURES.iter().filter(wanted).filter_map(move |(feature, ask)| {
            growth(&format!("{feature} of {name}"), &indexes, |(index, text)| ask(index, text))
        })
    });
    none(found);
}

/// Documents of other kinds of about so many bytes, by the name under which they are read.
const FILES: &[(&str, &str, Made)] = &[
    ("nested arrays", "issues.json", |n| "[".repeat(n / 2) + &"]".repeat(n / 2)),
    ("nested objects in an issue", "issues.json", |n| {
        format!("[{{\"number\":1,\"title\":\"A\",\"x\":{}1{}}}]", "{\"a\":".repeat(n / 6), "}".repeat(n / 6))
    }),
    ("nested labels", "issues.json", |n| {
        format!("[{{\"number\":1,\"title\":\"A\",\"labels\":{}{}}}]", "[".repeat(n / 2), "]".repeat(n / 2))
    }),
    ("issues in a line", "issues.json", |n| {
        let issue = |at| format!("{{\"number\":{at},\"title\":\"Paper {at}, A+, ACL'23\",\"body\":\"#7\"}}");
        format!("[{}]", (1..n / 70).map(issue).collect::<Vec<_>>().join(","))
    }),
    ("arrays one after another", "issues.json", |n| "[]".repeat(n / 2)),
    ("issues that are none", "issues.json", |n| format!("[{}]", "{},".repeat(n / 3))),
    ("lines that are no JSON", "issues.jsonl", |n| "{\n".repeat(n / 2)),
    ("a long body", "issues.json", |n| {
        format!(
            "[{{\"number\":1,\"title\":\"A\",\"body\":\"{}\"}}]",
            "# Summary\\n- a https://a.b\\n".repeat(n / 28)
        )
    }),
    ("entries that open", "agent_docs/a.xml", |n| "<paper-entry>".repeat(n / 13)),
    ("elements that open", "agent_docs/a.xml", |n| format!("<paper-entry>{}", "<title>".repeat(n / 7))),
    ("marks in a comment", "agent_docs/a.xml", |n| {
        let comment = "<p><a href='https://github.com/o/r/issues/7'>".repeat(n / 45);
        let link = "<repo-issue-link>https://github.com/o/r/issues/1</repo-issue-link>";
        format!(
            "<paper-entry>{link}<maintainer-comment-text>{comment}</maintainer-comment-text></paper-entry>"
        )
    }),
    ("CDATA that opens", "agent_docs/a.xml", |n| format!("<paper-entry>{}", "<![CDATA[<!--".repeat(n / 13))),
    ("spans that open", "docs/a.html", |n| {
        format!("{DATED}<span class=\"snippet\">{}", "<span>".repeat(n / 6))
    }),
    ("snippets", "docs/a.html", |n| format!("{DATED}{}", "<span class=\"snippet\">".repeat(n / 22))),
    ("links that open", "docs/a.html", |n| {
        format!("{DATED}{}", "<a class=\"button\" href=\"x\">#".repeat(n / 29))
    }),
    ("code that opens", "docs/a.html", |n| {
        format!("{DATED}<span class=\"snippet\">{}", "<code><pre>".repeat(n / 11))
    }),
    ("dates that open", "docs/a.html", |n| {
        format!("{DATED}{}", "<span class=\"issue_date\">Issue Date: ".repeat(n / 37))
    }),
    ("entries of the site", "docs/a.html", |n| DATED.repeat(n / DATED.len())),
    ("tags of the site", "docs/a.html", |n| "<a class=\"button\">#A</a> ".repeat(n / 26) + DATED),
    ("marks of angles", "docs/a.html", |n| format!("{DATED}<span class=\"snippet\">{}", "<a ".repeat(n / 3))),
    ("nested lists in front matter", "1.md", |n| format!("---\ntitle: A\ntags: {}\n---\n", "[".repeat(n))),
    ("nested blocks in front matter", "1.md", |n| {
        let levels = |at: usize| format!("{}-\n", " ".repeat(at % 500));
        format!("---\ntitle: A\ntags:\n{}---\n", (1..n / 250).map(levels).collect::<String>())
    }),
    ("dashes in front matter", "1.md", |n| format!("---\ntitle: A\ntags:\n  {}\n---\n", "- ".repeat(n / 2))),
    ("keys in front matter", "1.md", |n| format!("---\n{}---\n", "title: A\n".repeat(n / 9))),
    ("tags in front matter", "1.md", |n| format!("---\ntitle: A\ntags: [{}]\n---\n", "a, ".repeat(n / 3))),
    ("aliases in front matter", "1.md", |n| {
        format!("---\ntitle: A\ntags: &a [{}]\n---\n", "*a, ".repeat(n / 4))
    }),
    ("nested arrays in settings", ".paper-notes.toml", |n| format!("exclude = {}", "[".repeat(n))),
    ("brackets in settings", ".paper-notes.toml", |n| "[".repeat(n)),
    ("dots in settings", ".paper-notes.toml", |n| format!("{}a = 1\n", "a.".repeat(n / 2))),
    ("nested tables in settings", ".paper-notes.toml", |n| format!("a = {}", "{a=".repeat(n / 3))),
    ("tables in settings", ".paper-notes.toml", |n| {
        (0..n / 10).map(|at| format!("[a{at}]\nb=1\n")).collect()
    }),
    ("lines that are no TOML", ".paper-notes.toml", |n| "=\n".repeat(n / 2)),
];

const DATED: &str = "<span class=\"issue_date\">Issue Date: 2023-04-27</span>\n\
    <a href=\"https://github.com/o/r/issues/1\">A Title, B+, ACL'23</a>\n";

#[test]
fn other_files_are_read() {
    none(FILES.iter().filter_map(|(name, path, text)| {
        growth(name, &both(length(), text), |text| drop(File::parse(path, text, true)))
    }));
}

/// What nests deep enough to fill a stack where each level takes some of it. No stack is as large.
#[test]
fn nothing_that_nests_fills_the_stack() {
    for (_, path, text) in FILES {
        drop(File::parse(path, &text(500_000), true));
    }
    for (_, text) in PAGES {
        drop(page(&text(200_000)));
    }
    let deep = "[".repeat(300_000);
    assert!(serde_json::from_str::<serde_json::Value>(&deep).is_err());
    // As an editor may send it, as far as JSON goes.
    let nested = (0..120).fold(serde_json::json!(1), |inner, _| serde_json::json!({ "a": [inner] }));
    Config::default().apply(&config::from_json(&nested), Source::Editor);
    let _ = Globs::problem(&"{".repeat(100_000));
    let _ = Globs::problem(&"**/".repeat(100_000));
}

/// A catalog is often one line, and has places in all of it: its columns are not counted from its beginning.
#[test]
fn places_in_a_long_line() {
    let places = |text: &Text| {
        let middle: usize =
            (0..text.len()).step_by(30).map(|at| text.position(at, Encoding::Utf16).column).sum();
        assert!(middle > text.len());
    };
    let kept = |keep: fn(&str) -> Text| {
        move |length: usize| keep(&"[{\"number\": 1, \"title\": \"A\"}".repeat(length / 30))
    };
    none(
        [("packed", Text::packed as fn(&str) -> Text), ("edited", Text::new)]
            .into_iter()
            .filter_map(|(name, keep)| growth(name, &both(length() * 2, kept(keep)), places)),
    );
}
