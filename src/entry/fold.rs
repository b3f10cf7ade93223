//! NFKC and Unicode case folding: what has to be equal for two names to read the same.

use caseless::default_case_fold_str;
use unicode_normalization::UnicodeNormalization;

/// The folded text.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

/// Puts what [`fold`] makes of a text behind what is there.
pub fn fold_into(out: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        rest = fold_alone(out, rest);
        // A mark joins the character in front of it, so that character is folded with what follows.
        let mut chars = rest.chars();
        let Some(first) = chars.next() else { return };
        let behind: usize = chars.take_while(|c| alone(*c).is_none()).map(char::len_utf8).sum();
        let (joined, others) = rest.split_at(first.len_utf8() + behind);
        out.extend(default_case_fold_str(&joined.nfkc().collect::<String>()).nfkc());
        rest = others;
    }
}

/// Folds the beginning of a text, as far as each character is folded by itself. Returns the rest.
fn fold_alone<'a>(out: &mut String, text: &'a str) -> &'a str {
    if text.is_ascii() {
        let from = out.len();
        out.push_str(text);
        out[from..].make_ascii_lowercase();
        return "";
    }
    let mut before = None;
    for (at, c) in text.char_indices() {
        let Some(folded) = alone(c) else {
            return &text[before.map_or(at, |(at, _)| at)..];
        };
        out.extend(before.map(|(_, folded)| folded));
        before = Some((at, folded));
    }
    out.extend(before.map(|(_, folded)| folded));
    ""
}

/// What a character is folded to that never joins the one before it; `None` for all that need a closer look. Most
/// characters of titles are among these.
fn alone(c: char) -> Option<char> {
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        'à'..='ö' | 'ø'..='ÿ' => Some(c),
        'À'..='Ö' | 'Ø'..='Þ' => char::from_u32(c as u32 + 0x20),
        '‘' | '’' | '“' | '”' | '–' | '—' | '、' | '。' | '「' | '」' => Some(c),
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}' => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::{IsNormalized, is_nfkc_quick};

    use super::*;

    fn whole(text: &str) -> String {
        default_case_fold_str(&text.nfkc().collect::<String>()).nfkc().collect()
    }

    #[test]
    fn characters_that_are_folded_alone() {
        let mut count = 0;
        for c in '\0'..=char::MAX {
            assert_eq!(fold(&c.to_string()), whole(&c.to_string()), "{c:?}");
            let Some(folded) = alone(c) else { continue };
            count += 1;
            // "Yes" is said of what joins nothing before it.
            for c in [c, folded] {
                assert_eq!(is_nfkc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            }
        }
        assert!(count > 20_000);
    }

    #[test]
    fn what_is_joined_and_what_is_wide() {
        assert_eq!(fold("Müller LLM"), "müller llm");
        assert_eq!(fold("Mu\u{308}ller"), "müller");
        assert_eq!(fold("か\u{3099}ＬＬＭ ﬁ Straße ﾊﾟ"), "がllm fi strasse パ");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_text_is_folded_as_a_whole_is(
            text in "[aE ~Üßüかカー物\u{3099}\u{309a}\u{308}\u{327}\u{3000}ＡａｶﾞﾊﾟﬁﾞİıſK각\u{1100}\u{1161}\u{11a8}\u{345}Σς😱]{0,12}",
            any in any::<String>(),
        ) {
            prop_assert_eq!(fold(&text), whole(&text));
            prop_assert_eq!(fold(&any), whole(&any));
        }
    }
}
