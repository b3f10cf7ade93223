//! Renaming: a tag, or the number of an entry, everywhere on pages. Catalogs are generated and stay as they are.
//! What cannot be renamed is refused with the reason.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cursor::{Target, target};
use crate::edit::{FileEdit, TextEdit};
use crate::entry::Number;
use crate::ide::references::referring;
use crate::ide::tag_edit;
use crate::ide::trial::{Said, attempt, outline, said};
use crate::index::{Content, EntryId, File, FileId, Index, NumberFrom};
use crate::language::say;
use crate::text::Span;

/// What is renamed: its place under the cursor, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The bytes under the cursor that change.
    pub span: Span,
    /// The name that it has, without a mark.
    pub name: String,
}

/// What would be renamed at the byte at `offset` of a file; `None` where nothing has a name.
///
/// # Errors
///
/// The reason, in a sentence, why what stands there cannot be renamed.
pub fn prepare_rename(index: &Index, file: FileId, offset: usize) -> Result<Option<Renamed>, String> {
    match target(index, file, offset).filter(|_| index.file(file).is_page()) {
        None => Ok(None),
        Some(Target::Tag { name, span }) => Ok(Some(Renamed { span, name: name.to_string() })),
        Some(Target::Reference { number, span, .. }) => {
            can_change(index, number)?;
            Ok(Some(Renamed { span, name: number.to_string() }))
        }
        Some(Target::Own { number, span }) => {
            can_change(index, number)?;
            let own = index.slice(file, span) == number.to_string();
            // Elsewhere in the entry nothing says the number.
            Ok(own.then(|| Renamed { span, name: number.to_string() }))
        }
    }
}

/// The edits that make what stands at the byte at `offset` of a file be called `name` everywhere.
///
/// # Errors
///
/// The reason, in a sentence, why that cannot be done without changing anything else.
pub fn rename(index: &Index, file: FileId, offset: usize, name: &str) -> Result<Vec<FileEdit>, String> {
    let language = index.config().language();
    if !index.is_complete() {
        return Err(say!(
            language,
            "the notes are still being read; try again in a moment",
            "ノートを読み込んでいます。少し待ってからもう一度お試しください"
        ));
    }
    match target(index, file, offset).filter(|_| index.file(file).is_page()) {
        None => Err(say!(language, "nothing here has a name", "ここには名前の付いたものがありません")),
        Some(Target::Tag { name: old, .. }) => rename_tag(index, &old, name.trim().trim_start_matches('#')),
        Some(Target::Reference { number, .. } | Target::Own { number, .. }) => {
            let digits = name.trim().trim_start_matches(['#', '・']);
            let new = Number::parse(digits).ok_or_else(|| {
                say!(language, "\"{digits}\" is no number", "「{digits}」は番号ではありません")
            })?;
            renumber(index, number, new)
        }
    }
}

fn rename_tag(index: &Index, old: &str, new: &str) -> Result<Vec<FileEdit>, String> {
    let language = index.config().language();
    if new == old {
        return Ok(Vec::new());
    }
    let mut tagged: Vec<EntryId> = index.tag(old).map(|uses| uses.everywhere().collect()).unwrap_or_default();
    tagged.sort_unstable();
    let mut of_files = tagged.chunk_by(|a, b| a.file == b.file).peekable();
    let files = index.files().map(|(id, file)| {
        let tagged = of_files.next_if(|tagged| tagged.first().is_some_and(|first| first.file == id));
        (file, tagged.unwrap_or_default())
    });
    let pages: Vec<(&File, &[EntryId])> = files.filter(|(file, _)| file.is_page()).collect();
    let renamed = |(file, tagged): (&File, &[EntryId])| {
        let name = file.name();
        let tags = in_file(file, tagged, old, new).ok_or_else(|| {
            say!(
                language,
                "\"{new}\" cannot be written as a tag in {name}",
                "「{new}」は {name} のタグとして書けません"
            )
        })?;
        Ok(with_heading(file, old, new, tags))
    };
    let edits: Vec<Result<Option<FileEdit>, String>> = pages.into_par_iter().map(renamed).collect();
    edits.into_iter().filter_map(Result::transpose).collect()
}

/// The edits of the tags of a file, if it has any; `None` where they cannot be made.
fn in_file(file: &File, tagged: &[EntryId], old: &str, new: &str) -> Option<Option<FileEdit>> {
    if tagged.is_empty() {
        return Some(None);
    }
    let mut places: Vec<tag_edit::Place> = Vec::with_capacity(tagged.len());
    for id in tagged {
        let entry = id.entry as usize;
        let tags = file.entries()[entry].tags.iter().enumerate();
        places.extend(tags.filter(|(_, tag)| *tag.name == *old).map(|(tag, _)| (entry, tag)));
    }
    let new = Some(new).filter(|new| !new.is_empty())?;
    tag_edit::rename(file, &places, Some(new)).map(Some)
}

/// The edits of a file with its heading renamed, too, where that is the name of the tag: else the page would no longer
/// be a view of it.
fn with_heading(file: &File, old: &str, new: &str, tags: Option<FileEdit>) -> Option<FileEdit> {
    let heading = || {
        let Content::Page(page) = &file.content else { return None };
        let text = file.text.slice(page.heading?).into_owned();
        let line = text.lines().next()?;
        let at = line.find(old)?;
        let bare = line.trim_start_matches('#').trim() == old;
        let start = page.heading?.start() + at;
        bare.then(|| TextEdit { span: Span::new(start, start + old.len()), new: new.to_owned() })
    };
    let Some(heading) = heading() else { return tags };
    let before = tags.as_ref().map_or_else(Vec::new, |tags| tags.edits.clone());
    let all: Vec<TextEdit> = before.iter().cloned().chain([heading]).collect();
    let said_after = |edits: &[TextEdit]| attempt(file, edits).map(|after| said(&after));
    let same = said_after(&all).is_some_and(|after| Some(after) == said_after(&before));
    if same { Some(FileEdit { path: file.path.clone(), edits: all }) } else { tags }
}

/// Whether the number of entries can change: where a catalog gives it, or a file's name, it cannot.
fn can_change(index: &Index, number: Number) -> Result<(), String> {
    let language = index.config().language();
    let entries = index.numbered(number);
    if entries.is_empty() {
        return Err(say!(language, "no entry has the number {number}", "番号 {number} のノートはありません"));
    }
    for id in entries {
        let (file, own) = (index.file(id.file), index.entry(id).number.as_ref());
        let name = file.name();
        if !file.is_page() || index.number(id) == Some((number, NumberFrom::Catalog)) {
            return Err(say!(
                language,
                "{number} is the number of an issue: a catalog gives it, and is not changed",
                "{number} は issue の番号です。カタログが決めるもので、変更できません"
            ));
        }
        if own.is_none_or(|own| index.slice(id.file, own.span) != number.to_string()) {
            return Err(say!(
                language,
                "the name of the file {name} gives the number {number}",
                "番号 {number} はファイル名 {name} によるものです"
            ));
        }
    }
    Ok(())
}

fn renumber(index: &Index, old: Number, new: Number) -> Result<Vec<FileEdit>, String> {
    let language = index.config().language();
    if old == new {
        return Ok(Vec::new());
    }
    can_change(index, old)?;
    if index.is_known(new) {
        let taken = index.numbered(new).first().and_then(|id| index.entry(*id).title.as_ref());
        let title = taken.map_or_else(String::new, |title| title.name().to_owned());
        return Err(say!(language, "{new} is taken: {title}", "{new} は使われています: {title}"));
    }
    let numbered = index.numbered(old).into_iter();
    let own = numbered.filter_map(|id| Some((id.file, index.entry(id).number.as_ref()?.span)));
    let references = referring(index, old).map(|(_, place)| (place.file, place.span));
    let mut places: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    for (file, span) in own.chain(references).filter(|(file, _)| index.file(*file).is_page()) {
        places.entry(file).or_default().push(TextEdit { span, new: new.to_string() });
    }
    let renumbered = |(id, mut edits): (FileId, Vec<TextEdit>)| {
        edits.sort();
        edits.dedup();
        let file = index.file(id);
        if !is_only_renumbered(index, id, &edits, old, new) {
            let name = file.name();
            return Err(say!(
                language,
                "a reference in {name} would be read otherwise with {new}",
                "{name} の参照が、{new} では別の意味になります"
            ));
        }
        Ok(FileEdit { path: file.path.clone(), edits })
    };
    let edits: Vec<Result<FileEdit, String>> = places.into_par_iter().map(renumbered).collect();
    edits.into_iter().collect()
}

/// Whether the edits leave the same notes with another number.
fn is_only_renumbered(index: &Index, id: FileId, edits: &[TextEdit], old: Number, new: Number) -> bool {
    let file = index.file(id);
    let Some(after) = attempt(file, edits) else { return false };
    let changed = |span: Span| edits.iter().any(|edit| edit.span == span);
    let expected = said(file).into_iter().zip(0..).map(|(said, entry)| {
        let of = index.entry(EntryId { file: id, entry });
        let number = said.number.map(|number| if number == old { new } else { number });
        let references = said.references.iter().zip(&of.references);
        let references = references
            .map(|(said, reference)| (if changed(reference.span) { new } else { said.0 }, said.1, said.2));
        (said.tags, number, said.date, title(said.title, old, new), references.collect::<Vec<_>>())
    });
    let found = said(&after).into_iter();
    let found = found
        .map(|said: Said| (said.tags, said.number, said.date, title(said.title, old, new), said.references));
    expected.eq(found) && outline(file) == outline(&after)
}

/// A title line, with the number of a link in it that changes made equal.
fn title(line: Option<Box<str>>, old: Number, new: Number) -> Option<String> {
    line.map(|line| line.replace(&format!("/issues/{old}"), &format!("/issues/{new}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;
    use crate::fixture::Fixture;

    fn renamed(fixture: &str, name: &str) -> Result<String, String> {
        let fixture = Fixture::new(fixture);
        let index = &fixture.index;
        let edits = rename(index, fixture.file, fixture.cursor, name)?;
        let files = index.files().filter(|(_, file)| file.is_page()).map(|(_, file)| {
            let edits = edits.iter().find(|edit| edit.path == file.path).map_or(&[][..], |edit| &edit.edits);
            format!("//- {}\n{}", file.path, apply(&file.text.to_string(), edits).expect("edits that fit"))
        });
        Ok(files.collect())
    }

    #[track_caller]
    fn check(before: &str, name: &str, after: &str) {
        assert_eq!(renamed(before, name).as_deref(), Ok(after));
    }

    #[track_caller]
    fn check_no(before: &str, name: &str, reason: &str) {
        assert_eq!(renamed(before, name), Err(reason.to_owned()));
    }

    const A: &str = "//- a.txt\n#NLP\r\n#QA\r\nIssue: 120\r\nIssue Date: 2025-01-01\r\nT 120, B+, ACL'23\r\nSummary 120 と #120\r\n";
    const B: &str = "//- b.txt\n文。 #QA #2D (Image) Issue Date: 2025-01-02 Another, C+, ACL'23 Comment・120 ・120Reasoning 図は 120より 120 days、https://github.com/o/r/issues/120 ・1200 `#120`\n";

    #[test]
    fn a_tag_everywhere() {
        let both = format!("{A}{B}");
        check(
            &both.replacen("#QA", "#Q$0A", 1),
            "#Question Answering",
            &both.replace("#QA", "#Question Answering"),
        );
        check(&both.replace("#2D", "#2$0D"), "NLP", &both.replace("#2D (Image)", "#NLP"));
        // It becomes one that the entry has.
        check(
            &both.replacen("#QA", "#Q$0A", 1),
            "NLP",
            &both.replace("#NLP\r\n#QA\r\n", "#NLP\r\n").replace("#QA #2D", "#NLP #2D"),
        );
        let twice = "#QA #NLP #QA Issue Date: 2025-01-01 T, B+, ACL'23\n";
        let renamed = format!("//- page.txt\n{}", twice.replace("#QA", "#Q and A"));
        check(&twice.replacen("#QA", "#Q$0A", 1), "Q and A", &renamed);
        // The page of the tag stays its page.
        let view = "//- view.txt\n# QA\nいろいろな QA\n#NLP\n#QA\nIssue Date: 2025-01-01\nT, B+, ACL'23\n";
        check(
            &format!("{view}{A}").replacen("#QA", "#Q$0A", 1),
            "Q",
            &format!("{A}{view}").replace("#QA", "#Q").replace("# QA", "# Q"),
        );
        let single = "//- c.md\n---\ntitle: T\ntags: [QA, \"x\"]\n---\n";
        check(
            &format!("{single}{A}").replacen("#QA", "#Q$0A", 1),
            "Q",
            &format!("{A}{single}").replace("QA", "Q"),
        );
    }

    #[test]
    fn a_number_in_every_form() {
        let settings = "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n";
        let both = format!("{A}{B}");
        let after = format!(
            "{}{}",
            A.replace("Issue: 120", "Issue: 77001").replace("#120", "#77001"),
            B.replace("・120 ", "・77001 ")
                .replace("・120R", "・77001R")
                .replace(" 120よ", " 77001よ")
                .replace("issues/120", "issues/77001")
        );
        check(&format!("{settings}{}", both.replacen("Issue: 12", "Issue: 12$0", 1)), "77001", &after);
        check(&format!("{settings}{}", both.replace("・120 ", "・12$00 ")), "・77001", &after);
        // And back.
        check(&format!("{settings}{}", after.replacen("Issue: 77", "Issue: 77$0", 1)), "120", &both);
    }

    #[test]
    fn while_notes_are_being_read_nothing_is_renamed_in_a_part_of_them() {
        let fixture = Fixture::new("#N$0LP\nIssue Date: 2025-01-01\nT\n");
        let renamed = |index: &Index| rename(index, fixture.file, fixture.cursor, "CV");
        let refused = renamed(&fixture.index.clone().completed(false)).unwrap_err();
        assert_eq!(refused, "the notes are still being read; try again in a moment");
        assert_eq!(renamed(&fixture.index).map(|edits| edits.len()), Ok(1));
    }

    #[test]
    fn what_is_refused_and_why() {
        let at = |text: &str| format!("{A}{}", B.replace("・120 ", text));
        let here = at("・12$00 ");
        check_no(&here, "x", "\"x\" is no number");
        check_no(
            &format!("//- z.txt\nIssue: 5\nIssue Date: 2025-01-01\nThe Fifth\n{here}"),
            "5",
            "5 is taken: The Fifth",
        );
        check_no(&format!("{A}{}", B.replace("・120 ", "・9$09\n")), "7", "no entry has the number 99");
        let export = "//- issues.json\n[{\"number\":120,\"title\":\"T\"}]\n";
        let reason = "120 is the number of an issue: a catalog gives it, and is not changed";
        check_no(&format!("{export}{here}"), "7", reason);
        let note = "//- 120-t.md\n---\ntitle: T\ndate: 2025-01-01\n---\n";
        check_no(
            &format!("{note}{}", B.replace("・120 ", "・12$00 ")),
            "7",
            "the name of the file 120-t.md gives the number 120",
        );
        // Glued to a word, a number of two digits is none.
        check_no(&here, "77", "a reference in b.txt would be read otherwise with 77");
        check_no(
            &here.replace("$0", "").replacen("#QA", "#Q$0A", 1),
            "a #b",
            "\"a #b\" cannot be written as a tag in a.txt",
        );
        check_no(
            &here.replace("$0", "").replacen("#QA", "#Q$0A", 1),
            " ",
            "\"\" cannot be written as a tag in a.txt",
        );
        check_no(&here.replace("$0", "").replace("Another", "Ano$0ther"), "x", "nothing here has a name");
    }
}
