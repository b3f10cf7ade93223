//! When two entries are the same paper. Certain is: the same id of the paper, the same title line, or
//! the same title under guards. Titles alone are right for only three pairs in four.

use foldhash::HashSet;

use crate::entry::{Entry, PaperId, Title, collapse, fold};
use crate::index::groups::Groups;
use crate::index::likeness::{Likeness, Spread, Years};

/// Why two entries are the same paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// They have the same number.
    Number,
    /// They have the same id.
    Id(PaperId),
    /// Their title lines are equal.
    TitleLine,
    /// Their titles are equal but for case, width and punctuation, and nothing speaks against it.
    Title,
    /// Their titles differ by a letter or two, authors and year are the same.
    Mistyped,
    /// Each is the same paper as a third one.
    Third,
}

impl Groups {
    /// Why two entries are certainly the same paper, their numbers aside; `None` where that is not sure.
    pub fn same_paper(&self, a: &Entry, b: &Entry) -> Option<Reason> {
        if let Some(id) = a.ids.iter().find(|id| b.ids.contains(id)) {
            return Some(Reason::Id((*id).clone()));
        }
        let (x, y) = (a.identity()?, b.identity()?);
        if let (Some(p), Some(q)) = (line_key(x), line_key(y))
            && p == q
        {
            return Some(Reason::TitleLine);
        }
        // A comment links to other papers too, so its first link needs titles that are alike.
        let named =
            |entry: &Entry, id: &PaperId| entry.linked_id.as_ref() == Some(id) || entry.ids.contains(id);
        let linked = [&a.linked_id, &b.linked_id].into_iter().flatten();
        let shared = linked.into_iter().find(|id| named(a, id) && named(b, id));
        // Only whole lists of authors can say that two titles are one with a letter mistyped.
        let listed = a.authors.len() >= 2 && b.authors.len() >= 2;
        if shared.is_none() && x.digest() != y.digest() && !listed {
            return None;
        }
        let (p, q) = (Likeness::of(a)?, Likeness::of(b)?);
        if let Some(id) = shared
            && p.titles(&q).0 >= 0.8
        {
            return Some(Reason::Id(id.clone()));
        }
        if self.recurs(x) || self.recurs(y) {
            return None;
        }
        if x.digest() != y.digest() {
            return (listed && p.is_mistyped(&q)).then_some(Reason::Mistyped);
        }
        let letters = x.letters();
        let shared = p.authors(&q);
        let conflict = authors_conflict(x, y) && shared.is_some_and(|shared| shared.both == 0);
        let same = shared.is_some_and(|shared| shared.of_fewer() >= 0.75);
        let told = match p.years(&q) {
            Years::Differ => false,
            Years::Agree if same && letters >= SHORT => true,
            _ => letters >= TELLING && (letters >= UNMISTAKABLE || !conflict),
        };
        told.then_some(Reason::Title)
    }
}

/// Whether two entries with one number are two papers: neither title nor author is alike. Titles are
/// edited over the years, so a difference in one of them says little.
pub fn plainly_differ(a: &Entry, b: &Entry) -> bool {
    let (Some(x), Some(y)) = (a.identity(), b.identity()) else {
        return false;
    };
    let authors = x.author().is_some() && y.author().is_some();
    // Without authors, a title and its translation look as different as two papers do, and a few letters
    // are a working title.
    let latin = |title: &Title| {
        let key = title.key();
        key.as_str().chars().filter(char::is_ascii).count() * 2 > key.as_str().len()
    };
    let short = |title: &Title| title.letters() < 8;
    if short(x) || short(y) || (!authors && latin(x) != latin(y)) {
        return false;
    }
    let least = if authors { 0.6 } else { 0.35 };
    let same_author = authors && !authors_conflict(x, y);
    let shared_id = a.ids.iter().any(|id| b.ids.contains(id));
    let alike = || Likeness::of(a).zip(Likeness::of(b)).map_or(0.0, |(p, q)| p.titles(&q).0);
    !same_author && !shared_id && alike() < least
}

/// The title line with runs of white space made one space; `None` where it is too short to tell papers
/// apart (under 20 letters).
pub fn line_key(title: &Title) -> Option<String> {
    let letters = title.line.chars().filter(|c| c.is_alphanumeric()).count();
    (letters >= 20).then(|| collapse(&title.line))
}

/// Whether both first authors are known and have no name in common: `Adam Tauman Kalai+` and `Kalai+`
/// agree.
fn authors_conflict(a: &Title, b: &Title) -> bool {
    let (Some(a), Some(b)) = (a.author(), b.author()) else {
        return false;
    };
    let names = |author: &str| -> HashSet<String> {
        let folded = fold(author);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
        words.map(str::to_owned).collect()
    };
    let (a, b) = (names(a), names(b));
    !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
}

/// How many letters a title has to have to name one paper by the same first author…
const TELLING: usize = 20;

/// … by whoever seems to have written it, for lists of authors are cut and garbled…
const UNMISTAKABLE: usize = 45;

/// … and where authors and year are known and the same.
pub const SHORT: usize = 10;

/// Editorials, columns and the like: more than two entries share the title, by at least three groups of authors or
/// over at least four years.
pub fn is_recurring<'a>(entries: impl ExactSizeIterator<Item = &'a Entry>) -> bool {
    if entries.len() < 3 {
        return false;
    }
    let mut spread = Spread::default();
    // A column of a thousand issues is known by the first few.
    let recurs = |spread: &Spread| spread.groups() >= 3 || spread.years() >= 4;
    entries.into_iter().any(|entry| {
        spread.add(entry);
        recurs(&spread)
    })
}
