//! Tag documents: `agent_docs/*.xml`, one generated file a tag, with a `<paper-entry>` for each of its
//! entries. They look like XML and are none: `&` stands bare, `<br>` and `<p>` stay open, attributes hold
//! markup, and Liquid's `{% raw %}` stands between. So the known elements are read and everything else is
//! text; what is malformed costs the element it is in.

use memchr::memmem;

use crate::catalog::issue_body::IssueBody;
use crate::catalog::{Catalog, CatalogError, markup};
use crate::entry::{Date, Entry, OwnNumber, PaperId, Passage, Tag};
use crate::language::said;
use crate::syntax::reference::Context;
use crate::syntax::{link, title};
use crate::text::Span;

const ENTRY: &str = "<paper-entry>";

/// How far into a file we look for its first entry, in bytes.
const LOOK: usize = 1 << 16;

/// Whether `text` is a tag document. Cheap, for every `.xml` file of a repository is asked.
#[must_use]
pub fn recognise(text: &str) -> bool {
    memmem::find(&text.as_bytes()[..text.len().min(LOOK)], ENTRY.as_bytes()).is_some()
}

/// Reads a tag document.
#[must_use]
pub fn parse(text: &str) -> Catalog {
    let mut catalog = Catalog::default();
    let starts: Vec<usize> = memmem::find_iter(text.as_bytes(), ENTRY).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (start, end) in starts.iter().copied().zip(ends) {
        let close = memmem::find(&text.as_bytes()[start..end], b"</paper-entry>");
        let span = Span::new(start, close.map_or(end, |at| start + at));
        match entry(text, span, &mut catalog.repositories) {
            Some(entry) => catalog.entries.push(entry.into()),
            None => catalog.errors.push(CatalogError {
                span: Span::new(start, start + ENTRY.len()),
                message: said!("an entry without the address of its issue", "issue のアドレスがない項目"),
            }),
        }
    }
    catalog.repositories.sort();
    catalog.repositories.dedup();
    catalog
}

fn entry(text: &str, span: Span, repositories: &mut Vec<Box<str>>) -> Option<Entry> {
    let at = |name| element(text, span, name);
    let address = at("repo-issue-link")?;
    let (repository, number, digits) = link::issue(&text[address.range()])?;
    if repositories.last().map(AsRef::as_ref) != Some(repository) {
        repositories.push(repository.into());
    }
    let digits = Span::new(address.start() + digits.start(), address.start() + digits.end());
    let title = at("title").filter(|title| !title.is_empty());
    let date = at("repo-issue-date").filter(|date| !date.is_empty());
    let body = at("issue-body");
    let read = body.map(|body| IssueBody::read(&text[body.range()])).unwrap_or_default();
    let paper = at("original-paper-blog-link").and_then(|paper| link::paper_id(&text[paper.range()]));
    // The generator writes Python's word for nothing.
    let comment =
        at("maintainer-comment-text").filter(|comment| !matches!(&text[comment.range()], "" | "None"));
    let summary = body.and_then(|span| Some(Passage { span, decoded: Some(first(&read.summary?)) }));
    let mut ids: Vec<PaperId> = read.ids.into_iter().chain(paper).collect();
    ids.sort();
    ids.dedup();
    Some(Entry {
        span,
        number: Some(OwnNumber { number, span: digits, repository: None }),
        tags: at("tags").map(|tags| split_tags(text, tags).into()).unwrap_or_default(),
        date: date.map(|span| {
            let written = &text[span.range()];
            Date::new(written, written.parse().ok(), span)
        }),
        title: title.map(|span| title::parse(&text[span.range()], span)),
        body: body.or(comment).unwrap_or(Span::at(span.end())),
        summary,
        comment: comment.map(|span| Passage { span, decoded: Some(markup::preview(&text[span.range()])) }),
        ids: ids.into(),
        linked_id: None,
        authors: read.authors.into(),
        references: comment
            // The generator writes every reference as a link, or as `#1466` where it found no title for it.
            .map(|comment| markup::references(text, comment, Context::Summary).into())
            .unwrap_or_default(),
        ignores: Box::default(),
    })
}

/// The text of the first element `name` in `span`, white space around it left off. One that is not closed
/// ends with its line.
fn element(text: &str, span: Span, name: &str) -> Option<Span> {
    let open = format!("<{name}>");
    let inside = &text[span.range()];
    let from = inside.find(&open)? + open.len();
    let rest = &inside[from..];
    let to = rest.find(&format!("</{name}>")).or_else(|| rest.find('\n')).unwrap_or(rest.len());
    let content = &rest[..to];
    let start = span.start() + from + (content.len() - content.trim_start().len());
    Some(Span::new(start, start + content.trim().len()))
}

/// The names in a list with commas.
fn split_tags(text: &str, span: Span) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut start = span.start();
    for name in text[span.range()].split(',') {
        let from = start + (name.len() - name.trim_start().len());
        let span = Span::new(from, from + name.trim().len());
        if !span.is_empty() {
            tags.push(Tag { name: text[span.range()].into(), span });
        }
        start += name.len() + 1;
    }
    tags
}

fn first(text: &str) -> Box<str> {
    text.chars().take(Passage::KEPT).collect()
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
            let tags: Vec<&str> = entry.tags.iter().map(|tag| &text[tag.span.range()]).collect();
            let title = entry.title.as_ref().map(|title| &text[title.span.range()]);
            let date = entry.date.as_ref().map(Date::written);
            let ids: Vec<&str> = entry.ids.iter().map(|id| &*id.id).collect();
            let comment = entry.comment.as_ref().and_then(|comment| comment.decoded.as_deref());
            let references: Vec<u32> = entry.references.iter().map(|reference| reference.number.0).collect();
            out += &format!(
                "{} {title:?} {tags:?} {date:?} {ids:?} {comment:?} {references:?}\n",
                number.number
            );
        }
        for error in &catalog.errors {
            out += &format!("error {:?}: {}\n", &text[error.span.range()], error.message.english);
        }
        expect.assert_eq(&out);
    }

    #[test]
    fn what_the_generator_writes() {
        check(
            "<?xml version=\"1.0\"?>\n<paper-list>\n<paper-entry>\n<title>[Paper Note] A & B, C+, arXiv'25</title>\n\
             <original-paper-blog-link>https://arxiv.org/abs/2411.03884v1</original-paper-blog-link>\n\
             <repo-issue-link>https://github.com/o/r/issues/2537</repo-issue-link>\n<tags>NLP, RAG(Retrieval), 2D (Image)</tags>\n\
             <repo-issue-date>2025-08-25</repo-issue-date>\n<issue-body># URL\n- https://arxiv.org/abs/2411.03884\n# Summary (by x)\n- 要約</issue-body>\n\
             <maintainer-comment-text><p>{% raw %}R&D <br>- <a href=\"https://github.com/o/r/issues/1466\" target=\"_blank\">Title 99</a>\n<br>\
             <a href=\"https://github.com/o/r/issues/7\">https://github.com/o/r/issues/7</a> #2538 <img src=\"x></p></maintainer-comment-text>\n</paper-entry>\n</paper-list>",
            expect![[r#"
                2537 Some("[Paper Note] A & B, C+, arXiv'25") ["NLP", "RAG(Retrieval)", "2D (Image)"] Some("2025-08-25") ["2411.03884"] Some("R&D - Title 99 https://github.com/o/r/issues/7 #2538") [1466, 7, 2538]
            "#]],
        );
    }

    #[test]
    fn what_is_malformed_costs_its_own_element() {
        check(
            "<paper-entry>\n<title>No close\n<repo-issue-link>https://github.com/o/r/issues/1</repo-issue-link>\n<maintainer-comment-text>None</maintainer-comment-text>\n\
             <paper-entry>\n<title>No number</title>\n</paper-entry>\n<paper-entry>\n<title>あ</title>\n<repo-issue-link>https://github.com/o/r/issues/3</repo-issue-link>\n",
            expect![[r#"
                1 Some("No close") [] None [] None []
                3 Some("あ") [] None [] None []
                error "<paper-entry>": an entry without the address of its issue
            "#]],
        );
    }

    #[test]
    fn other_xml_is_not_ours() {
        assert!(recognise("<papers>\n<paper-entry>"));
        assert!(!recognise("<?xml version=\"1.0\"?><project/>"));
    }
}
