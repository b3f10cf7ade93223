//! What is asked and typed: places that are found through the library's own index, the same in each run and for each
//! server.

mod checkout;
mod typing;
mod vault;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use paper_notes_lsp::disk;
use paper_notes_lsp::index::{EntryId, FileId, Index, ReferenceId};
use paper_notes_lsp::text::{Encoding, Position};

use crate::folder::Folder;
use crate::truth::{Planted, Truth};
pub use checkout::{Checkout, MARK};
pub use typing::Typing;

/// On so many pages questions are asked at least, and at most; they are open.
const PAGES: usize = 10;
const MOST_PAGES: usize = 100;

/// So many references are asked for, where they are on pages enough.
const ASKED: usize = 200;

/// So many references are asked for on each.
const ON_A_PAGE: usize = 20;

/// So many tags are renamed, and words looked for.
const SOME: usize = 20;

/// One in so many files changes at once.
const CHANGED: usize = 20;

/// A reference to a known number.
#[derive(Clone)]
pub struct Site {
    /// The file that it stands in.
    pub file: PathBuf,
    /// Where its digits begin.
    pub position: Position,
    /// Where its paper is noted.
    pub targets: Vec<(PathBuf, RangeInclusive<usize>)>,
    /// The title of it, or of one of its copies.
    pub titles: Vec<String>,
}

/// A tag on an entry.
pub struct TagSite {
    pub file: PathBuf,
    pub offset: usize,
    pub name: String,
}

/// What is asked and typed.
pub struct Plan {
    /// The first question: a reference to the note that is read last. `None`: there is no reference.
    pub first: Option<Site>,
    /// References, on a few pages.
    pub references: Vec<Site>,
    /// Different tags, on the same pages if there are references.
    pub tags: Vec<TagSite>,
    /// Words of titles.
    pub words: Vec<String>,
    /// What is typed on the longest page; `None` where none takes it.
    pub typing: Option<Typing>,
    /// The files that change on disk at once: none of them is open.
    pub burst: Vec<PathBuf>,
    /// A change of many files at once; `None` where notes are not files.
    pub checkout: Option<Checkout>,
    /// The faults that are known to be there.
    pub planted: Option<Vec<Planted>>,
}

impl Plan {
    /// What is asked and typed in a folder. An error says why nothing can be asked.
    pub fn of(folder: &Folder, truth: Option<Truth>) -> Result<Self, String> {
        let index = &folder.index;
        let (first, pages, references, planted) = match truth {
            Some(truth) => {
                let sites = truth.references;
                let first = sites.iter().max_by_key(|site| read_last(site)).cloned();
                let all: BTreeSet<PathBuf> = sites.iter().map(|site| site.file.clone()).collect();
                let pages = some_pages(all.into_iter().collect(), sites.len());
                (first, pages, sites, Some(truth.planted))
            }
            None => {
                let last = index.page_entries().flat_map(|(id, _)| known(index, id));
                let last =
                    last.max_by_key(|it| index.numbered(index.reference(*it).number).into_iter().min());
                let count =
                    |file: FileId| index.entries_of(file).map(|(id, _)| known(index, id).count()).sum();
                let counts: Vec<(FileId, usize)> = pages_of(index).map(|file| (file, count(file))).collect();
                let all = counts.iter().filter(|(_, count)| *count > 0).map(|(file, _)| *file).collect();
                let files = some_pages(all, counts.iter().map(|(_, count)| count).sum());
                let entries = files.iter().flat_map(|file| index.entries_of(*file));
                let sites = entries.flat_map(|(id, _)| known(index, id)).map(|it| site(index, it));
                let pages = files.iter().map(|file| path(index, *file)).collect();
                (last.map(|it| site(index, it)), pages, sites.collect(), None)
            }
        };
        let typing = Typing::of(index);
        let references = pages.iter().flat_map(|page| {
            let here: Vec<&Site> = references.iter().filter(|site| site.file == *page).collect();
            spread(here, ON_A_PAGE).into_iter().cloned()
        });
        let tags = spread(tags(index, &pages), SOME);
        if first.is_none() && tags.is_empty() {
            return Err("neither a reference to a known number nor a tag is there to ask for".to_owned());
        }
        let typed_in = typing.as_ref().map(|typing| &typing.file);
        let asked = first.iter().map(|site| &site.file).chain(&pages).chain(typed_in);
        let open: BTreeSet<&PathBuf> = asked.chain(tags.iter().map(|tag| &tag.file)).collect();
        let closed: Vec<PathBuf> =
            pages_of(index).map(|file| path(index, file)).filter(|path| !open.contains(path)).collect();
        Ok(Self {
            references: references.collect(),
            words: spread(words(index), SOME),
            burst: spread(closed, folder.files.len().div_ceil(CHANGED)),
            checkout: Checkout::of(index),
            first,
            tags,
            typing,
            planted,
        })
    }
}

/// Where the paper of a reference is read first.
fn read_last(site: &Site) -> Option<PathBuf> {
    site.targets.iter().map(|(file, _)| file.clone()).min()
}

/// Pages that have references, enough for [`ASKED`] where each has as many as all have.
fn some_pages<T>(all: Vec<T>, references: usize) -> Vec<T> {
    let wanted = (ASKED * all.len()).div_ceil(references.max(1));
    spread(all, wanted.clamp(PAGES, MOST_PAGES))
}

/// The references of an entry to a known number.
fn known(index: &Index, id: EntryId) -> impl Iterator<Item = ReferenceId> {
    let known = index.references_of(id).filter(|(_, reference)| index.is_known(reference.number));
    known.map(|(id, _)| id)
}

/// A reference to a known number.
fn site(index: &Index, id: ReferenceId) -> Site {
    let reference = index.reference(id);
    let entries = index.numbered(reference.number);
    // Of a paper that is noted several times each place is right, and so is each title.
    let copies = entries.iter().flat_map(|entry| index.copies(*entry));
    let places: BTreeSet<EntryId> = entries.iter().copied().chain(copies).collect();
    let target = |id: &EntryId| (path(index, id.file), lines(index, *id));
    let title = |id: &EntryId| Some(index.entry(*id).title.as_ref()?.name().to_owned());
    Site {
        file: path(index, id.entry.file),
        position: index.file(id.entry.file).text.position(reference.span.start(), Encoding::Utf16),
        targets: places.iter().map(target).collect(),
        titles: places.iter().filter_map(title).collect(),
    }
}

/// The tags of entries on some pages, or on all where there are none: each name once, where it stands first.
fn tags(index: &Index, pages: &[PathBuf]) -> Vec<TagSite> {
    let pages: BTreeSet<&PathBuf> = pages.iter().collect();
    let mut seen = BTreeSet::new();
    let mut tags = Vec::new();
    for file in pages_of(index) {
        let path = path(index, file);
        if !(pages.is_empty() || pages.contains(&path)) {
            continue;
        }
        for tag in index.file(file).entries().iter().flat_map(|entry| &entry.tags) {
            if seen.insert(&tag.name) {
                let name = tag.name.to_string();
                tags.push(TagSite { file: path.clone(), offset: tag.span.start(), name });
            }
        }
    }
    tags
}

/// The longest word of each title in small letters, each word once.
fn words(index: &Index) -> Vec<String> {
    let titles = index.page_entries().filter_map(|(_, entry)| entry.identity());
    let longest = titles.filter_map(|title| typing::longest_word(title.name()));
    longest.collect::<BTreeSet<String>>().into_iter().collect()
}

fn pages_of(index: &Index) -> impl Iterator<Item = FileId> {
    index.files().filter(|(_, file)| file.is_page() && !file.entries().is_empty()).map(|(id, _)| id)
}

/// A file's own path, whose name in the index is absolute.
fn path(index: &Index, file: FileId) -> PathBuf {
    PathBuf::from(&*index.file(file).path)
}

/// The lines that an entry stands on.
fn lines(index: &Index, id: EntryId) -> RangeInclusive<usize> {
    let (text, span) = (&index.file(id.file).text, index.entry(id).span);
    text.line_at(span.start())..=text.line_at(span.end())
}

/// At most so many of all, as far from each other as they can be.
fn spread<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let (count, kept) = (all.len(), all.len().min(most));
    let wanted: BTreeSet<usize> = (0..kept).map(|nth| nth * count / kept).collect();
    let kept = all.into_iter().enumerate().filter(|(at, _)| wanted.contains(at));
    kept.map(|(_, one)| one).collect()
}

/// The path that a place of the truth or of an answer names, as the index has it.
pub fn same(path: &std::path::Path) -> PathBuf {
    PathBuf::from(disk::name(path))
}
