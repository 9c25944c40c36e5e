//! What holds for each file: the command line and the environment over the settings file closest to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Settings, discover};
use crate::error::Error;

/// Where settings files are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// Above each input.
    Found,
    /// Only this one, for all inputs.
    This(PathBuf),
    /// Nowhere.
    None,
}

/// Settings by input.
#[derive(Debug)]
pub struct Layers {
    files: Files,
    strongest: Settings,
    /// The settings file of each folder that was asked for.
    found: BTreeMap<PathBuf, Option<PathBuf>>,
    read: BTreeMap<PathBuf, Settings>,
}

impl Layers {
    /// `strongest` is what the command line and the environment say.
    pub fn new(files: Files, strongest: Settings) -> Self {
        Self { files, strongest, found: BTreeMap::new(), read: BTreeMap::new() }
    }

    /// What holds for the file or folder at `path`; for standard input what holds in the working directory.
    pub fn of(&mut self, path: Option<&Path>) -> Result<Settings, Error> {
        self.in_folder(path.map_or(Path::new("."), folder_of), path)
    }

    /// The same for what is surely no folder.
    pub fn of_file(&mut self, path: Option<&Path>) -> Result<Settings, Error> {
        self.in_folder(path.map_or(Path::new("."), parent_of), path)
    }

    fn in_folder(&mut self, folder: &Path, path: Option<&Path>) -> Result<Settings, Error> {
        let found = match &self.files {
            Files::None => None,
            Files::This(file) => Some(file.clone()),
            Files::Found => {
                let find = || discover(folder).or_else(|| discover(Path::new(".")));
                match self.found.get(folder) {
                    Some(known) => known.clone(),
                    None => self.found.entry(folder.to_owned()).or_insert_with(find).clone(),
                }
            }
        };
        let file = match found {
            None => Settings::default(),
            Some(found) => self.read(found)?,
        };
        Ok(self.strongest.clone().over(file.of(path)))
    }

    /// The settings files that were read so far.
    pub fn read_files(&self) -> impl Iterator<Item = &Path> {
        self.read.keys().map(PathBuf::as_path)
    }

    fn read(&mut self, path: PathBuf) -> Result<Settings, Error> {
        if let Some(known) = self.read.get(&path) {
            return Ok(known.clone());
        }
        let settings = Settings::read(&path)?;
        self.read.insert(path, settings.clone());
        Ok(settings)
    }
}

fn folder_of(path: &Path) -> &Path {
    if path.is_dir() { path } else { parent_of(path) }
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
