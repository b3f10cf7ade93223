//! `similar-entry`: entries that may be one paper under two titles. A suggestion, with its reasons.

use super::{Diagnostic, Findings, Fix, Rule, Scope, Severity, not_here, one_paper, related};
use crate::entry::{Entry, collapse, fold};
use crate::index::{FileId, Index, Similar, Years};
use crate::language::{Language, say};

pub(super) const RULE: Rule = Rule {
    code: "similar-entry",
    severity: Severity::Information,
    about: "Two entries have nearly the same title and may be one paper.",
    check,
    fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    // One finding an entry, however many it is like.
    for group in index.similar_of(scope.file, &scope.entries).chunk_by(|a, b| a.later == b.later) {
        let language = index.config().language();
        let first = &group[0];
        let number = index.number(first.earlier).map(|(number, _)| number.to_string());
        let name = number.unwrap_or_else(|| index.file(first.earlier.file).name().to_owned());
        let why = why(index, first, language);
        let message = say!(
            language,
            "this may be the same paper as {name}: {why}",
            "{name} と同じ論文かもしれません: {why}"
        );
        let finding = findings.push(index.entry(first.later).anchor(), message);
        for similar in group {
            let said = say!(language, "the other entry", "もう一つのノート");
            finding.related.push(related(index, similar.earlier, said));
        }
    }
}

fn fixes(index: &Index, file: FileId, diagnostic: &Diagnostic) -> Vec<Fix> {
    let anchored = |similar: &Similar| index.entry(similar.later).anchor() == diagnostic.span;
    let similar = index.similar_in(file).into_iter().find(anchored);
    let Some(similar) = similar else { return Vec::new() };
    let made_one = one_paper::fixes(index, similar.later, similar.earlier);
    not_here::ignore(index, similar.later, RULE.code).into_iter().chain(made_one).collect()
}

fn why(index: &Index, similar: &Similar, language: Language) -> String {
    let (a, b) = (index.entry(similar.earlier), index.entry(similar.later));
    let parts =
        [titles(a, b, language), Some(authors(similar, a, b, language)), years(similar, a, b, language)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(&say!(language, "; ", "、"))
}

/// The longest difference that is spelled out, in words.
const FEW: usize = 4;

fn titles(a: &Entry, b: &Entry, language: Language) -> Option<String> {
    let words = |entry: &Entry| -> Vec<String> {
        let name = entry.title.as_ref().map(|title| collapse(title.name())).unwrap_or_default();
        name.split(|c: char| c.is_whitespace() || ":,()（）：".contains(c)).map(str::to_owned).collect()
    };
    let (x, y) = (words(a), words(b));
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        let known: Vec<String> = other.iter().map(|word| fold(word)).collect();
        let words = one.iter().filter(|word| !word.is_empty() && !known.contains(&fold(word)));
        words.map(|word| format!("\"{word}\"")).collect()
    };
    let (only_x, only_y) = (only(&x, &y), only(&y, &x));
    let differ: Vec<String> = only_x.iter().chain(&only_y).cloned().collect();
    Some(match differ.len() {
        0 => say!(language, "same title", "題名が同じ"),
        1..=FEW => {
            let differ = differ.join(", ");
            say!(language, "same title but for {differ}", "題名の違いは {differ} だけ")
        }
        _ => say!(language, "nearly the same title", "題名がほぼ同じ"),
    })
}

fn authors(similar: &Similar, a: &Entry, b: &Entry, language: Language) -> String {
    let Some(shared) = similar.authors else {
        return say!(language, "authors not known", "著者は不明");
    };
    let (both, more) = (shared.both, shared.more);
    let listed = !a.authors.is_empty() && !b.authors.is_empty();
    match both {
        0 => say!(language, "other authors", "著者は異なる"),
        _ if !listed => say!(language, "same first author", "第一著者が同じ"),
        _ if both == more => say!(language, "same authors", "著者が同じ"),
        _ => say!(language, "{both} of {more} authors the same", "著者 {more} 人中 {both} 人が同じ"),
    }
}

fn years(similar: &Similar, a: &Entry, b: &Entry, language: Language) -> Option<String> {
    let year = |entry: &Entry| entry.title.as_ref().and_then(|title| title.year);
    let (x, y) = (year(a), year(b));
    match (similar.years, x, y) {
        (Years::Unknown, ..) => None,
        (_, Some(x), Some(y)) if x != y => {
            let (x, y) = (x.min(y), x.max(y));
            Some(say!(language, "{x} and {y}", "{x} 年と {y} 年"))
        }
        (_, Some(x), _) => Some(say!(language, "both {x}", "ともに {x} 年")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::ide::diagnostics::tests::{check, check_fix, check_no, check_not_offered};

    fn two(first: &str, second: &str) -> String {
        format!("Issue: 7\nIssue Date: 2025-01-01\n{first}\nIssue: 8\nIssue Date: 2025-01-02\n{second}\n")
    }

    #[test]
    fn a_word_or_a_letter_makes_the_difference() {
        let a = "Online Deep Learning: Learning Deep Neural Networks on the Fly, Doyen Sahoo+, IJCAI'18";
        for (b, why) in [
            (a.replace("Fly", "Fly II"), "same title but for \"II\"; same first author; both 2018"),
            (
                a.replace("Neural", "Nueral"),
                "same title but for \"Neural\", \"Nueral\"; same first author; both 2018",
            ),
            (
                a.replace("Fly", "Fly II").replace("IJCAI'18", "N_A"),
                "same title but for \"II\"; same first author",
            ),
        ] {
            let expected =
                format!("{b}: this may be the same paper as 7: {why} (page.txt {a}: the other entry)");
            check(RULE.code, &two(a, &b), &[&expected]);
        }
    }

    #[test]
    fn a_preprint_that_was_published_late() {
        let a = "RoFormer: Enhanced Transformer with Rotary Position Embedding, Jianlin Su+, arXiv'21";
        let b = a.replace("arXiv'21", "Neurocomputing'24");
        let why = "same title; same first author; 2021 and 2024";
        let expected = format!("{b}: this may be the same paper as 7: {why} (page.txt {a}: the other entry)");
        check(RULE.code, &two(a, &b), &[&expected]);
        check_no(RULE.code, &two(&a.replace("arXiv", "ACL"), &b));
        check_no(RULE.code, &two(&a.replace("Jianlin Su+", "Jane Doe+"), &b));
    }

    #[test]
    fn the_higher_number_is_reported_with_all_that_it_is_like() {
        let title = |word: &str| {
            format!("A Survey of {word} Language Models for Mathematical Reasoning, Jane Doe+, ACL'24")
        };
        let page = format!(
            "Issue: 9\nIssue Date: 2025-01-01\n{}\nIssue: 7\nIssue Date: 2025-01-02\n{}\nIssue: 8\nIssue Date: 2025-01-02\n{}\n",
            title("Large"),
            title("Larger"),
            title("Largest")
        );
        let like = |word: &str| format!("page.txt {}: the other entry", title(word));
        check(
            RULE.code,
            &page,
            &[
                &format!(
                    "{}: this may be the same paper as 7: same title but for \"Larger\", \"Large\"; same first author; both 2024 ({}) ({})",
                    title("Large"),
                    like("Larger"),
                    like("Largest")
                ),
                &format!(
                    "{}: this may be the same paper as 7: same title but for \"Larger\", \"Largest\"; same first author; both 2024 ({})",
                    title("Largest"),
                    like("Larger")
                ),
            ],
        );
    }

    #[test]
    fn a_comment_says_that_they_are_two() {
        let a = "Online Deep Learning: Learning Deep Neural Networks on the Fly, Doyen Sahoo+, IJCAI'18";
        let b = a.replace("Fly", "Fly II");
        let comment = "<!-- paper-notes: ignore similar-entry -->";
        // On a line of its own, with the line break of the file, or behind the text.
        let block = two(a, &b);
        check_fix(RULE.code, &block, &format!("{}\n{comment}\n", block.trim_end()));
        let windows = block.replace('\n', "\r\n");
        check_fix(RULE.code, &windows, &format!("{}\r\n{comment}\r\n", windows.trim_end()));
        let first = format!("Issue Date: 2025-01-01\n{a}\n");
        let run_on = |comment: &str| {
            format!(
                "{first}#A Issue Date: 2025-01-02 {b} Commentよい。{comment} #B Issue Date: 2025-01-03 Something Else, C+, ACL'24\n"
            )
        };
        check_fix(RULE.code, &run_on(""), &run_on(&format!(" {comment}")));
        // Behind a title that goes on to the line's end it would be read as part of the title.
        check_not_offered(
            RULE.code,
            "Not a duplicate",
            &format!(
                "{first}#A Issue Date: 2025-01-02 {b} #B Issue Date: 2025-01-03 Something Else, C+, ACL'24\n"
            ),
        );
    }

    #[test]
    fn issues_of_a_series() {
        for (a, b) in [
            ("Reading Group Report 2024-05-01", "Reading Group Report 2024-05-02"),
            ("Database Tuning for Everybody, Part 1", "Database Tuning for Everybody, Part 2"),
        ] {
            check_no(
                RULE.code,
                &two(&format!("{a}, Jane Doe+, 2024.05"), &format!("{b}, Jane Doe+, 2024.05")),
            );
        }
        // Nobody notes one paper a hundred times.
        let page: String = (0..100)
            .map(|n| {
                format!(
                    "Issue Date: 2025-01-01\nWeekly Report of the Reading Group on {}s, Jane Doe+, 2024.05\n",
                    char::from_u32(0x4e00 + n).unwrap()
                )
            })
            .collect();
        check_no(RULE.code, &page);
    }

    #[test]
    fn certain_copies_other_authors_other_years_and_mirrors() {
        let a = "Online Deep Learning: Learning Deep Neural Networks on the Fly, Doyen Sahoo+, IJCAI'18";
        check_no(RULE.code, &two(a, a));
        check_no(RULE.code, &two(a, &a.replace("Fly", "Fly II").replace("Doyen Sahoo+", "Jane Doe+")));
        check_no(RULE.code, &two(a, &a.replace("Fly", "Fly II").replace("'18", "'21")));
        check_no(RULE.code, &two("Attention, A B+, ACL'18", "Tension, A B+, ACL'18"));
        let mirror = format!(
            "//- a.txt\n#NLP\nIssue: 7\nIssue Date: 2025-01-01\n{a}\n//- NLP.txt\nNLP\n#NLP\nIssue Date: 2025-01-01\n{}\n",
            a.replace("Fly", "Fly II")
        );
        check_no(RULE.code, &mirror);
    }
}
