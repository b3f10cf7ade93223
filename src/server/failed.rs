//! What the log says of a question that met a bug: enough to ask it again.

use serde::Serialize;
use serde_json::Value as Json;
use tower_lsp::ls_types::Uri;

use crate::server::from_proto;
use crate::server::state::Workspace;
use crate::text::Span;

/// The bytes of a question, and of the text around it, that are written at most.
const MOST: usize = 2000;

/// The lines above and below the place that is asked about.
const AROUND: usize = 3;

/// The question, and the text that it is about: what is not saved is nowhere else.
pub fn describe(workspace: &Workspace, question: &str, params: &impl Serialize) -> String {
    let params = serde_json::to_value(params).unwrap_or_default();
    let question = question.rsplit("::").next().unwrap_or(question);
    let text = around(workspace, &params).map(|text| format!("\n{text}")).unwrap_or_default();
    format!("{question} {}{text}", some(&params.to_string()))
}

fn around(workspace: &Workspace, params: &Json) -> Option<String> {
    let document = params.get("textDocument")?.get("uri")?.as_str()?;
    let uri: Uri = document.parse().ok()?;
    let path = from_proto::index_path(&uri);
    let (snapshot, file) = workspace.find(&path)?;
    let text = &snapshot.index.file(file).text;
    let version = snapshot.version(&path);
    let place = params.get("position").or_else(|| params.get("range")?.get("start"));
    let line = place.and_then(|place| place.get("line")?.as_u64()).unwrap_or(0);
    let line = usize::try_from(line).unwrap_or(0).min(text.line_count());
    let first = line.saturating_sub(AROUND);
    let start = text.line(first)?.start();
    let end = (first..=line + AROUND).filter_map(|line| text.line(line)).next_back()?.end();
    let lines = text.slice(Span::new(start, end));
    Some(format!("version {version:?}, {} bytes, from line {}: {:?}", text.len(), first + 1, some(&lines)))
}

/// The beginning of what is long.
fn some(text: &str) -> &str {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MOST).last();
    &text[..end.unwrap_or(0)]
}
