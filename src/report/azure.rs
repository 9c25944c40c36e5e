//! Logging commands of Azure Pipelines: `##vso[task.logissue …]`. The column counts UTF-16 code units, from 1.
//!
//! There is no command for an info; it is a line of the log.

use std::io::{self, Write};

use super::{Manner, Report, guarded};
use crate::message::visible;
use crate::rule::Severity;

/// Writes one command a finding.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    let paths = manner.paths(report);
    for shown in &report.shown {
        let finding = shown.finding;
        let path = paths.get(finding.file as usize).map(|path| guarded(&visible(path))).unwrap_or_default();
        let message = [&[shown.told(manner.redact)], &shown.advice(manner.redact)[..]].concat().join("; ");
        let (line, column, id) = (shown.place.start.line, shown.place.start.column_utf16, finding.rule.id);
        let severity = finding.severity;
        if severity == Severity::Info {
            writeln!(out, "info[{id}]: {path}:{line}: {}", guarded(&message))?;
            continue;
        }
        writeln!(
            out,
            "##vso[task.logissue type={severity};sourcepath={};linenumber={line};columnnumber={column};\
             code={id};]{}",
            escaped(&path),
            escaped(&guarded(&message)),
        )?;
    }
    Ok(())
}

/// As the agent undoes it; `%` first, since the others bring some.
fn escaped(text: &str) -> String {
    text.replace('%', "%AZP25")
        .replace(';', "%3B")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace(']', "%5D")
}
