//! Changing the tags of entries: replacing one, taking one out. It is proved before it is offered: what the edits leave
//! must be the same notes with other tags. Where a look at the tags does not show that, the edits are made and read again.

mod plain;

use super::trial::{attempt, outline, said};
use crate::edit::{FileEdit, TextEdit};
use crate::entry::{Entry, Name, Tag};
use crate::index::File;
use crate::text::Span;

/// A tag of a file: the place of its entry, and its place among the entry's tags, both from 0.
pub type Place = (usize, usize);

/// The tag that stands at `span`, and its name.
pub fn at(file: &File, span: Span) -> Option<(Place, &str)> {
    let entries = file.entries();
    // Of entries and tags that are in order; a page may have thousands.
    let entry = entries.partition_point(|entry| entry.span.end() < span.start());
    let (entry, tags) = (entry, &entries.get(entry)?.tags);
    let tag = tags.binary_search_by_key(&span.start(), |tag| tag.span.start()).ok()?;
    (tags[tag].span == span).then(|| ((entry, tag), &*tags[tag].name))
}

/// Makes each of the tags at `places` be called `name`, or takes it out where its entry has a tag of that name
/// or `name` is `None`. `None` where that cannot be done without changing anything else.
pub fn rename(file: &File, places: &[Place], name: Option<&str>) -> Option<FileEdit> {
    let plain = name.and_then(|name| plain::edits(file, places, name));
    match plain {
        Some(edits) => Some(FileEdit { path: file.path.clone(), edits }),
        None => tried(file, places, name),
    }
}

/// See [`rename`]: the edits, if the file reads as is expected with them made.
fn tried(file: &File, places: &[Place], name: Option<&str>) -> Option<FileEdit> {
    let text = file.text.to_string();
    let entries = file.entries();
    let mut expected: Vec<Vec<Option<&str>>> =
        entries.iter().map(|entry| names(entry).map(Some).collect()).collect();
    let mut edits = Vec::new();
    for (entry, tag) in places {
        let place = entries.get(*entry)?.tags.get(*tag)?;
        // With escapes in it, the name does not stand there as it is.
        if text[place.span.range()] != *place.name {
            return None;
        }
        // What was there twice under its old name stays so, for the name to be changed back.
        let new = name.filter(|name| !names(&entries[*entry]).any(|other| other == *name));
        expected[*entry][*tag] = new;
        edits.push(match new {
            Some(new) => TextEdit { span: place.span, new: new.to_owned() },
            None => TextEdit::delete(removal(&text, place)?),
        });
    }
    let left = |tags: &Vec<Option<&str>>| tags.iter().copied().flatten().map(Name::from).collect();
    let expected: Vec<Vec<Name>> = expected.iter().map(left).collect();
    is_only_tagged(file, &edits, expected).then(|| FileEdit { path: file.path.clone(), edits })
}

/// Whether the edits leave the same notes with these tags.
fn is_only_tagged(file: &File, edits: &[TextEdit], expected: Vec<Vec<Name>>) -> bool {
    let Some(edited) = attempt(file, edits) else { return false };
    let rest = |file: &File| -> Vec<_> {
        said(file).into_iter().map(|said| (said.date, said.number, said.title, said.body)).collect()
    };
    let tags: Vec<Vec<Name>> = said(&edited).into_iter().map(|said| said.tags).collect();
    tags == expected && outline(file) == outline(&edited) && rest(file) == rest(&edited)
}

fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.tags.iter().map(|tag| &*tag.name)
}

/// What to take out so that a tag is gone: its line where it is alone on it, else the tag with the white space
/// behind it, or before it at a line's end. `None` for tags without `#`.
pub fn removal(text: &str, tag: &Tag) -> Option<Span> {
    let hash = text[..tag.span.start()].strip_suffix('#')?.len();
    // No farther than it has to be: a line may be as long as the text.
    let blank = |c: char| c.is_whitespace() && !matches!(c, '\n' | '\r');
    let behind = text[tag.span.end()..].trim_start_matches(blank);
    let next = text.len() - behind.len();
    if !behind.is_empty() && !behind.starts_with(['\n', '\r']) {
        return Some(Span::new(hash, next));
    }
    let before = text[..hash].trim_end_matches(blank);
    if before.is_empty() || before.ends_with(['\n', '\r']) {
        let newline = if behind.starts_with("\r\n") { 2 } else { usize::from(!behind.is_empty()) };
        return Some(Span::new(before.len(), next + newline));
    }
    Some(Span::new(before.len(), tag.span.end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    /// The text with every `from` renamed.
    #[track_caller]
    fn check(path: &str, text: &str, from: &str, to: Option<&str>, expected: Option<&str>) {
        let file = File::parse(path, text, false).unwrap();
        let tags = |entry: &Entry| entry.tags.iter().map(|tag| tag.name.to_string()).collect::<Vec<_>>();
        let mut places = Vec::new();
        for (at, entry) in file.entries().iter().enumerate() {
            places.extend(
                tags(entry).iter().enumerate().filter(|(_, name)| *name == from).map(|(tag, _)| (at, tag)),
            );
        }
        assert!(!places.is_empty());
        let edited = rename(&file, &places, to).map(|edit| apply(text, &edit.edits).unwrap());
        assert_eq!(edited.as_deref(), expected);
    }

    const DATE: &str = "Issue Date: 2025-01-01\nT, B+, ACL'23\n";

    #[test]
    fn in_every_style() {
        check(
            "a.txt",
            &format!("#nlp\n#QA\n{DATE}"),
            "nlp",
            Some("NLP"),
            Some(&format!("#NLP\n#QA\n{DATE}")),
        );
        check(
            "a.txt",
            "を導入。 #QA #nlp Issue Date: 2025-01-01 T",
            "nlp",
            Some("2D (Image)"),
            Some("を導入。 #QA #2D (Image) Issue Date: 2025-01-01 T"),
        );
        check(
            "a.md",
            "---\ntitle: A\ntags: [nlp, 'QA']\n---\nx\n",
            "nlp",
            Some("NLP"),
            Some("---\ntitle: A\ntags: [NLP, 'QA']\n---\nx\n"),
        );
        check(
            "a.md",
            "---\ntitle: A\ntags:\n  - \"nlp\"\n---\nx #nlp\n",
            "nlp",
            Some("NLP"),
            Some("---\ntitle: A\ntags:\n  - \"NLP\"\n---\nx #nlp\n"),
        );
    }

    #[test]
    fn one_that_the_entry_has_already_is_taken_out() {
        check(
            "a.txt",
            &format!("#nlp\r\n#NLP\r\n{DATE}"),
            "nlp",
            Some("NLP"),
            Some(&format!("#NLP\r\n{DATE}")),
        );
        check("a.txt", &format!("#NLP #nlp\n{DATE}"), "nlp", Some("NLP"), Some(&format!("#NLP\n{DATE}")));
        check(
            "a.txt",
            &format!("文。 #nlp #NLP {DATE}"),
            "nlp",
            Some("NLP"),
            Some(&format!("文。 #NLP {DATE}")),
        );
        check(
            "a.txt",
            &format!("文。 #NLP #nlp {DATE}#nlp\n{DATE}"),
            "nlp",
            Some("NLP"),
            Some(&format!("文。 #NLP {DATE}#NLP\n{DATE}")),
        );
    }

    #[test]
    fn taken_out() {
        check("a.txt", &format!("#A\n#B\n{DATE}"), "B", None, Some(&format!("#A\n{DATE}")));
        check("a.txt", &format!("#A #B {DATE}"), "A", None, Some(&format!("#B {DATE}")));
    }

    #[test]
    fn what_would_not_read_as_meant_is_not_offered() {
        check("a.md", "---\ntitle: A\ntags: ['nlp']\n---\n", "nlp", Some("Admin'sPick"), None);
        check("a.md", "---\ntitle: A\ntags: [nlp]\n---\n", "nlp", Some("a, b"), None);
        check("a.md", "---\ntitle: A\ntags: [nlp, NLP]\n---\n", "nlp", Some("NLP"), None);
        check("a.md", "---\ntitle: A\ntags: [\"n\\u006cp\"]\n---\n", "nlp", Some("NLP"), None);
        check("a.txt", &format!("#nlp\n{DATE}"), "nlp", Some("a #b"), None);
    }
}
