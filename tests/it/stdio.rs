//! What an editor hands the server as standard input and output: pipes, sockets, files.

#![cfg(unix)]

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;

/// More than a pipe or a socket takes at once.
const LONG: usize = 1_000_000;

fn write(mut to: impl Write, messages: &[&str]) {
    for message in messages {
        write!(to, "Content-Length: {}\r\n\r\n{message}", message.len()).unwrap();
    }
}

/// A session that wants nothing, in which a message each way is long.
#[track_caller]
fn check(mut server: Child, mut says: impl Write + Send + 'static, mut hears: impl Read) {
    write(&mut says, &[INITIALIZE]);
    assert!(hear(&mut hears, "\"id\":1}").contains("\"capabilities\""));
    let id = format!("\"{}\"", "x".repeat(LONG));
    let shutdown = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"shutdown"}}"#);
    let says = std::thread::spawn(move || {
        write(&mut says, &[&shutdown]);
        says
    });
    hear(&mut hears, &format!("\"id\":{id}}}"));
    write(says.join().unwrap(), &[r#"{"jsonrpc":"2.0","method":"exit"}"#]);
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

/// What is said up to `end`.
#[track_caller]
fn hear(mut from: impl Read, end: &str) -> String {
    let mut heard = Vec::new();
    let mut part = [0; 4096];
    while !heard.ends_with(end.as_bytes()) {
        let len = from.read(&mut part).unwrap();
        assert_ne!(len, 0, "{} bytes", heard.len());
        heard.extend(&part[..len]);
    }
    String::from_utf8(heard).unwrap()
}

fn server(input: impl Into<Stdio>, output: impl Into<Stdio>) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paper-notes-lsp"));
    command.stdin(input).stdout(output).stderr(Stdio::inherit()).spawn().unwrap()
}

#[test]
fn sockets() {
    let [(ours, input), (answers, output)] = [UnixStream::pair().unwrap(), UnixStream::pair().unwrap()];
    check(server(OwnedFd::from(input), OwnedFd::from(output)), ours, answers);
}

#[test]
fn one_socket_for_both() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let server = server(OwnedFd::from(theirs.try_clone().unwrap()), OwnedFd::from(theirs));
    check(server, ours.try_clone().unwrap(), ours);
}

#[test]
fn pipes() {
    let mut server = server(Stdio::piped(), Stdio::piped());
    let (input, output) = (server.stdin.take().unwrap(), server.stdout.take().unwrap());
    check(server, input, output);
}

#[test]
fn files() {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in"), folder.path().join("out"));
    write(File::create(&input).unwrap(), &[INITIALIZE]);
    let mut server = server(File::open(&input).unwrap(), File::create(&output).unwrap());
    assert_eq!(server.wait().unwrap().code(), Some(1));
    assert!(std::fs::read_to_string(&output).unwrap().contains("\"capabilities\""));
}

/// An editor that hangs up is no reason to stay.
#[test]
fn nobody_is_there_any_more() {
    let mut server = server(Stdio::piped(), Stdio::piped());
    drop(server.stdin.take());
    assert_eq!(server.wait().unwrap().code(), Some(1));
}
