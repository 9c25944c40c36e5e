//! How a system finds the record that a row belongs to, and what becomes of rows that come one after the other.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::written::{Confidence, Expect};
use super::{Connector, Countries, Outcome};

/// When the next key is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextWhen {
    /// Only if the row has no value for this one.
    NoValue,
    /// If nothing was found with this one.
    NoHit,
}

/// What happens when a key hits several records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnMany {
    /// The first is taken.
    First,
    /// The row is refused.
    Error,
    /// Another record is created.
    Create,
}

/// What happens when two keys of a row hit two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnSplit {
    /// The record of the higher key is taken, and the lower value is not written.
    HigherWinsDropLower,
    /// The record of the higher key is taken.
    HigherWins,
    /// The records are merged.
    Merge,
    /// The row is refused.
    Error,
}

/// What happens to rows of one file that are one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InFile {
    /// The last is kept.
    LastWins,
    /// The first is kept.
    FirstWins,
    /// The import may fail.
    MayFail,
    /// Each becomes a record.
    AllCreated,
}

/// What a row can ask for.
pub(super) const COMMANDS: [&str; 7] =
    ["error_if_hit", "error_if_none", "update_or_create", "replace", "delete", "skip", "create"];

/// How a system finds the record that a row belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolve {
    /// How we know.
    pub confidence: Option<Confidence>,
    /// Where it is stated.
    pub sources: Vec<String>,
    /// What is to be said about it.
    pub note: Option<String>,
    /// What records are looked up by, in order; `email+website` is both at once.
    pub keys: Vec<String>,
    /// When the next key is tried; not known where `None`.
    pub next_when: Option<NextWhen>,
    /// What happens when a key hits several records.
    pub on_many: Option<OnMany>,
    /// What happens when two keys hit two records.
    pub on_split: Option<OnSplit>,
    /// What happens to rows of one file that are one record.
    pub in_file: Option<InFile>,
    /// What a row can ask for, by the word that stands in it.
    pub commands: BTreeMap<String, String>,
}

/// A row for trying out: its cells by key.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The cells.
    pub cells: BTreeMap<String, String>,
    /// The countries for its phone number.
    pub countries: Countries,
}

/// The records that rows became.
#[derive(Debug, Default)]
pub struct Simulated {
    /// The record of each row, in order.
    pub record: Vec<usize>,
    /// Whether the keys of the last row hit two records.
    pub crossed: bool,
}

impl Simulated {
    /// What became of the rows, in one word; `None` where it is neither.
    pub fn verdict(&self) -> Option<Expect> {
        let first = self.record.first()?;
        let mut seen = self.record.clone();
        seen.sort_unstable();
        seen.dedup();
        if self.crossed {
            Some(Expect::Cross)
        } else if self.record.iter().all(|record| record == first) {
            Some(Expect::Collide)
        } else if seen.len() == self.record.len() {
            Some(Expect::Split)
        } else {
            None
        }
    }
}

/// Gives rows to a connector in order, beginning with an empty system, and compares each with all before it:
/// for a handful of rows.
pub fn simulate(connector: &Connector, rows: &[Row]) -> Simulated {
    let mut done = Simulated::default();
    let mut records = 0;
    for (index, row) in rows.iter().enumerate() {
        let before = rows.get(..index).unwrap_or_default();
        let mut chosen = None;
        let mut stopped = false;
        let mut hit: Vec<usize> = Vec::new();
        let mut merged: Vec<usize> = Vec::new();
        for key in &connector.resolve.keys {
            if !key.split('+').any(|part| row.cells.get(part).is_some_and(|cell| !cell.is_empty())) {
                continue;
            }
            let hits: Vec<usize> = before
                .iter()
                .zip(&done.record)
                .filter(|(earlier, _)| meet(connector, key, earlier, row))
                .map(|(_, record)| *record)
                .collect();
            hit.extend(hits.first());
            if !stopped {
                merged.extend(hits.first());
            }
            if chosen.is_none() && !stopped {
                let many = hits.iter().any(|record| Some(record) != hits.first());
                chosen = if many && connector.resolve.on_many == Some(OnMany::Create) {
                    None
                } else {
                    hits.first().copied()
                };
                stopped = connector.resolve.next_when == Some(NextWhen::NoValue);
            }
        }
        done.crossed = hit.iter().any(|record| Some(record) != hit.first());
        if let Some(chosen) = chosen.filter(|_| connector.resolve.on_split == Some(OnSplit::Merge)) {
            done.record
                .iter_mut()
                .filter(|record| merged.contains(record))
                .for_each(|record| *record = chosen);
        }
        done.record.push(chosen.unwrap_or(records));
        records += usize::from(chosen.is_none());
    }
    done
}

/// Whether the system finds the record of `stored` when it looks up this key of `incoming`. A key such as
/// `email+website` is all its parts.
fn meet(connector: &Connector, key: &str, stored: &Row, incoming: &Row) -> bool {
    key.split('+').all(|part| match (stored.cells.get(part), incoming.cells.get(part)) {
        (Some(old), Some(new)) => match connector.identity(part) {
            Some(identity) => {
                let old = identity.stored(old, stored.countries);
                match (old, identity.run(new, incoming.countries)) {
                    (Outcome::Key(old), Outcome::Key(new)) => identity.matching.meets(&old, &new),
                    _ => false,
                }
            }
            // Ids and the like are compared as they are.
            None => old == new,
        },
        // What no row has cannot part them, but nobody is known by an address that nobody has.
        (None, None) => connector.identity(part).is_none(),
        _ => false,
    })
}
