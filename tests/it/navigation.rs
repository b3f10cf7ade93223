//! Getting around, over the protocol: places, outlines, the citation graph, folds and links.

use serde_json::{Value, json};

use crate::support::{Client, Notes, apply_all, capabilities};

const A: &str = "見出し😱\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nThe Twelfth Paper of All, B+, ACL'23\nSummary要約\nComment😱 https://example.com/a、と\n・30\n";
const B: &str = "#QA #NLP Issue: 30 Issue Date: 2025-01-02 Another, C+, ACL'23 Comment😱 #12 も。 #QA Issue Date: 2025-01-03 Third, D+, ACL'24\n";

fn notes() -> Notes {
    Notes::new(&[
        (".paper-notes.toml", "repository = 'https://github.com/o/r'\n"),
        ("a.txt", A),
        ("b.txt", B),
    ])
}

/// A client with both pages open.
fn client(notes: &Notes, nested: bool) -> Client {
    let mut all = capabilities("utf-16");
    all["textDocument"]["documentSymbol"] = json!({ "hierarchicalDocumentSymbolSupport": nested });
    let mut client = Client::initialized(Some(notes.root()), all).0;
    client.open(notes, "a.txt");
    client.open(notes, "b.txt");
    // What is asked of all notes would be refused before.
    client.wait_until_read();
    client
}

fn at(notes: &Notes, name: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": notes.uri(name) }, "position": { "line": line, "character": character } })
}

/// A range as `line:from-to`, or `line:from-line:to` over several lines.
fn shown(range: &Value) -> String {
    let (start, end) = (&range["start"], &range["end"]);
    if start["line"] == end["line"] {
        return format!("{}:{}-{}", start["line"], start["character"], end["character"]);
    }
    format!("{}:{}-{}:{}", start["line"], start["character"], end["line"], end["character"])
}

fn places(answer: &Value) -> Vec<String> {
    let place = |place: &Value| {
        let name = place["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        format!("{name} {}", shown(&place["range"]))
    };
    answer.as_array().unwrap().iter().map(place).collect()
}

#[test]
fn references_and_highlights() {
    let notes = notes();
    let mut client = client(&notes, true);
    let mut ask = at(&notes, "a.txt", 4, 3);
    ask["context"] = json!({ "includeDeclaration": true });
    let found = client.request("textDocument/references", ask.clone());
    assert_eq!(places(&found), ["a.txt 4:0-36", "b.txt 0:73-75"]);
    ask["context"]["includeDeclaration"] = json!(false);
    assert_eq!(places(&client.request("textDocument/references", ask)), ["b.txt 0:73-75"]);
    let found = client.request("textDocument/documentHighlight", at(&notes, "a.txt", 4, 3));
    assert_eq!(
        found,
        json!([{ "range": { "start": { "line": 2, "character": 7 }, "end": { "line": 2, "character": 9 } }, "kind": 3 }])
    );
    let mut nothing = at(&notes, "a.txt", 0, 1);
    nothing["context"] = json!({ "includeDeclaration": true });
    assert_eq!(client.request("textDocument/references", nothing), Value::Null);
    client.stop();
}

#[test]
fn the_citation_graph() {
    let notes = notes();
    let mut client = client(&notes, true);
    let items = client.request("textDocument/prepareCallHierarchy", at(&notes, "b.txt", 0, 74));
    let item = &items[0];
    assert_eq!(item["name"], "The Twelfth Paper of All");
    assert_eq!(item["detail"], "B+ · ACL'23 · #12 · a.txt");
    let incoming = client.request("callHierarchy/incomingCalls", json!({ "item": item }));
    assert_eq!(incoming.as_array().unwrap().len(), 1);
    assert_eq!(incoming[0]["from"]["name"], "Another");
    assert_eq!(shown(&incoming[0]["fromRanges"][0]), "0:73-75");
    let outgoing = client.request("callHierarchy/outgoingCalls", json!({ "item": item }));
    assert_eq!(outgoing[0]["to"]["name"], "Another");
    assert_eq!(shown(&outgoing[0]["fromRanges"][0]), "7:1-3");
    // The text moved since the item was given out.
    let start = json!({ "line": 0, "character": 0 });
    client.change(
        &notes.uri("a.txt"),
        2,
        json!([{ "range": { "start": start, "end": start }, "text": "前" }]),
    );
    let outgoing = client.request("callHierarchy/outgoingCalls", json!({ "item": item }));
    assert_eq!(outgoing.as_array().unwrap().len(), 1);
    client.stop();
}

#[test]
fn outlines_nested_or_flat() {
    let notes = notes();
    let mut nested = client(&notes, true);
    let ask = json!({ "textDocument": { "uri": notes.uri("a.txt") } });
    let symbols = nested.request("textDocument/documentSymbol", ask.clone());
    let entry = &symbols[0];
    assert_eq!(
        (&entry["name"], &entry["detail"]),
        (&json!("The Twelfth Paper of All"), &json!("B+ · ACL'23 · #12"))
    );
    assert_eq!(
        (shown(&entry["range"]), shown(&entry["selectionRange"])),
        ("1:0-7:3".into(), "4:0-36".into())
    );
    let children: Vec<_> =
        entry["children"].as_array().unwrap().iter().map(|child| child["name"].clone()).collect();
    assert_eq!(children, ["Summary", "Comment"]);
    let found = nested.request("workspace/symbol", json!({ "query": "#qa another" }));
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["name"], "30  Another");
    assert_eq!(found[0]["location"]["uri"], notes.uri("b.txt"));
    assert_eq!(nested.request("workspace/symbol", json!({ "query": "no such thing" })), json!([]));
    nested.stop();
    let mut flat = client(&notes, false);
    let symbols = flat.request("textDocument/documentSymbol", ask);
    assert_eq!(symbols.as_array().unwrap().len(), 1);
    assert_eq!(shown(&symbols[0]["location"]["range"]), "4:0-36");
    assert_eq!(symbols[0]["containerName"], "B+ · ACL'23 · #12");
    flat.stop();
}

#[test]
fn folds_selections_and_links() {
    let notes = notes();
    let mut client = client(&notes, true);
    let document = json!({ "textDocument": { "uri": notes.uri("a.txt") } });
    let folds = client.request("textDocument/foldingRange", document.clone());
    let lines: Vec<_> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|fold| (fold["startLine"].clone(), fold["endLine"].clone()))
        .collect();
    assert_eq!(lines, [(json!(1), json!(7)), (json!(6), json!(7))]);
    let mut ask = document.clone();
    ask["positions"] = json!([{ "line": 7, "character": 2 }, { "line": 0, "character": 0 }]);
    let selections = client.request("textDocument/selectionRange", ask);
    let mut around = Vec::new();
    let mut selection = &selections[0];
    while selection.is_object() {
        around.push(shown(&selection["range"]));
        selection = &selection["parent"];
    }
    assert_eq!(around, ["7:1-3", "7:0-3", "6:0-7:3", "1:0-7:3", "0:0-8:0"]);
    assert_eq!(shown(&selections[1]["range"]), "0:0-8:0");
    let links = client.request("textDocument/documentLink", document);
    let links: Vec<_> = links
        .as_array()
        .unwrap()
        .iter()
        .map(|link| format!("{} {}", shown(&link["range"]), link["target"].as_str().unwrap()))
        .collect();
    assert_eq!(links, ["2:7-9 https://github.com/o/r/issues/12", "6:10-31 https://example.com/a"]);
    client.stop();
}

#[test]
fn renaming_and_its_refusal() {
    let notes = notes();
    let mut client = client(&notes, true);
    let named = client.request("textDocument/prepareRename", at(&notes, "a.txt", 1, 2));
    assert_eq!((shown(&named["range"]), &named["placeholder"]), ("1:1-4".into(), &json!("NLP")));
    assert_eq!(client.request("textDocument/prepareRename", at(&notes, "a.txt", 5, 8)), Value::Null);
    let renamed = |client: &mut Client, ask: &Value, name: &str| {
        let mut ask = ask.clone();
        ask["newName"] = json!(name);
        let edit = client.request("textDocument/rename", ask);
        let changes = edit["documentChanges"].as_array().unwrap();
        assert_eq!(changes[0]["textDocument"]["version"], 1);
        let texts = ["a.txt", "b.txt"].map(|name| {
            let change = changes.iter().find(|change| change["textDocument"]["uri"] == notes.uri(name));
            change.map(|change| apply_all(&notes.read(name), &change["edits"]))
        });
        texts.map(Option::unwrap)
    };
    let [a, b] = renamed(&mut client, &at(&notes, "a.txt", 1, 2), "Natural Language");
    assert_eq!((a, b), (A.replace("#NLP", "#Natural Language"), B.replace("#NLP", "#Natural Language")));
    let [a, b] = renamed(&mut client, &at(&notes, "b.txt", 0, 74), "120");
    assert_eq!((a, b), (A.replace("Issue: 12", "Issue: 120"), B.replace("#12", "#120")));
    let mut taken = at(&notes, "b.txt", 0, 74);
    taken["newName"] = json!("30");
    let id = client.ask("textDocument/rename", taken);
    let error = client.error(id);
    assert_eq!((&error["code"], &error["message"]), (&json!(-32803), &json!("30 is taken: Another")));
    client.stop();
}

#[test]
fn hints_lenses_and_tokens() {
    let notes = notes();
    let mut client = client(&notes, true);
    let mut ask = json!({ "textDocument": { "uri": notes.uri("b.txt") } });
    let lenses = client.request("textDocument/codeLens", ask.clone());
    assert_eq!(lenses.as_array().unwrap().len(), 1);
    assert_eq!(
        (shown(&lenses[0]["range"]), &lenses[0]["command"]["title"]),
        ("0:42-42".into(), &json!("1 reference"))
    );
    assert_eq!(lenses[0]["command"]["command"], "paperNotes.showReferences");
    let arguments = &lenses[0]["command"]["arguments"];
    assert_eq!(
        (&arguments[0], places(&arguments[2])),
        (&json!(notes.uri("b.txt")), vec!["a.txt 7:1-3".to_owned()])
    );
    let start = json!({ "line": 0, "character": 0 });
    ask["range"] = json!({ "start": start, "end": { "line": 1, "character": 0 } });
    let hints = client.request("textDocument/inlayHint", ask.clone());
    assert_eq!(hints.as_array().unwrap().len(), 1);
    assert_eq!(
        (&hints[0]["label"], &hints[0]["position"]),
        (&json!("The Twelfth Paper of All"), &json!({ "line": 0, "character": 75 }))
    );
    assert_eq!(hints[0].get("tooltip"), None);
    let resolved = client.request("inlayHint/resolve", hints[0].clone());
    assert!(resolved["tooltip"]["value"].as_str().unwrap().contains("要約"));
    let whole = client.request("textDocument/semanticTokens/full", ask.clone());
    let data: Vec<u64> = whole["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    // `#QA`, `#NLP`, `30`: columns are relative and UTF-16.
    assert_eq!(data[..15], [0, 0, 3, 0, 0, 0, 4, 4, 0, 0, 0, 12, 2, 3, 0]);
    assert_eq!(data.len() % 5, 0);
    let columns: u64 = data.chunks(5).filter(|token| token[3] == 7).count() as u64;
    assert_eq!(columns, 1, "one reference that leads somewhere");
    assert_eq!(client.request("textDocument/semanticTokens/range", ask), whole);
    client.stop();
}

/// What is drawn in one document depends on others.
#[test]
fn an_editor_draws_again_what_another_file_changed() {
    let notes = notes();
    let mut all = capabilities("utf-16");
    for feature in ["inlayHint", "codeLens", "semanticTokens"] {
        all["workspace"][feature] = json!({ "refreshSupport": true });
    }
    let mut client = Client::initialized(Some(notes.root()), all).0;
    let told = |client: &Client| {
        let methods = client.requests.iter().map(|request| request["method"].as_str().unwrap().to_owned());
        methods.filter(|method| method.ends_with("/refresh")).collect::<Vec<_>>()
    };
    client.wait("what was read", |client| told(client).len() >= 3);
    client.open(&notes, "a.txt");
    client.wait("the first document", |client| told(client).len() >= 6);
    // Alone, it asks by itself where it changes something.
    let before = told(&client).len();
    let start = json!({ "line": 0, "character": 0 });
    let typed = json!([{ "range": { "start": start, "end": start }, "text": "前" }]);
    client.change(&notes.uri("a.txt"), 2, typed.clone());
    client.request("textDocument/hover", at(&notes, "a.txt", 0, 0));
    assert_eq!(told(&client).len(), before);
    client.open(&notes, "b.txt");
    client.wait("the second document", |client| told(client).len() >= before + 3);
    let before = told(&client).len();
    client.change(&notes.uri("a.txt"), 3, typed);
    client.wait("another document may be drawn otherwise", |client| told(client).len() >= before + 3);
    let kinds = ["inlayHint", "codeLens", "semanticTokens"].map(|kind| format!("workspace/{kind}/refresh"));
    assert!(kinds.iter().all(|kind| told(&client)[before..].contains(kind)));
    client.stop();
}
