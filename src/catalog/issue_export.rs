//! Issue exports: what `gh issue list --json number,title,labels,createdAt,body,url` prints, GitHub's
//! REST array (`GET /repos/{owner}/{repo}/issues`), several such arrays one after another
//! (`gh api --paginate`), and the same objects one a line (`.jsonl`).

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::catalog::issue_body::IssueBody;
use crate::catalog::{Catalog, CatalogError};
use crate::entry::{Date, Entry, Number, OwnNumber, Passage, Tag};
use crate::language::{Said, said};
use crate::syntax::{link, title};
use crate::text::Span;

/// How far into a file we look, in bytes, for the two keys that every issue has: `gh` sorts keys, so a
/// long body may come first.
const LOOK: usize = 1 << 16;

/// Whether `text` looks like an issue export. Cheap, for every `.json` file of a repository is asked.
#[must_use]
pub fn recognise(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let mut end = start.len().min(LOOK);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    let head = &start[..end];
    // `[]` is a repository without issues, and says so with a name only; there is nothing to read.
    start.starts_with(['[', '{']) && head.contains("\"number\"") && head.contains("\"title\"")
}

/// Reads an export; `lines`: one object a line.
#[must_use]
pub fn parse(text: &str, lines: bool) -> Catalog {
    let mut catalog = Catalog::default();
    if lines {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
            if !content.is_empty() {
                let result = serde_json::from_str::<&RawValue>(content);
                let at = offset_in(text, content);
                match result {
                    Ok(raw) => read_issue(text, raw, &mut catalog),
                    Err(error) => catalog.errors.push(json_error(text, at, &error)),
                }
            }
            start += line.len();
        }
        debug_assert_eq!(start, text.len());
    } else {
        read_arrays(text, &mut catalog);
    }
    catalog.repositories.sort();
    catalog.repositories.dedup();
    catalog
}

/// Reads arrays of issues one after another. What was read before an error is kept.
fn read_arrays(text: &str, catalog: &mut Catalog) {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut at = start;
    while !text[at..].trim().is_empty() {
        let rest = &text[at..];
        let mut raw = Vec::new();
        let mut deserializer = serde_json::Deserializer::from_str(rest);
        let result = deserializer.deserialize_seq(Collect(&mut raw));
        let last = raw.last().map(|raw: &&RawValue| offset_in(text, raw.get()) + raw.get().len());
        for issue in raw {
            read_issue(text, issue, catalog);
        }
        if let Err(error) = result {
            catalog.errors.push(json_error(text, at, &error));
            return;
        }
        // Behind the last element only white space and `]` can stand.
        let from = last.unwrap_or(at);
        let Some(close) = text[from..].find(']') else {
            return;
        };
        at = from + close + 1;
    }
}

/// Collects the elements of a sequence as they come, so that those before an error are not lost.
struct Collect<'a, 'de>(&'a mut Vec<&'de RawValue>);

impl<'de> Visitor<'de> for Collect<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("an array of issues")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element::<&RawValue>()? {
            self.0.push(element);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Issue<'a> {
    #[serde(borrow)]
    number: &'a RawValue,
    #[serde(borrow)]
    title: &'a RawValue,
    #[serde(borrow, default)]
    labels: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default, alias = "created_at", rename = "createdAt")]
    created_at: Option<&'a RawValue>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    html_url: Option<String>,
    /// The REST API lists pull requests among the issues.
    #[serde(borrow, default)]
    pull_request: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Label<'a> {
    #[serde(borrow)]
    name: &'a RawValue,
}

fn read_issue(text: &str, raw: &RawValue, catalog: &mut Catalog) {
    let span = place(text, raw);
    let mut fail = |message: Said| catalog.errors.push(CatalogError { span, message });
    let issue: Issue = match serde_json::from_str(raw.get()) {
        Ok(issue) => issue,
        Err(error) => {
            let error = without_place(&error);
            return fail(said!("not an issue: {error}", "issue ではありません: {error}"));
        }
    };
    let Some(number) = Number::parse(issue.number.get()) else {
        let number = issue.number.get();
        return fail(said!("not an issue number: {number}", "issue の番号ではありません: {number}"));
    };
    if issue.pull_request.is_some() {
        catalog.others.push(number);
        return;
    }
    let Some((title_text, title_span)) = string(text, issue.title) else {
        return fail(said!(
            "the title of issue {number} is not a string",
            "issue {number} の題名が文字列ではありません"
        ));
    };
    let body = issue.body.and_then(|body| string(text, body));
    let tags = issue.labels.unwrap_or_default().into_iter().filter_map(|label| {
        let name = match serde_json::from_str::<Label>(label.get()) {
            Ok(label) => string(text, label.name),
            Err(_) => string(text, label),
        };
        name.map(|(name, span)| Tag { name: name.into(), span })
    });
    let date = issue.created_at.and_then(|created| string(text, created)).map(|(created, span)| {
        let day = created.get(..10).unwrap_or(&created).to_owned();
        // With escapes in it, it does not stand in the file as it is.
        let plain = text[span.range()].starts_with(&day);
        let span = if plain { Span::new(span.start(), span.start() + day.len()) } else { span };
        Date::new(&day, day.parse().ok(), span)
    });
    let address = issue.html_url.or(issue.url);
    if let Some((repository, _, _)) = address.as_deref().and_then(link::issue)
        && catalog.repositories.last().map(AsRef::as_ref) != Some(repository)
    {
        catalog.repositories.push(repository.into());
    }
    let (body_text, body_span) = body.unwrap_or_default();
    let sections = IssueBody::read(&body_text);
    let passage = |decoded: Option<String>| {
        decoded.map(|decoded| Passage {
            span: body_span,
            decoded: Some(decoded.chars().take(Passage::KEPT).collect()),
        })
    };
    let entry = Entry {
        span,
        number: Some(OwnNumber { number, span: place(text, issue.number), repository: None }),
        tags: tags.collect(),
        date,
        title: (!title_text.trim().is_empty()).then(|| title::parse(&title_text, title_span)),
        body: body_span,
        summary: passage(sections.summary),
        comment: passage(sections.comment),
        ids: sections.ids.into(),
        linked_id: None,
        authors: sections.authors.into(),
        references: Box::default(),
        ignores: Box::default(),
    };
    catalog.entries.push(entry.into());
}

/// The decoded string in `raw`, and the place of its characters between the quotes.
fn string(text: &str, raw: &RawValue) -> Option<(String, Span)> {
    let decoded: String = serde_json::from_str(raw.get()).ok()?;
    let span = place(text, raw);
    Some((decoded, Span::new(span.start() + 1, span.end() - 1)))
}

fn place(text: &str, raw: &RawValue) -> Span {
    let start = offset_in(text, raw.get());
    Span::new(start, start + raw.get().len())
}

/// Where `part`, a slice of `text`, begins in it.
fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// `error` in the JSON that begins at byte `at` of `text`.
fn json_error(text: &str, at: usize, error: &serde_json::Error) -> CatalogError {
    // serde_json counts lines and bytes within them from 1.
    let mut start = at;
    for _ in 1..error.line() {
        start += text[start..].find('\n').map_or(0, |end| end + 1);
    }
    let mut place = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    let end = text[place..].chars().next().filter(|c| *c != '\n').map_or(place, |c| place + c.len_utf8());
    let error = without_place(error);
    let message = said!("not JSON: {error}", "JSON として読めません: {error}");
    CatalogError { span: Span::new(place, end), message }
}

/// The message without `at line 1 column 2`: those are places in a part of the file.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, lines: bool, expect: Expect) {
        let catalog = parse(text, lines);
        let mut out = String::new();
        for entry in &catalog.entries {
            let number = entry.number.as_ref().unwrap();
            assert_eq!(text[number.span.range()], number.number.to_string());
            let title = entry.title.as_ref().map(|title| &*title.line);
            let tags: Vec<&str> = entry.tags.iter().map(|tag| &*tag.name).collect();
            let date = entry.date.as_ref().map_or("-", |date| &text[date.span.range()]);
            let ids: Vec<&str> = entry.ids.iter().map(|id| &*id.id).collect();
            let summary = entry.summary.as_ref().and_then(|s| s.decoded.as_deref());
            out += &format!("{} {title:?} {tags:?} {date} {ids:?} {summary:?}\n", number.number);
        }
        for error in &catalog.errors {
            out += &format!("error {:?}: {}\n", &text[error.span.range()], error.message.english);
        }
        for repository in &catalog.repositories {
            out += &format!("of {repository}\n");
        }
        expect.assert_eq(&out);
    }

    #[test]
    fn what_gh_prints() {
        check(
            r##"[{"number": 2538, "title": "Poly\n  Models, Z+, arXiv'24", "labels": [{"name": "A\u0042"}], "createdAt": "2025-08-25T00:00:00Z",
              "body": "# URL\n- https://arxiv.org/abs/2411.03884v1\n\n# Authors\n- Z\n\n# Summary (by gpt)\n- 要約 \"x\"", "url": "https://github.com/o/r/issues/2538"}]"##,
            false,
            expect![[r#"
                2538 Some("Poly\n  Models, Z+, arXiv'24") ["AB"] 2025-08-25 ["2411.03884"] Some("要約 \"x\"")
                of github.com/o/r
            "#]],
        );
    }

    #[test]
    fn a_date_with_escapes_has_a_place() {
        let text = r#"[{"number": 1, "title": "A", "createdAt": "\u3042abcdああああ"}]"#;
        let span = parse(text, false).entries[0].date.as_ref().unwrap().span;
        assert_eq!(&text[span.range()], r"\u3042abcdああああ");
    }

    #[test]
    fn what_the_rest_api_answers() {
        check(
            r#"[{"url":"https://api.github.com/repos/o/r/issues/7","html_url":"https://github.com/o/r/issues/7","number":7,"title":"あ","labels":["NLP"],"created_at":"2024-01-02T03:04:05Z","body":null},
                {"number":8,"title":"a pull request","pull_request":{}}]"#,
            false,
            expect![[r#"
                7 Some("あ") ["NLP"] 2024-01-02 [] None
                of github.com/o/r
            "#]],
        );
    }

    #[test]
    fn arrays_one_after_another_and_a_byte_order_mark() {
        check(
            "\u{feff}[{\"number\":1,\"title\":\"x] y\"}]\n[]\n[{\"number\":2,\"title\":\"b\"}]\n",
            false,
            expect![[r#"
                1 Some("x] y") [] - [] None
                2 Some("b") [] - [] None
            "#]],
        );
    }

    #[test]
    fn errors_cost_their_own_part_only() {
        check(
            r#"[{"number":1,"title":"a"}, {"title":"b"}, {"number":"x","title":"c"}, {"number":4,"title":5}, {"number":5,"title":"d"}, {"number":"#,
            false,
            expect![[r#"
                1 Some("a") [] - [] None
                5 Some("d") [] - [] None
                error "{\"title\":\"b\"}": not an issue: missing field `number`
                error "{\"number\":\"x\",\"title\":\"c\"}": not an issue number: "x"
                error "{\"number\":4,\"title\":5}": the title of issue 4 is not a string
                error ":": not JSON: EOF while parsing a value
            "#]],
        );
        check(
            "{\"number\":1,\"title\":\"a\"}\nあ{\n\n{\"number\":2,\"title\":\"b\"}\r\n",
            true,
            expect![[r#"
                1 Some("a") [] - [] None
                2 Some("b") [] - [] None
                error "あ": not JSON: expected value
            "#]],
        );
    }

    #[test]
    fn a_body_that_is_only_an_address() {
        check(
            r#"[{"number":1,"title":"あ","body":"https://arxiv.org/abs/2405.09673"}]"#,
            false,
            expect![[r#"
                1 Some("あ") [] - ["2405.09673"] None
            "#]],
        );
    }

    #[test]
    fn other_json_is_not_ours() {
        assert!(recognise(r#" [{"number":1,"title":"a"}]"#));
        for other in ["{}", "[]", r#"{"name":"x","version":"1"}"#, "", "あ", r#"[{"number":1}]"#] {
            assert!(!recognise(other), "{other}");
        }
    }
}
