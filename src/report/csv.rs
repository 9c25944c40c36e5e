//! Findings as a table, for people in spreadsheets. Lines, columns and records count from 1, columns in
//! characters.

use std::borrow::Cow;
use std::io::{self, Write};

use super::value::Values;
use super::{Manner, Report, guarded, guarded_path, header_name, legible};
use crate::error::Error;

/// The longest value that is repeated, in characters.
const LONGEST: usize = 1000;

/// Writes a header and one row a finding.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> Result<(), Error> {
    let redact = manner.redact;
    let mut values = Values::new(report.outcome);
    let mut table = csv::Writer::from_writer(out);
    let header =
        ["file", "line", "column", "record", "header", "rule", "severity", "message", "value", "help"];
    table.write_record(header).map_err(failed)?;
    for shown in &report.shown {
        let (finding, start) = (shown.finding, shown.place.start);
        let header = shown.column.map(|column| header_name(&column.name, column.kind, redact));
        let row = [
            guarded_path(shown.path),
            start.line.to_string(),
            start.column.to_string(),
            shown.place.record.map(|record| record.to_string()).unwrap_or_default(),
            header.unwrap_or_default(),
            finding.rule.id.to_owned(),
            finding.severity.to_string(),
            finding.message.render(redact),
            shortened(&legible(&values.text(shown)?, redact)),
            shown.advice(redact).join("; "),
        ];
        table.write_record(row.iter().map(|cell| inert(&guarded(cell)).into_owned())).map_err(failed)?;
    }
    table.flush().map_err(Error::Write)
}

fn failed(error: csv::Error) -> Error {
    Error::Write(io::Error::from(error))
}

fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let mut kept: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        kept.push('…');
    }
    kept
}

/// A cell that no spreadsheet takes for a formula: what could begin one is put behind an apostrophe, which
/// spreadsheets read as "this is text".
/// <https://owasp.org/www-community/attacks/CSV_Injection>
pub(crate) fn inert(cell: &str) -> Cow<'_, str> {
    let begins_formula =
        |c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.starts_with(begins_formula) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_formula_is_text() {
        for start in ["=", "+", "-", "@", "\t", "\r", "＝"] {
            assert_eq!(inert(&format!("{start}1+1")), format!("'{start}1+1"));
        }
        assert_eq!(inert("bob@example.com"), "bob@example.com");
    }

    #[test]
    fn long_values_are_shortened() {
        assert_eq!(shortened(&"é".repeat(1001)), format!("{}…", "é".repeat(1000)));
        assert_eq!(shortened(&"é".repeat(1000)), "é".repeat(1000));
    }
}
