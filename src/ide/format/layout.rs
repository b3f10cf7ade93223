//! Block style: which parts of an entry stand on lines of their own, and what has to be sure before one is put there.

use std::collections::BTreeMap;

use crate::entry::{Entry, Placed};
use crate::ide::format::{Reason, gap};
use crate::index::File;
use crate::syntax::section::{ANCHOR, BLANKS, Parts, own_end, parts};
use crate::syntax::title;
use crate::text::Span;

const NUMBER: &str = "Issue:";

/// What should stand before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// One space.
    Space,
    /// One line end.
    Line,
    /// One line end, or an empty line where there is one.
    Section,
    /// An empty line.
    Apart,
    /// One line end, behind which nothing stands.
    End,
}

/// The first byte of a part of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// The entry, from 0; behind the last what ends the file.
    pub entry: usize,
    /// The place.
    pub at: usize,
    /// What should stand before it.
    pub wish: Wish,
}

/// All points of a file, in order.
pub struct Layout {
    /// The points, those of doubtful entries included.
    pub points: Vec<Point>,
    /// The entries of which something is doubtful, and what.
    pub left: BTreeMap<usize, Reason>,
}

impl Layout {
    /// Looks for them in a file, whose text is `text`.
    pub fn of(file: &File, text: &str) -> Self {
        let mut layout = Self { points: Vec::new(), left: BTreeMap::new() };
        for (at, entry) in file.entries().iter().enumerate() {
            let mut block = Block::new(text, at, entry);
            // The head of a single note is front matter.
            if !file.is_single_note() {
                block.start(&file.entries()[..at]);
                block.head();
            }
            block.body(file.is_single_note());
            layout.left.extend(block.doubt.map(|reason| (at, reason)));
            layout.points.append(&mut block.points);
        }
        let end = gap::before(text, text.len());
        // White space behind front matter is the note's.
        let matter =
            file.is_single_note() && file.entries().iter().all(|entry| end.start() <= entry.body.start());
        if gap::is_usual(&text[end.range()]) && !matter {
            layout.points.push(Point { entry: file.entries().len(), at: text.len(), wish: Wish::End });
        }
        layout
    }
}

/// One entry.
struct Block<'a> {
    text: &'a str,
    number: usize,
    entry: &'a Entry,
    parts: Parts,
    points: Vec<Point>,
    /// The first doubt.
    doubt: Option<Reason>,
}

impl<'a> Block<'a> {
    fn new(text: &'a str, number: usize, entry: &'a Entry) -> Self {
        let parts = parts(&text[entry.span.range()], entry.span.start(), entry);
        Self { text, number, entry, parts, points: Vec::new(), doubt: None }
    }

    fn put(&mut self, at: usize, wish: Wish) {
        if !gap::is_usual(&self.text[gap::before(self.text, at).range()]) {
            self.doubt(Reason::Space);
        }
        self.points.push(Point { entry: self.number, at, wish });
    }

    fn doubt(&mut self, reason: Reason) {
        self.doubt.get_or_insert(reason);
    }

    /// Whether a line end stands somewhere in the white space before `at`.
    fn is_broken(&self, at: usize) -> bool {
        let span = gap::before(self.text, at);
        span.start() == 0 || self.text[span.range()].contains(['\n', '\r'])
    }

    fn start(&mut self, above: &[Placed]) {
        let start = self.entry.span.start();
        let broken = self.is_broken(start);
        if !broken {
            self.begins_within_a_line();
        }
        let Some(last) = above.last() else {
            // What stands above the first entry is the page's, and so is the white space behind it.
            if !broken && !self.text[..start].trim_start_matches('\u{feff}').trim().is_empty() {
                self.put(start, Wish::Apart);
            }
            return;
        };
        // White space behind a line of the page is the page's.
        if broken && is_page_line(self.text, last) {
            return;
        }
        self.put(start, Wish::Apart);
    }

    /// `書式は #NLP Issue Date: 2020-01-01 のように書く` is read as an entry.
    fn begins_within_a_line(&mut self) {
        let complete = self.entry.title.as_ref().is_some_and(|title| title::is_complete(&title.line));
        let joins = self.entry.title.as_ref().is_some_and(|title| begins_with_particle(&title.line));
        let tagged =
            !self.entry.tags.is_empty() || self.entry.number.as_ref().is_some_and(|n| self.is_before(n.span));
        if !complete && (joins || !tagged) {
            self.doubt(Reason::Prose);
        }
        // An item of a list, a quote, a row of a table.
        let before = &self.text[..self.entry.span.start()];
        let line = before[memchr::memrchr2(b'\n', b'\r', before.as_bytes()).map_or(0, |at| at + 1)..].trim();
        let item = line.trim_start_matches(|c: char| c.is_ascii_digit());
        if line.starts_with(['>', '|']) || ["-", "*", "+", ".", ")"].contains(&item) {
            self.doubt(Reason::Markdown);
        }
    }

    /// Whether a place is in front of the date.
    fn is_before(&self, span: Span) -> bool {
        self.entry.date.as_ref().is_some_and(|date| span.end() <= date.span.start())
    }

    fn head(&mut self) {
        for tag in self.entry.tags.iter().skip(1) {
            self.put(tag.span.start() - 1, Wish::Line);
        }
        let Some(date) = &self.entry.date else {
            return self.doubt(Reason::Date);
        };
        let day = date.written().bytes().take_while(u8::is_ascii_digit).count() == 4;
        let anchor =
            self.text[..date.span.start()].trim_end_matches(BLANKS).strip_suffix(ANCHOR).map(str::len);
        let (true, Some(anchor)) = (day, anchor) else {
            return self.doubt(Reason::Date);
        };
        let number = self.entry.number.as_ref().filter(|own| own.repository.is_none()).map(|own| own.span);
        if let Some(number) = number {
            self.number(number);
        }
        if anchor > self.entry.span.start() {
            self.put(anchor, Wish::Line);
        }
        self.put(date.span.start(), Wish::Space);
        self.title();
    }

    /// `Issue: 2320` before the date or behind it.
    fn number(&mut self, number: Span) {
        let text = self.text;
        let before = text[..number.start()].trim_end_matches(['#', ' ', '\t', '\u{3000}']);
        let Some(label) = before.strip_suffix(NUMBER).map(str::len) else {
            return self.doubt(Reason::Reading);
        };
        if label > self.entry.span.start() {
            self.put(label, Wish::Line);
        }
        let value = label + NUMBER.len();
        let value = text.len() - text[value..].trim_start().len();
        self.put(value, Wish::Space);
    }

    fn title(&mut self) {
        let (text, head) = (self.text, self.parts.head);
        let mut at = head.start();
        // A comment that silences a finding stays where it stands.
        while at < head.end()
            && let Some(len) = text[at..head.end()].strip_prefix("<!--").and_then(|rest| rest.find("-->"))
        {
            let end = at + "<!--".len() + len + "-->".len();
            at = text.len() - text[end..].trim_start().len();
        }
        if at >= head.end() || self.entry.title.is_none() {
            return;
        }
        let title = &text[at..head.end()];
        let glued = gap::before(text, at).is_empty();
        // `2025-07-30(水)`, `2025-07-30T12:00`, `2025-07-30 12:00`: more of the date.
        let clock = title.find(':').is_some_and(|colon| {
            (1..=2).contains(&colon) && title[..colon].bytes().all(|b| b.is_ascii_digit())
        });
        if clock || (glued && !title.starts_with('[')) {
            self.doubt(Reason::Date);
        }
        if !self.is_broken(at) && begins_block(title) {
            self.doubt(Reason::Markdown);
        }
        self.put(at, Wish::Line);
    }

    fn body(&mut self, single: bool) {
        let at = self.parts.text.start();
        if !self.parts.text.is_empty() && !self.is_broken(at) {
            if begins_block(&self.text[at..]) {
                self.doubt(Reason::Markdown);
            }
            self.put(at, Wish::Line);
        }
        let body = self.entry.body.start();
        for label in [self.parts.summary_label, self.parts.comment_label].into_iter().flatten() {
            // White space behind front matter is the note's.
            if !single || !self.text[body..label].trim().is_empty() {
                self.label(label);
            }
        }
    }

    fn label(&mut self, at: usize) {
        let span = gap::before(self.text, at);
        let space = &self.text[span.range()];
        let lines = !gap::breaks(space).is_empty();
        // Indented it may be text of a list.
        let indented = lines && !space.ends_with(['\n', '\r']);
        if indented || (!lines && !self.is_label(at)) {
            self.doubt(Reason::Label);
        }
        self.put(at, Wish::Section);
    }

    /// Whether a word within a line is a label for sure: behind a whole title or a finished sentence. The reader takes
    /// it for one elsewhere too.
    fn is_label(&self, at: usize) -> bool {
        let before = self.text[..at].trim_end();
        let behind = &self.text[at + "Summary".len()..self.entry.span.end()];
        let letter = behind.starts_with(|c: char| c.is_ascii_alphanumeric());
        let word = (letter && !behind.starts_with("http")) || begins_with_particle(behind);
        let titled = before.len() == self.parts.head.end();
        let complete = self.entry.title.as_ref().is_some_and(|title| title::is_complete(&title.line));
        if titled || self.parts.head.is_empty() && before.len() <= self.entry.body.start() {
            return complete || (!word && !behind.trim().is_empty());
        }
        let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let finished = before.ends_with(['。', '．', '.', '!', '！', '?', '？', ')', '）', '」', '』', '】']);
        let address = last.contains("://");
        (finished || address) && !begins_with_particle(behind)
    }
}

/// Whether the line that ends `entry` is the page's: a heading, a rule, an anchor. What stands behind it goes with
/// it.
fn is_page_line(text: &str, entry: &Entry) -> bool {
    let own = own_end(&text[entry.span.range()], entry.span.start(), entry);
    if !text[own..entry.span.end()].trim().is_empty() {
        return true;
    }
    let line =
        text[entry.body.start()..entry.span.end()].rsplit(['\n', '\r']).next().unwrap_or_default().trim();
    let stands_alone = line.len() < text[entry.body.start()..entry.span.end()].trim().len();
    let of_entry = ["<img", "<br", "<!-- paper-notes:", "</"].iter().any(|tag| line.starts_with(tag));
    stands_alone && line.starts_with('<') && line.ends_with('>') && !of_entry
}

/// Whether text goes on with a word before it: `Comment欄` does not, `Commentは` does.
fn begins_with_particle(text: &str) -> bool {
    // `とのこと` begins a sentence.
    let joins = ["は", "が", "を", "に", "で", "と", "の", "も", "へ", "や", "から", "まで", "より"]
        .iter()
        .any(|word| text.starts_with(word));
    joins && !text.starts_with("とのこと")
}

/// Whether Markdown reads a line that begins like this as something else than a paragraph.
fn begins_block(line: &str) -> bool {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = &line[digits..];
    let item = |line: &str| line[1..].starts_with(char::is_whitespace);
    line.starts_with(['#', '>', '|', '='])
        || line.starts_with("```")
        || line.starts_with("~~~")
        || (line.starts_with(['-', '*', '+'])
            && (item(line) || line.starts_with("--") || line.starts_with("**")))
        || (digits > 0 && behind.starts_with(['.', ')']) && item(behind))
}
