//! Changes to text: what a fix proposes, and how it is applied. A fix is data until an editor or
//! `check` applies it, so that a test can apply it too and compare the whole text.

use std::sync::Arc;

use crate::text::Span;

/// Replace `span` by `new`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextEdit {
    /// Bytes to replace; empty to insert.
    pub span: Span,
    /// What stands there afterwards; empty to delete.
    pub new: String,
}

impl TextEdit {
    /// Takes the bytes of `span` out.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self { span, new: String::new() }
    }
}

/// Changes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit {
    /// Its path in the index.
    pub path: Arc<str>,
    /// What changes, in no order; none overlap.
    pub edits: Vec<TextEdit>,
}

/// The same changes with those that touch made one, in order. Of several insertions at one place the first in
/// the list comes first, and an insertion comes before what is replaced there: editors do not agree on that.
#[must_use]
pub fn joined(mut edits: Vec<TextEdit>) -> Vec<TextEdit> {
    edits.sort_by_key(|edit| edit.span);
    let mut joined: Vec<TextEdit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match joined.last_mut().filter(|last| last.span.end() == edit.span.start()) {
            Some(last) => {
                last.span = Span::new(last.span.start(), edit.span.end());
                last.new += &edit.new;
            }
            None => joined.push(edit),
        }
    }
    joined
}

/// `text` with all of `edits` made, or `None` where two of them overlap, one ends behind the text or
/// cuts a character: half an edit is worse than none. Spans are those of the text before any edit.
#[must_use]
pub fn apply(text: &str, edits: &[TextEdit]) -> Option<String> {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        if edit.span.start() < done {
            return None;
        }
        out.push_str(text.get(done..edit.span.start())?);
        text.get(edit.span.range())?;
        out.push_str(&edit.new);
        done = edit.span.end();
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, new: &str) -> TextEdit {
        TextEdit { span: Span::new(start, end), new: new.to_owned() }
    }

    #[test]
    fn edits_are_made_in_any_order() {
        let edits = [edit(4, 5, "E"), edit(0, 1, ""), edit(2, 2, "--")];
        assert_eq!(apply("abcde", &edits).as_deref(), Some("b--cdE"));
    }

    #[test]
    fn edits_that_touch_are_one() {
        let edits = vec![edit(2, 4, "X"), edit(2, 2, "b"), edit(2, 2, "a"), edit(0, 1, "-"), edit(4, 4, "c")];
        assert_eq!(joined(edits), [edit(0, 1, "-"), edit(2, 4, "baXc")]);
    }

    #[test]
    fn overlapping_or_cutting_edits_are_refused() {
        assert_eq!(apply("abc", &[edit(0, 2, ""), edit(1, 3, "")]), None);
        assert_eq!(apply("あ", &[edit(0, 1, "")]), None);
        assert_eq!(apply("abc", &[edit(2, 9, "")]), None);
    }
}
