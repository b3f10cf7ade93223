//! The repository in the storm: what is on the disk, what is open, and what happens to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Setup, asked, uri};
use super::place::{self, Encoding};
use super::pool;
use super::random::Random;
use super::what_is_known as known;
use crate::support::{Client, Notes, program};

/// What was done.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub edits: usize,
    pub lies: usize,
    pub writes: usize,
    pub questions: usize,
    pub cancelled: usize,
    pub applied: usize,
    pub compared: usize,
}

/// A storm over a server.
pub struct Storm {
    seed: u64,
    random: Random,
    notes: Notes,
    /// The files that come and go.
    names: Vec<String>,
    /// So long may a document grow, in bytes, before half of it goes.
    longest: usize,
    /// The files as they were.
    sample: BTreeMap<String, String>,
    setup: Setup,
    client: Client,
    settings: Value,
    open: BTreeMap<String, Document>,
    asked: Vec<i64>,
    /// What was done so far.
    pub tally: Tally,
}

struct Document {
    text: String,
    version: i64,
    /// An edit did not fit: nothing is to be said of it until its text is sent.
    lost: bool,
}

impl Storm {
    /// A storm over the sample notes, and files that come and go.
    pub fn new(seed: u64) -> Self {
        Self::over(Notes::sample(), pool::NAMES.map(str::to_owned).to_vec(), 8_000, seed)
    }

    /// A storm over files of some notes, which grow to `longest` bytes before half of one goes. The seed says too what columns
    /// count and whether the editor asks for findings.
    pub fn over(notes: Notes, names: Vec<String>, longest: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let encoding = *random.of(&[Encoding::Utf8, Encoding::Utf16, Encoding::Utf16, Encoding::Utf32]);
        let root = notes.root().canonicalize().unwrap();
        let setup = Setup { root, encoding, pulls: random.once_in(2) };
        let settings = Value::Null;
        let client = setup.start(&settings);
        let (open, asked, tally) = (BTreeMap::new(), Vec::new(), Tally::default());
        let read = |name: &String| Some((name.clone(), fs::read_to_string(notes.path(name)).ok()?));
        let sample = names.iter().filter_map(read).collect();
        Self { seed, random, notes, names, longest, sample, setup, client, settings, open, asked, tally }
    }

    /// So many edits and what happens between them; then the server is compared with a new one.
    ///
    /// # Panics
    ///
    /// Where they differ, with the seed.
    pub fn burst(&mut self, edits: usize) {
        self.blow(edits);
        self.compare();
    }

    /// So many edits and what happens between them.
    pub fn blow(&mut self, edits: usize) {
        let until = self.tally.edits + edits;
        while self.tally.edits < until {
            match self.random.below(100) {
                0..60 => self.edit(),
                60..66 => self.type_some(),
                66..72 => self.open(),
                72..75 => self.save(),
                75..78 => self.close(),
                78..82 => self.write_outside(),
                82..84 => self.remove(),
                84..86 => self.rename_file(),
                86 if self.random.once_in(4) => self.set(),
                87 if self.random.once_in(4) => self.write_settings(),
                88..96 => self.ask(),
                96..99 => self.apply_something(),
                _ => {}
            }
        }
    }

    /// The time that a question about a place takes, from when all before is done.
    pub fn time(&mut self, method: &str) -> Duration {
        self.hear();
        // What is asked for before is not to be waited for.
        self.ask_findings();
        let name = self.an_open_one().unwrap_or_default();
        let text = self.open.get(&name).map_or("", |document| &document.text);
        let at = place::snap(text, self.random.below(text.len() + 1));
        let params = known::params(method, &self.uri(&name), &place::position(text, at, self.setup.encoding));
        let begun = Instant::now();
        let id = self.client.ask(method, params);
        self.client.answered(id);
        begun.elapsed()
    }

    /// The server's process.
    pub fn process(&self) -> u32 {
        self.client.process()
    }

    /// Saves and closes everything, compares what the server finds with what `check` does, and ends the server, which must not
    /// mind.
    ///
    /// # Panics
    ///
    /// Where they differ, with the seed.
    pub fn end(mut self) -> Tally {
        self.compare_with_the_terminal();
        assert_eq!(self.client.stop(), 0, "seed {}", self.seed);
        self.tally
    }

    fn path(&self, name: &str) -> PathBuf {
        self.notes.path(name)
    }

    fn uri(&self, name: &str) -> String {
        if name.starts_with("untitled:") { name.to_owned() } else { uri(&self.setup.root.join(name)) }
    }

    fn name(&mut self) -> String {
        if self.random.once_in(12) {
            return "untitled:Untitled-1".to_owned();
        }
        self.random.of(&self.names).clone()
    }

    fn an_open_one(&mut self) -> Option<String> {
        let at = self.random.below(self.open.len().max(1));
        self.open.keys().nth(at).cloned()
    }

    /// Some text: a piece, or a part of what is written elsewhere, so that there are copies.
    fn some_text(&mut self) -> String {
        if !self.random.once_in(8) {
            return (*self.random.of(&pool::PIECES)).to_owned();
        }
        let name = self.name();
        let from = match self.open.get(&name) {
            Some(document) => document.text.clone(),
            None => fs::read_to_string(self.path(&name)).unwrap_or_default(),
        };
        let start = place::snap(&from, self.random.below(from.len() + 1));
        let end = place::snap(&from, start + self.random.below(600)).max(start);
        from[start..end].to_owned()
    }

    fn edit(&mut self) {
        let Some(name) = self.an_open_one() else { return self.open() };
        let several = if self.random.once_in(20) { 3 } else { 1 };
        let changes: Vec<Value> = (0..several).map(|_| self.change(&name)).collect();
        self.send_changes(&name, changes);
    }

    /// Letter after letter at one place, with the letters that take two units.
    fn type_some(&mut self) {
        let Some(name) = self.an_open_one() else { return };
        let encoding = self.setup.encoding;
        let text = self.some_text();
        let document = &self.open[&name];
        let mut at = place::snap(&document.text, self.random.below(document.text.len() + 1));
        for c in text.chars().take(40).collect::<Vec<char>>() {
            let document = self.open.get_mut(&name).unwrap();
            // Inside a line end that typing has made there is no place.
            at = place::snap(&document.text, at);
            let here = place::position(&document.text, at, encoding);
            document.text.insert(at, c);
            at += c.len_utf8();
            let change = json!({ "range": { "start": here, "end": here }, "text": c.to_string() });
            self.send_changes(&name, vec![change]);
        }
    }

    fn send_changes(&mut self, name: &str, changes: Vec<Value>) {
        self.tally.edits += 1;
        // Versions lie too: only their order on the wire counts.
        let step = *self.random.of(&[1, 1, 1, 1, 1, 1, 0, 7, -1]);
        let uri = self.uri(name);
        let document = self.open.get_mut(name).unwrap();
        document.version += step;
        self.client.change(&uri, document.version, Value::Array(changes));
        if document.lost && self.random.once_in(5) {
            self.send_text(name);
        }
    }

    fn send_text(&mut self, name: &str) {
        let uri = self.uri(name);
        let document = self.open.get_mut(name).unwrap();
        (document.lost, document.version) = (false, document.version + 1);
        self.client.change(&uri, document.version, json!([{ "text": document.text }]));
    }

    /// A change of a document, made in its text and as the protocol has it.
    fn change(&mut self, name: &str) -> Value {
        let new = self.some_text();
        let encoding = self.setup.encoding;
        let random = &mut self.random;
        let document = self.open.get_mut(name).unwrap();
        let text = &mut document.text;
        if random.once_in(60) {
            *text = match random.below(3) {
                0 => new,
                1 => new + text,
                // All that is random is no notes in the end.
                _ => self.sample.get(random.of(&self.names)).cloned().unwrap_or_default(),
            };
            document.lost = false;
            return json!({ "text": text });
        }
        let start = place::snap(text, random.below(text.len() + 1));
        let long =
            if text.len() > self.longest { text.len() / 2 } else { *random.of(&[0, 0, 0, 1, 5, 30, 300]) };
        let end = place::snap(text, start + long).max(start);
        let (mut from, mut to) =
            (place::position(text, start, encoding), place::position(text, end, encoding));
        if random.once_in(8) {
            self.tally.lies += 1;
            match random.below(6) {
                0 => std::mem::swap(&mut from, &mut to),
                // In the middle of a character, or of a line end, or past the end of the line.
                1 => from["character"] = json!(from["character"].as_u64().unwrap() + 1),
                2 => to["character"] = json!(to["character"].as_u64().unwrap() + 1 + random.below(3) as u64),
                3 => to["character"] = json!(u32::MAX),
                4 => to = json!({ "line": place::line_count(text), "character": 0 }),
                _ if random.once_in(4) => {
                    to = json!({ "line": place::line_count(text) + random.below(9), "character": 1 });
                }
                _ => from["character"] = json!(i32::MAX),
            }
        }
        let range = json!({ "start": from, "end": to });
        match place::span(text, &range, encoding) {
            Some((start, end)) => text.replace_range(start..end, &new),
            None => document.lost = true,
        }
        json!({ "range": range, "text": new })
    }

    fn open(&mut self) {
        let name = self.name();
        if self.open.len() > 6 && !self.open.contains_key(&name) {
            return self.close();
        }
        let on_disk = fs::read_to_string(self.path(&name)).unwrap_or_default();
        let text = if self.random.once_in(4) { on_disk + &self.some_text() } else { on_disk };
        let version = self.random.below(3) as i64;
        self.say_open(&name, &text, version);
        self.open.insert(name, Document { text, version, lost: false });
    }

    fn say_open(&mut self, name: &str, text: &str, version: i64) {
        let document =
            json!({ "uri": self.uri(name), "languageId": "text", "version": version, "text": text });
        self.client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn close(&mut self) {
        if let Some(name) = self.an_open_one() {
            self.open.remove(&name);
            let uri = self.uri(&name);
            self.client.close(&uri);
        }
    }

    fn save(&mut self) {
        let Some(name) = self.an_open_one().filter(|name| !name.starts_with("untitled:")) else { return };
        if self.open[&name].lost {
            return;
        }
        let text = self.open[&name].text.clone();
        self.write(&name, &text);
        let document = json!({ "textDocument": { "uri": self.uri(&name) } });
        self.client.notify("textDocument/didSave", document);
    }

    /// Writes a file, whoever has it open, and tells of it.
    fn write(&mut self, name: &str, text: &str) {
        self.tally.writes += 1;
        let is_new = !self.path(name).exists();
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
        self.tell(&[(name, if is_new { 1 } else { 2 })]);
    }

    fn tell(&mut self, changes: &[(&str, u8)]) {
        let change = |(name, kind): &(&str, u8)| json!({ "uri": self.uri(name), "type": kind });
        let changes: Vec<Value> = changes.iter().map(change).collect();
        self.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    fn write_outside(&mut self) {
        let name = self.random.of(&self.names).clone();
        let mut text = match self.random.once_in(2) {
            true => fs::read_to_string(self.path(&name)).unwrap_or_default(),
            false => self.sample.get(&name).cloned().unwrap_or_default(),
        };
        for _ in 0..1 + self.random.below(3) {
            let new = self.some_text();
            let start = place::snap(&text, self.random.below(text.len() + 1));
            let long =
                if text.len() > self.longest { text.len() / 2 } else { *self.random.of(&[0, 0, 10, 300]) };
            let end = place::snap(&text, start + long).max(start);
            text.replace_range(start..end, &new);
        }
        self.write(&name, &text);
    }

    fn remove(&mut self) {
        if self.random.once_in(6) {
            let folder = *self.random.of(&["sub", "sub/sub", "single"]);
            if fs::remove_dir_all(self.path(folder)).is_ok() {
                self.tally.writes += 1;
                self.tell(&[(folder, 3)]);
            }
            return;
        }
        let name = self.random.of(&self.names).clone();
        if fs::remove_file(self.path(&name)).is_ok() {
            self.tally.writes += 1;
            self.tell(&[(&name, 3)]);
        }
    }

    fn rename_file(&mut self) {
        let (from, to) = (self.random.of(&self.names).clone(), self.random.of(&self.names).clone());
        fs::create_dir_all(self.path(&to).parent().unwrap()).unwrap();
        if from == to || fs::rename(self.path(&from), self.path(&to)).is_err() {
            return;
        }
        self.tally.writes += 1;
        if self.random.once_in(2) {
            let files = json!([{ "oldUri": self.uri(&from), "newUri": self.uri(&to) }]);
            self.client.notify("workspace/didRenameFiles", json!({ "files": files }));
        } else {
            self.tell(&[(&from, 3), (&to, 1)]);
        }
    }

    /// The editor's settings change.
    fn set(&mut self) {
        self.settings = self
            .random
            .of(&[
                Value::Null,
                json!({ "hoverLength": 30, "diagnostics": { "self-reference": "off" } }),
                json!({ "references": ["#"], "codeLens": false }),
                json!({ "hoverLength": "much", "nothing": [] }),
            ])
            .clone();
        self.tell_settings(self.settings.clone());
    }

    fn tell_settings(&mut self, settings: Value) {
        self.client.settings = settings;
        let before = asked(&self.client);
        self.client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
        self.setup.hear_settings(&mut self.client, before);
    }

    /// The repository's settings change, or what git ignores.
    fn write_settings(&mut self) {
        let (name, text) = match self.random.once_in(2) {
            true => (".paper-notes.toml", *self.random.of(&pool::SETTINGS)),
            false => (".gitignore", *self.random.of(&pool::IGNORED)),
        };
        self.write(name, text);
    }

    /// A question about any place of any document, open or not, there or not; some are cancelled at once.
    fn ask(&mut self) {
        self.tally.questions += 1;
        let name = self.name();
        let (line, column) = (self.random.below(60), self.random.below(40));
        let place = json!({ "line": line, "character": column });
        let method = match self.random.below(4) {
            0 => *self.random.of(&pool::OF_A_DOCUMENT),
            _ => *self.random.of(&pool::AT_A_PLACE),
        };
        let place = if pool::OF_A_DOCUMENT.contains(&method) { Value::Null } else { place };
        let id = self.client.ask(method, known::params(method, &self.uri(&name), &place));
        if self.random.once_in(5) {
            self.tally.cancelled += 1;
            self.client.notify("$/cancelRequest", json!({ "id": id }));
        }
        self.asked.push(id);
        if self.asked.len() > 20 {
            self.hear();
        }
    }

    /// Every question is answered, by an answer or by a reason that the protocol has.
    fn hear(&mut self) {
        for id in std::mem::take(&mut self.asked) {
            let message = self.client.answered(id);
            let code = message.get("error").map(|error| error["code"].as_i64().unwrap());
            // Cancelled; refused with a reason; or there is no place to ask about.
            let is_fine = code.is_none_or(|code| [-32800, -32803].contains(&code));
            assert!(is_fine, "seed {}: {message}", self.seed);
        }
    }

    /// Something that the server offers is done: a renaming, a fix, a rewriting or formatting.
    fn apply_something(&mut self) {
        let Some(name) = self.an_open_one().filter(|name| !self.open[name].lost) else { return };
        let (uri, text) = (self.uri(&name), &self.open[&name].text);
        let mut at = place::snap(text, self.random.below(text.len() + 1));
        if self.random.once_in(2) {
            // There is more to be done in front of a tag or a reference.
            at = text[at..].find(['#', '・']).map_or(at, |next| at + next);
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
        let place = place::position(text, place::snap(text, at), self.setup.encoding);
        let edit = match self.random.below(3) {
            0 => {
                let new = *self.random.of(&["NLP", "#A New Tag", "4711", "2402"]);
                let params = json!({ "textDocument": { "uri": uri }, "position": place, "newName": new });
                let id = self.client.ask("textDocument/rename", params);
                // It may be refused.
                self.client.answered(id)["result"].take()
            }
            1 => {
                let edits = self.client.request(
                    "textDocument/formatting",
                    known::params("textDocument/formatting", &uri, &Value::Null),
                );
                json!({ "documentChanges": [{ "textDocument": { "uri": uri }, "edits": edits }] })
            }
            _ => {
                let actions = self.client.request(
                    "textDocument/codeAction",
                    known::params("textDocument/codeAction", &uri, &place),
                );
                let actions = actions.as_array().cloned().unwrap_or_default();
                if actions.is_empty() {
                    return;
                }
                self.random.of(&actions)["edit"].clone()
            }
        };
        for document in edit["documentChanges"].as_array().into_iter().flatten() {
            self.apply(document["textDocument"]["uri"].as_str().unwrap(), document["edits"].as_array());
        }
    }

    /// Makes edits of a document, in the editor where it is open, else on the disk.
    fn apply(&mut self, uri: &str, edits: Option<&Vec<Value>>) {
        let Some(edits) = edits.filter(|edits| !edits.is_empty()) else { return };
        self.tally.applied += 1;
        let encoding = self.setup.encoding;
        let names: BTreeSet<String> = self.open.keys().cloned().chain(self.names.iter().cloned()).collect();
        // Another file, whose name needs no quoting.
        let beside = || uri.strip_prefix(&self.uri("")).map(str::to_owned);
        let name = names
            .into_iter()
            .find(|name| self.uri(name) == uri)
            .or_else(beside)
            .unwrap_or_else(|| panic!("an edit of {uri}"));
        let before = match self.open.get(&name) {
            Some(document) => document.text.clone(),
            None => fs::read_to_string(self.path(&name)).unwrap(),
        };
        let mut spans: Vec<(usize, usize, &Value)> = edits
            .iter()
            .map(|edit| {
                let (start, end) = place::span(&before, &edit["range"], encoding).unwrap();
                (start, end, edit)
            })
            .collect();
        spans.sort_by_key(|(start, end, _)| (*start, *end));
        assert!(
            spans.windows(2).all(|two| two[0].1 <= two[1].0),
            "seed {}: edits overlap: {edits:?}",
            self.seed
        );
        let mut text = before.clone();
        let mut changes = Vec::new();
        // From the end: the places of those before stay what they are.
        for (start, end, edit) in spans.into_iter().rev() {
            let new = edit["newText"].as_str().unwrap();
            text.replace_range(start..end, new);
            changes.push(json!({ "range": edit["range"], "text": new }));
        }
        if let Some(document) = self.open.get_mut(&name) {
            document.text = text;
            self.send_changes(&name, changes);
        } else {
            self.write(&name, &text);
        }
    }

    /// Waits until all is done, in the same state however the storm went: everything is closed.
    pub fn rest(&mut self) {
        self.hear();
        while !self.open.is_empty() {
            self.close();
        }
        self.ask_findings();
    }

    /// Waits until the findings of all there is are known. An editor that asks for them is sent none from then on.
    fn ask_findings(&mut self) {
        known::findings(&mut self.client);
        self.setup.pulls = true;
    }

    fn compare_with_the_terminal(&mut self) {
        self.hear();
        let names: Vec<String> = self.open.keys().cloned().collect();
        for name in names {
            let document = self.open.remove(&name).unwrap();
            if !document.lost && !name.starts_with("untitled:") {
                self.write(&name, &document.text);
            }
            let uri = self.uri(&name);
            self.client.close(&uri);
        }
        // What the editor sets, a terminal does not know.
        self.tell_settings(Value::Null);
        let root = self.uri("");
        let place = |finding: &Value| json!([finding["code"], finding["range"], finding["message"]]);
        let output = program().args(["check", "--format", "json"]).arg(&self.setup.root).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut expected: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for finding in report["diagnostics"].as_array().unwrap() {
            let name = finding["path"].as_str().unwrap().to_owned();
            expected.entry(name).or_default().push(place(finding));
        }
        // Columns are of another kind where the editor counts otherwise.
        let counts = |of: &BTreeMap<String, Vec<Value>>| -> BTreeMap<String, usize> {
            of.iter().map(|(name, findings)| (name.clone(), findings.len())).collect()
        };
        let same_columns = self.setup.encoding == Encoding::Utf16;
        // The settings that it was told last come to it beside the questions.
        for last in [false, false, false, true] {
            let of_uri = |(uri, findings): (String, Vec<Value>)| {
                let name = known::unquoted(uri.strip_prefix(&root).unwrap());
                (name, findings.iter().map(place).collect())
            };
            let found: BTreeMap<String, Vec<Value>> =
                known::findings(&mut self.client).into_iter().map(of_uri).collect();
            let same = if same_columns { found == expected } else { counts(&found) == counts(&expected) };
            if same {
                break;
            }
            if last && same_columns {
                self.hold("findings than the terminal, or", &found, &expected);
            } else if last {
                self.hold("findings than the terminal, or", &counts(&found), &counts(&expected));
            }
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// Compares the server with a new one.
    pub fn compare(&mut self) {
        self.tally.compared += 1;
        self.hear();
        let lost: Vec<String> =
            self.open.iter().filter(|(_, d)| d.lost).map(|(name, _)| name.clone()).collect();
        lost.iter().for_each(|name| self.send_text(name));
        let mut new = self.setup.start(&self.settings);
        let mut places = Vec::new();
        for (name, document) in &self.open {
            let uri = self.uri(name);
            let item = json!({ "uri": uri, "languageId": "text", "version": document.version, "text": document.text });
            new.notify("textDocument/didOpen", json!({ "textDocument": item }));
            for _ in 0..3 {
                let at = place::snap(&document.text, self.random.below(document.text.len() + 1));
                places.push((uri.clone(), place::position(&document.text, at, self.setup.encoding)));
            }
        }
        let expected = known::findings(&mut new);
        if self.setup.pulls {
            let found = known::findings(&mut self.client);
            self.hold("findings", &found, &expected);
        } else {
            // They come when they come.
            let (seed, is_there) = (self.seed, |client: &Client| known::published(client) == expected);
            if !self.client.comes(is_there) {
                self.hold("findings that were sent", &known::published(&self.client), &expected);
                panic!("seed {seed}: they came too late");
            }
        }
        let mut documents: Vec<String> = self.open.keys().map(|name| self.uri(name)).collect();
        documents.extend([self.uri("reading.txt"), self.uri("metrics.md")]);
        documents.sort();
        documents.dedup();
        let expected = known::all(&mut new, &places, &documents);
        // Findings that are sent may be those already while folders are read again, and then some answers wait.
        for last in if self.setup.pulls { [true].as_slice() } else { &[false, false, false, true] } {
            let found = known::all(&mut self.client, &places, &documents);
            if *last {
                self.hold("answers", &found, &expected);
            } else if found == expected {
                break;
            } else {
                std::thread::sleep(Duration::from_millis(300));
            }
        }
        assert_eq!(new.stop(), 0);
    }

    fn hold<T: PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        found: &BTreeMap<String, T>,
        expected: &BTreeMap<String, T>,
    ) {
        if found == expected {
            return;
        }
        let mut said = format!("seed {}, {:?}: other {what} than a new server:", self.seed, self.tally);
        let keys: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
        for key in keys.into_iter().filter(|key| found.get(*key) != expected.get(*key)).take(2) {
            let [here, new] = [found, expected].map(|of| format!("{:?}", of.get(key)));
            let same = here.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count().saturating_sub(300);
            let [here, new] = [here, new].map(|of| {
                of.chars().skip(of[..place::snap(&of, same)].chars().count()).take(900).collect::<String>()
            });
            let _ = write!(said, "\n{key}\n  here: …{here}\n  new:  …{new}");
        }
        panic!("{said}");
    }
}
