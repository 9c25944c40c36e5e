//! The command line: types only.

mod set;
pub(crate) mod words;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::baseline::Baselines;
use crate::rule::Severity;
use crate::source::Charset;
use crate::verbs::connectors::Connectors;
use crate::verbs::fingerprint::Fingerprint;
use crate::verbs::fix::Fixing;
use crate::verbs::normalize::Normalize;
use crate::verbs::sheets::Sheets;
use crate::verbs::split::Split;

pub use set::Set;
use words::{at_most, delimiter, encoding, output, size, threads};

/// The exit code of a run that found nothing to complain of.
pub const CLEAN: u8 = 0;
/// The exit code of a run with findings.
pub const FINDINGS: u8 = 1;
/// The exit code of a run that could not do its work.
pub const FAILED: u8 = 2;

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

/// What makes no sense to do again and again.
const WRITING: [&str; 9] = [
    "fix",
    "diff",
    "fix_only",
    "write_baseline",
    "prune_baseline",
    "write_ready",
    "write_held",
    "annotate",
    "stdin_filename",
];

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
    #[arg(long, value_parser = size, default_value = "384M", value_name = "SIZE", help_heading = "Resources")]
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
    /// Tell on standard error what holds and how each file was read: settings, format, encoding, what the columns hold
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Report")]
    pub verbose: bool,
    /// Check again whenever a file or the settings change, until stopped
    #[arg(short, long, conflicts_with_all = WRITING, help_heading = "Report")]
    pub watch: bool,
    /// No progress bar
    #[arg(long, action = ArgAction::SetTrue, help_heading = "Report")]
    pub no_progress: bool,
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
