//! The e-mail and phone cells of a customer file, for comparing connectors by them.

use std::io::{self, Read};
use std::path::Path;

use crate::connector::{Cell, Countries, Witness};
use crate::engine::{self, Input, Options, Origin};
use crate::error::Error;
use crate::format::{Kind, Region};
use crate::source::Source;

/// Reads all cells that connectors make keys of. `country` is the store's.
pub(super) fn witnesses(
    path: &Path,
    country: Option<Region>,
    options: &Options,
) -> Result<Vec<Witness>, Error> {
    let name = path.display().to_string();
    let input = Input {
        origin: Origin::Path(path.to_owned()),
        name: name.clone(),
        across_files: false,
        may_be_stranger: false,
    };
    // The check finds out encoding, delimiter and what the columns hold.
    let outcome = engine::check(&[input], options, &())?;
    let mut values = Vec::new();
    for checked in &outcome.files {
        let Some(table) = &checked.table else { continue };
        let place = |kind| table.column(kind).map(|column| column.index as usize);
        let cells = [(Cell::Email, place(Kind::Email)), (Cell::Phone, place(Kind::Phone))];
        let countries = [place(Kind::CountryCode), place(Kind::Country)];
        let text = Text { source: &checked.source, at: checked.source.text_start() };
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).delimiter(table.dialect.delimiter).from_reader(text);
        let mut record = csv::ByteRecord::new();
        let fail = |error: csv::Error| Error::read(&name, io::Error::other(error));
        while reader.read_byte_record(&mut record).map_err(fail)? {
            let text = |at: Option<usize>| str::from_utf8(record.get(at?)?).ok();
            let [code, title] = countries.map(text);
            let row = code.and_then(Region::from_code);
            let row = row.or_else(|| title.and_then(Region::from_name));
            for (cell, at) in cells {
                let value = text(at).filter(|value| !value.is_empty());
                values.extend(value.map(|value| Witness {
                    cell,
                    value: value.to_owned(),
                    countries: Countries { row, store: country },
                }));
            }
        }
    }
    Ok(values)
}

/// A source's text from a place on.
struct Text<'s> {
    source: &'s Source,
    at: u64,
}

impl Read for Text<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let piece = self.source.read(self.at, buffer.len()).map_err(io::Error::other)?;
        self.at += piece.len() as u64;
        for (to, from) in buffer.iter_mut().zip(&*piece) {
            *to = *from;
        }
        Ok(piece.len())
    }
}
