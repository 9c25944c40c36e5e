//! GitHub Actions: annotations as workflow commands, and a job summary in Markdown.
//!
//! GitHub keeps ten errors, ten warnings and ten notices of a step. Where there are more, every rule has its
//! say before one has a second, and the last annotation of a rule names what follows. Columns count UTF-16 code
//! units, from 1; the end column is the last one, as GitHub's own default for it is the start column.

use std::io::{self, Write};

use super::{Manner, Report, Shown, guarded, size};
use crate::message::{counted, grouped, visible};
use crate::rule::Severity;

/// How many annotations of one kind GitHub keeps of a step.
const KEPT: usize = 10;

/// How many more places an annotation names.
const NAMED: usize = 5;

/// What GitHub takes as the summary of one step, in bytes.
pub const SUMMARY: u64 = 1 << 20;

/// Room for what is said at the end of a summary that is cut short.
const RESERVE: u64 = 1 << 10;

/// Writes the annotations.
pub fn write(report: &Report<'_>, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    let paths = manner.paths(report);
    for (severity, command) in
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "notice")]
    {
        for (shown, rest) in chosen(report, severity) {
            let path = paths.get(shown.finding.file as usize).map(|path| visible(path)).unwrap_or_default();
            let (start, end) = (shown.place.start, shown.place.end);
            write!(out, "::{command} file={},line={}", property(&path), start.line)?;
            if start.line == end.line {
                let last = (end.column_utf16 - 1).max(start.column_utf16);
                write!(out, ",col={},endColumn={last}", start.column_utf16)?;
            } else {
                // Columns of different lines are not taken.
                write!(out, ",endLine={}", end.line)?;
            }
            let mut lines = vec![shown.told(manner.redact)];
            lines.extend(shown.advice(manner.redact));
            lines.extend(rest.map(|rest| rest.told(&paths)));
            writeln!(out, ",title={}::{}", property(shown.finding.rule.id), data(&lines.join("\n")))?;
        }
    }
    Ok(())
}

/// What is not annotated of a rule.
struct Rest<'r> {
    count: u64,
    next: Vec<&'r Shown<'r>>,
}

impl Rest<'_> {
    fn told(&self, paths: &[String]) -> String {
        let place = |shown: &&Shown<'_>| {
            let path = paths.get(shown.finding.file as usize).map(String::as_str).unwrap_or_default();
            format!("{}:{}", visible(path), shown.place.start.line)
        };
        let named: Vec<String> = self.next.iter().map(place).collect();
        let more = format!("{} of this rule", counted(self.count, "more finding"));
        match (named.len() as u64, self.count) {
            (0, _) => more,
            (named_count, count) if named_count < count => format!("{more}: {}, …", named.join(", ")),
            _ => format!("{more}: {}", named.join(", ")),
        }
    }
}

/// The findings of a severity that are annotated, the last one of each rule with the rule's rest.
fn chosen<'r>(report: &'r Report<'_>, severity: Severity) -> Vec<(&'r Shown<'r>, Option<Rest<'r>>)> {
    let mut rules: Vec<(u16, Vec<&Shown<'_>>)> = Vec::new();
    let mut place_of = vec![None; crate::rules::ALL.len()];
    for shown in report.shown.iter().filter(|shown| shown.finding.severity == severity) {
        let rule = crate::rules::place(shown.finding.rule);
        let Some(place) = place_of.get_mut(usize::from(rule)) else { continue };
        let place = *place.get_or_insert_with(|| {
            rules.push((rule, Vec::new()));
            rules.len() - 1
        });
        if let Some((_, of_rule)) = rules.get_mut(place) {
            of_rule.push(shown);
        }
    }
    rules.sort_by_key(|(_, of_rule)| std::cmp::Reverse(of_rule.len()));
    let mut shares = vec![0; rules.len().min(KEPT)];
    let mut left = KEPT;
    loop {
        let before = left;
        for (share, (_, of_rule)) in shares.iter_mut().zip(&rules) {
            if left > 0 && *share < of_rule.len() {
                (*share, left) = (*share + 1, left - 1);
            }
        }
        if left == before {
            break;
        }
    }
    let mut out = Vec::new();
    for (share, (rule, of_rule)) in shares.into_iter().zip(&rules) {
        let tallies = report.outcome.tallies.0.iter();
        let of_both = tallies.filter(|((of, _, how), _)| of == rule && *how == severity);
        let total: u64 = of_both.map(|(_, tally)| tally.findings).sum();
        let count = total.saturating_sub(share as u64);
        let next = of_rule.iter().skip(share).take(NAMED).copied().collect();
        let mut rest = (count > 0).then_some(Rest { count, next });
        for (index, shown) in of_rule.iter().take(share).enumerate() {
            out.push((*shown, if index + 1 == share { rest.take() } else { None }));
        }
    }
    out
}

fn data(text: &str) -> String {
    guarded(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Writes the summary, in at most this many bytes; nothing where there is not room for its start.
pub fn write_summary(report: &Report<'_>, manner: &Manner, room: u64, out: &mut dyn Write) -> io::Result<()> {
    let mut left = room.saturating_sub(RESERVE);
    let mut put = |text: String| -> io::Result<bool> {
        let length = text.len() as u64;
        let fits = length <= left;
        if fits {
            left -= length;
            out.write_all(text.as_bytes())?;
        }
        Ok(fits)
    };
    if !put(totals(report))?
        || !put(super::connectors::markdown(&report.outcome.connectors, markdown))?
        || !put(extent(report, manner))?
        || report.shown.is_empty()
    {
        return Ok(());
    }
    let paths = manner.paths(report);
    let mut told = 0u64;
    if put("| where | rule | finding | what to do |\n|---|---|---|---|\n".to_owned())? {
        for shown in &report.shown {
            if !put(row(shown, &paths, manner))? {
                break;
            }
            told += 1;
        }
    }
    let rest = report.shown.len() as u64 - told + report.count_left_out();
    if rest > 0 && room > RESERVE {
        writeln!(out, "\n{} not shown here.", counted(rest, "finding"))?;
    }
    writeln!(out)
}

fn totals(report: &Report<'_>) -> String {
    let totals = [
        counted(report.total(Severity::Error), "error"),
        counted(report.total(Severity::Warning), "warning"),
        counted(report.total(Severity::Info), "info"),
    ];
    let (files, records) = (report.outcome.files.len() as u64, report.records());
    format!(
        "## csv-preflight: {}\n\n{}, {}, {}\n\n",
        totals.join(", "),
        counted(files, "file"),
        counted(records, "record"),
        size(report.bytes()),
    )
}

fn extent(report: &Report<'_>, manner: &Manner) -> String {
    if report.scope.is_empty() {
        return String::new();
    }
    let mut out = String::from("| rule | field | findings | records | first |\n|---|---|---:|---:|---|\n");
    for line in &report.scope {
        let field = line.field_name(manner.redact).map(|field| code(&field)).unwrap_or_default();
        let records = match line.records {
            0 => String::new(),
            records => format!("{} ({})", grouped(records), markdown(&line.share())),
        };
        out.push_str(&format!(
            "| {} [`{}`]({}) | {field} | {} | {records} | {} |\n",
            line.severity,
            line.rule.id,
            line.rule.url(),
            grouped(line.findings),
            markdown(line.points_to.first_move()),
        ));
    }
    out.push('\n');
    out
}

fn row(shown: &Shown<'_>, paths: &[String], manner: &Manner) -> String {
    let path = paths.get(shown.finding.file as usize).map(|path| visible(path)).unwrap_or_default();
    let whereabouts = shown.whereabouts(manner.redact).map(|place| format!(" {}", markdown(&place)));
    let advice: Vec<String> = shown.advice(manner.redact).iter().map(|advice| markdown(advice)).collect();
    format!(
        "| {}{} | {} `{}` | {} | {} |\n",
        code(&format!("{path}:{}", shown.place.start.line)),
        whereabouts.unwrap_or_default(),
        shown.finding.severity,
        shown.finding.rule.id,
        markdown(&shown.finding.message.render(manner.redact)),
        advice.join("<br>"),
    )
}

/// A message in which nothing is markup but the backticks around data.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str(&code(part));
        } else {
            part.chars().for_each(|c| push_entity(&mut out, c));
        }
    }
    out
}

/// Data. GitHub looks for no mentions, links and emoji in code.
fn code(text: &str) -> String {
    let mut out = String::from("<code>");
    text.chars().for_each(|c| push_entity(&mut out, c));
    out.push_str("</code>");
    out
}

/// An entity is never markup, whatever character it stands for. A mention is found in the finished text all
/// the same, unless something stands between.
fn push_entity(out: &mut String, c: char) {
    match c {
        '@' => out.push_str("&#64;<!-- -->"),
        ' ' | ',' | '-' | '/' => out.push(c),
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => out.push_str(&format!("&#{};", u32::from(c))),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_command_means_is_escaped() {
        assert_eq!(data("50% off: a,b\r\n::error::"), "50%25 off: a,b%0D%0A::error::");
        assert_eq!(property("a:b,c%.csv"), "a%3Ab%2Cc%25.csv");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            markdown("`a|<b>*@x*` is _odd_"),
            "<code>a&#124;&#60;b&#62;&#42;&#64;<!-- -->x&#42;</code> is &#95;odd&#95;"
        );
    }
}
