//! What an editor says, made fit to be read. The codec of the protocol ends the session at the first message that it cannot
//! read, and editors do send such ones: half of an emoji in a text is a lone surrogate in JSON, and a restarted server is
//! sent the same text again. Here every message is looked at before: half a character becomes U+FFFD, which is as wide; what still
//! is no message is answered with an error, as JSON-RPC asks, and the next one is read.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use memchr::memmem;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::{Error, Request, Response, Result};

use crate::server::backend::Backend;

/// The name under which a message that could not be read is handed on.
pub const UNREADABLE: &str = "paperNotes/unreadable";

/// The longest body that is waited for, in bytes. A longer text could not be opened, and a wrong length would swallow all that
/// is said from there on.
const LONGEST: u64 = 1 << 32;

/// The longest head of a message, in bytes.
const LONGEST_HEAD: usize = 1 << 14;

/// What is read at once, in bytes.
const CHUNK: usize = 1 << 14;

/// Messages that can be read, from whatever comes in.
pub struct Wire<I> {
    input: I,
    /// What came in and was not handed on, from `start`.
    read: Vec<u8>,
    start: usize,
    /// The length of the body that follows, where a head was read. It takes memory as it comes.
    body: Option<u64>,
    /// A head, or a whole message of ours, of which all from `given` is to be handed on.
    ready: Vec<u8>,
    given: usize,
    /// So many bytes of `read` go on as they are, behind what is `ready`.
    passing: usize,
}

/// What is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrong {
    /// It is no JSON, or nobody knows where it ends.
    Json,
    /// It is JSON, and no message.
    Message,
}

/// Answers a message that could not be read.
///
/// # Errors
///
/// Always: that is the answer.
pub async fn unreadable(_: &Backend, wrong: Wrong) -> Result<()> {
    Err(match wrong {
        Wrong::Json => Error::parse_error(),
        Wrong::Message => Error::invalid_request(),
    })
}

impl<I> Wire<I> {
    /// What can be read of `input`.
    pub fn new(input: I) -> Self {
        Self { input, read: Vec::new(), start: 0, body: None, ready: Vec::new(), given: 0, passing: 0 }
    }

    /// Looks at what came in. Whether there is something to hand on, or to look at again.
    fn look(&mut self) -> bool {
        let new = &self.read[self.start..];
        let Some(len) = self.body else { return self.look_at_head() };
        if (new.len() as u64) < len {
            return false;
        }
        self.body = None;
        let len = len as usize;
        match check(&mut self.read[self.start..self.start + len]) {
            Ok(()) => {
                self.give(format!("Content-Length: {len}\r\n\r\n"));
                self.passing = len;
            }
            Err(wrong) => {
                self.start += len;
                self.refuse(wrong);
            }
        }
        true
    }

    fn look_at_head(&mut self) -> bool {
        let new = &self.read[self.start..];
        let Some(len) = head_len(&new[..new.len().min(LONGEST_HEAD)]) else {
            if new.len() < LONGEST_HEAD {
                return false;
            }
            tracing::error!("{LONGEST_HEAD} bytes without the head of a message are left out");
            self.skip(LONGEST_HEAD);
            return true;
        };
        match body_len(&new[..len]) {
            Some(body) => {
                self.start += len;
                self.body = Some(body);
            }
            None => {
                tracing::error!("a message of no known length: {:?}", String::from_utf8_lossy(&new[..len]));
                self.skip(len);
            }
        }
        true
    }

    /// Leaves out so many bytes, or those before the next head that begins among them.
    fn skip(&mut self, len: usize) {
        let skipped = self.read[self.start..self.start + len].to_ascii_lowercase();
        // What it begins with is what could not be read.
        let next = skipped.get(1..).and_then(|rest| memmem::find(rest, LENGTH.as_bytes()));
        self.start += next.map_or(len, |at| at + 1);
        self.refuse(Wrong::Json);
    }

    fn refuse(&mut self, wrong: Wrong) {
        let request = Request::build(UNREADABLE).id(tower_lsp::jsonrpc::Id::Null);
        let params = serde_json::to_value(wrong).unwrap_or_default();
        let body = serde_json::to_string(&request.params(params).finish()).unwrap_or_default();
        self.give(format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    }

    fn give(&mut self, message: String) {
        (self.ready, self.given) = (message.into_bytes(), 0);
    }

    /// Hands on what there is, as far as it fits.
    fn hand_on(&mut self, to: &mut ReadBuf<'_>) {
        let ready = &self.ready[self.given..];
        let len = ready.len().min(to.remaining());
        to.put_slice(&ready[..len]);
        self.given += len;
        let len = self.passing.min(to.remaining());
        to.put_slice(&self.read[self.start..self.start + len]);
        self.start += len;
        self.passing -= len;
        if self.start == self.read.len() {
            // A text that was opened does not keep its memory here.
            self.read.clear();
            self.read.shrink_to(CHUNK);
            self.start = 0;
        }
    }

    fn has_something(&self) -> bool {
        self.given < self.ready.len() || self.passing > 0
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Wire<I> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let wire = self.get_mut();
        loop {
            if wire.has_something() {
                wire.hand_on(to);
                return Poll::Ready(Ok(()));
            }
            if wire.look() {
                continue;
            }
            let mut chunk = [0; CHUNK];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut wire.input).poll_read(context, &mut chunk))?;
            if chunk.filled().is_empty() {
                // Half a message is none.
                return Poll::Ready(Ok(()));
            }
            // What was handed on goes when it is most of it.
            if wire.start > wire.read.len() / 2 {
                wire.read.drain(..wire.start);
                wire.start = 0;
            }
            wire.read.extend_from_slice(chunk.filled());
        }
    }
}

const LENGTH: &str = "content-length:";

/// The length of a head with the empty line that ends it.
fn head_len(text: &[u8]) -> Option<usize> {
    let ends = memmem::find(text, b"\r\n\r\n").map(|at| at + 4);
    // Some write line feeds alone.
    ends.or_else(|| memmem::find(text, b"\n\n").map(|at| at + 2))
}

/// The length of the body, as a head says it; names of headers are in any case. `None` where it says none, or nonsense.
fn body_len(head: &[u8]) -> Option<u64> {
    let mut found = None;
    for line in head.split(|byte| *byte == b'\n') {
        let name = line.get(..LENGTH.len()).unwrap_or_default();
        if name.eq_ignore_ascii_case(LENGTH.as_bytes()) {
            let digits = line[LENGTH.len()..].trim_ascii();
            let is_number = digits.iter().all(u8::is_ascii_digit);
            found = std::str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok();
            found?;
        }
    }
    found.filter(|len| *len <= LONGEST)
}

/// Whether the codec can read a body. Halves of characters in it are made whole.
fn check(body: &mut [u8]) -> std::result::Result<(), Wrong> {
    make_whole(body);
    let error = match std::str::from_utf8(body) {
        Ok(body) => match serde_json::from_str::<Message>(body) {
            Ok(_) => return Ok(()),
            Err(error) => error,
        },
        Err(error) => {
            tracing::error!("a message that is not UTF-8: {error}");
            return Err(Wrong::Json);
        }
    };
    tracing::error!("a message that cannot be read: {error}");
    Err(if error.is_data() { Wrong::Message } else { Wrong::Json })
}

/// What the codec takes a message for.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Response(#[allow(dead_code, reason = "only whether it can be read is asked")] Response),
    Request(#[allow(dead_code, reason = "the same")] Request),
}

/// Puts U+FFFD in the place of each half of a surrogate pair that stands alone: no text holds one, and JSON can write it.
fn make_whole(body: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &body[at..]) {
        at += found;
        match surrogate(&body[at..]) {
            Some(Half::High) if surrogate(&body[at + 6..]) == Some(Half::Low) => at += 12,
            Some(_) => {
                body[at + 2..at + 6].copy_from_slice(b"fffd");
                at += 6;
            }
            // What is escaped begins no escape.
            None => at = (at + 2).min(body.len()),
        }
    }
}

#[derive(PartialEq, Eq)]
enum Half {
    High,
    Low,
}

/// Which half of a surrogate pair is written at the start of `text`, `\ud83d`.
fn surrogate(text: &[u8]) -> Option<Half> {
    let [b'\\', b'u', b'd' | b'D', kind, rest @ ..] = text else { return None };
    if rest.len() < 2 || !rest[..2].iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    match kind {
        b'8' | b'9' | b'a' | b'b' | b'A' | b'B' => Some(Half::High),
        b'c'..=b'f' | b'C'..=b'F' => Some(Half::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    /// What comes out, read in parts of so many bytes.
    fn through(said: &[u8], part: usize) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut wire = Wire::new(said);
            let mut out = Vec::new();
            let mut buffer = vec![0; part];
            loop {
                match wire.read(&mut buffer).await.unwrap() {
                    0 => return out,
                    len => out.extend(&buffer[..len]),
                }
            }
        })
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    const GOOD: &str = r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#;

    #[track_caller]
    fn check(said: &str, expected: &[&str]) {
        let expected: String = expected.iter().map(|body| framed(body)).collect();
        for part in [1, 7, 100_000] {
            assert_eq!(String::from_utf8(through(said.as_bytes(), part)).unwrap(), expected);
        }
    }

    const NO_JSON: &str = r#"{"jsonrpc":"2.0","method":"paperNotes/unreadable","params":"Json","id":null}"#;
    const NO_MESSAGE: &str =
        r#"{"jsonrpc":"2.0","method":"paperNotes/unreadable","params":"Message","id":null}"#;

    #[test]
    fn what_can_be_read_passes_as_it_is() {
        let long = format!(r#"{{"jsonrpc":"2.0","method":"x","params":["{}"]}}"#, "あ".repeat(50_000));
        check(&(framed(GOOD) + &framed(&long) + &framed(GOOD)), &[GOOD, &long, GOOD]);
        let answer = r#"{"jsonrpc":"2.0","id":"a","result":null}"#;
        check(&framed(answer), &[answer]);
    }

    #[test]
    fn heads_are_taken_as_they_are_written() {
        let len = GOOD.len();
        check(&format!("content-length:{len}\r\nX-A: 1\r\nX-B: 2\r\nX-C: 3\r\n\r\n{GOOD}"), &[GOOD]);
        check(&format!("Content-Type: application/json\nCONTENT-LENGTH:  {len} \n\n{GOOD}"), &[GOOD]);
    }

    #[test]
    fn what_cannot_be_read_costs_itself() {
        let good = framed(GOOD);
        for bad in ["{", "", "\u{0}", "[1,", &"[".repeat(100_000)] {
            check(&(framed(bad) + &good), &[NO_JSON, GOOD]);
        }
        for bad in ["[]", "1", "{}", &format!("[{GOOD}]"), r#"{"jsonrpc":"2.0","method":"x","id":1.5}"#] {
            check(&(framed(bad) + &good), &[NO_MESSAGE, GOOD]);
        }
        for head in ["Content-Length: -1", "Content-Length: x", "Content-Length: 99999999999", "X: 1"] {
            check(&format!("{head}\r\n\r\n{good}"), &[NO_JSON, GOOD]);
            check(&format!("{head}\r\n\r\n{GOOD}{good}"), &[NO_JSON, NO_JSON, GOOD]);
        }
        let mut said = framed("1234").into_bytes();
        *said.last_mut().unwrap() = 0xff;
        said.extend(good.bytes());
        assert_eq!(through(&said, 9), (framed(NO_JSON) + &good).into_bytes());
    }

    #[test]
    fn half_a_message_is_none() {
        check("Content-Length: 4000000000\r\n\r\n{}", &[]);
        check("Content-Len", &[]);
    }

    #[test]
    fn halves_of_characters_are_made_whole() {
        let message = |text: &str| format!(r#"{{"jsonrpc":"2.0","method":"x","params":["{text}"]}}"#);
        for (written, read) in [
            (r"\ud83d", r"\ufffd"),
            (r"a\uDE31b", r"a\ufffdb"),
            (r"\ud83d\ud83d\ude31", r"\ufffd\ud83d\ude31"),
            (r"\ud83d\ude31", r"\ud83d\ude31"),
            (r"\\ud83d", r"\\ud83d"),
            (r"\\\ud83d\n", r"\\\ufffd\n"),
        ] {
            check(&framed(&message(written)), &[&message(read)]);
        }
    }
}
