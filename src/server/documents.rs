//! The documents that are open in the editor. What is in one wins over the disk until it is closed.

use std::collections::HashMap;
use std::sync::Arc;

use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::bug::{self, Bug};
use crate::index::File;
use crate::server::from_proto;
use crate::syntax::page::Unchanged;
use crate::text::{Encoding, LONGEST, Span, Text};

/// An open document.
pub struct Document {
    /// Its path in the index.
    pub path: Arc<str>,
    /// The editor's count of its changes.
    pub version: i32,
    text: Text,
    /// How much of it is as it was when it was read last; `None` where it was not read, or it is not to be relied on.
    same: Option<Unchanged>,
    /// What was found in it; `None` where it holds no notes or is lost.
    parsed: Option<Arc<File>>,
    changed: bool,
    /// An edit did not fit the text: until it is opened again nothing can be said about it.
    lost: bool,
}

/// The open documents.
#[derive(Default)]
pub struct Documents {
    open: HashMap<Uri, Document>,
}

impl Documents {
    /// A document was opened, or opened again.
    pub fn open(&mut self, uri: Uri, path: Arc<str>, version: i32, text: &str) {
        let lost = is_too_long(&uri, text.len());
        let text = Text::new(if lost { "" } else { text });
        let document = Document { path, version, text, same: None, parsed: None, changed: true, lost };
        self.open.insert(uri, document);
    }

    /// A document was changed, by `changes` in their order.
    pub fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) {
        let Some(document) = self.open.get_mut(uri) else {
            tracing::debug!("a change of {}, which is not open", uri.as_str());
            return;
        };
        document.version = version;
        document.changed = true;
        for change in changes {
            let Some(range) = change.range else {
                document.lost = is_too_long(uri, change.text.len());
                document.text = Text::new(if document.lost { "" } else { &change.text });
                document.same = None;
                continue;
            };
            document.lost |= is_too_long(uri, document.text.len().saturating_add(change.text.len()));
            if document.lost {
                continue;
            }
            match from_proto::span(&document.text, range, encoding) {
                Some(span) => document.replace(span, &change.text),
                None => {
                    tracing::error!("a change of {} does not fit its text: {range:?}", uri.as_str());
                    document.lost = true;
                }
            }
        }
    }

    /// A document was closed; its path.
    pub fn close(&mut self, uri: &Uri) -> Option<Arc<str>> {
        self.open.remove(uri).map(|document| document.path)
    }

    /// All are to be read again: the settings say how.
    pub fn read_again(&mut self) {
        for document in self.open.values_mut() {
            document.changed = true;
            document.same = None;
        }
    }

    /// Whether more than one is open.
    pub fn are_several(&self) -> bool {
        self.open.len() > 1
    }

    /// The open documents, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&Uri, &Document)> {
        self.open.iter()
    }

    /// Reads what was changed since the last time. `named` says of a path whether the settings name it as a
    /// catalog. Returns the paths of what was changed.
    pub fn read(&mut self, named: impl Fn(&str) -> bool) -> Vec<Arc<str>> {
        let mut read = Vec::new();
        for document in self.open.values_mut().filter(|document| document.changed) {
            read.push(Arc::clone(&document.path));
            document.changed = false;
            let named = named(&document.path);
            // Of what cannot be read nothing is said until it is changed.
            let parsed = bug::contain(|| (!document.lost).then(|| document.parse(named)).flatten());
            document.parsed = parsed.unwrap_or_else(|bug| document.failed(&bug)).map(Arc::new);
            let all = Unchanged { above: document.text.len(), below: document.text.len() };
            document.same = document.parsed.is_some().then_some(all);
        }
        read
    }
}

/// Whether places in a text of so many bytes could not be told apart: nothing is said about it.
fn is_too_long(uri: &Uri, bytes: usize) -> bool {
    let is_too_long = bytes > LONGEST;
    if is_too_long {
        tracing::error!("{} has {bytes} bytes, more than {LONGEST}; it is left out", uri.as_str());
    }
    is_too_long
}

impl Document {
    /// What was found in it.
    pub fn file(&self) -> Option<&Arc<File>> {
        self.parsed.as_ref()
    }

    fn replace(&mut self, span: Span, new: &str) {
        if let Some(same) = &mut self.same {
            same.above = same.above.min(span.start());
            same.below = same.below.min(self.text.len() - span.end());
        }
        self.text.replace(span, new);
    }

    fn parse(&self, named: bool) -> Option<File> {
        let again = self.parsed.as_ref().zip(self.same);
        let again = bug::contain(|| {
            bug::provoke("read-again", || self.text.to_string());
            again.and_then(|(parsed, same)| parsed.parse_again(&self.text, same))
        });
        if let Some(file) = again.unwrap_or_else(|bug| self.failed(&bug)) {
            return Some(file);
        }
        bug::provoke("read", || self.text.to_string());
        if File::is_candidate(&self.path) {
            // What is open is looked at again and again, so that its text is not packed.
            return File::parse_and_keep(&self.path, &self.text.to_string(), named, || self.text.clone());
        }
        // The editor was told to attach us to it, so it is meant to be read: `untitled:`, other endings.
        Some(File::page(&self.path, self.text.clone()))
    }

    /// Nothing, and a line in the log.
    fn failed<T>(&self, bug: &Bug) -> Option<T> {
        let (path, version, bytes) = (&self.path, self.version, self.text.len());
        tracing::error!("reading version {version} of {path}, {bytes} bytes, failed; this is a bug: {bug}");
        None
    }
}
