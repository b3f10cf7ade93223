//! What stands beside a paper, and what is said of it in full.

use super::Node;
use crate::language::{Language, say};

/// The number and as much of the title as fits in so many columns; wide characters take two.
pub fn short(node: &Node, columns: usize, language: Language) -> String {
    let title = node.title.as_deref().unwrap_or_default();
    let cut = cut(title, columns);
    match (node.number, cut.is_empty()) {
        (Some(number), true) => number.to_string(),
        (Some(number), false) => format!("{number} {cut}"),
        (None, true) => untitled(language),
        (None, false) => cut,
    }
}

/// Title, author, date and tags, a line each.
pub fn full(node: &Node, language: Language) -> Vec<String> {
    let title = node.title.clone().filter(|title| !title.is_empty()).unwrap_or_else(|| untitled(language));
    let number = node.number.map(|number| format!("{number} ")).unwrap_or_default();
    let mut lines = vec![format!("{number}{title}")];
    let facts: Vec<&str> = [&node.authors, &node.date].into_iter().flatten().map(String::as_str).collect();
    lines.extend(Some(facts.join(" · ")).filter(|facts| !facts.is_empty()));
    let tags: Vec<String> = node.tags.iter().map(|tag| format!("#{tag}")).collect();
    lines.extend(Some(tags.join(" ")).filter(|tags| !tags.is_empty()));
    lines
}

fn untitled(language: Language) -> String {
    say!(language, "(no title)", "(題名なし)")
}

/// How wide a text is at most, in the fonts of screens and a size of 11 pixels. None is at hand to measure it with.
pub fn width(text: &str) -> f64 {
    let wide = |c: char| match c {
        'M' | 'W' | 'm' | '@' | '%' | '…' => 11.5,
        'w' | 'A'..='Z' => 9.5,
        c if c >= '\u{1100}' => 12.0,
        c if !c.is_ascii() && c.is_uppercase() => 12.0,
        c if !c.is_ascii() && c.is_lowercase() => 10.0,
        _ => 7.5,
    };
    text.chars().map(wide).sum()
}

/// The beginning of a text, cut between words where there are some, with `…` where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    let mut wide = 0;
    let end = text.char_indices().find(|(_, c)| {
        wide += if *c < '\u{1100}' { 1 } else { 2 };
        wide > columns
    });
    let Some((end, _)) = end else { return text.to_owned() };
    let head = &text[..end];
    let word = head.rfind(' ').filter(|space| space * 2 > head.len()).unwrap_or(head.len());
    // A joiner or a modifier at the end would have nothing to join.
    let head = head[..word].trim_end_matches(|c: char| !c.is_alphanumeric());
    format!("{head}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::{Position, Range};

    #[test]
    fn texts_are_at_least_as_wide_as_browsers_draw_them() {
        // As Chromium measures them in DejaVu Sans, the widest of the usual fonts, and in Noto Sans CJK.
        let drawn = [
            ("1391 Does Fine-Tuning LLMs…", 165.9),
            ("123410 MWMWMWMWMW WMWMWMWMWMW…", 274.5),
            ("ATTENTION IS ALL YOU NEED", 159.4),
            ("2402 CoT-Self-Instruct…", 132.7),
            ("OQOQOQOQ", 69.2),
            ("wwwwwwww", 72.0),
            ("大規模言語モデルの学習と", 132.0),
            ("1234567890", 70.0),
            ("minimum www mm", 107.6),
            ("abcdefghijklmnopqrstuvwxyz", 161.1),
            ("מודלים גדולים של", 83.1),
            ("Ёлка ЖЩШ ЮФ", 91.3),
        ];
        for (text, drawn) in drawn {
            assert!(width(text) >= drawn && width(text) < 1.5 * drawn, "{text}: {} for {drawn}", width(text));
        }
    }

    /// A paper of which nothing is known, and what is.
    fn node(number: Option<u32>, title: Option<&str>, facts: &[&str], tags: &[&str]) -> Node {
        let at = Position { line: 0, character: 0 };
        Node {
            id: "x".to_owned(),
            number,
            title: title.map(str::to_owned),
            authors: facts.first().map(|author| (*author).to_owned()),
            uri: "file:///a.txt".to_owned(),
            range: Range { start: at, end: at },
            url: None,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            tag: None,
            date: facts.get(1).map(|date| (*date).to_owned()),
        }
    }

    #[test]
    fn what_is_known_stands_beside_a_paper() {
        let short = |number, title| short(&node(number, title, &[], &[]), 10, Language::English);
        assert_eq!(short(Some(7), Some("A Title")), "7 A Title");
        assert_eq!(short(Some(7), None), "7");
        assert_eq!(short(None, Some("A Title")), "A Title");
        assert_eq!(short(None, None), "(no title)");
    }

    #[test]
    fn in_full_there_is_no_empty_line() {
        let full = |title, facts, tags| full(&node(Some(7), title, facts, tags), Language::English);
        assert_eq!(full(Some("T"), &["A+", "2025-01-01"], &["x", "y"]), ["7 T", "A+ · 2025-01-01", "#x #y"]);
        assert_eq!(full(Some("T"), &["A+"], &[]), ["7 T", "A+"]);
        assert_eq!(full(None, &[], &["x"]), ["7 (no title)", "#x"]);
        assert_eq!(full(Some(""), &[], &[]), ["7 (no title)"]);
    }

    #[test]
    fn titles_are_cut_between_words_and_never_in_a_character() {
        assert_eq!(cut("Attention Is All You Need", 30), "Attention Is All You Need");
        assert_eq!(cut("Attention Is All You Need", 15), "Attention Is…");
        assert_eq!(cut("大規模言語モデルの要約", 8), "大規模言…");
        assert_eq!(cut("Supercalifragilistic", 5), "Super…");
        assert_eq!(cut("👩‍👩‍👧‍👧x 👩‍👩‍👧‍👧", 4), "…");
        assert_eq!(cut("", 4), "");
    }
}
