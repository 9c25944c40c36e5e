//! Text that does not lie in a file of its own: kept in memory while it is small, else in a temporary file
//! that is gone when the program is.

use std::fs::File;
use std::io::{self, Read, Write};

/// From this size on, in bytes, the text goes to disk.
const IN_MEMORY: usize = 32 << 20;

/// Bytes that can be read by position.
#[derive(Debug)]
pub(super) enum Spool {
    Memory(Vec<u8>),
    Disk { file: File, len: u64 },
}

impl From<Vec<u8>> for Spool {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes)
    }
}

impl Spool {
    /// An empty one, to be written to.
    pub(super) fn new() -> Self {
        Self::Memory(Vec::new())
    }

    /// Everything that `stream` yields.
    pub(super) fn fill(mut stream: impl Read) -> io::Result<Self> {
        let mut spool = Self::new();
        io::copy(&mut stream, &mut spool)?;
        Ok(spool)
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk { len, .. } => *len,
        }
    }

    /// Fills `buffer` from `offset`.
    pub(super) fn read_exact(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        match self {
            Self::Memory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX);
                let piece = start.checked_add(buffer.len()).and_then(|end| bytes.get(start..end));
                buffer.copy_from_slice(piece.ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            }
            Self::Disk { file, .. } => read_exact_at(file, offset, buffer),
        }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Memory(kept) if kept.len() + bytes.len() > IN_MEMORY => {
                let mut file = tempfile::tempfile()?;
                file.write_all(kept)?;
                *self = Self::Disk { file, len: kept.len() as u64 };
                self.write(bytes)
            }
            Self::Memory(kept) => kept.write(bytes),
            Self::Disk { file, len } => {
                let written = file.write(bytes)?;
                *len += written as u64;
                Ok(written)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::Disk { file, .. } => file.flush(),
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
        assert!(matches!(spool, Spool::Disk { .. }));
        let mut tail = [0; 8];
        spool.read_exact(spool.len() - 8, &mut tail).unwrap();
        assert_eq!(&tail, b"xthe end");
        assert!(spool.read_exact(spool.len() - 2, &mut tail).is_err());
    }
}
