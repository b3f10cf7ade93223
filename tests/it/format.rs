//! Formatting: `format` as a process, and what an editor is given.

use serde_json::{Value, json};

use crate::support::{Client, Notes, apply_all, capabilities, program};

fn run(arguments: &[&str], notes: &Notes) -> (i32, String, String) {
    let output = program().arg("format").args(arguments).arg(notes.root()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const RUN_ON: &str = "を導入😱。 #NLP #2D (Image) Issue: 12 Issue Date: 2025-01-01 Magpie, Z+, ICLR'25 Summary要約😱。 Comment・215 #QA Issue Date: 2025-01-02 Differential, T+, ICLR'25 Comment文。\n";
const BLOCK: &str = "を導入😱。\n\n#NLP\n#2D (Image)\nIssue: 12\nIssue Date: 2025-01-01\nMagpie, Z+, ICLR'25\nSummary要約😱。\nComment・215\n\n#QA\nIssue Date: 2025-01-02\nDifferential, T+, ICLR'25\nComment文。\n";
const LEFT: &str = "#NLP #QA\nIssue Date: TODO\nTitle, B+, ACL'23\n";
const EXPORT: &str = "[{\"number\": 12, \"title\": \"Magpie, Z+, ICLR'25\"}]\n\n\n";

fn notes() -> Notes {
    Notes::new(&[
        ("a.txt", RUN_ON),
        ("b.txt", BLOCK),
        ("sub/c.txt", LEFT),
        ("issues.json", EXPORT),
        ("readme.md", "# Notes   \n\n\n\n"),
        (".paper-notes.toml", "language = 'en'\n\n\n"),
    ])
}

fn read(notes: &Notes) -> [String; 6] {
    ["a.txt", "b.txt", "sub/c.txt", "issues.json", "readme.md", ".paper-notes.toml"]
        .map(|name| notes.read(name))
}

#[test]
fn check_says_what_would_change_and_writes_nothing() {
    let notes = notes();
    let before = read(&notes);
    let (code, out, err) = run(&["--check"], &notes);
    assert_eq!((code, err.as_str()), (1, ""));
    assert_eq!(
        out,
        "a.txt\nsub/c.txt:1: left as it is: its date is not sure\nwould change: files 1, entries 2 of 5; left as they are: 1\n"
    );
    let (code, out, _) = run(&["--check", "--diff"], &notes);
    assert_eq!(code, 1);
    assert!(out.starts_with("--- a/a.txt\n+++ b/a.txt\n"), "{out}");
    assert!(out.contains(&format!("\n-{RUN_ON}+を導入😱。\n+\n+#NLP\n")), "{out}");
    let (code, diff, _) = run(&["--diff"], &notes);
    assert_eq!((code, diff), (0, out));
    assert_eq!(before, read(&notes));
    assert_eq!(program().arg("format").output().unwrap().status.code(), Some(2), "a path has to be named");
}

#[test]
fn pages_are_written_and_a_second_run_changes_nothing() {
    let notes = notes();
    let [_, rest @ ..] = read(&notes);
    let (code, out, err) = run(&[], &notes);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.ends_with("changed: files 1, entries 2 of 5; left as they are: 1\n"), "{out}");
    let [a, others @ ..] = read(&notes);
    assert_eq!((a.as_str(), others), (BLOCK, rest));
    let (code, out, _) = run(&["--check"], &notes);
    assert_eq!(code, 0, "{out}");
    assert!(out.starts_with("sub/c.txt:1: "), "{out}");
    assert_eq!(std::fs::read_dir(notes.root()).unwrap().count(), 6, "nothing is left over");
}

#[test]
fn only_the_files_that_are_named_and_in_japanese() {
    let notes = Notes::new(&[("a.txt", RUN_ON), ("b.txt", RUN_ON), ("issues.json", EXPORT)]);
    let mut format = program();
    format.env("LC_ALL", "ja_JP.UTF-8").arg("format").arg(notes.path("b.txt"));
    let output = format.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(out, "b.txt\n変更: ファイル 1 個、ノート 2 件中 2 件、そのまま 0 件\n");
    assert_eq!((notes.read("a.txt").as_str(), notes.read("b.txt").as_str()), (RUN_ON, BLOCK));
}

/// What a client says that has everything formatted.
fn formats(encoding: &str) -> Value {
    let mut all = capabilities(encoding);
    for method in ["formatting", "rangeFormatting", "onTypeFormatting"] {
        all["textDocument"][method] = json!({});
    }
    all
}

const PROVIDERS: [&str; 3] =
    ["documentFormattingProvider", "documentRangeFormattingProvider", "documentOnTypeFormattingProvider"];

#[test]
fn it_is_offered_to_who_announces_it() {
    let notes = notes();
    let (client, answer) = Client::initialized(Some(notes.root()), formats("utf-16"));
    let offered = PROVIDERS.map(|provider| answer["capabilities"][provider].clone());
    assert_eq!(offered, [json!(true), json!(true), json!({ "firstTriggerCharacter": "\n" })]);
    client.stop();
    let (client, answer) = Client::initialized(Some(notes.root()), capabilities("utf-16"));
    assert_eq!(
        PROVIDERS.map(|provider| answer["capabilities"][provider].clone()),
        [const { Value::Null }; 3]
    );
    client.stop();
}

#[test]
fn an_editor_is_given_small_edits_in_its_columns() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let notes = notes();
        let mut client = Client::initialized(Some(notes.root()), formats(encoding)).0;
        let options = json!({ "tabSize": 4, "insertSpaces": true });
        let ask = |client: &mut Client, name: &str| {
            client.open(&notes, name);
            let document = json!({ "uri": notes.uri(name) });
            client.request("textDocument/formatting", json!({ "textDocument": document, "options": options }))
        };
        let edits = ask(&mut client, "a.txt");
        let columns: Vec<u64> = edits
            .as_array()
            .unwrap()
            .iter()
            .map(|edit| edit["range"]["start"]["character"].as_u64().unwrap())
            .collect();
        let text = |at: usize| match encoding {
            "utf-8" => at,
            "utf-16" => RUN_ON[..at].encode_utf16().count(),
            _ => RUN_ON[..at].chars().count(),
        };
        let starts = ["#NLP", "#2D", "Issue: 12"].map(|part| text(RUN_ON.find(part).unwrap() - 1) as u64);
        assert_eq!(columns[..3], starts, "{encoding}");
        if encoding == "utf-16" {
            assert_eq!(apply_all(RUN_ON, &edits), BLOCK);
        }
        assert_eq!(ask(&mut client, "b.txt"), json!([]));
        assert_eq!(ask(&mut client, "issues.json"), json!([]));
        client.stop();
    }
}

#[test]
fn a_range_and_what_is_typed() {
    let notes = notes();
    let mut client = Client::initialized(Some(notes.root()), formats("utf-16")).0;
    let (uri, text) = (notes.uri("a.txt"), RUN_ON.replace(" #QA", "\n#QA"));
    client.open_text(&uri, &text);
    let at = |line: usize, character: usize| json!({ "line": line, "character": character });
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let range = |client: &mut Client, from: Value, to: Value| {
        let range = json!({ "start": from, "end": to });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "options": options });
        client.request("textDocument/rangeFormatting", params)
    };
    let second = "\n\n#QA\nIssue Date: 2025-01-02\nDifferential, T+, ICLR'25\nComment文。\n";
    let edits = range(&mut client, at(1, 0), at(2, 0));
    assert_eq!(apply_all(&text, &edits), text[..text.find("\n#QA").unwrap()].to_owned() + second);
    let edits = range(&mut client, at(0, 20), at(1, 0));
    let first = BLOCK[..BLOCK.find("#QA").unwrap()].to_owned();
    assert_eq!(apply_all(&text, &edits), first + &text[text.find("#QA").unwrap()..]);
    assert_eq!(range(&mut client, at(9, 0), at(9, 9)), Value::Null, "no line of the document");

    let typed = |client: &mut Client, version: i64, text: &str, position: Value| {
        client.change(&uri, version, json!([{ "text": text }]));
        let params =
            json!({ "textDocument": { "uri": uri }, "position": position, "ch": "\n", "options": options });
        client.request("textDocument/onTypeFormatting", params)
    };
    assert_eq!(typed(&mut client, 2, &text, at(2, 0)), json!([]), "a line of it may follow");
    let finished = format!("{text}\n");
    let edits = typed(&mut client, 3, &finished, at(3, 0));
    assert_eq!(apply_all(&finished, &edits), text[..text.find("\n#QA").unwrap()].to_owned() + second + "\n");
    client.stop();
}
