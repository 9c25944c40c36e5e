//! Text that does not lie in a file of its own: kept in memory while it is small, else in a temporary file
//! that is gone when the program is, however it ends.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;

/// From this size on, in bytes, the text goes to disk.
const IN_MEMORY: usize = 32 << 20;

/// Bytes that can be read by position.
#[derive(Debug)]
pub struct Spool {
    bytes: Bytes,
    /// How many bytes stay in memory.
    memory: usize,
    /// Where the temporary file goes; where the system keeps such files if it is not said.
    folder: Option<PathBuf>,
}

#[derive(Debug)]
enum Bytes {
    Memory(Vec<u8>),
    Disk { file: File, len: u64 },
}

impl From<Vec<u8>> for Spool {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes: Bytes::Memory(bytes), ..Self::new() }
    }
}

impl Default for Spool {
    fn default() -> Self {
        Self::new()
    }
}

impl Spool {
    /// An empty one, to be written to.
    pub fn new() -> Self {
        Self { bytes: Bytes::Memory(Vec::new()), memory: IN_MEMORY, folder: None }
    }

    /// An empty one that keeps at most `memory` bytes in memory and puts the rest into this folder.
    pub fn within(memory: usize, folder: Option<PathBuf>) -> Self {
        Self { memory: memory.min(IN_MEMORY), folder, ..Self::new() }
    }

    /// Everything that `stream` yields.
    pub fn fill(mut stream: impl Read) -> io::Result<Self> {
        let mut spool = Self::new();
        io::copy(&mut stream, &mut spool)?;
        Ok(spool)
    }

    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        match &self.bytes {
            Bytes::Memory(bytes) => bytes.len() as u64,
            Bytes::Disk { len, .. } => *len,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, where they are in memory.
    pub fn memory(&self) -> Option<&[u8]> {
        match &self.bytes {
            Bytes::Memory(bytes) => Some(bytes),
            Bytes::Disk { .. } => None,
        }
    }

    /// Fills `buffer` from `offset`.
    pub fn read_exact(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        match &self.bytes {
            Bytes::Memory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX);
                let piece = start.checked_add(buffer.len()).and_then(|end| bytes.get(start..end));
                buffer.copy_from_slice(piece.ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            }
            Bytes::Disk { file, .. } => read_exact_at(file, offset, buffer),
        }
    }

    /// Writes all of it to `out`, a block at a time.
    pub fn copy_to(&self, out: &mut dyn Write) -> io::Result<()> {
        const BLOCK: u64 = 1 << 20;
        let mut at = 0;
        let mut block = Vec::new();
        while at < self.len() {
            block.resize(usize::try_from((self.len() - at).min(BLOCK)).unwrap_or_default(), 0);
            self.read_exact(at, &mut block)?;
            out.write_all(&block)?;
            at += block.len() as u64;
        }
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.bytes {
            Bytes::Memory(kept) if kept.len() + bytes.len() > self.memory => {
                let mut file = match &self.folder {
                    Some(folder) => tempfile::tempfile_in(folder)?,
                    None => tempfile::tempfile()?,
                };
                file.write_all(kept)?;
                self.bytes = Bytes::Disk { file, len: kept.len() as u64 };
                self.write(bytes)
            }
            Bytes::Memory(kept) => kept.write(bytes),
            Bytes::Disk { file, len } => {
                let written = file.write(bytes)?;
                *len += written as u64;
                Ok(written)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.bytes {
            Bytes::Memory(_) => Ok(()),
            Bytes::Disk { file, .. } => file.flush(),
        }
    }
}

/// Fills `buffer` from `offset` of `file`, whatever the file's own position is.
#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

/// Fills `buffer` from `offset` of `file`, whatever the file's own position is.
#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !buffer.is_empty() {
        match file.seek_read(buffer, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                buffer = buffer.split_at_mut(read).1;
                offset += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_moves_to_disk_when_it_grows() {
        let mut spool = Spool::new();
        let block = vec![b'x'; 1 << 20];
        for _ in 0..33 {
            spool.write_all(&block).unwrap();
        }
        spool.write_all(b"the end").unwrap();
        assert!(spool.memory().is_none());
        let mut tail = [0; 8];
        spool.read_exact(spool.len() - 8, &mut tail).unwrap();
        assert_eq!(&tail, b"xthe end");
        assert!(spool.read_exact(spool.len() - 2, &mut tail).is_err());
    }
}
