//! The threat model of the README, held to the program: notes from strangers run nothing, read nothing outside of their
//! folder, reach no network, and make an editor or a terminal show text and plain links only.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use object::{Object, ObjectSymbol};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use crate::support::{Client, Notes, capabilities, program};

/// What a title, an author, a tag or a comment may try.
const TRIES: [&str; 14] = [
    "[x](command:evil)",
    "![x](http://evil.example/a.png)",
    "<img src=http://evil.example/b.png>",
    "<a href=\"command:evil\">y</a>",
    "<command:evil>",
    "<https://evil.example>",
    "[r]: command:evil",
    "[r][r] [[w]]",
    "`c` ``` ~~~ ~~s~~",
    "**b** __i__ *e*",
    "&#60;img src=x&#62; &lt;b&gt;",
    "\u{202e}\u{2066}\u{202a}x",
    "\u{1b}]0;evil\u{7}\u{9b}31m\u{0}",
    "\\\\[x\\](command:evil)\\",
];

/// A repository of a stranger: hostile text wherever text stands, in pages, single notes, catalogs and file names.
fn hostile() -> Notes {
    let mut pages = String::new();
    let mut issues = Vec::new();
    for (at, attempt) in TRIES.iter().enumerate() {
        let (own, of_catalog) = (10 + at, 100 + at);
        pages += &format!(
            "#Tag\n#NLP{attempt}\nIssue: {own}\nIssue Date: 2025-01-01\n{attempt} A Long Title of a Paper {at}, {attempt}, arXiv'25\n\
             Summary{attempt}\n1. x\n{attempt}\nComment{attempt}\n・{of_catalog}\n・{own}\n\n",
        );
        issues.push(json!({
            "number": of_catalog,
            "title": format!("Issue {at} {attempt}\n\n{attempt}, {attempt}+, ICLR'25"),
            "labels": [
                { "name": format!("NLP\n\n{attempt}") },
                { "name": format!("l{attempt}") },
                { "name": format!("`\r\n\r\n![x](http://evil.example/{at}.png)\r\n\r\n<img src=x>") },
            ],
            "createdAt": format!("2025-02-01\n\n{attempt}"),
            // Its host, owner and name become those of every link to an issue.
            "url": format!("https://a.example/o/r)![x](x.png \"<img src=x>\") [y](command:evil/issues/{of_catalog}"),
            "body": format!("# Summary\n\n{attempt}\n\n{attempt}\n\n# Comment\n\n{attempt}"),
        }));
    }
    let notes = Notes::new(&[
        ("page.txt", &pages),
        ("page.md", &pages.replace("A Long", "Another Long").replace("Issue: 1", "Issue: 31")),
        ("issues.json", &Value::from(issues).to_string()),
        (
            "single/500-x.md",
            "---\ntitle: \"[x](command:evil)<img src=x>, A+, ACL'25\"\ndate: 2025-01-01\ntags: [\"a\\n\\n<img src=x>\"]\n---\nComment・100\n",
        ),
        (
            "7-[x](command:evil).md",
            "---\ntitle: \"A Title, A+, ACL'25\"\ndate: 2025-01-01\n---\nComment・100\n",
        ),
    ]);
    // What Windows and the file systems of other people may not have.
    if cfg!(unix) {
        notes.write("NLP\u{1b}]0;evil\u{7}\u{9b}\u{202e}.txt", "NLP\n#NLP\nIssue Date: 2025-13-40\nT, A+, ACL'25\nComment・9999\n#NLP #NLP Issue Date: 2025-01-01 T, B+, ACL'25\n");
    }
    notes
}

/// Every Markdown in an answer of the server.
fn markdown(answer: &Value, found: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => {
            if fields.get("kind").is_some_and(|kind| kind == "markdown") {
                found.insert(fields["value"].as_str().unwrap().to_owned());
            }
            fields.values().for_each(|value| markdown(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| markdown(item, found)),
        _ => {}
    }
}

/// Fails unless Markdown is text, code, emphasis and lists, with no link but to an issue; gives the text.
fn plain(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS;
    let mut text = String::new();
    // A link that is defined nowhere would be one where the editor knows it.
    let undefined = |link: pulldown_cmark::BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        panic!("{} in {markdown}", link.reference)
    };
    for event in Parser::new_with_broken_link_callback(markdown, options, Some(undefined)) {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }) => {
                let rest =
                    dest_url.strip_prefix("https://").unwrap_or_else(|| panic!("{dest_url} in {markdown}"));
                let known = |c: char| c.is_ascii_alphanumeric() || "./_-".contains(c);
                assert!(
                    rest.chars().all(known) && title.is_empty() && id.is_empty(),
                    "{dest_url} in {markdown}"
                );
            }
            Event::Text(said) | Event::Code(said) => text += &said,
            Event::Start(
                Tag::Paragraph | Tag::Strong | Tag::List(None) | Tag::Item | Tag::BlockQuote(None),
            )
            | Event::End(
                TagEnd::Link
                | TagEnd::Paragraph
                | TagEnd::Strong
                | TagEnd::List(false)
                | TagEnd::Item
                | TagEnd::BlockQuote(None),
            )
            | Event::SoftBreak => text.push('\n'),
            other => panic!("{other:?} in {markdown}"),
        }
    }
    text
}

/// Characters that a terminal obeys, or that show text in another order than it has.
fn commands(c: char) -> bool {
    (c.is_control() && c != '\n')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

#[test]
fn what_an_editor_renders_is_text_and_links_to_issues() {
    let notes = hostile();
    let mut client = Client::on(&notes);
    client.wait_until_read();
    let mut found = BTreeSet::new();
    for name in ["page.txt", "page.md", "7-[x](command:evil).md"] {
        let (uri, text) = (notes.uri(&name.replace('[', "%5B").replace(']', "%5D")), notes.read(name));
        client.open_text(&uri, &text);
        let document = json!({ "uri": uri });
        for (line, content) in text.lines().enumerate() {
            let units = content.encode_utf16().count();
            for character in [0, 1, 3, 7].into_iter().filter(|at| *at <= units) {
                let at =
                    json!({ "textDocument": document, "position": { "line": line, "character": character } });
                markdown(&client.request("textDocument/hover", at), &mut found);
            }
            let at = json!({ "textDocument": document, "position": { "line": line, "character": units } });
            let list = client.request("textDocument/completion", at);
            for item in list["items"].as_array().into_iter().flatten().take(30) {
                // A snippet would put in what the editor knows: the clipboard, the name of a folder.
                if item["insertTextFormat"] == 2 {
                    let text =
                        item["textEdit"]["newText"].as_str().unwrap().replace("\\\\", "").replace("\\$", "");
                    assert!(!text.replacen("$0", "", 1).contains('$'), "{item}");
                }
                markdown(&client.request("completionItem/resolve", item.clone()), &mut found);
            }
        }
        let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
        let hints =
            client.request("textDocument/inlayHint", json!({ "textDocument": document, "range": all }));
        for hint in hints.as_array().into_iter().flatten() {
            // A label in parts may have commands and links.
            assert!(hint["label"].is_string(), "{hint}");
            markdown(&client.request("inlayHint/resolve", hint.clone()), &mut found);
        }
        for lens in
            client.request("textDocument/codeLens", json!({ "textDocument": document })).as_array().unwrap()
        {
            assert_eq!(lens["command"]["command"], "paperNotes.showReferences");
        }
    }
    let shown: Vec<String> = found.iter().map(|markdown| plain(markdown)).collect();
    assert!(shown.len() > 2 * TRIES.len(), "{}", shown.len());
    let shown = shown.concat();
    for tried in ["[x](command:evil)", "<img src=http://evil.example/b.png>", "[r]: command:evil", "&#60;img"]
    {
        assert!(shown.contains(tried), "{tried} is not shown at all");
    }
    assert!(!shown.contains(commands));
    for finding in client.published.values().flatten() {
        assert_eq!(finding.get("codeDescription"), None);
    }
    client.stop();
}

#[test]
fn only_addresses_of_the_web_are_links() {
    let lines = [
        "[a](command:evil) <command:evil> command:workbench.action.quit",
        "file:///etc/passwd [b](file:///etc/passwd)",
        "javascript:alert(1) data:text/html,<script> vscode://x/y ftp://e.example/",
        "https://e.example/a http://e.example/b [c](https://e.example/c)<https://e.example/d>",
        "https://e.example/\u{202e}gpj https://e.example/\u{0}x arXiv:2406.08464 doi:10.1145/1/../..",
    ];
    let page = format!("Issue Date: 2025-01-01\nA Title, B+, ACL'23\nComment{}\n", lines.join("\n"));
    let notes = Notes::new(&[("a.txt", &page)]);
    let mut client = Client::on(&notes);
    client.wait_until_read();
    let links =
        client.request("textDocument/documentLink", json!({ "textDocument": { "uri": notes.uri("a.txt") } }));
    let targets: Vec<&str> =
        links.as_array().unwrap().iter().map(|link| link["target"].as_str().unwrap()).collect();
    assert_eq!(
        targets,
        [
            "https://e.example/a",
            "http://e.example/b",
            "https://e.example/c",
            "https://e.example/d",
            "https://e.example/",
            "https://e.example/",
            "https://arxiv.org/abs/2406.08464",
            "https://doi.org/10.1145/1/../",
        ]
    );
    client.stop();
}

/// VS Code makes links of `[text](command:…)` in what it says of a request that failed, and runs the command at a click.
#[test]
fn what_a_refusal_says_has_no_link() {
    let page = "Issue: 1\nIssue Date: 2025-01-01\n[Free](command:evil) Lunch, A+, ACL'23\nIssue: 2\nIssue Date: 2025-01-01\nOther, B+, ACL'23\n";
    let name = "7-[x](command:evil).md";
    let notes = Notes::new(&[("a.txt", page), (name, "---\ntitle: T\ndate: 2025-01-01\n---\nComment・2\n")]);
    let mut client = Client::on(&notes);
    client.wait_until_read();
    let number = json!({ "line": 3, "character": 7 });
    let of_file = json!({ "uri": "file:///nowhere/[x](command:evil)" });
    let asked = [
        (
            "textDocument/rename",
            json!({ "textDocument": { "uri": notes.uri("a.txt") }, "position": number, "newName": "1" }),
        ),
        ("workspace/executeCommand", json!({ "command": "paperNotes.newEntry", "arguments": [of_file] })),
        ("workspace/executeCommand", json!({ "command": "[x](command:evil)", "arguments": [] })),
    ];
    for (method, params) in asked {
        let id = client.ask(method, params);
        let error = client.error(id);
        let message = error["message"].as_str().unwrap_or_else(|| panic!("no refusal: {error}"));
        assert!(message.contains("(command:evil)") || method.ends_with("Command"), "{message}");
        assert!(!message.contains("]("), "{message}");
    }
    client.stop();
}

/// Runs a command on notes, with colours as on a terminal.
fn run(notes: &Notes, arguments: &[&str]) -> Output {
    let output = program().args(arguments).arg(notes.root()).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(!output.stdout.is_empty() || !output.stderr.is_empty());
    output
}

/// What is left without colours, which are ours.
fn without_colours(text: &[u8]) -> String {
    let text = std::str::from_utf8(text).unwrap();
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| {
        let (colour, rest) = part.split_once('m').unwrap_or(("x", part));
        let ours = colour.chars().all(|c| c.is_ascii_digit() || c == ';');
        text + if ours { rest } else { panic!("an escape sequence: {part:?}") }
    })
}

#[cfg(unix)]
#[test]
fn what_a_terminal_gets_it_does_not_obey() {
    let commands_of = [
        &["check"][..],
        &["check", "--format", "json"],
        &["format"],
        &["export"],
        &["graph", "--format", "dot"],
        &["graph", "--format", "svg"],
        &["graph", "--format", "html"],
        &["graph", "--format", "json"],
        &["config"],
        &["check", "--fix"],
    ];
    for arguments in commands_of {
        let notes = hostile();
        notes.write("\u{1b}]0;evil\u{7}\u{9b}.txt", "Issue Date: 2025-01-01\nText\n");
        fs::write(notes.path("\u{1b}]0;evil\u{7}\u{9b}.txt"), b"\xff").unwrap();
        notes.write(
            ".paper-notes.toml",
            "exclude = ['x\u{9b}\u{202e}.txt']\n[diagnostics]\n\"evil\\u001b[31m\" = 'off'\n",
        );
        let output = run(&notes, arguments);
        for said in [&output.stdout, &output.stderr] {
            // What stands behind in a page is our own script.
            let said = without_colours(said).split("<script>").next().unwrap().to_owned();
            let bad = said.chars().find(|c| commands(*c));
            assert_eq!(bad, None, "{arguments:?}");
        }
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("evil"),
            "{arguments:?}: the file is not named"
        );
    }
    let notes = hostile();
    let output =
        program().args(["graph", "--format", "json", "--tag", "NLQ"]).arg(notes.root()).output().unwrap();
    assert!(!String::from_utf8(output.stderr).unwrap().contains(|c: char| commands(c)));
}

/// A diff may be a patch.
#[test]
fn a_diff_in_a_file_has_every_character() {
    let entry =
        "Issue Date: 2025-01-01\nA \u{1b}[31mTitle\u{7} of a\u{c} Paper \u{9b}1m\u{202e}, A+, ACL'25\n";
    let notes = Notes::new(&[("a.txt", &entry.repeat(2))]);
    for arguments in [&["check", "--fix", "--diff"][..], &["format", "--diff"]] {
        let output = program().args(arguments).arg(notes.root()).output().unwrap();
        let line = format!(" {}\n", entry.lines().nth(1).unwrap());
        assert!(String::from_utf8(output.stdout).unwrap().contains(&line), "{arguments:?}");
    }
}

/// A repository beside something that is none of its business.
#[cfg(unix)]
fn beside_a_secret(links: &[(&str, &str)]) -> (Notes, Notes) {
    use std::os::unix::fs::symlink;
    let secret = "#Secret\n#Secret\nIssue: 4711\nIssue Date: 2025-01-01\nSecret Paper, S+, ACL'23\n";
    let outside = Notes::new(&[
        ("secret.txt", secret),
        (
            "issues.json",
            "[{\"number\":4711,\"title\":\"Secret Paper, S+, ACL'23\",\"url\":\"https://github.com/o/r/issues/4711\"}]",
        ),
        ("config", "[remote \"origin\"]\n\turl = https://github.com/secret/secret\n"),
        ("rules", "a.txt\n"),
        ("settings.toml", "exclude = ['*']\n"),
    ]);
    let notes =
        Notes::new(&[("a.txt", "Issue: 1\nIssue Date: 2025-01-01\nA Title, A+, ACL'23\nComment・4711\n")]);
    for (name, to) in links {
        symlink(outside.path(to), notes.path(name)).unwrap();
    }
    (notes, outside)
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_outside_is_neither_read_nor_written() {
    let links = [
        ("secret.txt", "secret.txt"),
        ("issues.json", "issues.json"),
        ("agent_docs", ""),
        ("folder", ""),
        (".paper-notes.toml", "settings.toml"),
        (".gitignore", "rules"),
    ];
    let (notes, outside) = beside_a_secret(&links);
    notes.write("b/x.txt", "Issue: 2\nIssue Date: 2025-01-01\nOther, B+, ACL'23\n");
    std::os::unix::fs::symlink(outside.path("rules"), notes.path("b/.ignore")).unwrap();
    let before = outside.read("secret.txt");
    let report = json_of(&["check", "--fix", "--format", "json"], notes.root());
    assert_eq!(report["summary"]["files"], 2, "{report}");
    assert_eq!(report["diagnostics"][0]["code"], "broken-reference", "{report}");
    assert!(run(&notes, &["format"]).status.success());
    assert_eq!(outside.read("secret.txt"), before);
    assert!(!json_of(&["export"], notes.root()).to_string().contains("Secret"));
    // The same in an editor, that watches, too.
    let mut client = Client::on(&notes);
    client.wait_until_read();
    let found = client.request("workspace/symbol", json!({ "query": "Secret" }));
    assert_eq!(found.as_array().map(Vec::len), Some(0));
    client.stop();
}

/// What the program prints as JSON of notes.
fn json_of(arguments: &[&str], notes: &Path) -> Value {
    let output = program().args(arguments).arg(notes).output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Of a file without end nothing would come back.
#[cfg(unix)]
#[test]
fn a_link_to_a_device_is_not_read() {
    use std::os::unix::fs::symlink;
    for name in [".gitignore", ".ignore", "b/.gitignore", "issues.json", ".paper-notes.toml", "x.txt", ".git"]
    {
        let notes = Notes::new(&[
            ("a.txt", "Issue: 1\nIssue Date: 2025-01-01\nA Title, A+, ACL'23\n"),
            ("b/c.txt", "Issue: 2\nIssue Date: 2025-01-01\nOther, B+, ACL'23\n"),
        ]);
        symlink("/dev/zero", notes.path(name)).unwrap();
        let mut check = program();
        // No more memory than this: a machine of somebody else must not be filled.
        let mut child = check.args(["check", "--format", "json"]).arg(notes.root());
        child = child.stdout(std::process::Stdio::piped());
        let mut child = child.spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        while child.try_wait().unwrap().is_none() {
            let size = fs::read_to_string(format!("/proc/{}/statm", child.id())).unwrap_or_default();
            let pages: u64 = size.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or_default();
            if pages > 100_000 || Instant::now() > deadline {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("{name} is read without end");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let report: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(report["summary"]["entries"], 2, "{name}");
    }
}

/// `.git` may be a file that names a folder anywhere.
#[cfg(unix)]
#[test]
fn a_file_of_git_leads_only_to_a_folder_that_leads_back() {
    let (notes, outside) = beside_a_secret(&[]);
    let git = |notes: &Notes| {
        let output = program().arg("config").arg(notes.root()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    notes.write(".git", &format!("gitdir: {}\n", outside.root().display()));
    assert!(!git(&notes).contains("secret"));
    outside.write("info/exclude", "a.txt\n");
    outside.write("commondir", ".\n");
    assert_eq!(json_of(&["check", "--format", "json"], notes.root())["summary"]["entries"], 1);
    // As git itself writes them: a worktree's folder names the file, a submodule's the tree.
    let place = notes.path(".git").canonicalize().unwrap();
    outside.write("gitdir", &format!("{}\n", place.display()));
    assert!(git(&notes).contains("github.com/secret/secret"));
    fs::remove_file(outside.path("gitdir")).unwrap();
    let tree = place.parent().unwrap();
    outside.write("config", &format!("[core]\n\tworktree = {}\n{}", tree.display(), outside.read("config")));
    assert!(git(&notes).contains("github.com/secret/secret"));
    fs::remove_file(notes.path(".git")).unwrap();
    std::os::unix::fs::symlink(outside.root(), notes.path(".git")).unwrap();
    assert!(!git(&notes).contains("github.com/secret/secret"));
}

#[cfg(unix)]
#[test]
fn settings_of_the_repository_lead_to_no_program_and_to_nothing_outside() {
    let (notes, outside) = beside_a_secret(&[("out", "")]);
    let (at, own) = (outside.root().display(), outside.root().file_name().unwrap().to_str().unwrap());
    notes.write(
        ".paper-notes.toml",
        &format!(
            "outside-links = true\ncatalogs = ['../{own}/*.json', '{at}/issues.json', 'out/*.json', '../**']\ninclude = ['**', '../{own}/secret.txt', '{at}/*']\n\
             server-path = '/bin/sh'\ncommand = ['/bin/sh']\n[server]\npath = '/bin/sh'\n"
        ),
    );
    let report = json_of(&["check", "--format", "json"], notes.root());
    let wrong: Vec<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["code"] == "invalid-setting")
        .map(|finding| finding["message"].as_str().unwrap())
        .collect();
    let of = |said: &str| wrong.iter().filter(|message| message.contains(said)).count();
    assert_eq!((of("outside-links"), of("stay inside"), of("no setting")), (1, 3, 3), "{wrong:?}");
    assert_eq!(report["summary"]["entries"], 1, "{report}");
    assert!(!json_of(&["export"], notes.root()).to_string().contains("Secret"));
}

/// What the program asks of the system: there is nothing to open a connection, find an address or start a program with.
#[cfg(target_os = "linux")]
#[test]
fn the_program_has_nothing_to_reach_a_network_or_start_a_program_with() {
    let bytes = fs::read(env!("CARGO_BIN_EXE_paper-notes-lsp")).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let asked: BTreeSet<&str> = file
        .dynamic_symbols()
        .filter(ObjectSymbol::is_undefined)
        .map(|symbol| symbol.name().unwrap())
        .collect();
    assert!(asked.contains("read") && asked.len() > 50, "{asked:?}");
    let never = [
        "socket",
        "connect",
        "bind",
        "listen",
        "accept",
        "accept4",
        "getaddrinfo",
        "gethostbyname",
        "res_query",
        "sendto",
        "sendmsg",
        "execv",
        "execve",
        "execvp",
        "execvpe",
        "fexecve",
        "posix_spawn",
        "posix_spawnp",
        "fork",
        "vfork",
        "clone",
        "system",
        "popen",
        "dlopen",
    ];
    for name in never {
        assert!(!asked.contains(name), "{name}");
    }
}

/// The same of a server at work.
#[cfg(target_os = "linux")]
#[test]
fn a_server_at_work_has_no_connection_and_no_child() {
    let notes = hostile();
    let mut client = Client::on(&notes);
    client.wait_until_read();
    client.request("textDocument/hover", json!({ "textDocument": { "uri": notes.uri("page.txt") }, "position": { "line": 9, "character": 2 } }));
    let process = format!("/proc/{}", client.id());
    let open: Vec<String> = fs::read_dir(format!("{process}/fd"))
        .unwrap()
        .filter_map(|entry| Some(fs::read_link(entry.ok()?.path()).ok()?.display().to_string()))
        .collect();
    assert!(open.len() > 3, "{open:?}");
    // A pair that wakes its own threads is of kind `unix`, and in no table of the network.
    let of_network: String = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"]
        .iter()
        .filter_map(|table| fs::read_to_string(format!("{process}/net/{table}")).ok())
        .collect();
    for socket in open.iter().filter_map(|name| name.strip_prefix("socket:[")?.strip_suffix(']')) {
        assert!(!of_network.split_whitespace().any(|word| word == socket), "{socket}");
    }
    for task in fs::read_dir(format!("{process}/task")).unwrap() {
        let children = task.unwrap().path().join("children");
        assert_eq!(fs::read_to_string(children).unwrap_or_default(), "");
    }
    client.stop();
}

/// Small files that other readers blow up.
#[test]
fn small_files_do_not_become_large_nor_deep_ones_an_end() {
    let aliases: String = (1..30)
        .map(|level| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", ")))
        .collect();
    let entities: String = (1..30)
        .map(|level| format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(9)))
        .collect();
    let deep = 200_000;
    let (open, close) = ("[".repeat(deep), "]".repeat(deep));
    let notes = Notes::new(&[
        (
            "1-a.md",
            &format!(
                "---\na0: &a0 [x, x]\n{aliases}title: *a29\ntags: [&t x, *t, *t]\ndate: 2025-01-01\n---\nx\n"
            ),
        ),
        ("2-b.md", &format!("---\ntitle: {open}{close}\ndate: 2025-01-01\ntags: {open}\n---\nx\n")),
        (
            "3-c.md",
            &format!(
                "---\ntags:\n{}date: 2025-01-01\n---\nx\n",
                (0..500).map(|at| format!("{}- \n", " ".repeat(at))).collect::<String>()
            ),
        ),
        (
            "issues.json",
            &format!(
                "[{{\"number\":1,\"title\":\"T, A+, ACL'23\",\"x\":{open}{close},\"labels\":{open}{close}}},{{\"number\":2,\"title\":\"Second, B+, ACL'23\"}}]"
            ),
        ),
        (
            "agent_docs/a.xml",
            &format!(
                "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY e0 \"x\"><!ENTITY f SYSTEM \"file:///etc/passwd\">{entities}]><d><paper-entry><title>A &e29; &f; Title, A+, ACL'23</title><repo-issue-link>https://github.com/o/r/issues/77</repo-issue-link></paper-entry></d>"
            ),
        ),
        (".paper-notes.toml", &format!("exclude = {open}\n[diagnostics]\n")),
        (
            "page.txt",
            &format!(
                "Issue Date: 2025-01-01\nT, A+, ACL'23\nComment{open}{close} {}\n・2\n",
                "<".repeat(deep)
            ),
        ),
    ]);
    let started = Instant::now();
    let export = json_of(&["export"], notes.root());
    let said = export.to_string();
    assert!(said.len() < 1_000_000, "{}", said.len());
    assert!(said.contains("Second") && said.contains("\"number\":77") && !said.contains("root:"), "{said}");
    assert!(export["files"].as_array().unwrap().len() >= 6, "{said}");
    let report = json_of(&["check", "--format", "json"], notes.root());
    assert!(
        report["diagnostics"].as_array().unwrap().iter().any(|finding| finding["code"] == "invalid-setting")
    );
    let output = program().args(["graph", "--format", "svg"]).arg(notes.root()).output().unwrap();
    assert!(output.status.success() && output.stdout.len() < 1_000_000);
    assert!(started.elapsed().as_secs() < 120);
}

/// The page of the graph says to the browser what it may do: its own script, its own style, and nothing else.
#[test]
fn the_page_of_the_graph_is_closed() {
    let notes = hostile();
    let output = program().args(["graph", "--format", "html"]).arg(notes.root()).output().unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    let (_, policy) = page.split_once("http-equiv=\"Content-Security-Policy\" content=\"").unwrap();
    let policy: Vec<&str> = policy.split('"').next().unwrap().split("; ").collect();
    assert_eq!(policy[0], "default-src 'none'");
    assert!(policy[1].starts_with("script-src 'sha256-") && !policy[1].contains("' '"), "{policy:?}");
    assert!(policy[2].starts_with("style-src 'sha256-") && !policy[2].contains("' '"), "{policy:?}");
    assert_eq!(policy[3..], ["base-uri 'none'", "form-action 'none'"]);
    assert_eq!(page.matches("<script").count(), 2, "data and script");
    assert_eq!(page.to_lowercase().matches("<img").count(), 0);
    let (_, data) = page.split_once("id=\"paper-notes-graph-data\">").unwrap();
    let data = data.split("</script>").next().unwrap();
    assert!(!data.contains(['<', '>', '&']) && data.contains("\\u003cimg"));
    let data: Value = serde_json::from_str(data).unwrap();
    for node in data["graph"]["nodes"].as_array().unwrap() {
        let url = node["url"].as_str().unwrap();
        assert!(url.starts_with("https://") || url.starts_with("file:///"), "{url}");
    }
    // What it opens is looked at once more, and what it shows is made of text.
    let script = page.rsplit("<script>").next().unwrap();
    assert!(script.len() > 10_000 && !script.contains("eval(") && !script.contains("Function("));
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/graph/src");
    for entry in fs::read_dir(sources).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        for call in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", ".html("] {
            assert!(!source.contains(call), "{call}");
        }
    }
    let output = program().args(["graph", "--format", "svg"]).arg(notes.root()).output().unwrap();
    let svg = String::from_utf8(output.stdout).unwrap();
    let svg = roxmltree::Document::parse(&svg).unwrap();
    for node in svg.descendants().filter(roxmltree::Node::is_element) {
        assert!(!["script", "image", "foreignObject", "use", "img"].contains(&node.tag_name().name()));
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
            if attribute.name() == "href" {
                let url = attribute.value();
                assert!(url.starts_with("https://") || url.starts_with("file:///"), "{url}");
            }
        }
    }
}

/// What is left alone of the capabilities would be asked for.
#[test]
fn an_editor_without_markdown_gets_text() {
    let notes = hostile();
    let mut plain = capabilities("utf-16");
    plain["textDocument"]["hover"] = json!({ "contentFormat": ["plaintext"] });
    let (mut client, _) = Client::initialized(Some(notes.root()), plain);
    client.wait_until_read();
    let at = json!({ "textDocument": { "uri": notes.uri("page.txt") }, "position": { "line": 9, "character": 2 } });
    let hover = client.request("textDocument/hover", at);
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!hover["contents"]["value"].as_str().unwrap().contains(commands));
    client.stop();
}

/// The audit of what is built in, with programs in the place of cargo-deny and npm that answer so.
#[cfg(unix)]
fn audit(arguments: &[&str], npm: &str, deny: &str) -> (Option<i32>, String) {
    use std::os::unix::fs::PermissionsExt;
    let bin = Notes::new(&[
        (
            "npm",
            &format!(
                "#!/bin/sh\nif [ \"$1\" = config ]; then echo https://registry.example/; exit; fi\n{npm}\n"
            ),
        ),
        (
            "cargo-deny",
            &format!("#!/bin/sh\nif [ \"$1\" = --version ]; then echo cargo-deny 0.20.2; exit; fi\n{deny}\n"),
        ),
        ("cargo", "#!/bin/sh\necho cargo was asked >&2\nexit 9\n"),
    ]);
    for name in ["npm", "cargo-deny", "cargo"] {
        fs::set_permissions(bin.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/audit");
    let path = format!("{}:{}", bin.root().display(), std::env::var("PATH").unwrap());
    let output = std::process::Command::new(script).args(arguments).env("PATH", path).output().unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
    (output.status.code(), said)
}

/// A hole that was found is told from a database that could not be asked, and what ships from what does not.
#[cfg(unix)]
#[test]
fn the_audit_says_what_it_found_and_what_it_could_not_ask() {
    let answer = |high: usize| {
        format!(
            "{{\"vulnerabilities\":{{\"left-pad\":{{\"severity\":\"high\",\"via\":[{{\"title\":\"A hole\"}}]}}}},\
             \"metadata\":{{\"vulnerabilities\":{{\"low\":3,\"high\":{high},\"critical\":0,\"total\":3}}}}}}"
        )
    };
    let clean = format!("echo '{}'", answer(0));
    let found = format!("echo '{}'; exit 1", answer(1));
    let only_dev = format!("case \"$*\" in *omit=dev*) {clean};; *) {found};; esac");
    let refused = "echo '{\"message\":\"405 Method Not Allowed\",\"error\":{\"summary\":\"\"}}'; exit 1";
    let advised = "case \"$*\" in *advisories*) echo RUSTSEC-0000-0000; exit 1;; esac";
    let no_database = "case \"$*\" in *fetch\\ db*) echo no such host; exit 1;; *advisories*) exit 1;; esac";
    let banned = "case \"$*\" in *bans*) echo banned; exit 1;; esac";
    let cases = [
        (&*clean, "true", Some(0), "audit: nothing found\n"),
        (&found, "true", Some(1), "high: left-pad A hole"),
        (&only_dev, "true", Some(0), "high: left-pad A hole"),
        (refused, "true", Some(0), "NOT ASKED: the registry of npm (https://registry.example/)"),
        ("true", "true", Some(0), "NOT ASKED: the registry of npm"),
        (&clean, advised, Some(1), "RUSTSEC-0000-0000"),
        (&clean, no_database, Some(0), "NOT ASKED: the advisory database of RustSec"),
        (&clean, banned, Some(1), "banned"),
    ];
    for (npm, deny, code, says) in cases {
        let (ended, said) = audit(&[], npm, deny);
        assert_eq!(ended, code, "{said}");
        assert!(said.contains(says), "{says} is not in {said}");
    }
    // What is released must have been asked about.
    assert_eq!(audit(&["--release"], refused, "true").0, Some(1));
    assert_eq!(audit(&["--release"], &clean, no_database).0, Some(1));
    assert_eq!(audit(&["--release"], &clean, "true").0, Some(0));
}

/// No network, no other program, no unsafe code: said to the compiler, to clippy and to cargo-deny, who hold it.
#[test]
fn the_tools_hold_what_is_promised() {
    let read = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for root in ["src/lib.rs", "src/main.rs"] {
        let denied = "#![deny(clippy::disallowed_methods, clippy::disallowed_types)]";
        assert!(read(root).contains(denied), "{root}");
    }
    let clippy = read("clippy.toml");
    for name in
        ["std::net::TcpStream", "std::net::UdpSocket", "tokio::net::TcpStream", "std::process::Command"]
    {
        assert!(clippy.contains(&format!("path = \"{name}\"")), "{name}");
    }
    let banned: toml::Table = read("deny.toml").parse().unwrap();
    let banned: Vec<&str> =
        banned["bans"]["deny"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for name in ["hyper", "reqwest", "ureq", "curl", "rustls"] {
        assert!(banned.contains(&name), "{name}");
    }
    // Where cargo-deny is not at hand, the lock file says the same.
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        assert!(!banned.contains(&name), "{name}");
        let from = package.get("source").and_then(toml::Value::as_str);
        assert!(
            from.is_none_or(|from| from == "registry+https://github.com/rust-lang/crates.io-index"),
            "{name}"
        );
    }
    assert!(read(".ci/run").contains("step .ci/audit\n"));
}

/// Each promise of the README names the tests that hold it, and they are there.
#[test]
fn the_promises_of_the_readme_name_their_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let section = readme.split("\n## Security\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let tests = ["security", "vscode"]
        .map(|name| fs::read_to_string(root.join(format!("tests/it/{name}.rs"))).unwrap());
    let mut named = BTreeSet::new();
    for row in section.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let by = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let names: Vec<&str> = by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "{row}");
        for name in names {
            assert!(tests.iter().any(|tests| tests.contains(&format!("#[test]\nfn {name}()"))), "{name}");
            named.insert(name);
        }
    }
    let own = tests[0].split("#[test]\nfn ").skip(1).map(|rest| rest.split('(').next().unwrap());
    for name in own.filter(|name| *name != "the_promises_of_the_readme_name_their_tests") {
        assert!(named.contains(name), "{name} holds no promise");
    }
}
