//! The fixes for two entries that are one paper, certainly or as a person decides: taking out a copy that adds
//! nothing, merging one that does, and leaving a reference where it stood.

use super::{Fix, in_file};
use crate::ide::merge::{Leave, Merge, merge};
use crate::index::{EntryId, Index};
use crate::language::{Language, say};

/// Makes one entry of `copy` and `first`. Which of the two stays is decided by number and path, and a person may know
/// better.
pub fn fixes(index: &Index, copy: EntryId, first: EntryId) -> Vec<Fix> {
    let language = index.config().language();
    let place = in_file(index, copy.file, first.file);
    let gone = merge(index, copy, first, Leave::Nothing).map(|merge| {
        let sent = sent(&merge, language);
        let title = match merge.adds_nothing {
            true => say!(
                language,
                "Remove this copy; everything in it is also {place}",
                "この写しを消す(内容はすべて{place}あります)"
            ),
            false => {
                say!(
                    language,
                    "Merge into the first {place}{sent}",
                    "{place}ある最初のノートに統合する{sent}"
                )
            }
        };
        let adds_nothing = merge.adds_nothing;
        Fix { preferred: adds_nothing, loses_nothing: adds_nothing, ..fix(title, merge) }
    });
    let number = index.number(first).map(|(number, _)| number);
    let replaced = number.zip(merge(index, copy, first, Leave::Reference)).map(|(number, merge)| {
        let sent = sent(&merge, language);
        let title = match merge.adds_nothing {
            true => say!(
                language,
                "Replace this copy by the reference ・{number}",
                "この写しを参照 ・{number} に置き換える"
            ),
            false => say!(
                language,
                "Merge into the first {place} and leave the reference ・{number} here{sent}",
                "{place}ある最初のノートに統合し、ここに参照 ・{number} を残す{sent}"
            ),
        };
        fix(title, merge)
    });
    let into_this = gone.as_ref().is_none_or(|fix| !fix.loses_nothing);
    let other = into_this.then(|| merge(index, first, copy, Leave::Nothing)).flatten().map(|merge| {
        let sent = sent(&merge, language);
        let title = match merge.adds_nothing {
            true => say!(
                language,
                "Remove the first {place}; everything in it is also here{sent}",
                "{place}ある最初のノートを消す(内容はすべてここにもあります){sent}"
            ),
            false => {
                say!(
                    language,
                    "Merge the first {place} into this one{sent}",
                    "{place}ある最初のノートをここに統合する{sent}"
                )
            }
        };
        fix(title, merge)
    });
    gone.into_iter().chain(replaced).chain(other).collect()
}

fn fix(title: String, merge: Merge) -> Fix {
    let all_or_nothing = !merge.adds_nothing;
    Fix { title, edits: merge.edits, preferred: false, loses_nothing: false, all_or_nothing }
}

/// What is said of references that are sent elsewhere.
fn sent(merge: &Merge, language: Language) -> String {
    match merge.redirected {
        None => String::new(),
        Some((from, to, 1)) => {
            say!(language, "; the reference to {from} becomes {to}", "({from} への参照 1 件は {to} へ)")
        }
        Some((from, to, n)) => {
            say!(language, "; {n} references to {from} become {to}", "({from} への参照 {n} 件は {to} へ)")
        }
    }
}
