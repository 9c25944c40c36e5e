//! Reading a file in windows that are cut into pieces for parallel work, and single records again by offset.

use std::time::{Duration, Instant};

use memchr::{memchr_iter, memchr2};
use rayon::prelude::*;

use super::{Lexer, MAX_RECORD, Record, Source, Step};
use crate::error::Error;

/// How a file is cut up for reading. The result of a check never depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Pieces {
    /// Bytes that one task reads and checks.
    pub piece: usize,
    /// Bytes that are in memory at once; if not given, as many as keep all threads busy.
    pub window: Option<usize>,
}

impl Default for Pieces {
    fn default() -> Self {
        Self { piece: 1 << 20, window: None }
    }
}

/// A stretch of the file in memory.
#[derive(Debug, Default)]
pub struct Window<'s> {
    /// Where it starts in the text.
    pub base: u64,
    /// Where all of it was in memory already.
    at_hand: Option<&'s [u8]>,
    /// What else it is read into.
    memory: Aligned,
    /// Whether the text ends here.
    pub at_eof: bool,
    /// Where pieces start, ascending, the first 0. All but the first are guesses at the start of a record,
    /// right as long as the quoting before them is sound.
    pub cuts: Vec<usize>,
    /// How long it took to read, all threads together.
    pub reading: Duration,
}

/// What came of reading a piece of a window.
#[derive(Debug)]
pub struct Piece<P> {
    /// Where in the window it starts.
    pub start: usize,
    /// Where the record after its last one starts.
    pub end: usize,
    /// What was made of it.
    pub made: P,
    /// Why it was not read to its end, if it was not.
    pub stop: Option<Stop>,
}

/// Why reading stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The last record goes on after the window.
    Incomplete,
    /// The last record was cut off.
    Cut,
    /// Bytes that are not UTF-8, the encoding not being settled.
    NotUtf8,
}

impl Window<'_> {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        self.at_hand.unwrap_or_else(|| self.memory.bytes())
    }

    /// Reads the pieces in parallel with `read`, which is told where one starts and ends, and hands them over in
    /// order; says how far it came and why it stopped. A piece that starts where the one before it did not end was
    /// guessed wrongly and is read again, so the result is that of reading record by record.
    pub fn read<P: Send, E>(
        &self,
        read: impl Fn(usize, usize) -> Piece<P> + Sync,
        mut take: impl FnMut(Piece<P>) -> Result<(), E>,
    ) -> Result<(usize, Option<Stop>), E> {
        let ends = self.cuts.iter().skip(1).copied().chain([self.bytes().len()]);
        let bounds: Vec<(usize, usize)> = self.cuts.iter().copied().zip(ends).collect();
        let guesses: Vec<Piece<P>> = match bounds.as_slice() {
            [(from, to)] => vec![read(*from, *to)],
            _ => bounds.par_iter().map(|(from, to)| read(*from, *to)).collect(),
        };
        let mut at = 0;
        for (guess, (_, to)) in guesses.into_iter().zip(bounds) {
            if at >= to {
                continue;
            }
            let piece = if guess.start == at { guess } else { read(at, to) };
            at = piece.end;
            let stop = piece.stop;
            take(piece)?;
            if stop.is_some() {
                return Ok((at, stop));
            }
        }
        Ok((at, None))
    }
}

/// Bytes that begin with a line of the processor's cache. Some processors copy several times slower to where an
/// allocation of this size begins, a few bytes behind such a line.
#[derive(Debug, Default)]
struct Aligned {
    memory: Vec<u8>,
    start: usize,
    len: usize,
}

impl Aligned {
    const LINE: usize = 64;

    /// Makes room for so many bytes; what they are is left open.
    fn resize(&mut self, len: usize) {
        if self.memory.len() < len + Self::LINE {
            // New memory is all zeros without being written to.
            self.memory = vec![0; len + Self::LINE];
        }
        self.start = self.memory.as_ptr().align_offset(Self::LINE).min(Self::LINE);
        self.len = len;
    }

    fn bytes(&self) -> &[u8] {
        self.memory.get(self.start..self.start + self.len).unwrap_or_default()
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        self.memory.get_mut(self.start..self.start + self.len).unwrap_or_default()
    }
}

/// Reads windows of a source one after another.
#[derive(Debug)]
pub struct Windows<'s> {
    source: &'s Source,
    piece: usize,
    /// How many bytes a window has.
    length: usize,
    window: Window<'s>,
}

impl<'s> Windows<'s> {
    /// Windows over `source`.
    pub fn new(source: &'s Source, pieces: Pieces) -> Self {
        let piece = pieces.piece.max(1);
        let length = pieces.window.unwrap_or_else(|| {
            // What is one piece needs no other thread, and not to know how many there are.
            let threads = if source.len() <= piece as u64 { 1 } else { rayon::current_num_threads() };
            (2 * MAX_RECORD).max(4 * piece * threads)
        });
        Self { source, piece, length: length.max(1), window: Window::default() }
    }

    /// Makes later windows larger.
    pub fn widen(&mut self) {
        self.length = self.length.saturating_mul(2);
    }

    /// The window that starts at `start`, where a record must start. `None` at the end of the text.
    pub fn at(&mut self, start: u64) -> Result<Option<&Window<'s>>, Error> {
        let left = self.source.len().saturating_sub(start);
        if left == 0 {
            return Ok(None);
        }
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.length);
        let window = &mut self.window;
        window.base = start;
        window.at_eof = length as u64 == left;
        window.cuts.clear();
        window.cuts.push(0);
        window.reading = Duration::ZERO;
        let (piece, source) = (self.piece, self.source);
        window.at_hand = source.at_hand(start, length);
        let quotes = match window.at_hand {
            // One piece is not cut.
            Some(_) if length <= piece => return Ok(Some(window)),
            Some(bytes) => {
                let count = |bytes: &[u8]| (memchr_iter(b'"', bytes).count(), Duration::ZERO);
                bytes.par_chunks(piece).map(count).collect()
            }
            None => {
                window.memory.resize(length);
                let read = |(index, bytes): (usize, &mut [u8])| {
                    let started = Instant::now();
                    source.read_exact(start + (index * piece) as u64, bytes)?;
                    Ok((memchr_iter(b'"', bytes).count(), started.elapsed()))
                };
                let bytes = window.memory.bytes_mut();
                if length <= piece {
                    vec![read((0, bytes))?]
                } else {
                    bytes.par_chunks_mut(piece).enumerate().map(read).collect::<Result<Vec<_>, Error>>()?
                }
            }
        };
        let mut seen = 0;
        for (index, (count, time)) in quotes.into_iter().enumerate() {
            window.reading += time;
            if index > 0
                && let Some(cut) = record_start(window.bytes(), index * piece, seen % 2 == 1)
                && window.cuts.last() < Some(&cut)
            {
                window.cuts.push(cut);
            }
            seen += count;
        }
        Ok(Some(window))
    }
}

/// The first start of a record after `from`, where quotes are open or not.
fn record_start(bytes: &[u8], from: usize, mut quoted: bool) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..)?;
        at += if quoted { memchr::memchr(b'"', rest)? } else { memchr::memchr3(b'"', b'\n', b'\r', rest)? };
        match bytes.get(at)? {
            b'"' => quoted = !quoted,
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => return Some(at + 2),
            _ => return Some(at + 1),
        }
        at += 1;
    }
}

/// What was passed over to get behind the line of a record that was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// Where the next record starts.
    pub(crate) next: u64,
    /// Whether a line end was passed.
    pub(crate) line_ends: u64,
    /// Characters passed, line end included.
    pub(crate) chars: u64,
}

/// Finds the end of the line that `offset` lies in.
pub(crate) fn skip_line(source: &Source, offset: u64) -> Result<Skipped, Error> {
    const BLOCK: usize = 1 << 20;
    let mut skipped = Skipped { next: offset, line_ends: 0, chars: 0 };
    while skipped.next < source.len() {
        let block = source.read(skipped.next, BLOCK)?;
        let Some(at) = memchr2(b'\n', b'\r', &block) else {
            skipped.next += block.len() as u64;
            skipped.chars += count_chars(&block);
            continue;
        };
        let end = skipped.next + at as u64 + 1;
        skipped.chars += count_chars(block.get(..=at).unwrap_or_default());
        skipped.next = end;
        skipped.line_ends = 1;
        if block.get(at) == Some(&b'\r') && *source.read(end, 1)? == *b"\n" {
            skipped.next += 1;
            skipped.chars += 1;
        }
        break;
    }
    Ok(skipped)
}

/// How many characters there are, were the bytes UTF-8: bytes that do not continue a sequence.
pub(crate) fn count_chars(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64
}

/// Reads single records by their offset.
#[derive(Debug)]
pub struct RecordReader<'s> {
    source: &'s Source,
    lexer: Lexer,
    base: u64,
    buffer: Vec<u8>,
    /// How many bytes are read at once.
    block: usize,
    /// How many of them were worth reading: those of records that were asked for, and some around each.
    used: usize,
    record: Record,
    /// Where the record starts, once there is one.
    last: Option<u64>,
}

/// A record that was read again.
#[derive(Clone, Copy, Debug)]
pub struct Reread<'r> {
    /// The bytes that the record's offsets count from.
    pub bytes: &'r [u8],
    /// Where these bytes start in the text.
    pub base: u64,
    /// The record.
    pub record: &'r Record,
}

impl Reread<'_> {
    /// Where the next record starts, unless this one was cut off.
    pub fn next(&self) -> u64 {
        self.base + u64::from(self.record.next)
    }

    /// The bytes of the record with its line end.
    pub fn line(&self) -> &[u8] {
        self.bytes.get(self.record.start as usize..self.record.next as usize).unwrap_or_default()
    }
}

impl<'s> RecordReader<'s> {
    /// What is read at once, in bytes: little for records here and there, more and more where they are close together.
    const LEAST: usize = 4 << 10;
    const MOST: usize = 256 << 10;
    /// So many bytes are read in about the time that it takes to ask for them.
    const CLOSE: usize = 2 << 10;

    /// A reader of `source` with this lexer.
    pub fn new(source: &'s Source, lexer: Lexer) -> Self {
        let (buffer, record) = (Vec::new(), Record::default());
        Self { source, lexer, base: 0, buffer, block: Self::LEAST, used: 0, record, last: None }
    }

    /// The record that starts at `offset`; `None` at the end of the text.
    pub fn read(&mut self, offset: u64) -> Result<Option<Reread<'_>>, Error> {
        if offset >= self.source.len() {
            return Ok(None);
        }
        if self.last.take() == Some(offset) {
            self.last = Some(offset);
            return Ok(Some(Reread { bytes: &self.buffer, base: self.base, record: &self.record }));
        }
        let buffered = offset.checked_sub(self.base).and_then(|at| usize::try_from(at).ok());
        let mut start = buffered.filter(|at| *at < self.buffer.len());
        let mut block = None;
        loop {
            if let Some(start) = start {
                let at_eof = self.base + self.buffer.len() as u64 == self.source.len();
                if self.lexer.read(&self.buffer, start, at_eof, &mut self.record) == Step::Record {
                    self.last = Some(offset);
                    self.used += Self::CLOSE.max((self.record.next - self.record.start) as usize);
                    return Ok(Some(Reread { bytes: &self.buffer, base: self.base, record: &self.record }));
                }
            }
            // Where the first does not do, the record is longer.
            let size = block.map_or_else(|| self.next_block(), |last: usize| 4 * last);
            block = Some(size);
            let left = usize::try_from(self.source.len() - offset).unwrap_or(usize::MAX);
            self.buffer.resize(size.min(left), 0);
            self.source.read_exact(offset, &mut self.buffer)?;
            self.base = offset;
            start = Some(0);
        }
    }

    /// How much to read next: twice as much where what was read before was used, else half.
    fn next_block(&mut self) -> usize {
        let was_used = !self.buffer.is_empty() && self.used >= self.buffer.len();
        let block = if was_used { 2 * self.block } else { self.block / 2 };
        self.block = block.clamp(Self::LEAST, Self::MOST);
        self.used = 0;
        self.block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // `a,b` is 3 bytes and an LF, `"c`, LF, `d",e` is 7 and a CRLF: records start at 0, 4 and 13.
    #[test]
    fn pieces_start_at_records() {
        let text = b"a,b\n\"c\nd\",e\r\nf,g\n";
        let source = Source::memory("x".into(), text.to_vec()).unwrap();
        for piece in 1..text.len() {
            let mut windows = Windows::new(&source, Pieces { piece, window: Some(100) });
            let cuts = windows.at(0).unwrap().unwrap().cuts.clone();
            assert!(cuts.iter().all(|cut| [0, 4, 13, 17].contains(cut)), "{piece}: {cuts:?}");
        }
    }

    #[test]
    fn records_of_any_length_are_read_again_in_any_order() {
        let long = |n: usize| format!("{n},{}\n", "x".repeat(n * n * 7 % 9000));
        let lines: Vec<String> = (0..300).map(long).collect();
        let starts = lines.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at - line.len())
        });
        let starts: Vec<usize> = starts.collect();
        let source = Source::memory("x".into(), lines.concat().into_bytes()).unwrap();
        let mut reader = RecordReader::new(&source, Lexer::new(super::super::Dialect::default(), Some(2)));
        let (there, back, about) = ((0..300), (0..300).rev(), (0..900).map(|n| n * 77 % 300));
        for place in there.chain(back).chain(about).chain(0..300) {
            let read = reader.read(starts[place] as u64).unwrap().unwrap();
            assert_eq!(read.line(), lines[place].as_bytes(), "{place}");
        }
    }

    #[test]
    fn records_are_read_again() {
        let text = b"a,b\n\"c\nd\",e\r\nf,g\n";
        let source = Source::memory("x".into(), text.to_vec()).unwrap();
        let mut reader = RecordReader::new(&source, Lexer::new(super::super::Dialect::default(), Some(2)));
        assert_eq!(reader.read(13).unwrap().unwrap().line(), b"f,g\n");
        assert_eq!(reader.read(4).unwrap().unwrap().line(), b"\"c\nd\",e\r\n");
        assert!(reader.read(17).unwrap().is_none());
    }
}
