//! The report as one JSON object, or as one object a finding. Its shape is versioned and kept apart from what the program uses inside.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::harmless::{self, Each};
use super::{Report, ScopeLine, Shown, header_name};
use crate::edit::{Applicability, Rewrite};
use crate::engine::Checked;
use crate::rule::{Finding, Severity};
use crate::source::{Place, Point};

/// The version of the shape. It goes up when a reader of the old shape would misread the new one; new keys
/// alone do not count.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'r, F: Serialize> {
    schema_version: u32,
    tool: Tool,
    files: Vec<File<'r>>,
    skipped: Vec<&'r str>,
    findings: F,
    counts: Map<String, Value>,
    truncated: Map<String, Value>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct File<'r> {
    path: &'r str,
    format: Option<&'r str>,
    generation: Option<&'r str>,
    encoding: &'static str,
    delimiter: Option<String>,
    records: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct Entry<'r> {
    rule: &'static str,
    severity: Severity,
    message: String,
    help: Option<String>,
    path: &'r str,
    record: Option<u64>,
    column_name: Option<String>,
    start: Point,
    end: Point,
    related: Vec<RelatedPlace<'r>>,
    related_left_out: u64,
    basis: &'static str,
    sources: &'static [&'static str],
    fix: Option<Repair>,
}

/// A finding that stands for itself.
#[derive(Serialize)]
struct Line<'r> {
    schema_version: u32,
    #[serde(flatten)]
    entry: Entry<'r>,
}

/// A related place.
#[derive(Serialize)]
struct RelatedPlace<'r> {
    message: String,
    path: &'r str,
    record: Option<u64>,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Repair {
    title: &'static str,
    applicability: &'static str,
    /// Replacements by byte offset of the text that was read; `text` is null where it is redacted.
    edits: Vec<Replacement>,
    /// Set for a repair of the file as a whole.
    rewrite: Option<&'static str>,
}

#[derive(Serialize)]
struct Replacement {
    start: u64,
    end: u64,
    text: Option<String>,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    records: u64,
    bytes: u64,
    errors: u64,
    warnings: u64,
    infos: u64,
    scope: Vec<Scope>,
    /// What Shopify and each chosen connector would end up with; left out where none was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    connectors: Option<Value>,
}

#[derive(Serialize)]
struct Scope {
    rule: &'static str,
    severity: Severity,
    field: Option<String>,
    findings: u64,
    records: u64,
    of_records: u64,
    points_to: &'static str,
    first_move: &'static str,
    avoid: &'static str,
}

/// Writes the report.
pub fn write(report: &Report<'_>, redact: bool, out: &mut dyn Write) -> io::Result<()> {
    let numbers = |counts: &[(&'static str, u64)]| -> Map<String, Value> {
        counts.iter().map(|(rule, count)| ((*rule).to_owned(), Value::from(*count))).collect()
    };
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        files: report.outcome.files.iter().map(file).collect(),
        skipped: report.outcome.strangers.iter().map(|stranger| stranger.name.as_str()).collect(),
        findings: Each(|| report.shown.iter().map(|shown| entry(shown, redact))),
        counts: numbers(&report.counts),
        truncated: numbers(&report.left_out),
        summary: Summary {
            files: report.outcome.files.len(),
            records: report.records(),
            bytes: report.bytes(),
            errors: report.total(Severity::Error),
            warnings: report.total(Severity::Warning),
            infos: report.total(Severity::Info),
            scope: report.scope.iter().map(|line| scope(line, redact)).collect(),
            connectors: super::connectors::json(&report.outcome.connectors),
        },
    };
    harmless::pretty(&document, out)
}

/// Writes the findings alone, one object a line, each as it stands in `findings` of the whole report.
pub fn write_lines(report: &Report<'_>, redact: bool, out: &mut dyn Write) -> io::Result<()> {
    for shown in &report.shown {
        harmless::line(&Line { schema_version: SCHEMA_VERSION, entry: entry(shown, redact) }, out)?;
    }
    Ok(())
}

fn file(checked: &Checked) -> File<'_> {
    let table = checked.table.as_ref();
    File {
        path: &checked.source.name,
        format: table.map(|table| table.format.id.as_str()),
        generation: table.and_then(|table| table.generation).map(|generation| generation.id.as_str()),
        encoding: checked.source.charset.name(),
        delimiter: table.map(|table| char::from(table.dialect.delimiter).to_string()),
        records: checked.records,
        bytes: checked.source.file_bytes,
    }
}

fn entry<'r>(shown: &'r Shown<'_>, redact: bool) -> Entry<'r> {
    let finding = shown.finding;
    let Place { start, end, record, .. } = shown.place;
    Entry {
        rule: finding.rule.id,
        severity: finding.severity,
        message: finding.message.render(redact),
        help: finding.help.as_ref().map(|help| help.render(redact)),
        path: shown.path,
        record,
        column_name: shown.column.map(|column| header_name(&column.name, column.kind, redact)),
        start,
        end,
        related: shown
            .related
            .iter()
            .map(|(related, place, path)| RelatedPlace {
                message: related.message.render(redact),
                path,
                record: place.record,
                start: place.start,
                end: place.end,
            })
            .collect(),
        related_left_out: finding.related_left_out,
        basis: finding.rule.basis.name(),
        sources: finding.rule.sources,
        fix: repair(finding, redact),
    }
}

fn repair(finding: &Finding, redact: bool) -> Option<Repair> {
    let fix = finding.fix.as_ref()?;
    let edits = fix.edits.iter().map(|edit| Replacement {
        start: edit.span.start,
        end: edit.span.end,
        text: (!redact || edit.text.is_empty()).then(|| edit.text.clone()),
    });
    Some(Repair {
        title: fix.title,
        applicability: match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        },
        edits: edits.collect(),
        rewrite: fix.rewrite.map(|rewrite| match rewrite {
            Rewrite::Utf8 => "utf-8",
            Rewrite::Commas => "commas",
            Rewrite::LineFeeds => "line-feeds",
        }),
    })
}

fn scope(line: &ScopeLine, redact: bool) -> Scope {
    Scope {
        rule: line.rule.id,
        severity: line.severity,
        field: line.field_name(redact),
        findings: line.findings,
        records: line.records,
        of_records: line.of_records,
        points_to: line.points_to.name(),
        first_move: line.points_to.first_move(),
        avoid: line.points_to.avoid(),
    }
}
