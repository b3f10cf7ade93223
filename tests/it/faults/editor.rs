//! What is wrong with the editor: it does not answer, does not read, hangs up, or is killed.

use std::io::{BufRead, BufReader};
use std::process::{ChildStdin, ChildStdout};

use super::*;
use crate::support::{read_message, write_message};

/// A client that reads when it wants to.
struct Reader {
    server: Child,
    says: Option<ChildStdin>,
    hears: BufReader<ChildStdout>,
}

impl Reader {
    /// Past the handshake, with nothing else heard yet.
    fn on(notes: &Notes) -> Self {
        let mut server = program()
            .env("PAPER_NOTES_LOG", "off")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (says, hears) = (server.stdin.take().unwrap(), BufReader::new(server.stdout.take().unwrap()));
        let mut reader = Self { server, says: Some(says), hears };
        let root = format!("file://{}", notes.root().display());
        let params = json!({ "processId": null, "rootUri": root, "capabilities": {} });
        reader.say(json!({ "id": 0, "method": "initialize", "params": params }));
        reader.hear(|message| message["id"] == 0);
        reader.say(json!({ "method": "initialized", "params": {} }));
        reader
    }

    fn say(&mut self, mut message: Value) {
        message["jsonrpc"] = "2.0".into();
        write_message(self.says.as_mut().unwrap(), &message).unwrap();
    }

    fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "text", "version": 1, "text": text });
        self.say(json!({ "method": "textDocument/didOpen", "params": { "textDocument": document } }));
    }

    /// What is heard up to a message.
    #[track_caller]
    fn hear(&mut self, last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut heard = Vec::new();
        loop {
            heard.push(read_message(&mut self.hears).expect("another message"));
            if last(&heard[heard.len() - 1]) {
                return heard;
            }
        }
    }

    /// Has so much to be told that no pipe takes it, and listens to the first of it only.
    fn asks_more_than_it_reads(&mut self, uri: &str) {
        for id in 1..100 {
            let params = json!({ "textDocument": { "uri": uri } });
            self.say(json!({ "id": id, "method": "textDocument/documentSymbol", "params": params }));
        }
        self.hear(|message| message["id"].as_i64().is_some_and(|id| id > 0));
        // What is answered soon fills the pipe.
        std::thread::sleep(Duration::from_secs(1));
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A page of `n` entries with a fault each.
fn page(n: usize) -> String {
    (0..n).map(|n| PAGE.replace("A Title", &format!("A {n} Title"))).collect()
}

#[test]
fn an_editor_that_never_answers() {
    let notes = Notes::new(&[("a.txt", PAGE), ("b.txt", OTHER)]);
    let mut can = capabilities("utf-16");
    can["workspace"] = json!({
        "didChangeWatchedFiles": { "dynamicRegistration": true }, "configuration": true, "applyEdit": true,
        "inlayHint": { "refreshSupport": true }, "codeLens": { "refreshSupport": true },
        "semanticTokens": { "refreshSupport": true }, "workspaceEdit": { "documentChanges": true },
    });
    let (a, b) = (notes.uri("a.txt"), notes.uri("b.txt"));
    // Progress is asked for first and waits for five seconds; nothing waits for it, which a slow machine may hide at times.
    let start = || {
        let mut client = Client::start();
        client.answers = false;
        let (mut client, _) = client.initialize(Some(notes.root()), can.clone());
        let asked = Instant::now();
        client.wait("findings", |client| client.findings(&a) == FOUND);
        (asked.elapsed() < Duration::from_secs(5)).then_some(client)
    };
    let mut client = (0..5).find_map(|_| start()).expect("findings at once");
    client.open(&notes, "a.txt");
    let hover = client.at("textDocument/hover", &a, 0, 2);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("1 entry"), "{hover}");
    let new = json!({ "command": "paperNotes.newEntry", "arguments": [{ "uri": a }] });
    let new = client.ask("workspace/executeCommand", new);
    client.open_text(&b, &OTHER.replace("#QA", "#QA #QA"));
    client.wait("the other's findings", |client| client.findings(&b).len() == 1);
    client.change(&a, 2, json!([{ "text": FIXED }]));
    client.wait("the change", |client| client.findings(&a).is_empty());
    let error = client.error(new);
    assert_eq!(error["message"], "workspace/applyEdit: no answer in 10s");
    let asked = |method: &str| client.requests.iter().any(|request| request["method"] == method);
    for method in [
        "client/registerCapability",
        "window/workDoneProgress/create",
        "workspace/applyEdit",
        "workspace/configuration",
        "workspace/inlayHint/refresh",
    ] {
        assert!(asked(method), "{method} was not asked for");
    }
    assert_eq!(client.stop(), 0);
}

/// What is said of a document that nobody reads is not said any more when there is something newer.
#[test]
fn an_editor_that_stops_reading_is_told_the_newest() {
    let text = page(200);
    let notes = Notes::new(&[("a.txt", &text), ("b.txt", PAGE)]);
    let uri = notes.uri("a.txt");
    let mut reader = Reader::on(&notes);
    reader.open(&uri, &text);
    let is_about = |message: &Value| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri.as_str()
    };
    reader.hear(|message| is_about(message) && message["params"]["version"] == 1);
    // Each moves all findings below.
    const EDITS: i64 = 300;
    for version in 2..=EDITS {
        let start = json!({ "line": 0, "character": 0 });
        let change = json!([{ "range": { "start": start, "end": start }, "text": "\n" }]);
        let document = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": change });
        reader.say(json!({ "method": "textDocument/didChange", "params": params }));
        // Time to look at most of the states: somebody types.
        std::thread::sleep(Duration::from_millis(30));
    }
    let newest = |message: &Value| is_about(message) && message["params"]["version"] == EDITS;
    let heard = reader.hear(newest);
    let last = heard.last().unwrap()["params"]["diagnostics"].as_array().unwrap();
    assert_eq!(last.len(), 200);
    assert_eq!(last[0]["range"]["start"]["line"], EDITS);
    let told = heard.iter().filter(|message| is_about(message)).count();
    assert!(told < 40, "{told} times");
}

fn one_that_does_not_read() -> (Notes, Reader) {
    let text = page(200);
    let notes = Notes::new(&[("a.txt", &text)]);
    let uri = notes.uri("a.txt");
    let mut reader = Reader::on(&notes);
    reader.open(&uri, &text);
    reader.asks_more_than_it_reads(&uri);
    (notes, reader)
}

/// Nobody reads what was asked for, and the pipe stays open: another process has it, or the editor hangs.
#[test]
fn an_editor_that_never_reads_again_is_not_waited_for() {
    let (_notes, mut reader) = one_that_does_not_read();
    reader.say(json!({ "id": "end", "method": "shutdown" }));
    reader.say(json!({ "method": "exit" }));
    wait_for(&mut reader.server);
}

/// The same where it hangs up instead of saying `exit`.
#[test]
fn an_editor_that_closes_its_mouth_and_never_reads_is_not_waited_for() {
    let (_notes, mut reader) = one_that_does_not_read();
    reader.says = None;
    assert_eq!(wait_for(&mut reader.server), 1);
}

/// Standard input is closed without `exit` while folders are read and findings are waited for.
#[test]
fn an_editor_that_hangs_up_at_once() {
    let notes = Notes::new(&[("a.txt", PAGE)]);
    for n in 0..3000 {
        notes.write(&format!("f{}/{n}.md", n % 30), &page(3));
    }
    let mut client = Client::on(&notes);
    client.open(&notes, "a.txt");
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": notes.uri("a.txt") } }));
    client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(client.hang_up(), 1);
}

/// Both ends of the pipes are closed by the system in the middle of an answer.
#[test]
fn an_editor_that_is_killed() {
    let text = page(200);
    let notes = Notes::new(&[("a.txt", &text)]);
    let uri = notes.uri("a.txt");
    // An editor of one line, which holds the pipes; what it says is written before.
    let root = format!("file://{}", notes.root().display());
    let params = json!({ "processId": null, "rootUri": root, "capabilities": {} });
    let document = json!({ "uri": uri, "languageId": "text", "version": 1, "text": text });
    let mut all = vec![
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
    ];
    all.extend((1..50).map(|id| {
        let params = json!({ "textDocument": { "uri": uri } });
        json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/documentSymbol", "params": params })
    }));
    let initialize = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params });
    for (file, messages) in [("first", vec![initialize]), ("rest", all)] {
        let mut file = File::create(notes.path(file)).unwrap();
        messages.iter().for_each(|message| write_message(&mut file, message).unwrap());
    }
    make_fifo(&notes.path("in"));
    make_fifo(&notes.path("out"));
    let script = "cd \"$0\" && exec 3>in 4<out && cat first >&3 && head -c 99 <&4 && cat rest >&3 && echo && exec sleep 1000";
    let mut editor = Command::new("sh");
    let editor = editor.args(["-c", script]).arg(notes.root()).stdout(Stdio::piped());
    let mut editor = editor.spawn().unwrap();
    // Opening a FIFO waits for its other end.
    let server = program()
        .env("PAPER_NOTES_LOG", "off")
        .stdin(File::open(notes.path("in")).unwrap())
        .stdout(File::options().write(true).open(notes.path("out")).unwrap())
        .spawn();
    let mut server = server.unwrap();
    // The head of the answer, whose line ends when all is said.
    let mut shown = BufReader::new(editor.stdout.take().unwrap());
    for _ in 0..3 {
        assert_ne!(shown.read_line(&mut String::new()).unwrap(), 0);
    }
    assert!(server.try_wait().unwrap().is_none());
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(wait_for(&mut server), 1);
}

/// The pipes stay open, for another process has them too: it is the process of the editor that counts.
#[test]
fn an_editor_that_is_killed_while_another_process_holds_its_pipes() {
    let notes = Notes::new(&[("a.txt", PAGE)]);
    let initialize = |client: &mut Client, process: u32| {
        let root = format!("file://{}", notes.root().display());
        let params = json!({ "processId": process, "rootUri": root, "capabilities": capabilities("utf-16") });
        client.request("initialize", params);
        client.notify("initialized", json!({}));
        client.wait("findings", |client| client.findings(&notes.uri("a.txt")) == FOUND);
    };
    let hover = |client: &mut Client| client.at("textDocument/hover", &notes.uri("a.txt"), 0, 2);
    // A program that starts the server, and whose pipes this process has.
    let mut starts = Command::new("sh");
    starts.args(["-c", "exec 3<&0; \"$0\" <&3 & exec sleep 1000"]).arg(program().get_program());
    let mut client = Client::run(starts.env("PAPER_NOTES_LOG", "off").env("LC_ALL", "C.UTF-8"));
    let editor = client.process();
    initialize(&mut client, editor);
    // Longer than it takes to see that somebody is gone.
    std::thread::sleep(Duration::from_secs(5));
    assert_ne!(hover(&mut client), Value::Null, "nobody is gone yet");
    client.kill();
    assert!(client.hangs_up());
    // Of a process that did not start it nobody knows whose it is: it may be a number of another machine.
    let mut other = Command::new("sleep").arg("1000").spawn().unwrap();
    let mut client = Client::start();
    initialize(&mut client, other.id());
    other.kill().unwrap();
    other.wait().unwrap();
    std::thread::sleep(Duration::from_secs(5));
    assert_ne!(hover(&mut client), Value::Null);
    assert_eq!(client.stop(), 0);
}

/// What waits for nothing is said of the pipe, which the process that started the server may go on with.
#[test]
fn pipes_wait_again_when_the_server_has_ended() {
    let waits =
        |pipe: &std::fs::File| !rustix::fs::fcntl_getfl(pipe).unwrap().contains(rustix::fs::OFlags::NONBLOCK);
    let (input, says) = std::io::pipe().unwrap();
    let (hears, output) = std::io::pipe().unwrap();
    let ours = |fd: std::os::fd::BorrowedFd| File::from(fd.try_clone_to_owned().unwrap());
    let shared = [ours(std::os::fd::AsFd::as_fd(&input)), ours(std::os::fd::AsFd::as_fd(&output))];
    let mut server = program().stdin(input).stdout(output).spawn().unwrap();
    let mut says = says;
    let initialize =
        json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "capabilities": {} } });
    write_message(&mut says, &initialize).unwrap();
    let mut hears = BufReader::new(hears);
    assert_eq!(read_message(&mut hears).unwrap()["id"], 0);
    assert!(!shared.iter().any(waits), "this is why");
    write_message(&mut says, &json!({ "jsonrpc": "2.0", "method": "exit" })).unwrap();
    assert_eq!(wait_for(&mut server), 1);
    assert!(shared.iter().all(waits));
}
