//! `check` and `export` as a process: output, exit codes, messages.

use std::process::Output;

use serde_json::Value;

use crate::support::{Notes, program, sample_notes};

fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn json(arguments: &[&str]) -> (i32, Value) {
    let (code, out, err) = run(arguments);
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")))
}

const CLEAN: &str = "#NLP\nIssue: 1\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nComment\n#1x\n";

#[test]
fn the_sample_notes_have_every_fault_once() {
    let sample = sample_notes();
    let (code, report) = json(&["check", "--format", "json", sample.to_str().unwrap()]);
    assert_eq!(code, 1);
    let summary = serde_json::json!({ "files": 10, "entries": 20, "papers": 17, "numbered": 13, "references": 21, "tags": 30 });
    assert_eq!(report["summary"], summary);
    let found: Vec<String> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let start = &d["range"]["start"];
            format!(
                "{}:{}:{} {} {}",
                d["path"].as_str().unwrap(),
                start["line"],
                start["character"],
                d["severity"].as_str().unwrap(),
                d["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ".paper-notes.toml:2:0 warning invalid-setting",
            "NLP.txt:17:0 information diverged-copy",
            "older.jsonl:1:119 error catalog-error",
            "wrong.txt:4:0 warning duplicate-entry",
            "wrong.txt:9:28 warning duplicate-tag",
            "wrong.txt:10:1 warning broken-reference",
            "wrong.txt:11:35 error invalid-date",
            "wrong.txt:12:1 hint self-reference",
            "wrong.txt:16:0 error duplicate-number",
            "wrong.txt:21:0 error duplicate-number",
            "wrong.txt:23:12 warning missing-title",
            "wrong.txt:25:1 information tag-spelling",
            "wrong.txt:28:0 information similar-entry",
            "wrong.txt:29:60 hint unused-ignore",
        ]
    );
    let related = &report["diagnostics"][3]["related"][0];
    assert_eq!(related["path"], "reading.txt");
    assert_eq!(related["range"]["start"]["line"], 19);
}

#[test]
fn for_people_it_says_where_and_how_many() {
    let sample = sample_notes();
    let (code, out, err) = run(&["check", sample.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("warning[broken-reference]: no entry has the number 1829\n"), "{out}");
    assert!(out.contains("--> wrong.txt:11:2\n"), "{out}");
    assert!(out.contains("::: reading.txt:20:1\n"), "the other place of a duplicate: {out}");
    let last = out.lines().last().unwrap();
    assert!(
        last.starts_with(
            "4 errors, 5 warnings, 3 information, 2 hints: 20 entries of 17 papers in 10 files, "
        ),
        "{last}"
    );
    assert!(!out.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn exit_codes() {
    let clean = Notes::new(&[("a.txt", CLEAN)]);
    let (code, out, _) = run(&["check", clean.root().to_str().unwrap()]);
    assert_eq!(code, 0);
    assert!(out.starts_with("nothing to report: 1 entry of 1 paper in 1 file"), "{out}");
    let hint = Notes::new(&[("a.txt", &CLEAN.replace("#1x", "・1"))]);
    assert_eq!(run(&["check", hint.root().to_str().unwrap()]).0, 0, "a hint is no warning");
    let (code, out, err) = run(&["check", "/no/such/folder"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("paper-notes-lsp: /no/such/folder: "), "{err}");
    assert_eq!(run(&["no-such-command"]).0, 2);
}

#[test]
fn a_file_is_checked_within_its_repository() {
    let notes = Notes::sample();
    let path = notes.path("reading.txt");
    let (code, report) = json(&["check", "--format", "json", path.to_str().unwrap()]);
    assert_eq!((code, report["diagnostics"].as_array().unwrap().len()), (0, 0), "its references are known");
    let path = notes.path("wrong.txt");
    let (code, report) = json(&["check", "--format", "json", path.to_str().unwrap()]);
    assert_eq!((code, report["diagnostics"].as_array().unwrap().len()), (1, 11));
    assert_eq!(report["diagnostics"][0]["path"], "wrong.txt");
}

#[test]
fn several_folders_are_named_apart() {
    let fault = CLEAN.replace("2025-01-01", "2025-13-01");
    let (one, two) = (Notes::new(&[("a.txt", &fault)]), Notes::new(&[("a.txt", &fault)]));
    let (code, report) =
        json(&["check", "--format", "json", one.root().to_str().unwrap(), two.root().to_str().unwrap()]);
    assert_eq!(code, 1);
    let mut paths: Vec<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["code"] == "invalid-date")
        .map(|d| d["path"].as_str().unwrap())
        .collect();
    paths.dedup();
    assert_eq!(paths.len(), 2);
}

#[test]
fn the_same_paper_in_two_folders_is_no_duplicate() {
    let page = "Issue Date: 2025-01-01\nA title that is long enough to tell, B+, ACL'23\n";
    let (one, two) = (Notes::new(&[("a.txt", page)]), Notes::new(&[("a.txt", page)]));
    let (_, report) =
        json(&["check", "--format", "json", one.root().to_str().unwrap(), two.root().to_str().unwrap()]);
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 0, "each folder is a repository of its own");
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_goes_on() {
    let notes = Notes::new(&[("a.txt", CLEAN)]);
    std::fs::write(notes.path("b.txt"), b"x\n\xff\xfe\n").unwrap();
    let (code, out, err) = run(&["check", notes.root().to_str().unwrap()]);
    assert_eq!(code, 0);
    assert!(err.contains("b.txt: line 2 is not UTF-8; the file is left out"), "{err}");
    assert!(out.contains("1 file could not be read"), "{out}");
    let (code, report) = json(&["check", "--format", "json", notes.root().to_str().unwrap()]);
    assert_eq!((code, report["unread"].as_array().unwrap().len()), (0, 1));
    let (code, report) = json(&["check", "--format", "json", notes.path("b.txt").to_str().unwrap()]);
    assert_eq!(code, 1, "it was asked for");
    assert_eq!(report["unread"][0]["message"], "line 2 is not UTF-8; the file is left out");
}

#[test]
fn a_file_that_is_not_read_is_named() {
    let notes = Notes::new(&[
        ("a.txt", CLEAN),
        ("drafts/b.txt", CLEAN),
        ("README.rst", ""),
        ("empty.xml", "<x/>"),
        ("issues.json", "[]"),
        (".gitignore", "drafts/\n"),
    ]);
    for (name, why) in
        [("drafts/b.txt", "is not read: "), ("README.rst", "holds no notes"), ("empty.xml", "holds no notes")]
    {
        let (code, out, err) = run(&["check", notes.path(name).to_str().unwrap()]);
        assert_eq!(code, 0, "{out}{err}");
        assert!(err.contains(&format!("{name}: {why}")), "{err}");
    }
    assert_eq!(run(&["check", notes.path("a.txt").to_str().unwrap()]).2, "");
}

#[test]
fn a_fork_or_an_alias_as_origin_hides_no_number() {
    let entry = |number: u32, comment: &str| {
        format!(
            "Issue Date: 2025-01-01\n[A Title Number {number}](https://github.com/o/r/issues/{number}), B+, ACL'23\nComment\n{comment}\n"
        )
    };
    let page = entry(100, "・101\nhttps://github.com/o/r/issues/100")
        + &entry(101, "https://github.com/me/r/issues/999");
    for (url, broken) in
        [("git@github-work:o/r.git", 0), ("https://github.com/me/r", 1), ("https://github.com/o/r", 0)]
    {
        let notes = Notes::new(&[("a.txt", &page)]);
        notes.write(".git/config", &format!("[remote \"origin\"]\n\turl = {url}\n"));
        let (_, report) = json(&["check", "--format", "json", notes.root().to_str().unwrap()]);
        let codes: Vec<&Value> =
            report["diagnostics"].as_array().unwrap().iter().map(|d| &d["code"]).collect();
        assert_eq!(
            codes.iter().filter(|code| **code == "broken-reference").count(),
            broken,
            "{url}: {codes:?}"
        );
        assert_eq!(report["summary"]["numbered"], 2, "{url}");
        assert_eq!(codes.iter().filter(|code| **code == "self-reference").count(), 1, "{url}");
    }
}

#[test]
fn a_folder_of_a_repository_is_checked_within_it() {
    let notes = Notes::sample();
    let single = notes.path("single");
    let (code, report) = json(&["check", "--format", "json", single.to_str().unwrap()]);
    assert_eq!((code, &report["diagnostics"]), (0, &serde_json::json!([])), "558 is in a catalog above");
    assert_eq!(report["summary"]["files"], 10);
    // One that the repository does not read stands for itself.
    notes.write(".gitignore", "single/\n");
    let (code, report) = json(&["check", "--format", "json", single.to_str().unwrap()]);
    assert_eq!((code, &report["summary"]["files"]), (1, &1.into()));
}

#[test]
fn export_says_what_was_understood() {
    let sample = sample_notes();
    let (code, export) = json(&["export", sample.to_str().unwrap()]);
    assert_eq!(code, 0);
    let files = export["files"].as_array().unwrap();
    let kinds: Vec<(&str, &str)> =
        files.iter().map(|f| (f["path"].as_str().unwrap(), f["kind"].as_str().unwrap())).collect();
    assert_eq!(
        kinds,
        [
            ("NLP.txt", "page"),
            ("agent_docs/Attention.xml", "tag-document"),
            ("docs/Prompting.html", "site-page"),
            ("issues.json", "issue-export"),
            ("metrics.md", "page"),
            ("older.jsonl", "issue-export"),
            ("reading.txt", "page"),
            ("single/1919-direct-preference-optimization.md", "single-note"),
            ("windows.txt", "page"),
            ("wrong.txt", "page"),
        ]
    );
    let file = |name: &str| files.iter().find(|file| file["path"] == name).unwrap();
    let reading = file("reading.txt");
    assert_eq!(reading["heading"], "reading");
    let entry = &reading["entries"][2];
    assert_eq!(entry["number"], 1391);
    assert_eq!(entry["number_from"], "catalog");
    assert_eq!(entry["date"], "2024-09-01");
    assert_eq!(entry["title"]["author"], "Zorik Gekhman+");
    assert_eq!(entry["title"]["venue"], "EMNLP");
    assert_eq!(entry["title"]["year"], 2024);
    assert_eq!(entry["tags"][2]["name"], "Supervised-FineTuning (SFT)");
    let references: Vec<String> = entry["references"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| format!("{} {} {}", r["form"].as_str().unwrap(), r["number"], r["resolved"]))
        .collect();
    assert_eq!(references, ["bare 1370 true", "hash 1640 true"]);
    let forms: Vec<&str> = file("metrics.md")["entries"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|e| e["references"].as_array().unwrap())
        .map(|r| r["form"].as_str().unwrap())
        .collect();
    assert_eq!(forms, ["hash", "link", "bare", "glued"]);
    assert_eq!(file("metrics.md")["entries"][0]["number"], 936, "the title links to its issue");
    let magpie = &file("issues.json")["entries"][1];
    assert_eq!(magpie["ids"][0], serde_json::json!({ "kind": "arxiv", "id": "2406.08464" }));
    let note = &file("single/1919-direct-preference-optimization.md")["entries"][0];
    assert_eq!((&note["number"], &note["references"][0]["number"]), (&1919.into(), &558.into()));
    let document = &file("agent_docs/Attention.xml")["entries"][0];
    assert_eq!(
        (&document["references"][0]["form"], &document["references"][0]["number"]),
        (&"link".into(), &1466.into())
    );
    let page = &file("docs/Prompting.html")["entries"][0];
    assert_eq!((&page["number"], &page["references"][0]["number"]), (&558.into(), &551.into()));
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    use std::io::Read;
    use std::process::Stdio;
    let sample = sample_notes();
    let mut child = program()
        .args(["export", sample.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut head = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut head).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
