//! A new entry: its first lines, with the cursor in its title. On a page they are written in block style, as the page
//! separates and begins its entries; they never tear a line. The edit is made and read again before it is offered: all
//! other entries say what they said.

mod paper;

use jiff::civil;
pub use paper::{Paper, paper_at};

use crate::edit::TextEdit;
use crate::entry::{Number, PaperId, TitleKey};
use crate::ide::format::gap;
use crate::ide::trial::{attempt, outline, said};
use crate::index::{EntryId, File, FileId, Index};
use crate::language::say;
use crate::syntax::section::own_end;
use crate::syntax::title;
use crate::text::{Span, Text};

/// The first lines of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The change.
    pub edit: TextEdit,
    /// Where in what is put in the cursor goes, in bytes.
    pub cursor: usize,
    /// Its number, where the repository numbers its entries itself.
    pub number: Option<Number>,
    /// Its date.
    pub date: civil::Date,
}

impl NewEntry {
    /// A text with it put in, and the byte of the cursor.
    #[must_use]
    pub fn put_in(&self, text: &Text) -> (Text, usize) {
        let mut text = text.clone();
        text.replace(self.edit.span, &self.edit.new);
        (text, self.edit.span.start() + self.cursor)
    }
}

/// A new entry for a page: behind the entry at the byte at `offset`, in front of all where there is none, at the end where
/// no place is named; on an empty line between entries right there.
///
/// # Errors
///
/// The reason, in a sentence, why there is no place for it.
pub fn new_entry(
    index: &Index,
    file: FileId,
    offset: Option<usize>,
    today: civil::Date,
) -> Result<NewEntry, String> {
    let language = index.config().language();
    let source = index.file(file);
    if !source.is_page() || source.is_single_note() {
        let name = source.name();
        return Err(say!(
            language,
            "{name} is no page that holds entries one after another",
            "{name} は、ノートを順に並べたページではありません"
        ));
    }
    if !index.is_complete() {
        return Err(say!(language, "the notes are still being read", "ノートを読み込み中です"));
    }
    let here = offset.and_then(|offset| on_line(index, file, offset, today));
    // As long as it has no title, a heading behind it would be one.
    let mut spots = [false, true].into_iter().filter_map(|headings| spot(source, offset, headings));
    here.or_else(|| spots.find_map(|spot| write(index, file, spot, None, today))).ok_or_else(|| {
        say!(
            language,
            "an entry written here would be read as something else",
            "ここに書いても、別のノートの一部として読まれます"
        )
    })
}

/// A new entry on the empty line at the byte at `offset`, where that is between entries.
#[must_use]
pub fn on_line(index: &Index, file: FileId, offset: usize, today: civil::Date) -> Option<NewEntry> {
    let source = index.file(file);
    let text = &source.text;
    let line = text.line(text.line_at(offset))?;
    let blank = text.slice(line).trim().is_empty();
    let used = !source.entries().is_empty();
    // In a file without entries everything may be prose. A page that is still empty is to become one.
    let begins = || text.to_string().trim().is_empty() && index.page_entries().next().is_some();
    // A number that nobody has so far may be that of a file which was not read yet.
    if !blank || !index.is_complete() || !source.is_page() || source.is_single_note() || !(used || begins()) {
        return None;
    }
    let spot = on_own_line(source, line)?;
    write(index, file, spot, None, today)
}

/// Where something new is written.
#[derive(Clone, Copy)]
struct Spot {
    /// What it takes the place of.
    span: Span,
    /// Whether it is to begin a line of its own.
    breaks: bool,
}

/// A line as a place for a new entry.
fn on_own_line(file: &File, line: Span) -> Option<Spot> {
    let above = file.entries().partition_point(|entry| entry.span().start() < line.start());
    if let Some(entry) = above.checked_sub(1).map(|at| &file.entries()[at]) {
        // The title of an entry that has nothing but its head goes there.
        let untitled = entry.title.is_none() && entry.span.end() <= entry.body.start();
        if untitled {
            return None;
        }
    }
    Some(Spot { span: line, breaks: false })
}

/// The end of the first line at `offset` or below behind which no entry goes on; with `headings`, behind the headings of
/// the page that follow it.
fn spot(file: &File, offset: Option<usize>, headings: bool) -> Option<Spot> {
    let text = file.text.to_string();
    let entries = file.entries();
    let end = match offset {
        Some(offset) => {
            let first = entries.partition_point(|entry| entry.span().start() <= offset);
            if first == 0 && !entries.is_empty() {
                return in_front(&text, entries.first()?.span.start());
            }
            let ends = |at: &usize| {
                let next = entries.get(at + 1).map(|next| next.span.start());
                next.is_none_or(|next| text[..next].ends_with(['\n', '\r', '\u{feff}']))
            };
            let last = (first.saturating_sub(1)..entries.len()).find(ends).map(|at| &entries[at]);
            match last {
                Some(last) if headings => last.span.end(),
                Some(last) => own_end(&text, 0, last),
                None => text.trim_end().len(),
            }
        }
        None => text.trim_end().len(),
    };
    let line = file.text.line(file.text.line_at(end))?;
    Some(Spot { span: Span::at(line.end()), breaks: !text[..line.end()].trim_matches('\u{feff}').is_empty() })
}

/// Before the first entry: the line above it where that is empty, else the start of its own.
fn in_front(text: &str, start: usize) -> Option<Spot> {
    let heading = text[..start].trim_end();
    let starts_line = text[..start].ends_with(['\n', '\r']) && !heading.trim_matches('\u{feff}').is_empty();
    starts_line.then(|| Spot { span: Span::at(heading.len()), breaks: true })
}

/// Writes an entry at a place, about the paper that a link names where there is one.
fn write(
    index: &Index,
    file: FileId,
    spot: Spot,
    paper: Option<(&str, &PaperId)>,
    today: civil::Date,
) -> Option<NewEntry> {
    // A catalog may have the tag of a page under a name that cannot be written as one.
    let tag = tag_of_page(index, file);
    let without = || tag.and_then(|_| written(index, file, spot, None, paper, today));
    written(index, file, spot, tag, paper, today).or_else(without)
}

fn written(
    index: &Index,
    file: FileId,
    spot: Spot,
    tag: Option<&str>,
    paper: Option<(&str, &PaperId)>,
    today: civil::Date,
) -> Option<NewEntry> {
    let source = index.file(file);
    let text = source.text.to_string();
    let newline = gap::LineEnds::of(&text).around(spot.span.start());
    let number = next_number(index);
    let mut head: Vec<String> = Vec::new();
    head.extend(tag.map(|tag| format!("#{tag}")));
    head.extend(number.map(|number| format!("Issue: {number}")));
    head.push(format!("Issue Date: {today}"));
    head.push(prefix(source));
    let mut new = String::new();
    let apart = is_separated(source, &text, &spot);
    if spot.breaks {
        new += newline;
    }
    let above = &text[..spot.span.start()];
    let blank_above = above.trim_end_matches(['\n', '\r', ' ', '\t', '\u{3000}', '\u{feff}']);
    let breaks = gap::breaks(&above[blank_above.len()..]).len() + usize::from(spot.breaks);
    if apart && breaks < 2 && !blank_above.is_empty() {
        new += newline;
    }
    new += &head.join(newline);
    let cursor = new.len();
    if let Some((url, _)) = paper {
        new += &format!("{newline}Summary{newline}{url}");
    }
    let below = &text[spot.span.end()..];
    let behind = gap::breaks(&below[..below.len() - below.trim_start().len()]).len();
    if apart && behind < 2 && !below.trim().is_empty() {
        new += newline;
    }
    let entry = NewEntry { edit: TextEdit { span: spot.span, new }, cursor, number, date: today };
    is_only_new(source, &entry, tag, paper).then_some(entry)
}

/// Whether the page is then what it was without what the entry takes the place of, and the entry.
fn is_only_new(file: &File, new: &NewEntry, tag: Option<&str>, paper: Option<(&str, &PaperId)>) -> bool {
    let removed = [TextEdit::delete(new.edit.span)];
    let (Some(base), Some(edited)) =
        (attempt(file, &removed), attempt(file, std::slice::from_ref(&new.edit)))
    else {
        return false;
    };
    let (before, mut after) = (said(&base), said(&edited));
    let inside = Span::new(new.edit.span.start(), new.edit.span.start() + new.edit.new.len());
    let Some(at) = edited.entries().iter().position(|entry| inside.contains(entry.span)) else {
        return false;
    };
    let entry = &edited.entries()[at];
    let own = after.remove(at);
    let title = prefix(file);
    let body = paper.map_or(String::new(), |(url, _)| format!("Summary{url}"));
    let ids: Vec<&PaperId> = paper.iter().map(|(_, id)| *id).collect();
    own.number == new.number
        && own.date.as_deref() == Some(&new.date.to_string())
        && own.tags.iter().map(|tag| &**tag).eq(tag)
        && own.title.as_deref().unwrap_or_default() == title.trim()
        && own.body.split_whitespace().collect::<String>() == body
        && entry.ids.iter().eq(ids)
        && before == after
        && outline(&base) == outline(&edited)
}

/// The number behind the highest, where entries are numbered on pages. Those that a catalog or a link to an issue gives
/// are not ours to give.
fn next_number(index: &Index) -> Option<Number> {
    let mut pages = (0_usize, 0_usize);
    for (_, entry) in index.page_entries() {
        pages.0 += 1;
        pages.1 += usize::from(entry.number.as_ref().is_some_and(|own| own.repository.is_none()));
    }
    let given = index.catalog_entries().any(|(_, entry)| entry.number.is_some());
    if given || !index.is_complete() || pages.1 * 2 <= pages.0 {
        return None;
    }
    let highest = index.all_numbered().map(|(number, _)| number.0).max()?;
    let next = (highest + 1..).map(Number).find(|number| !index.is_known(*number))?;
    Number::parse(&next.to_string())
}

/// The tag that a page is a view of.
fn tag_of_page(index: &Index, file: FileId) -> Option<&str> {
    if !index.is_tag_page(file) {
        return None;
    }
    let names = index.file(file).names();
    let mut tags: Vec<(&str, usize)> = index
        .tags()
        .filter(|(tag, _)| names.iter().any(|name| name == TitleKey::new(tag).as_str()))
        .map(|(tag, uses)| (tag, uses.count()))
        .collect();
    tags.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    tags.first().map(|(tag, _)| *tag)
}

/// What most titles of a page begin with: `[Paper Note] `, or nothing.
fn prefix(file: &File) -> String {
    let titles: Vec<&str> =
        file.entries().iter().filter_map(|entry| entry.title.as_ref().map(|title| &*title.line)).collect();
    let prefixes = titles.iter().map(|line| &line[..line.len() - title::without_prefix(line).len()]);
    let prefixes: Vec<&str> = prefixes.filter(|prefix| !prefix.is_empty()).collect();
    if prefixes.len() * 2 <= titles.len() {
        return String::new();
    }
    format!("{} ", prefixes[0].trim())
}

/// Whether empty lines stand between most entries of a page that begin a line. The line that something is written on
/// was perhaps made for that.
fn is_separated(file: &File, text: &str, spot: &Spot) -> bool {
    let pairs = file.entries().windows(2);
    let gaps =
        pairs.map(|pair| Span::new(pair[0].span.end().min(pair[1].span.start()), pair[1].span.start()));
    let gaps = gaps.filter(|gap| spot.breaks || !gap.contains(spot.span)).map(|gap| &text[gap.range()]);
    let breaks: Vec<usize> =
        gaps.filter(|gap| gap.ends_with(['\n', '\r'])).map(|gap| gap::breaks(gap).len()).collect();
    breaks.iter().filter(|breaks| **breaks > 1).count() * 2 > breaks.len()
}

/// The entry right above a line.
fn above(index: &Index, file: FileId, line: Span) -> Option<EntryId> {
    let above = index.file(file).entries().partition_point(|entry| entry.span().start() < line.start());
    Some(EntryId { file, entry: above.checked_sub(1)? as u32 })
}

#[cfg(test)]
mod tests;
