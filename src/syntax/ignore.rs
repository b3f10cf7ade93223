//! Comments that silence a finding inside an entry: `<!-- paper-notes: ignore duplicate-entry -->`, several
//! codes with commas or spaces between them.

use memchr::memmem;

use crate::entry::Ignore;
use crate::text::Span;

const OPEN: &str = "<!--";
const WORD: &str = "paper-notes:";

/// The codes that comments in `span` name, in order.
#[must_use]
pub fn find(text: &str, span: Span) -> Vec<Ignore> {
    let mut found = Vec::new();
    for at in memmem::find_iter(&text.as_bytes()[span.range()], OPEN) {
        let start = span.start() + at + OPEN.len();
        let Some(len) = text[start..span.end()].find("-->") else {
            break;
        };
        let inside = &text[start..start + len];
        let codes = inside.trim_start().strip_prefix(WORD).map(str::trim_start);
        let Some(codes) = codes.and_then(|rest| rest.strip_prefix("ignore")) else {
            continue;
        };
        let mut from = start + len - codes.len();
        for code in codes.split([' ', ',', '\t', '\n', '\r']) {
            if !code.is_empty() {
                found.push(Ignore { code: code.into(), span: Span::new(from, from + code.len()) });
            }
            from += code.len() + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, codes: &[&str]) {
        let found = find(text, Span::new(0, text.len()));
        for ignore in &found {
            assert_eq!(&text[ignore.span.range()], &*ignore.code);
        }
        assert_eq!(found.iter().map(|ignore| &*ignore.code).collect::<Vec<_>>(), codes);
    }

    #[test]
    fn one_code_or_several() {
        check("あ <!-- paper-notes: ignore duplicate-entry --> い", &["duplicate-entry"]);
        check("<!--paper-notes:ignore a, b c-->", &["a", "b", "c"]);
        check("<!-- paper-notes: ignore a --><!-- paper-notes: ignore b -->", &["a", "b"]);
    }

    #[test]
    fn other_comments() {
        check("<!-- todo --> <!-- paper-notes: x --> <!-- paper-notes: ignore a", &[]);
    }
}
