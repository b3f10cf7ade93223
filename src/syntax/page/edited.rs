//! Reading a page again that was edited: what is near the edit is read, and all else moves up or down. It gives what
//! [`parse`] gives, or nothing where that is not sure.

use crate::entry::Placed;
use crate::syntax::Page;
use crate::syntax::page::parse;
use crate::text::{Span, Text};

/// How much of a text is as it was before an edit, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unchanged {
    /// At its beginning.
    pub above: usize,
    /// At its end. With what is above at most the whole of either text.
    pub below: usize,
}

/// So many entries above and below the edit are read again, too: where an entry ends is told by the next. Most edits leave
/// those beside them alone; one that does not may leave the next but one.
const AROUND: [usize; 2] = [1, 2];

/// What [`parse`] says of `new`, from what it said of `old`; `None`: the page has to be read as a whole.
#[must_use]
pub fn parse_again(page: &Page, old: &Text, new: &Text, same: Unchanged) -> Option<Page> {
    AROUND.into_iter().find_map(|around| read_around(page, old, new, same, around))
}

/// The same; `None`, too, where the edit reaches over so many entries around it.
fn read_around(page: &Page, old: &Text, new: &Text, same: Unchanged, around: usize) -> Option<Page> {
    let entries = &page.entries;
    let edit_end = old.len().checked_sub(same.below).filter(|end| *end >= same.above)?;
    let touched = entries.partition_point(|entry| entry.span().end() < same.above);
    let behind = entries.partition_point(|entry| entry.span().start() <= edit_end);
    let from = touched.saturating_sub(around);
    let to = (behind + around).min(entries.len());
    let start = if from == 0 { 0 } else { entries[from].span().start() };
    let end = entries.get(to).map_or(old.len(), |entry| entry.span().start());
    let moved_end = (end + new.len()).checked_sub(old.len()).filter(|moved| *moved >= start)?;
    if (start, end) == (0, old.len()) {
        return None;
    }
    let (before, after) = (old.slice(Span::new(start, end)), new.slice(Span::new(start, moved_end)));
    // A block of code reaches over lines and entries, and what is between backticks does not leave its line. This part
    // begins with an entry, which is in no block. On lines of its own and without a fence it makes none either.
    let on_lines =
        (start == 0 || old.has_before(start, '\n')) && (end == old.len() || old.has_before(end, '\n'));
    // Where no backtick stands in all of a text, nothing is code, not between tildes either.
    let ticks_stay = before.contains('`') == after.contains('`') || old.contains('`') && new.contains('`');
    let apart = on_lines && ticks_stay && !has_fence(&before) && !has_fence(&after);
    if !apart && (before.contains('`') || new.contains('`')) {
        return None;
    }
    let part = parse(&after);
    // What is read again and was not edited has to be what it was.
    let by = new.len() as isize - old.len() as isize;
    let first = (from > 0).then(|| &entries[from]);
    let first_same = first.is_none_or(|first| {
        part.heading.is_none()
            && part.entries.first().is_some_and(|read| *first == read.moved(start as isize))
    });
    let last = (to < entries.len()).then(|| &entries[to - 1]);
    let last_same = last.is_none_or(|last| {
        part.entries.last().is_some_and(|read| last.moved(by) == read.moved(start as isize))
    });
    if !first_same || !last_same {
        return None;
    }
    let above = entries[..from].iter().cloned();
    let below = entries[to..].iter().map(|entry| entry.moved(by));
    let mut read: Vec<Placed> = part.entries.iter().map(|entry| entry.moved(start as isize)).collect();
    // What stands beside the edit and says the same is not another for having been read again.
    for (old, read) in entries[from..touched].iter().zip(&mut read) {
        if old == read {
            *read = old.clone();
        }
    }
    for (old, read) in entries[behind..to].iter().rev().zip(read.iter_mut().rev()) {
        let old = old.moved(by);
        if old == *read {
            *read = old;
        }
    }
    let entries: Vec<Placed> = above.chain(read).chain(below).collect();
    Some(Page { heading: if from > 0 { page.heading } else { part.heading }, entries })
}

/// Whether a line may begin or end a block of code, see [`link::fences`](crate::syntax::link::fences).
fn has_fence(text: &str) -> bool {
    text.split('\n').any(|line| {
        let mark = line.trim_start_matches(' ');
        mark.starts_with("```") || mark.starts_with("~~~")
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    const PARTS: &[&str] = &[
        "#NLP\n#Pocket\nIssue: 12\nIssue Date: 2025-01-01\n[Paper Note] A Title, Ann Other+, ACL'23\nSummary要約。 https://arxiv.org/abs/1706.03762\nComment元ポスト:https://example.com/a\n・2094\n・[B](https://github.com/o/r/issues/7)\n\n",
        "Issue Date: 2025-02-02 Another Title, Bea Bond, NAACL'24 #CV Issue Date: 2025-03-03 Third, C+, arXiv'25 Comment\nAuthors: Ann Other, Bea Bond\n",
        "#A\nIssue Date: 2024-01-01\n[Linked](https://github.com/o/r/issues/3), D+, KDD'20\nComment <!-- paper-notes: ignore similar-entry --> 下記画像は 7より\n",
        "#B\nIssue Date: 2024-05-05\nPlain, E+, ICML'22\nSummary `code` と\n```\nIssue Date: 2020-01-01\n```\n",
        "~~~\n#C\nIssue Date: 2023-01-01\n~~~\n",
    ];
    const TYPED: &[&str] = &[
        "",
        "x",
        "・2094",
        "\n",
        "#",
        "#NLP\n",
        "`",
        "```\n",
        "~~~\n",
        "Issue Date: 2025-09-09\nNew, F+, ACL'25\n",
        "Issue: 9\n",
        "Comment",
        "Summary",
        "<!--",
        "-->",
        " ",
        "    ",
        "\r\n",
        "😱",
        "https://",
        "# Heading\n",
    ];

    /// Edits a text as an editor does, and reads it again after each edit.
    fn compare(mut text: String, edits: &[(Index, usize, &str)]) -> Result<usize, TestCaseError> {
        let mut again = 0;
        let mut known = parse(&text);
        for (at, len, typed) in edits {
            let places: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let from = at.index(places.len());
            let span = Span::new(places[from], places[(from + len).min(places.len() - 1)]);
            let (old, same) =
                (Text::new(&text), Unchanged { above: span.start(), below: text.len() - span.end() });
            text.replace_range(span.range(), typed);
            let whole = parse(&text);
            if let Some(page) = parse_again(&known, &old, &Text::new(&text), same) {
                again += 1;
                prop_assert_eq!(&page, &whole, "{:?}", text);
            }
            known = whole;
        }
        Ok(again)
    }

    #[test]
    fn what_is_far_from_the_edit_is_not_read() {
        let text = PARTS[0].repeat(12);
        let at = text.len() / 2 - PARTS[0].len() / 2;
        let again = |text: &str, at: usize, typed: &str| {
            let mut new = text.to_owned();
            new.insert_str(at, typed);
            let same = Unchanged { above: at, below: text.len() - at };
            let page = parse(text);
            let after = parse_again(&page, &Text::new(text), &Text::new(&new), same)?;
            let both = page.entries.iter().zip(&after.entries);
            Some(both.filter(|(old, new)| old.was_read_with(new)).count())
        };
        assert_eq!(again(&text, at, "x"), Some(11), "all but the one that was typed in");
        assert_eq!(again(&text, at, "`x`"), None, "with the first backtick, tildes may be fences anywhere");
        let text = format!("{text}{}", PARTS[3].replace("```\n", ""));
        assert_eq!(again(&text, at, "`x`"), Some(13), "code between backticks stays on its line");
        assert_eq!(again(&text, at, "\n```\n"), None, "a block of code may reach anywhere");
    }

    /// Two lines with half a code span each, far from where they are joined.
    #[test]
    fn code_may_come_to_be_where_lines_are_joined() {
        let note = |title: &str| format!("Issue Date: 2025-01-01 {title}, Ann Other+, ACL'23 ");
        let notes = ["Aaa", "Bbb", "Ccc", "Ddd", "Eee"].map(note).concat();
        let text =
            format!("#X Issue Date: 2024-01-01 Zzz, B+, ACL'22 Comment ` {notes}\n{notes}Comment ` {notes}");
        let at = text.find('\n').expect("two lines");
        let new = text.replacen('\n', " ", 1);
        assert!(parse(&new).entries.len() < parse(&text).entries.len());
        let same = Unchanged { above: at, below: text.len() - at - 1 };
        assert_eq!(parse_again(&parse(&text), &Text::new(&text), &Text::new(&new), same), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_page_that_is_read_again_says_what_it_says_as_a_whole(
            parts in prop::collection::vec(select(PARTS), 1..16),
            joined in select(&["", "\n", " "][..]),
            edits in prop::collection::vec((any::<Index>(), 0_usize..40, select(TYPED)), 1..6),
        ) {
            compare(parts.join(joined), &edits)?;
        }

        #[test]
        fn without_code_too(
            parts in prop::collection::vec(select(&PARTS[..3]), 6..16),
            joined in select(&["", "\n", " "][..]),
            edits in prop::collection::vec((any::<Index>(), 0_usize..400, select(TYPED)), 1..6),
        ) {
            compare(parts.join(joined), &edits)?;
        }
    }
}
