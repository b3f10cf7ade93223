//! YAML front matter: the block between two `---` lines that a Markdown file may begin with. It is read a
//! key at a time, for people write `title: MetaCLIP 2: A Recipe`, which is no YAML; then the line says
//! what it says, and the other keys are not lost.

use saphyr_parser::{Event, Parser};

use crate::text::Span;

/// What front matter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// Its keys with their values, in the order written.
    pub fields: Vec<Field>,
    /// Where the text behind it begins.
    pub end: usize,
}

/// A key and its values: one, or those of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key, lower case.
    pub key: String,
    /// The values.
    pub values: Vec<Value>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it says, escapes decoded.
    pub text: String,
    /// Where it stands, without quotes.
    pub span: Span,
}

impl FrontMatter {
    /// The values of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[Value]> {
        self.fields.iter().find(|field| field.key == key).map(|field| field.values.as_slice())
    }

    /// The value of a key that has one that says something.
    #[must_use]
    pub fn one(&self, key: &str) -> Option<&Value> {
        self.get(key)?.first().filter(|value| !value.text.trim().is_empty())
    }
}

/// The front matter of a file, if it begins with any.
#[must_use]
pub fn read(text: &str) -> Option<FrontMatter> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = lines(text, start);
    lines.next().filter(|line| text[line.range()].trim_end() == "---")?;
    let mut fields: Vec<(String, Span)> = Vec::new();
    for line in lines {
        let content = text[line.range()].trim_end();
        if content == "---" || content == "..." {
            let fields = fields.into_iter().map(|(key, span)| Field { key, values: values(text, span) });
            return Some(FrontMatter { fields: fields.collect(), end: line.end() });
        }
        match key(content) {
            Some((name, len)) => fields.push((name, Span::new(line.start() + len, line.end()))),
            // Indented, or an item of a list: it belongs to the key above.
            None => {
                if let Some((_, span)) = fields.last_mut() {
                    *span = Span::new(span.start(), line.end());
                }
            }
        }
    }
    None
}

/// The lines from `start` on, with their ends.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Span> + '_ {
    text[start..].split_inclusive('\n').scan(start, |at, line| {
        let span = Span::new(*at, *at + line.len());
        *at = span.end();
        Some(span)
    })
}

/// The key that a line begins with, and the length of it with its colon.
fn key(line: &str) -> Option<(String, usize)> {
    let (key, rest) = line.split_once(':')?;
    let plain = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let ends = rest.is_empty() || rest.starts_with([' ', '\t']);
    (plain && ends && !key.is_empty() && !key.starts_with('-')).then(|| (key.to_lowercase(), key.len() + 1))
}

/// The values in `span`, which is all behind a key's colon.
fn values(text: &str, span: Span) -> Vec<Value> {
    let written = &text[span.range()];
    yaml(written, span.start()).unwrap_or_else(|| {
        let line = written.lines().next().unwrap_or_default();
        let start = span.start() + (line.len() - line.trim_start().len());
        let span = Span::new(start, start + line.trim().len());
        vec![Value { text: text[span.range()].to_owned(), span }]
    })
}

/// The values as YAML has them: a scalar, or the scalars of a list. `None` where it is no YAML or more
/// than that.
fn yaml(written: &str, offset: usize) -> Option<Vec<Value>> {
    // The parser counts characters.
    let bytes: Vec<usize> = written.char_indices().map(|(at, _)| at).chain([written.len()]).collect();
    let mut found = Vec::new();
    let mut depth = 0;
    for event in Parser::new_from_str(written) {
        let (event, place) = event.ok()?;
        match event {
            Event::Scalar(value, ..) => {
                let (mut start, mut end) = (*bytes.get(place.start.index())?, *bytes.get(place.end.index())?);
                let raw = written[start..end].trim_end();
                end = start + raw.len();
                // The parser's place of a quoted scalar goes on to whatever stands behind it, a comment even.
                if let Some(len) = quoted_len(raw) {
                    (start, end) = (start + 1, start + 1 + len);
                }
                found.push(Value { text: value.into_owned(), span: Span::new(offset + start, offset + end) });
            }
            Event::SequenceStart(..) if depth == 0 => depth = 1,
            Event::SequenceEnd => depth = 0,
            Event::MappingStart(..) | Event::SequenceStart(..) | Event::Alias(..) => return None,
            _ => {}
        }
    }
    Some(found)
}

/// The length of what stands in the quotes that `raw` begins with.
fn quoted_len(raw: &str) -> Option<usize> {
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut rest = raw[1..].char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' if quote == '"' => {
                rest.next();
            }
            // `''` is a quote.
            _ if c == quote && quote == '\'' && rest.peek().is_some_and(|(_, c)| *c == quote) => {
                rest.next();
            }
            _ if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let Some(read) = read(text) else { return expect.assert_eq("none") };
        let mut out = String::new();
        for field in &read.fields {
            let values = field
                .values
                .iter()
                .map(|value| format!("{:?} at {:?}", value.text, &text[value.span.range()]));
            out += &format!("{}: {}\n", field.key, values.collect::<Vec<_>>().join(", "));
        }
        out += &format!("then {:?}\n", &text[read.end..]);
        expect.assert_eq(&out);
    }

    #[test]
    fn scalars_and_lists() {
        check(
            "---\nissue: 2320\ntitle: \"A \\\"B\\\" あ, C+, arXiv'25\"\ndate: 2025-07-30\ntags: [NLP, \"2D (Image)\", 'x']\naliases:\n  - one\n  - \"two three\"\n---\nbody\n",
            expect![[r#"
                issue: "2320" at "2320"
                title: "A \"B\" あ, C+, arXiv'25" at "A \\\"B\\\" あ, C+, arXiv'25"
                date: "2025-07-30" at "2025-07-30"
                tags: "NLP" at "NLP", "2D (Image)" at "2D (Image)", "x" at "x"
                aliases: "one" at "one", "two three" at "two three"
                then "body\n"
            "#]],
        );
    }

    #[test]
    fn comments_behind_values_are_none_of_them() {
        check(
            "---\na: \"n\\\"lp\" # keep\nb:\n  - 'it''s' # one\n  - \"二\"   \nc: [\"x\", 'y'] # z\nd: plain # w\n---\n",
            expect![[r#"
                a: "n\"lp" at "n\\\"lp"
                b: "it's" at "it''s", "二" at "二"
                c: "x" at "x", "y" at "y"
                d: "plain" at "plain"
                then ""
            "#]],
        );
    }

    #[test]
    fn what_is_no_yaml_costs_its_own_key_or_nothing() {
        check(
            "\u{feff}---\r\ntitle: MetaCLIP 2: A Recipe\r\ntags: [NLP, \r\ndate: 2025-07-30\r\nempty:\r\nmap:\r\n  a: b\r\n---\r\nbody",
            expect![[r#"
                title: "MetaCLIP 2: A Recipe" at "MetaCLIP 2: A Recipe"
                tags: "[NLP," at "[NLP,"
                date: "2025-07-30" at "2025-07-30"
                empty: 
                map: "" at ""
                then "body"
            "#]],
        );
    }

    #[test]
    fn a_file_without_front_matter() {
        check("# Heading\n---\ntitle: x\n---\n", expect![["none"]]);
        check("---\nnever closed\n", expect![["none"]]);
        check("", expect![["none"]]);
    }
}
