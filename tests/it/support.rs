//! What the tests share: throw-away copies of the sample notes, and a client that speaks to the server.
//! A message from the server that no test has a use for fails the test.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take. Machines are shared and slow at times.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The program under test.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_paper-notes-lsp"));
    // The tests read English.
    program.env("LC_ALL", "C.UTF-8");
    program
}

/// The folder of the sample notes.
pub fn sample_notes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notes")
}

/// A throw-away folder of notes.
pub struct Notes(tempfile::TempDir);

impl Notes {
    /// A copy of the sample notes.
    pub fn sample() -> Self {
        Self::copy_of(&sample_notes())
    }

    /// A copy of a folder.
    pub fn copy_of(folder: &Path) -> Self {
        fn copy(from: &Path, to: &Path) {
            std::fs::create_dir_all(to).unwrap();
            for entry in std::fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                let to = to.join(entry.file_name());
                if entry.path().is_dir() {
                    copy(&entry.path(), &to);
                } else {
                    std::fs::write(to, std::fs::read(entry.path()).unwrap()).unwrap();
                }
            }
        }
        let notes = Self::new(&[]);
        copy(folder, notes.root());
        notes
    }

    /// These files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let notes = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            notes.write(name, text);
        }
        notes
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// A client with a server of its own.
pub struct Client {
    process: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    next_id: i64,
    /// Answers that came before they were waited for.
    early: BTreeMap<i64, Value>,
    /// The newest findings of each document, by address.
    pub published: BTreeMap<String, Vec<Value>>,
    /// The parameters of every `publishDiagnostics`, in order.
    pub publishes: Vec<Value>,
    /// The values of every `$/progress`, in order.
    pub progress: Vec<Value>,
    /// What it told of how much there is, in order.
    pub statuses: Vec<Value>,
    /// What it showed the person, in order.
    pub messages_shown: Vec<Value>,
    /// Requests of the server, in order; all are answered with `null`.
    pub requests: Vec<Value>,
    /// What it answers where it is asked for its settings.
    pub settings: Value,
    pub answers_settings: bool,
    /// Whether it answers any request of the server.
    pub answers: bool,
    /// Whether it makes the changes that the server asks for.
    pub applies: bool,
}

impl Client {
    /// Starts a server without saying anything to it.
    pub fn start() -> Self {
        Self::start_in(None)
    }

    /// The same, in a time zone.
    pub fn start_in(zone: Option<&str>) -> Self {
        Self::run(program().env("PAPER_NOTES_LOG", "off").envs(zone.map(|zone| ("TZ", zone))))
    }

    /// Starts a server by a command.
    pub fn run(program: &mut Command) -> Self {
        let mut process =
            program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let stdin = process.stdin.take();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            process,
            stdin,
            messages,
            next_id: 0,
            early: BTreeMap::new(),
            published: BTreeMap::new(),
            publishes: Vec::new(),
            progress: Vec::new(),
            statuses: Vec::new(),
            messages_shown: Vec::new(),
            requests: Vec::new(),
            settings: Value::Null,
            answers_settings: true,
            answers: true,
            applies: true,
        }
    }

    /// A server on a folder, past its handshake; `capabilities` are the client's. With it the server's
    /// answer to `initialize`.
    pub fn initialized(root: Option<&Path>, capabilities: Value) -> (Self, Value) {
        Self::start().initialize(root, capabilities)
    }

    /// The handshake.
    pub fn initialize(mut self, root: Option<&Path>, capabilities: Value) -> (Self, Value) {
        let client = &mut self;
        let folder = root.map(|root| format!("file://{}", root.display()));
        let folders = folder.as_ref().map(|uri| json!([{ "uri": uri, "name": "notes" }]));
        let answer = client.request(
            "initialize",
            json!({ "processId": null, "rootUri": folder, "workspaceFolders": folders, "capabilities": capabilities }),
        );
        client.notify("initialized", json!({}));
        (self, answer)
    }

    /// The process of the server.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// A server on a folder for a client with everything that we make use of.
    pub fn on(notes: &Notes) -> Self {
        Self::initialized(Some(notes.root()), capabilities("utf-16")).0
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks and waits for the answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Asks, and returns the id of the question.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        id
    }

    /// Waits for the answer to a question.
    pub fn answer(&mut self, id: i64) -> Value {
        let message = self.answered(id);
        assert_eq!(message.get("error"), None, "an error instead of an answer");
        message["result"].clone()
    }

    /// The error that is the answer.
    pub fn error(&mut self, id: i64) -> Value {
        self.answered(id)["error"].clone()
    }

    /// The message that is the answer, or the error.
    pub fn answered(&mut self, id: i64) -> Value {
        loop {
            if let Some(answer) = self.early.remove(&id) {
                return answer;
            }
            let message = self.receive();
            self.take(message);
        }
    }

    pub fn open(&mut self, notes: &Notes, name: &str) {
        self.open_text(&notes.uri(name), &notes.read(name));
    }

    pub fn open_text(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "text", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Sends `changes` as one notification.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// A question about a place.
    pub fn at(&mut self, method: &str, uri: &str, line: usize, character: usize) -> Value {
        let position = json!({ "line": line, "character": character });
        self.request(method, json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    /// Waits until the published findings are as wanted.
    #[track_caller]
    pub fn wait(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        assert!(self.comes(done), "waited in vain for {what}; published: {:#?}", self.published);
    }

    /// Whether things are as wanted before long.
    pub fn comes(&mut self, done: impl Fn(&Self) -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while !done(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(message) => self.take(message),
                Err(_) => return false,
            }
        }
        true
    }

    /// Waits for the findings of this version of a document.
    #[track_caller]
    pub fn wait_for_version(&mut self, uri: &str, version: i64) {
        self.wait("findings of a version", |client| {
            client.publishes.iter().any(|params| params["uri"] == uri && params["version"] == version)
        });
    }

    /// Waits until all notes are read.
    pub fn wait_until_read(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        let stats = json!({ "command": "paperNotes.stats", "arguments": [] });
        while self.request("workspace/executeCommand", stats.clone())["complete"] != true {
            assert!(Instant::now() < deadline, "the notes are read for ever");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Takes in whatever the server still has to say, until it has been silent for a while.
    pub fn settle(&mut self) {
        loop {
            match self.messages.recv_timeout(Duration::from_millis(700)) {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => panic!("the server has ended"),
            }
        }
    }

    /// The findings of a document as `line:character-line:character code`, both 0-based.
    pub fn findings(&self, uri: &str) -> Vec<String> {
        let findings = self.published.get(uri).map_or(&[][..], Vec::as_slice);
        let place = |p: &Value| format!("{}:{}", p["line"], p["character"]);
        let line = |d: &Value| {
            let range = &d["range"];
            format!("{}-{} {}", place(&range["start"]), place(&range["end"]), d["code"].as_str().unwrap())
        };
        findings.iter().map(line).collect()
    }

    /// How many findings of a code are published in all.
    pub fn count(&self, code: &str) -> usize {
        self.published.values().flatten().filter(|finding| finding["code"] == code).count()
    }

    /// `shutdown` and `exit`, with standard input left open; the exit code.
    pub fn stop(mut self) -> i32 {
        self.request("shutdown", Value::Null);
        self.exit()
    }

    /// The server's process.
    #[allow(dead_code, reason = "a benchmark asks what it uses")]
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// Waits for it to end by itself; the exit code.
    pub fn ended(mut self) -> i32 {
        self.wait_for_end()
    }

    /// Ends the process that was started.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Whether the server says no more before long.
    pub fn hangs_up(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(message) => self.take(message),
                Err(error) => return error == RecvTimeoutError::Disconnected,
            }
        }
    }

    /// `exit`, with standard input left open; the exit code.
    pub fn exit(mut self) -> i32 {
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        self.wait_for_end()
    }

    /// Closes standard input; the exit code.
    pub fn hang_up(mut self) -> i32 {
        self.stdin = None;
        self.wait_for_end()
    }

    fn wait_for_end(&mut self) -> i32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code().unwrap();
            }
            assert!(Instant::now() < deadline, "the process goes on");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn send(&mut self, message: &Value) {
        write_message(self.stdin.as_mut().unwrap(), message).unwrap();
    }

    fn receive(&mut self) -> Value {
        self.messages.recv_timeout(PATIENCE).expect("a message from the server")
    }

    fn take(&mut self, message: Value) {
        let params = message["params"].clone();
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let findings = params["diagnostics"].as_array().unwrap().clone();
                self.published.insert(params["uri"].as_str().unwrap().to_owned(), findings);
                self.publishes.push(params);
            }
            Some("paperNotes/status") => self.statuses.push(params),
            Some("window/showMessage") => self.messages_shown.push(params),
            Some("$/progress") => self.progress.push(params["value"].clone()),
            Some(_) if message.get("id").is_some() && !self.answers => self.requests.push(message),
            Some("workspace/configuration") if !self.answers_settings => {}
            Some("workspace/configuration") => {
                let items = params["items"].as_array().unwrap();
                let answers: Vec<Value> = items.iter().map(|_| self.settings.clone()).collect();
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": answers }));
                self.requests.push(message);
            }
            Some("workspace/applyEdit") => {
                let result = match self.applies {
                    true => json!({ "applied": true }),
                    false => json!({ "applied": false, "failureReason": "not now" }),
                };
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
                self.requests.push(message);
            }
            Some("window/showDocument") => {
                let result = json!({ "success": true });
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
                self.requests.push(message);
            }
            Some(
                "window/workDoneProgress/create"
                | "client/registerCapability"
                | "workspace/diagnostic/refresh"
                | "workspace/inlayHint/refresh"
                | "workspace/codeLens/refresh"
                | "workspace/semanticTokens/refresh",
            ) => {
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
                self.requests.push(message);
            }
            // Answers may overtake each other; of those to one question there is one.
            None if message["id"].as_i64().is_some_and(|id| (1..=self.next_id).contains(&id)) => {
                let other = self.early.insert(message["id"].as_i64().unwrap(), message);
                assert_eq!(other, None, "two answers to one question");
            }
            _ => panic!("nobody expects {message}"),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a client says that can do all that we make use of, but watch files.
pub fn capabilities(encoding: &str) -> Value {
    json!({
        "general": { "positionEncodings": [encoding] },
        "window": { "workDoneProgress": true },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "tagSupport": { "valueSet": [1, 2] } },
            "definition": { "linkSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
            "completion": { "completionItem": {
                "snippetSupport": true, "labelDetailsSupport": true,
                "resolveSupport": { "properties": ["documentation"] },
            } },
        },
    })
}

/// Says a message.
pub fn write_message(stdin: &mut impl Write, message: &Value) -> std::io::Result<()> {
    let body = message.to_string();
    write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    stdin.flush()
}

/// The next message; nothing at the end.
pub fn read_message(stdout: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}

/// The text with an LSP edit made; columns are UTF-16 code units.
pub fn apply(text: &str, edit: &Value) -> String {
    let offset = |position: &Value| {
        let (line, character) = (position["line"].as_u64().unwrap(), position["character"].as_u64().unwrap());
        let start: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
        let mut units = 0;
        let in_line = text[start..].char_indices().find(|(_, c)| {
            let here = units == character;
            units += c.len_utf16() as u64;
            here
        });
        start + in_line.map_or(text.len() - start, |(at, _)| at)
    };
    let (start, end) = (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
    format!("{}{}{}", &text[..start], edit["newText"].as_str().unwrap(), &text[end..])
}

/// A text with all of the edits of one document made, as the protocol says: their places are those before any.
pub fn apply_all(text: &str, edits: &Value) -> String {
    let mut edits = edits.as_array().unwrap().clone();
    let place = |edit: &Value, part: &str| edit["range"]["start"][part].as_u64();
    edits.sort_by_key(|edit| std::cmp::Reverse((place(edit, "line"), place(edit, "character"))));
    edits.iter().fold(text.to_owned(), |text, edit| apply(&text, edit))
}
