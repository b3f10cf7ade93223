//! How much memory reading an input may take.

use std::sync::Once;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What is made once, whatever the input: automata of regular expressions and their caches, pools of threads.
const ONCE: usize = 8 << 20;

/// So many bytes a byte of input. A tag of three letters is one of the tables of an index, and there are three such letters to
/// nearly every byte of the worst input.
const TIMES: usize = 2000;

/// Runs a check, and fails where it took more memory than `ONCE` and `TIMES` the input.
pub fn bounded(input: &[u8], check: fn(&[u8])) {
    static WARM: Once = Once::new();
    WARM.call_once(|| check(input));
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    check(input);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= ONCE + TIMES * input.len(), "{taken} bytes of memory for {} of input", input.len());
}
