//! The table as rules see it: header, columns, rows and cells, borrowed from what was read.
//!
//! Rules get text, kinds and spans here, and never a line number.

use std::borrow::Cow;
use std::cell::Cell as Register;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bitflags::bitflags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::edit::Edit;
use crate::format::{Country, Format, Generation, Kind, Region};
use crate::source::{Dialect, Facts, Fault, RawCell, Record, Span};
use crate::text::{is_trimmed, trimmed};

/// What the checks need to know about the import that is planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The store's country, for phone numbers without a calling code.
    pub default_country: Option<Region>,
    /// Which country such a number is read in first.
    pub phone_region: PhoneRegion,
    /// Which importer will read the file.
    pub path: ImportPath,
    /// Whether existing customers are overwritten; `None` when that is not known.
    pub overwrite: Option<bool>,
}

/// Which country a phone number without a calling code is read in first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum PhoneRegion {
    /// The store's; the address country where the store's is not given.
    #[default]
    Store,
    /// The address country; the store's where the row has none.
    Address,
}

/// Which importer reads the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ImportPath {
    /// The import of customers in Shopify's admin: of rows with one key it keeps the last.
    #[default]
    Admin,
    /// An app that creates customers through the API: the first row is created, later ones are refused.
    Api,
}

/// The header and everything that follows from it.
#[derive(Clone, Debug)]
pub struct Table {
    /// The columns, in order.
    pub columns: Arc<[Column]>,
    /// What the file is supposed to look like.
    pub format: &'static Format,
    /// The state of the header that it resembles most.
    pub generation: Option<&'static Generation>,
    /// How cells are separated.
    pub dialect: Dialect,
    /// The header record, line end not included.
    pub header: Span,
    /// Quoting faults of the header, their offsets counted from the start of the text.
    pub header_faults: Vec<Fault>,
    /// Where the record after the header starts.
    pub data: u64,
    /// The import that is planned.
    pub import: Import,
    /// The chosen connectors to which addresses that differ in capitals are two.
    pub minding_case: Vec<String>,
    by_kind: [Option<u32>; Kind::COUNT],
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Place in the header, from 0.
    pub index: u32,
    /// The header cell's text.
    pub name: String,
    /// Where the header cell's text stands.
    pub span: Span,
    /// What the cells hold.
    pub kind: Kind,
}

impl Table {
    /// A table from the header record at the start of `bytes`, which lie at `base` of the text. `kind_of`
    /// says what a column with a given header holds.
    pub fn new(
        header: &Header<'_>,
        format: &'static Format,
        dialect: Dialect,
        import: Import,
        kind_of: impl Fn(&str) -> Kind,
    ) -> Self {
        let columns: Vec<Column> = (0u32..)
            .zip(&header.record.cells)
            .map(|(index, raw)| {
                let name = cell_text(header.bytes, *raw).into_owned();
                let kind = kind_of(&name);
                Column { index, span: content_span(header.bytes, header.base, *raw), kind, name }
            })
            .collect();
        let mut by_kind = [None; Kind::COUNT];
        for column in &columns {
            by_kind[column.kind as usize].get_or_insert(column.index);
        }
        let names: Vec<String> = columns.iter().map(|column| column.name.trim().to_owned()).collect();
        let shift = u32::try_from(header.base).unwrap_or(u32::MAX);
        let at = |offset: u32| offset.saturating_add(shift);
        let faults = header.record.faults.iter();
        Self {
            columns: columns.into(),
            format,
            generation: format.generation(&names),
            dialect,
            header: Span::new(
                header.base + u64::from(header.record.start),
                header.base + u64::from(header.record.end),
            ),
            header_faults: faults.map(|f| Fault { start: at(f.start), end: at(f.end), ..*f }).collect(),
            data: header.base + u64::from(header.record.next),
            import,
            minding_case: Vec::new(),
            by_kind,
        }
    }

    /// How many cells a row should have.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The first column of this kind.
    pub fn column(&self, kind: Kind) -> Option<&Column> {
        self.by_kind[kind as usize].and_then(|index| self.columns.get(index as usize))
    }

    /// Whether several rows may belong to one customer on purpose.
    pub fn several_rows_per_customer(&self) -> bool {
        self.generation.is_some_and(|generation| generation.several_rows_per_customer)
    }

    /// Whether `Phone` may hold anything, as in old exports, so that nothing certain follows from it.
    pub fn loose_phone(&self) -> bool {
        self.generation.is_some_and(|generation| generation.loose_phone)
    }
}

/// The first record, as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// The bytes that the record's offsets count from.
    pub bytes: &'a [u8],
    /// Where these bytes start in the text.
    pub base: u64,
    /// The record.
    pub record: &'a Record,
}

impl Header<'_> {
    /// The text of every header cell.
    pub fn names(&self) -> Vec<String> {
        self.record.cells.iter().map(|raw| cell_text(self.bytes, *raw).into_owned()).collect()
    }
}

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
    bytes: &'a [u8],
    base: u64,
    record: &'a Record,
    /// The record as text, if it is UTF-8.
    text: Option<&'a str>,
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
        let read = || std::str::from_utf8(bytes.get(start..end).unwrap_or_default()).ok();
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
    fn text_of(&self, raw: RawCell) -> Cow<'a, str> {
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

    fn shift(&self, start: u32, end: u32) -> Span {
        Span::new(self.base + u64::from(start), self.base + u64::from(end))
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("span", &self.span()).field("facts", &self.facts).finish_non_exhaustive()
    }
}

/// One cell under a header.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The row it stands in.
    pub row: &'a Row<'a>,
    /// The column it stands in.
    pub column: &'a Column,
    raw: RawCell,
}

impl<'a> Cell<'a> {
    /// Its text, quotes removed. Bytes that are not UTF-8 become U+FFFD.
    pub fn text(&self) -> Cow<'a, str> {
        self.row.text_of(self.raw)
    }

    /// The bytes of its text, quotes removed, UTF-8 or not.
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        cell_bytes(self.row.bytes, self.raw)
    }

    /// Whether all of its bytes are UTF-8.
    pub fn is_text(&self) -> bool {
        self.row.text.is_some() || std::str::from_utf8(self.raw()).is_ok()
    }

    /// What is known about it.
    pub fn facts(&self) -> Facts {
        self.raw.facts
    }

    /// Whether there is no text in it, quotes or not.
    pub fn is_empty(&self) -> bool {
        !self.raw.facts.contains(Facts::ANY)
    }

    /// Its text, quotes not included; the whole cell where it is empty.
    pub fn span(&self) -> Span {
        content_span(self.row.bytes, self.row.base, self.raw)
    }

    /// The whole cell, quotes included.
    pub fn raw_span(&self) -> Span {
        self.row.shift(self.raw.start, self.raw.end)
    }

    /// Its bytes as they stand in the source, quotes included.
    pub fn raw(&self) -> &'a [u8] {
        raw_bytes(self.row.bytes, self.raw)
    }

    /// Where bytes `start..end` of [`Cell::text`] stand in the source; the whole content where that cannot be
    /// told because stray bytes were replaced.
    pub fn span_of(&self, start: usize, end: usize) -> Span {
        let content = self.span();
        let raw = self.raw();
        let text = self.text();
        if !self.raw.facts.contains(Facts::ESCAPED) && matches!(text, Cow::Borrowed(_)) {
            return Span::new(content.start + start as u64, content.start + end as u64);
        }
        if std::str::from_utf8(raw).is_err() {
            return content;
        }
        let place = |wanted: usize| {
            let mut seen = 0;
            let kept = kept_bytes(raw, self.raw.facts).find(|_| {
                seen += 1;
                seen > wanted
            });
            let offset = kept.unwrap_or(raw.len() - usize::from(raw.ends_with(b"\"")));
            u64::from(self.raw.start) + self.row.base + offset as u64
        };
        Span::new(place(start), place(end))
    }

    /// The replacement of its text by `text`, quoted as before or as needed.
    pub fn rewritten(&self, text: &str) -> Edit {
        let quoted = self.raw.facts.contains(Facts::QUOTED);
        Edit { span: self.raw_span(), text: encode_cell(text, self.row.table.dialect, quoted) }
    }
}

/// A cell as it stands in a file of this dialect.
pub fn encode_cell(text: &str, dialect: Dialect, always_quote: bool) -> String {
    let cell = encode_bytes(text.as_bytes(), dialect, always_quote);
    String::from_utf8(cell).expect("text and quotes are UTF-8")
}

/// As [`encode_cell`], for text that may hold stray bytes.
pub(crate) fn encode_bytes(text: &[u8], dialect: Dialect, always_quote: bool) -> Vec<u8> {
    if text.is_empty() && !always_quote {
        return Vec::new();
    }
    let style = if always_quote { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
    let mut writer =
        csv::WriterBuilder::new().delimiter(dialect.delimiter).quote_style(style).from_writer(Vec::new());
    let written =
        writer.write_record([text]).map_err(|_| ()).and_then(|()| writer.into_inner().map_err(|_| ()));
    let mut cell = written.expect("writing to memory cannot fail");
    cell.pop();
    cell
}

fn raw_bytes(bytes: &[u8], raw: RawCell) -> &[u8] {
    bytes.get(raw.start as usize..raw.end as usize).unwrap_or_default()
}

/// The text of a cell: quotes removed, strays replaced by U+FFFD.
fn cell_text(bytes: &[u8], raw: RawCell) -> Cow<'_, str> {
    match cell_bytes(bytes, raw) {
        Cow::Borrowed(bytes) => lossy(bytes),
        Cow::Owned(bytes) => {
            Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| lossy(error.as_bytes()).into_owned()))
        }
    }
}

/// The bytes of a cell, quotes removed.
pub(crate) fn cell_bytes(bytes: &[u8], raw: RawCell) -> Cow<'_, [u8]> {
    let whole = raw_bytes(bytes, raw);
    if raw.facts.contains(Facts::ESCAPED) {
        return Cow::Owned(kept_bytes(whole, raw.facts).filter_map(|at| whole.get(at).copied()).collect());
    }
    let content = if raw.facts.contains(Facts::QUOTED) { whole.get(1..whole.len() - 1) } else { Some(whole) };
    Cow::Borrowed(content.unwrap_or_default())
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Cow::Owned(text)
}

/// The offsets of the bytes of an escaped cell that belong to its text.
fn kept_bytes(raw: &[u8], facts: Facts) -> impl Iterator<Item = usize> + '_ {
    let mut quoted = facts.contains(Facts::QUOTED);
    // A quote that was never closed is dropped like one that was.
    let mut at = 1;
    std::iter::from_fn(move || {
        if quoted && raw.get(at) == Some(&b'"') {
            at += 1;
            quoted = raw.get(at) == Some(&b'"');
        }
        let kept = (at < raw.len()).then_some(at);
        at += 1;
        kept
    })
}

fn content_span(bytes: &[u8], base: u64, raw: RawCell) -> Span {
    let (mut start, mut end) = (base + u64::from(raw.start), base + u64::from(raw.end));
    let closed = end - start >= 2 && bytes.get(raw.end as usize - 1) == Some(&b'"');
    if raw.facts.contains(Facts::QUOTED) && raw.facts.contains(Facts::ANY) && closed {
        (start, end) = (start + 1, end - 1);
    }
    Span::new(start, end)
}
