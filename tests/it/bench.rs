//! What the benchmark of the server makes of its measurements. A benchmark has no tests of its own.

#[path = "../bench/server/figure.rs"]
mod figure;
#[path = "../bench/server/measure.rs"]
mod measure;
#[path = "../bench/server/table.rs"]
mod table;

use figure::{Figure, median, percentile};
use measure::Measure;
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
