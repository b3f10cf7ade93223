//! Tags: who has which, and which pages are views of one.

use std::collections::{HashMap, HashSet};

use crate::index::duplicates::Papers;
use crate::index::file::name_key;
use crate::index::{EntryId, File, Index};

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
        new.names = new.uses.keys().map(|name| name_key(name)).collect();
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
        file.names().iter().any(|name| self.names.contains(name))
    }
}
