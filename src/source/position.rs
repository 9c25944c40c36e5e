//! From byte offsets to record, line and column, for the few places that are shown.
//!
//! While a file is read, a [`Mark`] is kept every so many records; a place is found by reading on from the
//! mark before it, so it costs the same at the end of a large file as at its start.

use serde::Serialize;

use super::window::{count_chars, skip_line};
use super::{Facts, Lexer, Offsets, RecordReader, Source, Span, Terminator, count_line_ends};
use crate::error::Error;

/// A known place between two records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Where a record starts.
    pub offset: u64,
    /// How many data records come before it; blank rows do not count.
    pub records: u64,
    /// How many line ends come before it.
    pub lines: u64,
    /// How many characters of the text come before it; kept only where the file's own byte offsets follow
    /// from it.
    pub chars: u64,
}

/// One end of a span, in every unit that an output may want.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Offset in the file, from 0; `None` where the file was transcoded from a multi-byte encoding.
    pub byte: Option<u64>,
    /// From 1. LF, CRLF and lone CR end a line.
    pub line: u64,
    /// From 1, in characters. A byte order mark does not count.
    pub column: u64,
    /// From 1, in bytes of UTF-8.
    pub column_byte: u64,
    /// From 1, in UTF-16 code units.
    pub column_utf16: u64,
}

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its first character.
    pub start: Point,
    /// Just after its last character.
    pub end: Point,
    /// The data record it stands in, from 1; `None` in the header, in blank rows and for the file as a whole.
    pub record: Option<u64>,
    /// Where that record, or the line of the header, begins in the text.
    pub record_start: u64,
    /// Where its text ends, line end not included.
    pub record_end: u64,
    /// The line that it begins on, from 1.
    pub record_line: u64,
}

/// Finds places in one source.
#[derive(Debug)]
pub struct Resolver<'s> {
    source: &'s Source,
    reader: RecordReader<'s>,
    marks: &'s [Mark],
    /// The record that was looked at last starts here.
    here: Mark,
    /// The place that was found last, if it lies in that record.
    near: Option<Spot>,
}

impl<'s> Resolver<'s> {
    /// `marks` ascend; the first stands where the data begins. Without any, the whole text is one header.
    pub fn new(source: &'s Source, lexer: Lexer, marks: &'s [Mark]) -> Self {
        let here = marks.first().copied().unwrap_or(Mark { offset: source.len(), ..Mark::default() });
        Self { source, reader: RecordReader::new(source, lexer), marks, here, near: None }
    }

    /// The place of `span`, which starts anywhere in the text.
    pub fn place(&mut self, span: Span) -> Result<Place, Error> {
        let data = self.marks.first().map_or(self.source.len(), |mark| mark.offset);
        if span.start < data || self.marks.is_empty() {
            return self.place_before_data(span, data);
        }
        let after = self.marks.partition_point(|mark| mark.offset <= span.start);
        if let Some(mark) = after.checked_sub(1).and_then(|index| self.marks.get(index))
            && (self.here.offset > span.start || self.here.offset < mark.offset)
        {
            self.here = *mark;
            self.near = None;
        }
        while let Some(read) = self.reader.read(self.here.offset)? {
            let next = read.next();
            if span.start >= next && read.record.terminator != Terminator::Eof {
                let (mut after, mut lines, mut chars) =
                    (next, u64::from(count_line_ends(read.line())), count_chars(read.line()));
                if read.record.terminator == Terminator::Cut {
                    let skipped = skip_line(self.source, next)?;
                    (after, lines, chars) = (skipped.next, lines + skipped.line_ends, chars + skipped.chars);
                }
                // What was cut off still belongs to the record, as its end.
                if span.start >= after {
                    self.near = None;
                    self.here.records += u64::from(read.record.facts.contains(Facts::ANY));
                    self.here.lines += lines;
                    self.here.chars += chars;
                    self.here.offset = after;
                    continue;
                }
            }
            let number = read.record.facts.contains(Facts::ANY).then_some(self.here.records + 1);
            let record_end = read.base + u64::from(read.record.end);
            let line = read.line();
            return Ok(place_in(
                self.source.offsets,
                line,
                self.here,
                &mut self.near,
                span,
                number,
                record_end,
            ));
        }
        // Behind the last line end there is no record, only a place.
        let end = self.here.offset;
        Ok(place_in(self.source.offsets, &[], self.here, &mut self.near, span, None, end))
    }

    fn place_before_data(&mut self, span: Span, data: u64) -> Result<Place, Error> {
        let start = self.source.text_start();
        let wanted = span.end.max(start).min(data.max(span.start)) - start;
        let text =
            self.source.read(start, usize::try_from(wanted).unwrap_or(usize::MAX).saturating_add(1 << 12))?;
        let first_char = if self.source.offsets == Offsets::OnePerChar { 0 } else { start };
        let mark = Mark { offset: start, records: 0, lines: 0, chars: first_char };
        if self.here.offset != start {
            self.near = None;
            self.here = mark;
        }
        let mut place = place_in(self.source.offsets, &text, mark, &mut self.near, span, None, data);
        // The line of the header itself, for showing it.
        let before =
            text.get(..usize::try_from(span.start.saturating_sub(start)).unwrap_or(0)).unwrap_or(&text);
        let line_start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
        let rest = text.get(line_start..).unwrap_or_default();
        let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        place.record_start = start + line_start as u64;
        place.record_end = place.record_start + length as u64;
        place.record_line = place.start.line;
        Ok(place)
    }
}

/// `bytes` are the text from `mark` on; `near` is a spot in it from which to count, if there is one.
fn place_in(
    offsets: Offsets,
    bytes: &[u8],
    mark: Mark,
    near: &mut Option<Spot>,
    span: Span,
    record: Option<u64>,
    record_end: u64,
) -> Place {
    let from = near.filter(|spot| spot.inside <= span.start.saturating_sub(mark.offset));
    let start = from.unwrap_or(Spot::at(mark)).advance(bytes, mark.offset, span.start);
    let end = start.advance(bytes, mark.offset, span.end.max(span.start));
    // Counting goes on only where a character begins.
    let whole =
        bytes.get(usize::try_from(start.inside).unwrap_or(usize::MAX)).is_some_and(|b| b & 0xC0 != 0x80);
    *near = whole.then_some(start);
    Place {
        start: start.point(offsets, span.start),
        end: end.point(offsets, span.end.max(span.start)),
        record,
        record_start: mark.offset,
        record_end,
        record_line: mark.lines + 1,
    }
}

/// How far counting has come in a record.
#[derive(Clone, Copy, Debug)]
struct Spot {
    /// Bytes since the start of the record.
    inside: u64,
    lines: u64,
    chars: u64,
    column: u64,
    column_byte: u64,
    column_utf16: u64,
}

impl Spot {
    fn at(mark: Mark) -> Self {
        Self { inside: 0, lines: mark.lines, chars: mark.chars, column: 1, column_byte: 1, column_utf16: 1 }
    }

    /// Counts on to `offset`; `bytes` are the text from `base` on. What lies before it, such as a byte order
    /// mark, counts as its start, and what lies behind it as its end.
    fn advance(self, bytes: &[u8], base: u64, offset: u64) -> Self {
        let inside = usize::try_from(offset.saturating_sub(base)).unwrap_or(usize::MAX).min(bytes.len());
        let from = usize::try_from(self.inside).unwrap_or(usize::MAX);
        let passed = bytes.get(from..inside).unwrap_or_default();
        // Between CR and LF the line has not ended yet.
        let split = passed.last() == Some(&b'\r') && bytes.get(inside) == Some(&b'\n');
        let ended = if split { passed.split_last().map_or(passed, |(_, rest)| rest) } else { passed };
        let mut next = Self {
            inside: inside as u64,
            lines: self.lines + u64::from(count_line_ends(passed)) - u64::from(split),
            chars: self.chars + count_chars(passed),
            ..self
        };
        let mut line = passed;
        if let Some(at) = memchr::memrchr2(b'\n', b'\r', ended) {
            line = passed.get(at + 1..).unwrap_or_default();
            (next.column, next.column_byte, next.column_utf16) = (1, 1, 1);
        }
        next.column_byte += line.len() as u64;
        for chunk in line.utf8_chunks() {
            for c in chunk.valid().chars() {
                next.column += 1;
                next.column_utf16 += c.len_utf16() as u64;
            }
            next.column += chunk.invalid().len() as u64;
            next.column_utf16 += chunk.invalid().len() as u64;
        }
        next
    }

    fn point(self, offsets: Offsets, offset: u64) -> Point {
        Point {
            byte: match offsets {
                Offsets::Same => Some(offset),
                Offsets::OnePerChar => Some(self.chars),
                Offsets::Unknown => None,
            },
            line: self.lines + 1,
            column: self.column,
            column_byte: self.column_byte,
            column_utf16: self.column_utf16,
        }
    }
}
