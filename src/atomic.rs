//! Files that are written whole or not at all: a temporary file in the same folder takes the place of the one named.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::Error;

/// A temporary file in the folder of `target`, readable by whoever may read other new files.
pub(crate) fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".csv-preflight-").tempfile_in(target.parent().unwrap_or(Path::new(".")))
}

/// Where a path leads to, links followed; the file itself need not be there.
pub(crate) fn target(path: &Path) -> Result<PathBuf, Error> {
    if let Ok(there) = path.canonicalize() {
        return Ok(there);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::write(path, io::Error::other("there is no such folder")),
        _ => Error::write(path, error),
    })?;
    match path.file_name() {
        Some(name) => Ok(folder.join(name)),
        None => Err(Error::write(path, io::Error::other("it is a folder"))),
    }
}
