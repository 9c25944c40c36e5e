//! What the e-mail cell of a row is, found out once for all rules and keys that ask.

use std::borrow::Cow;
use std::cell::Cell as Register;

use super::email::{self, Defect};
use crate::table::{Cell, RowId};

/// What an e-mail cell holds: the sort of its [`Defect`], if it has any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// An address as it stands, or nothing.
    Sound,
    /// An address, and white space around it or invisible characters.
    Spaced,
    /// An address with white space inside.
    Torn,
    /// A word for "no address".
    Placeholder,
    /// Something around an address, or several addresses.
    NotBare,
    /// Characters that are forms of those of an address.
    Dressed,
    /// What is refused; whether nobody has tried that it is.
    Refused {
        /// The standard allows it, and it may be taken.
        untried: bool,
    },
}

thread_local! {
    static LAST: Register<Option<(RowId, u32, Address)>> = const { Register::new(None) };
}

impl Address {
    /// What this cell holds.
    pub fn of(cell: &Cell<'_>) -> Self {
        let (row, column) = (cell.row.id(), cell.column.index);
        match LAST.get() {
            Some((of_row, of_column, address)) if (of_row, of_column) == (row, column) => address,
            _ => {
                let address = Self::of_text(&cell.text());
                LAST.set(Some((row, column, address)));
                address
            }
        }
    }

    fn of_text(text: &str) -> Self {
        match email::defect(text) {
            None => Self::Sound,
            Some(Defect::Spaced { inside: None }) => Self::Spaced,
            Some(Defect::Spaced { inside: Some(_) }) => Self::Torn,
            Some(Defect::Placeholder) => Self::Placeholder,
            Some(Defect::NotBare(_)) => Self::NotBare,
            Some(Defect::Dressed) => Self::Dressed,
            Some(Defect::Refused(refusal)) => {
                Self::Refused { untried: refusal.ground == email::Ground::Untried }
            }
        }
    }

    /// [`email::key`] of the cell's text, of which this is known.
    pub fn key(self, text: &str) -> Option<Cow<'_, str>> {
        if matches!(self, Self::Sound | Self::Spaced) { email::key_of_taken(text) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_that_of_the_text() {
        for text in [
            "ann@example.com",
            " Ann@Example.com ",
            "\u{200B}ann@example.com",
            "\u{200B}'ann@example.com'",
            " 'ann@example.com",
            "j\u{F6}rg@ex\u{E4}mple.de",
            "\u{200B}",
            "  ",
            "an n@example.com",
            "ann@example,com",
            "n/a",
            "Ann <ann@example.com>",
            "\"ann\"@example.com",
            "'ann@example.com'",
            "ａnn＠example.com",
            "ann@",
            "call me",
            "",
        ] {
            assert_eq!(Address::of_text(text).key(text), email::key(text), "{text}");
        }
    }
}
