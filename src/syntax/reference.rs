//! References in text: which numbers point at another entry. Most numbers in prose are counts, years
//! and measures; whatever is not clearly a reference stays text, for a wrong warning costs more than
//! a missed one.

use memchr::memchr;

use crate::entry::{Number, Reference, ReferenceForm};
use crate::syntax::{counter, link};
use crate::text::Span;

/// What kind of text a number stands in: it decides which forms of reference count there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// A summary: only `#551` and links.
    Summary,
    /// A comment: every form.
    Comment,
    /// Text without a label: every form but bare numbers.
    Unlabelled,
}

/// Appends the references in `span` of `text`, in order. `urls` and `code` are the places in it where
/// digits are none, in order.
pub fn scan(
    text: &str,
    span: Span,
    context: Context,
    urls: &[Span],
    code: &[Span],
    out: &mut Vec<Reference>,
) {
    let from = out.len();
    for url in urls.iter().filter(|url| span.contains(**url)) {
        let inside_code = link::covers(code, *url);
        if let (Some((repository, number, digits)), false) = (link::issue(&text[url.range()]), inside_code) {
            out.push(Reference {
                number,
                span: Span::new(url.start() + digits.start(), url.start() + digits.end()),
                form: ReferenceForm::Link,
                certain: true,
                repository: Some(repository.into()),
            });
        }
    }
    let texts = link_texts(text, span, urls);
    let mut masks: Vec<Span> = urls.iter().chain(code).copied().chain(texts).collect();
    masks.sort();
    let mut masks = masks.into_iter().peekable();
    let mut last_mask_end = 0;
    let bytes = text.as_bytes();
    let mut at = span.start();
    while at < span.end() {
        if context == Context::Summary {
            // The only form there.
            let Some(hash) = memchr(b'#', &bytes[at..span.end()]) else { break };
            at += hash + 1;
        }
        if !bytes[at..span.end()].first().is_some_and(u8::is_ascii_digit) {
            at += usize::from(context != Context::Summary);
            continue;
        }
        let run = bytes[at..span.end()].iter().take_while(|b| b.is_ascii_digit());
        let digits = Span::new(at, at + run.count());
        at = digits.end();
        while let Some(mask) = masks.next_if(|mask| mask.end() <= digits.start()) {
            last_mask_end = mask.end();
        }
        let masked = masks.peek().is_some_and(|mask| mask.start() < digits.end());
        let Some(number) = Number::parse(&text[digits.range()]).filter(|_| !masked) else {
            continue;
        };
        let place = Place {
            before: &text[span.start()..digits.start()],
            after: &text[digits.end()..span.end()],
            // `…2-Q・2011`: the bullet follows a URL, whose last letter is no word's.
            follows_url: last_mask_end + '・'.len_utf8() == digits.start(),
            len: digits.len(),
            number,
        };
        if let Some((form, certain)) = place.classify(context) {
            out.push(Reference { number, span: digits, form, certain, repository: None });
        }
    }
    out[from..].sort_by_key(|reference| reference.span);
}

/// The longest text of a link, in bytes. Looking farther back for its beginning would take square time.
const LONGEST_LINK_TEXT: usize = 2048;

/// The texts of Markdown links, `[these](https://…)`: they are titles, and their numbers are names.
fn link_texts<'a>(text: &'a str, span: Span, urls: &'a [Span]) -> impl Iterator<Item = Span> + 'a {
    urls.iter().filter_map(move |url| {
        let before = text.get(span.start()..url.start())?.strip_suffix("](")?;
        let mut from = before.len().saturating_sub(LONGEST_LINK_TEXT);
        while !before.is_char_boundary(from) {
            from += 1;
        }
        let near = &before[from..];
        let line_start = near.rfind('\n').map_or(0, |at| at + 1);
        let open = from + line_start + near[line_start..].rfind('[')?;
        Some(Span::new(span.start() + open, span.start() + before.len()))
    })
}

/// A number and what stands around it.
struct Place<'a> {
    before: &'a str,
    after: &'a str,
    follows_url: bool,
    len: usize,
    number: Number,
}

impl Place<'_> {
    /// The form of the reference, and whether it is certain; `None` where the number is text.
    fn classify(&self, context: Context) -> Option<(ReferenceForm, bool)> {
        if counter::follows(self.after) {
            return None;
        }
        let previous = self.before.chars().next_back();
        match previous {
            Some('#') => self.hash(),
            _ if context == Context::Summary => None,
            Some('・') => self.bullet(),
            _ if behind_ascii_bullet(self.before) && self.ends_word() => {
                let counts = self.prose_follows() && self.is_count_like();
                (!counts).then_some((ReferenceForm::Bare, false))
            }
            // `- 2378追記あり` as `・2378追記あり`.
            _ if behind_ascii_bullet(self.before) => {
                let joined = self.after.starts_with(|c: char| !c.is_ascii());
                (joined && !self.is_count_like()).then_some((ReferenceForm::Glued, false))
            }
            _ if context == Context::Comment && self.is_bare() => Some((ReferenceForm::Bare, false)),
            _ => None,
        }
    }

    fn hash(&self) -> Option<(ReferenceForm, bool)> {
        let before = &self.before[..self.before.len() - 1];
        let opens = before.chars().next_back().is_none_or(|c| {
            !c.is_alphanumeric() && !matches!(c, '#' | '&' | '\\' | '_' | '-' | '`' | '.' | '"' | '\'' | '=')
        });
        let next = self.after.chars().next();
        // `#3D` is a tag.
        if !opens || next.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
            return None;
        }
        // `#1` is more often a rank than a note, `#333333` a colour, `Figure #12` a figure, and `#551を`
        // may be either.
        let named = !behind_ascii_bullet(before)
            && counter::names_a_number(before.trim_end_matches([' ', '\t', '\u{3000}']));
        let plain = next.is_none_or(|c| !c.is_alphanumeric());
        let certain = (2..6).contains(&self.len) && plain && !named;
        Some((ReferenceForm::Hash, certain))
    }

    fn bullet(&self) -> Option<(ReferenceForm, bool)> {
        if !self.ends_word() {
            return (self.len >= 3).then_some((ReferenceForm::Glued, false));
        }
        // `モデル・12 `: the dot joins two words. Behind anything but a word it is a bullet.
        let before = &self.before[..self.before.len() - '・'.len_utf8()];
        let joins = !self.follows_url && before.chars().next_back().is_some_and(char::is_alphanumeric);
        // `・512 H100を使用`, `・100 から 200`: in front of prose a number may count anything.
        Some((ReferenceForm::Bullet, self.len > 1 && !joins && !self.prose_follows()))
    }

    /// `下記画像は 1370より`, `(MQA) 1272 は`: white space, two to six digits, and then white space, a
    /// particle or the end of a clause.
    fn is_bare(&self) -> bool {
        let prose = self.before.trim_end_matches([' ', '\t', '\u{3000}']);
        let spaced = prose.len() < self.before.len();
        if !spaced || !(2..=6).contains(&self.len) || prose.ends_with('\n') || prose.is_empty() {
            return false;
        }
        let after_english = prose.ends_with(|c: char| c.is_ascii_alphanumeric());
        if counter::names_a_number(prose)
            || prose.ends_with(['.', ',', '>'])
            || (after_english && self.is_year_like())
        {
            return false;
        }
        let next = self.after.chars().next();
        match next {
            None => true,
            Some(c) if c.is_whitespace() => {
                // `with 500 samples`: a count inside English prose.
                let rest = self.after.trim_start_matches([' ', '\t', '\u{3000}']);
                !(after_english && rest.starts_with(|c: char| c.is_ascii_alphabetic()))
            }
            Some('、' | '。' | '，' | '．' | ',' | '.' | ')' | '）' | '」' | ']') => true,
            Some(_) => counter::particle_follows(self.after),
        }
    }

    fn ends_word(&self) -> bool {
        self.after.chars().next().is_none_or(char::is_whitespace)
    }

    /// Whether more than tags, an aside or a link follows on the line.
    fn prose_follows(&self) -> bool {
        let rest = self.after.trim_start_matches([' ', '\t', '\u{3000}']);
        !rest.is_empty()
            && !rest.starts_with(['\n', '\r', '#', '(', '（', '[', '「'])
            && !rest.starts_with("http")
            && !rest.starts_with("<!--")
    }

    /// `・3 stages`, `・2019 ACL`: in front of prose, a number like this is seldom a reference.
    fn is_count_like(&self) -> bool {
        self.len < 3 || self.is_year_like()
    }

    fn is_year_like(&self) -> bool {
        (1950..2050).contains(&self.number.0)
    }
}

/// Whether `before` ends in a `- ` or `* ` that begins its line.
fn behind_ascii_bullet(before: &str) -> bool {
    let bullet = ["- ", "* ", "+ "].iter().find_map(|bullet| before.strip_suffix(bullet));
    bullet.is_some_and(|line| {
        let indented = line.trim_end_matches([' ', '\t']);
        indented.is_empty() || indented.ends_with(['\n', '\r'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, context: Context) -> Vec<String> {
        let span = Span::new(0, text.len());
        let mut out = Vec::new();
        let (urls, code) = (link::urls(text, span), link::code(text, span));
        scan(text, span, context, &urls, &code, &mut out);
        let describe = |r: &Reference| {
            assert_eq!(&text[r.span.range()], r.number.to_string());
            format!("{} {}{}", r.form.as_str(), r.number, if r.certain { "!" } else { "" })
        };
        out.iter().map(describe).collect()
    }

    /// `expected`: form and number, `!` where it is certain.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(found(text, Context::Comment), expected, "{text}");
    }

    #[track_caller]
    fn check_no(text: &str) {
        check(text, &[]);
    }

    #[test]
    fn bullets() {
        check("・2094", &["bullet 2094!"]);
        check("関連:\n・1829 #Pretraining", &["bullet 1829!"]);
        check("・1466\r\n・2538", &["bullet 1466!", "bullet 2538!"]);
        check("・2094 も参照", &["bullet 2094"]);
        check("・2094 (Magpie)", &["bullet 2094!"]);
        check("とのこと。・1234", &["bullet 1234!"]);
        check("・99 <!-- paper-notes: ignore broken-reference -->", &["bullet 99!"]);
        let glued = "https://x.com/a/status/1930826904522875309?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q・2011\nとは";
        check(glued, &["bullet 2011!"]);
        check("・8", &["bullet 8"]);
        check("モデル・12 の", &["bullet 12"]);
    }

    #[test]
    fn hashes() {
        check("#551", &["hash 551!"]);
        check("(#551)と=> #684 。", &["hash 551!", "hash 684!"]);
        check("see (#551, #552) #553/#554", &["hash 551!", "hash 552!", "hash 553!", "hash 554"]);
        check("#551を参照", &["hash 551"]);
        check("We're #1 on the board", &["hash 1"]);
        check("- #551\n* #552 を", &["hash 551!", "hash 552!"]);
        for text in ["#3D", "C#12", "&#123;", "https://example.com/page#12", "`#12`", "#1位", "##12", "#12-a"]
        {
            check_no(text);
        }
    }

    #[test]
    fn links() {
        check("https://github.com/o/r/issues/1152", &["link 1152!"]);
        check("[Title 99](https://github.com/o/r/issues/1152), ・7", &["link 1152!", "bullet 7"]);
        check_no("`https://github.com/o/r/issues/1152`");
        check_no("https://github.com/o/r/pull/1152");
    }

    #[test]
    fn glued_and_bare() {
        check("・2378Reasoning Modelの", &["glued 2378"]);
        check("・2378で提案された", &["glued 2378"]);
        check("下記画像は 1370より引用", &["bare 1370"]);
        check("(MQA) 1272 は全て", &["bare 1272"]);
        check("Surveyとして 1048 もある", &["bare 1048"]);
        check("Bayesian Personalized Ranking 28 ベースドな", &["bare 28"]);
        check("詳細は 1272、1048", &["bare 1272"]);
        check("- 2094", &["bare 2094"]);
        check("- 2378追記あり。", &["glued 2378"]);
        check_no("- 2019からの");
        check_no("- 512x faster");
        check("* 28\n", &["bare 28"]);
    }

    #[test]
    fn counts_years_and_measures_are_text() {
        for text in [
            "・8B token学習するごとに",
            "・3つの",
            "・10種類",
            "・2019年",
            "・4D",
            "・1.5倍",
            "約22,000の",
            "2.8Mから632.1M",
            "2023-04-26",
            "正答率は 36.0%",
            "Rateが 10, 13%程度",
            "・100-shot",
            "・70Bモデル",
            "・500 件",
            "・128 GPUs",
            "・300以上の",
            "・12:30から",
            "ACL 2017読み会",
            "ICLR 2025 に採択",
            "with 500 samples of",
            "図 12 は",
            "Table 10 を",
            "約 100 の",
            "合計 500 件の",
            "計1234",
            "(2025.05.12追記)",
            "・１２３４",
            "・0123",
            "・12Reasoning",
            "・12345678",
            "`・2094`",
            "・学習手法",
            "・10データ",
            "・12人の",
            "DALL·E 2 は",
            "- 12 layers",
            "- 2019 ACL",
            "1234\n",
        ] {
            check_no(text);
        }
    }

    #[test]
    fn words_that_begin_like_counters_do_not_hide_a_reference() {
        check("・2094本研究では", &["glued 2094"]);
        check("・2094 人間の評価", &["bullet 2094"]);
    }

    #[test]
    fn in_front_of_prose_a_bullet_number_is_uncertain() {
        for text in [
            "・512 H100を使用",
            "・100 - 200",
            "・100 から 200",
            "・256 に縮小",
            "・2019 ACLで",
            "・1000 エピソード",
        ] {
            assert!(found(text, Context::Comment).iter().all(|r| !r.ends_with('!')), "{text}");
        }
        check("・3 stagesで", &[]);
        check("・2019", &["bullet 2019!"]);
    }

    #[test]
    fn a_hash_that_is_somebody_elses() {
        for text in ["Figure #12", "PR #4512 in vllm", "No. #99", "color: #333333", "表 #12"] {
            assert!(found(text, Context::Comment).iter().all(|r| !r.ends_with('!')), "{text}");
        }
        check("<a href=\"#9999\">", &[]);
        check("発表 #551", &["hash 551!"]);
    }

    #[test]
    fn a_summary_has_only_hashes_and_links() {
        assert_eq!(found("・2094 は 1370より #551", Context::Summary), ["hash 551!"]);
        assert_eq!(found("・2094 は 1370より", Context::Unlabelled), ["bullet 2094"]);
    }
}
