//! One session with a server, from its start to its end: all that is measured of it in a run.

mod burst;
mod checkout;
mod questions;
mod start;
mod typing;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use paper_notes_lsp::disk;
use serde_json::{Value, json};

use crate::arguments::Server;
use crate::client::{Client, Watcher, uri};
use crate::document::Document;
use crate::fault::Fault;
use crate::figure::Figure;
use crate::folder::Folder;
use crate::measure::Measure;
use crate::plan::Plan;
use crate::process;

/// What came of a session.
#[derive(Default)]
pub struct Outcome {
    pub figures: BTreeMap<Measure, Figure>,
    /// What there is no figure of, and why.
    pub faults: BTreeMap<Measure, Fault>,
    /// The server's name and version.
    pub version: Option<String>,
}

/// A session that goes on.
struct Session<'a> {
    client: Client,
    server: &'a Server,
    folder: &'a Folder,
    plan: &'a Plan,
    documents: HashMap<PathBuf, Document>,
    figures: BTreeMap<Measure, Figure>,
    /// Answers that could be judged, and those of them that were right.
    judged: usize,
    right: usize,
}

type Step = fn(&mut Session) -> Result<(), Fault>;

/// What a session goes through, and what is measured by each step.
const STEPS: &[(&[Measure], Step)] = &[
    (&[Measure::ColdStart], start::cold_start),
    (&[Measure::Settled, Measure::MemorySettled, Measure::Faults], start::settled),
    (&[], questions::open),
    (&[Measure::Hover], questions::hover),
    (&[Measure::Definition], questions::definition),
    (&[Measure::References], questions::references),
    (&[Measure::Symbol], questions::symbol),
    (&[Measure::Rename], questions::rename),
    (&[Measure::Tag, Measure::TagBytes], typing::tags),
    (&[Measure::Number, Measure::NumberBytes], typing::numbers),
    (&[Measure::Title, Measure::TitleBytes], typing::titles),
    (&[Measure::Answered], typing::answered),
    (&[Measure::Diagnosed], typing::diagnosed),
    (&[Measure::Typing], typing::thousand),
    (&[Measure::FastKey], typing::burst),
    (&[Measure::Burst], burst::burst),
    (&[Measure::CheckoutShown, Measure::CheckoutSettled, Measure::CheckoutHover], checkout::told),
    (&[Measure::WatchedShown, Measure::WatchedSettled, Measure::WatchedHover], checkout::watched),
];

/// Starts a server and measures. What fails costs its own figures, and what comes behind the end of the server.
pub fn run(server: &Server, folder: &Folder, plan: &Plan) -> Outcome {
    let mut outcome = Outcome::default();
    let client = match Client::start(server, &folder.root(), Watcher::Client) {
        Ok(client) => client,
        Err(fault) => {
            let measures = STEPS.iter().flat_map(|(measures, _)| *measures);
            outcome.faults.extend(measures.map(|measure| (*measure, fault.clone())));
            return outcome;
        }
    };
    outcome.version = client.version();
    let (documents, figures) = (HashMap::new(), BTreeMap::new());
    let mut session = Session { client, server, folder, plan, documents, figures, judged: 0, right: 0 };
    let mut ended = false;
    for (measures, step) in STEPS {
        let done = if ended { Err(Fault::Ended) } else { step(&mut session) };
        if let Err(fault) = done {
            ended |= fault == Fault::Ended;
            let missing = measures.iter().filter(|measure| !session.figures.contains_key(measure));
            outcome.faults.extend(missing.map(|measure| (*measure, fault.clone())));
        }
    }
    session.keep(Measure::MemoryEnd, process::memory(session.client.id()));
    let right = (session.judged > 0).then(|| 100.0 * session.right as f64 / session.judged as f64);
    session.keep(Measure::Right, right);
    outcome.figures = session.figures;
    if !ended {
        session.client.stop();
    }
    outcome
}

impl Session<'_> {
    /// Takes a figure that there may be none of.
    fn keep(&mut self, measure: Measure, value: Option<f64>) {
        self.figures.extend(value.map(|value| (measure, Figure::once(value))));
    }

    /// Takes the figure of many.
    fn keep_all(&mut self, measure: Measure, values: &[f64]) {
        self.figures.extend(Figure::of(values).map(|figure| (measure, figure)));
    }

    fn judge(&mut self, right: bool) {
        self.judged += 1;
        self.right += usize::from(right);
    }

    /// Opens a document, unless it is open.
    fn open(&mut self, path: &Path) {
        let Some(id) = self.folder.index.file_at(&disk::name(path)) else { return };
        if !self.documents.contains_key(path) {
            let text = &self.folder.index.file(id).text;
            let document = Document::open(&mut self.client, &uri(path), text);
            self.documents.insert(path.to_owned(), document);
        }
    }
}

/// The parameters of a question about a place in a file.
fn at(path: &Path, position: Value) -> Value {
    json!({ "textDocument": { "uri": uri(path) }, "position": position })
}
