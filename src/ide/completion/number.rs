//! Completion of numbers: an entry is found by its number, and by words of its title, author, venue, tags, summary and
//! comment in any order. First comes what fits best and is most likely cited here.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{Completion, CompletionKind, MOST, Typed};
use crate::cursor;
use crate::entry::{Entry, Number, Title, collapse};
use crate::index::{EntryId, Field, FileId, Found, How, Index};
use crate::language::{Language, say};

/// The longest title in a list, in characters.
const TITLE: usize = 80;

/// More entries than these behind an ASCII bullet match by chance.
const MOST_AT_ASCII_BULLET: usize = 10;

/// Longer text behind a bullet is prose, in characters.
const LONGEST: usize = 60;

/// So many of the tags that two entries share are named.
const SHARED: usize = 2;

/// The numbers that fit behind `mark`, best first.
pub fn complete(index: &Index, file: FileId, typed: &Typed, mark: &str) -> Vec<Completion> {
    // Full-width digits are digits to whoever types them.
    let narrow =
        |c: char| char::from_u32((c as u32).wrapping_sub(0xfee0)).filter(char::is_ascii_digit).unwrap_or(c);
    let query = &*typed.query.chars().map(narrow).collect::<String>();
    let prose = !may_be_query(query) || query.chars().count() > LONGEST;
    let ascii = mark.ends_with(' ');
    let digits = query.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    // What is complete is not to be completed.
    let complete = digits && !query.trim().is_empty() && query.ends_with(char::is_whitespace);
    // Most list items behind `- ` are prose, so there has to be something to go by.
    let too_little = ascii && query.trim().is_empty();
    if prose || too_little || complete || query.starts_with(char::is_whitespace) {
        return Vec::new();
    }
    let here = cursor::entry_at(index, file, typed.span.start());
    // A summary's bullets are the paper's.
    let in_summary = |entry: &Entry| {
        entry.summary.as_ref().is_some_and(|summary| {
            summary.span.start() <= typed.span.start() && typed.span.start() <= summary.span.end()
        })
    };
    if mark == "・" && here.is_some_and(|(_, entry)| in_summary(entry)) {
        return Vec::new();
    }
    // Behind `- ` years and counts are common.
    let only_number = mark == "#" || ascii && digits;
    let mut found = candidates(index, query, here.map(|(id, _)| id), only_number);
    // Behind `- ` most text is prose. What few titles hold, at the beginnings of words, may be meant.
    if ascii {
        found.retain(|found| found.how <= How::Initials && !found.fields.contains(&Field::Text));
    }
    // Of equal matches the newest is most likely meant.
    let numbered = found.into_iter().filter_map(|found| Some((index.number(found.id)?.0, found)));
    let mut found: Vec<(Number, Found)> = numbered.collect();
    found.sort_by_key(|(number, found)| (Reverse(found.quality.to_bits()), Reverse(*number), found.id));
    let mut seen = HashSet::new();
    found.retain(|(number, _)| seen.insert(*number));
    if ascii && found.len() > MOST_AT_ASCII_BULLET {
        found.clear();
    }
    let last = cited(index, here.map(|(id, _)| id), typed);
    let (mut named, mut unnamed, mut cited) = (Vec::new(), Vec::new(), Vec::new());
    for (number, found) in found {
        let tier = match () {
            () if last.contains(&number) => &mut cited,
            () if is_named(index, number) => &mut named,
            () => &mut unnamed,
        };
        tier.push((number, found));
        if named.len() == MOST {
            break;
        }
    }
    let found = named.into_iter().chain(unnamed).chain(cited).take(MOST);
    let here = here.map(|(_, entry)| entry);
    found.map(|(number, found)| item(index, number, &found, here, typed)).collect()
}

/// Whether what stands behind a mark may be looked for: words, and what stands inside and between them. Everything else is
/// somebody's text, and would be lost when a number comes in its place.
fn may_be_query(query: &str) -> bool {
    let combining = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}');
    let between = |c: char| matches!(c, '-' | '_' | '.' | '\'' | '+' | '&' | ':' | '/' | 'ー');
    let begins = query.chars().next().is_none_or(|c| c.is_alphanumeric() || c.is_whitespace());
    begins && query.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || combining(c) || between(c))
}

/// The entries that fit what was typed, in no order.
fn candidates(index: &Index, query: &str, here: Option<EntryId>, only_number: bool) -> Vec<Found> {
    let likelihood = index.likelihood(here);
    let (digits, words): (Vec<&str>, Vec<&str>) =
        query.split_whitespace().partition(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let is_of = |id: EntryId| {
        let number = index.number(id).map(|(number, _)| number.to_string());
        number.is_some_and(|number| digits.iter().all(|digits| number.starts_with(digits)))
    };
    match (digits.as_slice(), words.as_slice()) {
        (_, [_, ..]) if only_number => Vec::new(),
        ([], _) => likelihood.find(query, None),
        ([digits], []) => {
            let whole = Number::parse(digits);
            let beginning = whole.map(|whole| likelihood.beginning_with(whole)).unwrap_or_default();
            let of_number = beginning.into_iter().map(|(number, id, likelihood)| {
                // A number that is all there is meant, whoever it is.
                let quality = if Some(number) == whole { f64::MAX } else { 1.0 + likelihood };
                Found { id, quality, fields: Vec::new(), how: How::Beginning }
            });
            let in_words = (!only_number).then(|| likelihood.find(query, None)).into_iter().flatten();
            of_number.chain(in_words).collect()
        }
        // `2094 magpie`, and `gpt 4`.
        _ => {
            let mut of_number = likelihood.find(&words.join(" "), Some(&is_of));
            // Of few digits a number says little.
            let said: usize = digits.iter().map(|digits| digits.len()).min().unwrap_or_default();
            for found in &mut of_number {
                found.quality *= 0.1_f64.powi(4 - said.min(4) as i32);
            }
            of_number.into_iter().chain(likelihood.find(query, None)).collect()
        }
    }
}

/// The numbers that are hardly meant: an entry seldom refers to itself, or once more to what it refers to already.
fn cited(index: &Index, here: Option<EntryId>, typed: &Typed) -> HashSet<Number> {
    let Some(here) = here else { return HashSet::new() };
    let is_typed =
        |span: crate::text::Span| span.start() <= typed.span.end() && typed.span.start() <= span.end();
    let references = index.references_of(here).filter(|(_, reference)| !is_typed(reference.span));
    let own = index.number(here).map(|(number, _)| number);
    references.map(|(_, reference)| reference.number).chain(own).collect()
}

/// Whether an entry with a number has a title that says anything.
fn is_named(index: &Index, number: Number) -> bool {
    index.numbered(number).iter().any(|id| index.entry(*id).identity().is_some())
}

fn item(index: &Index, number: Number, found: &Found, here: Option<&Entry>, typed: &Typed) -> Completion {
    let entries = index.numbered(number);
    let shown = entries.iter().find(|id| index.entry(**id).identity().is_some()).or(entries.first());
    let entry = index.entry(shown.copied().unwrap_or(found.id));
    let title = entry.title.as_ref();
    let name = title.map_or_else(String::new, |title| collapse(title.name()));
    let shown = match name.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", name[..end].trim_end()),
        None => name,
    };
    let date = entry.date.as_ref().map(|date| date.written().into_owned());
    let venue = title.and_then(Title::venue_and_year);
    let why = why(index.entry(found.id), found, here, index.config().language());
    Completion {
        kind: CompletionKind::Reference,
        label: format!("{number}  {shown}").trim_end().to_owned(),
        detail: [venue, date, why].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        span: typed.span,
        insert: number.to_string(),
        cursor: None,
        number: Some(number),
    }
}

/// Why an entry is in the list, where its title does not say it.
fn why(entry: &Entry, found: &Found, here: Option<&Entry>, language: Language) -> Option<String> {
    if found.fields.contains(&Field::Text) {
        return Some(say!(language, "in its text", "本文に一致"));
    }
    if found.fields.contains(&Field::Author) {
        let author = entry.title.as_ref().and_then(|title| title.author());
        return author.or(entry.authors.first().map(|name| &**name)).map(str::to_owned);
    }
    let tags = entry.tags.iter().map(|tag| &*tag.name);
    let shared = |name: &&str| here.is_some_and(|here| here.tags.iter().any(|tag| *tag.name == **name));
    let named: Vec<String> = match found.fields.as_slice() {
        [] => tags.filter(shared).take(SHARED).map(|name| format!("#{name}")).collect(),
        fields if fields.contains(&Field::Tag) => tags.take(SHARED).map(|name| format!("#{name}")).collect(),
        _ => Vec::new(),
    };
    (!named.is_empty()).then(|| named.join(" "))
}
