//! The tag by which a paper is coloured. A tag that most papers have tells nothing, and there are only so many colours
//! that eyes tell apart: a few tags are chosen that together are on as many papers as possible, and of those a paper
//! has, the rarest is its own.

use std::collections::{BTreeMap, HashSet};

use super::palette::COLOURS;

/// For each paper the tag by which it is coloured, from the tags of each.
pub fn telling<'a>(papers: &[&'a [String]]) -> Vec<Option<&'a str>> {
    let mut with: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, tags) in papers.iter().enumerate() {
        for tag in tags.iter().map(|tag| &**tag).collect::<HashSet<_>>() {
            with.entry(tag).or_default().push(at);
        }
    }
    let mut chosen: Vec<&str> = Vec::new();
    let mut bare: HashSet<usize> = (0..papers.len()).collect();
    // Common tags come second, for papers that have nothing else.
    for (common, most) in [(false, COLOURS - 2), (true, COLOURS)] {
        while chosen.len() < most {
            let some = with.iter().filter(|(_, on)| common || !is_common(on.len(), papers.len()));
            let gains =
                some.map(|(tag, on)| (on.iter().filter(|at| bare.contains(at)).count(), on.len(), *tag));
            // Of equals the first in the order of names.
            let best = gains.max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.cmp(a.2)));
            let Some((1.., _, tag)) = best else { break };
            with[tag].iter().for_each(|at| {
                bare.remove(at);
            });
            chosen.push(tag);
        }
    }
    let rarest = |tags: &&'a [String]| {
        let own = tags.iter().map(|tag| &**tag).filter(|tag| chosen.contains(tag));
        own.min_by_key(|tag| (with[tag].len(), *tag))
    };
    papers.iter().map(rarest).collect()
}

/// Whether a tag is on so many papers that it tells little of one.
fn is_common(count: usize, papers: usize) -> bool {
    count * 5 > papers * 2 && count > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(papers: &[&str], expected: &[&str]) {
        let tags: Vec<Vec<String>> =
            papers.iter().map(|tags| tags.split_whitespace().map(str::to_owned).collect()).collect();
        let tags: Vec<&[String]> = tags.iter().map(Vec::as_slice).collect();
        let found: Vec<&str> = telling(&tags).into_iter().map(Option::unwrap_or_default).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_tag_on_most_papers_tells_nothing() {
        check(&["NLP QA", "NLP QA", "NLP RAG", "NLP RAG", "NLP"], &["QA", "QA", "RAG", "RAG", "NLP"]);
        check(&["NLP", "NLP", "NLP", ""], &["NLP", "NLP", "NLP", ""]);
    }

    #[test]
    fn of_several_it_is_the_rarest() {
        check(
            &["A B", "A", "A", "B", "C C", "C", "D", "E", "F", "G", "H"],
            &["B", "A", "A", "B", "C", "C", "D", "E", "F", "G", "H"],
        );
    }

    #[test]
    fn a_common_tag_is_left_a_colour_for_papers_that_have_nothing_else() {
        let papers: Vec<String> = (0..16).map(|at| format!("NLP T{}", at / 2)).collect();
        let mut papers: Vec<&str> = papers.iter().map(String::as_str).collect();
        papers.push("NLP");
        let expected = [
            "T0", "T0", "T1", "T1", "T2", "T2", "T3", "T3", "T4", "T4", "T5", "T5", "NLP", "NLP", "NLP",
            "NLP", "NLP",
        ];
        check(&papers, &expected);
    }

    #[test]
    fn of_equals_the_first_by_name_have_colours() {
        check(&["I", "H", "G", "F", "E", "D", "C", "B", "A"], &["", "H", "G", "F", "E", "D", "C", "B", "A"]);
    }

    #[test]
    fn there_are_only_so_many_colours() {
        let papers: Vec<String> = (0..40).map(|at| format!("T{:02}", at / 2 % 12)).collect();
        let papers: Vec<&str> = papers.iter().map(String::as_str).collect();
        let tags: Vec<Vec<String>> = papers.iter().map(|tag| vec![(*tag).to_owned()]).collect();
        let tags: Vec<&[String]> = tags.iter().map(Vec::as_slice).collect();
        let found: HashSet<&str> = telling(&tags).into_iter().flatten().collect();
        // The first eight are on four papers, the other four on two.
        assert_eq!(found, (0..8).map(|at| papers[at * 2]).collect());
        assert_eq!(telling(&[]), []);
    }
}
