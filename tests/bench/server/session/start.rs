//! The start: until the first right answer, and until all findings are told.

use std::time::{Duration, Instant};

use paper_notes_lsp::disk;
use serde_json::{Value, json};

use super::{Session, at, questions};
use crate::client::{milliseconds, uri};
use crate::document::position;
use crate::fault::Fault;
use crate::measure::Measure;
use crate::notes::Form;
use crate::process;
use crate::truth::Planted;

/// How long the first right answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// After an answer that is not right yet it is asked again.
const AGAIN: Duration = Duration::from_millis(2);

/// From the start of the process to the first right answer: where a reference leads, else what it is; without one
/// what a tag is. To VS Code's Markdown server a link to a file leads nowhere, but it knows who else refers there.
pub fn cold_start(session: &mut Session) -> Result<(), Fault> {
    let plan = session.plan;
    let file = plan.first.as_ref().map(|site| &site.file).or(plan.tags.first().map(|tag| &tag.file));
    let Some(file) = file else { return Err(Fault::NotOffered) };
    session.open(file);
    let leads = session.client.offers("definitionProvider").is_ok();
    let refers = session.server.form == Some(Form::Markdown);
    let method = match plan.first.is_some() {
        true if refers => "references",
        true if leads => "definition",
        _ => "hover",
    };
    session.client.offers(&format!("{method}Provider"))?;
    let place = match (&plan.first, plan.tags.first()) {
        (Some(site), _) => json!({ "line": site.position.line, "character": site.position.column }),
        (None, Some(tag)) => {
            let id = session.folder.index.file_at(&disk::name(file)).ok_or(Fault::NotOffered)?;
            position(&session.folder.index.file(id).text, tag.offset)
        }
        (None, None) => return Err(Fault::NotOffered),
    };
    let began = session.client.spawned;
    while began.elapsed() < PATIENCE {
        let mut params = at(file, place.clone());
        if refers {
            params["context"] = json!({ "includeDeclaration": true });
        }
        let answer = session.client.ask(&format!("textDocument/{method}"), params)?;
        let right = match &plan.first {
            Some(site) if refers => questions::refers(&answer.result, site),
            Some(site) if leads => questions::leads_to(&answer.result, site),
            Some(site) => questions::tells_of(&answer.result, site),
            None => !answer.result.is_null(),
        };
        if right {
            session.keep(Measure::ColdStart, Some(milliseconds(answer.received - began)));
            return Ok(());
        }
        std::thread::sleep(AGAIN);
    }
    Err(Fault::Silent(PATIENCE))
}

/// Until the last finding is told and nothing is computed any more.
pub fn settled(session: &mut Session) -> Result<(), Fault> {
    let last: Option<Instant> = session.client.settle()?;
    let began = session.client.spawned;
    session.keep(Measure::Settled, last.map(|last| milliseconds(last - began)));
    session.keep(Measure::MemorySettled, process::memory(session.client.id()));
    if let Some(planted) = &session.plan.planted
        && !planted.is_empty()
    {
        let told = planted.iter().filter(|fault| is_told(session, fault)).count();
        session.keep(Measure::Faults, Some(100.0 * told as f64 / planted.len() as f64));
    }
    Ok(())
}

/// Whether a fault is told of, with its code and on its line.
fn is_told(session: &Session, fault: &Planted) -> bool {
    let found: &[Value] = session.client.published.get(&uri(&fault.file)).map_or(&[], |(_, found)| found);
    found.iter().any(|found| found["code"] == fault.code && found["range"]["start"]["line"] == fault.line)
}
