//! The phone engine beside the two crates that read phone numbers: parse, validity, E.164; one thread.
//!
//! `cargo bench --bench phone`. Times are of one number of a mixed list, so that no engine learns the branches of
//! a single one.

use csv_preflight::format::Region;
use csv_preflight::identity::phone;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// Numbers by which the engines are compared: a region and how they are written there.
const NUMBERS: [(&str, [&str; 3]); 8] = [
    ("US", ["+12125550123", "2125550123", "(212) 555-0123 ext. 45"]),
    ("GB", ["+442079460123", "02079460123", "tel:+44-20-7946-0123"]),
    ("DE", ["+493012345678", "03012345678", "＋４９ ３０ １２３４５６７８"]),
    ("FR", ["+33199001234", "0199001234", "Tel. 01\u{a0}99\u{a0}00\u{a0}12\u{a0}34"]),
    ("AU", ["+61491570156", "0491570156", "+61 (0) 491 570 156"]),
    ("IT", ["+390669821234", "0669821234", "0039 06/6982-1234"]),
    ("BR", ["+5511961234567", "11961234567", "0 15 11 96123-4567"]),
    ("JP", ["+81312345678", "0312345678", "０３−１２３４−５６７８"]),
];

#[derive(Clone, Copy, Debug)]
enum Spelling {
    Canonical,
    National,
    Odd,
}

const ALL: [Spelling; 3] = [Spelling::Canonical, Spelling::National, Spelling::Odd];

fn texts(spelling: Spelling) -> impl Iterator<Item = (&'static str, &'static str)> {
    NUMBERS.into_iter().map(move |(region, texts)| (region, texts[spelling as usize]))
}

fn main() {
    divan::main();
}

#[divan::bench(args = ALL)]
fn csv_preflight(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let texts: Vec<_> = texts(spelling).map(|(region, text)| (Region::from_code(region), text)).collect();
    for (region, text) in &texts {
        assert!(phone::read(text, *region).is_ok(), "{text}");
    }
    bencher.counter(ItemsCount::new(texts.len())).bench(|| {
        for (region, text) in &texts {
            drop(black_box(phone::read(black_box(text), *region)));
        }
    });
}

#[divan::bench(args = ALL)]
fn rlibphonenumber(bencher: Bencher<'_, '_>, spelling: Spelling) {
    let region = |code| rlibphonenumber::Region::from_code(code).ok();
    let texts: Vec<_> = texts(spelling).map(|(code, text)| (region(code), text)).collect();
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
    let texts: Vec<_> = texts(spelling).map(|(code, text)| (code.parse().ok(), text)).collect();
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
