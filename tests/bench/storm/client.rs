//! An editor of the storm, and how it is set up.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::place::Encoding;
use crate::support::{Client, program};

/// What does not change in a session.
#[derive(Clone)]
pub struct Setup {
    pub root: PathBuf,
    pub encoding: Encoding,
    /// Whether the editor asks for findings, and is not sent them.
    pub pulls: bool,
}

impl Setup {
    /// A server on the folder that has heard the editor's settings.
    pub fn start(&self, settings: &Value) -> Client {
        let mut client = Client::run(program().env("PAPER_NOTES_LOG", "off"));
        client.settings = settings.clone();
        let capabilities = json!({
            "general": { "positionEncodings": [self.encoding.name()] },
            "workspace": {
                "configuration": true,
                "didChangeConfiguration": { "dynamicRegistration": true },
                "didChangeWatchedFiles": { "dynamicRegistration": true },
                "workspaceEdit": { "documentChanges": true },
                "diagnostics": { "refreshSupport": true },
            },
            "textDocument": {
                "publishDiagnostics": { "relatedInformation": true, "tagSupport": { "valueSet": [1, 2] } },
                "definition": { "linkSupport": true },
                "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                "codeAction": { "codeActionLiteralSupport": {
                    "codeActionKind": { "valueSet": ["quickfix", "refactor.rewrite"] },
                } },
            },
        });
        let root = uri(&self.root);
        let params = json!({
            "processId": null, "rootUri": root, "capabilities": capabilities,
            "workspaceFolders": [{ "uri": root, "name": "notes" }],
        });
        client.request("initialize", params);
        client.notify("initialized", json!({}));
        self.hear_settings(&mut client, 0);
        client
    }

    /// Waits until the server has asked for its settings once more than `before` times; they are on their way then.
    pub fn hear_settings(&self, client: &mut Client, before: usize) {
        client.wait("a question for settings", |client| asked(client) > before);
    }
}

/// How often the server has asked for its settings.
pub fn asked(client: &Client) -> usize {
    client.requests.iter().filter(|request| request["method"] == "workspace/configuration").count()
}

/// The address of a file, as VS Code writes it.
pub fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.to_str().unwrap().bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}
