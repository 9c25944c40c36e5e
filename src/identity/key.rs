//! Which keys a row has.

use bitflags::bitflags;
use unicode_normalization::{UnicodeNormalization, is_nfkc};

use super::spreadsheet::{Dressed, dressed};
use super::{Address, phone};
use crate::format::Kind;
use crate::table::{Cell, Row};

/// What a key identifies. Keys of different spaces are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// The e-mail address as Shopify compares it.
    Email,
    /// The phone number in E.164.
    Phone,
    /// The line that a phone number rings on, where several numbers of the plan ring on one.
    Line,
    /// The store's number for the customer.
    Id,
    /// Full name, first address line and postal code.
    Person,
    /// Full name, of rows that have an e-mail address.
    Name,
}

impl Space {
    /// Those whose keys identify a customer.
    pub const IDENTIFIERS: [Self; 4] = [Self::Email, Self::Phone, Self::Line, Self::Id];
}

bitflags! {
    /// Which spaces are looked at.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Needs: u8 {
        /// E-mail addresses.
        const EMAIL = 1;
        /// Phone numbers.
        const PHONE = 1 << 1;
        /// Customer ids.
        const ID = 1 << 2;
        /// Names, with addresses and without.
        const PEOPLE = 1 << 3;
    }
}

impl Needs {
    /// Whether keys of this space are looked at.
    pub fn has(self, space: Space) -> bool {
        self.contains(match space {
            Space::Email => Self::EMAIL,
            Space::Phone | Space::Line => Self::PHONE,
            Space::Id => Self::ID,
            Space::Person | Space::Name => Self::PEOPLE,
        })
    }
}

/// Who a row seems to be.
#[derive(Clone, Copy, Debug)]
pub struct Seeming<'k> {
    /// The key of the full name.
    pub name: &'k str,
    /// That of the name and the address, where there is one.
    pub with_address: Option<&'k str>,
}

/// How Argentine numbers begin, the only ones of which several are one line.
pub(super) const ARGENTINA: &str = "+54";

/// Computes keys, reusing its buffer.
#[derive(Debug, Default)]
pub struct Keys {
    buffer: String,
}

impl Keys {
    /// The key of `row` in `space`; `None` where it has none.
    #[inline]
    pub fn key<'k>(&'k mut self, row: &Row<'k>, space: Space) -> Option<&'k str> {
        // What was vouched for is its own key.
        let vouched = match space {
            Space::Email => row.vouched(Kind::Email),
            Space::Phone => row.vouched(Kind::Phone),
            Space::Line if row.vouched(Kind::Phone).is_some_and(|text| !text.starts_with(ARGENTINA)) => {
                return None;
            }
            Space::Id if row.table.column(Kind::CustomerId).is_none() => return None,
            _ => None,
        };
        if vouched.is_some() { vouched } else { self.computed(row, space) }
    }

    /// As [`Keys::key`], whatever the row is.
    fn computed(&mut self, row: &Row<'_>, space: Space) -> Option<&str> {
        self.buffer.clear();
        match space {
            Space::Email => {
                let cell = row.cell(Kind::Email)?;
                self.buffer.push_str(&Address::of(&cell).key(&cell.text())?);
            }
            Space::Phone => {
                let reading = phone::of_row(row)?;
                self.buffer.push_str(&reading.key()?.e164);
            }
            Space::Line => {
                let reading = phone::of_row(row)?;
                let rest = reading.key()?.e164.strip_prefix(ARGENTINA)?;
                // Argentine mobiles are written with a 9 from abroad and without it at home.
                self.buffer.push_str(ARGENTINA);
                self.buffer.push_str(rest.strip_prefix('9').unwrap_or(rest));
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
                self.buffer.make_ascii_lowercase();
            }
            Space::Name => {
                if !row.has(Kind::Email) || !self.push_name(row) {
                    return None;
                }
                self.buffer.make_ascii_lowercase();
            }
        }
        (!self.buffer.is_empty()).then_some(self.buffer.as_str())
    }

    /// Who the row seems to be, if it has a name.
    pub fn person(&mut self, row: &Row<'_>) -> Option<Seeming<'_>> {
        self.buffer.clear();
        if !self.push_name(row) {
            return None;
        }
        let name = self.buffer.len();
        let has_address = self.push_address(row);
        self.buffer.make_ascii_lowercase();
        let text = self.buffer.as_str();
        Some(Seeming { name: text.get(..name)?, with_address: has_address.then_some(text) })
    }

    /// What the row calls the customer, first name or last name or both; `None` where it has no name.
    pub fn called(&mut self, row: &Row<'_>) -> Option<&str> {
        self.buffer.clear();
        for kind in [Kind::FirstName, Kind::LastName] {
            push_folded(&mut self.buffer, &row.text(kind));
            self.buffer.push(' ');
        }
        Some(self.buffer.trim()).filter(|name| !name.is_empty())
    }

    /// What a cell says as rows are compared by it: an address or a number normalised, anything else without the
    /// space around it and in lower case.
    pub fn of_cell(&mut self, row: &Row<'_>, cell: &Cell<'_>) -> String {
        let is_first = row.table.column(cell.column.kind).is_some_and(|c| c.index == cell.column.index);
        let space = match cell.column.kind {
            Kind::Email if is_first => Some(Space::Email),
            Kind::Phone if is_first => Some(Space::Phone),
            _ => None,
        };
        let key = space.and_then(|space| self.key(row, space).map(str::to_owned));
        key.unwrap_or_else(|| cell.text().trim().to_lowercase())
    }

    /// Whose row it is, by the first that it has of id, e-mail address, phone number and name; the row itself
    /// where it has none of them.
    pub fn owner(&mut self, row: &Row<'_>) -> String {
        for kind in [Kind::CustomerId, Kind::Email, Kind::Phone] {
            if let Some(cell) = row.cell(kind).filter(|cell| !cell.is_empty()) {
                return self.of_cell(row, &cell);
            }
        }
        match self.called(row) {
            Some(name) => name.to_owned(),
            None => row.cells().map(|cell| cell.text().into_owned()).collect::<Vec<_>>().join("\n"),
        }
    }

    /// Adds the address; says whether there is one.
    fn push_address(&mut self, row: &Row<'_>) -> bool {
        self.buffer.push('\n');
        if !self.push_cell(row, Kind::Address1) {
            self.buffer.pop();
            return false;
        }
        self.buffer.push('\n');
        match row.clean(Kind::Zip) {
            Some(zip) if !zip.starts_with('\'') => self.buffer.push_str(zip),
            _ => push_folded(&mut self.buffer, row.text(Kind::Zip).trim_start_matches('\'')),
        }
        true
    }

    /// Adds the full name; says whether there is one.
    fn push_name(&mut self, row: &Row<'_>) -> bool {
        if !self.push_cell(row, Kind::FirstName) {
            return false;
        }
        self.buffer.push(' ');
        self.push_cell(row, Kind::LastName)
    }

    /// Adds the text of a cell; says whether there is any.
    #[inline]
    fn push_cell(&mut self, row: &Row<'_>, kind: Kind) -> bool {
        if let Some(text) = row.clean(kind) {
            self.buffer.push_str(text);
            return true;
        }
        let text = row.text(kind);
        push_folded(&mut self.buffer, &text);
        !text.is_empty()
    }
}

/// As UTF-8 the letters from U+00C0 to U+00FF are this byte and one that continues it, and nothing else begins with it.
const WESTERN: u8 = 0xC3;

/// Compatibility forms and case do not make another person. Capitals of ASCII are left for the end, when all of
/// them are lowered at once.
fn push_folded(buffer: &mut String, text: &str) {
    if text.is_ascii() {
        buffer.push_str(text);
    } else if is_western(text.as_bytes()) {
        let mut rest = text;
        while let Some((before, letter, after)) = at_western(rest) {
            buffer.push_str(before);
            buffer.push(if matches!(letter, 'À'..='Þ') && letter != '×' { lower(letter) } else { letter });
            rest = after;
        }
        buffer.push_str(rest);
    } else if is_nfkc(text) {
        buffer.extend(text.chars().flat_map(char::to_lowercase));
    } else {
        buffer.extend(text.nfkc().flat_map(char::to_lowercase));
    }
}

/// The first letter from U+00C0 to U+00FF, what stands before it and what after it.
fn at_western(text: &str) -> Option<(&str, char, &str)> {
    let (before, rest) = text.split_at_checked(memchr::memchr(WESTERN, text.as_bytes())?)?;
    let mut chars = rest.chars();
    let letter = chars.next()?;
    Some((before, letter, chars.as_str()))
}

/// Whether beyond ASCII there are only the letters from U+00C0 to U+00FF: they are their own compatibility form.
fn is_western(text: &[u8]) -> bool {
    text.iter().fold(true, |all, byte| all & matches!(*byte, 0..=0xBF | WESTERN))
}

/// The small letter of a capital from U+00C0 to U+00DE.
fn lower(c: char) -> char {
    char::from_u32(u32::from(c) + 0x20).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn western_letters_are_folded_as_all_are() {
        for c in '\0'..='\u{17F}' {
            let text = format!("a{c}\u{e9}");
            let mut folded = String::new();
            push_folded(&mut folded, &text);
            folded.make_ascii_lowercase();
            let expected: String = text.nfkc().flat_map(char::to_lowercase).collect();
            assert_eq!(folded, expected, "{c:?}");
        }
    }
}
