//! All fixes of a file that lose nothing, in one change: what an editor does on saving if it is asked to, and what
//! `check --fix` does.

use std::collections::HashMap;

use crate::edit::{FileEdit, TextEdit};
use crate::ide::diagnostics::{Diagnostic, diagnostics, fixes};
use crate::ide::trial::{attempt, said};
use crate::ide::{merge, tag_edit};
use crate::index::{Duplicate, File, FileId, Index};
use crate::text::Span;

/// The change; `None` where there is nothing to fix, or not without changing something else.
#[must_use]
pub fn fix_all(index: &Index, file: FileId) -> Option<FileEdit> {
    let of = index.file(file);
    let found = diagnostics(index, file);
    // All at once, and tried once: a page may have hundreds of copies.
    let edits = at_once(index, file, &found);
    if keeps_every_line(of, &edits) {
        return (!edits.is_empty()).then(|| FileEdit { path: of.path.clone(), edits });
    }
    let may_be_fixed = |finding: &&Diagnostic| ["duplicate-entry", "duplicate-tag"].contains(&finding.code);
    let each = found.iter().filter(may_be_fixed).take(TRIES).filter_map(|finding| {
        let fix = fixes(index, file, finding).into_iter().find(|fix| fix.loses_nothing)?;
        let [edit] = <[FileEdit; 1]>::try_from(fix.edits).ok()?;
        (edit.path == of.path).then_some(edit.edits)
    });
    let (each, mut edits) = (each.collect::<Vec<_>>(), Vec::new());
    take(of, &mut edits, &each, &mut { TRIES });
    (!edits.is_empty()).then(|| FileEdit { path: of.path.clone(), edits })
}

/// So many findings are looked at for themselves, and so often a page is read for them; those behind wait for the next round.
const TRIES: usize = 500;

/// Adds those of `more` that can be made together: all, or those of each half. One that touches another has to wait for the
/// next round.
fn take(of: &File, edits: &mut Vec<TextEdit>, more: &[Vec<TextEdit>], tries: &mut usize) {
    if more.is_empty() || *tries == 0 {
        return;
    }
    *tries -= 1;
    let mut with = edits.clone();
    with.extend(more.iter().flatten().cloned());
    if keeps_every_line(of, &with) {
        *edits = with;
    } else if more.len() > 1 {
        let (first, second) = more.split_at(more.len() / 2);
        take(of, edits, first, tries);
        take(of, edits, second, tries);
    }
}

/// Takes out every copy that adds nothing and every tag that is there twice; what overlaps is taken out once.
fn at_once(index: &Index, file: FileId, found: &[Diagnostic]) -> Vec<TextEdit> {
    let of = index.file(file);
    let text = of.text.to_string();
    let copies: HashMap<Span, Duplicate> = index
        .duplicates_in(file)
        .into_iter()
        .map(|duplicate| (index.entry(duplicate.copy).anchor(), duplicate))
        .collect();
    let copy = |finding: &&Diagnostic| finding.code == "duplicate-entry" && finding.unnecessary;
    let gone = found.iter().filter(copy).filter_map(|finding| copies.get(&finding.span));
    let gone: Vec<usize> =
        gone.filter(|_| !of.is_single_note()).map(|copy| copy.copy.entry as usize).collect();
    let runs = merge::runs(&text, of.entries(), &gone).into_iter();
    let mut spans: Vec<Span> = runs.map(|run| merge::removal(&text, of.entries(), run)).collect();
    spans.extend(found.iter().filter(|finding| finding.code == "duplicate-tag").filter_map(|finding| {
        let ((entry, tag), _) = tag_edit::at(of, finding.span)?;
        tag_edit::removal(&text, &of.entries()[entry].tags[tag])
    }));
    spans.sort();
    let mut apart: Vec<Span> = Vec::new();
    for span in spans {
        match apart.last_mut().filter(|last| span.start() <= last.end()) {
            Some(last) => *last = Span::new(last.start(), last.end().max(span.end())),
            None => apart.push(span),
        }
    }
    apart.into_iter().map(TextEdit::delete).collect()
}

/// Whether the changed text says nothing that the text does not, and every line of entries that are left stands
/// as it was.
fn keeps_every_line(file: &File, edits: &[TextEdit]) -> bool {
    let Some(after) = attempt(file, edits) else { return false };
    let lines = |file: &File| -> Vec<_> {
        said(file).into_iter().map(|said| (said.title, said.body.trim().to_owned())).collect()
    };
    // What is left stands in its order.
    let before = lines(file);
    let mut rest = before.iter();
    lines(&after).iter().all(|entry| rest.any(|other| other == entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let mut text = before.to_owned();
        // What touches another waits for the next round.
        loop {
            let fixture = Fixture::new(&text);
            let Some(edit) = fix_all(&fixture.index, fixture.file) else { break };
            text = apply(&text, &edit.edits).unwrap();
        }
        assert_eq!(text, after);
        assert_ne!(text, before);
    }

    #[track_caller]
    fn check_no(text: &str) {
        let fixture = Fixture::new(text);
        assert_eq!(fix_all(&fixture.index, fixture.file), None);
    }

    const A: &str = "Issue Date: 2025-01-01\nMagpie: Alignment Data Synthesis, Z+, ICLR'25\nComment一\n";
    const B: &str = "Issue Date: 2025-01-02\nDifferential Transformer, Tianzhu Ye+, ICLR'25\n";

    #[test]
    fn copies_and_tags_go_together() {
        check(&format!("#NLP\n{A}#QA\n#QA\n{B}#NLP\n{A}{B}#NLP\n{A}"), &format!("#NLP\n{A}#QA\n{B}"));
    }

    #[test]
    fn what_may_lose_something_stays() {
        check_no(&format!("#NLP\n{A}#NLP\n{}", A.replace('一', "二")));
        check_no(&format!("{A}{B}"));
    }
}
