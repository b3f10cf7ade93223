//! The white space between parts: what stands there, what should, and the difference between two texts that differ in
//! nothing else.

use crate::edit::TextEdit;
use crate::ide::format::layout::{Point, Wish};
use crate::syntax::section::BLANKS;
use crate::text::Span;

/// The white space that ends at `at`.
pub fn before(text: &str, at: usize) -> Span {
    Span::new(text[..at].trim_end().len(), at)
}

/// The line ends in white space, in order.
pub fn breaks(space: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = space;
    while let Some(at) = rest.find(['\n', '\r']) {
        let len = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        found.push(&rest[at..at + len]);
        rest = &rest[at + len..];
    }
    found
}

/// Whether it is white space that people use to separate: spaces, tabs and line ends.
pub fn is_usual(space: &str) -> bool {
    space.chars().all(|c| BLANKS.contains(&c) || matches!(c, '\n' | '\r'))
}

/// The edit that gives a point the white space it should have; `None` where it has it.
pub fn edit(ends: &LineEnds, point: &Point, markdown: bool) -> Option<TextEdit> {
    let text = ends.text;
    let span = before(text, point.at);
    let space = &text[span.range()];
    let breaks = breaks(space);
    let lines = |n: usize| -> String {
        let newline = ends.around(span.end());
        (0..n).map(|at| breaks.get(at).or(breaks.first()).copied().unwrap_or(newline)).collect()
    };
    // Within a line, white space only separates.
    let typed = if breaks.is_empty() && point.wish != Wish::End { "" } else { typed(space) };
    let hard = if typed.is_empty() { hard_break(space, markdown) } else { typed };
    let new = match point.wish {
        Wish::Space => " ".to_owned(),
        Wish::Line => format!("{}{}", hard_break(space, markdown), lines(1)),
        Wish::Section if breaks.len() < 2 => format!("{hard}{}", lines(1)),
        Wish::Section | Wish::Apart => format!("{typed}{}", lines(2)),
        Wish::End => format!("{typed}{}", lines(1)),
    };
    (new != space).then_some(TextEdit { span, new })
}

/// Full-width spaces that end a text: a person typed them, and they separate nothing there.
fn typed(space: &str) -> &str {
    let line = space.find(['\n', '\r']).map_or(space, |end| &space[..end]);
    &line[..line.rfind('\u{3000}').map_or(0, |at| at + '\u{3000}'.len_utf8())]
}

/// Two spaces at the end of a line of Markdown break the line where it is shown.
fn hard_break(space: &str, markdown: bool) -> &str {
    let end = space.find(['\n', '\r']).unwrap_or(0);
    if markdown && space[..end].ends_with("  ") { &space[..end] } else { "" }
}

/// The line ends of a text. They are looked for once: a line may be as long as the text, and have a point at each word.
pub struct LineEnds<'a> {
    text: &'a str,
    /// Where each `\n` and `\r` stands, in order.
    at: Vec<usize>,
}

impl<'a> LineEnds<'a> {
    /// Those of `text`.
    pub fn of(text: &'a str) -> Self {
        Self { text, at: memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).collect() }
    }

    /// The line end that is used around `at`: the next, else the last before it.
    pub fn around(&self, at: usize) -> &'static str {
        let next = self.at.partition_point(|end| *end < at);
        match self.at.get(next).or(self.at.last()) {
            Some(end) if self.text[*end..].starts_with("\r\n") || self.text[..=*end].ends_with("\r\n") => {
                "\r\n"
            }
            Some(end) if self.text[*end..].starts_with('\r') => "\r",
            _ => "\n",
        }
    }
}

/// The edits that make one text of the other where they differ in white space alone; `None` where they differ in more,
/// or words that stood apart are joined.
pub fn difference(before: &str, after: &str) -> Option<Vec<TextEdit>> {
    let mut edits = Vec::new();
    let (mut a, mut b) = (0, 0);
    loop {
        let (old, new) = (space_at(before, a), space_at(after, b));
        if old != new {
            let ends = a == 0 || a + old.len() == before.len();
            if new.is_empty() && !ends {
                return None;
            }
            edits.push(smallest(a, old, new));
        }
        (a, b) = (a + old.len(), b + new.len());
        let (x, y) = (word_at(before, a), word_at(after, b));
        // White space may have been put into what was one word.
        let same = x.bytes().zip(y.bytes()).take_while(|(x, y)| x == y).count();
        if x.is_empty() && y.is_empty() {
            return Some(edits);
        }
        if same == 0 || same < y.len() {
            return None;
        }
        (a, b) = (a + same, b + same);
    }
}

fn space_at(text: &str, at: usize) -> &str {
    &text[at..text.len() - text[at..].trim_start().len()]
}

fn word_at(text: &str, at: usize) -> &str {
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |end| at + end);
    &text[at..end]
}

/// The edit without what both begin and end with, so that no line end is cut in two.
fn smallest(at: usize, old: &str, new: &str) -> TextEdit {
    let (x, y) = (units(old), units(new));
    let head = x.iter().zip(&y).take_while(|(x, y)| x == y).count();
    let most = x.len().min(y.len()) - head;
    let tail = x.iter().rev().zip(y.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    let len = |units: &[&str]| units.iter().map(|unit| unit.len()).sum::<usize>();
    let start = at + len(&x[..head]);
    let span = Span::new(start, start + len(&x[head..x.len() - tail]));
    TextEdit { span, new: y[head..y.len() - tail].concat() }
}

/// The characters, a line end of two as one.
fn units(space: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = space;
    while let Some(c) = rest.chars().next() {
        let len = if rest.starts_with("\r\n") { 2 } else { c.len_utf8() };
        found.push(&rest[..len]);
        rest = &rest[len..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;
    use proptest::prelude::*;

    fn edits(before: &str, after: &str) -> Option<Vec<(usize, usize, String)>> {
        let edits = difference(before, after)?.into_iter();
        Some(edits.map(|edit| (edit.span.start(), edit.span.end(), edit.new)).collect())
    }

    #[test]
    fn only_what_differs_is_an_edit() {
        let edit = |start, end, new: &str| Some(vec![(start, end, new.to_owned())]);
        assert_eq!(edits("a b", "a b"), Some(Vec::new()));
        assert_eq!(edits("a\nb", "a\n\nb"), edit(2, 2, "\n"));
        assert_eq!(edits("a\r\nb", "a\r\n\r\nb"), edit(3, 3, "\r\n"));
        assert_eq!(edits("a \r\nb", "a\r\nb"), edit(1, 2, ""));
        assert_eq!(edits("あ 😱", "あ\n😱"), edit(3, 4, "\n"));
        assert_eq!(edits("ab", "a b"), edit(1, 1, " "));
        assert_eq!(edits("a\n\n", "a\n"), edit(2, 3, ""));
        assert_eq!(edits("", ""), Some(Vec::new()));
    }

    #[test]
    fn more_than_white_space_is_refused() {
        for (a, b) in [("ab", "ac"), ("a b", "ab"), ("a b", "b a"), ("ab", "abc"), ("abc", "ab"), ("", "a")] {
            assert_eq!(edits(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn the_line_end_of_the_place() {
        assert_eq!(LineEnds::of("a b\r\nc\n").around(2), "\r\n");
        assert_eq!(LineEnds::of("a\r\nb").around(3), "\r\n");
        assert_eq!(LineEnds::of("a\rb\nc").around(0), "\r");
        assert_eq!(LineEnds::of("a\nb").around(2), "\n");
        assert_eq!(LineEnds::of("a b").around(2), "\n");
        assert_eq!(breaks(" \r\n\r\n\n\r x"), ["\r\n", "\r\n", "\n", "\r"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_edits_make_one_of_the_other(
            words in proptest::collection::vec(("[aあ😱]{1,3}", "[ \n\u{3000}]{1,3}", "[ \r\n]{1,3}"), 0..8),
        ) {
            let one: String = words.iter().flat_map(|(word, a, _)| [word.as_str(), a]).collect();
            let other: String = words.iter().flat_map(|(word, _, b)| [word.as_str(), b]).collect();
            let edits = difference(&one, &other).unwrap();
            prop_assert_eq!(apply(&one, &edits).unwrap(), other);
        }
    }
}
