//! Record after record by bit masks, 64 bytes at a time.
//!
//! What is sound is read here; wherever the quoting is at fault, a record has the wrong width and may have
//! swallowed another, or the buffer ends, the record is read by the state machine of `careful`, which defines
//! what every record is. After it the masks start anew where the next record does.
//!
//! Where the processor can, all of it is compiled for wider instructions; calling that is the only unsafe code of the
//! program.

#![allow(clippy::inline_always, reason = "what is called from `read_wide` has to be compiled as it is")]

use std::hint::black_box;

use super::block::{Carry, add_cells};
use super::masks::{self, LANES, Masks, Processor, Ways, portable};
#[cfg(target_arch = "x86_64")]
use super::masks::{wide, widest};
use super::{Batch, Facts, Head, Lexer, MAX_RECORD, Record, Step, Terminator, offset};

/// Reads the records of a buffer one after another.
#[derive(Debug)]
pub struct Records<'a> {
    lexer: &'a Lexer,
    bytes: &'a [u8],
    at_eof: bool,
    /// Where the next record starts.
    at: usize,
    /// Whether what was found behind the last batch may be used for the next.
    goes_on: bool,
    /// Room for one.
    record: Record,
}

impl<'a> Records<'a> {
    pub(super) fn new(lexer: &'a Lexer, bytes: &'a [u8], start: usize, at_eof: bool) -> Self {
        Self { lexer, bytes, at_eof, at: start, goes_on: false, record: Record::default() }
    }

    /// Reads the next record into `record`.
    pub fn read(&mut self, record: &mut Record) -> Step {
        let mut batch = std::mem::take(&mut record.scratch.0);
        batch.clear();
        if self.at < self.bytes.len() {
            self.read_sound(&mut batch, self.at + 1);
        }
        let step = if batch.heads().is_empty() {
            self.read_carefully(record)
        } else {
            batch.copy(0, record);
            Step::Record
        };
        record.scratch.0 = batch;
        step
    }

    /// Reads the next records that start before `to` into `batch`, the same one each time: some of them, and one at
    /// least if it can be read.
    pub fn read_batch(&mut self, batch: &mut Batch, to: usize) -> Step {
        if self.goes_on && batch.has_more() {
            batch.go_on();
        } else {
            batch.clear();
        }
        self.goes_on = true;
        let mut record = std::mem::take(&mut self.record);
        let step = self.fill(batch, to, &mut record);
        self.record = record;
        if batch.heads().is_empty() { step } else { Step::Record }
    }

    /// Adds records to the batch until there are enough, or none is left that can be read; says what came of the last one
    /// that was read with care.
    fn fill(&mut self, batch: &mut Batch, to: usize, record: &mut Record) -> Step {
        loop {
            let before = batch.heads().len();
            let mut at_fault = false;
            if batch.has_more() {
                self.settle(batch, to);
            } else if self.at < self.bytes.len() {
                at_fault = self.read_sound(batch, to);
            }
            if !batch.heads().is_empty() && (batch.is_enough() || self.at >= to) {
                return Step::Record;
            }
            if batch.heads().len() > before && !at_fault && !batch.has_more() {
                continue;
            }
            let step = self.read_carefully(record);
            if step != Step::Record {
                return step;
            }
            batch.put(record);
            if record.terminator == Terminator::Cut || batch.is_enough() || self.at >= to {
                return step;
            }
        }
    }

    #[cold]
    fn read_carefully(&mut self, record: &mut Record) -> Step {
        let step = self.lexer.read_carefully(self.bytes, self.at, self.at_eof, record);
        if step == Step::Record {
            self.at = record.next as usize;
        }
        step
    }

    /// Adds the next records to the batch by masks, until there are enough or one has to be read with care; says whether
    /// that is because of a fault.
    #[cfg_attr(
        target_arch = "x86_64",
        allow(unsafe_code, reason = "the processor was asked for these instructions")
    )]
    fn read_sound(&mut self, batch: &mut Batch, to: usize) -> bool {
        match self.lexer.processor {
            Processor::Portable => {
                let (compress, gather, number) = (masks::compress, masks::gather, masks::number);
                self.read_by(batch, to, &Ways { classify: portable, compress, gather, number })
            }
            #[cfg(target_arch = "x86_64")]
            // SAFETY: all that `read_wide` requires is that the processor has its instructions, and which it has is what
            // the processor answered.
            Processor::Wide => unsafe { self.read_wide(batch, to) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the same holds of `read_widest`.
            Processor::Widest => unsafe { self.read_widest(batch, to) },
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    fn read_wide(&mut self, batch: &mut Batch, to: usize) -> bool {
        let classify = |bytes: &[u8; 64], delimiter| wide::classify(bytes, delimiter);
        let compress = |bits, mask| wide::compress(bits, mask);
        let gather = |numbers: &[_]| wide::gather(numbers);
        self.read_by(batch, to, &Ways { classify, compress, gather, number: masks::number })
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi1,bmi2,popcnt")]
    fn read_widest(&mut self, batch: &mut Batch, to: usize) -> bool {
        let classify = |bytes: &[u8; 64], delimiter| widest::classify(bytes, delimiter);
        let compress = |bits, mask| wide::compress(bits, mask);
        let gather = |numbers: &[_]| widest::gather(numbers);
        let number = |bits, base, room: &mut [_]| widest::number(bits, base, room);
        self.read_by(batch, to, &Ways { classify, compress, gather, number })
    }

    #[inline(always)]
    fn read_by<C, P, G, N>(&mut self, batch: &mut Batch, to: usize, ways: &Ways<C, P, G, N>) -> bool
    where
        C: Fn(&[u8; 64], u8) -> Masks,
        P: Fn(u64, u64) -> u64,
        G: Fn(&[(u16, u16)]) -> [u16; LANES],
        N: Fn(u64, u32, &mut [u32]),
    {
        batch.forget();
        let to = to.min(self.bytes.len());
        let delimiter = self.lexer.delimiter;
        // Letters that are no class of their own fill up the last block.
        let mut last = [if delimiter == b'a' { b'b' } else { b'a' }; 64];
        let mut carry = Carry::RECORD;
        let (mut base, mut at_fault) = (self.at, false);
        while base < to || !batch.has_more() {
            let Some(rest) = self.bytes.get(base..) else { break };
            let (bytes, eof) = match rest.first_chunk::<64>() {
                Some(bytes) => (bytes, 0),
                None if rest.is_empty() && !self.at_eof => break,
                None => {
                    for (place, byte) in last.iter_mut().zip(rest) {
                        *place = *byte;
                    }
                    (&last, if self.at_eof { 1 << rest.len() } else { 0 })
                }
            };
            // As vectors of bits, which a compiler would like to keep them, masks take ten times as long.
            let masks = black_box((ways.classify)(bytes, delimiter));
            at_fault = add_cells(batch, offset(base), (&masks, eof), &mut carry, ways);
            base += 64;
            if at_fault || batch.has_more() && batch.is_enough() || base - self.at > MAX_RECORD {
                break;
            }
        }
        self.settle(batch, to);
        at_fault
    }

    /// Adds what was found to the batch, up to what has to be read with care.
    #[inline(always)]
    fn settle(&mut self, batch: &mut Batch, to: usize) {
        // Behind the last line end there is no record.
        let to = to.min(self.bytes.len());
        batch.settle(offset(self.at), to, |head| self.terminate(head) && !self.is_suspect(head));
        if let Some(last) = batch.heads().last() {
            self.at = last.next as usize;
        }
    }

    /// Whether the record may have swallowed another: a cell of several lines in a row of the wrong width.
    #[inline(always)]
    fn is_suspect(&self, head: &Head) -> bool {
        head.facts.contains(Facts::LINE_BREAK) && self.lexer.width.is_some_and(|right| right != head.width())
    }

    /// Notes how the record ends; `false` when what is at hand does not tell, or the record is too long.
    #[inline(always)]
    fn terminate(&self, head: &mut Head) -> bool {
        let end = head.end as usize;
        let (terminator, length) = match self.bytes.get(end) {
            Some(b'\n') => (Terminator::Lf, 1),
            Some(_) => match self.bytes.get(end + 1) {
                Some(b'\n') => (Terminator::CrLf, 2),
                None if !self.at_eof => return false,
                _ => (Terminator::Cr, 1),
            },
            None => (Terminator::Eof, 0),
        };
        head.terminator = terminator;
        head.next = head.end + length;
        // Near the limit it takes care to see what lies behind it.
        end + 2 - (head.start as usize) < MAX_RECORD
    }
}
