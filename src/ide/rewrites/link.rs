//! Writes a reference as a link to its issue, and such a link as a reference. What stands around it stays.

use super::{Place, Rewrite};
use crate::edit::TextEdit;
use crate::entry::ReferenceForm;
use crate::language::say;
use crate::text::Span;

pub(super) fn offer(place: &Place) -> Vec<Rewrite> {
    let to = match place.reference() {
        Some((_, _, reference)) if reference.form == ReferenceForm::Link => to_reference(place),
        _ => to_link(place),
    };
    to.into_iter().collect()
}

/// `・2094` becomes `・https://…/issues/2094`, and so does `#2094`, whose mark goes.
fn to_link(place: &Place) -> Option<Rewrite> {
    let (id, at, reference) = place.reference()?;
    let number = reference.number;
    // A link to what is perhaps no issue would hide a slip.
    if !place.index.is_known(number) {
        return None;
    }
    let url = place.index.issue_url(number)?;
    let mark = usize::from(reference.form == ReferenceForm::Hash);
    let span = Span::new(reference.span.start() - mark, reference.span.end());
    let edit = TextEdit { span, new: url };
    let edit = place.tried_reference((id.entry, at), edit, (number, ReferenceForm::Link, true))?;
    let title = say!(
        place.index.config().language(),
        "Write {number} as a link to its issue",
        "{number} を issue へのリンクにする"
    );
    Some(Rewrite { title, edit })
}

/// The link becomes `・2094` where it is alone on its line, behind a bullet the number, else `#2094`.
fn to_reference(place: &Place) -> Option<Rewrite> {
    let (id, at, reference) = place.reference()?;
    let number = reference.number;
    let url = place.address(reference)?;
    // Behind the number the address may say more; in the brackets of a link and in quotes it is part of something else.
    let (before, behind) = place.around(url);
    let inside = before.ends_with(['<', '"', '\'', '=']) || before.ends_with("](");
    if url.end() != reference.span.end() || inside || before.trim_end().ends_with("]:") {
        return None;
    }
    let bulleted = before.ends_with('・');
    let alone = before.trim().is_empty() && behind.trim().is_empty();
    let forms = [
        (bulleted, ReferenceForm::Bullet, number.to_string()),
        (alone, ReferenceForm::Bullet, format!("・{number}")),
        (true, ReferenceForm::Hash, format!("#{number}")),
    ];
    let (edit, new) = forms.into_iter().filter(|(fits, ..)| *fits).find_map(|(_, form, new)| {
        let edit = TextEdit { span: url, new: new.clone() };
        Some((place.tried_reference((id.entry, at), edit, (number, form, true))?, new))
    })?;
    let title = say!(
        place.index.config().language(),
        "Write the link as the reference {new}",
        "リンクを参照 {new} にする"
    );
    Some(Rewrite { title, edit })
}
