//! The report for people: each finding with the row it stands in, then what all of it points to.
//!
//! miette draws; it is given a window of the row in which everything dangerous was made visible, never the
//! file, so that a finding at the end of a large file costs what one at its start costs.

use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use hashbrown::HashMap;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};

use super::frame::Frame;
use super::{Report, ScopeLine, Shown, file_of, fixes, guarded, guarded_path, size};
use crate::error::Error;
use crate::message::{counted, grouped};
use crate::rule::{Finding, Severity};
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
    /// Whether to tell findings and nothing else.
    pub quiet: bool,
}

/// How many rows a finding shows, its own included; the others are named.
const FRAMES: usize = 3;

/// Writes findings and summary.
pub fn write(report: &Report<'_>, look: Look, elapsed: Duration, out: &mut dyn Write) -> Result<(), Error> {
    let handler = handler(look);
    for together in boxes(&report.shown) {
        let told = Told::new(report, &together, look)?;
        let mut text = String::new();
        handler.render_report(&mut text, &told).map_err(|error| Error::Write(io::Error::other(error)))?;
        writeln!(out, "{}", guarded(text.trim_end_matches('\n'))).map_err(Error::Write)?;
        writeln!(out).map_err(Error::Write)?;
    }
    if look.quiet { Ok(()) } else { summary(report, look, elapsed, out).map_err(Error::Write) }
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

/// Findings on one cell as miette wants them.
struct Told {
    message: String,
    severity: Severity,
    code: &'static str,
    url: String,
    help: Option<String>,
    frames: Vec<Frame>,
}

/// Frames lie in one space of offsets, far from each other.
const FRAME_SPACING: usize = 1 << 24;

/// The findings that are told together, the worst first: those on one cell, and those on the very same text.
fn boxes<'r>(shown: &'r [Shown<'r>]) -> Vec<Vec<&'r Shown<'r>>> {
    let mut boxes: Vec<Vec<&Shown<'_>>> = Vec::new();
    // By line too, since only the line that a finding begins on is shown.
    let record = |shown: &Shown<'_>| (shown.finding.file, shown.place.record_start, shown.place.start.line);
    for line in shown.chunk_by(|a, b| record(a) == record(b)) {
        let mut places: HashMap<Result<u32, Span>, usize> = HashMap::new();
        for shown in line {
            let cell = shown.finding.column.filter(|_| shown.place.record.is_some());
            let place = *places.entry(cell.ok_or(shown.finding.span)).or_insert_with(|| {
                boxes.push(Vec::new());
                boxes.len() - 1
            });
            if let Some(together) = boxes.get_mut(place) {
                together.push(shown);
            }
        }
    }
    for together in &mut boxes {
        together.sort_by_key(|shown| std::cmp::Reverse(shown.finding.severity));
    }
    boxes
}

impl Told {
    fn new(report: &Report<'_>, together: &[&Shown<'_>], look: Look) -> Result<Self, Error> {
        let worst = together.first().expect("a box has a finding");
        let alone = together.len() == 1;
        let name = |shown: &Shown<'_>| format!("{}[{}]", shown.finding.severity, shown.finding.rule.id);
        let whereabouts = worst.whereabouts(look.redact).unwrap_or_else(|| "here".to_owned());
        let spans =
            if alone { vec![(worst.finding.span, whereabouts)] } else { marks(together, &whereabouts) };
        let room = look.width.saturating_sub(16).max(40);
        let frame = |file: FileId, place: &Place, spans: &[(Span, String)]| {
            Frame::new(&file_of(report.outcome, file).source, place, spans, room, look.redact)
        };
        let mut frames = vec![frame(worst.finding.file, &worst.place, &spans)?];
        let mut shown_rows: Vec<(FileId, Span)> = Vec::new();
        let mut message: Vec<String> = Vec::new();
        let mut help: Vec<String> = Vec::new();
        for (index, shown) in together.iter().enumerate() {
            let told = shown.finding.message.render(look.redact);
            message.push(if index == 0 { told } else { format!("{}: {told}", name(shown)) });
            let mut rest: Vec<String> = Vec::new();
            for (related, place, _) in &shown.related {
                let row = (related.file, related.span);
                if shown_rows.contains(&row) {
                    continue;
                }
                if shown_rows.len() == FRAMES - 1 {
                    rest.push(record_of(place));
                    continue;
                }
                let label = match place.record {
                    Some(record) => format!("record {record}"),
                    None => "and here".to_owned(),
                };
                frames.push(frame(related.file, place, &[(related.span, label)])?);
                shown_rows.push(row);
            }
            let more = match (rest.is_empty(), shown.finding.related_left_out) {
                (true, 0) => None,
                (false, 0) => Some(format!("also {}", rest.join(", "))),
                (true, left_out) => Some(format!("also {} more", grouped(left_out))),
                (false, left_out) => Some(format!("also {} and {} more", rest.join(", "), grouped(left_out))),
            };
            let advice = shown.advice(look.redact).into_iter().chain(more);
            let told = |advice| if alone { advice } else { format!("{}: {advice}", shown.finding.rule.id) };
            for advice in advice.map(told) {
                // Two rules often advise the same.
                if !help.contains(&advice) {
                    help.push(advice);
                }
            }
        }
        // Of an empty file there is nothing to show, and its name would not be told otherwise.
        frames.retain(|frame| !frame.text.is_empty());
        let message = message.join("\n");
        let message =
            if frames.is_empty() { format!("{}: {message}", guarded_path(worst.path)) } else { message };
        Ok(Self {
            message,
            severity: worst.finding.severity,
            code: worst.finding.rule.id,
            url: worst.finding.rule.url(),
            help: (!help.is_empty()).then(|| help.join("\n")),
            frames,
        })
    }
}

/// What is marked of a cell that several findings are about. Marks cannot lie in each other, so findings whose
/// spans overlap share one.
fn marks(together: &[&Shown<'_>], whereabouts: &str) -> Vec<(Span, String)> {
    let mut findings: Vec<&Finding> = together.iter().map(|shown| shown.finding).collect();
    findings.sort_by_key(|finding| finding.span.start);
    let mut marks: Vec<(Span, Vec<&str>)> = Vec::new();
    for finding in findings {
        match marks.last_mut() {
            Some((span, rules)) if span.touches(finding.span) => {
                span.end = span.end.max(finding.span.end);
                if !rules.contains(&finding.rule.id) {
                    rules.push(finding.rule.id);
                }
            }
            _ => marks.push((finding.span, vec![finding.rule.id])),
        }
    }
    let place = |index| if index == 0 { format!(": {whereabouts}") } else { String::new() };
    let marks = marks.into_iter().enumerate();
    marks.map(|(index, (span, rules))| (span, rules.join(", ") + &place(index))).collect()
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
        let labels = self.frames.iter().enumerate().flat_map(|(index, frame)| {
            frame.marks.iter().map(move |mark| {
                let start = index * FRAME_SPACING + mark.start;
                LabeledSpan::new(Some(mark.label.clone()), start, mark.end - mark.start)
            })
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
    let left_out = report.count_left_out();
    if left_out > 0 {
        writeln!(out, "{} not shown (--max-per-rule all shows them)", counted(left_out, "finding"))?;
    }
    fixes::write(report, out)?;
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
    super::connectors::write(&report.outcome.connectors, out)?;
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
