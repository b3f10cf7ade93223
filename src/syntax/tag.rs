//! Tags on a page: the unbroken run of `#…` right before an entry's `Issue Date:`. It is read
//! backwards, because only its end is certain: in a run-on line the prose of the entry before ends
//! anywhere, and tag names hold spaces.

use crate::entry::Tag;
use crate::syntax::link;
use crate::text::Span;

/// The longest name, in bytes. Longer runs behind a `#` are prose.
pub const LONGEST: usize = 120;

/// Words that make what follows a hashtag a sentence: `#deeplearning on X`.
const SENTENCE_WORDS: [&str; 12] =
    ["on", "for", "is", "are", "was", "were", "that", "this", "which", "from", "as", "it"];

/// The tags that end at `end` (white space between them and `end` aside), in the order written,
/// going back no further than `lower`. `code` holds code spans, in which nothing is a tag.
#[must_use]
pub fn run_before(text: &str, lower: usize, end: usize, code: &[Span]) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut end = end;
    // The date may stand behind a blank line; between two tags one would break the run.
    let mut most_breaks = usize::MAX;
    while let Some(tag) = last_tag(text, lower, end, most_breaks, code) {
        end = tag.span.start() - 1;
        most_breaks = 1;
        tags.push(tag);
    }
    tags.reverse();
    tags
}

fn last_tag(text: &str, lower: usize, end: usize, most_breaks: usize, code: &[Span]) -> Option<Tag> {
    let before = &text[lower..end];
    let trimmed = before.trim_end();
    let gap = &before[trimmed.len()..];
    if gap.is_empty() || gap.matches('\n').count() > most_breaks {
        return None;
    }
    // On one line the nearest `#` that can begin a tag begins this one. It is not far, whatever the line.
    let mut from = trimmed.len().saturating_sub(LONGEST + 2);
    while !trimmed.is_char_boundary(from) {
        from += 1;
    }
    let near = &trimmed[from..];
    let (line_start, whole) = match near.rfind('\n') {
        Some(at) => (from + at + 1, true),
        None => (from, from == 0),
    };
    let line = &trimmed[line_start..];
    let begins_here =
        |at: usize| if at == 0 { whole || begins(&trimmed[..line_start]) } else { begins(&line[..at]) };
    let (at, _) = line.match_indices('#').rev().find(|(at, _)| begins_here(*at))?;
    let name = &line[at + 1..];
    let start = lower + line_start + at + 1;
    let span = Span::new(start, start + name.len());
    let inline = !gap.contains('\n') || at > 0 || !whole;
    let hidden = link::covers(code, span);
    (is_name(name, inline) && !hidden).then(|| Tag { name: name.into(), span })
}

/// Whether a `#` behind `before`, which is on the same line, can begin a tag: at the line's start or
/// behind white space.
#[must_use]
pub fn begins(before: &str) -> bool {
    // A byte order mark may begin the file.
    before.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '\u{feff}')
}

/// Whether `name` can be a tag's. `inline`: other text stands on its line, which may be prose.
#[must_use]
pub fn is_name(name: &str, inline: bool) -> bool {
    let heading = name.starts_with(|c: char| c.is_whitespace() || c == '#');
    let word_end = name.find(char::is_whitespace).unwrap_or(name.len());
    let (first_word, rest) = name.split_at(word_end);
    // `#103.` and `#103, #104` end a sentence of the entry before.
    let bare_word = first_word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let reference = bare_word.bytes().all(|b| b.is_ascii_digit());
    let prose = name.contains(['。', '、', '・', '\t']) || name.contains(", ") || name.contains("://");
    // `#RLHF とは何か #NLP`: prose behind a word. `#Supervised-FineTuning (SFT) #NLP` is a name.
    let is_japanese =
        |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}');
    let sentence = rest.split_whitespace().any(|word| SENTENCE_WORDS.contains(&word));
    let words_follow = inline && (sentence || rest.chars().any(is_japanese));
    !(name.is_empty() || name.len() > LONGEST || heading || reference || prose || words_follow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let code = crate::syntax::link::code(text, Span::new(0, text.len()));
        let tags = run_before(text, 0, text.len(), &code);
        let names: Vec<&str> = tags.iter().map(|tag| &*tag.name).collect();
        assert_eq!(names, expected);
        for tag in &tags {
            assert_eq!(&text[tag.span.range()], &*tag.name);
        }
    }

    #[test]
    fn one_a_line_or_run_on() {
        check("#NLP\n#Dataset\n", &["NLP", "Dataset"]);
        check("\r\n#NLP\r\n#Dataset\r\n", &["NLP", "Dataset"]);
        check("を導入する #NLP #ICLR ", &["NLP", "ICLR"]);
        check("とのこと。\n#NLP\n#A #B\n", &["NLP", "A", "B"]);
    }

    #[test]
    fn names_hold_spaces_slashes_quotes_and_brackets() {
        check(
            "#Supervised-FineTuning (SFT) #STS (SemanticTextualSimilarity) #Admin'sPick #Zero/FewShotPrompting #RAG(RetrievalAugmentedGeneration) #Selected Papers/Blogs #2D (Image) ",
            &[
                "Supervised-FineTuning (SFT)",
                "STS (SemanticTextualSimilarity)",
                "Admin'sPick",
                "Zero/FewShotPrompting",
                "RAG(RetrievalAugmentedGeneration)",
                "Selected Papers/Blogs",
                "2D (Image)",
            ],
        );
    }

    #[test]
    fn what_is_not_a_tag_ends_the_run() {
        check("関連: #551 #NLP ", &["NLP"]);
        check("#551 を参照 #NLP ", &["NLP"]);
        check("See #103. #NLP ", &["NLP"]);
        check("See\n#103.\n#NLP\n", &["NLP"]);
        check("#103. ・888 #NLP ", &["NLP"]);
        check("the hash #deeplearning on X\n#NLP\n", &["NLP"]);
        check("# Abstract\n#NLP\n", &["NLP"]);
        check("## 見出し\n", &[]);
        check("`#a` #b ` #NLP ", &["b `", "NLP"]);
        check("` #code ` #NLP ", &["NLP"]);
        check("https://example.com/#page #NLP ", &["NLP"]);
        check("手法 #RLHF とは何か。 #NLP ", &["NLP"]);
        check("手法 #RLHF とは何か #NLP ", &["NLP"]);
        check("C# #NLP ", &["NLP"]);
        check("#NLP", &[]);
    }

    #[test]
    fn a_blank_line_breaks_the_run_but_not_before_the_date() {
        check("#hashtag\n\n#NLP\n\n", &["NLP"]);
        check("#hashtag\r\n\r\n#NLP\r\n", &["NLP"]);
    }

    #[test]
    fn japanese_names() {
        check("x #ａｒＸｉｖ Ｏｎｌｙ #NLP ", &["ａｒＸｉｖ Ｏｎｌｙ", "NLP"]);
        check("#言語モデル\n#論文 まとめ\n", &["言語モデル", "論文 まとめ"]);
    }
}
