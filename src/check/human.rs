//! Findings for people: where, the line itself with the place marked, the other place of a duplicate,
//! and how many there are.

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Finding, Run};
use crate::ide::Severity;
use crate::index::{FileId, Index};
use crate::text::Span;

/// The widest line that is shown, in columns: run-on lines have thousands.
const WIDTH: usize = 120;

pub fn print(run: &Run, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    // Colours are taken out again where the output is no terminal.
    let renderer = Renderer::styled().term_width(WIDTH);
    for Finding { index, file, diagnostic: finding } in findings {
        let shown = Shown::new(index, *file, finding.span);
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Information => Level::INFO,
            Severity::Hint => Level::HELP.with_name("hint"),
        };
        let title = level.primary_title(finding.message.as_str()).id(finding.code);
        let related: Vec<(Shown, &str)> = finding
            .related
            .iter()
            .map(|related| (Shown::new(index, related.file, related.span), related.message.as_str()))
            .collect();
        let mut group = Group::with_title(title).element(shown.snippet(AnnotationKind::Primary, None));
        for (shown, message) in &related {
            group = group.element(shown.snippet(AnnotationKind::Context, Some(message)));
        }
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    let summary = run.summary();
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.diagnostic.severity).or_default() += 1;
    }
    let found: Vec<String> = counts.iter().map(|(severity, n)| many(*n, word(*severity))).collect();
    let found = if summary.entries == 0 && found.is_empty() {
        "no notes found".to_owned()
    } else if found.is_empty() {
        "nothing to report".to_owned()
    } else {
        found.join(", ")
    };
    let unread = match run.problems.len() {
        0 => String::new(),
        n => format!("; {} could not be read", many(n, "file")),
    };
    writeln!(
        out,
        "{found}: {} of {} in {}, {:.2} s{unread}",
        many(summary.entries, "entry"),
        many(summary.papers, "paper"),
        many(summary.files, "file"),
        run.started.elapsed().as_secs_f64()
    )
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "remark",
        Severity::Hint => "hint",
    }
}

fn many(n: usize, what: &str) -> String {
    match (n, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{n} {stem}ies"),
        _ => format!("{n} {what}s"),
    }
}

/// A place and the line it begins on.
struct Shown {
    path: String,
    line: usize,
    source: String,
    span: std::ops::Range<usize>,
}

impl Shown {
    fn new(index: &Index, file: FileId, span: Span) -> Self {
        let file = index.file(file);
        let number = file.text.line_at(span.start);
        let line = file.text.line(number).unwrap_or(Span::at(0));
        let end = span.end.clamp(span.start, line.end.max(span.start));
        Self {
            path: file.path.to_string(),
            line: number + 1,
            source: file.text.slice(line).into_owned(),
            span: span.start - line.start..end - line.start,
        }
    }

    /// The renderer shows as much of the line as fits around the place.
    fn snippet<'a>(&'a self, kind: AnnotationKind, label: Option<&'a str>) -> Snippet<'a, Annotation<'a>> {
        let annotation = kind.span(self.span.clone()).label(label);
        Snippet::source(&self.source).path(&self.path).line_start(self.line).annotation(annotation)
    }
}
