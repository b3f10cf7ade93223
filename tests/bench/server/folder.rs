//! A folder of notes: a copy that may be written to, and what the library knows of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use paper_notes_lsp::config::{self, Config};
use paper_notes_lsp::disk;
use paper_notes_lsp::index::Index;
use paper_notes_lsp::language::Language;

use crate::notes::{Form, Repository};

/// A copy of a folder of notes.
pub struct Folder {
    /// What the table calls it.
    pub name: String,
    /// Where the copy is. It goes with this.
    root: tempfile::TempDir,
    /// Its files with notes, as they are read.
    pub files: Vec<PathBuf>,
    /// Their size.
    pub bytes: u64,
    /// What the library knows of it.
    pub index: Index,
}

impl Folder {
    /// Copies what is read of a folder. An error says in words why there is nothing to measure.
    pub fn copy_of(folder: &Path) -> Result<Self, String> {
        let shown = folder.display();
        let failed = |error: std::io::Error| format!("{shown}: {error}");
        let from = folder.canonicalize().map_err(failed)?;
        if !from.is_dir() {
            return Err(format!("{shown}: not a folder"));
        }
        let root = tempfile::Builder::new().prefix("paper-notes-bench").tempdir().map_err(failed)?;
        let to = root.path().canonicalize().map_err(failed)?;
        let (config, _) = configure(&from);
        let said = [".git/config", ".git/HEAD"].map(|name| from.join(name));
        let settings = disk::settings_file(&from);
        let found = disk::walk(&from, &config).files;
        for file in found.iter().chain(&said).chain(&settings).filter(|file| file.is_file()) {
            let Ok(inside) = file.strip_prefix(&from) else { continue };
            let copy = to.join(inside);
            std::fs::create_dir_all(copy.parent().unwrap_or(&to)).map_err(failed)?;
            std::fs::copy(file, &copy).map_err(failed)?;
        }
        let name = from.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Self::of(root, name)
    }

    /// Generated notes.
    pub fn generated(repository: &Repository, form: Form) -> Result<Self, String> {
        let failed = |error: std::io::Error| error.to_string();
        let root = tempfile::Builder::new().prefix("paper-notes-bench").tempdir().map_err(failed)?;
        repository.write(form, root.path()).map_err(failed)?;
        Self::of(root, format!("{}-{}", form.name(), repository.entries))
    }

    /// What is in a folder now.
    fn of(root: tempfile::TempDir, name: String) -> Result<Self, String> {
        let to = root.path().canonicalize().map_err(|error| error.to_string())?;
        let (config, files) = configure(&to);
        let loaded = disk::load(&files, &config, disk::name, || {});
        let index = Index::new(loaded.files, Arc::new(config));
        if index.page_entries().next().is_none() {
            return Err(format!("{name}: no notes there"));
        }
        let sizes = files.iter().filter_map(|file| Some(file.metadata().ok()?.len()));
        Ok(Self { name, root, bytes: sizes.sum(), files, index })
    }

    /// Where the copy is, without symbolic links.
    pub fn root(&self) -> PathBuf {
        self.root.path().canonicalize().unwrap_or_else(|_| self.root.path().to_owned())
    }

    /// Writes what the library knows of a file into it again.
    pub fn restore(&self, path: &Path) -> std::io::Result<()> {
        match self.index.file_at(&disk::name(path)) {
            Some(id) => std::fs::write(path, self.index.file(id).text.to_string()),
            None => Ok(()),
        }
    }
}

/// The settings of a folder, and its files, as the server reads them.
pub fn configure(root: &Path) -> (Config, Vec<PathBuf>) {
    let nothing = config::from_toml("").0;
    let (config, _) = disk::configure(root, &disk::name(root), Language::English, &nothing);
    let files = disk::walk(root, &config).files;
    (config, files)
}
