//! What a notes repository is made of: entries, their numbers, dates, titles, tags, paper ids and
//! references. Plain data with the place of each part; how it is read is `syntax` and `catalog`.

mod fold;
mod name;
mod placed;

use std::borrow::Cow;
use std::fmt;
use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use jiff::civil;

use crate::text::Span;
pub use fold::{fold, fold_into};
pub use name::Name;
pub use placed::Placed;

/// An entry's issue number in the notes repository, as in `・2094`. Never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub u32);

impl Number {
    /// Reads ASCII digits. `None` for anything else, for a leading zero and for more than seven
    /// digits: no repository has ten million issues, and longer runs are ids of other things.
    #[must_use]
    pub fn parse(digits: &str) -> Option<Self> {
        let plain = digits.bytes().all(|b| b.is_ascii_digit());
        if !plain || digits.is_empty() || digits.len() > 7 || digits.starts_with('0') {
            return None;
        }
        digits.parse().ok().map(Number)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number an entry gives itself: an `Issue: 2320` line, or a title that links to its issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNumber {
    /// The number.
    pub number: Number,
    /// Its digits.
    pub span: Span,
    /// `host/owner/name` of the link that gives it, where it is a link: a title may link to an
    /// issue of another repository, which numbers nothing here.
    pub repository: Option<Name>,
}

/// A date as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// What stands there, where it is not just the day.
    other: Option<Box<str>>,
    /// The day it means; `None` where there is no such day.
    pub day: Option<civil::Date>,
    /// Its place.
    pub span: Span,
}

impl Date {
    /// A date that is written like this and means that day, if any.
    #[must_use]
    pub fn new(written: &str, day: Option<civil::Date>, span: Span) -> Self {
        let is_day = day.is_some_and(|day| day.to_string() == written);
        Self { other: (!is_day).then(|| written.into()), day, span }
    }

    /// What stands there, `2025-07-30` or `2025-13-40`.
    #[must_use]
    pub fn written(&self) -> Cow<'_, str> {
        let day = || self.day.map(|day| day.to_string()).unwrap_or_default();
        self.other.as_deref().map_or_else(|| Cow::Owned(day()), Cow::Borrowed)
    }
}

/// `#NLP` on an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The name, without `#`.
    pub name: Name,
    /// The place of the name, without `#`.
    pub span: Span,
}

/// The title line of an entry and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The whole title line.
    pub span: Span,
    /// The title line as written, `[Paper Note] Name, Author+, Venue'25, 2025.08`.
    pub line: Box<str>,
    /// The place of [`Title::name`] in the line.
    name: Span,
    /// The place of [`Title::author`] in the line.
    author: Option<Span>,
    /// Where it was published, without the year: `arXiv`, `EMNLP Findings`.
    pub venue: Option<Name>,
    /// Year of the venue, else of the date that ends the line.
    pub year: Option<u16>,
    /// How many letters [`Title::key`] has.
    letters: u32,
    digest: u64,
    /// The first bytes of the key, and zeros behind a shorter one.
    beginning: [u8; 8],
}

impl Title {
    /// A title line at `span`, with the places of the paper's name and of the first author in the line.
    #[must_use]
    pub fn new(line: &str, span: Span, name: Span, author: Option<Span>) -> Self {
        let key = TitleKey::new(&line[name.range()]);
        let mut beginning = [0; 8];
        beginning.iter_mut().zip(key.as_str().bytes()).for_each(|(place, byte)| *place = byte);
        Self {
            span,
            line: line.into(),
            name,
            author,
            venue: None,
            year: None,
            letters: key.as_str().chars().count() as u32,
            digest: FixedState::default().hash_one(&key),
            beginning,
        }
    }

    /// The same with another place of the name, and of the first author.
    #[must_use]
    pub fn with(self, name: Span, author: Option<Span>) -> Self {
        let (venue, year) = (self.venue, self.year);
        Self { venue, year, ..Self::new(&self.line, self.span, name, author) }
    }

    /// The paper's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.line[self.name.range()]
    }

    /// The place of the name in the line.
    #[must_use]
    pub fn name_in_line(&self) -> Span {
        self.name
    }

    /// The first author, with the `+` that stands for the others: `Hao Peng+`, `Xun Lu`, `Anthropic`.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        self.author.map(|author| &self.line[author.range()])
    }

    /// The name with all that varies between copies taken out. It is made each time: kept for all it would take the memory of
    /// a third of their texts.
    #[must_use]
    pub fn key(&self) -> TitleKey {
        TitleKey::new(self.name())
    }

    /// How many letters the key has.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.letters as usize
    }

    /// A short name for the key: that of another key is another one.
    #[must_use]
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// Whether the key may begin with these letters, or they with it, as far as a first look tells.
    #[must_use]
    pub fn may_begin_as(&self, letters: &str) -> bool {
        self.beginning.iter().zip(letters.bytes()).all(|(own, other)| *own == other || *own == 0)
    }

    /// Whether it is one of the titles under which an issue is opened before it has one (`a`, `あ`).
    /// Such an entry has a number and no identity.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.name().trim().chars().count() <= 1
    }

    /// Venue and year in the usual short form, `arXiv'25`.
    #[must_use]
    pub fn venue_and_year(&self) -> Option<String> {
        match (&self.venue, self.year) {
            (Some(venue), Some(year)) => Some(format!("{venue}'{:02}", year % 100)),
            (Some(venue), None) => Some(venue.to_string()),
            (None, Some(year)) => Some(year.to_string()),
            (None, None) => None,
        }
    }
}

/// A title with everything taken out that differs between copies of it: HTML entities are decoded,
/// then NFKC, case folding, and only letters and digits are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TitleKey(Box<str>);

impl TitleKey {
    /// The key of a name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let folded = fold(&html_escape::decode_html_entities(name));
        Self(folded.chars().filter(|c| c.is_alphanumeric()).collect())
    }

    /// The letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// White space made single spaces, and none at the ends: titles come from sources that break lines.
#[must_use]
pub fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Which registry gave a [`PaperId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdKind {
    /// `2406.08464` or `cs/0112017`, without the version.
    Arxiv,
    /// `10.1145/3292500.3330701`, lower case.
    Doi,
    /// `Q6PAnqYVpo`.
    OpenReview,
    /// `2023.acl-long.1` or `P17-1080`.
    Acl,
}

impl IdKind {
    /// Its name in `export`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            IdKind::Arxiv => "arxiv",
            IdKind::Doi => "doi",
            IdKind::OpenReview => "openreview",
            IdKind::Acl => "acl",
        }
    }
}

/// A registry's name for a paper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperId {
    /// The registry.
    pub kind: IdKind,
    /// The name in it.
    pub id: Box<str>,
}

/// How a reference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceForm {
    /// `・2094`, alone up to white space.
    Bullet,
    /// `#551`.
    Hash,
    /// A link to `…/issues/1152`.
    Link,
    /// `・2378Reasoning`.
    Glued,
    /// `下記画像は 1370より`, and a number alone behind an ASCII bullet.
    Bare,
}

impl ReferenceForm {
    /// All of them.
    pub const ALL: [ReferenceForm; 5] = [
        ReferenceForm::Bullet,
        ReferenceForm::Hash,
        ReferenceForm::Link,
        ReferenceForm::Glued,
        ReferenceForm::Bare,
    ];

    /// Its name in `export` and in settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ReferenceForm::Bullet => "bullet",
            ReferenceForm::Hash => "hash",
            ReferenceForm::Link => "link",
            ReferenceForm::Glued => "glued",
            ReferenceForm::Bare => "bare",
        }
    }
}

/// A number in an entry's text that points, or may point, at another entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The number.
    pub number: Number,
    /// Its digits.
    pub span: Span,
    /// How it is written.
    pub form: ReferenceForm,
    /// Whether the way it is written says that it is a reference. One that is not certain is a
    /// reference only if the number is known, and is never reported as broken.
    pub certain: bool,
    /// `host/owner/name` of a link: only links to the notes repository itself are references.
    pub repository: Option<Name>,
}

/// A stretch of an entry's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// What it says, where the file holds it in an encoded form (a JSON string); at most
    /// [`Passage::KEPT`] characters of it. `None` where the file's own characters say it.
    pub decoded: Option<Box<str>>,
}

impl Passage {
    /// How many characters of an encoded passage are kept, for previews.
    pub const KEPT: usize = 1000;
}

/// A code in a comment that silences findings of it inside the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The code.
    pub code: Box<str>,
    /// Its place.
    pub span: Span,
}

/// One note on one paper, post or tool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// From its first tag to the last character of its text.
    pub span: Span,
    /// Its number, where it says so itself.
    pub number: Option<OwnNumber>,
    /// Its tags, in the order written.
    pub tags: Box<[Tag]>,
    /// When it was noted.
    pub date: Option<Date>,
    /// Its title; `None` where there is none.
    pub title: Option<Title>,
    /// All its authors, where they are listed; the title line has the first only.
    pub authors: Box<[Name]>,
    /// Everything behind the title: summary, comment and what has no label.
    pub body: Span,
    /// The summary, without its label.
    pub summary: Option<Passage>,
    /// The comment, without its label.
    pub comment: Option<Passage>,
    /// Ids that name this entry's own paper.
    pub ids: Box<[PaperId]>,
    /// The id that the first link of the comment names. It may be another paper's.
    pub linked_id: Option<PaperId>,
    /// References in its text, in the order written.
    pub references: Box<[Reference]>,
    /// Findings that are not wanted here.
    pub ignores: Box<[Ignore]>,
}

impl Entry {
    /// The same in a text in which it stands so many bytes farther down; negative: farther up.
    #[must_use]
    pub fn moved(&self, by: isize) -> Self {
        let mut moved = self.clone();
        // A new field is looked at here, or nothing compiles.
        let Self {
            span,
            number,
            tags,
            date,
            title,
            authors: _,
            body,
            summary,
            comment,
            ids: _,
            linked_id: _,
            references,
            ignores,
        } = &mut moved;
        let inside =
            number.iter_mut().map(|own| &mut own.span).chain(tags.iter_mut().map(|tag| &mut tag.span));
        let inside = inside.chain(date.iter_mut().map(|date| &mut date.span));
        let inside = inside.chain(title.iter_mut().map(|title| &mut title.span));
        let inside = inside.chain(summary.iter_mut().chain(comment).map(|passage| &mut passage.span));
        let inside = inside.chain(references.iter_mut().map(|reference| &mut reference.span));
        let inside = inside.chain(ignores.iter_mut().map(|ignore| &mut ignore.span));
        for span in inside.chain([span, body]) {
            *span = span.moved(by);
        }
        moved
    }

    /// Where a finding on the entry itself stands: its title line, else its date, else its start.
    #[must_use]
    pub fn anchor(&self) -> Span {
        let title = self.title.as_ref().map(|title| title.span);
        let date = self.date.as_ref().map(|date| date.span);
        title.or(date).unwrap_or(Span::at(self.span.start()))
    }

    /// The title, unless it is a placeholder that identifies nothing.
    #[must_use]
    pub fn identity(&self) -> Option<&Title> {
        self.title.as_ref().filter(|title| !title.is_placeholder())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_runs_of_ascii_digits() {
        assert_eq!(Number::parse("2094"), Some(Number(2094)));
        for bad in ["", "0", "012", "12345678", "２０９４", "1a", "-1"] {
            assert_eq!(Number::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn keys_ignore_what_differs_between_copies() {
        let key = TitleKey::new("Recommender Systems in the Era of LLMs (LLMs)!");
        let same = TitleKey::new("recommender  systems in\nthe Era of ＬＬＭｓ （LLMs）");
        assert_eq!(key, same);
        assert_eq!(TitleKey::new("A &amp; B"), TitleKey::new("A & B"));
        assert_ne!(key, TitleKey::new("Recommender Systems in the Era of LLMs II"));
    }
}
