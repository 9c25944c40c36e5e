//! One look at the cells of many rows, column by column. Nearly every cell holds just what its column should, and that is told at once;
//! then no rule about what its column may hold has to look at it, and it is a key as it stands.
//!
//! A glance may only ever err on one side: what it vouches for, no rule that waits for [`Facts::ODD`] has anything
//! to say of. Where it is in doubt, it leaves the cell to them.

use super::{email, phone};
use crate::format::{Country, Kind};
use crate::source::{Batch, Cells, Facts};
use crate::table::Table;

/// Which cells of a table are looked at, and for what.
#[derive(Debug, Default)]
pub struct Glance {
    looks: Vec<Look>,
    /// What is asked of all cells of a row at once: of each, facts that it must not have to be vouched for, all facts
    /// where that does not do; and what is taken from it then.
    lanes: Vec<(Facts, Facts)>,
    email: Option<usize>,
    phone: Option<usize>,
    country_code: Option<usize>,
    country_name: Option<usize>,
    /// The last names of the format's sample customers, by which these are told apart from others.
    samples: Vec<&'static [u8]>,
}

/// What the cells of one column are looked at for.
#[derive(Clone, Copy, Debug)]
struct Look {
    place: usize,
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

/// What no cell has that is looked at.
const UNCLEAR: Facts = Facts::ESCAPED.union(Facts::NON_ASCII);

/// What no name has that is vouched for, and no other has.
const UNNAMED: Facts = Facts::ESCAPED.union(Facts::SIGN);

/// What is taken from a phone number: its `+` is the beginning of no formula.
const DIALLED: Facts = Facts::ODD.union(Facts::FORMULA);

/// What a glance remembers from row to row.
#[derive(Debug, Default)]
pub struct Memory {
    email: email::Settler,
    homes: Vec<Home>,
}

/// Where a row's customer lives.
#[derive(Clone, Copy, Debug)]
struct Home {
    /// The country by its code.
    country: Option<&'static Country>,
    /// Whether anything at all stands where the row names its country.
    is_named: bool,
}

impl Glance {
    /// For rows of `table`.
    pub fn new(table: &Table) -> Self {
        let place = |kind| table.column(kind).map(|column| column.index as usize);
        let sorts = || table.columns.iter().map(|column| Sort::of(column.kind));
        let looks = sorts().enumerate().filter_map(|(place, sort)| Some(Look { place, sort: sort? }));
        let lanes = sorts().map(|sort| match sort {
            Some(Sort::Name | Sort::LastName) => (UNNAMED, Facts::ODD),
            _ => (Facts::all(), Facts::empty()),
        });
        Self {
            looks: looks.collect(),
            lanes: lanes.collect(),
            email: place(Kind::Email),
            phone: place(Kind::Phone),
            country_code: place(Kind::CountryCode),
            country_name: place(Kind::Country),
            samples: table.format.samples.iter().map(|sample| sample.last_name.as_bytes()).collect(),
        }
    }

    /// Takes [`Facts::ODD`] from the cells of records of `bytes` that hold what they should. Of rows of the wrong
    /// width nothing is known.
    pub fn take(&self, bytes: &[u8], batch: &mut Batch, memory: &mut Memory) {
        if batch.is_faulty() || self.looks.is_empty() || batch.width() != self.lanes.len() {
            return;
        }
        for facts in batch.facts_mut() {
            for (facts, (without, gone)) in facts.iter_mut().zip(&self.lanes) {
                let holds = *facts & Facts::ANY.union(*without) == Facts::ANY;
                *facts -= if holds { *gone } else { Facts::empty() };
            }
        }
        let Memory { email, homes } = memory;
        homes.clear();
        homes.extend(batch.records().map(|(_, cells)| self.home(bytes, cells)));
        let country = |record: usize| homes.get(record).and_then(|home| home.country);
        let is_home = |record: usize, region: &str| {
            homes.get(record).is_none_or(|home| home.country.map_or(!home.is_named, |at| at.code() == region))
        };
        let usual = (UNCLEAR, Facts::ODD);
        let dialled = (UNCLEAR, DIALLED);
        for Look { place, sort } in &self.looks {
            match sort {
                Sort::Name => {}
                Sort::LastName => self.doubt_samples(bytes, batch, *place),
                Sort::Email => {
                    let usual = (UNCLEAR.union(Facts::UPPER), Facts::ODD);
                    batch.take_where(bytes, *place, usual, |_, text, _| email.is_settled(text));
                }
                Sort::Phone => batch.take_where(bytes, *place, dialled, |record, text, _| {
                    phone::settled(text).is_some_and(|region| is_home(record, region))
                }),
                Sort::AddressPhone => {
                    batch.take_where(bytes, *place, dialled, |_, text, _| is_plain_phone(text));
                }
                Sort::EmailConsent => batch
                    .take_where(bytes, *place, usual, |_, text, facts| is_sound_consent(text, facts, self.email)),
                Sort::PhoneConsent => batch
                    .take_where(bytes, *place, usual, |_, text, facts| is_sound_consent(text, facts, self.phone)),
                Sort::YesNo => {
                    batch.take_where(bytes, *place, usual, |_, text, _| matches!(text, b"no" | b"yes"));
                }
                Sort::Country => batch.take_where(bytes, *place, usual, |record, _, _| country(record).is_some()),
                Sort::Province => batch.take_where(bytes, *place, usual, |record, text, _| {
                    country(record).is_some_and(|country| country.has_province(text))
                }),
                Sort::Zip => batch.take_where(bytes, *place, usual, |record, text, _| {
                    country(record).is_some_and(|country| country.has_zip(text))
                }),
                Sort::Id => batch.take_where(bytes, *place, usual, |_, text, _| {
                    (6..=20).contains(&text.len()) && text.iter().all(u8::is_ascii_digit)
                }),
            }
        }
    }

    /// Gives back what was taken from the last names of samples.
    fn doubt_samples(&self, bytes: &[u8], batch: &mut Batch, place: usize) {
        let begins = |text: &[u8]| text.first_chunk::<2>().copied();
        let is_sample = |cells: Cells<'_>| {
            let text = cells.content(bytes, place);
            self.samples.iter().any(|name| begins(name) == begins(text) && *name == text)
        };
        let records = batch.records().enumerate();
        let samples: Vec<usize> =
            records.filter(|(_, (_, cells))| is_sample(*cells)).map(|(record, _)| record).collect();
        if samples.is_empty() {
            return;
        }
        for (record, facts) in batch.facts_mut().enumerate() {
            if let Some(facts) = facts.get_mut(place).filter(|_| samples.contains(&record)) {
                *facts |= Facts::ODD;
            }
        }
    }

    fn home(&self, bytes: &[u8], cells: Cells<'_>) -> Home {
        let filled = |place: Option<usize>| place.is_some_and(|place| cells.facts(place).contains(Facts::ANY));
        let code = self.country_code.filter(|place| !cells.facts(*place).contains(Facts::ESCAPED));
        Home {
            country: code.and_then(|place| Country::from_bytes(cells.content(bytes, place))),
            is_named: filled(self.country_code) || filled(self.country_name),
        }
    }
}

/// Whether a consent says no, or yes where the row surely has what it is for.
fn is_sound_consent(text: &[u8], facts: &[Facts], of: Option<usize>) -> bool {
    let has = || {
        let facts = of.and_then(|place| facts.get(place));
        facts.is_some_and(|facts| facts.contains(Facts::ANY) && !facts.may_be_blank())
    };
    text == b"no" || text == b"yes" && has()
}

/// An address phone is free text; nothing is odd about digits and what is usual among them.
fn is_plain_phone(text: &[u8]) -> bool {
    text.len() > 4 && matches!(text, [b'+' | b'(' | b'0'..=b'9', ..])
        && text.iter().fold(true, |all, byte| all & IN_PHONES[usize::from(*byte)])
}

/// Whether a byte is a digit or usual among digits.
static IN_PHONES: [bool; 256] = {
    let mut is = [false; 256];
    let mut byte = 0u8;
    loop {
        is[byte as usize] = matches!(byte, b'0'..=b'9' | b' ' | b'(' | b')' | b'+' | b'-');
        if byte == u8::MAX {
            break is;
        }
        byte += 1;
    }
};
