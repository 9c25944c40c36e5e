//! What is written beside a row.

use serde::{Deserialize, Serialize};

use crate::report::{advice, header_name, inert};
use crate::rule::{Finding, Severity};
use crate::table::Table;

/// The columns that are added.
pub(super) const COLUMNS: [&str; 3] = ["Preflight Severity", "Preflight Findings", "Preflight What To Do"];

/// A finding in words.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Note {
    /// Where it stands in the text, in bytes.
    at: u64,
    severity: String,
    finding: String,
    advice: Vec<String>,
}

impl Note {
    pub(super) fn of(finding: &Finding, table: &Table, redact: bool) -> Self {
        let column = finding.column.and_then(|index| table.columns.get(index as usize));
        let message = finding.message.render(redact);
        let told = match column {
            Some(column) => format!("{}: {message}", header_name(&column.name, column.kind, redact)),
            None => message,
        };
        Self {
            at: finding.span.start,
            severity: finding.severity.to_string(),
            finding: format!("{told} ({})", finding.rule.id),
            advice: advice(finding, redact),
        }
    }

    /// What a finding that stands in another row has to do with the one at `at`.
    pub(super) fn of_other(at: u64, finding: &Finding, redact: bool) -> Self {
        Self {
            at,
            severity: finding.severity.to_string(),
            finding: format!("concerned by the {} of another row", finding.rule.id),
            advice: advice(finding, redact),
        }
    }

    /// The same defect may be told of several rows; one telling is enough.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        (&self.severity, &self.finding) == (&other.severity, &other.finding)
    }
}

/// Adds the cells that go before a row's own, each with a delimiter behind it.
pub(super) fn write(mut notes: Vec<Note>, delimiter: u8, out: &mut Vec<u8>) {
    notes.sort_by_key(|note| note.at);
    notes.dedup_by(|note, before| note.says_the_same(before));
    let worst = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| severity.to_string());
    let worst = worst.into_iter().find(|severity| notes.iter().any(|note| note.severity == *severity));
    let findings: Vec<&str> = notes.iter().map(|note| note.finding.as_str()).collect();
    let mut advice: Vec<&str> = Vec::new();
    for one in notes.iter().flat_map(|note| &note.advice) {
        // One remedy may help against several.
        if !advice.contains(&one.as_str()) {
            advice.push(one);
        }
    }
    for cell in [worst.unwrap_or_default(), findings.join("; "), advice.join("; ")] {
        if !cell.is_empty() {
            out.push(b'"');
            out.extend(inert(&cell).replace('"', "\"\"").bytes());
            out.push(b'"');
        }
        out.push(delimiter);
    }
}
