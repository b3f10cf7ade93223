//! The citation graph as data: papers, and who refers to whom. Copies and mirrors of a paper, and what a catalog says
//! of it, are one node.

use std::collections::{BTreeMap, BTreeSet};

use crate::entry::Entry;
use crate::ide::definition::home;
use crate::ide::references::referring;
use crate::index::{EntryId, Index};

/// A graph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// For each paper the entry that is shown for it, in path order of the papers.
    pub nodes: Vec<EntryId>,
    /// From the place of a paper among the nodes to that of one that it refers to, in order.
    pub edges: Vec<(usize, usize)>,
}

/// The graph of a repository, or the papers that are at most so many references away from an entry, in either
/// direction.
#[must_use]
pub fn graph(index: &Index, around: Option<(EntryId, u32)>) -> Graph {
    let all = || index.page_entries().chain(index.catalog_entries()).map(|(id, _)| index.paper(id)).collect();
    let papers: BTreeSet<EntryId> = match around {
        None => all(),
        Some((id, depth)) => near(index, index.paper(id), depth),
    };
    let places: BTreeMap<EntryId, usize> = papers.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut edges = BTreeSet::new();
    for (paper, from) in &places {
        edges.extend(cited(index, *paper).iter().filter_map(|to| Some((*from, *places.get(to)?))));
    }
    let nodes = papers.into_iter().map(|paper| shown(index, paper));
    Graph { nodes: nodes.collect(), edges: edges.into_iter().collect() }
}

/// The first entry of a paper of which something is told: that which is shown, else another with its number.
#[must_use]
pub fn told<T>(index: &Index, id: EntryId, tell: impl Fn(&Entry) -> Option<T>) -> Option<T> {
    tell(index.entry(id))
        .or_else(|| members(index, id).into_iter().find_map(|other| tell(index.entry(other))))
}

fn near(index: &Index, paper: EntryId, depth: u32) -> BTreeSet<EntryId> {
    let mut found = BTreeSet::from([paper]);
    let mut edge = vec![paper];
    for _ in 0..depth {
        let next =
            edge.iter().flat_map(|paper| cited(index, *paper).into_iter().chain(citing(index, *paper)));
        edge = next.collect::<BTreeSet<_>>().into_iter().filter(|paper| found.insert(*paper)).collect();
        if edge.is_empty() {
            break;
        }
    }
    found
}

/// The papers that a paper refers to, but for itself.
fn cited(index: &Index, paper: EntryId) -> BTreeSet<EntryId> {
    let members = members(index, paper);
    let references = members.iter().flat_map(|id| index.references_of(*id));
    let papers = references.filter_map(|(_, reference)| Some(index.paper(home(index, reference.number)?)));
    papers.filter(|other| *other != paper).collect()
}

/// The papers that refer to a paper.
fn citing(index: &Index, paper: EntryId) -> BTreeSet<EntryId> {
    let Some((number, _)) = index.number(paper) else { return BTreeSet::new() };
    // Of two papers with one number it is the first that is referred to.
    if home(index, number).map(|id| index.paper(id)) != Some(paper) {
        return BTreeSet::new();
    }
    let papers = referring(index, number).map(|(id, _)| index.paper(id.entry));
    papers.filter(|other| *other != paper).collect()
}

/// All entries of a paper: its copies on pages, and what catalogs have of it.
fn members(index: &Index, paper: EntryId) -> Vec<EntryId> {
    let mut found = vec![paper];
    found.extend(index.copies(paper).iter().copied());
    if let Some((number, _)) = index.number(paper) {
        let same = |id: &EntryId| index.paper(*id) == index.paper(paper);
        found.extend(index.numbered(number).iter().copied().filter(same));
    }
    found.sort();
    found.dedup();
    found
}

fn shown(index: &Index, paper: EntryId) -> EntryId {
    let home = index.number(paper).and_then(|(number, _)| home(index, number));
    home.filter(|id| index.paper(*id) == paper).unwrap_or(paper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cursor::entry_at;
    use crate::fixture::Fixture;

    /// The graph around the cursor, or all of it, as `from → to` and what is alone.
    fn shown_graph(fixture: &str, depth: Option<u32>) -> Vec<String> {
        let fixture = Fixture::new(fixture);
        let index = &fixture.index;
        let at = entry_at(index, fixture.file, fixture.cursor).map(|(id, _)| id);
        let graph = graph(index, depth.map(|depth| (at.expect("an entry"), depth)));
        let name = |at: usize| {
            let id = graph.nodes[at];
            let title = told(index, id, |entry| entry.title.as_ref().map(|title| title.name().to_owned()));
            title.unwrap_or_default()
        };
        let edges = graph.edges.iter().map(|(from, to)| format!("{} → {}", name(*from), name(*to)));
        let alone = |at: &usize| graph.edges.iter().all(|(from, to)| from != at && to != at);
        edges.chain((0..graph.nodes.len()).filter(alone).map(name)).collect()
    }

    const NOTES: &str = "//- z/agent_docs/x.xml\n<paper-entry><title>Only in the Catalog, Z+</title><repo-issue-link>https://github.com/o/r/issues/31</repo-issue-link><maintainer-comment-text>see #12</maintainer-comment-text></paper-entry>\n//- NLP.txt\nNLP\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nThe Twelfth Paper of All, B+, ACL'23\nComment\n・14\n//- a.txt\n#NLP\nIssue: 12\nIssue Date: 2025-01-01\nThe Twelfth Paper of All, B+, ACL'23\nComment\n・12 ・13\n#QA Issue: 13 Issue Date: 2025-01-02 Thirteenth, C+, ACL'23 Comment ・12 #14 #14 ・999 #QA Issue: 14 Issue Date: 2025-01-03 Fourteenth, D+, ACL'23 #QA Issue Date: 2025-01-03 Alone, D+, ACL'23\n";

    #[test]
    fn all_of_it() {
        assert_eq!(
            shown_graph(NOTES, None),
            [
                "The Twelfth Paper of All → Thirteenth",
                "The Twelfth Paper of All → Fourteenth",
                "Thirteenth → The Twelfth Paper of All",
                "Thirteenth → Fourteenth",
                "Only in the Catalog → The Twelfth Paper of All",
                "Alone",
            ]
        );
        assert_eq!(shown_graph("", None), [""; 0]);
    }

    #[test]
    fn around_an_entry() {
        let at = NOTES.replace("Fourteenth", "Fourt$0eenth");
        assert_eq!(shown_graph(&at, Some(0)), ["Fourteenth"]);
        assert_eq!(
            shown_graph(&at, Some(1)),
            [
                "The Twelfth Paper of All → Thirteenth",
                "The Twelfth Paper of All → Fourteenth",
                "Thirteenth → The Twelfth Paper of All",
                "Thirteenth → Fourteenth",
            ]
        );
        assert_eq!(shown_graph(&at, Some(2)).len(), 5);
        assert_eq!(shown_graph(&at, Some(u32::MAX)).len(), 5);
        assert_eq!(shown_graph(&NOTES.replace("Alone", "Al$0one"), Some(9)), ["Alone"]);
    }
}
