//! The text of a file as it will be. Nothing is written down until it differs from what is there.

use std::io::Write;
use std::path::PathBuf;

use crate::error::Error;
use crate::source::{Source, Span, Spool};

/// Where drafts are kept while a run lasts.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// How many bytes a draft may take in memory.
    pub memory: usize,
    /// The folder for those that take more; that of the system's temporary files if it is not said.
    pub folder: Option<PathBuf>,
}

impl Desk {
    pub(super) fn spool(&self) -> Spool {
        Spool::within(self.memory, self.folder.clone())
    }

    /// Why a draft could not be written.
    pub(super) fn fail(&self, error: std::io::Error) -> Error {
        match &self.folder {
            Some(folder) => Error::write(folder, error),
            None => Error::Spill(error),
        }
    }
}

/// A text in the making.
pub(super) struct Draft<'s> {
    source: &'s Source,
    desk: &'s Desk,
    /// Up to where the source was dealt with.
    done: u64,
    spool: Option<Spool>,
}

impl<'s> Draft<'s> {
    pub(super) fn new(source: &'s Source, desk: &'s Desk) -> Self {
        Self { source, desk, done: 0, spool: None }
    }

    /// The text at `span`, which follows what was dealt with, becomes `new`; `None` where it stays, and then `old`
    /// is what it is.
    pub(super) fn put(&mut self, span: Span, old: &[u8], new: Option<&[u8]>) -> Result<(), Error> {
        self.keep_up_to(span.start)?;
        if self.spool.is_none() && new.is_some() {
            let done = std::mem::take(&mut self.done);
            self.spool = Some(self.desk.spool());
            self.keep_up_to(done)?;
        }
        if let Some(spool) = &mut self.spool {
            spool.write_all(new.unwrap_or(old)).map_err(|error| self.desk.fail(error))?;
        }
        self.done = span.end;
        Ok(())
    }

    /// Leaves what lies between as it is.
    fn keep_up_to(&mut self, end: u64) -> Result<(), Error> {
        const BLOCK: u64 = 1 << 20;
        while self.done < end {
            let Some(spool) = &mut self.spool else {
                self.done = end;
                break;
            };
            let length = usize::try_from((end - self.done).min(BLOCK)).unwrap_or_default();
            let block = self.source.read(self.done, length)?;
            spool.write_all(&block).map_err(|error| self.desk.fail(error))?;
            self.done += length as u64;
        }
        Ok(())
    }

    /// The whole text; `None` if it is the source's own.
    pub(super) fn finish(mut self) -> Result<Option<Spool>, Error> {
        self.keep_up_to(self.source.len())?;
        Ok(self.spool)
    }
}
