//! Edits are tried before they are offered: made, read again, and compared with what was there. What must not
//! change is said by whoever offers them.

use crate::edit::{TextEdit, apply};
use crate::entry::{Entry, Name, Number, ReferenceForm};
use crate::index::{Content, File};
use crate::syntax::section::own_end;
use crate::text::Text;

/// What an entry says, its place aside. Headings of the page that stand behind it are not its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Every character of it.
    pub written: String,
    /// The names of its tags.
    pub tags: Vec<Name>,
    /// The number that it gives itself.
    pub number: Option<Number>,
    /// Its date, as written.
    pub date: Option<Box<str>>,
    /// Its title line.
    pub title: Option<Box<str>>,
    /// Everything behind the title.
    pub body: String,
    /// What it may refer to, how, and whether that is certain.
    pub references: Vec<(Number, ReferenceForm, bool)>,
}

/// The file with the edits made; `None` where they do not fit or leave no file of notes.
pub fn attempt(file: &File, edits: &[TextEdit]) -> Option<File> {
    read(file, &apply(&file.text.to_string(), edits)?)
}

/// The file with another text; `None` where it would be a file of another kind.
pub fn read(file: &File, text: &str) -> Option<File> {
    let read = match File::is_candidate(&file.path) {
        true => File::parse(&file.path, text, false)?,
        // An editor said that it is a page.
        false => File::page(&file.path, Text::new(text)),
    };
    (read.kind == file.kind && read.is_page()).then_some(read)
}

/// What each entry of a file says.
pub fn said(file: &File) -> Vec<Said> {
    let text = file.text.to_string();
    file.entries().iter().map(|entry| said_by(&text, entry)).collect()
}

fn said_by(text: &str, entry: &Entry) -> Said {
    let references = entry.references.iter();
    let end = own_end(text, 0, entry);
    Said {
        written: text[entry.span.start()..end].to_owned(),
        tags: entry.tags.iter().map(|tag| tag.name.clone()).collect(),
        number: entry.number.as_ref().map(|own| own.number),
        date: entry.date.as_ref().map(|date| date.written().into()),
        title: entry.title.as_ref().map(|title| title.line.clone()),
        body: text[entry.body.start()..end].to_owned(),
        references: references.map(|r| (r.number, r.form, r.certain)).collect(),
    }
}

/// What stands on a page and belongs to no entry: the text before the first, and headings behind each. White space
/// is made single spaces.
pub fn outline(file: &File) -> String {
    let text = file.text.to_string();
    let heading = match &file.content {
        Content::Page(page) if page.entries.is_empty() => Some(text.as_str()),
        Content::Page(page) => page.heading.map(|span| &text[span.range()]),
        Content::Catalog(_) | Content::Settings(_) => None,
    };
    let behind = file.entries().iter().map(|entry| &text[own_end(&text, 0, entry)..entry.span.end()]);
    let all = heading.into_iter().chain(behind).flat_map(str::split_whitespace);
    all.collect::<Vec<_>>().join(" ").trim_start_matches('\u{feff}').to_owned()
}
