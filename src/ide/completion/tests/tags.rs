//! Tests of the completion of tags.

use super::*;

pub const TAGS: &str = "\
//- a.txt
#NLP
#LanguageModel
#Supervised-FineTuning (SFT)
Issue Date: 2025-01-01
Magpie: Alignment Data Synthesis, Zhangchen Xu+, ICLR'25
#NLP
#2D (Image)
Issue Date: 2025-01-02
Differential Transformer, Tianzhu Ye+, ICLR'25
//- page.txt
";

#[test]
fn tags_by_prefix_then_by_letters_then_by_use() {
    check(&format!("{TAGS}#l$0"), &["LanguageModel (1 entry)", "NLP (2 entries)"]);
    check(
        &format!("{TAGS}#$0"),
        &[
            "NLP (2 entries)",
            "2D (Image) (1 entry)",
            "LanguageModel (1 entry)",
            "Supervised-FineTuning (SFT) (1 entry)",
        ],
    );
    check(&format!("{TAGS}#lm$0"), &["LanguageModel (1 entry)", "lm (new tag)"]);
}

#[test]
fn tags_that_go_with_those_of_the_entry_come_first() {
    let more = "#Image\n#2D (Image)\n#Video\nIssue Date: 2025-01-03\nT, A+, B'24\n";
    check(
        &format!("{TAGS}{more}#Image\n#$0\nIssue Date: 2025-01-04\nU\n"),
        &[
            "2D (Image) (2 entries)",
            "Video (1 entry)",
            "NLP (2 entries)",
            "LanguageModel (1 entry)",
            "Supervised-FineTuning (SFT) (1 entry)",
            "Image (already on this entry)",
        ],
    );
}

#[test]
fn what_was_typed_may_be_a_new_tag() {
    let new = |name: &str| [format!("{name} (new tag)")];
    for text in [
        "#Robotics$0",
        "#Robotics$0\nIssue Date: 2025-01-03\nT\n",
        "#NLP #Robotics$0\nIssue Date: 2025-01-03\nT\n",
    ] {
        assert_eq!(offered(&format!("{TAGS}{text}")).0, new("Robotics"), "{text}");
    }
    check_edit(&format!("{TAGS}#Zzz (A B)$0\n"), "#Zzz (A B)\n");
    // In prose, in part, known in other letters, or a letter alone.
    for text in ["とのこと #Robotics$0", "#Z$0", "#Zzz $0", "#55555$0"] {
        check_no(&format!("{TAGS}{text}"));
    }
    check(&format!("{TAGS}#nlp$0"), &["NLP (2 entries)"]);
    let twice = "#Robotics\nIssue Date: 2025-01-03\nT\n";
    check(&format!("{TAGS}{twice}#Robotics$0"), &["Robotics (1 entry)"]);
}

#[test]
fn a_name_with_spaces_and_brackets_is_put_in_as_a_whole() {
    let body = TAGS.rsplit("//- page.txt\n").next().unwrap();
    check_edit(&format!("{TAGS}#Sup$0 x"), &format!("{body}#Supervised-FineTuning (SFT) x"));
    check_edit(&format!("{TAGS}#Supervised-FineTuning (S$0\n"), "#Supervised-FineTuning (SFT)\n");
    check_edit(
        &format!("{TAGS}とのこと。 #NLP #supervised-finetuning ($0"),
        "とのこと。 #NLP #Supervised-FineTuning (SFT)",
    );
}

#[test]
fn tags_that_the_entry_has_come_last() {
    check(
        &format!("{TAGS}#NLP\n#$0\nIssue Date: 2025-01-03\nT\n"),
        &[
            "2D (Image) (1 entry)",
            "LanguageModel (1 entry)",
            "Supervised-FineTuning (SFT) (1 entry)",
            "NLP (already on this entry)",
        ],
    );
    check(
        &format!("{TAGS}#NLP #N$0 Issue Date: 2025-01-03 T\n"),
        &["LanguageModel (1 entry)", "Supervised-FineTuning (SFT) (1 entry)", "NLP (already on this entry)"],
    );
}

#[test]
fn no_tags_where_a_hash_begins_none() {
    for text in ["# N$0", "C#N$0", "`#N$0", "https://example.com/#N$0", "#NLP 、N$0", "##N$0"] {
        check_no(&format!("{TAGS}{text}"));
    }
}

#[test]
fn a_bare_hash_sees_the_tags_below_it() {
    check(
        &format!("{TAGS}#NLP\n#$0\n#LanguageModel\nIssue Date: 2025-01-03\nT\n"),
        &[
            "Supervised-FineTuning (SFT) (1 entry)",
            "2D (Image) (1 entry)",
            "LanguageModel (already on this entry)",
            "NLP (already on this entry)",
        ],
    );
}
