//! Where something stands: byte offsets into the text of a source, nothing else.

use serde::Serialize;

/// `start..end` in bytes of the text that was lexed: the file itself, or the decoded text where the file
/// had to be transcoded. Lines and columns are made from it once, when a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: u64, end: u64) -> Self {
        Self { start, end }
    }

    /// The empty span before the byte at `offset`.
    pub const fn at(offset: u64) -> Self {
        Self::new(offset, offset)
    }

    /// Length in bytes.
    pub const fn len(self) -> u64 {
        self.end - self.start
    }

    /// Whether no byte lies in it.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether both share at least one byte, or one is empty and lies inside the other.
    pub const fn touches(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
            || self.start == other.start && (self.is_empty() || other.is_empty())
    }
}
