//! Tags: who has which, and which pages are views of one.

use std::collections::{HashMap, HashSet};

use crate::entry::fold;
use crate::index::duplicates::Papers;
use crate::index::{Content, EntryId, File, Index};

/// How a tag is used.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TagUse {
    /// The entries with the tag, each paper once: those on pages in path order, then those that only
    /// catalogs have.
    pub entries: Vec<EntryId>,
}

/// The tags of one index.
#[derive(Debug, Default)]
pub struct Tags {
    uses: HashMap<Box<str>, TagUse>,
    /// Names as a file name can hold them.
    names: HashSet<String>,
}

impl Tags {
    /// Collects the tags of all entries. Needs numbers.
    pub fn new(index: &Index, papers: &Papers) -> Self {
        let mut new = Self::default();
        let mut seen: HashSet<(&str, EntryId)> = HashSet::new();
        for (id, entry) in index.page_entries().chain(index.catalog_entries()) {
            let paper = papers.of(index, id);
            for tag in &entry.tags {
                if seen.insert((&tag.name, paper)) {
                    new.uses.entry(tag.name.clone()).or_default().entries.push(id);
                }
            }
        }
        new.names = new.uses.keys().map(|name| file_name_key(name)).collect();
        new
    }

    pub fn get(&self, name: &str) -> Option<&TagUse> {
        self.uses.get(name)
    }

    pub fn all(&self) -> impl Iterator<Item = (&str, &TagUse)> {
        self.uses.iter().map(|(name, uses)| (&**name, uses))
    }

    /// Whether the first line or the stem of a page is the name of a tag.
    pub fn is_tag_page(&self, file: &File) -> bool {
        page_names(file).iter().any(|name| self.names.contains(name))
    }
}

/// Whether a page is named after this tag, so that its entries need not repeat it.
pub fn is_named_after(file: &File, tag: &str) -> bool {
    page_names(file).contains(&file_name_key(tag))
}

/// What a page is called: its stem and its first line.
fn page_names(file: &File) -> Vec<String> {
    let Content::Page(page) = &file.content else {
        return Vec::new();
    };
    if file.is_single_note() {
        return Vec::new();
    }
    let name = file.name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let heading = page.heading.map(|span| file.text.slice(span));
    let first_line = heading.as_deref().and_then(|heading| heading.lines().next());
    let first_line = first_line.map(|line| line.trim_start_matches('#').trim());
    [Some(stem), first_line].into_iter().flatten().map(file_name_key).collect()
}

/// What is left of a tag's name in a file name: `/` becomes `-` or `_`, and quotes and spaces may go.
fn file_name_key(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}
