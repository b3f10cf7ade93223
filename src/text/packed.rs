//! A text that nobody edits, compressed: what is kept of the thousands of files that are not open. Blocks are
//! compressed apart from each other, so that a place is looked at for the price of one of them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use lz4_flex::block::{compress, decompress_into};
use memchr::memchr2_iter;

use crate::text::{Encoding, Span, units};

/// Bytes of text in a block. Twice as many save a tenth, and take twice as long to look at (6 µs).
const BLOCK: usize = 16 * 1024;

/// A text that is not edited.
#[derive(Debug)]
pub struct Packed {
    /// Tells this text from all others of the program.
    id: u64,
    /// Length in bytes.
    len: usize,
    line_ends: usize,
    blocks: Box<[Block]>,
}

#[derive(Debug)]
struct Block {
    /// The first byte of the text in it.
    start: usize,
    /// How many line ends there are before it. None is split: it begins behind `\r\n` or before it.
    line_ends: usize,
    /// How many characters there are before it: a line may be as long as the text, and have a place at each word.
    chars: usize,
    /// How many of them take two units in UTF-16.
    wide: usize,
    data: Data,
}

#[derive(Debug)]
enum Data {
    /// As it is: short texts do not get shorter.
    Plain(Box<str>),
    Compressed(Box<[u8]>),
}

/// The block that was looked at last, for questions come in the order of the text.
struct Last {
    id: u64,
    block: usize,
    text: Vec<u8>,
}

thread_local! {
    static LAST: RefCell<Last> = const { RefCell::new(Last { id: 0, block: 0, text: Vec::new() }) };
}

impl Packed {
    pub fn new(text: &str) -> Self {
        static IDS: AtomicU64 = AtomicU64::new(1);
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let (mut start, mut line_ends, mut chars, mut wide) = (0, 0, 0, 0);
        while start < text.len() {
            let part = &text[start..end_of_block(text, start)];
            blocks.push(Block { start, line_ends, chars, wide, data: Data::new(part) });
            start += part.len();
            chars += count(part.as_bytes(), Encoding::Utf32);
            wide += count(part.as_bytes(), Encoding::Utf16) - count(part.as_bytes(), Encoding::Utf32);
            line_ends += ends_of_lines(part.as_bytes()).count();
        }
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        Self { id, len: text.len(), line_ends, blocks: blocks.into() }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn line_count(&self) -> usize {
        self.line_ends + 1
    }

    /// The characters of a range that is in the text and on character boundaries.
    pub fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        if range.is_empty() {
            return Cow::Borrowed("");
        }
        let first = self.block_at(range.start);
        if let Data::Plain(text) = &self.blocks[first].data
            && range.end <= self.end(first)
        {
            let start = self.blocks[first].start;
            return Cow::Borrowed(&text[range.start - start..range.end - start]);
        }
        let mut out = String::with_capacity(range.len());
        for block in first..=self.block_at(range.end - 1) {
            let start = self.blocks[block].start;
            let of_block = range.start.max(start) - start..range.end.min(self.end(block)) - start;
            self.look(block, |text| out.push_str(as_text(&text[of_block])));
        }
        Cow::Owned(out)
    }

    /// The first character boundary that is not before `offset`.
    pub fn boundary(&self, offset: usize) -> usize {
        if offset >= self.len {
            return self.len;
        }
        let block = self.block_at(offset);
        let start = self.blocks[block].start;
        // A block ends on one.
        self.look(block, |text| {
            let is_inside = |byte: &&u8| (0x80..0xc0).contains(*byte);
            offset + text[offset - start..].iter().take_while(is_inside).count()
        })
    }

    /// Whether `c` stands at the byte at `offset`.
    pub fn has(&self, offset: usize, c: char) -> bool {
        let block = self.block_at(offset);
        let at = offset - self.blocks[block].start;
        // No character is in two blocks.
        self.look(block, |text| text[at..].starts_with(c.encode_utf8(&mut [0; 4]).as_bytes()))
    }

    /// Calls `each` for the parts of the text, in order.
    pub fn parts<E>(&self, mut each: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        (0..self.blocks.len()).try_for_each(|block| self.look(block, |text| each(as_text(text))))
    }

    /// The line, 0-based, that holds the byte at `offset`.
    pub fn line_at(&self, offset: usize) -> usize {
        if offset >= self.len {
            return self.line_ends;
        }
        let block = self.block_at(offset);
        let Block { start, line_ends, .. } = self.blocks[block];
        let before =
            self.look(block, |text| ends_of_lines(text).take_while(|end| start + end <= offset).count());
        line_ends + before
    }

    /// Where a line, 0-based, begins; `None` past the last one.
    pub fn line_start(&self, line: usize) -> Option<usize> {
        let before = match line.checked_sub(1) {
            None => return Some(0),
            Some(_) if line > self.line_ends => return None,
            Some(before) => before,
        };
        // The last block before which there are not more line ends than that.
        let block = self.blocks.partition_point(|block| block.line_ends <= before) - 1;
        let Block { start, line_ends, .. } = self.blocks[block];
        self.look(block, |text| ends_of_lines(text).nth(before - line_ends).map(|end| start + end))
    }

    /// The bytes of a line without its line end; `None` past the last line.
    pub fn line(&self, line: usize) -> Option<Span> {
        let start = self.line_start(line)?;
        let mut end = self.line_start(line + 1).unwrap_or(self.len);
        for c in ['\n', '\r'] {
            end -= usize::from(end > start && self.has(end - 1, c));
        }
        Some(Span::new(start, end))
    }

    /// How many columns a range takes.
    pub fn columns(&self, range: Range<usize>, encoding: Encoding) -> usize {
        if range.is_empty() {
            return 0;
        }
        let block = self.block_at(range.start);
        if range.end <= self.end(block) {
            let start = self.blocks[block].start;
            return self.look(block, |text| count(&text[range.start - start..range.end - start], encoding));
        }
        self.columns_before(range.end, encoding) - self.columns_before(range.start, encoding)
    }

    /// The byte so many columns behind `start`, or that of the character which is there; `end` where that is before it.
    pub fn behind(&self, start: usize, end: usize, columns: usize, encoding: Encoding) -> usize {
        if start == end {
            return end;
        }
        let columns = self.columns_before(start, encoding).saturating_add(columns);
        let block = self.blocks.partition_point(|block| block.columns(encoding) <= columns) - 1;
        let mut left = columns - self.blocks[block].columns(encoding);
        let fits = |c: &char| {
            let rest = left.checked_sub(units(*c, encoding));
            left = rest.unwrap_or(left);
            rest.is_some()
        };
        let inside: usize =
            self.look(block, |text| as_text(text).chars().take_while(fits).map(char::len_utf8).sum());
        end.min(self.blocks[block].start + inside)
    }

    /// How many columns all before `offset` would take in one line.
    fn columns_before(&self, offset: usize, encoding: Encoding) -> usize {
        let block = self.block_at(offset);
        let start = self.blocks[block].start;
        let inside = self.look(block, |text| count(&text[..offset - start], encoding));
        self.blocks[block].columns(encoding) + inside
    }

    fn block_at(&self, offset: usize) -> usize {
        self.blocks.partition_point(|block| block.start <= offset).saturating_sub(1)
    }

    fn end(&self, block: usize) -> usize {
        self.blocks.get(block + 1).map_or(self.len, |next| next.start)
    }

    /// Calls `look` with the text of a block. It is bytes: to make sure that all of it is text takes longer than to unpack
    /// it.
    fn look<T>(&self, block: usize, look: impl FnOnce(&[u8]) -> T) -> T {
        let data = match &self.blocks[block].data {
            Data::Plain(text) => return look(text.as_bytes()),
            Data::Compressed(data) => data,
        };
        let len = self.end(block) - self.blocks[block].start;
        // Not borrowed while `look` runs: it may look at another text.
        let mut last = LAST.with(|last| last.replace(Last { id: 0, block: 0, text: Vec::new() }));
        if (last.id, last.block) != (self.id, block) {
            last.text.resize(len, 0);
            decompress_into(data, &mut last.text).expect("we compressed it");
            (last.id, last.block) = (self.id, block);
        }
        let answer = look(&last.text);
        LAST.with(|kept| kept.replace(last));
        answer
    }
}

impl Block {
    /// How many columns all before it would take in one line.
    fn columns(&self, encoding: Encoding) -> usize {
        match encoding {
            Encoding::Utf8 => self.start,
            Encoding::Utf16 => self.chars + self.wide,
            Encoding::Utf32 => self.chars,
        }
    }
}

/// How many columns the characters take whose bytes these are.
fn count(text: &[u8], encoding: Encoding) -> usize {
    let chars = || text.iter().filter(|byte| !(0x80..0xc0).contains(*byte)).count();
    match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Utf16 => chars() + text.iter().filter(|byte| **byte >= 0xf0).count(),
        Encoding::Utf32 => chars(),
    }
}

impl Data {
    fn new(text: &str) -> Self {
        let compressed = compress(text.as_bytes());
        // Less than an eighth is not worth it.
        match compressed.len() < text.len() / 8 * 7 {
            true => Data::Compressed(compressed.into()),
            false => Data::Plain(text.into()),
        }
    }
}

/// Where the block that begins at `start` ends: on a character boundary, and not between `\r` and `\n`.
fn end_of_block(text: &str, start: usize) -> usize {
    let mut end = (start + BLOCK).min(text.len());
    while !text.is_char_boundary(end) || (end < text.len() && &text.as_bytes()[end - 1..=end] == b"\r\n") {
        end -= 1;
    }
    end
}

/// Where the line ends end: behind `\n`, `\r\n` and `\r` (LSP 3.17, "Text Documents").
fn ends_of_lines(text: &[u8]) -> impl Iterator<Item = usize> {
    let ends = memchr2_iter(b'\n', b'\r', text);
    ends.filter(|at| text[*at] == b'\n' || text.get(at + 1) != Some(&b'\n')).map(|at| at + 1)
}

/// What was cut from a text at character boundaries.
fn as_text(bytes: &[u8]) -> &str {
    simdutf8::basic::from_utf8(bytes).expect("a part of a text")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{Encoding, Position, Text};

    /// Long enough for some blocks, with line ends and wide characters where they meet.
    fn long() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("あ".repeat(BLOCK / 3 - 1)),
            Just("\r\n".repeat(BLOCK / 2 - 1)),
            Just("ab\n".repeat(BLOCK / 4)),
            "[aあ😱\r\n\u{2028}]{0,9}",
            proptest::collection::vec(any::<char>(), 0..9_000).prop_map(String::from_iter),
        ];
        proptest::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn a_packed_text_answers_as_an_edited_one(source in long(), at in proptest::collection::vec(any::<prop::sample::Index>(), 8)) {
            let (packed, edited) = (Text::packed(&source), Text::new(&source));
            prop_assert_eq!(packed.to_string(), &*source);
            prop_assert_eq!(packed.len(), source.len());
            prop_assert_eq!(packed.line_count(), edited.line_count());
            let boundary = |at: &prop::sample::Index| {
                let mut at = at.index(source.len() + 1);
                while !source.is_char_boundary(at) { at -= 1; }
                at
            };
            let mut places: Vec<usize> = at.iter().map(boundary).collect();
            // Where blocks meet.
            places.extend((1..=source.len() / BLOCK).map(|block| end_of_block(&source, (block - 1) * BLOCK)).filter(|at| source.is_char_boundary(*at)));
            for (a, b) in places.iter().zip(places.iter().skip(1)) {
                let span = Span::new(*a.min(b), *a.max(b));
                prop_assert_eq!(packed.slice(span), &source[span.range()]);
            }
            for at in places {
                prop_assert_eq!(packed.line_at(at), edited.line_at(at));
                let line = packed.line_at(at);
                prop_assert_eq!(packed.line(line), edited.line(line));
                prop_assert_eq!(packed.has_before(at, '\n'), edited.has_before(at, '\n'));
                prop_assert_eq!(packed.beginning(at), edited.beginning(at));
                for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                    let position = edited.position(at, encoding);
                    prop_assert_eq!(packed.position(at, encoding), position);
                    for column in [0, position.column, position.column + 1, usize::MAX] {
                        let position = Position { line, column };
                        prop_assert_eq!(packed.offset(position, encoding), edited.offset(position, encoding));
                    }
                }
            }
            let past = packed.line_count();
            prop_assert_eq!(packed.line(past), None);
            prop_assert_eq!(packed.position(source.len() + 9, Encoding::Utf16), edited.position(source.len() + 9, Encoding::Utf16));
        }

        #[test]
        fn a_packed_text_can_be_edited(source in "[aあ\r\n]{0,40}", new in "[bう\n]{0,5}") {
            let (mut packed, mut edited) = (Text::packed(&source), Text::new(&source));
            let span = Span::new(0, source.chars().next().map_or(0, char::len_utf8));
            packed.replace(span, &new);
            edited.replace(span, &new);
            prop_assert_eq!(packed.to_string(), edited.to_string());
        }
    }

    #[test]
    fn texts_that_are_looked_at_in_turn_are_not_mixed_up() {
        let texts: Vec<Text> = ["abc", "xyz"].map(|word| Text::packed(&word.repeat(BLOCK))).into();
        for at in [0, BLOCK, BLOCK * 2, 3] {
            let found: Vec<_> = texts.iter().map(|text| text.slice(Span::new(at, at + 3))).collect();
            let turned = at % 3;
            let expected = ["abcab", "xyzxy"].map(|word| word[turned..turned + 3].to_owned());
            assert_eq!(found, expected);
        }
    }
}
