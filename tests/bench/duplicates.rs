//! How long the duplicates of a repository take, beside the time that reading and parsing it takes, and how long
//! it takes to judge one entry anew whose title was edited.
//!
//!     cargo bench --bench duplicates -- FOLDER

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use paper_notes_lsp::config::Config;
use paper_notes_lsp::disk;
use paper_notes_lsp::index::{File, Index};

/// Each figure is the median of so many runs.
const RUNS: usize = 5;

/// How many titles are edited, each on a page of its own.
const EDITED: usize = 400;

fn main() {
    let folder: PathBuf =
        std::env::args().skip(1).find(|argument| argument != "--bench").expect("FOLDER").into();
    let config = Arc::new(Config::default());
    let found = disk::walk(&folder, &config);
    let mut files = Vec::new();
    let reading = median(|| {
        files = disk::load(&found.files, &config, disk::name, || {}).files;
    });
    let entries: usize = files.iter().map(|file| file.entries().len()).sum();
    println!("{entries} entries in {} files", files.len());
    println!("reading and parsing          {reading:>10.1?}");
    let mut index = Index::default();
    let joining = median(|| {
        index = Index::new(files.iter().cloned(), Arc::clone(&config));
        for (id, _) in index.files() {
            black_box((index.duplicates_in(id), index.diverged_in(id)));
        }
    });
    report("the index, with duplicates", joining, reading);
    // An index looks for them once.
    let mut anew =
        (0..RUNS).map(|_| Index::new(files.iter().cloned(), Arc::clone(&config))).collect::<Vec<_>>();
    let similar = median(|| {
        index = anew.pop().expect("an index for each run");
        for (id, _) in index.files() {
            black_box(index.similar_in(id).len());
        }
    });
    report("likely duplicates", similar, reading);
    report("both", joining + similar, reading);
    let duplicates: usize = index.files().map(|(id, _)| index.duplicates_in(id).len()).sum();
    println!("{duplicates} duplicates");
    report("one edited title judged", edited_title(&index), reading);
}

/// How long it takes to bring an index up to date in which one title was edited, and to ask it about that entry's
/// page: the median over entries everywhere, each with a letter less.
fn edited_title(index: &Index) -> Duration {
    let pages: Vec<_> =
        index.files().filter(|(_, file)| file.is_page() && !file.entries().is_empty()).collect();
    let mut times: Vec<Duration> = Vec::new();
    for (id, file) in pages.iter().step_by((pages.len() / EDITED).max(1)) {
        let text = file.text.to_string();
        let entries = file.entries();
        let Some(title) = entries[entries.len() / 2].title.as_ref().filter(|title| title.name().len() > 8)
        else {
            continue;
        };
        // Behind the first letter, whatever it is.
        let Some((at, letter)) =
            text[title.span.range()].char_indices().filter(|(_, c)| c.is_alphanumeric()).nth(5)
        else {
            continue;
        };
        let at = title.span.start() + at;
        let text = format!("{}{}", &text[..at], &text[at + letter.len_utf8()..]);
        let edited = File::parse(&file.path, &text, false).map(Arc::new);
        let start = Instant::now();
        let index = index.updated([(Arc::clone(&file.path), edited)]);
        black_box((index.duplicates_in(*id), index.similar_in(*id)));
        times.push(start.elapsed());
    }
    times.sort();
    println!(
        "{} titles edited, p95 {:.1?}, most {:.1?}",
        times.len(),
        times[times.len() * 95 / 100],
        times[times.len() - 1]
    );
    times[times.len() / 2]
}

fn report(what: &str, took: Duration, beside: Duration) {
    println!(
        "{what:<28} {took:>10.1?} {:>9.5} of reading and parsing",
        took.as_secs_f64() / beside.as_secs_f64()
    );
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}
