//! Files replaced by what they become: whole or not at all, and only if nobody else wrote to them in the meantime.

use std::fs::{File, Metadata};
use std::hash::Hasher;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rapidhash::fast::RapidHasher;
use tempfile::NamedTempFile;

use crate::atomic::{beside, target};
use crate::error::Error;
use crate::message::visible;
use crate::source::Spool;

/// Up to this size, in bytes, a file is read once more to see that it is still the same.
const COMPARED: u64 = 64 << 20;

/// A file that may be replaced.
#[derive(Debug)]
pub struct Target {
    /// How it is named.
    name: PathBuf,
    /// Where it is, links followed.
    path: PathBuf,
    /// What tells it from what it may become; `None` if there is no such file.
    stamp: Option<Stamp>,
}

/// What tells a file from what somebody else makes of it.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    file: (u64, u64),
    digest: Option<u64>,
}

impl Stamp {
    fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        let digest = if metadata.len() <= COMPARED { Some(digest(&mut file)?) } else { None };
        Ok(Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            file: {
                use std::os::unix::fs::MetadataExt;
                (metadata.dev(), metadata.ino())
            },
            digest,
        })
    }
}

fn digest(file: &mut File) -> io::Result<u64> {
    let mut hasher = RapidHasher::default();
    let mut block = vec![0; 1 << 20];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hasher.finish()),
            read => hasher.write(block.get(..read).unwrap_or_default()),
        }
    }
}

impl Target {
    /// The file that was named `path`, as it is before it is read.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let fail = |error| Error::read(&path.display().to_string(), error);
        let real = path.canonicalize().map_err(fail)?;
        if !real.metadata().map_err(fail)?.is_file() {
            return Err(refused(path, "it is no regular file; name one with --fix-output"));
        }
        Ok(Self { name: path.to_owned(), stamp: Some(Stamp::of(&real).map_err(fail)?), path: real })
    }

    /// A file that is written whether there is one or not.
    pub fn anew(path: &Path) -> Result<Self, Error> {
        let real = target(path)?;
        if real.metadata().is_ok_and(|there| !there.is_file()) {
            return Err(refused(path, "it is no regular file"));
        }
        Ok(Self { name: path.to_owned(), path: real, stamp: None })
    }

    /// Where it is, links followed.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder it is in.
    pub fn folder(&self) -> Option<PathBuf> {
        self.path.parent().map(Path::to_owned)
    }

    /// Whether other names lead to the same file, which keep what it was.
    pub fn has_other_names(&self) -> bool {
        self.stamp.is_some() && self.path.metadata().is_ok_and(|there| names(&there) > 1)
    }

    /// Fails if somebody else wrote to the file since it was named.
    pub fn still_the_same(&self) -> Result<(), Error> {
        let Some(stamp) = &self.stamp else { return Ok(()) };
        let name = self.name.display().to_string();
        let now = Stamp::of(&self.path).map_err(|error| Error::read(&name, error))?;
        if now == *stamp && self.name.canonicalize().is_ok_and(|path| path == self.path) {
            return Ok(());
        }
        Err(Error::changed(&name))
    }

    /// Writes what the file is to be beside it, with the same mode and owner.
    pub fn prepare(&self, text: &Spool) -> Result<Pending<'_>, Error> {
        let mut pending = self.begin()?;
        text.copy_to(&mut pending.file).map_err(|error| Error::write(&self.name, error))?;
        pending.complete()?;
        Ok(pending)
    }

    /// An empty file beside it, to be written to and then completed.
    pub fn begin(&self) -> Result<Pending<'_>, Error> {
        let fail = |error| Error::write(&self.name, error);
        if let Ok(there) = self.path.metadata() {
            if there.permissions().readonly() {
                return Err(refused(&self.name, "it is read-only"));
            }
            // A file that this user may not write must not be replaced either.
            File::options().write(true).open(&self.path).map_err(fail)?;
        }
        let file = beside(&self.path).map_err(fail)?;
        Ok(Pending { target: self, file })
    }
}

/// A file that is written and has not taken its place yet; it is gone if it never does.
#[derive(Debug)]
pub struct Pending<'t> {
    target: &'t Target,
    file: NamedTempFile,
}

impl Pending<'_> {
    /// Whose place it is to take.
    pub fn target(&self) -> &Target {
        self.target
    }

    /// Adds to what is written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        io::Write::write_all(&mut self.file, bytes).map_err(|error| Error::write(&self.target.name, error))
    }

    /// Says that all is written, and gives it the mode and owner of the file it is to replace.
    pub fn complete(&mut self) -> Result<(), Error> {
        let fail = |error| Error::write(&self.target.name, error);
        let file = self.file.as_file();
        if let Ok(there) = self.target.path.metadata() {
            keep_owner(file, &there);
            file.set_permissions(there.permissions()).map_err(fail)?;
        }
        file.sync_all().map_err(fail)
    }

    /// Takes the place of the file, if that is still what it was.
    pub fn persist(self) -> Result<(), Error> {
        self.target.still_the_same()?;
        let name = &self.target.name;
        self.file.persist(&self.target.path).map_err(|error| Error::write(name, error.error))?;
        Ok(())
    }
}

fn refused(path: &Path, reason: &str) -> Error {
    Error::WriteFile { name: visible(&path.display().to_string()), reason: reason.to_owned() }
}

#[cfg(unix)]
fn names(there: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(there)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

/// Only the system's own user can give a file away; everybody else's stays theirs.
#[cfg(unix)]
fn keep_owner(file: &File, there: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    drop(fchown(file, Some(there.uid()), Some(there.gid())));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    type Case<'c> = (&'c dyn Fn(&Path), &'c [u8]);

    fn write(path: &Path, bytes: &[u8]) {
        io::Write::write_all(&mut File::create(path).unwrap(), bytes).unwrap();
    }

    /// A file that was read, and what another one makes of it before it is replaced.
    fn disturbed(disturb: impl FnOnce(&Path)) -> (Result<(), Error>, Vec<u8>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("customers.csv");
        write(&path, b"Email\na@example.com \n");
        let target = Target::of(&path).unwrap();
        let pending = target.prepare(&Spool::from(b"new".to_vec())).unwrap();
        disturb(&path);
        let done = pending.persist();
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        (done, std::fs::read(&path).unwrap(), files)
    }

    #[test]
    fn a_file_that_nobody_touched_is_replaced() {
        let (done, bytes, files) = disturbed(|_| {});
        assert!(done.is_ok());
        assert_eq!((bytes.as_slice(), files), (&b"new"[..], 1));
    }

    #[test]
    fn what_somebody_else_wrote_is_kept() {
        let replaced = |path: &Path| {
            let other = path.with_extension("tmp");
            write(&other, b"Email\na@example.com \n");
            std::fs::rename(other, path).unwrap();
        };
        // The same length and the same time: only the bytes tell.
        let in_its_place = |path: &Path| {
            let before = path.metadata().unwrap().modified().unwrap();
            write(path, b"Email\nb@example.com \n");
            File::options().write(true).open(path).unwrap().set_modified(before).unwrap();
        };
        let longer = |path: &Path| write(path, b"Email\na@example.com \nb@example.com\n");
        let cases: [Case<'_>; 3] = [
            (&replaced, b"Email\na@example.com \n"),
            (&in_its_place, b"Email\nb@example.com \n"),
            (&longer, b"Email\na@example.com \nb@example.com\n"),
        ];
        for (disturb, kept) in cases {
            let (done, bytes, files) = disturbed(disturb);
            assert!(matches!(done, Err(Error::Changed { .. })));
            assert_eq!((bytes.as_slice(), files), (kept, 1));
        }
    }
}
