//! From one index to the next: what changed, and what depends on it, is looked at again.

use std::sync::{Arc, OnceLock};

use foldhash::HashSet;

use crate::config::Source;
use crate::index::change::{self, Change, FileChange, Held};
use crate::index::outdated::{self, Different};
use crate::index::{File, FileId, Index, numbers};

impl Index {
    /// The same after some files changed. Only what depends on the changes is looked at again.
    #[must_use]
    pub fn updated(&self, changes: impl IntoIterator<Item = FileChange>) -> Self {
        let mut new = self.clone();
        let change = change::place(&mut new, changes);
        // git's origin may be a fork, or a name that only this machine knows: what the notes say of themselves
        // is as good.
        let of_git = self.config.sources.get("repository") == Some(&Source::Git);
        if (of_git || self.repository.is_none()) && numbers::may_name_repository(self, &new, &change) {
            new.of_notes = numbers::repository_of_notes(&new);
            if new.of_notes != self.of_notes && !self.files.is_empty() {
                // Other links are references now, so that nothing is as it was.
                let files: Vec<Arc<File>> = new.files.iter().map(|held| Arc::clone(&held.file)).collect();
                return Self { incomplete: self.incomplete, ..Self::new(files, Arc::clone(&self.config)) };
            }
        }
        new.update(self, &change);
        new
    }

    /// Brings up to date what is known across files. Each part needs those before it.
    fn update(&mut self, old: &Self, change: &Change) {
        let mut groups = std::mem::take(&mut self.groups);
        let touched = groups.update(old, self, change);
        self.groups = groups.clone();
        let mut numbers = std::mem::take(&mut self.numbers);
        let renumbered = numbers.update(old, self, change, &touched);
        self.numbers = numbers;
        let mut facts = std::mem::take(&mut self.facts);
        facts.update(old, self, change, &renumbered);
        self.facts = facts;
        let mut connected = groups.connect(self, &touched, &renumbered);
        self.groups = groups;
        let mut mistyped = std::mem::take(&mut self.mistyped);
        connected.extend(mistyped.update(old, self, change, &touched));
        self.mistyped = mistyped;
        let mut papers = std::mem::take(&mut self.papers);
        let joined = papers.update(old, self, connected);
        self.papers = papers;
        let mut tags = std::mem::take(&mut self.tags);
        let retagged = tags.update(old, self, change, &joined, &renumbered);
        self.tags = tags;
        self.first_reference = OnceLock::new();
        self.search = old.search.updated(self, change);
        let turned = self.turned(old, change, &retagged.named);
        let likes = old.likes.get().and_then(|likes| likes.updated(old, self, change, &turned));
        let (likes, others) = likes.unzip();
        self.likes = likes.map(OnceLock::from).unwrap_or_default();
        let different = Different {
            change,
            numbers: &renumbered,
            flipped: &touched.flipped,
            papers: &joined,
            tags: &retagged.tags,
            turned: &turned,
            likes: others,
        };
        let outdated = outdated::outdated(old, self, &different);
        self.history.push(outdated);
    }

    /// The files that became views of a tag or are it no more, if they are not new; `named`: the names that tags have
    /// now and had not before, or the other way round.
    fn turned(&self, old: &Self, change: &Change, named: &HashSet<u64>) -> Vec<FileId> {
        let called_so = |held: &&Arc<Held>| held.names.iter().any(|name| named.contains(name));
        let called_so = self.files.iter().filter(called_so).map(|held| &held.file.path);
        // Few keystrokes make or unmake a tag.
        let called_so = (!named.is_empty()).then_some(called_so).into_iter().flatten();
        let paths: HashSet<&Arc<str>> = called_so.chain(&change.files).collect();
        let is_other = |path: &Arc<str>| {
            let (before, now) = (old.file_at(path)?, self.file_at(path)?);
            (self.is_tag_page(now) != old.is_tag_page(before)).then_some(now)
        };
        paths.into_iter().filter_map(is_other).collect()
    }
}
