//! What is wrong with the notes. One rule, one file under `diagnostics/`: what it says, its check, its
//! fix and its tests; [`RULES`] is the only list of them.

mod broken_reference;
mod catalog_error;
mod diverged_copy;
mod duplicate_entry;
mod duplicate_number;
mod duplicate_tag;
mod invalid_date;
mod invalid_setting;
mod missing_title;
mod no_numbers;
mod not_here;
mod one_paper;
mod self_reference;
mod similar_entry;
mod tag_spelling;
mod unused_ignore;

pub use crate::config::Severity;
use crate::edit::FileEdit;
use crate::entry::Entry;
use crate::index::{EntryId, FileId, Index};
use crate::language::say;
use crate::text::Span;

/// Another place that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// Its file.
    pub file: FileId,
    /// Its bytes.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The bytes it is about.
    pub span: Span,
    /// The code of its rule, stable: settings and comments name it.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, a sentence without a dot at its end.
    pub message: String,
    /// Other places, in order.
    pub related: Vec<Related>,
    /// Whether the text can go without anything being lost; editors grey it.
    pub unnecessary: bool,
}

/// A change that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for a menu.
    pub title: String,
    /// The change.
    pub edits: Vec<FileEdit>,
    /// Whether it is what nearly everyone wants.
    pub preferred: bool,
    /// Whether nothing that was written is lost by it, so that it can be made without being looked at.
    pub loses_nothing: bool,
    /// Whether a part of it would lose something: an editor must make all of its edits or none.
    pub all_or_nothing: bool,
}

/// A rule: what is looked for and how it is mended.
pub struct Rule {
    /// Its code.
    pub code: &'static str,
    /// How much its findings matter, unless the settings say otherwise.
    pub severity: Severity,
    /// What it finds, in one sentence, for the documentation.
    pub about: &'static str,
    check: fn(&Index, &Scope, &mut Findings),
    fixes: fn(&Index, FileId, &Diagnostic) -> Vec<Fix>,
}

/// All rules, in the order of their codes.
pub const RULES: &[&Rule] = &[
    &broken_reference::RULE,
    &catalog_error::RULE,
    &diverged_copy::RULE,
    &duplicate_entry::RULE,
    &duplicate_number::RULE,
    &duplicate_tag::RULE,
    &invalid_date::RULE,
    &invalid_setting::RULE,
    &missing_title::RULE,
    &no_numbers::RULE,
    &self_reference::RULE,
    &similar_entry::RULE,
    &tag_spelling::RULE,
    &unused_ignore::RULE,
];

/// The findings of a file, in the order of their places, then of their codes. Those of a catalog or of settings depend on
/// nothing but the file itself: nobody edits an entry of a catalog, so that nothing is found on one.
#[must_use]
pub fn diagnostics(index: &Index, file: FileId) -> Vec<Diagnostic> {
    let entries = index.entries_of(file).filter(|_| index.file(file).is_page());
    find(index, &Scope { file, entries: entries.map(|(id, _)| id).collect() })
}

/// The findings of [`diagnostics`] on some entries of a page, which are in order, each with its own. All that is found on a
/// page is found on an entry.
#[must_use]
pub fn diagnostics_of(index: &Index, file: FileId, entries: Vec<EntryId>) -> Vec<(EntryId, Vec<Diagnostic>)> {
    let scope = Scope { file, entries };
    let mut found = find(index, &scope).into_iter().peekable();
    let mut each = Vec::with_capacity(scope.entries.len());
    let mut entries = scope.entries.iter().copied().peekable();
    while let Some(id) = entries.next() {
        let end = entries.peek().map(|next| index.entry(*next).span.start());
        let own =
            std::iter::from_fn(|| found.next_if(|finding| end.is_none_or(|end| finding.span.start() < end)));
        each.push((id, own.collect()));
    }
    each
}

/// What is looked at in a file.
struct Scope {
    file: FileId,
    /// In order.
    entries: Vec<EntryId>,
}

impl Scope {
    fn entries<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = (EntryId, &'a Entry)> {
        self.entries.iter().map(|id| (*id, index.entry(*id)))
    }

    fn has(&self, id: EntryId) -> bool {
        self.entries.binary_search(&id).is_ok()
    }
}

fn find(index: &Index, scope: &Scope) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for rule in RULES {
        let mut findings = Findings { rule, out: &mut all };
        (rule.check)(index, scope, &mut findings);
    }
    silence(index, scope, &mut all);
    all.retain_mut(|finding| {
        let severity = index.config().severity(finding.code, finding.severity);
        finding.severity = severity.unwrap_or(finding.severity);
        severity.is_some()
    });
    all.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    all
}

/// Takes out what a comment in its entry ignores, and says of which comments nothing was to be ignored.
fn silence(index: &Index, scope: &Scope, all: &mut Vec<Diagnostic>) {
    for (_, entry) in scope.entries(index).filter(|(_, entry)| !entry.ignores.is_empty()) {
        let inside = |finding: &Diagnostic| entry.span.contains(finding.span);
        for ignore in &entry.ignores {
            let before = all.len();
            all.retain(|finding| !(inside(finding) && finding.code == &*ignore.code));
            if all.len() < before {
                continue;
            }
            let (language, code) = (index.config().language(), &ignore.code);
            let message = if RULES.iter().any(|rule| rule.code == &**code) {
                say!(
                    language,
                    "nothing to ignore here: {code} is not found in this entry",
                    "無視するものがありません: このノートに {code} は見つかりません"
                )
            } else {
                say!(language, "there is no code {code}", "{code} というコードはありません")
            };
            Findings { rule: &unused_ignore::RULE, out: all }.push(ignore.span, message);
        }
    }
}

/// The changes that mend a finding of [`diagnostics`].
#[must_use]
pub fn fixes(index: &Index, file: FileId, diagnostic: &Diagnostic) -> Vec<Fix> {
    let rule = RULES.iter().find(|rule| rule.code == diagnostic.code);
    rule.map_or_else(Vec::new, |rule| (rule.fixes)(index, file, diagnostic))
}

/// Where a rule puts what it finds.
struct Findings<'a> {
    rule: &'static Rule,
    out: &'a mut Vec<Diagnostic>,
}

impl Findings<'_> {
    /// Adds a finding and hands it back, for more to be said about it.
    fn push(&mut self, span: Span, message: String) -> &mut Diagnostic {
        self.out.push(Diagnostic {
            span,
            code: self.rule.code,
            severity: self.rule.severity,
            message,
            related: Vec::new(),
            unnecessary: false,
        });
        self.out.last_mut().expect("just pushed")
    }
}

/// No change mends it without a person's decision.
fn no_fixes(_: &Index, _: FileId, _: &Diagnostic) -> Vec<Fix> {
    Vec::new()
}

/// Another entry as a related place.
fn related(index: &Index, id: EntryId, message: String) -> Related {
    Related { file: id.file, span: index.entry(id).anchor(), message }
}

/// How a message names another file: not at all when it is the same.
fn in_file(index: &Index, file: FileId, other: FileId) -> String {
    let language = index.config().language();
    if file == other {
        return say!(language, "on this page", "このページに");
    }
    let name = index.file(other).name();
    say!(language, "in {name}", " {name} に")
}

#[cfg(test)]
mod tests;
