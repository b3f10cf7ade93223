//! What holds for every input, however bad: one function a reader, and two for what is done with a page that was read. Fuzzing calls
//! them with new inputs, `tests/it/fuzzed.rs` with those that once failed.
#![allow(dead_code, reason = "each target calls one of them")]

use std::sync::Arc;

use jiff::civil::{Date, date};
use paper_notes_lsp::config::{self, Config, Globs, Source};
use paper_notes_lsp::edit::{FileEdit, TextEdit, apply};
use paper_notes_lsp::entry::{Entry, Number};
use paper_notes_lsp::ide;
use paper_notes_lsp::index::{Content, File, FileId, Index};
use paper_notes_lsp::syntax::page::Unchanged;
use paper_notes_lsp::text::{Encoding, Span, Text};

/// A page as a file, as an editor's document of no known kind, and as Markdown.
pub fn page(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let file = File::page("untitled:1", Text::new(&text));
    spans_fit(&text, &file);
    for path in ["page.txt", "page.md"] {
        spans_fit(&text, &File::parse(path, &text, false).expect("a page"));
    }
    positions_round_trip(&text, &file);
}

/// A Markdown file that is one note.
pub fn note(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    spans_fit(&text, &File::parse("12-slug.md", &text, false).expect("a page"));
}

/// A tag document.
pub fn tag_document(input: &[u8]) {
    catalog("agent_docs/NLP.xml", input);
}

/// A page of the site, as HTML and as Jekyll's Markdown.
pub fn site_page(input: &[u8]) {
    catalog("docs/NLP.html", input);
    catalog("_articles/NLP.markdown", input);
}

/// An issue export, as one array and as an object a line.
pub fn issue_export(input: &[u8]) {
    for path in ["issues.json", "issues.jsonl", "all.json"] {
        catalog(path, input);
    }
}

fn catalog(path: &str, input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    for named in [false, true] {
        if let Some(file) = File::parse(path, &text, named) {
            spans_fit(&text, &file);
            positions_round_trip(&text, &file);
        }
    }
}

/// A settings file, and the same bytes as what an editor sends.
pub fn settings(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (said, problems) = config::from_toml(&text);
    let mut settings = Config::default();
    let mistakes = settings.apply(&said, Source::File(0));
    for problem in problems.iter().chain(&mistakes) {
        assert!(text.get(problem.span.range()).is_some(), "{problem:?}");
    }
    spans_fit(&text, &File::parse(config::FILE_NAME, &text, false).expect("settings"));
    let index = Index::new(File::parse("page.txt", PAGE, false).map(Arc::new), Arc::new(settings));
    let _ = ide::diagnostics(&index, FileId(0));
    if let Ok(json) = serde_json::from_str(&text) {
        Config::default().apply(&config::from_json(&json), Source::Editor);
    }
}

const PAGE: &str = "#NLP\nIssue: 12\nIssue Date: 2025-01-01\nA Title, Ann Other+, ACL'23\nComment\n・2094\n";

/// The configuration of git.
pub fn git(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let _ = config::repository_of_remote(&text);
    if let Some(repository) = config::origin_in_git_config(&text) {
        assert!(text.contains(repository.rsplit('/').next().unwrap()), "{repository}");
    }
}

/// Patterns of paths, a line each, and a path that is matched against them.
pub fn globs(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (path, patterns) = text.split_once('\n').unwrap_or((&text, &text));
    let patterns: Vec<Box<str>> = patterns.lines().map(Into::into).collect();
    for pattern in &patterns {
        let _ = Globs::problem(pattern);
    }
    let globs = Globs::new(patterns);
    for path in [path, "NLP.txt", "agent_docs/a/NLP.xml"] {
        let _ = (globs.matches(path), globs.matches_folder(path));
    }
}

/// A page that is edited: the last bytes of the input say how, four bytes an edit. Reading again what is near an edit says the
/// same as reading all.
pub fn edits(input: &[u8]) {
    let (text, control) = input.split_at(input.len().saturating_sub(EDITS * 4));
    let mut text = String::from_utf8_lossy(text).into_owned();
    let Some(mut file) = File::parse("page.txt", &text, false).map(Arc::new) else { return };
    let mut index = Index::new([Arc::clone(&file)], Arc::default());
    for edit in control.chunks_exact(4) {
        let span = place(&text, edit[0], edit[1], usize::from(edit[2]));
        let typed = match usize::from(edit[3]) {
            n if n < TYPED.len() => TYPED[n].to_owned(),
            // What was copied from elsewhere on the page.
            n => text[place(&text, n as u8, edit[0], usize::from(edit[1])).range()].to_owned(),
        };
        let same = Unchanged { above: span.start(), below: text.len() - span.end() };
        text.replace_range(span.range(), &typed);
        let mut rope = file.text.clone();
        rope.replace(span, &typed);
        assert_eq!(rope.to_string(), text);
        let whole = File::parse("page.txt", &text, false).expect("a page");
        let again = file.parse_again(&rope, same);
        if let Some(again) = &again {
            spans_fit(&text, again);
            assert_eq!(again.kind, whole.kind);
            assert_eq!(again.entries(), whole.entries());
            match (&again.content, &whole.content) {
                (Content::Page(again), Content::Page(whole)) => assert_eq!(again.heading, whole.heading),
                _ => panic!("a page became none"),
            }
        }
        file = Arc::new(again.unwrap_or(whole));
        // What is known across files is brought up to date as if it were found anew.
        let named = |index: &Index| found(index).collect::<Vec<_>>();
        let anew = Index::new([Arc::clone(&file)], Arc::default());
        index = index.with(vec![File::parse("page.txt", &text, false).expect("a page")]);
        assert_eq!(named(&index), named(&anew));
    }
}

fn found(index: &Index) -> impl Iterator<Item = (Span, &'static str, String)> {
    ide::diagnostics(index, FileId(0))
        .into_iter()
        .map(|finding| (finding.span, finding.code, finding.message))
}

/// How many edits the end of an input stands for.
const EDITS: usize = 6;

const TYPED: &[&str] = &[
    "",
    "x",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    " ",
    "    ",
    "#",
    "#NLP\n",
    " #CV ",
    "・",
    "・2094\n",
    "`",
    "```\n",
    "~~~\n",
    "<!--",
    "-->",
    "Issue Date: 2025-09-09\n",
    "Issue Date:",
    "Issue: 9\n",
    "Comment",
    "Summary",
    "[Paper Note] ",
    "https://arxiv.org/abs/1706.03762",
    "---\n",
    "# Heading\n",
    "😱",
    "\u{3000}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "あ",
    "[A](https://github.com/o/r/issues/7)",
    ", Ann Other+, ACL'23",
    "<span class=\"issue_date\">Issue Date: 2023-04-27</span>",
    "<!-- paper-notes: ignore similar-entry -->",
];

/// A place of a text, wherever two bytes say, so many characters long.
fn place(text: &str, high: u8, low: u8, chars: usize) -> Span {
    let share = usize::from(high) * 256 + usize::from(low);
    let start = floor(text, text.len() * share / 65535);
    let end = text[start..].char_indices().nth(chars % 64).map_or(text.len(), |(at, _)| start + at);
    Span::new(start, end)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Everything an editor may ask about a page, at the places that the last bytes of the input say: what is answered lies in the
/// text, and a change changes what it says and nothing else.
pub fn round(input: &[u8]) {
    let (text, control) = input.split_at(input.len().saturating_sub(PLACES * 2 + 1));
    let text = String::from_utf8_lossy(text);
    let kind = control.first().copied().unwrap_or_default();
    let path = ["page.txt", "page.md", "12-slug.md"][usize::from(kind) % 3];
    let Some(file) = File::parse(path, &text, false).filter(File::is_page) else { return };
    let mut files = vec![Arc::new(file)];
    if kind & 64 != 0 {
        files.extend(File::parse("issues.json", ISSUES, true).map(Arc::new));
    }
    let index = Index::new(files, Arc::default());
    let id = index.file_at(path).expect("the page");
    let asked = Asked { index: &index, file: id, text: &text };
    asked.about_all();
    for place in control.get(1..).unwrap_or_default().chunks_exact(2) {
        asked.at(floor(&text, text.len() * (usize::from(place[0]) * 256 + usize::from(place[1])) / 65535));
    }
}

/// How many places the end of an input stands for.
const PLACES: usize = 4;

const ISSUES: &str = r#"[{"number": 2094, "title": "A Title, Ann Other+, ACL'23", "labels": [{"name": "NLP"}],
  "createdAt": "2025-01-01T00:00:00Z", "body": "", "url": "https://github.com/o/r/issues/2094"}]"#;

struct Asked<'a> {
    index: &'a Index,
    file: FileId,
    text: &'a str,
}

impl Asked<'_> {
    fn about_all(&self) {
        let Self { index, file, text } = self;
        let whole = Span::new(0, text.len());
        for finding in ide::diagnostics(index, *file) {
            self.fits(finding.span);
            for related in &finding.related {
                self.fits_in(related.file, related.span);
            }
            for fix in ide::diagnostics::fixes(index, *file, &finding) {
                self.keeps_the_rest(&fix.edits, &fix.title);
            }
        }
        if let Some(edit) = ide::fix_all(index, *file) {
            self.keeps_the_rest(&[edit], "fix all");
        }
        self.formats();
        let mut last = 0;
        for token in ide::semantic_tokens(index, *file, whole) {
            self.fits(token.span);
            assert!(last <= token.span.start(), "{token:?} overlaps");
            last = token.span.end();
        }
        for symbol in ide::document_symbols(index, *file) {
            self.symbol(&symbol, whole);
        }
        let lines = Text::new(text).line_count();
        for (first, last) in ide::folding_ranges(index, *file) {
            assert!(first < last && last < lines, "{first}..{last} of {lines}");
        }
        for hint in ide::inlay_hints(index, *file, whole) {
            self.fits(Span::at(hint.offset));
        }
        for lens in ide::code_lenses(index, *file) {
            self.fits(lens.span);
        }
        for link in ide::document_links(index, *file) {
            self.fits(link.span);
        }
        for (id, _) in index.entries_of(*file) {
            let _ = (ide::incoming(index, id), ide::outgoing(index, id));
        }
        for (number, _) in index.all_numbered() {
            let _ = ide::preview(index, number);
        }
        let _ = ide::workspace_symbols(index, "a title");
        let _ = ide::counts(index);
    }

    fn at(&self, offset: usize) {
        let Self { index, file, text } = self;
        if let Some(hover) = ide::hover(index, *file, offset) {
            self.fits(hover.span);
        }
        if let Some(found) = ide::definition(index, *file, offset) {
            self.fits(found.origin);
            self.fits_in(found.file, found.entry);
            self.fits_in(found.file, found.anchor);
        }
        for place in ide::references(index, *file, offset, true) {
            self.fits_in(place.file, place.span);
        }
        for highlight in ide::highlights(index, *file, offset) {
            self.fits(highlight.span);
        }
        let mut inside = None;
        for span in ide::selection_ranges(index, *file, offset) {
            self.fits(span);
            assert!(inside.is_none_or(|inside| span.contains(inside)), "{span:?} does not hold {inside:?}");
            inside = Some(span);
        }
        for item in ide::completions(index, *file, offset, TODAY).items {
            self.fits(item.span);
            assert!(item.cursor.is_none_or(|at| item.insert.is_char_boundary(at)), "{item:?}");
        }
        let line_end = floor(text, offset + 40);
        for span in [Span::at(offset), Span::new(offset, line_end)] {
            let quick = ide::quick_fixes(index, *file, span);
            for action in quick.into_iter().chain(ide::refactorings(index, *file, span, TODAY)) {
                self.keeps_the_rest(&action.edits, &action.title);
            }
            self.changes_white_space(&ide::format_range(index, *file, span), "format a selection");
        }
        self.changes_white_space(&ide::format_on_type(index, *file, offset), "format on type");
        if let Ok(Some(renamed)) = ide::prepare_rename(index, *file, offset) {
            self.fits(renamed.span);
            for name in ["Renamed", "77777"] {
                if let Ok(edits) = ide::rename(index, *file, offset, name) {
                    self.made(&edits);
                }
            }
        }
        for offset in [Some(offset), None] {
            if let Ok(new) = ide::new_entry(index, *file, offset, TODAY) {
                self.keeps_the_rest(
                    &[FileEdit { path: Arc::clone(&index.file(*file).path), edits: vec![new.edit] }],
                    "new entry",
                );
            }
        }
    }

    fn fits(&self, span: Span) {
        assert!(self.text.get(span.range()).is_some(), "{span:?} does not fit the text");
    }

    fn fits_in(&self, file: FileId, span: Span) {
        let text = self.index.file(file).text.to_string();
        assert!(text.get(span.range()).is_some(), "{span:?} does not fit the text");
    }

    fn symbol(&self, symbol: &ide::Symbol, around: Span) {
        self.fits(symbol.span);
        assert!(around.contains(symbol.span), "{symbol:?} is not in {around:?}");
        assert!(symbol.span.contains(symbol.selection), "{symbol:?}");
        assert!(!symbol.name.is_empty(), "{symbol:?}");
        for child in &symbol.children {
            self.symbol(child, symbol.span);
        }
    }

    /// The page with the edits made.
    fn made(&self, edits: &[FileEdit]) -> Option<(Vec<TextEdit>, String)> {
        let own = &self.index.file(self.file).path;
        let edits = edits.iter().find(|edit| edit.path == *own)?.edits.clone();
        let after = apply(self.text, &edits);
        Some((edits.clone(), after.unwrap_or_else(|| panic!("{edits:?} do not fit the text"))))
    }

    /// After a change, entries that it does not touch say what they said, in their order. The one right above it may have got
    /// more: a reference in place of a copy that stood behind it.
    fn keeps_the_rest(&self, edits: &[FileEdit], title: &str) {
        let Some((edits, after)) = self.made(edits) else { return };
        let file = self.index.file(self.file);
        let untouched = |entry: &Entry| {
            let apart = |edit: &TextEdit| {
                edit.span.end() < entry.span.start() || entry.span.end() < edit.span.start()
            };
            edits.iter().all(apart)
        };
        let above = |entry: &Entry| {
            let next =
                edits.iter().map(|edit| edit.span.start()).filter(|start| *start >= entry.span.end()).min();
            next.is_some_and(|start| self.text[entry.span.end()..start].trim().is_empty())
        };
        let read = File::parse(&file.path, &after, false).expect("a page");
        let after_all: Vec<(String, &str)> = read.entries().iter().map(|entry| said(&after, entry)).collect();
        let mut rest = after_all.iter();
        for entry in file.entries().iter().filter(|entry| untouched(entry)) {
            let (head, written) = said(self.text, entry);
            let above = above(entry);
            let same = |other: &(String, &str)| {
                other.0 == head && if above { other.1.starts_with(written) } else { other.1 == written }
            };
            assert!(
                rest.any(same),
                "{title:?} changed an entry that it does not touch: {head} {written:?}\nafter: {after_all:#?}\nedits: {edits:?}"
            );
        }
    }

    fn formats(&self) {
        let formatting = ide::format(self.index, self.file);
        let Some(after) = self.changes_white_space(&formatting.edits, "format") else { return };
        let path = &self.index.file(self.file).path;
        let index = Index::new(File::parse(path, &after, false).map(Arc::new), Arc::default());
        let again = ide::format(&index, FileId(0));
        assert_eq!(again.edits, [], "formatting what was formatted changes nothing: {after:?}");
    }

    /// A change of white space alone: all else stays, and each entry says what it said. The text after it.
    fn changes_white_space(&self, edits: &[TextEdit], title: &str) -> Option<String> {
        if edits.is_empty() {
            return None;
        }
        let after =
            apply(self.text, edits).unwrap_or_else(|| panic!("{title}: {edits:?} do not fit the text"));
        let black = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(black(self.text), black(&after), "{title}");
        let file = self.index.file(self.file);
        let read = File::parse(&file.path, &after, false).expect("a page");
        let names = |file: &File, text: &str| -> Vec<String> {
            let of = |entry: &Entry| {
                let references: Vec<Number> =
                    entry.references.iter().map(|reference| reference.number).collect();
                let title = entry.title.as_ref().map(|title| title.line.clone());
                let tags: Vec<&str> = entry.tags.iter().map(|tag| &text[tag.span.range()]).collect();
                let number = entry.number.as_ref().map(|own| own.number);
                format!(
                    "{tags:?} {number:?} {:?} {title:?} {references:?}",
                    entry.date.as_ref().map(|date| date.written())
                )
            };
            file.entries().iter().map(|entry| of(entry)).collect()
        };
        assert_eq!(names(file, self.text), names(&read, &after), "{title}: {after:?}");
        Some(after)
    }
}

const TODAY: Date = date(2025, 8, 2);

/// What the head of an entry says, and all that is written in it. White space around it is nobody's.
fn said<'a>(text: &'a str, entry: &Entry) -> (String, &'a str) {
    let tags: Vec<&str> = entry.tags.iter().map(|tag| &*tag.name).collect();
    let title = entry.title.as_ref().map(|title| &title.line);
    let number = entry.number.as_ref().map(|own| own.number);
    let date = entry.date.as_ref().map(|date| date.written());
    (format!("{tags:?} {number:?} {date:?} {title:?}"), text[entry.span.range()].trim())
}

/// Every place of a file lies in its text, on boundaries of characters, and entries stand one behind another.
fn spans_fit(text: &str, file: &File) {
    assert_eq!(file.text.to_string(), text);
    let fits = |span: Span| assert!(text.get(span.range()).is_some(), "{span:?} does not fit {text:?}");
    match &file.content {
        Content::Page(page) => page.heading.into_iter().for_each(fits),
        Content::Catalog(catalog) => catalog.errors.iter().for_each(|error| fits(error.span)),
        Content::Settings(settings) => {
            settings.problems.iter().for_each(|problem| fits(problem.span));
            settings.codes.iter().for_each(|(_, span)| fits(*span));
        }
    }
    let mut end = 0;
    for entry in file.entries() {
        for span in spans(entry) {
            fits(span);
            assert!(!file.is_page() || entry.span.contains(span), "{span:?} is not in {entry:?}");
        }
        if file.is_page() {
            assert!(end <= entry.span.start(), "{entry:?} begins before {end}");
            end = entry.span.end();
        }
    }
}

fn spans(entry: &Entry) -> Vec<Span> {
    let mut spans = vec![entry.span, entry.body, entry.anchor()];
    spans.extend(entry.number.iter().map(|own| own.span));
    spans.extend(entry.tags.iter().map(|tag| tag.span));
    spans.extend(entry.date.iter().map(|date| date.span));
    spans.extend(entry.title.iter().map(|title| title.span));
    spans.extend(entry.summary.iter().chain(&entry.comment).map(|passage| passage.span));
    spans.extend(entry.references.iter().map(|reference| reference.span));
    spans.extend(entry.ignores.iter().map(|ignore| ignore.span));
    spans
}

/// The places of all entries, there and back, however columns are counted and the text is kept. A place inside a line end is
/// the end of its line.
fn positions_round_trip(text: &str, file: &File) {
    let kept = [file.text.clone(), Text::packed(text)];
    for offset in
        file.entries().iter().flat_map(|entry| spans(entry)).flat_map(|span| [span.start(), span.end()])
    {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let [edited, packed] = kept.each_ref().map(|text| text.position(offset, encoding));
            assert_eq!(edited, packed, "{offset} {encoding:?}");
            let line = file.text.line(edited.line).expect("a line of the text");
            let expected = offset.clamp(line.start(), line.end());
            for text in &kept {
                assert_eq!(text.offset(edited, encoding), Some(expected), "{offset} {encoding:?}");
            }
        }
    }
}
