//! The graph as an SVG that stands for itself: each paper a link with its title, the legend below, light and dark as the
//! reader's screen is. `role="img"` would hide the links in it from screen readers, so it is a
//! `graphics-document` (<https://www.w3.org/TR/graphics-aria-1.0/>).

use std::fmt::Write;

use super::label;
use super::layout::{Point, layout, range};
use super::markup::escape;
use super::palette::{COLOURS, DARK, LIGHT, SHAPES, Shape, colour};
use super::{Drawing, Node};
use crate::language::{Language, say};

/// Around the picture, and what papers without a wide label keep from its sides.
const MARGIN: f64 = 90.0;
/// Beside a label.
const GAP: f64 = 8.0;
/// The height of a row of the legend.
const ROW: f64 = 22.0;
/// The least width of the legend's column.
const COLUMN: f64 = 240.0;

const STYLE: &str = "text{font:11px system-ui,sans-serif;fill:#1f2328;unicode-bidi:plaintext}\
.ground{fill:#fff}.edge{stroke:#6e7781;stroke-opacity:.55;fill:none}.head{fill:#6e7781}\
.center{fill:none;stroke:#1f2328;stroke-width:2}.label{text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:3px}\
a:hover .label,a:focus .label{text-decoration:underline}a:focus{outline:2px solid #1d5fbf}";
const DARK_STYLE: &str = "text{fill:#e6edf3}.ground{fill:#1e1e1e}.edge{stroke:#9aa4ae}.head{fill:#9aa4ae}\
.center{stroke:#e6edf3}.label{stroke:#1e1e1e}a:focus{outline-color:#6cb2ff}";

/// The graph as an SVG.
#[must_use]
pub fn svg(drawing: &Drawing, name: &str, language: Language) -> String {
    let legend = drawing.legend();
    let shown = &legend[..legend.len().min(COLOURS)];
    let edges = drawing.places();
    let row = |at: usize| colour(&legend, drawing.nodes[at].tag.as_deref());
    let points = layout(drawing.nodes.len(), &edges, row);
    let mut degree = vec![0_usize; points.len()];
    edges.iter().flat_map(|(from, to)| [*from, *to]).for_each(|at| degree[at] += 1);
    let sizes: Vec<f64> = degree.iter().map(|degree| 5.0 + (*degree as f64).sqrt().min(8.0)).collect();

    // A long label of one of many would lie on its neighbours.
    let long = if points.len() > 300 { 14 } else { 22 };
    let labels: Vec<String> = drawing.nodes.iter().map(|node| label::short(node, long, language)).collect();
    // A wide label reaches farther than its paper, and a wide tag than a column.
    let halves = labels.iter().map(|label| (label::width(label) / 2.0 + GAP).max(MARGIN));
    let sides = points.iter().zip(halves).flat_map(|(point, half)| [point[0] - half, point[0] + half]);
    let [left, right] = range(sides);
    let [top, bottom] = range(points.iter().map(|point| point[1]));
    let tags: Vec<String> =
        shown.iter().map(|(tag, count)| format!("#{} ({count})", label::cut(tag, 28))).collect();
    let column = tags.iter().map(|tag| label::width(tag) + 14.0 + GAP).fold(COLUMN, f64::max);
    let width = (right - left).max(column + 40.0).max(480.0);
    let left = (left + right - width) / 2.0;
    let columns = ((width - 40.0) / column).floor();
    // The legend, and a row for what the arrows mean.
    let rows = (shown.len() as f64 + 1.0) / columns;
    let height = bottom - top + 1.5 * MARGIN + (rows.ceil() + 1.0) * ROW;
    let top = top - MARGIN / 2.0;

    let (papers, references) = (drawing.nodes.len(), drawing.edges.len());
    let said = summary(papers, references, language);
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"graphics-document document\" lang=\"{}\" \
         aria-labelledby=\"graph-title graph-desc\" viewBox=\"{left:.0} {top:.0} {width:.0} {height:.0}\">\n\
         <title id=\"graph-title\">{}</title>\n<desc id=\"graph-desc\">{}</desc>\n<style>{}</style>\n\
         <defs><marker id=\"to\" viewBox=\"0 0 8 8\" refX=\"4\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto\"><path class=\"head\" d=\"M0,0L8,4L0,8z\"/></marker></defs>\n\
         <rect class=\"ground\" x=\"{left:.0}\" y=\"{top:.0}\" width=\"{width:.0}\" height=\"{height:.0}\"/>\n",
        language.as_str(),
        escape(name),
        escape(&said),
        style(),
    );
    if papers == 0 {
        let _ =
            writeln!(out, "<text x=\"{:.0}\" y=\"{:.0}\">{}</text>", left + 20.0, top + 40.0, escape(&said));
    }
    for (from, to) in &edges {
        let (from, to) = (points[*from], points[*to]);
        // The arrow stands a bit behind the middle: at the end a label would hide it, and in the middle those of two papers
        // that refer to each other would be one.
        let [x, y] = [0, 1].map(|axis| from[axis] + 0.56 * (to[axis] - from[axis]));
        let ([x1, y1], [x2, y2]) = (from, to);
        let _ = writeln!(
            out,
            "<polyline class=\"edge\" points=\"{x1:.1},{y1:.1} {x:.1},{y:.1} {x2:.1},{y2:.1}\" marker-mid=\"url(#to)\"/>"
        );
    }
    for (at, node) in drawing.nodes.iter().enumerate() {
        let is_center = drawing.center.as_deref() == Some(&*node.id);
        paper(&mut out, node, row(at), points[at], sizes[at], is_center, &labels[at], language);
    }
    let start = top + height - (rows.ceil() + 0.5) * ROW;
    let at = |nth: usize| {
        let (row, nth_column) = ((nth as f64 / columns).floor(), nth as f64 % columns);
        [left + 30.0 + nth_column * column, start + row * ROW]
    };
    for (nth, tag) in tags.iter().enumerate() {
        let [x, y] = at(nth);
        symbol(&mut out, nth, [x, y], 6.0);
        let _ = writeln!(out, "<text x=\"{:.0}\" y=\"{:.0}\">{}</text>", x + 14.0, y + 4.0, escape(tag));
    }
    let others: usize = drawing.nodes.len() - shown.iter().map(|(_, count)| count).sum::<usize>();
    if others > 0 {
        let [x, y] = at(shown.len());
        symbol(&mut out, COLOURS, [x, y], 4.0);
        let others = say!(language, "other tags or none ({others})", "その他のタグ・タグなし ({others})");
        let _ = writeln!(out, "<text x=\"{:.0}\" y=\"{:.0}\">{others}</text>", x + 14.0, y + 4.0);
    }
    out.push_str("</svg>\n");
    out
}

/// What there is, in words.
fn summary(papers: usize, references: usize, language: Language) -> String {
    if papers == 0 {
        return say!(language, "There are no papers here.", "ここに論文はありません。");
    }
    say!(
        language,
        "{papers} papers, {references} references between them; an arrow points at the paper that is referred to.",
        "論文 {papers} 件、その間の参照 {references} 件。矢印は参照先を指します。"
    )
}

fn style() -> String {
    let fills = |colours: &[&str]| -> String {
        colours.iter().enumerate().map(|(at, colour)| format!(".t{at}{{fill:{colour}}}")).collect()
    };
    format!("{STYLE}{}@media (prefers-color-scheme:dark){{{DARK_STYLE}{}}}", fills(&LIGHT), fills(&DARK))
}

#[allow(clippy::too_many_arguments)]
fn paper(
    out: &mut String,
    node: &Node,
    colour: usize,
    point: Point,
    size: f64,
    is_center: bool,
    label: &str,
    language: Language,
) {
    let full = label::full(node, language);
    match &node.url {
        Some(url) => {
            let _ = write!(
                out,
                "<a href=\"{}\" target=\"_blank\" aria-label=\"{}\">",
                escape(url),
                escape(&full[0])
            );
        }
        None => out.push_str("<g>"),
    }
    let _ = write!(out, "<title>{}</title>", escape(&full.join("\n")));
    let [x, y] = point;
    if is_center {
        let _ = write!(out, "<circle class=\"center\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\"/>", size + 5.0);
    }
    symbol(out, colour, point, size);
    let _ = write!(
        out,
        "<text class=\"label\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
        y + size + 13.0,
        escape(label)
    );
    out.push_str(if node.url.is_some() { "</a>\n" } else { "</g>\n" });
}

fn symbol(out: &mut String, colour: usize, [x, y]: Point, size: f64) {
    let _ = match SHAPES[colour] {
        Shape::Circle => {
            write!(out, "<circle class=\"t{colour}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{size:.1}\"/>")
        }
        Shape::Corners(corners, _) => {
            let points: Vec<String> =
                corners.iter().map(|(dx, dy)| format!("{:.1},{:.1}", x + dx * size, y + dy * size)).collect();
            write!(out, "<polygon class=\"t{colour}\" points=\"{}\"/>", points.join(" "))
        }
    };
}
