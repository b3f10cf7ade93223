//! Files that changed on disk: of many, as of a checkout, some are read at a time.

use std::path::PathBuf;

use crate::disk;
use crate::server::event::Event;
use crate::server::main_loop::MainLoop;
use crate::server::reading::log;

/// So many files that changed are read before anything else is done.
const AT_ONCE: usize = 256;

impl MainLoop {
    /// Files changed on disk, and with them perhaps what is read. Of many, as of a checkout, some are read at a time, and who
    /// asks meanwhile is answered in between.
    pub(super) fn files_changed(&mut self, paths: &[PathBuf]) {
        let (now, later) = self.state.some_of(paths, AT_ONCE);
        self.some_changed(&now);
        if !later.is_empty() {
            let none_waits = self.waiting.is_empty();
            self.waiting.extend(later);
            if none_waits {
                self.go_on_later();
            }
        }
    }

    /// Reads some more.
    pub(super) fn go_on(&mut self) {
        let some: Vec<PathBuf> = self.waiting.drain(..AT_ONCE.min(self.waiting.len())).collect();
        if !self.waiting.is_empty() {
            self.go_on_later();
        }
        self.some_changed(&some);
    }

    fn go_on_later(&self) {
        if let Some(events) = self.events.upgrade() {
            let _ = events.send(Event::GoOn);
        }
    }

    fn some_changed(&mut self, paths: &[PathBuf]) {
        log(&self.state.read_again(paths));
        self.changed(true);
        let settings = paths.iter().any(|path| self.state.holds_settings(path)) && self.state.configure();
        if settings || paths.iter().any(|path| disk::says_what_is_ignored(path)) {
            self.read_folders();
        }
    }
}
