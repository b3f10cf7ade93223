//! `graph`: the citation graph for a browser, for Graphviz and for other programs.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Outcome, Repository, Run, fail};
use crate::config::did_you_mean;
use crate::cursor::entry_at;
use crate::disk;
use crate::drawing::{self, Drawing, Location, Position, Range};
use crate::entry::Number;
use crate::ide::{self, Graph};
use crate::index::{EntryId, FileId, Index};
use crate::language::{Language, Said, said, say};
use crate::shown;
use crate::text::{Encoding, Span};

mod around;
mod link;

pub use around::Around;
pub use link::Links;

/// How the graph is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum GraphFormat {
    /// A page that stands for itself.
    Html,
    /// A picture.
    Svg,
    /// The language of Graphviz.
    #[value(alias = "gv")]
    Dot,
    /// What the command `paperNotes.showGraph` of the server gives.
    Json,
}

impl GraphFormat {
    /// The format that the name of a file says.
    #[must_use]
    pub fn of_file(file: &Path) -> Option<Self> {
        let ending = file.extension()?.to_str()?;
        match ending.to_ascii_lowercase().as_str() {
            "htm" => Some(Self::Html),
            ending => clap::ValueEnum::from_str(ending, true).ok(),
        }
    }
}

/// What is drawn, and how.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The format.
    pub format: GraphFormat,
    /// The entry that it is drawn around, and how many references away papers may be.
    pub around: Option<(Around, u32)>,
    /// Only papers with one of these tags.
    pub tags: Vec<String>,
    /// What a click opens.
    pub links: Links,
    /// The file that it is written to.
    pub file: Option<PathBuf>,
}

/// Draws the graph of a run.
pub fn graph(run: &Run, drawn: &Drawn, out: &mut dyn Write) -> io::Result<Outcome> {
    let language = run.language();
    run.name_problems();
    if run.failed {
        return Ok(Outcome::Failed);
    }
    let drawing = match drawing(run, drawn, language) {
        Ok(drawing) => drawing,
        Err(message) => return Ok(fail(&message)),
    };
    let name = name(run, &drawing, language);
    let text = match drawn.format {
        GraphFormat::Html => drawing::html(&drawing, &name, language),
        GraphFormat::Svg => drawing::svg(&drawing, &name, language),
        GraphFormat::Dot => drawing::dot(&drawing, &name, language),
        GraphFormat::Json => shown::json(&serde_json::to_string_pretty(&drawing)?).into_owned() + "\n",
    };
    let Some(file) = &drawn.file else {
        out.write_all(text.as_bytes())?;
        return Ok(Outcome::Clean);
    };
    match put(run, file, &text, language) {
        Ok(()) => {
            let (file, papers) = (file.display(), drawing.nodes.len());
            let references = drawing.edges.len();
            let counted = counted(papers, references, language);
            eprintln!("{file}: {counted}");
            Ok(Outcome::Clean)
        }
        Err(message) => Ok(fail(&format!("{}: {message}", file.display()))),
    }
}

/// How much is drawn.
fn counted(papers: usize, references: usize, language: Language) -> String {
    let papers = match papers {
        1 => say!(language, "1 paper", "論文 1 件"),
        n => say!(language, "{n} papers", "論文 {n} 件"),
    };
    match references {
        1 => say!(language, "{papers}, 1 reference", "{papers}、参照 1 件"),
        n => say!(language, "{papers}, {n} references", "{papers}、参照 {n} 件"),
    }
}

fn drawing(run: &Run, drawn: &Drawn, language: Language) -> Result<Drawing, String> {
    known_tags(run, &drawn.tags, language)?;
    let around = match &drawn.around {
        Some((around, depth)) => {
            let (repository, id) = around.find(run, language)?;
            Some((repository, id, *depth))
        }
        None => None,
    };
    let mut drawing = Drawing::default();
    for (at, repository) in run.repositories.iter().enumerate() {
        let index = &repository.index;
        let place = |id: EntryId| Some(location(repository, id, drawn.links));
        match around {
            Some((of, id, depth)) if of == at => {
                drawing.add(index, &ide::graph(index, Some((id, depth))), Some(id), place);
            }
            Some(_) => {}
            None => {
                let graph = wanted(index, ide::graph(index, None), repository.wanted.as_ref());
                drawing.add(index, &graph, None, place);
            }
        }
    }
    if !drawn.tags.is_empty() {
        drawing.keep(|node| node.tags.iter().any(|tag| drawn.tags.contains(tag)));
    }
    Ok(drawing.coloured())
}

/// The part of a graph that is noted in the files that are wanted.
fn wanted(index: &Index, graph: Graph, files: Option<&HashSet<FileId>>) -> Graph {
    let Some(files) = files else { return graph };
    let is_noted = |id: &EntryId| {
        files.contains(&id.file) || index.copies(*id).iter().any(|copy| files.contains(&copy.file))
    };
    let mut new = Vec::with_capacity(graph.nodes.len());
    let mut count = 0;
    for id in &graph.nodes {
        new.push(is_noted(id).then_some(count));
        count += usize::from(is_noted(id));
    }
    let edges = graph.edges.iter().filter_map(|(from, to)| Some((new[*from]?, new[*to]?))).collect();
    Graph { nodes: graph.nodes.into_iter().filter(is_noted).collect(), edges }
}

/// An error for a tag that no entry has: a graph without a paper would not say why.
fn known_tags(run: &Run, tags: &[String], language: Language) -> Result<(), String> {
    for tag in tags {
        if run.repositories.iter().all(|repository| repository.index.tag(tag).is_none()) {
            let all = run.repositories.iter().flat_map(|repository| repository.index.tags());
            let message: Said = said!("no entry has the tag {tag}", "タグ {tag} の付いたノートはありません");
            let mut names: Vec<&str> = all.map(|(name, _)| name).collect();
            names.sort_unstable();
            return Err(did_you_mean(message, tag, names.into_iter()).to(language).to_owned());
        }
    }
    Ok(())
}

fn location(repository: &Repository, id: EntryId, links: Links) -> Location {
    let index = &repository.index;
    let file = index.file(id.file);
    let anchor = index.entry(id).anchor();
    let at = |offset| {
        let position = file.text.position(offset, Encoding::Utf16);
        let number = |value| u32::try_from(value).unwrap_or(u32::MAX);
        Position { line: number(position.line), character: number(position.column) }
    };
    let range = Range { start: at(anchor.start()), end: at(anchor.end()) };
    let path = repository.paths.get(&*file.path).map_or_else(|| PathBuf::from(&*file.path), Clone::clone);
    let path = disk::name(&std::path::absolute(&path).unwrap_or(path));
    let uri = link::file(&path);
    let number: Option<Number> = index.number(id).map(|(number, _)| number);
    let issue = number.and_then(|number| index.issue_url(number));
    let url = Some(links.of(issue, &path, range.start));
    Location { uri, range, url }
}

/// What the graph is called.
fn name(run: &Run, drawing: &Drawing, language: Language) -> String {
    let center = drawing.center.as_ref();
    let node = center.and_then(|center| drawing.nodes.iter().find(|node| node.id == *center));
    if let Some(node) = node {
        let title = node.title.as_deref().unwrap_or(&node.id);
        return say!(language, "Citation graph: {title}", "引用グラフ: {title}");
    }
    let names = run.repositories.iter().filter_map(|repository| {
        let index = &repository.index;
        Some(index.repository()?.split_once('/')?.1.to_owned())
    });
    let names: Vec<String> = names.collect();
    let names = names.join(", ");
    if names.is_empty() {
        say!(language, "Citation graph", "引用グラフ")
    } else {
        say!(language, "Citation graph: {names}", "引用グラフ: {names}")
    }
}

/// Writes the file, unless it is one of the notes.
fn put(run: &Run, file: &Path, text: &str, language: Language) -> Result<(), String> {
    let same = |path: &PathBuf| {
        path.canonicalize().is_ok_and(|path| file.canonicalize().is_ok_and(|file| path == file))
    };
    if run.repositories.iter().flat_map(|repository| repository.paths.values()).any(same) {
        return Err(say!(
            language,
            "is one of the notes; the graph needs a file of its own",
            "ノートのファイルです。グラフには別のファイルを指定してください"
        ));
    }
    std::fs::write(file, text).map_err(|error| error.to_string())
}

/// The entry in a line, counted from 0, or that which begins in it.
fn entry_in_line(index: &Index, file: FileId, line: usize) -> Option<EntryId> {
    let span = index.file(file).text.line(line)?;
    let begins = index.entries_of(file).find(|(_, entry)| span.contains(Span::at(entry.anchor().start())));
    begins.map(|(id, _)| id).or_else(|| entry_at(index, file, span.start()).map(|(id, _)| id))
}
