//! Additions to the front matter of a single note.

use super::addition::Addition;
use crate::edit::TextEdit;
use crate::entry::Name;
use crate::entry::{Entry, Tag};
use crate::syntax::front_matter;
use crate::text::Span;

/// The edits that add tags, number, date and title. `None` where the front matter has no place for them.
pub fn add(text: &str, entry: &Entry, add: &Addition) -> Option<Vec<TextEdit>> {
    let matter = front_matter::read(text)?;
    let closing = text[..matter.end].trim_end().rfind('\n')? + 1;
    let newline = if text[..closing].ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut edits = Vec::new();
    let mut lines = String::new();
    if let Some(number) = add.number {
        lines += &format!("issue: {number}{newline}");
    }
    if let Some(date) = &add.date {
        lines += &format!("date: {date}{newline}");
    }
    if let Some(title) = &add.title {
        lines += &format!("title: {}{newline}", quoted(title)?);
    }
    match entry.tags.last() {
        _ if add.tags.is_empty() => {}
        Some(last) => edits.push(behind(text, last, &add.tags, newline)?),
        None => {
            let names = add.tags.iter().map(|tag| value(tag)).collect::<Option<Vec<_>>>()?;
            lines += &format!("tags: [{}]{newline}", names.join(", "));
        }
    }
    if !lines.is_empty() {
        edits.push(TextEdit { span: Span::at(closing), new: lines });
    }
    Some(edits)
}

/// More tags behind the last: in a `[list, of, them]`, in lines of items, or in a line with commas.
fn behind(text: &str, last: &Tag, tags: &[Name], newline: &str) -> Option<TextEdit> {
    let line_start = text[..last.span.start()].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[last.span.end()..].find(['\n', '\r']).map_or(text.len(), |at| last.span.end() + at);
    let before = &text[line_start..last.span.start()];
    let quotes =
        text[last.span.end()..].len() - text[last.span.end()..].trim_start_matches(['"', '\'']).len();
    let end = last.span.end() + quotes;
    let values = tags.iter().map(|tag| value(tag)).collect::<Option<Vec<_>>>()?;
    let indent = before.len() - before.trim_start().len();
    if before.trim_start().starts_with("- ") {
        let new = values.iter().map(|value| format!("{newline}{}- {value}", &before[..indent])).collect();
        return Some(TextEdit { span: Span::at(line_end), new });
    }
    if text[end..].trim_start().starts_with([',', ']']) {
        let new = values.iter().map(|value| format!(", {value}")).collect();
        return Some(TextEdit { span: Span::at(end), new });
    }
    // Names in one line, without quotes; an empty value is none.
    let plain = values.iter().zip(tags).all(|(value, tag)| *value == **tag);
    if !plain || matches!(&*last.name, "~" | "null") {
        return None;
    }
    let new = tags.iter().map(|tag| format!(", {tag}")).collect();
    Some(TextEdit { span: Span::at(last.span.end()), new })
}

/// A name as a YAML scalar, plain where it is a simple word.
fn value(name: &str) -> Option<String> {
    let simple = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
    let word = name.starts_with(char::is_alphabetic) && name.chars().all(simple);
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if word && !reserved.contains(&name.to_lowercase().as_str()) {
        Some(name.to_owned())
    } else {
        quoted(name)
    }
}

/// A JSON string is a double-quoted YAML scalar (YAML 1.2, section 1.3).
fn quoted(text: &str) -> Option<String> {
    serde_json::to_string(text).ok()
}
