//! What the README says of the program, held to the program: every diagnostic is in it with its severity
//! and an example that shows it and nothing else, the reference of settings is that of the table which reads
//! them, and the output it shows is the output there is. Its examples are told in Japanese too.

use std::fs;
use std::path::Path;

use paper_notes_lsp::config::{self, Config, SETTINGS, Source};
use paper_notes_lsp::ide::diagnostics::RULES;
use serde_json::{Value, json};

use crate::support::{Client, Notes, capabilities, program, sample_notes};

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The fenced block behind ```` ```info ```` in a text.
fn block<'a>(text: &'a str, info: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("```{info}\n"))?;
    Some(rest.split("```").next().unwrap())
}

#[test]
fn every_diagnostic_has_its_section_and_example() {
    let readme = readme();
    let mut sections = readme.split("\n### `").skip(1);
    for rule in RULES {
        let section = sections.next().unwrap();
        assert!(section.starts_with(&format!("{}` ({})\n", rule.code, rule.severity.as_str())), "{section}");
        // Sentences are broken over lines.
        let flowed = section.split_whitespace().collect::<Vec<_>>().join(" ");
        let about = rule.about.trim_end_matches('.');
        assert!(flowed.contains(about), "{}: {about}", rule.code);
        let notes = Notes::new(&[]);
        for example in section.split("\n```").skip(1).step_by(2) {
            let (name, text) = example.split_once('\n').unwrap();
            let name = if name == "notes" { "page.txt" } else { name };
            notes.write(name, &format!("{text}\n"));
            if name == "NLP.txt" {
                notes.write("home.txt", &text.replace("追記。", "").replacen("NLP\n", "", 1));
            }
        }
        let output = program().args(["check", "--format", "json"]).arg(notes.root()).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["diagnostics"].as_array().unwrap();
        assert!(!found.is_empty(), "{} shows nothing", rule.code);
        assert!(found.iter().all(|finding| finding["code"] == rule.code), "{}: {found:?}", rule.code);
        let mut japanese = program();
        japanese.env("LC_ALL", "ja_JP.UTF-8").args(["check", "--format", "json"]).arg(notes.root());
        let report: Value = serde_json::from_slice(&japanese.output().unwrap().stdout).unwrap();
        let in_japanese = report["diagnostics"].as_array().unwrap();
        assert_eq!(in_japanese.len(), found.len());
        for finding in in_japanese {
            let related = finding["related"].as_array().unwrap();
            for said in related.iter().chain([finding]).map(|place| place["message"].as_str().unwrap()) {
                assert!(is_japanese(said), "{said}");
            }
        }
    }
    assert_eq!(sections.next(), None, "a section on a diagnostic that there is not");
}

/// Whether there is a kana in it.
fn is_japanese(text: &str) -> bool {
    text.contains(|c: char| ('\u{3041}'..='\u{30fe}').contains(&c))
}

/// `UPDATE_EXPECT=1 cargo test` writes it.
#[test]
fn the_reference_of_settings_is_that_of_their_table() {
    let mut table = String::from("| setting | takes | default | |\n|---|---|---|---|\n");
    let defaults = Config::default();
    for setting in SETTINGS {
        let default = (setting.get)(&defaults).map_or("–".to_owned(), |value| format!("`{value}`"));
        table += &format!("| `{}` | {} | {default} | {} |\n", setting.key, setting.takes, setting.about);
    }
    let readme = readme();
    let (before, rest) = readme.split_once("<!-- settings -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of settings -->").unwrap();
    let expected = format!("{before}<!-- settings -->\n{table}<!-- end of settings -->{after}");
    expect_test::expect_file!["../../README.md"].assert_eq(&expected);
}

#[test]
fn the_settings_shown_are_settings() {
    let readme = readme();
    let example = block(&readme, "toml").unwrap();
    let notes = Notes::new(&[(".paper-notes.toml", example)]);
    let output = program().arg("check").arg(notes.root()).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
    let (said, problems) = config::from_toml(example);
    assert_eq!(problems, []);
    let mut config = Config::default();
    assert_eq!(config.apply(&said, Source::File(0)), []);
    assert!(config.sources.len() > 5);
}

#[test]
fn the_output_shown_is_the_output() {
    let sample = sample_notes();
    let output = program().arg("check").arg(&sample).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let readme = readme();
    let shown = readme.split("$ paper-notes-lsp check tests/notes\n").nth(1).unwrap();
    for paragraph in shown.split("```").next().unwrap().trim_end().split("\n\n") {
        assert!(output.contains(paragraph), "{paragraph}\n--- is not in\n{output}");
    }
}

#[test]
fn the_page_shown_is_formatted_as_shown() {
    let readme = readme();
    let section = readme.split("\n## Formatting\n").nth(1).unwrap();
    let (before, rest) = section.split_once("\n```text\n").unwrap().1.split_once("```").unwrap();
    let after = block(rest, "text").unwrap();
    let notes = Notes::new(&[("a.txt", before)]);
    assert!(program().arg("format").arg(notes.root()).output().unwrap().status.success());
    assert_eq!(notes.read("a.txt"), after);
}

#[test]
fn the_json_shown_is_part_of_the_json() {
    let readme = readme();
    let shown: Value = serde_json::from_str(block(&readme, "json").unwrap()).unwrap();
    let output = program().args(["check", "--format", "json"]).arg(sample_notes()).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["summary"], report["summary"]);
    assert!(report["diagnostics"].as_array().unwrap().contains(&shown["diagnostics"][0]));
}

/// What the server announces to an editor that can do everything.
#[test]
fn the_table_of_editors_has_every_feature() {
    let readme = readme();
    let table = readme.split("## What each editor shows, and how").nth(1).unwrap();
    let table = table.split("\n### ").next().unwrap();
    let mut all = capabilities("utf-16");
    all["textDocument"]["diagnostic"] = json!({});
    all["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    let (client, answer) = Client::initialized(None, all);
    let announced = answer["capabilities"].as_object().unwrap().keys();
    let features: Vec<&str> = announced.filter_map(|key| key.strip_suffix("Provider")).collect();
    assert!(features.len() > 15);
    for feature in features {
        let row =
            table.lines().find(|line| line.split(" | ").next().unwrap().contains(&format!("`{feature}`")));
        assert_eq!(row.map(|row| row.matches(" | ").count()), Some(2), "{feature}");
    }
    client.stop();
}

/// What it says of each command, and no other.
#[test]
fn the_commands_are_those_there_are() {
    let readme = readme();
    let described: Vec<&str> =
        readme.split("\n**`paperNotes.").skip(1).map(|rest| rest.split('`').next().unwrap()).collect();
    let (client, answer) = Client::initialized(None, capabilities("utf-16"));
    let announced = answer["capabilities"]["executeCommandProvider"]["commands"].as_array().unwrap();
    let announced: Vec<&str> =
        announced.iter().map(|name| name.as_str().unwrap().strip_prefix("paperNotes.").unwrap()).collect();
    assert_eq!(described, announced);
    client.stop();
}

#[test]
fn the_gate_runs_the_two_commands() {
    let gate = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).unwrap();
    let readme = readme();
    let commands: Vec<&str> = block(&readme, "sh").unwrap().lines().collect();
    assert_eq!(commands, ["editors/try", "cargo test"]);
    for command in commands {
        assert!(gate.contains(&format!("step {command}")), "{command}");
    }
}
