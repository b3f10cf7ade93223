//! What a click on a paper opens.

use crate::drawing::Position;

/// What a click on a paper opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Links {
    /// Its issue, where the repository is known and it has a number, else its file.
    #[default]
    Issues,
    /// Its file, in whatever opens it.
    Files,
    /// Its line, in VS Code.
    Vscode,
}

impl Links {
    /// The address for an entry at a place of a file.
    pub fn of(self, issue: Option<String>, path: &str, Position { line, character }: Position) -> String {
        match (self, issue) {
            (Self::Issues, Some(issue)) => issue,
            (Self::Issues, None) | (Self::Files, _) => file(path),
            (Self::Vscode, _) => {
                let file = file(path).replacen("file://", "vscode://file", 1);
                format!("{file}:{}:{}", u64::from(line) + 1, u64::from(character) + 1)
            }
        }
    }
}

/// The address of a file with an absolute path, `/` between folders.
pub fn file(path: &str) -> String {
    // Of Windows, `C:/notes` and `//server/share`.
    let start = match path.strip_prefix("//") {
        Some(_) => "file:",
        None if path.starts_with('/') => "file://",
        None => "file:///",
    };
    let mut out = start.to_owned();
    for byte in path.bytes() {
        // RFC 3986, unreserved; and of what a path may hold, nothing that has another meaning anywhere.
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(file("/notes/a.txt"), "file:///notes/a.txt");
        assert_eq!(file("/no tes/論#?%.txt"), "file:///no%20tes/%E8%AB%96%23%3F%25.txt");
        assert_eq!(file("C:/notes/a.txt"), "file:///C%3A/notes/a.txt");
        assert_eq!(file("//server/share/a.txt"), "file://server/share/a.txt");
    }

    #[test]
    fn what_opens() {
        let at = Position { line: 4, character: 0 };
        let issue = || Some("https://github.com/o/r/issues/7".to_owned());
        assert_eq!(Links::Issues.of(issue(), "/a.txt", at), "https://github.com/o/r/issues/7");
        assert_eq!(Links::Issues.of(None, "/a.txt", at), "file:///a.txt");
        assert_eq!(Links::Files.of(issue(), "/a.txt", at), "file:///a.txt");
        assert_eq!(Links::Vscode.of(issue(), "/n s/a.txt", at), "vscode://file/n%20s/a.txt:5:1");
    }
}
