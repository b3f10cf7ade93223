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
