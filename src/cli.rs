//! The command line: types only.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::baseline::Baselines;
use crate::format::{Format, Region};
use crate::rule::Severity;
use crate::settings::{FailOn, Scope, Selector, country_advice};
use crate::source::Charset;
use crate::table::{ImportPath, PhoneRegion};
use crate::verbs::connectors::Connectors;
use crate::verbs::fingerprint::Fingerprint;
use crate::verbs::fix::Fixing;
use crate::verbs::normalize::Normalize;
use crate::verbs::sheets::Sheets;
use crate::verbs::split::Split;

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
    /// Cut a file into parts that can be imported one after another
    Split(Box<Split>),
    /// List all rules
    Rules(Rules),
    /// Explain one rule: what, why, how we know, examples
    Explain(Explain),
    /// List connectors; show, test or compare them
    Connectors(Connectors),
    /// Show what a connector makes of an e-mail address or a phone number
    Normalize(Normalize),
    /// Print the fingerprint by which the settings can ignore a value without naming it
    Fingerprint(Fingerprint),
    /// Show the settings that hold, and where each comes from
    Config(Box<Config>),
    /// Print the JSON schema of a file that people write
    Schema {
        /// Which file
        of: SchemaOf,
    },
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a manual page: of the whole, or of one command
    Man {
        /// The command, such as `check`
        command: Option<String>,
    },
}

/// Arguments of `check`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Check {
    /// Files, folders, globs, or `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// What standard input is called in the report
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// Exit with 0 if there is no customer file among the files, as hooks need that are given any CSV
    #[arg(long)]
    pub allow_no_files: bool,
    /// What holds for the files
    #[command(flatten)]
    pub set: Set,
    /// What to do about what can be fixed
    #[command(flatten)]
    pub fixing: Fixing,

    /// The rows themselves, with what was found
    #[command(flatten)]
    pub sheets: Sheets,

    /// What is known already
    #[command(flatten)]
    pub known: Baselines,

    /// The character between cells, instead of what the header suggests: one character, or `tab`
    #[arg(long, value_parser = delimiter, value_name = "CHAR", help_heading = "Reading")]
    pub delimiter: Option<u8>,
    /// The encoding, instead of what the bytes suggest
    #[arg(long, value_parser = encoding, value_name = "NAME", help_heading = "Reading")]
    pub encoding: Option<Charset>,

    /// How to report [default: human]
    #[arg(
        short = 'f',
        long,
        value_enum,
        value_name = "FORMAT",
        env = "CSV_PREFLIGHT_OUTPUT_FORMAT",
        help_heading = "Report"
    )]
    pub output_format: Option<OutputFormat>,
    /// Where to write the report instead of standard output
    #[arg(
        short = 'o',
        long,
        value_name = "PATH",
        env = "CSV_PREFLIGHT_OUTPUT_FILE",
        help_heading = "Report"
    )]
    pub output_file: Option<PathBuf>,
    /// A format and where to write it; may be given several times, one without PATH goes to standard output
    #[arg(long, value_parser = output, value_name = "FORMAT[=PATH]", help_heading = "Report")]
    pub output: Vec<Output>,
    /// Only how often each rule was broken; as text, or with `-f json` as JSON
    #[arg(long, conflicts_with = "output", help_heading = "Report")]
    pub statistics: bool,
    /// How many findings of each rule are shown, or `all` [default: 20 for people, 1000 for machines]
    #[arg(long, value_parser = at_most, value_name = "N", help_heading = "Report")]
    pub max_per_rule: Option<usize>,
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
    /// Tell findings and errors, and nothing else: no summary, no notes
    #[arg(short, long, conflicts_with = "statistics", help_heading = "Report")]
    pub quiet: bool,
    /// No progress bar
    #[arg(long, action = ArgAction::SetTrue, help_heading = "Report")]
    pub no_progress: bool,
}

/// What a settings file may say too.
#[derive(Debug, Args)]
pub struct Set {
    /// Settings file instead of the csv-preflight.toml that is found
    #[arg(long, value_name = "FILE", env = "CSV_PREFLIGHT_CONFIG")]
    pub config: Option<PathBuf>,
    /// No settings file
    #[arg(long, conflicts_with = "config")]
    pub isolated: bool,

    /// What the files are, instead of what their header says
    #[arg(long, value_parser = formats(), env = "CSV_PREFLIGHT_FORMAT", help_heading = "Reading")]
    pub format: Option<String>,

    /// The store's country, for phone numbers without `+`
    #[arg(
        long,
        value_parser = country,
        value_name = "CC",
        env = "CSV_PREFLIGHT_DEFAULT_COUNTRY",
        help_heading = "Import"
    )]
    pub default_country: Option<Region>,
    /// Which country a phone number without `+` is read in first [default: store]
    #[arg(long, value_enum, env = "CSV_PREFLIGHT_PHONE_REGION", help_heading = "Import")]
    pub phone_region: Option<PhoneRegion>,
    /// Which importer will read the file [default: admin]
    #[arg(long, value_enum, env = "CSV_PREFLIGHT_IMPORT_PATH", help_heading = "Import")]
    pub import_path: Option<ImportPath>,
    /// Whether "Overwrite existing customers" will be ticked [default: not known]
    #[arg(long, value_enum, env = "CSV_PREFLIGHT_OVERWRITE", help_heading = "Import")]
    pub overwrite: Option<YesNo>,
    /// Whether rows of different files are compared [default: run for files, file for folders]
    #[arg(long, value_enum, env = "CSV_PREFLIGHT_SCOPE", help_heading = "Import")]
    pub scope: Option<Scope>,

    /// A system that reads these customers too: where it takes other rows for one customer than Shopify does. Names
    /// of connectors or paths of connector files, separated by commas; may be given several times
    #[arg(
        long = "connector",
        value_delimiter = ',',
        value_name = "NAME",
        env = "CSV_PREFLIGHT_CONNECTORS",
        help_heading = "Connectors"
    )]
    pub connectors: Option<Vec<String>>,

    /// The rules that are on: ids, groups such as `phone`, or `all`, separated by commas [default: all]
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = selector,
        value_name = "RULE",
        env = "CSV_PREFLIGHT_SELECT",
        help_heading = "Rules"
    )]
    pub select: Option<Vec<Selector>>,
    /// The rules that are off
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = selector,
        value_name = "RULE",
        env = "CSV_PREFLIGHT_IGNORE",
        help_heading = "Rules"
    )]
    pub ignore: Option<Vec<Selector>>,
    /// More rules that are on, beside those of the settings
    #[arg(long, value_delimiter = ',', value_parser = selector, value_name = "RULE", help_heading = "Rules")]
    pub extend_select: Vec<Selector>,
    /// More rules that are off, beside those of the settings
    #[arg(long, value_delimiter = ',', value_parser = selector, value_name = "RULE", help_heading = "Rules")]
    pub extend_ignore: Vec<Selector>,

    /// The mildest severity that is shown; milder findings are counted [default: warning]
    #[arg(
        long,
        value_enum,
        value_name = "SEVERITY",
        env = "CSV_PREFLIGHT_SEVERITY",
        help_heading = "Report"
    )]
    pub severity: Option<ShownFrom>,
    /// The mildest severity that makes the exit code 1 [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY", env = "CSV_PREFLIGHT_FAIL_ON", help_heading = "Report")]
    pub fail_on: Option<FailOn>,
    /// Mask what stands in cells; the default where CI is set
    #[arg(
        long,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_name = "true|false",
        env = "CSV_PREFLIGHT_REDACT",
        help_heading = "Report"
    )]
    pub redact: Option<bool>,
    /// Show what stands in cells, in CI too
    #[arg(long, overrides_with = "redact", help_heading = "Report")]
    pub no_redact: bool,
}

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct Config {
    /// The file or folder whose settings are asked for; the working directory where none is named
    pub path: Option<PathBuf>,
    /// What holds for the files
    #[command(flatten)]
    pub set: Set,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct Rules {
    /// How to list them
    #[arg(long, value_enum, default_value = "table")]
    pub format: RulesFormat,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The rule, such as `duplicate-email`
    pub rule: String,
    /// How to put it
    #[arg(long, value_enum, default_value = "text")]
    pub output_format: ExplainFormat,
}

/// Ways to explain a rule.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    Text,
    /// One JSON object, as in `rules --format json`.
    Json,
}

/// Ways to list rules.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RulesFormat {
    /// For reading in a terminal.
    Table,
    /// For a document.
    Markdown,
    /// A JSON array with all that is known about each.
    Json,
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
    /// One JSON object a finding, each on its line
    Jsonl,
    /// A table of findings for a spreadsheet
    Csv,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions, and a job summary
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// Logging commands of Azure Pipelines
    Azure,
    /// `JUnit` XML: a test case for each file and rule
    Junit,
    /// Checkstyle's XML
    Checkstyle,
    /// reviewdog's diagnostics with suggestions
    Rdjson,
    /// The same, one a line
    Rdjsonl,
}

/// A report that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its format.
    pub format: OutputFormat,
    /// Where it goes; standard output where nothing is named.
    pub path: Option<PathBuf>,
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

/// Files that people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// `csv-preflight.toml`
    Settings,
    /// A connector
    Connector,
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

pub(crate) fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(Format::all().iter().map(|format| format.id.as_str()))
}

fn output(word: &str) -> Result<Output, String> {
    let (format, path) = match word.split_once('=') {
        Some((format, path)) => (format, Some(path)),
        None => (word, None),
    };
    match path {
        Some("") => Err("there is no path behind the `=`".to_owned()),
        Some("-") | None => Ok(Output { format: output_format(format)?, path: None }),
        Some(path) => Ok(Output { format: output_format(format)?, path: Some(PathBuf::from(path)) }),
    }
}

/// The format with this name.
fn output_format(word: &str) -> Result<OutputFormat, String> {
    OutputFormat::from_str(word, false).map_err(|_| {
        let known: Vec<String> = OutputFormat::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        match crate::message::nearest(word, known.iter().copied()) {
            Some(near) => format!("there is no such format; did you mean `{near}`?"),
            None => format!("there is no such format; known are {}", known.join(", ")),
        }
    })
}

pub(crate) fn delimiter(word: &str) -> Result<u8, String> {
    match (word, word.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [b'"' | b'\r' | b'\n']) => Err("this character has another meaning in a CSV file".to_owned()),
        (_, [byte]) if byte.is_ascii() => Ok(*byte),
        _ => Err("give one ASCII character, or `tab`".to_owned()),
    }
}

pub(crate) fn encoding(word: &str) -> Result<Charset, String> {
    let known =
        ["UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-1", "Shift_JIS", "GB18030", "macintosh"];
    Charset::by_name(word).ok_or_else(|| match crate::message::nearest(word, known) {
        Some(near) => format!("there is no such encoding; did you mean `{near}`?"),
        None => {
            format!("there is no such encoding; known are {} and the others of the web", known.join(", "))
        }
    })
}

pub(crate) fn country(word: &str) -> Result<Region, String> {
    Region::from_code(word).ok_or_else(|| format!("there is no such country code; {}", country_advice(word)))
}

fn selector(word: &str) -> Result<Selector, String> {
    let near = || crate::message::nearest(word, Selector::words());
    Selector::from_word(word.trim()).ok_or_else(|| match near() {
        Some(near) => format!("there is no such rule or group; did you mean `{near}`?"),
        None => "there is no such rule or group; `csv-preflight rules` lists them".to_owned(),
    })
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
