//! Settings as they hold in the end, and where each comes from.

use std::io::{self, Write};

use serde::Serialize;
use toml::Value;

use super::{FailOn, Settings, dotted};
use crate::message::visible;
use crate::rule::{Level, Severity};
use crate::table::{ImportPath, PhoneRegion};

impl Settings {
    /// What is set when nothing is set, where that can be written down.
    pub fn defaults() -> Self {
        Self {
            phone_region: Some(PhoneRegion::default()),
            import_path: Some(ImportPath::default()),
            show_from: Some(Severity::Warning),
            fail_on: Some(FailOn::Error),
            select: Some(vec![super::Selector::All]),
            ..Self::default()
        }
    }

    /// All that is set, by dotted name.
    pub(super) fn entries(&self) -> Vec<(String, Value)> {
        let mut entries = Vec::new();
        let mut add = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                entries.push((key.to_owned(), value));
            }
        };
        add("format", self.format.and_then(|format| value(&format.id)));
        add("default-country", self.default_country.and_then(|region| value(region.code())));
        add("phone-region", self.phone_region.and_then(value));
        add("import-path", self.import_path.and_then(value));
        add("overwrite", self.overwrite.and_then(value));
        add("scope", self.scope.and_then(value));
        add("connectors", self.connectors.as_ref().and_then(value));
        add("connectors-dir", self.connectors_dir.as_ref().and_then(value));
        add("baseline", self.baseline.as_ref().and_then(value));
        // A secret stays one.
        add("fingerprint-key", self.fingerprint_key.as_ref().and_then(|_| value("…")));
        add("severity", self.show_from.and_then(value));
        add("fail-on", self.fail_on.and_then(value));
        add("redact", self.redact.and_then(value));
        add("select", self.select.as_ref().and_then(value));
        add("ignore", self.ignore.as_ref().and_then(value));
        let some = |words: &Vec<_>| if words.is_empty() { None } else { value(words) };
        add("extend-select", some(&self.extend_select));
        add("extend-ignore", some(&self.extend_ignore));
        for (header, kind) in &self.columns {
            add(&dotted("columns", header), value(kind));
        }
        for (id, level) in &self.rules {
            add(&dotted("rules", id), value(level_word(*level)));
        }
        entries
    }

    /// Writes all that is set as a settings file, each with the place it comes from. What is set for some files
    /// only is listed by its globs.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut table = "";
        let width = self.entries().iter().map(|(key, value)| line(key, value).chars().count()).max();
        for (key, value) in self.entries() {
            if let Some((name, _)) = key.split_once('.').filter(|(name, _)| *name != table) {
                writeln!(out, "\n[{name}]")?;
                table = if name == "rules" { "rules" } else { "columns" };
            }
            let origin = self.origins.get(&key).map_or("default", String::as_str);
            writeln!(out, "{:width$}  # {origin}", line(&key, &value), width = width.unwrap_or_default())?;
        }
        for entry in &self.overrides {
            writeln!(out, "\n# other settings for {}", visible(&entry.globs.join(", ")))?;
        }
        Ok(())
    }
}

/// One line of a settings file.
fn line(key: &str, value: &Value) -> String {
    let key = key.split_once('.').map_or(key, |(_, key)| key);
    let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let key = if plain && !key.is_empty() { key.to_owned() } else { Value::from(key).to_string() };
    visible(&format!("{key} = {value}"))
}

fn value(of: impl Serialize) -> Option<Value> {
    Value::try_from(of).ok()
}

const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Usual => "usual",
        Level::Off => "off",
        Level::Always(severity) => severity.name(),
    }
}
