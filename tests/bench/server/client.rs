//! A client with a server of its own. It waits for nothing longer than [`PATIENCE`], and when something came is known
//! from the moment it was read.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::arguments::Server;
use crate::fault::Fault;
use crate::notes::Form;
use crate::process;
use crate::vscode;
use crate::wire::{self, Message};

/// How long an answer may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How long all findings may take.
const LONG: Duration = Duration::from_secs(300);

/// A server that said nothing for so long and computed nothing has settled.
const QUIET: Duration = Duration::from_millis(500);

/// The same where nobody knows whether it computes.
const LONG_QUIET: Duration = Duration::from_secs(3);

/// Seconds of processor time in [`QUIET`] that are none.
const IDLE: f64 = 0.02;

/// An answer.
pub struct Answer {
    pub result: Value,
    pub bytes: usize,
    pub sent: Instant,
    pub received: Instant,
}

impl Answer {
    /// How long it took, in milliseconds.
    pub fn milliseconds(&self) -> f64 {
        milliseconds(self.received - self.sent)
    }
}

/// Milliseconds with their fraction.
pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Who looks whether files change on disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Watcher {
    /// The client, and it tells the server.
    Client,
    /// The server.
    Server,
}

/// A client with a server of its own.
pub struct Client {
    process: Child,
    root: PathBuf,
    /// It was made for plain Markdown.
    pub of_vaults: bool,
    /// What the server registered later, by method.
    registered: Vec<String>,
    outgoing: Sender<Vec<u8>>,
    incoming: Receiver<Message>,
    next_id: u64,
    /// When it was started.
    pub spawned: Instant,
    /// Its answer to `initialize`.
    pub initialized: Value,
    /// The newest findings of each document by its address, and when they came.
    pub published: HashMap<String, (Instant, Vec<Value>)>,
    /// When it told of findings last.
    pub last_published: Option<Instant>,
}

impl Client {
    /// Starts a server on a folder, and waits for the end of the handshake.
    pub fn start(server: &Server, root: &Path, watcher: Watcher) -> Result<Self, Fault> {
        let command = &server.command;
        let spawned = Instant::now();
        let mut process = Command::new(&command[0])
            .args(&command[1..])
            .current_dir(root)
            .env("PAPER_NOTES_LOG", "off")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Fault::Refused(format!("{}: {error}", command[0])))?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (stdin, stdout) = pipes.expect("both are pipes");
        let mut client = Self {
            process,
            root: root.to_owned(),
            of_vaults: server.form.is_some(),
            registered: Vec::new(),
            outgoing: wire::writer(stdin),
            incoming: wire::reader(stdout),
            next_id: 0,
            spawned,
            initialized: Value::Null,
            published: HashMap::new(),
            last_published: None,
        };
        let uri = uri(root);
        let answer = client.ask(
            "initialize",
            json!({
                "processId": std::process::id(), "rootUri": uri, "capabilities": capabilities(watcher),
                "workspaceFolders": [{ "uri": uri, "name": "notes" }],
                "initializationOptions": { "markdownFileExtensions": ["md"] },
            }),
        )?;
        client.initialized = answer.result;
        client.notify("initialized", json!({}));
        if server.form == Some(Form::Markdown) {
            client.notify("workspace/didChangeConfiguration", vscode::settings());
        }
        Ok(client)
    }

    /// Whether the server says that it can do something.
    pub fn offers(&self, provider: &str) -> Result<(), Fault> {
        let said = &self.initialized["capabilities"][provider];
        let method = format!("textDocument/{}", provider.trim_end_matches("Provider"));
        let later = self.registered.contains(&method);
        if (said.is_null() || *said == false) && !later { Err(Fault::NotOffered) } else { Ok(()) }
    }

    /// `NAME VERSION`, as it says; `None` where it does not.
    pub fn version(&self) -> Option<String> {
        let said = |what| self.initialized["serverInfo"][what].as_str();
        Some(format!("{} {}", said("name")?, said("version").unwrap_or_default()).trim_end().to_owned())
    }

    /// Tells something, and returns the moment before.
    pub fn notify(&mut self, method: &str, params: Value) -> Instant {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Asks and waits for the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Answer, Fault> {
        self.next_id += 1;
        let id = self.next_id;
        let mut question = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            question["params"] = params;
        }
        let sent = self.send(&question);
        loop {
            let Some(mut message) = self.receive(sent + PATIENCE)? else {
                return Err(Fault::Silent(PATIENCE));
            };
            if message.value["id"] != id {
                continue;
            }
            if let Some(error) = message.value.get("error") {
                return Err(Fault::Refused(error["message"].as_str().unwrap_or_default().to_owned()));
            }
            let Message { bytes, received, .. } = message;
            return Ok(Answer { result: message.value["result"].take(), bytes, sent, received });
        }
    }

    /// Waits for findings of a document that are as wanted and came after a moment; when they came.
    pub fn findings(
        &mut self,
        uri: &str,
        after: Instant,
        wanted: impl Fn(&[Value]) -> bool,
    ) -> Result<Instant, Fault> {
        loop {
            if let Some((came, found)) = self.published.get(uri)
                && *came > after
                && wanted(found)
            {
                return Ok(*came);
            }
            if self.receive(after + PATIENCE)?.is_none() && after.elapsed() > PATIENCE {
                return Err(Fault::Silent(PATIENCE));
            }
        }
    }

    /// Waits until the server is silent and idle; when it told of findings last.
    pub fn settle(&mut self) -> Result<Option<Instant>, Fault> {
        let began = Instant::now();
        let mut before = process::cpu(self.id());
        while began.elapsed() < LONG {
            let quiet = if before.is_some() { QUIET } else { LONG_QUIET };
            let until = Instant::now() + quiet;
            let mut heard = false;
            while Instant::now() < until && !heard {
                heard = self.receive_one(until)?.is_some();
            }
            let now = process::cpu(self.id());
            let idle = before.zip(now).is_none_or(|(before, now)| now - before <= IDLE);
            if !heard && idle {
                return Ok(self.last_published);
            }
            // What is computed between two messages counts as one pause.
            if !heard {
                before = now;
            }
        }
        Err(Fault::Silent(LONG))
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Ends the server.
    pub fn stop(mut self) {
        if self.ask("shutdown", Value::Null).is_ok() {
            self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
            let asked = Instant::now();
            while asked.elapsed() < Duration::from_secs(5) && matches!(self.process.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    fn send(&self, message: &Value) -> Instant {
        let body = message.to_string();
        let framed = format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
        let now = Instant::now();
        // That the server is gone is found when something is received.
        let _ = self.outgoing.send(framed);
        now
    }

    /// The next answer; `None` where none comes in time.
    fn receive(&mut self, until: Instant) -> Result<Option<Message>, Fault> {
        while let Some(message) = self.receive_one(until)? {
            if message.value.get("method").is_none() {
                return Ok(Some(message));
            }
            // Whoever waits for findings looks at each.
            if message.value["method"] == "textDocument/publishDiagnostics" {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// The next message, taken in; `None` where none comes in time.
    fn receive_one(&mut self, until: Instant) -> Result<Option<Message>, Fault> {
        match self.incoming.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(mut message) => {
                self.take(&mut message);
                Ok(Some(message))
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Fault::Ended),
        }
    }

    fn take(&mut self, message: &mut Message) {
        let value = &mut message.value;
        match value["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let params = &mut value["params"];
                let found = params["diagnostics"].as_array_mut().map(std::mem::take).unwrap_or_default();
                let uri = params["uri"].as_str().unwrap_or_default().to_owned();
                self.published.insert(uri, (message.received, found));
                self.last_published = Some(message.received);
            }
            Some(method) if value.get("id").is_some() => {
                let items = value["params"]["items"].as_array().map_or(0, Vec::len);
                let result = match method {
                    "workspace/configuration" => json!(vec![Value::Null; items]),
                    "workspace/applyEdit" => json!({ "applied": false }),
                    "client/registerCapability" => {
                        let all = value["params"]["registrations"].as_array().into_iter().flatten();
                        let methods = all.filter_map(|one| one["method"].as_str().map(str::to_owned));
                        self.registered.extend(methods);
                        Value::Null
                    }
                    _ if method.starts_with("markdown/") => {
                        vscode::answer(method, &value["params"], &self.root)
                    }
                    _ => Value::Null,
                };
                self.send(&json!({ "jsonrpc": "2.0", "id": value["id"], "result": result }));
            }
            _ => {}
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The address of a file.
pub fn uri(path: &Path) -> String {
    tower_lsp::ls_types::Uri::from_file_path(path).map_or_else(String::new, |uri| uri.to_string())
}

/// A client that takes pushed findings.
fn capabilities(watcher: Watcher) -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "window": { "workDoneProgress": true },
        "workspace": {
            "configuration": true, "workspaceFolders": true,
            "didChangeWatchedFiles": { "dynamicRegistration": watcher == Watcher::Client },
            "workspaceEdit": { "documentChanges": true },
        },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "tagSupport": { "valueSet": [1, 2] } },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "definition": { "linkSupport": true },
            "rename": { "prepareSupport": true },
            "completion": { "completionItem": {
                "snippetSupport": true, "labelDetailsSupport": true,
                "resolveSupport": { "properties": ["documentation"] },
            } },
        },
    })
}
