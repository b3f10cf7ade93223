//! Pages of the published site, Jekyll's Markdown and the `.html` built from it: for each entry a run of
//! `<a class="button" …>#Tag</a>`, its date, its title as a link to its issue, and snippets with summary and
//! comment. Snippets are cut off anywhere, even inside a mark, so an entry ends where the next one begins,
//! whatever is still open in it.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

use crate::catalog::{Catalog, CatalogError, markup};
use crate::entry::{Date, Entry, OwnNumber, Passage, Tag};
use crate::language::said;
use crate::syntax::reference::Context;
use crate::syntax::{link, title};
use crate::text::Span;

/// How far into a file we look for its first entry, in bytes: the head of a built page has tens of thousands.
pub const LOOK: usize = 1 << 18;

/// What no other file has.
const MARK: &[u8] = b"class=\"issue_date\"";

/// Whether `text` is a page of the site. Cheap, for every `.html` file of a repository is asked.
#[must_use]
pub fn recognise(text: &str) -> bool {
    may_be(text) && ANCHOR.is_match(text)
}

/// Whether the beginning of a text, of [`LOOK`] bytes or more where it is so long, is that of a page of the site.
#[must_use]
pub fn may_be(beginning: &str) -> bool {
    let head = &beginning.as_bytes()[..beginning.len().min(LOOK)];
    memmem::find(head, MARK).is_some()
}

/// Whether a text has, anywhere, what no other file has.
#[must_use]
pub fn is_marked(text: &str) -> bool {
    memmem::find(text.as_bytes(), MARK).is_some()
}

static ANCHOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<span[^<>]*class="issue_date"[^<>]*>\s*Issue Date:\s*(?<date>[^<>]*?)\s*</span>"#).unwrap()
});

static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"<a\s[^<>]*class="button"[^<>]*>\s*#(?<name>[^<>]*?)\s*</a>"#).unwrap());

/// The link behind a date, up to its words.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?:\s|</?p>|<br\s*/?>)*<a\s[^<>]*?href=["'](?<url>[^"'<>]*)["'][^<>]*>"#).unwrap()
});

/// What ends the words of a link that is not closed.
const AFTER_WORDS: [&str; 5] = ["</a>", "<a ", "<span", "<div", "</div"];

static SNIPPET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<span[^<>]*class="snippet"[^<>]*>(?:\s*<span>(?<label>[^<>]*)</span>)?"#).unwrap()
});

/// Between the tags of one entry, and between them and its date.
static GAP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:\s|</?p>|<br\s*/?>)*$").unwrap());

/// Reads a page of the site.
#[must_use]
pub fn parse(text: &str) -> Catalog {
    let mut catalog = Catalog::default();
    let heads = heads(text);
    for (at, head) in heads.iter().enumerate() {
        let end = heads.get(at + 1).map_or(text.len(), |next| next.start);
        match entry(text, head, end, &mut catalog.repositories) {
            Some(entry) => catalog.entries.push(entry.into()),
            None => catalog.errors.push(CatalogError {
                span: head.date.span,
                message: said!("an entry without the address of its issue", "issue のアドレスがない項目"),
            }),
        }
    }
    catalog.repositories.sort();
    catalog.repositories.dedup();
    catalog
}

/// The beginning of an entry: its tags and its date.
struct Head {
    start: usize,
    tags: Vec<Tag>,
    date: Date,
    /// Where the date's element ends.
    end: usize,
}

fn heads(text: &str) -> Vec<Head> {
    let mut tags =
        TAG.captures_iter(text).filter_map(|found| found.get(0).zip(found.name("name"))).peekable();
    let mut heads = Vec::new();
    for found in ANCHOR.captures_iter(text) {
        let (Some(whole), Some(date)) = (found.get(0), found.name("date")) else { continue };
        let mut run: Vec<(Range<usize>, Tag)> = Vec::new();
        while let Some((element, name)) = tags.next_if(|(element, _)| element.end() <= whole.start()) {
            if run.last().is_some_and(|(last, _)| !GAP.is_match(&text[last.end..element.start()])) {
                run.clear();
            }
            let span = Span::new(name.start(), name.end());
            let written = html_escape::decode_html_entities(name.as_str());
            run.push((element.range(), Tag { name: (&*written).into(), span }));
        }
        if run.last().is_some_and(|(last, _)| !GAP.is_match(&text[last.end..whole.start()])) {
            run.clear();
        }
        heads.push(Head {
            start: run.first().map_or(whole.start(), |(first, _)| first.start),
            tags: run.into_iter().map(|(_, tag)| tag).filter(|tag| !tag.span.is_empty()).collect(),
            date: Date::new(date.as_str(), date.as_str().parse().ok(), Span::new(date.start(), date.end())),
            end: whole.end(),
        });
    }
    heads
}

fn entry(text: &str, head: &Head, end: usize, repositories: &mut Vec<Box<str>>) -> Option<Entry> {
    let found = LINK.captures(&text[head.end..end])?;
    let url = found.name("url").map(|m| Span::new(head.end + m.start(), head.end + m.end()))?;
    let (repository, number, digits) = link::issue(&text[url.range()])?;
    if repositories.last().map(AsRef::as_ref) != Some(repository) {
        repositories.push(repository.into());
    }
    // A title may hold `<eos>`, `n < 5` and `H<sub>2</sub>O`.
    let from = head.end + found.get(0)?.end();
    let rest = &text[from..end];
    let len = AFTER_WORDS.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let words = &rest[..len];
    let start = from + (words.len() - words.trim_start().len());
    let line = Span::new(start, start + words.trim().len());
    let title = collapse_marks(&text[line.range()]);
    let behind = from + len + if rest[len..].starts_with("</a>") { "</a>".len() } else { 0 };
    let mut entry = Entry {
        span: Span::new(head.start, behind),
        number: Some(OwnNumber {
            number,
            span: Span::new(url.start() + digits.start(), url.start() + digits.end()),
            repository: None,
        }),
        tags: head.tags.as_slice().into(),
        date: Some(head.date.clone()),
        title: (!title.is_empty()).then(|| title::parse(&title, line)),
        body: Span::at(behind),
        ..Entry::default()
    };
    let mut references = Vec::new();
    for snippet in snippets(text, Span::new(behind, end)) {
        if entry.body.is_empty() {
            entry.body = snippet.span;
        }
        entry.body = Span::new(entry.body.start(), snippet.span.end());
        entry.span = Span::new(head.start, snippet.span.end());
        let html = &text[snippet.span.range()];
        let passage = Passage { span: snippet.span, decoded: Some(markup::preview(html)) };
        references.extend(markup::references(text, snippet.span, snippet.context));
        match snippet.context {
            Context::Comment => entry.comment = entry.comment.or(Some(passage)),
            _ => entry.summary = entry.summary.or(Some(passage)),
        }
    }
    entry.references = references.into();
    Some(entry)
}

/// A title without the marks in it, its white space as it is.
fn collapse_marks(html: &str) -> String {
    html_escape::decode_html_entities(&markup::without_marks(html)).into_owned()
}

struct Snippet {
    /// What stands behind the label, white space around it left off.
    span: Span,
    context: Context,
}

/// The snippets of an entry, in order. One that is not closed ends with the entry.
fn snippets(text: &str, span: Span) -> Vec<Snippet> {
    let inside = &text[span.range()];
    let opened: Vec<_> = SNIPPET.captures_iter(inside).collect();
    let start = |at: usize| opened.get(at).and_then(|found| found.get(0)).map_or(inside.len(), |m| m.start());
    let found = opened.iter().enumerate().filter_map(|(at, found)| {
        let from = found.get(0)?.end();
        let content = &inside[from..start(at + 1)];
        let content = &content[..close(content).unwrap_or(content.len())];
        let from = span.start() + from + (content.len() - content.trim_start().len());
        let context = match found.name("label").map(|label| label.as_str()) {
            Some("Comment") => Context::Comment,
            // The oldest pages have no labels, and one snippet of either kind.
            None => Context::Unlabelled,
            Some(_) => Context::Summary,
        };
        Some(Snippet { span: Span::new(from, from + content.trim().len()), context })
    });
    found.collect()
}

/// Where the element ends that `html` is inside of.
fn close(html: &str) -> Option<usize> {
    const CLOSE: &str = "</span>";
    let mut open = 0;
    for (at, _) in html.match_indices("span") {
        if html[..at].ends_with('<') {
            open += 1;
        } else if html[..at].ends_with("</") {
            if open == 0 {
                return Some(at - 2);
            }
            open -= 1;
        }
    }
    // A mark that was cut off opened what nothing closes.
    html.find(CLOSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let catalog = parse(text);
        let mut out = String::new();
        for entry in &catalog.entries {
            let number = entry.number.as_ref().unwrap();
            assert_eq!(text[number.span.range()], number.number.to_string());
            let title = entry.title.as_ref().map(|title| &*title.line);
            let tags: Vec<&str> = entry.tags.iter().map(|tag| &*tag.name).collect();
            let date = entry.date.as_ref().map_or("", |date| &text[date.span.range()]);
            let said = |p: &Option<Passage>| p.as_ref().and_then(|p| p.decoded.clone());
            let references: Vec<u32> = entry.references.iter().map(|reference| reference.number.0).collect();
            out += &format!("{} {date} {title:?} {tags:?} {references:?}\n", number.number);
            out += &format!("  {:?} {:?}\n", said(&entry.summary), said(&entry.comment));
            assert!(entry.span.contains(entry.body) && entry.span.contains(entry.anchor()));
        }
        for error in &catalog.errors {
            out += &format!("error {:?}: {}\n", &text[error.span.range()], error.message.english);
        }
        expect.assert_eq(&out);
    }

    const LINK: &str = "<a href=\"https://github.com/o/r/issues/";

    #[test]
    fn a_page_of_the_built_site() {
        check(
            &format!(
                "<meta name=\"description\" content=\"Issue Date: 2020-01-01 Not an entry\">\n<h2>NLP</h2>\n<div class=\"visible-content\">\n\
                 <a class=\"button\" href=\"articles/2D.html\">#2D (Image)</a>\n<a class=\"button\" href=\"articles/Admin'sPick.html\">#Admin'sPick</a>\n\n\n<br>\n\n\n\
                 <span class=\"issue_date\">Issue Date: 2025-07-30</span>\n{LINK}2320\">[Paper Note] R&amp;D: A  Recipe, B C+, arXiv'25</a>\n\
                 <span class=\"snippet\"><span>Summary</span>要約 #12 と ・13</span>\n\
                 <span class=\"snippet\"><span>Comment</span>元ポスト:https://x.com/a/status/1?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q・2011\n\n<br>\n\nMQA 1272  は\n\n<br>\n\n<img src=\"https://example.com/1234 567.png\" alt=\"image 89\"></span>\n\
                 <p><button onclick=\"showMore(0)\">more</button></p>\n</div>\n<div class=\"post-nav\">\n<a class=\"previous\" href=\"x\">・99</a></div>"
            ),
            expect![[r#"
                2320 2025-07-30 Some("[Paper Note] R&D: A  Recipe, B C+, arXiv'25") ["2D (Image)", "Admin'sPick"] [12, 2011, 1272]
                  Some("要約 #12 と ・13") Some("元ポスト:https://x.com/a/status/1?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q・2011 MQA 1272 は")
            "#]],
        );
    }

    #[test]
    fn a_jekyll_page_whose_snippets_are_cut_inside_a_mark() {
        check(
            &format!(
                "---\nlayout: post\n---\n## CoT\n<a class=\"button\" href=\"a\">#NLP</a><a class=\"button\" href=\"b\">#Zero/Few-shot</a><br><span class=\"issue_date\">Issue Date: 2023-04-27</span>\n\
                 {LINK}553\">First Title, Kojima+, NeurIPS22</a>\n<span class=\"snippet\"><span>Comment</span>#558 の<img width=\"856\" alt=\"im ...</span>\n\
                 <img src=\"y\" alt=\"z\"><a class=\"button\" href=\"a\">#QA</a><br><span class=\"issue_date\">Issue Date: 2023-04-26</span>\n\
                 {LINK}551\">Second Title, Wei+, arXiv22</a>\n<span class=\"snippet\">ラベルなし <span cut ...</span>\n\
                 <br><span class=\"issue_date\">Issue Date: 2023-04-25</span>\n{LINK}550\">Third</a>\n\
                 <button onclick=\"hideContent(0)\">hide</button>\n</div>\n"
            ),
            expect![[r##"
                553 2023-04-27 Some("First Title, Kojima+, NeurIPS22") ["NLP", "Zero/Few-shot"] [558]
                  None Some("#558 の")
                551 2023-04-26 Some("Second Title, Wei+, arXiv22") ["QA"] []
                  Some("ラベルなし") None
                550 2023-04-25 Some("Third") [] []
                  None None
            "##]],
        );
    }

    #[test]
    fn titles_hold_marks_and_what_looks_like_them() {
        let entry = |number: u32, title: &str| {
            format!(
                "<span class=\"issue_date\">Issue Date: 2023-04-27</span><p></p>\n{LINK}{number}\">{title}</a>\n"
            )
        };
        check(
            &[
                entry(1, "Beyond <eos>: A Title, A B+, arXiv'25"),
                entry(2, "When n < 5: A Title, A B+, arXiv'25"),
                entry(3, "H<sub>2</sub>O and  R&amp;D, A B+, arXiv'25"),
                entry(4, "Not closed, A B+, arXiv'25").replace("</a>", ""),
                entry(5, "Single, A B+, arXiv'25").replace("5\">", "5'>").replace("\"https", "'https"),
            ]
            .concat(),
            expect![[r#"
                1 2023-04-27 Some("Beyond <eos>: A Title, A B+, arXiv'25") [] []
                  None None
                2 2023-04-27 Some("When n < 5: A Title, A B+, arXiv'25") [] []
                  None None
                3 2023-04-27 Some("H2O and  R&D, A B+, arXiv'25") [] []
                  None None
                4 2023-04-27 Some("Not closed, A B+, arXiv'25") [] []
                  None None
                5 2023-04-27 Some("Single, A B+, arXiv'25") [] []
                  None None
            "#]],
        );
    }

    #[test]
    fn a_snippet_ends_where_its_element_does() {
        check(
            &format!(
                "<span class=\"issue_date\">Issue Date: 2023-04-27</span>\n{LINK}9\">A Title, B+, arXiv'25</a>\n\
                 <span class=\"snippet\"><span>Comment</span>中の<span>要素</span>の後 ・1829\n</span>\n<p>枠の外 ・1830</p>\n"
            ),
            expect![[r#"
                9 2023-04-27 Some("A Title, B+, arXiv'25") [] [1829]
                  None Some("中の 要素 の後 ・1829")
            "#]],
        );
    }

    #[test]
    fn what_is_malformed_costs_its_own_entry() {
        check(
            &format!(
                "<span class=\"issue_date\">Issue Date: 2023-04-27</span>\nNo link\n\
                 <a class=\"button\">#A</a> text <a class=\"button\">#B</a>\n<span class=\"issue_date\">Issue Date: soon</span>\n{LINK}7\"></a>\n"
            ),
            expect![[r#"
                7 soon None ["B"] []
                  None None
                error "2023-04-27": an entry without the address of its issue
            "#]],
        );
    }

    #[test]
    fn other_html_is_not_ours() {
        assert!(recognise("<p><span class=\"issue_date\">Issue Date: 2023-04-27</span>"));
        for text in ["<html>Issue Date: 2023-04-27</html>", ".issue_date {}", "<b class=\"issue_date\">x</b>"]
        {
            assert!(!recognise(text), "{text}");
        }
    }
}
