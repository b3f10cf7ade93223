//! What the tests of all rules share, and the tests of the list of rules itself.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::edit::apply;
use crate::fixture::Fixture;
use crate::index::tests::{ALL, FEW, LINKS, Step, steps, take};
use crate::index::{Key, Outdated, Revision};
use crate::text::Encoding;

fn found(code: &str, fixture: &Fixture) -> Vec<Diagnostic> {
    let all = diagnostics(&fixture.index, fixture.file);
    all.into_iter().filter(|diagnostic| diagnostic.code == code).collect()
}

/// The findings of one rule on the last file, or the one with the cursor, each as
/// `text: message (file text: message)`.
#[track_caller]
pub fn check(code: &str, fixture: &str, expected: &[&str]) {
    let fixture = Fixture::new(fixture);
    let index = &fixture.index;
    let lines: Vec<String> = found(code, &fixture)
        .into_iter()
        .map(|diagnostic| {
            let mut line = format!("{}: {}", index.slice(fixture.file, diagnostic.span), diagnostic.message);
            for related in diagnostic.related {
                let name = index.file(related.file).name();
                let text = index.slice(related.file, related.span);
                line += &format!(" ({name} {text}: {})", related.message);
            }
            line
        })
        .collect();
    assert_eq!(lines, expected);
}

/// The rule finds nothing.
#[track_caller]
pub fn check_no(code: &str, fixture: &str) {
    check(code, fixture, &[]);
}

/// The first fix of the rule's only finding makes `after` of the file, and leaves nothing to fix.
#[track_caller]
pub fn check_fix(code: &str, before: &str, after: &str) {
    let fixture = Fixture::new(before);
    let findings = found(code, &fixture);
    assert_eq!(findings.len(), 1, "one finding");
    let fixes = fixes(&fixture.index, fixture.file, &findings[0]);
    let fix = fixes.first().expect("a fix");
    let [edit] = &fix.edits[..] else { panic!("one file") };
    let edited = apply(&fixture.text(), &edit.edits).expect("edits that fit");
    assert_eq!(edited, after);
    assert_eq!(found(code, &Fixture::new(&edited)), [], "nothing is left to fix");
}

/// The fix at `at` of the rule's first finding makes `after` of all files, and leaves nothing to fix.
#[track_caller]
pub fn check_fix_of_all(code: &str, at: usize, before: &str, after: &str) {
    let fixture = Fixture::new(before);
    let finding = found(code, &fixture).into_iter().next().expect("a finding");
    let fix = fixes(&fixture.index, fixture.file, &finding).swap_remove(at);
    let mut edited = String::new();
    for (_, file) in fixture.index.files() {
        let edits = fix.edits.iter().find(|edit| edit.path == file.path).map_or(&[][..], |edit| &edit.edits);
        let text = apply(&file.text.to_string(), edits).expect("edits that fit");
        edited += &format!("//- {}\n{text}", file.path);
    }
    assert_eq!(edited, after);
    assert_eq!(found(code, &Fixture::new(&edited)), [], "nothing is left to fix");
}

/// The rule has a finding, and no fix for it that takes something out.
#[track_caller]
pub fn check_not_removed(code: &str, fixture: &str) {
    let fixture = Fixture::new(fixture);
    let findings = found(code, &fixture);
    assert_eq!(findings.len(), 1, "one finding");
    let fixes = fixes(&fixture.index, fixture.file, &findings[0]);
    assert!(fixes.iter().all(|fix| !fix.loses_nothing && !fix.preferred), "{fixes:?}");
}

/// The rule has a finding, and no fix for it that is called like this.
#[track_caller]
pub fn check_not_offered(code: &str, title: &str, fixture: &str) {
    let fixture = Fixture::new(fixture);
    let findings = found(code, &fixture);
    assert_eq!(findings.len(), 1, "one finding");
    let fixes = fixes(&fixture.index, fixture.file, &findings[0]);
    assert!(fixes.iter().all(|fix| !fix.title.starts_with(title)), "{fixes:?}");
}

/// The rule has a finding and no fix for it.
#[track_caller]
pub fn check_no_fix(code: &str, fixture: &str) {
    let fixture = Fixture::new(fixture);
    let findings = found(code, &fixture);
    assert_eq!(findings.len(), 1, "one finding");
    assert_eq!(fixes(&fixture.index, fixture.file, &findings[0]), []);
}

#[test]
fn codes_are_different_and_in_order() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
    assert!(codes.is_sorted());
    assert!(RULES.iter().all(|rule| rule.about.ends_with('.')));
}

#[test]
fn findings_are_in_the_order_of_their_places() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-13-01\nSummary要約 #99\nIssue: 12\nIssue Date: 2025-01-01\nT\nComment\n・12\n・22\n";
    let fixture = Fixture::new(page);
    let all = diagnostics(&fixture.index, fixture.file);
    let codes: Vec<&str> = all.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(
        codes,
        [
            "duplicate-tag",
            "invalid-date",
            "missing-title",
            "broken-reference",
            "self-reference",
            "broken-reference"
        ]
    );
}

#[test]
fn a_repository_without_entries_has_no_findings() {
    for text in ["", "# Heading\n#tag\n・2094\n", "//- package.json.txt\n{}\n"] {
        let fixture = Fixture::new(text);
        assert_eq!(diagnostics(&fixture.index, fixture.file), []);
    }
}

#[test]
fn severities_are_those_of_the_settings() {
    let page = "#NLP\n#NLP\nIssue Date: 2025-13-01\nA Title, B+, ACL'23\n";
    let severities = |settings: &str| -> Vec<(&str, Severity)> {
        let fixture = Fixture::new(&format!("//- .paper-notes.toml\n{settings}\n//- page.txt\n{page}"));
        let all = diagnostics(&fixture.index, fixture.file);
        all.into_iter().map(|diagnostic| (diagnostic.code, diagnostic.severity)).collect()
    };
    let both = [("duplicate-tag", Severity::Warning), ("invalid-date", Severity::Error)];
    assert_eq!(severities(""), both);
    assert_eq!(
        severities("[diagnostics]\nduplicate-tag = 'hint'"),
        [("duplicate-tag", Severity::Hint), both[1]]
    );
    assert_eq!(severities("[diagnostics]\ninvalid-date = 'off'\nno-such-code = 'off'"), both[..1]);
}

#[test]
fn what_is_off_may_still_be_ignored() {
    let page =
        "#A\n#A\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment <!-- paper-notes: ignore duplicate-tag -->\n";
    let fixture = Fixture::new(&format!(
        "//- .paper-notes.toml\n[diagnostics]\nduplicate-tag = 'off'\n//- page.txt\n{page}"
    ));
    assert_eq!(diagnostics(&fixture.index, fixture.file), []);
}

/// Findings of a file as an editor shows them.
fn shown(index: &Index, file: FileId, found: Vec<Diagnostic>) -> Vec<String> {
    let place = |file: FileId, span: Span| {
        let at = |offset| index.file(file).text.position(offset, Encoding::Utf16);
        format!("{} {:?} {:?}", index.file(file).path, at(span.start()), at(span.end()))
    };
    let show = |found: Diagnostic| {
        let related = found.related.iter();
        let related: Vec<String> = related
            .map(|related| format!("{} {}", place(related.file, related.span), related.message))
            .collect();
        let Diagnostic { span, code, severity, message, unnecessary, .. } = found;
        format!("{} {code} {severity:?} {message} {unnecessary} {related:?}", place(file, span))
    };
    found.into_iter().map(show).collect()
}

/// What was found so far, and of which state that is.
#[derive(Default)]
struct Known {
    revision: Option<Revision>,
    /// On entries of pages.
    found: BTreeMap<Arc<str>, BTreeMap<Key, Vec<String>>>,
    /// In catalogs and settings.
    elsewhere: BTreeMap<Arc<str>, Vec<String>>,
}

impl Known {
    /// Looks at what is outdated only.
    fn update(&mut self, index: &Index) {
        let all = || index.files().map(|(_, file)| (Arc::clone(&file.path), Outdated::File)).collect();
        let since = self.revision.and_then(|revision| index.outdated_since(revision));
        if since.is_none() {
            self.found.clear();
        }
        for (path, outdated) in since.unwrap_or_else(all) {
            let known = self.found.entry(Arc::clone(&path)).or_default();
            let Some(file) = index.file_at(&path) else { continue };
            if !index.file(file).is_page() {
                self.elsewhere.insert(path, shown(index, file, diagnostics(index, file)));
                continue;
            }
            let entries: Vec<EntryId> = match outdated {
                Outdated::File => {
                    known.clear();
                    index.entries_of(file).map(|(id, _)| id).collect()
                }
                Outdated::Entries(keys) => {
                    known.retain(|key, _| !keys.contains(key));
                    let there: BTreeSet<EntryId> =
                        keys.into_iter().filter_map(|key| index.entry_with(file, key)).collect();
                    there.into_iter().collect()
                }
            };
            for (id, found) in diagnostics_of(index, file, entries) {
                known.insert(index.key(id), shown(index, file, found));
            }
        }
        self.revision = index.revision();
    }

    /// What is known of a file, in order.
    fn of(&self, index: &Index, file: FileId) -> Vec<String> {
        if !index.file(file).is_page() {
            return self.elsewhere[&index.file(file).path].clone();
        }
        let keys = index.entries_of(file).map(|(id, _)| index.key(id));
        keys.flat_map(|key| self.found[&index.file(file).path][&key].clone()).collect()
    }
}

/// Looks at outdated entries only, and compares with what is found in all.
fn brought_up_to_date(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut known = Known::default();
    take(steps, true, |updated, anew| {
        known.update(updated);
        for (file, _) in anew.files() {
            let expected = shown(anew, file, diagnostics(anew, file));
            prop_assert_eq!(known.of(updated, file), expected, "{}", anew.file(file).path);
        }
        Ok(())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn findings_of_entries_that_are_not_outdated_are_those_of_before(steps in steps(ALL)) {
        brought_up_to_date(steps)?;
    }

    #[test]
    fn where_a_column_comes_and_goes_too(steps in steps(FEW)) {
        brought_up_to_date(steps)?;
    }

    #[test]
    fn where_titles_link_to_issues_too(steps in steps(LINKS)) {
        brought_up_to_date(steps)?;
    }
}
