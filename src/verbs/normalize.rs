//! `normalize`: what a connector makes of an e-mail address or a phone number, in words or one JSON object a line.

use std::io::{self, BufRead, BufWriter, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::connector::{Cell, Change, Confidence, Connector, Countries, Identity, Outcome};
use crate::error::Error;
use crate::format::Region;
use crate::identity::phone::{self, Length};
use crate::message::visible;

use super::named;

/// Arguments of `normalize`.
#[derive(Debug, Args)]
#[command(
    after_help = "With `-` each line is a value. A line ends with LF or CR LF; the last may end with neither.\n\
    What is printed is never masked."
)]
pub struct Normalize {
    /// The connector: a name, or the path of a connector file
    #[arg(long, value_name = "NAME", default_value = "shopify")]
    pub connector: String,
    /// An e-mail address
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub email: Option<String>,
    /// A phone number
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub phone: Option<String>,
    /// The country of row and store, for phone numbers without `+`
    #[arg(long, value_name = "CC", value_parser = crate::cli::words::country)]
    pub country: Option<Region>,
    /// What the lines of standard input are
    #[arg(long, value_enum, requires = "input")]
    pub kind: Option<Cell>,
    /// `-`: read one value a line from standard input
    #[arg(value_name = "-", value_parser = ["-"], requires = "kind", conflicts_with_all = ["email", "phone"])]
    pub input: Option<String>,
    /// Each line of standard input is a JSON string, so that any character can be given
    #[arg(long, requires = "input")]
    pub json_input: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "human")]
    pub output_format: NormalizeFormat,
}

/// Ways to print keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NormalizeFormat {
    /// The steps and the key in words; one line for each line of standard input
    Human,
    /// One JSON object a line
    Jsonl,
}

/// One value as it is printed.
#[derive(Debug, Serialize)]
struct Told<'t> {
    input: &'t str,
    key: Option<&'t str>,
    reason: Option<&'t str>,
    steps: &'t [String],
    #[serde(flatten)]
    phone: Option<Verdict>,
}

/// What the phone engine says, whatever the connector makes of it.
#[derive(Debug, Default, Serialize)]
struct Verdict {
    /// The number in E.164, valid or not; none where it is no number.
    e164: Option<String>,
    valid: bool,
    possible: bool,
    region: Option<&'static str>,
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    extension: Option<String>,
}

impl Verdict {
    fn of(text: &str, region: Option<Region>) -> Self {
        let Ok(number) = phone::parse(text, region) else { return Self::default() };
        let valid = number.is_valid();
        Self {
            e164: Some(number.e164.to_string()),
            valid,
            possible: matches!(number.length(), Length::Possible | Length::LocalOnly),
            region: number.region(),
            kind: valid.then(|| number.kind.name()),
            extension: number.extension.as_deref().map(str::to_owned),
        }
    }
}

/// Prints keys.
pub fn normalize(arguments: &Normalize, out: &mut dyn Write) -> Result<(), Error> {
    let name = arguments.connector.as_str();
    let library = named::library(&[name])?;
    let connector = library.choose(name)?;
    print(arguments, connector, out)
}

fn print(arguments: &Normalize, connector: &Connector, out: &mut dyn Write) -> Result<(), Error> {
    let countries = Countries::both(arguments.country);
    if arguments.input.is_some() {
        let cell = arguments.kind.unwrap_or(Cell::Email);
        let lines = Lines { arguments, connector, cell, countries };
        return lines.print(&mut io::stdin().lock(), out);
    }
    let given = [(Cell::Email, &arguments.email), (Cell::Phone, &arguments.phone)];
    if given.iter().all(|(_, value)| value.is_none()) {
        return Err(Error::Usage {
            message: "there is nothing to normalise".to_owned(),
            advice: Some("give --email, --phone, or --kind and `-` for standard input".to_owned()),
        });
    }
    for (cell, value) in given {
        let Some(value) = value else { continue };
        match arguments.output_format {
            NormalizeFormat::Jsonl => one_object(connector, cell, value, countries, out),
            NormalizeFormat::Human => in_words(connector, cell, value, countries, out),
        }
        .map_err(Error::Write)?;
    }
    Ok(())
}

/// The lines of standard input.
struct Lines<'a> {
    arguments: &'a Normalize,
    connector: &'a Connector,
    cell: Cell,
    countries: Countries,
}

impl Lines<'_> {
    fn print(&self, input: &mut impl BufRead, out: &mut dyn Write) -> Result<(), Error> {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        let mut line = Vec::new();
        let mut number = 0_u64;
        loop {
            line.clear();
            let read = input.read_until(b'\n', &mut line);
            if read.map_err(|error| Error::read("standard input", error))? == 0 {
                break;
            }
            number += 1;
            let bytes = without_line_end(&line);
            if self.arguments.json_input {
                let text = json_text(bytes, number).inspect_err(|_| drop(out.flush()))?;
                self.one(&text, None, &mut out)
            } else {
                match str::from_utf8(bytes) {
                    Ok(text) => self.one(text, None, &mut out),
                    Err(error) => {
                        let at = error.valid_up_to();
                        let byte = bytes.get(at).copied().unwrap_or_default();
                        let reason = format!("not UTF-8: byte 0x{byte:02X} at offset {at}");
                        self.one(&with_marks(bytes), Some(&reason), &mut out)
                    }
                }
            }
            .map_err(Error::Write)?;
        }
        out.flush().map_err(Error::Write)
    }

    /// Prints one line; `wrong` is why the text is not what was given.
    fn one(&self, text: &str, wrong: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        if self.arguments.output_format == NormalizeFormat::Human {
            let told = match wrong {
                Some(reason) => format!("no key: {reason}"),
                None => told(self.connector, self.cell, text, self.countries),
            };
            return writeln!(out, "{} → {told}", visible(text));
        }
        let Some(reason) = wrong else {
            return one_object(self.connector, self.cell, text, self.countries, out);
        };
        let phone = (self.cell == Cell::Phone).then(Verdict::default);
        write_object(&Told { input: text, key: None, reason: Some(reason), steps: &[], phone }, out)
    }
}

/// A line without the LF or CR LF at its end.
fn without_line_end(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}

/// Text with a replacement character for each stretch of bytes that are not UTF-8.
fn with_marks(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend((!chunk.invalid().is_empty()).then_some('\u{fffd}'));
    }
    text
}

fn json_text(bytes: &[u8], line: u64) -> Result<String, Error> {
    serde_json::from_slice(bytes).map_err(|error| Error::Usage {
        message: format!(
            "line {line} of standard input is not a JSON string: {}",
            visible(&error.to_string())
        ),
        advice: Some(
            "with --json-input each line is a string in quotes, such as \"bob@example.com\"".to_owned(),
        ),
    })
}

/// Why there is no key of a cell that the connector does not match on.
fn unmatched(connector: &Connector, cell: Cell) -> String {
    format!("{} does not match on {}", connector.id, cell.name())
}

fn told(connector: &Connector, cell: Cell, text: &str, countries: Countries) -> String {
    match connector.identity(cell.name()).map(|identity| identity.run(text, countries)) {
        None => format!("no key: {}", unmatched(connector, cell)),
        Some(Outcome::Key(key)) => visible(&key),
        Some(Outcome::NoKey(reason)) => format!("no key: {reason}"),
        Some(Outcome::Reject(reason)) => format!("refused: {reason}"),
    }
}

fn one_object(
    connector: &Connector,
    cell: Cell,
    text: &str,
    countries: Countries,
    out: &mut dyn Write,
) -> io::Result<()> {
    let phone = (cell == Cell::Phone).then(|| Verdict::of(text, countries.store));
    let Some(identity) = connector.identity(cell.name()) else {
        let reason = if text.is_empty() { "empty".to_owned() } else { unmatched(connector, cell) };
        return write_object(&Told { input: text, key: None, reason: Some(&reason), steps: &[], phone }, out);
    };
    let (outcome, changes) = identity.steps.trace(text, countries);
    let steps: Vec<String> =
        told_changes(identity, text, &changes, countries).into_iter().flat_map(|(words, ..)| words).collect();
    let reason = outcome.reason().map(str::to_owned);
    let key = outcome.key();
    write_object(
        &Told { input: text, key: key.as_deref(), reason: reason.as_deref(), steps: &steps, phone },
        out,
    )
}

/// The steps that changed something: in words, what each left, and how we know that the system takes it.
fn told_changes<'c>(
    identity: &'c Identity,
    text: &str,
    changes: &'c [Change],
    countries: Countries,
) -> Vec<(Vec<String>, &'c str, Confidence)> {
    let mut before = text;
    let mut told = Vec::new();
    for change in changes {
        let Some(stage) = identity.steps.steps.get(change.step) else { continue };
        // Of reading a number it is told what was different about it.
        let read =
            if stage.name == "phone" { phone::parse(&change.after, countries.store).ok() } else { None };
        let mut words =
            read.map_or_else(Vec::new, |number| phone::steps_between(before, &change.after, &number));
        if words.is_empty() {
            words.push(stage.words.clone());
        }
        told.push((words, change.after.as_str(), stage.confidence.unwrap_or(identity.confidence)));
        before = &change.after;
    }
    told
}

fn write_object(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, told)?;
    out.write_all(b"\n")
}

/// The steps of one value, what each leaves, and the key.
fn in_words(
    connector: &Connector,
    cell: Cell,
    text: &str,
    countries: Countries,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{} `{}` under {}", cell.name(), visible(text), connector.id)?;
    let Some(identity) = connector.identity(cell.name()) else {
        return writeln!(out, "  no key: {}", unmatched(connector, cell));
    };
    let (outcome, changes) = identity.steps.trace(text, countries);
    for (words, after, confidence) in told_changes(identity, text, &changes, countries) {
        writeln!(out, "  {} → `{}` ({})", words.join(", "), visible(after), confidence.words())?;
    }
    match &outcome {
        Outcome::Key(key) => {
            writeln!(out, "  key `{}`{}", visible(key), if changes.is_empty() { ", as it was" } else { "" })?;
            compared(identity, out)?;
        }
        Outcome::NoKey(reason) => writeln!(out, "  no key: {reason}")?,
        Outcome::Reject(reason) => writeln!(out, "  refused: {reason}")?,
    }
    if cell == Cell::Phone {
        verdict(text, countries, out)?;
    }
    Ok(())
}

/// How keys are compared, where that is not plain equality.
fn compared(identity: &Identity, out: &mut dyn Write) -> io::Result<()> {
    if identity.matching.operator.name != "eq" {
        let matching = &identity.matching;
        writeln!(out, "  compared by {}: {}", matching.written, matching.operator.summary)?;
    }
    Ok(())
}

fn verdict(text: &str, countries: Countries, out: &mut dyn Write) -> io::Result<()> {
    let verdict = Verdict::of(text, countries.store);
    let Some(e164) = verdict.e164 else { return writeln!(out, "  libphonenumber: not a number") };
    write!(out, "  libphonenumber: {e164}, {}", if verdict.valid { "valid" } else { "not valid" })?;
    for word in [verdict.kind, verdict.region].into_iter().flatten() {
        write!(out, ", {word}")?;
    }
    if let Some(extension) = verdict.extension {
        write!(out, ", extension {}", visible(&extension))?;
    }
    writeln!(out)
}
