//! The steps that the figures of the whole server are made of, each alone, on generated notes.
//!
//!     cargo bench --bench micro [-- NAME]
//!
//! How fast an editor is answered shows `--bench server`; this shows which step it is when that changes.

// Each benchmark uses a part of it.
#[allow(dead_code)]
mod notes;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil;
use paper_notes_lsp::config::Config;
use paper_notes_lsp::entry::TitleKey;
use paper_notes_lsp::ide;
use paper_notes_lsp::index::{File, FileId, Index};
use paper_notes_lsp::syntax::page::Unchanged;
use paper_notes_lsp::text::{Span, Text};

use notes::Repository;

const SEED: u64 = 1;

/// Of so many entries a page has about 1 MB.
const LARGE: usize = 100_000;

/// What is asked about.
const ENTRIES: usize = 5000;

/// What is begun on it is of no interest here.
const TODAY: civil::Date = civil::date(2025, 1, 1);

criterion_group! {
    name = steps;
    config = Criterion::default().sample_size(20).warm_up_time(Duration::from_secs(1));
    targets = read, key, title_key, duplicates, completion, hover
}
criterion_main!(steps);

/// A page of 1 MB is read.
fn read(criterion: &mut Criterion) {
    let (block, run_on) = (large_page(0), large_page(3));
    for (name, text) in [("block style", block), ("run on", run_on)] {
        let mut group = criterion.benchmark_group("read a page of 1 MB");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| File::parse("page.txt", black_box(&text), false));
        });
    }
}

/// A letter is typed in the middle of a page of 1 MB: the text, the page that is read again, the index.
fn key(criterion: &mut Criterion) {
    let text = Text::new(&large_page(0));
    let file = File::parse_and_keep("page.txt", &text.to_string(), false, || text.clone());
    let file = Arc::new(file.expect("a page"));
    let index = Index::new([Arc::clone(&file)], Arc::new(Config::default()));
    let at = file.entries()[file.entries().len() / 2].span.end();
    let same = Unchanged { above: at, below: text.len() - at };
    let typed = |mut text: Text| {
        text.replace(Span::at(at), "x");
        text
    };
    let mut group = criterion.benchmark_group("a key on a page of 1 MB");
    group.bench_function("the text", |bencher| {
        bencher.iter_batched(|| text.clone(), typed, BatchSize::SmallInput);
    });
    let new = typed(text.clone());
    group.bench_function("the page", |bencher| bencher.iter(|| file.parse_again(black_box(&new), same)));
    let again = file.parse_again(&new, same).map(Arc::new);
    assert!(again.is_some(), "what is near a key is read alone");
    let change = || [(Arc::clone(&file.path), again.clone())];
    group.bench_function("the index", |bencher| {
        bencher.iter_batched(change, |change| index.updated(change), BatchSize::SmallInput);
    });
}

/// The letters by which titles are compared.
fn title_key(criterion: &mut Criterion) {
    let repository = Repository::new(SEED, ENTRIES);
    let names: Vec<String> = (0..ENTRIES).map(|entry| repository.paper(entry).name).collect();
    let mut group = criterion.benchmark_group("title key");
    group.throughput(Throughput::Elements(names.len() as u64));
    group.bench_function("titles", |bencher| {
        bencher
            .iter(|| names.iter().map(|name| TitleKey::new(black_box(name)).as_str().len()).sum::<usize>());
    });
}

/// An index is made, and asked which entries are copies.
fn duplicates(criterion: &mut Criterion) {
    let files = files();
    let mut group = criterion.benchmark_group(format!("{ENTRIES} entries"));
    group.bench_function("index and duplicates", |bencher| {
        bencher.iter(|| {
            let index = Index::new(files.iter().cloned(), Arc::new(Config::default()));
            index.files().map(|(file, _)| index.duplicates_in(file).len()).sum::<usize>()
        });
    });
    group.bench_function("index, duplicates and near titles", |bencher| {
        bencher.iter(|| {
            let index = Index::new(files.iter().cloned(), Arc::new(Config::default()));
            let found = |file| index.duplicates_in(file).len() + index.similar_in(file).len();
            index.files().map(|(file, _)| found(file)).sum::<usize>()
        });
    });
}

/// The lists that open behind what is typed.
fn completion(criterion: &mut Criterion) {
    let index = index();
    let mut group = criterion.benchmark_group(format!("completion among {ENTRIES} entries"));
    for (name, typed) in [("of a tag", "\n#Re"), ("of a number", "\n・20"), ("of a title", "\n・reaso")] {
        let (index, file, at) = with(&index, typed);
        let offered = ide::completions(&index, file, at, TODAY);
        assert!(!offered.items.is_empty(), "{name}");
        group.bench_function(name, |bencher| {
            bencher.iter(|| ide::completions(&index, file, black_box(at), TODAY));
        });
    }
}

/// What a reference is.
fn hover(criterion: &mut Criterion) {
    let index = index();
    let id = index.first_reference().expect("a reference");
    let at = index.reference(id).span.start();
    assert!(ide::hover(&index, id.entry.file, at).is_some());
    let mut group = criterion.benchmark_group(format!("hover among {ENTRIES} entries"));
    group.bench_function("a reference", |bencher| {
        bencher.iter(|| ide::hover(&index, id.entry.file, black_box(at)));
    });
}

fn large_page(topic: usize) -> String {
    Repository::new(SEED, LARGE).page(topic, true)
}

fn files() -> Vec<Arc<File>> {
    let repository = Repository::new(SEED, ENTRIES);
    let page = |topic| File::parse(&repository.page_name(topic), &repository.page(topic, true), false);
    (0..repository.pages()).filter_map(page).map(Arc::new).collect()
}

fn index() -> Index {
    Index::new(files(), Arc::new(Config::default()))
}

/// The index after something was typed at the end of an entry's tags, if it is one, or at its end; where the cursor is then.
fn with(index: &Index, typed: &str) -> (Index, FileId, usize) {
    let (id, file) = index.files().next().expect("a page");
    let entry = &file.entries()[file.entries().len() / 2];
    let tagged = entry.tags.last().filter(|_| typed.contains('#')).map(|tag| tag.span.end());
    let at = tagged.unwrap_or(entry.span.end());
    let mut text = file.text.to_string();
    text.insert_str(at, typed);
    let changed = File::parse(&file.path, &text, false).map(Arc::new);
    (index.updated([(Arc::clone(&file.path), changed)]), id, at + typed.len())
}
