//! The table as rules see it: header, columns, rows and cells, borrowed from what was read.
//!
//! Rules get text, kinds and spans here, and never a line number.

mod cell;
mod content;
mod row;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::format::{Format, Generation, Kind, Region};
use crate::source::{Dialect, Fault, Record, Span};

pub use cell::Cell;
pub use content::encode_cell;
pub use row::{Row, RowFacts};

pub(crate) use content::{cell_bytes, encode_bytes};
use content::{cell_text, content_span};
pub(crate) use row::RowId;

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
