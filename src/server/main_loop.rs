//! The loop that owns the state. Events come in the order of the wire; changes are made here, one
//! after another, and questions get a snapshot and a thread of their own.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::*;

use crate::disk::watch::{self, Watch};
use crate::disk::{self, Loaded};
use crate::server::outbox::{self, Message, Progress};
use crate::server::state::{Snapshot, State};
use crate::server::{from_proto, to_proto};

/// A turn of the loop that takes longer than this is worth a line in the log.
const LONG_TURN: Duration = Duration::from_millis(200);

/// How many files are read before what they say is known.
const PART: usize = 512;

/// Something that happened.
pub enum Event {
    /// The first message.
    Initialize(Box<InitializeParams>),
    /// The editor is ready for messages of ours.
    Initialized,
    /// A document was opened.
    Open(TextDocumentItem),
    /// A document was changed.
    Change(DidChangeTextDocumentParams),
    /// A document was closed.
    Close(Uri),
    /// Files were changed, created or deleted on disk.
    FilesChanged(Vec<PathBuf>),
    /// Folders were added to the workspace or removed from it.
    FoldersChanged {
        /// Added.
        added: Vec<PathBuf>,
        /// Removed.
        removed: Vec<PathBuf>,
    },
    /// A question.
    Query(Box<dyn FnOnce(&Snapshot) + Send>),
    /// Some files of the folders were read, by the reading with this number.
    Loaded(u64, Loaded, Progress),
    /// All were.
    AllLoaded(u64),
    /// The findings of the state with this number were put together.
    Diagnosed(u64, Option<Findings>),
}

/// What is published, by path.
type Findings = BTreeMap<Arc<str>, PublishDiagnosticsParams>;

/// Starts the loop on a thread of its own; it ends when the last sender is gone.
pub fn start(client: Client) -> UnboundedSender<Event> {
    let (sender, receiver) = unbounded_channel();
    let main_loop = MainLoop {
        state: State::default(),
        events: sender.clone().downgrade(),
        outbox: outbox::start(client),
        runtime: Handle::current(),
        reading: 0,
        has_notes: false,
        watch: None,
        generation: 0,
        diagnosing: false,
        undiagnosed: false,
        published: Findings::new(),
    };
    let run = move || main_loop.run(receiver);
    if let Err(error) = std::thread::Builder::new().name("main loop".to_owned()).spawn(run) {
        tracing::error!("cannot start the main loop: {error}");
    }
    sender
}

struct MainLoop {
    state: State,
    events: tokio::sync::mpsc::WeakUnboundedSender<Event>,
    outbox: UnboundedSender<Message>,
    runtime: Handle,
    /// The newest reading of the folders; what an older one found is dropped.
    reading: u64,
    /// Whether it has found an entry.
    has_notes: bool,
    /// Our own watch of the folders, where the editor has none.
    watch: Option<Watch>,
    /// Counts the states that findings were asked for; those of an older one are dropped.
    generation: u64,
    /// Whether findings are being put together.
    diagnosing: bool,
    /// Whether something changed since they were.
    undiagnosed: bool,
    published: Findings,
}

impl MainLoop {
    fn run(mut self, mut events: UnboundedReceiver<Event>) {
        while let Some(event) = events.blocking_recv() {
            let started = Instant::now();
            self.handle(event);
            // What has piled up is worked off before anything is made of it.
            while let Ok(event) = events.try_recv() {
                self.handle(event);
            }
            self.diagnose();
            if started.elapsed() > LONG_TURN {
                tracing::info!("a turn took {:?}", started.elapsed());
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Initialize(params) => self.state.initialize(&params),
            Event::Initialized => {
                if self.state.editor.watches_files {
                    self.send(Message::WatchFiles);
                }
                self.read_folders();
            }
            Event::Open(document) if !from_proto::is_edited(&document.uri) => {}
            Event::Open(document) => {
                let path = from_proto::index_path(&document.uri).into();
                self.state.documents.open(document.uri, path, document.version, &document.text);
                self.changed();
            }
            Event::Change(params) => {
                let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
                let encoding = self.state.editor.encoding;
                self.state.documents.change(&uri, version, &params.content_changes, encoding);
                self.changed();
            }
            Event::Close(uri) => {
                self.state.documents.close(&uri);
                // What was not saved is gone, and what others saved meanwhile counts.
                if let Some(path) = from_proto::file_path(&uri) {
                    self.state.read_again(&[path]);
                }
                self.changed();
            }
            Event::FilesChanged(paths) => {
                self.state.read_again(&paths);
                self.changed();
            }
            Event::FoldersChanged { added, removed } => {
                self.state.change_roots(added, &removed);
                self.read_folders();
            }
            Event::Query(answer) => {
                let snapshot = self.state.snapshot();
                self.beside(move || answer(&snapshot));
            }
            Event::Loaded(reading, loaded, progress) if reading == self.reading => {
                for problem in &loaded.problems {
                    tracing::warn!("{}: {}", problem.path.display(), problem.message);
                }
                // Where there are no notes, we are not heard of.
                self.has_notes |= loaded.files.iter().any(|file| !file.entries().is_empty());
                self.state.load_part(loaded.files);
                if self.has_notes && self.state.editor.progress {
                    self.send(Message::Progress(progress));
                }
            }
            Event::AllLoaded(reading) if reading == self.reading => {
                self.state.end_load();
                self.send(Message::ProgressEnd);
                self.watch_ourselves();
                self.changed();
            }
            Event::Loaded(..) | Event::AllLoaded(_) => {}
            Event::Diagnosed(generation, findings) => {
                self.diagnosing = false;
                if let Some(findings) = findings.filter(|_| generation == self.generation) {
                    self.publish(findings);
                }
            }
        }
    }

    fn changed(&mut self) {
        self.state.touch();
        self.undiagnosed = true;
        // What is being put together for the state before is of no use any more.
        self.generation += 1;
    }

    /// Reads the folders beside the loop.
    fn read_folders(&mut self) {
        self.reading += 1;
        self.has_notes = false;
        self.state.begin_load();
        let reading = self.reading;
        let roots = self.state.roots.clone();
        let events = self.events.clone();
        self.beside(move || {
            let paths: Vec<PathBuf> = roots.iter().flat_map(|root| disk::walk(root)).collect();
            let total = paths.len();
            for (part, paths) in paths.chunks(PART).enumerate() {
                let loaded = disk::load(paths, disk::name, || {});
                let Some(events) = events.upgrade() else { return };
                let done = part * PART + paths.len();
                let _ = events.send(Event::Loaded(reading, loaded, Progress { done, total }));
            }
            if let Some(events) = events.upgrade() {
                let _ = events.send(Event::AllLoaded(reading));
            }
        });
    }

    /// Watches the folders where the editor does not and there are notes.
    fn watch_ourselves(&mut self) {
        self.watch = None;
        if self.state.editor.watches_files || !self.has_notes {
            return;
        }
        let events = self.events.clone();
        let watch = watch::watch(&self.state.roots, move |paths| {
            if let Some(events) = events.upgrade() {
                let _ = events.send(Event::FilesChanged(paths));
            }
        });
        self.watch = watch.inspect_err(|error| tracing::warn!("files are not watched: {error}")).ok();
    }

    /// Has the findings of the current state put together, one state at a time.
    fn diagnose(&mut self) {
        if !self.undiagnosed || self.diagnosing || !self.state.loaded {
            return;
        }
        self.undiagnosed = false;
        self.diagnosing = true;
        let generation = self.generation;
        let snapshot = self.state.snapshot();
        let events = self.events.clone();
        self.beside(move || {
            let findings = catch_unwind(AssertUnwindSafe(|| findings(&snapshot))).ok();
            if findings.is_none() {
                tracing::error!("putting findings together failed; this is a bug");
            }
            if let Some(events) = events.upgrade() {
                let _ = events.send(Event::Diagnosed(generation, findings));
            }
        });
    }

    /// Publishes what differs from what the editor has.
    fn publish(&mut self, findings: Findings) {
        for (path, params) in &findings {
            let same = |old: &PublishDiagnosticsParams| {
                old.uri == params.uri && old.diagnostics == params.diagnostics
            };
            if !self.published.get(path).is_some_and(same) {
                self.send(Message::Diagnostics(params.clone()));
            }
        }
        let gone: Vec<Uri> = self
            .published
            .iter()
            .filter(|(path, old)| findings.get(*path).is_none_or(|new| new.uri != old.uri))
            .map(|(_, old)| old.uri.clone())
            .collect();
        for uri in gone {
            self.send(Message::Diagnostics(PublishDiagnosticsParams::new(uri, Vec::new(), None)));
        }
        self.published = findings;
    }

    fn send(&self, message: Message) {
        if self.outbox.send(message).is_err() {
            tracing::debug!("nobody sends any more");
        }
    }

    /// Does something beside the loop. If it panics, that costs its own answer only.
    fn beside(&self, work: impl FnOnce() + Send + 'static) {
        self.runtime.spawn_blocking(move || {
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                tracing::error!("a question could not be answered; this is a bug");
            }
        });
    }
}

/// The findings of all files that have any.
fn findings(snapshot: &Snapshot) -> Findings {
    let files = snapshot.index.files();
    let of_file = files.filter_map(|(id, file)| {
        let diagnostics = to_proto::diagnostics(snapshot, id);
        let uri = snapshot.uri(&file.path).filter(|_| !diagnostics.is_empty())?;
        let params = PublishDiagnosticsParams::new(uri, diagnostics, snapshot.version(&file.path));
        Some((Arc::clone(&file.path), params))
    });
    of_file.collect()
}
