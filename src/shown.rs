//! Text from notes as people see it. Notes may come from strangers: an escape sequence would move the cursor of a
//! terminal or fill the clipboard, and a character that turns the direction of text would show it in another order than
//! it has. Each is a sign instead.

use std::borrow::Cow;

/// A text in one line.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    with_signs(text, |_, _| false)
}

/// A text in lines, with its tabs and line ends.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    with_signs(text, |c, next| matches!(c, '\n' | '\t') || (c == '\r' && next == Some('\n')))
}

/// A text as an editor's message. VS Code makes links of `[text](command:…)` in messages, and a click runs the command.
#[must_use]
pub fn message(text: &str) -> String {
    lines(text).replace("](", "] (")
}

/// JSON, which may hold any character as it is, with those escaped that are no text to look at.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    // None is outside of a string there, but for the white space of the layout.
    if !text.contains(|c| is_command(c) && c != '\n') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match c {
            c if is_command(c) && c != '\n' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.into()
}

/// The sign that stands for a character.
#[must_use]
pub fn sign(c: char) -> char {
    match c {
        // Unicode has a picture of each.
        '\0'..=' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Whether a character is an order to whoever shows it: a control character, or one that says in which direction the text
/// goes whatever its letters are. Marks that only help the letters (U+200E, U+200F) are text.
#[must_use]
pub fn is_command(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn with_signs(text: &str, stays: impl Fn(char, Option<char>) -> bool) -> Cow<'_, str> {
    if !text.contains(is_command) {
        return text.into();
    }
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let command = is_command(c) && !stays(c, rest.peek().copied());
        out.push(if command { sign(c) } else { c });
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_signs() {
        assert_eq!(
            line("a\u{1b}[2J\u{7}\u{9b}m\0\u{7f}\r\nb\t\u{202e}c\u{2069}"),
            "a␛[2J␇\u{fffd}m␀␡␍␊b␉\u{fffd}c\u{fffd}"
        );
        assert_eq!(lines("a\u{1b}\r\nb\rc\n\td"), "a␛\r\nb␍c\n\td");
        assert_eq!(json("\"a\u{9b}\u{202e}\",\n \"é\""), "\"a\\u009b\\u202e\",\n \"é\"");
    }

    #[test]
    fn text_stays_as_it_is() {
        for text in ["日本語 · é", "שלום \u{200e}x\u{200f}", "👩\u{200d}👧", ""] {
            assert!(matches!(line(text), Cow::Borrowed(same) if same == text));
            assert!(matches!(json(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn a_message_has_no_link() {
        assert_eq!(message("1 is taken: [x](command:y)\u{1b}"), "1 is taken: [x] (command:y)␛");
    }
}
