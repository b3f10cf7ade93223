//! When the server ends whatever it is still at: a while after its editor said `exit` or hung up, for an answer that nobody
//! reads is never written, and once the editor is gone though another process holds its end of the pipes.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::Request;
use tower_service::Service;

/// How long answers are still given and written after `exit`.
const FAREWELL: Duration = Duration::from_secs(3);

/// The same after the end of the input: a script may have said all that it has to say.
const LONG_FAREWELL: Duration = Duration::from_secs(20);

/// How often it is looked whether the editor is still there.
const LOOK: Duration = Duration::from_secs(2);

/// What is known of the end.
#[derive(Default)]
pub struct Ending {
    exit: Notify,
    end: Notify,
    /// The process of the editor, if it said which it is and that is one here.
    editor: OnceLock<i32>,
}

impl Ending {
    /// Returns when it is time to end.
    pub async fn come(&self) {
        tokio::select! {
            () = self.exit.notified() => tokio::time::sleep(FAREWELL).await,
            () = async { self.end.notified().await; tokio::time::sleep(LONG_FAREWELL).await } => {}
            () = self.editor_gone() => tracing::info!("the editor's process is gone"),
        }
    }

    async fn editor_gone(&self) {
        loop {
            tokio::time::sleep(LOOK).await;
            if self.editor.get().is_some_and(|editor| parent() != Some(*editor)) {
                return;
            }
        }
    }

    fn heard(&self, message: &Request) {
        match message.method() {
            "exit" => self.exit.notify_one(),
            "initialize" => {
                let process = message.params().and_then(|params| params.get("processId")?.as_i64());
                // Started by way of another program, or in a container, it is not known whose number that is here: the pipes
                // say when the editor is gone.
                if let Some(process) = process.and_then(|process| i32::try_from(process).ok())
                    && parent() == Some(process)
                {
                    let _ = self.editor.set(process);
                }
            }
            _ => {}
        }
    }
}

/// The process that started this one, or took it over when that ended.
#[cfg(unix)]
fn parent() -> Option<i32> {
    rustix::process::getppid().map(|parent| parent.as_raw_nonzero().get())
}

/// Not known here; pipes that are closed say the same, but for those that another process holds.
#[cfg(not(unix))]
fn parent() -> Option<i32> {
    None
}

/// A service whose messages say when the end is near.
pub struct Heard<S> {
    /// The service.
    pub service: S,
    /// What is told of it.
    pub ending: Arc<Ending>,
}

impl<S: Service<Request>> Service<Request> for Heard<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, message: Request) -> S::Future {
        self.ending.heard(&message);
        self.service.call(message)
    }
}

/// An input whose end is an end.
pub struct Input<I> {
    /// The input.
    pub input: I,
    /// What is told of it.
    pub ending: Arc<Ending>,
}

impl<I: AsyncRead + Unpin> AsyncRead for Input<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.input).poll_read(context, buffer);
        let nothing = buffer.filled().len() == before && buffer.remaining() > 0;
        if matches!(&read, Poll::Ready(read) if read.is_err() || nothing) {
            self.ending.end.notify_one();
        }
        read
    }
}
