//! One look at the cells of many rows, column by column. Nearly every cell holds just what its column should, and that is told at once;
//! then no rule about what its column may hold has to look at it, and it is a key as it stands.
//!
//! A glance may only ever err on one side: what it vouches for, no rule that waits for [`Facts::ODD`] has anything
//! to say of. Where it is in doubt, it leaves the cell to them.

mod phones;
mod provinces;

use super::email;
use crate::format::{Country, Kind};
use crate::source::{Batch, Cells, Facts, Looked};
use crate::table::{Import, Table};

pub use phones::Spelled;

/// Which cells of a table are looked at, and for what.
#[derive(Debug, Default)]
pub struct Glance {
    looks: Vec<Look>,
    /// What is asked of all cells of a row at once: the facts that each must not have to be vouched for, all facts where
    /// that does not do.
    without: Vec<Facts>,
    /// What is taken from each then.
    gone: Vec<Facts>,
    email: Option<usize>,
    phone: Option<usize>,
    country_code: Option<usize>,
    country_name: Option<usize>,
    import: Import,
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

/// What no other cell has that is vouched for.
const UNCLEAR: Facts = Facts::ESCAPED.union(Facts::NON_ASCII);

/// What no name has that is vouched for.
const UNNAMED: Facts = Facts::ESCAPED.union(Facts::SIGN);

/// What is taken from a phone number: its `+` is the beginning of no formula.
const DIALLED: Facts = Facts::ODD.union(Facts::FORMULA);

/// What a glance remembers from row to row.
#[derive(Debug, Default)]
pub struct Memory {
    email: email::Settler,
    homes: Vec<Home>,
    waiting: phones::Waiting,
    provinces: provinces::Provinces,
    spelled: Vec<Spelled>,
}

impl Memory {
    /// The numbers of the last batch that only their own rules may speak of, in the order of their records.
    pub fn spelled(&self) -> &[Spelled] {
        &self.spelled
    }
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
        let mut looks: Vec<Look> = looks.collect();
        // What a consent is for is known before it.
        looks.sort_by_key(|look| matches!(look.sort, Sort::EmailConsent | Sort::PhoneConsent));
        let is_name = |sort| matches!(sort, Some(Sort::Name | Sort::LastName));
        let without = sorts().map(|sort| if is_name(sort) { UNNAMED } else { Facts::all() });
        let gone = sorts().map(|sort| if is_name(sort) { Facts::ODD } else { Facts::empty() });
        Self {
            looks,
            without: without.collect(),
            gone: gone.collect(),
            email: place(Kind::Email),
            phone: place(Kind::Phone),
            country_code: place(Kind::CountryCode),
            country_name: place(Kind::Country),
            import: table.import,
            samples: table.format.samples.iter().map(|sample| sample.last_name.as_bytes()).collect(),
        }
    }

    /// Takes [`Facts::ODD`] from the cells of records of `bytes` that hold what they should. Of rows of the wrong
    /// width nothing is known.
    pub fn take(&self, bytes: &[u8], batch: &mut Batch, memory: &mut Memory) {
        memory.spelled.clear();
        if batch.is_faulty() || self.looks.is_empty() || batch.width() != self.without.len() {
            return;
        }
        for facts in batch.facts_mut() {
            for ((facts, without), gone) in facts.iter_mut().zip(&self.without).zip(&self.gone) {
                let holds = *facts & (Facts::ANY | *without) == Facts::ANY;
                *facts -= if holds { *gone } else { Facts::empty() };
            }
        }
        let Memory { email, homes, waiting, provinces, spelled } = memory;
        homes.clear();
        homes.extend(batch.records().map(|(_, cells)| self.home(bytes, cells)));
        let country = |record: usize| homes.get(record).and_then(|home| home.country);
        let usual = (UNCLEAR, Facts::ODD);
        for Look { place, sort } in &self.looks {
            let place = *place;
            match sort {
                Sort::Name => {}
                Sort::LastName => self.doubt_samples(bytes, batch, place),
                Sort::Email => {
                    let usual = (UNCLEAR.union(Facts::UPPER), Facts::ODD);
                    batch.take_where(bytes, place, usual, |cell| {
                        let window = bytes.get(cell.start..).and_then(<[u8]>::first_chunk);
                        email.is_settled(cell.text, window)
                    });
                }
                Sort::Phone => {
                    phones::vouch(bytes, batch, place, (homes, self.import), waiting, spelled);
                }
                Sort::AddressPhone => {
                    batch.take_where(bytes, place, (UNCLEAR, DIALLED), |cell| {
                        phones::is_plain_phone(cell.text)
                    });
                }
                Sort::EmailConsent => {
                    batch.take_where(bytes, place, usual, |cell| is_sound_consent(cell, self.email));
                }
                Sort::PhoneConsent => {
                    batch.take_where(bytes, place, usual, |cell| is_sound_consent(cell, self.phone));
                }
                Sort::YesNo => {
                    batch.take_where(bytes, place, usual, |cell| matches!(cell.text, b"no" | b"yes"));
                }
                Sort::Country => {
                    batch.take_where(bytes, place, usual, |cell| Country::from_bytes(cell.text).is_some());
                }
                Sort::Province => batch.take_where(bytes, place, usual, |cell| {
                    country(cell.record).is_some_and(|country| provinces.has(country, cell.text))
                }),
                Sort::Zip => batch.take_where(bytes, place, usual, |cell| {
                    country(cell.record).is_some_and(|country| country.has_zip(cell.text))
                }),
                Sort::Id => batch.take_where(bytes, place, usual, |cell| {
                    (6..=20).contains(&cell.text.len()) && cell.text.iter().all(u8::is_ascii_digit)
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
        let filled =
            |place: Option<usize>| place.is_some_and(|place| cells.facts(place).contains(Facts::ANY));
        let code = self.country_code.filter(|place| !cells.facts(*place).contains(Facts::ESCAPED));
        Home {
            country: code.and_then(|place| Country::from_bytes(cells.content(bytes, place))),
            is_named: filled(self.country_code) || filled(self.country_name),
        }
    }
}

/// Whether a consent says no, or yes where the row surely has what it is for.
fn is_sound_consent(cell: Looked<'_, '_>, of: Option<usize>) -> bool {
    let has = || {
        let facts = of.and_then(|place| cell.facts.get(place));
        facts.is_some_and(|facts| facts.is_vouched() || facts.contains(Facts::ANY) && !facts.may_be_blank())
    };
    cell.text == b"no" || cell.text == b"yes" && has()
}
