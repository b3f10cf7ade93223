//! What is typed, pasted and written: the parts of notes, and what is in the way of reading them.

/// Texts that go in anywhere.
pub const PIECES: [&str; 64] = [
    "・2094\n",
    "・2402",
    "・99\n",
    "#NLP ",
    "#In-Context Learning\n",
    "#In-ContextLearning ",
    "#Supervised-FineTuning (SFT)\n",
    "#",
    "・",
    "😱",
    "👨‍👩‍👧‍👦",
    "e\u{301}",
    "あ",
    "、",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\u{3000}",
    "\t",
    "x",
    "Issue: 7\n",
    "Issue: 2094\n",
    "Issue Date: 2025-01-01\n",
    " Issue Date: 2025-01-01 T, A+, ACL'23 ",
    "Issue Date: 2025-13-41\n",
    "#NLP\nIssue: 31\nIssue Date: 2025-08-02\n[Paper Note] Multi-Token Attention, Olga Golovneva+, arXiv'25\nComment・2402\n",
    "#ComputerVision\nIssue Date: 2024-02-29\nAttention Is All You Need, Ashish Vaswani+, NeurIPS'17\nSummary\n注意だけで十分。\nComment\n元論文: https://arxiv.org/abs/1706.03762\n",
    "\n\n#RecommenderSystems #LanguageModel\nIssue: 1829\nIssue Date: 2023-01-01\nAttention is all you need, Ashish Vaswani+, NeurIPS'17\n",
    "[Paper Note] ",
    ", Yung-Sung Chuang+, arXiv'25\n",
    "Comment",
    "Comment\n",
    "Summary",
    "(by gpt-4o-mini)\n",
    "https://arxiv.org/abs/2411.03884v1\n",
    "https://github.com/notes/papers/issues/2094",
    "https://doi.org/10.18653/v1/2024.acl-long.1)",
    "[note](https://example.com/a_(b))",
    "[a](reading.txt)",
    "issues/2402",
    "#2094",
    "No. 962",
    "## May\n",
    "# NLP\n",
    "---\n",
    "---\ntitle: A Title\nauthors: [B, C]\ndate: 2024-01-01\ntags:\n  - NLP\nissue: 12\n---\n",
    "```\n",
    "`",
    "<!-- paper-notes: ignore duplicate-entry -->\n",
    "<!-- paper-notes: ignore -->",
    "<!--",
    "-->",
    "<a id=\"x\"></a>\n",
    "<div class=\"visible-content\">\n",
    "&amp;",
    "\u{2028}",
    "\u{85}",
    "\u{c}",
    "\0",
    "\u{feff}",
    "{\"number\":5,\"title\":\"x\"},",
    "[{\"number\":2094,\"title\":\"Magpie\",\"labels\":[{\"name\":\"NLP\"}],\"body\":null}]\n",
];

/// The settings that a repository has, one after another.
pub const SETTINGS: [&str; 8] = [
    "",
    "[diagnostics]\nself-reference = \"off\"\nduplicate-entry = \"error\"\n",
    "include = [\"*.txt\"]\n",
    "exclude = [\"sub/\"]\n",
    "language = \"ja\"\nhover-length = 20\n",
    "catalogs = [\"old*.jsonl\"]\nmax-file-size-mb = 1\n",
    "tag-pages = \"off\"\nreferences = [\"#\"]\ninlay-hints = \"all\"\n",
    "hover-lenght = [\n",
];

/// What git ignores, one after another.
pub const IGNORED: [&str; 4] = ["", "new.txt\n", "sub/\n", "*.md\n!metrics.md\n"];

/// The files that come and go.
pub const NAMES: [&str; 16] = [
    "NLP.txt",
    "reading.txt",
    "wrong.txt",
    "windows.txt",
    "metrics.md",
    "single/1919-direct-preference-optimization.md",
    "single/7.md",
    "issues.json",
    "older.jsonl",
    "agent_docs/Attention.xml",
    "docs/Prompting.html",
    "new.txt",
    "sub/deep.md",
    "sub/sub/deeper.txt",
    "名前 空白.txt",
    "README.md",
];

/// What a workspace is searched for.
pub const SEARCHES: [&str; 6] = ["", "attention", "#nlp", "2094", "title b", "あ"];

/// Questions about a place.
pub const AT_A_PLACE: [&str; 9] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/completion",
    "textDocument/prepareRename",
    "textDocument/prepareCallHierarchy",
    "textDocument/codeAction",
    "textDocument/selectionRange",
];

/// Questions about a document.
pub const OF_A_DOCUMENT: [&str; 7] = [
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/codeLens",
    "textDocument/inlayHint",
    "textDocument/semanticTokens/full",
    "textDocument/formatting",
];
