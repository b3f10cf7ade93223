//! What tells a count, a year or a measure from a reference: the counters and units that follow a
//! number, and the words that announce one. Japanese and English; a number that any of these touches
//! is text, even where an entry of that number exists.

use std::sync::LazyLock;

/// Words, read from a string with spaces between them.
type Words = LazyLock<Vec<&'static str>>;

macro_rules! words {
    ($words:expr) => {
        LazyLock::new(|| $words.split_whitespace().collect())
    };
}

/// Counters and units in Japanese, glued or behind a space. Single characters are counters only where
/// no word goes on behind them (`本` but not `本研究`).
static COUNTERS: Words = words!(
    "年 月 日 時 分 秒 週 つ 個 件 種 倍 人 名 回 本 枚 冊 台 章 節 項 頁 行 列 層 段 位 点 度 \
    割 円 歳 才 文 語 字 例 社 者 代 番 号 桁 次 期 部 版 巻 系 通 対 組 択 乗 進 軸 色 問 題 \
    群 値 票 億 万 千 百 兆 ヶ ケ カ国 か国 か所 カ所 か月 カ月 箇所 以上 以下 以内 未満 程度 \
    前後 超 弱 強 余 ほど くらい ぐらい ずつ とおり 単語 文字 言語 世紀 世代 次元 時間 ページ \
    トークン サンプル インスタンス データ ビット バイト パラメータ エポック ステップ ステージ \
    フェーズ パターン モデル タスク ベンチマーク クラス カテゴリ レイヤ ヘッド ノード \
    ポイント ドル ユーザ アイテム ショット シーン フレーム ジャンル ドメイン ％ ‰ ℃ ° × 〜 \
    ～ ~ ＋"
);

/// Characters that may follow a single-character counter without making another word of it: `3件以上`.
const AFTER_COUNTER: &str = "以程前後中間目未超弱強当内半分類所月頃";

/// Words in which a counter is none.
static WORDS: Words = words!("人間 言語モデル 分析");

/// Units in English and of measures, lower case. A single letter glued to a number is always a unit.
static UNITS: Words = words!(
    "kb mb gb tb bit bits byte bytes th st nd rd px fps ms sec secs second seconds min mins \
    minute minutes hr hrs hour hours day days week weeks month months year years hz khz mhz \
    ghz db pt pts point points percent shot shots way ways step steps token tokens layer \
    layers head heads epoch epochs gpu gpus cpu cpus tpu tpus core cores times time hop hops \
    stage stages phase phases class classes dim dims dimension dimensions sample samples \
    example examples instance instances item items user users task tasks dataset datasets \
    benchmark benchmarks model models paper papers page pages word words character characters \
    sentence sentences document documents image images video videos question questions \
    problem problems type types kind kinds language languages parameter parameters param \
    params million billion trillion thousand hundred bn mn x k usd dollars people annotators \
    participants experts categories turns turn rounds round runs run seeds seed nodes edges \
    hidden batch batches d b m t g"
);

/// Words in front of a number that make it a label or an amount, lower case where they have case.
static ANNOUNCING: Words = words!(
    "pr mr pull fig fig. figure table tab tab. section sec sec. eq eq. equation alg alg. algorithm \
    appendix chapter ch ch. vol vol. no no. p p. pp pp. page pages top step layer version ver \
    ver. v phase stage part task level line day year about around over under than \
    approximately of the"
);

static ANNOUNCING_JAPANESE: Words = words!(
    "図 下図 上図 表 下表 上表 式 章 節 第 約 計 全 最大 最小 平均 各 上位 下位 総数 およそ たった わずか 合わせて \
    ランク ステップ レイヤー"
);

/// Particles after which a number alone can be the name of a note.
static PARTICLES: Words = words!("より は が を に で と の も や へ から など 参照 参考");

/// How far back, in bytes, an announcing word is looked for.
const LONGEST_WORD: usize = 40;

/// The longest list of numbers whose unit is looked for.
const LONGEST_LIST: usize = 8;

/// Whether what follows a number makes it a count, a measure, a date, or part of a longer number.
#[must_use]
pub fn follows(after: &str) -> bool {
    // `10, 13%`: the unit of the last number in a list is the unit of all.
    let mut after = after;
    for _ in 0..LONGEST_LIST {
        let Some(next) = next_in_list(after) else { break };
        after = next;
    }
    let mut chars = after.chars();
    let (first, second) = (chars.next(), chars.next());
    let goes_on = second.is_some_and(|c| c.is_ascii_alphanumeric());
    match first {
        None => false,
        Some('%' | '+' | '=' | '^' | '$' | '€' | '£' | '–') => true,
        Some(',') => second.is_some_and(|c| c.is_ascii_digit()),
        Some('.' | ':' | '/' | '-' | '_' | '\'' | '’' | '*') => goes_on,
        Some(c) if c.is_ascii_alphabetic() => is_unit(after, true),
        Some(' ' | '\t' | '\u{3000}') => {
            let rest = after.trim_start_matches([' ', '\t', '\u{3000}']);
            rest.starts_with(['%', '×']) || is_unit(rest, false) || is_counter(rest)
        }
        Some(_) => is_counter(after),
    }
}

/// Whether a particle follows, as behind a name.
#[must_use]
pub fn particle_follows(after: &str) -> bool {
    PARTICLES.iter().any(|particle| after.starts_with(particle))
}

/// Whether `before`, without the white space at its end, ends in what announces a number that is not a
/// note's: `図`, `Table`, `約`, `=`.
#[must_use]
pub fn names_a_number(before: &str) -> bool {
    let mut from = before.len().saturating_sub(LONGEST_WORD);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    let ends_word = |c: char| c.is_whitespace() || matches!(c, '(' | '（' | '、' | '。');
    let word = near.rsplit(ends_word).next().unwrap_or_default().to_lowercase();
    let operator = before.ends_with(['=', '<', '+', '-', '*', '/', '×', '~', '≈', '$', '¥', '±']);
    operator
        || ANNOUNCING.contains(&word.as_str())
        || ANNOUNCING_JAPANESE.iter().any(|word| {
            // `約` but not `要約`, `図` but not `意図`.
            let single = word.chars().nth(1).is_none();
            let before = before.strip_suffix(word);
            before.is_some_and(|before| !(single && before.ends_with(is_kanji)))
        })
}

fn next_in_list(after: &str) -> Option<&str> {
    let rest = after.strip_prefix(", ").or_else(|| after.strip_prefix('、'))?;
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    (len > 0).then(|| &rest[len..])
}

fn is_unit(text: &str, glued: bool) -> bool {
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..len].to_ascii_lowercase();
    match len {
        0 => false,
        1 => glued || text[len..].starts_with(char::is_whitespace) && UNITS.contains(&word.as_str()),
        _ => UNITS.contains(&word.as_str()),
    }
}

fn is_counter(text: &str) -> bool {
    if WORDS.iter().any(|word| text.starts_with(word)) {
        return false;
    }
    COUNTERS.iter().any(|counter| {
        let Some(rest) = text.strip_prefix(counter) else {
            return false;
        };
        let single = counter.chars().nth(1).is_none();
        let word_goes_on = rest.chars().next().is_some_and(|c| is_kanji(c) && !AFTER_COUNTER.contains(c));
        !(single && is_kanji(counter.chars().next().unwrap_or(' ')) && word_goes_on)
            || COUNTERS.iter().any(|next| rest.starts_with(next) && next.chars().nth(1).is_some())
    })
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
