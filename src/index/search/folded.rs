//! What is equal when something is looked for: width and case, hiragana and katakana, small and large kana, with or
//! without long vowels and accents.

use unicode_normalization::UnicodeNormalization;

/// A text as it is compared; letters alone count, so that what stands between them may be anything.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

/// Puts what [`fold`] makes of a text behind what is there.
pub fn fold_into(out: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\0'..='\x7f' => out.push(c.to_ascii_lowercase()),
            // Hiragana, as katakana.
            '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => {
                // The mark of a voiced sound may be a character of its own.
                let mark = chars.next_if(|next| matches!(next, '\u{3099}' | '\u{309a}'));
                let katakana = if c < '\u{30a1}' { char::from_u32(c as u32 + 0x60).unwrap_or(c) } else { c };
                match mark {
                    None => out.extend(large(katakana)),
                    Some(_) => {
                        out.extend([Some(katakana), mark].into_iter().flatten().nfc().filter_map(large));
                    }
                }
            }
            // 言語モデル and 言語モデルー: the long vowel is written or not.
            'ー' | 'ｰ' => {}
            '\u{4e00}'..='\u{9fff}' => out.push(c),
            // Full-width letters.
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
                out.push(ascii.to_ascii_lowercase());
            }
            // Half-width kana, whose marks stand behind them.
            '\u{ff66}'..='\u{ff9d}' => {
                let mark = chars.next_if(|next| matches!(next, '\u{ff9e}' | '\u{ff9f}'));
                out.extend([Some(c), mark].into_iter().flatten().nfkc().filter_map(large));
            }
            // Accents.
            '\u{300}'..='\u{36f}' => {}
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                let plain = c.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
                out.extend(plain.flat_map(char::to_lowercase));
            }
            c if c.is_alphanumeric() => out.extend(c.nfkc().flat_map(char::to_lowercase)),
            c => out.push(c),
        }
    }
}

/// A katakana written large; none for what only lengthens.
fn large(c: char) -> Option<char> {
    Some(match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ー' => return None,
        c => c,
    })
}

/// The words of a folded text: letters and digits in a row, all of one kind: `gpt4によるベンチ` is `gpt4` and
/// `ニヨルベンチ`.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !is_letter(c));
        let wide = is_wide(rest.chars().next()?);
        let len = rest.find(|c: char| !is_letter(c) || is_wide(c) != wide).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(len);
        rest = behind;
        Some(word)
    })
}

/// Whether a character is a letter or a digit; quickly for those that most notes are made of.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' => true,
        c => c.is_alphanumeric(),
    }
}

/// Whether a letter is of a script that puts no spaces between words.
#[must_use]
pub fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Whether a folded word is written so in every text that has it: all of it is Chinese characters.
#[must_use]
pub fn is_as_written(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

/// Calls `each` for the hashes of all letters in a row of a word by which it is found: three, or two where words have
/// no spaces between them.
pub fn grams(word: &str, mut each: impl FnMut(u32)) {
    let len = if word.starts_with(is_wide) { 2 } else { 3 };
    let mut row = [0_u32; 3];
    for (at, c) in word.chars().enumerate() {
        row = [row[1], row[2], c as u32];
        if at + 1 >= len {
            let first = if len == 3 { row[0] } else { 0 };
            let code = u64::from(first) << 42 | u64::from(row[1]) << 21 | u64::from(row[2]);
            each(crate::index::meeting::mix(code) as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_is_the_same() {
        for (a, b) in [
            ("Ｍａｇｐｉｅ", "magpie"),
            ("ベンチマーク", "べんちまく"),
            ("ﾍﾞﾝﾁﾏｰｸ", "ベンチマーク"),
            ("ヘ\u{3099}ンチ", "ベンチ"),
            ("て\u{3099}た", "データ"),
            ("キャッシュ", "キヤツシユ"),
            ("Erdős–Rényi", "erdos–renyi"),
            ("評価", "評価"),
        ] {
            assert_eq!(fold(a), fold(b), "{a}");
        }
        assert_ne!(fold("が"), fold("か"));
        assert_ne!(fold("評価"), fold("評価する"));
    }

    #[test]
    fn words_end_where_the_script_changes() {
        let all = |text: &str| words(&fold(text)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(all("GPT-4oによる評価 (2024)"), ["gpt", "4o", "ニヨル評価", "2024"]);
        assert_eq!(all(" 、。"), [""; 0]);
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(is_letter(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn grams_are_of_three_letters_or_two_wide_ones() {
        let count = |word: &str| {
            let mut count = 0;
            grams(word, |_| count += 1);
            count
        };
        assert_eq!(
            [count("ab"), count("abc"), count("abcde"), count("評"), count("評価"), count("評価軸")],
            [0, 1, 3, 0, 1, 2]
        );
    }
}
