//! What a copy says that the first entry does not, and the edits that put it there: each part where such parts
//! stand, in the style of the first.

use std::collections::HashSet;

use crate::edit::{FileEdit, TextEdit, apply, joined};
use crate::entry::{Entry, Name, Number, Reference, ReferenceForm, collapse};
use crate::ide::merge::front_matter;
use crate::index::{EntryId, File, Index};
use crate::syntax::section::{ANCHOR, BLANKS, Parts, parts};
use crate::text::Span;

/// What is to be added to an entry. Line ends are `\n`; what is empty is not added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Addition {
    /// Names of tags.
    pub tags: Vec<Name>,
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
    /// date or title) becomes a line of the comment. References of the copy to itself are `sent` to the number of the
    /// first.
    pub fn missing(index: &Index, copy: EntryId, first: EntryId, sent: Option<(Number, Number)>) -> Self {
        let (a, b) = (index.entry(copy), index.entry(first));
        // Only the entries are looked at: a page may be long.
        let (text_a, text_b) = (index.slice(copy.file, a.span), index.slice(first.file, b.span));
        let (parts_a, parts_b) = (parts(&text_a, a.span.start(), a), parts(&text_b, b.span.start(), b));
        let mut said: HashSet<&str> = b.tags.iter().map(|tag| &*tag.name).collect();
        let tags = a.tags.iter().filter(|tag| said.insert(&tag.name)).map(|tag| tag.name.clone()).collect();
        let head_of = |file, entry: &Entry, text: &str, span: Span| {
            head(
                index.file(file),
                entry,
                &text[span.start() - entry.span.start()..span.end() - entry.span.start()],
            )
        };
        let mut head = head_of(copy.file, a, &text_a, parts_a.head);
        let new_head =
            !head.is_empty() && collapse(&head) != collapse(&head_of(first.file, b, &text_b, parts_b.head));
        let numbered = |id| index.number(id).map(|(number, _)| number);
        // That of a title which links to an issue of another repository numbers nothing.
        let own = a.number.as_ref().filter(|own| numbered(copy) == Some(own.number));
        let in_head = own.is_some_and(|own| parts_a.head.contains(own.span));
        let own = own.map(|own| own.number).filter(|own| b.number.as_ref().is_none_or(|b| b.number != *own));
        // A title that links to the issue whose number goes is sent, too.
        if let (Some((from, to)), true) = (sent, in_head) {
            head = head.replace(&format!("/issues/{from})"), &format!("/issues/{to})"));
        }
        let taken = b.number.is_some() || numbered(first).is_some_and(|known| Some(known) != own);
        let date = a.date.as_ref().map(|date| date.written());
        let new_date = date.filter(|date| b.date.as_ref().is_none_or(|b| b.written() != *date));
        // In brackets, for at the end of a line the next entry would take it for its own.
        let notes = [
            own.filter(|_| taken).map(|own| format!("(Issue: {own})")),
            new_date.as_deref().filter(|_| b.date.is_some()).map(str::to_owned),
            Some(head.clone()).filter(|_| new_head && b.title.is_some()),
        ];
        let note = notes.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let missing = |at: fn(&Parts) -> Option<Span>| {
            let ours = at(&parts_a).map(|span| section(a, &text_a, span, sent)).unwrap_or_default();
            let theirs = at(&parts_b).map(|span| section(b, &text_b, span, None)).unwrap_or_default();
            lines_missing(&ours, &theirs)
        };
        let mut comment = missing(|parts| parts.comment);
        let theirs = parts_b.comment.map(|span| section(b, &text_b, span, None)).unwrap_or_default();
        if !note.is_empty() && theirs.lines().all(|line| line != note) {
            comment.insert(0, note);
        }
        Self {
            tags,
            // A title that is taken over brings its number.
            number: own.filter(|_| !(taken || in_head && new_head && b.title.is_none())),
            date: new_date.filter(|_| b.date.is_none()).map(Into::into),
            title: Some(head).filter(|_| new_head && b.title.is_none()),
            text: missing(|parts| Some(parts.text)),
            summary: missing(|parts| parts.summary),
            comment,
        }
    }

    /// Whether there is nothing to add.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it can be written in a line.
    pub fn is_inline(&self) -> bool {
        let mut all = self.summary.iter().chain(&self.comment);
        self.text.is_empty() && all.all(|line| !line.is_empty() && !is_block(line))
    }

    /// The edits that add it to an entry of a page or a single note.
    pub fn edit(&self, file: &File, entry: &Entry, style: Style) -> Option<FileEdit> {
        let text = written(file);
        let mut edits = Edits::new(&text, entry, style);
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

/// A section of an entry, whose text is `text`, with line ends made `\n`. The indentation of its first line is its
/// own.
fn section(entry: &Entry, text: &str, span: Span, sent: Option<(Number, Number)>) -> String {
    let before = &text[..span.start() - entry.span.start()];
    let indent = before.len() - before.trim_end_matches(BLANKS).len();
    let starts_line = before[..before.len() - indent].ends_with('\n');
    let start = if starts_line { span.start() - indent } else { span.start() };
    let section = &text[start - entry.span.start()..span.end() - entry.span.start()];
    let own = |reference: &&Reference| {
        let inside = start <= reference.span.start() && reference.span.end() <= span.end();
        inside
            && sent.is_some_and(|(from, _)| {
                is_sent(reference, from, &text[reference.span.end() - entry.span.start()..])
            })
    };
    let edits: Vec<TextEdit> = entry
        .references
        .iter()
        .filter(own)
        .filter_map(|reference| {
            let span = Span::new(reference.span.start() - start, reference.span.end() - start);
            Some(TextEdit { span, new: sent?.1.to_string() })
        })
        .collect();
    apply(section, &edits).unwrap_or_else(|| section.to_owned()).replace("\r\n", "\n")
}

/// Whether a reference to the number that goes follows it: those that certainly are references do, but for addresses
/// that go on behind the number (`…/issues/12#issuecomment-1`).
pub fn is_sent(reference: &Reference, from: Number, behind: &str) -> bool {
    let goes_on = reference.form == ReferenceForm::Link && behind.starts_with(['#', '/', '?']);
    reference.number == from && reference.certain && !goes_on
}

/// The lines of `ours` that `theirs` has not: none where ours are the beginning of theirs or whole paragraphs in it,
/// the rest where theirs are the beginning of ours, else all but the addresses and references that both begin with. A
/// line by itself says too little to be left out. Begins with an empty line where one has to stand before it.
fn lines_missing(ours: &str, theirs: &str) -> Vec<String> {
    let ours: Vec<&str> = ours.trim_matches('\n').lines().collect();
    let theirs: Vec<&str> = theirs.trim_matches('\n').lines().collect();
    let blank = |line: Option<&&str>| line.is_none_or(|line| line.trim().is_empty());
    let paragraph = |at: &usize| {
        let fences = theirs[..*at].iter().filter(|line| is_fence(line)).count();
        theirs[*at..].starts_with(&ours)
            && fences % 2 == 0
            && (*at == 0 || (blank(theirs.get(*at - 1)) && blank(theirs.get(*at + ours.len()))))
    };
    if ours.is_empty() || (0..theirs.len()).any(|at| paragraph(&at)) {
        return Vec::new();
    }
    let mut same = 0;
    if ours.starts_with(&theirs) {
        same = theirs.len();
    } else {
        let alone = |line: &str| {
            line.contains("://") || line.trim_start_matches(['・', '#']).bytes().all(|b| b.is_ascii_digit())
        };
        let both = ours.iter().zip(&theirs);
        same += both.take_while(|(a, b)| a == b && !a.trim().is_empty() && alone(a)).count();
    }
    let rest: Vec<&str> = ours[same..].to_vec();
    let from = rest.iter().take_while(|line| line.trim().is_empty()).count();
    let (Some(last), Some(first)) = (theirs.last(), rest.get(from)) else {
        return rest[from..].iter().map(|line| (*line).to_owned()).collect();
    };
    // What stands in a block would go on with it.
    let apart = from > 0 || (same < theirs.len() && (is_block(last) || is_block(first)));
    let space = apart.then(String::new);
    space.into_iter().chain(rest[from..].iter().map(|line| (*line).to_owned())).collect()
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Whether Markdown may read a line as part of a block: a quote, a list, a table, code, a heading.
fn is_block(line: &str) -> bool {
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['-', '*', '+', '>', '|', '#', '=', '$', '<', ' ', '\t', '\u{3000}'])
        || is_fence(line)
        || line.contains(" | ")
        || (numbered.len() < line.len() && numbered.starts_with(['.', ')']))
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

impl<'a> Edits<'a> {
    fn new(text: &'a str, entry: &Entry, style: Style) -> Self {
        let from = entry.tags.last().map_or(entry.span.start(), |tag| tag.span.end().min(entry.body.start()));
        let anchor = text[from..entry.body.start()].find(ANCHOR).map_or(from, |at| from + at);
        Self { text, newline: newline_at(text, entry.span.start()), style, anchor, out: Vec::new() }
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
                let between = if ends_line(self.text, last.span.end()) { self.newline } else { " " };
                let new: String = add.tags.iter().map(|tag| format!("{between}#{tag}")).collect();
                if !new.is_empty() {
                    self.insert(last.span.end(), new);
                }
            }
            None => {
                let between = if starts_line(self.text, entry.span.start()) { self.separator() } else { " " };
                let new: String = add.tags.iter().map(|tag| format!("#{tag}{between}")).collect();
                if !new.is_empty() {
                    self.insert(entry.span.start(), new);
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
        let date = entry.date.as_ref().map(|date| date.span.end());
        let number = entry.number.as_ref().map(|own| own.span.end());
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
            self.append(parts.text.end(), "", &add.text);
        }
        match (parts.summary, parts.comment_label) {
            _ if add.summary.is_empty() => {}
            (Some(summary), _) => self.append(summary.end(), "", &add.summary),
            (None, Some(comment)) => self.put_before(comment, "Summary", &add.summary),
            (None, None) => self.append(end, "Summary", &add.summary),
        }
        match parts.comment {
            _ if add.comment.is_empty() => {}
            Some(comment) => self.append(comment.end(), "", &add.comment),
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
        let word = word || text.starts_with(char::is_whitespace);
        let apart = (self.style == Style::Apart || (word && self.style == Style::Glued)) && !label.is_empty();
        format!("{label}{}{text}", if apart { self.newline } else { "" })
    }

    /// What follows lines that were put in begins a line.
    fn end_lines(&mut self) {
        let text = self.text;
        let ends = |edit: &TextEdit| {
            let at = edit.span.end();
            let blanks = text[at..].len() - text[at..].trim_start_matches(BLANKS).len();
            let goes_on = at + blanks < text.len() && !ends_line(text, at);
            (goes_on && blanks > 0 && edit.new.starts_with(['\r', '\n'])).then(|| Span::new(at, at + blanks))
        };
        let mut ends: Vec<Span> = self.out.iter().filter_map(ends).collect();
        ends.dedup();
        // Behind a tag or a date the line goes on.
        ends.retain(|span| span.start() > self.anchor + ANCHOR.len());
        let newline = self.newline;
        self.out.extend(ends.into_iter().map(|span| TextEdit { span, new: newline.to_owned() }));
    }
}

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
