//! How many records a defect concerns, and what that says about where it should be mended.

use std::collections::BTreeMap;

use crate::engine::Outcome;
use crate::format::Kind;
use crate::rule::{Check, Group, Rule, Severity};
use crate::rules::ALL;

/// From this many records on, a defect comes from the export and not from a record.
const SYSTEMIC: u64 = 5;

/// What the extent of a defect points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointsTo {
    /// The file as a whole: how it was written.
    File,
    /// One record.
    Record,
    /// A handful of records: the mapping or a transform.
    Mapping,
    /// Many records: the export.
    Export,
    /// The key that customers are matched by.
    MatchKey,
}

impl PointsTo {
    fn of(rule: &Rule, records: u64) -> Self {
        match rule.check {
            Check::Repeat { .. } | Check::Connector { .. } => Self::MatchKey,
            _ if rule.group == Group::Header || records == 0 => Self::File,
            _ if records == 1 => Self::Record,
            _ if records < SYSTEMIC => Self::Mapping,
            _ => Self::Export,
        }
    }

    /// The word in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Record => "record",
            Self::Mapping => "mapping",
            Self::Export => "export",
            Self::MatchKey => "match-key",
        }
    }

    /// What to do first.
    pub const fn first_move(self) -> &'static str {
        match self {
            Self::File => "mend the file as a whole, as the finding says, before its rows",
            Self::Record => "correct the record where it comes from and resync it",
            Self::Mapping => "review the map or transform behind this field",
            Self::Export => "systemic: find the owner of the field and fix the export",
            Self::MatchKey => "tighten the match key, then decide which row of each customer is right",
        }
    }

    /// What not to do.
    pub const fn avoid(self) -> &'static str {
        match self {
            Self::File => "do not repair it row by row in a spreadsheet",
            Self::Record => "do not change the mapping for one record",
            Self::Mapping => "do not edit more records before that",
            Self::Export => "do not edit rows",
            Self::MatchKey => "do not merge anything before that",
        }
    }
}

/// One rule in one field.
#[derive(Clone, Debug)]
pub struct ScopeLine {
    /// The rule.
    pub rule: &'static Rule,
    /// Its severity there.
    pub severity: Severity,
    /// The header of the column, if it concerns one.
    pub field: Option<(String, Kind)>,
    /// Findings.
    pub findings: u64,
    /// Data records concerned.
    pub records: u64,
    /// All data records.
    pub of_records: u64,
    /// What it points to.
    pub points_to: PointsTo,
}

impl ScopeLine {
    /// The field as it may be shown; a dash where it concerns none.
    pub fn field_name(&self, redact: bool) -> Option<String> {
        self.field.as_ref().map(|(name, kind)| super::header_name(name, *kind, redact))
    }

    /// The share of records concerned, in per cent with one decimal.
    pub fn share(&self) -> String {
        if self.of_records == 0 || self.records == 0 {
            return "-".to_owned();
        }
        match (self.records * 2000 + self.of_records) / (2 * self.of_records) {
            0 => "< 0.1 %".to_owned(),
            1000 if self.records < self.of_records => "> 99.9 %".to_owned(),
            thousandths => format!("{}.{} %", thousandths / 10, thousandths % 10),
        }
    }
}

/// The lines, worst and most frequent first. Fields of several files with one header are one field.
pub(super) fn lines(outcome: &Outcome) -> Vec<ScopeLine> {
    let of_records = outcome.files.iter().map(|file| file.records).sum();
    let mut lines: BTreeMap<_, ScopeLine> = BTreeMap::new();
    for file in &outcome.files {
        let field = |column: u32| {
            let column = file.table.as_ref()?.columns.get(column as usize)?;
            Some((column.name.trim(), column.kind))
        };
        // What was found in the rows and what rows are to each other, by different rules.
        for ((rule_place, column, severity), tally) in file.tallies.0.iter().chain(&file.repeats.0) {
            let Some(rule) = ALL.get(usize::from(*rule_place)) else { continue };
            let field = column.and_then(field);
            let line = lines.entry((*rule_place, field)).or_insert_with(|| ScopeLine {
                rule,
                severity: *severity,
                field: field.map(|(name, kind)| (name.to_owned(), kind)),
                findings: 0,
                records: 0,
                of_records,
                points_to: PointsTo::File,
            });
            line.severity = line.severity.max(*severity);
            line.findings += tally.findings;
            line.records += tally.records;
        }
    }
    let mut lines: Vec<ScopeLine> = lines.into_values().collect();
    for line in &mut lines {
        line.points_to = PointsTo::of(line.rule, line.records);
    }
    lines.sort_by_key(|line| std::cmp::Reverse((line.severity, line.records.max(line.findings))));
    lines
}
