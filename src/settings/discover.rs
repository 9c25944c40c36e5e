//! Which settings file holds for a file, and what it builds on.

use std::path::{Path, PathBuf};

use super::Settings;
use crate::error::Error;
use crate::message::visible;

/// The names a settings file may have, the first found counts.
pub const FILE_NAMES: [&str; 2] = ["csv-preflight.toml", ".csv-preflight.toml"];

/// Looks for a settings file in `start` and the folders above it, up to the root of a repository.
pub fn discover(start: &Path) -> Option<PathBuf> {
    let start = start.canonicalize().ok()?;
    for folder in start.ancestors() {
        if let Some(file) = FILE_NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file()) {
            return Some(file);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

/// Reads a settings file and those it extends.
pub(super) fn read(path: &Path) -> Result<Settings, Error> {
    read_after(path, &mut Vec::new())
}

/// As [`read`]; `above` are the files on the way here.
fn read_after(path: &Path, above: &mut Vec<PathBuf>) -> Result<Settings, Error> {
    let name = shown(path);
    let text = std::fs::read_to_string(path).map_err(|error| Error::read(&name, error))?;
    let mut settings = Settings::parse(&name, &text)?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    settings.baseline = settings.baseline.map(|baseline| folder.join(baseline));
    settings.connectors_dir = settings.connectors_dir.map(|connectors| folder.join(connectors));
    let own = |names: &mut Option<Vec<String>>| {
        names.iter_mut().flatten().for_each(|name| *name = super::connectors::beside(&folder, name));
    };
    own(&mut settings.connectors);
    for entry in &mut settings.overrides {
        own(&mut entry.settings.connectors);
        entry.folder.clone_from(&folder);
    }
    let Some(extended) = settings.extend.take() else { return Ok(settings) };
    above.push(path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    let below = folder.join(&extended);
    if above.contains(&below.canonicalize().unwrap_or_else(|_| below.clone())) {
        let extended = visible(&extended);
        return Err(Error::Usage {
            message: format!("{name} extends `{extended}`, which extends it in turn"),
            advice: Some("take one `extend` out of the circle".to_owned()),
        });
    }
    let below = read_after(&below, above)?;
    Ok(settings.over(below))
}

/// A path as it is shown: relative to the working directory where that is shorter.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let relative = here.as_ref().and_then(|here| path.strip_prefix(here).ok());
    relative.unwrap_or(path).display().to_string()
}
