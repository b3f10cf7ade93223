//! Generated repositories of notes: the same seed and number of entries give the same bytes.
//!
//! Any entry is made from its number alone, so that a million of them are written without one being kept. Two thirds of it are
//! Japanese, it has one to three tags, mostly a few common ones, and one or two references, most of them to older entries of its
//! topic. One in a hundred notes a paper that is noted already, and another one in a hundred refers to a number that nobody has.

mod layout;
mod paper;
mod prose;
mod random;
#[rustfmt::skip]
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use layout::Link;
use paper::Paper;
use random::Random;

pub use layout::Place;

/// The address of the repository.
const ADDRESS: &str = "https://github.com/example-notes/paper_notes";

/// So many topics there are, each with a page: 1 MB where there are 100,000 entries.
const TOPICS: usize = 140;

/// Every so many entries one notes a paper again, and one refers to a number that nobody has.
const FAULTY: usize = 100;
const COPY: usize = 57;
const BROKEN: usize = 31;

/// Numbers begin behind this, so that none is a count, and of so many one is missing.
const BEFORE_FIRST: usize = 100;
const GAP: usize = 25;

/// Single notes are kept so many in a folder.
const IN_A_FOLDER: usize = 1000;

/// How a repository is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A page for each topic, edited by hand; entries have their numbers beside their dates.
    Pages,
    /// A file for each entry.
    Notes,
    /// Pages without numbers, and an export of the issues that has them.
    Catalog,
    /// A plain Markdown vault: a file for each entry, and `[[2094]]`.
    Wiki,
    /// The same with `[note](2094.md)`.
    Markdown,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pages, Self::Notes, Self::Catalog, Self::Wiki, Self::Markdown];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Notes => "notes",
            Self::Catalog => "catalog",
            Self::Wiki => "wiki",
            Self::Markdown => "md",
        }
    }

    /// The form of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    fn link(self) -> Link {
        match self {
            Self::Pages | Self::Notes | Self::Catalog => Link::Number,
            Self::Wiki => Link::Wiki,
            Self::Markdown => Link::Markdown,
        }
    }

    /// What stands before and behind the number of a reference that is a line of its own.
    pub fn bullet(self) -> (&'static str, &'static str) {
        self.link().bullet()
    }
}

/// A repository that can be written.
pub struct Repository {
    pub seed: u64,
    pub entries: usize,
    tags: Vec<String>,
}

impl Repository {
    /// So many entries.
    pub fn new(seed: u64, entries: usize) -> Self {
        Self { seed, entries, tags: paper::all_tags() }
    }

    /// Writes all files into a folder, which is there and empty.
    pub fn write(&self, form: Form, root: &Path) -> io::Result<()> {
        match form {
            Form::Pages => self.write_pages(root, true)?,
            Form::Catalog => {
                self.write_pages(root, false)?;
                self.write_export(root)?;
            }
            Form::Notes => {
                for entry in 0..self.entries {
                    let folder = root.join(format!("notes/{:04}", entry / IN_A_FOLDER));
                    if entry % IN_A_FOLDER == 0 {
                        fs::create_dir_all(&folder)?;
                    }
                    let name = format!("{}-{}.md", self.number(entry), slug(&self.paper(entry).name));
                    fs::write(folder.join(name), layout::note(self, entry))?;
                }
            }
            Form::Wiki | Form::Markdown => {
                for entry in 0..self.entries {
                    fs::write(root.join(self.vault_name(entry)), self.vault_note(entry, form).0)?;
                }
            }
        }
        if form.link() == Link::Number {
            fs::write(root.join(".paper-notes.toml"), format!("repository = \"{ADDRESS}\"\n"))?;
        }
        Ok(())
    }

    /// The number of an entry.
    pub fn number(&self, entry: usize) -> u32 {
        let number = BEFORE_FIRST + entry / (GAP - 1) * GAP + entry % (GAP - 1) + 1;
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// The entry of a number; `None` where nobody has it.
    pub fn entry(&self, number: u32) -> Option<usize> {
        let behind = (number as usize).checked_sub(BEFORE_FIRST + 1)?;
        let entry = behind / GAP * (GAP - 1) + behind % GAP;
        (behind % GAP < GAP - 1 && entry < self.entries).then_some(entry)
    }

    /// A number that nobody has, nor with another digit behind it.
    pub fn unknown(&self) -> u32 {
        self.number(self.entries) + 1
    }

    /// The paper that an entry notes.
    pub fn paper(&self, entry: usize) -> Paper {
        Paper::of(self, self.original(entry))
    }

    /// The entry that noted the paper of an entry first: mostly itself.
    pub fn original(&self, entry: usize) -> usize {
        match entry % FAULTY == COPY {
            true => not_copy(self.stream(entry, 3).below(entry)),
            false => entry,
        }
    }

    /// The numbers that an entry refers to and that somebody has.
    pub fn references(&self, entry: usize) -> BTreeSet<u32> {
        let mut random = self.stream(entry, 4);
        let wanted = 1 + random.below(2);
        let mut targets = BTreeSet::new();
        // Where there are few entries there may be no other.
        for _ in 0..20 {
            let rounds = entry / TOPICS;
            let target = not_copy(match rounds > 0 && random.below(5) > 0 {
                true => entry - TOPICS * (1 + random.below(rounds)),
                false => random.below(self.entries),
            });
            if target != self.original(entry) && targets.len() < wanted {
                targets.insert(self.number(target));
            }
        }
        targets
    }

    /// The number that an entry refers to and that nobody has.
    pub fn broken(&self, entry: usize) -> Option<u32> {
        let gap = |random: &mut Random| BEFORE_FIRST + GAP * (1 + random.below(self.entries / GAP + 1));
        let number = (entry % FAULTY == BROKEN).then(|| gap(&mut self.stream(entry, 5)));
        number.and_then(|number| u32::try_from(number).ok())
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        TOPICS.min(self.entries)
    }

    /// The file of a page.
    pub fn page_name(&self, topic: usize) -> String {
        format!("pages/topic-{:03}.txt", topic + 1)
    }

    /// The text of a page; without numbers a catalog has them.
    pub fn page(&self, topic: usize, numbered: bool) -> String {
        let mut page = format!("paper notes, part {}\n", topic + 1);
        // One page of five runs on, one of ten has the line ends of Windows.
        let (runs_on, windows) = (topic % 5 == 3, topic % 10 == 6);
        for (nth, entry) in (topic..self.entries).step_by(TOPICS).enumerate() {
            if runs_on {
                page += &layout::run_on(self, entry, numbered);
                page += if nth % 4 == 3 { "\n" } else { " " };
            } else {
                page += &layout::block(self, entry, numbered);
            }
        }
        if windows { page.replace('\n', "\r\n") } else { page }
    }

    /// The file of an entry in a vault.
    pub fn vault_name(&self, entry: usize) -> String {
        format!("{}.md", self.number(entry))
    }

    /// The text of an entry in a vault, with its references.
    pub fn vault_note(&self, entry: usize, form: Form) -> (String, Vec<Place>) {
        layout::vault_note(self, entry, form.link())
    }

    /// The tags of an entry in a vault.
    pub fn vault_tags(&self, entry: usize) -> Vec<String> {
        self.paper(entry).tags.iter().map(|tag| layout::vault_tag(tag)).collect()
    }

    fn topic(&self, entry: usize) -> usize {
        entry % TOPICS
    }

    /// Numbers for one purpose of one entry, whatever is asked of the others.
    fn stream(&self, entry: usize, purpose: u64) -> Random {
        Random::new(self.seed).fork(entry as u64).fork(purpose)
    }

    fn write_pages(&self, root: &Path, numbered: bool) -> io::Result<()> {
        fs::create_dir_all(root.join("pages"))?;
        for topic in 0..self.pages() {
            fs::write(root.join(self.page_name(topic)), self.page(topic, numbered))?;
        }
        Ok(())
    }

    fn write_export(&self, root: &Path) -> io::Result<()> {
        let mut export = BufWriter::new(fs::File::create(root.join("issues.json"))?);
        let originals = (0..self.entries).filter(|entry| self.original(*entry) == *entry);
        for (nth, entry) in originals.enumerate() {
            write!(export, "{}{}", if nth == 0 { "[\n" } else { ",\n" }, layout::issue(self, entry))?;
        }
        export.write_all(b"\n]\n")?;
        export.flush()
    }
}

/// An entry that is no copy: this or the one before.
fn not_copy(entry: usize) -> usize {
    if entry % FAULTY == COPY { entry - 1 } else { entry }
}

/// A name as a file has it.
fn slug(name: &str) -> String {
    let name = name.to_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(6).collect::<Vec<_>>().join("-")
}
