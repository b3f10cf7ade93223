//! The body of an issue: Markdown with the headings `# URL`, `# Authors`, `# Abstract`,
//! `# Translation …`, `# Summary …`, all of which may be missing. Issue exports and tag documents hold it.

use crate::entry::{Name, PaperId};
use crate::syntax::link;
use crate::text::Span;

/// The parts of an issue's Markdown body that say something about the paper.
#[derive(Default)]
pub struct IssueBody {
    /// Ids of the paper.
    pub ids: Vec<PaperId>,
    /// The summary, else a translation of the abstract, else the abstract.
    pub summary: Option<String>,
    /// Its authors, in order.
    pub authors: Vec<Name>,
    /// What has no heading of its own.
    pub comment: Option<String>,
}

impl IssueBody {
    /// Reads a body.
    pub fn read(body: &str) -> Self {
        let mut read = IssueBody::default();
        let mut sections: Vec<(&str, String)> = vec![("", String::new())];
        for line in body.lines() {
            match line.strip_prefix("# ") {
                Some(heading) => sections.push((heading.trim(), String::new())),
                None => {
                    let text = &mut sections.last_mut().expect("starts with one").1;
                    text.push_str(line.strip_prefix("- ").unwrap_or(line));
                    text.push('\n');
                }
            }
        }
        let mut translation = None;
        for (heading, text) in sections {
            let content = (!text.trim().is_empty()).then(|| text.trim().to_owned());
            let is = |name: &str| {
                heading.len() >= name.len()
                    && heading.is_char_boundary(name.len())
                    && heading[..name.len()].eq_ignore_ascii_case(name)
            };
            if is("URL") {
                let urls = link::urls(&text, Span::new(0, text.len()));
                read.ids.extend(urls.iter().filter_map(|url| link::paper_id(&text[url.range()])));
            } else if is("Authors") {
                let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
                read.authors = names.map(Name::from).collect();
            } else if is("Summary") {
                read.summary = content;
            } else if is("Translation") || is("Abstract") {
                translation = translation.or(content);
            } else if is("Comment") || heading.is_empty() {
                read.comment = content;
            }
        }
        read.summary = read.summary.or(translation);
        // A body that is nothing but an address is the `URL` field without its heading.
        if let Some(comment) = &read.comment {
            let urls = link::urls(comment, Span::new(0, comment.len()));
            if let [url] = urls[..]
                && url.len() == comment.len()
            {
                read.ids.extend(link::paper_id(comment));
                read.comment = None;
            }
        }
        read.ids.sort();
        read.ids.dedup();
        read
    }
}
