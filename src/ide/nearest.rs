//! Which number was meant by one that no entry has: the known ones that a slip of the finger makes of it. Where numbers
//! are dense there are thirty, so the words around the reference decide, where they stand in the title of one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::cursor::entry_at;
use crate::edit::{FileEdit, TextEdit};
use crate::entry::{Number, Reference, collapse, fold};
use crate::ide::trial::{Said, attempt, outline, said};
use crate::index::{EntryId, File, FileId, Index};
use crate::syntax::link;
use crate::text::Span;

/// A number that may have been meant.
pub struct Near {
    /// The number.
    pub number: Number,
    /// The title of its paper, shortened.
    pub title: String,
    /// What writes it in the place of the unknown one.
    pub edit: FileEdit,
    /// Whether words around the reference stand in its title, and other words in no other title that is near.
    pub told: bool,
}

/// How many are offered.
const MOST: usize = 3;

/// How far words around a reference are looked for, in characters to either side.
const AROUND: usize = 80;

/// The longest title shown, in characters.
const TITLE: usize = 60;

/// The known numbers that the unknown one at `span` may have been meant to be, the likeliest first.
pub fn nearest(index: &Index, file: FileId, span: Span) -> Vec<Near> {
    let Some((id, entry)) = entry_at(index, file, span.start()) else { return Vec::new() };
    let Some(at) = entry.references.iter().position(|reference| reference.span == span) else {
        return Vec::new();
    };
    let own = index.number(id).map(|(number, _)| number);
    // What the entry refers to already is not what is missing.
    let referred = |number| own == Some(number) || entry.references.iter().any(|r| r.number == number);
    let words = words_around(index, id, span);
    let tags: BTreeSet<&str> = entry.tags.iter().map(|tag| &*tag.name).collect();
    let mut found = Vec::new();
    for (number, slip) in slips(entry.references[at].number) {
        let Some(title) = title_of(index, number).filter(|_| !referred(number)) else { continue };
        let shared: BTreeSet<String> = words_of(&title).intersection(&words).cloned().collect();
        let same_tags = tags_of(index, number).filter(|tag| tags.contains(tag)).count();
        found.push((shared, slip, same_tags, number, title));
    }
    found.sort_by_key(|(shared, slip, same_tags, number, _)| {
        (Reverse(shared.len()), *slip, Reverse(*same_tags), Reverse(*number))
    });
    // What stands in several of the titles tells none of them.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    found.iter().flat_map(|(shared, ..)| shared).for_each(|word| *counts.entry(word).or_default() += 1);
    let tells = |shared: &BTreeSet<String>| shared.iter().any(|word| counts[&**word] == 1);
    let told = found.iter().filter(|(shared, ..)| tells(shared)).count() == 1
        && found.first().is_some_and(|(shared, ..)| tells(shared));
    let file = index.file(file);
    let near = found.iter().enumerate().filter_map(|(rank, (_, _, _, number, title))| {
        let edit = replaced(file, id.entry as usize, at, *number)?;
        let title = match title.char_indices().nth(TITLE) {
            Some((end, _)) => format!("{}…", title[..end].trim_end()),
            None => title.clone(),
        };
        Some(Near { number: *number, title, edit, told: told && rank == 0 })
    });
    near.take(MOST).collect()
}

/// A slip of the finger, the commonest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    /// Two digits changed places.
    Swapped,
    /// One is missing, or there twice.
    Count,
    /// One is another: its neighbour on the keys,
    Neighbour,
    /// or any.
    Other,
}

/// All numbers that one slip makes `number`, each with the commonest.
fn slips(number: Number) -> BTreeMap<Number, Slip> {
    let digits = number.to_string().into_bytes();
    let mut found: BTreeMap<Number, Slip> = BTreeMap::new();
    let mut add = |digits: &[u8], slip: Slip| {
        let meant = std::str::from_utf8(digits).ok().and_then(Number::parse).filter(|meant| *meant != number);
        if let Some(meant) = meant {
            let known = found.entry(meant).or_insert(slip);
            *known = slip.min(*known);
        }
    };
    for at in 0..digits.len() {
        if at > 0 {
            let mut swapped = digits.clone();
            swapped.swap(at - 1, at);
            add(&swapped, Slip::Swapped);
        }
        let mut fewer = digits.clone();
        fewer.remove(at);
        add(&fewer, Slip::Count);
        for digit in b'0'..=b'9' {
            let mut other = digits.clone();
            other[at] = digit;
            // On the keys, 0 stands behind 9.
            let key = |digit: u8| if digit == b'0' { 10 } else { i32::from(digit - b'0') };
            let near = (key(digit) - key(digits[at])).abs() == 1;
            add(&other, if near { Slip::Neighbour } else { Slip::Other });
        }
    }
    for at in 0..=digits.len() {
        for digit in b'0'..=b'9' {
            let mut more = digits.clone();
            more.insert(at, digit);
            add(&more, Slip::Count);
        }
    }
    found
}

/// The title of the paper with a number; `None` where nobody has the number, or it has no title yet.
fn title_of(index: &Index, number: Number) -> Option<String> {
    let entries = index.numbered(number);
    entries.iter().find_map(|id| Some(collapse(index.entry(*id).identity()?.name())))
}

fn tags_of(index: &Index, number: Number) -> impl Iterator<Item = &str> {
    let first = index.numbered(number).first().copied();
    first.into_iter().flat_map(|id| &index.entry(id).tags).map(|tag| &*tag.name)
}

/// The words around a reference: of its line and, where nothing stands before it there, of the line above, as far as
/// they are in its entry.
fn words_around(index: &Index, id: EntryId, span: Span) -> BTreeSet<String> {
    let (source, entry) = (index.file(id.file), index.entry(id));
    let body = entry.body;
    let text = &source.text;
    let line = text.line(text.line_at(span.start())).unwrap_or(span);
    let leads = text.slice(Span::new(line.start(), span.start()));
    let above = text.line_at(span.start()).checked_sub(1).and_then(|line| text.line(line));
    let alone = leads.trim_matches(['・', '-', '*', '+', '#', '(', ' ', '\u{3000}']).is_empty();
    let start = if alone { above.map_or(line.start(), |above| above.start()) } else { line.start() };
    // The label is glued to the first word.
    let sections = [&entry.summary, &entry.comment].into_iter().flatten().map(|passage| passage.span.start());
    let section = sections.filter(|section| *section <= span.start()).max().unwrap_or(body.start());
    let start = start.max(section).min(span.start());
    let end = line.end().min(body.end()).max(span.end());
    let (before, behind) = (
        index.slice(id.file, Span::new(start, span.start())),
        index.slice(id.file, Span::new(span.end(), end)),
    );
    let from = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let to = behind.char_indices().nth(AROUND).map_or(behind.len(), |(at, _)| at);
    [without_urls(&before[from..]), without_urls(&behind[..to])]
        .iter()
        .flat_map(|text| words_of(text))
        .collect()
}

fn without_urls(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for url in link::urls(text, Span::new(0, text.len())) {
        out += &text[from..url.start()];
        out.push(' ');
        from = url.end();
    }
    out + &text[from..]
}

/// Words that titles and notes hold whatever they are about.
const COMMON: [&str; 44] = [
    "about",
    "based",
    "benchmark",
    "better",
    "comment",
    "data",
    "dataset",
    "deep",
    "efficient",
    "evaluation",
    "from",
    "generation",
    "improving",
    "into",
    "language",
    "large",
    "learning",
    "llms",
    "method",
    "model",
    "models",
    "more",
    "neural",
    "network",
    "networks",
    "paper",
    "reasoning",
    "scaling",
    "summary",
    "survey",
    "than",
    "that",
    "their",
    "this",
    "through",
    "towards",
    "training",
    "transformer",
    "transformers",
    "using",
    "what",
    "when",
    "with",
    "without",
];

/// The words of a text that may tell it from another: runs of letters of one script that are long enough.
fn words_of(text: &str) -> BTreeSet<String> {
    #[derive(PartialEq, Clone, Copy)]
    enum Script {
        Latin,
        Katakana,
        Han,
        Other,
    }
    let script = |c: char| match c {
        'ー' | '\u{30a1}'..='\u{30fa}' => Script::Katakana,
        '\u{3400}'..='\u{9fff}' => Script::Han,
        '\u{3041}'..='\u{309f}' => Script::Other,
        c if c.is_alphanumeric() => Script::Latin,
        _ => Script::Other,
    };
    let folded: Vec<char> = fold(text).chars().collect();
    let runs = folded.chunk_by(|a, b| script(*a) == script(*b));
    let words = runs.filter(|run| match script(run[0]) {
        Script::Latin => run.len() >= 4 && run.iter().any(|c| c.is_alphabetic()),
        Script::Katakana => run.len() >= 3,
        Script::Han => run.len() >= 3,
        Script::Other => false,
    });
    words.map(|word| word.iter().collect()).filter(|word: &String| !COMMON.contains(&&**word)).collect()
}

/// The edit that makes reference `at` of an entry name another number, if that is all it does.
fn replaced(file: &File, entry: usize, at: usize, number: Number) -> Option<FileEdit> {
    let old: &Reference = file.entries().get(entry)?.references.get(at)?;
    let edits = vec![TextEdit { span: old.span, new: number.to_string() }];
    let edited = attempt(file, &edits)?;
    let (mut before, after) = (said(file), said(&edited));
    let (mine, new): (&mut Said, &Said) = (before.get_mut(entry)?, after.get(entry)?);
    mine.written.clone_from(&new.written);
    mine.body.clone_from(&new.body);
    mine.references.get_mut(at)?.0 = number;
    let same = before == after && outline(file) == outline(&edited);
    same.then(|| FileEdit { path: file.path.clone(), edits })
}
