//! A small repository in one string, for tests: `//- path` begins a file, `$0` is the cursor. Text
//! without a `//-` line is a page.

use std::sync::Arc;

use crate::config::{self, Config, Source};
use crate::index::{File, FileId, Index};
use crate::text::Text;

/// What a test's string stands for.
pub struct Fixture {
    /// All files.
    pub index: Index,
    /// The file with the cursor, or the only page.
    pub file: FileId,
    /// The byte of the cursor, 0 where there is none.
    pub cursor: usize,
}

impl Fixture {
    /// Reads the string.
    pub fn new(text: &str) -> Self {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            match line.strip_prefix("//- ") {
                Some(path) => files.push((path.trim().to_owned(), String::new())),
                None if files.is_empty() => files.push(("page.txt".to_owned(), line.to_owned())),
                None => files.last_mut().unwrap().1.push_str(line),
            }
        }
        if files.is_empty() {
            files.push(("page.txt".to_owned(), String::new()));
        }
        let mut cursor = None;
        for (path, content) in &mut files {
            if let Some(at) = content.find("$0") {
                assert!(cursor.is_none(), "two cursors");
                content.replace_range(at..at + 2, "");
                cursor = Some((path.clone(), at));
            }
        }
        let (path, cursor) = cursor.unwrap_or_else(|| (files.last().unwrap().0.clone(), 0));
        let mut config = Config::default();
        if let Some((_, content)) = files.iter().find(|(path, _)| path == config::FILE_NAME) {
            config.apply(&config::from_toml(content).0, Source::File(0));
        }
        let parsed = files.iter().filter_map(|(path, content)| {
            File::parse_and_keep(path, content, config.catalogs.matches(path), || Text::packed(content))
                .map(Arc::new)
        });
        let index = Index::new(parsed, Arc::new(config.clone()));
        let file = index.file_at(&path).expect("a file that is read");
        Self { index, file, cursor }
    }

    /// The text of the file with the cursor.
    pub fn text(&self) -> String {
        self.index.file(self.file).text.to_string()
    }
}
