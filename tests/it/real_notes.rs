//! Counts on a real repository of notes, made independently. The notes are not ours to pass on: the
//! environment variable `PAPER_NOTES_REAL` names their folder, and without it there is nothing to check.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Client, Notes, apply, capabilities, program};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("PAPER_NOTES_REAL").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("PAPER_NOTES_REAL names no folder of real notes; nothing is checked");
    }
    folder
}

fn json(command: &[&str], folder: &std::path::Path) -> Value {
    let output = program().args(command).arg(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn findings() {
    let Some(folder) = folder() else { return };
    let report = json(&["check", "--format", "json"], &folder);
    let summary = &report["summary"];
    assert_eq!((&summary["entries"], &summary["papers"]), (&149.into(), &87.into()));
    assert!(summary["numbered"].as_u64().unwrap() >= 72);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in report["diagnostics"].as_array().unwrap() {
        *counts.entry(diagnostic["code"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(counts, BTreeMap::from([("duplicate-entry", 62), ("broken-reference", 6)]));
    let broken = report["diagnostics"].as_array().unwrap().iter().filter(|d| d["code"] == "broken-reference");
    let mut messages: Vec<&str> = broken.map(|d| d["message"].as_str().unwrap()).collect();
    messages.sort_unstable();
    messages.dedup();
    assert_eq!(
        messages,
        ["no entry has the number 1475", "no entry has the number 1829", "no entry has the number 2274"]
    );
}

#[test]
fn references() {
    let Some(folder) = folder() else { return };
    let export = json(&["export"], &folder);
    let page = export["files"].as_array().unwrap().iter().find(|file| file["kind"] == "page").unwrap();
    let mut certain: BTreeMap<u64, usize> = BTreeMap::new();
    let mut others: BTreeMap<(String, u64, bool), usize> = BTreeMap::new();
    for reference in
        page["entries"].as_array().unwrap().iter().flat_map(|entry| entry["references"].as_array().unwrap())
    {
        let (form, number) = (reference["form"].as_str().unwrap(), reference["number"].as_u64().unwrap());
        if form == "bullet" {
            *certain.entry(number).or_default() += 1;
        } else {
            let resolved = reference["resolved"].as_bool().unwrap();
            *others.entry((form.to_owned(), number, resolved)).or_default() += 1;
        }
    }
    assert_eq!((certain.values().sum::<usize>(), certain.len()), (40, 19));
    let twice = |form: &str, number, resolved| ((form.to_owned(), number, resolved), 2);
    let expected = [
        twice("glued", 2378, false),
        twice("bare", 1370, true),
        twice("bare", 1272, true),
        twice("bare", 1048, true),
        twice("bare", 28, true),
    ];
    assert_eq!(others, BTreeMap::from(expected));
}

#[test]
fn columns_behind_an_emoji_in_each_encoding() {
    let Some(folder) = folder() else { return };
    let notes = Notes::copy_of(&folder);
    let uri = notes.uri("action_wanted.txt");
    let text = notes.read("action_wanted.txt");
    let at = text.find("😱 #NeuralNetwork").unwrap() + "😱 #".len();
    let line = text[..at].matches('\n').count();
    let before = text[..at].rsplit('\n').next().unwrap();
    let columns = [before.len(), before.encode_utf16().count(), before.chars().count()];
    for (encoding, column) in ["utf-8", "utf-16", "utf-32"].into_iter().zip(columns) {
        let (mut client, _) = Client::initialized(Some(notes.root()), capabilities(encoding));
        client.open(&notes, "action_wanted.txt");
        client.wait("the repository", |client| client.count("broken-reference") > 0);
        let hover = client.at("textDocument/hover", &uri, line, column + 5);
        let place = |character| serde_json::json!({ "line": line, "character": character });
        assert_eq!(hover["range"], serde_json::json!({ "start": place(column), "end": place(column + 13) }));
        assert!(hover["contents"]["value"].as_str().unwrap().contains("NeuralNetwork"));
        client.stop();
    }
}

#[test]
fn every_fix_loses_nothing() {
    let Some(folder) = folder() else { return };
    let notes = Notes::copy_of(&folder);
    let uri = notes.uri("action_wanted.txt");
    let text = notes.read("action_wanted.txt");
    let mut client = Client::on(&notes);
    client.open(&notes, "action_wanted.txt");
    client.wait("62 copies", |client| client.count("duplicate-entry") == 62);
    let copies: Vec<Value> =
        client.published[&uri].iter().filter(|d| d["code"] == "duplicate-entry").cloned().collect();
    let mut fixed = 0;
    for copy in copies {
        let unnecessary = copy.get("tags").is_some();
        let params = serde_json::json!({ "textDocument": { "uri": uri }, "range": copy["range"], "context": { "diagnostics": [] } });
        let actions = client.request("textDocument/codeAction", params);
        let Some(action) = actions.as_array().and_then(|actions| actions.first()) else {
            assert!(!unnecessary, "a copy that adds nothing can be removed: {copy}");
            continue;
        };
        let edit = &action["edit"]["documentChanges"][0]["edits"][0];
        let edited = apply(&text, edit);
        // What is left is the text before and the text behind, and what went is one whole entry.
        let prefix = text.bytes().zip(edited.bytes()).take_while(|(a, b)| a == b).count();
        let gone = text.len() - edited.len();
        assert!(
            text.as_bytes()[prefix + gone..] == edited.as_bytes()[prefix..]
                || text.ends_with(&edited[edited.len() - 40..])
        );
        assert!(gone > 100);
        fixed += 1;
    }
    assert!(fixed >= 50, "{fixed} of 62 copies add nothing");
    client.stop();
}
