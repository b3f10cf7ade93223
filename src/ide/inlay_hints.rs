//! Inlay hints: the short title behind a bare number, so that `・2094` says which paper it is.

use crate::entry::{Number, collapse, fold};
use crate::ide::definition::home;
use crate::index::{FileId, Index};
use crate::text::Span;

/// A hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The byte that it stands in front of: the end of the number.
    pub offset: usize,
    /// What it says, without spaces around it.
    pub label: String,
    /// The number whose preview explains it.
    pub number: Number,
}

/// The longest title in a hint, in characters.
const LONGEST: usize = 40;

/// The hints in `span` of a file, in order; none where the settings want none.
#[must_use]
pub fn inlay_hints(index: &Index, file: FileId, span: Span) -> Vec<Hint> {
    if !index.config().inlay_hints || !index.file(file).is_page() {
        return Vec::new();
    }
    let touched = |other: Span| other.start() <= span.end() && span.start() <= other.end();
    let mut found = Vec::new();
    for (id, _) in index.entries_of(file).filter(|(_, entry)| touched(entry.span)) {
        for (_, reference) in index.references_of(id).filter(|(_, reference)| touched(reference.span)) {
            let title = home(index, reference.number).and_then(|id| index.entry(id).identity());
            let Some(name) = title.map(|title| collapse(title.name())) else { continue };
            // Some write it there themselves.
            let behind = Span::new(reference.span.end(), index.entry(id).span.end());
            let behind = fold(&index.slice(file, behind).chars().take(LONGEST).collect::<String>());
            let word = fold(name.split([' ', ':']).next().unwrap_or_default());
            if !word.is_empty() && behind.trim_start_matches([' ', ':', '：', '　']).starts_with(&word) {
                continue;
            }
            found.push(Hint { offset: reference.span.end(), label: short(&name), number: reference.number });
        }
    }
    found
}

/// A title, or its beginning up to a word's end.
pub fn short(name: &str) -> String {
    let Some((end, _)) = name.char_indices().nth(LONGEST) else { return name.to_owned() };
    let cut = &name[..end];
    // Japanese has no spaces, and a first word may be long.
    let words = cut.rfind(' ').filter(|at| *at > end / 2).map_or(cut, |at| &cut[..at]);
    format!("{}…", words.trim_end_matches([' ', ',', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    const NOTES: &str = "//- issues.json\n[{\"number\":2094,\"title\":\"Magpie: Alignment Data Synthesis from Scratch by Prompting, Xu+, ICLR'25\"},{\"number\":7,\"title\":\"あ\"},{\"number\":12,\"title\":\"拡散モデルの物理学\"}]\n//- page.txt\n";

    #[track_caller]
    fn check(page: &str, expected: &[&str]) {
        let fixture = Fixture::new(page);
        let text = fixture.text();
        let hints = inlay_hints(&fixture.index, fixture.file, Span::new(0, text.len()));
        let shown =
            hints.iter().map(|hint| format!("{} | {}", &text[hint.offset - 2..hint.offset], hint.label));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn numbers_say_which_paper_they_are() {
        check(
            &format!("{NOTES}Issue Date: 2025-01-01 T, B+, ACL'23 Comment・2094 ・12 #2094\n"),
            &[
                "94 | Magpie: Alignment Data Synthesis from…",
                "12 | 拡散モデルの物理学",
                "94 | Magpie: Alignment Data Synthesis from…",
            ],
        );
    }

    #[test]
    fn where_there_is_nothing_to_say() {
        // Unknown, without a title, said already, no reference, and not wanted.
        check(
            &format!(
                "{NOTES}Issue Date: 2025-01-01\nT, B+, ACL'23\nComment・99\n・7\n・2094 Magpie: …\n・8B token\n"
            ),
            &[],
        );
        let off = "//- .paper-notes.toml\ninlay-hints = false\n";
        check(&format!("{off}{NOTES}Issue Date: 2025-01-01\nT, B+, ACL'23\nComment・2094\n"), &[]);
    }
}
