//! Code lenses: above an entry, who refers to it and where else it is noted.

use crate::ide::preview::referrers;
use crate::ide::references::{Place, referring};
use crate::index::{EntryId, FileId, Index};
use crate::language::{Language, say};
use crate::text::Span;

/// A line above an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The title line of the entry, or what stands for it.
    pub span: Span,
    /// What it says.
    pub title: String,
    /// What a click lists.
    pub places: Vec<Place>,
}

/// More pages than these are counted and not named.
const NAMED: usize = 3;

/// The lenses of a file, in order: of entries that are referred to or stand elsewhere too. None where the settings
/// want none.
#[must_use]
pub fn code_lenses(index: &Index, file: FileId) -> Vec<Lens> {
    if !index.config().code_lens || !index.file(file).is_page() {
        return Vec::new();
    }
    index.entries_of(file).filter_map(|(id, entry)| lens(index, id, entry.anchor())).collect()
}

fn lens(index: &Index, id: EntryId, span: Span) -> Option<Lens> {
    let language = index.config().language();
    let number = index.number(id).map(|(number, _)| number);
    let mut places: Vec<Place> =
        number.into_iter().flat_map(|number| referring(index, number)).map(|(_, place)| place).collect();
    let count = number.map_or(0, |number| referrers(index, number).len());
    let elsewhere = elsewhere(index, id);
    places.extend(elsewhere.iter().map(|id| Place { file: id.file, span: index.entry(*id).anchor() }));
    let referred = match count {
        0 => None,
        1 => Some(say!(language, "1 reference", "参照 1 件")),
        n => Some(say!(language, "{n} references", "参照 {n} 件")),
    };
    let parts = [referred, also_on(index, &elsewhere, language)];
    let title = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    (!title.is_empty()).then_some(Lens { span, title, places })
}

/// The other entries on pages that are the same paper, in path order.
fn elsewhere(index: &Index, id: EntryId) -> Vec<EntryId> {
    index.copies(id).iter().copied().filter(|other| *other != id).collect()
}

fn also_on(index: &Index, others: &[EntryId], language: Language) -> Option<String> {
    let mut names: Vec<&str> = others.iter().map(|id| index.file(id.file).name()).collect();
    names.dedup();
    let stems = names.iter().map(|name| name.rsplit_once('.').map_or(*name, |(stem, _)| stem));
    let named = stems.take(NAMED).collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => None,
        n if n > NAMED => {
            let more = n - NAMED;
            Some(say!(language, "also noted on {named} and {more} more", "{named} ほか {more} ページにも"))
        }
        _ => Some(say!(language, "also noted on {named}", "{named} にも")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let lenses = code_lenses(&fixture.index, fixture.file);
        let text = |span| fixture.index.slice(fixture.file, span);
        let shown =
            lenses.iter().map(|lens| format!("{}: {} ({})", text(lens.span), lens.title, lens.places.len()));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    const A: &str = "#NLP #QA Issue: 12 Issue Date: 2025-01-01 The Twelfth of Many Papers, B+, ACL'23\n";
    const B: &str = "//- b.txt\n#QA Issue Date: 2025-01-02 Another, C+, ACL'23 Comment#12 ・12 #QA Issue Date: 2025-01-03 Third, D+, ACL'24 Comment・12\n";

    #[test]
    fn who_refers_and_where_else() {
        let mirrors = format!("//- NLP.txt\nNLP\n{A}//- QA.txt\nQA\n{A}");
        let title = "The Twelfth of Many Papers, B+, ACL'23";
        check(
            &format!("{mirrors}{B}//- a.txt\n{A}"),
            &[&format!("{title}: 2 references · also noted on NLP, QA (5)")],
        );
        check(&format!("{B}//- a.txt\n{A}"), &[&format!("{title}: 2 references (3)")]);
        check(&format!("{mirrors}//- a.txt\n{A}"), &[&format!("{title}: also noted on NLP, QA (2)")]);
    }

    #[test]
    fn nothing_to_say() {
        check(A, &[]);
        check(&format!("//- .paper-notes.toml\ncode-lens = false\n{B}//- a.txt\n{A}"), &[]);
    }
}
