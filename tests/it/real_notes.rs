//! Counts on a real repository of notes, made independently. The notes are not ours to pass on: the
//! environment variable `PAPER_NOTES_REAL` names their folder, and without it there is nothing to check.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Client, Notes, apply, apply_all, capabilities, program};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("PAPER_NOTES_REAL").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("PAPER_NOTES_REAL names no folder of real notes; nothing is checked");
    }
    folder
}

fn json(command: &[&str], folder: &std::path::Path) -> Value {
    let output = program().args(command).arg(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn findings() {
    let Some(folder) = folder() else { return };
    let report = json(&["check", "--format", "json"], &folder);
    let summary = &report["summary"];
    assert_eq!((&summary["entries"], &summary["papers"]), (&149.into(), &87.into()));
    assert!(summary["numbered"].as_u64().unwrap() >= 72);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in report["diagnostics"].as_array().unwrap() {
        *counts.entry(diagnostic["code"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(counts, BTreeMap::from([("duplicate-entry", 62), ("broken-reference", 6)]));
    let broken = report["diagnostics"].as_array().unwrap().iter().filter(|d| d["code"] == "broken-reference");
    let mut messages: Vec<&str> = broken.map(|d| d["message"].as_str().unwrap()).collect();
    messages.sort_unstable();
    messages.dedup();
    assert_eq!(
        messages,
        ["no entry has the number 1475", "no entry has the number 1829", "no entry has the number 2274"]
    );
}

#[test]
fn references() {
    let Some(folder) = folder() else { return };
    let export = json(&["export"], &folder);
    let page = export["files"].as_array().unwrap().iter().find(|file| file["kind"] == "page").unwrap();
    let mut certain: BTreeMap<u64, usize> = BTreeMap::new();
    let mut others: BTreeMap<(String, u64, bool), usize> = BTreeMap::new();
    for reference in
        page["entries"].as_array().unwrap().iter().flat_map(|entry| entry["references"].as_array().unwrap())
    {
        let (form, number) = (reference["form"].as_str().unwrap(), reference["number"].as_u64().unwrap());
        if form == "bullet" {
            *certain.entry(number).or_default() += 1;
        } else {
            let resolved = reference["resolved"].as_bool().unwrap();
            *others.entry((form.to_owned(), number, resolved)).or_default() += 1;
        }
    }
    assert_eq!((certain.values().sum::<usize>(), certain.len()), (40, 19));
    let twice = |form: &str, number, resolved| ((form.to_owned(), number, resolved), 2);
    let expected = [
        twice("glued", 2378, false),
        twice("bare", 1370, true),
        twice("bare", 1272, true),
        twice("bare", 1048, true),
        twice("bare", 28, true),
    ];
    assert_eq!(others, BTreeMap::from(expected));
}

#[test]
fn columns_behind_an_emoji_in_each_encoding() {
    let Some(folder) = folder() else { return };
    let notes = Notes::copy_of(&folder);
    let uri = notes.uri("action_wanted.txt");
    let text = notes.read("action_wanted.txt");
    let at = text.find("😱 #NeuralNetwork").unwrap() + "😱 #".len();
    let line = text[..at].matches('\n').count();
    let before = text[..at].rsplit('\n').next().unwrap();
    let columns = [before.len(), before.encode_utf16().count(), before.chars().count()];
    for (encoding, column) in ["utf-8", "utf-16", "utf-32"].into_iter().zip(columns) {
        let (mut client, _) = Client::initialized(Some(notes.root()), capabilities(encoding));
        client.open(&notes, "action_wanted.txt");
        client.wait("the repository", |client| client.count("broken-reference") > 0);
        let hover = client.at("textDocument/hover", &uri, line, column + 5);
        let place = |character| serde_json::json!({ "line": line, "character": character });
        assert_eq!(hover["range"], serde_json::json!({ "start": place(column), "end": place(column + 13) }));
        assert!(hover["contents"]["value"].as_str().unwrap().contains("NeuralNetwork"));
        client.stop();
    }
}

#[test]
fn every_fix_loses_nothing() {
    let Some(folder) = folder() else { return };
    let notes = Notes::copy_of(&folder);
    let uri = notes.uri("action_wanted.txt");
    let text = notes.read("action_wanted.txt");
    let mut client = Client::on(&notes);
    client.open(&notes, "action_wanted.txt");
    client.wait("62 copies", |client| client.count("duplicate-entry") == 62);
    let copies: Vec<Value> =
        client.published[&uri].iter().filter(|d| d["code"] == "duplicate-entry").cloned().collect();
    let (mut fixed, mut merges) = (0, 0);
    for copy in copies {
        let unnecessary = copy.get("tags").is_some();
        let params = serde_json::json!({ "textDocument": { "uri": uri }, "range": copy["range"], "context": { "diagnostics": [] } });
        let actions = client.request("textDocument/codeAction", params);
        let removal = |action: &&Value| action["isPreferred"] == true;
        let Some(action) = actions.as_array().and_then(|actions| actions.iter().find(removal)) else {
            // Then it is merged, or a comment says that it is none; nothing is lost either.
            for action in actions.as_array().into_iter().flatten() {
                let edited = apply_all(&text, &action["edit"]["documentChanges"][0]["edits"]);
                let label = |word: &str| {
                    let word = word.strip_prefix("Summary").unwrap_or(word);
                    word.strip_prefix("Comment").unwrap_or(word).to_owned()
                };
                let lost: Vec<String> =
                    text.split_whitespace().map(label).filter(|word| !edited.contains(word)).collect();
                assert_eq!(lost, Vec::<String>::new(), "{}", action["title"]);
                let title = action["title"].as_str().unwrap();
                merges += usize::from(title.starts_with("Merge into ") && title.contains(" on this page"));
            }
            assert!(!unnecessary, "a copy that adds nothing can be removed: {copy}");
            continue;
        };
        let edit = &action["edit"]["documentChanges"][0]["edits"][0];
        let edited = apply(&text, edit);
        // What is left is the text before and the text behind, and what went is one whole entry.
        let prefix = text.bytes().zip(edited.bytes()).take_while(|(a, b)| a == b).count();
        let gone = text.len() - edited.len();
        assert!(
            text.as_bytes()[prefix + gone..] == edited.as_bytes()[prefix..]
                || text.ends_with(&edited[edited.len() - 40..])
        );
        assert!(gone > 100);
        fixed += 1;
    }
    assert!(fixed >= 50, "{fixed} of 62 copies add nothing");
    eprintln!("{fixed} copies can be removed, {merges} merges are offered");
    assert!(merges >= 62 - fixed, "{merges} merges");
    client.stop();
}

/// Excerpts of every generated format, read by eye; the environment variable `PAPER_NOTES_UPSTREAM` names their
/// folder. A line: number, date, count of tags, references.
#[test]
fn generated_formats() {
    let Some(folder) = std::env::var_os("PAPER_NOTES_UPSTREAM").map(PathBuf::from) else {
        eprintln!("PAPER_NOTES_UPSTREAM names no folder of excerpts; nothing is checked");
        return;
    };
    let notes = Notes::copy_of(&folder);
    // Bare numbers are references only if somebody has them.
    notes.write("issues.json", r#"[{"number":1048,"title":"x"},{"number":28,"title":"x"}]"#);
    let export = json(&["export"], notes.root());
    let mut read = Vec::new();
    for file in export["files"].as_array().unwrap() {
        let kind = file["kind"].as_str().unwrap();
        let path = file["path"].as_str().unwrap();
        // What is written about the excerpts quotes their marks.
        if path == "issues.json" || path.ends_with(".md") {
            assert!(kind == "issue-export" || file["entries"] == serde_json::json!([]));
            continue;
        }
        read.push(format!("{path} {kind}"));
        for entry in file["entries"].as_array().unwrap() {
            let references = entry["references"].as_array().unwrap().iter();
            let references: Vec<String> = references.map(|r| r["number"].to_string()).collect();
            read.push(format!(
                "{} {} {} [{}]",
                entry["number"],
                entry["date"].as_str().unwrap(),
                entry["tags"].as_array().unwrap().len(),
                references.join(" ")
            ));
            assert!(entry["title"]["name"].as_str().unwrap().len() > 5);
        }
    }
    expect_test::expect![[r#"
        _articles__CoT.head8.markdown site-page
        1152 2023-11-21 4 []
        1147 2023-11-21 4 []
        1144 2023-11-19 4 []
        1140 2023-11-17 5 []
        1135 2023-11-15 5 []
        1085 2023-10-24 5 []
        1078 2023-10-13 4 []
        1076 2023-10-12 4 []
        _articles__CoT.tail.markdown site-page
        568 2023-04-28 4 [558]
        558 2023-04-27 3 []
        555 2023-04-27 3 [532]
        554 2023-04-27 3 []
        532 2023-04-25 4 []
        556 2023-04-27 3 [532]
        553 2023-04-27 4 []
        551 2023-04-27 4 []
        896 2023-07-23 5 []
        agent_docs__Ambiguity.xml tag-document
        4469 2026-02-08 6 []
        570 2023-04-28 7 []
        agent_docs__Attention.entry-1272-MQA.xml tag-document
        1272 2024-04-07 7 []
        agent_docs__CLIP.entry-1432.xml tag-document
        1432 2024-09-30 2 []
        agent_docs__CLIP.entry-2320.xml tag-document
        2320 2025-07-30 9 []
        agent_docs__CLIP.head.xml tag-document
        3524 2025-10-31 8 []
        agent_docs__DataMixture.entry-2537-Motif.xml tag-document
        2537 2025-08-25 11 [1466 2538 1979 1060 2540 1943 2539 2109]
        docs_articles__action_wanted.head.html site-page
        2320 2025-07-30 6 []
        2290 2025-07-24 1 []
        2213 2025-07-15 1 []
        2184 2025-07-10 6 []
        2174 2025-07-10 1 []
        docs_articles__action_wanted.tail.html site-page
        212 2018-01-01 4 []
        67 2017-12-28 5 []
        64 2017-12-28 5 []
        279 2018-10-06 5 []
        docs_articles__action_wanted.xref-1123-1122.html site-page
        1123 2023-11-10 5 [1048]
        1122 2023-11-10 3 [28]
        docs_articles__action_wanted.xref-1271-1231.html site-page
        1271 2024-04-07 6 [1272]
        1231 2024-02-15 1 []
        docs_articles__action_wanted.xref-1938-1855.html site-page
        1938 2025-05-09 6 [2011]
        1855 2025-04-02 6 [1856 1466]
        docs_articles__action_wanted.xref-2084.html site-page
        2084 2025-06-25 6 [1829]
        index.head6.html site-page
        2305 2025-07-27 5 []
        2304 2025-07-26 5 []
        2303 2025-07-26 6 [1941]
        2302 2025-07-26 4 []
        2301 2025-07-26 4 [2270]
        2300 2025-07-26 8 []"#]]
    .assert_eq(&read.join("\n"));
    let report = json(&["check", "--format", "json"], notes.root());
    assert_eq!(report["diagnostics"], serde_json::json!([]));
}

/// What is completed behind `・` and each of `queries` on a new page: the numbers in the list, first to last.
fn completed(folder: &std::path::Path, queries: &[String]) -> Vec<Vec<u64>> {
    let notes = Notes::copy_of(folder);
    let mut client = Client::on(&notes);
    let uri = notes.uri("new.txt");
    let head = "#NLP\nIssue Date: 2026-01-01\nA New Note\nComment\n";
    client.open_text(&uri, head);
    client.settle();
    let mut numbers = |(query, version): (&String, i64)| {
        client.change(&uri, version, serde_json::json!([{ "text": format!("{head}・{query}") }]));
        let list = client.at("textDocument/completion", &uri, 4, format!("・{query}").encode_utf16().count());
        let items = list["items"].as_array().cloned().unwrap_or_default();
        let number = |item: &Value| item["label"].as_str()?.split("  ").next()?.parse().ok();
        items.iter().filter_map(number).collect()
    };
    queries.iter().zip(2..).map(&mut numbers).collect()
}

#[test]
fn a_cited_paper_is_first_by_a_distinctive_word_of_its_title() {
    let Some(folder) = folder() else { return };
    let export = json(&["export"], &folder);
    let entries =
        || export["files"].as_array().unwrap().iter().filter_map(|f| f["entries"].as_array()).flatten();
    let words = |title: &str| -> Vec<String> {
        let words = title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.filter(|word| word.chars().count() >= 4).collect()
    };
    // The titles of each number, and in how many papers each word is.
    let mut titles: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let mut uses: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
    for entry in entries() {
        let Some(name) = entry["title"]["name"].as_str() else { continue };
        for word in words(name) {
            uses.entry(word).or_default().insert(name.to_lowercase());
        }
        if let Some(number) = entry["number"].as_u64() {
            titles.entry(number).or_default().push(name.to_owned());
        }
    }
    let cited: std::collections::BTreeSet<u64> = entries()
        .flat_map(|entry| entry["references"].as_array().unwrap())
        .filter(|reference| reference["resolved"] == true)
        .filter_map(|reference| reference["number"].as_u64())
        .collect();
    let distinctive = |number: &u64| {
        let words = titles.get(number)?.iter().flat_map(|title| words(title));
        let mut words: Vec<String> = words.filter(|word| uses[word].len() == 1).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Some((*number, words.into_iter().next()?))
    };
    let asked: Vec<(u64, String)> = cited.iter().filter_map(distinctive).collect();
    assert!(asked.len() >= 10, "{} cited papers have a title with a word of its own", asked.len());
    let queries: Vec<String> = asked.iter().map(|(_, word)| word.clone()).collect();
    for ((number, word), list) in asked.iter().zip(completed(&folder, &queries)) {
        assert_eq!(list.first(), Some(number), "{word}");
    }
}

#[test]
fn a_japanese_word_of_one_summary_finds_its_entry_first() {
    let Some(folder) = folder() else { return };
    let export = json(&["export"], &folder);
    let mut texts: Vec<(u64, String)> = Vec::new();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for file in export["files"].as_array().unwrap() {
        for entry in file["entries"].as_array().into_iter().flatten() {
            let title = entry["title"]["line"].as_str().unwrap_or_default();
            all.entry(title.to_owned()).or_insert(title.to_owned());
        }
        if file["kind"] != "page" {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(file["path"].as_str().unwrap())).unwrap();
        let lines: Vec<&str> = text.split('\n').collect();
        for entry in file["entries"].as_array().unwrap() {
            let slice = |range: &Value| -> Option<String> {
                let at = |end: &str| {
                    Some((range[end]["line"].as_u64()? as usize, range[end]["character"].as_u64()? as usize))
                };
                let ((first, from), (last, to)) = (at("start")?, at("end")?);
                let column = |line: usize, column: usize| {
                    let before = lines[line].chars().scan(0, |sum, c| {
                        let at = *sum;
                        *sum += c.len_utf16();
                        Some((at, c.len_utf8()))
                    });
                    before.take_while(|(at, _)| *at < column).map(|(_, len)| len).sum::<usize>()
                };
                let start = |line: usize| lines[..line].iter().map(|line| line.len() + 1).sum::<usize>();
                text.get(start(first) + column(first, from)..start(last) + column(last, to))
                    .map(str::to_owned)
            };
            let title = entry["title"]["line"].as_str().unwrap_or_default().to_owned();
            all.entry(title.clone()).or_insert(title).push_str(&slice(&entry["range"]).unwrap());
            if let (Some(number), Some(summary)) = (entry["number"].as_u64(), slice(&entry["summary"])) {
                texts.push((number, summary));
            }
        }
    }
    let is_kanji = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let is_katakana = |c: char| matches!(c, '\u{30a1}'..='\u{30fa}' | 'ー');
    let distinctive = |(number, summary): &(u64, String)| {
        let runs = summary.split(|c| !is_kanji(c)).chain(summary.split(|c| !is_katakana(c)));
        let mut own = runs.filter(|run| {
            let len = run.chars().count();
            (2..=8).contains(&len) && all.values().filter(|text| text.contains(run)).count() == 1
        });
        Some((*number, own.next()?.to_owned()))
    };
    let mut asked: Vec<(u64, String)> = texts.iter().filter_map(distinctive).collect();
    asked.sort();
    asked.dedup_by_key(|(number, _)| *number);
    assert!(asked.len() >= 10, "{} words", asked.len());
    let queries: Vec<String> = asked.iter().map(|(_, word)| word.clone()).collect();
    for ((number, word), list) in asked.iter().zip(completed(&folder, &queries)) {
        assert_eq!(list.first(), Some(number), "{word}");
    }
}
