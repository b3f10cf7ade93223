//! Colours and shapes of tags. A colour is never alone: each has a shape of its own, and the legend names both. All have a
//! contrast of 3 : 1 and more to the ground, which a test of the page holds too.

/// How many tags have a colour of their own.
pub const COLOURS: usize = 8;

/// The colours on a light ground, and that of papers without one of the tags.
pub const LIGHT: [&str; COLOURS + 1] =
    ["#1d5fbf", "#b8500a", "#1a7f37", "#8a3fd1", "#c4222f", "#0b7a8a", "#b8327f", "#7a6a00", "#6e7781"];

/// The colours on a dark ground.
pub const DARK: [&str; COLOURS + 1] =
    ["#6cb2ff", "#ffa657", "#6fd48a", "#c9a3ff", "#ff8f88", "#56d4dd", "#ff9bd2", "#e3c94a", "#9aa4ae"];

/// The shapes in the order of the colours: their corners around a circle of 1.
pub const SHAPES: [Shape; COLOURS + 1] = [
    Shape::Circle,
    Shape::Corners(&[(-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82)], "square"),
    Shape::Corners(&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)], "triangle"),
    Shape::Corners(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)], "diamond"),
    Shape::Corners(&[(0.0, 1.2), (-1.1, -0.8), (1.1, -0.8)], "invtriangle"),
    Shape::Corners(
        &[(-1.1, 0.0), (-0.55, -0.95), (0.55, -0.95), (1.1, 0.0), (0.55, 0.95), (-0.55, 0.95)],
        "hexagon",
    ),
    Shape::Corners(
        &[
            (-0.4, -1.05),
            (0.4, -1.05),
            (0.4, -0.4),
            (1.05, -0.4),
            (1.05, 0.4),
            (0.4, 0.4),
            (0.4, 1.05),
            (-0.4, 1.05),
            (-0.4, 0.4),
            (-1.05, 0.4),
            (-1.05, -0.4),
            (-0.4, -0.4),
        ],
        "pentagon",
    ),
    Shape::Corners(
        &[
            (0.0, -1.25),
            (0.34, -0.47),
            (1.19, -0.39),
            (0.55, 0.18),
            (0.73, 1.01),
            (0.0, 0.58),
            (-0.73, 1.01),
            (-0.55, 0.18),
            (-1.19, -0.39),
            (-0.34, -0.47),
        ],
        "star",
    ),
    Shape::Circle,
];

/// The shape of a paper.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A circle.
    Circle,
    /// Corners, and what Graphviz calls it, or has in its place.
    Corners(&'static [(f64, f64)], &'static str),
}

impl Shape {
    /// What Graphviz calls it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Circle => "circle",
            Shape::Corners(_, name) => name,
        }
    }
}

/// The place of a tag's colour: that of the tag in the legend, where there are colours enough.
pub fn colour(legend: &[(&str, usize)], tag: Option<&str>) -> usize {
    let place = tag.and_then(|tag| legend.iter().position(|(name, _)| *name == tag));
    place.filter(|place| *place < COLOURS).unwrap_or(COLOURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_the_colour_of_its_place_where_there_are_enough() {
        let legend = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|tag| (tag, 1));
        let found = legend.map(|(tag, _)| colour(&legend, Some(tag)));
        assert_eq!(found, [0, 1, 2, 3, 4, 5, 6, 7, COLOURS]);
        assert_eq!((colour(&legend, Some("z")), colour(&legend, None)), (COLOURS, COLOURS));
    }
}
