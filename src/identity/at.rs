//! Which row of a run.

use crate::source::FileId;

/// A row of a run: its file and where it starts. Ordered as the files were given and the rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(u64);

impl At {
    /// Bits for the offset: files of up to 16 TiB, and a million of them.
    const OFFSET_BITS: u32 = 44;

    /// The row at `offset` of `file`.
    ///
    /// # Panics
    /// If either is out of range.
    pub fn new(file: FileId, offset: u64) -> Self {
        assert!(offset >> Self::OFFSET_BITS == 0 && file >> (64 - Self::OFFSET_BITS) == 0, "too large a run");
        Self(u64::from(file) << Self::OFFSET_BITS | offset)
    }

    /// The file.
    pub fn file(self) -> FileId {
        u32::try_from(self.0 >> Self::OFFSET_BITS).expect("20 bits fit in 32")
    }

    /// Where the row starts in the file's text.
    pub const fn offset(self) -> u64 {
        self.0 & ((1 << Self::OFFSET_BITS) - 1)
    }
}
