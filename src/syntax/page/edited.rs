//! Reading a page again that was edited: what is near the edit is read, and all else moves up or down. It gives what
//! [`parse`] gives, or nothing where that is not sure.

use crate::entry::Entry;
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

/// So many entries above and below the edit are read again, too: where an entry ends is told by the next.
const AROUND: usize = 2;

/// What [`parse`] says of `new`, from what it said of `old`; `None`: the page has to be read as a whole.
#[must_use]
pub fn parse_again(page: &Page, old: &Text, new: &Text, same: Unchanged) -> Option<Page> {
    let entries = &page.entries;
    let edit_end = old.len().checked_sub(same.below).filter(|end| *end >= same.above)?;
    let touched = entries.partition_point(|entry| entry.span.end < same.above);
    let behind = entries.partition_point(|entry| entry.span.start <= edit_end);
    let from = touched.saturating_sub(AROUND);
    let to = (behind + AROUND).min(entries.len());
    let start = if from == 0 { 0 } else { entries[from].span.start };
    let end = entries.get(to).map_or(old.len(), |entry| entry.span.start);
    let moved_end = (end + new.len()).checked_sub(old.len()).filter(|moved| *moved >= start)?;
    if (start, end) == (0, old.len()) {
        return None;
    }
    let (before, after) = (old.slice(Span::new(start, end)), new.slice(Span::new(start, moved_end)));
    // Code reaches over lines and entries. Without its marks, and on lines of its own, this part is in none and makes none.
    let marked = |text: &str| text.contains(['`', '~']);
    let on_lines =
        (start == 0 || old.has_before(start, '\n')) && (end == old.len() || old.has_before(end, '\n'));
    let apart = on_lines && !marked(&before) && !marked(&after);
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
    let read = part.entries.into_iter().map(|entry| entry.moved(start as isize));
    let below = entries[to..].iter().map(|entry| entry.moved(by));
    let entries: Vec<Entry> = above.chain(read).chain(below).collect();
    Some(Page { heading: if from > 0 { page.heading } else { part.heading }, entries })
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

    fn page(parts: &[&str], joined: &str) -> String {
        parts.join(joined)
    }

    /// Edits a text as an editor does, and reads it again after each edit.
    fn compare(mut text: String, edits: &[(Index, usize, &str)]) -> Result<usize, TestCaseError> {
        let mut again = 0;
        let mut known = parse(&text);
        for (at, len, typed) in edits {
            let places: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let from = at.index(places.len());
            let span = Span::new(places[from], places[(from + len).min(places.len() - 1)]);
            let (old, same) =
                (Text::new(&text), Unchanged { above: span.start, below: text.len() - span.end });
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
        let text = page(&[PARTS[0]; 12], "");
        let at = text.len() / 2;
        let again = |typed: &str| {
            let mut new = text.clone();
            new.insert_str(at, typed);
            let same = Unchanged { above: at, below: text.len() - at };
            parse_again(&parse(&text), &Text::new(&text), &Text::new(&new), same)
        };
        assert!(again("x").is_some());
        assert!(again("`").is_none(), "code may reach anywhere");
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
            compare(page(&parts, joined), &edits)?;
        }

        #[test]
        fn without_code_too(
            parts in prop::collection::vec(select(&PARTS[..3]), 6..16),
            joined in select(&["", "\n", " "][..]),
            edits in prop::collection::vec((any::<Index>(), 0_usize..400, select(TYPED)), 1..6),
        ) {
            compare(page(&parts, joined), &edits)?;
        }
    }
}
