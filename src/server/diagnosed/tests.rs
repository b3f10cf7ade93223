//! Findings that were brought up to date key by key are those of a server that was started on the same text.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use tower_lsp::ls_types::*;

use super::*;
use crate::server::from_proto::{self, index_path};
use crate::server::state::State;
use crate::text::{Encoding, Text};

const NAMES: [&str; 3] = ["/notes/NLP.txt", "/notes/a.txt", "/notes/b.md"];

const PARTS: &[&str] = &[
    "#NLP\n#CV\nIssue: 7\nIssue Date: 2025-01-01\nOnline Deep Learning: Learning Deep Neural Networks on the Fly, Doyen Sahoo+, IJCAI'18\nComment\n・7\n・12\n・99\n",
    "#nlp\nIssue Date: 2025-01-01\nOnline Deep Learning, and Learning Deep Neural Networks, Doyen Sahoo+, IJCAI'18\nSummary要約 `#99` 😱 #98\n",
    "#NLP\nIssue Date: 2025-01-01\nOnline Deep Learning: Learning Deep Neural Networks on the Fly, Doyen Sahoo+, IJCAI'18\nComment <!-- paper-notes: ignore duplicate-entry -->\n",
    "Issue: 12\nIssue Date: 2025-13-40\nAttention is All You Need, Ashish Vaswani+, arXiv'17\nComment\nhttps://arxiv.org/abs/1706.03762\n",
    "#NLP #NLP Issue: 12 Issue Date: 2024-02-02 Attention is All You Need, Ashish Vaswani+, NeurIPS'17 Comment #99 😱 #NLP Issue Date: 2024-03-03 Other Work, Bea Bond+, ACL'24 Comment 下記は 7より\n",
    "Issue Date: 2025-01-01\n\n",
    "#CV\nIssue: 12\nIssue Date: 2025-01-01\nA Paper of Somebody Else on Other Matters, Cy Cook+, KDD'20\nSummary\n```\n#99\n```\n",
];

const TYPED: &[&str] = &[
    "",
    "x",
    "9",
    "\n",
    "\n\n",
    "#",
    "#NLP\n",
    "`",
    "```\n",
    "😱",
    "・99\n",
    "Issue: 12\n",
    "Comment",
    "7",
    " ",
    "\r\n",
    "Issue Date: 2025-09-09\nNew Work, Flo Fox+, ACL'25\n",
];

fn state(texts: &[Text]) -> State {
    let mut params = InitializeParams::default();
    let publish =
        PublishDiagnosticsClientCapabilities { related_information: Some(true), ..Default::default() };
    let text = TextDocumentClientCapabilities { publish_diagnostics: Some(publish), ..Default::default() };
    params.capabilities.text_document = Some(text);
    let mut state = State::default();
    state.initialize(&params);
    for (name, text) in NAMES.iter().zip(texts) {
        state.documents.open(uri(name), index_path(&uri(name)).into(), 0, &text.to_string());
    }
    state.touch();
    state.end_load();
    state
}

fn uri(name: &str) -> Uri {
    Uri::from_file_path(name).expect("an absolute path")
}

fn told(found: &Diagnosed) -> BTreeMap<&str, &[Diagnostic]> {
    found.all().map(|(path, found)| (&**path, found.diagnostics())).collect()
}

/// An edit of one of the documents, and whether findings are wanted behind it.
type Edit = (usize, Index, usize, &'static str, bool);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (0..NAMES.len(), any::<Index>(), 0_usize..40, select(TYPED), any::<bool>());
    prop::collection::vec(edit, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_findings_are_those_of_a_new_server(
        pages in prop::collection::vec(prop::collection::vec(select(PARTS), 0..9), NAMES.len()),
        edits in edits(),
    ) {
        let mut texts: Vec<Text> = pages.iter().map(|parts| Text::new(&parts.concat())).collect();
        let mut typed = state(&texts);
        let (mut found, _) = Diagnosed::default().updated(&typed.workspace());
        for (version, (at, place, len, new, wanted)) in (1..).zip(edits) {
            let text = texts[at].to_string();
            let places: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let from = place.index(places.len());
            let range = [places[from], places[(from + len).min(places.len() - 1)]].map(|offset| {
                let at = texts[at].position(offset, Encoding::Utf16);
                Position::new(at.line as u32, at.column as u32)
            });
            let range = Range::new(range[0], range[1]);
            // An editor knows no place inside a line's end.
            let span = from_proto::span(&texts[at], range, Encoding::Utf16).expect("a place in the text");
            texts[at].replace(span, new);
            let change =
                TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: new.to_owned() };
            typed.documents.change(&uri(NAMES[at]), version, &[change], Encoding::Utf16);
            if wanted {
                let before = found.clone();
                let changed;
                (found, changed) = before.updated(&typed.workspace());
                let (anew, _) = Diagnosed::default().updated(&state(&texts).workspace());
                prop_assert_eq!(told(&found), told(&anew), "{:?}", text);
                for path in NAMES.map(|name| index_path(&uri(name))) {
                    let differs = told(&before).get(&*path) != told(&found).get(&*path);
                    prop_assert_eq!(changed.contains(&*path), differs, "who is told of {}", path);
                }
                let here = found.of(&index_path(&uri(NAMES[at])));
                prop_assert!(here.is_none_or(|found| found.version == Some(version)));
            }
        }
    }
}
