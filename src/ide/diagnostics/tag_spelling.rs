//! `tag-spelling`: a rare tag that is a common one in other letters.

use super::{Diagnostic, Findings, Fix, Rule, Scope, Severity};
use crate::ide::tag_edit::{self, Place};
use crate::index::{FileId, Index};
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "tag-spelling",
    severity: Severity::Information,
    about: "A rare tag differs from a common one only in case, width, spaces or punctuation.",
    check,
    fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if !index.file(scope.file).is_page() {
        return;
    }
    for (_, entry) in scope.entries(index) {
        for tag in &entry.tags {
            if let Some(common) = index.common_spelling(&tag.name) {
                let count = index.tag(common).map_or(0, |uses| uses.count());
                let message = say!(
                    index.config().language(),
                    "this tag is otherwise written #{common}, on {count} entries",
                    "このタグは他では #{common} と書かれています({count} 件)"
                );
                findings.push(tag.span, message);
            }
        }
    }
}

fn fixes(index: &Index, file: FileId, diagnostic: &Diagnostic) -> Vec<Fix> {
    let file = index.file(file);
    let Some((place, name)) = tag_edit::at(file, diagnostic.span) else { return Vec::new() };
    let Some(common) = index.common_spelling(name) else { return Vec::new() };
    let language = index.config().language();
    let edit = tag_edit::rename(file, &[place], Some(common));
    let mut fixes: Vec<Fix> = edit
        .map(|edit| Fix {
            title: say!(language, "Write #{name} as #{common}", "#{name} を #{common} に直す"),
            edits: vec![edit],
            preferred: true,
            loses_nothing: false,
            all_or_nothing: false,
        })
        .into_iter()
        .collect();
    let everywhere: Vec<(FileId, Vec<Place>)> = index
        .files()
        .filter(|(_, file)| file.is_page())
        .map(|(id, _)| (id, places(index, id, name)))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    let count: usize = everywhere.iter().map(|(_, places)| places.len()).sum();
    if count > 1 {
        // All of them or none: half a repository renamed is worse than before.
        let edits =
            everywhere.iter().map(|(id, places)| tag_edit::rename(index.file(*id), places, Some(common)));
        if let Some(edits) = edits.collect::<Option<Vec<_>>>() {
            let title = say!(
                language,
                "Write #{name} as #{common} in the whole repository ({count} places)",
                "リポジトリ全体で #{name} を #{common} に直す({count} か所)"
            );
            fixes.push(Fix { title, edits, preferred: false, loses_nothing: false, all_or_nothing: false });
        }
    }
    fixes
}

fn places(index: &Index, file: FileId, name: &str) -> Vec<Place> {
    let entries = index.file(file).entries().iter().enumerate();
    entries
        .flat_map(|(at, entry)| entry.tags.iter().enumerate().map(move |(tag, written)| ((at, tag), written)))
        .filter(|(_, tag)| &*tag.name == name)
        .map(|(place, _)| place)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::ide::diagnostics::tests::{check, check_fix, check_fix_of_all, check_no};

    /// Entries with these tags, each on its own.
    fn page(tags: &[&str]) -> String {
        let entry = |(n, tag): (usize, &&str)| {
            format!("#{tag}\nIssue Date: 2025-01-01\nTitle number {n} of the page, B+, ACL'23\n")
        };
        tags.iter().enumerate().map(entry).collect()
    }

    #[test]
    fn one_among_many() {
        let common = ["In-ContextLearning"; 4];
        for rare in [
            "In-Context Learning",
            "in-contextlearning",
            "InContextLearning",
            "Ｉn-ContextLearning",
            "In－ContextLearning",
            "In-ContextLearning.",
        ] {
            let expected = format!("{rare}: this tag is otherwise written #In-ContextLearning, on 4 entries");
            check(RULE.code, &page(&[&common[..], &[rare]].concat()), &[&expected]);
        }
    }

    #[test]
    fn other_tags_and_tags_without_a_common_spelling() {
        check_no(RULE.code, &page(&["NLP", "nlp"]));
        check_no(RULE.code, &page(&["NLP", "NLP", "NLP", "nlp", "nlp"]));
        check_no(RULE.code, &page(&["C++", "C++", "C++", "C++", "C", "C#"]));
        check_no(RULE.code, &page(&["Qwen2.5", "Qwen2.5", "Qwen2.5", "Qwen2.5", "Qwen25"]));
        for (common, rare) in [
            ("👍Review", "👎Review"),
            ("A→B", "A←B"),
            ("∞-former", "Former"),
            (".NET", "Net"),
            ("R²", "R2"),
            ("VisualC", "VisualC#"),
            ("हिन्दी", "हिनदी"),
        ] {
            check_no(RULE.code, &page(&[common, common, common, common, rare]));
        }
        check_no(RULE.code, &page(&["2D (Image)", "2D (Image)", "2D (Image)", "2D", "3D (Image)"]));
    }

    #[test]
    fn catalogs_count() {
        let entry = |n: usize| {
            format!(
                "{{\"number\":{n},\"title\":\"Title of entry number {n} of all\",\"labels\":[{{\"name\":\"NLP\"}}]}}\n"
            )
        };
        let catalog: String = (1..5).map(entry).collect();
        let fixture = format!("//- issues.jsonl\n{catalog}//- page.txt\n{}", page(&["nlp"]));
        check(RULE.code, &fixture, &["nlp: this tag is otherwise written #NLP, on 4 entries"]);
        // What is rare in a catalog is not ours to mend.
        let fixture = format!(
            "//- issues.jsonl\n{}//- page.txt\n{}",
            entry(1).replace("NLP", "nlp"),
            page(&["NLP"; 4])
        );
        check_no(RULE.code, &fixture);
    }

    #[test]
    fn here_and_everywhere() {
        let before = page(&["NLP", "NLP", "NLP", "NLP", "nlp"]);
        check_fix(RULE.code, &before, &before.replace("nlp", "NLP"));
        let other = "Text\n#QA #nlp Issue Date: 2025-01-01 Another title altogether, C+, ACL'24 Comment #nlp nlp\n#nlp #NLP Issue Date: 2025-01-02 One more\n";
        let many = page(&["NLP"; 8]);
        let files = |other: &str, last: &str| {
            format!(
                "//- a.txt\n{other}//- b.txt\n{many}//- page.txt\n#{last}\nIssue Date: 2025-01-03\nLast one\n"
            )
        };
        let after = "Text\n#QA #NLP Issue Date: 2025-01-01 Another title altogether, C+, ACL'24 Comment #nlp nlp\n#NLP Issue Date: 2025-01-02 One more\n";
        check_fix_of_all(RULE.code, 1, &files(other, "nlp"), &files(after, "NLP"));
    }
}
