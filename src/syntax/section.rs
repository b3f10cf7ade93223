//! The sections of an entry: where its title ends and its summary and comment begin. Their labels,
//! `Summary` and `Comment`, are glued to their text and are English words too, so that each has to be
//! told from a word of a title or of prose.

use memchr::memmem;

use crate::entry::{Entry, Passage};
use crate::syntax::body::trimmed;
use crate::syntax::reference::Context;
use crate::syntax::title;
use crate::text::Span;

/// What makes an entry.
pub const ANCHOR: &str = "Issue Date:";

/// White space that separates parts within a line.
pub const BLANKS: [char; 3] = [' ', '\t', '\u{3000}'];

/// No title is so long, in bytes. Behind it the first label is the last that is looked at: a line may have a thousand.
const FAR: usize = 1000;

/// Where in a title's line its `Summary` or `Comment` label begins. A label comes after the venue
/// where there is one: a title may hold both words.
pub fn label_in_line(line: &str) -> Option<usize> {
    let mut first = None;
    for (at, _) in line.char_indices().filter(|(_, c)| matches!(c, 'S' | 'C')) {
        let before = &line[..at];
        let word = ["Summary", "Comment"].iter().find_map(|label| line[at..].strip_prefix(label));
        // Behind a whole title the word alone is enough: nothing else can follow.
        let spaced = at <= FAR
            && word.is_some_and(|rest| rest.starts_with([' ', ':', '：', '.']))
            && title::is_complete(before);
        if !before.ends_with(char::is_whitespace) || (label_len(&line[at..]).is_none() && !spaced) {
            continue;
        }
        if title::is_complete(before) {
            return Some(first.filter(|first| line[*first..at].contains('。')).unwrap_or(at));
        }
        // `A Study of Text Summary` ends in the word; only a title that is complete has an empty label.
        // `Learning with CommentBERT`: glued to a capital, in an unfinished title, it is most likely a name,
        // unless much more follows.
        let rest = &line[at + label_len(&line[at..]).unwrap_or_default()..];
        let named = rest.starts_with(|c: char| c.is_ascii_uppercase()) && rest.len() <= 80;
        let names_author = before.trim_end().ends_with('+');
        if !rest.is_empty() && (!named || names_author) {
            first.get_or_insert(at);
        }
        if at > FAR {
            break;
        }
    }
    // A line that ends as a title does is one, whatever words it holds.
    first.filter(|_| line.contains('。') || !title::is_complete(line))
}

/// The length of the `Summary` or `Comment` label that `text` begins with: the word, and right behind
/// it another word or the line's end.
pub fn label_len(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("Summary").or_else(|| text.strip_prefix("Comment"))?;
    let word = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    // `Comments` and `Commentary` are words of their own.
    let english = ["s", "ary", "aries", "ed", "er", "ers", "ing", "ator", "ators"].contains(&&rest[..word]);
    let next = rest.chars().next();
    let ends_line = rest.trim_start_matches(BLANKS).is_empty()
        || rest.trim_start_matches(BLANKS).starts_with(['\n', '\r']);
    let glued = next.is_some_and(|c| {
        !c.is_whitespace() && !matches!(c, ',' | '.' | ':' | ';' | '?' | '!' | ')' | '-' | '/')
    });
    ((glued && !english) || ends_line).then_some(text.len() - rest.len())
}

/// Summary and comment of an entry, without their labels.
pub struct Sections {
    /// Where the first labelled section begins.
    first: usize,
    /// The summary.
    pub summary: Option<Span>,
    /// The comment.
    pub comment: Option<Span>,
}

impl Sections {
    /// Finds the sections in the text behind a title.
    pub fn find(text: &str, body: Span) -> Self {
        let summary = find_label(text, body, "Summary", false);
        let first_comment = find_label(text, body, "Comment", false);
        // In front of a summary only a comment that begins a line is one; then `Summary` is a word in it.
        let (summary, comment) = match (summary, first_comment) {
            (Some((s, _)), Some((c, true))) if c < s => (None, first_comment),
            (Some((s, block)), _) => {
                let rest = Span::new(s + "Summary".len(), body.end());
                (summary, find_label(text, rest, "Comment", block))
            }
            (None, comment) => (None, comment),
        };
        let end_of_summary = comment.map_or(body.end(), |(start, _)| start);
        Self {
            first: summary.or(comment).map_or(body.end(), |(start, _)| start),
            summary: summary.map(|(start, _)| Span::new(start + "Summary".len(), end_of_summary)),
            comment: comment.map(|(start, _)| Span::new(start + "Comment".len(), body.end())),
        }
    }

    /// All of `body`, in pieces of one kind each.
    pub fn in_order(&self, body: Span) -> impl Iterator<Item = (Context, Span)> {
        [
            Some((Context::Unlabelled, Span::new(body.start(), self.first.max(body.start())))),
            self.summary.map(|span| (Context::Summary, span)),
            self.comment.map(|span| (Context::Comment, span)),
        ]
        .into_iter()
        .flatten()
    }
}

/// Where the parts of an entry that was read stand, labels left off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// From behind date and number to the end of the title, with a link around it. In front matter the title.
    pub head: Span,
    /// What has no label.
    pub text: Span,
    /// The summary, empty where nothing follows its label.
    pub summary: Option<Span>,
    /// The comment, empty where nothing follows its label.
    pub comment: Option<Span>,
    /// The first byte of the summary's label.
    pub summary_label: Option<usize>,
    /// The first byte of the comment's label.
    pub comment_label: Option<usize>,
    /// The end of what is the entry's own: headings and rules behind it are those of the page. All the others end
    /// before it.
    pub end: usize,
}

/// Finds the parts of `entry` in a text that holds it and begins at the byte at `base` of its file, white space
/// around the parts left off. What is found are bytes of the file.
#[must_use]
pub fn parts(text: &str, base: usize, entry: &Entry) -> Parts {
    let slice = |start: usize, end: usize| &text[start - base..end - base];
    // Where nothing but white space is in it, its first byte.
    let trim = |start: usize, end: usize| {
        let found = trimmed(text, Span::new(start - base, end - base));
        if found.is_empty() { Span::at(start) } else { Span::new(found.start() + base, found.end() + base) }
    };
    let end = own_end(text, base, entry);
    let own = |passage: &Passage| trim(passage.span.start().min(end), passage.span.end().min(end));
    let passage = |passage: &Option<Passage>| passage.as_ref().map(own);
    let (summary, comment) = (passage(&entry.summary), passage(&entry.comment));
    let label = |span: Span| {
        let before = slice(base, span.start()).trim_end();
        let before = before.strip_suffix("Summary").or_else(|| before.strip_suffix("Comment"));
        before.map(|before| base + before.len())
    };
    let (summary_label, comment_label) = (summary.and_then(label), comment.and_then(label));
    let body = entry.body.start();
    let first = summary_label.or(comment_label).unwrap_or(end);
    let number = entry.number.as_ref().map(|own| own.span);
    let title = entry.title.as_ref().map(|title| title.span);
    let in_matter = title.is_some_and(|title| slice(title.end(), body).contains("\n---"));
    let head = match (title, &entry.date) {
        (Some(title), _) if in_matter => title,
        (_, Some(date)) if date.span.end() <= body => {
            let behind = number.filter(|own| title.is_none_or(|title| own.end() <= title.start()));
            let start = behind.map_or(date.span.end(), |own| own.end().max(date.span.end()));
            // A date may end as a sentence does.
            let dot = slice(start, body.max(start)).chars().next().filter(|c| matches!(c, '.' | ',' | '。'));
            let start = start + dot.map_or(0, char::len_utf8);
            trim(start, body.max(start))
        }
        // Without a date, a title that is a link begins behind what makes an entry.
        (Some(_), None) if slice(base, body).contains(ANCHOR) => {
            let from = entry.tags.last().map_or(entry.span.start(), |tag| tag.span.end().min(body));
            let anchor = slice(from, body).find(ANCHOR).map_or(from, |at| from + at + ANCHOR.len());
            trim(anchor, body)
        }
        (Some(title), _) => trim(title.start(), body.max(title.end())),
        _ => Span::at(body),
    };
    Parts { head, text: trim(body, first.max(body)), summary, comment, summary_label, comment_label, end }
}

/// Where an entry of a page ends but for the Markdown headings and thematic breaks that end it: those are the page's,
/// though nothing but the next entry ends this one. `text` holds the entry and begins at `base`.
#[must_use]
pub fn own_end(text: &str, base: usize, entry: &Entry) -> usize {
    let body = &text[entry.body.start() - base..entry.span.end() - base];
    let mut end = body.len();
    let mut rest = body;
    // The line that the title or a label stands on is the entry's.
    while let Some((before, line)) = rest.rsplit_once('\n') {
        let line = line.trim_end();
        let hashes = line.len() - line.trim_start_matches('#').len();
        let heading = (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\t', '\u{3000}']);
        let apart = before.trim_end_matches([' ', '\t', '\r']).ends_with('\n');
        let rule = line.len() >= 3
            && ["-", "*", "_"]
                .iter()
                .any(|mark| line.replace([' ', '\t'], "").chars().all(|c| mark.starts_with(c)));
        if heading || (rule && apart) {
            end = before.trim_end().len();
        } else if !line.is_empty() {
            break;
        }
        rest = before;
    }
    entry.body.start() + if end < body.len() { end } else { body.trim_end().len() }
}

/// The first place in `span` where `label` begins a section, and whether it begins a line. In an entry
/// in block style (`block`) a label in the middle of a line has to be glued to what is not English.
fn find_label(text: &str, span: Span, label: &str, block: bool) -> Option<(usize, bool)> {
    let mut inline = None;
    for at in memmem::find_iter(&text.as_bytes()[span.range()], label).map(|at| at + span.start()) {
        let before = text[..at].chars().next_back();
        if !before.is_none_or(char::is_whitespace) || label_len(&text[at..span.end()]).is_none() {
            continue;
        }
        if before.is_none_or(|c| c == '\n') || at == span.start() {
            return Some(inline.filter(|_| !block).unwrap_or((at, true)));
        }
        let after = &text[at + label.len()..span.end()];
        let telling = !block || !after.starts_with(|c: char| c.is_ascii()) || after.starts_with("http");
        if telling && inline.is_none() {
            inline = Some((at, false));
            if !block {
                break;
            }
        }
    }
    inline
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::page;

    #[track_caller]
    fn check_end(comment: &str, own: &str) {
        let text = format!("Issue Date: 2025-01-01\nT, B+, ACL'23\n{comment}");
        let entry = &page::parse(&text).entries[0];
        assert_eq!(&text[entry.body.start()..own_end(&text, 0, entry)], format!("\n{own}").trim_end());
    }

    #[test]
    fn headings_that_end_an_entry_are_the_pages() {
        check_end("Comment一\n\n## May\n", "Comment一");
        check_end("Comment一\n\n---\n\n# 2025\n## May\n\n", "Comment一");
        check_end("## May\n", "");
        check_end("Comment一\n# メモ\n二\n", "Comment一\n# メモ\n二");
        check_end("Comment一\n---\n", "Comment一\n---");
        check_end("Comment一\n#12\n", "Comment一\n#12");
        check_end("Comment\n| a |\n| --- |\n", "Comment\n| a |\n| --- |");
        check_end("", "");
    }
}
