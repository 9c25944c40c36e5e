//! The examples of a connector file: what they say, and whether it is so.

use std::ops::Range;

use toml::Spanned;

use super::resolve::{self, Row};
use super::value::Fault;
use super::written::{Expect, Nothing, WrittenExample};
use super::{Cell, Connector, Countries, Outcome};
use crate::format::Region;
use crate::message::visible;

/// One example.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) note: Option<String>,
    pub(super) shows: Shows,
    /// Where it stands in the file.
    pub(super) span: Range<usize>,
}

/// What an example shows.
#[derive(Debug)]
pub(super) enum Shows {
    /// The key of a value, or that it has none.
    Key { of: String, input: String, countries: Countries, gives: Result<String, Nothing> },
    /// What becomes of rows.
    Rows { rows: Vec<Row>, expect: Expect },
}

/// An example that was tried.
#[derive(Debug)]
pub struct Tried {
    /// What it shows.
    pub note: Option<String>,
    /// What it says, in one line.
    pub says: String,
    /// What came out instead, if it is not so.
    pub instead: Option<String>,
}

impl Example {
    pub(super) fn read(connector: &Connector, written: &Spanned<WrittenExample>) -> Result<Self, Fault> {
        let (span, written) = (written.span(), written.get_ref());
        let note = written.note.clone();
        let fault = |message: &str| Fault::new(message, span.clone());
        let country = match &written.country {
            None => None,
            Some(code) => Some(region(code.get_ref(), code.span())?),
        };
        let named = |name: &str, span: Range<usize>| {
            let known = connector.identities.iter().map(|identity| identity.name.as_str());
            match connector.identity(name) {
                Some(_) => Ok(name.to_owned()),
                None => Err(Fault::unknown("key of this connector", name, span, known)),
            }
        };
        if let (Some(of), Some(input)) = (&written.of, &written.input) {
            let of = named(of.get_ref(), of.span())?;
            let (gives, span) = match (&written.key, &written.gives) {
                (Some(key), None) => (Ok(key.get_ref().clone()), key.span()),
                (None, Some(gives)) => (Err(*gives.get_ref()), gives.span()),
                _ => return Err(fault("an example of a value needs either `key` or `gives`")),
            };
            if !written.rows.is_empty() || written.expect.is_some() {
                return Err(fault("an example shows either a value or rows"));
            }
            let countries = Countries::both(country);
            return Ok(Self { note, shows: Shows::Key { of, input: input.clone(), countries, gives }, span });
        }
        let Some(expect) = &written.expect else {
            return Err(fault("an example needs `of` and `input`, or `rows` and `expect`"));
        };
        if written.rows.len() < 2 || written.key.is_some() || written.gives.is_some() {
            return Err(fault("an example of rows needs two rows or more, and `expect` alone"));
        }
        let mut rows = Vec::new();
        for cells in &written.rows {
            let mut row = Row { countries: Countries::both(country), ..Row::default() };
            for (name, value) in cells {
                if name.get_ref() == "country" {
                    row.countries = Countries::both(Some(region(value, name.span())?));
                    continue;
                }
                let keys = connector.resolve.keys.iter().flat_map(|key| key.split('+'));
                let keys = keys.chain(Cell::ALL.map(Cell::name));
                if !keys.clone().any(|key| key == name.get_ref()) {
                    return Err(Fault::unknown("key of this connector", name.get_ref(), name.span(), keys));
                }
                row.cells.insert(name.get_ref().clone(), value.clone());
            }
            rows.push(row);
        }
        Ok(Self { note, shows: Shows::Rows { rows, expect: *expect.get_ref() }, span: expect.span() })
    }

    pub(super) fn run(&self, connector: &Connector) -> Tried {
        let (says, instead) = match &self.shows {
            Shows::Key { of, input, countries, gives } => {
                let outcome = connector
                    .identity(of)
                    .map_or(Outcome::NoKey("no such key".into()), |identity| identity.run(input, *countries));
                let right = match (&outcome, gives) {
                    (Outcome::Key(key), Ok(wanted)) => key == wanted,
                    (Outcome::NoKey(_), Err(Nothing::NoKey)) | (Outcome::Reject(_), Err(Nothing::Reject)) => {
                        true
                    }
                    _ => false,
                };
                let wanted = match gives {
                    Ok(key) => format!("`{}`", visible(key)),
                    Err(Nothing::NoKey) => "no key".to_owned(),
                    Err(Nothing::Reject) => "refused".to_owned(),
                };
                let country = countries.row.map(|region| format!(" in {region}")).unwrap_or_default();
                let says = format!("{of} `{}`{country} → {wanted}", visible(input));
                (says, (!right).then(|| told(&outcome)))
            }
            Shows::Rows { rows, expect } => {
                let verdict = resolve::simulate(connector, rows).verdict();
                let shown: Vec<String> = rows.iter().map(row).collect();
                let says = format!("{} {}", shown.join(" and "), expect.name());
                let instead = verdict.map_or("neither one record nor one each", Expect::name);
                (says, (verdict != Some(*expect)).then(|| instead.to_owned()))
            }
        };
        Tried { note: self.note.clone(), says, instead }
    }
}

/// An outcome in words.
pub(super) fn told(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Key(key) => format!("`{}`", visible(key)),
        Outcome::NoKey(reason) => format!("no key: {reason}"),
        Outcome::Reject(reason) => format!("refused: {reason}"),
    }
}

fn row(row: &Row) -> String {
    let cells = row.cells.iter().map(|(name, value)| format!("{name} `{}`", visible(value)));
    let country = row.countries.row.map(|region| format!("in {region}"));
    format!("({})", cells.chain(country).collect::<Vec<_>>().join(", "))
}

fn region(code: &str, span: Range<usize>) -> Result<Region, Fault> {
    Region::from_code(code).ok_or_else(|| {
        let fault = Fault::new(format!("there is no country with the code `{}`", visible(code)), span);
        match Region::suggestion(code) {
            Some(region) => fault.advise(format!("did you mean `{region}`?")),
            None => fault.advise("give two letters of ISO 3166-1, such as `GB`"),
        }
    })
}
