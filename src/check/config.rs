//! The settings that hold and where each comes from, printed so that it is a settings file itself.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::config::{Config, DIAGNOSTICS, FILE_NAME, SETTINGS, Source, Value, severity_name};
use crate::disk;
use crate::ide::diagnostics::{RULES, diagnostics};
use crate::index::{File, Index};
use crate::language::{Language, say};
use crate::shown;
use crate::text::Text;

pub fn print(root: &Path, said: &Value, out: &mut dyn Write) -> io::Result<()> {
    let (config, _) = disk::configure(root, "", Language::of_environment(), said);
    let config = Arc::new(config);
    let path = disk::settings_file(root);
    let text = path.as_ref().and_then(|path| disk::read(path, &config).ok());
    if let (Some(path), Some(text)) = (&path, &text) {
        name_mistakes(path, text, &config);
    }
    let text = text.map(|text| Text::new(&text));
    let language = config.language();
    let from = |key: &str| from(&config, key, text.as_ref());
    for setting in SETTINGS.iter().filter(|setting| setting.key != DIAGNOSTICS) {
        match (setting.get)(&config) {
            Some(value) => {
                // What the repository's file cannot say is not to be copied into it.
                let mark = if setting.in_file { "" } else { "# " };
                // TOML has JSON's escapes.
                let (value, from) = (value.to_string(), from(setting.key));
                writeln!(out, "{mark}{} = {}  # {from}", setting.key, shown::json(&value))?;
            }
            None => {
                let what = say!(language, "not known; what the catalogs say", "不明。カタログによる");
                writeln!(out, "# {}: {what}", setting.key)?;
            }
        }
    }
    writeln!(out, "\n[{DIAGNOSTICS}]")?;
    for rule in RULES {
        let severity = severity_name(config.severity(rule.code, rule.severity));
        writeln!(out, "{} = \"{severity}\"  # {}", rule.code, from(&format!("{DIAGNOSTICS}.{}", rule.code)))?;
    }
    Ok(())
}

/// Says on standard error what in the settings file does not hold: it is looked for here when a setting has no effect.
fn name_mistakes(path: &Path, text: &str, config: &Arc<Config>) {
    let Some(file) = File::parse(FILE_NAME, text, false) else { return };
    let index = Index::new([Arc::new(file)], Arc::clone(config));
    for (id, file) in index.files() {
        for finding in diagnostics(&index, id) {
            let line = file.text.line_at(finding.span.start()) + 1;
            let path = path.display().to_string();
            eprintln!("{}:{line}: {}", shown::line(&path), shown::line(&finding.message));
        }
    }
}

fn from(config: &Config, key: &str, text: Option<&Text>) -> String {
    let language = config.language();
    match config.sources.get(key) {
        None => say!(language, "default", "既定値"),
        Some(Source::Git) => say!(language, "git's origin", "git の origin"),
        Some(Source::File(at)) => {
            let line = text.filter(|text| *at <= text.len()).map_or(0, |text| text.line_at(*at)) + 1;
            format!("{FILE_NAME}:{line}")
        }
        Some(Source::Editor) => say!(language, "command line", "コマンドライン"),
    }
}
