//! `graph` as a process: what is drawn in each format, what it is drawn around, and what is refused.

use serde_json::Value;

use crate::support::{Notes, program, sample_notes};

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = program().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(arguments: &[&str]) -> Value {
    let (code, out, err) = run(&[&["graph", "--format", "json"], arguments].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    serde_json::from_str(&out).unwrap()
}

/// The papers of a graph by their ids.
fn ids(graph: &Value) -> Vec<&str> {
    graph["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect()
}

const A: &str = "#NLP\n#QA\nIssue: 12\nIssue Date: 2025-01-01\nTwelfth, A+, ACL'23\nComment\n・13\n\n#NLP\nIssue: 13\nIssue Date: 2025-01-02\nThirteenth, B+, ACL'23\nComment\n・14\n";
const B: &str = "#RAG\nIssue: 14\nIssue Date: 2025-01-03\nFourteenth, C+, ACL'23\n\n#RAG\nIssue Date: 2025-01-04\nAlone, D+, ACL'23\n";

fn notes() -> Notes {
    Notes::new(&[("a.txt", A), ("b.txt", B)])
}

fn path(notes: &Notes, name: &str) -> String {
    notes.root().join(name).to_str().unwrap().to_owned()
}

#[test]
fn all_of_it_as_data() {
    let notes = notes();
    let root = notes.root().to_str().unwrap();
    let graph = json(&[root]);
    let alone = format!("{}#7:0", notes.uri("b.txt"));
    assert_eq!(ids(&graph), ["12", "13", "14", &alone]);
    assert_eq!(
        graph["edges"],
        serde_json::json!([{ "from": "12", "to": "13" }, { "from": "13", "to": "14" }])
    );
    let expected = serde_json::json!({
        "id": "12", "number": 12, "title": "Twelfth", "authors": "A+", "uri": notes.uri("a.txt"),
        "range": { "start": { "line": 4, "character": 0 }, "end": { "line": 4, "character": 19 } },
        "url": notes.uri("a.txt"), "tags": ["NLP", "QA"], "tag": "NLP", "date": "2025-01-01"
    });
    assert_eq!(graph["nodes"][0], expected);
    assert_eq!(graph.get("center"), None);
    // A file: what is noted in it.
    assert_eq!(ids(&json(&[&path(&notes, "a.txt")])), ["12", "13"]);
    assert_eq!(json(&[&path(&notes, "b.txt")])["edges"], serde_json::json!([]));
}

#[test]
fn white_space_in_titles_is_made_one() {
    let issue = r#"[{ "number": 3, "title": "A Title\n  on two Lines, E+, ACL'23", "labels": [], "createdAt": "2025-01-05T00:00:00Z", "body": "" }]"#;
    let notes = Notes::new(&[("issues.json", issue)]);
    let graph = json(&[notes.root().to_str().unwrap()]);
    assert_eq!(graph["nodes"][0]["title"], "A Title on two Lines");
}

#[test]
fn around_an_entry() {
    let notes = notes();
    let root = notes.root().to_str().unwrap();
    for (around, center) in [("13", "13"), ("#13", "13")] {
        let graph = json(&[root, "--around", around]);
        assert_eq!((ids(&graph), &graph["center"]), (vec!["12", "13", "14"], &center.into()));
    }
    // By a line of a file, from here or from the repository: the line of the title, and any other of the entry.
    std::fs::create_dir(notes.path("folder")).unwrap();
    let about = format!("{root}/folder/../a.txt:5");
    for at in ["a.txt:5".to_owned(), format!("{}:1", path(&notes, "a.txt")), "a.txt:7".to_owned(), about] {
        let graph = json(&[root, "--around", &at]);
        assert_eq!((ids(&graph), &graph["center"]), (vec!["12", "13"], &"12".into()), "{at}");
    }
    assert_eq!(ids(&json(&[root, "--around", "12", "--depth", "2"])), ["12", "13", "14"]);
    assert_eq!(ids(&json(&[root, "--around", "12", "--depth", "0"])), ["12"]);
    let alone = json(&[root, "--around", "b.txt:8", "--depth", "9"]);
    assert_eq!(ids(&alone).len(), 1);
}

#[test]
fn around_an_entry_that_begins_within_a_line() {
    let page = "#NLP Issue: 21 Issue Date: 2025-01-01 A First Title, A+, ACL'23 Comment\n続き #NLP Issue: 22 Issue Date: 2025-01-02 A Second Title, B+, ACL'23\n";
    let notes = Notes::new(&[("run.txt", page)]);
    let root = notes.root().to_str().unwrap();
    for (line, center) in [("run.txt:1", "21"), ("run.txt:2", "22")] {
        assert_eq!(json(&[root, "--around", line])["center"], center);
    }
    let (_, svg, _) = run(&["graph", root, "--around", "22", "--format", "svg"]);
    assert!(svg.contains(">Citation graph: A Second Title</title>"), "{svg}");
}

#[test]
fn a_paper_is_noted_in_the_files_of_its_copies_too() {
    let copy = "NLP\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nTwelfth, A+, ACL'23\n";
    let notes = Notes::new(&[("a.txt", A), ("NLP.txt", copy)]);
    for (file, papers) in [("a.txt", &["12", "13"][..]), ("NLP.txt", &["12"])] {
        assert_eq!(ids(&json(&[&path(&notes, file)])), papers, "{file}");
    }
}

#[test]
fn only_papers_with_a_tag() {
    let notes = notes();
    let root = notes.root().to_str().unwrap();
    assert_eq!(ids(&json(&[root, "--tag", "NLP"])), ["12", "13"]);
    assert_eq!(ids(&json(&[root, "--tag", "#QA"])), ["12"]);
    assert_eq!(ids(&json(&[root, "--tag", "QA", "--tag", "RAG"])).len(), 3);
    assert_eq!(ids(&json(&[root, "--tag", "QA", "--around", "14", "--depth", "2"])), ["12", "14"]);
}

#[test]
fn links_open_the_issue_else_the_file_or_the_line_in_vs_code() {
    let notes =
        Notes::new(&[("a.txt", A), (".paper-notes.toml", "repository = \"https://github.com/o/r\"\n")]);
    let root = notes.root().to_str().unwrap();
    let url = |more: &[&str]| json(&[&[root][..], more].concat())["nodes"][0]["url"].clone();
    assert_eq!(url(&[]), "https://github.com/o/r/issues/12");
    assert_eq!(url(&["--links", "files"]), notes.uri("a.txt"));
    assert_eq!(
        url(&["--links", "vscode"]),
        format!("{}:5:1", notes.uri("a.txt").replace("file://", "vscode://file"))
    );
}

#[test]
fn every_format_is_the_same_each_time_and_whole() {
    let sample = sample_notes();
    let sample = sample.to_str().unwrap();
    for (format, start, end) in [
        ("html", "<!doctype html>\n<html lang=\"en\">", "</html>\n"),
        ("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", "</svg>\n"),
        ("dot", "digraph \"Citation graph: example-notes/paper_notes\" {\n", "}\n"),
        ("json", "{\n", "}\n"),
    ] {
        let (code, out, err) = run(&["graph", sample, "--format", format]);
        assert_eq!((code, err.as_str()), (0, ""), "{format}");
        assert!(out.starts_with(start) && out.ends_with(end), "{format}: {}", &out[..200]);
        assert!(out.contains("Magpie"), "{format}");
        assert_eq!(run(&["graph", sample, "--format", format]).1, out, "{format}");
    }
}

#[test]
fn a_file_is_written_in_the_format_of_its_name() {
    let notes = notes();
    let root = notes.root().to_str().unwrap();
    for (name, start) in [
        ("g.html", "<!doctype"),
        ("g.htm", "<!doctype"),
        ("G.HTM", "<!doctype"),
        ("g.SVG", "<svg"),
        ("g.gv", "digraph"),
        ("g.json", "{"),
    ] {
        let file = path(&notes, name);
        let (code, out, err) = run(&["graph", root, "-o", &file]);
        assert_eq!((code, out.as_str(), err), (0, "", format!("{file}: 4 papers, 2 references\n")));
        assert!(std::fs::read_to_string(&file).unwrap().starts_with(start), "{name}");
    }
    let file = path(&notes, "g.txt.out");
    assert_eq!(run(&["graph", root, "--format", "dot", "-o", &file]).0, 0);
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("digraph"));
}

#[test]
fn notes_are_never_written_over() {
    let notes = notes();
    let file = path(&notes, "a.txt");
    let (code, _, err) = run(&["graph", notes.root().to_str().unwrap(), "--format", "svg", "-o", &file]);
    assert_eq!(
        (code, err),
        (2, format!("paper-notes-lsp: {file}: is one of the notes; the graph needs a file of its own\n"))
    );
    #[cfg(unix)]
    {
        let link = path(&notes, "link.svg");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(run(&["graph", notes.root().to_str().unwrap(), "-o", &link]).0, 2);
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), A);
}

#[test]
fn what_is_wrong_is_said() {
    let notes = notes();
    let root = notes.root().to_str().unwrap();
    for (arguments, message) in [
        (&["--format", "svg", "--around", "99"][..], "no entry has the number 99\n"),
        (&["--format", "svg", "--around", "c.txt:1"], "c.txt is none of the files with notes\n"),
        (&["--format", "svg", "--around", "a.txt:99"], "a.txt has 15 lines, and no line 99\n"),
        (
            &["--format", "svg", "--around", "a.txt"],
            "neither a number (2094) nor a file with a line (reading.txt:12)",
        ),
        (&["--format", "svg", "--around", "a.txt:0"], "neither a number"),
        (&["--format", "svg", "--around", ":5"], "neither a number"),
        (&["--format", "svg", "--tag", "RAGS"], "no entry has the tag RAGS; did you mean RAG?\n"),
        (&["--format", "svg", "--tag", "nlp"], "no entry has the tag nlp; did you mean NLP?\n"),
        (&["--format", "svg", "--depth", "2"], "--around"),
        (&["--format", "png"], "invalid value 'png'"),
        (&[], "--format"),
        (&["-o", "graph.png"], "the name of the file says no format; say --format html, svg, dot or json"),
        (&["--format", "svg", "-o", "no/such/folder/g.svg"], "no/such/folder/g.svg: "),
    ] {
        let (code, out, err) = run(&[&["graph", root], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(message), "{arguments:?}: {err}");
    }
    let (code, _, err) = run(&["graph", &path(&notes, "none"), "--format", "svg"]);
    assert_eq!(code, 2);
    assert!(err.contains("none: "), "{err}");
    std::fs::write(notes.path("broken.txt"), b"x\n\xff\xfe\n").unwrap();
    let (code, out, err) = run(&["graph", &path(&notes, "broken.txt"), "--format", "svg"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("broken.txt: line 2 is not UTF-8"), "{err}");
    std::fs::remove_file(notes.path("broken.txt")).unwrap();
    let japanese = program()
        .env("LC_ALL", "ja_JP.UTF-8")
        .args(["graph", root, "--format", "svg", "--around", "99"])
        .output();
    assert_eq!(
        String::from_utf8(japanese.unwrap().stderr).unwrap(),
        "paper-notes-lsp: 番号 99 のノートはありません\n"
    );
}

#[test]
fn a_number_of_several_repositories_is_not_guessed() {
    let notes = Notes::new(&[("x/a.txt", A), ("y/a.txt", A)]);
    let (x, y) = (path(&notes, "x"), path(&notes, "y"));
    let (code, _, err) = run(&["graph", &x, &y, "--format", "dot", "--around", "12"]);
    assert_eq!(code, 2);
    assert!(err.contains("several repositories have an entry 12"), "{err}");
    let line = format!("{x}/a.txt:5");
    assert_eq!(ids(&json(&[&x, &y, "--around", &line])), ["12", "13"], "of its own repository");
    let both = json(&[&x, &y]);
    let ids = ids(&both);
    assert_eq!((ids.len(), ids[0]), (4, "12"));
    assert!(ids[2].ends_with("/y/a.txt#4:0"), "{ids:?}");
}

#[test]
fn a_paper_has_the_tags_of_all_its_entries() {
    let again = "#Survey\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nTwelfth, A+, ACL'23\n";
    let notes = Notes::new(&[("a.txt", A), ("c.txt", again)]);
    let root = notes.root().to_str().unwrap();
    let graph = json(&[root, "--tag", "Survey"]);
    assert_eq!(ids(&graph), ["12"]);
    assert_eq!(graph["nodes"][0]["tags"], serde_json::json!(["NLP", "QA", "Survey"]));
}

#[test]
fn no_notes_give_an_empty_graph() {
    let notes = Notes::new(&[("a.txt", "Nothing yet.\n")]);
    let root = notes.root().to_str().unwrap();
    assert_eq!(json(&[root]), serde_json::json!({ "nodes": [], "edges": [] }));
    let (code, out, _) = run(&["graph", root, "--format", "svg"]);
    assert_eq!(code, 0);
    assert!(out.contains("There are no papers here."));
}
