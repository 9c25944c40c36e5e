//! Records side by side, as columns: what many of them have in common is then looked at in one go.

use std::ops::Range;

use super::{Facts, Fault, LONG, RawCell, Record, Terminator, offset};

/// So many cells are enough for one batch: what was read is still at hand when it is looked at.
const ENOUGH: usize = 2048;

/// Some records in a row, reused from call to call; offsets in bytes from the buffer's start.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    heads: Vec<Head>,
    /// How many cells the records have: as many each, so many of them in a row.
    runs: Vec<(usize, usize)>,
    /// One past the last byte of each cell, record after record, and room for more.
    ends: Vec<u32>,
    /// What is known about each, likewise.
    facts: Vec<Facts>,
    /// The quoting faults of its records, and which ones these are.
    faults: Vec<(usize, Fault)>,
    /// How many cells were found.
    cells: usize,
    /// How many records were found.
    records: usize,
    /// How many cells there are up to the end of each, and room for more.
    found: Vec<u32>,
    /// How many cells were found before those of this batch.
    from: usize,
    /// How many records, and cells of theirs, were found up to its end: what comes after has to be read with care, and
    /// may be for the next one.
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
    /// How many cells were found before its first.
    first: u32,
    /// How many cells it has.
    width: u32,
    /// The facts of all cells together, as they were read.
    pub facts: Facts,
    /// How it ends.
    pub terminator: Terminator,
    /// Whether its quoting is at fault.
    pub is_faulty: bool,
}

impl Head {
    /// How many cells it has.
    #[inline]
    pub fn width(&self) -> usize {
        self.width as usize
    }

    /// The places of its cells among those that were found.
    #[inline]
    fn cells(&self) -> Range<usize> {
        self.first as usize..(self.first + self.width) as usize
    }
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
fn add_head(heads: &mut Vec<Head>, runs: &mut Vec<(usize, usize)>, head: Head) {
    match runs.last_mut() {
        Some((width, records)) if *width == head.width() => *records += 1,
        _ => runs.push((head.width(), 1)),
    }
    heads.push(head);
}

#[inline]
fn bounds(start: u32, ends: &[u32], place: usize, facts: Facts) -> (usize, usize) {
    let Some(end) = ends.get(place) else { return (0, 0) };
    let before = place.checked_sub(1).and_then(|before| ends.get(before));
    let quote = u32::from(facts.contains(Facts::QUOTED));
    ((before.map_or(start, |end| end + 1) + quote) as usize, (end - quote) as usize)
}

impl Batch {
    /// The records.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The records with their cells.
    #[inline]
    pub fn records(&self) -> impl Iterator<Item = (&Head, Cells<'_>)> {
        let (ends, facts) = (self.ends.get(self.from..), self.facts.get(self.from..));
        let (mut ends, mut facts) = (ends.unwrap_or_default(), facts.unwrap_or_default());
        self.heads.iter().map(move |head| {
            let (own_ends, more_ends) = ends.split_at_checked(head.width()).unwrap_or_default();
            let (own_facts, more_facts) = facts.split_at_checked(head.width()).unwrap_or_default();
            (ends, facts) = (more_ends, more_facts);
            (head, Cells { start: head.start, ends: own_ends, facts: own_facts })
        })
    }

    /// Shows each record with the ends of its cells, and what is known about these, to be changed.
    #[inline]
    fn change(&mut self, mut each: impl FnMut(usize, &Head, &[u32], &mut [Facts])) {
        let (ends, facts) = (self.ends.get(self.from..), self.facts.get_mut(self.from..));
        let (mut ends, mut facts) = (ends.unwrap_or_default(), facts.unwrap_or_default());
        let mut heads = self.heads.as_slice();
        let mut numbers = 0..;
        for (width, records) in &self.runs {
            let (own_heads, more_heads) = heads.split_at_checked(*records).unwrap_or_default();
            let (own_ends, more_ends) = ends.split_at_checked(records * width).unwrap_or_default();
            let (own_facts, more_facts) = facts.split_at_mut_checked(records * width).unwrap_or_default();
            let cells = own_ends.chunks_exact(*width).zip(own_facts.chunks_exact_mut(*width));
            for ((head, (ends, facts)), number) in own_heads.iter().zip(cells).zip(&mut numbers) {
                each(number, head, ends, facts);
            }
            (heads, ends, facts) = (more_heads, more_ends, more_facts);
        }
    }

    /// Shows what is known about the cells of each record, to be changed.
    #[inline]
    pub fn change_facts(&mut self, mut each: impl FnMut(usize, &mut [Facts])) {
        self.change(|record, _, _, facts| each(record, facts));
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
        self.change(|record, head, ends, facts| {
            let Some(of_cell) = facts.get(place).copied() else { return };
            if of_cell & Facts::ANY.union(without) != Facts::ANY {
                return;
            }
            let (start, end) = bounds(head.start, ends, place, of_cell);
            let text = buffer.get(start..end).unwrap_or_default();
            if holds(Looked { record, start, text, facts }) {
                facts[place] = of_cell.difference(gone);
            }
        });
    }

    /// Takes facts from the cell at this place of one record; returns those that it had.
    #[inline]
    pub fn take(&mut self, record: usize, place: usize, gone: Facts) -> Facts {
        let facts = self.heads.get(record).and_then(|head| self.facts.get_mut(head.cells()));
        let Some(of_cell) = facts.and_then(|facts| facts.get_mut(place)) else { return Facts::empty() };
        let taken = *of_cell & gone;
        *of_cell -= gone;
        taken
    }

    /// Makes `record` the one at this place.
    pub fn copy(&self, place: usize, record: &mut Record) {
        let Some(head) = self.heads.get(place) else { return };
        (record.start, record.end, record.next) = (head.start, head.end, head.next);
        (record.facts, record.terminator) = (head.facts, head.terminator);
        record.faults.clear();
        if head.is_faulty {
            let first = self.faults.partition_point(|(of, _)| *of < place);
            let own = self.faults.iter().skip(first).take_while(|(of, _)| *of == place);
            record.faults.extend(own.map(|(_, fault)| *fault));
        }
        record.cells.clear();
        let ends = self.ends.get(head.cells()).unwrap_or_default().iter();
        let cells = ends.zip(self.facts.get(head.cells()).unwrap_or_default());
        let mut start = head.start;
        record.cells.extend(cells.map(|(end, facts)| {
            let cell = RawCell { start, end: *end, facts: *facts };
            start = end + 1;
            cell
        }));
    }

    /// Adds a record that was read with care, where the next one of the batch begins. What was found behind it still holds
    /// where the same record was found there, and is forgotten where not.
    pub(super) fn put(&mut self, record: &Record) {
        let (taken, from) = self.taken;
        let to = from + record.cells.len();
        let found = self.found.get(taken).filter(|_| self.has_more());
        let is_same = found.is_some_and(|found| *found as usize == to)
            && self.ends.get(to - 1).is_some_and(|end| *end == record.end);
        if !is_same {
            self.forget();
            self.cells = to;
            self.make_room();
            if let Some(found) = self.found.get_mut(taken) {
                *found = offset(to);
            }
            self.records += 1;
        }
        let (ends, facts) = (self.ends.get_mut(from..to), self.facts.get_mut(from..to));
        let cells = ends.unwrap_or_default().iter_mut().zip(facts.unwrap_or_default());
        for ((end, facts), cell) in cells.zip(&record.cells) {
            (*end, *facts) = (cell.end, cell.facts);
        }
        self.faults.extend(record.faults.iter().map(|fault| (self.heads.len(), *fault)));
        let Record { start, end, next, facts, terminator, .. } = *record;
        let (first, width, is_faulty) = (offset(from), offset(to - from), !record.faults.is_empty());
        add_head(
            &mut self.heads,
            &mut self.runs,
            Head { start, end, next, first, width, facts, terminator, is_faulty },
        );
        self.taken = (taken + 1, to);
    }

    /// Begins a batch with what was found behind the last one.
    #[inline]
    pub(super) fn go_on(&mut self) {
        self.heads.clear();
        self.runs.clear();
        self.faults.clear();
        self.from = self.taken.1;
    }

    /// Begins a batch with nothing.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.taken = (0, 0);
        self.forget();
        self.go_on();
    }

    /// Forgets what was found behind the last record of the batch.
    #[inline]
    pub(super) fn forget(&mut self) {
        (self.records, self.cells) = self.taken;
    }

    /// Whether records were found that are in no batch yet.
    #[inline]
    pub(super) fn has_more(&self) -> bool {
        self.taken.0 < self.records
    }

    /// Whether enough cells were found for a batch.
    #[inline]
    pub(super) fn is_enough(&self) -> bool {
        self.cells - self.from >= ENOUGH
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
        self.make_room();
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

    /// Makes room for the cells and records of a block behind those that were found.
    #[inline]
    fn make_room(&mut self) {
        if self.ends.len() < self.cells + 64 || self.found.len() < self.records + 64 {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let cells = 2 * (self.cells + 64);
        self.ends.resize(cells, 0);
        self.facts.resize(cells, Facts::empty());
        self.found.resize(2 * (self.records + 64), 0);
    }

    /// Adds the records that were found and are in no batch yet and start before `to`, the first of them at `start`, up to
    /// one that `is_sound` does not take. It is shown each head and completes it.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "what is called from `read_wide` has to be compiled as it is")]
    pub(super) fn settle(&mut self, start: u32, to: usize, is_sound: impl Fn(&mut Head) -> bool) {
        let (taken, first) = self.taken;
        let (mut start, mut first) = (start, offset(first));
        let before = self.heads.len();
        for found in self.found.get(taken..self.records).unwrap_or_default() {
            if start as usize >= to {
                break;
            }
            let width = *found - first;
            let mut head = Head { start, first, width, ..Head::default() };
            let facts = self.facts.get_mut(head.cells()).unwrap_or_default();
            let ends = self.ends.get(head.cells()).unwrap_or_default();
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
            (head.end, head.next, head.facts) = (end, end, all);
            if !is_sound(&mut head) {
                break;
            }
            (start, first) = (head.next, *found);
            add_head(&mut self.heads, &mut self.runs, head);
        }
        self.taken = (taken + self.heads.len() - before, first as usize);
    }
}
