//! Findings for programs. Positions are LSP's: 0-based lines and UTF-16 code units.

use std::io::{self, Write};

use serde::Serialize;

use super::{Finding, Run};
use crate::disk;
use crate::ide::Counts;
use crate::index::{FileId, Index};
use crate::shown;
use crate::text::{Encoding, Span};

#[derive(Serialize)]
struct Report<'a> {
    summary: Counts,
    diagnostics: Vec<Reported<'a>>,
    /// Files that were asked for or found and could not be read.
    unread: Vec<Unread<'a>>,
    /// Files that `--fix` would have changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unwritten: Vec<Unread<'a>>,
}

#[derive(Serialize)]
struct Unread<'a> {
    path: String,
    message: &'a str,
}

#[derive(Serialize)]
struct Reported<'a> {
    path: &'a str,
    range: Range,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

/// LSP's `Range`.
#[derive(Serialize)]
pub struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    character: usize,
}

pub fn print(run: &Run, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = findings.iter().map(|Finding { index, file, diagnostic }| Reported {
        path: &index.file(*file).path,
        range: range(index, *file, diagnostic.span),
        severity: diagnostic.severity.as_str(),
        code: diagnostic.code,
        message: &diagnostic.message,
        related: diagnostic
            .related
            .iter()
            .map(|related| Related {
                path: &index.file(related.file).path,
                range: range(index, related.file, related.span),
                message: &related.message,
            })
            .collect(),
    });
    let report = Report {
        summary: run.summary(),
        diagnostics: diagnostics.collect(),
        unread: named(&run.problems),
        unwritten: named(&run.unwritten),
    };
    write(&report, out)
}

fn named(problems: &[disk::Problem]) -> Vec<Unread<'_>> {
    let name = |problem: &disk::Problem| disk::name(&problem.path);
    problems.iter().map(|problem| Unread { path: name(problem), message: &problem.message }).collect()
}

/// Writes a value as JSON and ends the line.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", shown::json(&serde_json::to_string_pretty(value)?))
}

pub fn range(index: &Index, file: FileId, span: Span) -> Range {
    let text = &index.file(file).text;
    let at = |offset| {
        let position = text.position(offset, Encoding::Utf16);
        Position { line: position.line, character: position.column }
    };
    Range { start: at(span.start()), end: at(span.end()) }
}
