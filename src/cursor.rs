//! What stands under the cursor.

use crate::entry::{Entry, Name, Number};
use crate::index::{EntryId, FileId, Index, ReferenceId};
use crate::text::{Span, Text};

/// A thing in an entry that has something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A reference.
    Reference {
        /// Which.
        id: ReferenceId,
        /// The number it names.
        number: Number,
        /// Its digits.
        span: Span,
    },
    /// A tag.
    Tag {
        /// Its name, without `#`.
        name: Name,
        /// The place of the name.
        span: Span,
    },
    /// The number an entry gives itself, or the title or date of an entry that has one.
    Own {
        /// The number.
        number: Number,
        /// The place of the digits, of the title line or of the date.
        span: Span,
    },
}

/// The entry whose text holds, or ends at, the byte at `offset`.
#[must_use]
pub fn entry_at(index: &Index, file: FileId, offset: usize) -> Option<(EntryId, &Entry)> {
    let entries = index.file(file).entries();
    let at = entries.partition_point(|entry| entry.span().start() <= offset).checked_sub(1)?;
    let entry = &entries[at];
    let id = EntryId { file, entry: at as u32 };
    entry.span.touches(offset).then_some((id, entry))
}

/// What stands at the byte at `offset` of a file, or ends right before it. The mark of a form (`・`, `#`)
/// belongs to it.
#[must_use]
pub fn target(index: &Index, file: FileId, offset: usize) -> Option<Target> {
    let (id, entry) = entry_at(index, file, offset)?;
    let with_mark = |span: Span| with_mark(&index.file(file).text, span);
    let mut references = index.references_of(id);
    if let Some((id, reference)) = references.find(|(_, r)| with_mark(r.span).touches(offset)) {
        let (number, span) = (reference.number, reference.span);
        return Some(Target::Reference { id, number, span });
    }
    if let Some(tag) = entry.tags.iter().find(|tag| with_mark(tag.span).touches(offset)) {
        return Some(Target::Tag { name: tag.name.clone(), span: tag.span });
    }
    let (number, _) = index.number(id)?;
    let own = entry.number.as_ref().map(|own| own.span);
    let title = entry.title.as_ref().map(|title| title.span);
    let date = entry.date.as_ref().map(|date| date.span);
    let span = [own, title, date].into_iter().flatten().find(|span| span.touches(offset))?;
    Some(Target::Own { number, span })
}

/// A number or a name with the mark in front of it, which belongs to it.
#[must_use]
pub fn with_mark(text: &Text, span: Span) -> Span {
    let mark = ['・', '#'].into_iter().find(|mark| text.has_before(span.start(), *mark));
    Span::new(span.start() - mark.map_or(0, char::len_utf8), span.end())
}
