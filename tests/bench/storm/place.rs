//! Places in a text as the protocol has them, reckoned in the plainest way there is: what the server is held to.

use serde_json::{Value, json};

/// What columns count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    /// Its name in the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn units(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// How many units a text has.
    pub fn len(self, text: &str) -> usize {
        text.chars().map(|c| self.units(c)).sum()
    }
}

/// The lines of a text with the byte that each begins at, without their ends.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let (mut lines, mut start, bytes) = (Vec::new(), 0, text.as_bytes());
    for at in 0..bytes.len() {
        let is_end = bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        if is_end {
            let line = &text[start..at];
            lines.push((
                start,
                if bytes[at] == b'\n' { line.strip_suffix('\r').unwrap_or(line) } else { line },
            ));
            start = at + 1;
        }
    }
    lines.push((start, &text[start..]));
    lines
}

/// How many lines a text has; after a line end at its end there is one more.
pub fn line_count(text: &str) -> usize {
    lines(text).len()
}

/// The place of a byte, which is on the border of a character.
pub fn position(text: &str, at: usize, encoding: Encoding) -> Value {
    let lines = lines(text);
    let line = lines.partition_point(|(start, _)| *start <= at) - 1;
    let (start, content) = lines[line];
    let before = &content[..(at - start).min(content.len())];
    json!({ "line": line, "character": encoding.len(before) })
}

/// The byte at a place. A column past the end of its line is that end, one inside a character its beginning; the first column
/// of the line past the last is the end of the text.
pub fn offset(text: &str, place: &Value, encoding: Encoding) -> Option<usize> {
    let (line, column) = (place["line"].as_u64()? as usize, place["character"].as_u64()? as usize);
    let lines = lines(text);
    if line == lines.len() && column == 0 {
        return Some(text.len());
    }
    let (start, content) = lines.get(line)?;
    let mut units = 0;
    for (at, c) in content.char_indices() {
        units += encoding.units(c);
        if units > column {
            return Some(start + at);
        }
    }
    Some(start + content.len())
}

/// The bytes of a range, whichever way round it is.
pub fn span(text: &str, range: &Value, encoding: Encoding) -> Option<(usize, usize)> {
    let (a, b) = (offset(text, &range["start"], encoding)?, offset(text, &range["end"], encoding)?);
    Some((a.min(b), a.max(b)))
}

/// The border of a character at or before a byte, where no line end is cut in two: it has no place of its own.
pub fn snap(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) || text[..at].ends_with('\r') && text[at..].starts_with('\n') {
        at -= 1;
    }
    at
}
