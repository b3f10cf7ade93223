//! HTML as generators of notes write it: cut off, doubled, with markup inside attributes and Liquid between.
//! No parser agrees with a reader on it, so marks are blanked and what stands between them is read as text.

use std::sync::LazyLock;

use regex::Regex;

use crate::entry::{Passage, Reference, collapse};
use crate::syntax::link;
use crate::syntax::reference::{self, Context};
use crate::text::Span;

/// The references in `span` of `text`, in order: links by their `href`, each once and not again by the words
/// of the link, and numbers in what a reader sees.
#[must_use]
pub fn references(text: &str, span: Span, context: Context) -> Vec<Reference> {
    let html = &text[span.range()];
    let mut seen = visible(html);
    let mut found = Vec::new();
    for code in CODE.captures_iter(html).filter_map(|code| code.name("code")) {
        seen.replace_range(code.range(), &" ".repeat(code.len()));
    }
    for anchor in ANCHOR.captures_iter(html) {
        let (Some(href), Some(words)) = (anchor.name("href"), anchor.name("words")) else { continue };
        // The words are a title, and their numbers are names.
        seen.replace_range(words.range(), &" ".repeat(words.len()));
        // One without an address leads to a place on the page.
        let href = Span::new(href.start(), href.end());
        let link = link::urls(html, href);
        if !link.is_empty() {
            reference::scan(html, href, Context::Summary, &link, &[], &mut found);
        }
    }
    let whole = Span::new(0, seen.len());
    let (urls, code) = (link::urls(&seen, whole), link::code(&seen, whole));
    reference::scan(&seen, whole, context, &urls, &code, &mut found);
    for reference in &mut found {
        reference.span =
            Span::new(span.start() + reference.span.start(), span.start() + reference.span.end());
    }
    found.sort_by_key(|reference| reference.span);
    found
}

/// A link and its words, which may hold other marks but no other link.
static ANCHOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)<a\s[^<>]*?href=["'](?<href>[^"'<>]*)["'][^<>]*>(?<words>.*?)</a>"#).unwrap()
});

/// Code, which holds no references.
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)<(?:code|pre)\b[^<>]*>(?<code>.*?)</(?:code|pre)>").unwrap());

/// The beginning of what a reader sees, for previews.
#[must_use]
pub fn preview(html: &str) -> Box<str> {
    collapse(&html_escape::decode_html_entities(&visible(html))).chars().take(Passage::KEPT).collect()
}

/// `html` with every mark made blanks, so that each character keeps its place. Marks that break lines become
/// line breaks. One that is not closed goes on to the end; `<` in front of anything but a name is text.
fn visible(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for mark in marks(html) {
        out.push_str(&html[done..mark.start()]);
        let breaks = BREAKING.is_match(&html[mark.range()]);
        out.push(if breaks { '\n' } else { ' ' });
        out.extend(std::iter::repeat_n(' ', mark.len() - 1));
        done = mark.end();
    }
    out.push_str(&html[done..]);
    out
}

/// `html` with its marks taken out.
#[must_use]
pub fn without_marks(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for mark in marks(html) {
        out.push_str(&html[done..mark.start()]);
        done = mark.end();
    }
    out.push_str(&html[done..]);
    out
}

static BREAKING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^</?(?:br|p|div|li|ul|ol|tr|blockquote|h[1-6])\b").unwrap());

/// What a mark of HTML begins with: what notes hold and generators write. Other names are words, `<eos>`.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^</?(?:a|abbr|b|blockquote|body|br|button|caption|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|form|h[1-6]|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|ol|p|picture|pre|q|s|samp|script|section|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|var|video|path)(?:[\s/>]|$)",
    )
    .unwrap()
});

/// The places of marks, in order: elements, comments, Liquid's `{% … %}`.
fn marks(html: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    // Looked for to the end once, and not again from every beginning.
    let (mut liquid, mut comments) = (true, true);
    while let Some(open) = html[at..].find(['<', '{']) {
        let start = at + open;
        let rest = &html[start..];
        let len = if rest.starts_with("{%") && liquid {
            let len = rest.find("%}").map(|end| end + 2);
            liquid = len.is_some();
            len
        } else if rest.starts_with("<!--") && comments {
            let len = rest.find("-->").map(|end| end + 3);
            comments = len.is_some();
            len
        } else if NAME.is_match(rest) {
            Some(rest.find('>').map_or(rest.len(), |end| end + 1))
        } else {
            None
        };
        at = start + len.unwrap_or(1);
        found.extend(len.map(|len| Span::new(start, start + len)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let found = references(html, Span::new(0, html.len()), Context::Comment);
        let found: Vec<String> = found
            .iter()
            .map(|r| {
                assert_eq!(html[r.span.range()], r.number.to_string());
                format!("{} {}{}", r.form.as_str(), r.number, if r.certain { "!" } else { "" })
            })
            .collect();
        assert_eq!(found, expected, "{html}");
    }

    #[track_caller]
    fn check_no(html: &str) {
        check(html, &[]);
    }

    #[test]
    fn numbers_between_marks() {
        check("・1829<br>続き<p>・1830</p>", &["bullet 1829!", "bullet 1830!"]);
        check("<b>(MQA)</b> 1272 は", &["bare 1272"]);
        check("self-consistency #558 の", &["hash 558!"]);
        check("a < b ・1829", &["bullet 1829!"]);
        check("loss<threshold のとき #1829 <br>・1830", &["hash 1829!", "bullet 1830!"]);
        check("<!-- ・77 --> #1829 <!-- open #1830", &["hash 1829!", "hash 1830!"]);
    }

    #[test]
    fn a_link_is_one_reference_whatever_its_words() {
        check(
            "- <a href=\"https://github.com/o/r/issues/1466\" target=\"_blank\">Title #99, ・88</a>",
            &["link 1466!"],
        );
        let url = "https://github.com/o/r/issues/7";
        check(&format!("<a href=\"{url}\">{url}</a> {url}"), &["link 7!", "link 7!"]);
    }

    #[test]
    fn numbers_in_marks() {
        check_no("<img width=\"856\" alt=\"image 12\" src=\"https://example.com/234 567.png\">");
        check_no("<img width=\"856\" alt=\"#551 ・552 は ...");
        check_no("{% raw 551 %} <a href=\"https://example.com/#551\">#551</a>");
        check_no("<a href=\"#551\">脚注</a>");
        check_no("<code>x</code>`#551` <pre>\n・551\n</pre><code>#552</code>");
    }

    #[test]
    fn what_is_shown_of_it() {
        assert_eq!(&*preview("<p>R&amp;D<br>{% raw %}x</p>"), "R&D x");
        assert_eq!(visible("日本<b>語</b> <5B").len(), "日本<b>語</b> <5B".len());
    }
}
