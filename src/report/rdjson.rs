//! reviewdog's diagnostics, as one object or one a line. Columns count bytes of UTF-8, from 1; ends are
//! exclusive. It is the format that carries fixes into a review as suggestions.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::harmless::{self, Each};
use super::{Manner, Report, Shown};
use crate::rule::Severity;
use crate::source::{Place, Point};

/// Writes one object.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    #[derive(serde::Serialize)]
    struct Document<F> {
        source: Value,
        diagnostics: F,
    }
    let paths = manner.paths(report);
    let diagnostics = Each(|| report.shown.iter().map(|shown| diagnostic(shown, &paths, manner)));
    harmless::pretty(&Document { source: source(), diagnostics }, out)
}

/// Writes one object a finding, each on its line.
pub fn write_lines(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    let paths = manner.paths(report);
    for shown in &report.shown {
        let mut diagnostic = diagnostic(shown, &paths, manner);
        diagnostic.insert("source".to_owned(), source());
        harmless::line(&diagnostic, out)?;
    }
    Ok(())
}

fn source() -> Value {
    json!({ "name": env!("CARGO_PKG_NAME"), "url": env!("CARGO_PKG_HOMEPAGE") })
}

fn diagnostic(shown: &Shown<'_>, paths: &[String], manner: &Manner) -> Map<String, Value> {
    let finding = shown.finding;
    let message = [&[shown.told(manner.redact)], &shown.advice(manner.redact)[..]].concat().join("\n");
    let location =
        |file: u32, place: &Place| json!({ "path": paths.get(file as usize), "range": range(place) });
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
    put("message", Value::from(message));
    put("location", location(finding.file, &shown.place));
    put(
        "severity",
        Value::from(match finding.severity {
            Severity::Info => "INFO",
            Severity::Warning => "WARNING",
            Severity::Error => "ERROR",
        }),
    );
    put("code", json!({ "value": finding.rule.id, "url": finding.rule.url() }));
    let related = shown.related.iter().map(|(related, place, _)| {
        json!({ "message": related.message.render(manner.redact), "location": location(related.file, place) })
    });
    if related.len() > 0 {
        put("related_locations", related.collect());
    }
    let edits = shown.edits_to_tell(manner.redact).iter();
    if edits.len() > 0 {
        let suggestions = edits.map(|(edit, place)| json!({ "range": range(place), "text": edit.text }));
        put("suggestions", suggestions.collect());
    }
    out
}

fn range(place: &Place) -> Value {
    let point = |point: Point| json!({ "line": point.line, "column": point.column_byte });
    json!({ "start": point(place.start), "end": point(place.end) })
}
