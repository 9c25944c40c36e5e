//! One line a finding, as compilers write them: `path:line:col: severity: message [rule-id]`. The column
//! counts bytes, from 1, as Vim's `%c` does.

use std::io::{self, Write};

use super::{Report, guarded, guarded_path};

/// Writes the findings.
pub fn write(report: &Report<'_>, redact: bool, out: &mut dyn Write) -> io::Result<()> {
    for shown in &report.shown {
        let finding = shown.finding;
        writeln!(
            out,
            "{}:{}:{}: {}: {} [{}]",
            guarded_path(shown.path),
            shown.place.start.line,
            shown.place.start.column_byte,
            finding.severity,
            guarded(&finding.message.render(redact)),
            finding.rule.id,
        )?;
    }
    Ok(())
}
