//! One look at the cells of many rows, column by column. Nearly every cell holds just what its column should, and that is told at once;
//! then no rule about what its column may hold has to look at it, and it is a key as it stands.
//!
//! A glance may only ever err on one side: what it vouches for, no rule that waits for [`Facts::ODD`] has anything
//! to say of. Where it is in doubt, it leaves the cell to them.

mod phones;
mod provinces;
mod words;

use super::email;
use crate::format::{Country, Kind};
use crate::source::{Batch, Cells, Facts};
use crate::table::{Import, Table};

pub use phones::Spelled;
pub use words::Misspelled;

/// Which cells of a table are looked at, and for what.
#[derive(Debug, Default)]
pub struct Glance {
    looks: Vec<Look>,
    /// Where names stand.
    names: Vec<usize>,
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
    words: Vec<Misspelled>,
    /// The columns in which words may be misspelled, and those that consents are for.
    unsound: Vec<(usize, Option<usize>)>,
}

impl Memory {
    /// The cells of the last batch that only their own rules may speak of.
    pub fn judged(&self) -> Judged<'_> {
        Judged { numbers: &self.spelled, words: &self.words }
    }
}

/// Cells that were not vouched for and that only their own rules may speak of, in the order of their records.
#[derive(Clone, Copy, Debug, Default)]
pub struct Judged<'m> {
    /// Phone numbers.
    pub numbers: &'m [Spelled],
    /// Cells that should say yes or no.
    pub words: &'m [Misspelled],
}

impl Judged<'_> {
    /// Those of `record`, which none comes before; they are taken out.
    #[must_use]
    #[inline]
    pub fn next(&mut self, record: usize) -> Self {
        let numbers = self.numbers.iter().take_while(|number| number.record == record).count();
        let words = self.words.iter().take_while(|word| word.record == record).count();
        let (numbers, more_numbers) = self.numbers.split_at(numbers);
        let (words, more_words) = self.words.split_at(words);
        *self = Self { numbers: more_numbers, words: more_words };
        Self { numbers, words }
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.words.is_empty()
    }

    /// Their columns, and what was taken from their facts.
    pub fn taken(&self) -> impl Iterator<Item = (u32, Facts)> {
        let numbers = self.numbers.iter().map(|number| (number.column, number.taken));
        numbers.chain(self.words.iter().map(|word| (word.column, word.taken)))
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
        let is_name = |look: &&Look| matches!(look.sort, Sort::Name | Sort::LastName);
        let names = looks.iter().filter(is_name).map(|look| look.place).collect();
        Self {
            looks,
            names,
            email: place(Kind::Email),
            phone: place(Kind::Phone),
            country_code: place(Kind::CountryCode),
            country_name: place(Kind::Country),
            import: table.import,
            samples: table.format.samples.iter().map(|sample| sample.last_name.as_bytes()).collect(),
        }
    }

    /// Takes [`Facts::ODD`] from the cells of records of `bytes` that hold what they should. Cells that a row is too short
    /// for are as good as empty.
    pub fn take(&self, bytes: &[u8], batch: &mut Batch, memory: &mut Memory) {
        memory.spelled.clear();
        memory.words.clear();
        if self.looks.is_empty() {
            return;
        }
        batch.change_facts(|_, facts| {
            for name in &self.names {
                if let Some(facts) = facts.get_mut(*name) {
                    // Told without a branch.
                    let holds = *facts & Facts::ANY.union(UNNAMED) == Facts::ANY;
                    *facts -= if holds { Facts::ODD } else { Facts::empty() };
                }
            }
        });
        let Memory { email, homes, waiting, provinces, spelled, words, unsound } = memory;
        homes.clear();
        unsound.clear();
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
                Sort::EmailConsent | Sort::PhoneConsent | Sort::YesNo => {
                    let of = match sort {
                        Sort::EmailConsent => self.email,
                        Sort::PhoneConsent => self.phone,
                        // It takes no more than the cell itself.
                        _ => Some(place),
                    };
                    let mut all = true;
                    batch.take_where(bytes, place, usual, |cell| {
                        let is_sound = words::is_sound(cell, of);
                        all &= is_sound;
                        is_sound
                    });
                    if !all {
                        unsound.push((place, of));
                    }
                }
                // It was looked up before.
                Sort::Country if self.country_code == Some(place) => {
                    batch.take_where(bytes, place, usual, |cell| country(cell.record).is_some());
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
        if !unsound.is_empty() {
            words::take(bytes, batch, unsound, &self.looks, words);
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
        batch.change_facts(|record, facts| {
            if let Some(facts) = facts.get_mut(place).filter(|_| samples.contains(&record)) {
                *facts |= Facts::ODD;
            }
        });
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
