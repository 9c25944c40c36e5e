//! Connectors as they are named on the command line: built-in ones, those of the folder that the settings name,
//! and connector files.

use std::path::Path;

use crate::connector::{Connector, Library};
use crate::error::Error;
use crate::settings::{Files, Layers, Settings};

/// All connectors at hand when `names` were named: those of the folder that the settings of the working directory
/// name, too.
pub(super) fn library(names: &[&str]) -> Result<Library, Error> {
    let settings = Layers::new(Files::Found, Settings::default()).of(None)?;
    let files: Vec<&Path> = names.iter().copied().filter(|name| is_path(name)).map(Path::new).collect();
    Library::with(settings.connectors_dir.as_deref(), &files)
}

/// The connector that `name` stands for. The examples of a user's own are tried, so that a key rests on a file that
/// does what it says.
pub(super) fn find<'l>(library: &'l Library, name: &str) -> Result<&'l Connector, Error> {
    let connector = untried(library, name)?;
    if library.own().iter().any(|own| std::ptr::eq(own, connector)) {
        connector.check_examples()?;
    }
    Ok(connector)
}

/// As [`find`], without trying the examples.
pub(super) fn untried<'l>(library: &'l Library, name: &str) -> Result<&'l Connector, Error> {
    let found = if is_path(name) { library.of_file(Path::new(name)) } else { library.find(name) };
    found.ok_or_else(|| {
        let names: Vec<&str> = library.names().collect();
        Error::unknown("connector", name, names.iter().copied())
    })
}

/// Whether it names a file rather than a connector.
fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|extension| extension == "toml")
}
