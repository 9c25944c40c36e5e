//! What the command line and the environment say that a settings file may say too.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use super::words::{country, formats, selector};
use super::{ShownFrom, YesNo};
use crate::format::{Format, Region};
use crate::rule::Severity;
use crate::settings::{FailOn, Files, Layers, Scope, Selector, Settings};
use crate::table::{ImportPath, PhoneRegion};

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

impl Set {
    /// What holds for each file: this over the settings file closest to it.
    pub fn layers(&self, matches: &ArgMatches) -> Layers {
        let files = match (&self.config, self.isolated) {
            (_, true) => Files::None,
            (Some(path), false) => Files::This(path.clone()),
            (None, false) => Files::Found,
        };
        Layers::new(files, self.settings(matches))
    }

    /// What the command line and the environment say, each with its origin.
    fn settings(&self, matches: &ArgMatches) -> Settings {
        let mut settings = Settings {
            format: self.format.as_deref().and_then(Format::by_id),
            default_country: self.default_country,
            phone_region: self.phone_region,
            import_path: self.import_path,
            overwrite: self.overwrite.map(|word| word == YesNo::Yes),
            scope: self.scope,
            connectors: self.connectors.clone(),
            show_from: self.severity.map(Severity::from),
            fail_on: self.fail_on,
            redact: if self.no_redact { Some(false) } else { self.redact },
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            extend_select: self.extend_select.clone(),
            extend_ignore: self.extend_ignore.clone(),
            ..Settings::default()
        };
        for id in matches.ids().map(clap::Id::as_str) {
            let key = id.replace('_', "-");
            let origin = match matches.value_source(id) {
                // Given once for each.
                Some(ValueSource::CommandLine) if key == "connectors" => "--connector".to_owned(),
                Some(ValueSource::CommandLine) => format!("--{key}"),
                Some(ValueSource::EnvVariable) => format!("CSV_PREFLIGHT_{}", id.to_uppercase()),
                _ => continue,
            };
            settings.origins.insert(if key == "no-redact" { "redact".to_owned() } else { key }, origin);
        }
        settings
    }
}
