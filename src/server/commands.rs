//! Commands of the editor: `workspace/executeCommand`. What each takes and gives back is documented in the README; what
//! it does not take is an error that says so.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

use crate::cursor::entry_at;
use crate::drawing::{self, Drawing};
use crate::edit::FileEdit;
use crate::ide;
use crate::index::{EntryId, FileId};
use crate::language::say;
use crate::server::clock::today;
use crate::server::state::{Snapshot, Workspace};
use crate::server::{from_proto, to_proto};
use crate::shown;

/// The names of all commands.
pub const COMMANDS: [&str; 3] = [NEW_ENTRY, SHOW_GRAPH, STATS];

const NEW_ENTRY: &str = "paperNotes.newEntry";
const SHOW_GRAPH: &str = "paperNotes.showGraph";
const STATS: &str = "paperNotes.stats";

/// How long the editor may take to make a change.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a command comes to.
pub enum Done {
    /// An answer.
    Answer(Json),
    /// A change that the editor is asked to make before it is answered.
    Change(Box<Change>),
}

/// A change, and where the cursor goes then.
pub struct Change {
    edit: WorkspaceEdit,
    uri: Uri,
    position: Position,
    shows: bool,
    answer: Json,
}

/// Does what a command says, as far as that can be done without the editor.
pub fn execute(workspace: &Workspace, params: ExecuteCommandParams) -> Result<Done> {
    let ExecuteCommandParams { command, arguments, .. } = params;
    match command.as_str() {
        NEW_ENTRY => new_entry(workspace, read(workspace, &command, arguments)?),
        SHOW_GRAPH => show_graph(workspace, read(workspace, &command, arguments)?).map(Done::Answer),
        STATS => {
            let Nothing {} = read(workspace, &command, arguments)?;
            Ok(Done::Answer(stats(workspace)))
        }
        _ => {
            let language = workspace.editor().language;
            Err(invalid(&say!(
                language,
                "there is no command {command}",
                "{command} というコマンドはありません"
            )))
        }
    }
}

/// Asks the editor to make a change and to show it. Its answer may never come.
pub async fn change(client: &Client, change: Change) -> Result<Json> {
    let refused = |reason: String| Err(failed(reason));
    match tokio::time::timeout(PATIENCE, client.apply_edit(change.edit)).await {
        Ok(Ok(made)) if made.applied => {}
        Ok(Ok(made)) => return refused(made.failure_reason.unwrap_or_default()),
        Ok(Err(error)) => return Err(error),
        Err(_) => return refused(format!("workspace/applyEdit: no answer in {PATIENCE:?}")),
    }
    if change.shows {
        let params = ShowDocumentParams {
            uri: change.uri,
            external: Some(false),
            take_focus: Some(true),
            selection: Some(Range::new(change.position, change.position)),
        };
        // That the cursor does not go there is no reason to fail: the entry is written.
        let _ = tokio::time::timeout(PATIENCE, client.show_document(params)).await;
    }
    Ok(change.answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewEntry {
    uri: Uri,
    position: Option<Position>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ShowGraph {
    uri: Option<Uri>,
    position: Option<Position>,
    depth: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The one argument of a command; without one all that it may hold is left out.
fn read<T: DeserializeOwned>(workspace: &Workspace, command: &str, arguments: Vec<Json>) -> Result<T> {
    let language = workspace.editor().language;
    if arguments.len() > 1 {
        let count = arguments.len();
        return Err(invalid(&say!(
            language,
            "{command} takes one argument, not {count}",
            "{command} の引数は 1 つです({count} 個ありました)"
        )));
    }
    let argument = arguments.into_iter().next().filter(|argument| !argument.is_null());
    serde_json::from_value(argument.unwrap_or_else(|| json!({}))).map_err(|error| {
        invalid(&say!(
            language,
            "the argument of {command} is wrong: {error}",
            "{command} の引数が正しくありません: {error}"
        ))
    })
}

fn invalid(reason: &str) -> Error {
    Error::invalid_params(shown::message(reason))
}

fn failed(reason: String) -> Error {
    // LSP 3.17: "A request failed but it was syntactically correct".
    Error { code: ErrorCode::ServerError(-32803), message: shown::message(&reason).into(), data: None }
}

/// The file that an argument names, and the byte of a position in it.
fn place(
    workspace: &Workspace,
    uri: &Uri,
    position: Option<Position>,
) -> Result<(Snapshot, FileId, Option<usize>)> {
    let language = workspace.editor().language;
    let name = uri.as_str();
    let (snapshot, file) = workspace.find(&from_proto::index_path(uri)).ok_or_else(|| {
        failed(say!(
            language,
            "{name} is none of the files with notes",
            "{name} はノートのファイルではありません"
        ))
    })?;
    let Some(position) = position else { return Ok((snapshot, file, None)) };
    let text = &snapshot.index.file(file).text;
    let offset = from_proto::offset(text, position, snapshot.editor.encoding).ok_or_else(|| {
        let line = position.line;
        failed(say!(
            language,
            "{name} has no line {line}, counted from 0",
            "{name} に {line} 行目(0 から数えて)はありません"
        ))
    })?;
    Ok((snapshot, file, Some(offset)))
}

fn new_entry(workspace: &Workspace, arguments: NewEntry) -> Result<Done> {
    let (snapshot, file, offset) = place(workspace, &arguments.uri, arguments.position)?;
    let source = snapshot.index.file(file);
    let new = ide::new_entry(&snapshot.index, file, offset, today()).map_err(failed)?;
    let (text, cursor) = new.put_in(&source.text);
    let position = to_proto::position(&snapshot, &text, cursor);
    let edit = FileEdit { path: source.path.clone(), edits: vec![new.edit] };
    let edit = to_proto::change(&snapshot, &[edit]).ok_or_else(Error::internal_error)?;
    let applied = snapshot.editor.applies_edits;
    let mut answer = json!({
        "uri": arguments.uri,
        "position": position,
        "number": new.number.map(|number| number.0),
        "date": new.date.to_string(),
        "applied": applied,
    });
    if !applied {
        answer["edit"] = json!(edit);
        return Ok(Done::Answer(answer));
    }
    let shows = snapshot.editor.shows_documents;
    Ok(Done::Change(Box::new(Change { edit, uri: arguments.uri, position, shows, answer })))
}

fn show_graph(workspace: &Workspace, arguments: ShowGraph) -> Result<Json> {
    let language = workspace.editor().language;
    let ShowGraph { uri, position, depth } = arguments;
    if (uri.is_none() && position.is_some()) || (position.is_none() && depth.is_some()) {
        return Err(invalid(&say!(
            language,
            "a position needs its uri, and a depth needs a position",
            "position には uri が、depth には position が必要です"
        )));
    }
    let Some(uri) = uri else {
        let mut drawing = Drawing::default();
        for snapshot in workspace.all().map(|(_, snapshot)| snapshot) {
            let graph = ide::graph(&snapshot.index, None);
            drawing.add(&snapshot.index, &graph, None, |id| location(&snapshot, id));
        }
        return Ok(json!(drawing.coloured()));
    };
    let (snapshot, file, offset) = place(workspace, &uri, position)?;
    let around = match offset {
        Some(offset) => {
            let at = entry_at(&snapshot.index, file, offset).map(|(id, _)| id);
            // Of a reference that leads nowhere it is the entry that it stands in.
            let id = ide::entry_for(&snapshot.index, file, offset)
                .or(at)
                .ok_or_else(|| failed(say!(language, "no entry stands there", "そこにノートはありません")))?;
            Some((id, depth.unwrap_or(1)))
        }
        None => None,
    };
    let mut drawing = Drawing::default();
    let graph = ide::graph(&snapshot.index, around);
    drawing.add(&snapshot.index, &graph, around.map(|(id, _)| id), |id| location(&snapshot, id));
    Ok(json!(drawing.coloured()))
}

/// Where an entry is, in the editor's own terms.
fn location(snapshot: &Snapshot, id: EntryId) -> Option<drawing::Location> {
    let span = snapshot.index.entry(id).anchor();
    let Location { uri, range } = to_proto::location(snapshot, ide::Place { file: id.file, span })?;
    let at = |Position { line, character }| drawing::Position { line, character };
    let range = drawing::Range { start: at(range.start), end: at(range.end) };
    Some(drawing::Location { uri: uri.to_string(), range, url: None })
}

fn stats(workspace: &Workspace) -> Json {
    let mut total = ide::Counts::default();
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    let mut complete = true;
    let mut folders = Vec::new();
    for (root, snapshot) in workspace.folders() {
        let (counts, findings) = (ide::counts(&snapshot.index), ide::findings(&snapshot.index));
        total += counts;
        findings.iter().for_each(|(code, count)| *all.entry(code).or_default() += count);
        complete &= snapshot.index.is_complete();
        let mut folder = json!(counts);
        folder["uri"] = json!(Uri::from_file_path(root));
        folder["findings"] = json!(findings);
        folders.push(folder);
    }
    let mut answer = json!(total);
    answer["findings"] = json!(all);
    answer["complete"] = json!(complete);
    answer["folders"] = json!(folders);
    answer
}
