//! The client's side of VS Code's Markdown server: it has its files and its tokens from the client, by requests of its own.
//!
//! <https://www.npmjs.com/package/vscode-markdown-languageserver> names them. Notes of a vault are headings and paragraphs;
//! what finds them here is faster than the parser of the editor, so that the server looks no slower than it is.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde_json::{Value, json};
use tower_lsp::ls_types::Uri;

use crate::client::uri;

/// What it is told of how the editor is set: everything on.
pub fn settings() -> Value {
    let on = json!({ "enabled": "warning" });
    json!({ "settings": { "markdown": {
        "suggest": { "paths": { "enabled": true, "includeWorkspaceHeaderCompletions": "never" } },
        "occurrencesHighlight": { "enabled": true },
        "validate": {
            "enabled": true, "referenceLinks": on, "fragmentLinks": on, "ignoredLinks": [],
            "fileLinks": { "enabled": "warning", "markdownFragmentLinks": "inherit" },
            "unusedLinkDefinitions": on, "duplicateLinkDefinitions": on,
        },
    } } })
}

/// The answer to one of its requests.
pub fn answer(method: &str, params: &Value, root: &Path) -> Value {
    let path =
        params["uri"].as_str().and_then(|uri| Some(Uri::from_str(uri).ok()?.to_file_path()?.into_owned()));
    let path = path.unwrap_or_default();
    match method {
        "markdown/findMarkdownFilesInWorkspace" => files(root)
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .map(|path| uri(&path))
            .collect(),
        "markdown/fs/readFile" => std::fs::read(path).map_or(Value::Null, |bytes| json!(bytes)),
        "markdown/fs/readDirectory" => {
            let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
            files(&path).map(|path| json!([name(&path), { "isDirectory": path.is_dir() }])).collect()
        }
        "markdown/fs/stat" => {
            path.metadata().map_or(Value::Null, |file| json!({ "isDirectory": file.is_dir() }))
        }
        "markdown/parse" => tokens(&std::fs::read_to_string(path).unwrap_or_default()),
        _ => Value::Null,
    }
}

/// What is in a folder; vaults have no others in them.
fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Headings and paragraphs as markdown-it tells them.
fn tokens(text: &str) -> Value {
    let mut tokens = Vec::new();
    for (line, text) in text.lines().enumerate().filter(|(_, text)| !text.is_empty()) {
        let level = text.chars().take_while(|c| *c == '#').count();
        let heading = (1..=6).contains(&level) && text[level..].starts_with(' ');
        let (kind, tag, markup) = match heading {
            true => ("heading", format!("h{level}"), &text[..level]),
            false => ("paragraph", "p".to_owned(), ""),
        };
        let content = text[markup.len()..].trim();
        let token = |kind: &str, nesting: i8, level: u8, children: Value| {
            let map = json!([line, line + 1]);
            json!({
                "type": kind, "tag": tag, "attrs": null, "map": map, "nesting": nesting, "level": level,
                "children": children, "content": if level == 1 { content } else { "" }, "markup": markup,
                "info": "", "meta": null, "block": true, "hidden": false,
            })
        };
        let words = json!([{ "type": "text", "tag": "", "attrs": null, "map": null, "nesting": 0, "level": 0,
            "children": null, "content": content, "markup": "", "info": "", "meta": null, "block": false, "hidden": false }]);
        tokens.push(token(&format!("{kind}_open"), 1, 0, Value::Null));
        tokens.push(token("inline", 0, 1, words));
        tokens.push(token(&format!("{kind}_close"), -1, 0, Value::Null));
    }
    Value::Array(tokens)
}
