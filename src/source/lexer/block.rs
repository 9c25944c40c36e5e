//! From the masks of 64 bytes to the ends of cells and what is known about each cell: arithmetic on bits alone.
//!
//! A cell's facts come out at the bit of its end by one addition: with all bits of cells set and those of ends
//! clear, adding the bits of a class carries into the end of every cell that has one of them. Moved together, these
//! bits are the facts of one cell after the other.

#![allow(clippy::inline_always, reason = "what is called from `read_wide` has to be compiled as it is")]

use super::masks::{LANES, Masks, Ways};
use super::{Batch, Facts};

/// What the next 64 bytes must know of those before them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carry {
    /// All bits set inside of quotes.
    inside: u64,
    /// Bit 0: the last byte was a CR that ends a record.
    cr: u64,
    /// Bit 0: a cell begins with the next byte.
    start: u64,
    /// Bit 1: the last byte was the quote that opens a cell; bit 0: the one before was.
    opened: u64,
    /// Bit 0: the last byte was a closing quote, or the first of a doubled pair.
    closed: u64,
    /// Bit 0: the last byte was the first of two that are a letter, or the second.
    lead: u64,
    pair: u64,
    /// Which facts the cell that goes on has so far; the place is that of `CLASSES`.
    has: [bool; CLASSES.len()],
}

impl Carry {
    /// Before the first byte of a record.
    pub(super) const RECORD: Self = Self {
        inside: 0,
        cr: 0,
        start: 1,
        opened: 0,
        closed: 0,
        lead: 0,
        pair: 0,
        has: [false; CLASSES.len()],
    };

    /// At the ends of the cells that have a bit of this class, a bit.
    #[inline(always)]
    fn spread(&mut self, class: usize, bits: u64, ends: u64) -> u64 {
        let cells = !ends;
        let (sum, over) = cells.overflowing_add(bits & cells);
        let (sum, more) = sum.overflowing_add(u64::from(self.has[class]));
        self.has[class] = over | more;
        sum & ends
    }

    /// Whether the cell that goes on has something rare.
    #[inline(always)]
    fn is_rare(&self) -> bool {
        self.has.iter().skip(USUAL).fold(false, |any, has| any | has)
    }

    /// What is strange among the bytes beyond ASCII.
    #[inline(always)]
    fn strange(&mut self, masks: &Masks) -> u64 {
        let Masks { lead, tail, .. } = *masks;
        let pair = tail & (lead << 1 | self.lead);
        // The last byte before was the first of two, and no second follows.
        self.has[STRANGE] |= self.lead & !tail & 1 != 0;
        let alone = lead & !(tail >> 1) & !(1 << 63);
        let adjacent = lead & (pair << 1 | self.pair);
        (self.lead, self.pair) = (lead >> 63, pair >> 63);
        masks.non_ascii & !(lead | tail) | tail & !pair | alone | adjacent
    }
}

/// The facts that are told by masks: the first are usual, the others rare.
const CLASSES: [Facts; 10] = [
    Facts::UPPER,
    Facts::SPACE,
    Facts::FORMULA,
    Facts::SIGN,
    Facts::NON_ASCII,
    Facts::STRANGE,
    Facts::CONTROL,
    Facts::LINE_BREAK,
    Facts::QUOTED,
    Facts::ESCAPED,
];

/// How many of them are usual.
const USUAL: usize = 6;
/// The place of one of them.
const STRANGE: usize = 5;

/// Where cells end among 64 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block {
    /// Bytes after the last of a cell: delimiters, and the first bytes of line ends.
    ends: u64,
    /// Those that end a record.
    terminators: u64,
    /// Those that end a cell in which there is nothing, quotes or not.
    empty: u64,
    /// Whether the quoting is at fault somewhere. Then `ends` goes no further than where that shows.
    pub(super) fault: bool,
    /// At the end of a cell, whether it has the fact.
    has: [u64; CLASSES.len()],
    rare: bool,
}

impl Block {
    /// What the masks of the next bytes mean; `eof` has the bit of the end of the text, if it is among them.
    #[inline(always)]
    pub(super) fn new(masks: &Masks, eof: u64, carry: &mut Carry) -> Self {
        let breaks = masks.cr | masks.lf;
        let inside = if masks.quote == 0 { carry.inside } else { toggled(masks.quote) ^ carry.inside };
        carry.inside = all_if(inside >> 63);
        let open = masks.quote & inside;
        let close = masks.quote & !inside;

        let cr = masks.cr & !inside;
        let lf = masks.lf & !inside;
        let after_cr = cr << 1 | carry.cr;
        carry.cr = cr >> 63;
        let terminators = cr | lf & !after_cr | eof;
        let ends = masks.delimiter & !inside | terminators;
        let before_starts = ends | lf;
        let starts = before_starts << 1 | carry.start;
        carry.start = before_starts >> 63;

        // A quote opens a cell, or doubles one just before it. What closes is followed by an end or doubled.
        let opening = open & starts;
        let after_close = close << 1 | carry.closed;
        carry.closed = close >> 63;
        let doubled = open & after_close;
        let fault = open & !(opening | doubled) | after_close & !(ends | open) | eof & inside;
        let first = starts | opening << 1 | carry.opened >> 1;
        let empty = starts | after_close & (opening << 2 | carry.opened);
        carry.opened = opening >> 62;

        let mut has = [0; CLASSES.len()];
        has[0] = carry.spread(0, masks.upper, ends);
        has[1] = carry.spread(1, masks.space, ends);
        has[2] = carry.spread(2, masks.formula & first, ends);
        has[3] = carry.spread(3, masks.sign, ends);
        has[4] = carry.spread(4, masks.non_ascii, ends);
        let strange = carry.strange(masks);
        has[STRANGE] = carry.spread(STRANGE, strange, ends);
        let rare = masks.control | masks.quote | inside != 0 || carry.is_rare();
        if rare {
            has[6] = carry.spread(6, masks.control, ends);
            has[7] = carry.spread(7, breaks & inside, ends);
            has[8] = carry.spread(8, opening, ends);
            has[9] = carry.spread(9, doubled, ends);
        }
        // Bits below the first fault.
        let sound = if fault == 0 { u64::MAX } else { (fault & fault.wrapping_neg()) - 1 };
        let ends = ends & sound;
        Self { ends, terminators: terminators & ends, empty: empty & ends, fault: fault != 0, has, rare }
    }

    /// Adds the cells to `batch`; the bits are those from `base` on.
    #[inline(always)]
    pub(super) fn add_to<C, P, G>(&self, batch: &mut Batch, base: u32, ways: &Ways<C, P, G>)
    where
        P: Fn(u64, u64) -> u64,
        G: Fn(&[(u16, u16)]) -> [u16; LANES],
    {
        let count = self.ends.count_ones() as usize;
        let (ends, facts) = batch.room();
        let mut rest = self.ends;
        for end in ends.iter_mut().take(count) {
            *end = base.wrapping_add(rest.trailing_zeros());
            rest &= rest.wrapping_sub(1);
        }
        let (chunks, _) = facts.as_chunks_mut::<LANES>();
        let chunks = chunks.get_mut(..count.div_ceil(LANES)).unwrap_or_default();
        let mut packed = [(0, 0); USUAL + 1];
        packed[USUAL] = ((ways.compress)(!self.empty, self.ends), Facts::FILLED.bits());
        for ((packed, has), fact) in packed.iter_mut().zip(self.has).zip(CLASSES).take(USUAL) {
            *packed = ((ways.compress)(has, self.ends), fact.bits());
        }
        for (shift, chunk) in (0..).step_by(LANES).zip(&mut *chunks) {
            let these = packed.map(|(bits, fact)| ((bits >> shift) as u16, fact));
            *chunk = (ways.gather)(&these).map(Facts::from_bits_retain);
        }
        if self.rare {
            for (has, fact) in self.has.into_iter().zip(CLASSES).skip(USUAL) {
                let bits = (ways.compress)(has, self.ends);
                for (shift, chunk) in (0..).step_by(LANES).zip(&mut *chunks) {
                    let more = (ways.gather)(&[((bits >> shift) as u16, fact.bits())]);
                    for (facts, more) in chunk.iter_mut().zip(more) {
                        *facts |= Facts::from_bits_retain(more);
                    }
                }
            }
        }
        batch.add(self.ends, self.terminators);
    }
}

#[inline(always)]
fn all_if(bit: u64) -> u64 {
    bit.wrapping_neg()
}

/// From every other set bit on, up to, not including, the next: inside of quotes.
#[inline(always)]
fn toggled(bits: u64) -> u64 {
    let mut bits = bits;
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
