//! Paths, folders and globs to the files they mean.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use hashbrown::{HashMap, HashSet};
use ignore::WalkBuilder;

use crate::engine::{Input, Origin};
use crate::error::Error;
use crate::message::visible;
use crate::settings::Scope;

/// How standard input is called where no name was given for it.
const STDIN: &str = "<stdin>";

/// Takes what can be read only once into memory, so that it can be read again.
pub fn hold(inputs: &mut [Input]) -> Result<(), Error> {
    for input in inputs {
        let mut bytes = Vec::new();
        let read = match &input.origin {
            Origin::Stdin => io::stdin().lock().read_to_end(&mut bytes),
            Origin::Path(path) if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) => {
                std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
            }
            Origin::Path(_) | Origin::Memory(_) | Origin::Spooled(..) => continue,
        };
        read.map_err(|error| Error::read(&input.name, error))?;
        input.origin = Origin::Memory(bytes);
    }
    Ok(())
}

/// The files that `words` name, in that order; those of a folder or glob by name. `scope` says whether rows of
/// different files are compared, whatever the files were named by.
pub fn expand(words: &[String], stdin_name: Option<&str>, scope: Option<Scope>) -> Result<Vec<Input>, Error> {
    let alone = words.len() == 1;
    let mut inputs: Vec<Input> = Vec::new();
    let mut seen = HashSet::new();
    let mut folders = Folders::default();
    for word in words {
        let path = Path::new(word);
        let across = |usual: bool| scope.map_or(usual, |scope| scope == Scope::Run);
        if word == "-" {
            let name = stdin_name.unwrap_or(STDIN).to_owned();
            inputs.push(Input {
                origin: Origin::Stdin,
                name,
                across_files: across(true),
                may_be_stranger: !alone,
            });
            continue;
        }
        let (files, across_files, may_be_stranger) = if path.is_dir() {
            (tables_below(path)?, across(false), true)
        } else if !path.exists() && word.contains(['*', '?', '[', '{']) {
            (matching(word)?, across(true), true)
        } else {
            (vec![Named { path: path.to_owned(), may_be_link: true }], across(true), !alone)
        };
        if files.is_empty() {
            return Err(Error::Usage {
                message: format!("no CSV file at {}", visible(word)),
                advice: path.is_dir().then(|| {
                    "a folder means its *.csv and *.tsv files, but not hidden ones and those that git ignores"
                        .to_owned()
                }),
            });
        }
        for named in files {
            // One file under two names would only repeat itself.
            if seen.insert(folders.canonical(&named)) {
                let path = named.path;
                let name = path.display().to_string();
                inputs.push(Input { origin: Origin::Path(path), name, across_files, may_be_stranger });
            }
        }
    }
    Ok(inputs)
}

/// A file that was named or found.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    path: PathBuf,
    may_be_link: bool,
}

/// The canonical names of folders.
#[derive(Default)]
struct Folders(HashMap<PathBuf, Option<PathBuf>>);

impl Folders {
    /// The one name of a file among all that it may have.
    fn canonical(&mut self, named: &Named) -> PathBuf {
        let Named { path, may_be_link } = named;
        let whole = || path.canonicalize().unwrap_or_else(|_| path.clone());
        let (Some(folder), Some(name), false) = (path.parent(), path.file_name(), may_be_link) else {
            return whole();
        };
        if !self.0.contains_key(folder) {
            self.0.insert(folder.to_owned(), folder.canonicalize().ok());
        }
        match self.0.get(folder) {
            Some(Some(folder)) => folder.join(name),
            _ => whole(),
        }
    }
}

/// The tables in a folder and below, but not those that git ignores.
fn tables_below(folder: &Path) -> Result<Vec<Named>, Error> {
    files_below(folder, |path| {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        extension == "csv" || extension == "tsv"
    })
}

/// The files that a glob matches. A shell that knows globs leaves none to be matched here.
fn matching(glob: &str) -> Result<Vec<Named>, Error> {
    let wrong = |error: globset::Error| Error::Usage { message: visible(&error.to_string()), advice: None };
    let matcher = GlobBuilder::new(glob).literal_separator(true).build().map_err(wrong)?.compile_matcher();
    let fixed: PathBuf = Path::new(glob)
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
        .collect();
    let (base, prefix) =
        if fixed.as_os_str().is_empty() { (Path::new("."), Some("./")) } else { (fixed.as_path(), None) };
    let files = files_below(base, |path| {
        matcher.is_match(prefix.map_or(path, |p| path.strip_prefix(p).unwrap_or(path)))
    })?;
    Ok(files
        .into_iter()
        .map(|Named { path, may_be_link }| {
            let path = prefix.and_then(|p| path.strip_prefix(p).ok()).unwrap_or(&path).to_owned();
            Named { path, may_be_link }
        })
        .collect())
}

/// The files in a folder and below that are wanted, by name.
fn files_below(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<Named>, Error> {
    let mut files = Vec::new();
    for entry in WalkBuilder::new(folder).require_git(false).build() {
        let entry = entry.map_err(|error| Error::Read {
            name: visible(&folder.display().to_string()),
            reason: visible(&error.to_string()),
        })?;
        // Not pipes and devices, which would be waited for; links to files are followed.
        let kind = entry.file_type().filter(|kind| !kind.is_symlink());
        let is_file = || kind.map_or_else(|| entry.path().is_file(), |kind| kind.is_file());
        if wanted(entry.path()) && is_file() {
            files.push(Named { path: entry.into_path(), may_be_link: kind.is_none() });
        }
    }
    files.sort();
    Ok(files)
}
