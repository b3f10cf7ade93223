//! What the benchmark of the server makes of its measurements. A benchmark has no tests of its own.

#[path = "../bench/server/arguments.rs"]
mod arguments;
#[path = "../bench/server/figure.rs"]
mod figure;
#[path = "../bench/server/growth.rs"]
mod growth;
#[path = "../bench/server/measure.rs"]
mod measure;
#[path = "../bench/server/suite_table.rs"]
mod suite_table;
#[path = "../bench/server/table.rs"]
mod table;

use crate::generated::notes;

use arguments::{Arguments, Measured as Folders, Server, Suite};
use figure::{Figure, median, percentile};
use growth::exponent;
use measure::Measure;
use notes::Form;
use suite_table::Measured;
use table::{Cell, Column, number, table};

#[test]
fn a_percentile_is_one_of_the_values() {
    let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
    assert_eq!(percentile(&values, 50), Some(50.0));
    assert_eq!(percentile(&values, 95), Some(95.0));
    assert_eq!(percentile(&values, 100), Some(100.0));
    assert_eq!(percentile(&[3.0, 1.0, 2.0], 50), Some(2.0));
    assert_eq!(percentile(&[3.0, 1.0, 2.0], 95), Some(3.0));
    assert_eq!(percentile(&[7.0], 0), Some(7.0));
    assert_eq!(percentile(&[], 50), None);
}

#[test]
fn the_median_of_an_even_number_lies_between_two() {
    assert_eq!(median(&[5.0, 1.0, 3.0]), Some(3.0));
    assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
    assert_eq!(median(&[]), None);
}

#[test]
fn medians_over_runs_are_taken_of_each_percentile() {
    let runs = [(1.0, 9.0), (2.0, 7.0), (3.0, 8.0)].map(|(p50, p95)| Figure { p50, p95: Some(p95) });
    assert_eq!(Figure::median(&runs), Some(Figure { p50: 2.0, p95: Some(8.0) }));
    assert_eq!(Figure::median(&[Figure::once(1.0), Figure::once(4.0)]), Some(Figure::once(2.5)));
    assert_eq!(Figure::median(&[]), None);
    let ten: Vec<f64> = (1..=10).map(f64::from).collect();
    assert_eq!(Figure::of(&ten), Some(Figure { p50: 5.0, p95: Some(10.0) }));
    assert_eq!(Figure::of(&[]), None);
}

fn once(value: f64) -> Cell {
    Cell::Figure(Figure::once(value))
}

fn column(name: &str, beside: Option<usize>, cells: Vec<(Measure, Cell)>) -> Column {
    Column { name: name.to_owned(), cells: cells.into_iter().collect(), size: 8.0, beside }
}

#[test]
fn figures_stand_beside_the_floor_and_the_size_and_other_servers_beside_the_first() {
    let hover = Cell::Figure(Figure { p50: 0.25, p95: Some(0.5) });
    let slow = Cell::Figure(Figure { p50: 100.0, p95: Some(2345.6) });
    let columns = [
        column(
            "ours on notes",
            None,
            vec![
                (Measure::Floor, once(5.0)),
                (Measure::ColdStart, once(50.0)),
                (Measure::Hover, hover),
                (Measure::TagBytes, once(12.0)),
                (Measure::MemorySettled, once(20.0)),
            ],
        ),
        column(
            "other on notes",
            Some(0),
            vec![(Measure::ColdStart, Cell::Fault("ended".to_owned())), (Measure::Hover, slow)],
        ),
    ];
    let expected = "\
| p50 / p95, or one figure a run | ours on notes | × floor | other on notes | × ours on notes |
|---|--:|--:|--:|--:|
| floor: all files read, ms | 5.00 | 1.00 |  |  |
| cold start, ms | 50.0 | 10.0 | ended |  |
| hover, ms | 0.25 / 0.50 | 0.0500 | 100 / 2,346 | 400 |
| completion of a tag, its answer, KiB | 12.0 |  | – |  |
| memory when settled, MiB | 20.0 | 2.50 | – |  |";
    assert_eq!(table(&columns), expected);
}

#[test]
fn a_fault_does_not_break_its_row() {
    let fault = Cell::Fault("error: a | b\nc".to_owned());
    let columns = [column("ours", None, vec![(Measure::Settled, fault)])];
    let last = table(&columns);
    assert_eq!(last.lines().last(), Some("| all diagnostics settled, ms | error: a \\| b c |  |"));
}

#[test]
fn a_row_that_nobody_has_is_left_out() {
    assert_eq!(table(&[column("ours", None, Vec::new())]).lines().count(), 2);
}

#[test]
fn numbers_have_three_digits_that_count() {
    let written = [0.0, 0.01234, 0.1, 9.99, 9.999, 99.94, 99.96, 999.6, 1_234_567.0].map(number);
    let expected = ["0.00", "0.0123", "0.10", "9.99", "10.0", "99.9", "100", "1,000", "1,234,567"];
    assert_eq!(written, expected);
}

#[test]
fn the_exponent_is_that_of_the_power_that_was_put_in() {
    let of = |power: f64| [1e3, 5e3, 2e4, 1e5].map(|x: f64| (x, 7.0 * x.powf(power)));
    for power in [0.0, 0.5, 1.0, 2.0] {
        assert!((exponent(&of(power)).unwrap() - power).abs() < 1e-9, "{power}");
    }
    // Least squares: what is above the line on one side is below it on the other.
    let bent = exponent(&[(1.0, 1.0), (10.0, 1.0), (100.0, 100.0)]).unwrap();
    assert!((bent - 1.0).abs() < 1e-9, "{bent}");
    assert_eq!(exponent(&[(5.0, 1.0), (5.0, 2.0)]), None, "one size");
    assert_eq!(exponent(&[(5.0, 1.0), (6.0, 0.0)]), None, "nothing has no logarithm");
    assert_eq!(exponent(&[]), None);
}

fn measured(server: &str, form: &'static str, entries: usize, cells: Vec<(Measure, Cell)>) -> Measured {
    let (own, size) = (server == "ours", entries as f64 / 500.0);
    let cells = cells.into_iter().collect();
    Measured { server: server.to_owned(), own, form, entries, files: entries, size, cells }
}

#[test]
fn the_suite_shows_what_95_of_100_stay_under_and_how_it_grows() {
    let hover = |p50, p95| Cell::Figure(Figure { p50, p95: Some(p95) });
    let all = [
        measured(
            "ours",
            "notes",
            1000,
            vec![
                (Measure::Floor, once(10.0)),
                (Measure::Words, once(40.0)),
                (Measure::ColdStart, once(20.0)),
                (Measure::Hover, hover(0.1, 0.2)),
                (Measure::MemorySettled, once(6.0)),
                (Measure::Right, once(100.0)),
            ],
        ),
        measured(
            "ours",
            "notes",
            100_000,
            vec![
                (Measure::Floor, once(1000.0)),
                (Measure::Words, once(4000.0)),
                (Measure::ColdStart, once(200.0)),
                (Measure::Hover, hover(0.1, 0.2)),
                (Measure::Right, once(100.0)),
            ],
        ),
        measured(
            "other",
            "wiki",
            1000,
            vec![(Measure::Hover, hover(5.0, 9.0)), (Measure::Tag, Cell::Fault("ended".to_owned()))],
        ),
    ];
    let own = "\
| entries | notes, 1,000 | notes, 100,000 |
|---|--:|--:|
| files | 1,000 | 100,000 |
| MiB | 2.00 | 200 |
| floor: all files read, ms | 10.0 | 1,000 |
| `wc -w`, ms | 40.0 | 4,000 |
| cold start, ms | 20.0 | 200 |
| – × floor | 2.00 | 0.20 |
| – × `wc -w` | 0.50 | 0.0500 |
| hover, ms | 0.20 | 0.20 |
| memory settled, MiB | 6.00 | – |
| – × the files | 3.00 | – |
| right answers, % | 100 | 100 |";
    assert_eq!(suite_table::own(&all), own);
    let growth = "\
| exponent | notes |
|---|--:|
| MiB | 1.00 |
| floor: all files read, ms | 1.00 |
| `wc -w`, ms | 1.00 |
| cold start, ms | 0.50 |
| hover, ms | 0.00 |";
    assert_eq!(suite_table::growth(&all).unwrap(), growth);
    assert_eq!(suite_table::growth(&all[..1]), None, "one size does not grow");
    let others = "\
| entries | ours on notes, 1,000 | other on wiki, 1,000 |
|---|--:|--:|
| files | 1,000 | 1,000 |
| MiB | 2.00 | 2.00 |
| hover, ms | 0.20 | 9.00 |";
    assert_eq!(suite_table::others(&all).unwrap(), others);
    assert_eq!(suite_table::others(&all[..2]), None);
    let missing = suite_table::missing(&all);
    assert_eq!(missing[0], "- other: ended: completion of a tag (1,000)");
    assert!(missing[1].starts_with("- other: not offered: cold start (1,000), "), "{missing:?}");
    // Whoever is not asked is not to blame.
    assert!(missing.len() == 2 && !missing[1].contains("checkout"), "{missing:?}");
    assert_eq!(suite_table::missing(&all[..2]), [""; 0]);
}

fn arguments(said: &[&str]) -> Option<Arguments> {
    Arguments::read(said.iter().map(|argument| (*argument).to_owned()))
}

fn suite(said: &[&str]) -> Suite {
    let all: Vec<&str> = ["--bench", "--suite"].iter().chain(said).copied().collect();
    let Some(Arguments::Suite(suite)) = arguments(&all) else { panic!("{said:?}") };
    suite
}

#[test]
fn a_suite_has_sizes_forms_and_servers() {
    let all = suite(&[]);
    assert_eq!(all.sizes, [1000, 5000, 20_000, 100_000]);
    assert_eq!((all.forms, all.runs), (vec![Form::Pages, Form::Notes, Form::Catalog], 5));
    let some = suite(&["--sizes", "1000,5000", "--forms", "notes", "--runs", "1"]);
    assert_eq!((some.sizes, some.forms, some.runs), (vec![1000, 5000], vec![Form::Notes], 1));
    let server = |said: &str| {
        let server = suite(&["--baseline", said]).baselines.swap_remove(0);
        (server.form, server.name, server.command.join(" "))
    };
    assert_eq!(server("wiki:iwes"), (Some(Form::Wiki), None, "iwes".to_owned()));
    let named = (Some(Form::Markdown), Some("vscode".to_owned()), "node main.js --stdio".to_owned());
    assert_eq!(server("md:vscode=node main.js --stdio"), named);
    assert_eq!(server("/old/build --log=x"), (None, None, "/old/build --log=x".to_owned()));
    let own = Server::own();
    assert!(own.form.is_none() && std::path::Path::new(&own.command[0]).is_file());
    // A vault is no form of notes, nor are notes one of a vault.
    for wrong in
        [["--forms", "wiki"], ["--sizes", "0"], ["--sizes", "many"], ["--runs", "0"], ["--baseline", ""]]
    {
        assert!(arguments(&["--suite", wrong[0], wrong[1]]).is_none(), "{wrong:?}");
    }
    assert!(arguments(&["--suite", "folder"]).is_none());
}

#[test]
fn folders_are_measured_without_what_is_of_the_suite() {
    let Some(Arguments::Measure(Folders { folders, runs, baselines, truths })) =
        arguments(&["notes", "--runs", "7", "--truth", "truth.json", "--baseline", "other"])
    else {
        panic!("a folder")
    };
    assert_eq!((folders.len(), runs, baselines.len(), truths.len()), (1, 7, 1, 1));
    for wrong in [["--runs", "4"], ["--sizes", "1000"], ["--forms", "pages"], ["--baseline", "wiki:iwes"]] {
        assert!(arguments(&["notes", wrong[0], wrong[1]]).is_none(), "{wrong:?}");
    }
    assert!(arguments(&[]).is_none());
    let Some(Arguments::Floor(folder)) = arguments(&["--floor", "notes"]) else { panic!("a floor") };
    assert_eq!(folder, std::path::Path::new("notes"));
    assert!(Arguments::USAGE.contains("--suite"));
}
