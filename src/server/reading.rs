//! Reading the folders of a workspace, beside the main loop.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::config::Config;
use crate::disk::{self, Loaded};
use crate::server::folder::walk;
use crate::server::outbox::Progress;

/// A folder to read, its settings, and folders inside it that stand for themselves.
pub type ToRead = (PathBuf, Arc<Config>, Vec<PathBuf>);

/// Reads folders, one after another, and calls `each` from any thread with what was read of a few files of one, until it
/// breaks.
pub fn read(folders: &[ToRead], each: impl Fn(&Path, Loaded, Progress) -> ControlFlow<()> + Sync) {
    let walked = |(root, config, inner): &ToRead| walk(root, config, inner);
    let paths: Vec<Vec<PathBuf>> = folders.iter().map(walked).collect();
    let total = paths.iter().map(Vec::len).sum();
    let done = AtomicUsize::new(0);
    for ((root, config, _), paths) in folders.iter().zip(&paths) {
        disk::load_in_parts(paths, config, disk::name, |loaded| {
            let of_part = loaded.files.len() + loaded.problems.len();
            let done = done.fetch_add(of_part, Ordering::Relaxed) + of_part;
            each(root, loaded, Progress { done, total })
        });
    }
}
