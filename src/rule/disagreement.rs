//! Rows that a connector takes for other customers than Shopify does, with all that is needed to tell it.

use crate::connector::resolve::{InFile, OnMany, OnSplit};
use crate::connector::{Cell, Confidence, Connector, Identity};
use crate::message::visible;
use crate::table::Row;

use super::{End, Other, Related};

/// How a connector parts from Shopify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parting {
    /// One customer to Shopify, two to the connector.
    Split,
    /// Two customers to Shopify, one to the connector.
    Merge,
    /// The keys of one row hit two customers of the connector.
    Conflict,
}

impl Parting {
    /// All.
    pub const ALL: [Self; 3] = [Self::Split, Self::Merge, Self::Conflict];
}

/// A row that a connector puts elsewhere than Shopify does.
#[derive(Debug)]
pub struct Disagreement<'a> {
    /// The way they part.
    pub parting: Parting,
    /// The connector.
    pub connector: &'a Connector,
    /// The row that comes in.
    pub row: Row<'a>,
    /// What it says of the customer.
    pub me: Other,
    /// The row that was there.
    pub other: Other,
    /// A row of the second customer that is hit, and by which cell.
    pub second: Option<(Other, Cell)>,
    /// The cell that it is told in: what the first hit goes by.
    pub cell: Cell,
    /// What the connector compares there, if it is a key of its own.
    pub identity: Option<&'a Identity>,
    /// What the row is looked up by, and what the row that was there has.
    pub keys: Option<(String, String)>,
    /// The first row of the customer that the row is put to, and the last in the file or run.
    pub first: End,
    /// The last one.
    pub last: End,
}

impl Disagreement<'_> {
    /// Whether the connector makes a customer of every row.
    pub fn creates_all(&self) -> bool {
        self.connector.resolve.in_file == Some(InFile::AllCreated)
    }

    /// What the connector looks customers up by, if that is the cell with others at once.
    pub fn looked_up_together(&self) -> Option<String> {
        let of_cell = |key: &&String| key.split('+').any(|part| part == self.cell.name());
        let key = self.connector.resolve.keys.iter().find(of_cell)?;
        let (others, last) = key.rsplit_once('+')?;
        Some(format!("{} and {last}", others.replace('+', ", ")).replace('_', " "))
    }

    /// The cell that it is told in, of a row.
    pub fn cell_of<'o>(&self, other: &'o Other) -> (&'o str, crate::source::Span) {
        let (text, span) = match self.cell {
            Cell::Email => &other.email,
            Cell::Phone => &other.phone,
        };
        (text, if text.is_empty() { other.span } else { *span })
    }

    /// The other row as a related place.
    pub fn related(&self) -> Related {
        let (text, span) = self.cell_of(&self.other);
        let message = format!("{}: {}", self.other.place(), crate::message::quote(text));
        Related { file: self.other.file, span, message: message.into() }
    }

    /// The connector's name.
    pub fn name(&self) -> String {
        visible(&self.connector.id)
    }

    /// Whether what decides it is inferred, or which of several hits counts is not known.
    pub fn is_unsure(connector: &Connector, identity: Option<&Identity>) -> bool {
        let picks_any = |identity: &Identity| identity.matching.operator.name == "tokens";
        confidence(connector, identity) == Confidence::Inferred || identity.is_some_and(picks_any)
    }

    /// How we know that the connector does so.
    pub fn how_we_know(&self) -> String {
        let name = self.name();
        match confidence(self.connector, self.identity) {
            Confidence::Inferred => {
                format!("inferred: nobody says how {name} does it, this is the likeliest")
            }
            confidence => format!("how we know: {} (`connectors show {name}`)", confidence.words()),
        }
    }

    /// Which row's values are there in the end, and why.
    pub fn survivor(&self) -> String {
        let name = self.name();
        let (first, last) = (self.first.place(), self.last.place());
        let resolve = &self.connector.resolve;
        match (resolve.in_file, resolve.on_many) {
            (Some(InFile::LastWins), _) => {
                format!("of the rows of one customer {name} keeps the last, {last}")
            }
            (Some(InFile::FirstWins), _) => {
                format!("of the rows of one customer {name} keeps the first, {first}")
            }
            (Some(InFile::MayFail), _) => format!("an import into {name} with both rows may fail"),
            (Some(InFile::AllCreated), _) => format!("{name} creates a customer for every row"),
            (None, Some(OnMany::First)) => {
                format!(
                    "{name} takes the first customer it finds, that of {first}, and {last} is written to it last"
                )
            }
            (None, _) => format!(
                "{name} finds the customer of {first}, and {last} is written to it last; whether that replaces what \
                 was there is not stated"
            ),
        }
    }

    /// What happens to a row whose keys hit two customers.
    pub fn outcome(&self) -> String {
        let (name, other) = (self.name(), self.other.place());
        match self.connector.resolve.on_split {
            Some(OnSplit::HigherWinsDropLower) => format!(
                "{name} takes the customer of {other}, whom the higher key finds, and does not write the other value"
            ),
            Some(OnSplit::HigherWins) => {
                format!(
                    "{name} takes the customer of {other}, whom the higher key finds; the other one stays"
                )
            }
            Some(OnSplit::Merge) => format!("{name} makes one customer of both"),
            Some(OnSplit::Error) => format!("{name} refuses the row"),
            None => {
                format!("{name} looks up by {other}'s key first; what it does with the other is not stated")
            }
        }
    }
}

/// How we know what decides: what is least sure counts.
fn confidence(connector: &Connector, identity: Option<&Identity>) -> Confidence {
    let of_key = match identity {
        Some(identity) if identity.is_inferred() => Some(Confidence::Inferred),
        identity => identity.map(|identity| identity.confidence),
    };
    let of_all = || connector.identities.iter().map(|identity| identity.confidence).max();
    let known = of_key.into_iter().chain(connector.resolve.confidence).max().or_else(of_all);
    known.unwrap_or(Confidence::Inferred)
}
