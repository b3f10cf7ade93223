//! The table, in Markdown: a row a measure, two columns a server on a folder.

use std::collections::BTreeMap;

use super::figure::Figure;
use super::measure::{Beside, Measure};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// It was measured.
    Figure(Figure),
    /// It was not, and why.
    Fault(String),
}

/// A server on a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The server and the folder.
    pub name: String,
    /// What was measured; what is not there was not offered.
    pub cells: BTreeMap<Measure, Cell>,
    /// MiB of all files.
    pub size: f64,
    /// The column of the same folder whose figures the ratios are of; `None`: they are of the floor.
    pub beside: Option<usize>,
}

/// The table. Rows that nobody has are left out.
pub fn table(columns: &[Column]) -> String {
    let mut head = "| p50 / p95, or one figure a run |".to_owned();
    let mut rule = "|---|".to_owned();
    for column in columns {
        let beside = match column.beside {
            None => "floor".to_owned(),
            Some(at) => columns[at].name.clone(),
        };
        head += &format!(" {} | × {beside} |", column.name);
        rule += "--:|--:|";
    }
    let mut lines = vec![head, rule];
    for measure in Measure::ALL {
        if columns.iter().all(|column| !column.cells.contains_key(&measure)) {
            continue;
        }
        let mut line = format!("| {} |", measure.name());
        for column in columns {
            line += &format!(" {} | {} |", cell(column, measure), ratio(columns, column, measure));
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn cell(column: &Column, measure: Measure) -> String {
    match column.cells.get(&measure) {
        Some(Cell::Figure(Figure { p50, p95: Some(p95) })) => format!("{} / {}", number(*p50), number(*p95)),
        Some(Cell::Figure(Figure { p50, p95: None })) => number(*p50),
        Some(Cell::Fault(fault)) => fault.replace('|', "\\|").replace('\n', " "),
        None if measure.is_of_files() && column.beside.is_some() => String::new(),
        None => "–".to_owned(),
    }
}

/// The middle of a figure beside that of another.
fn ratio(columns: &[Column], column: &Column, measure: Measure) -> String {
    let of = |column: &Column, measure| match column.cells.get(&measure) {
        Some(Cell::Figure(figure)) => Some(figure.p50),
        _ => None,
    };
    let base = match (column.beside, measure.beside()) {
        (Some(at), _) => of(&columns[at], measure),
        (None, Beside::Floor) => of(column, Measure::Floor),
        (None, Beside::Size) => Some(column.size),
        (None, Beside::Nothing) => None,
    };
    let ratio = of(column, measure).zip(base.filter(|base| *base > 0.0)).map(|(own, base)| own / base);
    ratio.map_or_else(String::new, number)
}

/// Three digits that count, and commas between thousands.
pub fn number(value: f64) -> String {
    let places = match value.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.0995 || size == 0.0 => 2,
        _ => 4,
    };
    let plain = format!("{value:.places$}");
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut grouped = String::new();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}
