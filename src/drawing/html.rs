//! The graph as a page that stands for itself: script, style and data are in it, and its policy lets nothing else in, no
//! network above all. The page is made in `editors/graph`, and how to rebuild it is said there.

use serde_json::json;

use super::Drawing;
use super::markup::{escape, in_script};
use crate::language::Language;

/// The page with places for what is put in.
const PAGE: &str = include_str!("page/page.html");

/// The graph as a page.
#[must_use]
pub fn html(drawing: &Drawing, name: &str, language: Language) -> String {
    let message =
        json!({ "type": "graph", "graph": drawing, "center": drawing.center, "language": language.as_str() });
    let message = message.to_string();
    // In one pass: what is put in may look like a place.
    let mut out = String::with_capacity(PAGE.len() + message.len());
    for (nth, part) in PAGE.split("%%").enumerate() {
        match (nth % 2, part) {
            (0, text) => out.push_str(text),
            (_, "LANGUAGE") => out.push_str(language.as_str()),
            (_, "TITLE") => out.push_str(&escape(name)),
            (_, "GRAPH") => out.push_str(&in_script(&message)),
            (_, other) => {
                // Two signs of the script itself.
                out.push_str("%%");
                out.push_str(other);
                out.push_str("%%");
            }
        }
    }
    out
}
