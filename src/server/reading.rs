//! Reading and watching the folders of a workspace, beside the main loop.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::SystemTime;

use tokio::sync::mpsc::WeakUnboundedSender;

use crate::bug;
use crate::config::Config;
use crate::disk::{self, Loaded, Problem};
use crate::server::event::Event;
use crate::server::folder::walk_and_tell;
use crate::server::outbox::Progress;

/// A folder to read, its settings, and folders inside it that stand for themselves.
pub type ToRead = (PathBuf, Arc<Config>, Vec<PathBuf>);

/// Where the main loop listens.
type Events = WeakUnboundedSender<Event>;

/// Reads folders and tells the main loop what was read, as a part of the reading with this number.
pub fn tell(folders: &[ToRead], number: u64, events: &Events) {
    let read = bug::contain(|| {
        read(folders, |root, loaded, progress| {
            let Some(events) = events.upgrade() else { return ControlFlow::Break(()) };
            let _ = events.send(Event::Loaded(number, root.to_owned(), loaded, progress));
            ControlFlow::Continue(())
        });
    });
    if let Some(events) = events.upgrade() {
        let _ = events.send(read.map_or(Event::NotLoaded(number), |()| Event::AllLoaded(number)));
    }
}

/// Begins to watch folders with these settings, after the reading with this number, and tells the main loop what changed since that `began`.
pub fn watch(folders: Vec<(PathBuf, Arc<Config>)>, number: u64, began: SystemTime, events: &Events) {
    let changed = events.clone();
    let watch = disk::watch::watch(folders.clone(), move |paths| {
        if let Some(events) = changed.upgrade() {
            let _ = events.send(Event::FilesChanged(paths));
        }
    });
    match (watch, events.upgrade()) {
        (Ok(watch), Some(events)) => {
            let there: Vec<PathBuf> =
                folders.iter().flat_map(|(root, config)| disk::walk(root, config).files).collect();
            let changed = disk::changed_since(&there, began).into_iter().cloned().collect();
            let _ = events.send(Event::Watching(number, watch, there, changed));
        }
        (Err(error), _) => tracing::warn!("files are not watched: {error}"),
        (_, None) => {}
    }
}

/// Reads folders, one after another, and calls `each` from any thread with what was read of a few files of one, until it
/// breaks. Files are read while others are looked for: how many there are is known once all are found.
fn read(folders: &[ToRead], each: impl Fn(&Path, Loaded, Progress) -> ControlFlow<()> + Sync) {
    let (done, total) = (AtomicUsize::new(0), OnceLock::new());
    // One for each folder: who reads one does not wait for files of the next.
    let (senders, receivers): (Vec<_>, Vec<_>) = folders.iter().map(|_| mpsc::channel::<PathBuf>()).unzip();
    let look = || {
        let mut found = 0;
        for ((root, config, inner), sender) in folders.iter().zip(senders) {
            bug::provoke("walk", || root.display().to_string());
            let problems = walk_and_tell(root, config, inner, |file| {
                found += 1;
                // Who reads may have stopped.
                let _ = sender.send(file.to_owned());
            });
            log(&problems);
        }
        let _ = total.set(found);
    };
    std::thread::scope(|scope| {
        scope.spawn(look);
        for ((root, config, _), paths) in folders.iter().zip(receivers) {
            disk::load_in_parts(paths.into_iter(), config, disk::name, |loaded| {
                let of_part = loaded.files.len() + loaded.problems.len();
                let done = done.fetch_add(of_part, Ordering::Relaxed) + of_part;
                each(root, loaded, Progress { done, total: total.get().copied() })
            });
        }
    });
}

/// Names what could not be read in the log.
pub fn log(problems: &[Problem]) {
    for problem in problems {
        tracing::warn!("{}: {}", problem.path.display(), problem.message);
    }
}
