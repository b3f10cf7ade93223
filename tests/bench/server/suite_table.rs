//! The tables of the suite, in Markdown: a row a figure, a column a form of notes and a size; how the figures grow; and other
//! servers beside.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::Figure;
use super::growth::exponent;
use super::measure::Measure;
use super::table::{Cell, number};

/// A server on generated notes.
pub struct Measured {
    pub server: String,
    /// It is the one of this project.
    pub own: bool,
    /// How the notes are written.
    pub form: &'static str,
    pub entries: usize,
    pub files: usize,
    /// MiB of all files.
    pub size: f64,
    /// What was measured; what is not there was not offered.
    pub cells: BTreeMap<Measure, Cell>,
}

/// What a row shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Files,
    Size,
    Of(Measure),
    /// A figure beside another.
    Beside(Measure, Measure),
    /// A figure in MiB beside the files.
    BesideFiles(Measure),
}

use Shown::{Beside, BesideFiles, Files, Of, Size};

const ROWS: &[(&str, Shown)] = &[
    ("files", Files),
    ("MiB", Size),
    ("floor: all files read, ms", Of(Measure::Floor)),
    ("`wc -w`, ms", Of(Measure::Words)),
    ("cold start, ms", Of(Measure::ColdStart)),
    ("– × floor", Beside(Measure::ColdStart, Measure::Floor)),
    ("– × `wc -w`", Beside(Measure::ColdStart, Measure::Words)),
    ("all diagnostics settled, ms", Of(Measure::Settled)),
    ("– × floor", Beside(Measure::Settled, Measure::Floor)),
    ("hover, ms", Of(Measure::Hover)),
    ("definition, ms", Of(Measure::Definition)),
    ("references, ms", Of(Measure::References)),
    ("workspace symbol, ms", Of(Measure::Symbol)),
    ("completion of a tag, ms", Of(Measure::Tag)),
    ("completion of a number, ms", Of(Measure::Number)),
    ("completion of a title, ms", Of(Measure::Title)),
    ("rename preview of a tag, ms", Of(Measure::Rename)),
    ("key → answer, ms", Of(Measure::Answered)),
    ("key → diagnostics, ms", Of(Measure::Diagnosed)),
    ("CPU of a key, 50 a second, ms", Of(Measure::Typing)),
    ("CPU of a key, 160 a second, ms", Of(Measure::FastKey)),
    ("5 % of files changed, settled, ms", Of(Measure::Burst)),
    ("checkout, answers know, ms", Of(Measure::CheckoutShown)),
    ("checkout, settled, ms", Of(Measure::CheckoutSettled)),
    ("checkout, slowest hover, ms", Of(Measure::CheckoutHover)),
    ("checkout, own watch, answers know, ms", Of(Measure::WatchedShown)),
    ("checkout, own watch, settled, ms", Of(Measure::WatchedSettled)),
    ("checkout, own watch, slowest hover, ms", Of(Measure::WatchedHover)),
    ("memory settled, MiB", Of(Measure::MemorySettled)),
    ("– × the files", BesideFiles(Measure::MemorySettled)),
    ("right answers, %", Of(Measure::Right)),
];

/// The server of this project: a column a form and size.
pub fn own(all: &[Measured]) -> String {
    let columns: Vec<&Measured> = all.iter().filter(|one| one.own).collect();
    let heads = columns.iter().map(|one| format!("{}, {}", one.form, count(one.entries)));
    table("entries", heads, |shown| columns.iter().map(|one| cell(one, shown)).collect())
}

/// How the figures of that server grow with the entries; `None` where there is one size only.
pub fn growth(all: &[Measured]) -> Option<String> {
    let own = || all.iter().filter(|one| one.own);
    let mut forms: Vec<&str> = Vec::new();
    own().for_each(|one| {
        if !forms.contains(&one.form) {
            forms.push(one.form);
        }
    });
    let grown = |form: &str, shown| {
        let of_form = own().filter(|one| one.form == form);
        let points: Option<Vec<(f64, f64)>> =
            of_form.map(|one| Some((one.entries as f64, value(one, shown)?))).collect();
        exponent(&points?)
    };
    forms.iter().any(|form| grown(form, Size).is_some()).then(|| {
        table("exponent", forms.iter().map(|form| (*form).to_owned()), |shown| {
            let absolute = matches!(shown, Size | Of(_)) && shown != Of(Measure::Right);
            let exponents = forms.iter().map(|form| grown(form, shown).filter(|_| absolute));
            // Nothing is less than nothing: `-0.00` is 0.
            let written = |exponent: f64| format!("{:.2}", (exponent * 100.0).round() / 100.0 + 0.0);
            exponents.map(|exponent| exponent.map_or_else(nothing, written)).collect()
        })
    })
}

/// Other servers, each on the notes that it is made for, beside that server on single notes; `None` where there are none.
pub fn others(all: &[Measured]) -> Option<String> {
    let other = |one: &&Measured| !one.own;
    let sizes: BTreeSet<usize> = all.iter().filter(other).map(|one| one.entries).collect();
    let forms: BTreeSet<&str> = all.iter().filter(other).map(|one| one.form).collect();
    // Of the forms of this server, those of the others' are beside them, and single notes are nearest to a vault.
    let beside = |one: &&Measured| !one.own || one.form == "notes" || forms.contains(one.form);
    let columns: Vec<&Measured> = sizes
        .iter()
        .flat_map(|size| all.iter().filter(beside).filter(move |one| one.entries == *size))
        .collect();
    let heads = columns.iter().map(|one| format!("{} on {}, {}", one.server, one.form, count(one.entries)));
    (!sizes.is_empty()).then(|| {
        table("entries", heads, |shown| {
            let told = columns.iter().any(|one| !one.own && value(one, shown).is_some());
            columns.iter().filter(|_| told).map(|one| cell(one, shown)).collect()
        })
    })
}

/// Why other servers have no figure, a line each server and reason.
pub fn missing(all: &[Measured]) -> Vec<String> {
    let mut missing: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for one in all.iter().filter(|one| !one.own) {
        for (name, shown) in ROWS {
            let Of(measure) = shown else { continue };
            let reason = match one.cells.get(measure) {
                Some(Cell::Fault(reason)) => reason.clone(),
                None if !is_of_own_notes(*measure) => "not offered".to_owned(),
                _ => continue,
            };
            let what = name.rsplit_once(", ").map_or(*name, |(what, _)| what);
            let what = format!("{what} ({})", count(one.entries));
            missing.entry((&one.server, reason)).or_default().push(what);
        }
    }
    missing
        .iter()
        .map(|((server, reason), what)| format!("- {server}: {reason}: {}", what.join(", ")))
        .collect()
}

/// A server may have nothing to be asked about.
fn is_of_own_notes(measure: Measure) -> bool {
    use Measure::{
        CheckoutHover, CheckoutSettled, CheckoutShown, WatchedHover, WatchedSettled, WatchedShown,
    };
    let checkout =
        [CheckoutShown, CheckoutSettled, CheckoutHover, WatchedShown, WatchedSettled, WatchedHover];
    measure.is_of_files() || checkout.contains(&measure)
}

/// A table. Rows that nobody has are left out.
fn table(head: &str, heads: impl Iterator<Item = String>, cells: impl Fn(Shown) -> Vec<String>) -> String {
    let heads: Vec<String> = heads.collect();
    let mut lines =
        vec![format!("| {head} | {} |", heads.join(" | ")), format!("|---|{}", "--:|".repeat(heads.len()))];
    for (name, shown) in ROWS {
        let cells = cells(*shown);
        if cells.iter().any(|cell| *cell != nothing()) {
            lines.push(format!("| {name} | {} |", cells.join(" | ")));
        }
    }
    lines.join("\n")
}

fn cell(one: &Measured, shown: Shown) -> String {
    match shown {
        Files => count(one.files),
        _ => value(one, shown).map_or_else(nothing, number),
    }
}

/// What 95 of 100 do not exceed where it was measured many times a run.
fn value(one: &Measured, shown: Shown) -> Option<f64> {
    let of = |measure: Measure| match one.cells.get(&measure) {
        Some(Cell::Figure(Figure { p50, p95 })) => Some(p95.unwrap_or(*p50)),
        _ => None,
    };
    let beside = |own: f64, base: f64| (base > 0.0).then(|| own / base);
    match shown {
        Files => Some(one.files as f64),
        Size => Some(one.size),
        Of(measure) => of(measure),
        Beside(measure, base) => beside(of(measure)?, of(base)?),
        BesideFiles(measure) => beside(of(measure)?, one.size),
    }
}

fn nothing() -> String {
    "–".to_owned()
}

/// A number with commas between thousands.
fn count(count: usize) -> String {
    let digits = count.to_string();
    let first = (digits.len() + 2) % 3 + 1;
    let (head, rest) = digits.split_at(first.min(digits.len()));
    let rest = rest.as_bytes().chunks(3).map(|three| format!(",{}", String::from_utf8_lossy(three)));
    format!("{head}{}", rest.collect::<String>())
}
