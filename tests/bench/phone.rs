//! The phone engine beside the two crates that read phone numbers: parse, validity, E.164; one thread.
//!
//! `cargo bench --bench phone`. Times are of one number of a mixed list, so that no engine learns the branches of
//! a single one.

use csv_preflight::format::Region;
use csv_preflight::identity::phone;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType};

/// Where most customers of the yardstick's files live.
const REGIONS: [&str; 8] = ["US", "GB", "DE", "FR", "AU", "IT", "BR", "JP"];

const TYPES: [PhoneNumberType; 4] = [
    PhoneNumberType::FixedLine,
    PhoneNumberType::Mobile,
    PhoneNumberType::TollFree,
    PhoneNumberType::PremiumRate,
];

#[derive(Clone, Copy, Debug)]
enum Spelling {
    /// `+` and digits.
    Canonical,
    /// Digits as dialled in the country.
    National,
    /// Extensions, letters, other scripts, other spaces, prefixes.
    Odd,
}

const ALL: [Spelling; 3] = [Spelling::Canonical, Spelling::National, Spelling::Odd];

/// Regions and texts: of each region an example of each type.
fn texts(spelling: Spelling) -> Vec<(&'static str, String)> {
    let util = &*PHONE_NUMBER_UTIL;
    let mut all = Vec::new();
    for (index, (code, kind)) in REGIONS.iter().flat_map(|code| TYPES.map(|kind| (*code, kind))).enumerate() {
        let region = rlibphonenumber::Region::from_code(code).ok();
        let number = region.and_then(|region| util.get_example_number_for_type_and_region(region, kind).ok());
        let Some(number) = number else { continue };
        let format = |format| util.format(&number, format).into_owned();
        let text = match spelling {
            Spelling::Canonical => format(PhoneNumberFormat::E164),
            Spelling::National => {
                format(PhoneNumberFormat::National).chars().filter(char::is_ascii_digit).collect()
            }
            Spelling::Odd => match index % 5 {
                0 => format!("{} ext. 45", format(PhoneNumberFormat::National)),
                1 => format(PhoneNumberFormat::RFC3966),
                2 => format(PhoneNumberFormat::E164).chars().map(full_width).collect(),
                3 => format!("Tel. {}", format(PhoneNumberFormat::International).replace(' ', "\u{a0}")),
                _ => format!("{} (home)", format(PhoneNumberFormat::International)),
            },
        };
        all.push((code, text));
    }
    all
}

fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}

fn main() {
    divan::main();
}

#[divan::bench(args = ALL)]
fn csv_preflight(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let texts: Vec<_> =
        texts(spelling).into_iter().map(|(region, text)| (Region::from_code(region), text)).collect();
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for (region, text) in &texts {
            drop(black_box(phone::read(black_box(text), *region)));
        }
    });
}

#[divan::bench(args = ALL)]
fn rlibphonenumber(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let region = |code| rlibphonenumber::Region::from_code(code).ok();
    let texts: Vec<_> = texts(spelling).into_iter().map(|(code, text)| (region(code), text)).collect();
    let read = |text: &str, region| {
        let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
        PHONE_NUMBER_UTIL
            .is_valid_number(&number)
            .then(|| PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned())
    };
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for (region, text) in &texts {
            black_box(read(black_box(text), *region));
        }
    });
}

#[divan::bench(args = ALL)]
fn phonenumber(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let texts: Vec<_> = texts(spelling).into_iter().map(|(code, text)| (code.parse().ok(), text)).collect();
    let read = |text: &str, region| {
        let number = phonenumber::parse(region, text).ok()?;
        number.is_valid().then(|| number.format().mode(phonenumber::Mode::E164).to_string())
    };
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for (region, text) in &texts {
            black_box(read(black_box(text), *region));
        }
    });
}
