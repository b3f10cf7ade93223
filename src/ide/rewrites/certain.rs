//! Writes a number that is a reference only because it is known, so that it is one by its form: `下記画像は 1370より`
//! as `下記画像は #1370 より`. Only then is it reported when its entry goes.

use super::{Place, Rewrite};
use crate::edit::TextEdit;
use crate::entry::ReferenceForm;
use crate::language::say;
use crate::text::Span;

pub(super) fn offer(place: &Place) -> Vec<Rewrite> {
    write(place).into_iter().collect()
}

fn write(place: &Place) -> Option<Rewrite> {
    let (id, at, reference) = place.reference()?;
    // A number that is only glued may be unknown.
    if reference.certain || !place.index.is_known(reference.number) {
        return None;
    }
    let number = reference.number;
    let (before, _) = place.around(reference.span);
    let hash = usize::from(reference.form == ReferenceForm::Hash);
    let digits = Span::new(reference.span.start() - hash, reference.span.end());
    let mut forms = Vec::new();
    if let Some(bullet) = bulleted(place, &before, digits) {
        forms.push((bullet, ReferenceForm::Bullet, format!("・{number}")));
    }
    forms.push((digits, ReferenceForm::Hash, format!("#{number}")));
    forms.push((digits, ReferenceForm::Hash, format!("#{number} ")));
    let (edit, new) = forms.into_iter().find_map(|(span, form, new)| {
        let edit = TextEdit { span, new: new.clone() };
        Some((place.tried_reference((id.entry, at), edit, (number, form, true))?, new))
    })?;
    let new = new.trim_end();
    let title = say!(
        place.index.config().language(),
        "Write {number} as the reference {new}",
        "{number} を参照 {new} として書く"
    );
    Some(Rewrite { title, edit })
}

/// What a bullet and the number can stand for without breaking a sentence or a list: the number, with the ASCII bullet
/// of a list of one, where nothing stands before it in the line or what does is finished.
fn bulleted(place: &Place, before: &str, digits: Span) -> Option<Span> {
    let told = before.trim_end_matches([' ', '\t', '\u{3000}']);
    let spaced = told.len() < before.len();
    if spaced && told.ends_with(['。', '：', ':', '！', '？', '!', '?']) {
        return Some(digits);
    }
    let lone = ["- ", "* ", "+ "].contains(&before) && !listed(place, digits.start());
    lone.then(|| Span::new(digits.start() - before.len(), digits.end()))
}

/// Whether the line above or below is an item of a list too: a bullet of another kind would tear it.
fn listed(place: &Place, offset: usize) -> bool {
    let text = &place.source().text;
    let line = text.line_at(offset);
    let is_item = |line: Option<usize>| {
        let line = line.and_then(|line| text.line(line)).map(|span| text.slice(span));
        line.is_some_and(|line| line.trim_start().starts_with(['-', '*', '+']))
    };
    is_item(line.checked_sub(1)) || is_item(Some(line + 1))
}
