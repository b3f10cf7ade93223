//! All that a server says of a repository: what two servers are compared by.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::pool;
use crate::support::Client;

/// Findings by address.
pub type Findings = BTreeMap<String, Vec<Value>>;

/// The findings, asked for: the answer is of the state after all that was said.
pub fn findings(client: &mut Client) -> Findings {
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = report["items"].as_array().unwrap().iter();
    let of =
        |item: &Value| (item["uri"].as_str().unwrap().to_owned(), item["items"].as_array().unwrap().clone());
    items.map(of).filter(|(_, found)| !found.is_empty()).collect()
}

/// The findings that were sent.
pub fn published(client: &Client) -> Findings {
    client
        .published
        .iter()
        .filter(|(_, found)| !found.is_empty())
        .map(|(uri, found)| (uri.clone(), found.clone()))
        .collect()
}

/// Everything else, by question: of whole documents, of these places in them, of the repository.
pub fn all(client: &mut Client, places: &[(String, Value)], documents: &[String]) -> BTreeMap<String, Value> {
    let mut questions = Vec::new();
    for uri in documents {
        questions.extend(pool::OF_A_DOCUMENT.map(|method| (method, params(method, uri, &Value::Null))));
    }
    for (uri, place) in places {
        questions.extend(pool::AT_A_PLACE.map(|method| (method, params(method, uri, place))));
    }
    questions.extend(pool::SEARCHES.map(|query| ("workspace/symbol", json!({ "query": query }))));
    for command in ["paperNotes.stats", "paperNotes.showGraph"] {
        let graph = command.ends_with("Graph").then(|| json!({ "format": "json" }));
        let arguments: Vec<Value> = graph.into_iter().collect();
        questions.push(("workspace/executeCommand", json!({ "command": command, "arguments": arguments })));
    }
    // All are asked before any is answered, as editors do.
    let asked: Vec<(String, i64)> = questions
        .into_iter()
        .map(|(method, params)| (format!("{method} {params}"), client.ask(method, params)))
        .collect();
    asked.into_iter().map(|(question, id)| (question, answer(client, id))).collect()
}

/// The answer to a question, or the error that it is.
pub fn answer(client: &mut Client, id: i64) -> Value {
    let mut message = client.answered(id);
    match message.get("error") {
        Some(error) => error.clone(),
        None => message["result"].take(),
    }
}

/// The parameters of a question about a document, or about a place in it.
pub fn params(method: &str, uri: &str, place: &Value) -> Value {
    let mut params = Map::new();
    params.insert("textDocument".to_owned(), json!({ "uri": uri }));
    let range = json!({ "start": place, "end": place });
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 100_000, "character": 0 } });
    match method {
        "textDocument/selectionRange" => params.insert("positions".to_owned(), json!([place])),
        "textDocument/codeAction" => {
            params.insert("context".to_owned(), json!({ "diagnostics": [] }));
            params.insert("range".to_owned(), range)
        }
        "textDocument/inlayHint" => params.insert("range".to_owned(), all),
        "textDocument/formatting" => {
            params.insert("options".to_owned(), json!({ "tabSize": 4, "insertSpaces": true }))
        }
        "textDocument/references" => {
            params.insert("context".to_owned(), json!({ "includeDeclaration": true }));
            params.insert("position".to_owned(), place.clone())
        }
        _ if place.is_null() => None,
        _ => params.insert("position".to_owned(), place.clone()),
    };
    Value::Object(params)
}

/// A part of an address as it is without its quoting.
pub fn unquoted(part: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), part.bytes());
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}
