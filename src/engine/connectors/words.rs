//! Partings put into words: their rows are read again.

use super::compare::Event;
use super::{Connected, countries, kind};
use crate::connector::Outcome;
use crate::engine::tell::Teller;
use crate::error::Error;
use crate::identity::{At, Grouping};
use crate::rule::{Check, Disagreement, End, Finding, Room};
use crate::table::Row;

impl Connected<'_> {
    /// Findings of those there is room for.
    pub(super) fn put_into_words(&self, events: Vec<Event>, room: &mut Room) -> Result<Vec<Finding>, Error> {
        let grouping = Grouping::default();
        let mut teller = Teller::new(self.files, &grouping);
        let mut found = Vec::new();
        for event in events {
            let Some((rule, active, severity)) = self.judge(event) else { continue };
            let (Check::Connector { tell, .. }, Some(connector)) = (rule.check, self.connector(event)) else {
                continue;
            };
            let is_shown = severity >= self.options.show_from && room.take(active.place);
            if !is_shown && self.options.hearer.is_none() {
                continue;
            }
            let column = kind(event.cell);
            let me = teller.other(event.at, event.at, column)?;
            let other = teller.other(event.other, event.at, column)?;
            let second = match event.second {
                Some((at, cell)) => Some((teller.other(at, event.at, column)?, cell)),
                None => None,
            };
            let mut end = |at: At| {
                let other = teller.other(at, event.at, column)?;
                Ok::<_, Error>(End { record: other.record, file_name: other.file_name })
            };
            let (first, last) = (end(event.first)?, end(event.last)?);
            let identity = self.identity(event);
            let keys = match identity {
                None => None,
                Some(identity) => {
                    let key = |row: &Row<'_>, comes_in: bool| {
                        let text = row.text(kind(identity.of));
                        let outcome = if comes_in {
                            identity.run(&text, countries(row))
                        } else {
                            identity.stored(&text, countries(row))
                        };
                        if let Outcome::Key(key) = outcome { Some(key.into_owned()) } else { None }
                    };
                    let mine = teller.with(event.at, |row| key(row, true))?;
                    mine.zip(teller.with(event.other, |row| key(row, false))?)
                }
            };
            let mut finding = teller.with(event.at, |row| {
                let parting = event.parting;
                let cell = event.cell;
                tell(&Disagreement {
                    parting,
                    connector,
                    row: *row,
                    me,
                    other,
                    second,
                    cell,
                    identity,
                    keys,
                    first,
                    last,
                })
            })?;
            finding.severity = severity;
            finding.column = self.column(event).map(|column| column.index);
            finding.file = event.at.file();
            let table = self.files.get(finding.file).and_then(|file| file.table.as_ref());
            if let (Some(hearer), Some(table)) = (&self.options.hearer, table) {
                hearer.hear(&finding, table)?;
            }
            if is_shown {
                found.push(finding);
            }
        }
        Ok(found)
    }
}
