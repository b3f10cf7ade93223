//! What is known across files: who has which number, who refers to whom, which tags there are, which
//! entries are the same paper. An [`Index`] never changes; a change of a file makes a new one, so that
//! a question that is being answered keeps the state it was asked in.

mod duplicates;
mod file;
mod identity;
mod likeness;
mod meeting;
mod numbers;
mod similar;
mod tags;

use std::sync::{Arc, OnceLock};

pub use duplicates::{Diverged, Duplicate, Part};
pub use file::{Content, File, Settings};
pub use identity::Reason;
pub use likeness::{Shared, Years};
pub use similar::Similar;
pub use tags::TagUse;

use foldhash::HashMap;

use crate::config::{Config, Source};
use crate::entry::{Entry, Number, Reference};
use crate::text::Span;

/// A file of one [`Index`]: its place in path order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// An entry of one [`Index`]. Ordered by path, then by place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Its file.
    pub file: FileId,
    /// Its place among the file's entries, from 0.
    pub entry: u32,
}

/// A reference of one [`Index`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferenceId {
    /// The entry it stands in.
    pub entry: EntryId,
    /// Its place among the entry's references, from 0.
    pub reference: u32,
}

/// Where an entry's number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFrom {
    /// The entry says it.
    Entry,
    /// The catalog entry of the same paper says it.
    Catalog,
}

/// The state of a whole repository at one moment.
#[derive(Debug, Default)]
pub struct Index {
    files: Vec<Arc<File>>,
    config: Arc<Config>,
    /// The repository of the settings, else of git.
    repository: Option<Box<str>>,
    /// The one that catalogs and titles name, where the settings name none.
    of_notes: Option<Box<str>>,
    numbers: numbers::Numbers,
    tags: tags::Tags,
    duplicates: Vec<Duplicate>,
    diverged: Vec<Diverged>,
    papers: duplicates::Papers,
    /// Found when it is asked for: nobody waits for it but findings.
    similar: OnceLock<Vec<Similar>>,
    incomplete: bool,
}

impl Index {
    /// Puts together what the files say. Their order does not matter.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = Arc<File>>, config: Arc<Config>) -> Self {
        let mut files: Vec<Arc<File>> = files.into_iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut index = Self { repository: config.repository.clone(), config, files, ..Self::default() };
        // git's origin may be a fork, or a name that only this machine knows: what the notes say of themselves
        // is as good.
        let of_git = index.config.sources.get("repository") == Some(&Source::Git);
        if of_git || index.repository.is_none() {
            index.of_notes = numbers::repository_of_notes(&index);
        }
        let identity = identity::Identity::new(&index);
        index.numbers = numbers::Numbers::new(&index, &identity);
        let papers = duplicates::papers(&index, &identity);
        index.tags = tags::Tags::new(&index, &papers);
        index.duplicates = duplicates::find(&index, &identity, &papers);
        index.diverged = duplicates::diverged(&index, &papers);
        index.papers = papers;
        index
    }

    /// The same with some of its files in another state.
    #[must_use]
    pub fn with(&self, changed: Vec<File>) -> Self {
        let mut files = self.files.clone();
        for file in changed {
            match files.iter_mut().find(|old| old.path == file.path) {
                Some(old) => *old = Arc::new(file),
                None => files.push(Arc::new(file)),
            }
        }
        Self::new(files, Arc::clone(&self.config))
    }

    /// The same, with the knowledge that there are files which were not read yet.
    #[must_use]
    pub fn incomplete(self) -> Self {
        Self { incomplete: true, ..self }
    }

    /// Whether all files were read: only then is a number that nobody has unknown.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.incomplete
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// All files in path order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), &**file))
    }

    /// The file with this path.
    #[must_use]
    pub fn file_at(&self, path: &str) -> Option<FileId> {
        let at = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        Some(FileId(at as u32))
    }

    /// A file.
    #[must_use]
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// An entry.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.file(id.file).entries()[id.entry as usize]
    }

    /// A reference.
    #[must_use]
    pub fn reference(&self, id: ReferenceId) -> &Reference {
        &self.entry(id.entry).references[id.reference as usize]
    }

    /// The entries of a file with their ids, in order.
    pub fn entries_of(&self, file: FileId) -> impl Iterator<Item = (EntryId, &Entry)> {
        let entries = self.file(file).entries().iter().enumerate();
        entries.map(move |(at, entry)| (EntryId { file, entry: at as u32 }, entry))
    }

    /// The entries that people edit, in path order.
    pub fn page_entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.files().filter(|(_, file)| file.is_page()).flat_map(|(id, _)| self.entries_of(id))
    }

    /// The entries of catalogs, in path order.
    pub fn catalog_entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.files().filter(|(_, file)| !file.is_page()).flat_map(|(id, _)| self.entries_of(id))
    }

    /// The characters of `span` of a file.
    #[must_use]
    pub fn slice(&self, file: FileId, span: Span) -> String {
        self.file(file).text.slice(span).into_owned()
    }

    /// `host/owner/name` of the notes repository, where it is known.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        self.of_notes.as_deref().or(self.repository.as_deref())
    }

    /// The address of an issue of the notes repository.
    #[must_use]
    pub fn issue_url(&self, number: Number) -> Option<String> {
        Some(format!("https://{}/issues/{number}", self.repository()?))
    }

    /// An entry's number, whoever says it.
    #[must_use]
    pub fn number(&self, id: EntryId) -> Option<(Number, NumberFrom)> {
        self.numbers.of(id)
    }

    /// The entries with a number: those on pages in path order, then those in catalogs. None: the number
    /// is unknown.
    #[must_use]
    pub fn numbered(&self, number: Number) -> &[EntryId] {
        self.numbers.entries(number)
    }

    /// Whether some entry has this number, or something else of the repository that is no note.
    #[must_use]
    pub fn is_known(&self, number: Number) -> bool {
        !self.numbered(number).is_empty() || self.is_other(number)
    }

    /// Whether this is the number of a pull request: those share the numbers of issues.
    #[must_use]
    pub fn is_other(&self, number: Number) -> bool {
        self.numbers.is_other(number)
    }

    /// All known numbers with their entries, in no order.
    pub fn all_numbered(&self) -> impl Iterator<Item = (Number, &[EntryId])> {
        self.numbers.all()
    }

    /// Whether any entry has a number. Without one, references cannot be judged.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        self.numbers.any()
    }

    /// Whether what stands there is a reference at all: a link has to be to the notes repository, and
    /// what is not certain by its form has to have a known number, unless it is glued to prose, where
    /// an unknown number is worth a hover.
    #[must_use]
    pub fn is_reference(&self, reference: &Reference) -> bool {
        use crate::entry::ReferenceForm::{Bullet, Glued, Hash, Link};
        if !self.config.reference_forms.contains(&reference.form) {
            return false;
        }
        match reference.form {
            Link => self.is_own_link(reference.repository.as_deref()),
            Glued => true,
            Bullet | Hash if reference.certain => true,
            _ => self.is_known(reference.number),
        }
    }

    /// The references of an entry that are references, see [`Index::is_reference`].
    pub fn references_of(&self, id: EntryId) -> impl Iterator<Item = (ReferenceId, &Reference)> {
        let references = self.entry(id).references.iter().enumerate();
        references
            .filter(|(_, reference)| self.is_reference(reference))
            .map(move |(at, reference)| (ReferenceId { entry: id, reference: at as u32 }, reference))
    }

    /// The references to a number: on pages in path order, then in catalogs.
    #[must_use]
    pub fn referrers(&self, number: Number) -> &[ReferenceId] {
        self.numbers.referrers(number)
    }

    /// The tags with how often each is used, in no order.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &TagUse)> {
        self.tags.all()
    }

    /// How a tag is used; `None` for a name that no entry has.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<&TagUse> {
        self.tags.get(name)
    }

    /// How most entries spell a tag that is rarely spelled like this; `None` for all other names.
    #[must_use]
    pub fn common_spelling(&self, name: &str) -> Option<&str> {
        self.tags.common_spelling(name)
    }

    /// Whether a file is a view of one tag: its entries also stand on other pages.
    #[must_use]
    pub fn is_tag_page(&self, file: FileId) -> bool {
        let file = self.file(file);
        self.config.is_tag_page(self.config.inside(&file.path)).unwrap_or_else(|| self.tags.is_tag_page(file))
    }

    /// The entries that are a paper which another entry has already, in path order.
    #[must_use]
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// The duplicates of one file, in order.
    #[must_use]
    pub fn duplicates_in(&self, file: FileId) -> &[Duplicate] {
        let from = self.duplicates.partition_point(|duplicate| duplicate.copy.file < file);
        let to = self.duplicates.partition_point(|duplicate| duplicate.copy.file <= file);
        &self.duplicates[from..to]
    }

    /// The entries of a file that are likely a paper which another has already, in order.
    #[must_use]
    pub fn similar_in(&self, file: FileId) -> &[Similar] {
        let similar = self.similar.get_or_init(|| similar::find(self));
        let from = similar.partition_point(|similar| similar.later.file < file);
        let to = similar.partition_point(|similar| similar.later.file <= file);
        &similar[from..to]
    }

    /// The mirrors on a tag page that differ from what they mirror, in order.
    pub fn diverged_in(&self, file: FileId) -> impl Iterator<Item = &Diverged> {
        self.diverged.iter().filter(move |diverged| diverged.mirror.file == file)
    }

    /// The entry that stands for the paper of `id`: equal for all copies and mirrors of one paper.
    #[must_use]
    pub fn paper(&self, id: EntryId) -> EntryId {
        self.papers.of(self, id)
    }

    /// The entries on pages that are the same paper as an entry on a page, itself among them, in path order; none
    /// where there is only one.
    #[must_use]
    pub fn copies(&self, id: EntryId) -> &[EntryId] {
        self.papers.copies(id)
    }

    /// The number of different papers on pages.
    #[must_use]
    pub fn paper_count(&self) -> usize {
        self.papers.count
    }

    /// The number of different papers on pages that have a number.
    #[must_use]
    pub fn numbered_paper_count(&self) -> usize {
        self.papers.numbered(self)
    }

    /// Whether two entries that claim one number are plainly two papers.
    #[must_use]
    pub fn plainly_differ(&self, a: EntryId, b: EntryId) -> bool {
        identity::plainly_differ(self.entry(a), self.entry(b))
    }

    fn is_own_link(&self, repository: Option<&str>) -> bool {
        let own = [&self.of_notes, &self.repository].into_iter().flatten();
        repository.is_some_and(|linked| own.into_iter().any(|own| own.eq_ignore_ascii_case(linked)))
    }
}

/// Entries by anything that several of them may share.
type Groups<K> = HashMap<K, Vec<EntryId>>;
