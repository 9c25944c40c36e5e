//! The phone engine: beside an independent libphonenumber, and what Google documents where that one has gaps.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "helpers of tests: text of digits, and a report of the differences"
)]

mod cells;
mod parity;
mod spellings;

use csv_preflight::format::Region;
use csv_preflight::identity::phone::{self, Defect};

use spellings::{REGIONS, Random, random_text};

#[test]
fn gaps_of_the_other_engine_are_closed() {
    // Its differences are counted above; here is what Google's Java does.
    assert_eq!(phone::parse("45;2", Region::from_code("DE")), Err(Defect::NotANumber));
    let number = phone::parse("+1 650-253-0000/x1/x2", None).unwrap();
    assert_eq!((number.e164.as_str(), number.extension), ("+16502530000", None));
    assert!(phone::parse("+1 650～253-0000", None).unwrap().is_valid());
}

#[test]
fn rfc_3966_contexts_are_read() {
    let read = |text: &str| phone::parse(text, None).map(|number| number.e164.to_string());
    assert_eq!(read("tel:03-331-6005;phone-context=+64"), Ok("+6433316005".into()));
    assert_eq!(read("tel:331-6005;phone-context=+64-3"), Ok("+6433316005".into()));
    assert_eq!(read("03-331-6005;phone-context=+64;a=%A1"), Ok("+6433316005".into()));
    assert_eq!(
        read("tel:+1-650-253-0000;isub=12345;phone-context=www.example.com"),
        Ok("+16502530000".into())
    );
    assert_eq!(read("tel:253-0000;phone-context=www.example.com"), Err(Defect::NoRegion));
    for broken in [
        "tel:03-331-6005;phone-context=",
        "tel:03-331-6005;phone-context=+",
        "tel:03-331-6005;phone-context=;phone-context=+64",
        "tel:03-331-6005;phone-context=-a.example",
        "03-331-6005;phone-context=+64;tel:1",
        ";phone-context=+64tel:",
    ] {
        assert_eq!(read(broken), Err(Defect::NotANumber), "{broken}");
    }
}

#[test]
fn numbers_are_compared_as_in_libphonenumber() {
    use phone::Sameness::{Different, Exact, National, ShortNational};
    for (a, b, expected) in [
        ("+64 3 331 6005", "+64 03 331 6005", Exact),
        ("+64 3 331-6005 extn 3456", "tel:+64-3-331-6005;ext=3456", Exact),
        ("+64 3 331-6005", "03 331 6005", National),
        ("01632960000", "+441632960000", National),
        ("+64 3 331-6005 ext 3456", "331 6005", ShortNational),
        ("+16502530000", "253-0000", ShortNational),
        ("+5491123456789", "+541123456789", ShortNational),
        ("+64 3 331-6005 ext 1", "+64 3 331-6005 ext 2", Different),
        ("+64 3 331-6005", "+16433316005", Different),
        ("+551161234567", "+5511961234567", Different),
    ] {
        assert_eq!(phone::compare(a, b), Ok(expected), "{a} {b}");
    }
    assert_eq!(phone::compare("+64 3 331-6005", "nobody"), Err(Defect::NotANumber));
}

#[test]
fn any_text_is_a_number_or_a_reason() {
    let mut random = Random(7);
    let tags =
        [";phone-context=", ";phone-context=+1", "tel:", ";isub=", ".", "+", "\u{0}", "\u{10ffff}", "\n"];
    for _ in 0..100_000 {
        let mut text = random_text(&mut random);
        if random.below(2) == 0 {
            let at = random.below(text.chars().count() + 1);
            let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            let tag = *random.pick(&tags);
            text.insert_str(at, tag);
        }
        let region = Region::from_code(random.pick::<&str>(&REGIONS));
        if let Ok(number) = phone::read(&text, region) {
            assert_eq!(phone::read(&number.e164, None).unwrap().e164, number.e164, "{text}");
        }
        let _ = phone::compare(&text, "+16502530000");
    }
}
