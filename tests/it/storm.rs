//! A hundred thousand edits, and everything else that an editor does, in any order: the server knows what a new one knows.

#[path = "../bench/storm/mod.rs"]
#[allow(dead_code, reason = "the benchmark uses more of it")]
pub mod blowing;

use blowing::Storm;

/// A storm of so many edits, compared each so many.
fn storm(seed: u64, edits: usize, burst: usize) {
    let mut storm = Storm::new(seed);
    while storm.tally.edits < edits {
        storm.burst(burst);
    }
    let tally = storm.end();
    assert!(tally.applied > edits / 1000 && tally.lies > edits / 40 && tally.cancelled > 0, "{tally:?}");
}

#[test]
fn a_few() {
    for seed in 100..110 {
        let mut storm = Storm::new(seed);
        storm.burst(300);
        storm.end();
    }
}

#[test]
fn compared_each_250_edits() {
    storm(1, 25_000, 250);
}

#[test]
fn compared_each_500_edits() {
    storm(2, 25_000, 500);
}

#[test]
fn compared_each_1000_edits() {
    storm(3, 25_000, 1000);
}

#[test]
fn compared_each_50_edits() {
    storm(5, 25_000, 50);
}
