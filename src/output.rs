//! Where reports go: standard output, and files that are written whole or not at all.
//!
//! Files are opened before anything is read, so that what cannot be written is known before the work is done.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anstream::{AutoStream, ColorChoice};
use clap::ArgMatches;
use clap::parser::ValueSource;
use tempfile::NamedTempFile;

use crate::atomic::{beside, target};
use crate::cli::{Check, Colour, Output, OutputFormat};
use crate::engine::{Input, Origin};
use crate::error::Error;
use crate::message::{counted, visible};
use crate::report::human::Look;
use crate::report::{
    Manner, Report, azure, checkstyle, compact, csv, github, gitlab, human, json, junit, rdjson, sarif,
    statistics,
};

/// The formats that have a place for how many findings they leave out.
const SAY_IT_THEMSELVES: [OutputFormat; 3] = [OutputFormat::Human, OutputFormat::Json, OutputFormat::Sarif];

/// The width of a report for people in a file, in columns.
const FILE_WIDTH: usize = 100;

/// How everything is told.
#[derive(Clone, Debug)]
pub struct Telling {
    /// What holds for every format.
    pub manner: Manner,
    /// Columns of the terminal.
    pub width: usize,
    /// When to use colour.
    pub colour: Colour,
    /// Whether only counts are wanted.
    pub statistics: bool,
    /// Whether only findings are wanted.
    pub quiet: bool,
    /// How many findings of each rule people are shown.
    pub at_most: usize,
    /// Whether standard output is taken, so that the report goes to standard error.
    pub aside: bool,
    /// Where GitHub wants a summary of the job.
    pub summary: Option<PathBuf>,
}

/// The reports that are wanted: what the command line says, or the environment, or one for people.
pub fn wanted(arguments: &Check, matches: &ArgMatches) -> Result<Vec<Output>, Error> {
    if !arguments.output.is_empty() {
        for id in ["output_format", "output_file"] {
            // The environment only says what holds where nothing else is asked for.
            if matches.value_source(id) == Some(ValueSource::CommandLine) {
                let message = format!("--output cannot be used with --{}", id.replace('_', "-"));
                let advice = Some("name every report by --output FORMAT=PATH".to_owned());
                return Err(Error::Usage { message, advice });
            }
        }
        return Ok(arguments.output.clone());
    }
    let format = arguments.output_format.unwrap_or(OutputFormat::Human);
    if arguments.statistics && statistics_writer(format).is_none() {
        let message = "--statistics are told as text or as JSON only".to_owned();
        return Err(Error::Usage { message, advice: Some("leave out --output-format, or name json".into()) });
    }
    let path = arguments.output_file.clone().filter(|path| path != Path::new("-"));
    Ok(vec![Output { format, path }])
}

type StatisticsWriter = fn(&Report<'_>, &mut dyn Write) -> io::Result<()>;

fn statistics_writer(format: OutputFormat) -> Option<StatisticsWriter> {
    match format {
        OutputFormat::Human | OutputFormat::Compact => Some(statistics::write),
        OutputFormat::Json => Some(statistics::write_json),
        _ => None,
    }
}

/// Reports that are wanted, each with its place.
#[derive(Debug)]
pub struct Outputs(Vec<(OutputFormat, Place)>);

#[derive(Debug)]
enum Place {
    Stdout,
    /// A file that takes the place of the one named when everything is written.
    Whole(NamedTempFile, PathBuf),
    /// What is there and is no regular file, such as a pipe.
    Direct(File, PathBuf),
}

impl Outputs {
    /// Opens the files. No two reports may go to one place, and none to the place of an input.
    pub fn open(wanted: &[Output], inputs: &[Input]) -> Result<Self, Error> {
        let conflict =
            |message: String, advice: &str| Err(Error::Usage { message, advice: Some(advice.to_owned()) });
        // Where no file is written, none can be written over.
        let writes = wanted.iter().any(|output| output.path.is_some());
        let read: Vec<PathBuf> = inputs
            .iter()
            .filter(|_| writes)
            .filter_map(|input| match &input.origin {
                Origin::Path(path) => path.canonicalize().ok(),
                Origin::Stdin | Origin::Memory(_) | Origin::Spooled(..) => None,
            })
            .collect();
        let mut targets: Vec<Option<PathBuf>> = Vec::new();
        for output in wanted {
            let target = output.path.as_deref().map(target).transpose()?;
            if targets.contains(&target) {
                return match &output.path {
                    None => conflict(
                        "several reports would go to standard output".to_owned(),
                        "name a file for all but one: --output FORMAT=PATH",
                    ),
                    Some(path) => conflict(
                        format!("several reports would go to {}", visible(&path.display().to_string())),
                        "name a file for each",
                    ),
                };
            }
            if target.as_ref().is_some_and(|target| read.contains(target)) {
                let path = output.path.iter().map(|path| visible(&path.display().to_string()));
                let path: String = path.collect();
                return conflict(format!("{path} is to be checked and written to"), "name another file");
            }
            targets.push(target);
        }
        let mut outputs = Vec::new();
        for (output, target) in wanted.iter().zip(targets) {
            let place = match (target, &output.path) {
                (Some(target), Some(path)) => Place::open(target, path)?,
                _ => Place::Stdout,
            };
            outputs.push((output.format, place));
        }
        Ok(Self(outputs))
    }

    /// Writes the reports: first the files, which appear when all of them are written, then what GitHub wants
    /// of a job, then standard output.
    pub fn write(self, report: &Report<'_>, telling: &Telling, started: Instant) -> Result<(), Error> {
        let formats: Vec<OutputFormat> = self.0.iter().map(|(format, _)| *format).collect();
        let of_github = formats.contains(&OutputFormat::Github);
        let people = (formats.len() > 1 && formats.contains(&OutputFormat::Human))
            .then(|| report.at_most(telling.at_most));
        // People are shown less than machines.
        let report_for = |format: OutputFormat| match &people {
            Some(people) if format == OutputFormat::Human => people,
            _ => report,
        };
        let mut whole = Vec::new();
        let mut to_stdout = None;
        for (format, place) in self.0 {
            let look = Look {
                width: FILE_WIDTH,
                colour: telling.colour == Colour::Always,
                redact: telling.manner.redact,
                quiet: telling.quiet,
            };
            let put = |file: &File, path: &Path| {
                let mut out = BufWriter::new(file);
                tell(format, report_for(format), telling, look, started, &mut out)
                    .and_then(|()| out.flush().map_err(Error::Write))
                    .map_err(|error| named(error, path))
            };
            match place {
                Place::Stdout => to_stdout = Some(format),
                Place::Direct(file, path) => put(&file, &path)?,
                Place::Whole(file, path) => {
                    put(file.as_file(), &path)?;
                    whole.push((file, path));
                }
            }
        }
        for (file, path) in whole {
            file.persist(&path).map_err(|error| Error::write(&path, error.error))?;
        }
        if let Some(path) = telling.summary.as_deref().filter(|_| of_github) {
            summarise(report, &telling.manner, path)?;
        }
        if let Some(format) = to_stdout {
            print(format, report_for(format), telling, started)?;
        }
        if !telling.statistics
            && !telling.quiet
            && formats.iter().any(|format| !SAY_IT_THEMSELVES.contains(format))
        {
            note_left_out(report);
        }
        Ok(())
    }
}

impl Place {
    /// `target` is where `path` leads to.
    fn open(target: PathBuf, path: &Path) -> Result<Self, Error> {
        let fail = |error| Error::write(path, error);
        match std::fs::metadata(&target) {
            Ok(there) if there.is_file() => {
                // A file that nobody may write must not be replaced either.
                File::options().write(true).open(&target).map_err(fail)?;
                let file = beside(&target).map_err(fail)?;
                file.as_file().set_permissions(there.permissions()).map_err(fail)?;
                Ok(Self::Whole(file, target))
            }
            Ok(_) => {
                let file = File::options().write(true).open(&target).map_err(fail)?;
                Ok(Self::Direct(file, path.to_owned()))
            }
            Err(_) => Ok(Self::Whole(beside(&target).map_err(fail)?, target)),
        }
    }
}

/// A file beside the reports, written whole or not at all.
#[derive(Debug)]
pub struct Pending(Place, PathBuf);

impl Pending {
    /// Makes sure that it can be written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self(Place::open(target(path)?, path)?, path.to_owned()))
    }

    /// Writes it.
    pub fn write(self, bytes: &[u8]) -> Result<(), Error> {
        let Self(place, path) = self;
        let fail = |error| Error::write(&path, error);
        match place {
            Place::Stdout => Ok(()),
            Place::Direct(mut file, _) => file.write_all(bytes).map_err(fail),
            Place::Whole(mut file, target) => {
                file.write_all(bytes).map_err(fail)?;
                file.persist(&target).map(drop).map_err(|error| fail(error.error))
            }
        }
    }
}

/// The same error, naming the file.
fn named(error: Error, path: &Path) -> Error {
    match error {
        Error::Write(error) => Error::write(path, error),
        other => other,
    }
}

fn print(
    format: OutputFormat,
    report: &Report<'_>,
    telling: &Telling,
    started: Instant,
) -> Result<(), Error> {
    let auto =
        if telling.aside { AutoStream::choice(&io::stderr()) } else { AutoStream::choice(&io::stdout()) };
    let choice = match telling.colour {
        Colour::Auto => auto,
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
    };
    let colour = choice != ColorChoice::Never;
    let look = Look { width: telling.width, colour, redact: telling.manner.redact, quiet: telling.quiet };
    let mut out: Box<dyn Write> = if telling.aside {
        Box::new(BufWriter::new(AutoStream::new(io::stderr().lock(), choice)))
    } else {
        Box::new(BufWriter::new(AutoStream::new(io::stdout().lock(), choice)))
    };
    tell(format, report, telling, look, started, &mut out)?;
    out.flush().map_err(Error::Write)
}

/// Writes one report.
fn tell(
    format: OutputFormat,
    report: &Report<'_>,
    telling: &Telling,
    look: Look,
    started: Instant,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let (manner, redact) = (&telling.manner, telling.manner.redact);
    if telling.statistics
        && let Some(statistics) = statistics_writer(format)
    {
        return statistics(report, out).map_err(Error::Write);
    }
    match format {
        OutputFormat::Human => return human::write(report, look, started.elapsed(), out),
        OutputFormat::Csv => return csv::write(report, manner, out),
        OutputFormat::Sarif => return sarif::write(report, manner, out),
        OutputFormat::Gitlab => return gitlab::write(report, manner, out),
        OutputFormat::Compact => compact::write(report, redact, out),
        OutputFormat::Json => json::write(report, redact, out),
        OutputFormat::Jsonl => json::write_lines(report, redact, out),
        OutputFormat::Github => github::write(report, manner, out),
        OutputFormat::Azure => azure::write(report, manner, out),
        OutputFormat::Junit => junit::write(report, manner, out),
        OutputFormat::Checkstyle => checkstyle::write(report, manner, out),
        OutputFormat::Rdjson => rdjson::write(report, manner, out),
        OutputFormat::Rdjsonl => rdjson::write_lines(report, manner, out),
    }
    .map_err(Error::Write)
}

/// Adds the summary to what other programs wrote into the same step's.
fn summarise(report: &Report<'_>, manner: &Manner, path: &Path) -> Result<(), Error> {
    let fail = |error| Error::write(path, error);
    let mut file = File::options().append(true).create(true).open(path).map_err(fail)?;
    let there = file.metadata().map_err(fail)?.len();
    let mut text = Vec::new();
    github::write_summary(report, manner, github::SUMMARY.saturating_sub(there), &mut text).map_err(fail)?;
    file.write_all(&text).map_err(fail)
}

/// Says on standard error what a format that is only findings cannot say.
fn note_left_out(report: &Report<'_>) {
    let left_out = report.count_left_out();
    if left_out > 0 {
        let mut err = AutoStream::auto(io::stderr().lock());
        let count = counted(left_out, "finding");
        drop(writeln!(err, "note: {count} not shown (--max-per-rule all shows them)"));
    }
}
