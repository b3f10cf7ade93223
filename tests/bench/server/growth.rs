//! How a figure grows with what it is of.

/// The exponent of the power of `x` that goes nearest to all `(x, y)`: the slope of their logarithms, by least squares. 0: it
/// stays the same, 1: it grows as `x` does. `None` where there are fewer than two `x`, or where something is nothing.
pub fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    if points.iter().any(|(x, y)| *x <= 0.0 || *y <= 0.0) {
        return None;
    }
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = logs.iter().map(|point| (point.0 - x).powi(2)).sum();
    let joint: f64 = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    (spread > 1e-9).then(|| joint / spread)
}
