//! SARIF 2.1.0 as GitHub's code scanning reads it. Columns count UTF-16 code units, from 1; ends are exclusive.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>,
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use std::io::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{Manner, Report, Shown, catalogue, fingerprint, harmless};
use crate::error::Error;
use crate::message::{counted, visible};
use crate::rule::{Basis, Rule, Severity};
use crate::rules::{ALL, place};
use crate::source::Place;

/// GitHub keeps no more results of a run, and refuses a file with many more.
const RESULTS: usize = 5000;

/// How many skipped files are named.
const SKIPPED: usize = 100;

/// What a URI may hold as it is, a path's separators included.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Writes the log with its one run.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> Result<(), Error> {
    let paths = manner.paths(report);
    let uris: Vec<String> = paths.iter().map(|path| uri(path)).collect();
    let fingerprints = fingerprint::all(report, manner, &paths)?;
    let kept = worst(&report.shown);
    let results = kept.iter().filter_map(|index| {
        Some(result(report.shown.get(*index)?, fingerprints.get(*index)?, &uris, manner))
    });
    let mut run = json!({
        "tool": { "driver": {
            "name": env!("CARGO_PKG_NAME"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_HOMEPAGE"),
            "rules": ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
        }},
        "automationDetails": { "id": automation_id(manner) },
        "invocations": [{
            "executionSuccessful": true,
            "exitCode": manner.exit_code,
            "toolExecutionNotifications": notifications(report, kept.len()),
        }],
        "artifacts": report.outcome.files.iter().zip(&uris).map(|(file, uri)| json!({
            "location": { "uri": uri },
            "length": file.source.file_bytes,
            "mimeType": "text/csv",
            "encoding": file.source.charset.name(),
        })).collect::<Vec<_>>(),
        "columnKind": "utf16CodeUnits",
        // A lone CR ends a line wherever one stands; without the third, readers would not count it.
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": results.collect::<Vec<_>>(),
    });
    if manner.redact {
        run["redactionTokens"] = json!(["*"]);
    }
    if let Some(connectors) = super::connectors::json(&report.outcome.connectors) {
        run["properties"] = json!({ "connectors": connectors });
    }
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    harmless::pretty(&log, out).map_err(Error::Write)
}

/// The findings that there is room for, worst first chosen, in the order of the report.
fn worst(shown: &[Shown<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..shown.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(shown.get(*index).map(|shown| shown.finding.severity)));
    order.truncate(RESULTS);
    order.sort_unstable();
    order
}

/// What tells the reports on one commit from each other; the last slash ends the category.
fn automation_id(manner: &Manner) -> String {
    let subject = manner.subject.as_deref().map(|subject| subject.trim_matches(['.', '/']));
    match subject.filter(|subject| !subject.is_empty()) {
        Some(subject) => format!("{}/{}/", env!("CARGO_PKG_NAME"), visible(subject)),
        None => format!("{}/", env!("CARGO_PKG_NAME")),
    }
}

fn notifications(report: &Report<'_>, kept: usize) -> Vec<Value> {
    let notification = |id: &str, level: &str, text: &str| json!({ "descriptor": { "id": id }, "level": level, "message": { "text": plain(text) } });
    let mut out = Vec::new();
    let left_out = (report.shown.len() - kept) as u64 + report.count_left_out();
    if left_out > 0 {
        let text = format!("{} not in this file: there are too many", counted(left_out, "finding"));
        out.push(notification("findings-left-out", "warning", &text));
    }
    for stranger in report.outcome.strangers.iter().take(SKIPPED) {
        let text = format!("skipped {}: not a customer file", visible(&stranger.name));
        out.push(notification("file-skipped", "note", &text));
    }
    out
}

fn descriptor(rule: &Rule) -> Value {
    let mut text = Vec::new();
    catalogue::explain(rule, &mut text).expect("writing to memory cannot fail");
    let text = String::from_utf8(text).expect("an explanation is text");
    json!({
        "id": rule.id,
        "shortDescription": { "text": plain(rule.summary) },
        "fullDescription": { "text": plain(rule.why) },
        "helpUri": rule.url(),
        "help": {
            "text": plain(&text),
            "markdown": catalogue::explain_markdown(rule),
        },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "tags": ["csv", "import", rule.group.name().to_lowercase()],
            "precision": match rule.basis {
                Basis::Documented => "very-high",
                Basis::Measured(_) => "high",
                Basis::Reported | Basis::Policy => "medium",
            },
            "problem.severity": match rule.severity {
                Severity::Info => "recommendation",
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn result(shown: &Shown<'_>, fingerprint: &str, uris: &[String], manner: &Manner) -> Value {
    let (finding, redact) = (shown.finding, manner.redact);
    let mut text = plain(&shown.told(redact));
    for advice in shown.advice(redact) {
        text.push_str(&format!(". {}", plain(&advice)));
    }
    let location = |file: u32, place: &Place| {
        json!({
            "artifactLocation": { "uri": uris.get(file as usize), "index": file },
            "region": region(place),
        })
    };
    let mut related = Vec::new();
    for (id, (other, place, _)) in (1..).zip(&shown.related) {
        text.push_str(if id == 1 { ". See " } else { ", " });
        let name = match place.record {
            Some(record) => format!("record {record}"),
            None => format!("line {}", place.start.line),
        };
        text.push_str(&format!("[{name}]({id})"));
        related.push(json!({
            "id": id,
            "physicalLocation": location(other.file, place),
            "message": { "text": plain(&other.message.render(redact)) },
        }));
    }
    if finding.related_left_out > 0 {
        text.push_str(&format!(" and {} more", finding.related_left_out));
    }
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
    put("ruleId", json!(finding.rule.id));
    put("ruleIndex", json!(place(finding.rule)));
    put("level", json!(level(finding.severity)));
    put("message", json!({ "text": text }));
    put("locations", json!([{ "physicalLocation": location(finding.file, &shown.place) }]));
    // GitHub knows findings again by the first. What it would compute itself hashes the rows below too, so that
    // a new row would open old alerts again.
    let fingerprints =
        json!({ "primaryLocationLineHash": fingerprint, "csv-preflightFinding/v1": fingerprint });
    put("partialFingerprints", fingerprints);
    if !related.is_empty() {
        put("relatedLocations", Value::from(related));
    }
    let edits = shown.edits_to_tell(redact);
    if let Some(fix) = finding.fix.as_ref().filter(|_| !edits.is_empty()) {
        let replacements = edits.iter().map(|(edit, place)| {
            json!({ "deletedRegion": region(place), "insertedContent": { "text": edit.text } })
        });
        put(
            "fixes",
            json!([{
                "description": { "text": fix.title },
                "artifactChanges": [{
                    "artifactLocation": { "uri": uris.get(finding.file as usize), "index": finding.file },
                    "replacements": replacements.collect::<Vec<_>>(),
                }],
            }]),
        );
    }
    Value::from(out)
}

/// The one place where our columns become SARIF's.
fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column_utf16,
        "endLine": place.end.line,
        "endColumn": place.end.column_utf16,
    })
}

/// Text in which nothing is a placeholder or a link.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => out.extend([c, c]),
            '[' | ']' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path, PLAIN);
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("data/my file#1.csv"), "data/my%20file%231.csv");
        assert_eq!(uri("/tmp/é.csv"), "file:///tmp/%C3%A9.csv");
        assert_eq!(uri("a:b.csv"), "a%3Ab.csv");
    }

    #[test]
    fn data_is_no_link_and_no_placeholder() {
        assert_eq!(plain("`[x](http://e) {0}`"), "`\\[x\\](http://e) {{0}}`");
    }

    #[test]
    fn every_rule_keeps_to_the_limits() {
        for rule in ALL {
            let told = descriptor(rule);
            for key in ["shortDescription", "fullDescription"] {
                let text = told[key]["text"].as_str().unwrap_or_default();
                assert!((1..=1024).contains(&text.chars().count()), "{}: {key}", rule.id);
            }
            assert!(told["help"]["markdown"].as_str().is_some_and(|text| text.contains(rule.why)));
        }
    }
}
