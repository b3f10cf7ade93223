//! What is said for a setting, with the place where it is said. TOML and JSON come to the same.

use std::collections::HashSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::language::{Said, said};
use crate::text::Span;

/// Something said, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Its bytes in the file; empty where it was not said in a file.
    pub span: Span,
    /// What.
    pub data: Data,
}

/// What is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// Several, in order.
    List(Vec<Value>),
    /// Keys, where each stands, and what is said for it, in the order of the file.
    Table(Vec<(String, Span, Value)>),
    /// Something that no setting takes.
    Other(Other),
}

/// What no setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// Nothing, `null`.
    Nothing,
    /// A number with a fraction.
    Fraction,
    /// A number beyond all sense.
    Huge,
    /// A date.
    Date,
}

/// Something wrong with settings. The rest of them holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where, in the file.
    pub span: Span,
    /// What, a sentence without a dot at its end.
    pub message: Said,
}

impl Value {
    /// How a message names it.
    #[must_use]
    pub fn kind(&self) -> Said {
        match &self.data {
            Data::String(_) => said!("a text", "文字列"),
            Data::Integer(_) => said!("a number", "数"),
            Data::Boolean(_) => said!("true or false", "true か false"),
            Data::List(_) => said!("a list", "リスト"),
            Data::Table(_) => said!("a table", "表"),
            Data::Other(Other::Nothing) => said!("nothing", "空の値"),
            Data::Other(Other::Fraction) => said!("a number with a fraction", "小数"),
            Data::Other(Other::Huge) => said!("a very large number", "大きすぎる数"),
            Data::Other(Other::Date) => said!("a date", "日付"),
        }
    }
}

impl std::fmt::Display for Data {
    /// As TOML, on one line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Data::String(text) => write!(f, "{}", toml::Value::from(text.as_str())),
            Data::Integer(number) => number.fmt(f),
            Data::Boolean(yes) => yes.fmt(f),
            Data::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.data.to_string()).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Data::Table(rows) => {
                let rows: Vec<String> =
                    rows.iter().map(|(key, _, value)| format!("{key} = {}", value.data)).collect();
                write!(f, "{{ {} }}", rows.join(", "))
            }
            Data::Other(_) => Ok(()),
        }
    }
}

/// What a TOML file says. Where it is no TOML, that is a problem at its place, and the rest is read.
#[must_use]
pub fn from_toml(text: &str) -> (Value, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = Vec::new();
    // Where one bracket is missing, the parser stumbles on through the line.
    let mut lines = HashSet::new();
    for error in errors {
        let span = clamp(text, error.span().unwrap_or_default());
        if lines.insert(line_start(text, span.start())) {
            let message = error.message().trim().replace('\n', ", ");
            let message = said!("not TOML: {message}", "TOML として読めません: {message}");
            problems.push(Problem { span, message });
        }
    }
    (Value { span: Span::new(0, text.len()), data: of_table(table.get_ref()) }, problems)
}

/// The byte at which the line of byte `at` begins.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// A place that an editor can mark: within the text, not between the bytes of a character, and the word there
/// where the place itself is empty.
fn clamp(text: &str, span: std::ops::Range<usize>) -> Span {
    let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = (span.end.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at));
    let span = Span::new(start, end.unwrap_or(text.len()).max(start));
    if !span.is_empty() {
        return span;
    }
    let behind = text[start..].find(char::is_whitespace).map_or(text.len(), |len| start + len);
    let before = text[..start].rfind(['\n', ' ']).map_or(0, |at| at + 1);
    Span::new(if behind > start { start } else { before }, behind)
}

fn of_table(table: &DeTable) -> Data {
    let mut rows: Vec<(String, Span, Value)> = table
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), Span::from(key.span()), of_value(value)))
        .collect();
    rows.sort_by_key(|(_, span, _)| *span);
    Data::Table(rows)
}

fn of_value(value: &Spanned<DeValue>) -> Value {
    let data = match value.get_ref() {
        DeValue::String(text) => Data::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Data::Other(Other::Huge), Data::Integer),
        DeValue::Boolean(yes) => Data::Boolean(*yes),
        DeValue::Array(items) => Data::List(items.iter().map(of_value).collect()),
        DeValue::Table(table) => of_table(table),
        DeValue::Float(_) => Data::Other(Other::Fraction),
        DeValue::Datetime(_) => Data::Other(Other::Date),
    };
    Value { span: Span::from(value.span()), data }
}

/// What an editor says. Keys may be written `hoverLength` or `hover-length`; `null` says nothing.
#[must_use]
pub fn from_json(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    let data = match json {
        Json::Null => Data::Other(Other::Nothing),
        Json::Bool(yes) => Data::Boolean(*yes),
        Json::Number(number) => number.as_i64().map_or(Data::Other(Other::Fraction), Data::Integer),
        Json::String(text) => Data::String(text.clone()),
        Json::Array(items) => Data::List(items.iter().map(from_json).collect()),
        Json::Object(rows) => {
            let said = rows.iter().filter(|(_, value)| !value.is_null());
            Data::Table(said.map(|(key, value)| (kebab(key), Span::at(0), from_json(value))).collect())
        }
    };
    Value { span: Span::at(0), data }
}

fn kebab(key: &str) -> String {
    let mut out = String::new();
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn toml_and_json_say_the_same() {
        let (toml, problems) =
            from_toml("hover-length = 1_0\nexclude = ['a', \"b\"]\n[diagnostics]\nduplicate-entry = 'off'\n");
        assert_eq!(problems, []);
        let json = from_json(
            &json!({ "hoverLength": 10, "exclude": ["a", "b"], "diagnostics": { "duplicate-entry": "off" }, "include": null }),
        );
        let rows = |value: Value| match value.data {
            Data::Table(mut rows) => {
                rows.sort_by(|a, b| a.0.cmp(&b.0));
                rows.iter().map(|(key, _, value)| format!("{key}={}", value.data)).collect::<Vec<_>>()
            }
            _ => panic!("a table"),
        };
        assert_eq!(rows(toml), rows(json));
    }

    #[test]
    fn what_is_no_toml_costs_itself() {
        let text = "hover-length = \nexclude = ['日本']\n";
        let (value, problems) = from_toml(text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        let Data::Table(rows) = value.data else { panic!("a table") };
        let exclude = rows.iter().find(|(key, ..)| key == "exclude").unwrap();
        assert_eq!(&text[exclude.1.range()], "exclude");
        assert_eq!(exclude.2.data.to_string(), "[\"日本\"]");
        for text in ["日本 = ", "= 語", "a = \"語", "[[", "a = 1\na = 2", "\u{feff}x = 1", "a.b = 1\n[a]\n"]
        {
            for problem in from_toml(text).1 {
                assert!(text.get(problem.span.range()).is_some(), "{text}: {problem:?}");
            }
        }
    }
}
