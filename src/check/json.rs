//! Findings for programs. Positions are LSP's: 0-based lines and UTF-16 code units.

use std::io::{self, Write};

use serde::Serialize;

use super::Run;
use crate::ide::Diagnostic;
use crate::index::{FileId, Index};
use crate::text::{Encoding, Span};

#[derive(Serialize)]
struct Report<'a> {
    summary: Summary,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    entries: usize,
    papers: usize,
    numbered: usize,
    references: usize,
    tags: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
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

pub fn print(run: &Run, findings: &[(FileId, Diagnostic)], out: &mut dyn Write) -> io::Result<()> {
    let index = &run.index;
    let summary = run.summary();
    let diagnostics = findings.iter().map(|(file, finding)| Finding {
        path: &index.file(*file).path,
        range: range(index, *file, finding.span),
        severity: finding.severity.as_str(),
        code: finding.code,
        message: &finding.message,
        related: finding
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
        summary: Summary {
            files: summary.files,
            entries: summary.entries,
            papers: summary.papers,
            numbered: summary.numbered,
            references: summary.references,
            tags: summary.tags,
        },
        diagnostics: diagnostics.collect(),
    };
    write(&report, out)
}

/// Writes a value as JSON and ends the line.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

pub fn range(index: &Index, file: FileId, span: Span) -> Range {
    let text = &index.file(file).text;
    let at = |offset| {
        let position = text.position(offset, Encoding::Utf16);
        Position {
            line: position.line,
            character: position.column,
        }
    };
    Range {
        start: at(span.start),
        end: at(span.end),
    }
}
