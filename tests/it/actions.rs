//! What can be done at a place that mends nothing, and new entries, over the protocol.

use serde_json::{Value, json};

use crate::support::{Client, Notes, apply, apply_all, capabilities};

const EXPORT: &str = r#"[{"number":2094,"title":"Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25","url":"https://github.com/o/r/issues/2094"},
{"number":2095,"title":"Scaling Laws for Everything, Ann Lee+, ACL'25","url":"https://github.com/o/r/issues/2095"}]"#;
const PAGE: &str = "😱走り書き\n#A #B Issue Date: 2024-01-01 One, B+, ACL'24 Comment😱 #2094 と #2905 と。 #A #B Issue Date: 2024-01-02 Two, C+, ACL'24\n#B\n#A\nIssue Date: 2024-01-03\nMagpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25\nComment一\n\n#A #B #C\nIssue Date: 2024-01-04\nFour, D+, ACL'24\n";

fn notes() -> Notes {
    Notes::new(&[("issues.json", EXPORT), ("page.txt", PAGE)])
}

/// A client with the page open and everything read.
fn client(notes: &Notes, capabilities: Value) -> Client {
    let mut client = Client::initialized(Some(notes.root()), capabilities).0;
    client.open(notes, "page.txt");
    client.wait("findings", |client| client.count("broken-reference") > 0);
    client
}

fn actions(client: &mut Client, notes: &Notes, line: usize, character: usize, only: &Value) -> Vec<Value> {
    asked(client, notes, line, character, json!({ "diagnostics": [], "only": only }))
}

fn asked(client: &mut Client, notes: &Notes, line: usize, character: usize, context: Value) -> Vec<Value> {
    let at = json!({ "line": line, "character": character });
    let found = client.request(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": notes.uri("page.txt") }, "range": { "start": at, "end": at },
            "context": context,
        }),
    );
    found.as_array().unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

#[test]
fn each_kind_is_given_to_who_asks_for_it() {
    // A link, for a number that nothing has is not made one.
    let page = PAGE.replace("#2905 と。", "https://github.com/o/r/issues/2905 と。");
    let notes = notes();
    notes.write("page.txt", &page);
    let mut client = client(&notes, capabilities("utf-16"));
    let column = page.lines().nth(1).unwrap().split("2905").next().unwrap().encode_utf16().count();
    let of = |client: &mut Client, only: Value| {
        let found = actions(client, &notes, 1, column, &only);
        let kinds: Vec<String> =
            found.iter().map(|action| action["kind"].as_str().unwrap().to_owned()).collect();
        kinds
    };
    assert_eq!(of(&mut client, json!(null)), ["quickfix", "refactor.rewrite"]);
    assert_eq!(of(&mut client, json!(["quickfix"])), ["quickfix"]);
    assert_eq!(of(&mut client, json!(["refactor"])), ["refactor.rewrite"]);
    assert_eq!(of(&mut client, json!(["refactor.rewrite"])), ["refactor.rewrite"]);
    assert_eq!(of(&mut client, json!([""])), ["quickfix", "refactor.rewrite"]);
    assert_eq!(of(&mut client, json!(["refactor.extract", "source"])), [""; 0]);
    // Which the editor asks for at each move of the cursor.
    let by_itself = json!({ "diagnostics": [], "triggerKind": 2 });
    assert_eq!(
        titles(&asked(&mut client, &notes, 1, column, by_itself)),
        ["Write 2095: Scaling Laws for Everything"]
    );
    let by_hand = json!({ "diagnostics": [], "triggerKind": 1 });
    let found = asked(&mut client, &notes, 1, column, by_hand);
    assert_eq!(
        titles(&found),
        ["Write 2095: Scaling Laws for Everything", "Write the link as the reference #2905"]
    );
    assert_eq!(
        (&found[0]["isPreferred"], &found[0]["diagnostics"][0]["code"]),
        (&json!(false), &json!("broken-reference"))
    );
    assert_eq!(found[1].get("diagnostics"), None);
    for (action, new) in found.iter().zip(["https://github.com/o/r/issues/2095 と。", "#2905 と。"]) {
        let change = &action["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"], json!({ "uri": notes.uri("page.txt"), "version": 1 }));
        assert_eq!(apply_all(&page, &change["edits"]), PAGE.replace("#2905 と。", new));
    }
    client.stop();
}

#[test]
fn what_a_head_offers() {
    let notes = notes();
    let mut client = client(&notes, capabilities("utf-16"));
    let found = actions(&mut client, &notes, 3, 1, &json!(["refactor"]));
    let number = PAGE.replace("#A\nIssue Date", "#A\nIssue: 2094\nIssue Date");
    let expected = [
        ("Write the number 2094 into the entry", number),
        ("Remove the tag #A", PAGE.replace("#B\n#A\n", "#B\n")),
        ("Sort the tags as other entries do", PAGE.replace("#B\n#A\n", "#A\n#B\n")),
        ("Add the tag #C", PAGE.replace("#B\n#A\n", "#B\n#A\n#C\n")),
    ];
    assert_eq!(titles(&found), expected.each_ref().map(|(title, _)| *title));
    for (action, (title, after)) in found.iter().zip(&expected) {
        let change = &action["edit"]["documentChanges"][0];
        assert_eq!(&apply_all(PAGE, &change["edits"]), after, "{title}");
    }
    // In its text an entry has no such things.
    assert_eq!(actions(&mut client, &notes, 6, 7, &Value::Null), [Value::Null; 0]);
    client.stop();
}

#[test]
fn an_editor_that_takes_commands_only_gets_none() {
    let notes = notes();
    let mut old = capabilities("utf-16");
    old["textDocument"]["codeAction"] = json!({});
    let (client, answer) = Client::initialized(Some(notes.root()), old);
    assert_eq!(answer["capabilities"].get("codeActionProvider"), None);
    client.stop();
}

/// The day at the dateline's two sides is never the same, so one of them is not that of this machine or of UTC.
#[test]
fn a_new_entry_has_the_date_of_the_person() {
    let notes = notes();
    let mut dates = Vec::new();
    for zone in ["Pacific/Kiritimati", "Etc/GMT+12"] {
        let client = Client::start_in(Some(zone));
        let mut client = client.initialize(Some(notes.root()), capabilities("utf-16")).0;
        client.open(&notes, "page.txt");
        client.wait("findings", |client| client.count("broken-reference") > 0);
        let list = client.at("textDocument/completion", &notes.uri("page.txt"), 7, 0);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let item = &list["items"][0];
        assert_eq!(
            (&item["label"], &item["kind"], &item["insertTextFormat"]),
            (&json!("New entry"), &json!(15), &json!(2))
        );
        let date = item["labelDetails"]["description"].as_str().unwrap().to_owned();
        assert_eq!(item["textEdit"]["newText"], format!("Issue Date: {date}\n$0"));
        dates.push(date);
        client.stop();
    }
    assert!(dates[0] > dates[1], "{dates:?}");
}

#[test]
fn an_editor_without_snippets_gets_plain_text() {
    let notes = notes();
    let mut plain = capabilities("utf-16");
    plain["textDocument"]["completion"]["completionItem"]["snippetSupport"] = json!(false);
    let mut client = client(&notes, plain);
    let list = client.at("textDocument/completion", &notes.uri("page.txt"), 7, 0);
    let item = &list["items"][0];
    assert_eq!(item.get("insertTextFormat"), None);
    let after = apply(PAGE, &item["textEdit"]);
    let (before, rest) =
        after.split_once("\nIssue Date: 20").and_then(|_| after.split_once("Comment一\n")).unwrap();
    assert!(
        PAGE.starts_with(before)
            && rest.ends_with("\n\n#A #B #C\nIssue Date: 2024-01-04\nFour, D+, ACL'24\n"),
        "{after}"
    );
    assert!(!after.contains('$'));
    // Within an entry there is none.
    assert_eq!(client.at("textDocument/completion", &notes.uri("page.txt"), 6, 0), Value::Null);
    client.stop();
}

#[test]
fn a_pasted_address_becomes_a_note() {
    let notes = notes();
    let mut client = client(&notes, capabilities("utf-16"));
    let uri = notes.uri("page.txt");
    let url = "https://arxiv.org/abs/2401.00001";
    let at = json!({ "line": 7, "character": 0 });
    client.change(&uri, 2, json!([{ "range": { "start": at, "end": at }, "text": url }]));
    let list = client.at("textDocument/completion", &uri, 7, url.len());
    let item = &list["items"][0];
    assert_eq!(
        (&item["label"], &item["filterText"]),
        (&json!("Start a note on arXiv:2401.00001"), &json!(url))
    );
    let new = item["textEdit"]["newText"].as_str().unwrap();
    assert!(new.starts_with("Issue Date: ") && new.ends_with(&format!("\n$0\nSummary\n{url}")), "{new}");
    let found = actions(&mut client, &notes, 7, 3, &json!(["refactor"]));
    assert_eq!(titles(&found), ["Start a note on arXiv:2401.00001"]);
    let change = &found[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 2);
    let pasted = PAGE.replace("一\n\n", &format!("一\n{url}\n"));
    let expected = pasted.replace(url, &new.replace("$0", ""));
    assert_eq!(apply_all(&pasted, &change["edits"]), expected);
    client.stop();
}

/// A snippet's line ends are those of the document, whatever they are written as; an edit's stand as they are.
#[test]
fn windows_line_ends_stay() {
    let page = PAGE.replace('\n', "\r\n");
    let notes = Notes::new(&[("issues.json", EXPORT), ("page.txt", &page)]);
    let mut client = client(&notes, capabilities("utf-16"));
    let uri = notes.uri("page.txt");
    let list = client.at("textDocument/completion", &uri, 7, 0);
    let new = list["items"][0]["textEdit"]["newText"].as_str().unwrap();
    assert!(new.starts_with("Issue Date: ") && new.ends_with("\n$0") && !new.contains('\r'), "{new:?}");
    let at = json!({ "line": 7, "character": 0 });
    let url = "https://arxiv.org/abs/2401.00001";
    client.change(&uri, 2, json!([{ "range": { "start": at, "end": at }, "text": url }]));
    let found = actions(&mut client, &notes, 7, 3, &json!(["refactor"]));
    let edit = found[0]["edit"]["documentChanges"][0]["edits"][0]["newText"].as_str().unwrap();
    assert!(edit.ends_with(&format!("\r\n\r\nSummary\r\n{url}")), "{edit:?}");
    client.stop();
}
