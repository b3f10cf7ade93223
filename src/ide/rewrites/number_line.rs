//! Writes the number that a catalog gives an entry into the entry, beside its date.

use super::{Place, Rewrite};
use crate::ide::merge::{Addition, Style};
use crate::index::NumberFrom;
use crate::language::say;
use crate::text::Span;

pub(super) fn offer(place: &Place) -> Vec<Rewrite> {
    write(place).into_iter().collect()
}

fn write(place: &Place) -> Option<Rewrite> {
    let (id, entry) = place.head()?;
    let (number, from) = place.index.number(id)?;
    // A title that links to an issue of somebody else's says a number too.
    if from != NumberFrom::Catalog || entry.number.is_some() {
        return None;
    }
    let (_, behind) = place.around(Span::at(entry.date.as_ref()?.span.end()));
    // In front of a date with more in its line a line would be torn.
    let style = if behind.trim().is_empty() { Style::Glued } else { Style::Inline };
    let addition = Addition { number: Some(number), ..Addition::default() };
    let edits = addition.edit(place.source(), entry, style)?.edits;
    let edit = place.tried(id.entry, edits, |said| said.number = Some(number))?;
    let title = say!(
        place.index.config().language(),
        "Write the number {number} into the entry",
        "番号 {number} をノートに書き込む"
    );
    Some(Rewrite { title, edit })
}
