//! Symbols: the entries of a page as an outline, and any entry of the repository by what is typed.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::entry::{Entry, Number, Title, collapse, fold};
use crate::ide::definition::home;
use crate::index::{EntryId, FileId, Index};
use crate::language::say;
use crate::syntax::section::parts;
use crate::text::Span;

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// Venue, year and number.
    pub detail: String,
    /// Whether it is an entry; else a section of one.
    pub entry: bool,
    /// All of it.
    pub span: Span,
    /// Its title line, or its label.
    pub selection: Span,
    /// What is in it, in order.
    pub children: Vec<Symbol>,
}

/// The most entries that a search answers.
const MOST: usize = 200;

/// The entries of a file in order, each with its sections.
#[must_use]
pub fn document_symbols(index: &Index, file: FileId) -> Vec<Symbol> {
    index.entries_of(file).map(|(id, entry)| symbol(index, id, entry)).collect()
}

fn symbol(index: &Index, id: EntryId, entry: &Entry) -> Symbol {
    let text = index.slice(id.file, entry.span);
    let page = index.file(id.file).is_page();
    let sections = |parts: crate::syntax::section::Parts| {
        let end = entry.span.end;
        let summary = parts.summary.map(|span| ("Summary", parts.summary_label, span));
        let comment = parts.comment.map(|span| ("Comment", parts.comment_label, span));
        let section = move |(name, label, span): (&str, Option<usize>, Span)| {
            let start = label?;
            let label = Span::new(start, (start + name.len()).min(end));
            let all = Span::new(start, span.end.max(label.end));
            let name = name.to_owned();
            Some(Symbol {
                name,
                detail: String::new(),
                entry: false,
                span: all,
                selection: label,
                children: vec![],
            })
        };
        [summary, comment].into_iter().flatten().filter_map(section).collect()
    };
    Symbol {
        name: name(index, entry),
        detail: detail(index, id, entry),
        entry: true,
        span: entry.span,
        selection: entry.anchor(),
        children: if page { sections(parts(&text, entry.span.start, entry)) } else { Vec::new() },
    }
}

/// What an entry is called in a list: never empty.
#[must_use]
pub fn name(index: &Index, entry: &Entry) -> String {
    let title = entry.title.as_ref().map(|title| collapse(&title.name)).filter(|name| !name.is_empty());
    title.unwrap_or_else(|| say!(index.config().language(), "(no title)", "(題名なし)"))
}

/// What is said of an entry beside its name.
#[must_use]
pub fn detail(index: &Index, id: EntryId, entry: &Entry) -> String {
    let title = entry.title.as_ref();
    let author = title.and_then(|title| title.author.as_deref().map(str::to_owned));
    let number = index.number(id).map(|(number, _)| format!("#{number}"));
    let parts = [author, title.and_then(Title::venue_and_year), number];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The entries that have all words of `query` in number, title line or tags, each paper once, the best first. A word
/// that begins with `#` is a tag, one of digits the beginning of a number.
#[must_use]
pub fn workspace_symbols(index: &Index, query: &str) -> Vec<EntryId> {
    let words: Vec<String> = fold(query).split_whitespace().map(str::to_owned).collect();
    // Copies, mirrors and catalogs say more of a paper together than each of them.
    let mut ranks: HashMap<EntryId, u32> = HashMap::new();
    for (id, entry) in index.page_entries().chain(index.catalog_entries()) {
        let number = index.number(id).map(|(number, _)| number.0);
        if let Some(rank) = rank(entry, number, &words) {
            ranks.entry(index.paper(id)).and_modify(|best| *best = rank.min(*best)).or_insert(rank);
        }
    }
    let found = ranks.into_iter().map(|(paper, rank)| {
        let number = index.number(paper).map(|(number, _)| number);
        (rank, Reverse(number), number.and_then(|number| home(index, number)).unwrap_or(paper))
    });
    let mut found: Vec<(u32, Reverse<Option<Number>>, EntryId)> = found.collect();
    found.sort();
    found.into_iter().take(MOST).map(|(.., id)| id).collect()
}

/// How far from the query an entry is; `None` where a word is not in it.
fn rank(entry: &Entry, number: Option<u32>, words: &[String]) -> Option<u32> {
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    let line = entry.title.as_ref().map(|title| fold(&title.line)).unwrap_or_default();
    let mut rank = 0;
    for word in words {
        let tagged = || {
            let tags = entry.tags.iter().map(|tag| fold(&tag.name));
            let word = word.trim_start_matches('#');
            tags.filter(|tag| tag.starts_with(word)).map(|tag| u32::from(tag != word)).min()
        };
        let digits = word.trim_start_matches('#');
        let numbered =
            (!digits.is_empty() && number.starts_with(digits)).then(|| u32::from(number != digits));
        let in_line = || {
            let starts = |(at, _)| line[..at].chars().next_back().is_none_or(|c: char| !c.is_alphanumeric());
            line.match_indices(word.as_str()).map(starts).max().map(|starts| if starts { 2 } else { 4 })
        };
        rank += match numbered {
            Some(rank) => rank,
            None if word.starts_with('#') => tagged()?,
            None => in_line().or_else(|| tagged().map(|rank| rank + 5))?,
        };
    }
    Some(rank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn lines(index: &Index, file: FileId, symbols: &[Symbol], indent: usize) -> Vec<String> {
        let mut all = Vec::new();
        for symbol in symbols {
            let text = |span| index.slice(file, span);
            assert!(symbol.span.contains(symbol.selection));
            all.push(format!(
                "{}{} ({}) {:?}",
                " ".repeat(indent),
                symbol.name,
                symbol.detail,
                text(symbol.selection)
            ));
            all.extend(lines(index, file, &symbol.children, indent + 2));
        }
        all
    }

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let symbols = document_symbols(&fixture.index, fixture.file);
        assert_eq!(lines(&fixture.index, fixture.file, &symbols, 0), expected);
    }

    #[track_caller]
    fn check_search(query: &str, expected: &[&str]) {
        let fixture = Fixture::new(
            "//- issues.json\n[{\"number\":2094,\"title\":\"Magpie: Alignment Data, Zhangchen Xu+, ICLR'25\",\"labels\":[{\"name\":\"NLP\"}]},{\"number\":209,\"title\":\"Differential Transformer, Tianzhu Ye+, ICLR'25\",\"labels\":[{\"name\":\"NLP\"}]}]\n//- a.txt\n#Magpies\nIssue: 7\nIssue Date: 2025-01-01\n言語モデルの物理学, 佐藤竜馬, 2025.03\n//- NLP.txt\nNLP\n#NLP\nIssue: 7\nIssue Date: 2025-01-01\n言語モデルの物理学, 佐藤竜馬, 2025.03\n",
        );
        let index = &fixture.index;
        let found = workspace_symbols(index, query);
        assert_eq!(
            found.iter().map(|id| index.number(*id).unwrap().0.0.to_string()).collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn an_outline() {
        check(
            "見出し\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nA Title, B+, ACL'23\nSummary要約\nComment\n・12\n#QA Issue Date: 2025-01-02 Summary題名のない記事 #QA Issue Date: 2025-01-03 T, C+, ACL'24 Comment😱",
            &[
                "A Title (B+ · ACL'23 · #12) \"A Title, B+, ACL'23\"",
                "  Summary () \"Summary\"",
                "  Comment () \"Comment\"",
                "(no title) () \"2025-01-02\"",
                "  Summary () \"Summary\"",
                "T (C+ · ACL'24) \"T, C+, ACL'24\"",
                "  Comment () \"Comment\"",
            ],
        );
        check("", &[]);
        check("# Heading\ntext\n", &[]);
    }

    #[test]
    fn entries_by_number_title_author_and_tag() {
        check_search("", &["2094", "209", "7"]);
        check_search("209", &["209", "2094"]);
        check_search("#2094", &["2094"]);
        check_search("xu align", &["2094"]);
        check_search("#nlp magpie", &["2094"]);
        check_search("magp", &["2094", "7"]);
        check_search("物理", &["7"]);
        check_search("nothing of it", &[]);
        check_search("#magpie transformer", &[]);
    }
}
