//! What a copy says that the first entry does not, and the edits that put it there: each part where such parts
//! stand, in the style of the first.

use std::collections::HashSet;

use crate::edit::{FileEdit, TextEdit, joined};
use crate::entry::{Entry, Number, collapse};
use crate::ide::merge::front_matter;
use crate::index::{EntryId, File, Index};
use crate::syntax::link;
use crate::syntax::section::{Parts, parts};
use crate::text::Span;

/// What is to be added to an entry. Line ends are `\n`; what is empty is not added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Addition {
    /// Names of tags.
    pub tags: Vec<Box<str>>,
    /// Its number.
    pub number: Option<Number>,
    /// Its date, as written.
    pub date: Option<Box<str>>,
    /// Its title line, as written.
    pub title: Option<String>,
    /// Text without a label: lines, or several that belong together.
    pub text: Vec<String>,
    /// Text for its summary.
    pub summary: Vec<String>,
    /// Text for its comment.
    pub comment: Vec<String>,
}

/// How an addition is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In the line.
    Inline,
    /// On lines of its own; a new label glued to its text.
    Glued,
    /// On lines of its own; a new label on a line of its own.
    Apart,
}

impl Addition {
    /// What `copy` says and `first` does not. What has a place only once and is taken there (another number,
    /// date or title) becomes a line of the comment.
    pub fn missing(index: &Index, copy: EntryId, first: EntryId) -> Self {
        let (a, b) = (index.entry(copy), index.entry(first));
        // Only the entries are looked at: a page may be long.
        let (text_a, text_b) = (index.slice(copy.file, a.span), index.slice(first.file, b.span));
        let (base_a, base_b) = (a.span.start, b.span.start);
        let in_a = |span: Span| &text_a[span.start - base_a..span.end - base_a];
        let in_b = |span: Span| &text_b[span.start - base_b..span.end - base_b];
        let mut said: HashSet<&str> = b.tags.iter().map(|tag| &*tag.name).collect();
        let tags = a.tags.iter().filter(|tag| said.insert(&tag.name)).map(|tag| tag.name.clone()).collect();
        let (parts_a, parts_b) = (parts(&text_a, base_a, a), parts(&text_b, base_b, b));
        let head = head(index.file(copy.file), a, in_a(parts_a.head));
        let head_b = self::head(index.file(first.file), b, in_b(parts_b.head));
        let new_head = !head.is_empty() && collapse(&head) != collapse(&head_b);
        let own = a.number.as_ref();
        // The number of a title that is a link stands in the title.
        let own = own.filter(|own| !parts_a.head.contains(own.span) && own.repository.is_none());
        let own = own.map(|own| own.number).filter(|own| b.number.as_ref().is_none_or(|b| b.number != *own));
        let taken = b.number.is_some() || index.number(first).is_some_and(|(known, _)| Some(known) != own);
        let date = a.date.as_ref().map(|date| date.written.clone());
        let new_date = date.filter(|date| b.date.as_ref().is_none_or(|b| b.written != *date));
        let lines = [
            own.filter(|_| taken).map(|own| format!("Issue: {own}")),
            new_date.as_deref().filter(|_| b.date.is_some()).map(str::to_owned),
            Some(head.clone()).filter(|_| new_head && b.title.is_some()),
        ];
        let line = lines.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let missing = |before: &str, at: fn(&Parts) -> Option<Span>| {
            let said = |text: &str| text.replace("\r\n", "\n");
            let ours = at(&parts_a).map(in_a).map(said).unwrap_or_default();
            let theirs = at(&parts_b).map(in_b).map(said).unwrap_or_default();
            chunks_missing(format!("{before}\n{ours}").trim_matches('\n'), &theirs)
        };
        Self {
            tags,
            number: own.filter(|_| !taken),
            date: new_date.filter(|_| b.date.is_none()),
            title: Some(head).filter(|_| new_head && b.title.is_none()),
            text: missing("", |parts| Some(parts.text)),
            summary: missing("", |parts| parts.summary),
            comment: missing(&line, |parts| parts.comment),
        }
    }

    /// Whether there is nothing to add.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it can be written in a line.
    pub fn is_inline(&self) -> bool {
        // What Markdown reads as a block begins a line.
        let block = |line: &String| line.contains('\n') || line.starts_with(['-', '*', '+', '>', '|', '#']);
        self.text.is_empty() && !self.summary.iter().chain(&self.comment).any(block)
    }

    /// The edits that add it to an entry of a page or a single note.
    pub fn edit(&self, file: &File, entry: &Entry, style: Style) -> Option<FileEdit> {
        let text = written(file);
        let mut edits = Edits::new(&text, entry, style)?;
        if file.is_single_note() {
            edits.out.extend(front_matter::add(&text, entry, self)?);
        } else {
            edits.head(entry, self);
        }
        edits.body(entry, self);
        Some(FileEdit { path: file.path.clone(), edits: joined(edits.out) })
    }
}

/// Title and what stands around it. In front matter it may be written with escapes.
fn head(file: &File, entry: &Entry, written: &str) -> String {
    match &entry.title {
        Some(title) if file.is_single_note() => title.line.to_string(),
        _ => written.replace("\r\n", "\n"),
    }
}

fn written(file: &File) -> String {
    file.text.to_string()
}

/// The chunks of `ours` that do not stand in `theirs`: lines, with those that hang on them. Code blocks are one
/// chunk, indented lines and the rows of a table belong to what they follow.
fn chunks_missing(ours: &str, theirs: &str) -> Vec<String> {
    let theirs: Vec<&str> = theirs.lines().collect();
    let mut kept: Vec<String> = Vec::new();
    let mut blank = false;
    for chunk in chunks(ours) {
        let lines: Vec<&str> = chunk.lines().collect();
        if lines.iter().all(|line| line.trim().is_empty()) {
            blank = true;
        } else if !theirs.windows(lines.len()).any(|there| there == lines) {
            if blank && !kept.is_empty() {
                kept.push(String::new());
            }
            kept.push(chunk.to_owned());
            blank = false;
        }
    }
    kept
}

fn chunks(text: &str) -> Vec<&str> {
    let code = link::code(text, Span::new(0, text.len()));
    let mut starts: Vec<usize> = Vec::new();
    let mut row_before = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let in_code = code.iter().any(|code| code.start < at && at < code.end);
        let row = line.starts_with('|');
        let hangs = line.starts_with([' ', '\t', '\u{3000}']) && !line.trim().is_empty();
        if starts.is_empty() || !(in_code || hangs || (row && row_before)) {
            starts.push(at);
        }
        row_before = row;
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| text[*start..end].trim_end_matches('\n')).collect()
}

/// Collects the edits of one entry.
struct Edits<'a> {
    text: &'a str,
    newline: &'a str,
    style: Style,
    /// The place of `Issue Date:`; the entry's start where there is none.
    anchor: usize,
    out: Vec<TextEdit>,
}

const ANCHOR: &str = "Issue Date:";

impl<'a> Edits<'a> {
    fn new(text: &'a str, entry: &Entry, style: Style) -> Option<Self> {
        let from = entry.tags.last().map_or(entry.span.start, |tag| tag.span.end.min(entry.body.start));
        let anchor = text[from..entry.body.start].find(ANCHOR).map_or(from, |at| from + at);
        Some(Self { text, newline: newline_at(text, entry.span.start), style, anchor, out: Vec::new() })
    }

    fn insert(&mut self, at: usize, new: String) {
        self.out.push(TextEdit { span: Span::at(at), new });
    }

    /// What separates parts of the head: a line end where they stand on lines of their own.
    fn separator(&self) -> &'a str {
        if self.style == Style::Inline { " " } else { self.newline }
    }

    fn head(&mut self, entry: &Entry, add: &Addition) {
        match entry.tags.last() {
            Some(last) => {
                let between = if ends_line(self.text, last.span.end) { self.newline } else { " " };
                let new: String = add.tags.iter().map(|tag| format!("{between}#{tag}")).collect();
                if !new.is_empty() {
                    self.insert(last.span.end, new);
                }
            }
            None => {
                let between = if starts_line(self.text, entry.span.start) { self.separator() } else { " " };
                let new: String = add.tags.iter().map(|tag| format!("#{tag}{between}")).collect();
                if !new.is_empty() {
                    self.insert(entry.span.start, new);
                }
            }
        }
        if let Some(number) = add.number {
            let behind = if starts_line(self.text, self.anchor) { self.separator() } else { " " };
            self.insert(self.anchor, format!("Issue: {number}{behind}"));
        }
        let mut end = self.anchor + ANCHOR.len();
        if let Some(date) = &add.date {
            self.insert(end, format!(" {date}"));
        }
        let date = entry.date.as_ref().map(|date| date.span.end);
        let number = entry.number.as_ref().map(|own| own.span.end);
        end = end.max(date.unwrap_or(0)).max(number.unwrap_or(0));
        if let Some(title) = &add.title {
            let between = self.separator();
            self.insert(end, format!("{between}{title}"));
        }
    }

    fn body(&mut self, entry: &Entry, add: &Addition) {
        let parts = parts(self.text, 0, entry);
        let end = parts.end;
        if !add.text.is_empty() {
            self.append(parts.text.end, "", &add.text);
        }
        match (parts.summary, parts.comment_label) {
            _ if add.summary.is_empty() => {}
            (Some(summary), _) => self.append(summary.end, "", &add.summary),
            (None, Some(comment)) => self.put_before(comment, "Summary", &add.summary),
            (None, None) => self.append(end, "Summary", &add.summary),
        }
        match parts.comment {
            _ if add.comment.is_empty() => {}
            Some(comment) => self.append(comment.end, "", &add.comment),
            None => self.append(end, "Comment", &add.comment),
        }
        if self.style != Style::Inline {
            self.end_lines();
        }
    }

    /// Text behind what ends at `at`.
    fn append(&mut self, at: usize, label: &str, text: &[String]) {
        let empty_label =
            label.is_empty() && ["Summary", "Comment"].iter().any(|l| self.text[..at].ends_with(l));
        let between = if empty_label { self.newline } else { self.separator() };
        let new = format!("{between}{}", self.labelled(label, text));
        self.insert(at, new);
    }

    /// A section in front of the label at `at`.
    fn put_before(&mut self, at: usize, label: &str, text: &[String]) {
        let before =
            if starts_line(self.text, at) || self.style == Style::Inline { "" } else { self.newline };
        let new = format!("{before}{}{}", self.labelled(label, text), self.separator());
        self.insert(at, new);
    }

    fn labelled(&self, label: &str, lines: &[String]) -> String {
        let text = match self.style {
            Style::Inline => {
                lines.iter().filter(|line| !line.is_empty()).cloned().collect::<Vec<_>>().join(" ")
            }
            Style::Glued | Style::Apart => lines.join("\n").replace('\n', self.newline),
        };
        // `CommentIssue: 12` would read as a word.
        let word = text.starts_with(|c: char| c.is_ascii()) && !text.starts_with("http");
        let apart = (self.style == Style::Apart || (word && self.style == Style::Glued)) && !label.is_empty();
        format!("{label}{}{text}", if apart { self.newline } else { "" })
    }

    /// What follows lines that were put in begins a line.
    fn end_lines(&mut self) {
        let text = self.text;
        let ends = |edit: &TextEdit| {
            let at = edit.span.end;
            let blanks = text[at..].len() - text[at..].trim_start_matches(BLANKS).len();
            let goes_on = at + blanks < text.len() && !ends_line(text, at);
            (goes_on && blanks > 0 && edit.new.starts_with(['\r', '\n'])).then(|| Span::new(at, at + blanks))
        };
        let mut ends: Vec<Span> = self.out.iter().filter_map(ends).collect();
        ends.dedup();
        // Behind a tag or a date the line goes on.
        ends.retain(|span| span.start > self.anchor + ANCHOR.len());
        let newline = self.newline;
        self.out.extend(ends.into_iter().map(|span| TextEdit { span, new: newline.to_owned() }));
    }
}

const BLANKS: [char; 3] = [' ', '\t', '\u{3000}'];

fn starts_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(BLANKS);
    before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}'])
}

fn ends_line(text: &str, at: usize) -> bool {
    let behind = text[at..].trim_start_matches(BLANKS);
    behind.is_empty() || behind.starts_with(['\n', '\r'])
}

/// The line end that is used around `at`: that of its line, else that of the line before.
fn newline_at(text: &str, at: usize) -> &str {
    let end = text[at..].find('\n').map(|end| at + end).or_else(|| text[..at].rfind('\n'));
    match end {
        Some(end) if text[..end].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
