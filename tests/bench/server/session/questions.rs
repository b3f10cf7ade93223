//! Questions about text that stays as it is.

use std::str::FromStr;

use paper_notes_lsp::entry::collapse;
use serde_json::{Value, json};
use tower_lsp::ls_types::Uri;

use super::{Session, at};
use crate::fault::Fault;
use crate::measure::Measure;
use crate::plan::{Site, same};

/// Opens the pages that are asked about, as an editor has them open, and waits until that is dealt with.
pub fn open(session: &mut Session) -> Result<(), Fault> {
    let plan = session.plan;
    let asked = plan.references.iter().map(|site| &site.file).chain(plan.tags.iter().map(|tag| &tag.file));
    asked.for_each(|file| session.open(file));
    session.client.settle()?;
    Ok(())
}

/// What a reference is.
pub fn hover(session: &mut Session) -> Result<(), Fault> {
    session.client.offers("hoverProvider")?;
    ask_each(session, Measure::Hover, "hover", tells_of)
}

/// Where a reference leads.
pub fn definition(session: &mut Session) -> Result<(), Fault> {
    session.client.offers("definitionProvider")?;
    ask_each(session, Measure::Definition, "definition", leads_to)
}

/// Who else refers there: the reference itself is among them.
pub fn references(session: &mut Session) -> Result<(), Fault> {
    session.client.offers("referencesProvider")?;
    ask_each(session, Measure::References, "references", refers)
}

fn ask_each(
    session: &mut Session,
    measure: Measure,
    what: &str,
    right: fn(&Value, &Site) -> bool,
) -> Result<(), Fault> {
    let plan = session.plan;
    let (mut times, mut any) = (Vec::new(), false);
    for site in &plan.references {
        let place = json!({ "line": site.position.line, "character": site.position.column });
        let mut params = at(&site.file, place);
        if what == "references" {
            params["context"] = json!({ "includeDeclaration": true });
        }
        let answer = session.client.ask(&format!("textDocument/{what}"), params)?;
        times.push(answer.milliseconds());
        let right = right(&answer.result, site);
        any |= right;
        session.judge(right);
    }
    // How long it takes to say nothing is of no use to anyone.
    if !any {
        return Err(Fault::Wrong);
    }
    session.keep_all(measure, &times);
    Ok(())
}

/// Entries by a word.
pub fn symbol(session: &mut Session) -> Result<(), Fault> {
    session.client.offers("workspaceSymbolProvider")?;
    let plan = session.plan;
    let (mut times, mut any) = (Vec::new(), false);
    for word in &plan.words {
        let answer = session.client.ask("workspace/symbol", json!({ "query": word }))?;
        times.push(answer.milliseconds());
        let found = answer.result.as_array().is_some_and(|found| !found.is_empty());
        any |= found;
        session.judge(found);
    }
    if !any {
        return Err(Fault::Wrong);
    }
    session.keep_all(Measure::Symbol, &times);
    Ok(())
}

/// What renaming a tag would change; nothing is changed.
pub fn rename(session: &mut Session) -> Result<(), Fault> {
    session.client.offers("renameProvider")?;
    let plan = session.plan;
    let (mut times, mut any) = (Vec::new(), false);
    for tag in &plan.tags {
        let Some(document) = session.documents.get(&tag.file) else { continue };
        let mut params = document.at(tag.offset);
        params["newName"] = json!(format!("{}Xyzzy", tag.name));
        let answer = session.client.ask("textDocument/rename", params)?;
        times.push(answer.milliseconds());
        let renamed = answer.result.to_string().contains("Xyzzy");
        any |= renamed;
        session.judge(renamed);
    }
    if !any {
        return Err(Fault::Wrong);
    }
    session.keep_all(Measure::Rename, &times);
    Ok(())
}

/// Whether an answer leads to the paper of a reference, and nowhere else.
pub fn leads_to(answer: &Value, site: &Site) -> bool {
    let right = |(uri, range): (&Value, &Value)| {
        let line = range["start"]["line"].as_u64().map(|line| line as usize);
        let here = |(_, lines): &&(_, std::ops::RangeInclusive<usize>)| {
            line.is_some_and(|line| lines.contains(&line))
        };
        site.targets.iter().filter(here).any(|(file, _)| is_file(uri, file))
    };
    places(answer).next().is_some() && places(answer).all(right)
}

/// Whether a reference is among those of an answer.
pub fn refers(answer: &Value, site: &Site) -> bool {
    let line = site.position.line;
    places(answer).any(|(uri, range)| range["start"]["line"] == line && is_file(uri, &site.file))
}

/// Whether an answer has the title of the paper of a reference.
pub fn tells_of(answer: &Value, site: &Site) -> bool {
    // What Markdown escapes, and how it breaks lines, is the server's own matter.
    let letters = |text: &str| collapse(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let contents = &answer["contents"];
    let told = contents["value"].as_str().map_or_else(|| contents.to_string(), str::to_owned);
    let told = letters(&told);
    site.titles.iter().any(|title| told.contains(&letters(title)))
}

/// The addresses and ranges of an answer: of one place, of several, of links.
fn places(answer: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    let all = answer.as_array().map_or_else(|| std::slice::from_ref(answer), Vec::as_slice);
    all.iter().filter_map(|place| match (place.get("targetUri"), place.get("uri")) {
        (Some(uri), _) => Some((uri, &place["targetSelectionRange"])),
        (None, Some(uri)) => Some((uri, &place["range"])),
        (None, None) => None,
    })
}

/// Servers write addresses in different ways.
fn is_file(uri: &Value, file: &std::path::Path) -> bool {
    let uri = uri.as_str().and_then(|uri| Uri::from_str(uri).ok());
    uri.and_then(|uri| Some(same(&uri.to_file_path()?))).is_some_and(|path| path == file)
}
