//! Pages: entries one after another, in block style (a line a part), run on (many in one line), or
//! both. The anchor of an entry is its `Issue Date:`; everything else is found from there.

use memchr::memmem;

use crate::entry::{Date, Entry, Number, OwnNumber, Passage};
use crate::syntax::section::{self, BLANKS, Sections};
use crate::syntax::{Page, link, reference, tag, title};
use crate::text::Span;

const ANCHOR: &str = "Issue Date:";
const NUMBER: &str = "Issue:";

/// Reads a page.
#[must_use]
pub fn parse(text: &str) -> Page {
    let whole = Span::new(0, text.len());
    let anchors = anchors(text);
    if anchors.is_empty() {
        return Page::default();
    }
    let source = Source { text, urls: link::urls(text, whole), code: link::code(text, whole) };
    let mut lower = 0;
    let mut heads: Vec<Head> = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        let head = Head::before(&source, lower, anchor);
        lower = head.after_date;
        heads.push(head);
    }
    let heading = trimmed(text, Span::new(0, heads[0].start));
    let ends: Vec<usize> = heads[1..].iter().map(|head| head.start).chain([text.len()]).collect();
    let entries = heads.into_iter().zip(ends);
    Page {
        heading: (!heading.is_empty()).then_some(heading),
        entries: entries.map(|(head, end)| head.entry(&source, end)).collect(),
    }
}

struct Source<'a> {
    text: &'a str,
    urls: Vec<Span>,
    code: Vec<Span>,
}

impl Source<'_> {
    /// Those of `spans`, which are in order, that begin in `within`.
    fn inside(spans: &[Span], within: Span) -> &[Span] {
        let from = spans.partition_point(|span| span.start < within.start);
        let to = spans.partition_point(|span| span.start < within.end);
        &spans[from..to.max(from)]
    }
}

/// Where each `Issue Date:` stands that begins an entry: at a line's start or behind white space, in
/// front of a date. At a line's start it may also end the line, for somebody is just typing it.
fn anchors(text: &str) -> Vec<usize> {
    let fences = link::fences(text, Span::new(0, text.len()));
    let is_anchor = |at: &usize| {
        let before = text[..*at].chars().next_back();
        let after = text[at + ANCHOR.len()..].trim_start_matches(BLANKS);
        let dated = after.starts_with(|c: char| c.is_ascii_digit());
        let bare_line =
            before.is_none_or(|c| c == '\n') && (after.is_empty() || after.starts_with(['\n', '\r']));
        let next_fence = fences.partition_point(|fence| fence.end <= *at);
        let fenced = fences.get(next_fence).is_some_and(|fence| fence.start <= *at);
        before.is_none_or(char::is_whitespace) && (dated || bare_line) && !fenced
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
            start = first.span.start - 1;
        }
        let behind = &text[anchor + ANCHOR.len()..];
        let date_start = text.len() - behind.trim_start_matches(BLANKS).len();
        let is_date = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.');
        let len = text.as_bytes()[date_start..].iter().take_while(|b| is_date(b)).count();
        let span = Span::new(date_start, date_start + len);
        // Without a date the head ends with the anchor, whatever white space follows.
        let mut after_date = if len > 0 { span.end } else { anchor + ANCHOR.len() };
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
            find_title(source, Span::new(self.after_date, span.end));
        let body = Span::new(title_end.min(span.end), span.end);
        let sections = Sections::find(text, body);
        let urls = Source::inside(&source.urls, body);
        let code = Source::inside(&source.code, body);
        let mut references = Vec::new();
        for (context, span) in sections.in_order(body) {
            reference::scan(text, span, context, urls, code, &mut references);
        }
        let id = |url: &Span| link::paper_id(&text[url.range()]);
        let mut ids: Vec<_> = sections
            .summary
            .iter()
            .flat_map(|summary| Source::inside(&source.urls, *summary).iter().filter_map(id))
            .collect();
        if let Some(title) = &title {
            ids.extend(Source::inside(&source.urls, title.span).iter().filter_map(id));
        }
        ids.sort();
        ids.dedup();
        let linked_id =
            sections.comment.and_then(|comment| id(Source::inside(&source.urls, comment).first()?));
        let passage =
            |span: Option<Span>| span.map(|span| Passage { span: trimmed(text, span), decoded: None });
        Entry {
            span,
            number: self.number.or(number),
            tags: self.tags,
            date: self.date,
            title,
            body,
            summary: passage(sections.summary),
            comment: passage(sections.comment),
            ids,
            linked_id,
            references,
        }
    }
}

/// `Issue: 2320` that ends at `end`: where it begins, and the number.
fn number_before(text: &str, lower: usize, end: usize) -> Option<(usize, OwnNumber)> {
    let before = text[lower..end].trim_end();
    let len = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = Span::new(lower + before.len() - len, lower + before.len());
    let number = Number::parse(&text[digits.range()])?;
    let label = text[lower..digits.start].trim_end_matches(['#', ' ', '\t', '\u{3000}']);
    let rest = label.strip_suffix(NUMBER)?;
    if !rest.chars().next_back().is_none_or(char::is_whitespace) || end == digits.end {
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
    (ends && !broken).then_some((span.end, OwnNumber { number, span, repository: None }))
}

fn date(text: &str, span: Span) -> Date {
    let written = &text[span.range()];
    // ISO 8601's extended form and nothing else: `2025-7-3` sorts wrongly everywhere.
    let day = (written.len() == 10).then(|| written.parse().ok()).flatten();
    Date { written: written.into(), day, span }
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
    let rest = text[span.range()].trim_start();
    let start = span.end - rest.len();
    let first_line = rest.lines().next().unwrap_or_default();
    // `CommentGen: …, A+, ACL'23` is a title that begins like a label.
    let titled = |line: &str| title::is_complete(&line[..section::label_in_line(line).unwrap_or(line.len())]);
    let labelled = section::label_len(first_line).is_some() && !titled(first_line);
    if rest.is_empty() || labelled || first_line.starts_with('・') {
        return none(start);
    }
    let hashes = first_line.len() - first_line.trim_start_matches('#').len();
    let start = if hashes > 0 && first_line[hashes..].starts_with(' ') { start + hashes + 1 } else { start };
    let line_end = span.end - rest.len() + first_line.len();
    let line = &text[start..line_end];
    let len = section::label_in_line(line).unwrap_or(line.len());
    let line = trimmed(text, Span::new(start, start + len));
    if let Some((inner, number)) = linked_title(text, line) {
        let title = title::parse(&text[inner.range()], inner);
        return Found { title: Some(title), number, end: line.end };
    }
    let title = title::parse(&text[line.range()], line);
    Found { title: Some(title), number: None, end: line.end }
}

/// The text of a title line that is a link, and the number of the issue it links to.
fn linked_title(text: &str, line: Span) -> Option<(Span, Option<OwnNumber>)> {
    let written = &text[line.range()];
    let inside = written.strip_prefix('[')?.strip_suffix(')')?;
    let split = inside.rfind("](http")?;
    let url_start = line.start + 1 + split + 2;
    let url = &text[url_start..line.end - 1];
    let number = link::issue(url).map(|(repository, number, digits)| OwnNumber {
        number,
        span: Span::new(url_start + digits.start, url_start + digits.end),
        repository: Some(repository.into()),
    });
    Some((Span::new(line.start + 1, line.start + 1 + split), number))
}

fn trimmed_end(text: &str, span: Span) -> Span {
    let len = text[span.range()].trim_end_matches([' ', '\t', '\n', '\r']).len();
    Span::new(span.start, span.start + len)
}

fn trimmed(text: &str, span: Span) -> Span {
    let rest = text[span.range()].trim_start();
    let start = span.end - rest.len();
    Span::new(start, start + rest.trim_end().len())
}

#[cfg(test)]
mod tests;
