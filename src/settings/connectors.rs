//! The connectors that settings name.

use std::path::Path;
use std::sync::Arc;

use toml::Spanned;

use super::Settings;
use crate::connector::{Connector, Library};
use crate::error::{Error, SettingsError};
use crate::message::{nearest, visible};

impl Settings {
    /// The connectors that are chosen, in order and each once. Reads the files of a user's own and tries their
    /// examples.
    pub fn choose_connectors(&self) -> Result<Vec<Arc<Connector>>, Error> {
        let names = self.connectors.as_deref().unwrap_or_default();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let files: Vec<&Path> = names.iter().filter(|name| Library::is_path(name)).map(Path::new).collect();
        let library = Library::with(self.connectors_dir.as_deref(), &files)?;
        let mut chosen: Vec<Arc<Connector>> = Vec::new();
        for name in names {
            let connector = library.choose(name)?;
            if !chosen.iter().any(|known| known.id == connector.id) {
                chosen.push(Arc::clone(connector));
            }
        }
        Ok(chosen)
    }
}

/// A name as it stands in a settings file of `folder`: the path of a connector file is relative to it.
pub(super) fn beside(folder: &Path, name: &str) -> String {
    if Library::is_path(name) { folder.join(name).display().to_string() } else { name.to_owned() }
}

/// Whether there are connectors with these names, `file` being where they stand and `own` a folder of connector
/// files. `may_be_elsewhere` says whether another settings file may name a folder too.
pub(super) fn check(
    (file, text): (&str, &str),
    own: Option<&Path>,
    may_be_elsewhere: bool,
    names: &[Spanned<String>],
) -> Result<(), Error> {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let unknown = |name: &&Spanned<String>| {
        !Library::is_path(name.get_ref()) && Library::builtin().find(name.get_ref()).is_none()
    };
    if !names.iter().any(|name| unknown(&name)) || (own.is_none() && may_be_elsewhere) {
        return Ok(());
    }
    let library = Library::with(own.map(|own| folder.join(own)).as_deref(), &[])?;
    let unknown = names.iter().find(|name| unknown(name) && library.find(name.get_ref()).is_none());
    let Some(unknown) = unknown else { return Ok(()) };
    let word = unknown.get_ref();
    let advice = nearest(word, library.names()).map(|near| format!("did you mean `{near}`?"));
    let message = format!("there is no connector `{}`", visible(word));
    Err(SettingsError::at(file, text, message, advice, Some(unknown.span())))
}
