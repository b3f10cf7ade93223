//! What is true of a folder of notes, where its generator says so. `tests/bench/truth` documents the file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use paper_notes_lsp::text::Position;
use serde::Deserialize;

use crate::plan::{Site, same};

/// A fault that is known to be there.
pub struct Planted {
    pub file: PathBuf,
    pub line: usize,
    pub code: String,
}

/// What is true of a folder of notes.
pub struct Truth {
    /// The references to known numbers.
    pub references: Vec<Site>,
    /// The faults.
    pub planted: Vec<Planted>,
}

#[derive(Deserialize)]
struct Told {
    entries: Vec<Entry>,
    references: Vec<Reference>,
    faults: Vec<Fault>,
}

#[derive(Deserialize)]
struct Entry {
    number: Option<u32>,
    title: Option<String>,
    file: String,
    line: usize,
    end_line: usize,
}

#[derive(Deserialize)]
struct Reference {
    file: String,
    line: usize,
    col: usize,
    number: u32,
    known: bool,
}

#[derive(Deserialize)]
struct Fault {
    code: String,
    file: String,
    line: usize,
}

impl Truth {
    /// Reads it, for notes that are at `root`. An error says in words what is wrong.
    pub fn read(path: &Path, root: &Path) -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
        let told: Told = serde_json::from_str(&text).map_err(|error| failed(&error))?;
        let file = |name: &str| same(&root.join(name));
        let mut numbered: HashMap<u32, Vec<&Entry>> = HashMap::new();
        for entry in &told.entries {
            numbered.entry(entry.number.unwrap_or_default()).or_default().push(entry);
        }
        let site = |reference: &Reference| {
            let entries = numbered.get(&reference.number).filter(|_| reference.known)?;
            let targets = entries.iter().map(|entry| (file(&entry.file), entry.line..=entry.end_line));
            Some(Site {
                file: file(&reference.file),
                position: Position { line: reference.line, column: reference.col },
                targets: targets.collect(),
                titles: entries.iter().filter_map(|entry| entry.title.clone()).collect(),
            })
        };
        let references: Vec<Site> = told.references.iter().filter_map(site).collect();
        if let Some(missing) = references.iter().find(|site| !site.file.is_file()) {
            let name = missing.file.strip_prefix(root).unwrap_or(&missing.file);
            return Err(failed(&format!("the folder has no {}", name.display())));
        }
        let planted = told.faults.iter().map(|fault| Planted {
            file: file(&fault.file),
            line: fault.line,
            code: fault.code.clone(),
        });
        Ok(Self { references, planted: planted.collect() })
    }
}
