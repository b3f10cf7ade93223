//! Findings that the editor asks for, beside those that it is sent.

use serde_json::{Value, json};

use crate::support::{Client, Notes, capabilities};

fn pulling(notes: &Notes) -> (Client, Value) {
    let mut capabilities = capabilities("utf-16");
    capabilities["textDocument"]["diagnostic"] = json!({});
    capabilities["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    Client::initialized(Some(notes.root()), capabilities)
}

fn pull(client: &mut Client, uri: &str, previous: Option<&Value>) -> Value {
    let mut params = json!({ "textDocument": { "uri": uri } });
    if let Some(previous) = previous {
        params["previousResultId"] = previous.clone();
    }
    client.request("textDocument/diagnostic", params)
}

#[test]
fn a_document_that_is_pulled_is_not_pushed_as_well() {
    let notes = Notes::sample();
    let (mut client, answer) = pulling(&notes);
    assert_eq!(answer["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    let wrong = notes.uri("wrong.txt");
    client.open(&notes, "wrong.txt");
    // Asked before the folder is read, answered when it is.
    let report = pull(&mut client, &wrong, None);
    assert_eq!(report["kind"], "full");
    assert!(report["items"].as_array().unwrap().iter().any(|finding| finding["code"] == "broken-reference"));
    let again = pull(&mut client, &wrong, Some(&report["resultId"]));
    assert_eq!((&again["kind"], &again["resultId"]), (&"unchanged".into(), &report["resultId"]));
    // Others are pushed; this one may have been for a moment, and was taken back.
    client.wait("a mirror", |client| client.count("diverged-copy") == 1);
    client.wait("nothing of what is pulled", |client| client.findings(&wrong).is_empty());

    // A change in another file: the editor is told to ask again.
    let number = "{\"number\": 1829, \"title\": \"Now there\"}\n";
    notes.write("more.jsonl", number);
    let changed = json!({ "changes": [{ "uri": notes.uri("more.jsonl"), "type": 1 }] });
    client.notify("workspace/didChangeWatchedFiles", changed);
    client.wait("a refresh", |client| {
        client.requests.iter().any(|r| r["method"] == "workspace/diagnostic/refresh")
    });
    let after = pull(&mut client, &wrong, Some(&report["resultId"]));
    assert_eq!(after["kind"], "full");
    let codes = |report: &Value| {
        report["items"].as_array().unwrap().iter().filter(|f| f["code"] == "broken-reference").count()
    };
    assert_eq!((codes(&report), codes(&after)), (1, 0));

    // What the editor itself changed it asks for without being told.
    let refreshes = client.requests.len();
    client.change(&wrong, 2, json!([{ "text": "Issue Date: 2025-13-01\nA Title, B+, ACL'23\n" }]));
    let report = pull(&mut client, &wrong, None);
    assert_eq!(report["items"].as_array().unwrap().len(), 1);
    assert_eq!(client.requests.len(), refreshes);
    client.close(&wrong);
    client.wait("what is closed is pushed", |client| client.findings(&wrong).len() > 1);
    client.stop();
}

#[test]
fn a_document_that_is_closed_while_it_is_asked_for_is_pushed_again() {
    let notes = Notes::sample();
    let (mut client, _) = pulling(&notes);
    let wrong = notes.uri("wrong.txt");
    client.wait("what is not open", |client| client.findings(&wrong).len() > 1);
    client.open(&notes, "wrong.txt");
    let asked = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": wrong } }));
    client.close(&wrong);
    client.answer(asked);
    client.settle();
    assert!(client.findings(&wrong).len() > 1);
    client.stop();
}

#[test]
fn the_whole_workspace_is_pulled() {
    let notes = Notes::sample();
    let (mut client, _) = pulling(&notes);
    let ask = |client: &mut Client, previous: Value| -> Vec<Value> {
        let report = client.request("workspace/diagnostic", json!({ "previousResultIds": previous }));
        report["items"].as_array().unwrap().clone()
    };
    let items = ask(&mut client, json!([]));
    let names = |items: &[Value]| -> Vec<String> {
        items
            .iter()
            .map(|item| {
                format!(
                    "{} {}",
                    item["uri"].as_str().unwrap().rsplit('/').next().unwrap(),
                    item["kind"].as_str().unwrap()
                )
            })
            .collect()
    };
    assert_eq!(
        names(&items),
        [".paper-notes.toml full", "NLP.txt full", "older.jsonl full", "wrong.txt full"]
    );
    assert!(items.iter().all(|item| !item["items"].as_array().unwrap().is_empty()));
    let known: Vec<Value> =
        items.iter().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    assert_eq!(
        names(&ask(&mut client, json!(known))),
        [".paper-notes.toml unchanged", "NLP.txt unchanged", "older.jsonl unchanged", "wrong.txt unchanged"]
    );

    std::fs::remove_file(notes.path("wrong.txt")).unwrap();
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": notes.uri("wrong.txt"), "type": 3 }] }),
    );
    let items = ask(&mut client, json!(known));
    assert_eq!(names(&items)[3..], ["wrong.txt full"]);
    assert_eq!(items[3]["items"], json!([]));
    client.wait("nothing is pushed", |client| client.published.values().all(Vec::is_empty));
    client.stop();
}

#[test]
fn what_was_pushed_before_it_is_pulled_is_taken_back() {
    let notes = Notes::sample();
    let (mut client, _) = pulling(&notes);
    let wrong = notes.uri("wrong.txt");
    client.open(&notes, "wrong.txt");
    client.wait("the push", |client| !client.findings(&wrong).is_empty());
    assert!(!pull(&mut client, &wrong, None)["items"].as_array().unwrap().is_empty());
    client.wait("nothing pushed", |client| client.findings(&wrong).is_empty());
    client.stop();
}

#[test]
fn the_editor_is_told_of_a_new_file_after_it_pulled_all() {
    let notes = Notes::sample();
    let (mut client, _) = pulling(&notes);
    client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    notes.write("new.txt", "Issue Date: 2025-13-01\nA Title, B+, ACL'23\n");
    let created = json!({ "changes": [{ "uri": notes.uri("new.txt"), "type": 1 }] });
    client.notify("workspace/didChangeWatchedFiles", created);
    client.wait("a refresh", |client| {
        client.requests.iter().any(|request| request["method"] == "workspace/diagnostic/refresh")
    });
    client.stop();
}

#[test]
fn an_editor_that_cannot_be_told_to_ask_again_is_told_everything() {
    let notes = Notes::sample();
    let mut capabilities = capabilities("utf-16");
    capabilities["textDocument"]["diagnostic"] = json!({});
    let (client, answer) = Client::initialized(Some(notes.root()), capabilities);
    assert_eq!(answer["capabilities"].get("diagnosticProvider"), None);
    client.stop();
}
