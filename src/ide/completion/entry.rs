//! Completion on a line between entries: a new entry where it is empty, and where the address of a paper is alone on it
//! a note on that paper.

use jiff::civil;

use super::{Completion, CompletionKind, Completions};
use crate::ide::new_entry::{NewEntry, Paper, on_line, paper_at};
use crate::index::{FileId, Index};
use crate::language::say;
use crate::text::Span;

/// What can be begun at the byte at `offset` of a file; `None` where nothing can.
pub fn complete(index: &Index, file: FileId, offset: usize, today: civil::Date) -> Option<Completions> {
    if let Some(entry) = on_line(index, file, offset, today) {
        let label = say!(index.config().language(), "New entry", "新しいノート");
        let number = entry.number.map(|number| format!("#{number}"));
        let detail = number.into_iter().chain([today.to_string()]).collect::<Vec<_>>().join(" · ");
        let typed = index.slice(file, Span::new(entry.edit.span.start(), offset));
        return Some(Completions { typed, items: vec![item(label, detail, entry)] });
    }
    let (line, paper) = paper_at(index, file, offset, today)?;
    let typed = index.slice(file, Span::new(line.start(), offset));
    let item = match paper {
        Paper::Start { label, entry } => item(label, today.to_string(), entry),
        Paper::Noted { label, number, edit } => Completion {
            kind: CompletionKind::Reference,
            label,
            detail: String::new(),
            span: line,
            // What cannot be referred to stays as it is.
            insert: edit.map_or_else(|| index.slice(file, line), |edit| edit.new),
            cursor: None,
            number,
        },
    };
    Some(Completions { typed, items: vec![item] })
}

fn item(label: String, detail: String, entry: NewEntry) -> Completion {
    Completion {
        kind: CompletionKind::Entry,
        label,
        detail,
        span: entry.edit.span,
        insert: entry.edit.new,
        cursor: Some(entry.cursor),
        number: None,
    }
}
