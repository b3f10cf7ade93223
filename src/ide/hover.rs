//! Hover: what a number points at, how a tag is used.

use crate::cursor::{Target, target};
use crate::entry::Number;
use crate::ide::preview::{entries, escape, list_item, preview, referrers};
use crate::index::{EntryId, FileId, Index};
use crate::language::say;
use crate::text::Span;

/// What to show, and for which characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The bytes it is about.
    pub span: Span,
    /// Markdown.
    pub markdown: String,
}

/// How many entries a list shows.
const LISTED: usize = 5;

/// What to show for the byte at `offset` of a file.
#[must_use]
pub fn hover(index: &Index, file: FileId, offset: usize) -> Option<Hover> {
    let (span, markdown) = match target(index, file, offset)? {
        Target::Reference { id, number, span } => {
            let known = preview(index, number);
            (span, known.unwrap_or_else(|| unknown(index, number, id.entry)))
        }
        Target::Own { number, span } => (span, preview(index, number)?),
        Target::Tag { name, span } => (span, tag(index, &name)?),
    };
    Some(Hover { span, markdown })
}

fn unknown(index: &Index, number: Number, from: EntryId) -> String {
    let language = index.config().language();
    if !index.is_complete() {
        return say!(
            language,
            "**{number}** is not known yet: the notes are still being read.",
            "**{number}** はまだ分かりません。ノートを読み込んでいます。"
        );
    }
    if index.is_other(number) {
        return say!(
            language,
            "**{number}** is a pull request, not a note.",
            "**{number}** はプルリクエストで、ノートではありません。"
        );
    }
    let mut out = say!(
        language,
        "**{number}** is unknown: no page and no catalog has an entry with this number.",
        "**{number}** は不明です。どのページにもカタログにも、この番号のノートはありません。"
    );
    out += "\n\n";
    let mut others = referrers(index, number);
    others.retain(|id| index.paper(*id) != index.paper(from));
    out += &match others.len() {
        0 => say!(language, "No other entry refers to it.", "他に参照しているノートはありません。"),
        1 => say!(language, "1 other entry refers to it:\n\n", "他に 1 件のノートが参照しています:\n\n"),
        n => say!(language, "{n} other entries refer to it:\n\n", "他に {n} 件のノートが参照しています:\n\n"),
    };
    for id in others.iter().take(LISTED) {
        out += &list_item(index, *id);
    }
    out.trim_end().to_owned()
}

fn tag(index: &Index, name: &str) -> Option<String> {
    let uses = index.tag(name)?;
    let mut latest = uses.entries();
    latest.sort_by_key(|id| {
        let day = index.entry(*id).date.as_ref().and_then(|date| date.day);
        (std::cmp::Reverse(day), *id)
    });
    let language = index.config().language();
    let count = entries(latest.len(), language);
    let mut out = format!("**#{}** · {count}\n\n", escape(name));
    if latest.len() > LISTED {
        out += &say!(language, "The latest:\n\n", "最近のもの:\n\n");
    }
    for id in latest.iter().take(LISTED) {
        out += &list_item(index, *id);
    }
    Some(out.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(fixture: &str, expect: Expect) {
        let fixture = Fixture::new(fixture);
        let hover = hover(&fixture.index, fixture.file, fixture.cursor).expect("a hover");
        let text = fixture.index.slice(fixture.file, hover.span);
        expect.assert_eq(&format!("[{text}]\n{}\n", hover.markdown));
    }

    #[track_caller]
    fn check_no(fixture: &str) {
        let fixture = Fixture::new(fixture);
        assert_eq!(hover(&fixture.index, fixture.file, fixture.cursor), None);
    }

    const MAGPIE: &str = "\
//- issues.json
[{\"number\":2094,\"title\":\"[Paper Note] Magpie: Alignment Data, Zhangchen Xu+, ICLR'25\",\"labels\":[{\"name\":\"NLP\"}],\"createdAt\":\"2025-05-01T00:00:00Z\",\"url\":\"https://github.com/o/r/issues/2094\",\"body\":\"# Summary\\n- 要約*。\"}]
//- page.txt
";

    #[test]
    fn a_reference_shows_the_entry() {
        check(
            &format!("{MAGPIE}#NLP\nIssue Date: 2025-08-02\nA Title, B+, arXiv'25\nComment関連:\n・20$094\n"),
            expect![[r#"
                [2094]
                **[Magpie: Alignment Data](https://github.com/o/r/issues/2094)**

                Zhangchen Xu+ · ICLR'25 · 2025-05-01 · #2094

                `#NLP`

                要約\*。

                1 entry refers to it.
            "#]],
        );
    }

    #[test]
    fn every_form_of_a_reference() {
        for reference in [
            "・$02094",
            "$0・2094",
            "#$02094",
            "https://github.com/o/r/issues/2094$0",
            "・209$04Magpieの",
            "下は 2$0094より",
            "\n- 2094$0",
        ] {
            let text =
                format!("{MAGPIE}Issue Date: 2025-08-02\nA Title, B+, arXiv'25\nComment図と {reference}\n");
            let fixture = Fixture::new(&text);
            let hover = hover(&fixture.index, fixture.file, fixture.cursor);
            let hover = hover.unwrap_or_else(|| panic!("no hover on {reference}"));
            assert_eq!(fixture.index.slice(fixture.file, hover.span), "2094", "{reference}");
            assert!(hover.markdown.contains("Magpie"), "{reference}");
        }
    }

    #[test]
    fn an_unknown_number_says_who_else_refers_to_it() {
        check(
            &format!(
                "{MAGPIE}Issue Date: 2025-08-02\nFirst, B+, arXiv'25\nComment\n・18$029\nIssue Date: 2025-08-03\nSecond, B+, arXiv'25\nComment\n・1829\n"
            ),
            expect![[r#"
                [1829]
                **1829** is unknown: no page and no catalog has an entry with this number.

                1 other entry refers to it:

                - Second · 2025-08-03
            "#]],
        );
    }

    #[test]
    fn while_notes_are_being_read_no_number_is_called_unknown() {
        let fixture = Fixture::new(&format!(
            "{MAGPIE}Issue Date: 2025-08-02\nFirst, B+, arXiv'25\nComment\n・18$029\n"
        ));
        let index = fixture.index.completed(false);
        let hover = hover(&index, fixture.file, fixture.cursor).unwrap();
        assert_eq!(hover.markdown, "**1829** is not known yet: the notes are still being read.");
    }

    #[test]
    fn a_tag_shows_its_latest_entries() {
        check(
            "#NLP\nIssue Date: 2025-08-02\nFirst <b>, B+, arXiv'25\n#N$0LP\nIssue: 12\nIssue Date: 2025-08-03\nSecond, B+, arXiv'25\n",
            expect![[r#"
                [NLP]
                **#NLP** · 2 entries

                - 12 Second · 2025-08-03
                - First \<b> · 2025-08-02
            "#]],
        );
    }

    #[test]
    fn the_number_of_an_entry_itself() {
        check(
            "Issue: 1$02\nIssue Date: 2025-08-03\nSecond, B+, arXiv'25\nCommentよい。\n",
            expect![[r#"
                [12]
                **Second**

                B+ · arXiv'25 · 2025-08-03 · #12

                > よい。

                No entry refers to it.
            "#]],
        );
    }

    #[test]
    fn nothing_on_prose() {
        check_no("Issue Date: 2025-08-02\nA Title, B+, arXiv'25\nComment約22,$0000の\n");
        check_no("no$0 entry here\n");
    }
}
