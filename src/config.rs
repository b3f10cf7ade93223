//! Settings: what they are, what they default to, and how `.paper-notes.toml` and an editor say them. Nothing
//! here reads a file: `disk` does, and hands over the text.

mod git;
mod globs;
mod meant;
mod settings;
mod value;

use std::collections::BTreeMap;

pub use git::{origin_in_git_config, repository_of_remote};
pub use globs::Globs;
pub use meant::did_you_mean;
pub use settings::{DIAGNOSTICS, SETTINGS, Setting, severity_name};
pub use value::{Data, Other, Problem, Value, from_json, from_toml, line_start};

use crate::entry::ReferenceForm;
use crate::language::Language;

/// The file at the root of a repository that holds its settings.
pub const FILE_NAME: &str = ".paper-notes.toml";

/// How much a finding matters, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something cannot be right.
    Error,
    /// Something is most likely not meant.
    Warning,
    /// Worth knowing.
    Information,
    /// Worth a mark, no more.
    Hint,
}

impl Severity {
    /// All of them.
    pub const ALL: [Severity; 4] =
        [Severity::Error, Severity::Warning, Severity::Information, Severity::Hint];

    /// Its name in `check` and in settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
            Severity::Hint => "hint",
        }
    }
}

/// Who says a setting, the last one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The remote `origin` of git.
    Git,
    /// `.paper-notes.toml`; the first byte of the key in it.
    File(usize),
    /// The editor, or the command line.
    Editor,
}

/// What can be set about a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The folder that patterns are relative to, as paths of the index begin; empty where they are relative.
    pub root: Box<str>,
    /// Files that are read; without any, all.
    pub include: Globs,
    /// Files that are not.
    pub exclude: Globs,
    /// Catalogs that are read even where git ignores them.
    pub catalogs: Globs,
    /// Pages that are views of a tag; without any, those that are called like one.
    pub tag_pages: Globs,
    /// `host/owner/name` of the notes repository, for links to its issues. `None`: what its catalogs say.
    pub repository: Option<Box<str>>,
    /// Which ways of writing a number are references.
    pub reference_forms: Vec<ReferenceForm>,
    /// The severities of codes that do not have their own; `None`: off.
    pub severities: BTreeMap<Box<str>, Option<Severity>>,
    /// The language of messages; `None`: that of `locale`.
    pub set_language: Option<Language>,
    /// The language of the editor or the environment.
    pub locale: Language,
    /// How many characters of a summary and of a comment a hover shows.
    pub hover_length: usize,
    /// Whether references are followed by the title of their paper in the editor.
    pub inlay_hints: bool,
    /// Whether entries have a line above them in the editor that says who refers to them.
    pub code_lens: bool,
    /// The largest file that is read, in units of 1,000,000 bytes.
    pub max_file_size_mb: u64,
    /// Whether symbolic links may lead out of the repository.
    pub outside_links: bool,
    /// Who said what is not a default, by key.
    pub sources: BTreeMap<Box<str>, Source>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            root: "".into(),
            include: Globs::default(),
            exclude: Globs::default(),
            catalogs: Globs::default(),
            tag_pages: Globs::default(),
            repository: None,
            reference_forms: ReferenceForm::ALL.to_vec(),
            severities: BTreeMap::new(),
            set_language: None,
            locale: Language::English,
            hover_length: 400,
            inlay_hints: true,
            code_lens: true,
            max_file_size_mb: 256,
            outside_links: false,
            sources: BTreeMap::new(),
        }
    }
}

impl Config {
    /// Takes over what `said` says. What is wrong in it is left out and returned, in order.
    pub fn apply(&mut self, said: &Value, source: Source) -> Vec<Problem> {
        settings::apply(self, said, source)
    }

    /// The language of messages.
    #[must_use]
    pub fn language(&self) -> Language {
        self.set_language.unwrap_or(self.locale)
    }

    /// Whether a file may be read, by its path [inside](Config::inside) the repository.
    #[must_use]
    pub fn reads(&self, inside: &str) -> bool {
        (self.include.is_empty() || self.include.matches(inside)) && !self.exclude.matches(inside)
    }

    /// Whether a page is a view of a tag, by its path inside the repository; `None` where its name tells.
    #[must_use]
    pub fn is_tag_page(&self, inside: &str) -> Option<bool> {
        (!self.tag_pages.is_empty()).then(|| self.tag_pages.matches(inside))
    }

    /// The severity of a code whose own is `own`; `None`: it is off.
    #[must_use]
    pub fn severity(&self, code: &str, own: Severity) -> Option<Severity> {
        self.severities.get(code).copied().unwrap_or(Some(own))
    }

    /// The path of a file of the index inside the repository.
    #[must_use]
    pub fn inside<'a>(&self, path: &'a str) -> &'a str {
        let inside = path.strip_prefix(&*self.root).unwrap_or(path);
        inside.strip_prefix('/').unwrap_or(inside)
    }
}
