//! The fixes for two entries that are one paper, certainly or as a person decides: taking out a copy that adds
//! nothing, merging one that does, and leaving a reference where it stood.

use super::{Fix, in_file};
use crate::entry::collapse;
use crate::ide::inlay_hints::short;
use crate::ide::merge::{Leave, Merge, merge};
use crate::index::{EntryId, Index};
use crate::language::{Language, say};

/// Makes one entry of `copy` and `first`. Which of the two stays is decided by number and path, and a person may know
/// better.
pub fn fixes(index: &Index, copy: EntryId, first: EntryId) -> Vec<Fix> {
    let language = index.config().language();
    let place = in_file(index, copy.file, first.file);
    let name = named(index, first);
    let gone = merge(index, copy, first, Leave::Nothing).map(|merge| {
        let sent = sent(&merge, language);
        let title = match merge.adds_nothing {
            true => say!(
                language,
                "Remove this copy; everything in it is also {place}",
                "この写しを消す(内容はすべて{place}あります)"
            ),
            false => {
                say!(language, "Merge into {name} {place}{sent}", "{place}ある{name}に統合する{sent}")
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
                "Merge into {name} {place} and leave the reference ・{number} here{sent}",
                "{place}ある{name}に統合し、ここに参照 ・{number} を残す{sent}"
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
                "Remove {name} {place}; everything in it is also here{sent}",
                "{place}ある{name}を消す(内容はすべてここにもあります){sent}"
            ),
            false => {
                say!(
                    language,
                    "Merge {name} {place} into this one{sent}",
                    "{place}ある{name}をここに統合する{sent}"
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

/// How a menu names an entry: by its number, else by its title.
fn named(index: &Index, id: EntryId) -> String {
    let language = index.config().language();
    match (index.number(id), &index.entry(id).title) {
        (Some((number, _)), _) => say!(language, "#{number}", " #{number} "),
        (None, Some(title)) => {
            let title = short(&collapse(title.name()));
            say!(language, "“{title}”", "「{title}」")
        }
        (None, None) => say!(language, "the first", "最初のノート"),
    }
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

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;
    use crate::ide::diagnostics::{diagnostics, fixes};

    /// What the fixes of the first finding are called.
    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let finding = diagnostics(&fixture.index, fixture.file).swap_remove(0);
        let titles: Vec<String> =
            fixes(&fixture.index, fixture.file, &finding).into_iter().map(|fix| fix.title).collect();
        for title in expected {
            assert!(titles.iter().any(|found| found == title), "{titles:?}");
        }
    }

    #[test]
    fn the_first_is_named() {
        let title = "Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25";
        let entry = |comment| format!("Issue Date: 2025-01-01\n{title}\nComment{comment}\n");
        let page = entry("一") + &entry("二");
        let numbered = page.replacen("Issue", "Issue: 12\nIssue", 1);
        let japanese = "//- .paper-notes.toml\nlanguage = 'ja'\n//- page.txt\n";
        check(&numbered, &["Merge into #12 on this page", "Merge #12 on this page into this one"]);
        check(&page, &["Merge into “Magpie: Alignment Data Synthesis” on this page"]);
        check(&format!("{japanese}{numbered}"), &["このページにある #12 に統合する"]);
        check(
            &format!("{japanese}{page}"),
            &["このページにある「Magpie: Alignment Data Synthesis」に統合する"],
        );
    }
}
