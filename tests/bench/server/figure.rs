//! Figures out of many measurements.

/// What a measure came to: the middle of what was measured, and what 95 of 100 stay under where there was more
/// than one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The middle.
    pub p50: f64,
    /// What 95 of 100 do not exceed.
    pub p95: Option<f64>,
}

impl Figure {
    /// Something that is measured once a run.
    pub fn once(value: f64) -> Self {
        Self { p50: value, p95: None }
    }

    /// Something that is measured many times a run; `None` where it never was.
    pub fn of(values: &[f64]) -> Option<Self> {
        Some(Self { p50: percentile(values, 50)?, p95: percentile(values, 95) })
    }

    /// The medians over runs; `None` where there was none.
    pub fn median(runs: &[Self]) -> Option<Self> {
        let middle: Vec<f64> = runs.iter().map(|run| run.p50).collect();
        let high: Vec<f64> = runs.iter().filter_map(|run| run.p95).collect();
        Some(Self { p50: median(&middle)?, p95: median(&high) })
    }
}

/// The least of the values that so many of 100 do not exceed (nearest rank).
pub fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let sorted = sorted(values);
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

/// The value in the middle, of an even number the mean of the two there.
pub fn median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}
