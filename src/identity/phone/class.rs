//! What there is to say of a phone cell: exactly one thing, so that one defect is told once.
//!
//! libphonenumber reads more than Shopify takes and more than was meant: it drops extensions, turns letters into
//! digits, and makes one number of two. Such texts have a class of their own, whatever it reads in them.

use super::extract::{possible_number, split_extension};
use super::filler::is_filler;
use super::letters::letters;
use super::parse::{Usual, is_international, is_too_long};
use super::reading::Reading;
use super::several::{FEWEST_OF_SEVERAL, is_several};
use super::tables::{CallingCode, decimal};
use super::{Defect, Number, read};
use crate::identity::none;
use crate::identity::spreadsheet::dressed;
use crate::text::trimmed;

/// What a phone cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A valid number in E.164, maybe with the apostrophe of a spreadsheet before it.
    E164,
    /// A valid number with its calling code, written in another way.
    International,
    /// A number without calling code, valid in the country it was read in, or without a country to read it in.
    National,
    /// A number without calling code that may as well be another one.
    Ambiguous,
    /// No valid number.
    Invalid,
    /// A number with an extension.
    Extension,
    /// A number with letters or mask characters among its digits.
    Letters,
    /// A number as a spreadsheet wrote it.
    Spreadsheet,
    /// Several numbers.
    Several,
    /// Digits that fill a field, such as `0000000000`, or a word for no number.
    Placeholder,
}

impl Class {
    /// How many there are.
    pub const COUNT: usize = Self::Placeholder as usize + 1;
}

/// What a text is, which is `usual` and without dots, or not; `class` of the reading is yet to be decided.
pub(super) fn classify(text: &str, usual: Option<&Usual>, reading: &Reading) -> Class {
    // Most of what may be found needs more than digits and the commonest punctuation.
    let is_other = usual.is_none();
    if is_other && is_too_long(text) {
        return Class::Invalid;
    }
    if is_other && dressed(text).is_some() {
        return Class::Spreadsheet;
    }
    if is_filler(text, reading.international, reading.region()) || is_other && is_word(text) {
        return Class::Placeholder;
    }
    let may_be_several = usual
        .is_none_or(|usual| reading.number.is_err() && usual.digits.as_bytes().len() >= FEWEST_OF_SEVERAL);
    if may_be_several && is_several(text, reading) {
        return Class::Several;
    }
    if is_other && letters(text).is_some() {
        return Class::Letters;
    }
    match &reading.number {
        Ok(number) if number.extension.is_some() => Class::Extension,
        Ok(number) if reading.international => of_international(text.as_bytes(), number),
        Ok(number) if is_ambiguous(text, number, reading) => Class::Ambiguous,
        Err(Defect::NoRegion) if is_other && without_extension(text).is_some() => Class::Extension,
        Ok(_) | Err(Defect::NoRegion) => Class::National,
        Err(_) => Class::Invalid,
    }
}

/// What a text is that is this number and nothing else, with its calling code.
pub(super) fn of_international(text: &[u8], number: &Number) -> Class {
    let is_e164 = text.strip_prefix(b"'").unwrap_or(text) == number.e164.as_bytes();
    if is_e164 { Class::E164 } else { Class::International }
}

/// The number before an extension as written, and the extension's digits.
pub fn without_extension(text: &str) -> Option<(String, String)> {
    let possible = possible_number(text).filter(|_| !is_too_long(text))?;
    let (number, extension) = split_extension(&possible);
    Some((number.trim_end().to_owned(), extension?.to_owned()))
}

/// Whether the text is a word for "no number".
pub fn is_word(text: &str) -> bool {
    let text = trimmed(text);
    none::is_word(text) || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Words for "none" that only phone cells are filled with.
const WORDS: [&str; 12] = [
    "no phone",
    "no number",
    "no phone number",
    "no tel",
    "no telephone",
    "no mobile",
    "phone",
    "sin telefono",
    "sin teléfono",
    "pas de téléphone",
    "kein telefon",
    "keine nummer",
];

/// What is dialled before a calling code to leave the country, with which people write it instead of `+`: in
/// most of the world, in North America, in Japan.
const EXITS: [&str; 3] = ["00", "011", "010"];

/// The valid number that a text is when what it begins with stands for `+`, and that beginning.
pub fn without_exit(text: &str) -> Option<(&'static str, Number)> {
    if is_international(text) || is_too_long(text) {
        return None;
    }
    let digits = text.chars().filter_map(decimal).map(|digit| char::from(b'0' + digit));
    let digits: String = digits.collect();
    EXITS.iter().find_map(|exit| {
        let international = format!("+{}", digits.strip_prefix(exit)?);
        read(&international, None).ok().map(|number| (*exit, number))
    })
}

/// The valid number that a text without `+` is with one.
pub fn with_plus(text: &str) -> Option<Number> {
    if is_international(text) {
        return None;
    }
    let digits = text.chars().filter_map(decimal).map(|digit| char::from(b'0' + digit));
    let international: String = std::iter::once('+').chain(digits).collect();
    read(&international, None).ok()
}

fn is_ambiguous(text: &str, number: &Number, reading: &Reading) -> bool {
    let another = |other: &Number| other.e164 != number.e164;
    let elsewhere = reading.otherwise.as_ref().and_then(|(_, other)| other.as_ref().ok());
    // Cheap, and nearly never so.
    let own_code = || CallingCode::of(number.calling_code).is_some_and(|code| begins_with(text, code));
    elsewhere.is_some_and(another) || own_code() && with_plus(text).is_some_and(|other| another(&other))
}

fn begins_with(text: &str, code: &CallingCode) -> bool {
    let mut digits = text.chars().filter_map(decimal);
    code.digits.iter().all(|digit| digits.next() == Some(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::super::{decide, several};
    use super::*;
    use crate::format::Region;
    use crate::table::Import;

    fn class_in(text: &str, store: &str, address: &str) -> Class {
        let import = Import { default_country: Region::from_code(store), ..Import::default() };
        decide(text, import, Region::from_code(address)).class
    }

    #[track_caller]
    fn are(class: Class, store: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(class_in(text, store, ""), class, "{text} in {store:?}");
        }
    }

    #[test]
    fn numbers_are_numbers() {
        are(
            Class::International,
            "",
            &[
                " +44 (0)20 7946 0958",
                "'+1 212-555-0100",
                "＋４４２０７９４６０９５８",
                "Tel. +44 20 7946 0958",
                "+49 30/2312500",
                "+49 6131/2312500",
                "+49 33203/231250",
                "tel:+44-20-7946-0958",
            ],
        );
        are(Class::National, "GB", &["020 7946 0958", "0044 20 7946 0958", "442079460958", "2079460958"]);
        are(Class::National, "DE", &["030/2312500", "0171-3920001", "00491713920001"]);
        are(Class::National, "", &["020 7946 0958", "4420"]);
        are(
            Class::Invalid,
            "GB",
            &["call me", "555-0100", "+15555550100", "12 High Street", "???", "+44", "+"],
        );
    }

    #[test]
    fn words_for_none_are_placeholders() {
        are(
            Class::Placeholder,
            "GB",
            &["-", "n/a", "N/A", " none ", "unknown", "no phone", "Keine Nummer", "tbc"],
        );
        are(Class::Placeholder, "", &["-", "n/a", "null"]);
    }

    #[test]
    fn another_country_s_exit_is_seen() {
        let meant = |text| without_exit(text).map(|(exit, number)| (exit, number.e164.to_string()));
        assert_eq!(meant("0044 20 7946 0958"), Some(("00", "+442079460958".to_owned())));
        assert_eq!(meant("011 44 20 7946 0958"), Some(("011", "+442079460958".to_owned())));
        for text in ["020 7946 0958", "+442079460958", "00", "0044", ""] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn fillers_are_placeholders() {
        are(
            Class::Placeholder,
            "",
            &[
                "0",
                "000",
                "0000000000",
                "(000) 000-0000",
                "+10000000000",
                "+1 999 999 9999",
                "+44 1234 567890",
                "1234567890",
                "123456",
                "0123456789",
                "987-654-3210",
                "+91 98765 43210",
                "09999999999",
                "٠٠٠٠٠٠٠٠٠٠",
            ],
        );
        are(Class::Placeholder, "US", &["19999999999", "8888888888"]);
        are(Class::E164, "", &["+12125550100", "+442079461111", "+442079460123", "'+33199001234"]);
        are(Class::National, "US", &["2125550123", "2125550000"]);
    }

    #[test]
    fn several_numbers_are_told_from_one() {
        are(
            Class::Several,
            "GB",
            &[
                "020 7946 0958 / 020 7946 0959",
                "+442079460958,+442079460959",
                "+442079460958+442079460959",
                "+442079460958 +442079460959 +442079460960",
                "02079460958;02079460959",
                "020 7946 0958|020 7946 0959",
                "020 7946 0958 and 020 7946 0959",
                "020 7946 0958 (home) 020 7946 0959 (work)",
                "020 7946 0958\n020 7946 0959",
                "+44 20 7946 0958 020 7946 0959",
            ],
        );
        are(Class::Several, "", &["020 7946 0958 or 020 7946 0959", "+44 20 7946 0958 020 7946 0959"]);
        are(Class::Invalid, "GB", &["020 7946 0958 020 7946", "1 2 3 4 5 6 7 8 9 1 2 3 4 5 6"]);
        assert_eq!(
            several(
                "Tel. +442079460958, (020) 7946 0959;",
                &decide("Tel. +442079460958, (020) 7946 0959;", Import::default(), None)
            ),
            ["+442079460958", "(020) 7946 0959"]
        );
    }

    #[test]
    fn extensions_and_letters_are_told_apart() {
        are(
            Class::Extension,
            "GB",
            &[
                "020 7946 0958 x12",
                "+44 20 7946 0958 ext. 12",
                "+442079460958;ext=12",
                "020 7946 0958 ext 1234567",
            ],
        );
        are(Class::Extension, "", &["020 7946 0958 x12", "+442079460958#12"]);
        are(
            Class::Letters,
            "US",
            &["650-253-OOOO", "6012XXXX", "650-253-OOOO x5", "1-800-FLOWERS", "212-555-01OO"],
        );
        are(Class::Letters, "", &["650-253-OOOO", "+44 20 **** 0958", "+44 20 7946 0958 (home)"]);
        are(Class::Invalid, "US", &["+1 555 555 0100 x5"]);
    }

    #[test]
    fn spreadsheets_are_recognised() {
        are(
            Class::Spreadsheet,
            "DE",
            &["9.19961E+11", "6502530000.0", "=\"+442079460958\"", "#VALUE!", "6,502,530,000"],
        );
    }

    #[test]
    fn two_readings_are_ambiguous() {
        assert_eq!(class_in("0491 570 156", "DE", "AU"), Class::Ambiguous);
        assert_eq!(class_in("0491 570 156", "AU", "AU"), Class::National);
        assert_eq!(class_in("0491 570 156", "US", "AU"), Class::Invalid);
        assert_eq!(class_in("212 555 0100", "US", "CA"), Class::National);
        // The region's own calling code, as part of the national number or in front of it.
        assert_eq!(class_in("491713920001", "DE", ""), Class::Ambiguous);
        assert_eq!(class_in("4915123456789", "DE", "DE"), Class::Ambiguous);
        assert_eq!(class_in("00491713920001", "DE", ""), Class::National);
        assert_eq!(class_in("01713920001", "DE", ""), Class::National);
        assert_eq!(class_in("62812345678", "ID", ""), Class::Ambiguous);
        assert_eq!(class_in("38344123456", "XK", ""), Class::Ambiguous);
        assert_eq!(class_in("3931234567", "IT", ""), Class::National);
    }

    #[test]
    fn what_was_meant_as_another_number_is_no_key() {
        let key = |text: &str| {
            decide(text, Import { default_country: Region::from_code("US"), ..Import::default() }, None)
                .key()
                .map(|n| n.e164.to_string())
        };
        assert_eq!(key("212-555-0100").as_deref(), Some("+12125550100"));
        assert_eq!(key("+44 1234 567890").as_deref(), Some("+441234567890"));
        for text in [
            "212-555-0100 x5",
            "650-253-OOOO",
            "1-800-FLOWERS",
            "6502530000.0",
            "+12125550100 x1/x2",
            "555-0100",
        ] {
            assert_eq!(key(text), None, "{text}");
        }
    }
}
