//! One look at the cells of a row. Nearly every cell holds just what its column should, and that is told at once;
//! then no rule about what its column may hold has to look at it, and it is a key as it stands.
//!
//! A glance may only ever err on one side: what it vouches for, no rule that waits for [`Facts::ODD`] has anything
//! to say of. Where it is in doubt, it leaves the cell to them.

use super::{email, phone};
use crate::format::{Country, Kind};
use crate::source::{Facts, RawCell, Record};
use crate::table::Table;

/// Which cells of a table are looked at, and for what.
#[derive(Debug, Default)]
pub struct Glance {
    looks: Vec<Look>,
    email: Option<usize>,
    phone: Option<usize>,
    country_code: Option<usize>,
    country_name: Option<usize>,
    /// How long the last names of the format's sample customers are.
    samples: Vec<usize>,
}

/// What the cells of one column are looked at for.
#[derive(Clone, Copy, Debug)]
struct Look {
    index: usize,
    sort: Sort,
}

#[derive(Clone, Copy, Debug)]
enum Sort {
    Name,
    LastName,
    Email,
    Phone,
    AddressPhone,
    EmailConsent,
    PhoneConsent,
    YesNo,
    Country,
    Province,
    Zip,
    Id,
}

impl Sort {
    fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::FirstName | Kind::Company => Self::Name,
            Kind::LastName => Self::LastName,
            Kind::Email => Self::Email,
            Kind::Phone => Self::Phone,
            Kind::AddressPhone => Self::AddressPhone,
            Kind::EmailConsent => Self::EmailConsent,
            Kind::SmsConsent | Kind::WhatsappConsent => Self::PhoneConsent,
            Kind::TaxExempt => Self::YesNo,
            Kind::CountryCode => Self::Country,
            Kind::ProvinceCode => Self::Province,
            Kind::Zip => Self::Zip,
            Kind::CustomerId => Self::Id,
            _ => return None,
        })
    }
}

impl Sort {
    /// What a cell is not that is vouched for.
    fn vouched_for(self) -> Facts {
        match self {
            // The `+` of a number is the beginning of no formula.
            Self::Phone | Self::AddressPhone => Facts::ODD.union(Facts::FORMULA),
            _ => Facts::ODD,
        }
    }
}

/// What a glance remembers from row to row.
#[derive(Debug, Default)]
pub struct Memory {
    email: email::Settler,
}

/// A row while it is looked at.
struct Looked<'a> {
    bytes: &'a [u8],
    cells: &'a mut [RawCell],
    /// The country by its code, and whether anything at all stands where the row names its country.
    country: Option<&'static Country>,
    names_country: bool,
}

impl Glance {
    /// For rows of `table`.
    pub fn new(table: &Table) -> Self {
        let column = |kind| table.column(kind).map(|column| column.index as usize);
        let looks = table
            .columns
            .iter()
            .filter_map(|column| Some(Look { index: column.index as usize, sort: Sort::of(column.kind)? }));
        Self {
            looks: looks.collect(),
            email: column(Kind::Email),
            phone: column(Kind::Phone),
            country_code: column(Kind::CountryCode),
            country_name: column(Kind::Country),
            samples: table.format.samples.iter().map(|sample| sample.last_name.len()).collect(),
        }
    }

    /// Takes [`Facts::ODD`] from the cells of a record of `bytes` that hold what they should.
    pub fn take(&self, bytes: &[u8], record: &mut Record, memory: &mut Memory) {
        let mut row = Looked { bytes, cells: &mut record.cells, country: None, names_country: false };
        row.names_country = !row.is_empty(self.country_code) || !row.is_empty(self.country_name);
        row.country =
            self.country_code.and_then(|index| Country::from_bytes(row.content(index, Facts::ESCAPED)?));
        for look in &self.looks {
            if self.vouches(&row, *look, memory) == Some(true)
                && let Some(cell) = row.cells.get_mut(look.index)
            {
                cell.facts.remove(look.sort.vouched_for());
            }
        }
    }

    #[inline]
    fn vouches(&self, row: &Looked<'_>, look: Look, memory: &mut Memory) -> Option<bool> {
        if matches!(look.sort, Sort::Name | Sort::LastName) {
            let text = row.content(look.index, Facts::ESCAPED)?;
            // The samples are told apart by the last name.
            let is_sample = matches!(look.sort, Sort::LastName) && self.samples.contains(&text.len());
            return Some(all_are(text, IN_NAMES) && !is_sample);
        }
        let text = row.content(look.index, Facts::ESCAPED.union(Facts::NON_ASCII))?;
        Some(match look.sort {
            Sort::Name | Sort::LastName => false,
            Sort::Email => {
                let facts = row.cells.get(look.index)?.facts;
                !facts.intersects(Facts::UPPER) && memory.email.is_settled(text)
            }
            Sort::Phone => is_settled_phone(row, text),
            Sort::AddressPhone => is_plain_phone(text),
            Sort::EmailConsent => text == b"no" || text == b"yes" && row.has(self.email),
            Sort::PhoneConsent => text == b"no" || text == b"yes" && row.has(self.phone),
            Sort::YesNo => matches!(text, b"no" | b"yes"),
            Sort::Country => row.country.is_some(),
            Sort::Province => row.country?.has_province(text),
            Sort::Zip => row.country?.has_zip(text),
            Sort::Id => (6..=20).contains(&text.len()) && text.iter().all(u8::is_ascii_digit),
        })
    }
}

impl<'a> Looked<'a> {
    /// The text of a cell that is not empty and has none of these facts, without quotes around it.
    #[inline]
    fn content(&self, index: usize, without: Facts) -> Option<&'a [u8]> {
        let raw = self.cells.get(index)?;
        let usual = raw.facts & Facts::ANY.union(without) == Facts::ANY;
        let quote = usize::from(raw.facts.contains(Facts::QUOTED));
        self.bytes.get(raw.start as usize + quote..raw.end as usize - quote).filter(|_| usual)
    }

    /// Whether there is no such cell, or nothing in it.
    #[inline]
    fn is_empty(&self, index: Option<usize>) -> bool {
        let cell = index.and_then(|index| self.cells.get(index));
        cell.is_none_or(|cell| !cell.facts.contains(Facts::ANY))
    }

    /// Whether the cell surely holds anything but space.
    #[inline]
    fn has(&self, index: Option<usize>) -> bool {
        let cell = index.and_then(|index| self.cells.get(index));
        cell.is_some_and(|cell| cell.facts.contains(Facts::ANY) && !cell.facts.may_be_blank())
    }
}

/// An address phone is free text; nothing is odd about digits and what is usual among them.
fn is_plain_phone(text: &[u8]) -> bool {
    text.len() > 4 && matches!(text, [b'+' | b'(' | b'0'..=b'9', ..]) && all_are(text, IN_PHONES)
}

/// Bytes in names that are no tag, no web address and no e-mail address.
const IN_NAMES: u8 = 1;
/// Digits, and what is usual among them.
const IN_PHONES: u8 = 1 << 1;

/// Where each byte may stand.
static PLACES: [u8; 256] = {
    let mut places = [0; 256];
    let mut byte = 0u8;
    loop {
        if !matches!(byte, b'<' | b':' | b'.' | b'@') {
            places[byte as usize] |= IN_NAMES;
        }
        if matches!(byte, b'0'..=b'9' | b' ' | b'(' | b')' | b'+' | b'-') {
            places[byte as usize] |= IN_PHONES;
        }
        if byte == u8::MAX {
            break places;
        }
        byte += 1;
    }
};

/// Whether all bytes may stand there.
#[inline]
fn all_are(text: &[u8], place: u8) -> bool {
    text.iter().fold(place, |all, byte| all & PLACES[usize::from(*byte)]) != 0
}

/// A number in E.164 that is valid, nobody's filler, and of the country of the address.
fn is_settled_phone(row: &Looked<'_>, text: &[u8]) -> bool {
    let Some(home) = phone::settled(text) else { return false };
    !row.names_country || row.country.is_some_and(|country| country.code() == home)
}
