//! Completion of tags: names that begin with what was typed, then names that have its letters; of both first those that go
//! with the tags which the entry has, then the more used ones, and those that it has already last. What was typed may be
//! a new tag.

use std::cmp::Reverse;
use std::collections::HashSet;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::{Completion, CompletionKind, MOST, Typed, number};
use crate::cursor;
use crate::entry::{Entry, fold};
use crate::ide::preview::entries;
use crate::index::{EntryId, FileId, Index, TagUse};
use crate::language::say;
use crate::syntax::tag;

/// A letter alone is the beginning of a word sooner than a new tag.
const LEAST_OF_NEW: usize = 2;

/// The tags, and where digits were typed the numbers, that fit behind a `#`.
pub fn complete(index: &Index, file: FileId, typed: &Typed) -> Vec<Completion> {
    let digits = typed.query.bytes().all(|b| b.is_ascii_digit()) && !typed.query.is_empty();
    let mut items = if digits { number::complete(index, file, typed, "#") } else { Vec::new() };
    // `# Heading` and `C#` are no tags.
    if tag::begins(typed.before) && !typed.query.starts_with(char::is_whitespace) {
        let tags = tags(index, file, typed);
        items.truncate(MOST - tags.len().min(MOST / 2));
        items.extend(tags);
    }
    items.truncate(MOST);
    items
}

fn tags(index: &Index, file: FileId, typed: &Typed) -> Vec<Completion> {
    let matcher = SkimMatcherV2::default();
    let query = fold(typed.query);
    let spaced = query.contains(char::is_whitespace);
    let used = used_on_entry(index, file, typed);
    let fit = |name: &str| {
        let folded = fold(name);
        if folded.starts_with(&query) {
            return Some((0, 0));
        }
        // Behind a space, what is typed may as well be prose.
        let score = (!spaced).then(|| matcher.fuzzy_match(&folded, &query)).flatten()?;
        Some((1, -score))
    };
    // The tag under the cursor is in the index too, half typed: alone with itself it is no tag.
    let here = typed_on(index, file, typed).map(|(id, _)| id);
    let half_typed = |name: &str, uses: &TagUse<'_>| {
        name == typed.query && uses.count() == 1 && uses.entries().first() == here.as_ref()
    };
    let together = index.tags_together(used.iter().map(|name| &**name), None);
    let together = |name: &str| (together.get(name).copied().unwrap_or_default() * 1e6) as u64;
    let mut found: Vec<_> = index
        .tags()
        .filter(|(name, uses)| !half_typed(name, uses))
        .filter_map(|(name, uses)| {
            let best_first = (Reverse(together(name)), Reverse(uses.count()));
            Some((used.contains(name), fit(name)?, best_first, name))
        })
        .collect();
    found.sort();
    let language = index.config().language();
    let item = |name: &str, detail: String| Completion {
        kind: CompletionKind::Tag,
        label: name.to_owned(),
        detail,
        span: typed.span,
        insert: name.to_owned(),
        cursor: None,
        number: None,
    };
    let is_known = |name: &str, uses: &TagUse<'_>| fold(name) == query && !half_typed(name, uses);
    // Where nothing is noted, nobody writes tags.
    let is_new = index.page_entries().next().is_some()
        && may_be_new(typed, !used.is_empty())
        && !index.tags().any(|(name, uses)| is_known(name, &uses));
    let items = found.into_iter().take(MOST - usize::from(is_new));
    let mut items: Vec<Completion> = items
        .map(|(used, _, (_, Reverse(count)), name)| match used {
            false => item(name, entries(count, language)),
            true => item(name, say!(language, "already on this entry", "すでに付いています")),
        })
        .collect();
    if is_new {
        items.push(item(typed.query, say!(language, "new tag", "新しいタグ")));
    }
    items
}

/// Whether what was typed may be meant as a tag that there is not yet: where tags stand, and nowhere else.
fn may_be_new(typed: &Typed, beside_others: bool) -> bool {
    let stands_alone = typed.before.trim_start_matches('\u{feff}').trim().is_empty();
    (stands_alone || beside_others)
        && typed.query.chars().count() >= LEAST_OF_NEW
        && !typed.query.ends_with(char::is_whitespace)
        && tag::is_name(typed.query, !stands_alone)
}

/// The entry on which the tag that is being typed stands, if it has a date already; a `#` in a comment is no tag.
fn typed_on<'a>(index: &'a Index, file: FileId, typed: &Typed) -> Option<(EntryId, &'a Entry)> {
    let here = cursor::entry_at(index, file, typed.span.start() - 1);
    here.filter(|(_, entry)| entry.tags.iter().any(|tag| tag.span.start() == typed.span.start()))
}

/// The tags that stand with the one that is being typed: on its entry, or, before the entry has its
/// date, in the run above.
fn used_on_entry(index: &Index, file: FileId, typed: &Typed) -> HashSet<String> {
    let mut used = HashSet::new();
    if let Some((_, entry)) = typed_on(index, file, typed) {
        let others = entry.tags.iter().filter(|tag| tag.span.start() != typed.span.start());
        used.extend(others.map(|tag| tag.name.to_string()));
    }
    let text = index.file(file).text.to_string();
    // A `#` alone is no tag, so that the run ends at it: those below it stand with it for all that.
    let below =
        index.entries_of(file).filter_map(|(_, entry)| Some((entry, entry.tags.first()?.span.start())));
    let mut below = below.skip_while(|(_, first)| *first <= typed.span.end());
    if let Some((entry, first)) = below.next()
        && text[typed.span.end()..first - 1].trim().is_empty()
    {
        used.extend(entry.tags.iter().map(|tag| tag.name.to_string()));
    }
    let run = tag::run_before(&text, 0, typed.span.start() - 1, &[]);
    used.extend(run.into_iter().map(|tag| tag.name.to_string()));
    used
}
