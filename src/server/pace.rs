//! How often something is done that many events ask for: at once where it was not done just before, else a moment
//! later, once for all that came meanwhile.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout_at;

/// A rate that is kept in the long run; what was not used up is saved, as far as that (a token bucket, written as the
/// generic cell rate algorithm of ITU-T I.371 has it).
pub struct Pace {
    /// The time between two beginnings where they never end.
    least: Duration,
    /// So many may follow each other at once after a rest.
    burst: u32,
    /// When the next would begin if all came evenly.
    due: Option<Instant>,
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
    /// So much between two beginnings, but for `burst` of them after a rest.
    pub fn new(least: Duration, burst: u32) -> Self {
        Self { least, burst, due: None }
    }

    /// Whether it is time to begin.
    pub fn is_time(&self) -> bool {
        self.time().is_none_or(|time| time <= Instant::now())
    }

    /// It begins.
    pub fn begin(&mut self) {
        let now = Instant::now();
        self.due = Some(self.due.map_or(now, |due| due.max(now)) + self.least);
    }

    /// When it is time to begin; `None`: it is.
    fn time(&self) -> Option<Instant> {
        self.due?.checked_sub(self.least * self.burst)
    }

    /// Waits for an event, if something is `wanted` no longer than until it is time to begin. Not to be called inside the
    /// runtime, which some thread has to run.
    pub fn next<T>(&self, wanted: bool, events: &mut UnboundedReceiver<T>, runtime: &Handle) -> Next<T> {
        let event = match self.time().filter(|_| wanted) {
            // A timer can only be made inside the runtime.
            Some(time) => runtime.block_on(async { timeout_at(time.into(), events.recv()).await }),
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
    fn some_follow_each_other_at_once_and_then_a_moment_lies_between_them() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let handle = runtime.handle().clone();
        std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
        let least = Duration::from_secs(1);
        let mut pace = Pace::new(least, 3);
        let (sender, mut events) = unbounded_channel();
        let begun = Instant::now();
        for _ in 0..3 {
            assert!(pace.is_time());
            pace.begin();
        }
        pace.begin();
        assert!(!pace.is_time());
        sender.send(7).expect("somebody listens");
        assert!(matches!(pace.next(true, &mut events, &handle), Next::Event(7)));
        assert!(!pace.is_time());
        assert!(matches!(pace.next(true, &mut events, &handle), Next::Time));
        assert!(pace.is_time() && begun.elapsed() >= least);
        drop(sender);
        assert!(matches!(pace.next(false, &mut events, &handle), Next::End));
    }
}
