//! Where each paper is drawn. Papers with references push each other off and are held together by their references, as
//! d3-force does it; those that are alone stand in rows below, by their tags. The same graph gives the same picture.

use fjadra::{Collide, Link, ManyBody, Node as Particle, PositionX, PositionY, SimulationBuilder};

/// A place.
pub type Point = [f64; 2];

/// How far apart papers that are alone stand.
const CELL: Point = [150.0, 46.0];

/// Where each of so many papers is drawn; `rows` is how those that are alone are put in order.
pub fn layout<K: Ord>(nodes: usize, edges: &[(usize, usize)], rows: impl Fn(usize) -> K) -> Vec<Point> {
    let mut degree = vec![0_usize; nodes];
    for (from, to) in edges {
        degree[*from] += 1;
        degree[*to] += 1;
    }
    let (joined, mut alone): (Vec<usize>, Vec<usize>) = (0..nodes).partition(|at| degree[*at] > 0);
    let mut points = vec![[0.0, 0.0]; nodes];
    for (at, point) in joined.iter().zip(pushed(nodes, &joined, edges)) {
        points[*at] = point;
    }
    let [left, right] = range(joined.iter().map(|at| points[*at][0]));
    let bottom = range(joined.iter().map(|at| points[*at][1]))[1];
    alone.sort_by_key(|at| (rows(*at), *at));
    // As wide as the rest, or about as wide as high.
    let square = (alone.len() as f64 * CELL[1] / CELL[0]).sqrt().ceil() * CELL[0] * 1.5;
    let columns = ((right - left).max(square) / CELL[0]).ceil().max(1.0);
    let used = columns.min(alone.len() as f64).max(1.0);
    let start = (left + right) / 2.0 - (used - 1.0) * CELL[0] / 2.0;
    let top = if joined.is_empty() { 0.0 } else { bottom + 2.0 * CELL[1] };
    for (nth, at) in alone.into_iter().enumerate() {
        let (row, column) = ((nth as f64 / columns).floor(), nth as f64 % columns);
        points[at] = [start + column * CELL[0], top + row * CELL[1]];
    }
    points
}

/// The places of the papers with references.
fn pushed(nodes: usize, joined: &[usize], edges: &[(usize, usize)]) -> Vec<Point> {
    if joined.is_empty() {
        return Vec::new();
    }
    let mut place = vec![0; nodes];
    joined.iter().enumerate().for_each(|(new, at)| place[*at] = new);
    let links: Vec<(usize, usize)> = edges.iter().map(|(from, to)| (place[*from], place[*to])).collect();
    // A step costs n log n; a big graph is no better after more of them, for labels hide its detail.
    let steps: f64 = if joined.len() > 1500 { 120.0 } else { 300.0 };
    let particles = (0..joined.len()).map(|_| Particle::default());
    let mut simulation = SimulationBuilder::default()
        .with_alpha_decay(1.0 - 0.001_f64.powf(1.0 / steps))
        .build(particles)
        .add_force("charge", ManyBody::new().strength(-350.0))
        .add_force("collide", Collide::new().radius(|_| 32.0).iterations(1))
        .add_force("link", Link::new(links).distance(90.0))
        // Parts that nothing joins would drift off.
        .add_force("x", PositionX::new().strength(0.045))
        .add_force("y", PositionY::new().strength(0.06));
    simulation.step();
    simulation.positions().collect()
}

/// The least and the greatest.
pub fn range(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let range = values
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], value| [least.min(value), most.max(value)]);
    if range[0] > range[1] { [0.0, 0.0] } else { range }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_one() {
        assert_eq!(layout(0, &[], |_| 0), Vec::<Point>::new());
        assert_eq!(layout(1, &[], |_| 0), [[0.0, 0.0]]);
    }

    #[test]
    fn none_stands_on_another_and_those_alone_are_below() {
        let edges: Vec<(usize, usize)> = (1..40).map(|at| (at, at / 3)).collect();
        let points = layout(60, &edges, |at| 60 - at);
        for (at, a) in points.iter().enumerate() {
            for b in &points[..at] {
                assert!((a[0] - b[0]).hypot(a[1] - b[1]) > 20.0, "{a:?} {b:?}");
            }
        }
        let bottom = range(points[..40].iter().map(|point| point[1]))[1];
        assert!(points[40..].iter().all(|point| point[1] > bottom + 20.0));
        assert!(
            points[59] == [points[59][0], points[58][1]] && points[59][0] < points[58][0],
            "in the order that was said"
        );
        assert_eq!(points, layout(60, &edges, |at| 60 - at));
    }

    #[test]
    fn references_hold_together_and_the_rest_is_pushed_off() {
        let edges: Vec<(usize, usize)> = (1..10).map(|at| (at, at - 1)).collect();
        let points = layout(10, &edges, |_| 0);
        let far = |a: usize, b: usize| (points[a][0] - points[b][0]).hypot(points[a][1] - points[b][1]);
        for at in 1..10 {
            assert!((75.0..160.0).contains(&far(at, at - 1)), "{at}: {}", far(at, at - 1));
        }
        for at in 2..10 {
            assert!(far(at, at - 2) > far(at, at - 1), "{at}");
        }
        assert!(far(0, 9) > 400.0, "{}", far(0, 9));
    }

    #[test]
    fn those_alone_stand_about_as_wide_as_high() {
        let points = layout(100, &[], |_| 0);
        let row = points.iter().filter(|point| point[1] == points[0][1]).count();
        assert_eq!(row, 9, "1350 wide and 552 high");
    }
}
