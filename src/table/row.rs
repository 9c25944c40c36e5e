//! One row: what is known about it, its cells, and what they say.

use std::borrow::Cow;
use std::cell::Cell as Register;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use bitflags::bitflags;

use super::content::{cell_text, raw_bytes};
use super::{Cell, Column, Table};
use crate::format::{Country, Kind, Region};
use crate::source::{Facts, Fault, RawCell, Record, Span};
use crate::text::{is_trimmed, trimmed};

bitflags! {
    /// What is known about a row. A rule that needs none of what a row has is not called.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct RowFacts: u8 {
        /// At least one cell is not empty.
        const DATA = 1;
        /// All cells are empty.
        const BLANK = 1 << 1;
        /// It has more or fewer cells than the header.
        const RAGGED = 1 << 2;
        /// Its quoting is at fault.
        const FAULTY = 1 << 3;
        /// Some bytes are not UTF-8.
        const NOT_UTF8 = 1 << 4;
        /// At least one cell is not empty, and nobody has vouched for its e-mail address or its phone number.
        const NO_KEY = 1 << 5;
        /// There is a column of customer ids, and in this row nothing in it, or maybe nothing but space.
        const NO_ID = 1 << 6;
    }
}

impl RowFacts {
    /// Those of a record with so many cells, of all of which together this is known and of each what `facts_at` says;
    /// whether it is UTF-8 is left open.
    #[inline]
    pub(crate) fn of(
        table: &Table,
        all: Facts,
        faulty: bool,
        width: usize,
        facts_at: impl Fn(usize) -> Option<Facts>,
    ) -> Self {
        if !all.contains(Facts::ANY) {
            return if faulty { Self::BLANK | Self::FAULTY } else { Self::BLANK };
        }
        let cell = |kind: Kind| table.by_kind[kind as usize].map(|index| facts_at(index as usize));
        let vouched = |kind| cell(kind).flatten().is_some_and(Facts::is_vouched);
        let has_id = cell(Kind::CustomerId).is_none_or(|facts| {
            facts.is_some_and(|facts| facts.contains(Facts::ANY) && !facts.may_be_blank())
        });
        let mut facts = Self::DATA;
        facts.set(Self::NO_KEY, !vouched(Kind::Email) && !vouched(Kind::Phone));
        facts.set(Self::NO_ID, !has_id);
        facts.set(Self::RAGGED, width != table.width());
        facts.set(Self::FAULTY, faulty);
        facts
    }
}

/// One row.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// The table it belongs to.
    pub table: &'a Table,
    /// What is known about it.
    pub facts: RowFacts,
    pub(super) bytes: &'a [u8],
    pub(super) base: u64,
    record: &'a Record,
    /// The record as text, if it is UTF-8.
    pub(super) text: Option<&'a str>,
    id: RowId,
}

/// Which row it is of all that were ever made, whatever is in it: what was found out of one need not be found out again
/// as long as it is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowId(u64);

impl RowId {
    /// The next one. Each thread has numbers of its own.
    fn next() -> Self {
        /// So many rows are as many as no thread makes.
        const EACH: u64 = 1 << 40;
        static THREADS: AtomicU64 = AtomicU64::new(0);
        thread_local! {
            static NEXT: Register<u64> = Register::new(EACH * THREADS.fetch_add(1, Ordering::Relaxed));
        }
        Self(NEXT.replace(NEXT.get() + 1))
    }
}

impl<'a> Row<'a> {
    /// The row in `record`, whose offsets count from the start of `bytes`, which lie at `base` of the text.
    pub fn new(table: &'a Table, bytes: &'a [u8], base: u64, record: &'a Record) -> Self {
        Self::in_text(table, bytes, base, record, None)
    }

    /// The same where some of the bytes are known to be text: from where on, and that text.
    pub(crate) fn in_text(
        table: &'a Table,
        bytes: &'a [u8],
        base: u64,
        record: &'a Record,
        known: Option<(usize, &'a str)>,
    ) -> Self {
        let (start, end) = (record.start as usize, record.end as usize);
        let facts_at = |index: usize| record.cells.get(index).map(|cell| cell.facts);
        let faulty = !record.faults.is_empty();
        let mut facts = RowFacts::of(table, record.facts, faulty, record.cells.len(), facts_at);
        let text = known.and_then(|(from, text)| text.get(start.checked_sub(from)?..end.checked_sub(from)?));
        let read = || simdutf8::basic::from_utf8(bytes.get(start..end).unwrap_or_default()).ok();
        let text = text.or_else(read);
        facts.set(RowFacts::NOT_UTF8, text.is_none());
        Self { table, facts, bytes, base, record, text, id: RowId::next() }
    }

    /// Which row it is of all that were ever made.
    pub(crate) fn id(&self) -> RowId {
        self.id
    }

    /// Its text from the first cell to the last, line end not included.
    pub fn span(&self) -> Span {
        self.shift(self.record.start, self.record.end)
    }

    /// The same with the line end.
    pub fn line_span(&self) -> Span {
        self.shift(self.record.start, self.record.next)
    }

    /// Its bytes, line end not included.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes.get(self.record.start as usize..self.record.end as usize).unwrap_or_default()
    }

    /// Its bytes before and after this cell, all of them where there is none.
    pub(crate) fn around(&self, cell: Option<&Cell<'_>>) -> (&'a [u8], &'a [u8]) {
        let all = self.bytes();
        let Some(raw) = cell.map(|cell| cell.raw) else { return (all, &[]) };
        let [start, end] = [raw.start, raw.end].map(|at| (at - self.record.start) as usize);
        (all.get(..start).unwrap_or_default(), all.get(end..).unwrap_or_default())
    }

    /// How many cells it has.
    pub fn width(&self) -> usize {
        self.record.cells.len()
    }

    /// All cells that stand under a header.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let columns = self.table.columns.iter();
        self.record.cells.iter().zip(columns).map(|(raw, column)| self.as_cell(*raw, column))
    }

    /// The cell in the first column of this kind, if the row reaches that far.
    pub fn cell(&self, kind: Kind) -> Option<Cell<'_>> {
        let column = self.table.column(kind)?;
        self.record.cells.get(column.index as usize).map(|raw| self.as_cell(*raw, column))
    }

    /// The cell under `column`, if the row reaches that far.
    pub fn cell_in<'r>(&'r self, column: &'r Column) -> Option<Cell<'r>> {
        self.record.cells.get(column.index as usize).map(|raw| self.as_cell(*raw, column))
    }

    /// The text of the cell of this kind without space around it; empty where there is none.
    #[inline]
    pub fn text(&self, kind: Kind) -> Cow<'a, str> {
        let Some(raw) = self.raw(kind) else { return Cow::Borrowed("") };
        match self.text_of(raw) {
            text if !raw.facts.may_be_blank() => text,
            Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// The text of the cell of this kind where it is ASCII, as it stands in the file, and without space around it; the
    /// fast way to [`Row::text`] for nearly all cells. `None` where it is anything else, or empty.
    #[inline]
    pub(crate) fn clean(&self, kind: Kind) -> Option<&'a str> {
        const OTHER: Facts =
            Facts::ESCAPED.union(Facts::NON_ASCII).union(Facts::CONTROL).union(Facts::LINE_BREAK);
        let raw = self.raw(kind)?;
        let quote = u32::from(raw.facts.contains(Facts::QUOTED));
        let from = self.record.start;
        let text = self.text?.get((raw.start + quote - from) as usize..(raw.end - quote - from) as usize)?;
        let is_clean =
            !raw.facts.intersects(OTHER) && (!raw.facts.contains(Facts::SPACE) || is_trimmed(text));
        (is_clean && !text.is_empty()).then_some(text)
    }

    /// Whether the cell of this kind holds anything but space.
    #[inline]
    pub fn has(&self, kind: Kind) -> bool {
        let Some(raw) = self.raw(kind) else { return false };
        raw.facts.contains(Facts::ANY)
            && (!raw.facts.may_be_blank() || !trimmed(&self.text_of(raw)).is_empty())
    }

    /// The text of the first cell of this kind, if somebody has vouched that it holds what it should.
    #[inline]
    pub fn vouched(&self, kind: Kind) -> Option<&'a str> {
        let raw = self.raw(kind).filter(|raw| raw.facts.is_vouched())?;
        match self.text_of(raw) {
            Cow::Borrowed(text) => Some(text),
            Cow::Owned(_) => None,
        }
    }

    /// The span of the cell at `index`, under a header or not.
    pub fn raw_span(&self, index: usize) -> Option<Span> {
        self.record.cells.get(index).map(|raw| self.shift(raw.start, raw.end))
    }

    /// Whether the cell at `index`, under a header or not, has any text.
    pub fn is_empty_at(&self, index: usize) -> bool {
        self.record.cells.get(index).is_none_or(|raw| !raw.facts.contains(Facts::ANY))
    }

    /// The text of the cell at `index`, under a header or not.
    pub fn text_at(&self, index: usize) -> Cow<'a, str> {
        self.record.cells.get(index).map_or(Cow::Borrowed(""), |raw| self.text_of(*raw))
    }

    /// What is known of the cell at `index`, under a header or not.
    pub(crate) fn facts_at(&self, index: usize) -> Facts {
        self.record.cells.get(index).map_or(Facts::empty(), |raw| raw.facts)
    }

    /// The bytes of the cell at `index`, under a header or not, quotes included.
    pub fn raw_at(&self, index: usize) -> &'a [u8] {
        self.record.cells.get(index).map_or(&[], |raw| raw_bytes(self.bytes, *raw))
    }

    /// The bytes of the first cell of this kind, quotes included; none where the row does not reach that far.
    pub fn raw_in(&self, kind: Kind) -> &'a [u8] {
        self.raw(kind).map_or(&[], |raw| raw_bytes(self.bytes, raw))
    }

    /// Its quoting faults, with the span of each.
    pub fn faults(&self) -> impl Iterator<Item = (Fault, Span)> + '_ {
        self.record.faults.iter().map(|fault| (*fault, self.shift(fault.start, fault.end)))
    }

    /// The country of the address, by code or else by name.
    pub fn address_region(&self) -> Option<Region> {
        let code = self.text(Kind::CountryCode);
        Region::from_code(&code).or_else(|| {
            let name = self.text(Kind::Country);
            Region::from_code(&name).or_else(|| Region::from_name(&name))
        })
    }

    /// The country of the address as Shopify knows it, by code or else by name.
    pub fn address_country(&self) -> Option<&'static Country> {
        // Nearly always the cell is a code and nothing else.
        let raw = self.raw(Kind::CountryCode).map_or(&[][..], |raw| raw_bytes(self.bytes, raw));
        Country::from_bytes(raw).or_else(|| {
            let code = self.text(Kind::CountryCode);
            if let Some(country) = Country::from_code(&code) {
                return Some(country);
            }
            let region = if code.is_empty() { self.address_region() } else { Region::meant(&code) };
            Country::of(region?)
        })
    }

    /// What is known of each cell.
    #[inline]
    pub(crate) fn cell_facts(&self) -> impl Iterator<Item = Facts> + use<'a> {
        self.record.cells.iter().map(|raw| raw.facts)
    }

    /// The cell at `index`, if there is one under a header.
    #[inline]
    pub(crate) fn cell_at(&self, index: usize) -> Option<Cell<'_>> {
        let raw = self.record.cells.get(index)?;
        self.table.columns.get(index).map(|column| self.as_cell(*raw, column))
    }

    #[inline]
    fn raw(&self, kind: Kind) -> Option<RawCell> {
        let index = self.table.by_kind[kind as usize]?;
        self.record.cells.get(index as usize).copied()
    }

    #[inline]
    pub(super) fn text_of(&self, raw: RawCell) -> Cow<'a, str> {
        if let Some(text) = self.text
            && !raw.facts.contains(Facts::ESCAPED)
        {
            let quote = usize::from(raw.facts.contains(Facts::QUOTED));
            let start = (raw.start - self.record.start) as usize + quote;
            let end = (raw.end - self.record.start) as usize - quote;
            return Cow::Borrowed(text.get(start..end).unwrap_or_default());
        }
        cell_text(self.bytes, raw)
    }

    #[inline]
    fn as_cell<'r>(&'r self, raw: RawCell, column: &'r Column) -> Cell<'r> {
        Cell { row: self, column, raw }
    }

    pub(super) fn shift(&self, start: u32, end: u32) -> Span {
        Span::new(self.base + u64::from(start), self.base + u64::from(end))
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("span", &self.span()).field("facts", &self.facts).finish_non_exhaustive()
    }
}
