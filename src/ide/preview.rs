//! The preview of an entry, in Markdown: what a hover over its number shows, and what a completion
//! item shows beside the list.

use std::collections::HashSet;

use crate::entry::{Entry, Number, collapse};
use crate::index::{EntryId, Index};
use crate::language::{Language, say};
use crate::shown;

/// The preview of the entry with this number; `None` where it is unknown.
#[must_use]
pub fn preview(index: &Index, number: Number) -> Option<String> {
    let entries = index.numbered(number);
    let shown = *entries.iter().find(|id| index.entry(**id).identity().is_some()).or(entries.first())?;
    let entry = index.entry(shown);
    let mut out = heading(index, entry, number);
    let title = entry.title.as_ref();
    let facts = [
        title.and_then(|title| title.author().map(escape)),
        title.and_then(|title| title.venue_and_year().as_deref().map(escape)),
        date(index, &entries).as_deref().map(escape),
        Some(format!("#{number}")),
    ];
    out += &facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    // What a page lacks, a catalog may have.
    let fullest = |has: &dyn Fn(&Entry) -> bool| entries.iter().copied().find(|id| has(index.entry(*id)));
    if let Some(id) = fullest(&|entry| !entry.tags.is_empty()) {
        let tags = index.entry(id).tags.iter().map(|tag| code(&format!("#{}", tag.name)));
        out += "\n\n";
        out += &tags.collect::<Vec<_>>().join(" ");
    }
    if let Some(id) = fullest(&|entry| entry.summary.is_some()) {
        out += &format!("\n\n{}", escape(&text(index, id, false)));
    }
    if let Some(id) = fullest(&|entry| entry.comment.is_some()) {
        out += &format!("\n\n> {}", escape(&text(index, id, true)));
    }
    out += &format!("\n\n{}", referred_to(index, number));
    Some(out)
}

/// One line of a list of entries: number, title and date.
pub fn list_item(index: &Index, id: EntryId) -> String {
    let entry = index.entry(id);
    let title = title(index, entry);
    let number = index.number(id).map(|(number, _)| number);
    let date = entry.date.as_ref().map(|date| format!(" · {}", escape(&date.written())));
    let number_text = number.map(|number| match index.issue_url(number) {
        Some(url) => format!("[{number}]({url}) "),
        None => format!("{number} "),
    });
    format!("- {}{title}{}\n", number_text.unwrap_or_default(), date.unwrap_or_default())
}

fn heading(index: &Index, entry: &Entry, number: Number) -> String {
    let title = title(index, entry);
    match index.issue_url(number) {
        Some(url) => format!("**[{title}]({url})**\n\n"),
        None => format!("**{title}**\n\n"),
    }
}

fn title(index: &Index, entry: &Entry) -> String {
    match &entry.title {
        Some(title) => escape(&collapse(title.name())),
        None => say!(index.config().language(), "(no title)", "(題名なし)"),
    }
}

/// How many entries there are.
pub fn entries(count: usize, language: Language) -> String {
    match count {
        1 => say!(language, "1 entry", "1 件"),
        n => say!(language, "{n} entries", "{n} 件"),
    }
}

fn date(index: &Index, entries: &[EntryId]) -> Option<String> {
    let date = entries.iter().find_map(|id| index.entry(*id).date.as_ref())?;
    Some(date.written().into_owned())
}

/// How many entries refer to a number; copies and mirrors of one count once.
pub fn referred_to(index: &Index, number: Number) -> String {
    let language = index.config().language();
    match referrers(index, number).len() {
        0 => say!(language, "No entry refers to it.", "参照しているノートはありません。"),
        1 => say!(language, "1 entry refers to it.", "1 件のノートが参照しています。"),
        n => say!(language, "{n} entries refer to it.", "{n} 件のノートが参照しています。"),
    }
}

/// The entries that refer to a number, each paper once, in path order.
pub fn referrers(index: &Index, number: Number) -> Vec<EntryId> {
    let mut seen = HashSet::new();
    let references =
        index.referrers(number).into_iter().filter(|id| index.is_reference(index.reference(*id)));
    references.map(|id| id.entry).filter(|id| seen.insert(index.paper(*id))).collect()
}

fn text(index: &Index, id: EntryId, comment: bool) -> String {
    let entry = index.entry(id);
    let passage = if comment { &entry.comment } else { &entry.summary };
    let Some(passage) = passage else {
        return String::new();
    };
    let text = match &passage.decoded {
        Some(decoded) => collapse(decoded),
        None => collapse(&index.file(id.file).text.slice(passage.span)),
    };
    match text.char_indices().nth(index.config().hover_length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Text as code in Markdown: in one line, for an empty one would end the code, and what follows would be Markdown.
fn code(text: &str) -> String {
    format!("`{}`", shown::line(&collapse(text)).replace('`', "'"))
}

/// Text as Markdown that shows it and does nothing else: notes may come from strangers. No more is escaped
/// than has to be, for some editors show the marks.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Four spaces in front would make it code.
    let mut rest = text.trim_start().chars().peekable();
    let mut previous = ' ';
    let strikes = text.matches('~').count() > 1;
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let starts_text = out.trim_start().is_empty();
        let mark = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' => true,
            // Inside a word it is a letter.
            '_' => !(previous.is_alphanumeric() && next.is_alphanumeric()),
            // Some take one for as much as two.
            '~' => strikes,
            '#' | '>' | '-' | '+' | '=' | '|' => starts_text,
            // `1. ` would be the first item of a list.
            '.' | ')' => {
                next.is_whitespace() && !starts_text && out.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        };
        match c {
            '&' if next == '#' || next.is_ascii_alphabetic() => out.push_str("&amp;"),
            c if c.is_whitespace() && c.is_control() => out.push(' '),
            c if shown::is_command(c) => out.push(shown::sign(c)),
            _ => {
                if mark {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        previous = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// What a reader of Markdown shows of it; an error where that is more than text.
    fn read(markdown: &str) -> Result<String, String> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_GFM
            | Options::ENABLE_WIKILINKS;
        let mut text = String::new();
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(said) => text += &said,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => return Err(format!("{other:?}")),
            }
        }
        Ok(text)
    }

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = [
            "[x](command:y)",
            "![x](http://e.example/a.png)",
            "<img src=x>",
            "</b>",
            "<a href=\"x\">",
            "<!--",
            "<x:y>",
            "[r]",
            "[^1]",
            "[[w]]",
            "[ ] ",
            ": ",
            "`",
            "``",
            "```",
            "~",
            "~~",
            "~~~",
            "*",
            "**",
            "_",
            "__",
            "#",
            "# ",
            "> ",
            "- ",
            "+ ",
            "1. ",
            "12) ",
            "=",
            "---",
            "|",
            "&",
            "&lt;",
            "&#60;",
            "&amp",
            "\\",
            "\n",
            "\r\n\r\n",
            "\t",
            " ",
            "    ",
            "\u{b}",
            "\u{85}",
            "\u{2028}",
            "\0",
            "\u{1b}[1m",
            "\u{202e}",
            "(",
            ")",
            "!",
            "a",
            "日本語",
            "é",
            "1",
            ".",
            "$x$",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_reader_shows_text_as_it_is(text in hostile()) {
            let expected: String = text
                .trim_start()
                .chars()
                .map(|c| match c {
                    c if c.is_whitespace() && c.is_control() => ' ',
                    c if shown::is_command(c) => shown::sign(c),
                    c => c,
                })
                .collect();
            let escaped = escape(&text);
            let shown = read(&escaped).map(|shown| shown.trim().to_owned());
            prop_assert_eq!(shown, Ok(expected.trim().to_owned()), "{:?}", escaped);
        }

        #[test]
        fn code_stays_code(text in hostile()) {
            let markdown = format!("{} behind", code(&format!("#{text}")));
            let events: Vec<Event> = Parser::new(&markdown).collect();
            prop_assert!(matches!(events[..], [Event::Start(Tag::Paragraph), Event::Code(_), Event::Text(_), Event::End(_)]), "{:?}", events);
        }
    }

    #[test]
    fn text_is_shown_and_does_nothing() {
        let hostile = "[x](command:y) <img src=z> `c` *b* _i_ a\\b &lt; #h\n> q ![p](u) ~~s~~ |t|";
        let escaped = "\\[x\\](command:y) \\<img src=z> \\`c\\` \\*b\\* \\_i\\_ a\\\\b &amp;lt; #h > q !\\[p\\](u) \\~\\~s\\~\\~ |t|";
        assert_eq!(escape("# h"), "\\# h");
        assert_eq!(escape("    2025. x 1. y"), "2025\\. x 1. y");
        assert_eq!(escape("3.5 x"), "3.5 x");
        assert_eq!(escape("a\r\nb\u{1b}[31m\u{202e}\0\u{85}c"), "a  b␛\\[31m\u{fffd}␀ c");
        assert_eq!(escape("snake_case > 3 & 4 (#105)"), "snake_case > 3 & 4 (#105)");
        assert_eq!(escape(hostile), escaped);
    }
}
