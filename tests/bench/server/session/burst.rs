//! Many files that change on disk at once, as when a branch is taken over.

use serde_json::json;

use super::Session;
use crate::client::{milliseconds, uri};
use crate::fault::Fault;
use crate::measure::Measure;

/// LSP's `FileChangeType.Changed`.
const CHANGED: u8 = 2;

/// From the telling of the change to the last finding. Each file gets a reference more at its end.
pub fn burst(session: &mut Session) -> Result<(), Fault> {
    let (folder, plan) = (session.folder, session.plan);
    if plan.burst.is_empty() {
        return Err(Fault::NotOffered);
    }
    let typing = plan.typing.as_ref();
    let number = typing.and_then(|typing| typing.unknown.clone()).unwrap_or("1".to_owned());
    let (before, behind) = typing.map_or(("・", ""), |typing| typing.link);
    for path in &plan.burst {
        let written = std::fs::read_to_string(path).and_then(|text| {
            std::fs::write(path, format!("{}\n{before}{number}{behind}\n", text.trim_end()))
        });
        written.map_err(|error| Fault::Refused(format!("{}: {error}", path.display())))?;
    }
    let changes = plan.burst.iter().map(|path| json!({ "uri": uri(path), "type": CHANGED }));
    let changes: Vec<_> = changes.collect();
    let sent = session.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    let last = session.client.settle();
    for path in &plan.burst {
        let restored = folder.restore(path);
        restored.map_err(|error| Fault::Refused(format!("{}: {error}", path.display())))?;
    }
    // Each file has a finding more.
    let last = last?.filter(|last| *last > sent).ok_or(Fault::Wrong)?;
    session.keep(Measure::Burst, Some(milliseconds(last - sent)));
    Ok(())
}
