//! Bugs of our own, met on purpose: one costs the answer that it was met in, is written down with what is needed to meet it
//! again, and disturbs nothing else. `bug::provoke` says where they can be had.

use serde_json::{Value, json};

use crate::support::{Client, Notes, capabilities, program};

const PAGE: &str = "#NLP\nIssue: 1\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nComment\n・4242\n";

/// A server in which `bug` is met, and what it writes to its log.
struct Server {
    client: Client,
    notes: Notes,
    log: tempfile::TempDir,
}

fn server(bug: &str, files: &[(&str, &str)]) -> Server {
    let (notes, log) = (Notes::new(files), tempfile::tempdir().unwrap());
    let mut command = program();
    command
        .env("PAPER_NOTES_BUG", bug)
        .env_remove("PAPER_NOTES_LOG")
        .arg("--log")
        .arg(log.path().join("log"));
    let (client, _) = Client::run(&mut command).initialize(Some(notes.root()), capabilities("utf-16"));
    Server { client, notes, log }
}

impl Server {
    fn log(&self) -> String {
        std::fs::read_to_string(self.log.path().join("log")).unwrap()
    }

    /// Waits until the reference of this page to nowhere is found, and nothing else is.
    #[track_caller]
    fn wait_for_finding(&mut self, name: &str, finding: &str) {
        let uri = self.notes.uri(name);
        self.client.wait("the finding", |client| client.findings(&uri) == [finding]);
    }
}

fn insert(line: usize, text: &str) -> Value {
    let place = json!({ "line": line, "character": 0 });
    json!([{ "range": { "start": place, "end": place }, "text": text }])
}

#[test]
fn a_question_gets_an_error_and_the_next_one_its_answer() {
    let mut server = server("answer:hover", &[("a.txt", PAGE)]);
    server.wait_for_finding("a.txt", "5:1-5:5 broken-reference");
    let uri = server.notes.uri("a.txt");
    // It is asked of a text that is nowhere on the disk.
    server.client.open_text(&uri, &PAGE.replace("A Title", "Never saved 😱"));
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 3, "character": 2 } });
    for (method, text) in [("textDocument/hover", "hover"), ("textDocument/hover", "hover")] {
        let id = server.client.ask(method, place.clone());
        let error = server.client.error(id);
        assert_eq!(error["code"], -32603, "{error}");
        assert!(error["message"].as_str().unwrap().contains("bug"), "{error}");
        let log = server.log();
        for part in [
            text,
            r#""position":{"character":2,"line":3}"#,
            "Never saved 😱",
            "panicked at src/bug.rs",
            "version",
        ] {
            assert!(log.contains(part), "{part} in {log}");
        }
    }
    let symbols =
        server.client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(symbols.as_array().unwrap().len(), 1);
    assert_eq!(server.client.stop(), 0);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_count() {
    let other = PAGE.replace("Issue: 1", "Issue: 2").replace("A Title", "Another Title 💥");
    let mut server = server("read:💥", &[("a.txt", PAGE), ("b.txt", &other)]);
    server.wait_for_finding("a.txt", "5:1-5:5 broken-reference");
    let log = server.log();
    assert!(log.contains("b.txt: reading it failed, which is a bug"), "{log}");
    assert!(!server.client.published.contains_key(&server.notes.uri("b.txt")));
    // The same in the terminal.
    let output =
        program().env("PAPER_NOTES_BUG", "read:💥").arg("check").arg(server.notes.root()).output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("b.txt: reading it failed") && said.contains("broken-reference"), "{said}");
    // And on.
    server.notes.write("b.txt", &other.replace("💥", ""));
    server.client.open(&server.notes, "b.txt");
    server.wait_for_finding("b.txt", "5:1-5:5 broken-reference");
    server.client.change(&server.notes.uri("b.txt"), 2, insert(4, "💥\n"));
    let uri = server.notes.uri("b.txt");
    server.client.wait("silence", |client| client.findings(&uri).is_empty());
    let place = json!({ "line": 4, "character": 0 });
    let all = json!([{ "range": { "start": place, "end": { "line": 5, "character": 0 } }, "text": "" }]);
    server.client.change(&uri, 3, all);
    server.wait_for_finding("b.txt", "5:1-5:5 broken-reference");
    assert_eq!(server.client.stop(), 0);
}

#[test]
fn what_cannot_be_read_in_part_is_read_as_a_whole() {
    let mut server = server("read-again:💥", &[("a.txt", PAGE)]);
    server.client.open(&server.notes, "a.txt");
    let uri = server.notes.uri("a.txt");
    server.client.change(&uri, 2, insert(4, "💥\n"));
    server.client.wait_for_version(&uri, 2);
    server.wait_for_finding("a.txt", "6:1-6:5 broken-reference");
    assert!(server.log().contains("reading version 2 of"));
    assert_eq!(server.client.stop(), 0);
}

#[test]
fn an_index_that_cannot_be_brought_up_to_date_is_made_anew() {
    let other =
        PAGE.replace("Issue: 1", "Issue: 4242").replace("A Title", "Another Title").replace("・4242\n", "");
    let mut server = server("update:a.txt", &[("a.txt", PAGE), ("b.txt", &other)]);
    server.client.open(&server.notes, "a.txt");
    let uri = server.notes.uri("a.txt");
    server.client.change(&uri, 2, insert(5, "・4243\n"));
    server.wait_for_finding("a.txt", "5:1-5:5 broken-reference");
    let references = server.client.at("textDocument/definition", &uri, 6, 2);
    assert!(references.to_string().contains("b.txt"), "{references}");
    assert!(server.log().contains("it is made anew"));
    assert_eq!(server.client.stop(), 0);
}

#[test]
fn who_asks_for_findings_that_cannot_be_had_is_not_left_waiting() {
    let mut server = server("findings:bad.txt", &[("a.txt", PAGE)]);
    server.wait_for_finding("a.txt", "5:1-5:5 broken-reference");
    let bad = server.notes.uri("bad.txt");
    server.client.open_text(&bad, PAGE);
    let id = server.client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(server.client.error(id)["code"], -32603);
    // Before anything changes, too.
    let id = server.client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": bad } }));
    assert_eq!(server.client.error(id)["code"], -32603);
    server.client.close(&bad);
    let report = server.client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(report["items"].as_array().unwrap().len(), 1, "{report}");
    assert_eq!(server.client.stop(), 0);
}

#[test]
fn where_the_folders_cannot_be_read_nothing_is_reported_and_that_is_said() {
    let mut server = server("walk:/", &[("a.txt", PAGE)]);
    server.client.wait("a message", |client| !client.messages_shown.is_empty());
    assert!(server.client.messages_shown[0].to_string().contains("bug"));
    server.client.open(&server.notes, "a.txt");
    let uri = server.notes.uri("a.txt");
    assert_eq!(server.client.at("textDocument/documentHighlight", &uri, 0, 1).as_array().unwrap().len(), 1);
    let id = server.client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(server.client.error(id)["code"], -32603);
    server.client.settle();
    assert!(server.client.published.is_empty());
    assert_eq!(server.client.stop(), 0);
}

/// Nothing that it knew can be relied on: the editor starts another.
#[test]
fn a_server_that_lost_its_state_ends() {
    let mut server = server("loop:a.txt", &[("a.txt", PAGE)]);
    server.wait_for_finding("a.txt", "5:1-5:5 broken-reference");
    let document = json!({ "textDocument": { "uri": server.notes.uri("a.txt") } });
    server.client.notify("textDocument/didSave", document);
    let (client, log) = (server.client, server.log);
    assert_eq!(client.ended(), 101);
    let log = std::fs::read_to_string(log.path().join("log")).unwrap();
    assert!(log.contains("the server ends"), "{log}");
}
