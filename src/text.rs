//! Text, and the places in it. Everything inside the program counts bytes; an editor counts lines
//! and columns in a unit of its own. This file converts between the two and is the only one that
//! knows how the text is stored.

mod packed;

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use ropey::Rope;

use crate::text::packed::Packed;

/// A range of bytes, half open, always on character boundaries of the text it belongs to. It takes a word, and so does one
/// that may be missing: there are millions of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    /// One more than the end.
    behind: NonZeroU32,
}

/// How many bytes a text has at most: what a [`Span`] can tell apart.
pub const LONGEST: usize = u32::MAX as usize - 1;

impl Default for Span {
    fn default() -> Self {
        Self::at(0)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.range().fmt(f)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && end <= LONGEST, "{start}..{end}");
        Self { start: start as u32, behind: NonZeroU32::MIN.saturating_add(end as u32) }
    }

    /// First byte, 0-based.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last one.
    #[must_use]
    pub fn end(self) -> usize {
        self.behind.get() as usize - 1
    }

    /// The same, so many bytes farther down; negative: farther up.
    #[must_use]
    pub fn moved(self, by: isize) -> Self {
        Self::new(self.start().wrapping_add_signed(by), self.end().wrapping_add_signed(by))
    }

    /// The empty span at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end() - self.start()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start() == self.end()
    }

    /// Whether `offset` is in it or at its end: an editor's cursor stands between characters and
    /// belongs to the word it stands behind, too.
    #[must_use]
    pub fn touches(self, offset: usize) -> bool {
        self.start() <= offset && offset <= self.end()
    }

    /// Whether all of `other` is in it.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start() <= other.start() && other.end() <= self.end()
    }

    /// The same bytes as a range, to slice a `str` with.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }
}

/// What an editor counts columns in (LSP's `PositionEncodingKind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: a character beyond the BMP, such as 😱, counts two. LSP's default.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place as an editor names it: both numbers are 0-based, the column in units of an [`Encoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line. Only `\n`, `\r\n` and `\r` end a line (LSP 3.17, "Text Documents").
    pub line: usize,
    /// Column within the line.
    pub column: usize,
}

/// The text of one file. Cloning is cheap: clones share their storage.
#[derive(Debug, Clone)]
pub struct Text {
    storage: Storage,
}

#[derive(Debug, Clone)]
enum Storage {
    Edited(Rope),
    Packed(Arc<Packed>),
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl Text {
    /// Takes over the characters of `text` as they are, line ends included; for a text that is edited.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { storage: Storage::Edited(Rope::from_str(text)) }
    }

    /// The same in a third to two thirds of the memory; for a text that is rarely looked at.
    #[must_use]
    pub fn packed(text: &str) -> Self {
        Self { storage: Storage::Packed(Arc::new(Packed::new(text))) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.storage {
            Storage::Edited(rope) => rope.len_bytes(),
            Storage::Packed(packed) => packed.len(),
        }
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The characters of `span`. What lies past the end of the text is left off.
    #[must_use]
    pub fn slice(&self, span: Span) -> Cow<'_, str> {
        let end = span.end().min(self.len());
        let start = span.start().min(end);
        match &self.storage {
            Storage::Edited(rope) => rope.byte_slice(start..end).into(),
            Storage::Packed(packed) => packed.slice(start..end),
        }
    }

    /// Its first bytes: so many, or the few more that the last character has, or all.
    #[must_use]
    pub fn beginning(&self, bytes: usize) -> Cow<'_, str> {
        match &self.storage {
            Storage::Edited(rope) => {
                let char = rope.byte_to_char(bytes.min(self.len()));
                let is_whole = rope.char_to_byte(char) >= bytes.min(self.len());
                rope.slice(..if is_whole { char } else { char + 1 }).into()
            }
            Storage::Packed(packed) => packed.slice(0..packed.boundary(bytes)),
        }
    }

    /// Whether the character that ends at the byte at `offset` is `c`.
    #[must_use]
    pub fn has_before(&self, offset: usize, c: char) -> bool {
        let end = offset.min(self.len());
        let Some(start) = end.checked_sub(c.len_utf8()) else { return false };
        match &self.storage {
            Storage::Edited(rope) => {
                let mut buffer = [0; 4];
                let bytes = c.encode_utf8(&mut buffer).bytes();
                rope.bytes_at(start).zip(bytes).all(|(a, b)| a == b)
            }
            Storage::Packed(packed) => packed.has(start, c),
        }
    }

    /// Number of lines; a text that ends with a line end has an empty last line.
    #[must_use]
    pub fn line_count(&self) -> usize {
        match &self.storage {
            Storage::Edited(rope) => rope.len_lines(),
            Storage::Packed(packed) => packed.line_count(),
        }
    }

    /// The line, 0-based, that holds the byte at `offset`.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> usize {
        match &self.storage {
            Storage::Edited(rope) => rope.byte_to_line(offset.min(self.len())),
            Storage::Packed(packed) => packed.line_at(offset),
        }
    }

    /// The bytes of a line without its line end; `None` past the last line.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<Span> {
        let rope = match &self.storage {
            Storage::Edited(rope) => rope,
            Storage::Packed(packed) => return packed.line(line),
        };
        if line >= rope.len_lines() {
            return None;
        }
        let start = rope.line_to_byte(line);
        let mut end = if line + 1 < rope.len_lines() { rope.line_to_byte(line + 1) } else { self.len() };
        while end > start && matches!(rope.byte(end - 1), b'\n' | b'\r') {
            end -= 1;
        }
        Some(Span::new(start, end))
    }

    /// Where the byte at `offset` stands. An offset past the end is the end; one inside a line end
    /// is the end of the line's text.
    #[must_use]
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(self.len());
        let line = self.line_at(offset);
        let Some(span) = self.line(line) else {
            return Position { line, column: 0 };
        };
        let before = Span::new(span.start(), offset.clamp(span.start(), span.end()));
        let column = match (&self.storage, encoding) {
            (_, Encoding::Utf8) => before.len(),
            (Storage::Edited(rope), Encoding::Utf16) => {
                utf16(rope, before.end()) - utf16(rope, before.start())
            }
            (Storage::Edited(rope), Encoding::Utf32) => {
                rope.byte_to_char(before.end()) - rope.byte_to_char(before.start())
            }
            (Storage::Packed(packed), _) => packed.columns(before.range(), encoding),
        };
        Position { line, column }
    }

    /// The byte at a position. A column past the line's end is the line's end, one inside a
    /// character is that character's start. The line just past the last is the end of the text,
    /// for clients name it in whole-document ranges; lines beyond it are unknown: `None`.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> Option<usize> {
        if position.line == self.line_count() && position.column == 0 {
            return Some(self.len());
        }
        let line = self.line(position.line)?;
        let rope = match &self.storage {
            Storage::Edited(rope) => rope,
            Storage::Packed(packed) => {
                return Some(packed.behind(line.start(), line.end(), position.column, encoding));
            }
        };
        let start_char = rope.byte_to_char(line.start());
        let end_char = rope.byte_to_char(line.end());
        let char = match encoding {
            Encoding::Utf8 => {
                let byte = line.start().saturating_add(position.column).min(line.end());
                rope.byte_to_char(byte)
            }
            Encoding::Utf16 => {
                let units = utf16(rope, line.start()).saturating_add(position.column);
                rope.utf16_cu_to_char(units.min(utf16(rope, line.end())))
            }
            Encoding::Utf32 => start_char.saturating_add(position.column),
        };
        Some(rope.char_to_byte(char.min(end_char)))
    }

    /// Whether `c` stands anywhere in it.
    #[must_use]
    pub fn contains(&self, c: char) -> bool {
        self.parts(|part| if part.contains(c) { Err(()) } else { Ok(()) }).is_err()
    }

    /// Puts `new` in the place of `span`. A packed text is packed no more.
    pub fn replace(&mut self, span: Span, new: &str) {
        if let Storage::Packed(_) = self.storage {
            *self = Self::new(&self.to_string());
        }
        let len = self.len();
        let Storage::Edited(rope) = &mut self.storage else { return };
        let start = rope.byte_to_char(span.start().min(len));
        let end = rope.byte_to_char(span.end().min(len));
        rope.remove(start..end);
        rope.insert(start, new);
    }

    /// Calls `each` for the parts in which it is stored, in order.
    fn parts<E>(&self, mut each: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        match &self.storage {
            Storage::Edited(rope) => rope.chunks().try_for_each(each),
            Storage::Packed(packed) => packed.parts(&mut each),
        }
    }
}

fn utf16(rope: &Rope, offset: usize) -> usize {
    rope.char_to_utf16_cu(rope.byte_to_char(offset))
}

/// How far a character moves the column.
fn units(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.parts(|part| f.write_str(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn columns_of_each_encoding() {
        // bytes, UTF-16 units and characters before the `#`
        let text = Text::new("x\nあ😱\u{3000}#NLP");
        let hash = text.to_string().find('#').unwrap();
        let columns = ALL.map(|encoding| text.position(hash, encoding).column);
        assert_eq!(columns, [10, 4, 3]);
        for (encoding, column) in ALL.into_iter().zip(columns) {
            let position = Position { line: 1, column };
            assert_eq!(text.offset(position, encoding), Some(hash));
        }
    }

    #[test]
    fn a_column_inside_a_surrogate_pair_is_the_start_of_its_character() {
        let text = Text::new("😱x");
        let position = Position { line: 0, column: 1 };
        assert_eq!(text.offset(position, Encoding::Utf16), Some(0));
    }

    #[test]
    fn columns_are_clamped_and_unknown_lines_refused() {
        let text = Text::new("ab\r\ncd");
        let offset = |line, column| text.offset(Position { line, column }, Encoding::Utf16);
        assert_eq!(offset(0, 99), Some(2), "the line end is not part of the line");
        assert_eq!(offset(1, usize::MAX), Some(6));
        assert_eq!(offset(2, 0), Some(6), "one past the last line is the end");
        assert_eq!(offset(2, 1), None);
        assert_eq!(offset(3, 0), None);
    }

    #[test]
    fn only_lsp_line_ends_end_a_line() {
        let text = Text::new("a\u{2028}b\u{85}c\u{c}d\re\r\nf\n");
        assert_eq!(text.line_count(), 4);
        assert_eq!(text.slice(text.line(1).unwrap()), "e");
        assert_eq!(text.line(3), Some(Span::at(text.len())));
        assert_eq!(text.line(4), None);
    }

    #[test]
    fn a_place_inside_a_line_end_is_the_end_of_the_line() {
        let text = Text::new("ab\r\ncd");
        assert_eq!(text.position(3, Encoding::Utf8), Position { line: 0, column: 2 });
        assert_eq!(text.position(99, Encoding::Utf8), Position { line: 1, column: 2 });
    }

    #[test]
    fn no_line_is_lost_where_storage_is_split() {
        let source = "あいうえお 0123456789 abcdefghij\n".repeat(2000);
        let text = Text::new(&source);
        for (n, line) in source.lines().enumerate() {
            assert_eq!(text.slice(text.line(n).unwrap()), line);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn positions_round_trip(source in "[aあ😱\u{3000}\r\n\u{2028}]{0,60}", at in 0usize..60) {
            let text = Text::new(&source);
            let mut at = at.min(source.len());
            while !source.is_char_boundary(at) { at -= 1; }
            // A place inside `\r\n` or behind a bare line end has no column of its own.
            let line = text.line(text.line_at(at)).unwrap();
            prop_assume!(at <= line.end());
            for encoding in ALL {
                prop_assert_eq!(text.offset(text.position(at, encoding), encoding), Some(at));
            }
        }

        #[test]
        fn replacing_is_what_it_is_on_a_string(source in "[aあ😱\r\n]{0,40}", new in "[bう𠮷\n]{0,5}", a in 0usize..60, b in 0usize..60) {
            let snap = |mut n: usize| { n = n.min(source.len()); while !source.is_char_boundary(n) { n -= 1; } n };
            let (a, b) = (snap(a), snap(b));
            let span = Span::new(a.min(b), a.max(b));
            let mut text = Text::new(&source);
            text.replace(span, &new);
            let mut expected = source.clone();
            expected.replace_range(span.range(), &new);
            prop_assert_eq!(text.to_string(), expected);
        }
    }
}
