//! Standard input and output of an editor. Where they are pipes or sockets, as editors make them, they are read and written by
//! the thread that waits for them; anything else, as a file, by threads of tokio's: each message then wakes two threads
//! more, which takes as long as the answer to a hover.

use tokio::io::{AsyncRead, AsyncWrite};

/// What the editor says.
pub fn input() -> Box<dyn AsyncRead + Unpin + Send> {
    #[cfg(unix)]
    if let Some(input) = unix::input() {
        return input;
    }
    Box::new(tokio::io::stdin())
}

/// Where the editor listens.
pub fn output() -> Box<dyn AsyncWrite + Unpin + Send> {
    #[cfg(unix)]
    if let Some(output) = unix::output() {
        return output;
    }
    Box::new(tokio::io::stdout())
}

/// How standard input and output were before they were read and written here, which is how they are again when this is
/// dropped: not to wait is said of what is shared with the process that started this one, and it may go on.
#[cfg(unix)]
pub struct Restored([Option<rustix::fs::OFlags>; 2]);

#[cfg(unix)]
impl Default for Restored {
    fn default() -> Self {
        use rustix::{fs::fcntl_getfl, stdio};
        Self([fcntl_getfl(stdio::stdin()).ok(), fcntl_getfl(stdio::stdout()).ok()])
    }
}

#[cfg(unix)]
impl Drop for Restored {
    fn drop(&mut self) {
        use rustix::{fs::fcntl_setfl, stdio};
        let [input, output] = self.0;
        // Where it fails there is nothing left to be shared.
        let _ = input.map(|flags| fcntl_setfl(stdio::stdin(), flags));
        let _ = output.map(|flags| fcntl_setfl(stdio::stdout(), flags));
    }
}

/// Nothing is changed here.
#[cfg(not(unix))]
#[derive(Default)]
pub struct Restored;

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::os::fd::{AsFd, OwnedFd};
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::net::UnixStream as Stream;

    use tokio::io::{AsyncRead, AsyncWrite};
    use tokio::net::UnixStream;
    use tokio::net::unix::pipe::{Receiver, Sender};

    pub fn input() -> Option<Box<dyn AsyncRead + Unpin + Send>> {
        match stream(std::io::stdin())? {
            Kind::Pipe(pipe) => Some(Box::new(Receiver::from_owned_fd(pipe).ok()?)),
            Kind::Socket(socket) => Some(Box::new(socket)),
        }
    }

    pub fn output() -> Option<Box<dyn AsyncWrite + Unpin + Send>> {
        match stream(std::io::stdout())? {
            Kind::Pipe(pipe) => Some(Box::new(Sender::from_owned_fd(pipe).ok()?)),
            Kind::Socket(socket) => Some(Box::new(socket)),
        }
    }

    enum Kind {
        Pipe(OwnedFd),
        Socket(UnixStream),
    }

    fn stream(of: impl AsFd) -> Option<Kind> {
        let fd = of.as_fd().try_clone_to_owned().ok()?;
        let file = File::from(fd);
        let kind = file.metadata().ok()?.file_type();
        if kind.is_fifo() {
            return Some(Kind::Pipe(file.into()));
        }
        if !kind.is_socket() {
            return None;
        }
        let socket = Stream::from(OwnedFd::from(file));
        socket.set_nonblocking(true).ok()?;
        Some(Kind::Socket(UnixStream::from_std(socket).ok()?))
    }
}
