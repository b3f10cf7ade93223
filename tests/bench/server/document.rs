//! An open document: what the editor has of it.

use std::time::Instant;

use paper_notes_lsp::text::{Encoding, Span, Text};
use serde_json::{Value, json};

use crate::client::Client;

/// An open document.
pub struct Document {
    /// Its address.
    pub uri: String,
    text: Text,
    version: i64,
    /// The server wants the whole text with each change.
    whole: bool,
}

impl Document {
    /// Opens a document.
    pub fn open(client: &mut Client, uri: &str, text: &Text) -> Self {
        let sync = &client.initialized["capabilities"]["textDocumentSync"];
        let kind = sync.get("change").unwrap_or(sync).as_i64();
        let document =
            json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text.to_string() });
        client.notify("textDocument/didOpen", json!({ "textDocument": document }));
        Self { uri: uri.to_owned(), text: text.clone(), version: 1, whole: kind == Some(1) }
    }

    /// Writes something in place of a span, tells the server, and returns the moment before it was told.
    pub fn change(&mut self, client: &mut Client, span: Span, new: &str) -> Instant {
        self.version += 1;
        let range = json!({ "start": self.position(span.start()), "end": self.position(span.end()) });
        self.text.replace(span, new);
        let change = match self.whole {
            true => json!({ "text": self.text.to_string() }),
            false => json!({ "range": range, "text": new }),
        };
        let document = json!({ "uri": self.uri, "version": self.version });
        client
            .notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }))
    }

    /// The parameters of a question about a place.
    pub fn at(&self, offset: usize) -> Value {
        json!({ "textDocument": { "uri": self.uri }, "position": self.position(offset) })
    }

    fn position(&self, offset: usize) -> Value {
        position(&self.text, offset)
    }
}

/// A place in a text, as the protocol has it.
pub fn position(text: &Text, offset: usize) -> Value {
    let at = text.position(offset, Encoding::Utf16);
    json!({ "line": at.line, "character": at.column })
}
