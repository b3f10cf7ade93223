//! Tests of new entries: where they are begun, in which style, with which number, and where never.

use super::*;
use crate::edit::apply;
use crate::fixture::Fixture;

fn today() -> civil::Date {
    civil::date(2026, 11, 23)
}

/// The text with the entry in it, the cursor as `$0`.
fn written(fixture: &Fixture, new: &NewEntry) -> String {
    let (text, cursor) = new.put_in(&fixture.index.file(fixture.file).text);
    let text = text.to_string();
    assert_eq!(apply(&fixture.text(), std::slice::from_ref(&new.edit)).as_ref(), Some(&text));
    format!("{}$0{}", &text[..cursor], &text[cursor..])
}

/// A new entry on the empty line with the cursor.
#[track_caller]
fn check(before: &str, after: &str) {
    let fixture = Fixture::new(before);
    let new = on_line(&fixture.index, fixture.file, fixture.cursor, today()).expect("a new entry");
    assert_eq!(written(&fixture, &new), after);
}

#[track_caller]
fn check_no(before: &str) {
    let fixture = Fixture::new(before);
    assert_eq!(on_line(&fixture.index, fixture.file, fixture.cursor, today()), None);
}

/// A new entry at the cursor, or at the end for `None`.
#[track_caller]
fn check_command(before: &str, at_cursor: bool, after: Result<&str, &str>) {
    let fixture = Fixture::new(before);
    let new = new_entry(&fixture.index, fixture.file, at_cursor.then_some(fixture.cursor), today());
    let new = new.map(|new| written(&fixture, &new));
    assert_eq!(new.as_deref().map_err(String::as_str), after);
}

const A: &str = "#A\nIssue Date: 2025-01-01\nFirst, X+, ACL'25\nComment一\n";
const B: &str = "#B\nIssue Date: 2025-01-02\nSecond, Y+, ACL'25\n";
const NEW: &str = "Issue Date: 2026-11-23\n$0";

#[test]
fn line_ends_are_those_of_the_page() {
    check(&format!("{A}$0\n{B}").replace('\n', "\r"), &format!("{A}{NEW}\n{B}").replace('\n', "\r"));
    check(&format!("{A}\n{B}$0").replace('\n', "\r"), &format!("{A}\n{B}\n{NEW}").replace('\n', "\r"));
}

#[test]
fn a_tag_that_cannot_be_written_is_left_out() {
    let label = |name: &str| {
        format!(
            "//- issues.json\n[{{\"number\":5,\"title\":\"x, A+, ACL'20\",\"labels\":[{{\"name\":\"{name}\"}}]}}]\n"
        )
    };
    check(&format!("{}//- 2023 summer.txt\n{A}$0\n{B}", label("2023, summer")), &format!("{A}{NEW}\n{B}"));
    check(&format!("{}//- LLM.txt\n{A}$0\n{B}", label("LLM")), &format!("{A}#LLM\n{NEW}\n{B}"));
}

#[test]
fn on_a_page_of_another_name() {
    let file = crate::index::File::page("untitled:Untitled-1", crate::text::Text::new(&format!("{A}\n{B}")));
    let index = Index::new([std::sync::Arc::new(file)], std::sync::Arc::default());
    let id = index.file_at("untitled:Untitled-1").unwrap();
    let new = new_entry(&index, id, None, today()).expect("a new entry");
    assert_eq!(
        apply(&format!("{A}\n{B}"), &[new.edit]).unwrap(),
        format!("{A}\n{B}\nIssue Date: 2026-11-23\n\n")
    );
}

#[test]
fn between_entries_as_the_page_separates_them() {
    check(&format!("{A}$0\n{B}"), &format!("{A}{NEW}\n{B}"));
    check(&format!("{A}\n{B}$0"), &format!("{A}\n{B}\n{NEW}"));
    check(&format!("{A}\n$0\n\n{B}"), &format!("{A}\n{NEW}\n\n{B}"));
    check(&format!("{A}\n{B}\n$0\n{A}"), &format!("{A}\n{B}\n{NEW}\n\n{A}"));
    check(&format!("{A}\n{B}\n{A}$0"), &format!("{A}\n{B}\n{A}\n{NEW}"));
    check(&format!("見出し\n$0\n{A}{B}"), &format!("見出し\n{NEW}\n{A}{B}"));
    check(&format!("{A}## May\n  $0 \n{B}"), &format!("{A}## May\n{NEW}\n{B}"));
    check(&format!("{A}$0\n{B}").replace('\n', "\r\n"), &format!("{A}{NEW}\n{B}").replace('\n', "\r\n"));
    check(
        "文 #A Issue Date: 2025-01-01 First, X+, ACL'25 Comment一 #B Issue Date: 2025-01-02 Second, Y+, ACL'25\n$0",
        &format!(
            "文 #A Issue Date: 2025-01-01 First, X+, ACL'25 Comment一 #B Issue Date: 2025-01-02 Second, Y+, ACL'25\n{NEW}"
        ),
    );
    check(&format!("//- a.txt\n{A}//- new.txt\n$0"), NEW);
}

#[test]
fn as_the_page_begins_its_entries() {
    let titled = A.replace("First", "[Paper Note] First");
    check(
        &format!("{titled}$0\n{B}{titled}"),
        &format!("{titled}Issue Date: 2026-11-23\n[Paper Note] $0\n{B}{titled}"),
    );
    check(&format!("//- NLP.txt\nNLP\n#NLP\n{A}$0\n"), &format!("NLP\n#NLP\n{A}#NLP\n{NEW}\n"));
}

#[test]
fn the_next_number_where_pages_number() {
    let numbered = |n: u32, text: &str| text.replace("Issue Date", &format!("Issue: {n}\nIssue Date"));
    let pages = format!("//- a.txt\n{}//- page.txt\n{}", numbered(41, A), numbered(7, B));
    check(&format!("{pages}$0"), &format!("{}Issue: 42\n{NEW}", numbered(7, B)));
    // A catalog, or the links of titles, say who gives the numbers.
    check(
        &format!("//- issues.json\n[{{\"number\":9,\"title\":\"x\"}}]\n{pages}$0"),
        &format!("{}{NEW}", numbered(7, B)),
    );
    let linked = "Issue Date: 2025-01-02\n[Second, Y+](https://github.com/o/r/issues/9)\n";
    check(&format!("{linked}$0"), &format!("{linked}{NEW}"));
    // One of many that has a number is no custom.
    check(&format!("{pages}{A}{A}{A}$0"), &format!("{}{A}{A}{A}{NEW}", numbered(7, B)));
}

#[test]
fn not_within_an_entry_or_where_it_would_be_read_as_something_else() {
    check_no(&format!("{A}$0\n二\n{B}"));
    check_no(&format!("{A}x$0\n{B}"));
    check_no(&format!("{A}Comm$0ent\n{B}"));
    check_no("#A\nIssue Date: 2025-01-01\n$0\n#B\nIssue Date: 2025-01-02\n");
    check_no(&format!("前書き\n$0\n続き\n{A}"));
    check_no(&format!("{A}```\n$0\n```\n{B}"));
    // The last line of the comment would be its tag.
    check_no(&format!("{A}#hashtag\n$0\n{B}"));
    // As long as it has no title, the heading would be one.
    check_no(&format!("{A}$0\n## May\n{B}"));
    check_no("# Readme\n$0\n");
    check_no("$0");
    check_no("//- note.md\n---\ntitle: A\ntags: [x]\n---\n本文\n$0");
    check_no(&format!("//- a.txt\n{A}//- issues.json\n[$0\n]"));
}

#[test]
fn by_command_behind_the_entry_at_the_cursor() {
    let ok = |before: &str, after: &str| check_command(before, true, Ok(after));
    ok(&A.replace("First", "Fi$0rst"), &format!("{A}{NEW}\n"));
    ok(&format!("{}{B}", A.replace("First", "Fi$0rst")), &format!("{A}{NEW}\n{B}"));
    ok(&format!("{}\n{B}", A.replace("First", "Fi$0rst")), &format!("{A}\n{NEW}\n\n{B}"));
    ok(&format!("見$0出し\n{A}{B}"), &format!("見出し\n{NEW}\n{A}{B}"));
    ok(&format!("見$0出し\n\n{A}\n{B}"), &format!("見出し\n\n{NEW}\n\n{A}\n{B}"));
    ok(&format!("{A}$0\n{B}"), &format!("{A}{NEW}\n{B}"));
    // The line is not torn.
    let line =
        "#A Issue Date: 2025-01-01 First, X+, ACL'25 Comment一 #B Issue Date: 2025-01-02 Second, Y+, ACL'25";
    ok(&format!("{}\n{A}", line.replace("First", "Fi$0rst")), &format!("{line}\n{NEW}\n{A}"));
    ok(
        &format!("{}\n## May\n{B}", A.replace("First", "Fi$0rst").trim_end()),
        &format!("{A}## May\n{NEW}\n{B}"),
    );
    check_command(&format!("{A}{B}\n\n"), false, Ok(&format!("{A}{B}{NEW}\n\n\n")));
    check_command(A.trim_end(), false, Ok(&format!("{A}{NEW}")));
    check_command(&format!("{A}## May\n"), false, Ok(&format!("{A}## May\n{NEW}\n")));
    check_command("見出し", false, Ok(&format!("見出し\n{NEW}")));
    check_command("", false, Ok(NEW));
}

#[test]
fn by_command_not_where_there_is_no_place() {
    let reason = "an entry written here would be read as something else";
    check_command(&format!("{A}```\nIssue"), false, Ok(&format!("{A}```\nIssue\n{NEW}")));
    check_command(&format!("{A}#hashtag\n"), false, Err(reason));
    check_command(&format!("```\n{A}$0```\n").replace("$0", ""), true, Ok(&format!("```\n{A}```\n{NEW}\n")));
    let note = "//- note.md\n---\ntitle: A\ntags: [x]\n---\n本文\n";
    check_command(note, false, Err("note.md is no page that holds entries one after another"));
    check_command(
        "//- issues.json\n[]",
        false,
        Err("issues.json is no page that holds entries one after another"),
    );
}

/// What can become of the address at the cursor: what it is called, and the text then.
fn paper(before: &str) -> Option<(String, String)> {
    let fixture = Fixture::new(before);
    let (span, paper) = paper_at(&fixture.index, fixture.file, fixture.cursor, today())?;
    assert!(fixture.index.slice(fixture.file, span).contains("https://"));
    Some(match paper {
        Paper::Start { label, entry } => (label, written(&fixture, &entry)),
        Paper::Noted { label, edit: Some(edit), .. } => {
            (label, apply(&fixture.text(), &[edit]).expect("an edit that fits"))
        }
        Paper::Noted { label, .. } => (label, "nothing".to_owned()),
    })
}

#[track_caller]
fn check_paper(before: &str, label: &str, after: &str) {
    assert_eq!(paper(before), Some((label.to_owned(), after.to_owned())));
}

#[track_caller]
fn check_no_paper(before: &str) {
    assert_eq!(paper(before), None);
}

#[test]
fn a_note_on_a_paper_has_its_address_where_its_own_id_stands() {
    for (url, label) in [
        ("https://arxiv.org/abs/2406.08464", "arXiv:2406.08464"),
        ("https://arxiv.org/pdf/2406.08464v3", "arXiv:2406.08464"),
        ("https://doi.org/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"),
        ("https://openreview.net/forum?id=Q6PAnqYVpo", "OpenReview Q6PAnqYVpo"),
        ("https://aclanthology.org/2023.acl-long.1/", "ACL Anthology 2023.acl-long.1"),
    ] {
        let label = format!("Start a note on {label}");
        let new = format!("{NEW}\nSummary\n{url}");
        check_paper(&format!("{A}{url}$0\n{B}"), &label, &format!("{A}{new}\n{B}"));
        check_paper(&format!("{A}\n{B}\n  {url}$0"), &label, &format!("{A}\n{B}\n{new}"));
        check_paper(&format!("{A}\n{B}{url}$0\n\n{A}"), &label, &format!("{A}\n{B}\n{new}\n\n{A}"));
        check_paper(
            &format!("{url}$0\r\n{}", B.replace('\n', "\r\n")),
            &label,
            &format!("{}\r\n{}", new.replace('\n', "\r\n"), B.replace('\n', "\r\n")),
        );
    }
}

const URL: &str = "https://arxiv.org/abs/2406.08464";
const NOTED: &str = "//- agent_docs/x.xml\n<paper-entry><title>Magpie, Z+</title><repo-issue-link>https://github.com/o/r/issues/2320</repo-issue-link><issue-body># URL\n- https://arxiv.org/abs/2406.08464v1\n# Authors\n- Z</issue-body></paper-entry>\n//- page.txt\n";

#[test]
fn a_paper_that_is_noted_is_referred_to() {
    let label = "Already noted as #2320: Magpie";
    check_paper(&format!("{NOTED}{A}{URL}$0\n{B}"), label, &format!("{A}・2320\n{B}"));
    let summary = A.replace("Comment", "Summary");
    check_paper(&format!("{NOTED}{summary}\n{URL}$0\n{B}"), label, &format!("{summary}\n#2320\n{B}"));
    // Nobody could refer to it there.
    check_paper(&format!("{NOTED}{URL}$0\n{B}"), label, "nothing");
    let here = format!("{B}Summary要約。 {URL}\n");
    check_paper(&format!("{here}{A}{URL}$0\n"), "Already noted in page.txt: Second", "nothing");
    let numbered = here.replace("Issue Date", "Issue: 50\nIssue Date");
    check_paper(
        &format!("{numbered}{A}{URL}$0\n"),
        "Already noted as #50: Second",
        &format!("{numbered}{A}・50\n"),
    );
    let one_digit = here.replace("Issue Date", "Issue: 3\nIssue Date");
    check_paper(
        &format!("{one_digit}{A}{URL}$0\n"),
        "Already noted as #3: Second",
        &format!("{one_digit}{A}・3\n"),
    );
    check_paper(
        &format!("{one_digit}{summary}\n{URL}$0\n"),
        "Already noted as #3: Second",
        &format!("{one_digit}{summary}\n#3\n"),
    );
}

#[test]
fn an_address_within_an_entry_or_of_something_else_is_none() {
    check_no_paper(&format!("{A}{URL}$0\n続き\n{B}"));
    check_no_paper(&format!("{A}見よ {URL}$0\n{B}"));
    check_no_paper(&format!("{A}・{URL}$0\n{B}"));
    check_no_paper(&format!("{A}https://example.com/$0\n{B}"));
    check_no_paper(&format!("{A}https://github.com/o/r/issues/1$02\n{B}"));
    // The title of an entry, and the own address of the one above.
    check_no_paper(&format!("Issue Date: 2025-01-01\n{URL}$0\n{B}"));
    check_no_paper(&format!("{B}Summary要約。 {URL}\n{URL}$0\n"));
    check_no_paper(&format!("{B}Summary要約。\n{URL}$0\n{A}"));
    check_no_paper(&format!("{A}```\n{URL}$0\n```\n{B}"));
    check_no_paper("# Readme\n\nhttps://arxiv.org/abs/2406.08464$0\n");
    check_no_paper("//- note.md\n---\ntitle: A\ntags: [x]\n---\n本文\nhttps://arxiv.org/abs/2406.08464$0\n");
}

#[test]
fn nothing_is_begun_before_all_is_read() {
    for before in [format!("{A}$0\n{B}"), format!("{A}{URL}$0\n{B}")] {
        let Fixture { index, file, cursor } = Fixture::new(&before);
        let begun = |index: &Index| {
            let new = on_line(index, file, cursor, today());
            (
                new.is_some() || paper_at(index, file, cursor, today()).is_some(),
                new_entry(index, file, None, today()).is_ok(),
            )
        };
        assert_eq!(begun(&index), (true, true));
        assert_eq!(begun(&index.completed(false)), (false, false));
    }
}

/// Wherever on the sample notes an entry is begun: there is one more, without a title, and nothing else is found.
#[test]
fn a_new_entry_makes_no_finding_but_that_it_has_no_title() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notes");
    let config = crate::config::Config::default();
    let files =
        crate::disk::load(&crate::disk::walk(&root, &config).files, &config, crate::disk::name, || {});
    let index = Index::new(files.files, std::sync::Arc::new(config));
    let mut made = 0;
    for (id, file) in index.files().filter(|(_, file)| file.is_page() && !file.is_single_note()) {
        let text = file.text.to_string();
        let mut expected = crate::ide::findings(&index);
        *expected.entry("missing-title").or_default() += 1;
        let mut seen = std::collections::BTreeSet::new();
        for (offset, _) in text.char_indices() {
            let new = new_entry(&index, id, Some(offset), today()).expect("a place for it");
            if !seen.insert(new.edit.clone()) {
                continue;
            }
            let edited = apply(&text, std::slice::from_ref(&new.edit)).unwrap();
            let changed = index.with(vec![File::parse(&file.path, &edited, false).unwrap()]);
            assert_eq!(changed.file(id).entries().len(), file.entries().len() + 1);
            assert_eq!(crate::ide::findings(&changed), expected, "at {offset} of {}", file.path);
            made += 1;
        }
    }
    assert!(made > 15, "{made}");
}
