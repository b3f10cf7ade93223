//! What the extension for VS Code says of the server, held to the server: its settings are those of the table that
//! reads them, its version is the server's, and whatever it shows it shows in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use paper_notes_lsp::config::{Config, SETTINGS};
use paper_notes_lsp::ide::diagnostics::RULES;
use serde_json::Value;

fn extension() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode")
}

fn text(name: &str) -> String {
    fs::read_to_string(extension().join(name)).unwrap()
}

fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

fn keys(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

/// `hover-length` as editors spell it.
fn camel_case(key: &str) -> String {
    let mut words = key.split('-');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

/// The settings of the server, as the settings page lists them.
fn properties() -> Value {
    json("package.json")["contributes"]["configuration"][0]["properties"].clone()
}

#[test]
fn the_settings_page_has_every_setting_and_its_default() {
    let properties = properties();
    let names: BTreeSet<String> =
        SETTINGS.iter().map(|setting| format!("paperNotes.{}", camel_case(setting.key))).collect();
    assert_eq!(keys(&properties), names);
    let defaults = Config::default();
    for setting in SETTINGS {
        let property = &properties[format!("paperNotes.{}", camel_case(setting.key))];
        // What has no default is empty on a settings page.
        let expected = (setting.get)(&defaults).map(|value| value.to_string());
        let said = property["default"].to_string();
        match expected {
            Some(expected) => assert_eq!(said.replace(',', ", "), expected, "{}", setting.key),
            None => assert!(["\"\"", "{}"].contains(&said.as_str()), "{}: {said}", setting.key),
        }
        for value in property["enum"].as_array().into_iter().flatten() {
            assert!(setting.takes.contains(&value.to_string()), "{}: {value}", setting.key);
        }
        if let (Some(least), Some(most)) = (property["minimum"].as_u64(), property["maximum"].as_u64()) {
            assert_eq!(setting.takes, format!("number from {least} to {most}"));
        }
    }
}

#[test]
fn the_settings_that_are_sent_are_those_of_the_page() {
    let source = text("src/settings.ts");
    let list = source.split("SERVER_SETTINGS = [").nth(1).unwrap().split(']').next().unwrap();
    let sent: BTreeSet<String> =
        list.split('"').skip(1).step_by(2).map(|key| format!("paperNotes.{key}")).collect();
    assert_eq!(sent, keys(&properties()));
}

#[test]
fn the_severities_are_those_of_the_rules() {
    let codes = properties()["paperNotes.diagnostics"]["properties"].clone();
    assert_eq!(keys(&codes), RULES.iter().map(|rule| rule.code.to_owned()).collect());
    for rule in RULES {
        assert_eq!(codes[rule.code]["default"], rule.severity.as_str(), "{}", rule.code);
    }
    let snippets = text("snippets/paper-notes.json");
    for rule in RULES {
        assert!(snippets.contains(rule.code), "{} cannot be ignored by the snippet", rule.code);
    }
}

#[test]
fn what_the_manifest_shows_is_there_in_both_languages() {
    let (english, japanese) = (json("package.nls.json"), json("package.nls.ja.json"));
    assert_eq!(keys(&english), keys(&japanese));
    let manifest = text("package.json");
    let used: BTreeSet<String> =
        manifest.split("\"%").skip(1).map(|rest| rest.split('%').next().unwrap().to_owned()).collect();
    assert_eq!(used, keys(&english));
    assert_japanese(&japanese);
}

#[test]
fn what_the_extension_says_is_there_in_japanese() {
    let bundle = json("l10n/bundle.l10n.ja.json");
    let mut said = BTreeSet::new();
    for entry in fs::read_dir(extension().join("src")).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        for rest in source.split("l10n.t(").skip(1) {
            let quoted = rest.trim_start().strip_prefix('"').unwrap_or_else(|| panic!("no literal: {rest}"));
            said.insert(quoted.split('"').next().unwrap().to_owned());
        }
    }
    assert!(said.len() > 20);
    assert_eq!(said, keys(&bundle));
    assert_japanese(&bundle);
    for (english, japanese) in bundle.as_object().unwrap() {
        let places = |text: &str| text.matches('{').count();
        assert_eq!(places(english), places(japanese.as_str().unwrap()), "{english}");
    }
}

#[test]
fn the_pictures_of_the_page_are_in_the_package() {
    let readme = text("README.md");
    let pictures: Vec<&str> =
        readme.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    let pictures: Vec<&str> = pictures.into_iter().filter(|name| name.ends_with(".png")).collect();
    assert!(pictures.len() >= 5);
    for name in pictures {
        // What `editors/package` takes along, with an address in front for the Marketplace.
        assert!(name.starts_with("images/") && extension().join(name).is_file(), "{name}");
    }
}

#[test]
fn the_versions_are_one() {
    assert_eq!(json("package.json")["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json("package-lock.json")["version"], env!("CARGO_PKG_VERSION"));
}

/// Every command is known to the palette, and every one that the manifest names is made.
#[test]
fn the_commands_are_made() {
    let source = text("src/commands.ts");
    let manifest = json("package.json");
    for command in manifest["contributes"]["commands"].as_array().unwrap() {
        let name = command["command"].as_str().unwrap();
        assert!(source.contains(&format!("\"{name}\": ")), "{name}");
        assert!(!paper_notes_lsp_commands().contains(&name), "{name} is the server's own");
    }
}

/// Whoever is trusted with notes is not trusted with programs: no settings of a folder say which runs, nor that links out
/// of it are followed.
#[test]
fn what_runs_and_what_is_read_say_no_settings_of_a_folder() {
    let manifest = json("package.json");
    let groups = manifest["contributes"]["configuration"].as_array().unwrap();
    let all: Vec<(&String, &Value)> =
        groups.iter().flat_map(|group| group["properties"].as_object().unwrap()).collect();
    let of_machine = ["paperNotes.outsideLinks", "paperNotes.server.logLevel", "paperNotes.server.path"];
    for (name, property) in &all {
        let scope = if of_machine.contains(&name.as_str()) { "machine" } else { "resource" };
        assert_eq!(property["scope"], scope, "{name}");
    }
    assert!(all.len() > of_machine.len());
    let untrusted = &manifest["capabilities"]["untrustedWorkspaces"];
    assert_eq!(untrusted["supported"], "limited");
    let restricted: BTreeSet<&str> = untrusted["restrictedConfigurations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert!(restricted.contains("paperNotes.server.path") && restricted.contains("paperNotes.outsideLinks"));
}

#[test]
fn the_extension_makes_no_program_of_text() {
    let mut markdowns = 0;
    for entry in fs::read_dir(extension().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        for call in [
            "eval(",
            "Function(",
            "child_process",
            "node:vm",
            "innerHTML",
            "supportHtml",
            "isTrusted = true",
            "enableCommandUris",
        ] {
            assert!(!source.contains(call), "{}: {call}", path.display());
        }
        // The text of the one that may run commands is the extension's own.
        markdowns += source.matches("isTrusted").count();
        assert_eq!(
            source.matches("isTrusted").count(),
            source.matches("isTrusted = { enabledCommands: [").count()
        );
    }
    assert_eq!(markdowns, 1);
    let lint = text("eslint.config.mjs");
    assert!(lint.contains("\"no-eval\": \"error\"") && lint.contains("\"no-new-func\": \"error\""));
}

#[test]
fn the_view_of_the_graph_is_closed() {
    let source = text("src/graph.ts");
    assert_eq!(source.matches("createWebviewPanel").count(), 1);
    let policy = "content=\"default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'\"";
    assert!(source.contains(policy));
    assert!(source.contains("crypto.randomBytes(16)") && source.contains("localResourceRoots: [files]"));
    let scripts = source.matches("<script").count();
    assert_eq!((scripts, source.matches("<script nonce=\"${nonce}\"").count()), (2, 2));
    assert_eq!(source.matches("<style").count(), source.matches("<style nonce=\"${nonce}\"").count());
}

/// Those that the client makes by itself, for the server announces them.
fn paper_notes_lsp_commands() -> [&'static str; 3] {
    ["paperNotes.newEntry", "paperNotes.showGraph", "paperNotes.stats"]
}

/// Whether all of it is written in Japanese.
fn assert_japanese(texts: &Value) {
    for (key, said) in texts.as_object().unwrap() {
        let said = said.as_str().unwrap();
        let known =
            |c: char| ('\u{3041}'..='\u{30fe}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c);
        // A number as it is written is the same in every language.
        assert!(said.contains(known) || said.contains(char::is_numeric), "{key}: {said}");
    }
}
