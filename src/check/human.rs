//! Findings for people: where, the line itself with the place marked, the other place of a duplicate,
//! and how many there are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Finding, Run};
use crate::ide::Counts;
use crate::ide::Severity;
use crate::index::{FileId, Index};
use crate::language::{Language, say};
use crate::shown;
use crate::text::Span;

/// The widest line that is shown, in columns: run-on lines have thousands.
const WIDTH: usize = 120;

pub fn print(run: &Run, findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    // Colours are taken out again where the output is no terminal.
    let renderer = Renderer::styled().term_width(WIDTH);
    for Finding { index, file, diagnostic: finding } in findings {
        let shown = Shown::new(index, *file, finding.span);
        let level = level(finding.severity, index.config().language());
        let message = shown::line(&finding.message);
        let title = level.primary_title(&*message).id(finding.code);
        let related: Vec<(Shown, Cow<str>)> = finding
            .related
            .iter()
            .map(|related| (Shown::new(index, related.file, related.span), shown::line(&related.message)))
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
    let language = run.language();
    let found: Vec<String> =
        counts.iter().map(|(severity, n)| of_severity(*n, *severity, language)).collect();
    let found = if summary.entries == 0 && found.is_empty() {
        say!(language, "no notes found", "ノートがありません")
    } else if found.is_empty() {
        say!(language, "nothing to report", "問題はありません")
    } else {
        found.join(&say!(language, ", ", "、"))
    };
    let Counts { entries, papers, files, .. } = summary;
    let (of_entries, of_papers, of_files) =
        (many(entries, "entry"), many(papers, "paper"), many(files, "file"));
    let unread = match run.problems.len() {
        0 => String::new(),
        n => {
            let of_unread = many(n, "file");
            say!(language, "; {of_unread} could not be read", "、読めなかったファイル {n} 個")
        }
    };
    let unwritten = match run.unwritten.len() {
        0 => String::new(),
        n => {
            let of_unwritten = many(n, "file");
            say!(language, "; {of_unwritten} could not be written", "、書けなかったファイル {n} 個")
        }
    };
    let seconds = run.started.elapsed().as_secs_f64();
    let line = say!(
        language,
        "{found}: {of_entries} of {of_papers} in {of_files}, {seconds:.2} s{unread}{unwritten}",
        "{found}: 論文 {papers} 本のノート {entries} 件、ファイル {files} 個、{seconds:.2} 秒{unread}{unwritten}"
    );
    writeln!(out, "{line}")
}

fn level(severity: Severity, language: Language) -> Level<'static> {
    let (level, japanese) = match severity {
        Severity::Error => (Level::ERROR, "エラー"),
        Severity::Warning => (Level::WARNING, "警告"),
        Severity::Information => (Level::INFO.with_name("information"), "情報"),
        Severity::Hint => (Level::HELP.with_name("hint"), "ヒント"),
    };
    match language {
        Language::English => level,
        Language::Japanese => level.with_name(japanese),
    }
}

fn of_severity(n: usize, severity: Severity, language: Language) -> String {
    let (english, japanese) = match severity {
        Severity::Error => ("error", "エラー"),
        Severity::Warning => ("warning", "警告"),
        Severity::Information => ("information", "情報"),
        Severity::Hint => ("hint", "ヒント"),
    };
    let english = if severity == Severity::Information { format!("{n} {english}") } else { many(n, english) };
    say!(language, "{english}", "{japanese} {n} 件")
}

/// English.
fn many(n: usize, what: &str) -> String {
    match (n, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{n} {stem}ies"),
        _ => format!("{n} {what}s"),
    }
}

/// The renderer has signs for control characters but not for these, which terminals obey like an escape sequence. The
/// one that stands for them has as many bytes.
fn as_wide(c: char) -> char {
    if ('\u{80}'..='\u{9f}').contains(&c) { '¤' } else { c }
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
        let number = file.text.line_at(span.start());
        let line = file.text.line(number).unwrap_or(Span::at(0));
        let end = span.end().clamp(span.start(), line.end().max(span.start()));
        Self {
            path: shown::line(&file.path).into_owned(),
            line: number + 1,
            source: file.text.slice(line).chars().map(as_wide).collect(),
            span: span.start() - line.start()..end - line.start(),
        }
    }

    /// The renderer shows as much of the line as fits around the place.
    fn snippet<'a>(&'a self, kind: AnnotationKind, label: Option<&'a str>) -> Snippet<'a, Annotation<'a>> {
        let annotation = kind.span(self.span.clone()).label(label);
        Snippet::source(&self.source).path(&self.path).line_start(self.line).annotation(annotation)
    }
}
