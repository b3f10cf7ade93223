//! A file that was read: what it holds is told by its name and a look at its text.

use std::sync::{Arc, OnceLock, Weak};

use foldhash::HashSet;

use crate::catalog::{Catalog, issue_export, site_page, tag_document};
use crate::config::{self, Config, Data, Problem, Source, Value};
use crate::entry::{Placed, fold};
use crate::syntax::page::Unchanged;
use crate::syntax::{Page, link, note, page};
use crate::text::{Span, Text};

/// A file that was read.
#[derive(Debug)]
pub struct File {
    /// Its path, absolute or relative to whatever the caller likes, with `/` between folders. It decides
    /// the order of files and is shown in messages.
    pub path: Arc<str>,
    /// Its text.
    pub text: Text,
    /// What was found in it.
    pub content: Content,
    /// What kind of file it is, as `export` names it.
    pub kind: &'static str,
    /// See [`File::quotes_site`].
    quotes_site: OnceLock<bool>,
    /// What it was made of by an edit, if it was.
    pub edited: Option<Edited>,
}

/// A file and how much of its text is still there after an edit.
#[derive(Debug)]
pub struct Edited {
    /// The file before. It is not kept for this.
    pub from: Weak<File>,
    /// How much of its text is as it was.
    pub same: Unchanged,
}

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// Entries that a person edits.
    Page(Page),
    /// Entries that a program generated.
    Catalog(Catalog),
    /// No entries, but what is set about them.
    Settings(Settings),
}

/// What is wrong with a settings file.
#[derive(Debug)]
pub struct Settings {
    /// What cannot be taken over, in order.
    pub problems: Vec<Problem>,
    /// The codes that it gives a severity, and where.
    pub codes: Vec<(Box<str>, Span)>,
}

impl File {
    /// Reads a file by its name; `None` where it is of no kind that holds notes. `named`: the settings say
    /// that it is a catalog, so that one which cannot be read is reported and not passed over.
    #[must_use]
    pub fn parse(path: &str, text: &str, named: bool) -> Option<Self> {
        Self::parse_and_keep(path, text, named, || Text::new(text))
    }

    /// The same as [`File::parse`], with the text as `kept` gives it.
    #[must_use]
    pub fn parse_and_keep(path: &str, text: &str, named: bool, kept: impl FnOnce() -> Text) -> Option<Self> {
        let (content, kind) = match Kind::of(path)? {
            Kind::Settings => (Content::Settings(settings(text)), "settings"),
            Kind::Html => (Content::Catalog(site_page(text)?), SITE_PAGE),
            Kind::Page => {
                let page = page::parse(text);
                let quotes_site = site_page::is_marked(text);
                // Jekyll's pages are Markdown by name. A page of notes may quote one.
                if quotes_site
                    && let Some(catalog) = site_page(text)
                    && outside_code(text, &catalog) > page.entries.len()
                {
                    return Some(Self::new(path, kept(), Content::Catalog(catalog), SITE_PAGE));
                }
                // A page of entries may have front matter too.
                let (content, kind) = match note::parse(text, file_name(path)) {
                    Some(note) if page.entries.is_empty() => (Content::Page(note), SINGLE_NOTE),
                    _ => (Content::Page(page), "page"),
                };
                let file = Self::new(path, kept(), content, kind);
                return Some(Self { quotes_site: quotes_site.into(), ..file });
            }
            Kind::Xml => {
                if !tag_document::recognise(text) {
                    return None;
                }
                (Content::Catalog(tag_document::parse(text)), "tag-document")
            }
            Kind::Json { lines } => {
                let named = named || is_issue_export(path);
                if !named && !issue_export::recognise(text) {
                    return None;
                }
                let catalog = issue_export::parse(text, lines);
                // Other lists have numbers and titles too; what is mostly no issue is none of ours.
                if !named && catalog.errors.len() > catalog.entries.len() {
                    return None;
                }
                (Content::Catalog(catalog), "issue-export")
            }
        };
        Some(Self::new(path, kept(), content, kind))
    }

    fn new(path: &str, text: Text, content: Content, kind: &'static str) -> Self {
        Self { path: path.into(), text, content, kind, quotes_site: OnceLock::new(), edited: None }
    }

    /// Reads a file as a page, whatever its name: an editor says that it is one.
    #[must_use]
    pub fn page(path: &str, text: Text) -> Self {
        let whole = text.to_string();
        let content = Content::Page(page::parse(&whole));
        let quotes_site = site_page::is_marked(&whole).into();
        Self { path: path.into(), text, content, kind: "page", quotes_site, edited: None }
    }

    /// What [`File::parse`] or [`File::page`] says of the file when it has another text, of which so much is as it was; only what is
    /// near the change is read. `None` where it has to be read as a whole.
    #[must_use]
    pub fn parse_again(self: &Arc<Self>, text: &Text, same: Unchanged) -> Option<Self> {
        let Content::Page(page) = &self.content else { return None };
        if self.is_single_note() || site_page::may_be(&text.beginning(site_page::LOOK)) {
            return None;
        }
        let page = page::parse_again(page, &self.text, text, same).filter(|page| !page.entries.is_empty())?;
        let (path, text) = (Arc::clone(&self.path), text.clone());
        let edited = Some(Edited { from: Arc::downgrade(self), same });
        let (content, kind) = (Content::Page(page), self.kind);
        Some(Self { path, text, content, kind, quotes_site: OnceLock::new(), edited })
    }

    /// Whether a file of this name can hold notes, so that reading it is worth it.
    #[must_use]
    pub fn is_candidate(path: &str) -> bool {
        Kind::of(path).is_some()
    }

    /// Its entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[Placed] {
        match &self.content {
            Content::Page(page) => &page.entries,
            Content::Catalog(catalog) => &catalog.entries,
            Content::Settings(_) => &[],
        }
    }

    /// Whether a person edits it.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self.content, Content::Page(_))
    }

    /// What a page is called, by its stem and its first line, as [`name_key`]s. A page that is called like a
    /// tag is a view of it.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let Content::Page(page) = &self.content else {
            return Vec::new();
        };
        if self.is_single_note() {
            return Vec::new();
        }
        let stem = self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem);
        let heading = page.heading.map(|span| self.text.slice(span));
        let first_line = heading.as_deref().and_then(|heading| heading.lines().next());
        let first_line = first_line.map(|line| line.trim_start_matches('#').trim());
        [Some(stem), first_line].into_iter().flatten().map(name_key).collect()
    }

    /// Whether what marks a page of the site stands anywhere in it: only then can another text of the same entries be
    /// one.
    #[must_use]
    pub fn quotes_site(&self) -> bool {
        *self.quotes_site.get_or_init(|| site_page::is_marked(&self.text.to_string()))
    }

    /// Whether it is one entry and nothing else.
    #[must_use]
    pub fn is_single_note(&self) -> bool {
        self.kind == SINGLE_NOTE
    }

    /// The name of the file, without its folders.
    #[must_use]
    pub fn name(&self) -> &str {
        file_name(&self.path)
    }
}

/// What a tag's name and the name of a page have in common: in a file name `/` becomes `-` or `_`, and quotes
/// and spaces may go.
#[must_use]
pub fn name_key(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What `text` says as a page of the site, unless it only quotes one.
fn site_page(text: &str) -> Option<Catalog> {
    let catalog = site_page::recognise(text).then(|| site_page::parse(text))?;
    (catalog.entries.len() > catalog.errors.len()).then_some(catalog)
}

/// How many entries of a catalog stand in no example.
fn outside_code(text: &str, catalog: &Catalog) -> usize {
    let code = link::code(text, Span::new(0, text.len()));
    let date = |entry: &&Placed| entry.date.as_ref().map(|date| date.span);
    catalog.entries.iter().filter(|entry| !date(entry).is_some_and(|date| link::covers(&code, date))).count()
}

const SINGLE_NOTE: &str = "single-note";
const SITE_PAGE: &str = "site-page";

enum Kind {
    Page,
    Html,
    Xml,
    /// `lines`: one value a line.
    Json {
        lines: bool,
    },
    Settings,
}

/// Whether its name alone says that a file is an issue export.
fn is_issue_export(path: &str) -> bool {
    file_name(path).rsplit_once('.').is_some_and(|(stem, _)| stem == "issues")
}

fn settings(text: &str) -> Settings {
    let (said, mut problems) = config::from_toml(text);
    // What is no TOML is read as something that nobody wrote.
    let torn: HashSet<usize> =
        problems.iter().map(|problem| config::line_start(text, problem.span.start())).collect();
    // … and the parser says the same of the next line.
    let mut said_already = HashSet::default();
    problems.retain(|problem| said_already.insert(problem.message.clone()));
    let mistaken = Config::default().apply(&said, Source::File(0)).into_iter();
    problems.extend(mistaken.filter(|p| !torn.contains(&config::line_start(text, p.span.start()))));
    problems.sort();
    let rows = |value: &Value| match &value.data {
        Data::Table(rows) => rows.clone(),
        _ => Vec::new(),
    };
    let tables = rows(&said).into_iter().filter(|(key, ..)| key == config::DIAGNOSTICS);
    let codes = tables.flat_map(|(.., table)| rows(&table)).map(|(code, span, _)| (code.into(), span));
    Settings { problems, codes: codes.collect() }
}

impl Kind {
    fn of(path: &str) -> Option<Self> {
        if file_name(path) == config::FILE_NAME {
            return Some(Kind::Settings);
        }
        let (_, extension) = file_name(path).rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "txt" | "md" | "markdown" => Some(Kind::Page),
            "html" | "htm" => Some(Kind::Html),
            "xml" => Some(Kind::Xml),
            "json" => Some(Kind::Json { lines: false }),
            "jsonl" => Some(Kind::Json { lines: true }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        fn kind(path: &str, text: &str) -> Option<&'static str> {
            File::parse(path, text, false).map(|file| file.kind)
        }
        assert_eq!(kind("a/b.TXT", ""), Some("page"));
        assert_eq!(kind("b.markdown", ""), Some("page"));
        assert_eq!(kind("x.json", r#"[{"number":1,"title":"a"}]"#), Some("issue-export"));
        assert_eq!(kind("x.jsonl", r#"{"number":1,"title":"a"}"#), Some("issue-export"));
        assert_eq!(kind("issues.json", "[{"), Some("issue-export"));
        assert_eq!(kind("all.json", "[{"), None);
        assert_eq!(File::parse("all.json", "[{", true).map(|file| file.kind), Some("issue-export"));
        assert_eq!(kind("a/.paper-notes.toml", ""), Some("settings"));
        assert_eq!(kind("12.md", "---\ntitle: A\n---\n"), Some("single-note"));
        assert_eq!(kind("12.md", "---\ntitle: A\n---\nIssue Date: 2025-01-01\nT\n"), Some("page"));
        let entry = "<paper-entry><repo-issue-link>https://github.com/o/r/issues/1</repo-issue-link>";
        assert_eq!(kind("agent_docs/NLP.xml", entry), Some("tag-document"));
        let quoted = "<span class=\"issue_date\">Issue Date: 2023-04-27</span>";
        let link = "<a href=\"https://github.com/o/r/issues/1\">A</a>";
        let dated = format!("{quoted} {link}");
        let dated = dated.as_str();
        assert_eq!(kind("docs/NLP.html", dated), Some("site-page"));
        assert_eq!(kind("_articles/NLP.markdown", dated), Some("site-page"));
        assert_eq!(
            kind("quirks.md", "The date is `<span class=\"issue_date\">Issue Date: 2023-04-27</span>`."),
            Some("page")
        );
        let quoting =
            format!("{dated}\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nComment\n```\n{dated}\n```\n");
        assert_eq!(kind("notes.md", &quoting), Some("page"));
        assert_eq!(kind("notes.md", &format!("# Format\n```html\n{dated}\n```\n")), Some("page"));
        for (path, text) in [
            ("index.html", "<html></html>"),
            ("quirks.html", quoted),
            ("pom.xml", "<project/>"),
            ("package.json", "{}"),
            ("x.rs", "fn main() {}"),
            ("txt", ""),
            ("a.txt/b", ""),
        ] {
            assert_eq!(kind(path, text), None, "{path}");
        }
    }
}
