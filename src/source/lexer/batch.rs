//! Records side by side, as columns: what many of them have in common is then looked at in one go.

use super::{Facts, Fault, LONG, RawCell, Record, Terminator, offset};

/// So many cells are enough for one batch: what was read is still at hand when it is looked at.
const ENOUGH: usize = 2048;

/// Some records in a row that have as many cells each, reused from call to call; offsets in bytes from the buffer's
/// start. A record with a quoting fault comes alone.
#[derive(Clone, Debug)]
pub struct Batch {
    heads: Vec<Head>,
    /// How many cells each has; 1 where there are no records.
    width: usize,
    /// One past the last byte of each cell, record after record, and room for more.
    ends: Vec<u32>,
    /// What is known about each, likewise.
    facts: Vec<Facts>,
    faults: Vec<Fault>,
    /// How many cells were found.
    cells: usize,
    /// How many records were found.
    records: usize,
    /// How many cells there are up to the end of each, and room for more.
    found: Vec<u32>,
    /// How many cells were found before those of this batch.
    from: usize,
    /// How many records, and cells of theirs, were found up to its end: what comes after has another width, and is for
    /// the next one.
    taken: (usize, usize),
}

/// One record of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Where it starts.
    pub start: u32,
    /// Where its last cell ends.
    pub end: u32,
    /// Where the next record starts.
    pub next: u32,
    /// The facts of all cells together, as they were read.
    pub facts: Facts,
    /// How it ends.
    pub terminator: Terminator,
}

/// The cells of one record of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'b> {
    /// Where the first one starts.
    start: u32,
    ends: &'b [u32],
    /// What is known about each.
    pub facts: &'b [Facts],
}

impl Cells<'_> {
    /// What is known about the cell at this place; nothing where there is none.
    #[inline]
    pub fn facts(&self, place: usize) -> Facts {
        self.facts.get(place).copied().unwrap_or_default()
    }

    /// Where the cell at this place starts and ends, quotes around it not included; at 0 where there is none.
    #[inline]
    pub fn bounds(&self, place: usize) -> (usize, usize) {
        bounds(self.start, self.ends, place, self.facts(place))
    }

    /// The bytes of the cell at this place among those of the buffer, quotes around it not included.
    #[inline]
    pub fn content<'a>(&self, buffer: &'a [u8], place: usize) -> &'a [u8] {
        let (start, end) = self.bounds(place);
        buffer.get(start..end).unwrap_or_default()
    }
}

/// One cell of a batch while it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Looked<'a, 'f> {
    /// Which record it stands in.
    pub record: usize,
    /// Where in the buffer its text starts.
    pub start: usize,
    /// Its text among the bytes of the buffer.
    pub text: &'a [u8],
    /// What is known about all cells of the record.
    pub facts: &'f [Facts],
}

#[inline]
fn bounds(start: u32, ends: &[u32], place: usize, facts: Facts) -> (usize, usize) {
    let Some(end) = ends.get(place) else { return (0, 0) };
    let before = place.checked_sub(1).and_then(|before| ends.get(before));
    let quote = u32::from(facts.contains(Facts::QUOTED));
    ((before.map_or(start, |end| end + 1) + quote) as usize, (end - quote) as usize)
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            heads: Vec::new(),
            width: 1,
            ends: Vec::new(),
            facts: Vec::new(),
            faults: Vec::new(),
            cells: 0,
            records: 0,
            found: Vec::new(),
            from: 0,
            taken: (0, 0),
        }
    }
}

impl Batch {
    /// The records.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// How many cells each record has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether there is a quoting fault in its only record.
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// The records with their cells.
    #[inline]
    pub fn records(&self) -> impl Iterator<Item = (&Head, Cells<'_>)> {
        let (ends, facts) = (self.ends.get(self.from..), self.facts.get(self.from..));
        let cells = ends.unwrap_or_default().chunks_exact(self.width);
        let cells = cells.zip(facts.unwrap_or_default().chunks_exact(self.width));
        self.heads
            .iter()
            .zip(cells)
            .map(|(head, (ends, facts))| (head, Cells { start: head.start, ends, facts }))
    }

    /// What is known about the cells of each record, to be changed.
    #[inline]
    pub fn facts_mut(&mut self) -> impl Iterator<Item = &mut [Facts]> {
        let facts = self.facts.get_mut(self.from..).unwrap_or_default();
        facts.chunks_exact_mut(self.width).take(self.heads.len())
    }

    /// Takes the facts `gone` from the cell at this place in each record where `holds` is true of it. That is asked of
    /// cells that are not empty and have none of the facts `without`.
    #[inline]
    pub fn take_where<'a>(
        &mut self,
        buffer: &'a [u8],
        place: usize,
        (without, gone): (Facts, Facts),
        mut holds: impl FnMut(Looked<'a, '_>) -> bool,
    ) {
        let (ends, facts) = (self.ends.get(self.from..), self.facts.get_mut(self.from..));
        let records = ends.unwrap_or_default().chunks_exact(self.width);
        let records = records.zip(facts.unwrap_or_default().chunks_exact_mut(self.width));
        for (record, (head, (ends, facts))) in self.heads.iter().zip(records).enumerate() {
            let Some(of_cell) = facts.get(place).copied() else { return };
            if of_cell & Facts::ANY.union(without) != Facts::ANY {
                continue;
            }
            let (start, end) = bounds(head.start, ends, place, of_cell);
            let text = buffer.get(start..end).unwrap_or_default();
            if holds(Looked { record, start, text, facts }) {
                facts[place] = of_cell.difference(gone);
            }
        }
    }

    /// Takes facts from the cell at this place of one record; returns those that it had.
    #[inline]
    pub fn take(&mut self, record: usize, place: usize, gone: Facts) -> Facts {
        let Some(of_cell) = self.facts.get_mut(self.from + record * self.width + place) else {
            return Facts::empty();
        };
        let taken = *of_cell & gone;
        *of_cell -= gone;
        taken
    }

    /// Makes `record` the one at this place.
    pub fn copy(&self, place: usize, record: &mut Record) {
        let Some(head) = self.heads.get(place) else { return };
        (record.start, record.end, record.next) = (head.start, head.end, head.next);
        (record.facts, record.terminator) = (head.facts, head.terminator);
        record.faults.clone_from(&self.faults);
        record.cells.clear();
        let from = self.from + place * self.width;
        let cells = from..from + self.width;
        let ends = self.ends.get(cells.clone()).unwrap_or_default().iter();
        let cells = ends.zip(self.facts.get(cells).unwrap_or_default());
        let mut start = head.start;
        record.cells.extend(cells.map(|(end, facts)| {
            let cell = RawCell { start, end: *end, facts: *facts };
            start = end + 1;
            cell
        }));
    }

    /// Makes the batch this one record, which was read with care from where the next batch would begin; says whether what
    /// was found behind it still holds, because the same record was found there.
    pub(super) fn put(&mut self, record: &Record) -> bool {
        let (taken, from) = self.taken;
        let to = from + record.cells.len();
        let found = self.found.get(taken).filter(|_| self.has_more());
        let is_same = found.is_some_and(|found| *found as usize == to)
            && self.ends.get(to - 1).is_some_and(|end| *end == record.end);
        let (from, to) = if is_same { (from, to) } else { (0, record.cells.len()) };
        if is_same {
            self.taken = (taken + 1, to);
        } else {
            self.clear();
            self.cells = to;
            if self.ends.len() < to {
                self.make_room();
            }
        }
        let (ends, facts) = (self.ends.get_mut(from..to), self.facts.get_mut(from..to));
        let cells = ends.unwrap_or_default().iter_mut().zip(facts.unwrap_or_default());
        for ((end, facts), cell) in cells.zip(&record.cells) {
            (*end, *facts) = (cell.end, cell.facts);
        }
        let Record { start, end, next, facts, terminator, .. } = *record;
        self.heads.clear();
        self.heads.push(Head { start, end, next, facts, terminator });
        (self.from, self.width) = (from, record.cells.len());
        self.faults.clone_from(&record.faults);
        is_same
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        self.heads.clear();
        self.faults.clear();
        self.records = 0;
        self.width = 1;
        self.cells = 0;
        self.from = 0;
        self.taken = (0, 0);
    }

    /// Whether records were found that are in no batch yet.
    #[inline]
    pub(super) fn has_more(&self) -> bool {
        self.taken.0 < self.records
    }

    /// Whether a record was found, and enough cells.
    #[inline]
    pub(super) fn is_enough(&self) -> bool {
        self.records > 0 && self.cells >= ENOUGH
    }

    /// Whether no record was found yet.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// Takes the cells of a block, which end at these bits and whose ends `number` writes, and the records that end
    /// there; returns how many cells they are, and room for what is known of them.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "what is called from `read_wide` has to be compiled as it is")]
    pub(super) fn add(
        &mut self,
        ends: u64,
        terminators: u64,
        number: impl FnOnce(&mut [u32]),
    ) -> (usize, &mut [Facts]) {
        let before = self.cells;
        if self.ends.len() < before + 64 || self.found.len() < self.records + 64 {
            self.make_room();
        }
        let count = ends.count_ones() as usize;
        number(self.ends.get_mut(before..).unwrap_or_default());
        let mut rest = terminators & ends;
        let room = self.found.get_mut(self.records..).unwrap_or_default();
        self.records += rest.count_ones() as usize;
        for found in room {
            let up_to = rest ^ rest.wrapping_sub(1);
            *found = offset(before) + (ends & up_to).count_ones();
            rest &= rest.wrapping_sub(1);
            if rest == 0 {
                break;
            }
        }
        self.cells += count;
        (count, self.facts.get_mut(before..).unwrap_or_default())
    }

    #[cold]
    fn make_room(&mut self) {
        let cells = 2 * (self.cells + 64);
        self.ends.resize(cells, 0);
        self.facts.resize(cells, Facts::empty());
        self.found.resize(2 * (self.records + 64), 0);
    }

    /// Makes a batch of the records that were found and are in none yet and start before `to`, the first of them at
    /// `start`, up to one that has another width than those before it or that `is_sound` does not take. It is shown
    /// each head and the width and completes the head.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "what is called from `read_wide` has to be compiled as it is")]
    pub(super) fn settle(&mut self, start: u32, to: usize, is_sound: impl Fn(&mut Head, usize) -> bool) {
        self.heads.clear();
        self.faults.clear();
        let (taken, from) = self.taken;
        self.from = from;
        let (mut start, mut first) = (start, from);
        let records = self.found.get(taken..self.records).unwrap_or_default();
        self.width = records.first().map_or(1, |found| *found as usize - from);
        for found in records {
            let found = *found as usize;
            if start as usize >= to || found - first != self.width {
                break;
            }
            let facts = self.facts.get_mut(first..found).unwrap_or_default();
            let ends = self.ends.get(first..found).unwrap_or_default();
            let end = ends.last().copied().unwrap_or_default();
            let mut all = facts.iter().fold(Facts::empty(), |all, facts| all | *facts);
            if end - start > LONG {
                let mut from = start;
                for (end, facts) in ends.iter().zip(facts) {
                    facts.set(Facts::LONG, end - from > LONG);
                    all |= *facts;
                    from = end + 1;
                }
            }
            let mut head = Head { start, end, next: end, facts: all, terminator: Terminator::default() };
            if !is_sound(&mut head, self.width) {
                break;
            }
            (start, first) = (head.next, found);
            self.heads.push(head);
        }
        self.taken = (taken + self.heads.len(), first);
    }
}
