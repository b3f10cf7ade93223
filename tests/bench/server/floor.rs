//! What nobody can be faster than, and a well-known program on the same files. Each is a process of its own, as the
//! servers are.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use rayon::prelude::*;

use crate::client::milliseconds;
use crate::folder;

/// How many bytes of names a command line takes at once, as `xargs` does it.
const LINE: usize = 100_000;

/// Reads all files of a folder and does nothing else; how many bytes there were.
pub fn read_all(folder: &Path) -> usize {
    let (_, files) = folder::configure(folder);
    files.par_iter().filter_map(|file| std::fs::read(file).ok()).map(|bytes| bytes.len()).sum()
}

/// How long this program takes to read all files, in milliseconds.
pub fn floor(folder: &Path) -> Option<f64> {
    let mut this = Command::new(std::env::current_exe().ok()?);
    this.arg("--floor").arg(folder);
    time([this])
}

/// How long `wc -w` takes over the same files, in milliseconds; `None` where there is no such program.
pub fn words(files: &[PathBuf]) -> Option<f64> {
    let mut commands = Vec::new();
    let mut length = LINE;
    for file in files {
        length += file.as_os_str().len() + 1;
        if length > LINE {
            let mut command = Command::new("wc");
            command.arg("-w").arg("--");
            commands.push(command);
            length = 0;
        }
        commands.last_mut()?.arg(file);
    }
    time(commands)
}

fn time(commands: impl IntoIterator<Item = Command>) -> Option<f64> {
    let began = Instant::now();
    for mut command in commands {
        let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        if !done.success() {
            return None;
        }
    }
    Some(milliseconds(began.elapsed()))
}
