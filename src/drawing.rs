//! The citation graph as something to look at: what is shown of each paper, and the graph as JSON, as a page, as an SVG
//! and for Graphviz. Pure: what the graph is made of comes in, text goes out.

mod dot;
mod html;
mod label;
mod layout;
mod markup;
mod palette;
mod svg;
mod telling;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

pub use dot::dot;
pub use html::html;
pub use svg::svg;

use crate::entry::{Entry, collapse};
use crate::ide::{Graph, told};
use crate::index::{EntryId, Index};

/// A place in a file, as LSP counts: lines from 0, and what the reader counts in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The place in the line.
    pub character: u32,
}

/// LSP's `Range`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Range {
    /// Its start.
    pub start: Position,
    /// Its end.
    pub end: Position,
}

/// Where an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The address of the file.
    pub uri: String,
    /// The title line.
    pub range: Range,
    /// What a click opens where no editor does.
    pub url: Option<String>,
}

/// A paper of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// What edges call it: its number, or where it has none of its own, or another has taken it, its place.
    pub id: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its name.
    pub title: Option<String>,
    /// The first author, with the `+` that stands for the others.
    pub authors: Option<String>,
    /// The file that it is in.
    pub uri: String,
    /// Its title line there.
    pub range: Range,
    /// What a click opens where no editor does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The one of them that it is coloured by.
    pub tag: Option<String>,
    /// When it was noted.
    pub date: Option<String>,
}

/// From one paper to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// The paper that refers.
    pub from: String,
    /// The paper that is referred to.
    pub to: String,
}

/// A graph to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Drawing {
    /// The papers.
    pub nodes: Vec<Node>,
    /// Who refers to whom.
    pub edges: Vec<Edge>,
    /// The paper that it is drawn around.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub center: Option<String>,
}

impl Drawing {
    /// Adds a graph. Papers whose place is not known are left out.
    pub fn add(
        &mut self,
        index: &Index,
        graph: &Graph,
        center: Option<EntryId>,
        place: impl Fn(EntryId) -> Option<Location>,
    ) {
        let mut taken: HashSet<String> = self.nodes.iter().map(|node| node.id.clone()).collect();
        let mut ids: Vec<Option<String>> = Vec::with_capacity(graph.nodes.len());
        for id in &graph.nodes {
            let node = place(*id).map(|location| node(index, *id, location, &mut taken));
            ids.push(node.as_ref().map(|node| node.id.clone()));
            if center.is_some_and(|center| index.paper(center) == index.paper(*id)) {
                self.center = node.as_ref().map(|node| node.id.clone());
            }
            self.nodes.extend(node);
        }
        self.edges.extend(graph.edges.iter().filter_map(|(from, to)| {
            let (from, to) = (ids[*from].clone()?, ids[*to].clone()?);
            Some(Edge { from, to })
        }));
    }

    /// Leaves the papers that pass, and those that refer to each other among them; the centre stays.
    pub fn keep(&mut self, pass: impl Fn(&Node) -> bool) {
        let center = self.center.as_deref();
        self.nodes.retain(|node| center == Some(&node.id) || pass(node));
        let left: HashSet<&str> = self.nodes.iter().map(|node| &*node.id).collect();
        self.edges.retain(|edge| left.contains(&*edge.from) && left.contains(&*edge.to));
    }

    /// Chooses the tag by which each paper is coloured, from all that are here.
    #[must_use]
    pub fn coloured(mut self) -> Self {
        let tags: Vec<&[String]> = self.nodes.iter().map(|node| &*node.tags).collect();
        let telling: Vec<Option<String>> =
            telling::telling(&tags).into_iter().map(|tag| tag.map(str::to_owned)).collect();
        self.nodes.iter_mut().zip(telling).for_each(|(node, tag)| node.tag = tag);
        self
    }

    /// The edges as places of papers among the nodes.
    fn places(&self) -> Vec<(usize, usize)> {
        let at: HashMap<&str, usize> = self.nodes.iter().enumerate().map(|(at, n)| (&*n.id, at)).collect();
        let place = |id: &str| at.get(id).copied();
        self.edges.iter().filter_map(|edge| Some((place(&edge.from)?, place(&edge.to)?))).collect()
    }

    /// The tags by which papers are coloured, with how many each, the most frequent first.
    fn legend(&self) -> Vec<(&str, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        self.nodes
            .iter()
            .filter_map(|node| node.tag.as_deref())
            .for_each(|tag| *counts.entry(tag).or_default() += 1);
        let mut legend: Vec<(&str, usize)> = counts.into_iter().collect();
        legend.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        legend
    }
}

fn node(index: &Index, id: EntryId, location: Location, taken: &mut HashSet<String>) -> Node {
    let Location { uri, range, url } = location;
    let number = index.number(id).map(|(number, _)| number);
    let free = number.map(|number| number.to_string()).filter(|number| taken.insert(number.clone()));
    let by_place = || {
        let Position { line, character } = range.start;
        format!("{uri}#{line}:{character}")
    };
    let title = told(index, id, |entry| entry.title.as_ref().map(|title| collapse(title.name())));
    let authors = told(index, id, |entry| entry.title.as_ref()?.author().map(collapse));
    let date = told(index, id, |entry| entry.date.as_ref().map(|date| date.written().into_owned()));
    let names =
        |entry: &Entry| -> Vec<String> { entry.tags.iter().map(|tag| tag.name.to_string()).collect() };
    let mut tags =
        told(index, id, |entry| Some(names(entry)).filter(|names| !names.is_empty())).unwrap_or_default();
    // A paper is found under the tags of any of its entries.
    for name in index.copies(id).into_iter().flat_map(|copy| names(index.entry(copy))) {
        if !tags.contains(&name) {
            tags.push(name);
        }
    }
    Node {
        id: free.unwrap_or_else(by_place),
        number: number.map(|number| number.0),
        title,
        authors,
        uri,
        range,
        url,
        tags,
        tag: None,
        date,
    }
}

#[cfg(test)]
mod tests;
