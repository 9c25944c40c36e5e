//! `fingerprint`: by what the settings know a value that they ignore, without naming it.

use std::io::Write;
use std::path::Path;

use clap::Args;

use crate::error::Error;
use crate::identity::{email, phone};
use crate::rule::Secret;
use crate::settings::Settings;

/// Arguments of `fingerprint`.
#[derive(Debug, Args)]
#[command(
    after_help = "The key is that of baselines: CSV_PREFLIGHT_KEY, or fingerprint-key in the settings. A \
    phone number without `+` is a text like any other."
)]
pub struct Fingerprint {
    /// What stands in the cell: an e-mail address, a phone number with `+`, or any other text
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub value: String,
}

/// Prints the fingerprint. `key` is what the environment says.
pub fn fingerprint(arguments: &Fingerprint, key: Option<String>, out: &mut impl Write) -> Result<(), Error> {
    let settings = || -> Result<Option<String>, Error> {
        let found =
            crate::settings::discover(Path::new(".")).map(|path| Settings::read(&path)).transpose()?;
        Ok(found.and_then(|settings| settings.fingerprint_key))
    };
    let key = match key {
        Some(key) => Some(key),
        None => settings()?,
    };
    let Some(key) = key else { return Err(crate::baseline::no_key()) };
    writeln!(out, "{}", Secret::new(&key).of_value(&compared(&arguments.value))).map_err(Error::Write)
}

/// The value as rows are compared by it.
fn compared(value: &str) -> String {
    match (email::key(value), phone::read(value, None)) {
        (Some(key), _) => key.into_owned(),
        (None, Ok(number)) => number.e164.to_string(),
        (None, Err(_)) => value.trim().to_lowercase(),
    }
}
