//! Connectors as they are named on the command line: built-in ones, those of the folder that the settings name,
//! and connector files.

use std::path::Path;

use crate::connector::Library;
use crate::error::Error;
use crate::settings::{Files, Layers, Settings};

/// All connectors at hand when `names` were named: those of the folder that the settings of the working directory
/// name, too.
pub(super) fn library(names: &[&str]) -> Result<Library, Error> {
    let settings = Layers::new(Files::Found, Settings::default()).of(None)?;
    let files: Vec<&Path> =
        names.iter().copied().filter(|name| Library::is_path(name)).map(Path::new).collect();
    Library::with(settings.connectors_dir.as_deref(), &files)
}
