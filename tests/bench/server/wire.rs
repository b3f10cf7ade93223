//! Messages on the pipes of a server: the base protocol of LSP.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use serde_json::Value;

/// What a server said.
pub struct Message {
    pub value: Value,
    /// Its length without the header.
    pub bytes: usize,
    pub received: Instant,
}

/// Writes on a thread of its own: a server that does not read holds up nobody.
pub fn writer(mut stdin: ChildStdin) -> Sender<Vec<u8>> {
    let (sender, messages) = channel::<Vec<u8>>();
    std::thread::spawn(move || {
        while let Ok(message) = messages.recv() {
            if stdin.write_all(&message).and_then(|()| stdin.flush()).is_err() {
                return;
            }
        }
    });
    sender
}

/// Reads on a thread of its own, so that when a message came is known from the moment it was there.
pub fn reader(stdout: ChildStdout) -> Receiver<Message> {
    let (sender, messages) = channel();
    std::thread::spawn(move || {
        let mut stdout = BufReader::with_capacity(1 << 16, stdout);
        while let Some(message) = read(&mut stdout) {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    messages
}

/// The next message; `None` at the end, and where what comes is no message.
fn read(stdout: &mut impl BufRead) -> Option<Message> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse::<u64>().ok();
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = Vec::new();
    stdout.take(length?).read_to_end(&mut body).ok()?;
    let received = Instant::now();
    let value = serde_json::from_slice(&body).ok()?;
    Some(Message { value, bytes: body.len(), received })
}
