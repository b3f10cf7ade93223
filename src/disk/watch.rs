//! Watching the folders of a repository ourselves, for editors that do not do it for us. Each folder that
//! a walk enters is watched for itself: a recursive watch would cover `.git` and what git ignores too.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::EventKind;
use notify::{RecommendedWatcher, RecursiveMode};

use crate::config::Config;
use crate::index::File;

/// Changes come in bursts, `git checkout` writes thousands of files: a burst is over when nothing came for
/// this long.
const QUIET: Duration = Duration::from_millis(50);

/// The longest that a burst is waited for.
const LONGEST: Duration = Duration::from_millis(500);

/// A watch. It ends when this is dropped.
pub struct Watch {
    messages: Sender<Message>,
}

enum Message {
    Changed(notify::Result<notify::Event>),
    Stop,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // If the thread is gone there is nothing to end.
        let _ = self.messages.send(Message::Stop);
    }
}

/// Watches the folders of repositories and calls `changed` with what was changed, created or deleted in them,
/// a burst at a time.
///
/// # Errors
///
/// Where the system does not let us watch.
pub fn watch(
    roots: Vec<(PathBuf, Arc<Config>)>,
    changed: impl Fn(Vec<PathBuf>) + Send + 'static,
) -> notify::Result<Watch> {
    let (messages, received) = channel();
    let sender = messages.clone();
    let watcher = notify::recommended_watcher(move |event| {
        let _ = sender.send(Message::Changed(event));
    })?;
    let mut folders = Folders { roots, watcher, watched: HashSet::new() };
    folders.add();
    let run = move || run(&mut folders, &received, &changed);
    std::thread::Builder::new().name("watch".to_owned()).spawn(run)?;
    Ok(Watch { messages })
}

fn run(folders: &mut Folders, messages: &Receiver<Message>, changed: &dyn Fn(Vec<PathBuf>)) {
    while let Ok(Message::Changed(first)) = messages.recv() {
        let mut paths = BTreeSet::new();
        folders.take(first, &mut paths);
        let started = Instant::now();
        while started.elapsed() < LONGEST {
            match messages.recv_timeout(QUIET) {
                Ok(Message::Changed(event)) => folders.take(event, &mut paths),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    // Another watch takes over, which does not know of this burst.
                    changed(paths.into_iter().collect());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        // What was made in a new folder before it was watched is found by reading the folder.
        if paths.iter().any(|path| path.is_dir()) {
            folders.add();
        }
        if !paths.is_empty() {
            changed(paths.into_iter().collect());
        }
    }
}

struct Folders {
    roots: Vec<(PathBuf, Arc<Config>)>,
    watcher: RecommendedWatcher,
    watched: HashSet<PathBuf>,
}

impl Folders {
    /// The paths of an event that may matter: files that can hold notes or say which do, and folders. One that
    /// is gone is known by having been watched, or by having no ending.
    fn take(&self, event: notify::Result<notify::Event>, paths: &mut BTreeSet<PathBuf>) {
        match event {
            Ok(event) if !matches!(event.kind, EventKind::Access(_)) => {
                let may_matter = |path: &PathBuf| {
                    path.to_str().is_some_and(File::is_candidate)
                        || path.extension().is_none()
                        || self.watched.contains(path)
                        || path.is_dir()
                };
                paths.extend(event.paths.into_iter().filter(may_matter));
            }
            Ok(_) => {}
            Err(error) => tracing::warn!("watching files: {error}"),
        }
    }

    /// Watches the folders that are there and not watched yet. One that was deleted is watched again when it
    /// comes back.
    fn add(&mut self) {
        use notify::Watcher;
        let found: Vec<PathBuf> =
            self.roots.iter().flat_map(|(root, config)| super::walk(root, config).folders).collect();
        self.watched.retain(|folder| folder.is_dir());
        for folder in found {
            if self.watched.insert(folder.clone())
                && let Err(error) = self.watcher.watch(&folder, RecursiveMode::NonRecursive)
            {
                tracing::warn!("cannot watch {}: {error}", folder.display());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn changes_come_as_bursts_and_new_folders_are_watched_too() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("node_modules")).unwrap();
        let (sender, bursts) = channel();
        let watch =
            watch(vec![(root.clone(), Arc::default())], move |paths| sender.send(paths).unwrap()).unwrap();
        let wait_for = |path: &Path| {
            let deadline = Instant::now() + Duration::from_secs(20);
            while Instant::now() < deadline {
                if bursts
                    .recv_timeout(Duration::from_millis(100))
                    .is_ok_and(|paths| paths.iter().any(|p| p == path))
                {
                    return true;
                }
            }
            false
        };
        fs::write(root.join("a.txt"), "x").unwrap();
        assert!(wait_for(&root.join("a.txt")));
        fs::create_dir(root.join("sub")).unwrap();
        assert!(wait_for(&root.join("sub")));
        fs::write(root.join("sub/b.txt"), "x").unwrap();
        assert!(wait_for(&root.join("sub/b.txt")));
        fs::write(root.join("node_modules/c.txt"), "x").unwrap();
        fs::write(root.join("d.swp"), "x").unwrap();
        fs::remove_file(root.join("a.txt")).unwrap();
        let last = bursts.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(last, [root.join("a.txt")]);
        drop(watch);
    }
}
