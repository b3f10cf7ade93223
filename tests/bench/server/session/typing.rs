//! What is typed in the middle of the longest page, and what that costs.

use std::time::{Duration, Instant};

use paper_notes_lsp::text::Span;
use serde_json::{Value, json};

use super::Session;
use crate::client::{Client, PATIENCE, milliseconds};
use crate::document::Document;
use crate::fault::Fault;
use crate::measure::Measure;
use crate::plan::Typing;
use crate::process;

/// How many keystrokes are waited for.
const KEYS: usize = 50;

/// How many are not.
const MANY: usize = 1000;

/// How many are sent as fast as an editor plays them back, and how fast: 10,000 a minute.
const VERY_MANY: usize = 2000;
const FAST: Duration = Duration::from_millis(6);

/// A person is hardly faster.
const PAUSE: Duration = Duration::from_millis(30);

/// A person stops so long before another word, and what the last key began is done.
const STOP: Duration = Duration::from_millis(250);

/// The pace of those that are not waited for: what is put off while somebody types may not be put off for all of them.
const PACE: Duration = Duration::from_millis(20);

/// Completion of tags, at each letter.
pub fn tags(session: &mut Session) -> Result<(), Fault> {
    let plan = typed(session)?;
    let (at, before) = plan.tag.ok_or(Fault::NotOffered)?;
    complete(session, (Measure::Tag, Measure::TagBytes), at, (before, ""), &plan.tags, false)
}

/// Completion of numbers, at each digit.
pub fn numbers(session: &mut Session) -> Result<(), Fault> {
    let plan = typed(session)?;
    let around = (&*format!("\n{}", plan.link.0), plan.closed);
    complete(session, (Measure::Number, Measure::NumberBytes), plan.end, around, &plan.numbers, true)
}

/// Completion of references by title, at each letter.
pub fn titles(session: &mut Session) -> Result<(), Fault> {
    let plan = typed(session)?;
    let around = (&*format!("\n{}", plan.link.0), plan.closed);
    complete(session, (Measure::Title, Measure::TitleBytes), plan.end, around, &plan.titles, false)
}

/// From a key to the answer that knows of it.
pub fn answered(session: &mut Session) -> Result<(), Fault> {
    session.client.offers("hoverProvider")?;
    keys(session, Measure::Answered, |client, document, at, number, sent| {
        while sent.elapsed() < PATIENCE {
            let answer = client.ask("textDocument/hover", document.at(at))?;
            if says(&answer.result.to_string(), number) {
                return Ok(answer.received);
            }
        }
        Err(Fault::Silent(PATIENCE))
    })
}

/// From a key to the findings that know of it.
pub fn diagnosed(session: &mut Session) -> Result<(), Fault> {
    keys(session, Measure::Diagnosed, |client, document, at, number, sent| {
        if client.offers("diagnosticProvider").is_ok() {
            return pulled(client, document, number, sent);
        }
        // What is typed has a line of its own; not every server says of which link it speaks.
        let line = client.of_vaults.then(|| document.at(at)["position"]["line"].clone());
        let here = |found: &Value| line.as_ref() == Some(&found["range"]["start"]["line"]);
        let told = |found: &[Value]| found.iter().any(|found| tells(found, number) || here(found));
        client.findings(&document.uri, sent, told)
    })
}

/// Asks for findings until they know of a number; when they did.
fn pulled(client: &mut Client, document: &Document, number: &str, sent: Instant) -> Result<Instant, Fault> {
    while sent.elapsed() < PATIENCE {
        let asked = json!({ "textDocument": { "uri": document.uri } });
        let answer = client.ask("textDocument/diagnostic", asked)?;
        let found = answer.result["items"].as_array();
        if found.is_some_and(|found| found.iter().any(|found| tells(found, number))) {
            return Ok(answer.received);
        }
    }
    Err(Fault::Silent(PATIENCE))
}

/// The processor time that prose costs while it is typed, findings and all.
pub fn thousand(session: &mut Session) -> Result<(), Fault> {
    let cost = prose(session, MANY, PACE)?;
    session.keep(Measure::Typing, cost);
    Ok(())
}

/// The same for each of many keys as fast as an editor sends them, as it does when it plays them back.
pub fn burst(session: &mut Session) -> Result<(), Fault> {
    let cost = prose(session, VERY_MANY, FAST)?;
    session.keep(Measure::FastKey, cost.map(|cost| cost * 1e3 / VERY_MANY as f64));
    Ok(())
}

/// Types so much prose at a pace, and takes it away again. The seconds of processor time that typing took.
fn prose(session: &mut Session, keys: usize, pace: Duration) -> Result<Option<f64>, Fault> {
    let plan = typed(session)?;
    session.client.settle()?;
    let before = process::cpu(session.client.id());
    let Some(document) = session.documents.get_mut(&plan.file) else { return Err(Fault::NotOffered) };
    let client = &mut session.client;
    let prose = "\nOne more sentence of the comment on this paper.".chars().cycle();
    let (mut end, mut next) = (plan.end, Instant::now());
    for letter in prose.take(keys) {
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        next += pace;
        document.change(client, Span::at(end), letter.encode_utf8(&mut [0; 4]));
        end += letter.len_utf8();
    }
    client.settle()?;
    let cost = before.zip(process::cpu(client.id())).map(|(before, after)| after - before);
    document.change(client, Span::new(plan.end, end), "");
    client.settle()?;
    Ok(cost)
}

/// What is typed, on its page, which is open then.
fn typed<'a>(session: &mut Session<'a>) -> Result<&'a Typing, Fault> {
    let plan = session.plan.typing.as_ref().ok_or(Fault::NotOffered)?;
    session.open(&plan.file);
    Ok(plan)
}

/// Types each word at a place between `before` and `behind`, asks at each letter, and takes the word away again.
fn complete(
    session: &mut Session,
    (times_of, bytes_of): (Measure, Measure),
    at: usize,
    (before, behind): (&str, &str),
    words: &[String],
    whole: bool,
) -> Result<(), Fault> {
    session.client.offers("completionProvider")?;
    let plan = typed(session)?;
    let (mut times, mut bytes) = (Vec::new(), Vec::new());
    let mut offered = false;
    for word in words {
        let Some(document) = session.documents.get_mut(&plan.file) else { return Err(Fault::NotOffered) };
        let client = &mut session.client;
        document.change(client, Span::at(at), &format!("{before}{behind}"));
        std::thread::sleep(STOP);
        let mut end = at + before.len();
        let mut last = Value::Null;
        let mut typed = || -> Result<(), Fault> {
            for letter in word.chars() {
                let sent = document.change(client, Span::at(end), letter.encode_utf8(&mut [0; 4]));
                end += letter.len_utf8();
                let mut params = document.at(end);
                params["context"] = json!({ "triggerKind": 1 });
                let answer = client.ask("textDocument/completion", params)?;
                times.push(milliseconds(answer.received - sent));
                bytes.push(answer.bytes as f64 / 1024.0);
                last = answer.result;
                offered |= items(&last).is_some_and(|items| !items.is_empty());
                std::thread::sleep(PAUSE);
            }
            Ok(())
        };
        let done = typed();
        document.change(client, Span::new(at, end + behind.len()), "");
        done?;
        if whole {
            let list = items(&last);
            let right = |item: &Value| item.to_string().contains(word.as_str());
            session.judge(list.is_some_and(|list| list.iter().any(right)));
        }
    }
    if !offered {
        return Err(Fault::Wrong);
    }
    session.keep_all(times_of, &times);
    session.keep_all(bytes_of, &bytes);
    Ok(())
}

/// What an answer offers.
fn items(answer: &Value) -> Option<&Vec<Value>> {
    answer.get("items").unwrap_or(answer).as_array()
}

/// Waits for what a key changed: on which client and document, where, what number stands there now, and when the server was
/// told. When it came.
type Wait = fn(&mut Client, &Document, usize, &str, Instant) -> Result<Instant, Fault>;

/// Types a reference to a number that nobody has, then a last digit and takes it back, in turn.
fn keys(session: &mut Session, measure: Measure, wait: Wait) -> Result<(), Fault> {
    let plan = typed(session)?;
    let number = plan.unknown.as_ref().ok_or(Fault::NotOffered)?;
    let longer = format!("{number}9");
    let Some(document) = session.documents.get_mut(&plan.file) else { return Err(Fault::NotOffered) };
    let client = &mut session.client;
    let (before, behind) = plan.link;
    document.change(client, Span::at(plan.end), &format!("\n{before}{number}{behind}"));
    let digits = plan.end + 1 + before.len();
    let end = digits + number.len();
    let mut typed = plan.end..end + behind.len();
    let mut times = Vec::new();
    let mut done = client.settle().map(|_| ());
    for key in 0..KEYS {
        if done.is_err() {
            break;
        }
        let (span, new, now) = match key % 2 {
            0 => (Span::at(end), "9", &longer),
            _ => (Span::new(end, end + 1), "", number),
        };
        let sent = document.change(client, span, new);
        typed.end = end + new.len() + behind.len();
        done = wait(client, document, digits, now, sent).map(|came| times.push(milliseconds(came - sent)));
        std::thread::sleep(PAUSE);
    }
    document.change(client, typed.into(), "");
    client.settle()?;
    done?;
    session.keep_all(measure, &times);
    Ok(())
}

/// Whether a finding is of a number.
fn tells(finding: &Value, number: &str) -> bool {
    finding["message"].as_str().is_some_and(|message| says(message, number))
}

/// Whether a text has a number that is not part of a longer one.
fn says(text: &str, number: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(number).any(|(at, _)| {
        !digit(text[..at].chars().next_back()) && !digit(text[at + number.len()..].chars().next())
    })
}
