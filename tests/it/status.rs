//! `paperNotes/status`: told after each change to an editor that asks for it, and to no other.

use serde_json::json;

use crate::support::{Client, Notes, capabilities};

const PAGE: &str = "#NLP\n#NLP\nIssue Date: 2025-13-40\nA Title, Ping Yu+, arXiv'25\nComment\n・28\n";
const CATALOG: &str = r#"[{"number":28,"title":"BPR, Steffen Rendle+, UAI'09"}]"#;

#[test]
fn an_editor_that_asks_is_told_after_each_change() {
    let notes = Notes::new(&[("page.txt", PAGE), ("issues.json", CATALOG)]);
    let mut asks = capabilities("utf-16");
    asks["experimental"] = json!({ "paperNotes": { "status": true } });
    let (mut client, _) = Client::initialized(Some(notes.root()), asks);
    let status = |errors: u32, warnings: u32, entries: u32| {
        json!({
            "entries": entries, "papers": entries,
            "findings": { "error": errors, "warning": warnings, "information": 0, "hint": 0 },
        })
    };
    client.wait("the first", |client| client.statuses.last() == Some(&status(1, 1, 1)));
    client.open(&notes, "page.txt");
    let uri = notes.uri("page.txt");
    client.change(&uri, 2, json!([{ "text": PAGE.replace("2025-13-40", "2025-08-02") }]));
    client.wait("the date is mended", |client| client.statuses.last() == Some(&status(0, 1, 1)));
    client.change(&uri, 3, json!([{ "text": "" }]));
    client.wait("no entries", |client| client.statuses.last() == Some(&status(0, 0, 0)));
    client.stop();
}

#[test]
fn no_other_editor_is_told() {
    let notes = Notes::new(&[("page.txt", PAGE), ("issues.json", CATALOG)]);
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-tag") == 1);
    client.settle();
    assert_eq!(client.statuses, [json!(null); 0]);
    client.stop();
}
