//! How often something is done that many events ask for: at once where it was not done just before, else a moment
//! later, once for all that came meanwhile.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout_at;

/// The least time between two beginnings.
pub struct Pace {
    least: Duration,
    begun: Option<Instant>,
}

/// What came first.
pub enum Next<T> {
    /// An event.
    Event(T),
    /// The time to begin.
    Time,
    /// The end: no event will come any more.
    End,
}

impl Pace {
    /// So much between two beginnings, and none before the first.
    pub fn new(least: Duration) -> Self {
        Self { least, begun: None }
    }

    /// Whether it is time to begin.
    pub fn is_time(&self) -> bool {
        self.begun.is_none_or(|begun| begun.elapsed() >= self.least)
    }

    /// It begins.
    pub fn begin(&mut self) {
        self.begun = Some(Instant::now());
    }

    /// Waits for an event, if something is `wanted` no longer than until it is time to begin. Not to be called inside the
    /// runtime.
    pub fn next<T>(&self, wanted: bool, events: &mut UnboundedReceiver<T>, runtime: &Handle) -> Next<T> {
        let event = match self.begun.filter(|_| wanted) {
            // A timer can only be made inside the runtime.
            Some(begun) => {
                runtime.block_on(async { timeout_at((begun + self.least).into(), events.recv()).await })
            }
            None => Ok(events.blocking_recv()),
        };
        match event {
            Ok(Some(event)) => Next::Event(event),
            Ok(None) => Next::End,
            Err(_) => Next::Time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc::unbounded_channel;

    #[test]
    fn the_first_time_is_at_once_and_the_next_a_moment_later() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build().expect("a runtime");
        let least = Duration::from_millis(30);
        let mut pace = Pace::new(least);
        let (sender, mut events) = unbounded_channel();
        assert!(pace.is_time());
        pace.begin();
        let begun = Instant::now();
        assert!(!pace.is_time());
        sender.send(7).expect("somebody listens");
        assert!(matches!(pace.next(true, &mut events, runtime.handle()), Next::Event(7)));
        assert!(matches!(pace.next(true, &mut events, runtime.handle()), Next::Time));
        assert!(pace.is_time() && begun.elapsed() >= least / 2);
        drop(sender);
        assert!(matches!(pace.next(false, &mut events, runtime.handle()), Next::End));
    }
}
