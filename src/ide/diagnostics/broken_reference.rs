//! `broken-reference`: a number that no entry has.

use super::{Diagnostic, Findings, Fix, Rule, Scope, Severity};
use crate::ide::nearest::{Near, nearest};
use crate::index::{FileId, Index};
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "broken-reference",
    severity: Severity::Warning,
    about: "A reference names a number that no page and no catalog has.",
    check,
    fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    // Without numbers nothing can be said; `no-numbers` says that once.
    if !index.has_numbers() || !index.file(scope.file).is_page() {
        return;
    }
    for (id, _) in scope.entries(index) {
        for (_, reference) in index.references_of(id) {
            if reference.certain && !index.is_known(reference.number) {
                let number = reference.number;
                let message = say!(
                    index.config().language(),
                    "no entry has the number {number}",
                    "番号 {number} のノートはありません"
                );
                findings.push(reference.span, message);
            }
        }
    }
}

/// The numbers that may have been meant.
fn fixes(index: &Index, file: FileId, diagnostic: &Diagnostic) -> Vec<Fix> {
    let near = nearest(index, file, diagnostic.span);
    let fix = |Near { number, title, edit, told }| Fix {
        title: say!(index.config().language(), "Write {number}: {title}", "{number} にする: {title}"),
        edits: vec![edit],
        preferred: told,
        loses_nothing: false,
        all_or_nothing: false,
    };
    near.into_iter().map(fix).collect()
}

#[cfg(test)]
mod tests {
    use crate::edit::apply;
    use crate::fixture::Fixture;
    use crate::ide::diagnostics::tests::{check, check_fix, check_no, check_no_fix};
    use crate::ide::diagnostics::{diagnostics, fixes};

    const KNOWN: &str = "//- issues.json\n[{\"number\":2094,\"title\":\"x\",\"url\":\"https://github.com/o/r/issues/2094\"}]\n//- page.txt\n";

    fn page(comment: &str) -> String {
        format!("{KNOWN}Issue Date: 2025-08-02\nA Title, B+, arXiv'25\nSummary要約\nComment{comment}\n")
    }

    #[test]
    fn an_unknown_number() {
        check(
            "broken-reference",
            &page("関連:\n・1829\n(#99) https://github.com/o/r/issues/98"),
            &[
                "1829: no entry has the number 1829",
                "99: no entry has the number 99",
                "98: no entry has the number 98",
            ],
        );
    }

    #[test]
    fn a_known_number_or_what_may_be_none() {
        for comment in [
            "・2094",
            "#2094",
            "・1829Reasoning Modelの",
            "下は 1829より",
            "- 1829",
            "・8B token学習",
            "#1829を",
            "https://github.com/other/repository/issues/98",
            "`#98`",
        ] {
            check_no("broken-reference", &page(comment));
        }
    }

    #[test]
    fn pull_requests_share_the_numbers_of_issues() {
        let export = "//- issues.json\n[{\"number\":1,\"title\":\"x\"},{\"number\":77,\"title\":\"y\",\"pull_request\":{}}]\n//- page.txt\n";
        check_no(
            "broken-reference",
            &format!("{export}Issue Date: 2025-08-02\nA Title, B+, arXiv'25\nComment #77\n"),
        );
    }

    #[test]
    fn no_entry_no_finding() {
        check_no("broken-reference", &format!("{KNOWN}関連:\n・1829\n#99\n"));
    }

    /// Numbers near 1829: 1892 (digits swapped), 189 and 18290 (one missing, one more), 1828 (the key beside), 1879.
    fn near(titles: &[(u32, &str)], comment: &str) -> String {
        let export: Vec<String> = titles
            .iter()
            .map(|(number, title)| format!("{{\"number\":{number},\"title\":\"{title}, A+, ACL'20\"}}"))
            .collect();
        format!(
            "//- issues.json\n[{}]\n//- page.txt\n#A Issue Date: 2024-01-01 Before, B+, ACL'20 #X Issue Date: 2025-08-02 A Title, B+, arXiv'25 Comment{comment}\n",
            export.join(",")
        )
    }

    const ALL: &[(u32, &str)] = &[
        (1879, "Magpie: Alignment Data"),
        (1828, "Mamba: Sequence Modeling"),
        (189, "Transformers for Vision"),
        (18290, "A Study of Studies"),
        (1892, "Scaling Laws"),
        (5829, "あ"),
        (2094, "Far Away from Here"),
    ];

    /// What is offered at the first finding, `!` where it is what nearly everyone wants.
    #[track_caller]
    fn check_offers(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let all = diagnostics(&fixture.index, fixture.file);
        let finding = all.iter().find(|finding| finding.code == "broken-reference").expect("a finding");
        let found = fixes(&fixture.index, fixture.file, finding);
        let marked = |preferred| if preferred { "!" } else { "" };
        let titles: Vec<String> =
            found.iter().map(|fix| format!("{}{}", fix.title, marked(fix.preferred))).collect();
        assert_eq!(titles, expected);
        assert!(found.iter().all(|fix| apply(&fixture.text(), &fix.edits[0].edits).is_some()));
    }

    #[test]
    fn the_nearest_numbers_are_offered() {
        let swapped = "Write 1892: Scaling Laws";
        check_offers(
            &near(ALL, "関連:\n・1829"),
            &[swapped, "Write 18290: A Study of Studies", "Write 189: Transformers for Vision"],
        );
        check_offers(
            &near(ALL, "Magpieと比べる:\n・1829"),
            &["Write 1879: Magpie: Alignment Data!", swapped, "Write 18290: A Study of Studies"],
        );
        // The words of two: neither convinces.
        check_offers(
            &near(ALL, "MagpieとMambaの (#1829)"),
            &["Write 1828: Mamba: Sequence Modeling", "Write 1879: Magpie: Alignment Data", swapped],
        );
        // A word of two titles tells neither, but tells both from the rest.
        let alike = [&[(1819, "Quantized Kernels")], ALL, &[(1839, "Quantized Storage")]].concat();
        check_offers(
            &near(&alike, "Quantizedな (#1829)"),
            &["Write 1839: Quantized Storage", "Write 1819: Quantized Kernels", swapped],
        );
        check_offers(
            &near(&alike, "Quantized Storageの (#1829)"),
            &["Write 1839: Quantized Storage!", "Write 1819: Quantized Kernels", swapped],
        );
        // Words in an address are nobody's.
        check_offers(
            &near(&ALL[..1], "https://example.com/magpie と #1829 と"),
            &["Write 1879: Magpie: Alignment Data"],
        );
        // What the entry refers to already is not what is missing.
        check_offers(&near(&ALL[4..], "Scaling #1892 と #1829 と"), &[]);
    }

    #[test]
    fn the_number_is_written_in_every_form() {
        let line = |comment: &str| {
            format!(
                "#A Issue Date: 2024-01-01 Before, B+, ACL'20 #X Issue Date: 2025-08-02 A Title, B+, arXiv'25 Comment{comment}\n"
            )
        };
        for form in ["関連:\n・1829\n・次", "😱 (#1829) と #X Issue Date: 2025-08-03 T, B+, ACL'20"] {
            let before = near(ALL, form);
            let fixture = Fixture::new(&before);
            let all = diagnostics(&fixture.index, fixture.file);
            let finding = all.iter().find(|finding| finding.code == "broken-reference").unwrap();
            let fix = fixes(&fixture.index, fixture.file, finding).swap_remove(0);
            let edited = apply(&fixture.text(), &fix.edits[0].edits).unwrap();
            assert_eq!(edited, line(&form.replace("1829", "1892")));
        }
        check_fix(
            "broken-reference",
            &near(ALL, "#1829 と").replace(
                "//- page.txt",
                "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n//- page.txt",
            ),
            &line("#1892 と"),
        );
        let linked = near(ALL, "https://github.com/o/r/issues/1829 と").replace(
            "//- page.txt",
            "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n//- page.txt",
        );
        check_fix("broken-reference", &linked, &line("https://github.com/o/r/issues/1892 と"));
        let note = "//- note.md\n---\ntitle: A\ntags: [x]\n---\nComment\n・1829\n";
        let export = near(ALL, "").split("//- page.txt").next().unwrap().to_owned();
        // `check_fix` reads the edited text alone, in which no number is known.
        let fixture = Fixture::new(&format!("{export}{note}"));
        let finding = diagnostics(&fixture.index, fixture.file).swap_remove(0);
        let fix = fixes(&fixture.index, fixture.file, &finding).swap_remove(0);
        let edited = apply(&fixture.text(), &fix.edits[0].edits).unwrap();
        assert_eq!(edited, "---\ntitle: A\ntags: [x]\n---\nComment\n・1892\n");
    }

    #[test]
    fn no_number_is_near() {
        check_no_fix("broken-reference", &near(&ALL[6..], "関連:\n・1829"));
        check_no_fix("broken-reference", &near(&[(1892, "あ"), (2, "x y z")], "関連:\n・1829"));
    }
}
