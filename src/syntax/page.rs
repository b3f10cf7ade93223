//! Pages: entries one after another, in block style (a line a part), run on (many in one line), or
//! both. The anchor of an entry is its `Issue Date:`; everything else is found from there.

mod edited;

use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

use crate::entry::{Date, Entry, Number, OwnNumber};
use crate::syntax::body::{self, Source, trimmed};
use crate::syntax::section::{self, ANCHOR, BLANKS};
use crate::syntax::{Page, link, tag, title};
use crate::text::Span;
pub use edited::{Unchanged, parse_again};

const NUMBER: &str = "Issue:";

/// The longest line behind `Issue Date:` that can be a date in words, in characters.
const LONGEST_DATE: usize = 24;

/// Reads a page.
#[must_use]
pub fn parse(text: &str) -> Page {
    if memmem::find(text.as_bytes(), ANCHOR.as_bytes()).is_none() {
        return Page::default();
    }
    let source = Source::new(text);
    let anchors = anchors(&source);
    if anchors.is_empty() {
        return Page::default();
    }
    let mut lower = 0;
    let mut heads: Vec<Head> = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        let head = Head::before(&source, lower, anchor);
        lower = head.after_date;
        heads.push(head);
    }
    let heading = trimmed(text, Span::new(0, heads[0].start));
    let ends: Vec<usize> = heads[1..].iter().map(|head| head.start).chain([text.len()]).collect();
    let mut entries = Vec::with_capacity(heads.len());
    // To collect them would be to keep the memory of the heads, eight times what is needed.
    entries.extend(heads.into_iter().zip(ends).map(|(head, end)| head.entry(&source, end).into()));
    Page { heading: (!heading.is_empty()).then_some(heading), entries }
}

/// Where each `Issue Date:` stands that begins an entry: at a line's start in front of something like a
/// date, or of nothing yet, for somebody is just typing it; within a line in front of a whole date. In
/// code it is an example.
fn anchors(source: &Source) -> Vec<usize> {
    static WHOLE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}").unwrap());
    let text = source.text;
    let is_anchor = |at: &usize| {
        let before = text[..*at].trim_start_matches('\u{feff}');
        let after = text[at + ANCHOR.len()..].trim_start_matches(BLANKS);
        let starts_line = before.is_empty() || before.ends_with(['\n', '\r']);
        let nothing_yet = after.is_empty() || after.starts_with(['\n', '\r']);
        let line_date = starts_line && (nothing_yet || after.starts_with(|c: char| c.is_ascii_digit()));
        // Behind tags it is an entry, whatever stands for its date.
        let tagged = || {
            let head = number_before(text, 0, *at).map_or(*at, |(start, _)| start);
            head < *at || !tag::run_before(text, 0, head, &source.code).is_empty()
        };
        let inline_date = before.ends_with(char::is_whitespace) && WHOLE.is_match(after);
        // Markdown's indented code.
        let indented = before.ends_with("    ") && before.trim_end_matches(' ').ends_with('\n');
        let code = link::covers(&source.code, Span::new(*at, at + ANCHOR.len()));
        !indented && !code && (line_date || inline_date || (starts_line && tagged()))
    };
    memmem::find_iter(text.as_bytes(), ANCHOR).filter(is_anchor).collect()
}

/// What stands before an entry's title.
struct Head {
    start: usize,
    tags: Vec<crate::entry::Tag>,
    number: Option<OwnNumber>,
    date: Option<Date>,
    after_date: usize,
}

impl Head {
    fn before(source: &Source, lower: usize, anchor: usize) -> Self {
        let text = source.text;
        let mut number = number_before(text, lower, anchor);
        let mut start = number.as_ref().map_or(anchor, |(start, _)| *start);
        let tags =
            tag::run_before(text, lower, start, Source::inside(&source.code, Span::new(lower, anchor)));
        if let Some(first) = tags.first() {
            start = first.span.start() - 1;
        }
        let behind = &text[anchor + ANCHOR.len()..];
        let date_start = text.len() - behind.trim_start_matches(BLANKS).len();
        let len = date_len(&text[date_start..]);
        let span = Span::new(date_start, date_start + len);
        // Without a date the head ends with the anchor, whatever white space follows.
        let mut after_date = anchor + ANCHOR.len();
        if len > 0 {
            let rest = &text[span.end()..];
            after_date = text.len() - rest.strip_prefix(['.', ',', '。']).unwrap_or(rest).len();
        }
        if number.is_none()
            && let Some((end, own)) = number_after(text, after_date)
        {
            after_date = end;
            number = Some((anchor, own));
        }
        Self {
            start,
            tags,
            number: number.map(|(_, own)| own),
            date: (len > 0).then(|| date(text, span)),
            after_date,
        }
    }

    fn entry(self, source: &Source, end: usize) -> Entry {
        let text = source.text;
        let span = trimmed_end(text, Span::new(self.start, end));
        let Found { title, number, end: title_end } =
            find_title(source, Span::new(self.after_date, span.end()));
        let body = Span::new(title_end.min(span.end()), span.end());
        let number = self.number.or(number);
        body::read(
            source,
            body,
            Entry { span, number, tags: self.tags.into(), date: self.date, title, ..Entry::default() },
        )
    }
}

/// `Issue: 2320` that ends at `end`: where it begins, and the number.
fn number_before(text: &str, lower: usize, end: usize) -> Option<(usize, OwnNumber)> {
    let before = text[lower..end].trim_end();
    let len = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = Span::new(lower + before.len() - len, lower + before.len());
    let number = Number::parse(&text[digits.range()])?;
    let label = text[lower..digits.start()].trim_end_matches(['#', ' ', '\t', '\u{3000}']);
    let rest = label.strip_suffix(NUMBER)?;
    let starts = rest.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '\u{feff}');
    if !starts || end == digits.end() {
        return None;
    }
    let own = OwnNumber { number, span: digits, repository: None };
    Some((lower + rest.len(), own))
}

/// `Issue: 2320` right behind a date: where it ends, and the number.
fn number_after(text: &str, after_date: usize) -> Option<(usize, OwnNumber)> {
    let rest = text[after_date..].trim_start();
    let broken = text[after_date..text.len() - rest.len()].matches('\n').count() > 1;
    let digits = rest.strip_prefix(NUMBER)?.trim_start_matches(['#', ' ', '\t', '\u{3000}']);
    let start = text.len() - digits.len();
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number = Number::parse(&digits[..len])?;
    let ends = digits[len..].chars().next().is_none_or(char::is_whitespace);
    let span = Span::new(start, start + len);
    (ends && !broken).then_some((span.end(), OwnNumber { number, span, repository: None }))
}

/// The length of what stands for a date at the start of `text`.
fn date_len(text: &str) -> usize {
    let is_part = |c: &char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日');
    let len: usize = text.chars().take_while(is_part).map(char::len_utf8).sum();
    // `2025-07-302D Gaussian`: a title glued to a date.
    let whole = text.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok());
    if let Some(day) = whole {
        return day.len();
    }
    // `5 Jan 2024`, `TODO`: the line, if it is too short for more than a date.
    let line = text.lines().next().unwrap_or_default().trim_end();
    let worded = text[..len].chars().filter(char::is_ascii_digit).count() < 4;
    if worded && line.chars().count() <= LONGEST_DATE && !line.contains(ANCHOR) {
        return line.len();
    }
    text[..len].trim_end_matches(['.', '-', '/']).len()
}

fn date(text: &str, span: Span) -> Date {
    let written = &text[span.range()];
    // ISO 8601's extended form and nothing else: `2025-7-3` sorts wrongly everywhere.
    let day = (written.len() == 10).then(|| written.parse().ok()).flatten();
    Date::new(written, day, span)
}

struct Found {
    title: Option<crate::entry::Title>,
    number: Option<OwnNumber>,
    end: usize,
}

/// The title that begins behind a date, on its line or on the next that is not empty.
fn find_title(source: &Source, span: Span) -> Found {
    let text = source.text;
    let none = |end| Found { title: None, number: None, end };
    let mut rest = text[span.range()].trim_start();
    // A comment silences a finding and is no title.
    while let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        rest = behind.trim_start();
    }
    let start = span.end() - rest.len();
    let first_line = rest.lines().next().unwrap_or_default();
    // `CommentGen: …, A+, ACL'23` is a title that begins like a label.
    let titled = |line: &str| title::is_complete(&line[..section::label_in_line(line).unwrap_or(line.len())]);
    let labelled = section::label_len(first_line).is_some() && !titled(first_line);
    if rest.is_empty() || labelled || first_line.starts_with('・') {
        return none(start);
    }
    let hashes = first_line.len() - first_line.trim_start_matches('#').len();
    let start = if hashes > 0 && first_line[hashes..].starts_with(' ') { start + hashes + 1 } else { start };
    let line_end = span.end() - rest.len() + first_line.len();
    let line = &text[start..line_end];
    let len = section::label_in_line(line).unwrap_or(line.len());
    let line = trimmed(text, Span::new(start, start + len));
    let end = line.end();
    if let Some((unlinked, number)) = linked_title(&text[line.range()], line.start()) {
        // Where the link is all of the line, its text stands there as it is.
        let inner = Span::new(line.start() + 1, line.start() + 1 + unlinked.len());
        let span = if text[line.start() + 1..].starts_with(&unlinked) { inner } else { line };
        return Found { title: Some(title::parse(&unlinked, span)), number, end };
    }
    let title = title::parse(&text[line.range()], line);
    Found { title: Some(title), number: None, end: line.end() }
}

/// A title line that begins with a link, `[Title](https://…), Author+`: the line without the link's
/// marks, and the number of the issue it links to.
fn linked_title(line: &str, start: usize) -> Option<(String, Option<OwnNumber>)> {
    let inside = line.strip_prefix('[')?;
    let (name, rest) = inside.split_once("](http")?;
    let url_start = line.len() - rest.len() - "http".len();
    let url_end = url_start + line[url_start..].find(')')?;
    let number = link::issue(&line[url_start..url_end]).map(|(repository, number, digits)| OwnNumber {
        number,
        span: Span::new(start + url_start + digits.start(), start + url_start + digits.end()),
        repository: Some(repository.into()),
    });
    Some((format!("{name}{}", &line[url_end + 1..]), number))
}

fn trimmed_end(text: &str, span: Span) -> Span {
    let len = text[span.range()].trim_end_matches([' ', '\t', '\n', '\r']).len();
    Span::new(span.start(), span.start() + len)
}

#[cfg(test)]
mod tests;
