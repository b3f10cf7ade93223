//! The short proof that tags of a page can have another name with nothing else changed: what reading the page again
//! would look at is looked at. Where it is not sure, the page is read again.
//!
//! A page is read from its anchors, `Issue Date:`. Back from each the run of tags is read, forward the date, the title and
//! the text, up to the first tag of the next entry. A tag's name has a part in that only so far:
//!
//! - It may hold what else is looked for in a text: an anchor, a number's label, a URL, code, a comment, a tag. Names of
//!   [`is_plain`] letters and marks hold none, and no part of one: white space stands on both sides of a tag.
//! - It is looked for back from where its entry's number or date begins, in the last bytes of the line. Any name that
//!   [`tag::is_name`] takes in any line is found there: it is no longer than what is looked at.
//! - An entry's date may be words, told by how long their line is. The next entry's tags may stand on it.
//! - A line with tags on it makes the `Issue Date:` that begins the next line an anchor: if it is short, that line may be
//!   an entry as a whole, which would be read as the name of a tag.
//!
//! Numbers, dates, titles and texts stand between and are read as before.

use crate::edit::TextEdit;
use crate::entry::{Date, Entry};
use crate::index::File;
use crate::syntax::{section::ANCHOR, tag};
use crate::text::Span;

use super::{Place, names};

/// The edits that make the tags at `places` be called `name`; `None` where the short proof does not hold.
pub fn edits(file: &File, places: &[Place], name: &str) -> Option<Vec<TextEdit>> {
    if file.is_single_note() || !file.is_page() || file.quotes_site() {
        return None;
    }
    if !is_plain(name) || !tag::is_name(name, true) || name != name.trim() {
        return None;
    }
    let mut edits = Vec::with_capacity(places.len());
    let mut proved = None;
    for (at, tag) in places {
        let span = file.entries().get(*at)?.tags.get(*tag)?.span;
        if proved != Some(at) {
            is_apart(file, *at, name).then_some(())?;
            proved = Some(at);
        }
        edits.push(TextEdit { span, new: name.to_owned() });
    }
    Some(edits)
}

/// Whether a name holds nothing that means something in a page, wherever it stands there.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '(' | ')' | '\'' | '.' | '+' | '&')
    };
    name.chars().all(plain) && !name.contains("Issue")
}

/// Whether the tags of the entry at `at` have a part in nothing else.
fn is_apart(file: &File, at: usize, name: &str) -> bool {
    let entries = file.entries();
    let entry = &entries[at];
    let above = at.checked_sub(1).map(|above| &entries[above]);
    let below = entries.get(at + 1);
    names(entry).all(|other| is_plain(other) && other != name)
        && above.is_none_or(|above| has_numeric_date(above) && above.span.end() < entry.span.start())
        && entry
            .date
            .as_ref()
            .is_some_and(|date| ends_its_line(file, entry, date, below.map(|below| &**below)))
}

/// Whether the date is of numbers: how long it is, is told without looking at the rest of its line.
fn has_numeric_date(entry: &Entry) -> bool {
    let numeric = |date: &Date| {
        let digits = date.written().bytes().filter(u8::is_ascii_digit).count();
        digits >= 4 && date.written().bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'))
    };
    entry.date.as_ref().is_some_and(numeric)
}

/// Whether no anchor follows that is one because of the line on which the last tag stands.
fn ends_its_line(file: &File, entry: &Entry, date: &Date, below: Option<&Entry>) -> bool {
    let Some(last) = entry.tags.last() else { return false };
    if last.span.end() > date.span.start() {
        return false;
    }
    if file.text.slice(Span::new(last.span.end(), date.span.start())).contains('\n') {
        return true;
    }
    // The tags of the entry below may stand on this line, too.
    let end = below.and_then(|below| below.date.as_ref()).map_or(entry.span.end(), |date| date.span.start());
    let text = file.text.slice(Span::new(date.span.end(), end));
    let (line, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let line = line.trim_end();
    let followed = match rest.trim_start() {
        "" => below.is_some(),
        rest => rest.starts_with(&ANCHOR[.."Issue".len()]),
    };
    !line.contains('\r') && (line.len() > 2 * tag::LONGEST || !followed)
}

#[cfg(test)]
mod tests;
