//! The protocol with everything in it that an editor should not say. Whatever comes, the next question is answered right.

use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Notes, program, read_message};

/// How long anything may take. Machines are shared and slow at times.
const PATIENCE: Duration = Duration::from_secs(30);

const PAGE: &str = "#NLP\nIssue: 12\nIssue Date: 2025-01-01\nA Title to Be Seen, Ann Other+, ACL'23\nComment\n・7\n\n\
    #NLP\nIssue: 7\nIssue Date: 2025-01-02\nAnother Title, Bea Bond+, ACL'24\nComment\n・12\n";

/// A server, and what it says.
struct Session {
    process: Child,
    stdin: Option<ChildStdin>,
    said: Receiver<Value>,
    log: Option<JoinHandle<String>>,
    notes: Notes,
    next: i64,
}

impl Session {
    /// A server that nobody has spoken to.
    fn start() -> Self {
        let notes = Notes::new(&[("NLP.txt", PAGE), ("other.txt", PAGE)]);
        let mut command = program();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.env("PAPER_NOTES_LOG", "off").spawn().unwrap();
        let stdin = process.stdin.take();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let (sender, said) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut stderr = process.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            let _ = stderr.read_to_end(&mut log);
            String::from_utf8_lossy(&log).into_owned()
        });
        Self { process, stdin, said, log: Some(log), notes, next: 1000 }
    }

    /// One past its handshake, with a document open.
    fn begun() -> Self {
        let mut session = Self::start();
        session.handshake();
        session
    }

    fn handshake(&mut self) {
        let root = format!("file://{}", self.notes.root().display());
        let params = json!({ "capabilities": {}, "workspaceFolders": [{ "uri": root, "name": "notes" }] });
        assert!(self.ask("initialize", &params)["result"]["capabilities"].is_object());
        self.tell("initialized", &json!({}));
        self.tell("textDocument/didOpen", &json!({ "textDocument": self.document("other.txt") }));
        self.still_answers("the handshake");
    }

    fn document(&self, name: &str) -> Value {
        json!({ "uri": self.notes.uri(name), "languageId": "text", "version": 1, "text": PAGE })
    }

    /// Says these bytes. A server that has ended does not listen.
    fn say(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
    }

    fn say_framed(&mut self, body: &[u8]) {
        self.say(&framed(body));
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.say_framed(
            json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string().as_bytes(),
        );
    }

    /// Asks, and hands over the whole answer.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = json!(self.next);
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.say_framed(request.to_string().as_bytes());
        self.answer(&id).unwrap_or_else(|| panic!("{method} {params} is not answered"))
    }

    /// The answer to `id`; `None` where none comes.
    fn answer(&mut self, id: &Value) -> Option<Value> {
        loop {
            let message = self.said.recv_timeout(PATIENCE).ok()?;
            if message["method"].is_null() && message["id"] == *id {
                return Some(message);
            }
            // What the server asks is answered with something that is no answer.
            if message["method"].is_string() && !message["id"].is_null() {
                let answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": null });
                self.say_framed(answer.to_string().as_bytes());
            }
        }
    }

    #[track_caller]
    fn still_answers(&mut self, behind: &str) {
        let place = json!({ "textDocument": { "uri": self.notes.uri("NLP.txt") }, "position": { "line": 5, "character": 2 } });
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask("textDocument/hover", &place);
            if answer["result"]["contents"]["value"]
                .as_str()
                .is_some_and(|text| text.contains("Another Title"))
            {
                return;
            }
            // Settings and files may be being read.
            assert!(Instant::now() < deadline, "behind {behind}: {answer}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Hangs up. The exit code of the server, which has not panicked.
    #[track_caller]
    fn end(mut self, behind: &str) -> i32 {
        self.stdin = None;
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "behind {behind} the process goes on");
            std::thread::sleep(Duration::from_millis(5));
        };
        let log = self.log.take().unwrap().join().unwrap();
        assert!(!log.contains("panicked"), "behind {behind}: {log}");
        status.code().unwrap_or_else(|| panic!("behind {behind}: {status}"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn framed(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

const HOVER: &str = r#"{"jsonrpc":"2.0","id":5,"method":"textDocument/hover","params":{}}"#;

#[test]
fn what_is_no_message_is_answered_and_the_next_one_is_read() {
    let mut session = Session::begun();
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":5,"method":"x","params":{}}}"#,
        "[".repeat(100_000) + &"]".repeat(100_000)
    );
    let bodies: [(&[u8], i64); 14] = [
        (b"{", -32700),
        (b"", -32700),
        (b"nonsense", -32700),
        (b"\0\0\0", -32700),
        (b"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"\xff\"}", -32700),
        (br#"{"jsonrpc":"2.0","id":5,"method":"x"}{}"#, -32700),
        (deep.as_bytes(), -32700),
        (b"[]", -32600),
        (b"null", -32600),
        (b"{}", -32600),
        (b"[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"shutdown\"}]", -32600),
        (br#"{"id":5,"method":"shutdown"}"#, -32600),
        (br#"{"jsonrpc":"2.0","id":5.5,"method":"shutdown"}"#, -32600),
        (br#"{"jsonrpc":"1.0","id":5,"method":"shutdown"}"#, -32600),
    ];
    for (body, code) in bodies {
        session.say_framed(body);
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let answer = session.answer(&Value::Null);
        assert_eq!(answer.unwrap_or_default()["error"]["code"], code, "{shown}");
        session.still_answers(&shown);
    }
    assert_eq!(session.end("all of them"), 1);
}

#[test]
fn heads_that_nobody_should_write() {
    let mut session = Session::begun();
    let len = HOVER.len();
    for head in [
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999\r\n\r\n",
        "Content-Length: 99999999999999999999999999\r\n\r\n",
        "Content-Length: 0x10\r\n\r\n",
        "Content-Length:\r\n\r\n",
        "Content-Type: application/json\r\n\r\n",
        "\r\n\r\n",
        "\0\u{1}\u{2}\r\n\r\n",
    ] {
        for body in ["", HOVER] {
            session.say(format!("{head}{body}").as_bytes());
            assert_eq!(session.answer(&Value::Null).unwrap_or_default()["error"]["code"], -32700, "{head:?}");
            session.still_answers(head);
        }
    }
    // Twenty thousand bytes of nothing.
    session.say(&vec![b'x'; 20_000]);
    session.still_answers("no head at all");
    for head in [
        format!("content-length: {len}\r\n\r\n"),
        format!("CONTENT-LENGTH:{len}\r\nX: 1\r\nY: 2\r\nZ: 3\r\n\r\n"),
        format!("Content-Length: {len}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n"),
        format!("Content-Type: text/plain\r\nContent-Length: {len}\r\n\r\n"),
        format!("Content-Length: {len}\n\n"),
    ] {
        session.say(format!("{head}{HOVER}").as_bytes());
        assert_eq!(session.answer(&json!(5)).unwrap_or_default()["error"]["code"], -32602, "{head:?}");
    }
    assert_eq!(session.end("all of them"), 1);
}

/// A length is no reason to take memory, and half a message no reason to stay.
#[test]
fn a_long_message_that_does_not_come() {
    let mut session = Session::begun();
    let before = memory(&session);
    session.say(b"Content-Length: 4000000000\r\n\r\n{\"jsonrpc\"");
    session.say(&vec![b' '; 100_000]);
    std::thread::sleep(Duration::from_millis(200));
    assert!(memory(&session) < before + 1_000_000, "{} KB, {before} before", memory(&session));
    assert_eq!(session.end("half a message"), 1);
}

/// Kilobytes of address space; nothing where the system does not say.
fn memory(session: &Session) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", session.process.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or_default()
}

#[test]
fn half_a_character_in_a_text_is_no_reason_to_end() {
    let mut session = Session::begun();
    let text =
        PAGE.replace("Another Title", "Another Title HALF").replace('\n', "\\n").replace("HALF", "\\ud83d");
    let uri = session.notes.uri("NLP.txt");
    let open = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{uri}","languageId":"text","version":1,"text":"{text}"}}}}}}"#
    );
    session.say_framed(open.as_bytes());
    session.still_answers("half an emoji");
    let symbols = session.ask("textDocument/documentSymbol", &json!({ "textDocument": { "uri": uri } }));
    assert!(symbols.to_string().contains("Another Title \u{fffd}"), "{symbols}");
    assert_eq!(session.end("half an emoji"), 1);
}

/// Methods that ask, and those that tell.
const ASKING: &[&str] = &[
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/completion",
    "completionItem/resolve",
    "textDocument/codeAction",
    "codeAction/resolve",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentSymbol",
    "workspace/symbol",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/documentLink",
    "textDocument/inlayHint",
    "inlayHint/resolve",
    "textDocument/codeLens",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/range",
    "textDocument/prepareCallHierarchy",
    "callHierarchy/incomingCalls",
    "callHierarchy/outgoingCalls",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/onTypeFormatting",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "initialize",
    "no/suchMethod",
    "",
];
const TELLING: &[&str] = &[
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "workspace/didChangeWatchedFiles",
    "workspace/didRenameFiles",
    "workspace/didDeleteFiles",
    "workspace/didChangeWorkspaceFolders",
    "workspace/didChangeConfiguration",
    "window/workDoneProgress/cancel",
    "$/cancelRequest",
    "$/setTrace",
    "$/noSuchNotification",
    "no/suchNotification",
    "initialized",
];

/// What no method takes, or hardly.
fn nonsense() -> Vec<Value> {
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let place = |line: Value, character: Value| json!({ "line": line, "character": character });
    let at = |uri: &str, position: Value| {
        let range = json!({ "start": position, "end": position });
        json!({ "textDocument": { "uri": uri, "version": 1 }, "position": position, "range": range, "newName": "",
            "context": { "diagnostics": [], "includeDeclaration": true }, "ch": "", "options": { "tabSize": 1, "insertSpaces": true },
            "positions": [position], "query": "", "command": "", "arguments": [deep], "item": {}, "changes": [], "files": [],
            "contentChanges": [{ "range": range, "text": "x" }], "event": { "added": [], "removed": [] }, "previousResultIds": [] })
    };
    vec![
        Value::Null,
        json!([]),
        json!({}),
        json!(-1),
        json!(1e308),
        json!("text"),
        json!([[], {}, null]),
        deep.clone(),
        json!({ "textDocument": deep, "settings": deep, "id": deep }),
        json!({ "textDocument": { "uri": "" } }),
        at("no address", place(json!(0), json!(0))),
        at("untitled:none", place(json!(-1), json!("0"))),
        at("file:///none/at/all.txt", place(json!(u32::MAX), json!(u32::MAX))),
        at("file:///none/at/all.txt", place(json!(u64::MAX), json!(0.5))),
    ]
}

#[test]
fn every_method_with_what_it_does_not_take() {
    let mut session = Session::begun();
    for method in ASKING {
        for params in nonsense() {
            let answer = session.ask(method, &params);
            assert!(
                answer["error"].is_object() || answer.get("result").is_some(),
                "{method} {params}: {answer}"
            );
        }
        // As if it wanted no answer.
        session.tell(method, &json!({}));
        session.still_answers(method);
    }
    for method in TELLING {
        for params in nonsense() {
            session.tell(method, &params);
        }
        // As if it wanted one. (The library answers none of `$/`.)
        if !method.starts_with("$/") {
            assert!(session.ask(method, &json!({}))["error"].is_object(), "{method}");
        }
        session.still_answers(method);
    }
    assert_eq!(session.ask("no/suchMethod", &json!({}))["error"]["code"], -32601);
    assert_eq!(session.ask("initialize", &json!({ "capabilities": {} }))["error"]["code"], -32600);
    assert_eq!(session.end("all methods"), 1);
}

#[test]
fn ids_answers_and_cancellations_of_nothing() {
    let mut session = Session::begun();
    for id in [json!("a"), json!(""), json!("あ".repeat(1000)), json!(-5), json!(i64::MAX), Value::Null] {
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": "workspace/symbol", "params": { "query": "title" } });
        session.say_framed(request.to_string().as_bytes());
        assert!(session.answer(&id).unwrap_or_default()["result"].is_array(), "{id}");
    }
    for id in [json!(1), json!("none"), Value::Null, json!(0.5), json!([1]), json!(u64::MAX)] {
        session.say_framed(json!({ "jsonrpc": "2.0", "id": id, "result": {} }).to_string().as_bytes());
        session.say_framed(
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": 1, "message": "" } })
                .to_string()
                .as_bytes(),
        );
        session.say_framed(json!({ "jsonrpc": "2.0", "id": id, "error": 5 }).to_string().as_bytes());
        session.tell("$/cancelRequest", &json!({ "id": id }));
        session.still_answers(&id.to_string());
    }
    assert_eq!(session.end("ids"), 1);
}

#[test]
fn before_initialize_and_after_shutdown() {
    let mut session = Session::start();
    for method in ASKING.iter().filter(|method| **method != "initialize") {
        let code = &session.ask(method, &json!({}))["error"]["code"];
        // A method that there is not is not there before either.
        assert!(*code == -32002 || *code == -32601, "{method}: {code}");
    }
    assert_eq!(session.ask("textDocument/hover", &json!({}))["error"]["code"], -32002);
    assert_eq!(session.ask("shutdown", &Value::Null)["error"]["code"], -32002);
    for method in TELLING {
        session.tell(method, &json!({}));
    }
    for params in nonsense().iter().filter(|params| !params.is_object()) {
        assert!(session.ask("initialize", params)["error"].is_object(), "{params}");
    }
    session.handshake();
    assert!(session.ask("shutdown", &Value::Null)["result"].is_null());
    for method in ["textDocument/hover", "shutdown", "initialize"] {
        assert_eq!(session.ask(method, &json!({}))["error"]["code"], -32600, "{method}");
    }
    session.say_framed(b"nonsense");
    session.tell("textDocument/didChange", &json!({}));
    session.tell("exit", &Value::Null);
    assert_eq!(session.end("exit"), 0);
}

#[test]
fn exit_before_anything() {
    let mut session = Session::start();
    session.tell("exit", &Value::Null);
    assert_eq!(session.end("exit"), 1);
}

/// Numbers that come the same each time (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Messages of a session about one document, in an order that an editor might have them.
fn messages(uri: &str) -> Vec<Value> {
    let document = json!({ "uri": uri, "version": 2 });
    let position = json!({ "line": 5, "character": 2 });
    let range = json!({ "start": position, "end": { "line": 9, "character": 0 } });
    let params = json!({ "textDocument": document, "position": position, "range": range, "newName": "77", "ch": "\n",
        "context": { "diagnostics": [], "includeDeclaration": true }, "options": { "tabSize": 4, "insertSpaces": true },
        "positions": [position] });
    let mut messages = vec![
        json!({ "method": "textDocument/didOpen", "params": { "textDocument": {
            "uri": uri, "languageId": "text", "version": 1, "text": PAGE } } }),
        json!({ "method": "textDocument/didChange", "params": { "textDocument": document,
            "contentChanges": [{ "range": range, "text": "・7 😱\r\n#NLP" }, { "text": PAGE }, { "range": range, "text": "" }] } }),
        json!({ "method": "textDocument/didSave", "params": { "textDocument": document } }),
        json!({ "method": "textDocument/didClose", "params": { "textDocument": document } }),
        json!({ "method": "workspace/didChangeWatchedFiles", "params": { "changes": [{ "uri": uri, "type": 2 }] } }),
        json!({ "method": "$/cancelRequest", "params": { "id": 3 } }),
        json!({ "id": 4, "method": "workspace/symbol", "params": { "query": "title" } }),
        json!({ "id": 5, "method": "workspace/executeCommand", "params": { "command": "paper-notes.counts", "arguments": [] } }),
        json!({ "id": 6, "method": "completionItem/resolve", "params": { "label": "7", "data": { "number": 7 } } }),
    ];
    let asking = ASKING.iter().filter(|method| method.starts_with("textDocument/"));
    messages.extend(asking.map(|method| json!({ "id": "q", "method": method, "params": params })));
    for message in &mut messages {
        message["jsonrpc"] = json!("2.0");
    }
    messages
}

/// Puts something else in the place of one value.
fn mutate(value: &mut Value, dice: &mut Dice) {
    let inner = match value {
        Value::Object(map) if !map.is_empty() => {
            let at = dice.below(map.len());
            map.values_mut().nth(at)
        }
        Value::Array(items) if !items.is_empty() => {
            let at = dice.below(items.len());
            items.get_mut(at)
        }
        _ => None,
    };
    match inner.filter(|_| dice.below(5) > 0) {
        Some(inner) => mutate(inner, dice),
        None => {
            *value = match dice.below(12) {
                0 => Value::Null,
                1 => json!([]),
                2 => json!({}),
                3 => json!(dice.next()),
                4 => json!(-1),
                5 => json!(dice.below(30)),
                6 => json!(0.5),
                7 => json!(true),
                8 => json!(PAGE.chars().skip(dice.below(200)).take(dice.below(60)).collect::<String>()),
                9 => json!("\u{0}😱\u{2028}\r\n"),
                10 => json!({ "line": dice.below(40), "character": dice.below(1000) }),
                _ => json!([value.clone(), value.clone()]),
            }
        }
    }
}

/// How many messages a mutated session has; `PAPER_NOTES_MUTATIONS` says another number.
fn mutations() -> usize {
    let said = std::env::var("PAPER_NOTES_MUTATIONS").ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(4000)
}

#[test]
fn sessions_with_something_else_in_them() {
    let mut dice = Dice(1);
    let mut session = Session::begun();
    let messages = messages(&session.notes.uri("other.txt"));
    for at in 0..mutations() {
        let mut message = dice.of(&messages).clone();
        for _ in 0..dice.below(4) {
            mutate(&mut message, &mut dice);
        }
        // Nobody is to end it, and nothing but the other document is to change.
        if ["exit", "shutdown"].iter().any(|method| message["method"] == **method) {
            continue;
        }
        session.say_framed(message.to_string().as_bytes());
        if at % 50 == 0 {
            session.still_answers(&format!("{at} messages, the last {message}"));
        }
    }
    session.still_answers("all messages");
    assert_eq!(session.end("all messages"), 1);
}

#[test]
fn sessions_with_bytes_that_are_others() {
    let mut dice = Dice(2);
    let mut session = Session::begun();
    let messages = messages(&session.notes.uri("other.txt"));
    for at in 0..mutations() {
        let mut body = dice.of(&messages).to_string().into_bytes();
        for _ in 0..1 + dice.below(3) {
            let place = dice.below(body.len());
            match dice.below(4) {
                0 => body[place] = dice.next() as u8,
                1 => body.insert(place, *dice.of(b"\"{}[]\\,:0-e.\0\xff\xf0")),
                2 => drop(body.remove(place)),
                _ => body.truncate(place + 1),
            }
        }
        session.say_framed(&body);
        if at % 50 == 0 {
            session.still_answers(&format!("{at} messages, the last {}", String::from_utf8_lossy(&body)));
        }
    }
    session.still_answers("all messages");
    assert_eq!(session.end("all messages"), 1);
}

/// Where heads are others too, nobody knows what is waited for; but it ends when the editor does.
#[test]
fn sessions_with_bytes_that_are_others_end() {
    let mut dice = Dice(3);
    for _ in 0..mutations() / 200 {
        let mut session = Session::begun();
        let messages = messages(&session.notes.uri("other.txt"));
        let mut said: Vec<u8> =
            messages.iter().flat_map(|message| framed(message.to_string().as_bytes())).collect();
        for _ in 0..1 + dice.below(20) {
            let place = dice.below(said.len());
            match dice.below(3) {
                0 => said[place] = dice.next() as u8,
                1 => drop(said.remove(place)),
                _ => drop(said.splice(
                    place..place,
                    (0..dice.below(9)).map(|_| dice.next() as u8).collect::<Vec<u8>>(),
                )),
            }
        }
        session.say(&said);
        assert_eq!(session.end(&String::from_utf8_lossy(&said)), 1);
    }
}
