//! Semantic tokens: what each part of an entry is, for colours.

use crate::entry::Entry;
use crate::index::{FileId, Index};
use crate::syntax::section::{ANCHOR, parts};
use crate::text::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// `#NLP`, with its mark.
    Tag,
    /// `Issue Date:`, `Summary`, `Comment`.
    Label,
    /// A date.
    Date,
    /// The number that an entry gives itself.
    Number,
    /// The name of a paper.
    Title,
    /// Its first author.
    Author,
    /// Where and when it was published.
    Venue,
    /// A reference to an entry that is there.
    Reference,
    /// A reference that leads nowhere.
    Unresolved,
}

/// A token, on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// The tokens in `within` of a page, in order and apart.
#[must_use]
pub fn semantic_tokens(index: &Index, file: FileId, within: Span) -> Vec<Token> {
    let mut found = Vec::new();
    if !index.file(file).is_page() {
        return found;
    }
    for (id, entry) in index.entries_of(file) {
        if entry.span.end() < within.start() || within.end() < entry.span.start() {
            continue;
        }
        let text = index.slice(file, entry.span);
        of_entry(&text, entry, index.file(file).is_single_note(), &mut found);
        for (_, reference) in index.references_of(id) {
            let known = index.is_known(reference.number);
            let kind = if known { TokenKind::Reference } else { TokenKind::Unresolved };
            found.push(Token { span: reference.span, kind });
        }
    }
    found.retain(|token| token.span.start() < within.end() && within.start() < token.span.end());
    found.sort();
    let mut end = 0;
    found.retain(|token| {
        let apart = token.span.start() >= end && !token.span.is_empty();
        end = if apart { token.span.end() } else { end };
        apart
    });
    found
}

fn of_entry(text: &str, entry: &Entry, single: bool, found: &mut Vec<Token>) {
    let base = entry.span.start();
    let slice = |span: Span| &text[span.start() - base..span.end() - base];
    let mut push = |span: Span, kind| {
        // Editors know no tokens over line ends.
        if !slice(span).contains(['\n', '\r']) {
            found.push(Token { span, kind });
        }
    };
    for tag in &entry.tags {
        let marked = text[..tag.span.start() - base].ends_with('#');
        push(Span::new(tag.span.start() - usize::from(marked), tag.span.end()), TokenKind::Tag);
    }
    if let Some(own) = &entry.number {
        push(own.span, TokenKind::Number);
    }
    if let Some(date) = &entry.date {
        let label = text[..date.span.start() - base].rfind(ANCHOR).filter(|_| !single);
        if let Some(at) = label {
            push(Span::new(base + at, base + at + ANCHOR.len()), TokenKind::Label);
        }
        push(date.span, TokenKind::Date);
    }
    if let Some(title) = &entry.title {
        // Where it is not written as it reads (escapes, a link), it is one token.
        let line = slice(title.span);
        let part = |part: &str, from: usize| {
            line[from..].find(part).map(|at| from + at).filter(|_| !part.is_empty())
        };
        let place = |at: usize, len: usize| Span::new(title.span.start() + at, title.span.start() + at + len);
        match part(title.name(), 0) {
            Some(at) => {
                let behind = at + title.name().len();
                push(place(at, title.name().len()), TokenKind::Title);
                if let Some(author) = title.author()
                    && let Some(at) = part(author, behind)
                {
                    push(place(at, author.len()), TokenKind::Author);
                }
                let venue = line.rfind(", ").map(|at| at + 2).filter(|at| *at >= behind);
                let venue = venue.filter(|_| title.venue.is_some() || title.year.is_some());
                if let Some(at) = venue {
                    push(place(at, line.len() - at), TokenKind::Venue);
                }
            }
            None => push(title.span, TokenKind::Title),
        }
    }
    let parts = parts(text, base, entry);
    for (label, name) in [(parts.summary_label, "Summary"), (parts.comment_label, "Comment")] {
        if let Some(at) = label {
            push(Span::new(at, at + name.len()), TokenKind::Label);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let text = fixture.text();
        let tokens = semantic_tokens(&fixture.index, fixture.file, Span::new(0, text.len()));
        let shown = tokens.iter().map(|token| format!("{:?} {}", token.kind, &text[token.span.range()]));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_part_is_what_it_is() {
        let entry = "#NLP #2D (Image) Issue: 12 Issue Date: 2025-01-01 [Paper Note] A Title, of Some Length, Hao Peng+, N_A, ACL'23 Findings Summary要約😱 #12 Comment・99\n";
        check(
            entry,
            &[
                "Tag #NLP",
                "Tag #2D (Image)",
                "Number 12",
                "Label Issue Date:",
                "Date 2025-01-01",
                "Title A Title, of Some Length",
                "Author Hao Peng+",
                "Venue ACL'23 Findings",
                "Label Summary",
                "Reference 12",
                "Label Comment",
                "Unresolved 99",
            ],
        );
        check(
            &entry
                .replace(" Issue Date", "\r\nIssue Date")
                .replace(" Summary", "\r\nSummary")
                .replace(", Hao Peng+, N_A, ACL'23 Findings", ""),
            &[
                "Tag #NLP",
                "Tag #2D (Image)",
                "Number 12",
                "Label Issue Date:",
                "Date 2025-01-01",
                "Title A Title, of Some Length",
                "Label Summary",
                "Reference 12",
                "Label Comment",
                "Unresolved 99",
            ],
        );
    }

    #[test]
    fn notes_and_other_text() {
        check(
            "//- a.md\n---\nnumber: 7\ntitle: \"A \\\"B\\\"\"\ntags: [NLP]\ndate: 2025-01-01\n---\nComment\n・7\n",
            &["Number 7", "Title A \\\"B\\\"", "Tag NLP", "Date 2025-01-01", "Label Comment", "Reference 7"],
        );
        check("# Heading\n#tag\n・12\n", &[]);
        check("//- issues.json\n[{\"number\":1,\"title\":\"A, B+, ACL'23\"}]\n", &[]);
    }
}
