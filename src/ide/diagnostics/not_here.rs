//! The fix that says that a finding is wrong: it writes the comment that silences it, and changes nothing else.

use super::Fix;
use crate::edit::{FileEdit, TextEdit};
use crate::ide::trial::{attempt, said};
use crate::index::{EntryId, File, Index};
use crate::language::say;
use crate::syntax::section::own_end;
use crate::text::Span;

/// Writes `<!-- paper-notes: ignore CODE -->` at the end of an entry: on a line of its own, or behind the text
/// where another entry follows on its line. `None` where the comment would be read as something else.
pub fn ignore(index: &Index, id: EntryId, code: &str) -> Option<Fix> {
    let file = index.file(id.file);
    let text = file.text.to_string();
    let at = own_end(&text, 0, index.entry(id));
    let behind = &text[at..];
    let comment = format!("<!-- paper-notes: ignore {code} -->");
    let new = if behind.trim_start_matches([' ', '\t', '\u{3000}']).starts_with(['\r', '\n'])
        || behind.trim().is_empty()
    {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        format!("{newline}{comment}")
    } else {
        format!(" {comment}")
    };
    let edits = vec![TextEdit { span: Span::at(at), new }];
    let after = attempt(file, &edits)?;
    let entry = id.entry as usize;
    let silenced = after.entries().get(entry)?.ignores.iter().any(|ignore| &*ignore.code == code);
    // The comment stands in the body, or behind it.
    let rest = |file: &File| -> Vec<_> {
        let said = said(file).into_iter();
        said.map(|said| (said.tags, said.date, said.number, said.title, said.references)).collect()
    };
    let language = index.config().language();
    (silenced && rest(file) == rest(&after)).then(|| Fix {
        title: say!(
            language,
            "Not a duplicate: ignore {code} here",
            "重複ではない: ここでは {code} を無視する"
        ),
        edits: vec![FileEdit { path: file.path.clone(), edits }],
        preferred: false,
        loses_nothing: false,
        all_or_nothing: false,
    })
}
