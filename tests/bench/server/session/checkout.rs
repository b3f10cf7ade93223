//! A quarter of all notes changes on disk at once, as when a branch is checked out, and somebody goes on asking.
//!
//! Each time with a server of its own, at a folder as it was.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Session, at};
use crate::client::{Client, Watcher, milliseconds, uri};
use crate::document::Document;
use crate::fault::Fault;
use crate::measure::Measure;
use crate::plan::{Checkout, MARK};

/// LSP's `FileChangeType.Changed`.
const CHANGED: u8 = 2;

/// How long it may take until all answers know of it.
const PATIENCE: Duration = Duration::from_secs(120);

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(1);

/// Findings that do not come for so long do not come.
const QUIET: Duration = Duration::from_secs(1);

/// The client watches the files and tells.
pub fn told(session: &mut Session) -> Result<(), Fault> {
    let measures = [Measure::CheckoutShown, Measure::CheckoutSettled, Measure::CheckoutHover];
    checkout(session, Watcher::Client, measures)
}

/// The server watches them.
pub fn watched(session: &mut Session) -> Result<(), Fault> {
    let measures = [Measure::WatchedShown, Measure::WatchedSettled, Measure::WatchedHover];
    checkout(session, Watcher::Server, measures)
}

/// From the last file that was written: until all answers know, and until the last finding. The slowest answer meanwhile, which is
/// asked for from the first file on.
fn checkout(session: &mut Session, watcher: Watcher, measures: [Measure; 3]) -> Result<(), Fault> {
    session.client.offers("hoverProvider")?;
    let (folder, plan) = (session.folder, session.plan);
    let checkout = plan.checkout.as_ref().ok_or(Fault::NotOffered)?;
    let mut client = Client::start(session.server, &folder.root(), watcher)?;
    for file in checkout.probes.iter().map(|site| &site.file).collect::<BTreeSet<_>>() {
        let id = folder.index.file_at(&paper_notes_lsp::disk::name(file)).ok_or(Fault::NotOffered)?;
        Document::open(&mut client, &uri(file), &folder.index.file(id).text);
    }
    client.settle()?;
    let done = change(&mut client, checkout, watcher);
    client.stop();
    for path in checkout.changed.keys() {
        let restored = folder.restore(path);
        restored.map_err(|error| Fault::Refused(format!("{}: {error}", path.display())))?;
    }
    let figures = done?;
    for (measure, figure) in measures.into_iter().zip(figures) {
        session.keep(measure, figure);
    }
    Ok(())
}

fn change(client: &mut Client, checkout: &Checkout, watcher: Watcher) -> Result<[Option<f64>; 3], Fault> {
    std::thread::scope(|scope| {
        let write = || -> std::io::Result<Instant> {
            checkout.changed.iter().try_for_each(|(path, text)| std::fs::write(path, text))?;
            Ok(Instant::now())
        };
        let began = Instant::now();
        let writer = scope.spawn(write);
        let mut slowest = Duration::ZERO;
        let mut told = false;
        let (mut knowing, mut shown, mut last) = (BTreeSet::new(), None, began);
        for (nth, site) in checkout.probes.iter().enumerate().cycle() {
            // Whoever knows need not be asked again until all know.
            if shown.is_none() && knowing.contains(&nth) {
                continue;
            }
            if !told && writer.is_finished() {
                told = true;
                if watcher == Watcher::Client {
                    let changes =
                        checkout.changed.keys().map(|path| json!({ "uri": uri(path), "type": CHANGED }));
                    let changes: Vec<Value> = changes.collect();
                    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
                }
            }
            let place = json!({ "line": site.position.line, "character": site.position.column });
            let answer = client.ask("textDocument/hover", at(&site.file, place))?;
            slowest = slowest.max(answer.received - answer.sent);
            if shown.is_none() && answer.result.to_string().contains(MARK) {
                knowing.insert(nth);
                if knowing.len() == checkout.probes.len() {
                    shown = Some(answer.received);
                }
            }
            last = client.last_published.unwrap_or(last);
            let quiet = last.max(shown.unwrap_or(last)).elapsed() > QUIET;
            if (shown.is_some() && told && quiet) || began.elapsed() > PATIENCE {
                break;
            }
            std::thread::sleep(PAUSE);
        }
        let written = writer.join().ok().and_then(Result::ok);
        let (Some(written), Some(shown)) = (written, shown) else { return Err(Fault::Silent(PATIENCE)) };
        let settled = client.settle()?.filter(|last| *last > written);
        let since = |then: Instant| milliseconds(then.saturating_duration_since(written));
        Ok([Some(since(shown)), settled.map(since), Some(milliseconds(slowest))])
    })
}
