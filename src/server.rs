//! The language server: protocol in, protocol out.
//!
//! `backend` hands every message to `main_loop`, in the order of the wire, and does nothing else. The
//! loop owns the `state` and is alone in changing it; questions are answered by `handlers` beside it, on
//! a snapshot, or by the loop itself where they are only looked up. `reading` reads folders beside it, `outbox` sends what nobody
//! asked for, `stdio` is where the editor speaks and listens, `wire` makes what it says fit to be read, and `ending` knows when
//! that is over. `capabilities` is what was negotiated, `from_proto` and `to_proto` are where positions change their unit. `log`
//! is for people who look for what went wrong, `failed` what it says of a question.

mod backend;
mod capabilities;
mod clock;
mod commands;
mod diagnosed;
mod documents;
mod ending;
mod event;
mod failed;
mod findings;
mod folder;
mod from_proto;
mod handlers;
mod log;
mod main_loop;
mod outbox;
mod pace;
mod reading;
mod state;
mod status;
mod stdio;
mod to_proto;
mod wire;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::{LspService, Server};

use backend::Backend;
use ending::{Ending, Heard, Input};
use wire::Wire;

/// How many messages may be worked on at once. Handlers only wait for an answer of the loop, so that
/// many cost nothing, and with few of them an edit would wait behind slow questions.
const CONCURRENCY: usize = 64;

/// Serves one editor over standard input and output, until it says `exit` or hangs up. Returns the exit
/// code that LSP asks for: 0 after `shutdown`, else 1.
///
/// # Errors
///
/// Where the log file cannot be opened or threads cannot be started.
pub fn serve(log: Option<&Path>) -> io::Result<u8> {
    log::start(log)?;
    // One thread talks with the editor, and does nothing else: it wakes the loop, and the loop wakes it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let shut_down = Arc::new(AtomicBool::new(false));
    let ending = Arc::new(Ending::default());
    // What is shared with us is given back as it was.
    let _restored = stdio::Restored::default();
    runtime.block_on(async {
        let (service, socket) = LspService::build(|client| Backend::new(client, Arc::clone(&shut_down)))
            .custom_method(wire::UNREADABLE, wire::unreadable)
            .finish();
        let input = Wire::new(Input { input: stdio::input(), ending: Arc::clone(&ending) });
        let service = Heard { service, ending: Arc::clone(&ending) };
        let served =
            Server::new(input, stdio::output(), socket).concurrency_level(CONCURRENCY).serve(service);
        tokio::select! {
            () = served => {}
            () = ending.come() => {}
        }
    });
    // Standard input may stay open for ever, and a thread waits for it: do not wait for the thread.
    runtime.shutdown_background();
    Ok(u8::from(!shut_down.load(Ordering::SeqCst)))
}
