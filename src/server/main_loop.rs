//! The loop that owns the state. Events come in the order of the wire; changes are made here, one
//! after another; questions get a snapshot and a thread of their own, but for those that are only looked up.

mod changed_files;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::*;

use crate::bug::{self, Bug};
use crate::disk;
use crate::disk::watch::Watch;
use crate::server::event::Event;
use crate::server::findings::Findings;
use crate::server::outbox::{self, Message};
use crate::server::pace::{Next, Pace};
use crate::server::reading::{self, ToRead, log};
use crate::server::state::State;
use crate::server::{capabilities, from_proto, status};

/// A turn of the loop that takes longer than this is worth a line in the log.
const LONG_TURN: Duration = Duration::from_millis(200);

/// Findings are put together so often where keys never end: whoever holds one down costs little.
const PACE: Duration = Duration::from_millis(20);

/// So many times they are at once: no person types faster than [`PACE`] for long, and whoever drives an editor by a program waits
/// for none for a minute.
const BURST: u32 = 3000;

/// The exit code after a bug that nothing could be saved from.
const FAILED: i32 = 101;

/// Starts the loop on a thread of its own; it ends when the last sender is gone.
pub fn start(client: Client) -> UnboundedSender<Event> {
    let (sender, receiver) = unbounded_channel();
    let events = sender.clone().downgrade();
    let told = Arc::new(move |settings| {
        if let Some(events) = events.upgrade() {
            let _ = events.send(Event::Settings(settings));
        }
    });
    let main_loop = MainLoop {
        state: State::default(),
        events: sender.clone().downgrade(),
        outbox: outbox::start(client, told),
        runtime: Handle::current(),
        reading: 0,
        reading_began: SystemTime::UNIX_EPOCH,
        has_notes: false,
        not_read: false,
        watch: None,
        waiting: VecDeque::new(),
        generation: 0,
        diagnosing: false,
        undiagnosed: false,
        preparing: false,
        unprepared: false,
        pace: Pace::new(PACE, BURST),
        redraws: false,
        findings: Findings::default(),
    };
    let run = move || {
        if bug::contain(|| main_loop.run(receiver)).is_err() {
            // Nothing that it knew can be relied on. Editors start another.
            tracing::error!("the server ends; this is a bug");
            std::process::exit(FAILED);
        }
    };
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
    reading_began: SystemTime,
    /// Whether it has found an entry.
    has_notes: bool,
    /// Whether it failed.
    not_read: bool,
    /// Our own watch of the folders, where the editor has none.
    watch: Option<Watch>,
    /// Files that changed on disk and are to be read when it is their turn.
    waiting: VecDeque<PathBuf>,
    /// Counts the states that findings were asked for.
    generation: u64,
    /// Whether findings are being put together.
    diagnosing: bool,
    /// Whether something changed since they were.
    undiagnosed: bool,
    /// When they are again.
    pace: Pace,
    /// Whether what questions need is being got ready.
    preparing: bool,
    /// Whether something changed since.
    unprepared: bool,
    redraws: bool,
    findings: Findings,
}

impl MainLoop {
    fn run(mut self, mut events: UnboundedReceiver<Event>) {
        loop {
            let next = self.pace.next(self.is_to_diagnose(), &mut events, &self.runtime);
            let started = Instant::now();
            match next {
                Next::Event(event) => self.handle(event),
                Next::Time => {}
                Next::End => return,
            }
            // What has piled up is worked off before anything is made of it.
            while let Ok(event) = events.try_recv() {
                self.handle(event);
            }
            self.state.keep_up();
            self.diagnose();
            if started.elapsed() > LONG_TURN {
                tracing::info!("a turn took {:?}", started.elapsed());
            }
        }
    }

    fn is_to_diagnose(&self) -> bool {
        self.undiagnosed && !self.diagnosing && self.state.loaded && self.waiting.is_empty()
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Initialize(params) => self.state.initialize(&params),
            Event::Initialized => {
                let wanted = capabilities::registrations(&self.state.editor);
                if !wanted.is_empty() {
                    self.send(Message::Register(wanted));
                }
                self.ask_settings();
                self.state.configure();
                self.read_folders();
            }
            Event::Open(document) if !from_proto::is_edited(&document.uri) => {}
            Event::Open(document) => {
                let path: Arc<str> = from_proto::index_path(&document.uri).into();
                self.findings.opened(Arc::clone(&path));
                self.state.documents.open(document.uri, path, document.version, &document.text);
                self.state.touch();
                self.changed(true);
            }
            Event::Change(params) => {
                let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
                let encoding = self.state.editor.encoding;
                self.state.documents.change(&uri, version, &params.content_changes, encoding);
                self.findings.changed(&from_proto::index_path(&uri));
                self.changed(self.state.documents.are_several());
            }
            // What a page says is known from the editor; what says how pages are read counts when it is saved.
            Event::Saved(uri) => {
                bug::provoke("loop", || uri.to_string());
                let says =
                    |path: &PathBuf| self.state.holds_settings(path) || disk::says_what_is_ignored(path);
                if let Some(path) = from_proto::file_path(&uri).filter(says) {
                    self.files_changed(&[path]);
                }
            }
            Event::Close(uri) => {
                if let Some(path) = self.state.documents.close(&uri) {
                    self.findings.closed(&path);
                }
                self.state.touch();
                // What was not saved is gone, and what others saved meanwhile counts.
                self.files_changed(from_proto::file_path(&uri).as_slice());
            }
            Event::FilesChanged(paths) => self.files_changed(&paths),
            Event::GoOn => self.go_on(),
            Event::FoldersChanged { added, removed } => {
                self.state.change_roots(added, &removed);
                self.ask_settings();
                self.state.configure();
                self.read_folders();
            }
            Event::SettingsChanged(_) if self.state.editor.tells_settings => self.ask_settings(),
            Event::SettingsChanged(sent) => {
                let ours = sent.get(from_proto::SECTION).cloned().unwrap_or_default();
                self.state.set_settings(None, ours);
                self.configure();
            }
            Event::Settings(settings) => {
                for (root, said) in settings {
                    self.state.set_settings(root, said);
                }
                self.configure();
            }
            Event::Query(answer) => {
                let workspace = self.state.workspace();
                self.beside(move || answer(&workspace));
            }
            Event::Glance(answer) => {
                let workspace = self.state.workspace();
                safely(|| answer(&workspace));
            }
            Event::Pull(pull) => {
                let messages = self.findings.ask(pull);
                messages.into_iter().for_each(|message| self.send(message));
            }
            Event::Loaded(reading, root, loaded, progress) if reading == self.reading => {
                log(&loaded.problems);
                // Where there are no notes, we are not heard of.
                self.has_notes |= loaded.files.iter().any(|file| !file.entries().is_empty());
                self.state.load_part(&root, loaded.files);
                if self.has_notes && self.state.editor.progress {
                    let language = self.state.folders.first().map(|folder| folder.config.language());
                    self.send(Message::Progress(progress, language.unwrap_or_default()));
                }
            }
            Event::AllLoaded(reading) if reading == self.reading => {
                log(&self.state.end_load());
                self.send(Message::ProgressEnd);
                self.watch_ourselves();
                self.changed(true);
            }
            Event::Watching(reading, watch, there, mut changed) if reading == self.reading => {
                self.watch = Some(watch);
                changed.extend(self.state.gone(&there));
                if !changed.is_empty() {
                    self.files_changed(&changed);
                }
            }
            // Whether a number is nowhere, or a paper noted twice, is not known: nothing is reported.
            Event::NotLoaded(reading) if reading == self.reading => {
                let language = self.state.folders.first().map(|folder| folder.config.language());
                tracing::error!("the folders could not be read; this is a bug");
                self.not_read = true;
                self.findings.fail();
                self.send(Message::ProgressEnd);
                self.send(Message::NotRead(language.unwrap_or_default()));
            }
            Event::Loaded(..) | Event::AllLoaded(_) | Event::NotLoaded(_) | Event::Watching(..) => {}
            Event::Prepared => {
                self.preparing = false;
                if self.unprepared {
                    self.prepare();
                }
            }
            Event::Diagnosed(generation, findings) => {
                self.diagnosing = false;
                self.prepare();
                let Some((now, changed)) = findings else { return self.findings.fail() };
                self.findings.update(now, changed);
                // Of a state that is gone they are a beginning, and nothing to be shown.
                if generation == self.generation {
                    let redraw = std::mem::take(&mut self.redraws)
                        .then(|| Message::Redraw(Arc::clone(&self.state.editor)));
                    for message in self.findings.refresh().into_iter().chain(redraw) {
                        self.send(message);
                    }
                }
            }
        }
    }

    /// `elsewhere`: what is drawn beside the text of another document may be drawn otherwise now.
    fn changed(&mut self, elsewhere: bool) {
        self.redraws |= elsewhere;
        self.undiagnosed = true;
        self.findings.outdate();
        if self.not_read {
            self.findings.fail();
        }
        self.generation += 1;
    }

    /// Asks the editor for its settings; until it answers, those that we know hold.
    fn ask_settings(&self) {
        if self.state.editor.tells_settings {
            self.send(Message::AskSettings(self.state.roots().collect()));
        }
    }

    /// Takes over settings that may have changed. They say what is read.
    fn configure(&mut self) {
        if self.state.configure() {
            self.read_folders();
        }
    }

    /// Reads the folders beside the loop.
    fn read_folders(&mut self) {
        self.reading += 1;
        self.not_read = false;
        self.reading_began = SystemTime::now();
        self.has_notes = false;
        self.state.begin_load();
        let reading = self.reading;
        let folders = self.state.folders.iter();
        let folders: Vec<ToRead> = folders
            .map(|folder| (folder.root.clone(), Arc::clone(&folder.config), folder.inner.clone()))
            .collect();
        let events = self.events.clone();
        self.beside(move || reading::tell(&folders, reading, &events));
    }

    /// Watches the folders where the editor does not and there are notes, or settings that may say where they
    /// are. Until it has begun, an earlier watch goes on; what changed before is looked for.
    fn watch_ourselves(&mut self) {
        if self.state.editor.watches_files || !(self.has_notes || self.state.has_settings()) {
            self.watch = None;
            return;
        }
        let folders = self.state.folders.iter().filter(|folder| !folder.root.as_os_str().is_empty());
        let folders: Vec<_> =
            folders.map(|folder| (folder.root.clone(), Arc::clone(&folder.config))).collect();
        let (reading, began, events) = (self.reading, self.reading_began, self.events.clone());
        self.beside(move || reading::watch(folders, reading, began, &events));
    }

    /// Has the findings of the current state put together, one state at a time.
    fn diagnose(&mut self) {
        if !self.is_to_diagnose() || !self.pace.is_time() {
            return;
        }
        self.pace.begin();
        self.undiagnosed = false;
        self.diagnosing = true;
        let (generation, before) = (self.generation, self.findings.now().clone());
        let workspace = self.state.workspace();
        let (events, outbox) = (self.events.clone(), self.outbox.clone());
        self.beside(move || {
            let findings = bug::contain(|| {
                bug::provoke("findings", || format!("{:?}", workspace.open().keys()));
                before.updated(&workspace)
            });
            let failed =
                |bug: &Bug| tracing::error!("putting findings together failed; this is a bug: {bug}");
            let findings = findings.inspect_err(failed).ok();
            let status = findings.as_ref().and_then(|(found, _)| status::status(&workspace, found));
            // Before the next ones are put together, so that an older count never comes after a newer.
            status.into_iter().for_each(|status| drop(outbox.send(Message::Status(status))));
            if let Some(events) = events.upgrade() {
                let _ = events.send(Event::Diagnosed(generation, findings));
            }
        });
    }

    /// Gets ready what the first question would wait for: for one state at a time, and for the newest in the end. After each
    /// key that might begin anew.
    fn prepare(&mut self) {
        self.unprepared = self.preparing;
        if self.preparing {
            return;
        }
        self.preparing = true;
        let (workspace, events) = (self.state.workspace(), self.events.clone());
        self.beside(move || {
            safely(|| workspace.prepare());
            if let Some(events) = events.upgrade() {
                let _ = events.send(Event::Prepared);
            }
        });
    }

    fn send(&self, message: Message) {
        if self.outbox.send(message).is_err() {
            tracing::debug!("nobody sends any more");
        }
    }

    /// Does something beside the loop. If it panics, that costs its own answer only.
    fn beside(&self, work: impl FnOnce() + Send + 'static) {
        self.runtime.spawn_blocking(move || safely(work));
    }
}

fn safely(work: impl FnOnce()) {
    if let Err(bug) = bug::contain(work) {
        tracing::error!("what was to be done beside failed; this is a bug: {bug}");
    }
}
