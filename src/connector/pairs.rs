//! A pipeline against pairs of raw and stored values that somebody took from the system itself.

use std::io::Read;

use super::pipeline::Change;
use super::{Connector, Countries, Identity, Outcome};
use crate::error::Error;
use crate::format::Region;
use crate::message::visible;

/// What came of checking pairs.
#[derive(Debug, Default)]
pub struct Checked {
    /// How many pairs were compared.
    pub pairs: u64,
    /// Those that differ.
    pub differing: Vec<Differing>,
}

/// A pair of which the pipeline makes something else than the system does.
#[derive(Debug)]
pub struct Differing {
    /// The line of the file, from 1.
    pub line: u64,
    /// The key that it is about.
    pub name: String,
    /// The value as it came in.
    pub raw: String,
    /// What the system made of it.
    pub stored: String,
    /// What the pipeline makes of it.
    pub outcome: Outcome<'static>,
    /// The steps that changed something, and what they left.
    pub changes: Vec<(String, String)>,
    /// Where the two part, in words.
    pub parting: String,
}

/// Checks the pairs of a CSV file: the columns `raw` and `stored`, and where they are needed `kind` (`email` or
/// `phone`, or the name of a further key) and `country`. An empty `stored` means that the system has no value.
pub fn check_pairs(connector: &Connector, file: &str, input: impl Read) -> Result<Checked, Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let headers = reader.headers().map_err(|error| wrong(file, &error.to_string()))?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name))
    };
    let (Some(raw), Some(stored)) = (column("raw"), column("stored")) else {
        return Err(wrong(file, "it needs the columns `raw` and `stored`"));
    };
    let (kind, country) = (column("kind"), column("country"));
    let usual = match connector.identities.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let mut checked = Checked::default();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| wrong(file, &error.to_string()))? {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let name = cell(kind).trim();
        let identity = if name.is_empty() { usual } else { connector.identity(name) };
        let Some(identity) = identity else {
            let names: Vec<&str> = connector.identities.iter().map(|one| one.name.as_str()).collect();
            let reason =
                format!("line {line} does not say in a column `kind` which of {} it is", names.join(", "));
            return Err(wrong(file, &reason));
        };
        let code = cell(country).trim();
        let region = Region::from_code(code);
        if region.is_none() && !code.is_empty() {
            return Err(wrong(
                file,
                &format!("line {line} has no country with the code `{}`", visible(code)),
            ));
        }
        checked.pairs += 1;
        let countries = Countries::both(region);
        checked.differing.extend(compare(identity, line, cell(Some(raw)), cell(Some(stored)), countries));
    }
    Ok(checked)
}

fn wrong(file: &str, reason: &str) -> Error {
    Error::Usage {
        message: format!("cannot compare the pairs of {}: {}", visible(file), visible(reason)),
        advice: Some("a CSV file with the columns raw, stored, and perhaps kind and country".to_owned()),
    }
}

fn compare(
    identity: &Identity,
    line: u64,
    raw: &str,
    stored: &str,
    countries: Countries,
) -> Option<Differing> {
    let pipeline = identity.stored_steps.as_ref().unwrap_or(&identity.steps);
    let (outcome, changes) = pipeline.trace(raw, countries);
    let same = match &outcome {
        Outcome::Key(key) => key == stored,
        Outcome::NoKey(_) | Outcome::Reject(_) => stored.is_empty(),
    };
    if same {
        return None;
    }
    let words = |change: &Change| {
        let stage = pipeline.steps.get(change.step);
        (stage.map(|stage| stage.words.clone()).unwrap_or_default(), change.after.clone())
    };
    let changes: Vec<(String, String)> = changes.iter().map(words).collect();
    let parting = parting(raw, stored, &outcome, &changes);
    let outcome = match outcome {
        Outcome::Key(key) => Outcome::Key(key.into_owned().into()),
        Outcome::NoKey(reason) => Outcome::NoKey(reason),
        Outcome::Reject(reason) => Outcome::Reject(reason),
    };
    let (raw, stored) = (raw.to_owned(), stored.to_owned());
    Some(Differing { line, name: identity.name.clone(), raw, stored, outcome, changes, parting })
}

/// The first step after which the system's value cannot be reached any more, or what is missing.
fn parting(raw: &str, stored: &str, outcome: &Outcome<'_>, changes: &[(String, String)]) -> String {
    if raw == stored {
        return match (changes.first(), outcome) {
            (Some((step, _)), _) => {
                format!("the system keeps the value, the first step to change it is: {step}")
            }
            (None, _) => "the system keeps the value".to_owned(),
        };
    }
    if let Some(at) = changes.iter().position(|(_, after)| after == stored) {
        return match changes.get(at + 1) {
            Some((step, _)) => format!("the system stops before: {step}"),
            None => "a later step finds fault with what the system has".to_owned(),
        };
    }
    match outcome.reason() {
        Some(reason) => format!("the system has a value: {reason}"),
        None if stored.is_empty() => "the system has no value".to_owned(),
        None => "no step makes what the system has".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Library;
    use super::*;

    fn check(connector: &str, csv: &str) -> Result<Checked, Error> {
        check_pairs(Library::builtin().find(connector).unwrap(), "pairs.csv", csv.as_bytes())
    }

    #[test]
    fn pairs_that_agree_are_counted() {
        let csv = "raw,stored,kind,country\n Bob@Example.com,bob@example.com,email,\n020 7946 0958,+442079460958,phone,GB\nnone,,email,\n";
        let checked = check("shopify", csv).unwrap();
        assert_eq!((checked.pairs, checked.differing.len()), (3, 0));
    }

    #[test]
    fn the_step_at_which_they_part_is_named() {
        let csv = "raw,stored\nBob@Example.com ,Bob@Example.com\nBob@Example.com,Bob@Example.com\nb.ob@example.com,bob@example.com\n";
        let csv = csv.replace("raw,stored", "raw,stored,kind").replace(".com\n", ".com,email\n");
        let checked = check("klaviyo", &csv).unwrap();
        let parting: Vec<(u64, &str)> =
            checked.differing.iter().map(|pair| (pair.line, pair.parting.as_str())).collect();
        assert_eq!(
            parting,
            [
                (2, "the system stops before: lower-case"),
                (3, "the system keeps the value, the first step to change it is: lower-case"),
                (4, "no step makes what the system has"),
            ]
        );
    }

    #[test]
    fn what_cannot_be_compared_is_said() {
        let wrong = |connector, csv| check(connector, csv).unwrap_err().to_string();
        assert!(
            wrong("shopify", "a,b\n1,2\n").contains("`raw` and `stored`")
                || wrong("shopify", "a,b\n1,2\n").contains("raw")
        );
        assert!(wrong("shopify", "raw,stored\na,a\n").contains("line 2"));
        assert!(wrong("shopify", "raw,stored,kind,country\n1,1,phone,UK\n").contains("UK"));
    }
}
