//! The settings, one row each. The table reads `.paper-notes.toml` and what an editor says, prints
//! `paper-notes-lsp config`, and is the reference in the README.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::config::{
    Config, Data, Globs, Problem, Severity, Source, Value, did_you_mean, repository_of_remote,
};
use crate::entry::ReferenceForm;
use crate::language::{Language, Said, said};
use crate::text::Span;

/// A setting.
pub struct Setting {
    /// Its name in `.paper-notes.toml`. Editors may write it `likeThis`.
    pub key: &'static str,
    /// What it takes, for people.
    pub takes: &'static str,
    /// What it sets, for people.
    pub about: &'static str,
    /// Whether the repository's own file may say it. What opens the rest of the disk to it may not: a
    /// repository may come from a stranger.
    pub in_file: bool,
    /// Its value.
    pub get: fn(&Config) -> Option<Data>,
    set: fn(&mut Config, &Value, &mut Vec<Problem>),
}

/// The table of severities: its rows are codes.
pub const DIAGNOSTICS: &str = "diagnostics";

/// What the language may be set to besides [`Language::ALL`].
const AUTO: &str = "auto";

/// What a severity may be set to besides [`Severity::ALL`].
const OFF: &str = "off";

/// All settings, in the order in which they are shown.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "include",
        takes: "list of patterns",
        about: "The files to read, with patterns as in `.gitignore`. Without any, all.",
        in_file: true,
        get: |config| Some(patterns(&config.include)),
        set: |config, value, problems| config.include = globs(value, problems),
    },
    Setting {
        key: "exclude",
        takes: "list of patterns",
        about: "Files and folders that are not read, whatever else names them.",
        in_file: true,
        get: |config| Some(patterns(&config.exclude)),
        set: |config, value, problems| config.exclude = globs(value, problems),
    },
    Setting {
        key: "catalogs",
        takes: "list of patterns",
        about: "Catalogs to read even where git ignores them, besides `issues.json`, `issues.jsonl` and `agent_docs/*.xml` at the root, which always are. One that cannot be read is reported.",
        in_file: true,
        get: |config| Some(patterns(&config.catalogs)),
        set: |config, value, problems| config.catalogs = globs(value, problems),
    },
    Setting {
        key: "tag-pages",
        takes: "list of patterns",
        about: "The pages that are views of a tag, whose entries mirror other pages on purpose. Without any, the pages whose name or first line is that of a tag.",
        in_file: true,
        get: |config| Some(patterns(&config.tag_pages)),
        set: |config, value, problems| config.tag_pages = globs(value, problems),
    },
    Setting {
        key: "repository",
        takes: "address",
        about: "The repository whose issues number the entries, as `https://github.com/owner/name`. Without it the one that catalogs and titles name, and git's `origin`.",
        in_file: true,
        get: |config| Some(Data::String(format!("https://{}", config.repository.as_deref()?))),
        set: |config, value, problems| {
            let Some(text) =
                text(value, &said!("the address of a repository", "リポジトリのアドレス"), problems)
            else {
                return;
            };
            let address = if text.contains("://") || text.contains('@') {
                text.to_owned()
            } else {
                format!("https://{text}")
            };
            match repository_of_remote(&address) {
                Some(repository) => config.repository = Some(repository),
                None => problems.push(problem(
                    value.span,
                    said!(
                        "expected an address like https://github.com/owner/name",
                        "https://github.com/owner/name のようなアドレスではありません"
                    ),
                )),
            }
        },
    },
    Setting {
        key: "references",
        takes: "list of `\"bullet\"`, `\"hash\"`, `\"link\"`, `\"glued\"`, `\"bare\"`",
        about: "The ways of writing a number that are references: `・2094`, `#551`, a link to the issue, `・2378Reasoning`, a number in prose.",
        in_file: true,
        get: |config| {
            let forms = config.reference_forms.iter().map(|form| form.as_str());
            Some(Data::List(forms.map(said).collect()))
        },
        set: |config, value, problems| {
            let Some(names) = list(value, &said!("a list of forms", "書き方のリスト"), problems)
            else {
                return;
            };
            let find = |name: &str| ReferenceForm::ALL.into_iter().find(|form| form.as_str() == name);
            let forms = ReferenceForm::ALL.map(ReferenceForm::as_str);
            let mistaken = !names.is_empty();
            let chosen = names.into_iter().filter_map(|(name, span)| {
                let form = find(name);
                if form.is_none() {
                    problems.push(problem(span, one_of(&forms, name)));
                }
                form
            });
            let chosen: Vec<ReferenceForm> = chosen.collect();
            // A list of nothing but mistakes says nothing.
            if !(chosen.is_empty() && mistaken) {
                config.reference_forms = chosen;
            }
        },
    },
    Setting {
        key: "language",
        takes: "`\"auto\"`, `\"en\"`, `\"ja\"`",
        about: "The language of messages. `\"auto\"`: the editor's, on the command line that of `LANG`.",
        in_file: true,
        get: |config| Some(Data::String(config.set_language.map_or(AUTO, Language::as_str).to_owned())),
        set: |config, value, problems| {
            let Some(name) = text(value, &said!("a language", "言語"), problems) else { return };
            let language = Language::ALL.into_iter().find(|language| language.as_str() == name);
            if language.is_none() && name != AUTO {
                let names: Vec<&str> =
                    [AUTO].into_iter().chain(Language::ALL.map(Language::as_str)).collect();
                problems.push(problem(value.span, one_of(&names, name)));
                return;
            }
            config.set_language = language;
        },
    },
    Setting {
        key: "hover-length",
        takes: "number from 0 to 1000",
        about: "How many characters of a summary, and of a comment, a hover shows.",
        in_file: true,
        get: |config| Some(Data::Integer(config.hover_length as i64)),
        set: |config, value, problems| {
            // More than this is not kept of what catalogs say.
            if let Some(number) = number(value, 0..=1000, problems) {
                config.hover_length = number as usize;
            }
        },
    },
    Setting {
        key: "max-file-size-mb",
        takes: "number from 1 to 4000",
        about: "The largest file that is read, in megabytes (1,000,000 bytes). A larger one is named in the log.",
        in_file: true,
        get: |config| Some(Data::Integer(config.max_file_size_mb as i64)),
        set: |config, value, problems| {
            // Places in a text are told apart up to 4 GiB.
            if let Some(number) = number(value, 1..=4000, problems) {
                config.max_file_size_mb = number as u64;
            }
        },
    },
    Setting {
        key: "inlay-hints",
        takes: "true or false",
        about: "Whether the title of the paper is shown behind each reference.",
        in_file: true,
        get: |config| Some(Data::Boolean(config.inlay_hints)),
        set: |config, value, problems| {
            if let Some(yes) = flag(value, problems) {
                config.inlay_hints = yes;
            }
        },
    },
    Setting {
        key: "code-lens",
        takes: "true or false",
        about: "Whether a line above an entry says who refers to it and where else it is noted.",
        in_file: true,
        get: |config| Some(Data::Boolean(config.code_lens)),
        set: |config, value, problems| {
            if let Some(yes) = flag(value, problems) {
                config.code_lens = yes;
            }
        },
    },
    Setting {
        key: "outside-links",
        takes: "true or false",
        about: "Whether symbolic links are followed out of the repository. Only an editor or `--outside-links` can say so, not the repository itself.",
        in_file: false,
        get: |config| Some(Data::Boolean(config.outside_links)),
        set: |config, value, problems| {
            if let Some(yes) = flag(value, problems) {
                config.outside_links = yes;
            }
        },
    },
    Setting {
        key: DIAGNOSTICS,
        takes: "table of `\"error\"`, `\"warning\"`, `\"information\"`, `\"hint\"`, `\"off\"`",
        about: "The severity of each [code](#what-is-reported), or `\"off\"`.",
        in_file: true,
        // Its rows are printed by whoever knows the codes.
        get: |_| None,
        set: severities,
    },
];

/// Takes over what `said` says.
pub fn apply(config: &mut Config, said: &Value, source: Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Data::Table(rows) = &said.data else {
        return problems;
    };
    let in_file = matches!(source, Source::File(_));
    for (key, span, value) in rows {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
            problems.push(problem(*span, unknown(key)));
            continue;
        };
        if in_file && !setting.in_file {
            problems.push(problem(
                *span,
                said!(
                    "{key} can be set in the editor or on the command line only",
                    "{key} はエディターかコマンドラインでだけ設定できます"
                ),
            ));
            continue;
        }
        let before = config.clone();
        (setting.set)(config, value, &mut problems);
        let at = |span: Span| if in_file { Source::File(span.start()) } else { source };
        if let (DIAGNOSTICS, Data::Table(codes)) = (setting.key, &value.data) {
            for (code, span, _) in codes.iter().filter(|(code, ..)| config.severities.contains_key(&**code)) {
                config.sources.insert(format!("{DIAGNOSTICS}.{code}").into(), at(*span));
            }
        } else if (setting.get)(config) != (setting.get)(&before) || !mentioned(&problems, value.span) {
            config.sources.insert(key.as_str().into(), at(*span));
        }
    }
    problems.sort();
    problems
}

/// Whether something is wrong with what is said at `span`, or in it.
fn mentioned(problems: &[Problem], span: Span) -> bool {
    problems.iter().any(|problem| span.contains(problem.span))
}

fn severities(config: &mut Config, value: &Value, problems: &mut Vec<Problem>) {
    let Data::Table(rows) = &value.data else {
        problems.push(expected(&said!("a table of codes and severities", "コードと重要度の表"), value));
        return;
    };
    let mut read: BTreeMap<Box<str>, Option<Severity>> = BTreeMap::new();
    // A setting that stands below the table's head is told where it belongs, not what severities there are.
    let is_code = |code: &str| SETTINGS.iter().all(|setting| setting.key != code);
    for (code, _, value) in rows.iter().filter(|(code, ..)| is_code(code)) {
        let Some(name) = text(value, &said!("a severity", "重要度"), problems) else { continue };
        let severity = Severity::ALL.into_iter().find(|severity| severity.as_str() == name);
        if severity.is_none() && name != OFF {
            let names: Vec<&str> =
                Severity::ALL.iter().map(|severity| severity.as_str()).chain([OFF]).collect();
            problems.push(problem(value.span, one_of(&names, name)));
            continue;
        }
        read.insert(code.as_str().into(), severity);
    }
    config.severities.extend(read);
}

/// What stands for a severity in settings.
#[must_use]
pub fn severity_name(severity: Option<Severity>) -> &'static str {
    severity.map_or(OFF, Severity::as_str)
}

fn problem(span: Span, message: Said) -> Problem {
    Problem { span, message }
}

fn expected(what: &Said, value: &Value) -> Problem {
    let found = value.kind();
    let (what_ja, found_ja) = (&what.japanese, found.japanese);
    let (what, found) = (&what.english, found.english);
    problem(value.span, said!("expected {what}, found {found}", "{what_ja}が必要ですが、{found_ja}です"))
}

fn unknown(key: &str) -> Said {
    let message = said!("there is no setting {key}", "{key} という設定はありません");
    did_you_mean(message, key, SETTINGS.iter().map(|setting| setting.key))
}

fn one_of(names: &[&str], found: &str) -> Said {
    let all = names.join(", ");
    let message =
        said!("expected one of {all}, found {found:?}", "{all} のどれかが必要ですが、{found:?} です");
    did_you_mean(message, found, names.iter().copied())
}

fn text<'a>(value: &'a Value, what: &Said, problems: &mut Vec<Problem>) -> Option<&'a str> {
    match &value.data {
        Data::String(text) => Some(text),
        _ => {
            problems.push(expected(what, value));
            None
        }
    }
}

fn flag(value: &Value, problems: &mut Vec<Problem>) -> Option<bool> {
    match value.data {
        Data::Boolean(yes) => Some(yes),
        _ => {
            problems.push(expected(&said!("true or false", "true か false"), value));
            None
        }
    }
}

fn number(value: &Value, range: RangeInclusive<i64>, problems: &mut Vec<Problem>) -> Option<i64> {
    let Data::Integer(number) = value.data else {
        problems.push(expected(&said!("a whole number", "整数"), value));
        return None;
    };
    if !range.contains(&number) {
        let (least, most) = (range.start(), range.end());
        let message = said!(
            "expected a number from {least} to {most}, found {number}",
            "{least} から {most} までの数が必要ですが、{number} です"
        );
        problems.push(problem(value.span, message));
        return None;
    }
    Some(number)
}

/// The texts in a list; what is no text in it is a problem of its own.
fn list<'a>(value: &'a Value, what: &Said, problems: &mut Vec<Problem>) -> Option<Vec<(&'a str, Span)>> {
    let Data::List(items) = &value.data else {
        problems.push(expected(what, value));
        return None;
    };
    let what_is_in_lists = said!("a text", "文字列");
    Some(
        items.iter().filter_map(|item| Some((text(item, &what_is_in_lists, problems)?, item.span))).collect(),
    )
}

fn globs(value: &Value, problems: &mut Vec<Problem>) -> Globs {
    let mut good = Vec::new();
    for (pattern, span) in
        list(value, &said!("a list of patterns", "パターンのリスト"), problems).unwrap_or_default()
    {
        // Other programs write it so.
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        match Globs::problem(pattern) {
            Some(message) => problems.push(problem(span, message)),
            None => good.push(pattern.into()),
        }
    }
    Globs::new(good)
}

fn patterns(globs: &Globs) -> Data {
    Data::List(globs.patterns().map(said).collect())
}

fn said(text: &str) -> Value {
    Value { span: Span::at(0), data: Data::String(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{from_json, from_toml};
    use serde_json::json;

    /// The problems of a file as `text: message`, and what it sets.
    fn read(toml: &str) -> (Vec<String>, Config) {
        let mut config = Config::default();
        let (value, mut problems) = from_toml(toml);
        problems.extend(config.apply(&value, Source::File(0)));
        let lines = problems.iter().map(|p| format!("{}: {}", &toml[p.span.range()], p.message.english));
        (lines.collect(), config)
    }

    #[track_caller]
    fn check(toml: &str, expected: &[&str]) {
        assert_eq!(read(toml).0, expected);
    }

    #[track_caller]
    fn check_no(toml: &str) {
        check(toml, &[]);
    }

    const EVERYTHING: &str = "include = ['notes/']\nexclude = ['drafts/']\ncatalogs = ['build/all.json']\ntag-pages = ['tags/*.txt']\n\
        repository = 'https://github.com/o/r'\nreferences = ['bullet', 'link']\nlanguage = 'ja'\nhover-length = 100\ninlay-hints = false\ncode-lens = false\nmax-file-size-mb = 5\n\
        [diagnostics]\nduplicate-entry = 'off'\nself-reference = 'warning'\n";

    #[test]
    fn every_setting_is_taken() {
        check_no(EVERYTHING);
        check_no("");
        let (_, config) = read(EVERYTHING);
        for setting in SETTINGS.iter().filter(|setting| setting.in_file && setting.key != DIAGNOSTICS) {
            assert_ne!((setting.get)(&config), (setting.get)(&Config::default()), "{}", setting.key);
            let Some(Source::File(at)) = config.sources.get(setting.key) else { panic!("{}", setting.key) };
            assert!(EVERYTHING[*at..].starts_with(setting.key));
        }
        assert_eq!(config.severity("duplicate-entry", Severity::Warning), None);
        assert_eq!(config.severity("self-reference", Severity::Hint), Some(Severity::Warning));
        assert_eq!(config.severity("invalid-date", Severity::Error), Some(Severity::Error));
        assert!(config.reads("notes/a.txt") && !config.reads("a.txt") && !config.reads("notes/drafts/a.txt"));
        assert_eq!(config.is_tag_page("tags/NLP.txt"), Some(true));
        assert_eq!(config.repository.as_deref(), Some("github.com/o/r"));
    }

    #[test]
    fn mistakes_are_marked_where_they_are_and_the_rest_holds() {
        let toml = "hover-lenght = 100\nhover-length = 'long'\nexclude = ['a/', 3, '../b']\nreferences = ['bulet', 'hash']\n\
            repository = 'notes'\nmax-file-size-mb = 0\noutside-links = true\ninclude = 'x'\n[diagnostics]\nduplicate-entry = 'of'\nself-reference = 1\ninvalid-date = 'hint'\n";
        check(
            toml,
            &[
                "hover-lenght: there is no setting hover-lenght; did you mean hover-length?",
                "'long': expected a whole number, found a text",
                "3: expected a text, found a number",
                "'../b': patterns are relative to this folder and stay inside it",
                "'bulet': expected one of bullet, hash, link, glued, bare, found \"bulet\"; did you mean bullet?",
                "'notes': expected an address like https://github.com/owner/name",
                "0: expected a number from 1 to 4000, found 0",
                "outside-links: outside-links can be set in the editor or on the command line only",
                "'x': expected a list of patterns, found a text",
                "'of': expected one of error, warning, information, hint, off, found \"of\"; did you mean off?",
                "1: expected a severity, found a number",
            ],
        );
        let (_, config) = read(toml);
        assert_eq!(config.exclude.patterns().collect::<Vec<_>>(), ["a/"]);
        assert_eq!(config.reference_forms, [ReferenceForm::Hash]);
        assert_eq!(config.severity("invalid-date", Severity::Error), Some(Severity::Hint));
        assert_eq!(config.hover_length, Config::default().hover_length);
        assert_eq!(
            config.sources.keys().map(|key| &**key).collect::<Vec<_>>(),
            ["diagnostics.invalid-date", "exclude", "references"]
        );
    }

    #[test]
    fn an_editor_wins_and_may_say_all() {
        let (_, mut config) = read("hover-length = 100\nexclude = ['a/']\n");
        let json = json!({ "hoverLength": 50, "outsideLinks": true, "exclude": null, "diagnostics": { "duplicate-tag": "off" } });
        assert_eq!(config.apply(&from_json(&json), Source::Editor), []);
        assert!(config.outside_links);
        assert_eq!(config.hover_length, 50);
        assert_eq!(config.exclude.patterns().count(), 1);
        assert_eq!(config.severity("duplicate-tag", Severity::Warning), None);
        assert_eq!(config.sources["hover-length"], Source::Editor);
        assert_eq!(config.apply(&from_json(&json!(null)), Source::Editor), []);
        assert_eq!(config.apply(&from_json(&json!({ "x": 1 })), Source::Editor).len(), 1);
    }

    #[test]
    fn a_list_of_nothing_but_mistakes_says_nothing() {
        let (problems, config) = read("references = ['bulet', 3]\ninclude = ['../x']\n");
        assert_eq!(problems.len(), 3);
        assert_eq!(config, Config::default());
        assert_eq!(read("references = []").1.reference_forms, []);
    }

    #[test]
    fn forms_of_a_repository() {
        for address in ["github.com/o/r", "https://github.com/o/r", "git@github.com:o/r.git"] {
            check_no(&format!("repository = '{address}'"));
        }
    }
}
