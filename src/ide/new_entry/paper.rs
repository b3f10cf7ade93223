//! The address of a paper alone on a line between entries: a note on it begins there, or, where the paper is noted
//! already, a reference to that note stands there.

use jiff::civil;

use super::{NewEntry, above, on_own_line, write};
use crate::edit::TextEdit;
use crate::entry::{IdKind, Number, PaperId, ReferenceForm, collapse};
use crate::ide::trial::{attempt, outline, said};
use crate::index::{EntryId, File, FileId, Index};
use crate::language::say;
use crate::syntax::link;
use crate::text::Span;

/// What can become of the address of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    /// A note.
    Start {
        /// What it does, for a menu.
        label: String,
        /// The first lines of the note.
        entry: NewEntry,
    },
    /// It is noted already.
    Noted {
        /// Where, for a menu.
        label: String,
        /// The number of the note.
        number: Option<Number>,
        /// What puts a reference to it in the place of the address, where that can be referred to.
        edit: Option<TextEdit>,
    },
}

/// The address of a paper that is alone on the line at the byte at `offset`, and what can become of it.
#[must_use]
pub fn paper_at(index: &Index, file: FileId, offset: usize, today: civil::Date) -> Option<(Span, Paper)> {
    let source = index.file(file);
    let text = &source.text;
    let line = text.line(text.line_at(offset))?;
    let written = text.slice(line);
    let url = written.trim();
    let whole = Span::new(0, url.len());
    // What was not read yet may have noted it.
    let readable = source.is_page() && !source.is_single_note() && index.is_complete();
    if !readable || link::urls(url, whole) != [whole] {
        return None;
    }
    let id = link::paper_id(url)?;
    if source.entries().is_empty() && text.to_string().trim() != url {
        return None;
    }
    let spot = on_own_line(source, line)?;
    // What stands below is another entry, or nothing.
    let below = index.slice(file, Span::new(line.end(), text.len()));
    let next = line.end() + (below.len() - below.trim_start().len());
    if next < text.len() && !source.entries().iter().any(|entry| entry.span.start() == next) {
        return None;
    }
    let base = attempt(source, &[TextEdit::delete(line)])?;
    let above = above(index, file, line);
    // Right behind its summary it is the own address of the entry above.
    let blank_above = text.line_at(line.start()).checked_sub(1).and_then(|line| text.line(line));
    let apart = blank_above.is_none_or(|line| text.slice(line).trim().is_empty());
    if !apart && above.is_some_and(|above| index.entry(above).ids.contains(&id)) {
        return None;
    }
    let titled =
        above.is_none_or(|id| index.entry(id).title.as_ref().is_none_or(|t| t.span.end() <= line.start()));
    if base.entries().len() != source.entries().len() || !titled {
        return None;
    }
    let paper = match noted(index, file, &base, &id) {
        Some(noted) if Some(noted) == above => return None,
        Some(noted) => reference(index, file, &base, line, above, noted),
        None => {
            let name = named(&id);
            let label =
                say!(index.config().language(), "Start a note on {name}", "{name} のノートを書き始める");
            Paper::Start { label, entry: write(index, file, spot, Some((url, &id)), today)? }
        }
    };
    Some((line, paper))
}

/// An id as people write it.
fn named(id: &PaperId) -> String {
    let id_text = &id.id;
    match id.kind {
        IdKind::Arxiv => format!("arXiv:{id_text}"),
        IdKind::Doi => format!("doi:{id_text}"),
        IdKind::OpenReview => format!("OpenReview {id_text}"),
        IdKind::Acl => format!("ACL Anthology {id_text}"),
    }
}

/// The entry whose own paper it is, with a number if there is one: on pages, then in catalogs. What `file` says is what it
/// says without the address.
fn noted(index: &Index, file: FileId, base: &File, id: &PaperId) -> Option<EntryId> {
    let has = |other: EntryId| {
        let here = base.entries().get(other.entry as usize).filter(|_| other.file == file);
        here.map_or(index.entry(other), |here| here).ids.contains(id)
    };
    let all = index.page_entries().chain(index.catalog_entries()).map(|(other, _)| other);
    all.filter(|other| has(*other)).min_by_key(|other| index.number(*other).is_none())
}

fn reference(
    index: &Index,
    file: FileId,
    base: &File,
    line: Span,
    above: Option<EntryId>,
    noted: EntryId,
) -> Paper {
    let language = index.config().language();
    let title = index.entry(noted).title.as_ref().map_or_else(String::new, |title| collapse(title.name()));
    let Some((number, _)) = index.number(noted) else {
        let name = index.file(noted.file).name();
        let label = say!(language, "Already noted in {name}: {title}", "{name} にノート済み: {title}");
        return Paper::Noted { label, number: None, edit: None };
    };
    let label = say!(language, "Already noted as #{number}: {title}", "#{number} としてノート済み: {title}");
    let forms = [
        (ReferenceForm::Bullet, format!("・{number}")),
        // In a summary only this one is a reference.
        (ReferenceForm::Hash, format!("#{number}")),
    ];
    let edit = above.and_then(|above| {
        forms.into_iter().find_map(|(form, new)| {
            let edit = TextEdit { span: line, new };
            // Of one digit none is certain, and a known number is a reference all the same.
            let reference = (number, form, number.0 > 9);
            refers(index.file(file), base, &edit, above.entry as usize, reference).then_some(edit)
        })
    });
    Paper::Noted { label, number: Some(number), edit }
}

/// Whether the edit makes the page what it is without the address, and lets entry `at` end in one more reference.
fn refers(
    file: &File,
    base: &File,
    edit: &TextEdit,
    at: usize,
    reference: (Number, ReferenceForm, bool),
) -> bool {
    let Some(edited) = attempt(file, std::slice::from_ref(edit)) else { return false };
    let (mut before, after) = (said(base), said(&edited));
    let (Some(old), Some(new)) = (before.get_mut(at), after.get(at)) else { return false };
    old.references.push(reference);
    let longer = new.body.starts_with(&*old.body);
    old.body.clone_from(&new.body);
    old.written.clone_from(&new.written);
    longer && before == after && outline(base) == outline(&edited)
}
