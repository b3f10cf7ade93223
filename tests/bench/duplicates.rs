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
use paper_notes_lsp::index::Index;

/// Each figure is the median of so many runs.
const RUNS: usize = 5;

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
    let joining = median(|| index = Index::new(files.iter().cloned(), Arc::clone(&config)));
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
    println!("{} duplicates", index.duplicates().len());
}

fn report(what: &str, took: Duration, beside: Duration) {
    println!(
        "{what:<28} {took:>10.1?} {:>8.3} of reading and parsing",
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
