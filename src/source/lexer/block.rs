//! From the masks of 64 bytes to the ends of cells and what is known about each cell: arithmetic on bits alone.
//!
//! A cell's facts come out at the bit of its end by one addition: with all bits of cells set and those of ends
//! clear, adding the bits of a class carries into the end of every cell that has one of them.

#![allow(clippy::inline_always, reason = "what is called from `read_wide` has to be compiled as it is")]

use super::masks::Masks;
use super::{Facts, RawCell};

/// What the next 64 bytes must know of those before them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carry {
    /// All bits set inside of quotes.
    inside: u64,
    /// Bit 0: the last byte was a CR that ends a record.
    cr: u64,
    /// Bit 0: a cell begins with the next byte.
    start: u64,
    /// Bit 0: the last byte was the quote that opens a cell.
    opened: u64,
    /// Bit 0: the last byte was a closing quote, or the first of a doubled pair.
    closed: u64,
    /// Which facts the cell that goes on has so far; the place is that of `CLASSES`.
    has: [bool; CLASSES.len()],
}

impl Carry {
    /// Before the first byte of a record.
    pub(super) const RECORD: Self =
        Self { inside: 0, cr: 0, start: 1, opened: 0, closed: 0, has: [false; CLASSES.len()] };

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
        let [_, _, _, rare @ ..] = &self.has;
        rare.iter().fold(false, |any, has| any | has)
    }
}

/// The facts that are told by masks: the first three are usual, the others rare.
const CLASSES: [Facts; 8] = [
    Facts::UPPER,
    Facts::SPACE,
    Facts::FORMULA,
    Facts::NON_ASCII,
    Facts::CONTROL,
    Facts::LINE_BREAK,
    Facts::QUOTED,
    Facts::ESCAPED,
];

/// Where cells end among 64 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block {
    /// Bytes after the last of a cell: delimiters, and the first bytes of line ends.
    pub(super) ends: u64,
    /// Those that end a record.
    pub(super) terminators: u64,
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
        let first = starts | opening << 1 | carry.opened;
        carry.opened = opening >> 63;

        let mut has = [0; CLASSES.len()];
        has[0] = carry.spread(0, masks.upper, ends);
        has[1] = carry.spread(1, masks.space, ends);
        has[2] = carry.spread(2, masks.formula & first, ends);
        let rare = masks.non_ascii | masks.control | masks.quote | inside != 0 || carry.is_rare();
        if rare {
            has[3] = carry.spread(3, masks.non_ascii, ends);
            has[4] = carry.spread(4, masks.control, ends);
            has[5] = carry.spread(5, breaks & inside, ends);
            has[6] = carry.spread(6, opening, ends);
            has[7] = carry.spread(7, doubled, ends);
        }
        // Bits below the first fault.
        let sound = if fault == 0 { u64::MAX } else { (fault & fault.wrapping_neg()) - 1 };
        Self { ends: ends & sound, terminators, fault: fault != 0, has, rare }
    }

    /// Writes the cells that end at these bits over the first of `room`, where there must be 64, and returns how many
    /// they are. The first one starts at `start`, the bits at `base`.
    #[inline(always)]
    pub(super) fn cells(
        &self,
        ends: u64,
        base: u32,
        start: &mut u32,
        all: &mut Facts,
        room: &mut [RawCell],
    ) -> usize {
        let [upper, space, formula, ..] = self.has;
        let (mut rest, mut from, mut together) = (ends, *start, *all);
        let count = ends.count_ones() as usize;
        let cells = room.get_mut(..count).unwrap_or_default();
        for cell in &mut *cells {
            let bit = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            let end = base.wrapping_add(bit);
            let mut facts = fact_if(upper >> bit, Facts::UPPER)
                | fact_if(space >> bit, Facts::SPACE)
                | fact_if(formula >> bit, Facts::FORMULA);
            facts.set(Facts::FILLED, end > from);
            together |= facts;
            *cell = RawCell { start: from, end, facts };
            from = end.wrapping_add(1);
        }
        if self.rare {
            self.add_rare(ends, cells);
            together = cells.iter().fold(*all, |all, cell| all | cell.facts);
        }
        (*start, *all) = (from, together);
        count
    }

    /// Adds what is rare to the cells that end at these bits.
    fn add_rare(&self, ends: u64, cells: &mut [RawCell]) {
        let [_, _, _, rare @ ..] = &self.has;
        let [_, _, _, facts @ ..] = CLASSES;
        for (has, fact) in rare.iter().zip(facts) {
            let mut bits = has & ends;
            while bits != 0 {
                let before = (bits & bits.wrapping_neg()) - 1;
                bits &= bits - 1;
                let Some(cell) = cells.get_mut((ends & before).count_ones() as usize) else { continue };
                cell.facts |= fact;
                if fact == Facts::QUOTED {
                    cell.facts.set(Facts::FILLED, cell.end - cell.start > 2);
                }
            }
        }
    }
}

/// The fact, if the lowest bit is set.
#[inline]
fn fact_if(bits: u64, fact: Facts) -> Facts {
    let bit = u16::try_from(bits & 1).unwrap_or_default();
    Facts::from_bits_retain(bit << fact.bits().trailing_zeros())
}

#[inline]
fn all_if(bit: u64) -> u64 {
    bit.wrapping_neg()
}

/// From every other set bit on, up to, not including, the next: inside of quotes.
#[inline]
fn toggled(bits: u64) -> u64 {
    let mut bits = bits;
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
