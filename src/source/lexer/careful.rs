//! The definition of a record: a state machine that reads byte by byte, and where the quoting makes no sense
//! decides what reads best.

use bitflags::bitflags;

use super::{
    Facts, Fault, FaultKind, Lexer, MAX_RECORD, RawCell, Record, Step, Terminator, count_line_ends, offset,
};

/// How many cells of several lines in a record of the wrong width are suspected of having swallowed a row.
const MAX_SUSPECTS: usize = 8;

bitflags! {
    #[derive(Clone, Copy, Debug)]
    struct Class: u16 {
        const NON_ASCII = Facts::NON_ASCII.bits();
        const CONTROL = Facts::CONTROL.bits();
        const UPPER = Facts::UPPER.bits();
        const LINE_BREAK = Facts::LINE_BREAK.bits();
        const SPACE = Facts::SPACE.bits();
        const SIGN = Facts::SIGN.bits();
        const QUOTE = 1 << 14;
        const DELIMITER = 1 << 15;
    }
}

/// What every byte is; the delimiter is another from file to file.
static CLASSES: [Class; 256] = {
    let mut classes = [Class::empty(); 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte {
            0x22 => Class::QUOTE,
            0x0A | 0x0D => Class::LINE_BREAK,
            0x09 | 0x20 => Class::SPACE,
            0..=0x1F | 0x7F => Class::CONTROL,
            0x41..=0x5A => Class::UPPER,
            0x3C | 0x3A | 0x2E | 0x40 => Class::SIGN,
            0x80.. => Class::NON_ASCII,
            _ => Class::empty(),
        };
        byte += 1;
    }
    classes
};

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

/// Reads the record that starts at `start` of `buffer` into `record`.
pub(super) fn read(lexer: &Lexer, buffer: &[u8], start: usize, at_eof: bool, record: &mut Record) -> Step {
    if start >= buffer.len() {
        return if at_eof { Step::End } else { Step::Incomplete };
    }
    let limit = limit_of(buffer, start);
    let pass = Pass {
        delimiter: lexer.delimiter,
        width: lexer.width,
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

/// One or more passes over the bytes that a record may take.
struct Pass<'a> {
    delimiter: u8,
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
        self.bytes.get(at).map(|byte| {
            let class = CLASSES[usize::from(*byte)];
            if *byte == self.delimiter { class | Class::DELIMITER } else { class }
        })
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
                facts.set(Facts::FILLED, !empty || facts.contains(Facts::ESCAPED));
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
                facts.set(Facts::FILLED, at > cell_start);
                facts.set(
                    Facts::FORMULA,
                    self.bytes.get(cell_start).is_some_and(is_formula) && at > cell_start,
                );
            }
            facts |= Facts::from_bits_truncate(seen.bits() & CELL_CLASSES.bits());
            let text = self.bytes.get(cell_start..at).unwrap_or_default();
            facts.set(Facts::STRANGE, facts.contains(Facts::NON_ASCII) && is_strange(text));
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
const CELL_CLASSES: Class = Class::NON_ASCII
    .union(Class::CONTROL)
    .union(Class::UPPER)
    .union(Class::LINE_BREAK)
    .union(Class::SPACE)
    .union(Class::SIGN);

/// Whether there is anything beyond ASCII but pairs of bytes with ASCII around them that are letters from U+00C0 to
/// U+017F.
fn is_strange(text: &[u8]) -> bool {
    // How many bytes of a pair stand just before.
    let mut before = 0;
    for byte in text {
        before = match (byte, before) {
            (0xC3..=0xC5, 0) => 1,
            (0x80..=0xBF, 1) => 2,
            (0..=0x7F, 0 | 2) => 0,
            _ => return true,
        };
    }
    before == 1
}

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

#[cfg(test)]
mod tests {
    use super::super::*;

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
