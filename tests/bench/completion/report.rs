//! The table, and what it was measured on.

use std::collections::BTreeMap;
use std::time::Duration;

use paper_notes_lsp::entry::{Number, ReferenceForm};
use paper_notes_lsp::index::Index;

use crate::case::Case;
use crate::machine::machine;
use crate::query::{Kind, title};

/// How long the steps of an answer took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// Reading the page again; nothing for a matcher.
    pub parse: Duration,
    /// Bringing the index up to date; nothing for a matcher.
    pub update: Duration,
    /// The answer.
    pub answer: Duration,
}

/// The answers to one kind of query.
#[derive(Debug, Default)]
pub struct Row {
    ranks: Vec<Option<usize>>,
    times: Vec<Times>,
}

impl Row {
    /// Adds an answer.
    pub fn add(&mut self, rank: Option<usize>, times: Times) {
        self.ranks.push(rank);
        self.times.push(times);
    }

    /// The mean of what each answer is worth.
    fn mean(&self, worth: impl Fn(usize) -> f64) -> f64 {
        // The sum of no floats is -0.
        self.ranks.iter().map(|rank| rank.map_or(0.0, &worth)).sum::<f64>() / self.ranks.len() as f64
    }

    fn within(&self, most: usize) -> f64 {
        self.mean(|rank| if rank <= most { 1.0 } else { 0.0 })
    }

    /// The median and the 95th percentile, in milliseconds.
    fn time(&self, of: impl Fn(&Times) -> Duration) -> String {
        let mut times: Vec<Duration> = self.times.iter().map(of).collect();
        times.sort();
        let at =
            |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
        format!("{:.2} / {:.2}", at(50), at(95))
    }
}

/// Says what is measured, and where.
pub fn about(index: &Index, cases: &[Case], [there, refused]: [usize; 2], seed: u64, once: Duration) {
    let pages: Vec<_> = index.files().filter(|(_, file)| file.is_page()).collect();
    let entries: usize = pages.iter().map(|(_, file)| file.entries().len()).sum();
    let forms = ReferenceForm::ALL.into_iter().map(|form| {
        let count = cases.iter().filter(|case| case.form == form).count();
        format!("{count} {}", form.as_str())
    });
    println!(
        "{entries} entries on {} pages, {} numbers; {} of {there} references (seed {seed}; {refused} could not be \
         hidden): {}.",
        pages.len(),
        index.all_numbered().count(),
        cases.len(),
        forms.collect::<Vec<_>>().join(", ")
    );
    println!(
        "{}; one thread, release. paper-notes-lsp {}, fuzzy-matcher {}, nucleo-matcher {}.",
        machine(),
        env!("CARGO_PKG_VERSION"),
        version("fuzzy-matcher"),
        version("nucleo-matcher"),
    );
    println!(
        "Times are p50 / p95 in ms; the first answer on a new index took {:.2}.\n",
        once.as_secs_f64() * 1e3
    );
}

/// Prints where a number is to be typed, and what is typed there.
pub fn show(case: &Case, asked: &[(Kind, Option<String>)]) {
    let (before, after) = case.text.split_at(case.cursor);
    let line = before.matches('\n').count() + 1;
    println!("{}:{line} {} #{}", case.path, case.form.as_str(), case.target);
    // Two lines to each side, long ones cut on the side that is farther from the cursor.
    let mut above: Vec<&str> = before.lines().rev().take(3).collect();
    above.reverse();
    for line in above {
        let long = line.chars().count().saturating_sub(80);
        println!("    {}", line.chars().skip(long).collect::<String>());
    }
    for line in after.lines().skip(1).take(2) {
        println!("    {}", line.chars().take(80).collect::<String>());
    }
    for (kind, query) in asked {
        println!("  {}: {}", kind.name(), query.as_deref().unwrap_or("-"));
    }
}

/// Prints what came first instead of the number that was meant.
pub fn miss(index: &Index, case: &Case, asked: (Kind, &str), at: Option<usize>, numbers: &[Number]) {
    let (kind, query) = asked;
    let at = at.map_or("-".to_owned(), |at| at.to_string());
    println!("{} `{query}` in {} {at}:", kind.name(), case.path);
    for number in [&case.target].into_iter().chain(numbers.iter().take(3)) {
        println!("    #{number} {}", title(index, *number).map_or("", |title| &title.line));
    }
}

/// Prints a table in Markdown, a row for each kind of query and each that answers it.
pub fn table(tables: &BTreeMap<Kind, [Row; 3]>) {
    println!("| typed | by | cases | MRR | R@1 | R@5 | R@10 | answer | + index | + parse |");
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (kind, rows) in tables {
        let names = ["paper-notes-lsp", "fuzzy-matcher", "nucleo-matcher"];
        for (row, by) in rows.iter().zip(names).filter(|(row, _)| !row.ranks.is_empty()) {
            let own = by == names[0];
            let beside = |time: String| if own { time } else { String::new() };
            println!(
                "| {} | {by} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} | {} |",
                if own { kind.name() } else { "" },
                row.ranks.len(),
                row.mean(|rank| 1.0 / rank as f64),
                row.within(1),
                row.within(5),
                row.within(10),
                row.time(|it| it.answer),
                beside(row.time(|it| it.answer + it.update)),
                beside(row.time(|it| it.answer + it.update + it.parse)),
            );
        }
    }
}

/// The version of a crate that this was built with.
fn version(name: &str) -> &'static str {
    let lock = include_str!("../../../Cargo.lock");
    let named = format!("\nname = \"{name}\"\nversion = \"");
    let found = lock.split_once(&named).and_then(|(_, rest)| rest.split_once('"'));
    found.map_or("?", |(version, _)| version)
}
