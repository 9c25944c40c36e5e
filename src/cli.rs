//! The command line: types only.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::format::{Format, Region};
use crate::rule::Severity;
use crate::settings::{Scope, country_advice};
use crate::source::Charset;
use crate::table::{ImportPath, PhoneRegion};

/// Numbering plans change, so which ones are in use belongs to the version.
const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), " (libphonenumber metadata ", env!("LIBPHONENUMBER_METADATA"), ")");

const EXIT_CODES: &str = "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 could not check.";

/// Checks customer CSV files before they are imported into Shopify.
#[derive(Debug, Parser)]
#[command(version = VERSION, about, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check files and report what would go wrong when they are imported
    Check(Box<Check>),
    /// List all rules
    Rules(Rules),
    /// Explain one rule: what, why, how we know, examples
    Explain {
        /// The rule, such as `duplicate-email`
        rule: String,
    },
}

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Check {
    /// Files, folders, globs, or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// What standard input is called in the report
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// Settings file instead of the csv-preflight.toml that is found
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// What the files are, instead of what their header says
    #[arg(long, value_parser = formats(), help_heading = "Reading")]
    pub format: Option<String>,
    /// The character between cells, instead of what the header suggests: one character, or `tab`
    #[arg(long, value_parser = delimiter, value_name = "CHAR", help_heading = "Reading")]
    pub delimiter: Option<u8>,
    /// The encoding, instead of what the bytes suggest
    #[arg(long, value_parser = encoding, value_name = "NAME", help_heading = "Reading")]
    pub encoding: Option<Charset>,

    /// The store's country, for phone numbers without `+`
    #[arg(long, value_parser = country, value_name = "CC", help_heading = "Import")]
    pub default_country: Option<Region>,
    /// Which country a phone number without `+` is read in first [default: store]
    #[arg(long, value_enum, help_heading = "Import")]
    pub phone_region: Option<PhoneRegion>,
    /// Which importer will read the file [default: admin]
    #[arg(long, value_enum, help_heading = "Import")]
    pub import_path: Option<ImportPath>,
    /// Whether "Overwrite existing customers" will be ticked [default: not known]
    #[arg(long, value_enum, help_heading = "Import")]
    pub overwrite: Option<YesNo>,
    /// Whether rows of different files are compared [default: run for files, file for folders]
    #[arg(long, value_enum, help_heading = "Import")]
    pub scope: Option<Scope>,

    /// How to report
    #[arg(long, value_enum, default_value = "human", help_heading = "Report")]
    pub output_format: OutputFormat,
    /// The mildest severity that is shown; milder findings are counted
    #[arg(long, value_enum, default_value = "warning", value_name = "SEVERITY", help_heading = "Report")]
    pub severity: ShownFrom,
    /// How many findings of each rule are shown, or `all` [default: 20 for people, 1000 for machines]
    #[arg(long, value_parser = at_most, value_name = "N", help_heading = "Report")]
    pub max_per_rule: Option<usize>,
    /// The mildest severity that makes the exit code 1
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY", help_heading = "Report")]
    pub fail_on: FailOn,
    /// Mask what stands in cells; the default where CI is set
    #[arg(long, overrides_with = "no_redact", help_heading = "Report")]
    pub redact: bool,
    /// Show what stands in cells, in CI too
    #[arg(long, overrides_with = "redact", help_heading = "Report")]
    pub no_redact: bool,
    /// When to use colour
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Report")]
    pub color: Colour,
    /// How many threads work [default: one for each processor]
    #[arg(long, value_parser = threads, value_name = "N", help_heading = "Resources")]
    pub threads: Option<usize>,
    /// How large the index of e-mail addresses, numbers and names may grow in memory before it goes to a
    /// temporary file, such as 500M or 4G
    #[arg(long, value_parser = size, default_value = "256M", value_name = "SIZE", help_heading = "Resources")]
    pub max_memory: usize,
    /// Tell on standard error where the time went
    #[arg(
        long,
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text",
        value_name = "FORMAT",
        help_heading = "Resources"
    )]
    pub timings: Option<TimingsFormat>,
    /// No progress bar
    #[arg(long, action = ArgAction::SetTrue, help_heading = "Report")]
    pub no_progress: bool,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct Rules {
    /// How to list them
    #[arg(long, value_enum, default_value = "table")]
    pub format: RulesFormat,
}

/// Ways to list rules.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RulesFormat {
    /// For reading in a terminal.
    Table,
    /// For a document.
    Markdown,
}

/// Ways to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people: the rows themselves, and what to do
    Human,
    /// One line a finding: path:line:column: severity: message and the rule; the column counts bytes
    Compact,
    /// One JSON object
    Json,
}

/// Ways to tell where the time went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TimingsFormat {
    /// One line for people
    Text,
    /// One JSON object, in seconds
    Json,
}

/// The mildest severity that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShownFrom {
    /// Everything.
    Info,
    /// Errors and warnings.
    Warning,
    /// Errors only.
    Error,
}

impl From<ShownFrom> for Severity {
    fn from(from: ShownFrom) -> Self {
        match from {
            ShownFrom::Info => Self::Info,
            ShownFrom::Warning => Self::Warning,
            ShownFrom::Error => Self::Error,
        }
    }
}

/// The mildest severity that fails the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Any finding.
    Info,
    /// Errors and warnings.
    Warning,
    /// Errors only.
    Error,
    /// Nothing.
    Never,
}

impl FailOn {
    /// As a severity; `None` for never.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// It will be.
    Yes,
    /// It will not be.
    No,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// Where the terminal takes it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(Format::all().iter().map(|format| format.id.as_str()))
}

fn delimiter(word: &str) -> Result<u8, String> {
    match (word, word.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [b'"' | b'\r' | b'\n']) => Err("this character has another meaning in a CSV file".to_owned()),
        (_, [byte]) if byte.is_ascii() => Ok(*byte),
        _ => Err("give one ASCII character, or `tab`".to_owned()),
    }
}

fn encoding(word: &str) -> Result<Charset, String> {
    let known =
        ["UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-1", "Shift_JIS", "GB18030", "macintosh"];
    Charset::by_name(word).ok_or_else(|| match crate::message::nearest(word, known) {
        Some(near) => format!("there is no such encoding; did you mean `{near}`?"),
        None => {
            format!("there is no such encoding; known are {} and the others of the web", known.join(", "))
        }
    })
}

fn country(word: &str) -> Result<Region, String> {
    Region::from_code(word).ok_or_else(|| format!("there is no such country code; {}", country_advice(word)))
}

fn threads(word: &str) -> Result<usize, String> {
    const MOST: usize = 1024;
    let count = word.parse().ok().filter(|count| (1..=MOST).contains(count));
    count.ok_or_else(|| format!("give a number from 1 to {MOST}"))
}

/// Bytes, or with a letter powers of 1024 of them.
fn size(word: &str) -> Result<usize, String> {
    let advice = || "give a number of bytes, or one with K, M or G, such as 500M".to_owned();
    let upper = word.trim().to_ascii_uppercase();
    let bare = upper.trim_end_matches('B').trim_end_matches('I');
    let (number, power) = match bare.char_indices().next_back() {
        Some((at, unit @ ('K' | 'M' | 'G' | 'T'))) => (bare.get(..at).unwrap_or_default(), "KMGT".find(unit)),
        _ => (bare, None),
    };
    let number: usize = number.trim().parse().map_err(|_| advice())?;
    let unit = power.map_or(1, |power| 1 << (10 * (power + 1)));
    number.checked_mul(unit).ok_or_else(advice)
}

fn at_most(word: &str) -> Result<usize, String> {
    if word == "all" {
        return Ok(usize::MAX);
    }
    word.parse().map_err(|_| "give a number, or `all`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("64k"), Ok(64 << 10));
        assert_eq!(size("500M"), Ok(500 << 20));
        assert_eq!(size("2 GiB"), Ok(2 << 30));
        for wrong in ["", "M", "-1", "1.5G", "99999999999999T"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
