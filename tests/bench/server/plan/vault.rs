//! What is asked and typed in a plain Markdown vault: nothing of it is a reference or a tag for the library, so its
//! generator says what is there.

use std::path::PathBuf;

use paper_notes_lsp::text::{Encoding, Text};

use super::typing::{TYPED, letters, longest_word};
use super::{ASKED, CHANGED, MOST_PAGES, Plan, SOME, Site, TagSite, Typing, read_last, same, spread, words};
use crate::folder::Folder;
use crate::notes::{Form, Repository};

impl Plan {
    /// What is asked and typed in a vault that was generated.
    pub fn of_vault(folder: &Folder, repository: &Repository, form: Form) -> Self {
        let file = |entry: usize| same(&folder.root().join(repository.vault_name(entry)));
        let asked = spread((0..repository.entries).collect(), MOST_PAGES);
        let mut references = Vec::new();
        let mut tags: Vec<TagSite> = Vec::new();
        for entry in &asked {
            let (text, places) = repository.vault_note(*entry, form);
            let lines = Text::new(&text);
            for place in places {
                let Some(target) = repository.entry(place.number) else { continue };
                references.push(Site {
                    file: file(*entry),
                    position: lines.position(place.at, Encoding::Utf16),
                    targets: vec![(file(target), 0..=usize::MAX)],
                    titles: vec![repository.paper(target).name],
                });
            }
            let name = repository.vault_tags(*entry).swap_remove(0);
            if let Some(at) = text.find(&format!("#{name} "))
                && tags.iter().all(|tag| tag.name != name)
            {
                tags.push(TagSite { file: file(*entry), offset: at + 1, name });
            }
        }
        references.truncate(ASKED);
        let first = references.iter().max_by_key(|site| read_last(site)).cloned();
        let middle = repository.entries / 2;
        let closed =
            (0..repository.entries).filter(|entry| *entry != middle && asked.binary_search(entry).is_err());
        let changed = spread(closed.collect(), repository.entries.div_ceil(CHANGED));
        Self {
            typing: typing(repository, form, file(middle)),
            words: spread(words(&folder.index), SOME),
            burst: changed.into_iter().map(file).collect(),
            tags: spread(tags, SOME),
            first,
            references,
            checkout: None,
            planted: None,
        }
    }
}

/// What is typed in the note in the middle.
fn typing(repository: &Repository, form: Form, file: PathBuf) -> Option<Typing> {
    let middle = repository.entries / 2;
    let (text, _) = repository.vault_note(middle, form);
    let entries = spread((0..repository.entries).collect::<Vec<_>>(), TYPED);
    let papers = || entries.iter().map(|entry| repository.paper(*entry));
    let tag = format!("#{} ", repository.vault_tags(middle).last()?);
    Some(Typing {
        file,
        end: text.trim_end().len(),
        link: form.bullet(),
        // VS Code completes the whole path.
        closed: form.bullet().1.trim_start_matches(".md"),
        tag: text.find(&tag).map(|at| (at + tag.len() - 1, " #")),
        tags: entries.iter().map(|entry| letters(&repository.vault_tags(*entry)[0])).collect(),
        numbers: entries.iter().map(|entry| repository.number(*entry).to_string()).collect(),
        titles: papers().filter_map(|paper| longest_word(&paper.name)).map(|word| letters(&word)).collect(),
        unknown: Some(repository.unknown().to_string()),
    })
}
