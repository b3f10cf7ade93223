//! Bugs of our own: one costs the answer that it was met in, and nothing else.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a panic said.
pub type Bug = String;

/// Does some work. Nothing that it changes may be used any more where it fails: it is to make something new.
///
/// # Errors
///
/// Where it panics, what the panic said.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T, Bug> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| said(&*payload))
}

fn said(payload: &(dyn Any + Send)) -> Bug {
    let literal = payload.downcast_ref::<&str>().map(|said| (*said).to_owned());
    literal
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned())
}

/// Panics where a test wants to see what comes of it: `PAPER_NOTES_BUG=hover:x` makes what is called `hover` fail on
/// whatever has an `x` in it. Not in a release.
#[cfg(debug_assertions)]
pub fn provoke(place: &str, subject: impl FnOnce() -> String) {
    use std::sync::LazyLock;
    static WANTED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("PAPER_NOTES_BUG").ok());
    let Some((wanted, needle)) = WANTED.as_deref().and_then(|wanted| wanted.split_once(':')) else { return };
    assert!(wanted != place || !subject().contains(needle), "a test wants {place} to fail");
}

/// Nothing, in a release.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn provoke(_: &str, _: impl FnOnce() -> String) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_what_it_said() {
        assert_eq!(contain(|| 1), Ok(1));
        assert_eq!(contain(|| -> u8 { panic!("at {}", 7) }), Err("at 7".to_owned()));
        assert_eq!(contain(|| -> u8 { panic!("there") }), Err("there".to_owned()));
        assert_eq!(contain(|| -> u8 { std::panic::panic_any(7) }), Err("no reason given".to_owned()));
    }
}
