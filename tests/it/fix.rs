//! `check --fix` and the editor's fix of all: what loses nothing is done, and nothing else.

use std::collections::HashSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Client, Notes, apply_all, capabilities, program};

fn run(arguments: &[&str], notes: &Notes) -> (i32, String, String) {
    let output = program().arg("check").args(arguments).arg(notes.root()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const A: &str =
    "#NLP\r\nIssue Date: 2025-01-01\r\nMagpie: Alignment Data Synthesis, Z+, ICLR'25\r\nComment😱\r\n";
const B: &str =
    "#NLP #QA #NLP Issue Date: 2025-01-02 Differential Transformer Again, Tianzhu Ye+, ICLR'25 Comment文。\n";
const B_FIXED: &str =
    "#NLP #QA Issue Date: 2025-01-02 Differential Transformer Again, Tianzhu Ye+, ICLR'25 Comment文。\n";

fn notes() -> Notes {
    Notes::new(&[
        ("a.txt", &format!("{A}{B}")),
        ("b.txt", A),
        ("c.txt", &format!("{A}{A}")),
        ("d.txt", &A.replace('😱', "他")),
    ])
}

#[test]
fn a_diff_is_shown_and_nothing_written() {
    let notes = notes();
    let read =
        || -> Vec<String> { ["a.txt", "b.txt", "c.txt"].iter().map(|name| notes.read(name)).collect() };
    let before = read();
    let (code, out, err) = run(&["--fix", "--diff"], &notes);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("--- a/a.txt\n+++ b/a.txt\n"), "{out}");
    assert!(out.contains(&format!("-{B}+{B_FIXED}")), "{out}");
    assert_eq!(before, read());
    assert_eq!(run(&["--diff"], &notes).0, 2, "only with --fix");
    assert_eq!(run(&["--fix", "--diff", "--format", "json"], &notes).0, 2, "a diff is no JSON");
}

#[test]
fn what_loses_nothing_is_done_and_a_second_run_changes_nothing() {
    let notes = notes();
    let (code, out, err) = run(&["--fix"], &notes);
    assert_eq!((code, err.as_str()), (1, ""), "d.txt says something else: {out}");
    let changed = "files changed: 3\n  a.txt\n  b.txt\n  c.txt\n";
    assert!(out.starts_with(&format!("{changed}copies left that say something of their own: 1;")), "{out}");
    assert_eq!(notes.read("a.txt"), format!("{A}{B_FIXED}"));
    assert_eq!((notes.read("b.txt").trim(), notes.read("c.txt").trim()), ("", ""));
    assert_eq!(notes.read("d.txt"), A.replace('😱', "他"));
    let (_, again, _) = run(&["--fix"], &notes);
    assert!(again.starts_with("files changed: 0\n"), "{again}");
    let left = std::fs::read_dir(notes.root()).unwrap().count();
    assert_eq!(left, 4, "nothing is left over");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_named_and_whole() {
    use std::os::unix::fs::PermissionsExt;
    let notes = Notes::new(&[("sub/c.txt", &format!("{A}{A}"))]);
    let folder = notes.path("sub");
    let allow = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    allow(0o555);
    // Root may write everywhere.
    let may_write_anyway = std::fs::write(folder.join("probe"), "").is_ok();
    let (code, _, err) = run(&["--fix"], &notes);
    allow(0o755);
    if !may_write_anyway {
        assert_eq!(code, 1);
        assert!(err.contains("c.txt: "), "{err}");
        assert_eq!(notes.read("sub/c.txt"), format!("{A}{A}"));
    }
}

#[test]
fn the_editor_is_given_all_of_it_where_it_asks() {
    let notes = Notes::new(&[("c.txt", &format!("{A}{B}{A}"))]);
    let uri = notes.uri("c.txt");
    let mut client = Client::on(&notes);
    client.open(&notes, "c.txt");
    client.wait("findings", |client| client.findings(&uri).len() == 2);
    let start = json!({ "line": 0, "character": 0 });
    let mut ask = |only: &str| -> Vec<Value> {
        let context = json!({ "diagnostics": [], "only": [only] });
        let range = json!({ "start": start, "end": start });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        client.request("textDocument/codeAction", params).as_array().unwrap().clone()
    };
    for only in ["source", "source.fixAll", "source.fixAll.paperNotes"] {
        let actions = ask(only);
        assert_eq!(actions.len(), 1);
        assert_eq!(actions[0]["kind"], "source.fixAll.paperNotes");
        let fixed = apply_all(&notes.read("c.txt"), &actions[0]["edit"]["documentChanges"][0]["edits"]);
        assert_eq!(fixed.trim_end(), format!("{A}{}", B_FIXED.trim_end()));
    }
    assert_eq!(ask("source.organizeImports"), Vec::<Value>::new());
    assert_eq!(ask("source.fixAll.eslint"), Vec::<Value>::new());
    client.stop();
}

/// A merge across files is confirmed as a whole where the editor can ask, for half of it would lose something;
/// what is added comes before what goes; and old clients get it without versions.
#[test]
fn a_merge_across_files_is_one_change() {
    let text = "#NLP\nIssue: 12\nIssue Date: 2025-01-01\nMagpie: Alignment Data Synthesis, Z+, ICLR'25\n";
    let copy = text.replace("12", "215") + "Comment😱二\n";
    let notes = Notes::new(&[("a.txt", text), ("b.txt", &copy)]);
    let workspace = |edit: Value| {
        let mut all = capabilities("utf-16");
        all["workspace"]["workspaceEdit"] = edit;
        all
    };
    let ask = |capabilities: Value| -> Value {
        let mut client = Client::initialized(Some(notes.root()), capabilities).0;
        client.open(&notes, "b.txt");
        let uri = notes.uri("b.txt");
        client.wait("the copy", |client| client.findings(&uri).len() == 1);
        let place = json!({ "line": 3, "character": 0 });
        let range = json!({ "start": place, "end": place });
        let params =
            json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
        let actions = client.request("textDocument/codeAction", params);
        client.stop();
        assert_eq!(actions[0]["title"], "Merge into #12 in a.txt");
        assert_eq!(actions[0]["isPreferred"], false);
        actions[0]["edit"].clone()
    };
    let merged = |edits: &Value, name: &str| apply_all(&notes.read(name), edits);
    let result = format!("{text}Comment\n(Issue: 215)\n😱二\n");
    let annotated = ask(workspace(json!({ "documentChanges": true, "changeAnnotationSupport": {} })));
    let changes = annotated["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0]["textDocument"], json!({ "uri": notes.uri("a.txt"), "version": null }));
    assert_eq!(changes[1]["textDocument"], json!({ "uri": notes.uri("b.txt"), "version": 1 }));
    assert_eq!(merged(&changes[0]["edits"], "a.txt"), result);
    assert_eq!(merged(&changes[1]["edits"], "b.txt"), "");
    for edit in changes.iter().flat_map(|change| change["edits"].as_array().unwrap()) {
        let annotation = &annotated["changeAnnotations"][edit["annotationId"].as_str().unwrap()];
        assert_eq!(annotation["needsConfirmation"], true);
    }
    let plain = ask(workspace(json!({ "documentChanges": true })));
    assert_eq!(plain.get("changeAnnotations"), None);
    assert_eq!(merged(&plain["documentChanges"][0]["edits"], "a.txt"), result);
    let old = ask(workspace(json!({})));
    assert_eq!(merged(&old["changes"][notes.uri("a.txt")], "a.txt"), result);
    assert_eq!(merged(&old["changes"][notes.uri("b.txt")], "b.txt"), "");
}

/// On a real page: no copy that could go is left, and every piece of text that stood in it stands in it still.
#[test]
fn a_real_page_loses_no_line() {
    let Some(folder) = std::env::var_os("PAPER_NOTES_REAL").map(PathBuf::from) else {
        eprintln!("PAPER_NOTES_REAL names no folder of real notes; nothing is checked");
        return;
    };
    let notes = Notes::copy_of(&folder);
    let before = notes.read("action_wanted.txt");
    let (_, report, _) = run(&["--fix", "--format", "json"], &notes);
    let report: Value = serde_json::from_str(&report).unwrap();
    let after = notes.read("action_wanted.txt");
    assert!(after.len() < before.len());
    // A line of run-on text holds many entries: its sentences are what must stay.
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let pieces: HashSet<String> = before.split(['\n', '。']).map(squeezed).collect();
    let whole = squeezed(&after);
    let missing: Vec<&String> = pieces.iter().filter(|piece| !whole.contains(*piece)).collect();
    assert_eq!(missing, Vec::<&String>::new());
    let (_, again, _) = run(&["--fix"], &notes);
    assert!(again.starts_with("files changed: 0\n"), "{again}");
    let left = report["diagnostics"].as_array().unwrap().iter();
    let left = left.filter(|finding| finding["code"] == "duplicate-entry").count();
    eprintln!("{left} copies that say something of their own are left");
}
