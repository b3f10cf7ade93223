//! What is shown in Japanese, to an editor and in a terminal.

use serde_json::{Value, json};

use crate::support::{Client, Notes, capabilities, program, sample_notes};

fn japanese(notes: &Notes) -> Client {
    let mut client = Client::start();
    let folder = format!("file://{}", notes.root().display());
    client.request(
        "initialize",
        json!({ "processId": null, "rootUri": folder, "capabilities": capabilities("utf-16"), "locale": "ja" }),
    );
    client.notify("initialized", json!({}));
    client
}

#[test]
fn the_editor_s_language_is_spoken() {
    let notes = Notes::sample();
    let mut client = japanese(&notes);
    let (wrong, reading) = (notes.uri("wrong.txt"), notes.uri("reading.txt"));
    client.open(&notes, "wrong.txt");
    client.open(&notes, "reading.txt");
    client.wait("findings", |client| client.count("broken-reference") == 1);
    let messages: Vec<&str> =
        client.published[&wrong].iter().map(|d| d["message"].as_str().unwrap()).collect();
    assert_eq!(messages[0], "この論文のノートは reading.txt にすでにあります: 題名の行が同じ");
    assert_eq!(client.published[&wrong][0]["relatedInformation"][0]["message"], "最初のノート");
    assert!(messages.contains(&"番号 1829 のノートはありません"), "{messages:?}");

    let hover = client.at("textDocument/hover", &reading, 11, 2);
    assert!(
        hover["contents"]["value"].as_str().unwrap().ends_with("件のノートが参照しています。"),
        "{hover}"
    );
    let unknown = client.at("textDocument/hover", &wrong, 10, 2);
    assert!(unknown["contents"]["value"].as_str().unwrap().contains("**1829** は不明です"), "{unknown}");
    let tag = client.at("textDocument/hover", &reading, 1, 2);
    assert!(tag["contents"]["value"].as_str().unwrap().contains("件\n"), "{tag}");
    let list = client.at("textDocument/completion", &reading, 1, 1);
    let details: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["labelDetails"]["description"].as_str().unwrap())
        .collect();
    assert!(
        details.iter().all(|detail| detail.ends_with('件') || *detail == "すでに付いています"),
        "{details:?}"
    );

    let range = |line: usize| json!({ "start": { "line": line, "character": 1 }, "end": { "line": line, "character": 1 } });
    let mut title = |line: usize| -> Value {
        let params = json!({ "textDocument": { "uri": wrong }, "range": range(line), "context": { "diagnostics": [] } });
        client.request("textDocument/codeAction", params)[0]["title"].clone()
    };
    assert_eq!(title(4), "この写しを消す(内容はすべて reading.txt にあります)");
    assert_eq!(title(25), "#nlp を #NLP に直す");
    client.wait("progress", |client| {
        client.progress.iter().any(|value| value["title"] == "ノートを読み込み中")
    });
    client.stop();
}

#[test]
fn the_settings_may_say_another_language() {
    let notes = Notes::sample();
    notes.write(".paper-notes.toml", "language = \"en\"\n");
    let mut client = japanese(&notes);
    let wrong = notes.uri("wrong.txt");
    client.wait("findings", |client| client.count("broken-reference") == 1);
    assert!(client.published[&wrong].iter().any(|d| d["message"] == "no entry has the number 1829"));
    client.stop();
}

#[test]
fn the_terminal_s_language_is_spoken() {
    let run = |arguments: &[&str]| {
        let output = program()
            .env("LC_ALL", "")
            .env("LANG", "ja_JP.UTF-8")
            .env("LC_MESSAGES", "")
            .args(arguments)
            .arg(sample_notes())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let report = run(&["check"]);
    assert!(report.contains("警告[broken-reference]: 番号 1829 のノートはありません\n"), "{report}");
    let last = report.lines().last().unwrap();
    assert!(
        last.starts_with(
            "エラー 4 件、警告 5 件、情報 3 件、ヒント 2 件: 論文 17 本のノート 20 件、ファイル 10 個、"
        ),
        "{last}"
    );
    assert!(run(&["config"]).contains("hover-length = 400  # 既定値\n"));
}
