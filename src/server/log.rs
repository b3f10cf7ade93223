//! The log: what went wrong, in order, and never more of it than somebody would read.

use std::backtrace::Backtrace;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// The bytes after which a log file becomes the old one, in place of the old one before it.
const LONGEST: u64 = 5_000_000;

/// Begins a log in the file at `path`, else on standard error.
///
/// # Errors
///
/// Where the file cannot be opened.
pub fn start(path: Option<&Path>) -> io::Result<()> {
    let writer = match path {
        Some(path) => BoxMakeWriter::new(Mutex::new(Rolling::open(path, LONGEST)?)),
        None => BoxMakeWriter::new(io::stderr),
    };
    let filter = EnvFilter::try_from_env("PAPER_NOTES_LOG");
    // A second server in one process, as in tests, keeps the first one's log.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new("warn,paper_notes_lsp=info")))
        .with_writer(writer)
        .with_ansi(false)
        // Where standard error takes no more, a line is lost and nothing else.
        .log_internal_errors(false)
        .try_init();
    panic::set_hook(Box::new(|panic| {
        let (version, backtrace) = (env!("CARGO_PKG_VERSION"), Backtrace::force_capture());
        tracing::error!("version {version}: {panic}\n{backtrace}");
    }));
    Ok(())
}

/// A file that is set aside when it is long.
struct Rolling {
    path: PathBuf,
    file: File,
    /// What was written since its length was looked at, in bytes.
    written: u64,
    longest: u64,
}

impl Rolling {
    fn open(path: &Path, longest: u64) -> io::Result<Self> {
        let mut log = Self { path: path.to_owned(), file: append(path)?, written: 0, longest };
        log.roll();
        Ok(log)
    }

    /// Sets the file aside if it is long. Another server may write to it, or have set it aside already.
    fn roll(&mut self) {
        self.written = 0;
        if self.path.metadata().is_ok_and(|metadata| metadata.len() >= self.longest) {
            let mut old = self.path.clone().into_os_string();
            old.push(".old");
            // Where that cannot be done, the log goes on as it is: emptied, not lengthened.
            if std::fs::rename(&self.path, old).is_err() {
                let _ = self.file.set_len(0);
            }
        }
        if let Ok(file) = append(&self.path) {
            self.file = file;
        }
    }
}

impl Write for Rolling {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.written >= self.longest {
            self.roll();
        }
        let written = self.file.write(line)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_never_longer_than_two_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        let mut logs = [(); 2].map(|()| Rolling::open(&path, 1000).expect("a log"));
        for line in 0..1000 {
            let log = &mut logs[usize::from(line % 3 == 0)];
            writeln!(log, "line {line:04} of many").expect("it is written");
        }
        drop(logs);
        let read = |file: io::Result<std::fs::DirEntry>| {
            std::fs::read_to_string(file.expect("a file").path()).expect("it can be read")
        };
        let files: Vec<String> = std::fs::read_dir(folder.path()).expect("it is there").map(read).collect();
        assert_eq!(files.len(), 2);
        // Each of the two writes that much before it looks whether the other has set the file aside.
        assert!(files.iter().all(|file| file.len() <= 3 * 1020), "{files:?}");
        assert!(files.iter().any(|file| file.ends_with("line 0999 of many\n")), "{files:?}");
        let mut log = Rolling::open(&path, 10).expect("a log");
        writeln!(log, "again").expect("it is written");
        assert_eq!(
            std::fs::read_to_string(&path).expect("it can be read"),
            "again\n",
            "it was long when it was opened"
        );
    }
}
