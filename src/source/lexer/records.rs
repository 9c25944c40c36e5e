//! Record after record by bit masks, 64 bytes at a time.
//!
//! What is sound is read here; wherever the quoting is at fault, a record has the wrong width and may have
//! swallowed another, or the buffer ends, the record is read by the state machine of `careful`, which defines
//! what every record is. After it the masks start anew where the next record does.
//!
//! Where the processor can, all of it is compiled for wider instructions; calling that is the only unsafe code of the
//! program.

#![allow(clippy::inline_always, reason = "what is called from `read_wide` has to be compiled as it is")]

use super::block::{Block, Carry};
#[cfg(target_arch = "x86_64")]
use super::masks::wide;
use super::masks::{Masks, portable};
use super::{Facts, Lexer, MAX_RECORD, Record, Step, Terminator, offset};

/// Reads the records of a buffer one after another.
#[derive(Debug)]
pub struct Records<'a> {
    lexer: &'a Lexer,
    bytes: &'a [u8],
    at_eof: bool,
    /// Where the next record starts.
    at: usize,
    /// Where the block starts, and where the one after it will.
    base: usize,
    next: usize,
    block: Block,
    carry: Carry,
}

impl<'a> Records<'a> {
    pub(super) fn new(lexer: &'a Lexer, bytes: &'a [u8], start: usize, at_eof: bool) -> Self {
        let (block, carry) = (Block::default(), Carry::RECORD);
        Self { lexer, bytes, at_eof, at: start, base: start, next: start, block, carry }
    }

    /// Reads the next record into `record`.
    pub fn read(&mut self, record: &mut Record) -> Step {
        #[cfg(target_arch = "x86_64")]
        if self.lexer.is_wide {
            #[allow(unsafe_code, reason = "the processor was asked for these instructions")]
            // SAFETY: all that `read_wide` requires is that the processor has its instructions, and `is_wide` is what
            // the processor answered to that.
            return unsafe { self.read_wide(record) };
        }
        self.read_by(record, portable)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    fn read_wide(&mut self, record: &mut Record) -> Step {
        self.read_by(record, |bytes, delimiter| wide::classify(bytes, delimiter))
    }

    #[inline(always)]
    fn read_by(&mut self, record: &mut Record, classify: impl Fn(&[u8; 64], u8) -> Masks) -> Step {
        if self.at >= self.bytes.len() {
            return if self.at_eof { Step::End } else { Step::Incomplete };
        }
        record.start = offset(self.at);
        record.cells.clear();
        record.faults.clear();
        let mut facts = Facts::empty();
        let (mut start, mut count) = (record.start, 0);
        loop {
            let ends = self.block.ends;
            let terminators = ends & self.block.terminators;
            // Up to the end of the record, if it is among them.
            let mine = ends & (terminators ^ terminators.wrapping_sub(1));
            self.block.ends = ends & !mine;
            let room = record.room(count);
            count += self.block.cells(mine, offset(self.base), &mut start, &mut facts, room);
            if terminators != 0 {
                record.take(count);
                return self.finish(record, start - 1, facts);
            }
            if self.block.fault || self.next.saturating_sub(self.at) > MAX_RECORD || !self.load(&classify) {
                return self.carefully(record);
            }
        }
    }

    /// Ends the record at `end`.
    #[inline(always)]
    fn finish(&mut self, record: &mut Record, end: u32, facts: Facts) -> Step {
        record.facts = facts;
        record.end = end;
        // A cell of several lines in a row of the wrong width may have swallowed rows.
        let suspect = facts.contains(Facts::LINE_BREAK)
            && self.lexer.width.is_some_and(|width| width != record.cells.len());
        if suspect || !self.terminate(record) {
            return self.carefully(record);
        }
        self.at = record.next as usize;
        record.mark_long();
        Step::Record
    }

    /// Looks at the next bytes; `false` if none are left.
    #[inline(always)]
    fn load(&mut self, classify: &impl Fn(&[u8; 64], u8) -> Masks) -> bool {
        let Some(rest) = self.bytes.get(self.next..) else { return false };
        let delimiter = self.lexer.delimiter;
        self.base = self.next;
        self.next += 64;
        if let Some(bytes) = rest.first_chunk::<64>() {
            self.block = Block::new(&classify(bytes, delimiter), 0, &mut self.carry);
            return true;
        }
        if rest.is_empty() && !self.at_eof {
            return false;
        }
        // Letters that are no class of their own fill up the last block.
        let filler = if delimiter == b'a' { b'b' } else { b'a' };
        let mut last = [filler; 64];
        for (place, byte) in last.iter_mut().zip(rest) {
            *place = *byte;
        }
        let eof = if self.at_eof { 1 << rest.len() } else { 0 };
        self.block = Block::new(&classify(&last, delimiter), eof, &mut self.carry);
        true
    }

    /// Notes how the record ends; `false` when what is at hand does not tell, or the record is too long.
    #[inline(always)]
    fn terminate(&self, record: &mut Record) -> bool {
        let end = record.end as usize;
        let (terminator, length) = match self.bytes.get(end) {
            Some(b'\n') => (Terminator::Lf, 1),
            Some(_) => match self.bytes.get(end + 1) {
                Some(b'\n') => (Terminator::CrLf, 2),
                None if !self.at_eof => return false,
                _ => (Terminator::Cr, 1),
            },
            None => (Terminator::Eof, 0),
        };
        record.terminator = terminator;
        record.next = record.end + length;
        // Near the limit it takes care to see what lies behind it.
        end + 2 - self.at < MAX_RECORD
    }

    #[cold]
    fn carefully(&mut self, record: &mut Record) -> Step {
        let step = self.lexer.read_carefully(self.bytes, self.at, self.at_eof, record);
        if step == Step::Record {
            *self = Self::new(self.lexer, self.bytes, record.next as usize, self.at_eof);
        }
        step
    }
}
