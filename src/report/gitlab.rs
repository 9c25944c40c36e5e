//! GitLab's Code Quality report: one JSON array. GitLab shows a line and no column.

use std::io::Write;

use serde_json::{Value, json};

use super::harmless::{self, Each};
use super::{Manner, Report, Shown, fingerprint};
use crate::error::Error;
use crate::rule::Severity;

/// Writes the array; an empty one where nothing was found.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> Result<(), Error> {
    let paths = manner.paths(report);
    let fingerprints = fingerprint::all(report, manner, &paths)?;
    let findings = Each(|| {
        let told = report.shown.iter().zip(&fingerprints);
        told.map(|(shown, fingerprint)| entry(shown, fingerprint, &paths, manner))
    });
    harmless::pretty(&findings, out).map_err(Error::Write)
}

fn entry(shown: &Shown<'_>, fingerprint: &str, paths: &[String], manner: &Manner) -> Value {
    let finding = shown.finding;
    let advice = shown.advice(manner.redact);
    json!({
        // GitLab does not show the name of the check.
        "description": format!("{}: {}", finding.rule.id, [&[shown.told(manner.redact)], &advice[..]].concat().join("; ")),
        "check_name": finding.rule.id,
        "fingerprint": fingerprint,
        "severity": match finding.severity {
            Severity::Info => "info",
            Severity::Warning => "minor",
            Severity::Error => "major",
        },
        "location": {
            "path": paths.get(finding.file as usize),
            "lines": { "begin": shown.place.start.line, "end": shown.place.end.line },
        },
    })
}
