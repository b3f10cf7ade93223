//! Links in text: where a URL ends between Japanese words, what it names, and where code spans hide
//! what looks like a tag or a reference.

use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

use crate::entry::{IdKind, Number, PaperId};
use crate::text::Span;

/// The URLs in `span` of `text`, in order, without the prose glued to them.
#[must_use]
pub fn urls(text: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = span.start();
    while let Some(at) = memmem::find(&text.as_bytes()[from..span.end()], b"http") {
        let start = from + at;
        from = start + 4;
        let rest = &text[start..span.end()];
        if !rest.starts_with("http://") && !rest.starts_with("https://") {
            continue;
        }
        let end = start + url_len(rest);
        found.push(Span::new(start, end));
        from = end;
    }
    found
}

/// The longest URL, in bytes; what goes on behind it is text. Browsers take no more either.
const LONGEST_URL: usize = 2048;

/// Whether one of `spans`, which are in order and apart, holds all of `span`.
#[must_use]
pub fn covers(spans: &[Span], span: Span) -> bool {
    let next = spans.partition_point(|other| other.end() < span.end());
    spans.get(next).is_some_and(|other| other.contains(span))
}

/// Length in bytes of the URL that `text` starts with.
fn url_len(text: &str) -> usize {
    // A share link of x.com is copied with nothing behind it, so that whatever is typed next is glued
    // to it. Its parts have fixed lengths.
    static SHARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/[0-9A-Za-z_]+/status/[0-9]+(?:\?s=[0-9]{2}(?:&t=[0-9A-Za-z_-]{22})?|\?t=[0-9A-Za-z_-]{22}(?:&s=[0-9]{2})?)?",
        )
        .unwrap()
    });
    if let Some(share) = SHARE.find(text)
        && !text[share.end()..].starts_with(['?', '/', '&'])
    {
        return share.end();
    }
    let mut limit = text.len().min(LONGEST_URL);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let text = &text[..limit];
    let mut end = text
        .find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '`'))
        .unwrap_or(text.len());
    // `…id=Q6PAnqYVpoopenreview:https://…`: the second URL is glued behind a word and a colon.
    // Web archives nest URLs on purpose, behind a slash or `=`.
    for (at, _) in text[..end].match_indices("http").skip(1) {
        let nested = text[at..].starts_with("http://") || text[at..].starts_with("https://");
        if nested && !text[..at].ends_with(['/', '=']) {
            end = at;
            break;
        }
    }
    // Brackets that the URL opens itself belong to it.
    let unopened = |open, close| {
        let count = |c: char| text[..end].matches(c).count();
        count(close).saturating_sub(count(open))
    };
    let (mut round, mut square) = (unopened('(', ')'), unopened('[', ']'));
    while let Some(last) = text[..end].chars().next_back() {
        let closes = match last {
            ')' if round > 0 => {
                round -= 1;
                true
            }
            ']' if square > 0 => {
                square -= 1;
                true
            }
            _ => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '(' | '['),
        };
        if !closes {
            break;
        }
        end -= 1;
    }
    end
}

/// `host/owner/name` and the place of the number, in bytes of `url`, where it is the address of an
/// issue.
#[must_use]
pub fn issue(url: &str) -> Option<(&str, Number, Span)> {
    static ISSUE: LazyLock<Regex> =
        // What hosts, owners and repositories are called, and nothing else: it is put into links.
        LazyLock::new(|| {
            Regex::new(r"^https?://([\p{L}\p{N}._-]+(?::[0-9]+)?/[\p{L}\p{N}._~%+@-]+/[\p{L}\p{N}._~%+@-]+)/issues/([0-9]+)(?:[/?#].*)?$").unwrap()
        });
    let found = ISSUE.captures(url)?;
    let digits = found.get(2)?;
    let number = Number::parse(digits.as_str())?;
    let repository = found.get(1)?.as_str();
    Some((repository, number, Span::new(digits.start(), digits.end())))
}

/// The paper that `url` is a page of.
#[must_use]
pub fn paper_id(url: &str) -> Option<PaperId> {
    static FORMS: LazyLock<[(IdKind, Regex); 5]> = LazyLock::new(|| {
        let form = |kind, pattern| (kind, Regex::new(pattern).unwrap());
        [
            form(
                IdKind::Arxiv,
                r"(?i)^https?://(?:[a-z]+\.)?(?:arxiv\.org/(?:abs|pdf|html|format)|alphaxiv\.org/(?:abs|pdf|overview)|ar5iv\.org/(?:abs|html)|ar5iv\.labs\.arxiv\.org/html|huggingface\.co/papers)/([0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[a-z]{2})?/[0-9]{7})",
            ),
            form(IdKind::Arxiv, r"(?i)/10\.48550/arxiv\.([0-9]{4}\.[0-9]{4,5})"),
            form(
                IdKind::Acl,
                r"(?i)(?:^https?://(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology)(?:/papers)?|/10\.18653/v1)/([0-9]{4}\.[0-9a-z_-]+\.[0-9]+|[a-z][0-9]{2}-[0-9]{4})",
            ),
            form(
                IdKind::Doi,
                r"(?i)^https?://(?:[a-z0-9.-]+)/(?:doi/(?:abs/|full/|pdf/)?|article/|chapter/)?(10\.[0-9]{4,9}/[0-9a-z._;()/:-]*[0-9a-z])",
            ),
            form(
                IdKind::OpenReview,
                r"^https?://openreview\.net/(?:forum|pdf|attachment|revisions)\?id=([0-9A-Za-z_-]{10})",
            ),
        ]
    });
    FORMS.iter().find_map(|(kind, form)| {
        let id = form.captures(url)?.get(1)?.as_str();
        let id = match kind {
            IdKind::OpenReview => id.to_owned(),
            IdKind::Acl if !id.starts_with(|c: char| c.is_ascii_digit()) => id.to_uppercase(),
            _ => id.to_lowercase(),
        };
        Some(PaperId { kind: *kind, id: id.into() })
    })
}

/// Code in Markdown, in order: `` `spans` `` within a line, and blocks between ```` ``` ```` lines.
/// An unclosed mark is a character like any other.
#[must_use]
pub fn code(text: &str, span: Span) -> Vec<Span> {
    if memchr::memchr(b'`', &text.as_bytes()[span.range()]).is_none() {
        return Vec::new();
    }
    let mut found = fences(text, span);
    let blocks = found.len();
    let mut from = span.start();
    for block in 0..=blocks {
        let to = found.get(block).filter(|_| block < blocks).map_or(span.end(), |b| b.start());
        inline_code(text, Span::new(from, to), &mut found);
        from = found.get(block).filter(|_| block < blocks).map_or(to, |b| b.end());
    }
    found.sort();
    found
}

/// The closed code blocks in `span`, from the first character of the opening line to the last of the
/// closing one.
#[must_use]
pub fn fences(text: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<(usize, u8, usize)> = None;
    let mut at = span.start();
    for line in text[span.range()].split_inclusive('\n') {
        let mark = line.trim_start_matches(' ');
        let fence = mark.bytes().next().filter(|b| matches!(b, b'`' | b'~'));
        let run = fence.map_or(0, |b| mark.bytes().take_while(|c| *c == b).count());
        match (open, fence) {
            (None, Some(b)) if run >= 3 && !mark[run..].contains('`') => open = Some((at, b, run)),
            (Some((start, b, least)), Some(c)) if b == c && run >= least && mark[run..].trim().is_empty() => {
                found.push(Span::new(start, at + line.trim_end_matches(['\r', '\n']).len()));
                open = None;
            }
            _ => {}
        }
        at += line.len();
    }
    found
}

fn inline_code(text: &str, span: Span, found: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let run_at = |at: usize| {
        let len = bytes[at..span.end()].iter().take_while(|b| **b == b'`').count();
        (at, len)
    };
    let mut line_start = span.start();
    for line in text[span.range()].split_inclusive('\n') {
        let line_end = line_start + line.len();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let mut at = line_start;
        while let Some(next) = memchr::memchr(b'`', &bytes[at..line_end]) {
            let run = run_at(at + next);
            at = run.0 + run.1;
            runs.push(run);
        }
        // A run closes at the next run of its length. Looking it up by length keeps a line of
        // nothing but backticks linear.
        let mut next_of: std::collections::HashMap<usize, Vec<usize>> = Default::default();
        for (index, (_, len)) in runs.iter().enumerate().rev() {
            next_of.entry(*len).or_default().push(index);
        }
        let mut index = 0;
        while index < runs.len() {
            let (start, len) = runs[index];
            let same = next_of.get_mut(&len).expect("every run is listed");
            while same.last().is_some_and(|other| *other <= index) {
                same.pop();
            }
            index = match same.last() {
                Some(&close) => {
                    found.push(Span::new(start, runs[close].0 + len));
                    close + 1
                }
                None => index + 1,
            };
        }
        line_start = line_end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            urls(text, Span::new(0, text.len())).into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_url_ends_where_prose_begins() {
        check("元ポスト:https://example.com/a(図)", &["https://example.com/a"]);
        check("https://example.com/a・2011", &["https://example.com/a"]);
        check("https://example.com/a、https://b.org/。", &["https://example.com/a", "https://b.org/"]);
        check("「https://example.com/a」", &["https://example.com/a"]);
        check("(https://example.com/a). See http://b.org/x?", &["https://example.com/a", "http://b.org/x"]);
        check("[t](https://en.wikipedia.org/wiki/A_(b))", &["https://en.wikipedia.org/wiki/A_(b)"]);
        check("https://example.com/😱", &["https://example.com/"]);
        check("the http protocol", &[]);
    }

    #[test]
    fn share_links_have_fixed_lengths() {
        let link = "https://x.com/a_b/status/1960875391083577580?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q";
        check(&format!("{link}HF:https://huggingface.co/x"), &[link, "https://huggingface.co/x"]);
        check(&format!("{link}pj page:"), &[link]);
        check(
            "https://twitter.com/a/status/1714098823080063181まだ",
            &["https://twitter.com/a/status/1714098823080063181"],
        );
        check(
            "https://x.com/a/status/12?s=46&t=6qC80ox3qHrJixKeNmIOcg",
            &["https://x.com/a/status/12?s=46&t=6qC80ox3qHrJixKeNmIOcg"],
        );
    }

    #[test]
    fn glued_urls_are_two_and_archives_are_one() {
        check(
            "https://openreview.net/forum?id=Q6PAnqYVpoopenreview:https://openreview.net/forum?id=Q6PAnqYVpo",
            &[
                "https://openreview.net/forum?id=Q6PAnqYVpoopenreview",
                "https://openreview.net/forum?id=Q6PAnqYVpo",
            ],
        );
        let archived = "https://web.archive.org/web/2020/https://example.com/";
        check(archived, &[archived]);
    }

    #[test]
    fn issues_of_a_repository() {
        let (repository, number, span) = issue("https://github.com/o/r/issues/1152#issuecomment-7").unwrap();
        assert_eq!((repository, number), ("github.com/o/r", Number(1152)));
        assert_eq!(span, Span::new(30, 34));
        assert_eq!(issue("https://github.com/o/r/pull/1152"), None);
        assert_eq!(issue("https://github.com/o/r/issues/new"), None);
    }

    #[test]
    fn ids_of_papers() {
        let id = |url| paper_id(url).map(|id| format!("{}:{}", id.kind.as_str(), id.id));
        for (url, expected) in [
            ("https://arxiv.org/abs/2406.08464v2", "arxiv:2406.08464"),
            ("http://www.arxiv.org/pdf/2406.08464.pdf", "arxiv:2406.08464"),
            ("https://arxiv.org/abs/cs/0112017", "arxiv:cs/0112017"),
            ("https://huggingface.co/papers/2406.08464", "arxiv:2406.08464"),
            ("https://doi.org/10.48550/arXiv.2406.08464", "arxiv:2406.08464"),
            ("https://doi.org/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"),
            ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"),
            ("https://doi.org/10.18653/v1/2023.acl-long.1", "acl:2023.acl-long.1"),
            ("https://aclanthology.org/P17-1080.pdf", "acl:P17-1080"),
            ("https://openreview.net/pdf?id=Q6PAnqYVpo", "openreview:Q6PAnqYVpo"),
        ] {
            assert_eq!(id(url).as_deref(), Some(expected), "{url}");
        }
        for url in
            ["https://example.com/2406.08464", "https://github.com/a/b", "https://arxiv.org/list/cs.CL"]
        {
            assert_eq!(id(url), None, "{url}");
        }
    }

    #[test]
    fn code_spans_and_blocks() {
        let text = "a `#1` ``b`c`` `open\n```\n#2\n```\n`x` ```y```";
        let found: Vec<&str> =
            code(text, Span::new(0, text.len())).into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, ["`#1`", "``b`c``", "```\n#2\n```", "`x`", "```y```"]);
        assert_eq!(code("```\nnever closed", Span::new(0, 16)), []);
    }
}
