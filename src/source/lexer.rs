//! Bytes to records and cells, with spans, without ever failing.
//!
//! Every input is some table. Where the quoting is sound the result is that of the `csv` crate; where it is
//! not, the lexer does what keeps most of the table intact and reports a [`Fault`].
//!
//! The reading of a record depends on the bytes from its start alone, at most [`MAX_RECORD`] of them, and
//! never on how the file was cut into pieces. That is what allows pieces to be read in parallel and single
//! records to be read again later.

use bitflags::bitflags;

use super::Dialect;

/// The longest record that is read as one, in bytes, and how far an open quote is followed. More than a
/// quarter of the largest file Shopify takes.
pub const MAX_RECORD: usize = 4 << 20;

/// How many cells of several lines in a record of the wrong width are suspected of having swallowed a row.
const MAX_SUSPECTS: usize = 8;

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
    }
}

bitflags! {
    #[derive(Clone, Copy, Debug)]
    struct Class: u16 {
        const NON_ASCII = Facts::NON_ASCII.bits();
        const CONTROL = Facts::CONTROL.bits();
        const UPPER = Facts::UPPER.bits();
        const LINE_BREAK = Facts::LINE_BREAK.bits();
        const SPACE = Facts::SPACE.bits();
        const QUOTE = 1 << 14;
        const DELIMITER = 1 << 15;
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
    classes: Box<[Class; 256]>,
    width: Option<usize>,
}

/// How a quote that gave trouble is to be read.
#[derive(Clone, Copy)]
enum Reading {
    /// As a character like any other; the fault says why.
    Literal(Fault),
    /// As the quote it claims to be, trouble or not.
    Quote,
}

/// What one pass over a record came to.
enum Split {
    Whole,
    Incomplete,
    /// A quote gives trouble. `certain` when following it would lose the rest of the file.
    Trouble {
        fault: Fault,
        certain: bool,
        width_only: bool,
    },
}

impl Lexer {
    /// A lexer for this dialect; `width` is the number of cells in the header, which helps to tell a quote
    /// that swallows rows from one that belongs where it stands.
    pub fn new(dialect: Dialect, width: Option<usize>) -> Self {
        let mut classes = Box::new([Class::empty(); 256]);
        for (byte, class) in (0u8..=255).zip(classes.iter_mut()) {
            *class = match byte {
                b'"' => Class::QUOTE,
                b'\r' | b'\n' => Class::LINE_BREAK,
                b' ' | b'\t' => Class::SPACE,
                0..=0x1F | 0x7F => Class::CONTROL,
                b'A'..=b'Z' => Class::UPPER,
                0x80.. => Class::NON_ASCII,
                _ => Class::empty(),
            };
            if byte == dialect.delimiter {
                *class |= Class::DELIMITER;
            }
        }
        Self { classes, width }
    }

    /// Reads the record that starts at `start` of `buffer` into `record`. `at_eof` says that the buffer ends
    /// where the file does.
    pub fn read(&self, buffer: &[u8], start: usize, at_eof: bool, record: &mut Record) -> Step {
        if start >= buffer.len() {
            return if at_eof { Step::End } else { Step::Incomplete };
        }
        let limit = limit_of(buffer, start);
        let pass = Pass {
            classes: &self.classes,
            width: self.width,
            bytes: buffer.get(..limit.unwrap_or(buffer.len())).unwrap_or(buffer),
            next_byte: limit.and_then(|limit| buffer.get(limit)).copied(),
            at_eof: at_eof && limit.is_none(),
            cut: limit.is_some(),
        };
        let mut decided: Vec<(u32, Reading)> = Vec::new();
        loop {
            match pass.split(start, &decided, record) {
                Split::Whole => break,
                Split::Incomplete => return Step::Incomplete,
                Split::Trouble { fault, certain, width_only } => {
                    let literal = if certain {
                        true
                    } else {
                        match pass.reads_better_literally(start, &decided, fault, width_only) {
                            Some(answer) => answer,
                            None => return Step::Incomplete,
                        }
                    };
                    let reading = if literal { Reading::Literal(fault) } else { Reading::Quote };
                    decided.push((fault.start, reading));
                }
            }
        }
        for (_, reading) in decided {
            // What was decided first may lie behind a line end that was uncovered later.
            if let Reading::Literal(fault) = reading
                && fault.start < record.end
            {
                record.faults.push(fault);
            }
        }
        record.faults.sort_by_key(|fault| fault.start);
        Step::Record
    }
}

/// One or more passes over the bytes that a record may take.
struct Pass<'a> {
    classes: &'a [Class; 256],
    width: Option<usize>,
    /// The buffer up to the limit of the record.
    bytes: &'a [u8],
    /// The byte after `bytes`, where the buffer has one.
    next_byte: Option<u8>,
    /// Whether the file ends with `bytes`.
    at_eof: bool,
    /// Whether `bytes` ends because the record may not be longer.
    cut: bool,
}

impl Pass<'_> {
    fn class(&self, at: usize) -> Option<Class> {
        self.bytes.get(at).map(|byte| self.classes[usize::from(*byte)])
    }

    /// Splits the record at `start`, reading the quotes in `decided` as decided.
    fn split(&self, start: usize, decided: &[(u32, Reading)], record: &mut Record) -> Split {
        record.start = offset(start);
        record.cells.clear();
        record.faults.clear();
        record.facts = Facts::empty();
        let mut broken_line: Option<Fault> = None;
        let mut at = start;
        loop {
            let cell_start = at;
            let index = offset(record.cells.len());
            let opens = self.class(at).is_some_and(|class| class.contains(Class::QUOTE));
            let reading = decided.iter().find(|(open, _)| *open == offset(at)).map(|(_, reading)| *reading);
            let literal = matches!(reading, Some(Reading::Literal(_)));
            let mut seen = Class::empty();
            let mut facts = Facts::empty();
            if opens && !literal {
                facts |= Facts::QUOTED;
                let Some(close) = self.closing_quote(at + 1, &mut seen, &mut facts) else {
                    if !self.at_eof && !self.cut {
                        return Split::Incomplete;
                    }
                    let fault = self.unclosed(at, self.bytes.len(), index);
                    return Split::Trouble { fault, certain: true, width_only: false };
                };
                at = close + 1;
                let multi_line = seen.contains(Class::LINE_BREAK);
                match self.class(at) {
                    Some(class) if class.intersects(Class::DELIMITER | Class::LINE_BREAK) => {
                        broken_line = broken_line.or_else(|| {
                            (multi_line && reading.is_none()).then(|| self.unclosed(cell_start, close, index))
                        });
                    }
                    Some(_) => {
                        if multi_line && reading.is_none() {
                            let fault = self.unclosed(cell_start, close, index);
                            return Split::Trouble { fault, certain: false, width_only: false };
                        }
                        facts |= Facts::ESCAPED;
                        at = self.end_of_plain(at, &mut seen);
                        record.faults.push(Fault {
                            kind: FaultKind::TextAfterQuote,
                            start: offset(close),
                            end: offset(at),
                            cell: index,
                        });
                    }
                    None => {}
                }
                let empty = close == cell_start + 1;
                facts.set(Facts::ANY, !empty || facts.contains(Facts::ESCAPED));
                facts.set(Facts::FORMULA, self.bytes.get(cell_start + 1).is_some_and(is_formula) && !empty);
            } else {
                at = self.end_of_plain(at, &mut seen);
                if seen.contains(Class::QUOTE) {
                    let first_quote =
                        (cell_start..at).find(|i| self.bytes.get(*i) == Some(&b'"')).unwrap_or(at);
                    if literal {
                        facts |= Facts::ESCAPED;
                    } else {
                        record.faults.push(Fault {
                            kind: FaultKind::QuoteInside,
                            start: offset(first_quote),
                            end: offset(first_quote) + 1,
                            cell: index,
                        });
                    }
                }
                facts.set(Facts::ANY, at > cell_start);
                facts.set(
                    Facts::FORMULA,
                    self.bytes.get(cell_start).is_some_and(is_formula) && at > cell_start,
                );
            }
            facts |= Facts::from_bits_truncate(seen.bits() & CELL_CLASSES.bits());
            record.facts |= facts;
            record.cells.push(RawCell { start: offset(cell_start), end: offset(at), facts });
            match self.class(at) {
                Some(class) if class.contains(Class::DELIMITER) => {
                    // A row that is too wide already is not followed to its end, which may be far away.
                    if let Some(fault) = broken_line
                        && decided.len() < MAX_SUSPECTS
                        && self.width.is_some_and(|width| record.cells.len() >= width)
                    {
                        return Split::Trouble { fault, certain: false, width_only: true };
                    }
                    at += 1;
                }
                Some(_) => {
                    let Some((terminator, length)) = self.line_end(at) else { return Split::Incomplete };
                    record.end = offset(at);
                    record.next = offset(at + length);
                    record.terminator = terminator;
                    break;
                }
                None if self.at_eof || self.cut => {
                    record.end = offset(at);
                    record.next = offset(at);
                    record.terminator = if self.at_eof { Terminator::Eof } else { Terminator::Cut };
                    if self.cut && !self.at_eof {
                        let (start, end) = (record.start, record.end);
                        record.faults.push(Fault { kind: FaultKind::TooLong, start, end, cell: index });
                    }
                    break;
                }
                None => return Split::Incomplete,
            }
        }
        match broken_line {
            Some(fault)
                if self.width.is_some_and(|width| width != record.cells.len())
                    && decided.len() < MAX_SUSPECTS =>
            {
                Split::Trouble { fault, certain: false, width_only: true }
            }
            _ => Split::Whole,
        }
    }

    /// The offset of the quote that closes the cell whose text starts at `at`.
    fn closing_quote(&self, mut at: usize, seen: &mut Class, facts: &mut Facts) -> Option<usize> {
        loop {
            let class = self.class(at)?;
            if class.contains(Class::QUOTE) {
                if self.bytes.get(at + 1) != Some(&b'"') {
                    // Whether a quote at the very end closes is known only when nothing can follow it.
                    return (at + 1 < self.bytes.len() || self.at_eof).then_some(at);
                }
                *facts |= Facts::ESCAPED;
                at += 1;
            }
            *seen |= class;
            at += 1;
        }
    }

    /// The end of an unquoted stretch: the next delimiter or line end, or the end of the bytes.
    fn end_of_plain(&self, mut at: usize, seen: &mut Class) -> usize {
        while let Some(class) = self.class(at) {
            if class.intersects(Class::DELIMITER | Class::LINE_BREAK) {
                break;
            }
            *seen |= class;
            at += 1;
        }
        at
    }

    fn line_end(&self, at: usize) -> Option<(Terminator, usize)> {
        if self.bytes.get(at) == Some(&b'\n') {
            return Some((Terminator::Lf, 1));
        }
        match self.bytes.get(at + 1).copied().or(self.next_byte) {
            Some(b'\n') => Some((Terminator::CrLf, 2)),
            Some(_) => Some((Terminator::Cr, 1)),
            None => self.at_eof.then_some((Terminator::Cr, 1)),
        }
    }

    fn unclosed(&self, open: usize, until: usize, cell: u32) -> Fault {
        let mut swallowed = self.bytes.get(open..until).unwrap_or_default();
        // Where nothing follows, the line end of the last row starts no other.
        if until == self.bytes.len() && self.at_eof {
            swallowed = swallowed.trim_ascii_end();
        }
        let gave_up = until == self.bytes.len() && self.cut && !self.at_eof;
        let kind = FaultKind::Unclosed { rows: count_line_ends(swallowed), gave_up };
        Fault { kind, start: offset(open), end: offset(open) + 1, cell }
    }

    /// Whether the row looks right when the quote of `fault` is a mere character. Of a row that is sound but
    /// for its width more is asked: what follows must look like a row too. `None` when more of the file is
    /// needed to tell.
    fn reads_better_literally(
        &self,
        start: usize,
        decided: &[(u32, Reading)],
        fault: Fault,
        width_only: bool,
    ) -> Option<bool> {
        let Some(width) = self.width else { return Some(!width_only) };
        let mut trial = Record::default();
        let mut width_of = |start, decided: &[_]| match self.split(start, decided, &mut trial) {
            Split::Whole => Some((trial.cells.len(), trial.next as usize)),
            Split::Incomplete => None,
            Split::Trouble { .. } => Some((0, 0)),
        };
        let deciding = |reading| [decided, &[(fault.start, reading)]].concat();
        let (literally, next) = width_of(start, &deciding(Reading::Literal(fault)))?;
        if width_only {
            return Some(literally == width && width_of(next, &[])?.0 == width);
        }
        Some(literally == width || width_of(start, &deciding(Reading::Quote))?.0 != width)
    }
}

/// The classes that are facts of a cell under the same bit.
const CELL_CLASSES: Class =
    Class::NON_ASCII.union(Class::CONTROL).union(Class::UPPER).union(Class::LINE_BREAK).union(Class::SPACE);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is asked of what `get` returns")]
fn is_formula(byte: &u8) -> bool {
    matches!(byte, b'=' | b'@' | b'+' | b'-')
}

/// Where a record that starts at `start` is cut off if it goes on so long; `None` where the buffer ends
/// before. A character is never cut in two.
fn limit_of(buffer: &[u8], start: usize) -> Option<usize> {
    let limit = start + MAX_RECORD;
    let continues = |at: &usize| buffer.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    (limit < buffer.len()).then(|| (limit - 3..=limit).rev().find(|at| !continues(at)).unwrap_or(limit))
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

/// Length of the line end that the bytes begin with, if they do.
pub(crate) fn line_end_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, width: Option<usize>) -> Vec<(Vec<String>, Vec<FaultKind>)> {
        let lexer = Lexer::new(Dialect::default(), width);
        let mut record = Record::default();
        let (mut at, mut out) = (0, Vec::new());
        while lexer.read(text.as_bytes(), at, true, &mut record) == Step::Record {
            let cells = record
                .cells
                .iter()
                .map(|c| text.get(c.start as usize..c.end as usize).unwrap().to_owned())
                .collect();
            out.push((cells, record.faults.iter().map(|f| f.kind).collect()));
            at = record.next as usize;
        }
        out
    }

    fn cells(text: &str, width: Option<usize>) -> Vec<Vec<String>> {
        records(text, width).into_iter().map(|(cells, _)| cells).collect()
    }

    #[test]
    fn sound_quoting_is_followed() {
        assert_eq!(
            cells("a,\"b\nc\",d\r\n\"\"\"\",,\"\"\r1,2,3", None),
            [["a", "\"b\nc\"", "d"], ["\"\"\"\"", "", "\"\""], ["1", "2", "3"]]
        );
    }

    #[test]
    fn a_runaway_quote_costs_one_cell() {
        let text = "a,\"b,c\nd,e,f\ng,\"h\",i\n";
        let read = records(text, Some(3));
        assert_eq!(read[0].0, ["a", "\"b", "c"]);
        assert_eq!(read[0].1, [FaultKind::Unclosed { rows: 2, gave_up: false }]);
        assert_eq!(read[1].0, ["d", "e", "f"]);
        assert_eq!(read[2], (vec!["g".into(), "\"h\"".into(), "i".into()], vec![]));
    }

    #[test]
    fn an_open_quote_at_the_end_of_the_file_costs_one_cell() {
        let read = records("a,\"b\nc,d\n", Some(2));
        assert_eq!(read[0].0, ["a", "\"b"]);
        assert_eq!(read[0].1, [FaultKind::Unclosed { rows: 1, gave_up: false }]);
        assert_eq!(read[1].0, ["c", "d"]);
    }

    #[test]
    fn a_wrong_width_uncovers_a_swallowed_row() {
        // The quote of the first row is closed, well formed, by the last cell of the second.
        let read = records("a,\"b,c\nd,e,f\"\ng,h,i\n", Some(3));
        assert_eq!(read[0].0, ["a", "\"b", "c"]);
        assert_eq!(read[1].0, ["d", "e", "f\""]);
        assert_eq!(read[1].1, [FaultKind::QuoteInside]);
        assert_eq!(read.len(), 3);
    }

    #[test]
    fn a_fault_belongs_to_the_record_it_stands_in() {
        // The last quote is never closed, and the row that ends with it was swallowed by the first one.
        let read = records("a,\"\nb,\",\"\n\"\"", Some(2));
        assert_eq!(read[0].0, ["a", "\""]);
        assert_eq!(read[0].1, [FaultKind::Unclosed { rows: 1, gave_up: false }]);
        assert_eq!(read[1], (vec!["b".into(), "\",\"".into()], vec![]));
    }

    #[test]
    fn a_note_of_several_lines_in_a_ragged_row_stays_whole() {
        let read = records("a,b,\"c\nd\",x\n", Some(3));
        assert_eq!(read[0].0, ["a", "b", "\"c\nd\"", "x"]);
        assert!(read[0].1.is_empty());
    }

    #[test]
    fn a_row_of_many_notes_and_the_wrong_width_stays_whole() {
        let read = records(&format!("{}x\n", "\"1\n2\",".repeat(20)), Some(3));
        assert_eq!((read.len(), read[0].0.len()), (1, 21));
        assert!(read[0].1.is_empty());
    }

    #[test]
    fn quotes_that_make_no_sense_cost_no_more_than_others() {
        // Whoever follows the quotes of the second row makes one row of all that comes after it, and so with
        // every row. Read literally, `a",,,"` and `,,,","` follow each other and are as wide as they should be.
        let units = 20_000;
        let text = [",,\"".to_owned(), ",\"\na\",,,\"\n,,,\"".repeat(units)].concat();
        let read = records(&text, Some(4));
        // All line ends but the last, which a sound cell at the end of the file holds, end a row.
        assert_eq!(read.len(), 2 * units);
        assert!(read.iter().skip(1).all(|(cells, _)| cells.len() == 4));
    }

    #[test]
    fn text_after_a_quote_stays_in_its_cell() {
        let read = records("\"a\"b,c\nd\"e,f\n", Some(2));
        assert_eq!(read[0], (vec!["\"a\"b".into(), "c".into()], vec![FaultKind::TextAfterQuote]));
        assert_eq!(read[1], (vec!["d\"e".into(), "f".into()], vec![FaultKind::QuoteInside]));
    }

    #[test]
    fn a_carriage_return_at_the_end_of_a_piece_waits_for_the_next() {
        let lexer = Lexer::new(Dialect::default(), None);
        let mut record = Record::default();
        assert_eq!(lexer.read(b"a,b\r", 0, false, &mut record), Step::Incomplete);
        assert_eq!(lexer.read(b"a,\"b\"", 0, false, &mut record), Step::Incomplete);
        assert_eq!(lexer.read(b"a,b\r", 0, true, &mut record), Step::Record);
        assert_eq!(record.terminator, Terminator::Cr);
    }

    #[test]
    fn an_endless_line_is_cut() {
        let line = vec![b'x'; MAX_RECORD + 100];
        let lexer = Lexer::new(Dialect::default(), Some(1));
        let mut record = Record::default();
        assert_eq!(lexer.read(&line, 0, true, &mut record), Step::Record);
        assert_eq!((record.terminator, record.next as usize), (Terminator::Cut, MAX_RECORD));
        assert_eq!(record.faults[0].kind, FaultKind::TooLong);
    }

    #[test]
    fn a_line_is_cut_between_characters() {
        // The strawberry's four bytes lie around the limit, two before it and two behind.
        let line = ["x".repeat(MAX_RECORD - 2), "\u{1F353}".into(), "\n".into()].concat();
        let lexer = Lexer::new(Dialect::default(), Some(1));
        let mut record = Record::default();
        assert_eq!(lexer.read(line.as_bytes(), 0, true, &mut record), Step::Record);
        assert_eq!((record.terminator, record.next as usize), (Terminator::Cut, MAX_RECORD - 2));
        // With so many bytes and no more it is not known yet whether the line goes on.
        let known = &line.as_bytes()[..MAX_RECORD];
        assert_eq!(lexer.read(known, 0, false, &mut record), Step::Incomplete);
    }

    #[test]
    fn a_line_of_the_greatest_length_is_whole() {
        let line = vec![b'x'; MAX_RECORD];
        let lexer = Lexer::new(Dialect::default(), Some(1));
        let mut record = Record::default();
        assert_eq!(lexer.read(&line, 0, true, &mut record), Step::Record);
        assert_eq!((record.terminator, record.faults.len()), (Terminator::Eof, 0));
    }

    #[test]
    fn line_ends_are_counted_once_each() {
        assert_eq!(count_line_ends(b"a\r\nb\nc\rd\r\r\n"), 5);
    }
}
