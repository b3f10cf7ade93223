//! What a notes repository is made of: entries, their numbers, dates, titles, tags, paper ids and
//! references. Plain data with the place of each part; how it is read is `syntax` and `catalog`.

mod fold;
mod name;
mod placed;
mod title;

use std::borrow::Cow;
use std::fmt;

use jiff::civil;

use crate::text::Span;
pub use fold::{fold, fold_into};
pub use name::Name;
pub use placed::Placed;
pub use title::{Title, TitleKey};

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
    fn dates_are_what_is_written() {
        let day = Some(civil::date(2025, 7, 30));
        for (written, day) in [("2025-07-30", day), ("2025-7-30", None), ("20250730", day), ("TODO", None)] {
            assert_eq!(Date::new(written, day, Span::at(0)).written(), written);
        }
    }
}
