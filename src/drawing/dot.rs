//! The graph for Graphviz. The quoting is that of <https://graphviz.org/doc/info/lang.html>: in quotes only `"` is
//! escaped there, and what labels do with a backslash (`\N`, `\l`) comes after, and with `&` as in HTML after that.

use std::fmt::Write;

use super::palette::{LIGHT, SHAPES, colour};
use super::{Drawing, label};
use crate::language::Language;
use crate::shown;

/// How many columns of a title a paper shows.
const COLUMNS: usize = 28;

/// The graph in Graphviz's language.
#[must_use]
pub fn dot(drawing: &Drawing, name: &str, language: Language) -> String {
    let legend = drawing.legend();
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(out, "digraph {} {{", quoted(name));
    out.push_str("  graph [rankdir=LR, tooltip=\" \"];\n");
    out.push_str("  node [style=filled, fontname=\"sans-serif\", fontsize=10, label=\"\", width=0.2, height=0.2, fixedsize=true];\n");
    out.push_str("  edge [color=\"#6e7781\", arrowsize=0.6];\n");
    for node in &drawing.nodes {
        let place = colour(&legend, node.tag.as_deref());
        let is_center = drawing.center.as_deref() == Some(&*node.id);
        let full: Vec<String> = label::full(node, language).iter().map(|line| tip(line)).collect();
        let _ = write!(
            out,
            "  {} [shape={}, fillcolor={}, color={}, xlabel={}, tooltip={}",
            quoted(&node.id),
            SHAPES[place].name(),
            quoted(LIGHT[place]),
            quoted(LIGHT[place]),
            quoted(&plain(&label::short(node, COLUMNS, language))),
            quoted(&full.join("\\n")),
        );
        if is_center {
            out.push_str(", peripheries=2, penwidth=2, width=0.35, height=0.35");
        }
        if let Some(url) = &node.url {
            let _ = write!(out, ", URL={}, target=\"_blank\"", quoted(&plain(url)));
        }
        if let Some(tag) = &node.tag {
            // What Graphviz does not know it keeps, and tools that read its output may use it.
            let _ = write!(out, ", tag={}", quoted(tag));
        }
        out.push_str("];\n");
    }
    for edge in &drawing.edges {
        let _ = writeln!(out, "  {} -> {};", quoted(&edge.from), quoted(&edge.to));
    }
    out.push_str("}\n");
    out
}

/// A text as an ID. A backslash before a quote would take it with it: there it is made a pair.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut pending = 0;
    for c in text.chars().filter(|c| !shown::is_command(*c)) {
        if c == '"' {
            out.push_str(if pending % 2 == 1 { "\\\\" } else { "\\" });
        }
        pending = if c == '\\' { pending + 1 } else { 0 };
        out.push(c);
    }
    if pending % 2 == 1 {
        out.push('\\');
    }
    out.push('"');
    out
}

/// A text that a tooltip shows. Versions of Graphviz differ in how often they look for escapes in one, so that no backslash
/// comes through all of them: a sign that looks like it stands for it.
fn tip(text: &str) -> String {
    plain(&text.replace('\\', "\u{2216}"))
}

/// A text that a label shows as it is.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c if shown::is_command(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
