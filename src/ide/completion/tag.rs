//! Completion of tags: names that begin with what was typed, then names that hold it, the more used
//! ones first and those that the entry already has last.

use std::cmp::Reverse;
use std::collections::HashSet;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::{Completion, CompletionKind, MOST, Typed, number};
use crate::cursor;
use crate::entry::fold;
use crate::ide::preview::entries;
use crate::index::{FileId, Index, TagUse};
use crate::language::say;
use crate::syntax::tag;

/// The tags, and where digits were typed the numbers, that fit behind a `#`.
pub fn complete(index: &Index, file: FileId, typed: &Typed) -> Vec<Completion> {
    let digits = typed.query.bytes().all(|b| b.is_ascii_digit()) && !typed.query.is_empty();
    let mut items = if digits { number::complete(index, file, typed, "#") } else { Vec::new() };
    // `# Heading` and `C#` are no tags.
    if tag::begins(typed.before) && !typed.query.starts_with(char::is_whitespace) {
        items.extend(tags(index, file, typed));
    }
    items.truncate(MOST);
    items
}

fn tags(index: &Index, file: FileId, typed: &Typed) -> Vec<Completion> {
    let matcher = SkimMatcherV2::default();
    let query = fold(typed.query);
    let spaced = query.contains(char::is_whitespace);
    let used = used_on_entry(index, file, typed);
    let rank = |name: &str| {
        let folded = fold(name);
        if folded.starts_with(&query) {
            return Some((0, 0));
        }
        // Behind a space, what is typed may as well be prose.
        let score = (!spaced).then(|| matcher.fuzzy_match(&folded, &query)).flatten()?;
        Some((1, -score))
    };
    // The tag under the cursor is in the index too, half typed: alone with itself it is no tag.
    let here = cursor::entry_at(index, file, typed.span.start).map(|(id, _)| id);
    let half_typed = |name: &str, uses: &TagUse<'_>| {
        name == typed.query && uses.count() == 1 && uses.entries().first() == here.as_ref()
    };
    let mut found: Vec<_> = index
        .tags()
        .filter(|(name, uses)| !half_typed(name, uses))
        .filter_map(|(name, uses)| {
            let count = uses.count();
            Some((used.contains(name), rank(name)?, Reverse(count), name))
        })
        .collect();
    found.sort();
    let items = found.into_iter().take(MOST);
    let language = index.config().language();
    items
        .map(|(used, _, Reverse(count), name)| Completion {
            kind: CompletionKind::Tag,
            label: name.to_owned(),
            detail: match used {
                false => entries(count, language),
                true => say!(language, "already on this entry", "すでに付いています"),
            },
            span: typed.span,
            insert: name.to_owned(),
            cursor: None,
            number: None,
        })
        .collect()
}

/// The tags that stand with the one that is being typed: on its entry, or, before the entry has its
/// date, in the run above.
fn used_on_entry(index: &Index, file: FileId, typed: &Typed) -> HashSet<String> {
    let hash = typed.span.start - 1;
    let mut used = HashSet::new();
    if let Some((_, entry)) = cursor::entry_at(index, file, hash) {
        // Only if the cursor is in its tags, not in its comment.
        let in_tags = entry.tags.iter().any(|tag| tag.span.start == typed.span.start);
        let others = entry.tags.iter().filter(|tag| in_tags && tag.span.start != typed.span.start);
        used.extend(others.map(|tag| tag.name.to_string()));
    }
    let text = index.file(file).text.to_string();
    let run = tag::run_before(&text, 0, hash, &[]);
    used.extend(run.into_iter().map(|tag| tag.name.to_string()));
    used
}
