//! Formatting: a page becomes block style, a part of an entry a line. Nothing but white space between the parts of
//! entries changes, and nothing at all where what stands there may be read in two ways. What a page says is compared
//! before and after; the entries that would be read otherwise stay as they are.

pub mod gap;
mod layout;
mod reading;

use std::collections::{BTreeMap, BTreeSet};

use crate::edit::{TextEdit, apply};
use crate::ide::format::layout::{Layout, Point, Wish};
use crate::ide::format::reading::Reading;
use crate::ide::trial::read;
use crate::index::{File, FileId, Index};
use crate::language::{Language, say};
use crate::text::Span;

/// A file formatted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Formatting {
    /// The changes, in order: white space alone, and of that only what differs.
    pub edits: Vec<TextEdit>,
    /// How many entries change, or the white space before them.
    pub changed: usize,
    /// The entries that would change and do not, and why.
    pub left: Vec<Left>,
}

/// An entry that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The entry.
    pub span: Span,
    /// Why.
    pub reason: Reason,
}

/// Why an entry stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// What stands for its date is none, or goes on behind it.
    Date,
    /// It begins within a line, and may be prose.
    Prose,
    /// `Summary` or `Comment` may be a word of a sentence.
    Label,
    /// At the start of a line it would be Markdown of another kind.
    Markdown,
    /// Between its parts stands white space that is no space, tab or line end.
    Space,
    /// It would be read otherwise.
    Reading,
}

impl Reason {
    /// It, for people.
    #[must_use]
    pub fn say(self, language: Language) -> String {
        match self {
            Reason::Date => say!(language, "its date is not sure", "日付が確かではありません"),
            Reason::Prose => say!(language, "it may be prose", "文章の一部かもしれません"),
            Reason::Label => {
                say!(language, "the label may be a word of the text", "見出し語が文中の語かもしれません")
            }
            Reason::Markdown => {
                say!(
                    language,
                    "at the start of a line it would be other Markdown",
                    "行頭では別の Markdown になります"
                )
            }
            Reason::Space => say!(language, "unusual white space", "特殊な空白があります"),
            Reason::Reading => say!(language, "it would be read otherwise", "別の意味に読まれます"),
        }
    }
}

/// Formats a file.
#[must_use]
pub fn format(index: &Index, file: FileId) -> Formatting {
    formatting(index.file(file), &|_| true)
}

/// The changes that format the entries which `span` touches, with the white space around them.
#[must_use]
pub fn format_range(index: &Index, file: FileId, span: Span) -> Vec<TextEdit> {
    let file = index.file(file);
    let touched = |entry: &Span| match span.is_empty() {
        true => entry.touches(span.start()),
        // A selection of whole lines ends where the next begins.
        false => entry.start() < span.end() && span.start() < entry.end().max(entry.start() + 1),
    };
    let entries: Vec<bool> = file.entries().iter().map(|entry| touched(&entry.span)).collect();
    let is = |at: usize| entries.get(at).copied().unwrap_or_default();
    formatting(file, &|point| match point.wish {
        Wish::Apart => is(point.entry) || point.entry > 0 && is(point.entry - 1),
        Wish::End => entries.last().is_some_and(|last| *last),
        _ => is(point.entry),
    })
    .edits
}

/// The changes when a line end was typed and the cursor stands at `offset`: an empty line finishes the entry above it,
/// and that is formatted. Nothing at the cursor or below changes.
#[must_use]
pub fn format_on_type(index: &Index, file: FileId, offset: usize) -> Vec<TextEdit> {
    let file = index.file(file);
    let finished = || {
        let line = file.text.line_at(offset);
        let blank = |line: usize| Some(file.text.slice(file.text.line(line)?).trim().is_empty());
        let last = line.checked_sub(2)?;
        let empty = blank(line)? && blank(line - 1)?;
        let last = file.text.line(last).filter(|_| empty)?;
        file.entries().iter().position(|entry| {
            let text = file.text.slice(entry.span);
            let end = entry.span.start() + text.trim_end().len();
            // In code that is still open an empty line finishes nothing.
            let fences =
                text.lines().filter(|line| ["```", "~~~"].iter().any(|f| line.trim_start().starts_with(f)));
            last.start() < end && end <= last.end() && fences.count() % 2 == 0
        })
    };
    match finished() {
        Some(entry) if !file.is_single_note() => formatting(file, &|point| point.entry == entry).edits,
        _ => Vec::new(),
    }
}

/// What formatting once leaves may allow more; more rounds than this are a circle.
const ROUNDS: usize = 8;

fn formatting(file: &File, wanted: &dyn Fn(&Point) -> bool) -> Formatting {
    // Catalogs are generated, settings are no notes.
    if !file.is_page() || file.entries().is_empty() {
        return Formatting::default();
    }
    let before = file.text.to_string();
    let said = Reading::of(file, &before);
    let mut text = before.clone();
    let mut now = None;
    for _ in 0..ROUNDS {
        let Pass { next, left } = pass(now.as_ref().unwrap_or(file), &text, &said, wanted);
        match next {
            Some((changed, after)) => (now, text) = (Some(changed), after),
            None => {
                let Some(edits) = gap::difference(&before, &text) else { break };
                let changed = changed(file, &edits);
                let left = left.iter().filter_map(|(at, reason)| {
                    Some(Left { span: file.entries().get(*at)?.span, reason: *reason })
                });
                return Formatting { edits, changed, left: left.collect() };
            }
        }
    }
    Formatting::default()
}

/// How many entries the edits change, or the white space before them.
fn changed(file: &File, edits: &[TextEdit]) -> usize {
    let starts: Vec<usize> = file.entries().iter().map(|entry| entry.span.start()).collect();
    let entries = edits.iter().map(|edit| {
        // White space before an entry is the entry's.
        let next = starts.partition_point(|start| *start < edit.span.end());
        let before = |start: usize| file.text.slice(Span::new(edit.span.end(), start)).trim().is_empty();
        match starts.get(next) {
            Some(start) if before(*start) => next,
            _ => next.saturating_sub(1),
        }
    });
    entries.collect::<BTreeSet<usize>>().len()
}

/// One round of formatting.
struct Pass {
    /// The file with its text, where anything changed.
    next: Option<(File, String)>,
    /// The entries that would change and do not.
    left: BTreeMap<usize, Reason>,
}

/// How often a round tries with fewer entries before it gives up.
const TRIES: usize = 40;

fn pass(file: &File, text: &str, said: &Reading, wanted: &dyn Fn(&Point) -> bool) -> Pass {
    let Layout { points, mut left } = Layout::of(file, text);
    let mut edits: BTreeMap<usize, Vec<TextEdit>> = BTreeMap::new();
    let ends = gap::LineEnds::of(text);
    for point in points.iter().filter(|point| wanted(point)) {
        if let Some(edit) = gap::edit(&ends, point, is_markdown(file)) {
            edits.entry(point.entry).or_default().push(edit);
        }
    }
    left.retain(|at, _| edits.contains_key(at));
    edits.retain(|at, _| !left.contains_key(at));
    let mut reach: BTreeMap<usize, usize> = BTreeMap::new();
    for _ in 0..TRIES {
        if edits.is_empty() {
            break;
        }
        let all: Vec<TextEdit> = edits.values().flatten().cloned().collect();
        let after = apply(text, &all);
        let changed = after.and_then(|after| Some((read(file, &after)?, after)));
        let Some((changed, after)) = changed else { break };
        let other = said.differing(&Reading::of(&changed, &after));
        if other.is_empty() {
            return Pass { next: Some((changed, after)), left };
        }
        // What differs stays; where that is not enough, what stands around it stays too.
        for at in other {
            let reach = reach.entry(at).and_modify(|reach| *reach = *reach * 2 + 1).or_default();
            let around: Vec<usize> =
                edits.range(at.saturating_sub(*reach)..=at + *reach).map(|(at, _)| *at).collect();
            for at in around {
                edits.remove(&at);
                left.insert(at, Reason::Reading);
            }
        }
    }
    left.extend(edits.keys().map(|at| (*at, Reason::Reading)));
    Pass { next: None, left }
}

fn is_markdown(file: &File) -> bool {
    !file.name().ends_with(".txt")
}

#[cfg(test)]
mod tests;
