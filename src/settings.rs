//! `csv-preflight.toml`: what it may say, where it is looked for, and what is wrong with it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use miette::NamedSource;
use serde::Deserialize;
use toml::Spanned;

use crate::engine::Options;
use crate::error::{Error, SettingsError};
use crate::format::{Format, Kind, Region};
use crate::message::{is_hazard, nearest, visible};
use crate::rule::{Level, Severity};
use crate::table::{ImportPath, PhoneRegion};

/// The names a settings file may have, the first found counts.
pub const FILE_NAMES: [&str; 2] = ["csv-preflight.toml", ".csv-preflight.toml"];

/// Which rows are compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Those of one file.
    File,
    /// Those of all files of the run.
    Run,
}

/// Everything a settings file says; what it leaves out is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What the files are.
    pub format: Option<&'static str>,
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
    /// What columns hold, by header.
    pub columns: Vec<(String, Kind)>,
    /// How severe rules are, by id.
    pub rules: Vec<(&'static str, Level)>,
}

/// The file as it is written. Every key of the settings file is a field here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    format: Option<Spanned<String>>,
    default_country: Option<Spanned<String>>,
    phone_region: Option<PhoneRegion>,
    import_path: Option<ImportPath>,
    overwrite: Option<bool>,
    scope: Option<Scope>,
    #[serde(default)]
    columns: BTreeMap<Spanned<String>, Kind>,
    #[serde(default)]
    rules: BTreeMap<Spanned<String>, WrittenLevel>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenLevel {
    Off,
    Info,
    Warning,
    Error,
}

impl From<WrittenLevel> for Level {
    fn from(level: WrittenLevel) -> Self {
        match level {
            WrittenLevel::Off => Self::Off,
            WrittenLevel::Info => Self::Always(Severity::Info),
            WrittenLevel::Warning => Self::Always(Severity::Warning),
            WrittenLevel::Error => Self::Always(Severity::Error),
        }
    }
}

impl Settings {
    /// Looks for a settings file in `start` and the folders above it, up to the root of a repository.
    pub fn discover(start: &Path) -> Option<PathBuf> {
        let start = start.canonicalize().ok()?;
        for folder in start.ancestors() {
            if let Some(file) = FILE_NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file()) {
                return Some(file);
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        None
    }

    /// Reads a settings file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Error::read(&name, error))?;
        Self::parse(&name, &text)
    }

    /// Reads settings from text; `name` is where they stand.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let error = |message: String, advice: Option<String>, span: Option<Range<usize>>| {
            let text = NamedSource::new(visible(name), harmless(text)).with_language("TOML");
            Error::Settings(Box::new(SettingsError { message, advice, text, span: span.map(Into::into) }))
        };
        let written: Written = toml::from_str(text).map_err(|problem| {
            let (message, advice) = explain(problem.message());
            error(message, advice, problem.span())
        })?;
        let unknown =
            |what: &str, word: &Spanned<String>, allowed: &mut dyn Iterator<Item = &'static str>| {
                let shown = visible(word.get_ref());
                let advice = nearest(word.get_ref(), allowed).map(|near| format!("did you mean `{near}`?"));
                error(format!("there is no {what} `{shown}`"), advice, Some(word.span()))
            };
        let format = match &written.format {
            None => None,
            Some(word) => {
                Some(Format::by_id(word.get_ref()).map(|format| format.id.as_str()).ok_or_else(|| {
                    unknown("format", word, &mut Format::all().iter().map(|format| format.id.as_str()))
                })?)
            }
        };
        let default_country = match &written.default_country {
            None => None,
            Some(word) => Some(Region::from_code(word.get_ref()).ok_or_else(|| {
                let shown = visible(word.get_ref());
                let message = format!("there is no country with the code `{shown}`");
                error(message, Some(country_advice(word.get_ref())), Some(word.span()))
            })?),
        };
        let mut rules = Vec::new();
        for (id, level) in &written.rules {
            let rule = crate::rules::by_id(id.get_ref())
                .ok_or_else(|| unknown("rule", id, &mut crate::rules::ALL.iter().map(|rule| rule.id)))?;
            rules.push((rule.id, (*level).into()));
        }
        let columns = written.columns.into_iter().map(|(header, kind)| (header.into_inner(), kind)).collect();
        Ok(Self {
            format,
            default_country,
            phone_region: written.phone_region,
            import_path: written.import_path,
            overwrite: written.overwrite,
            scope: written.scope,
            columns,
            rules,
        })
    }

    /// Puts what the settings say into `options`; what they leave open stays as it is.
    pub fn apply(&self, options: &mut Options) {
        if let Some(format) = self.format.and_then(Format::by_id) {
            options.format = Some(format);
        }
        options.columns.clone_from(&self.columns);
        let import = &mut options.import;
        import.default_country = self.default_country.or(import.default_country);
        import.phone_region = self.phone_region.unwrap_or(import.phone_region);
        import.path = self.import_path.unwrap_or(import.path);
        import.overwrite = self.overwrite.or(import.overwrite);
        for (id, level) in &self.rules {
            options.levels.set(id, *level);
        }
    }
}

/// The text of a settings file as it may be shown: what could act on a terminal is masked, byte for byte, so
/// that places in it stay.
fn harmless(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' | '\r' => c.to_string(),
        c if is_hazard(c) => "?".repeat(c.len_utf8()),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

/// What to do about a word that is no country code.
pub fn country_advice(word: &str) -> String {
    match Region::suggestion(word) {
        Some(region) => format!("did you mean `{region}`?"),
        None => "give two letters of ISO 3166-1, such as `GB`".to_owned(),
    }
}

/// The parser's message in our words: it names the wrong word first and then those it expected.
fn explain(message: &str) -> (String, Option<String>) {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let what = match message.split_once(" `") {
        Some(("unknown field", _)) => "setting",
        Some(("unknown variant", _)) => "value",
        _ => return (visible(message.trim_end()), None),
    };
    let Some(wrong) = quoted.next() else { return (visible(message), None) };
    let allowed: Vec<&str> = quoted.collect();
    let advice = match nearest(wrong, allowed.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}", allowed.join(", ")),
    };
    (format!("there is no {what} `{}`", visible(wrong)), Some(advice))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> (String, String, String) {
        match Settings::parse("csv-preflight.toml", text) {
            Err(Error::Settings(error)) => {
                let span = error.span.unwrap();
                let place = span.offset()..span.offset() + span.len();
                (error.message, error.advice.unwrap_or_default(), text.get(place).unwrap().to_owned())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn settings_are_read() {
        let settings = Settings::parse(
            "x",
            "default-country = 'gb'\nimport-path = 'api'\nscope = 'file'\n[columns]\nMail = 'email'\n[rules]\nblank-row = 'off'\n",
        );
        let settings = settings.unwrap();
        assert_eq!(settings.default_country, Region::from_code("GB"));
        assert_eq!(settings.import_path, Some(ImportPath::Api));
        assert_eq!(settings.columns, [("Mail".to_owned(), Kind::Email)]);
        assert_eq!(settings.rules, [("blank-row", Level::Off)]);
    }

    #[test]
    fn what_is_wrong_is_shown_with_the_nearest_word() {
        let (message, advice, at) = wrong("defalt-country = 'GB'\n");
        assert_eq!(message, "there is no setting `defalt-country`");
        assert_eq!((advice.as_str(), at.as_str()), ("did you mean `default-country`?", "defalt-country"));
        let (message, advice, at) = wrong("[rules]\nduplicate-mail = 'off'\n");
        assert_eq!(message, "there is no rule `duplicate-mail`");
        assert_eq!((advice.as_str(), at.as_str()), ("did you mean `duplicate-email`?", "duplicate-mail"));
        let (message, advice, at) = wrong("import-path = 'adnim'\n");
        assert_eq!(message, "there is no value `adnim`");
        assert_eq!((advice.as_str(), at.as_str()), ("did you mean `admin`?", "'adnim'"));
        let (_, advice, at) = wrong("default-country = 'UK'\n");
        assert_eq!((advice.as_str(), at.as_str()), ("did you mean `GB`?", "'UK'"));
    }
}
