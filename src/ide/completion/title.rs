//! Completion of title lines: a title that is noted already says so while it is typed.

use std::collections::BTreeMap;

use super::{Completion, CompletionKind};
use crate::entry::{Title, TitleKey, collapse};
use crate::index::{EntryId, FileId, Index};
use crate::language::say;
use crate::syntax::title;
use crate::text::Span;

/// How much of a title has to be there, in letters; a letter that is not ASCII says as much as two.
const LEAST: usize = 6;

/// A name of fewer letters may be that of two papers.
const TELLING: usize = 10;

/// With more entries than these, too little was typed to say anything.
const MOST: usize = 8;

/// The entries whose title line begins with what stands between the beginning of the title at the cursor and
/// the cursor, or whose name is all of it. What is put in is their title line.
pub fn complete(index: &Index, file: FileId, offset: usize) -> Vec<Completion> {
    typed_at(index, file, offset).map(|(id, span)| find(index, id, span)).unwrap_or_default()
}

/// The title that ends at the cursor, and its place up to the cursor.
fn typed_at(index: &Index, file: FileId, offset: usize) -> Option<(EntryId, Span)> {
    let before = index.file(file).entries().partition_point(|entry| entry.span().start() <= offset);
    let id = EntryId { file, entry: before.checked_sub(1)? as u32 };
    let title = index.entry(id).title.as_ref()?;
    if offset <= title.span.start() || offset < title.span.end() {
        return None;
    }
    // A space that was just typed is no part of the title yet.
    let behind = index.slice(file, Span::new(title.span.end(), offset));
    let ends = behind.trim_matches([' ', '\u{3000}']).is_empty();
    ends.then(|| (id, Span::new(title.span.start(), offset)))
}

fn find(index: &Index, id: EntryId, span: Span) -> Vec<Completion> {
    let typed = index.slice(id.file, span);
    let line = line_key(&typed);
    let told: usize = line.as_str().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    if told < LEAST {
        return Vec::new();
    }
    let here = index.entry(id);
    let name = here.title.as_ref().map(Title::digest);
    let own = here.number.as_ref().map(|own| own.number);
    let number = |id| index.number(id).map(|(number, _)| number);
    // One of each paper: on pages before catalogs, in path order.
    let mut found: BTreeMap<EntryId, (bool, EntryId)> = BTreeMap::new();
    for (other, entry) in index.page_entries().chain(index.catalog_entries()) {
        let Some(title) = entry.identity().filter(|_| other != id) else { continue };
        let whole = Some(title.digest()) == name && title.letters() >= TELLING;
        let begins = || {
            let (key, line) = (title.key(), line.as_str());
            let goes_on =
                || line.starts_with(key.as_str()) && line_key(&title.line).as_str().starts_with(line);
            key.as_str().starts_with(line) || goes_on()
        };
        if !(whole || title.may_begin_as(line.as_str()) && begins()) {
            continue;
        }
        // A catalog lists what is on the pages, and the page of a tag shows what is on others.
        let page = index.file(other.file).is_page();
        let mirrored = index.is_tag_page(id.file) || index.is_tag_page(other.file);
        let itself =
            number(other).is_some() && (number(other) == own || (!page && number(other) == number(id)));
        if itself || (mirrored && index.paper(other) == index.paper(id)) {
            continue;
        }
        found.entry(index.paper(other)).or_insert((whole, other));
    }
    let mut found: Vec<(bool, EntryId)> = found.into_values().collect();
    if found.len() > MOST {
        found.retain(|(whole, _)| *whole);
    }
    // A catalog may have a paper once more than the pages do.
    let page = |id: EntryId| index.file(id.file).is_page();
    let key = |id: EntryId| index.entry(id).title.as_ref().map(Title::digest);
    let on_pages: Vec<_> = found.iter().map(|(_, id)| *id).filter(|id| page(*id)).map(key).collect();
    found.retain(|(_, id)| page(*id) || !on_pages.contains(&key(*id)));
    found.sort_by_key(|(whole, other)| {
        (!whole, index.entry(*other).title.as_ref().map(|t| t.line.len()), *other)
    });
    found.into_iter().take(MOST).filter_map(|(_, other)| item(index, other, span)).collect()
}

fn item(index: &Index, id: EntryId, span: Span) -> Option<Completion> {
    let language = index.config().language();
    let number = index.number(id).map(|(number, _)| number);
    let line = collapse(&index.entry(id).title.as_ref()?.line);
    let label = match number {
        Some(number) => say!(language, "Already noted as #{number}", "#{number} としてノート済み"),
        None => {
            let name = index.file(id.file).name();
            say!(language, "Already noted in {name}", "{name} にノート済み")
        }
    };
    Some(Completion {
        kind: CompletionKind::Title,
        label,
        detail: line.clone(),
        span,
        insert: line,
        cursor: None,
        number,
    })
}

/// All letters and digits of a title line, its prefix left off.
fn line_key(line: &str) -> TitleKey {
    TitleKey::new(title::without_prefix(line))
}
