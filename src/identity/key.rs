//! Which keys a row has.

use unicode_normalization::UnicodeNormalization;

use super::spreadsheet::{Dressed, dressed};
use super::{email, phone};
use crate::format::Kind;
use crate::table::Row;

/// What a key identifies. Keys of different spaces are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// The e-mail address as Shopify compares it.
    Email,
    /// The phone number in E.164.
    Phone,
    /// The store's number for the customer.
    Id,
    /// Full name, first address line and postal code.
    Person,
    /// Full name, of rows that have an e-mail address.
    Name,
}

impl Space {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Email, Self::Phone, Self::Id, Self::Person, Self::Name];
}

/// Computes keys, reusing its buffer.
#[derive(Debug, Default)]
pub struct Keys {
    buffer: String,
}

impl Keys {
    /// The key of `row` in `space`; `None` where it has none.
    pub fn key(&mut self, row: &Row<'_>, space: Space) -> Option<&str> {
        self.buffer.clear();
        match space {
            Space::Email => {
                let cell = row.cell(Kind::Email)?;
                let text = cell.text();
                self.buffer.push_str(&email::key(&text)?);
            }
            Space::Phone => {
                let reading = phone::of_row(row)?;
                self.buffer.push_str(&reading.key()?.e164);
            }
            Space::Id => {
                let text = row.text(Kind::CustomerId);
                let id = text.trim_start_matches('\'').trim();
                match dressed(id) {
                    None => self.buffer.push_str(id),
                    Some(Dressed::Number(number)) => self.buffer.push_str(&number),
                    Some(Dressed::Formula(inside)) => self.buffer.push_str(inside.trim()),
                    // What a spreadsheet left of an id is the same for many customers.
                    Some(Dressed::Shortened { .. } | Dressed::Error) => return None,
                }
            }
            Space::Person => {
                if !self.push_name(row) || !self.push_address(row) {
                    return None;
                }
            }
            Space::Name => {
                if !row.has(Kind::Email) || !self.push_name(row) {
                    return None;
                }
            }
        }
        (!self.buffer.is_empty()).then_some(self.buffer.as_str())
    }

    /// Calls `with` on every key of `row`.
    pub fn for_each(&mut self, row: &Row<'_>, mut with: impl FnMut(Space, &str)) {
        for space in [Space::Email, Space::Phone, Space::Id] {
            if let Some(key) = self.key(row, space) {
                with(space, key);
            }
        }
        // The key of the person is that of the name and more.
        self.buffer.clear();
        if self.push_name(row) {
            if row.has(Kind::Email) {
                with(Space::Name, &self.buffer);
            }
            if self.push_address(row) {
                with(Space::Person, &self.buffer);
            }
        }
    }

    /// Adds the address; says whether there is one.
    fn push_address(&mut self, row: &Row<'_>) -> bool {
        let (line, zip) = (row.text(Kind::Address1), row.text(Kind::Zip));
        if line.is_empty() {
            return false;
        }
        self.buffer.push('\n');
        push_folded(&mut self.buffer, &line);
        self.buffer.push('\n');
        push_folded(&mut self.buffer, zip.trim_start_matches('\''));
        true
    }

    /// Adds the full name; says whether there is one.
    fn push_name(&mut self, row: &Row<'_>) -> bool {
        let (first, last) = (row.text(Kind::FirstName), row.text(Kind::LastName));
        if first.is_empty() || last.is_empty() {
            return false;
        }
        push_folded(&mut self.buffer, &first);
        self.buffer.push(' ');
        push_folded(&mut self.buffer, &last);
        true
    }
}

/// Compatibility forms and case do not make another person.
fn push_folded(buffer: &mut String, text: &str) {
    if text.is_ascii() {
        buffer.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        buffer.extend(text.nfkc().flat_map(char::to_lowercase));
    }
}
