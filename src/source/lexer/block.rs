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

    /// At the ends of the cells that have a bit of this class, a bit; others elsewhere mean nothing.
    #[inline(always)]
    fn spread(&mut self, class: usize, bits: u64, ends: u64) -> u64 {
        let cells = !ends;
        let (sum, over) = cells.overflowing_add(bits & cells);
        let (sum, more) = sum.overflowing_add(u64::from(self.has[class]));
        self.has[class] = over | more;
        sum
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

/// Adds the cells that end among 64 bytes, which are those from `base` on, to `batch`; says whether the quoting is at
/// fault somewhere, and then adds only what ends before that shows. `eof` has the bit of the end of the text, if it is
/// among them.
#[inline(always)]
pub(super) fn add_cells<C, P, G, N>(
    batch: &mut Batch,
    base: u32,
    (masks, eof): (&Masks, u64),
    carry: &mut Carry,
    ways: &Ways<C, P, G, N>,
) -> bool
where
    P: Fn(u64, u64) -> u64,
    G: Fn(&[(u16, u16)]) -> [u16; LANES],
    N: Fn(u64, u32, &mut [u32]),
{
    let breaks = masks.cr | masks.lf;
    let inside = if masks.quote == 0 { carry.inside } else { toggled(masks.quote) ^ carry.inside };
    carry.inside = all_if(inside >> 63);
    let open = masks.quote & inside;
    let close = masks.quote & !inside;

    let cr = masks.cr & !inside;
    let lf = masks.lf & !inside;
    let after_cr = cr << 1 | carry.cr;
    carry.cr = cr >> 63;
    // Bytes after the last of a cell: delimiters, and the first bytes of line ends.
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
    // Cells in which there is nothing, quotes or not, end here.
    let empty = starts | after_close & (opening << 2 | carry.opened);
    carry.opened = opening >> 62;
    // Bits below the first fault.
    let sound = if fault == 0 { u64::MAX } else { (fault & fault.wrapping_neg()) - 1 };
    let kept = ends & sound;

    // At once from the sums to the facts of one cell after another: kept as vectors, they would take longer.
    let mut usual = [(0, 0); USUAL + 1];
    let mut pack = |carry: &mut Carry, class: usize, bits: u64| {
        usual[class] = ((ways.compress)(carry.spread(class, bits, ends), kept), CLASSES[class].bits());
    };
    pack(carry, 0, masks.upper);
    pack(carry, 1, masks.space);
    pack(carry, 2, masks.formula & first);
    pack(carry, 3, masks.sign);
    pack(carry, 4, masks.non_ascii);
    let strange = carry.strange(masks);
    pack(carry, STRANGE, strange);
    usual[USUAL] = ((ways.compress)(!empty, kept), Facts::FILLED.bits());

    let (count, facts) = batch.add(kept, terminators, |room| (ways.number)(kept, base, room));
    let (chunks, _) = facts.as_chunks_mut::<LANES>();
    let chunks = chunks.get_mut(..count.div_ceil(LANES).max(1)).unwrap_or_default();
    let gathered = |shift: usize| {
        let these = usual.map(|(bits, fact)| (low(bits >> shift), fact));
        (ways.gather)(&these).map(Facts::from_bits_retain)
    };
    // Nearly always there is no more than one, and nothing to shift.
    if let Some((first, more)) = chunks.split_first_mut() {
        *first = gathered(0);
        for (shift, chunk) in (LANES..).step_by(LANES).zip(more) {
            *chunk = gathered(shift);
        }
    }
    if masks.control | masks.quote | inside != 0 || carry.is_rare() {
        let rare = [masks.control, breaks & inside, opening, doubled];
        for (class, bits) in (USUAL..).zip(rare) {
            let bits = (ways.compress)(carry.spread(class, bits, ends), kept);
            for (shift, chunk) in (0..).step_by(LANES).zip(&mut *chunks) {
                let more = (ways.gather)(&[(low(bits >> shift), CLASSES[class].bits())]);
                for (facts, more) in chunk.iter_mut().zip(more) {
                    *facts |= Facts::from_bits_retain(more);
                }
            }
        }
    }
    fault != 0
}

/// The lowest bits, one for each lane.
#[inline(always)]
fn low(bits: u64) -> u16 {
    u16::try_from(bits & u64::from(u16::MAX)).unwrap_or_default()
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
