//! The words of generated notes.

/// What titles are about; the first are the most common.
pub const NOUNS: &[&str] = &[
    "Language Models", "Reasoning", "Retrieval", "Alignment", "Attention", "Agents", "Evaluation", "Pretraining",
    "Summarization", "Recommendation", "Instruction Following", "Preference Data", "Knowledge Graphs", "Tokenizers",
    "Translation", "Dialogue", "Question Answering", "Code Generation", "Diffusion", "Speech Recognition",
    "Video Understanding", "Reward Models", "Long Contexts", "Hallucination", "Tool Use", "Planning", "Memory",
    "Quantization", "Distillation", "Mixture of Experts", "Scaling Laws", "Curricula", "Optimizers", "Gradients",
    "Calibration", "Uncertainty", "Interpretability", "Circuits", "Robustness", "Privacy", "Watermarks", "Bias",
    "Fairness", "Citations", "Peer Review", "Essay Scoring", "Knowledge Tracing", "Education", "Medicine", "Law",
    "Finance", "Chemistry", "Theorem Proving", "Arithmetic", "Tables", "Documents", "Layouts", "Queries", "Ranking",
    "Click Models", "User Modeling", "Cold Start", "Sessions", "News", "Headlines", "Poetry", "Personas", "Emotion",
    "Games", "Robots", "Navigation", "Simulation", "Self-Play", "Verifiers", "Rubrics", "Unit Tests", "Compilers",
    "Kernels", "Caches", "Serving", "Position Encodings", "State Spaces", "Recurrence", "Sparsity", "Pruning",
    "Adapters", "Prompts", "Decoding", "Sampling", "Search", "Filtering", "Deduplication", "Web Corpora", "Lexicons",
    "Morphology", "Coreference", "Discourse", "Events", "Entities", "Ontologies", "Time Series", "Anomalies",
];

/// How what a title is about is said to be.
pub const ADJECTIVES: &[&str] = &[
    "Large", "Efficient", "Multilingual", "Robust", "Neural", "Multimodal", "Generative", "Self-Supervised",
    "Hierarchical", "Adaptive", "Sparse", "Dense", "Few-Shot", "Zero-Shot", "Interpretable", "Controllable",
    "Personalized", "Temporal", "Causal", "Latent", "Contextual", "Compositional", "Lightweight", "Modular",
    "Online", "Offline", "Iterative", "Recursive", "Distributed", "Federated", "Faithful", "Verifiable", "Grounded",
    "Synthetic", "Structured", "Interactive", "Autonomous", "Embodied", "Counterfactual", "Probabilistic",
    "Theoretical", "Empirical", "Cognitive", "Linguistic", "Token-Level", "Fine-Grained", "Domain-Specific",
];

/// What a title does to what it is about.
pub const GERUNDS: &[&str] = &[
    "Learning", "Scaling", "Rethinking", "Understanding", "Measuring", "Improving", "Teaching", "Probing",
    "Compressing", "Aligning", "Bridging", "Revisiting", "Detecting", "Predicting", "Exploring", "Accelerating",
];

/// What stands between two of them.
pub const PREPOSITIONS: &[&str] = &["for", "with", "via", "in", "from", "of", "through", "without", "under"];

/// Of what names of systems and of accounts are made.
pub const SYLLABLES: &[&str] = &[
    "ba", "cor", "dil", "fen", "gra", "hul", "ixo", "jam", "kel", "lun", "mir", "nov", "oph", "pra", "quo", "rus",
    "sel", "tav", "umb", "vex", "wol", "yar", "zen", "bri", "clo", "dru", "fal", "gim", "hex", "jol", "kam", "lor",
];

/// What names of systems end with.
pub const ENDINGS: &[&str] = &["", "", "Bench", "LM", "Former", "Net", "RAG", "Eval", "Agent", "QA"];

/// First names.
pub const GIVEN: &[&str] = &[
    "Yuki", "Haruto", "Akari", "Ming", "Xiaoyu", "Jun", "Priya", "Arjun", "Lena", "Jonas", "Sofia", "Mateo", "Olga",
    "Pavel", "Amara", "Kofi", "Ngoc", "Minh", "Sora", "Jihoon", "Clara", "Hugo", "Ines", "Omar", "Leila", "Anna",
    "Tomasz", "Eva", "Noah", "Grace", "Yan", "Wei",
];

/// Family names.
pub const FAMILY: &[&str] = &[
    "Tanaka", "Sato", "Kobayashi", "Mori", "Chen", "Zhang", "Liu", "Wang", "Huang", "Kim", "Park", "Lee", "Nguyen",
    "Tran", "Sharma", "Gupta", "Keller", "Schneider", "Rossi", "Garcia", "Moreau", "Novak", "Ivanova", "Kowalski",
    "Mensah", "Diallo", "Haddad", "Cohen", "Andersson", "Virtanen", "O'Neill", "Brown", "Clark", "Evans", "Xu", "Zhou",
];

/// Where papers appear; most are preprints.
pub const VENUES: &[&str] = &[
    "arXiv", "arXiv", "arXiv", "arXiv", "arXiv", "arXiv", "ACL", "EMNLP", "NAACL", "NeurIPS", "ICLR", "ICML", "SIGIR",
    "KDD", "CVPR", "TACL", "EMNLP", "AAAI",
];

/// The most common tags; others are made of [`NOUNS`].
pub const TAGS: &[&str] = &[
    "NLP", "LanguageModel", "Pocket", "MachineLearning", "Dataset", "Evaluation", "ComputerVision", "LLMAgent",
    "ReinforcementLearning", "EfficiencyImprovement", "Supervised-FineTuning (SFT)", "SyntheticData", "Transformer",
    "RAG(RetrievalAugmentedGeneration)", "RecommenderSystems", "Analysis", "Selected Papers/Blogs", "OpenWeight",
    "InformationRetrieval", "STS (SemanticTextualSimilarity)", "Zero/FewShotPrompting", "2D (Image)", "Survey",
    "MultiModal", "read-later", "Admin'sPick", "Q&A", "Test-Time Scaling", "LLM-as-a-Judge", "Blog", "Tutorial",
];

/// What summaries say: `{a}` and `{b}` are what the paper is about, `{s}` its first word.
pub const SUMMARY: &[&str] = &[
    "本論文は{a}を扱い、{b}を取り入れた手法{s}を示す。",
    "従来の{a}では計算量が大きく、{b}への応用が難しかった。",
    "{s}は学習データを段階的に選び、少ない計算で同等の精度に達する。",
    "複数の公開データで比較し、強いベースラインを一貫して上回った。",
    "{a}と{b}の関係を調べ、誤りの多くが前処理に由来することを見いだした。",
    "人による評価でも、出力の正確さと読みやすさが改善した。",
    "モデルの規模を変えた実験から、{b}の効果は規模とともに大きくなる。",
    "コードと学習済みの重みは公開される予定である。",
    "理論面では、推定の誤差に上界があることを証明した。",
    "{a}の分布が変わっても性能の低下は小さい。",
    "提案する目的関数は{b}を直接最適化し、追加の注釈を必要としない。",
    "アブレーションにより、各要素がどれだけ寄与するかを明らかにした。",
];

/// What comments say.
pub const COMMENT: &[&str] = &[
    "{a}の部分が特に面白い。",
    "{b}を固定したまま比べているので、結論は慎重に読みたい。",
    "図を見る限り、{a}の難しさはそれほど変わらないように見える。",
    "推論のコストがどれくらい増えるのかは書かれていない。",
    "正答率は36.0%だった。",
    "学習率の設定は付録にある。",
    "先行研究とは{b}を明示的に使う点が違うと思う。",
    "著者のスレッドの説明がわかりやすい。",
    "あとで{s}のコードを試す。",
    "多言語の結果は表の下半分にまとまっている🚀",
    "個人的には失敗例の分析が一番参考になった。",
    "{a}に限った評価なので、一般に言えるかはわからない。",
];

/// Lines that look as if they began with a reference and do not.
pub const LINES: &[&str] = &[
    "・3つの設定で比べている",
    "・10種類のタスク",
    "・8B token学習するごとに保存する",
    "・2019年の手法が基準",
    "・1.5倍速い",
    "・学習の手順",
];

/// What a reference in prose stands in.
pub const MENTIONS: &[(&str, &str)] =
    &[("先行研究は ", " を参照。"), ("関連する手法(", ")と比べたい。"), ("続きは ", " にある。")];
