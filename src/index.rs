//! What is known across files: who has which number, who refers to whom, which tags there are, which
//! entries are the same paper. An [`Index`] never changes; a change of a file makes a new one, so that
//! a question that is being answered keeps the state it was asked in.

mod change;
mod duplicates;
mod facts;
mod file;
mod groups;
mod identity;
mod key;
mod likelihood;
mod likeness;
mod meeting;
mod mistyped;
mod numbers;
mod outdated;
mod pairs;
mod papers;
mod search;
mod similar;
mod tags;
mod together;
mod update;

use std::sync::{Arc, OnceLock};

pub use change::FileChange;
pub use duplicates::{Diverged, Duplicate, Part};
pub use file::{Content, Edited, File, Settings};
pub use identity::Reason;
pub use key::Key;
pub use likelihood::Likelihood;
pub use likeness::{Shared, Years};
pub use outdated::{Outdated, OutdatedFiles, Revision};
pub use search::{Field, Found, How};
pub use similar::Similar;
pub use tags::TagUse;

use foldhash::HashSet;

use crate::config::Config;
use crate::entry::{Entry, Number, Reference};
use crate::index::change::Held;
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

/// The state of a whole repository at one moment. The next one shares with it all that did not change.
#[derive(Debug, Default, Clone)]
pub struct Index {
    /// In path order.
    files: imbl::Vector<Arc<Held>>,
    /// Where each entry is, by its key.
    places: imbl::Vector<EntryId>,
    /// Keys that nobody has.
    free: imbl::Vector<Key>,
    config: Arc<Config>,
    /// The repository of the settings, else of git.
    repository: Option<Box<str>>,
    /// The one that catalogs and titles name, where the settings name none.
    of_notes: Option<Box<str>>,
    facts: facts::Facts,
    groups: groups::Groups,
    numbers: numbers::Numbers,
    mistyped: mistyped::Mistyped,
    papers: papers::Papers,
    tags: tags::Tags,
    /// Found when it is asked for: nobody waits for it but findings.
    likes: OnceLock<similar::Likes>,
    /// Made when something is first looked for.
    search: search::Made,
    /// Found when it is asked for: only where nothing has a number.
    first_reference: OnceLock<Option<ReferenceId>>,
    history: outdated::History,
    incomplete: bool,
}

impl Index {
    /// Puts together what the files say. Their order does not matter.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = Arc<File>>, config: Arc<Config>) -> Self {
        let empty = Self { repository: config.repository.clone(), config, ..Self::default() };
        empty.updated(files.into_iter().map(|file| (Arc::clone(&file.path), Some(file))))
    }

    /// The same with some of its files in another state.
    #[must_use]
    pub fn with(&self, changed: Vec<File>) -> Self {
        let changed = changed.into_iter().map(Arc::new);
        self.updated(changed.map(|file| (Arc::clone(&file.path), Some(file))))
    }

    /// The same, with the knowledge whether there are files which were not read yet.
    #[must_use]
    pub fn completed(self, complete: bool) -> Self {
        Self { incomplete: !complete, ..self }
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
        (0..).map(FileId).zip(self.files.iter().map(|held| &*held.file))
    }

    /// The files from this one on, in path order.
    pub fn files_from(&self, first: FileId) -> impl Iterator<Item = (FileId, &File)> {
        (first.0..)
            .map(FileId)
            .zip(self.files.focus().narrow(first.0 as usize..).into_iter().map(|held| &*held.file))
    }

    /// The file with this path.
    #[must_use]
    pub fn file_at(&self, path: &str) -> Option<FileId> {
        let at = self.files.binary_search_by(|held| (*held.file.path).cmp(path)).ok()?;
        Some(FileId(at as u32))
    }

    /// A file.
    #[must_use]
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize].file
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
        entries.map(move |(at, entry)| (EntryId { file, entry: at as u32 }, &**entry))
    }

    /// The entries that people edit, in path order.
    pub fn page_entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.files().filter(|(_, file)| file.is_page()).flat_map(|(id, _)| self.entries_of(id))
    }

    /// The entries of catalogs, in path order.
    pub fn catalog_entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.files().filter(|(_, file)| !file.is_page()).flat_map(|(id, _)| self.entries_of(id))
    }

    /// The entry of a file with this key, if it is there.
    #[must_use]
    pub fn entry_with(&self, file: FileId, key: Key) -> Option<EntryId> {
        self.is_there(key).then(|| self.place(key)).filter(|id| id.file == file)
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
        self.numbers.of(self, self.key(id))
    }

    /// The entries with a number: those on pages in path order, then those in catalogs. None: the number
    /// is unknown.
    #[must_use]
    pub fn numbered(&self, number: Number) -> Vec<EntryId> {
        self.numbers.entries(number).iter().map(|key| self.place(*key)).collect()
    }

    /// Whether some entry has this number, or something else of the repository that is no note.
    #[must_use]
    pub fn is_known(&self, number: Number) -> bool {
        !self.numbers.entries(number).is_empty() || self.is_other(number)
    }

    /// Whether this is the number of a pull request: those share the numbers of issues.
    #[must_use]
    pub fn is_other(&self, number: Number) -> bool {
        self.numbers.is_other(number)
    }

    /// All known numbers with their entries, in no order.
    pub fn all_numbered(&self) -> impl Iterator<Item = (Number, impl Iterator<Item = EntryId> + Clone)> {
        self.numbers.all().map(|(number, keys)| (number, keys.iter().map(|key| self.place(*key))))
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

    /// The first certain reference on a page, in path order.
    #[must_use]
    pub fn first_reference(&self) -> Option<ReferenceId> {
        let certain = |(id, _)| self.references_of(id).find(|(_, reference)| reference.certain);
        *self.first_reference.get_or_init(|| Some(self.page_entries().find_map(certain)?.0))
    }

    /// The references to a number: on pages in path order, then in catalogs.
    #[must_use]
    pub fn referrers(&self, number: Number) -> Vec<ReferenceId> {
        let mut found = Vec::new();
        for key in self.numbers.referrers(number) {
            let entry = self.place(*key);
            let references = self.entry(entry).references.iter().zip(0..);
            let own = references.filter(|(reference, _)| {
                reference.number == number && self.may_be_own(reference.repository.as_deref())
            });
            found.extend(own.map(|(_, reference)| ReferenceId { entry, reference }));
        }
        found
    }

    /// The tags with how each is used, in no order.
    pub fn tags(&self) -> impl Iterator<Item = (&str, TagUse<'_>)> {
        self.tags.all(self)
    }

    /// How a tag is used; `None` for a name that no entry has.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<TagUse<'_>> {
        self.tags.get(self, name)
    }

    /// How most entries spell a tag that is rarely spelled like this; `None` for all other names.
    #[must_use]
    pub fn common_spelling(&self, name: &str) -> Option<&str> {
        self.tags.common_spelling(name)
    }

    /// Whether a file is a view of one tag: its entries also stand on other pages.
    #[must_use]
    pub fn is_tag_page(&self, file: FileId) -> bool {
        let held = &self.files[file.0 as usize];
        held.tag_page.unwrap_or_else(|| self.tags.are_named(&held.names))
    }

    fn all_of(&self, file: FileId) -> Vec<EntryId> {
        self.entries_of(file).map(|(id, _)| id).collect()
    }

    /// The entry that stands for the paper of `id`: the first on a page of the same paper; for an entry of a catalog
    /// the first with its number.
    #[must_use]
    pub fn paper(&self, id: EntryId) -> EntryId {
        self.place(self.paper_of(self.key(id)))
    }

    /// The entries on pages that are the same paper as an entry on a page, itself among them, in path order; none
    /// where there is only one.
    #[must_use]
    pub fn copies(&self, id: EntryId) -> Vec<EntryId> {
        self.papers.copies(self.key(id)).iter().map(|key| self.place(*key)).collect()
    }

    /// The number of different papers on pages.
    #[must_use]
    pub fn paper_count(&self) -> usize {
        let again: usize = self.papers.all().map(|copies| copies.len() - 1).sum();
        let pages = self.files().filter(|(_, file)| file.is_page());
        pages.map(|(_, file)| file.entries().len()).sum::<usize>() - again
    }

    /// The number of different papers on pages that have a number.
    #[must_use]
    pub fn numbered_paper_count(&self) -> usize {
        let numbered = self.page_entries().filter(|(id, _)| self.number(*id).is_some());
        numbered.map(|(id, _)| self.paper(id)).collect::<HashSet<_>>().len()
    }

    /// Whether two entries that claim one number are plainly two papers.
    #[must_use]
    pub fn plainly_differ(&self, a: EntryId, b: EntryId) -> bool {
        identity::plainly_differ(self.entry(a), self.entry(b))
    }

    /// Whether a number is of the notes repository as far as its link says, if it has one.
    fn may_be_own(&self, repository: Option<&str>) -> bool {
        repository.is_none() || self.is_own_link(repository)
    }

    fn is_own_link(&self, repository: Option<&str>) -> bool {
        let own = [&self.of_notes, &self.repository].into_iter().flatten();
        repository.is_some_and(|linked| own.into_iter().any(|own| own.eq_ignore_ascii_case(linked)))
    }
}

#[cfg(test)]
pub mod tests;
