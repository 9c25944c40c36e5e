//! Bytes to records and cells, with spans, without ever failing.
//!
//! Every input is some table. Where the quoting is sound the result is that of the `csv` crate; where it is
//! not, the lexer does what keeps most of the table intact and reports a [`Fault`].
//!
//! The reading of a record depends on the bytes from its start alone, at most [`MAX_RECORD`] of them, and
//! never on how the file was cut into pieces. That is what allows pieces to be read in parallel and single
//! records to be read again later.
//!
//! What every record is, `careful` defines, byte by byte. `records` reads what is sound by bit masks and must
//! agree with it everywhere.

mod batch;
mod block;
mod careful;
mod masks;
mod records;

use std::fmt;

use bitflags::bitflags;

use super::Dialect;
pub use batch::{Batch, Cells, Head, Looked};
pub use masks::Processor;
pub use records::Records;

/// The longest record that is read as one, in bytes, and how far an open quote is followed. More than a
/// quarter of the largest file Shopify takes.
pub const MAX_RECORD: usize = 4 << 20;

bitflags! {
    /// What is known about a cell once it was read. A rule that needs none of what a cell has is not called.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Facts: u16 {
        /// A byte of 0x80 or above.
        const NON_ASCII = 1;
        /// A control character other than TAB, CR and LF.
        const CONTROL = 1 << 1;
        /// An ASCII capital.
        const UPPER = 1 << 2;
        /// A CR or LF, which only a quoted cell can hold.
        const LINE_BREAK = 1 << 3;
        /// A space or TAB anywhere.
        const SPACE = 1 << 4;
        /// Starts with `=`, `@`, `+` or `-`.
        const FORMULA = 1 << 5;
        /// Opened by a quote.
        const QUOTED = 1 << 6;
        /// The raw bytes are not the text: doubled quotes, or quotes that are out of place.
        const ESCAPED = 1 << 7;
        /// Not empty. Every cell that a rule sees has it.
        const ANY = 1 << 8;
        /// Not empty, and nobody has vouched yet that it holds what cells of its column should. The lexer gives
        /// it to every such cell; [`crate::identity::Glance`] takes it from most.
        const ODD = 1 << 9;
        /// More than 255 bytes, quotes included.
        const LONG = 1 << 10;
        /// One of `<`, `:`, `.` and `@`, without which there is no tag, no web address and no e-mail address.
        const SIGN = 1 << 11;
        /// Beyond ASCII, anything but Latin letters with a mark (U+00C0 to U+017F) that stand by themselves. Those
        /// are no mark or control, and no misreading, which always shows as several characters.
        const STRANGE = 1 << 12;
    }
}

/// Cells longer than this are rare, and no limit on the length of a text is lower. In bytes.
const LONG: u32 = 255;

impl Facts {
    /// What every cell has that is not empty.
    const FILLED: Self = Self::ANY.union(Self::ODD);

    /// What white space shows in.
    const SPACED: Self =
        Self::SPACE.union(Self::CONTROL).union(Self::LINE_BREAK).union(Self::STRANGE).union(Self::ESCAPED);

    /// Whether there may be nothing but space in a cell that is not empty.
    pub const fn may_be_blank(self) -> bool {
        self.intersects(Self::SPACED)
    }

    /// Whether somebody has vouched that the cell holds what it should.
    pub const fn is_vouched(self) -> bool {
        self.intersection(Self::ANY.union(Self::ODD)).bits() == Self::ANY.bits()
    }
}

/// A cell as it lies in the buffer; offsets in bytes from the buffer's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RawCell {
    /// First byte, quotes included.
    pub start: u32,
    /// One past the last byte, quotes included.
    pub end: u32,
    /// What is known about it.
    pub facts: Facts,
}

/// What is wrong with the quoting of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A quote inside a cell that does not begin with one.
    QuoteInside,
    /// Text between a closing quote and the end of the cell.
    TextAfterQuote,
    /// A quote that was opened and not closed in its place. Read as a literal character.
    Unclosed {
        /// How many rows a reader that follows the quote would swallow: the line ends before other text.
        rows: u32,
        /// Whether the search was given up after [`MAX_RECORD`] bytes, so that there may be more.
        gave_up: bool,
    },
    /// The record is longer than [`MAX_RECORD`]; the rest of its line is passed over.
    TooLong,
}

/// One quoting fault of a record; offsets in bytes from the buffer's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// First byte of the offending text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// The cell it is in.
    pub cell: u32,
}

/// How a record ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Terminator {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r` alone
    Cr,
    /// The file ends.
    #[default]
    Eof,
    /// It was cut off at [`MAX_RECORD`].
    Cut,
}

/// One record, reused from call to call; offsets in bytes from the buffer's start.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Where it starts.
    pub start: u32,
    /// Where its last cell ends.
    pub end: u32,
    /// Where the next record starts.
    pub next: u32,
    /// The cells; a blank line has one empty cell.
    pub cells: Vec<RawCell>,
    /// Quoting faults in order.
    pub faults: Vec<Fault>,
    /// The facts of all cells together.
    pub facts: Facts,
    /// How it ends.
    pub terminator: Terminator,
    /// What was found while it was read; means nothing afterwards.
    scratch: Scratch,
}

/// Room to read a record in.
#[derive(Clone, Default)]
struct Scratch(Batch);

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl Record {
    /// Gives facts back to a cell that they were taken from.
    pub(crate) fn give(&mut self, cell: u32, facts: Facts) {
        if let Some(cell) = self.cells.get_mut(cell as usize) {
            cell.facts |= facts;
        }
    }

    /// Marks the long cells, if there can be any.
    fn mark_long(&mut self) {
        if self.end - self.start > LONG {
            for cell in &mut self.cells {
                cell.facts.set(Facts::LONG, cell.end - cell.start > LONG);
                self.facts |= cell.facts;
            }
        }
    }
}

/// What [`Lexer::read`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A record.
    Record,
    /// The buffer ends before the record does: ask again with more of the file.
    Incomplete,
    /// Nothing is left.
    End,
}

/// Splits a buffer into records.
#[derive(Clone, Debug)]
pub struct Lexer {
    delimiter: u8,
    width: Option<usize>,
    /// Which instructions there are to do it with.
    processor: Processor,
}

impl Lexer {
    /// A lexer for this dialect; `width` is the number of cells in the header, which helps to tell a quote
    /// that swallows rows from one that belongs where it stands.
    pub fn new(dialect: Dialect, width: Option<usize>) -> Self {
        Self { delimiter: dialect.delimiter, width, processor: Processor::this() }
    }

    /// The same with no more than these instructions, and no more than there are.
    #[must_use]
    pub fn on(self, processor: Processor) -> Self {
        Self { processor: processor.min(Processor::this()), ..self }
    }

    /// The records of `buffer` from `start` on, where one must start. `at_eof` says that the buffer ends where
    /// the file does.
    pub fn records<'a>(&'a self, buffer: &'a [u8], start: usize, at_eof: bool) -> Records<'a> {
        Records::new(self, buffer, start, at_eof)
    }

    /// Reads the record that starts at `start` of `buffer` into `record`.
    pub fn read(&self, buffer: &[u8], start: usize, at_eof: bool, record: &mut Record) -> Step {
        self.records(buffer, start, at_eof).read(record)
    }

    /// The same byte by byte, the slow way that defines what a record is.
    pub fn read_carefully(&self, buffer: &[u8], start: usize, at_eof: bool, record: &mut Record) -> Step {
        let step = careful::read(self, buffer, start, at_eof, record);
        if step == Step::Record {
            record.mark_long();
        }
        step
    }
}

/// Buffers are far below 4 GiB, so offsets into them fit.
fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a buffer is shorter than 4 GiB")
}

/// How many line ends there are: LF, CRLF and lone CR count one each. A CRLF must not be cut in two.
pub(crate) fn count_line_ends(bytes: &[u8]) -> u32 {
    let mut count = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        if bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n') {
            count += 1;
        }
    }
    count
}
