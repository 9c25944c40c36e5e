//! A settings file as it is written: every key is a field here, and every wrong word is shown in its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::{FailOn, Override, Scope, Selector, Settings, country_advice, dotted};
use crate::error::{Error, SettingsError};
use crate::format::{Format, Kind, Region};
use crate::message::{nearest, visible};
use crate::rule::{Ignored, Level, Severity};
use crate::table::{ImportPath, PhoneRegion};

/// Settings of csv-preflight. What is left out keeps its default.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "csv-preflight.toml")]
pub(super) struct Written {
    /// Another settings file that this one builds on, relative to its folder.
    extend: Option<String>,
    /// What the files are, instead of what their header says.
    #[schemars(schema_with = "schema::format")]
    format: Option<Spanned<String>>,
    /// The store's country, for phone numbers without `+`: two letters of ISO 3166-1.
    #[schemars(schema_with = "schema::country")]
    default_country: Option<Spanned<String>>,
    /// Which country a phone number without `+` is read in first.
    phone_region: Option<PhoneRegion>,
    /// Which importer reads the file.
    import_path: Option<ImportPath>,
    /// Whether existing customers are overwritten.
    overwrite: Option<bool>,
    /// Which rows are compared with each other.
    scope: Option<Scope>,
    /// The connectors that the rows are looked at with: names, and paths of connector files relative to this file's
    /// folder.
    #[schemars(with = "Option<Vec<String>>")]
    connectors: Option<Vec<Spanned<String>>>,
    /// A folder of connector files of your own, relative to this file's folder.
    connectors_dir: Option<PathBuf>,
    /// The baseline whose findings are not told, relative to this file's folder.
    baseline: Option<PathBuf>,
    /// The secret that fingerprints are made with. `CSV_PREFLIGHT_KEY` is over it, and the better place.
    fingerprint_key: Option<String>,
    /// The mildest severity that is shown.
    severity: Option<Severity>,
    /// The mildest severity that makes the exit code 1.
    fail_on: Option<FailOn>,
    /// Whether what stands in cells is masked.
    redact: Option<bool>,
    /// The rules that are on: `all`, groups, or single rules.
    #[schemars(schema_with = "schema::selectors")]
    select: Option<Vec<Spanned<String>>>,
    /// The rules that are off.
    #[schemars(schema_with = "schema::selectors")]
    ignore: Option<Vec<Spanned<String>>>,
    /// More rules that are on.
    #[serde(default)]
    #[schemars(schema_with = "schema::selectors")]
    extend_select: Vec<Spanned<String>>,
    /// More rules that are off.
    #[serde(default)]
    #[schemars(schema_with = "schema::selectors")]
    extend_ignore: Vec<Spanned<String>>,
    /// What columns hold, by header.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Kind>")]
    columns: BTreeMap<Spanned<String>, Kind>,
    /// How severe rules are, by id.
    #[serde(default)]
    #[schemars(schema_with = "schema::rules")]
    rules: BTreeMap<Spanned<String>, WrittenLevel>,
    /// Findings that are ignored one by one.
    #[serde(default)]
    ignore_findings: Vec<WrittenIgnored>,
    /// Other settings for some files. Of several that match, later ones count.
    #[serde(default)]
    overrides: Vec<WrittenOverride>,
}

/// Findings that are ignored one by one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenIgnored {
    /// The rule.
    #[schemars(schema_with = "schema::rule")]
    rule: Spanned<String>,
    /// Only in columns with this header.
    column: Option<String>,
    /// Only where the value stands that has this fingerprint, as `csv-preflight fingerprint` tells it.
    #[schemars(with = "Option<String>")]
    fingerprint: Option<Spanned<String>>,
    /// Why, for those who read the settings.
    #[expect(dead_code, reason = "it is for people")]
    reason: Option<String>,
}

/// Other settings for some files.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenOverride {
    /// Globs, relative to the folder of the settings file.
    #[schemars(with = "Vec<String>")]
    files: Vec<Spanned<String>>,
    /// What these files are.
    #[schemars(schema_with = "schema::format")]
    format: Option<Spanned<String>>,
    /// The store's country.
    #[schemars(schema_with = "schema::country")]
    default_country: Option<Spanned<String>>,
    /// Which country a phone number without `+` is read in first.
    phone_region: Option<PhoneRegion>,
    /// Which importer reads the file.
    import_path: Option<ImportPath>,
    /// Whether existing customers are overwritten.
    overwrite: Option<bool>,
    /// The connectors that the rows are looked at with.
    #[schemars(with = "Option<Vec<String>>")]
    connectors: Option<Vec<Spanned<String>>>,
    /// The rules that are on.
    #[schemars(schema_with = "schema::selectors")]
    select: Option<Vec<Spanned<String>>>,
    /// The rules that are off.
    #[schemars(schema_with = "schema::selectors")]
    ignore: Option<Vec<Spanned<String>>>,
    /// What columns hold, by header.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Kind>")]
    columns: BTreeMap<Spanned<String>, Kind>,
    /// How severe rules are, by id.
    #[serde(default)]
    #[schemars(schema_with = "schema::rules")]
    rules: BTreeMap<Spanned<String>, WrittenLevel>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
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

/// Where the words stand, for telling what is wrong with them.
struct Text<'t> {
    name: &'t str,
    text: &'t str,
}

/// Reads settings from text; `name` is where they stand.
pub(super) fn parse(name: &str, text: &str) -> Result<Settings, Error> {
    let words = Text { name, text };
    let written: Written =
        toml::from_str(text).map_err(|problem| SettingsError::from_toml(name, text, &problem, "setting"))?;
    let folder = written.connectors_dir.as_deref();
    let may_be_elsewhere = written.extend.is_some();
    let lists = written.overrides.iter().map(|entry| &entry.connectors).chain([&written.connectors]);
    for names in lists.flatten() {
        super::connectors::check((name, text), folder, may_be_elsewhere, names)?;
    }
    let overrides =
        written.overrides.into_iter().map(|entry| words.entry(entry)).collect::<Result<Vec<_>, _>>()?;
    Ok(Settings {
        extend: written.extend,
        format: words.format(written.format.as_ref())?,
        default_country: words.country(written.default_country.as_ref())?,
        phone_region: written.phone_region,
        import_path: written.import_path,
        overwrite: written.overwrite,
        scope: written.scope,
        connectors: written.connectors.map(plain),
        connectors_dir: written.connectors_dir,
        baseline: written.baseline,
        fingerprint_key: written.fingerprint_key,
        show_from: written.severity,
        fail_on: written.fail_on,
        redact: written.redact,
        select: words.optional_selectors(written.select)?,
        ignore: words.optional_selectors(written.ignore)?,
        extend_select: words.selectors(written.extend_select)?,
        extend_ignore: words.selectors(written.extend_ignore)?,
        columns: columns(written.columns),
        rules: words.levels(written.rules)?,
        ignored: words.ignored(written.ignore_findings)?,
        overrides,
        origins: words.origins(),
    })
}

fn plain(names: Vec<Spanned<String>>) -> Vec<String> {
    names.into_iter().map(Spanned::into_inner).collect()
}

fn columns(written: BTreeMap<Spanned<String>, Kind>) -> BTreeMap<String, Kind> {
    written.into_iter().map(|(header, kind)| (header.into_inner(), kind)).collect()
}

impl Text<'_> {
    fn wrong(&self, message: String, advice: Option<String>, span: Option<Range<usize>>) -> Error {
        SettingsError::at(self.name, self.text, message, advice, span)
    }

    fn unknown(
        &self,
        what: &str,
        word: &Spanned<String>,
        allowed: impl IntoIterator<Item = &'static str>,
    ) -> Error {
        let advice = nearest(word.get_ref(), allowed).map(|near| format!("did you mean `{near}`?"));
        self.wrong(format!("there is no {what} `{}`", visible(word.get_ref())), advice, Some(word.span()))
    }

    fn format(&self, word: Option<&Spanned<String>>) -> Result<Option<&'static Format>, Error> {
        let Some(word) = word else { return Ok(None) };
        let known = Format::by_id(word.get_ref());
        let unknown = || self.unknown("format", word, Format::all().iter().map(|format| format.id.as_str()));
        Ok(Some(known.ok_or_else(unknown)?))
    }

    fn country(&self, word: Option<&Spanned<String>>) -> Result<Option<Region>, Error> {
        let Some(word) = word else { return Ok(None) };
        let unknown = || {
            let message = format!("there is no country with the code `{}`", visible(word.get_ref()));
            self.wrong(message, Some(country_advice(word.get_ref())), Some(word.span()))
        };
        Ok(Some(Region::from_code(word.get_ref()).ok_or_else(unknown)?))
    }

    fn selectors(&self, words: Vec<Spanned<String>>) -> Result<Vec<Selector>, Error> {
        let read = |word: Spanned<String>| {
            Selector::from_word(word.get_ref())
                .ok_or_else(|| self.unknown("rule or group", &word, Selector::words()))
        };
        words.into_iter().map(read).collect()
    }

    fn optional_selectors(
        &self,
        words: Option<Vec<Spanned<String>>>,
    ) -> Result<Option<Vec<Selector>>, Error> {
        words.map(|words| self.selectors(words)).transpose()
    }

    fn levels(
        &self,
        written: BTreeMap<Spanned<String>, WrittenLevel>,
    ) -> Result<BTreeMap<&'static str, Level>, Error> {
        let level = |(id, level): (Spanned<String>, WrittenLevel)| {
            let rule = crate::rules::by_id(id.get_ref());
            let unknown = || self.unknown("rule", &id, crate::rules::ALL.iter().map(|rule| rule.id));
            Ok((rule.ok_or_else(unknown)?.id, level.into()))
        };
        written.into_iter().map(level).collect()
    }

    fn ignored(&self, written: Vec<WrittenIgnored>) -> Result<Vec<Ignored>, Error> {
        let one = |written: WrittenIgnored| {
            let rule = crate::rules::by_id(written.rule.get_ref());
            let unknown =
                || self.unknown("rule", &written.rule, crate::rules::ALL.iter().map(|rule| rule.id));
            let value = |word: &Spanned<String>| {
                word.get_ref().parse().map_err(|()| {
                    let message = "this is no fingerprint".to_owned();
                    let advice = "`csv-preflight fingerprint VALUE` tells it".to_owned();
                    self.wrong(message, Some(advice), Some(word.span()))
                })
            };
            Ok(Ignored {
                rule: rule.ok_or_else(unknown)?.id,
                value: written.fingerprint.as_ref().map(value).transpose()?,
                column: written.column.map(|column| column.trim().to_owned()),
            })
        };
        written.into_iter().map(one).collect()
    }

    fn entry(&self, written: WrittenOverride) -> Result<Override, Error> {
        Ok(Override {
            folder: PathBuf::new(),
            files: self.globs(&written.files)?,
            globs: written.files.into_iter().map(Spanned::into_inner).collect(),
            settings: Settings {
                format: self.format(written.format.as_ref())?,
                default_country: self.country(written.default_country.as_ref())?,
                phone_region: written.phone_region,
                import_path: written.import_path,
                overwrite: written.overwrite,
                connectors: written.connectors.map(plain),
                select: self.optional_selectors(written.select)?,
                ignore: self.optional_selectors(written.ignore)?,
                columns: columns(written.columns),
                rules: self.levels(written.rules)?,
                ..Settings::default()
            },
        })
    }

    fn globs(&self, words: &[Spanned<String>]) -> Result<GlobSet, Error> {
        let mut globs = GlobSetBuilder::new();
        let mut add = |word: &Spanned<String>, pattern: &str| {
            let wrong = |error: globset::Error| {
                self.wrong(visible(&error.kind().to_string()), None, Some(word.span()))
            };
            globs.add(Glob::new(pattern).map_err(wrong)?);
            Ok::<(), Error>(())
        };
        for word in words {
            let pattern = word.get_ref();
            add(word, pattern)?;
            // A name without a folder means the file wherever it is, as in .gitignore.
            if !pattern.contains('/') {
                add(word, &format!("**/{pattern}"))?;
            }
        }
        globs.build().map_err(|error| self.wrong(visible(&error.to_string()), None, None))
    }

    /// Where each setting stands, as `path:line`, by its dotted name.
    fn origins(&self) -> BTreeMap<String, String> {
        let mut origins = BTreeMap::new();
        let Ok(table) = toml::de::DeTable::parse(self.text) else { return origins };
        let mut stands = |key: String, start: usize| {
            let line = 1 + self.text.bytes().take(start).filter(|byte| *byte == b'\n').count();
            origins.insert(key, format!("{}:{line}", visible(self.name)));
        };
        for (key, value) in table.get_ref() {
            let by_key = ["columns", "rules"].contains(&key.get_ref().as_ref());
            match value.get_ref().as_table().filter(|_| by_key) {
                Some(inner) => {
                    inner.keys().for_each(|k| stands(dotted(key.get_ref(), k.get_ref()), k.span().start));
                }
                None => stands(key.get_ref().to_string(), key.span().start),
            }
        }
        origins
    }
}

/// The JSON schema of a settings file.
pub(super) fn schema() -> schemars::Schema {
    schemars::schema_for!(Written)
}

/// Words that are known only at run time.
mod schema {
    use schemars::{Schema, SchemaGenerator, json_schema};

    use super::{Format, Selector, WrittenLevel};
    use crate::rules::ALL;

    pub(super) fn format(_: &mut SchemaGenerator) -> Schema {
        let ids: Vec<&str> = Format::all().iter().map(|format| format.id.as_str()).collect();
        json_schema!({ "enum": ids })
    }

    pub(super) fn country(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z]{2}$" })
    }

    pub(super) fn rule(_: &mut SchemaGenerator) -> Schema {
        let ids: Vec<&str> = ALL.iter().map(|rule| rule.id).collect();
        json_schema!({ "enum": ids })
    }

    pub(super) fn selectors(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = Selector::words().collect();
        json_schema!({ "type": "array", "items": { "enum": words } })
    }

    pub(super) fn rules(generator: &mut SchemaGenerator) -> Schema {
        let level = generator.subschema_for::<WrittenLevel>();
        let ids: Vec<&str> = ALL.iter().map(|rule| rule.id).collect();
        json_schema!({ "type": "object", "propertyNames": { "enum": ids }, "additionalProperties": level })
    }
}
