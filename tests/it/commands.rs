//! `workspace/executeCommand`: what each command takes and gives back, and that what it does not take is an error.

use serde_json::{Value, json};

use crate::support::{Client, Notes, apply_all, capabilities};

const A: &str = "#NLP\nIssue: 12\nIssue Date: 2025-01-01\nTwelfth😱, B+, ACL'23\nComment\n・30 ・99\n";
const B: &str = "😱 #QA Issue: 30 Issue Date: 2025-01-02 Thirtieth, C+, ACL'23 Comment😱 #12 も。 #QA Issue: 31 Issue Date: 2025-01-03 Alone, D+, ACL'24\n";

fn notes() -> Notes {
    Notes::new(&[("a.txt", A), ("b.txt", B), ("note.md", "---\ntitle: Single\ntags: [QA]\n---\nx\n")])
}

fn client(notes: &Notes, capabilities: Value) -> Client {
    let mut client = Client::initialized(Some(notes.root()), capabilities).0;
    client.open(notes, "a.txt");
    client.wait("findings", |client| client.count("broken-reference") > 0);
    client
}

/// What editors can do that make changes and show places.
fn able() -> Value {
    let mut all = capabilities("utf-16");
    all["workspace"]["applyEdit"] = json!(true);
    all["window"]["showDocument"] = json!({ "support": true });
    all
}

fn run(client: &mut Client, command: &str, argument: Value) -> Value {
    client.request("workspace/executeCommand", json!({ "command": command, "arguments": [argument] }))
}

#[track_caller]
fn refused(client: &mut Client, command: &str, arguments: Value) -> (i64, String) {
    let id = client.ask("workspace/executeCommand", json!({ "command": command, "arguments": arguments }));
    let error = client.error(id);
    (error["code"].as_i64().unwrap(), error["message"].as_str().unwrap().to_owned())
}

#[test]
fn the_editor_writes_a_new_entry_and_goes_there() {
    let notes = notes();
    let mut client = client(&notes, able());
    let uri = notes.uri("a.txt");
    let answer = run(&mut client, "paperNotes.newEntry", json!({ "uri": uri }));
    let date = answer["date"].as_str().unwrap();
    assert_eq!(
        answer,
        json!({ "uri": uri, "position": { "line": 8, "character": 0 }, "number": 32, "date": date, "applied": true })
    );
    let asked = |client: &Client, method: &str| -> Vec<Value> {
        let asked = client.requests.iter().filter(|request| request["method"] == method);
        asked.map(|request| request["params"].clone()).collect()
    };
    let edits = asked(&client, "workspace/applyEdit");
    let change = &edits[0]["edit"]["documentChanges"][0];
    assert_eq!((edits.len(), &change["textDocument"]), (1, &json!({ "uri": uri, "version": 1 })));
    assert_eq!(apply_all(A, &change["edits"]), format!("{A}Issue: 32\nIssue Date: {date}\n\n"));
    let at = json!({ "line": 8, "character": 0 });
    assert_eq!(
        asked(&client, "window/showDocument"),
        [
            json!({ "uri": uri, "external": false, "takeFocus": true, "selection": { "start": at, "end": at } })
        ]
    );
    client.applies = false;
    let (code, message) = refused(&mut client, "paperNotes.newEntry", json!([{ "uri": uri }]));
    assert_eq!((code, message.as_str()), (-32803, "not now"));
    assert_eq!(asked(&client, "window/showDocument").len(), 1);
    client.stop();
}

#[test]
fn an_editor_that_makes_no_changes_is_given_them() {
    let notes = notes();
    let mut client = client(&notes, capabilities("utf-16"));
    let uri = notes.uri("b.txt");
    let position = json!({ "line": 0, "character": 30 });
    let answer = run(&mut client, "paperNotes.newEntry", json!({ "uri": uri, "position": position }));
    assert_eq!(
        (&answer["applied"], &answer["position"]),
        (&json!(false), &json!({ "line": 3, "character": 0 }))
    );
    let date = answer["date"].as_str().unwrap();
    let edits = &answer["edit"]["documentChanges"][0]["edits"];
    assert_eq!(apply_all(B, edits), format!("{B}Issue: 32\nIssue Date: {date}\n\n"));
    client.stop();
}

#[test]
fn the_graph_around_an_entry_and_all_of_it() {
    let notes = notes();
    let mut client = client(&notes, capabilities("utf-16"));
    let (a, b) = (notes.uri("a.txt"), notes.uri("b.txt"));
    let at = |line: u32, from: u32, to: u32| json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
    let twelfth = json!({ "id": "12", "number": 12, "title": "Twelfth😱", "authors": "A+", "tag": "NLP", "uri": a, "range": at(3, 0, 21), "tags": ["NLP"], "date": "2025-01-01" });
    let column = |text: &str| B.split(text).next().unwrap().encode_utf16().count() as u32;
    let thirtieth = column("Thirtieth");
    let thirtieth = json!({ "id": "30", "number": 30, "title": "Thirtieth", "authors": "B+", "tag": "QA", "uri": b, "range": at(0, thirtieth, thirtieth + 21), "tags": ["QA"], "date": "2025-01-02" });
    let edges = json!([{ "from": "12", "to": "30" }, { "from": "30", "to": "12" }]);
    let position = json!({ "line": 3, "character": 2 });
    let around = run(&mut client, "paperNotes.showGraph", json!({ "uri": a, "position": position }));
    assert_eq!(around, json!({ "nodes": [twelfth, thirtieth], "edges": edges }));
    // The reference under the cursor is what it is about; where it leads nowhere, its entry.
    for character in [1, 7] {
        let position = json!({ "line": 5, "character": character });
        let alone = json!({ "uri": a, "position": position, "depth": 0 });
        let found = run(&mut client, "paperNotes.showGraph", alone);
        let expected = if character == 1 { &thirtieth } else { &twelfth };
        assert_eq!(found, json!({ "nodes": [expected], "edges": [] }));
    }
    let all = run(&mut client, "paperNotes.showGraph", json!({}));
    let ids: Vec<&str> =
        all["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["12", "30", "31", &format!("{}#1:7", notes.uri("note.md"))]);
    assert_eq!(all["nodes"][3]["number"], Value::Null);
    assert_eq!(all["edges"], edges);
    assert_eq!(run(&mut client, "paperNotes.showGraph", json!({ "uri": a })), all);
    let none = json!({ "command": "paperNotes.showGraph" });
    assert_eq!(client.request("workspace/executeCommand", none), all);
    client.stop();
}

#[test]
fn nodes_of_several_folders_are_told_apart() {
    let page = |comment: &str| {
        format!("Issue: 12\nIssue Date: 2025-01-01\nA Title, A+, ACL'23\nComment\n{comment}\n")
    };
    let notes = Notes::new(&[("x/a.txt", &page("")), ("y/a.txt", &page(""))]);
    let folder =
        |path: &str| json!({ "uri": format!("file://{}/{path}", notes.root().display()), "name": path });
    let mut client = Client::start();
    client.request(
        "initialize",
        json!({ "processId": null, "workspaceFolders": [folder("x"), folder("y")], "capabilities": capabilities("utf-16") }),
    );
    client.notify("initialized", json!({}));
    let all = loop {
        let all = run(&mut client, "paperNotes.showGraph", json!({}));
        if all["nodes"].as_array().unwrap().len() == 2 {
            break all;
        }
    };
    let ids: Vec<&str> =
        all["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["12", &format!("{}#2:0", notes.uri("y/a.txt"))]);
    client.stop();
}

#[test]
fn counts_of_each_folder_and_of_all() {
    let notes = notes();
    let mut client = client(&notes, capabilities("utf-16"));
    let folder = |uri: Option<String>| {
        json!({
            "uri": uri, "files": 3, "entries": 4, "papers": 4, "numbered": 3, "references": 3, "tags": 2,
            "findings": { "broken-reference": 1 },
        })
    };
    let mut expected = folder(None);
    expected.as_object_mut().unwrap().remove("uri");
    expected["complete"] = json!(true);
    expected["folders"] = json!([folder(Some(format!("file://{}", notes.root().display())))]);
    assert_eq!(run(&mut client, "paperNotes.stats", Value::Null), expected);
    client.stop();
}

#[test]
fn bad_arguments_are_errors() {
    let notes = notes();
    let mut client = client(&notes, able());
    let uri = notes.uri("a.txt");
    let (new, graph) = ("paperNotes.newEntry", "paperNotes.showGraph");
    let wrong = "the argument of";
    for (command, arguments, code, message) in [
        ("paperNotes.nothing", json!([]), -32602, "there is no command paperNotes.nothing"),
        (new, json!([]), -32602, wrong),
        (new, json!([7]), -32602, wrong),
        (new, json!(["file:///x"]), -32602, wrong),
        (new, json!([{ "uri": 7 }]), -32602, wrong),
        (new, json!([{ "uri": uri, "positon": { "line": 1, "character": 0 } }]), -32602, wrong),
        (new, json!([{ "uri": uri, "position": { "line": -1, "character": 0 } }]), -32602, wrong),
        (new, json!([{ "uri": uri }, 1]), -32602, "paperNotes.newEntry takes one argument, not 2"),
        (
            new,
            json!([{ "uri": "file:///no/such.txt" }]),
            -32803,
            "file:///no/such.txt is none of the files with notes",
        ),
        (new, json!([{ "uri": uri, "position": { "line": 99, "character": 0 } }]), -32803, "has no line 99"),
        (new, json!([{ "uri": notes.uri("note.md") }]), -32803, "note.md is no page"),
        (graph, json!([{ "position": { "line": 1, "character": 0 } }]), -32602, "a position needs its uri"),
        (graph, json!([{ "uri": uri, "depth": 1 }]), -32602, "a position needs its uri"),
        (
            graph,
            json!([{ "uri": uri, "position": { "line": 0, "character": 0 }, "depth": -1 }]),
            -32602,
            wrong,
        ),
        (
            graph,
            json!([{ "uri": uri, "position": { "line": 0, "character": 0 }, "depth": 1e30 }]),
            -32602,
            wrong,
        ),
        (
            graph,
            json!([{ "uri": notes.uri("b.txt"), "position": { "line": 0, "character": 0 } }]),
            -32803,
            "no entry stands there",
        ),
        ("paperNotes.stats", json!([{ "x": 1 }]), -32602, wrong),
    ] {
        let (got, said) = refused(&mut client, command, arguments.clone());
        assert_eq!(got, code, "{command} {arguments}: {said}");
        assert!(said.contains(message), "{command} {arguments}: {said}");
    }
    // It goes on, and nothing was asked of the editor.
    assert!(client.requests.iter().all(|request| request["method"] != "workspace/applyEdit"));
    assert_eq!(run(&mut client, "paperNotes.stats", json!({}))["entries"], 4);
    client.stop();
}

#[test]
fn the_commands_are_announced() {
    let notes = notes();
    let (client, answer) = Client::initialized(Some(notes.root()), capabilities("utf-16"));
    assert_eq!(
        answer["capabilities"]["executeCommandProvider"]["commands"],
        json!(["paperNotes.newEntry", "paperNotes.showGraph", "paperNotes.stats"])
    );
    client.stop();
}
