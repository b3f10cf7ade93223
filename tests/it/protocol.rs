//! The server as an editor sees it.

use serde_json::{Value, json};

use crate::support::{Client, Notes, apply, capabilities};

/// Where `needle` is in a text: line and column in each encoding, both 0-based.
fn place(text: &str, needle: &str) -> (usize, [usize; 3]) {
    let at = text.find(needle).unwrap();
    let line = text[..at].matches('\n').count();
    let before = text[..at].rsplit('\n').next().unwrap();
    (line, [before.len(), before.encode_utf16().count(), before.chars().count()])
}

const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

#[test]
fn the_handshake_says_what_we_can() {
    let notes = Notes::sample();
    let (client, answer) = Client::initialized(Some(notes.root()), capabilities("utf-16"));
    let capabilities = &answer["capabilities"];
    assert_eq!(answer["serverInfo"]["name"], "paper-notes-lsp");
    assert_eq!(capabilities["textDocumentSync"]["change"], 2, "incremental");
    assert_eq!(capabilities["hoverProvider"], true);
    assert_eq!(capabilities["definitionProvider"], true);
    assert_eq!(capabilities["completionProvider"]["triggerCharacters"], json!(["#", "・", " "]));
    assert_eq!(capabilities["completionProvider"]["resolveProvider"], true);
    assert_eq!(
        capabilities["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix", "refactor.rewrite", "source.fixAll.paperNotes"])
    );
    assert_eq!(client.stop(), 0);
}

#[test]
fn exit_ends_the_process_while_standard_input_is_open() {
    let notes = Notes::sample();
    assert_eq!(Client::on(&notes).stop(), 0);
    assert_eq!(Client::on(&notes).exit(), 1, "exit without shutdown");
    assert_eq!(Client::on(&notes).hang_up(), 1, "the editor is gone");
    assert_eq!(Client::start().hang_up(), 1, "the editor never said anything");
}

#[test]
fn columns_in_each_encoding() {
    let notes = Notes::sample();
    let text = notes.read("reading.txt");
    let uri = notes.uri("reading.txt");
    for (unit, encoding) in ENCODINGS.into_iter().enumerate() {
        let (mut client, answer) = Client::initialized(Some(notes.root()), capabilities(encoding));
        assert_eq!(answer["capabilities"]["positionEncoding"], encoding);
        client.open(&notes, "reading.txt");
        // Behind two emoji beyond the BMP and much Japanese, in the middle of a run-on line.
        let (line, columns) = place(&text, "551 と合わせて");
        let column = columns[unit];
        client.wait("the repository", |client| client.count("broken-reference") > 0);
        let hover = client.at("textDocument/hover", &uri, line, column + 1);
        assert_eq!(
            hover["range"],
            json!({ "start": { "line": line, "character": column }, "end": { "line": line, "character": column + 3 } })
        );
        assert!(hover["contents"]["value"].as_str().unwrap().contains("Chain of thought"));
        let before = client.at("textDocument/hover", &uri, line, column - 2);
        assert_eq!(before, Value::Null, "one before the mark");

        let list = client.at("textDocument/completion", &uri, line, column + 3);
        let edit = &list["items"][0]["textEdit"];
        assert_eq!(edit["newText"], "551");
        assert_eq!(edit["range"], hover["range"]);
        client.stop();
    }
}

#[test]
fn utf_8_is_taken_where_it_is_offered_and_utf_16_where_nothing_is() {
    let notes = Notes::sample();
    for (general, expected) in [
        (json!({ "positionEncodings": ["utf-32", "utf-16", "utf-8"] }), "utf-8"),
        (json!({}), "utf-16"),
        (json!({ "positionEncodings": ["utf-7"] }), "utf-16"),
    ] {
        let (client, answer) = Client::initialized(Some(notes.root()), json!({ "general": general }));
        assert_eq!(answer["capabilities"]["positionEncoding"], expected);
        client.stop();
    }
}

#[test]
fn findings_of_files_that_are_not_open() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let uri = notes.uri("wrong.txt");
    client.wait("findings", |client| client.published.contains_key(&uri));
    assert_eq!(
        client.findings(&uri),
        [
            "4:0-4:48 duplicate-entry",
            "9:28-9:31 duplicate-tag",
            "10:1-10:5 broken-reference",
            "11:35-11:45 invalid-date",
            "12:1-12:5 self-reference",
            "16:0-16:75 duplicate-number",
            "21:0-21:82 duplicate-number",
            "23:12-23:22 missing-title",
            "25:1-25:4 tag-spelling",
            "28:0-28:89 similar-entry",
            "29:60-29:73 unused-ignore",
        ]
    );
    let duplicate = &client.published[&uri][0];
    assert_eq!(duplicate["severity"], 2);
    assert_eq!(duplicate["source"], "paper-notes");
    assert_eq!(duplicate["tags"], json!([1]), "the copy can go");
    let related = &duplicate["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], notes.uri("reading.txt"));
    assert_eq!(related["location"]["range"]["start"], json!({ "line": 19, "character": 0 }));
    client.settle();
    let with_findings = client.published.iter().filter(|(_, findings)| !findings.is_empty());
    let names: Vec<&str> = with_findings.map(|(uri, _)| uri.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, [".paper-notes.toml", "NLP.txt", "older.jsonl", "wrong.txt"]);
    client.stop();
}

#[test]
fn definition_goes_to_the_page_else_to_the_catalog() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    client.open(&notes, "metrics.md");
    client.wait("the repository", |client| client.count("broken-reference") > 0);
    let text = notes.read("metrics.md");
    let uri = notes.uri("metrics.md");
    let (line, [_, column, _]) = place(&text, "962, and see");
    let link = client.at("textDocument/definition", &uri, line, column)[0].clone();
    assert_eq!(link["targetUri"], uri);
    assert_eq!(
        link["targetSelectionRange"]["start"]["line"],
        place(&text, "TRUE: Re-evaluating Factual Consistency Evaluation, Or").0
    );
    let (line, [_, column, _]) = place(&text, "- 2094");
    let link = client.at("textDocument/definition", &uri, line, column + 3)[0].clone();
    assert_eq!(link["targetUri"], notes.uri("issues.json"));
    client.stop();

    let (mut plain, _) = Client::initialized(Some(notes.root()), json!({}));
    plain.open(&notes, "metrics.md");
    plain.wait("the repository", |client| client.count("broken-reference") > 0);
    let location = plain.at("textDocument/definition", &uri, line, column + 3);
    assert_eq!(location["uri"], notes.uri("issues.json"), "a client without links gets a location");
    plain.stop();
}

#[test]
fn completion_keeps_our_order_and_documents_on_demand() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let uri = notes.uri("reading.txt");
    let text = notes.read("reading.txt") + "・transformer ";
    client.open_text(&uri, &text);
    client.wait("the repository", |client| client.count("broken-reference") > 0);
    let (line, [_, column, _]) = place(&text, "・transformer ");
    let list =
        client.at("textDocument/completion", &uri, line, column + "・transformer ".encode_utf16().count());
    assert_eq!(list["isIncomplete"], true);
    let items = list["items"].as_array().unwrap();
    let texts: Vec<&str> = items.iter().map(|item| item["textEdit"]["newText"].as_str().unwrap()).collect();
    // In titles, then in a text.
    assert_eq!(texts, ["1466", "1272", "1855"]);
    assert!(items.is_sorted_by_key(|item| item["sortText"].as_str().unwrap().to_owned()));
    assert!(items.iter().all(|item| item["filterText"] == "transformer "));
    assert_eq!(items[0].get("documentation"), None);
    let resolved = client.request("completionItem/resolve", items[0].clone());
    assert!(resolved["documentation"]["value"].as_str().unwrap().contains("Differential Transformer"));
    assert_eq!(apply(&text, &items[0]["textEdit"]), notes.read("reading.txt") + "・1466");
    client.stop();
}

#[test]
fn a_list_is_right_at_each_key() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let uri = notes.uri("reading.txt");
    let before = notes.read("reading.txt");
    client.open_text(&uri, &(before.clone() + "・"));
    client.wait("the repository", |client| client.count("broken-reference") > 0);
    let line = before.lines().count();
    let typed = "magpie al";
    for end in 1..=typed.len() {
        let letter = json!([{ "range": { "start": { "line": line, "character": end }, "end": { "line": line, "character": end } }, "text": &typed[end - 1..end] }]);
        client.change(&uri, end as i64 + 1, letter);
        let list = client.at("textDocument/completion", &uri, line, end + 1);
        // VS Code filters by what is typed and sorts by the sort text; it asks again while the list is incomplete.
        assert_eq!(list["isIncomplete"], true);
        let items = list["items"].as_array().unwrap();
        assert!(items.iter().all(|item| item["filterText"] == typed[..end]), "{end}");
        let first = items.iter().min_by_key(|item| item["sortText"].as_str().unwrap().to_owned()).unwrap();
        // Before, another one is likelier: the entry refers to this one already.
        if end >= 4 {
            assert_eq!(first["textEdit"]["newText"], "2094", "{end}");
            let text = before.clone() + "・" + &typed[..end];
            assert_eq!(apply(&text, &first["textEdit"]), before.clone() + "・2094");
        }
    }
    client.stop();
}

#[test]
fn more_than_ten_items_sort_as_we_say() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let uri = notes.uri("reading.txt");
    client.open_text(&uri, &(notes.read("reading.txt") + "・"));
    client.wait("the repository", |client| client.count("broken-reference") > 0);
    let line = notes.read("reading.txt").lines().count();
    let list = client.at("textDocument/completion", &uri, line, 1);
    let items = list["items"].as_array().unwrap();
    assert!(items.len() > 10);
    assert!(items.is_sorted_by_key(|item| item["sortText"].as_str().unwrap().to_owned()));
    client.stop();
}

#[test]
fn what_did_not_change_is_not_sent_again() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    client.open(&notes, "reading.txt");
    client.settle();
    let sent = client.publishes.len();
    client.change(&notes.uri("reading.txt"), 2, json!([{ "text": notes.read("reading.txt") + "追記。" }]));
    client.settle();
    assert_eq!(client.publishes.len(), sent);
    client.stop();
}

#[test]
fn one_file_under_two_addresses_is_one_file() {
    let page = "Issue Date: 2025-01-01\nA title that is long enough to tell, B+, ACL'23\n#X\n#X\nIssue Date: 2025-01-01\n";
    let notes = Notes::new(&[("a.txt", page)]);
    let mut client = Client::on(&notes);
    client.open(&notes, "a.txt");
    client.open_text(&notes.uri("%61.txt"), page);
    client.open_text(&format!("git:{}?x", notes.path("a.txt").display()), page);
    client.wait("findings", |client| client.count("duplicate-tag") > 0);
    client.settle();
    assert_eq!(client.count("duplicate-entry"), 0);
    client.stop();
}

#[test]
fn a_client_that_resolves_nothing_gets_the_documentation_at_once() {
    let notes = Notes::sample();
    // Neovim 0.11 says this.
    let resolves = json!({ "resolveSupport": { "properties": ["additionalTextEdits"] } });
    let capabilities = json!({ "textDocument": { "completion": { "completionItem": resolves } } });
    let (mut client, _) = Client::initialized(Some(notes.root()), capabilities);
    client.open_text(
        &notes.uri("new.txt"),
        "#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nComment\n・magp",
    );
    client.wait("the repository", |client| client.count("broken-reference") > 0);
    let list = client.at("textDocument/completion", &notes.uri("new.txt"), 4, 5);
    assert!(list["items"][0]["documentation"]["value"].as_str().unwrap().contains("Zhangchen Xu"));
    client.stop();
}

#[test]
fn neovim_puts_in_names_with_spaces_whole() {
    let notes = Notes::sample();
    let uri = notes.uri("reading.txt");
    let mut client = Client::start();
    client.request(
        "initialize",
        json!({
            "processId": null, "rootUri": format!("file://{}", notes.root().display()),
            "clientInfo": { "name": "Neovim", "version": "0.11.4" }, "capabilities": capabilities("utf-16"),
        }),
    );
    client.notify("initialized", json!({}));
    client.open_text(&uri, "#Sup\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n");
    client.wait("the repository", |client| client.count("broken-reference") > 0);
    client.open_text(&uri, &(notes.read("reading.txt") + "#Sup"));
    let line = notes.read("reading.txt").lines().count();
    let list = client.at("textDocument/completion", &uri, line, 4);
    let item = &list["items"][0];
    assert_eq!(item["label"], "Supervised-FineTuning (SFT)");
    assert_eq!(item["insertTextFormat"], 2, "a snippet, for Neovim cuts other words at spaces");
    client.stop();
}

#[test]
fn the_fix_removes_the_copy_and_names_the_version() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let uri = notes.uri("wrong.txt");
    client.open(&notes, "wrong.txt");
    client.wait("findings", |client| !client.findings(&uri).is_empty());
    let range = client.published[&uri][0]["range"].clone();
    let ask = |client: &mut Client, only: Value| {
        let context = json!({ "diagnostics": [], "only": only });
        client.request(
            "textDocument/codeAction",
            json!({ "textDocument": { "uri": uri }, "range": range, "context": context }),
        )
    };
    assert_eq!(ask(&mut client, json!(["source.organizeImports"])), json!([]));
    let actions = ask(&mut client, json!(["quickfix"]));
    let action = &actions[0];
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["isPreferred"], true);
    assert_eq!(action["diagnostics"][0]["code"], "duplicate-entry");
    let change = &action["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": uri, "version": 1 }));
    let text = notes.read("wrong.txt");
    let edited = apply(&text, &change["edits"][0]);
    let copy_start = text.find("#NLP\n#Attention").unwrap();
    let copy_end = text.find("#Pretraining").unwrap();
    assert_eq!(edited, format!("{}{}", &text[..copy_start], &text[copy_end..]));
    client.stop();
}

#[test]
fn a_change_in_one_file_changes_what_is_true_of_others() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let (metrics, reading) = (notes.uri("metrics.md"), notes.uri("reading.txt"));
    client.open(&notes, "metrics.md");
    client.wait("findings", |client| client.count("broken-reference") == 1);
    // reading.txt, which is not open, refers to 2402; its number is in that very file and in the catalog.
    let without = notes.read("issues.json").replace("\"number\": 1466", "\"number\": 1467");
    client.open_text(&notes.uri("issues.json"), &without);
    client.wait("1466 to be unknown", |client| client.count("broken-reference") == 3);
    assert_eq!(client.findings(&reading), ["22:1-22:5 broken-reference"]);
    assert_eq!(client.findings(&notes.uri("windows.txt")), ["8:1-8:5 broken-reference"]);
    // Closing it without saving brings back what is on disk.
    client.close(&notes.uri("issues.json"));
    client.wait("1466 to be known", |client| client.count("broken-reference") == 1);
    assert_eq!(client.findings(&metrics), [""; 0]);
    client.stop();
}

/// Two pages with one paper: the copy is in the second, and its finding names the first.
fn twice() -> Notes {
    let note = "Issue Date: 2025-01-01\nA title that is long enough to tell, B+, ACL'23\n";
    Notes::new(&[("a.txt", note), ("b.txt", note)])
}

fn first_of(client: &Client, uri: &str) -> Value {
    client.published[uri][0]["relatedInformation"][0]["location"].clone()
}

#[test]
fn the_place_that_another_file_names_moves_with_it() {
    let notes = twice();
    let (a, b) = (notes.uri("a.txt"), notes.uri("b.txt"));
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-entry") == 1);
    assert_eq!(first_of(&client, &b)["range"]["start"]["line"], 1);
    client.open(&notes, "a.txt");
    let start = json!({ "line": 0, "character": 0 });
    let typed = json!([{ "range": { "start": start, "end": start }, "text": "\n\n" }]);
    client.change(&a, 2, typed);
    client.wait("the new place", |client| first_of(client, &b)["range"]["start"]["line"] == 3);
    client.stop();
}

/// Columns count what a line holds in front of an entry.
#[test]
fn the_place_moves_with_what_an_editor_counts() {
    let title = "A title that is long enough to tell, B+, ACL'23";
    let a = format!(
        "#CV Issue Date: 2025-01-01 Another, C+, ACL'22 Commentあ #QA Issue Date: 2025-01-01 {title}\n"
    );
    let notes = Notes::new(&[("a.txt", &a), ("b.txt", &format!("Issue Date: 2025-01-01\n{title}\n"))]);
    let b = notes.uri("b.txt");
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-entry") == 1);
    let before = first_of(&client, &b)["range"]["start"]["character"].as_u64().unwrap();
    client.open(&notes, "a.txt");
    // As many bytes, and two letters more.
    let at = a.chars().position(|c| c == 'あ').unwrap();
    let place = |character: usize| json!({ "line": 0, "character": character });
    let typed = json!([{ "range": { "start": place(at), "end": place(at + 1) }, "text": "abc" }]);
    client.change(&notes.uri("a.txt"), 2, typed);
    client.wait("the new place", |client| first_of(client, &b)["range"]["start"]["character"] == before + 2);
    client.stop();
}

#[test]
fn a_place_is_called_as_the_editor_calls_its_file() {
    let notes = twice();
    let (a, b) = (notes.uri("%61.txt"), notes.uri("b.txt"));
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-entry") == 1);
    assert_eq!(first_of(&client, &b)["uri"], notes.uri("a.txt"));
    client.open_text(&a, &notes.read("a.txt"));
    client.wait("the editor's address", |client| first_of(client, &b)["uri"] == a.as_str());
    client.close(&a);
    client.wait("the usual one", |client| first_of(client, &b)["uri"] == notes.uri("a.txt"));
    client.stop();
}

#[test]
fn closed_deleted_and_renamed_files_leave_nothing_behind() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let wrong = notes.uri("wrong.txt");
    client.wait("findings", |client| !client.findings(&wrong).is_empty());
    let changed = |uris: &[&String]| json!({ "changes": uris.iter().map(|uri| json!({ "uri": uri, "type": 2 })).collect::<Vec<_>>() });

    let renamed = notes.uri("zzz.txt");
    std::fs::rename(notes.path("wrong.txt"), notes.path("zzz.txt")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed(&[&wrong, &renamed]));
    client.wait("the new name", |client| {
        !client.findings(&renamed).is_empty() && client.findings(&wrong).is_empty()
    });

    std::fs::remove_file(notes.path("zzz.txt")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed(&[&renamed]));
    client.wait("silence", |client| client.findings(&renamed).is_empty());

    // A document that was never saved, and one that is no file.
    for uri in [notes.uri("new.txt"), "untitled:Untitled-1".to_owned()] {
        client.open_text(&uri, "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n");
        client.wait("findings", |client| client.findings(&uri) == ["1:1-1:4 duplicate-tag"]);
        client.close(&uri);
        client.wait("silence", |client| client.findings(&uri).is_empty());
    }

    // Edits that were never saved.
    let reading = notes.uri("reading.txt");
    client.open_text(&reading, "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n");
    client.wait("findings", |client| client.findings(&reading) == ["1:1-1:4 duplicate-tag"]);
    client.close(&reading);
    client.wait("silence", |client| client.findings(&reading).is_empty());
    client.stop();
}

#[test]
fn a_folder_that_is_deleted_takes_its_findings_with_it() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let notes = Notes::new(&[("a/b/one.txt", page), ("a.txt", page)]);
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-tag") == 2);
    std::fs::remove_dir_all(notes.path("a")).unwrap();
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": notes.uri("a"), "type": 3 }] }),
    );
    client.wait("silence", |client| client.findings(&notes.uri("a/b/one.txt")).is_empty());
    assert_eq!(client.findings(&notes.uri("a.txt")), ["1:1-1:4 duplicate-tag"]);
    client.stop();
}

#[test]
fn a_folder_that_is_renamed_takes_its_findings_along() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let notes = Notes::new(&[("a/b/one.txt", page), (".gitignore", "ignored/\n")]);
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-tag") == 1);
    let rename = |client: &mut Client, from: &str, to: &str| {
        std::fs::rename(notes.path(from), notes.path(to)).unwrap();
        let files = json!([{ "oldUri": notes.uri(from), "newUri": notes.uri(to) }]);
        client.notify("workspace/didRenameFiles", json!({ "files": files }));
    };
    rename(&mut client, "a", "z");
    let (old, new) = (notes.uri("a/b/one.txt"), notes.uri("z/b/one.txt"));
    client.wait("the new place", |client| {
        client.findings(&old).is_empty() && !client.findings(&new).is_empty()
    });
    rename(&mut client, "z", "ignored");
    client.wait("silence", |client| client.count("duplicate-tag") == 0);
    std::fs::remove_dir_all(notes.path("ignored")).unwrap();
    client.notify("workspace/didDeleteFiles", json!({ "files": [{ "uri": notes.uri("ignored") }] }));
    client.settle();
    assert_eq!(client.count("duplicate-tag"), 0);
    client.stop();
}

#[test]
fn what_git_ignores_is_not_read_when_it_changes_or_is_closed() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let notes = Notes::new(&[("one.txt", page), (".gitignore", "built.txt\n")]);
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-tag") == 1);
    notes.write("built.txt", page);
    notes.write("new.txt", page);
    let changes =
        json!([{ "uri": notes.uri("built.txt"), "type": 1 }, { "uri": notes.uri("new.txt"), "type": 1 }]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    client.wait("the new file", |client| !client.findings(&notes.uri("new.txt")).is_empty());
    assert_eq!(client.findings(&notes.uri("built.txt")), [""; 0]);
    client.open(&notes, "built.txt");
    client.wait("the open file", |client| !client.findings(&notes.uri("built.txt")).is_empty());
    client.close(&notes.uri("built.txt"));
    client.wait("silence", |client| client.findings(&notes.uri("built.txt")).is_empty());
    client.stop();
}

#[test]
fn a_workspace_without_entries_hears_nothing_and_is_offered_nothing() {
    let text = "# Heading\n\n#hashtag ・2094 #551 https://github.com/o/r/issues/1\n#\n・\n";
    let notes = Notes::new(&[("README.md", text), ("package.json", "{}"), ("src/main.rs", "fn main() {}")]);
    let mut client = Client::on(&notes);
    let uri = notes.uri("README.md");
    client.open(&notes, "README.md");
    for (line, character) in [(2, 3), (2, 11), (3, 1), (4, 1)] {
        assert_eq!(client.at("textDocument/completion", &uri, line, character), Value::Null);
        assert_eq!(client.at("textDocument/hover", &uri, line, character), Value::Null);
        assert_eq!(client.at("textDocument/definition", &uri, line, character), Value::Null);
    }
    client.change(&uri, 2, json!([{ "text": format!("{text}more") }]));
    client.settle();
    assert_eq!(client.publishes, [Value::Null; 0]);
    assert_eq!(client.progress, [Value::Null; 0]);
    client.stop();
}

#[test]
fn questions_about_what_we_do_not_know_get_the_empty_answer() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    client.open(&notes, "reading.txt");
    let uri = notes.uri("reading.txt");
    for (uri, line, character) in [(&notes.uri("none.txt"), 0, 0), (&uri, 100_000, 0), (&uri, 10, 0)] {
        assert_eq!(client.at("textDocument/hover", uri, line, character), Value::Null);
        assert_eq!(client.at("textDocument/definition", uri, line, character), Value::Null);
        assert_eq!(client.at("textDocument/completion", uri, line, character), Value::Null);
    }
    // A column past the line's end is its end.
    client.wait("the repository", |client| client.count("broken-reference") > 0);
    let hover = client.at("textDocument/hover", &uri, 11, 9999);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Magpie"));
    client.stop();
}

#[test]
fn long_reading_shows_its_progress() {
    let page = |n: usize| {
        (format!("n/{n}.txt"), format!("#NLP\n#NLP\nIssue Date: 2025-01-01\nTitle number {n}, B+, ACL'23\n"))
    };
    let files: Vec<(String, String)> = (0..1100).map(page).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let notes = Notes::new(&files);
    let mut client = Client::on(&notes);
    client
        .wait("the end of the progress", |client| client.progress.iter().any(|value| value["kind"] == "end"));
    assert_eq!(client.requests[0]["method"], "window/workDoneProgress/create");
    let kinds: Vec<&str> = client.progress.iter().map(|value| value["kind"].as_str().unwrap()).collect();
    let (begin, rest) = kinds.split_first().unwrap();
    let (end, reports) = rest.split_last().unwrap();
    assert_eq!((*begin, *end), ("begin", "end"));
    assert!(reports.iter().all(|kind| *kind == "report"), "{kinds:?}");
    let shown = client.progress.iter().filter_map(|value| value["percentage"].as_u64());
    // Each is more than the one before, so that there are a hundred at most.
    assert!(shown.clone().is_sorted_by(|a, b| a < b), "{:?}", client.progress);
    assert!(shown.count() >= 2, "{:?}", client.progress);
    client.wait("findings", |client| client.count("duplicate-tag") == 1100);
    client.stop();
}

#[test]
fn short_reading_shows_its_progress_too() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    client
        .wait("the end of the progress", |client| client.progress.iter().any(|value| value["kind"] == "end"));
    assert_eq!(client.progress[0]["kind"], "begin");
    assert_eq!(client.progress[0]["title"], "Reading notes");
    client.stop();
}

#[test]
fn a_client_that_watches_files_is_asked_to() {
    let notes = Notes::sample();
    let mut can = capabilities("utf-16");
    can["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    let (mut client, _) = Client::initialized(Some(notes.root()), can);
    client.wait("the request", |client| !client.requests.is_empty());
    let registration = &client.requests[0]["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    client.stop();
}

#[test]
fn files_are_watched_for_a_client_that_does_not() {
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("broken-reference") == 1);
    client.settle();
    // A catalog is replaced on disk, as by a script.
    let export = notes.read("issues.json");
    notes.write("issues.json", &export.replace("\"number\": 1490", "\"number\": 1829"));
    client.wait("1829 to be known", |client| client.count("broken-reference") == 0);
    std::fs::remove_file(notes.path("issues.json")).unwrap();
    client.wait("numbers to be unknown", |client| client.count("broken-reference") > 3);
    // A page in a new folder.
    notes.write("sub/new.txt", "#X\n#X\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n");
    client.wait("the new page", |client| {
        client.findings(&notes.uri("sub/new.txt")) == ["1:1-1:2 duplicate-tag"]
    });
    client.stop();
}

#[test]
fn documents_of_no_folder_stand_for_themselves() {
    let page = "Issue: 7\nIssue Date: 2025-01-01\nTeaching Small Language Models to Reason, A+, ACL'23\nComment\n・99\n#NLP\n#NLP\nIssue Date: 2025-01-02\nAnother, B+, ACL'23\n";
    let notes =
        Notes::new(&[("a.txt", page), ("drafts/b.txt", page), ("zz/c.txt", page), (".gitignore", "zz/\n")]);
    notes.write(".paper-notes.toml", "exclude = [\"drafts/\"]\n");
    let elsewhere = Notes::new(&[("0.txt", page)]);
    let mut client = Client::on(&notes);
    let own = ["4:1-4:3 broken-reference", "6:1-6:4 duplicate-tag"];
    client.wait("findings", |client| client.findings(&notes.uri("a.txt")) == own);
    for (folder, name) in [(&notes, "drafts/b.txt"), (&notes, "zz/c.txt"), (&elsewhere, "0.txt")] {
        let uri = folder.uri(name);
        client.open(folder, name);
        // Nothing is known of its repository, and it takes no part in this one.
        client.wait(name, |client| client.findings(&uri) == ["6:1-6:4 duplicate-tag"]);
        let hover = client.at("textDocument/hover", &uri, 0, 7);
        assert!(hover["contents"]["value"].as_str().unwrap().contains("Teaching Small"));
        client.change(&uri, 2, json!([{ "text": page.replacen("#NLP\n", "", 1) }]));
        client.wait("the change", |client| client.findings(&uri).is_empty());
        client.close(&uri);
    }
    client.settle();
    assert_eq!(client.findings(&notes.uri("a.txt")), own);
    client.stop();
}

#[test]
fn a_folder_with_a_dot_in_its_name_is_renamed() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let notes = Notes::new(&[("v1.0/a.txt", page)]);
    let mut client = Client::on(&notes);
    client.wait("findings", |client| client.count("duplicate-tag") == 1);
    client.settle();
    std::fs::rename(notes.path("v1.0"), notes.path("v2.0")).unwrap();
    let (old, new) = (notes.uri("v1.0/a.txt"), notes.uri("v2.0/a.txt"));
    client
        .wait("the new name", |client| client.findings(&old).is_empty() && client.findings(&new).len() == 1);
    client.stop();
}

#[test]
fn what_changes_while_the_folders_are_read_is_not_missed() {
    let fault = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let many: String =
        (0..100).map(|n| format!("Issue Date: 2025-01-01\nTitle {n} of a long page, B+, ACL'23\n")).collect();
    let notes = Notes::new(&[("0.txt", "")]);
    for n in 0..40 {
        notes.write(&format!("a{n}.txt"), &many.replace("Title", &format!("Title {n}")));
    }
    let mut client = Client::on(&notes);
    // The editor watches nothing, and we do not yet.
    for n in 0..10 {
        notes.write("0.txt", &format!("{fault}{n}\n"));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    client.wait("the change", |client| client.findings(&notes.uri("0.txt")) == ["1:1-1:4 duplicate-tag"]);
    client.stop();
}

#[test]
fn what_git_begins_to_ignore_is_forgotten() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let notes = Notes::new(&[("a.txt", page), ("drafts/b.txt", &page.replace("A Title", "Another"))]);
    let mut client = Client::on(&notes);
    client.wait("both", |client| client.count("duplicate-tag") == 2);
    client.settle();
    notes.write(".gitignore", "drafts/\n");
    client.wait("one", |client| client.count("duplicate-tag") == 1);
    notes.write(".gitignore", "");
    client.wait("both again", |client| client.count("duplicate-tag") == 2);
    client.stop();
}

#[test]
fn folders_come_and_go() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let (one, two) = (Notes::new(&[("one.txt", page)]), Notes::new(&[("two.txt", page)]));
    let mut client = Client::on(&one);
    client.wait("findings", |client| client.count("duplicate-tag") == 1);
    let folder =
        |notes: &Notes| json!([{ "uri": format!("file://{}", notes.root().display()), "name": "x" }]);
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": folder(&two), "removed": folder(&one) } }),
    );
    client.wait("the other folder", |client| {
        client.findings(&one.uri("one.txt")).is_empty() && !client.findings(&two.uri("two.txt")).is_empty()
    });
    client.stop();
}

#[test]
fn what_is_left_out_follows_the_file_and_the_settings() {
    let page = "Issue: 30\nIssue Date: 2025-01-01\nOne Title of a Paper, A+, ACL'23\nComment\n・31\n";
    let draft = "Issue: 31\nIssue Date: 2025-01-01\nAnother Paper Altogether, B+, ACL'23\n";
    let notes = Notes::new(&[("a.txt", page), (".gitignore", "draft.txt\n"), ("list.json", "[{")]);
    let mut client = Client::on(&notes);
    let (a, list) = (notes.uri("a.txt"), notes.uri("list.json"));
    client.open(&notes, "a.txt");
    client.wait("the unknown number", |client| client.findings(&a).len() == 1);
    // What is not saved yet is not there to be left out.
    client.open_text(&notes.uri("draft.txt"), draft);
    client.wait("the draft", |client| client.findings(&a).is_empty());
    notes.write("draft.txt", draft);
    let event = |name: &str, kind: u32| json!({ "changes": [{ "uri": notes.uri(name), "type": kind }] });
    client.notify("workspace/didChangeWatchedFiles", event("draft.txt", 1));
    client.wait("the draft left out", |client| client.findings(&a).len() == 1);
    // Which files are catalogs is said by the settings.
    client.open(&notes, "list.json");
    notes.write(".paper-notes.toml", "catalogs = [\"list.json\"]\n");
    client.notify("workspace/didChangeWatchedFiles", event(".paper-notes.toml", 1));
    client.wait("the broken catalog", |client| client.findings(&list).len() == 1);
    client.stop();
}

#[test]
fn what_is_left_out_with_its_folder_is_found_out_anew() {
    let note = "Issue Date: 2025-13-01\nA title that is long enough to tell, B+, ACL'23\n";
    let notes = Notes::new(&[(".gitignore", "d/\n"), ("d/x.txt", note)]);
    let mut client = Client::on(&notes);
    let (x, folder) = (notes.uri("d/x.txt"), notes.uri("d"));
    client.open(&notes, "d/x.txt");
    client.wait("a file of no folder", |client| client.count("invalid-date") == 1);
    let event = |kind: u32| json!({ "changes": [{ "uri": folder, "type": kind }] });
    std::fs::remove_dir_all(notes.path("d")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", event(3));
    client.settle();
    assert_eq!(client.findings(&x).len(), 1, "the editor has it still");
    notes.write("d/x.txt", note);
    client.notify("workspace/didChangeWatchedFiles", event(1));
    client.settle();
    assert_eq!(client.findings(&x).len(), 1);
    let symbols = client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": x } }));
    assert_eq!(symbols.as_array().map(Vec::len), Some(1));
    client.stop();
}

#[test]
fn a_catalog_that_is_open_is_the_editors_whatever_is_included() {
    let notes = Notes::new(&[
        (".paper-notes.toml", "include = [\"*.txt\"]\n"),
        ("a.txt", "Issue Date: 2025-01-01\nA title that is long enough to tell, B+, ACL'23\n"),
        ("issues.json", "[{"),
    ]);
    let catalog = notes.uri("issues.json");
    let mut client = Client::on(&notes);
    client.settle();
    let on_disk = client.count("catalog-error");
    client.open_text(&catalog, "[]");
    client.settle();
    assert_eq!((client.count("catalog-error"), client.findings(&catalog).len()), (0, 0), "{on_disk} on disk");
    client.stop();
}

#[test]
fn each_folder_is_a_repository_of_its_own() {
    let page = |title: &str, comment: &str| {
        format!("Issue: 12\nIssue Date: 2025-01-01\n{title}, {title}+, ACL'23\nComment\n{comment}\n")
    };
    let outer = Notes::new(&[
        ("one.txt", &page("Teaching Small Language Models to Reason", "・77")),
        ("inner/two.txt", &page("Bayesian Personalized Ranking", "・88\n・12")),
    ]);
    let folder =
        |path: &str| json!({ "uri": format!("file://{}{path}", outer.root().display()), "name": "x" });
    let mut client = Client::start();
    client.request(
        "initialize",
        json!({ "processId": null, "workspaceFolders": [folder(""), folder("/inner")], "capabilities": capabilities("utf-16") }),
    );
    client.notify("initialized", json!({}));
    let (one, two) = (outer.uri("one.txt"), outer.uri("inner/two.txt"));
    client.wait("both", |client| client.findings(&one).len() == 1 && client.findings(&two).len() == 2);
    assert_eq!(client.findings(&one), ["4:1-4:3 broken-reference"]);
    assert_eq!(client.findings(&two), ["4:1-4:3 broken-reference", "5:1-5:3 self-reference"]);
    // A change in one leaves the other alone, and a document of no folder is at home in the first.
    client.open_text(&one, &page("Teaching Small Language Models to Reason", "・12"));
    client.wait("the change", |client| client.findings(&one) == ["4:1-4:3 self-reference"]);
    client.open_text("untitled:Untitled-1", "Issue Date: 2025-01-01\nA Title, B+, ACL'23\nComment\n・12\n");
    let hover = client.at("textDocument/hover", "untitled:Untitled-1", 3, 2);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Teaching Small"));
    let list = client.at("textDocument/completion", &two, 5, 3);
    let item = client.request("completionItem/resolve", list["items"][0].clone());
    assert!(item["documentation"]["value"].as_str().unwrap().contains("Bayesian Personalized"));
    client.stop();
}

#[test]
fn a_document_that_is_opened_again_gets_its_findings_again() {
    // Neovim forgets them when it unloads the document, as for `:edit!` and `:bdelete`.
    let notes = Notes::sample();
    let mut client = Client::on(&notes);
    let uri = notes.uri("wrong.txt");
    client.open(&notes, "wrong.txt");
    client.wait("findings", |client| client.findings(&uri).len() > 3);
    let before = client.findings(&uri);
    client.close(&uri);
    client.published.remove(&uri);
    client.open(&notes, "wrong.txt");
    client.wait("the same findings", |client| client.published.contains_key(&uri));
    assert_eq!(client.findings(&uri), before);
    client.stop();
}

/// A checkout changes thousands of files at once, which are looked at some at a time: none is forgotten.
#[test]
fn a_thousand_files_change_at_once() {
    let page =
        |n: usize, tag: &str| format!("{tag}#NLP\nIssue Date: 2025-01-01\nTitle number {n}, B+, ACL'23\n");
    let names: Vec<String> = (0..1000).map(|n| format!("n/{n}.txt")).collect();
    let files: Vec<(String, String)> =
        names.iter().enumerate().map(|(n, name)| (name.clone(), page(n, ""))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let notes = Notes::new(&files);
    let mut client = Client::on(&notes);
    client.settle();
    names.iter().enumerate().for_each(|(n, name)| notes.write(name, &page(n, "#NLP\n")));
    notes.write("new.txt", &page(1000, "#NLP\n"));
    std::fs::remove_file(notes.path("n/7.txt")).unwrap();
    let uris = names.iter().map(String::as_str).chain(["new.txt"]).map(|name| notes.uri(name));
    let changes: Vec<Value> = uris.map(|uri| json!({ "uri": uri, "type": 2 })).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    let hover = client.at("textDocument/hover", &notes.uri("n/999.txt"), 0, 2);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("1000 entries"), "{text}");
    client.wait("findings", |client| client.count("duplicate-tag") == 1000);
    client.settle();
    assert_eq!(client.count("duplicate-tag"), 1000);
    assert!(client.findings(&notes.uri("n/7.txt")).is_empty());
    client.stop();
}
