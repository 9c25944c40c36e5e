//! `csv-preflight.toml`: what it may say, where it is looked for, and what holds in the end: the command line
//! over the environment over the file over the defaults.

mod connectors;
mod discover;
mod file;
mod layers;
mod select;
mod show;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::GlobSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use discover::{FILE_NAMES, discover};
pub use layers::{Files, Layers};
pub use select::Selector;

use crate::engine::{Levels, Options};
use crate::error::Error;
use crate::format::{Format, Kind, Region};
use crate::rule::{Ignored, Level, Severity};
use crate::table::{ImportPath, PhoneRegion};

/// Which rows are compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Those of one file.
    File,
    /// Those of all files of the run.
    Run,
}

/// The mildest severity that fails the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
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

/// What was set, in one place or in several of which one is stronger than the other. What was left out is
/// `None` or empty.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The settings file that this one builds on; `None` once it was read.
    pub extend: Option<String>,
    /// What the files are.
    pub format: Option<&'static Format>,
    /// The store's country.
    pub default_country: Option<Region>,
    /// Which country a phone number without `+` is read in first.
    pub phone_region: Option<PhoneRegion>,
    /// Which importer reads the file.
    pub import_path: Option<ImportPath>,
    /// Whether existing customers are overwritten.
    pub overwrite: Option<bool>,
    /// Which rows are compared with each other.
    pub scope: Option<Scope>,
    /// The connectors whose view of the rows is wanted: names, and paths of connector files.
    pub connectors: Option<Vec<String>>,
    /// A folder of the user's own connectors.
    pub connectors_dir: Option<PathBuf>,
    /// The findings that are known already.
    pub baseline: Option<PathBuf>,
    /// The secret that fingerprints are made with.
    pub fingerprint_key: Option<String>,
    /// Findings that are ignored one by one.
    pub ignored: Vec<Ignored>,
    /// The mildest severity that is shown.
    pub show_from: Option<Severity>,
    /// The mildest severity that makes the exit code 1.
    pub fail_on: Option<FailOn>,
    /// Whether what stands in cells is masked.
    pub redact: Option<bool>,
    /// The rules that are on.
    pub select: Option<Vec<Selector>>,
    /// The rules that are off.
    pub ignore: Option<Vec<Selector>>,
    /// More rules that are on.
    pub extend_select: Vec<Selector>,
    /// More rules that are off.
    pub extend_ignore: Vec<Selector>,
    /// What columns hold, by header.
    pub columns: BTreeMap<String, Kind>,
    /// How severe rules are, by id.
    pub rules: BTreeMap<&'static str, Level>,
    /// Other settings for some files.
    pub overrides: Vec<Override>,
    /// Where each setting comes from, by its dotted name.
    pub origins: BTreeMap<String, String>,
}

/// Other settings for some files.
#[derive(Clone, Debug)]
pub struct Override {
    /// The folder of the settings file, which the globs start from.
    folder: PathBuf,
    /// The globs, as they were written.
    globs: Vec<String>,
    /// The globs, ready for use.
    files: GlobSet,
    /// What is set for these files.
    settings: Settings,
}

impl Override {
    fn is_for(&self, file: &Path) -> bool {
        let folder = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
        let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        self.files.is_match(file.strip_prefix(&folder).unwrap_or(&file))
    }
}

impl Settings {
    /// Reads a settings file and those it extends.
    pub fn read(path: &Path) -> Result<Self, Error> {
        discover::read(path)
    }

    /// Reads settings from text; `name` is where they stand. What they extend is not read.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        file::parse(name, text)
    }

    /// These settings where they say something, and `below` where they do not.
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        let mut merged = below;
        macro_rules! stronger {
            ($($field:ident),+) => { $( merged.$field = self.$field.take().or(merged.$field.take()); )+ };
        }
        stronger!(extend, format, default_country, phone_region, import_path, overwrite, scope, show_from);
        stronger!(connectors, connectors_dir, baseline, fingerprint_key, fail_on, redact, select, ignore);
        merged.extend_select.append(&mut self.extend_select);
        merged.extend_ignore.append(&mut self.extend_ignore);
        merged.columns.append(&mut self.columns);
        merged.rules.append(&mut self.rules);
        merged.ignored.append(&mut self.ignored);
        merged.overrides.append(&mut self.overrides);
        merged.origins.append(&mut self.origins);
        merged
    }

    /// What holds for one file; `None` for standard input.
    #[must_use]
    pub fn of(&self, file: Option<&Path>) -> Self {
        let Some(file) = file else { return self.clone() };
        let matching = self.overrides.iter().filter(|entry| entry.is_for(file));
        matching.fold(self.clone(), |below, entry| {
            let mut settings = entry.settings.clone();
            let place = self.origins.get("overrides").cloned().unwrap_or_default();
            let said = format!("{place} (overrides for {})", entry.globs.join(", "));
            settings.origins = settings.entries().into_iter().map(|(key, _)| (key, said.clone())).collect();
            settings.over(below)
        })
    }

    /// Puts what the settings say into `options`; what they leave open stays as it is.
    pub fn apply(&self, options: &mut Options) {
        options.format = self.format.or(options.format);
        options.columns = self.columns.iter().map(|(header, kind)| (header.clone(), *kind)).collect();
        let import = &mut options.import;
        import.default_country = self.default_country.or(import.default_country);
        import.phone_region = self.phone_region.unwrap_or(import.phone_region);
        import.path = self.import_path.unwrap_or(import.path);
        import.overwrite = self.overwrite.or(import.overwrite);
        options.show_from = self.show_from.unwrap_or(options.show_from);
        self.levels(&mut options.levels);
    }

    fn levels(&self, levels: &mut Levels) {
        let selected = self.select.as_deref().unwrap_or(&[Selector::All]);
        let selected = [selected, &self.extend_select].concat();
        let ignored = [self.ignore.as_deref().unwrap_or_default(), &self.extend_ignore].concat();
        for (id, level) in &self.rules {
            levels.set(id, *level);
        }
        select::apply(levels, &selected, &ignored);
    }

    /// The JSON schema of a settings file.
    pub fn schema() -> serde_json::Value {
        file::schema().to_value()
    }
}

/// The name of a setting in a table of settings.
fn dotted(table: &str, key: &str) -> String {
    format!("{table}.{key}")
}

/// What to do about a word that is no country code.
pub fn country_advice(word: &str) -> String {
    match Region::suggestion(word) {
        Some(region) => format!("did you mean `{region}`?"),
        None => "give two letters of ISO 3166-1, such as `GB`".to_owned(),
    }
}

#[cfg(test)]
mod tests;
