//! Text inside of markup.

use std::borrow::Cow;

use crate::shown;

/// Text for XML, inside and outside of attributes. What XML 1.0 cannot hold at all is left out, and what would turn the text around.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // Not for `]]>` alone: a reader that is no parser ends a tag there.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c if shown::is_command(c) || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// JSON that can stand in a `<script>`: no `</script>`, no `<!--`, and no line that a script does not have. Characters that
/// are orders are escaped too, for a page may be printed on a terminal.
pub fn in_script(json: &str) -> Cow<'_, str> {
    let is_escaped = |c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') || shown::is_command(c);
    if !json.contains(is_escaped) {
        return json.into();
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            c if is_escaped(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.into()
}
