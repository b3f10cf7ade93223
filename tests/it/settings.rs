//! Settings, from the repository's own file and from the editor, as both see them.

use serde_json::{Value, json};

use crate::support::{Client, Notes, capabilities, program};

/// A page with a duplicate tag and a broken reference, and a catalog so that there are numbers.
const PAGE: &str = "#NLP\n#NLP\nIssue Date: 2025-08-02\nA Title, Ping Yu+, arXiv'25\nComment\n・1829\n・28\n";
const CATALOG: &str = r#"[{"number":28,"title":"BPR, Steffen Rendle+, UAI'09"}]"#;

fn notes(settings: &str) -> Notes {
    let draft = PAGE.replace("A Title", "Another one");
    let notes = Notes::new(&[("page.txt", PAGE), ("drafts/page.txt", &draft), ("issues.json", CATALOG)]);
    if !settings.is_empty() {
        notes.write(".paper-notes.toml", settings);
    }
    notes
}

fn run(arguments: &[&str], notes: &Notes) -> String {
    let output = program().args(arguments).arg(notes.root()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn codes(notes: &Notes) -> Vec<String> {
    let report: Value = serde_json::from_str(&run(&["check", "--format", "json"], notes)).unwrap();
    let found = report["diagnostics"].as_array().unwrap().iter();
    found
        .map(|d| {
            format!(
                "{} {} {}",
                d["path"].as_str().unwrap(),
                d["severity"].as_str().unwrap(),
                d["code"].as_str().unwrap()
            )
        })
        .collect()
}

const FIVE_MISTAKES: &str = "exclude = ['drafts/', 7]\nhover-lenght = 100\nmax-file-size-mb = \"big\"\n\n[diagnostics]\n\
    broken-reference = \"error\"\nduplicate-tags = \"off\"\nduplicate-tag = \"of\"\n";

const MARKED: [&str; 5] = ["7", "hover-lenght", "\"big\"", "duplicate-tags", "\"of\""];

#[test]
fn five_mistakes_are_five_findings_on_the_right_words_and_the_rest_holds() {
    let notes = notes(FIVE_MISTAKES);
    let report: Value = serde_json::from_str(&run(&["check", "--format", "json"], &notes)).unwrap();
    let found: Vec<&Value> = report["diagnostics"].as_array().unwrap().iter().collect();
    let settings: Vec<&&Value> = found.iter().filter(|d| d["path"] == ".paper-notes.toml").collect();
    let words: Vec<&str> = settings
        .iter()
        .map(|d| {
            assert_eq!((&d["code"], &d["severity"]), (&"invalid-setting".into(), &"warning".into()));
            let (start, end) = (&d["range"]["start"], &d["range"]["end"]);
            assert_eq!(start["line"], end["line"]);
            let line = FIVE_MISTAKES.lines().nth(start["line"].as_u64().unwrap() as usize).unwrap();
            &line[start["character"].as_u64().unwrap() as usize..end["character"].as_u64().unwrap() as usize]
        })
        .collect();
    assert_eq!(words, MARKED);
    // The folder is left out, the severity holds, the mistaken one does not.
    let others =
        codes(&notes).into_iter().filter(|line| !line.contains("invalid-setting")).collect::<Vec<_>>();
    assert_eq!(others, ["page.txt warning duplicate-tag", "page.txt error broken-reference"]);
}

#[test]
fn the_editor_shows_mistakes_and_follows_the_file() {
    let notes = notes(FIVE_MISTAKES);
    let mut client = Client::on(&notes);
    let (file, page) = (notes.uri(".paper-notes.toml"), notes.uri("page.txt"));
    client.wait("five mistakes", |client| client.findings(&file).len() == 5);
    client.wait("an error", |client| client.count("broken-reference") == 1);
    assert_eq!(
        client.published[&page].iter().find(|d| d["code"] == "broken-reference").unwrap()["severity"],
        1
    );

    // What is typed is judged at once, and holds when it is saved.
    client.open(&notes, ".paper-notes.toml");
    let typed = "[diagnostics]\nbroken-reference = \"off\"\n";
    client.change(&file, 2, json!([{ "text": typed }]));
    client.wait("no mistakes", |client| client.findings(&file).is_empty());
    assert_eq!(client.count("broken-reference"), 1);
    notes.write(".paper-notes.toml", typed);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": file, "type": 2 }] }));
    client.wait("the folder is read, the code is off", |client| {
        client.count("duplicate-tag") == 2 && client.count("broken-reference") == 0
    });
    client.close(&file);
    std::fs::remove_file(notes.path(".paper-notes.toml")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": file, "type": 3 }] }));
    client.wait("the defaults", |client| client.count("broken-reference") == 2);
    client.stop();
}

#[test]
fn the_editor_is_asked_and_wins() {
    let notes = notes("hover-length = 0\n[diagnostics]\nbroken-reference = \"off\"\n");
    let mut asked = capabilities("utf-16");
    asked["workspace"]["configuration"] = true.into();
    asked["workspace"]["didChangeConfiguration"] = json!({ "dynamicRegistration": true });
    let (mut client, _) = Client::initialized(Some(notes.root()), asked);
    client.settings =
        json!({ "exclude": ["drafts/"], "diagnostics": { "duplicate-tag": "error" }, "include": null });
    let page = notes.uri("page.txt");
    client.wait("settings", |client| {
        client.published.get(&page).is_some_and(|found| found[0]["severity"] == 1)
            && client.count("duplicate-tag") == 1
    });
    assert_eq!(client.count("broken-reference"), 0, "the file's own settings hold");
    let asked =
        client.requests.iter().find(|request| request["method"] == "workspace/configuration").unwrap();
    let item = &asked["params"]["items"][0];
    assert_eq!(
        (&item["section"], &item["scopeUri"]),
        (&"paperNotes".into(), &format!("file://{}", notes.root().display()).into())
    );
    let registered =
        client.requests.iter().find(|request| request["method"] == "client/registerCapability").unwrap();
    assert_eq!(registered["params"]["registrations"][0]["method"], "workspace/didChangeConfiguration");

    client.settings = json!({ "diagnostics": { "brokenReference": "hint", "broken-reference": "hint" } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.wait("other settings", |client| {
        client.count("broken-reference") == 2 && client.count("duplicate-tag") == 2
    });
    client.stop();
}

#[test]
fn an_editor_that_cannot_be_asked_says_its_settings() {
    let notes = notes("");
    let mut client = Client::start();
    let folder = format!("file://{}", notes.root().display());
    client.request(
        "initialize",
        json!({
            "processId": null, "rootUri": folder, "capabilities": capabilities("utf-16"),
            "initializationOptions": { "exclude": ["drafts/"] },
        }),
    );
    client.notify("initialized", json!({}));
    client.wait("the first settings", |client| client.count("broken-reference") == 1);
    let sent = json!({ "settings": { "paperNotes": { "diagnostics": { "broken-reference": "off" } } } });
    client.notify("workspace/didChangeConfiguration", sent);
    client.wait("the second", |client| {
        client.count("broken-reference") == 0 && client.count("duplicate-tag") == 2
    });
    client.stop();
}

#[test]
fn an_editor_that_never_answers_does_not_keep_us_waiting() {
    let notes = notes("");
    let mut asked = capabilities("utf-16");
    asked["workspace"]["configuration"] = true.into();
    let (mut client, _) = Client::initialized(Some(notes.root()), asked);
    client.answers_settings = false;
    client.wait("findings", |client| client.count("broken-reference") == 2);
    client.stop();
}

#[test]
fn settings_that_leave_no_notes_can_be_mended() {
    let notes = notes("include = [\"nots/\"]\n");
    let mut client = Client::on(&notes);
    let file = notes.uri(".paper-notes.toml");
    client.open(&notes, ".paper-notes.toml");
    client.settle();
    assert_eq!(client.count("broken-reference"), 0);
    // Neither the editor nor we have to see the file change: it was saved.
    notes.write(".paper-notes.toml", "include = [\"page.txt\"]\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": file } }));
    client.wait("notes", |client| client.count("broken-reference") == 1);
    client.close(&file);
    notes.write(".paper-notes.toml", "");
    client.wait("all notes", |client| client.count("broken-reference") == 2);
    client.stop();
}

#[test]
fn the_effective_settings_are_printed_with_where_they_come_from() {
    let notes = notes("hover-length = 100\n\n[diagnostics]\nself-reference = \"off\"\n");
    notes.write(".git/config", "[remote \"origin\"]\n\turl = git@github.com:o/r.git\n");
    let printed = run(&["config", "--outside-links"], &notes);
    for line in [
        "exclude = []  # default",
        "repository = \"https://github.com/o/r\"  # git's origin",
        "hover-length = 100  # .paper-notes.toml:1",
        "# outside-links = true  # command line",
        "duplicate-entry = \"warning\"  # default",
        "self-reference = \"off\"  # .paper-notes.toml:4",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}");
    }
    // What is printed is a settings file that says the same.
    notes.write(".paper-notes.toml", &printed);
    let again = run(&["config", "--outside-links"], &notes);
    let values = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split("  # ").next().unwrap().to_owned()).collect()
    };
    assert_eq!(values(&again), values(&printed));
    assert!(!codes(&notes).iter().any(|line| line.contains("invalid-setting")));
}

#[test]
fn what_does_not_hold_is_said_beside_the_settings() {
    let notes = notes("hover-length = 'long'\nhover-lenght = 3\n[diagnostics]\nself-refrence = 'off'\n");
    let output = program().arg("config").arg(notes.root()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let file = notes.path(".paper-notes.toml");
    let places = ["1: ", "2: ", "4: "].map(|line| format!("{}:{line}", file.display()));
    assert!(
        said.lines().count() == 3 && said.lines().zip(&places).all(|(line, place)| line.starts_with(place)),
        "{said}"
    );
    assert!(String::from_utf8(output.stdout).unwrap().contains("hover-length = 400  # default"));
    notes.write(".paper-notes.toml", "hover-length = 3\n");
    assert_eq!(program().arg("config").arg(notes.root()).output().unwrap().stderr, b"");
}

#[test]
fn forms_that_are_no_references_are_none() {
    let notes = notes("references = [\"hash\"]\n");
    assert!(!codes(&notes).iter().any(|line| line.contains("broken-reference")));
}
