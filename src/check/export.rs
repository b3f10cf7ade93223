//! What was understood, as JSON: how reading is judged, and how other programs get at the notes.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::json::{Range, range, write};
use super::{Repository, Run};
use crate::entry::{Date, Entry, Passage};
use crate::index::{Content, EntryId, FileId, Index, NumberFrom};
use crate::text::Span;

#[derive(Serialize)]
struct Export<'a> {
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    kind: &'static str,
    heading: Option<String>,
    entries: Vec<ExportedEntry<'a>>,
}

#[derive(Serialize)]
struct ExportedEntry<'a> {
    range: Range,
    number: Option<u32>,
    number_from: Option<&'static str>,
    date: Option<Cow<'a, str>>,
    date_range: Option<Range>,
    title: Option<Title<'a>>,
    tags: Vec<Tag<'a>>,
    ids: Vec<Id<'a>>,
    summary: Option<Range>,
    comment: Option<Range>,
    references: Vec<Reference>,
}

#[derive(Serialize)]
struct Title<'a> {
    line: &'a str,
    name: &'a str,
    author: Option<&'a str>,
    venue: Option<&'a str>,
    year: Option<u16>,
    range: Range,
}

#[derive(Serialize)]
struct Tag<'a> {
    name: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Id<'a> {
    kind: &'static str,
    id: &'a str,
}

#[derive(Serialize)]
struct Reference {
    number: u32,
    range: Range,
    form: &'static str,
    resolved: bool,
}

pub fn print(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    // One folder is one repository.
    let Repository { index, .. } = &run.repositories[0];
    let of_notes = index.files().filter(|(_, file)| !matches!(file.content, Content::Settings(_)));
    let files = of_notes.map(|(id, file)| {
        let heading = match &file.content {
            Content::Page(page) => page.heading,
            Content::Catalog(_) | Content::Settings(_) => None,
        };
        File {
            path: &file.path,
            kind: file.kind,
            heading: heading.map(|span| index.slice(id, span)),
            entries: index.entries_of(id).map(|(entry_id, entry)| exported(index, entry_id, entry)).collect(),
        }
    });
    write(&Export { files: files.collect() }, out)
}

fn exported<'a>(index: &Index, id: EntryId, entry: &'a Entry) -> ExportedEntry<'a> {
    let file: FileId = id.file;
    let place = |span: Span| range(index, file, span);
    let passage = |passage: &Option<Passage>| passage.as_ref().map(|passage| place(passage.span));
    let number = index.number(id);
    ExportedEntry {
        range: place(entry.span),
        number: number.map(|(number, _)| number.0),
        number_from: number.map(|(_, from)| match from {
            NumberFrom::Entry => "entry",
            NumberFrom::Catalog => "catalog",
        }),
        date: entry.date.as_ref().map(Date::written),
        date_range: entry.date.as_ref().map(|date| place(date.span)),
        title: entry.title.as_ref().map(|title| Title {
            line: &title.line,
            name: title.name(),
            author: title.author(),
            venue: title.venue.as_deref(),
            year: title.year,
            range: place(title.span),
        }),
        tags: entry.tags.iter().map(|tag| Tag { name: &tag.name, range: place(tag.span) }).collect(),
        ids: entry.ids.iter().map(|id| Id { kind: id.kind.as_str(), id: &id.id }).collect(),
        summary: passage(&entry.summary),
        comment: passage(&entry.comment),
        references: index
            .references_of(id)
            .map(|(_, reference)| Reference {
                number: reference.number.0,
                range: place(reference.span),
                form: reference.form.as_str(),
                resolved: index.is_known(reference.number),
            })
            .collect(),
    }
}
