//! How well and how fast references are completed: references of a repository are hidden one by one, something that
//! a person may remember of the paper is typed where each stood, and the place of its number in the list counts.
//! Beside it the same queries go to two fuzzy matchers over numbers and title lines.
//!
//!     cargo bench --bench completion -- FOLDER [--cases N] [--seed N] [--alone] [--show | --misses]
//!
//! `--alone` leaves the matchers out. `--show` prints where each number is to be typed and what is typed there, and measures
//! nothing; `--misses` prints what came first instead of the numbers that are not among the first five. Two runs with the same arguments differ in their times only. One thread does everything.

#[path = "completion/case.rs"]
mod case;
mod machine;
#[path = "completion/matchers.rs"]
mod matchers;
#[path = "completion/query.rs"]
mod query;
#[path = "notes/random.rs"]
mod random;
#[path = "completion/report.rs"]
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil;
use paper_notes_lsp::config;
use paper_notes_lsp::disk;
use paper_notes_lsp::entry::{Number, Title};
use paper_notes_lsp::ide;
use paper_notes_lsp::index::{File, Index};
use paper_notes_lsp::language::Language;

use case::Case;
use matchers::Candidates;
use query::{Kind, Uses};
use random::Random;
use report::{Row, Times};

/// Nobody looks farther down a list, and longer ones of a matcher are cut so that all are judged alike.
const LIST: usize = 50;

/// Whoever is farther down is a miss that `--misses` prints.
const NEAR: usize = 5;

/// What is begun on it is of no interest here.
const TODAY: civil::Date = civil::date(2025, 1, 1);

/// What is asked for on the command line.
struct Arguments {
    folder: PathBuf,
    cases: usize,
    seed: u64,
    alone: bool,
    show: bool,
    misses: bool,
}

fn main() {
    let arguments = arguments(std::env::args().skip(1)).unwrap_or_else(|| {
        eprintln!(
            "cargo bench --bench completion -- FOLDER [--cases N] [--seed N] [--alone] [--show | --misses]"
        );
        exit(2);
    });
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().expect("one pool");
    let index = read(&arguments.folder);
    let mut random = Random::new(arguments.seed);
    let sampled = case::sample(&index, &mut random);
    let there = sampled.len();
    let mut cases: Vec<Case> = Vec::new();
    let mut refused = 0;
    for id in sampled {
        if cases.len() == arguments.cases {
            break;
        }
        match case::hide(&index, id) {
            Some(case) => cases.push(case),
            None => refused += 1,
        }
    }
    let uses = Uses::of(&index);
    let queries = |case: &Case, at| {
        // A stream for each, so that another kind of query changes no other.
        let random = |kind| Random::new(arguments.seed).fork(at).fork(kind as u64);
        Kind::ALL.map(|kind| (kind, kind.query(&index, case.target, &uses, &mut random(kind))))
    };
    let asked: Vec<_> = cases.iter().zip(0..).map(|(case, at)| queries(case, at)).collect();
    if arguments.show {
        cases.iter().zip(&asked).for_each(|(case, asked)| report::show(case, asked));
        return;
    }
    let Some(first) = cases.first() else {
        eprintln!("no reference to a known number in {}", arguments.folder.display());
        exit(1);
    };
    let (warm, once) = warm(&index, first);
    let candidates = Candidates::of(&index);
    let mut tables: BTreeMap<Kind, [Row; 3]> = BTreeMap::new();
    for (case, asked) in cases.iter().zip(asked) {
        let hidden = case.hidden(&warm);
        let hits = hits(&index, case.target);
        for (kind, query) in asked {
            let Some(query) = query else { continue };
            let [own, skim, nucleo] = tables.entry(kind).or_default();
            let (_, numbers, times) = complete(&hidden, case, &query);
            let at = rank(&numbers, &hits);
            if arguments.misses && at.is_none_or(|at| at > NEAR) {
                report::miss(&index, case, (kind, &query), at, &numbers);
            }
            own.add(at, times);
            let beside = [(skim, matchers::skim as matchers::Matcher), (nucleo, matchers::nucleo)];
            for (row, matcher) in beside.into_iter().filter(|_| !arguments.alone) {
                let start = Instant::now();
                let numbers = matcher(&candidates, &query, LIST);
                let times = Times { answer: start.elapsed(), ..Times::default() };
                row.add(rank(&numbers, &hits), times);
            }
        }
    }
    report::about(&index, &cases, [there, refused], arguments.seed, once);
    report::table(&tables);
}

/// `FOLDER [--cases N] [--seed N] [--alone] [--show | --misses]`, and the `--bench` that cargo adds; `None` for anything else.
fn arguments(said: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut said = said.filter(|argument| argument != "--bench");
    let (mut folder, mut cases, mut seed) = (None, 1000, 1);
    let (mut alone, mut show, mut misses) = (false, false, false);
    while let Some(argument) = said.next() {
        match argument.as_str() {
            "--cases" => cases = said.next()?.parse().ok()?,
            "--seed" => seed = said.next()?.parse().ok()?,
            "--alone" => alone = true,
            "--show" => show = true,
            "--misses" => misses = true,
            _ if argument.starts_with('-') || folder.is_some() => return None,
            _ => folder = Some(argument.into()),
        }
    }
    Some(Arguments { folder: folder?, cases, seed, alone, show, misses })
}

/// The repository as the server reads it.
fn read(folder: &Path) -> Index {
    let nothing = config::from_toml("").0;
    let (config, _) = disk::configure(folder, &disk::name(folder), Language::English, &nothing);
    let config = Arc::new(config);
    let found = disk::walk(folder, &config);
    let files = disk::load(&found.files, &config, disk::name, || {}).files;
    Index::new(files, config)
}

/// The same index after its first answer, and how long that took: what an index makes when it is first asked is made
/// once in a session, so the cases begin behind it.
fn warm(index: &Index, case: &Case) -> (Index, Duration) {
    let title = query::title(index, case.target).map_or("", Title::name);
    let word = title.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default();
    let (asked, _, times) = complete(&case.hidden(index), case, word);
    (asked.updated(case.shown(index)), times.answer)
}

/// Types `query` where the reference stood, and asks there: the index with it, the numbers in the list, and how long
/// each step took.
fn complete(hidden: &Index, case: &Case, query: &str) -> (Index, Vec<Number>, Times) {
    let mut text = case.text.clone();
    text.insert_str(case.cursor, query);
    let start = Instant::now();
    let file = File::parse(&case.path, &text, false).map(Arc::new);
    let parsed = Instant::now();
    let index = hidden.updated([(Arc::clone(&case.path), file)]);
    let updated = Instant::now();
    let list = black_box(ide::completions(&index, case.file, case.cursor + query.len(), TODAY));
    let answer = updated.elapsed();
    let numbers = list.items.iter().filter_map(|item| item.number).take(LIST).collect();
    (index, numbers, Times { parse: parsed - start, update: updated - parsed, answer })
}

/// The numbers that are right: the target's, and every other one of the same paper.
fn hits(index: &Index, target: Number) -> BTreeSet<Number> {
    let papers = index.numbered(target).iter().map(|id| index.paper(*id)).collect::<BTreeSet<_>>();
    let copies = papers.iter().flat_map(|paper| index.copies(*paper));
    let numbers = copies.filter_map(|id| index.number(id)).map(|(number, _)| number);
    numbers.chain([target]).collect()
}

/// The place of the first right number in a list, from 1.
fn rank(numbers: &[Number], hits: &BTreeSet<Number>) -> Option<usize> {
    numbers.iter().position(|number| hits.contains(number)).map(|at| at + 1)
}
