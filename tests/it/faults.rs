//! What is wrong with the files, the machine or the editor, one test for each fault. The README says what happens in each case
//! ("When something is wrong with the files or the editor"). Faults that are tested elsewhere:
//!
//! - invalid UTF-8: `cli::what_cannot_be_read_is_said_and_the_rest_goes_on`
//! - a file larger than `max-file-size-mb`: `disk::tests::large_files_are_named_and_left_out`
//! - a folder that may not be written to: `fix::a_file_that_cannot_be_written_is_named_and_whole`
//! - files and folders that are deleted, renamed, left out or come back: `protocol`, from
//!   `closed_deleted_and_renamed_files_leave_nothing_behind` on
//! - symbolic links in all combinations: `disk::walk::tests`
//! - times that no clock shows: `disk::tests::moments_that_clocks_do_not_show`
//! - 100,000 files: the benchmark of the server (`tests/bench`), which does so with each figure
//! - standard input that is closed without `exit` while nothing is under way:
//!   `protocol::exit_ends_the_process_while_standard_input_is_open`, `stdio::nobody_is_there_any_more`
//! - an editor that does not answer where it is asked for settings: `settings`

#![cfg(unix)]

mod editor;

use std::fs::File;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::support::{Client, Notes, PATIENCE, capabilities, program};

/// An entry with one fault.
const PAGE: &str = "#NLP\n#NLP\nIssue Date: 2025-01-01\nA Title That Is Long, B+, ACL'23\n";

/// The fault of [`PAGE`].
const FOUND: [&str; 1] = ["1:1-1:4 duplicate-tag"];

/// The same without the fault.
const FIXED: &str = "#NLP\nIssue Date: 2025-01-01\nA Title That Is Long, B+, ACL'23\n";

/// Another entry, with the number 7 and no fault.
const OTHER: &str = "#QA\nIssue: 7\nIssue Date: 2025-01-02\nTeaching Small Models, C+, ACL'24\n";

fn run(arguments: &[&str], path: &Path) -> (i32, String, String) {
    ended(program().args(arguments).arg(path))
}

/// Runs to its end; one that hangs fails the test.
#[track_caller]
fn ended(command: &mut Command) -> (i32, String, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut process = Killed(child.id().to_string());
    let output = std::thread::spawn(move || {
        let (mut out, mut err) = (String::new(), String::new());
        let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let errors = std::thread::spawn(move || {
            std::io::Read::read_to_string(&mut stderr, &mut err).unwrap();
            err
        });
        std::io::Read::read_to_string(&mut stdout, &mut out).unwrap();
        (child.wait().unwrap().code().unwrap_or(-1), out, errors.join().unwrap())
    });
    let deadline = Instant::now() + 4 * PATIENCE;
    while !output.is_finished() {
        assert!(Instant::now() < deadline, "the process goes on");
        std::thread::sleep(Duration::from_millis(5));
    }
    process.0.clear();
    output.join().unwrap()
}

/// A process that is killed where a test fails.
struct Killed(String);

impl Drop for Killed {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            let _ = Command::new("kill").args(["-9", &self.0]).status();
        }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

#[track_caller]
fn make_fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Waits until a process has ended; its exit code.
#[track_caller]
fn wait_for(process: &mut Child) -> i32 {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            return status.code().unwrap_or(-1);
        }
        if Instant::now() > deadline {
            process.kill().unwrap();
            panic!("the process goes on");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

// Files.

/// A path that is longer than the system takes cannot be read by anybody, root included.
#[test]
fn a_file_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let notes = Notes::new(&[("a.txt", PAGE)]);
    let deep = "cd \"$1\" && i=0 && while [ $i -lt 16 ]; do mkdir \"$2\" && cd -P \"$2\" || exit 1; i=$((i + 1)); done; \
                echo > \"$2.txt\" && mkdir \"$2\"";
    let name = "x".repeat(250);
    let made = Command::new("sh").args(["-c", deep, "sh"]).arg(notes.root()).arg(&name).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (code, out, err) = run(&["check"], notes.root());
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("1 warning: 1 entry of 1 paper in 1 file, "), "{out}");
    assert!(out.contains("; 2 files could not be read"), "{out}");
    for ending in [".txt: File name too long", "x: File name too long"] {
        assert!(err.contains(ending), "{err}");
    }
    let mut client = Client::on(&notes);
    client.wait("the rest", |client| client.findings(&notes.uri("a.txt")) == FOUND);
    client.stop();
}

/// As above, where permissions say so: that stops nobody who is root.
#[test]
fn what_may_not_be_read_is_named_and_the_rest_goes_on() {
    if is_root() {
        eprintln!("root may read everything; nothing is checked");
        return;
    }
    let notes =
        Notes::new(&[("a.txt", PAGE), ("b.txt", PAGE), ("closed/c.txt", PAGE), ("blind/d.txt", PAGE)]);
    let allow = |name: &str, mode| {
        std::fs::set_permissions(notes.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    // A folder that may be listed and not entered, too.
    let modes = [("b.txt", 0, 0o644), ("closed", 0, 0o755), ("blind", 0o444, 0o755)];
    modes.iter().for_each(|(name, mode, _)| allow(name, *mode));
    let (code, out, err) = run(&["check"], notes.root());
    modes.iter().for_each(|(name, _, mode)| allow(name, *mode));
    assert_eq!(code, 1);
    assert!(out.contains("1 warning: 1 entry of 1 paper in 1 file, "), "{out}");
    for name in ["b.txt", "closed", "blind/d.txt"] {
        assert!(err.contains(&format!("{name}: Permission denied")), "{err}");
    }
}

#[test]
fn a_folder_that_vanishes_takes_its_findings_along_and_comes_back() {
    let notes = Notes::new(&[("a/one.txt", PAGE), ("b.txt", OTHER)]);
    let mut client = Client::on(&notes);
    let one = notes.uri("a/one.txt");
    client.wait("findings", |client| client.findings(&one) == FOUND);
    client.settle();
    std::fs::remove_dir_all(notes.path("a")).unwrap();
    client.wait("silence", |client| client.findings(&one).is_empty());
    // A file takes its place, and goes again.
    notes.write("a", "x");
    client.settle();
    std::fs::remove_file(notes.path("a")).unwrap();
    notes.write("a/one.txt", PAGE);
    client.wait("the folder again", |client| client.findings(&one) == FOUND);
    client.stop();
}

/// The folder that is open in the editor goes, with what is open in it.
#[test]
fn the_folder_of_the_workspace_vanishes() {
    let outer = Notes::new(&[("notes/a.txt", PAGE), ("notes/b.txt", OTHER)]);
    let (mut client, _) = Client::initialized(Some(&outer.path("notes")), capabilities("utf-16"));
    let (a, b) = (outer.uri("notes/a.txt"), outer.uri("notes/b.txt"));
    client.open(&outer, "notes/b.txt");
    client.wait("findings", |client| client.findings(&a) == FOUND);
    client.settle();
    std::fs::remove_dir_all(outer.path("notes")).unwrap();
    client.wait("silence", |client| client.findings(&a).is_empty());
    // The editor has the document still, and goes on with it.
    let hover = client.at("textDocument/hover", &b, 1, 8);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Teaching Small Models"));
    outer.write("notes/a.txt", PAGE);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": a, "type": 1 }] }));
    client.wait("the file again", |client| client.findings(&a) == FOUND);
    client.stop();
    let (code, _, err) = run(&["check"], &outer.path("gone"));
    assert_eq!(code, 2);
    assert!(err.contains("gone: No such file or directory"), "{err}");
}

const BIG: usize = 40_000;

/// Fixes a large file and a small one in `folder` where the large one has no room.
#[track_caller]
fn check_full(mut command: Command, folder: &Path, why: &str) {
    let (code, out, err) = ended(&mut command);
    let big = std::fs::read_to_string(folder.join("big.txt")).unwrap();
    assert_eq!(big, format!("{PAGE}{}\n", "x".repeat(BIG)), "it is as it was: {out}{err}");
    assert_eq!(std::fs::read_to_string(folder.join("small.txt")).unwrap(), fixed_small(), "{out}{err}");
    assert_eq!(code, 1);
    assert!(out.starts_with("files changed: 1\n  small.txt\nwarning[duplicate-tag]"), "{out}");
    assert!(out.contains("--> big.txt:2:2\n"), "what is in the file is reported: {out}");
    assert!(out.contains("; 1 file could not be written"), "{out}");
    assert!(err.contains(&format!("big.txt: cannot be written, and is as it was: {why}")), "{err}");
    let left = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(left, 2, "nothing is left over");
}

fn full() -> [(&'static str, String); 2] {
    let small = PAGE.replace("A Title That Is Long", "Another Small One");
    [("big.txt", format!("{PAGE}{}\n", "x".repeat(BIG))), ("small.txt", small)]
}

fn fixed_small() -> String {
    FIXED.replace("A Title That Is Long", "Another Small One")
}

/// A limit on the size of files stands for a full disk where none can be made.
#[test]
fn a_disk_that_is_full_leaves_files_as_they_were() {
    let notes = Notes::new(&[]);
    full().iter().for_each(|(name, text)| notes.write(name, text));
    let mut limited = Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$0\" check --fix \"$1\"";
    limited.args(["-c", script]).arg(program().get_program()).arg(notes.root()).env("LC_ALL", "C.UTF-8");
    check_full(limited, notes.root(), "File too large");
    let report = |mut command: Command| -> Value { serde_json::from_str(&ended(&mut command).1).unwrap() };
    let mut limited = Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$0\" check --fix --format json \"$1\"";
    limited.args(["-c", script]).arg(program().get_program()).arg(notes.root()).env("LC_ALL", "C.UTF-8");
    let report = report(limited);
    assert!(report["unwritten"][0]["path"].as_str().unwrap().ends_with("big.txt"), "{report}");
    assert_eq!(report["unread"], json!([]));
}

/// A disk of 64 KiB, where we may mount one.
#[test]
fn a_disk_that_is_really_full_leaves_files_as_they_were() {
    let notes = Notes::new(&[]);
    let from = Notes::new(&[]);
    full().iter().for_each(|(name, text)| from.write(name, text));
    let mount = "mount -t tmpfs -o size=64k none \"$1\" && cp \"$2\"/* \"$1\"";
    let mut may = Command::new("unshare");
    let may = may.args(["-rm", "sh", "-c", mount, "sh"]).arg(notes.root()).arg(from.root()).output();
    if !may.is_ok_and(|output| output.status.success()) {
        eprintln!("no disk can be mounted here; nothing is checked");
        return;
    }
    // The disk is seen by this process alone: what is on it in the end is copied out.
    let out = Notes::new(&[]);
    let mut command = Command::new("unshare");
    let script = format!("{mount} && \"$0\" check --fix \"$1\"; code=$?; cp -a \"$1\"/. \"$3\"; exit $code");
    command.args(["-rm", "sh", "-c", &script]).arg(program().get_program());
    command.arg(notes.root()).arg(from.root()).arg(out.root()).env("LC_ALL", "C.UTF-8");
    check_full(command, out.root(), "No space left on device");
}

/// A process that is killed while it writes leaves a file of that name.
#[test]
fn what_a_killed_process_left_is_not_read() {
    let notes = Notes::new(&[("a.txt", PAGE), (".paper-notes-x7Yz12.tmp", PAGE), (".tmpAbCdEf", PAGE)]);
    let (_, out, err) = run(&["check"], notes.root());
    assert!(out.contains("1 warning: 1 entry of 1 paper in 1 file, "), "{out}{err}");
}

/// A page in another encoding is left out on disk; in the editor its text is text.
#[test]
fn utf_16_and_invalid_utf_8_are_named() {
    let notes = Notes::new(&[("a.txt", PAGE)]);
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{PAGE}").encode_utf16().flat_map(bytes).collect()
    };
    std::fs::write(notes.path("le.txt"), utf_16(u16::to_le_bytes)).unwrap();
    std::fs::write(notes.path("be.md"), utf_16(u16::to_be_bytes)).unwrap();
    std::fs::write(notes.path("sjis.txt"), b"#NLP\n\x83^\x83C\n").unwrap();
    let (code, out, err) = run(&["check"], notes.root());
    assert_eq!(code, 1, "for a.txt");
    assert!(
        out.contains("1 entry of 1 paper in 1 file, ") && out.contains("; 3 files could not be read"),
        "{out}"
    );
    for name in ["le.txt", "be.md"] {
        let said = format!("{name}: UTF-16, not UTF-8; the file is left out until it is saved as UTF-8\n");
        assert!(err.contains(&said), "{err}");
    }
    assert!(err.contains("sjis.txt: line 2 is not UTF-8; the file is left out\n"), "{err}");
    let mut client = Client::on(&notes);
    client.wait("the rest", |client| client.findings(&notes.uri("a.txt")) == FOUND);
    client.open_text(&notes.uri("le.txt"), &PAGE.replace("A Title That Is Long", "Teaching Whales"));
    client.wait("its text", |client| client.findings(&notes.uri("le.txt")) == FOUND);
    client.close(&notes.uri("le.txt"));
    client.wait("silence", |client| client.findings(&notes.uri("le.txt")).is_empty());
    client.stop();
}

#[test]
fn a_byte_order_mark_stays_and_counts_for_nothing() {
    let notes = Notes::new(&[
        ("a.txt", &format!("\u{feff}{PAGE}")),
        ("b.md", "\u{feff}---\nissue: 9\ntitle: \"A Note, D+, ACL'22\"\ndate: 2025-01-01\n---\nText\n"),
    ]);
    let uri = notes.uri("a.txt");
    let mut client = Client::on(&notes);
    // Editors keep the mark to themselves.
    client.open_text(&uri, PAGE);
    client.wait("findings", |client| client.findings(&uri) == FOUND);
    client.close(&uri);
    // Others send it.
    client.open_text(&uri, &format!("\u{feff}{PAGE}・9\n"));
    client.wait("findings", |client| client.findings(&uri) == FOUND);
    let hover = client.at("textDocument/hover", &uri, 0, 3);
    let range = |end: usize| json!({ "start": { "line": 0, "character": 2 }, "end": { "line": 0, "character": end } });
    assert_eq!(hover["range"], range(5), "the mark is a character: {hover}");
    let note = client.at("textDocument/hover", &uri, 4, 1);
    assert!(note["contents"]["value"].as_str().unwrap().contains("A Note"), "{note}");
    client.stop();
    let (code, out, err) = run(&["check", "--fix"], notes.root());
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(notes.read("a.txt"), format!("\u{feff}{FIXED}"));
    notes.write("a.txt", "\u{feff}#NLP Issue Date:2025-01-01 A Title That Is Long, B+, ACL'23 Summary要約\n");
    let (code, out, err) = run(&["format"], &notes.path("a.txt"));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(notes.read("a.txt"), format!("\u{feff}{FIXED}Summary要約\n"));
}

#[test]
fn nul_bytes_are_characters() {
    let text = format!("\0x\0\n{PAGE}Comment\n前\0・7 後\0 #7\n\0{OTHER}");
    let notes = Notes::new(&[("a.txt", &text)]);
    let uri = notes.uri("a.txt");
    let found = ["2:1-2:4 duplicate-tag"];
    let (code, out, err) = run(&["check"], notes.root());
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("--> a.txt:3:2\n") && out.contains(": 2 entries of 2 papers in 1 file"), "{out}");
    let mut client = Client::on(&notes);
    client.open(&notes, "a.txt");
    client.wait("findings", |client| client.findings(&uri) == found);
    let hover = client.at("textDocument/hover", &uri, 6, 9);
    assert_eq!(hover["range"]["start"], json!({ "line": 6, "character": 9 }), "{hover}");
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Teaching Small Models"), "{hover}");
    client.stop();
    run(&["check", "--fix"], notes.root());
    assert_eq!(notes.read("a.txt"), text.replacen("#NLP\n#NLP\n", "#NLP\n", 1));
}

// Sizes.

/// 100 MB of text in ten entries, on disk and with the setting below its size.
#[test]
fn a_page_of_a_hundred_megabytes() {
    let long = "長い文。".repeat(100_000_000 / 10 / "長い文。".len());
    let entry = |n: usize| {
        format!("Issue: {n}\nIssue Date: 2025-01-01\nTitle Of The Entry {n}, B+, ACL'23\nComment\n")
    };
    let mut text: String = (10..20).map(|n| format!("{}{long}\n", entry(n))).collect();
    text += PAGE;
    assert!(text.len() > 99_000_000);
    let notes = Notes::new(&[("a.txt", &text), ("b.txt", OTHER)]);
    let (code, out, err) = run(&["check"], notes.root());
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    assert!(
        out.contains("--> a.txt:52:2\n") && out.contains(": 12 entries of 12 papers in 2 files"),
        "{out}"
    );
    notes.write(".paper-notes.toml", "max-file-size-mb = 99\n");
    let (code, out, err) = run(&["check"], notes.root());
    assert!(err.contains("a.txt: 100.0 MB, more than max-file-size-mb = 99; the file is left out"), "{err}");
    assert_eq!(code, 0);
    assert!(out.contains(": 1 entry of 1 paper in 1 file,"), "{out}");
}

/// An editor opens what on disk is left out for its size: then it is the editor's. A fifth of the size, for a build that is not
/// optimized.
#[test]
fn a_page_of_twenty_megabytes_in_an_editor() {
    let long = "長い文。".repeat(20_000_000 / "長い文。".len());
    let text = format!("{OTHER}Comment\n{long}\n{PAGE}");
    let notes = Notes::new(&[("a.txt", &text), (".paper-notes.toml", "max-file-size-mb = 1\n")]);
    let uri = notes.uri("a.txt");
    let mut client = Client::on(&notes);
    client.open(&notes, "a.txt");
    client.wait("findings", |client| client.findings(&uri) == ["7:1-7:4 duplicate-tag"]);
    let place = json!({ "line": 5, "character": 1000 });
    client.change(&uri, 2, json!([{ "range": { "start": place, "end": place }, "text": "\n・1829\n" }]));
    client.wait("findings below the change", |client| {
        client.findings(&uri) == ["6:1-6:5 broken-reference", "9:1-9:4 duplicate-tag"]
    });
    client.stop();
}

/// A twentieth of 100,000, for a build that is not optimized and a machine that is shared.
#[test]
fn five_thousand_files() {
    let notes = Notes::new(&[("last.txt", PAGE)]);
    for folder in 0..100 {
        std::fs::create_dir(notes.path(&format!("f{folder}"))).unwrap();
        for n in 0..50 {
            let text = format!("Issue Date: 2025-01-01\nTitle {folder} number {n}, B+, ACL'23\n");
            std::fs::write(notes.path(&format!("f{folder}/{n}.md")), text).unwrap();
        }
    }
    let (code, out, err) = run(&["check"], notes.root());
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("1 warning: 5001 entries of 5001 papers in 5001 files, "), "{out}");
    let uri = notes.uri("last.txt");
    let mut client = Client::on(&notes);
    client.open(&notes, "last.txt");
    client.at("textDocument/hover", &uri, 0, 2);
    client.wait("findings", |client| client.findings(&uri) == FOUND);
    client.stop();
}

// What is no file.

/// A FIFO that nobody writes to would be waited for; a device is read for ever.
fn endless(make: impl Fn(&Path), name: &str) {
    let names = ["x.md", "issues.json", ".paper-notes.toml", "agent_docs/x.xml", ".git/config"];
    let notes = Notes::new(&[("a.txt", PAGE)]);
    for name in names {
        std::fs::create_dir_all(notes.path(name).parent().unwrap()).unwrap();
        make(&notes.path(name));
    }
    notes.write("b.txt", OTHER);
    let (code, out, err) = run(&["check"], notes.root());
    assert_eq!((code, err.as_str()), (1, ""), "{name}: {out}");
    assert!(out.contains("1 warning: 2 entries of 2 papers in 2 files, "), "{name}: {out}");
    let (code, _, err) = run(&["check"], &notes.path("x.md"));
    assert_eq!(code, 1, "{name} was asked for");
    assert!(err.contains("x.md: not a regular file\n"), "{name}: {err}");
    let mut client = Client::on(&notes);
    let uri = notes.uri("a.txt");
    client.wait(name, |client| client.findings(&uri) == FOUND);
    let changes: Vec<Value> = names.iter().map(|name| json!({ "uri": notes.uri(name), "type": 2 })).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    client.settle();
    assert_eq!(client.findings(&uri), FOUND, "{name}");
    client.stop();
}

#[test]
fn a_fifo_among_the_notes() {
    endless(make_fifo, "a FIFO");
}

#[test]
fn a_device_among_the_notes() {
    endless(|path| symlink("/dev/zero", path).unwrap(), "a device");
}

#[test]
fn a_socket_among_the_notes() {
    endless(|path| drop(UnixListener::bind(path).unwrap()), "a socket");
}

/// It is passed over by name, and what it would leave out is read.
#[test]
fn a_fifo_as_git_s_rules() {
    type Make = fn(&Path);
    let kinds: [(&str, Make); 2] =
        [("a FIFO", make_fifo), ("a device", |path| symlink("/dev/zero", path).unwrap())];
    for (kind, make) in kinds {
        for name in [".gitignore", ".ignore", ".git/info/exclude"] {
            let rules = format!("closed/{name}");
            let notes = Notes::new(&[("a.txt", PAGE), ("closed/b.txt", OTHER), ("closed/deep/c.txt", "")]);
            let path = notes.path(&rules);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            make(&path);
            let said = format!(
                "{rules}: no file of this repository; it is not read, and nothing is ignored because of it\n"
            );
            let (code, out, err) = run(&["check"], notes.root());
            assert_eq!(code, 1, "{kind} as {rules}: {err}");
            assert!(err.contains(&said), "{kind}: {err}");
            assert!(
                out.contains("1 warning: 2 entries of 2 papers in 3 files, "),
                "{kind} as {rules}: {out}"
            );
            // In the folder that is asked for, and below it.
            for (folder, entries) in [("closed", "1 entry"), ("closed/deep", "no notes found")] {
                let (code, out, err) = run(&["check"], &notes.path(folder));
                assert_eq!(code, 0, "{kind} as {rules}: {err}");
                assert!(out.contains(entries), "{kind} as {rules}: {out}");
            }
            let mut client = Client::on(&notes);
            client.wait(&rules, |client| client.findings(&notes.uri("a.txt")) == FOUND);
            client.stop();
        }
    }
}

/// Wherever a `.git` file leads: the walk does not go there.
#[test]
fn a_worktree_whose_git_folder_is_a_fifo() {
    for (folder, file) in [(".", "commondir"), (".", "info/exclude"), ("sub", "commondir")] {
        let notes = Notes::new(&[
            ("sub/a.txt", PAGE),
            (".git", "gitdir: store\n"),
            ("sub/.gitignore", "b.txt\n"),
            ("sub/b.txt", OTHER),
        ]);
        for store in ["store", "sub/store"] {
            notes.write(&format!("{store}/gitdir"), "../.git\n");
            if file != "commondir" {
                notes.write(&format!("{store}/commondir"), ".\n");
            }
            let file = notes.path(&format!("{store}/{file}"));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            make_fifo(&file);
        }
        // As an editor starts it: what a relative path is relative to is this.
        let mut check = program();
        check.current_dir(notes.path(folder)).args(["check", "."]);
        let (code, out, err) = ended(&mut check);
        assert_eq!((code, err.as_str()), (1, ""), "{folder} {file}");
        assert!(out.contains("1 warning: 1 entry of 1 paper in 1 file, "), "{folder} {file}: {out}");
    }
}

// Names.

#[test]
fn links_that_lead_in_circles() {
    let outer = Notes::new(&[("notes/a/one.txt", PAGE), ("notes/b.txt", OTHER)]);
    let link = |to: &str, name: &str| symlink(to, outer.path(name)).unwrap();
    link("self.txt", "notes/self.txt");
    link("..", "notes/a/up");
    link(".", "notes/here");
    link("../a", "notes/a/again");
    link("a/one.txt", "notes/twice.txt");
    link("nowhere", "notes/dangling.md");
    link("notes", "root");
    link("pong.md", "notes/ping.md");
    link("ping.md", "notes/pong.md");
    for root in ["notes", "root", "root/here/a/up"] {
        let (code, out, err) = run(&["check"], &outer.path(root));
        assert_eq!((code, err.as_str()), (1, ""), "{root}: {out}");
        assert!(out.contains("1 warning: 2 entries of 2 papers in 2 files, "), "{root}: {out}");
    }
    let (code, out, err) = run(&["check"], &outer.path("notes/self.txt"));
    assert_eq!(code, 2, "{out}");
    assert!(err.contains("self.txt: Too many levels of symbolic links"), "{err}");
    let (mut client, _) = Client::initialized(Some(&outer.path("root")), capabilities("utf-16"));
    client.wait("findings", |client| client.findings(&outer.uri("root/a/one.txt")) == FOUND);
    client.settle();
    assert_eq!(client.count("duplicate-tag"), 1);
    assert_eq!(client.count("duplicate-entry"), 0);
    client.stop();
}

/// Where the file system tells case apart, names that differ in it are two files; where it does not, there is one.
#[test]
fn names_that_differ_in_case() {
    let notes = Notes::new(&[("note.md", PAGE), ("Note.md", OTHER)]);
    let files = std::fs::read_dir(notes.root()).unwrap().count();
    let (_, out, err) = run(&["check"], notes.root());
    let many =
        if files == 1 { ": 1 entry of 1 paper in 1 file," } else { ": 2 entries of 2 papers in 2 files," };
    assert!(out.contains(many), "{out}{err}");
    let mut client = Client::on(&notes);
    let (small, large) = (notes.uri("note.md"), notes.uri("Note.md"));
    client.open_text(&small, PAGE);
    client.wait("findings", |client| client.findings(&small) == FOUND);
    client.open_text(&large, OTHER);
    client.change(&large, 2, json!([{ "text": OTHER.replace("#QA", "#QA #QA") }]));
    client.wait("those of the other", |client| client.findings(&large) == ["0:5-0:7 duplicate-tag"]);
    client.change(&small, 2, json!([{ "text": FIXED }]));
    client.wait("one is mended", |client| client.findings(&small).is_empty());
    assert_eq!(client.findings(&large).len(), 1);
    // An address that no file has, for it is written otherwise.
    let other = notes.uri("NOTE.MD");
    assert_eq!(client.at("textDocument/hover", &other, 0, 1), Value::Null);
    client.close(&large);
    client.wait("what is on disk", |client| client.findings(&large).is_empty());
    client.stop();
}

// Time.

/// Files whose times are before 1970, in 1901 and far ahead: what changes is read, whatever its time.
#[test]
fn times_of_files_that_cannot_be() {
    let notes = Notes::new(&[("a.txt", PAGE), ("b.txt", OTHER)]);
    let day = Duration::from_secs(24 * 3600);
    let (ago, ahead) = (SystemTime::UNIX_EPOCH - 24_850 * day, SystemTime::now() + 36_500 * day);
    let set = |name: &str, time| {
        File::options().write(true).open(notes.path(name)).unwrap().set_modified(time).unwrap();
    };
    set("a.txt", ago);
    set("b.txt", ahead);
    let (code, out, err) = run(&["check"], notes.root());
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    let mut client = Client::on(&notes);
    let (a, b) = (notes.uri("a.txt"), notes.uri("b.txt"));
    client.wait("findings", |client| client.findings(&a) == FOUND);
    notes.write("a.txt", FIXED);
    set("a.txt", ago - day);
    client.wait("the change of an old file", |client| client.findings(&a).is_empty());
    notes.write("b.txt", PAGE);
    set("b.txt", SystemTime::UNIX_EPOCH);
    client.wait("the change of a young file", |client| client.findings(&b).contains(&FOUND[0].to_owned()));
    client.stop();
    let (code, out, err) = run(&["check", "--fix"], notes.root());
    assert_eq!(err, "", "{code} {out}");
    assert_eq!(notes.read("b.txt").matches("#NLP").count(), usize::from(!notes.read("b.txt").is_empty()));
}
