//! The layers of the house: a module imports from those above it only, LSP types stay in the server,
//! and every file says why it exists.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, top first, as the code map in `src/lib.rs` lists them.
const LAYERS: [&str; 17] = [
    "bug",
    "language",
    "shown",
    "text",
    "edit",
    "entry",
    "syntax",
    "catalog",
    "config",
    "index",
    "cursor",
    "ide",
    "drawing",
    "disk",
    "check",
    "server",
    "command_line",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The layer of a file; `None` for those that stand outside: the root, `main` and the tests' fixture.
fn layer(path: &Path) -> Option<usize> {
    let inside = path.strip_prefix(src()).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    let name = first.strip_suffix(".rs").unwrap_or(first);
    LAYERS.iter().position(|layer| *layer == name)
}

/// The code of a file without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    if path.ends_with("tests.rs") {
        return String::new();
    }
    text.split("#[cfg(test)]").next().unwrap().to_owned()
}

/// The layers that a piece of code names behind `crate::`.
fn named(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let uses = code.split("crate::").skip(1);
    uses.filter_map(|rest| {
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
        LAYERS.iter().position(|layer| *layer == name).map(|layer| (layer, name))
    })
}

fn upward(path: &Path, code: &str) -> Vec<String> {
    let Some(own) = layer(path) else {
        return Vec::new();
    };
    let below = named(code).filter(|(other, _)| *other > own);
    below.map(|(_, name)| format!("{} imports from {name}, which is below it", path.display())).collect()
}

#[test]
fn modules_import_from_above_only() {
    let wrong: Vec<String> = sources(&src()).iter().flat_map(|path| upward(path, &code(path))).collect();
    assert_eq!(wrong, [""; 0]);
    assert_eq!(
        upward(&src().join("text.rs"), "use crate::server::x;").len(),
        1,
        "the test sees what it looks for"
    );
}

#[test]
fn nothing_is_taken_through_the_grouped_root() {
    // `use crate::{…}` would hide an import from the test above.
    for path in sources(&src()) {
        assert!(!code(&path).contains("use crate::{"), "{}", path.display());
    }
}

#[test]
fn the_code_map_lists_the_layers_in_order() {
    let root = fs::read_to_string(src().join("lib.rs")).unwrap();
    let rows = root.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    let listed: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(listed, LAYERS);
    for path in sources(&src()).iter().filter(|path| path.parent() == Some(&src())) {
        let outside = ["lib.rs", "main.rs", "fixture.rs"].iter().any(|name| path.ends_with(name));
        assert!(outside || layer(path).is_some(), "{} has no layer", path.display());
    }
}

#[test]
fn lsp_types_stay_in_the_server_and_the_rope_in_text() {
    for path in sources(&src()) {
        let code = code(&path);
        let inside = path.strip_prefix(src()).unwrap();
        let server = inside.starts_with("server") || inside == Path::new("server.rs");
        assert!(server || !(code.contains("tower_lsp") || code.contains("ls_types")), "{}", path.display());
        assert!(inside == Path::new("text.rs") || !code.contains("ropey::"), "{}", path.display());
    }
}

#[test]
fn only_the_disk_reads_files() {
    for path in sources(&src()) {
        let inside = path.strip_prefix(src()).unwrap();
        let code = code(&path);
        let reads = ["fs::read", "File::open", "fs::metadata"].iter().any(|call| code.contains(call));
        let disk = inside.starts_with("disk") || inside == Path::new("disk.rs");
        assert!(!reads || disk, "{}", path.display());
    }
}

#[test]
fn every_file_says_why_it_exists_and_none_grows_too_long() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for path in sources(&src()).into_iter().chain(sources(&tests)) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with //!", path.display());
        let lines = code(&path).lines().count();
        assert!(
            lines <= 400 || path.starts_with(&tests),
            "{} has {lines} lines before its tests",
            path.display()
        );
    }
}
