//! How often each rule was broken, and nothing else. Counts are exact, whatever is shown.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Report, harmless};
use crate::message::grouped;
use crate::rule::{Rule, Severity};
use crate::rules::ALL;

/// Writes one line a rule, the most frequent first.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lines = counts(report);
    let numbers: Vec<String> = lines.iter().map(|line| grouped(line.2)).collect();
    let widest = numbers.iter().map(String::len).max().unwrap_or_default();
    let longest = lines.iter().map(|line| line.0.id.len()).max().unwrap_or_default();
    for ((rule, severity, _), number) in lines.iter().zip(&numbers) {
        writeln!(out, "{number:>widest$}  {severity:7}  {:longest$}  {}", rule.id, rule.summary)?;
    }
    Ok(())
}

/// Writes the same as one JSON array.
pub fn write_json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let entry = |(rule, severity, count): (&Rule, Severity, u64)| {
        json!({
            "rule": rule.id,
            "severity": severity,
            "count": count,
            "summary": rule.summary,
            "fix": rule.fix.name(),
            "url": rule.url(),
        })
    };
    harmless::pretty(&counts(report).into_iter().map(entry).collect::<Vec<Value>>(), out)
}

/// Every rule in every severity that it has findings of.
fn counts(report: &Report<'_>) -> Vec<(&'static Rule, Severity, u64)> {
    let mut counts = Vec::new();
    for (index, rule) in (0u16..).zip(ALL) {
        for severity in Severity::ALL {
            let tallies = report.outcome.tallies.0.iter();
            let of_both = tallies.filter(|((of, _, how), _)| *of == index && *how == severity);
            let count: u64 = of_both.map(|(_, tally)| tally.findings).sum();
            if count > 0 {
                counts.push((*rule, severity, count));
            }
        }
    }
    counts.sort_by_key(|(_, severity, count)| std::cmp::Reverse((*count, *severity)));
    counts
}
