//! The notes that benchmarks generate are understood as they are meant: else a benchmark measures how fast nothing is done.

#[path = "../bench/notes/mod.rs"]
// Each benchmark uses a part of it.
#[allow(dead_code)]
pub mod notes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use paper_notes_lsp::config;
use paper_notes_lsp::disk;
use paper_notes_lsp::entry::Number;
use paper_notes_lsp::ide::diagnostics::diagnostics;
use paper_notes_lsp::index::{EntryId, Index};
use paper_notes_lsp::language::Language;

use notes::{Form, Repository};

const ENTRIES: usize = 240;

/// The forms that this server is made for.
const OWN: [Form; 3] = [Form::Pages, Form::Notes, Form::Catalog];

fn repository() -> Repository {
    Repository::new(7, ENTRIES)
}

fn written(form: Form) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    repository().write(form, folder.path()).unwrap();
    folder
}

fn read(root: &Path) -> Index {
    let nothing = config::from_toml("").0;
    let (config, mistakes) = disk::configure(root, &disk::name(root), Language::English, &nothing);
    assert!(mistakes.is_empty());
    let config = Arc::new(config);
    let files = disk::walk(root, &config).files;
    Index::new(disk::load(&files, &config, disk::name, || {}).files, config)
}

/// The entry of the repository that an entry of the index is, by the number that stands there or that the catalog gives.
fn nth(repository: &Repository, index: &Index, id: EntryId) -> usize {
    let (Number(number), _) = index.number(id).unwrap();
    (0..ENTRIES).find(|entry| repository.number(*entry) == number).unwrap()
}

#[test]
fn each_entry_is_read_with_its_title_its_tags_and_its_references() {
    let repository = repository();
    for form in OWN {
        let folder = written(form);
        let index = read(folder.path());
        let mut seen = BTreeMap::new();
        for (id, entry) in index.page_entries() {
            let nth = nth(&repository, &index, id);
            *seen.entry(nth).or_insert(0) += 1;
            let paper = repository.paper(nth);
            assert_eq!(*entry.title.as_ref().unwrap().name(), *paper.name, "{form:?}");
            let tags: Vec<&str> = entry.tags.iter().map(|tag| &*tag.name).collect();
            assert_eq!(tags, paper.tags, "{form:?}");
            assert!(entry.date.is_some() && entry.summary.is_some() && entry.comment.is_some(), "{form:?}");
            // A copy on a page without numbers has that of its paper.
            if form != Form::Catalog || seen[&nth] == 1 && index.copies(id).len() == 1 {
                let known: BTreeSet<u32> = index
                    .references_of(id)
                    .map(|(_, it)| it.number.0)
                    .filter(|it| index.is_known(Number(*it)))
                    .collect();
                assert_eq!(known, repository.references(nth), "{form:?} {nth}");
            }
        }
        assert_eq!(seen.values().sum::<usize>(), ENTRIES, "{form:?}");
        let catalogued = index.catalog_entries().count();
        assert_eq!(catalogued, if form == Form::Catalog { originals().count() } else { 0 });
    }
}

fn originals() -> impl Iterator<Item = usize> {
    let repository = repository();
    (0..ENTRIES).filter(move |entry| repository.original(*entry) == *entry)
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    let repository = repository();
    let copies = ENTRIES - originals().count();
    let broken = (0..ENTRIES).filter(|entry| repository.broken(*entry).is_some()).count();
    assert_eq!((copies, broken), (2, 3));
    for form in OWN {
        let folder = written(form);
        let index = read(folder.path());
        let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (file, _) in index.files() {
            for finding in diagnostics(&index, file) {
                found.entry(finding.code).or_default().push(finding.message);
            }
        }
        let counts: Vec<(&str, usize)> = found.iter().map(|(code, all)| (*code, all.len())).collect();
        assert_eq!(
            counts,
            [("broken-reference", broken), ("duplicate-entry", copies)],
            "{form:?}: {found:#?}"
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_gives_others() {
    for form in Form::ALL {
        let (one, other) = (bytes(written(form).path()), bytes(written(form).path()));
        assert!(one == other, "{form:?}");
        let folder = tempfile::tempdir().unwrap();
        Repository::new(8, ENTRIES).write(form, folder.path()).unwrap();
        assert!(one != bytes(folder.path()), "{form:?}");
    }
}

#[test]
fn an_entry_is_about_as_long_as_people_write_it() {
    let folder = written(Form::Pages);
    let bytes: usize = bytes(folder.path()).values().map(Vec::len).sum();
    let each = bytes / ENTRIES;
    assert!((1200..1700).contains(&each), "{each}");
}

#[test]
fn a_note_of_a_vault_names_the_files_that_its_links_lead_to() {
    let repository = repository();
    for form in [Form::Wiki, Form::Markdown] {
        let folder = written(form);
        let mut known = BTreeSet::new();
        for entry in 0..ENTRIES {
            let (text, places) = repository.vault_note(entry, form);
            assert_eq!(
                std::fs::read_to_string(folder.path().join(repository.vault_name(entry))).unwrap(),
                text
            );
            for place in &places {
                assert!(text[place.at..].starts_with(&place.number.to_string()), "{form:?}");
                let (before, behind) = if form == Form::Wiki { ("[[", "]]") } else { ("[note](", ".md)") };
                assert!(text[..place.at].ends_with(before), "{form:?}");
                assert!(
                    text[place.at..].trim_start_matches(char::is_numeric).starts_with(behind),
                    "{form:?}"
                );
            }
            let there = places.iter().map(|place| place.number);
            let there: BTreeSet<u32> =
                there.filter(|number| folder.path().join(format!("{number}.md")).is_file()).collect();
            assert_eq!(there, repository.references(entry));
            known.extend(there);
        }
        assert!(known.len() > ENTRIES / 3);
    }
}

/// All files with their paths inside a folder.
fn bytes(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![root.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let inside = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(inside, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_number_leads_back_to_its_entry() {
    let repository = repository();
    let numbers = (0..ENTRIES).map(|entry| repository.number(entry));
    assert!(numbers.clone().zip(numbers.skip(1)).all(|(one, next)| one < next));
    assert!((0..ENTRIES).all(|entry| repository.entry(repository.number(entry)) == Some(entry)));
    let unknown =
        (0..ENTRIES).filter_map(|entry| repository.broken(entry)).chain([0, 100, repository.unknown()]);
    assert!(unknown.map(|number| repository.entry(number)).all(|entry| entry.is_none()));
}
