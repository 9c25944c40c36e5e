//! What stands where a finding is: the cell under it, or the text where it concerns no cell.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::{Shown, legible};
use crate::engine::Outcome;
use crate::error::Error;
use crate::identity::Keys;
use crate::source::{FileId, RecordReader};
use crate::table::{Cell, Row};

/// More of a text than this, in bytes, is not read.
const LONGEST: u64 = 4 << 10;

/// Reads what findings are about. Asked in the order of the report it reads every file once.
pub(super) struct Values<'o> {
    outcome: &'o Outcome,
    readers: HashMap<FileId, RecordReader<'o>>,
    keys: Keys,
}

impl<'o> Values<'o> {
    pub(super) fn new(outcome: &'o Outcome) -> Self {
        Self { outcome, readers: HashMap::new(), keys: Keys::default() }
    }

    /// The text, quotes not included.
    pub(super) fn text(&mut self, shown: &Shown<'_>) -> Result<Vec<u8>, Error> {
        let bytes = |_: &mut Keys, _: &Row<'_>, cell: &Cell<'_>| match std::str::from_utf8(cell.raw()) {
            Ok(_) => cell.text().into_owned().into_bytes(),
            Err(_) => cell.raw().to_vec(),
        };
        match self.cell(shown, bytes)? {
            Some(text) => Ok(text),
            None => Ok(self.span(shown)?.into_owned()),
        }
    }

    /// The text as rows are compared by it: an address or a number normalised, anything else without the space
    /// around it and in lower case.
    pub(super) fn key(&mut self, shown: &Shown<'_>) -> Result<String, Error> {
        let normalised = |keys: &mut Keys, row: &Row<'_>, cell: &Cell<'_>| keys.of_cell(row, cell);
        match self.cell(shown, normalised)? {
            Some(key) => Ok(key),
            None => Ok(legible(&self.span(shown)?, false).trim().to_lowercase()),
        }
    }

    fn cell<T>(
        &mut self,
        shown: &Shown<'_>,
        with: impl FnOnce(&mut Keys, &Row<'_>, &Cell<'_>) -> T,
    ) -> Result<Option<T>, Error> {
        let (file, place) = (shown.finding.file, &shown.place);
        let checked = super::file_of(self.outcome, file);
        let Some(table) = &checked.table else { return Ok(None) };
        let column = shown.finding.column.and_then(|index| table.columns.get(index as usize));
        let (Some(column), Some(_)) = (column, place.record) else { return Ok(None) };
        let reader =
            self.readers.entry(file).or_insert_with(|| RecordReader::new(&checked.source, checked.lexer()));
        let Some(read) = reader.read(place.record_start)? else { return Ok(None) };
        let row = Row::new(table, read.bytes, read.base, read.record);
        Ok(row.cell_in(column).map(|cell| with(&mut self.keys, &row, &cell)))
    }

    fn span(&self, shown: &Shown<'_>) -> Result<Cow<'o, [u8]>, Error> {
        let span = shown.finding.span;
        let length = usize::try_from(span.len().min(LONGEST)).unwrap_or_default();
        super::file_of(self.outcome, shown.finding.file).source.read(span.start, length)
    }
}
