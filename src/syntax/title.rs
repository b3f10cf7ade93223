//! Title lines: `[Paper Note] Name, Author+, N_A, arXiv'25, 2025.08`. Read from the right, because a
//! name holds commas and everything behind it may be missing.

use std::sync::LazyLock;

use regex::Regex;

use crate::entry::{Title, collapse};
use crate::text::Span;

/// Makes a title of a title line; `span` is its place.
#[must_use]
pub fn parse(line: &str, span: Span) -> Title {
    let body = without_prefix(line);
    let parts = parts(body);
    let mut end = parts.len();
    let text = |part: &(usize, usize)| &body[part.0..part.1];
    // From the right, each at most once and never the first part, which is the name.
    let mut take = |is: &dyn Fn(&str) -> bool| {
        let found = end > 1 && is(text(&parts[end - 1]));
        end -= usize::from(found);
        found.then(|| text(&parts[end]))
    };
    let month = take(&|part| MONTH.is_match(part));
    let venue = take(&|part| VENUE.is_match(part));
    take(&|part| matches!(part, "N_A" | "N/A"));
    let author = author(&parts[..end], body);
    if let Some(at) = author {
        end = at;
    }
    // In the line.
    let at = line.trim_end().len() - body.len();
    let place = |(from, to): (usize, usize)| Span::new(at + from, at + to);
    let name = place((0, parts[..end].last().map_or(0, |last| last.1)));
    let (venue, venue_year) = venue.map_or((None, None), split_venue);
    let month_year = month.and_then(|month| month[..4].parse().ok());
    let mut title = Title::new(line, span, name, author.map(|at| place(parts[at])));
    title.venue = venue.map(Into::into);
    title.year = venue_year.or(month_year);
    title
}

/// Whether `line` ends as a title does that says where the paper was published, or when: then what
/// follows it is no longer the title.
#[must_use]
pub fn is_complete(line: &str) -> bool {
    let body = without_prefix(line.trim_end());
    let parts = parts(body);
    parts.len() > 1 && {
        let last = parts[parts.len() - 1];
        let last = &body[last.0..last.1];
        MONTH.is_match(last) || VENUE.is_match(last)
    }
}

/// A title line without the `[Paper Note]` that it may begin with, and the white space around it.
#[must_use]
pub fn without_prefix(line: &str) -> &str {
    let line = line.trim();
    let rest = line.strip_prefix("[Paper Note]").or_else(|| line.strip_prefix("[Paper Notes]"));
    rest.unwrap_or(line).trim_start()
}

static MONTH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:19|20)[0-9]{2}(?:\.[0-9]{1,2})?$").unwrap());

// `EMNLP'25 Findings`, `SIGIR’99`, `ACL23`, `Tutorial at ACL 2025`
static VENUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(\p{L}[^,]*?)\s?['’‘′`]\s?([0-9]{2}|[0-9]{4})( [^,]*)?|(\p{L}[\p{L}-]*?)((?:19|20)?[0-9]{2})|(\p{L}[^,]*?) ((?:19|20)[0-9]{2})((?: \p{L}[^,]*)?))$",
    )
    .unwrap()
});

fn split_venue(part: &str) -> (Option<String>, Option<u16>) {
    let Some(found) = VENUE.captures(part) else {
        return (None, None);
    };
    let group = |n| found.get(n).map(|m| m.as_str());
    let name = group(1).or(group(4)).or(group(6)).unwrap_or_default();
    let name = format!("{name}{}", group(3).or(group(8)).unwrap_or_default());
    let digits = group(2).or(group(5)).or(group(7)).unwrap_or_default();
    let year = digits.parse::<u16>().ok().map(|year| match year {
        // The oldest venue in use with two digits is of the 1970s.
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    });
    (Some(collapse(&name)), year)
}

/// The parts between commas, as byte ranges of `body`, white space around them left off.
fn parts(body: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let commas = body.match_indices(',').filter(|(at, _)| {
        let next = body[at + 1..].chars().next();
        next.is_none_or(char::is_whitespace)
    });
    for end in commas.map(|(at, _)| at).chain([body.len()]) {
        let part = &body[start..end];
        let lead = part.len() - part.trim_start().len();
        let from = start + lead;
        parts.push((from, from + part.trim().len()));
        start = (end + 1).min(body.len());
    }
    parts
}

/// Which of `parts` is the first author. Parts behind it are affiliations.
fn author(parts: &[(usize, usize)], body: &str) -> Option<usize> {
    let text = |at: usize| &body[parts[at].0..parts[at].1];
    let marked = (1..parts.len()).rev().find(|at| text(*at).ends_with('+'));
    marked.or_else(|| {
        let last = parts.len().checked_sub(1).filter(|last| *last > 0)?;
        is_name(text(last)).then_some(last)
    })
}

/// Whether `part` can be a person or an organisation rather than the end of a paper's name.
fn is_name(part: &str) -> bool {
    const SMALL: [&str; 14] =
        ["de", "van", "von", "der", "den", "di", "da", "la", "al", "of", "for", "the", "at", "and"];
    const SERIES: [&str; 9] =
        ["part", "vol", "volume", "lecture", "chapter", "episode", "no", "section", "version"];
    let words: Vec<&str> = part.split_whitespace().collect();
    let sentence = part.contains([':', '?', '!', '"', '$', '…']) || part.contains("...");
    let starts_small = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase());
    let joins = words.first().is_some_and(|word| SMALL.contains(word) || *word == "or");
    // `Part 1`, `Vol. Two`, `v4.40` belong to the name of the paper; `LLM360` is somebody's.
    let numbered = words
        .iter()
        .any(|word| word.trim_start_matches(['v', 'V']).starts_with(|c: char| c.is_ascii_digit()));
    let series =
        words.first().is_some_and(|word| SERIES.contains(&word.to_lowercase().trim_end_matches('.')));
    !(words.is_empty() || numbered || series)
        && words.len() <= 6
        && part.chars().count() <= 60
        && !sentence
        && !joins
        && (words.len() == 1 || words.iter().all(|word| !starts_small(word) || SMALL.contains(word)))
}

/// A title whose first author is known from elsewhere: `name, gc introduction` is no name with a comma.
#[must_use]
pub fn by(title: Title, author: &str) -> Title {
    let name = title.name().strip_suffix(author).and_then(|rest| rest.trim_end().strip_suffix(','));
    let name = name.map(str::trim_end).filter(|name| title.author().is_none() && !name.is_empty());
    let (Some(name), whole) = (name, title.name_in_line()) else { return title };
    let name = Span::new(whole.start(), whole.start() + name.len());
    title.with(name, Some(Span::new(whole.end() - author.len(), whole.end())))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sole_author_in_small_letters_is_told_by_the_list() {
        let parsed = || parse("a title , of sorts, gc introduction, N_A", Span::at(0));
        let told = by(parsed(), "gc introduction");
        assert_eq!((told.name(), told.author()), ("a title , of sorts", Some("gc introduction")));
        assert_eq!(told.key(), TitleKey::new("a title, of sorts"));
        assert_eq!(by(parsed(), "somebody else"), parsed());
    }

    use super::*;
    use crate::entry::TitleKey;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(line: &str, expect: Expect) {
        let title = parse(line, Span::new(0, line.len()));
        let or = |part: Option<&str>| part.unwrap_or("-").to_owned();
        let year = title.year.map_or("-".to_owned(), |year| year.to_string());
        let found =
            [title.name().to_owned(), or(title.author()), or(title.venue.as_deref()), year].join(" | ");
        expect.assert_eq(&found);
    }

    #[test]
    fn every_part_may_be_missing() {
        check(
            "[Paper Note] MetaCLIP 2: A Worldwide Scaling Recipe, Yung-Sung Chuang+, arXiv'25",
            expect!["MetaCLIP 2: A Worldwide Scaling Recipe | Yung-Sung Chuang+ | arXiv | 2025"],
        );
        check(
            "Writing-Zero: Bridge the Gap, Xun Lu, arXiv'25",
            expect!["Writing-Zero: Bridge the Gap | Xun Lu | arXiv | 2025"],
        );
        check(
            "Teaching Small Language Models to Reason, ACL'23",
            expect!["Teaching Small Language Models to Reason | - | ACL | 2023"],
        );
        check(
            "Persona vectors: Monitoring traits, Anthropic, 2025.08",
            expect!["Persona vectors: Monitoring traits | Anthropic | - | 2025"],
        );
        check(
            "30分で完全理解するTransformerの世界",
            expect!["30分で完全理解するTransformerの世界 | - | - | -"],
        );
        check("a", expect!["a | - | - | -"]);
        check("", expect![" | - | - | -"]);
        check("arXiv'25", expect!["arXiv'25 | - | - | -"]);
    }

    #[test]
    fn names_hold_commas_quotes_and_runs_of_spaces() {
        check(
            "[Paper Note] First Return, Entropy-Eliciting Explore, Tianyu Zheng+, arXiv'25",
            expect!["First Return, Entropy-Eliciting Explore | Tianyu Zheng+ | arXiv | 2025"],
        );
        check(
            "Out of One, Many: Using Language  Models, Lisa P. Argyle+, N_A, arXiv'22",
            expect!["Out of One, Many: Using Language  Models | Lisa P. Argyle+ | arXiv | 2022"],
        );
        check(
            "Principles, Challenges, and Open Questions, N/A, arXiv'23",
            expect!["Principles, Challenges, and Open Questions | - | arXiv | 2023"],
        );
        check(
            "The \"A is B\" Curse, Lukas Berglund+, arXiv'23",
            expect![[r#"The "A is B" Curse | Lukas Berglund+ | arXiv | 2023"#]],
        );
        check(
            "Processing 1,000 Notes, Ann Bee+, ACL'20",
            expect!["Processing 1,000 Notes | Ann Bee+ | ACL | 2020"],
        );
    }

    #[test]
    fn venues_and_years() {
        check("A B, C+, EMNLP'25 Findings", expect!["A B | C+ | EMNLP Findings | 2025"]);
        check("A B, C+, ACL'21 Findings, 2020.12", expect!["A B | C+ | ACL Findings | 2021"]);
        check("A B, C+, ICML'25 Workshop AI4MATH", expect!["A B | C+ | ICML Workshop AI4MATH | 2025"]);
        check(
            "A B, C+, N_A, Nature Machine Intelligence'25",
            expect!["A B | C+ | Nature Machine Intelligence | 2025"],
        );
        check("A B, ACL23", expect!["A B | - | ACL | 2023"]);
        check("A B, C+, SIGIR’99", expect!["A B | C+ | SIGIR | 1999"]);
        check("A B, Tutorial at ACL 2025", expect!["A B | - | Tutorial at ACL | 2025"]);
        check("A B, Shun Kiyono, 2022", expect!["A B | Shun Kiyono | - | 2022"]);
    }

    #[test]
    fn affiliations_stand_behind_the_author() {
        check(
            "Answering Questions, Yoran+, Tel Aviv University （w_ Allen Institute for AI）, arXiv23",
            expect!["Answering Questions | Yoran+ | arXiv | 2023"],
        );
    }

    #[test]
    fn what_ends_a_series_is_part_of_the_name() {
        for line in [
            "LLM Agents in Production, Part 1",
            "LLM Agents, Vol. Two",
            "Transformers, v4.40",
            "NLP, Lecture 3",
        ] {
            assert_eq!(parse(line, Span::new(0, line.len())).name(), line);
        }
        check("LLM Datasets, LLM360, 2024.10", expect!["LLM Datasets | LLM360 | - | 2024"]);
    }

    #[test]
    fn whole_years_at_venues() {
        check("A B, C+, Interspeech2023", expect!["A B | C+ | Interspeech | 2023"]);
        check("A B, C+, CVPR 2024 Workshop", expect!["A B | C+ | CVPR Workshop | 2024"]);
    }

    #[test]
    fn completeness_needs_a_venue_or_a_date() {
        assert!(is_complete("A B, C+, arXiv'22 "));
        assert!(is_complete("A B, Anthropic, 2025.08"));
        assert!(!is_complete("DocAsRef: Repurposing Reference-Based"));
        assert!(!is_complete("A B, C+"));
        assert!(!is_complete("arXiv'22"));
    }
}
