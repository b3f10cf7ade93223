//! What is typed in the middle of the longest page.

use std::path::PathBuf;

use paper_notes_lsp::entry::Number;
use paper_notes_lsp::index::{File, FileId, Index};

use super::{path, spread};

/// So many tags, numbers and titles are typed.
pub const TYPED: usize = 10;

/// Nobody types more of a tag or of a title before looking at the list.
const LETTERS: usize = 8;

/// What is typed in the middle of the longest page.
pub struct Typing {
    pub file: PathBuf,
    /// The end of an entry there, where a reference can be typed on a new line.
    pub end: usize,
    /// What stands before and behind the number of one, and behind one whose number is typed.
    pub link: (&'static str, &'static str),
    pub closed: &'static str,
    /// Behind the last tag of an entry there, and what begins another: `\n#`, ` #` or `, `.
    pub tag: Option<(usize, &'static str)>,
    pub tags: Vec<String>,
    pub numbers: Vec<String>,
    pub titles: Vec<String>,
    /// A number that nobody has, nor with a 9 behind it. `None`: no number is known, and so none is unknown.
    pub unknown: Option<String>,
}

impl Typing {
    /// What is typed in a repository; `None` where no page takes it.
    pub fn of(index: &Index) -> Option<Self> {
        let pages = index.files().filter(|(_, file)| file.is_page() && !file.entries().is_empty());
        let (id, file) = pages.max_by_key(|(_, file)| file.text.len())?;
        let unknown = (100_000..1_000_000)
            .rev()
            .find(|number| !index.is_known(Number(*number)) && !index.is_known(Number(number * 10 + 9)))?;
        let text = file.text.to_string();
        let middle = file.entries().iter().skip(file.entries().len() / 2);
        let end = middle.map(|entry| entry.span.end()).find(|end| takes(file, &text, *end, unknown))?;
        let numbers = index.all_numbered().map(|(number, _)| number);
        let mut numbers: Vec<Number> = numbers.collect();
        numbers.sort_unstable();
        let mut tags: Vec<String> = index.tags().map(|(name, _)| name.to_owned()).collect();
        tags.sort_unstable();
        let titles = index.page_entries().filter_map(|(_, entry)| longest_word(entry.identity()?.name()));
        Some(Self {
            file: path(index, id),
            end,
            link: ("・", ""),
            closed: "",
            tag: tag(index, id, &text),
            tags: spread(tags, TYPED).iter().map(|tag| letters(tag)).collect(),
            unknown: (!numbers.is_empty()).then(|| unknown.to_string()),
            numbers: spread(numbers, TYPED).iter().map(Number::to_string).collect(),
            titles: spread(titles.collect(), TYPED).iter().map(|word| letters(word)).collect(),
        })
    }
}

/// Whether a reference can be typed at a place.
fn takes(file: &File, text: &str, at: usize, number: u32) -> bool {
    let typed = format!("{}\n・{number}{}", &text[..at], &text[at..]);
    let Some(typed) = File::parse(&file.path, &typed, false) else { return false };
    let mut references = typed.entries().iter().flat_map(|entry| &entry.references);
    references.any(|reference| reference.certain && reference.number == Number(number))
}

/// Behind the last tag of the first entry from the middle on that has one, where a tag can be typed, on a page or in front
/// matter.
fn tag(index: &Index, id: FileId, text: &str) -> Option<(usize, &'static str)> {
    let file = index.file(id);
    let tagged = file.entries().iter().skip(file.entries().len() / 2);
    let ends = tagged.filter_map(|entry| entry.tags.last()).map(|tag| tag.span.end());
    ends.into_iter().find_map(|end| {
        let (end, before) = match text[end..].chars().next() {
            Some('\n' | '\r') => (end, "\n#"),
            Some(']') => (end, ", "),
            Some('"') => (end + 1, ", "),
            _ => (end, " #"),
        };
        let typed = format!("{}{before}Xyzzy{}", &text[..end], &text[end..]);
        let typed = File::parse(&file.path, &typed, false)?;
        let mut tags = typed.entries().iter().flat_map(|entry| &entry.tags);
        tags.any(|tag| &*tag.name == "Xyzzy").then_some((end, before))
    })
}

/// The longest word of plain letters in small letters, if it has four.
pub fn longest_word(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_ascii_alphabetic());
    words.max_by_key(|word| word.len()).filter(|word| word.len() >= 4).map(str::to_ascii_lowercase)
}

pub fn letters(word: &str) -> String {
    word.chars().take(LETTERS).collect()
}
