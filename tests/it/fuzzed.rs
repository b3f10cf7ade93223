//! Inputs that once failed, found by `tests/fuzz/run` and kept in `tests/fuzz/found`; and the protocol with everything in it that
//! an editor should not say.

use std::path::{Path, PathBuf};

#[path = "../fuzz/checks.rs"]
mod checks;
mod protocol;

type Check = fn(&[u8]);

/// What each target of fuzzing looks at.
const CHECKS: [(&str, Check); 10] = [
    ("edits", checks::edits),
    ("git", checks::git),
    ("globs", checks::globs),
    ("issue_export", checks::issue_export),
    ("note", checks::note),
    ("page", checks::page),
    ("round", checks::round),
    ("settings", checks::settings),
    ("site_page", checks::site_page),
    ("tag_document", checks::tag_document),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

#[test]
fn what_was_found_by_fuzzing_fails_no_more() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let targets = files(&fuzz.join("targets"));
    let names: Vec<&str> = targets.iter().map(|path| path.file_stem().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, CHECKS.map(|(name, _)| name));
    // Found on this machine and not kept yet, where somebody looks into it.
    let more = std::env::var_os("PAPER_NOTES_FOUND").map(PathBuf::from);
    for (name, check) in CHECKS {
        let kept = files(&fuzz.join("found").join(name));
        let found = more.iter().flat_map(|more| files(&more.join(name)));
        for path in kept.into_iter().chain(found) {
            eprintln!("{}", path.display());
            check(&std::fs::read(path).unwrap());
        }
    }
}
