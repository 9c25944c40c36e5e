//! Invented customers in Shopify's import template, a pure function of shape, number of rows and seed.
//!
//! Every row follows from its place alone, so files of any size are written without remembering a row.

mod defect;
mod name;
mod phone;
mod place;
mod plan;
mod random;
mod repeat;
mod row;
mod truth;

use std::io::{self, Write};
use std::ops::Range;

use clap::ValueEnum;

use phone::{Number, Style};
use place::COUNTRIES;
use plan::PLANS;
use random::{Random, at};
use repeat::{BLOCK, customer_at, original, place_of};
use row::{Column, Row};

pub(crate) use repeat::Sort;
pub(crate) use row::HEADER;
pub(crate) use truth::Truth;

/// What a file is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// Phones in all spellings, and one row in a hundred of each sort of duplicate
    Mixed,
    /// Nothing wrong at all
    Clean,
    /// Three things wrong in every row
    AllBad,
    /// As mixed, with every cell in quotes
    AllQuoted,
    /// As clean, with one note of a megabyte
    OneNote,
    /// As mixed, a hundred rows a file
    TinyFiles,
    /// As clean, and the second half repeats the first
    Pairs,
    /// As clean, but with one e-mail address
    OneValue,
    /// As clean, and every other row has a cell too many
    Ragged,
    /// As clean, in Latin-1
    Latin1,
}

impl Shape {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    const fn has_duplicates(self) -> bool {
        matches!(self, Self::Mixed | Self::AllQuoted | Self::TinyFiles)
    }
}

/// A row that repeats an earlier one; records count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    /// The later row.
    pub record: u64,
    /// The row that it repeats.
    pub of: u64,
    /// How.
    pub sort: Sort,
}

/// A file that can be written.
pub(crate) struct Table {
    shape: Shape,
    rows: u64,
    seed: u64,
}

/// Of a hundred customers, how many live in each country, in the order of the phone plans.
const SHARES: [u64; 8] = [30, 10, 15, 12, 10, 12, 6, 5];

const COMPANIES: [&str; 6] =
    ["Alder & Sons", "Blue Door Ltd", "Café Lumière", "Dovetail GmbH", "Harbour Foods", "Mill Press"];
const TAGS: [&str; 5] = ["vip", "retail", "wholesale", "newsletter", "fair-2024"];
const PLAIN_NOTES: [&str; 3] =
    ["prefers e-mail to the phone", "asked for the spring catalogue", "met at the fair in October 2024"];
const COMMA_NOTES: [&str; 3] =
    ["wants blue, not green", "called twice, no answer", "said \"later\", maybe in May"];
const LINED_NOTES: [&str; 3] =
    ["leave parcel\nat the back door", "Ring twice.\nDog, friendly.", "gift:\n\n\"thanks\""];

impl Table {
    /// A file of this shape.
    pub(crate) const fn new(shape: Shape, rows: u64, seed: u64) -> Self {
        Self { shape, rows, seed }
    }

    /// Writes rows, counted from 0, and tells which of them repeat an earlier one.
    pub(crate) fn write(&self, places: Range<u64>, out: &mut dyn Write, truth: &mut Truth) -> io::Result<()> {
        for place in places {
            if let Some((of, sort)) = self.repeated(place) {
                truth.add(Repeat { record: place + 1, of: of + 1, sort })?;
            }
            let line = self.row(place).line(self.shape == Shape::AllQuoted);
            out.write_all(&if self.shape == Shape::Latin1 { latin1(&line) } else { line })?;
        }
        Ok(())
    }

    /// The place that `place` repeats, and how.
    pub(crate) fn repeated(&self, place: u64) -> Option<(u64, Sort)> {
        match self.shape {
            Shape::Pairs => place.checked_sub(self.rows.div_ceil(2)).map(|of| (of, Sort::SameRow)),
            Shape::OneValue => (place > 0).then_some((0, Sort::SameEmail)),
            shape if shape.has_duplicates() => {
                let (of, sort) = original(customer_at(place, self.seed), self.seed)?;
                Some((place_of(of, self.seed), sort))
            }
            _ => None,
        }
    }

    fn row(&self, place: u64) -> Row {
        let place = if self.shape == Shape::Pairs { place % self.rows.div_ceil(2) } else { place };
        let customer = customer_at(place, self.seed);
        let original = if self.shape.has_duplicates() { original(customer, self.seed) } else { None };
        let mut random = Random::of(self.seed, customer, 3);
        let mut row = Row::default();

        let mut name = self.name(customer);
        let mut phone_of = customer;
        match original {
            Some((of, Sort::SameEmail)) => name = self.name(of),
            Some((of, Sort::EmailCase)) => {
                name = self.name(of);
                name.email = name::other_case(&name.email, &mut random);
            }
            Some((of, Sort::PhoneSpelling)) => {
                name = self.name(of);
                name.email.clear();
                phone_of = of;
            }
            Some((of, Sort::SharedPhone)) => phone_of = of,
            Some((_, Sort::SameRow)) | None => {}
        }
        if self.shape == Shape::OneValue {
            "everybody@example.com".clone_into(&mut name.email);
        }

        let (country, number) = number_of(phone_of);
        let mut phone = number.written(self.style(phone_of));
        match original {
            Some((_, Sort::PhoneSpelling)) => phone = phone::other_spelling(&number, &phone, &mut random),
            Some((_, Sort::SharedPhone)) => phone = number.written(phone::style(&mut random)),
            _ => {}
        }

        let home = place::draw(at(&COUNTRIES, country), &mut random);
        let yes = |yes| if yes { "yes" } else { "no" };
        row.set(Column::EmailConsent, yes(!name.email.is_empty() && random.chance(60)));
        row.set(Column::SmsConsent, yes(random.chance(20)));
        row.set(Column::TaxExempt, yes(random.chance(2)));
        row.set(Column::FirstName, name.first);
        row.set(Column::LastName, name.last);
        row.set(Column::Email, name.email);
        row.set(Column::Address1, home.line1);
        row.set(Column::Address2, home.line2);
        row.set(Column::City, home.city);
        row.set(Column::Province, home.province);
        row.set(Column::Country, at(&COUNTRIES, country).code);
        row.set(Column::Zip, home.zip);
        if random.chance(60) {
            row.set(Column::AddressPhone, number.canonical());
        }
        row.set(Column::Phone, phone);
        if random.chance(40) {
            row.set(Column::Company, *random.pick(&COMPANIES));
        }
        if random.chance(90) {
            row.set(Column::Tags, *random.pick(&TAGS));
        }
        match random.below(100) {
            0 => row.set(Column::Note, *random.pick(&COMMA_NOTES)),
            1 => row.set(Column::Note, *random.pick(&LINED_NOTES)),
            2..50 => row.set(Column::Note, *random.pick(&PLAIN_NOTES)),
            _ => {}
        }
        if self.shape == Shape::AllBad {
            defect::spoil(&mut row, place, &mut random);
        }
        row.extra |= self.shape == Shape::Ragged && place % 2 == 1;
        if self.shape == Shape::OneNote && place == self.rows / 2 {
            row.set(Column::Note, "a long story, \"told\" at length\n".repeat(1 << 15));
        }
        row
    }

    fn name(&self, customer: u64) -> name::Name {
        name::of(customer, &mut Random::of(self.seed, customer, 4))
    }

    fn style(&self, customer: u64) -> Style {
        if !self.shape.has_duplicates() {
            return Style::Canonical;
        }
        phone::style(&mut Random::of(self.seed, customer, 5))
    }
}

/// UTF-8 as Latin-1, with a question mark for each letter that it has not.
fn latin1(line: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(line).expect("cells are text");
    text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
}

/// The country of a customer, by its place in the list, and a number there that nobody else has.
fn number_of(customer: u64) -> (u64, Number) {
    let (block, role) = (customer / BLOCK, customer % BLOCK * 61 % BLOCK);
    let mut before = 0;
    for (country, share) in (0u64..).zip(SHARES) {
        if role < before + share {
            return (country, Number::new(at(&PLANS, country), block * share + role - before));
        }
        before += share;
    }
    unreachable!("the shares make a hundred")
}
