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
    for anchor in ANCHOR.captures_iter(html) {
        let (Some(href), Some(words)) = (anchor.name("href"), anchor.name("words")) else { continue };
        // The words are a title, and their numbers are names.
        seen.replace_range(words.range(), &" ".repeat(words.len()));
        let link = link::urls(html, Span::new(href.start(), href.end()));
        let before = found.len();
        reference::scan(html, Span::new(href.start(), href.end()), Context::Summary, &link, &[], &mut found);
        found.truncate(before + 1);
    }
    let whole = Span::new(0, seen.len());
    let (urls, code) = (link::urls(&seen, whole), link::code(&seen, whole));
    reference::scan(&seen, whole, context, &urls, &code, &mut found);
    for reference in &mut found {
        reference.span = Span::new(span.start + reference.span.start, span.start + reference.span.end);
    }
    found.sort_by_key(|reference| reference.span);
    found
}

/// A link and its words, which may hold other marks but no other link.
static ANCHOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)<a\s[^<>]*?href=["'](?<href>[^"'<>]*)["'][^<>]*>(?<words>.*?)</a>"#).unwrap()
});

/// The beginning of what a reader sees, for previews.
#[must_use]
pub fn preview(html: &str) -> Box<str> {
    collapse(&html_escape::decode_html_entities(&visible(html))).chars().take(Passage::KEPT).collect()
}

/// `html` with every mark made blanks, so that each character keeps its place. Marks that break lines become
/// line breaks. One that is not closed goes on to the end; `<` in front of anything but a name is text.
fn visible(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find(['<', '{']) {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(len) = mark_len(rest) else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
            continue;
        };
        let breaks = BREAKING.is_match(&rest[..len]);
        out.push(if breaks { '\n' } else { ' ' });
        out.extend(std::iter::repeat_n(' ', len - 1));
        rest = &rest[len..];
    }
    out.push_str(rest);
    out
}

static BREAKING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^</?(?:br|p|div|li|ul|ol|tr|blockquote|h[1-6])\b").unwrap());

/// The length in bytes of the mark that `html` begins with.
fn mark_len(html: &str) -> Option<usize> {
    if html.starts_with("{%") {
        return html.find("%}").map(|at| at + 2);
    }
    let name = html.strip_prefix('<')?.trim_start_matches(['/', '!']);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
        .then(|| html.find('>').map_or(html.len(), |at| at + 1))
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
        check_no("<code>x</code>`#551`");
    }

    #[test]
    fn what_is_shown_of_it() {
        assert_eq!(&*preview("<p>R&amp;D<br>{% raw %}x</p>"), "R&D x");
        assert_eq!(visible("日本<b>語</b> <5B").len(), "日本<b>語</b> <5B".len());
    }
}
