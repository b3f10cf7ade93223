//! What has to be understood of a page after formatting as before, and what has to stand there byte for byte.

use crate::entry::{Entry, Name, Number, PaperId, ReferenceForm, collapse};
use crate::ide::trial::outline;
use crate::index::{Content, File};
use crate::syntax::section::parts;
use crate::text::Span;

/// What is understood of a page.
pub struct Reading {
    outline: String,
    heading: Option<String>,
    entries: Vec<Said>,
}

#[derive(PartialEq)]
struct Said {
    tags: Vec<Name>,
    number: Option<(Number, Option<Name>)>,
    date: Option<Box<str>>,
    title: Option<Title>,
    authors: Vec<Name>,
    ids: Vec<PaperId>,
    linked_id: Option<PaperId>,
    references: Vec<(Number, ReferenceForm, bool, Option<Name>)>,
    ignores: Vec<Box<str>>,
    /// Summary and comment with all that stands in them, headings of the page behind them included.
    passages: [Option<String>; 2],
    /// The same without those headings, and what has no label.
    own: [Option<String>; 3],
    /// The title with what stands around it.
    head: String,
}

#[derive(PartialEq)]
struct Title {
    line: Box<str>,
    name: Box<str>,
    author: Option<Name>,
    venue: Option<Name>,
    year: Option<u16>,
}

impl Reading {
    /// What is understood of a file, whose text is `text`.
    pub fn of(file: &File, text: &str) -> Self {
        let heading = match &file.content {
            Content::Page(page) => page.heading.map(|span| text[span.range()].to_owned()),
            Content::Catalog(_) | Content::Settings(_) => None,
        };
        Self {
            outline: outline(file),
            heading,
            entries: file.entries().iter().map(|entry| Said::by(text, entry)).collect(),
        }
    }

    /// The entries of which something else is understood; the first that is there in one alone, where their number
    /// differs.
    pub fn differing(&self, other: &Self) -> Vec<usize> {
        let both = || self.entries.iter().zip(&other.entries).enumerate();
        let mut differing = both().filter(|(_, (a, b))| a != b).map(|(at, _)| at);
        let last = self.entries.len().saturating_sub(1);
        if self.entries.len() != other.entries.len() {
            return vec![differing.next().unwrap_or(self.entries.len().min(other.entries.len())).min(last)];
        }
        let found: Vec<usize> = differing.collect();
        // What belongs to no entry may stand anywhere between them.
        let page = self.outline != other.outline || self.heading != other.heading;
        if found.is_empty() && page { (0..=last).collect() } else { found }
    }
}

impl Said {
    fn by(text: &str, entry: &Entry) -> Self {
        let base = entry.span.start();
        let parts = parts(&text[entry.span.range()], base, entry);
        let slice = |span: Span| text[span.range()].to_owned();
        let passage = |passage: &Option<crate::entry::Passage>| passage.as_ref().map(|p| slice(p.span));
        let references = entry.references.iter();
        Self {
            tags: entry.tags.iter().map(|tag| tag.name.clone()).collect(),
            number: entry.number.as_ref().map(|own| (own.number, own.repository.clone())),
            date: entry.date.as_ref().map(|date| date.written().into()),
            title: entry.title.as_ref().map(|title| Title {
                line: title.line.clone(),
                name: title.name().into(),
                author: title.author().map(Name::from),
                venue: title.venue.clone(),
                year: title.year,
            }),
            authors: entry.authors.to_vec(),
            ids: entry.ids.to_vec(),
            linked_id: entry.linked_id.clone(),
            references: references.map(|r| (r.number, r.form, r.certain, r.repository.clone())).collect(),
            ignores: entry.ignores.iter().map(|ignore| ignore.code.clone()).collect(),
            passages: [passage(&entry.summary), passage(&entry.comment)],
            own: [Some(slice(parts.text)), parts.summary.map(slice), parts.comment.map(slice)],
            // A comment in front of the title may stand on a line of its own.
            head: collapse(&text[parts.head.range()]),
        }
    }
}
