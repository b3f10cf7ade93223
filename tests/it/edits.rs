//! Edits: after any number of them, in whatever pieces, the server knows what it would know of the final
//! text. Handlers of the protocol library run side by side, so this also guards the order of messages.

use serde_json::{Value, json};

use crate::storm::blowing::place::{self, Encoding};
use crate::storm::blowing::random::Random;
use crate::support::{Client, Notes};

const PIECES: [&str; 12] = [
    "・2094\n",
    "#NLP ",
    "😱",
    "\n",
    "x",
    "・99\n",
    " Issue Date: 2025-01-01 T, A+, ACL'23 ",
    "Comment",
    "\r\n",
    "あ",
    "Issue: 7\n",
    "・",
];

/// An edit at a random place, made in `text` and given as LSP says it, in UTF-16.
fn random_edit(random: &mut Random, text: &mut String) -> Value {
    let start = place::snap(text, random.below(text.len() + 1));
    let end = place::snap(text, start + [0, 0, 1, 5, 30][random.below(5)]).max(start);
    let position = |at: usize| place::position(text, at, Encoding::Utf16);
    let new = PIECES[random.below(PIECES.len())];
    let edit = json!({ "range": { "start": position(start), "end": position(end) }, "text": new });
    text.replace_range(start..end, new);
    edit
}

/// Everything published about `uri`, opened with this text in a new server.
fn fresh(notes: &Notes, uri: &str, text: &str) -> Vec<Value> {
    let mut client = Client::on(notes);
    client.open_text(uri, text);
    client.wait_for_version(uri, 1);
    client.published.remove(uri).unwrap_or_default()
}

fn burst(notes: &Notes, name: &str, seed: u64, edits: usize) {
    let uri = notes.uri(name);
    let mut text = notes.read(name);
    let mut random = Random(seed);
    let mut client = Client::on(notes);
    client.open_text(&uri, &text);
    let mut version = 1;
    let mut questions = Vec::new();
    for n in 0..edits {
        version += 1;
        // Some notifications carry several changes, each made on the text after the one before.
        let several = if n % 50 == 0 { 3 } else { 1 };
        let changes: Vec<Value> = (0..several).map(|_| random_edit(&mut random, &mut text)).collect();
        client.change(&uri, version, json!(changes));
        if n % 100 == 0 {
            let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 1, "character": 1 } });
            questions.push(client.ask("textDocument/hover", place));
        }
    }
    for question in questions {
        client.answer(question);
    }
    // A fault at the end, so that a text without any cannot pass for one that was lost.
    let fault = "#X\n#X\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\n";
    let start = json!({ "line": 0, "character": 0 });
    client.change(&uri, version + 1, json!([{ "range": { "start": start, "end": start }, "text": fault }]));
    text.insert_str(0, fault);
    client.wait_for_version(&uri, version + 1);
    let published = client.published.get(&uri).cloned().unwrap_or_default();
    assert_eq!(published, fresh(notes, &uri, &text), "seed {seed}");
    assert!(!published.is_empty(), "seed {seed}: a text in which nothing is found shows nothing");
    client.stop();
}

#[test]
fn three_thousand_edits_end_as_the_final_text_does() {
    burst(&Notes::sample(), "wrong.txt", 1, 3000);
}

#[test]
fn a_file_with_crlf_too() {
    burst(&Notes::sample(), "windows.txt", 2, 500);
}

#[test]
fn edits_in_one_place_keep_their_order() {
    let notes = Notes::sample();
    let uri = notes.uri("new.txt");
    let mut client = Client::on(&notes);
    client.open_text(&uri, "");
    // Typed letter by letter; a single swap would spoil the word and its finding.
    let text = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nComment\n・4242\n".repeat(40);
    let mut position = (0, 0);
    for (version, c) in text.chars().enumerate() {
        let place = json!({ "line": position.0, "character": position.1 });
        client.change(
            &uri,
            version as i64 + 2,
            json!([{ "range": { "start": place, "end": place }, "text": c.to_string() }]),
        );
        position = if c == '\n' { (position.0 + 1, 0) } else { (position.0, position.1 + c.len_utf16()) };
    }
    let last = text.chars().count() as i64 + 2;
    let place = json!({ "line": position.0, "character": position.1 });
    client.change(&uri, last, json!([{ "range": { "start": place, "end": place }, "text": "・4243\n" }]));
    let text = text + "・4243\n";
    client.wait_for_version(&uri, last);
    let published = client.published[&uri].clone();
    let broken = published.iter().filter(|finding| finding["code"] == "broken-reference");
    assert_eq!(broken.count(), 41);
    assert_eq!(published, fresh(&notes, &uri, &text));
    client.stop();
}

#[test]
fn an_edit_that_does_not_fit_silences_the_document_until_its_text_is_sent() {
    let notes = Notes::sample();
    let uri = notes.uri("wrong.txt");
    let mut client = Client::on(&notes);
    client.open(&notes, "wrong.txt");
    client.wait("findings", |client| !client.findings(&uri).is_empty());
    let place = |line: usize| json!({ "line": line, "character": 0 });
    // The other way round is meant well.
    client.change(&uri, 2, json!([{ "range": { "start": place(1), "end": place(0) }, "text": "x\n" }]));
    client.change(&uri, 2, json!([{ "range": { "start": place(900), "end": place(901) }, "text": "x" }]));
    client.wait("silence", |client| client.findings(&uri).is_empty());
    client.change(&uri, 3, json!([{ "text": notes.read("wrong.txt") }]));
    client.wait("findings", |client| client.findings(&uri).len() == 11);
    client.stop();
}

/// Whatever is begun again after each change is not begun side by side with what was begun before it.
#[cfg(target_os = "linux")]
#[test]
fn changes_of_all_there_is_do_not_pile_up() {
    let page = |n: usize, entries: usize| -> String {
        let entry = |at: usize| {
            format!("#NLP\nIssue Date: 2025-01-01\nTitle {at} of {n}, B+, ACL'23\nComment\n・{at}\n")
        };
        (0..entries).map(entry).collect()
    };
    // What is begun anew goes through all of them.
    let notes = Notes::new(&[("a.txt", &page(0, 300)), ("b.txt", &page(1000, 3000))]);
    let uri = notes.uri("a.txt");
    let mut client = Client::on(&notes);
    client.open(&notes, "a.txt");
    let count =
        |client: &Client| std::fs::read_dir(format!("/proc/{}/task", client.process())).unwrap().count();
    client.change(&uri, 2, json!([{ "text": page(1, 300) }]));
    let mut threads = 0;
    for version in 3..63 {
        // Each is done sooner than what the change before has begun.
        let place = json!({ "line": 2, "character": 0 });
        client.change(&uri, version, json!([{ "range": { "start": place, "end": place }, "text": "x" }]));
        client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        threads = threads.max(count(&client));
    }
    let cores = std::thread::available_parallelism().unwrap().get();
    assert!(threads < 16 + 2 * cores, "{threads} threads");
    client.stop();
}
