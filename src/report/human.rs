//! The report for people: each finding with the row it stands in, then what all of it points to.
//!
//! miette draws; it is given a window of the row in which everything dangerous was made visible, never the
//! file, so that a finding at the end of a large file costs what one at its start costs.

use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use unicode_width::UnicodeWidthChar;

use super::{Report, ScopeLine, Shown, guarded, guarded_path, header_name, size};
use crate::error::Error;
use crate::message::{counted, grouped, mask, visible_char};
use crate::rule::Severity;
use crate::source::{FileId, Place, Span};

/// How the report looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use colour and links.
    pub colour: bool,
    /// Whether to mask what stands in cells.
    pub redact: bool,
}

/// How many rows a finding shows, its own included; the others are named.
const FRAMES: usize = 3;

/// More of a row than this, in bytes, is not read for showing it.
const WINDOW: u64 = 16 << 10;

/// Writes findings and summary.
pub fn write(report: &Report<'_>, look: Look, elapsed: Duration, out: &mut dyn Write) -> Result<(), Error> {
    let handler = handler(look);
    for shown in &report.shown {
        let told = Told::new(report, shown, look)?;
        let mut text = String::new();
        handler.render_report(&mut text, &told).map_err(|error| Error::Write(io::Error::other(error)))?;
        writeln!(out, "{}", guarded(text.trim_end_matches('\n'))).map_err(Error::Write)?;
        writeln!(out).map_err(Error::Write)?;
    }
    summary(report, look, elapsed, out).map_err(Error::Write)
}

/// What draws, for findings and for errors.
pub fn handler(look: Look) -> GraphicalReportHandler {
    let theme = if look.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(look.colour)
        .with_context_lines(0)
        .without_syntax_highlighting()
        .with_link_display_text("(what is this?)")
}

/// A finding as miette wants it.
struct Told {
    message: String,
    severity: Severity,
    code: &'static str,
    url: String,
    help: Option<String>,
    frames: Vec<Frame>,
}

/// One row, made safe to show.
#[derive(Debug)]
struct Frame {
    name: String,
    text: String,
    mark: (usize, usize),
    label: String,
    line: usize,
    column: usize,
}

/// Frames lie in one space of offsets, far from each other.
const FRAME_SPACING: usize = 1 << 24;

impl Told {
    fn new(report: &Report<'_>, shown: &Shown<'_>, look: Look) -> Result<Self, Error> {
        let finding = shown.finding;
        let column = shown.column.map(|column| header_name(&column.name, column.kind, look.redact));
        let record = shown.place.record.map(|record| format!("record {record}"));
        let label = match (column, record) {
            (Some(column), Some(record)) => format!("{column}, {record}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "here".to_owned(),
        };
        let mut frames =
            vec![frame(report, finding.file, shown.path, &shown.place, finding.span, label, look)?];
        for (related, place, path) in shown.related.iter().take(FRAMES - 1) {
            let label = match place.record {
                Some(record) => format!("record {record}"),
                None => "and here".to_owned(),
            };
            frames.push(frame(report, related.file, path, place, related.span, label, look)?);
        }
        let mut help = finding.help.as_ref().map(|help| help.render(look.redact)).unwrap_or_default();
        let rest: Vec<String> =
            shown.related.iter().skip(FRAMES - 1).map(|(_, place, _)| record_of(place)).collect();
        let more = match (rest.is_empty(), finding.related_left_out) {
            (true, 0) => None,
            (false, 0) => Some(format!("also {}", rest.join(", "))),
            (_, left_out) => Some(format!("also {} and {} more", rest.join(", "), grouped(left_out))),
        };
        if let Some(fix) = &finding.fix {
            let sure = if fix.applicability == crate::edit::Applicability::Safe { "safe" } else { "unsafe" };
            help = join(help, &format!("fix ({sure}): {}", fix.title));
        }
        if let Some(more) = more {
            help = join(help, &more);
        }
        // Of an empty file there is nothing to show, and its name would not be told otherwise.
        frames.retain(|frame| !frame.text.is_empty());
        let message = finding.message.render(look.redact);
        let message =
            if frames.is_empty() { format!("{}: {message}", guarded_path(shown.path)) } else { message };
        Ok(Self {
            message,
            severity: finding.severity,
            code: finding.rule.id,
            url: finding.rule.url(),
            help: (!help.is_empty()).then_some(help),
            frames,
        })
    }
}

fn join(mut text: String, more: &str) -> String {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
    text
}

fn record_of(place: &Place) -> String {
    match place.record {
        Some(record) => format!("record {record}"),
        None => format!("line {}", grouped(place.start.line)),
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Told {}

impl Diagnostic for Told {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.severity, self.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.url))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.frames.iter().enumerate().map(|(index, frame)| {
            let (start, end) = frame.mark;
            LabeledSpan::new(Some(frame.label.clone()), index * FRAME_SPACING + start, end - start)
        });
        Some(Box::new(labels))
    }
}

impl SourceCode for Told {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let index = span.offset() / FRAME_SPACING;
        let base = index * FRAME_SPACING;
        let frame = self.frames.get(index).ok_or(MietteError::OutOfBounds)?;
        // Two rows are never one snippet, however close they are.
        if span.offset() + span.len() > base + frame.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        Ok(Box::new(MietteSpanContents::new_named(
            frame.name.clone(),
            frame.text.as_bytes(),
            SourceSpan::from((base, frame.text.len())),
            frame.line,
            frame.column,
            1,
        )))
    }
}

/// The line of a row that `span` begins on, made visible, shortened around the span, and masked on request.
fn frame(
    report: &Report<'_>,
    file: FileId,
    path: &str,
    place: &Place,
    span: Span,
    label: String,
    look: Look,
) -> Result<Frame, Error> {
    let source = &report.outcome.files.get(file as usize).expect("findings name files of the run").source;
    let from = place.record_start.max(span.start.saturating_sub(WINDOW / 2));
    let upto = place.record_end.max(span.start).min(from + WINDOW);
    let bytes = source.read(from, usize::try_from(upto.saturating_sub(from)).unwrap_or_default())?;
    let at = usize::try_from(span.start.saturating_sub(from)).unwrap_or_default().min(bytes.len());
    let (before, after) = bytes.split_at(at);
    let line_start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
    let before = before.get(line_start..).unwrap_or_default();
    let line_end = memchr::memchr2(b'\n', b'\r', after).unwrap_or(after.len());
    let after = after.get(..line_end).unwrap_or_default();
    let length = usize::try_from(span.len()).unwrap_or(usize::MAX).min(after.len());
    let (marked, after) = after.split_at(length);
    let room = look.width.saturating_sub(16).max(40);
    let marked = fit(shown(marked, look.redact), room * 2 / 3, false);
    let left = room.saturating_sub(width(&marked));
    let after_full = shown(after, look.redact);
    let before_full = shown(before, look.redact);
    let for_after = width(&after_full).min(left / 2).max(left.saturating_sub(width(&before_full)));
    let before = fit(before_full, left.saturating_sub(for_after.min(width(&after_full))), true);
    let after = fit(after_full, for_after, false);
    let start = before.len();
    let end = start + marked.len();
    // A mark of no width would not be seen.
    let end = if end > start { end } else { start + after.chars().next().map_or(0, char::len_utf8) };
    Ok(Frame {
        name: guarded_path(path),
        text: format!("{before}{marked}{after}"),
        mark: (start, end),
        label,
        line: usize::try_from(place.start.line - 1).unwrap_or_default(),
        column: usize::try_from(place.start.column - 1).unwrap_or_default(),
    })
}

/// Bytes of a row as characters that do nothing to a terminal. Redacted, only the separators stay.
fn shown(bytes: &[u8], redact: bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match visible_char(c) {
                _ if redact && mask(c) != c => out.push(mask(c)),
                Some(_) if c == '`' => out.push(c),
                Some(name) => out.push_str(&name),
                None => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02X}"));
        }
    }
    out
}

fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or_default()).sum()
}

/// At most `room` columns of a text, from its end or from its start, with an ellipsis for the rest.
fn fit(text: String, room: usize, from_end: bool) -> String {
    if width(&text) <= room {
        return text;
    }
    let mut left = room.saturating_sub(1);
    let mut take = |c: &char| {
        let columns = c.width().unwrap_or_default();
        let fits = columns <= left;
        left = left.saturating_sub(columns);
        fits
    };
    if from_end {
        let mut kept: Vec<char> = text.chars().rev().take_while(|c| take(c)).collect();
        kept.push('…');
        kept.into_iter().rev().collect()
    } else {
        text.chars().take_while(|c| take(c)).chain(['…']).collect()
    }
}

fn summary(report: &Report<'_>, look: Look, elapsed: Duration, out: &mut dyn Write) -> io::Result<()> {
    for file in &report.outcome.files {
        let Some(table) = &file.table else { continue };
        let generation =
            table.generation.map(|generation| format!(", {}", generation.title)).unwrap_or_default();
        let (path, records) = (guarded_path(&file.source.name), counted(file.records, "record"));
        let bytes = size(file.source.file_bytes);
        if report.outcome.files.len() <= 10 {
            writeln!(out, "{path}: {records}, {bytes}, read as {}{generation}", table.format.id)?;
        }
    }
    let total = |severity: Severity| report.total(severity);
    let found = [
        counted(total(Severity::Error), "error"),
        counted(total(Severity::Warning), "warning"),
        counted(total(Severity::Info), "info"),
    ];
    writeln!(
        out,
        "{} in {}: {}, {}, {}",
        found.join(", "),
        counted(report.outcome.files.len() as u64, "file"),
        counted(report.records(), "record"),
        size(report.bytes()),
        duration(elapsed),
    )?;
    let left_out: u64 = report.left_out.iter().map(|(_, count)| count).sum();
    if left_out > 0 {
        writeln!(out, "{} not shown (--max-per-rule all shows them)", counted(left_out, "finding"))?;
    }
    let bad: Vec<&ScopeLine> = report.scope.iter().filter(|line| line.severity > Severity::Info).collect();
    if !bad.is_empty() {
        writeln!(out, "\nScope")?;
    }
    for line in bad {
        let field = line.field_name(look.redact).map(|field| format!(" in {field}")).unwrap_or_default();
        let extent = match line.records {
            0 => counted(line.findings, "finding"),
            records => format!("{}, {}", counted(records, "record"), line.share()),
        };
        let more = if line.records > 0 && line.findings > line.records {
            format!(", {}", counted(line.findings, "finding"))
        } else {
            String::new()
        };
        let (severity, id) = (line.severity, line.rule.id);
        writeln!(out, "  {severity}[{id}]{}: {extent}{more}", guarded(&field))?;
        writeln!(out, "    {}; {}", line.points_to.first_move(), line.points_to.avoid())?;
    }
    let infos = infos(report);
    if !infos.is_empty() {
        writeln!(out, "\nInfos, shown with --severity info: {}", infos.join(", "))?;
    }
    Ok(())
}

/// A time for people.
fn duration(elapsed: Duration) -> String {
    match elapsed.as_millis() {
        millis @ ..1000 => format!("{} ms", millis.max(1)),
        _ => format!("{:.2} s", elapsed.as_secs_f64()),
    }
}

/// Infos by rule.
fn infos(report: &Report<'_>) -> Vec<String> {
    let mut counts: Vec<(&str, u64)> = Vec::new();
    for line in report.scope.iter().filter(|line| line.severity == Severity::Info) {
        match counts.iter_mut().find(|(id, _)| *id == line.rule.id) {
            Some((_, count)) => *count += line.findings,
            None => counts.push((line.rule.id, line.findings)),
        }
    }
    counts.into_iter().map(|(id, count)| format!("{id} {}", grouped(count))).collect()
}
