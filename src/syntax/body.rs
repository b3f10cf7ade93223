//! The body of an entry, behind its title: sections, references, and the ids that it links to. Pages and
//! single notes have it in common.

use crate::entry::{Entry, Name, Passage};
use crate::syntax::section::Sections;
use crate::syntax::{ignore, link, reference, title};
use crate::text::Span;

/// The text of a file, and the places in it where nothing but a link or code is.
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// Its URLs, in order.
    pub urls: Vec<Span>,
    /// Its code spans and blocks, in order.
    pub code: Vec<Span>,
}

impl<'a> Source<'a> {
    /// Looks for both in a text.
    pub fn new(text: &'a str) -> Self {
        let whole = Span::new(0, text.len());
        Self { text, urls: link::urls(text, whole), code: link::code(text, whole) }
    }

    /// Those of `spans`, which are in order, that begin in `within`.
    pub fn inside(spans: &[Span], within: Span) -> &[Span] {
        let from = spans.partition_point(|span| span.start() < within.start());
        let to = spans.partition_point(|span| span.start() < within.end());
        &spans[from..to.max(from)]
    }
}

/// Fills in what the text in `body` says about `entry`.
pub fn read(source: &Source, body: Span, entry: Entry) -> Entry {
    let text = source.text;
    let sections = Sections::find(text, body);
    let urls = Source::inside(&source.urls, body);
    let code = Source::inside(&source.code, body);
    let mut references = Vec::new();
    for (context, span) in sections.in_order(body) {
        reference::scan(text, span, context, urls, code, &mut references);
    }
    let id = |url: &Span| link::paper_id(&text[url.range()]);
    // A paper's own address ends its summary. Others stand in prose and link to other papers.
    let summary_url = sections.summary.and_then(|summary| closing_url(text, summary, urls));
    let linked_id = sections.comment.and_then(|comment| id(Source::inside(&source.urls, comment).first()?));
    let passage = |span: Option<Span>| span.map(|span| Passage { span: trimmed(text, span), decoded: None });
    let authors = sections.comment.map_or_else(Vec::new, |comment| authors(&text[comment.range()]));
    let title = match (entry.title, authors.first()) {
        (Some(title), Some(first)) => Some(title::by(title, first)),
        (title, _) => title,
    };
    Entry {
        title,
        body,
        summary: passage(sections.summary),
        comment: passage(sections.comment),
        ids: summary_url.as_ref().and_then(id).into_iter().collect(),
        linked_id,
        authors: authors.into(),
        references: references.into(),
        ignores: ignore::find(text, entry.span).into(),
        span: entry.span,
        number: entry.number,
        tags: entry.tags,
        date: entry.date,
    }
}

/// The names in a line `Authors: Ping Yu, Jack Lanchantin` of a comment.
fn authors(comment: &str) -> Vec<Name> {
    let line = comment.lines().find_map(|line| line.trim_start().strip_prefix("Authors:"));
    let names = line.into_iter().flat_map(|line| line.split(',')).map(str::trim);
    names.filter(|name| !name.is_empty()).map(Name::from).collect()
}

/// A URL that ends `span` behind a finished sentence, or alone on its line.
fn closing_url(text: &str, span: Span, urls: &[Span]) -> Option<Span> {
    let url = *Source::inside(urls, span).last()?;
    let before = &text[span.start()..url.start()];
    let sentence = before.trim_end();
    let alone = sentence.is_empty() || before[sentence.len()..].contains('\n');
    // `…を示した。(#2094) https://…`: an aside does not unfinish the sentence.
    let aside = sentence.strip_suffix(')').map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_digit()));
    let told = aside.and_then(|rest| rest.strip_suffix("(#")).unwrap_or(sentence).trim_end();
    let finished = sentence.len() < before.len() && told.ends_with(['。', '.', '．', '!', '！']);
    (text[url.end()..span.end()].trim().is_empty() && (alone || finished)).then_some(url)
}

/// `span` without the white space at its ends.
pub fn trimmed(text: &str, span: Span) -> Span {
    // A byte order mark is no text.
    let rest = text[span.range()].trim_start_matches('\u{feff}').trim_start();
    let start = span.end() - rest.len();
    Span::new(start, start + rest.trim_end().len())
}
