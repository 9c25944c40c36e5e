//! Phone numbers as libphonenumber reads them, and which country a number without `+` is read in.
//!
//! Shopify validates with libphonenumber's ranges and stores E.164:
//! <https://github.com/ostrovsrr/qa-shopify-tool>,
//! <https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput>.
//! Which country it assumes for a number without `+` is not documented, so that is a setting.
//!
//! The engine is Google's published algorithm over tables that the build script (`compile/`) makes of Google's
//! metadata. Where its ports disagree, the Java one is followed. It reads numbers and nothing else.
//!
//! Above it, `reading` says which country a cell is read in, and `class` what there is to say of it, which
//! libphonenumber's verdict alone does not tell. What one importer or connector makes of it stands in rules and
//! connectors.

mod ascii;
mod class;
mod extract;
mod filler;
mod letters;
mod number;
mod parse;
mod reading;
mod renumbered;
mod same;
mod several;
mod tables;

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfkc};

use crate::format::Region;

pub use class::{Class, is_word, with_plus, without_exit, without_extension};
pub use letters::{Letters, letters};
pub use number::{E164, Number, NumberType};
pub use parse::{TOGETHER, parse, settled};
pub use reading::{Assumed, Reading, decide, of_cell, of_row, spelled};
pub use renumbered::today;
pub use same::{Sameness, compare, national_digits};
pub use several::several;
pub use tables::Length;

/// Whether it is a decimal digit of any script: Unicode's category Nd.
pub fn is_decimal(c: char) -> bool {
    tables::decimal(c).is_some()
}

/// The version of libphonenumber's metadata in use.
pub const METADATA: &str = env!("LIBPHONENUMBER_METADATA");

/// Why a text is not a valid phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// No phone number at all.
    NotANumber,
    /// Without `+` and without a country to read it in.
    NoRegion,
    /// No country has this calling code.
    UnknownCallingCode,
    /// Fewer digits than any number there.
    TooShort,
    /// More digits than any number there.
    TooLong,
    /// The length is possible; the area code or range is not in use.
    NoSuchRange,
}

impl Defect {
    /// In words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotANumber => "it is not a phone number",
            Self::NoRegion => "it has no `+` and no country to read it in",
            Self::UnknownCallingCode => "no country has this calling code",
            Self::TooShort => "it has too few digits",
            Self::TooLong => "it has too many digits",
            Self::NoSuchRange => "no such area code or number range is in use",
        }
    }
}

/// Reads one text as a valid phone number, in `region` where it has no calling code.
#[inline]
pub fn read(text: &str, region: Option<Region>) -> Result<Number, Defect> {
    valid(parse(text, region))
}

/// The number, if it is valid.
#[inline]
fn valid(number: Result<Number, Defect>) -> Result<Number, Defect> {
    match &number {
        Ok(parsed) if !parsed.is_valid() => Err(why_invalid(parsed)),
        _ => number,
    }
}

#[cold]
fn why_invalid(number: &Number) -> Defect {
    match number.length() {
        Length::TooShort | Length::LocalOnly => Defect::TooShort,
        Length::TooLong => Defect::TooLong,
        Length::Possible | Length::Between => Defect::NoSuchRange,
    }
}

/// Without space at the edges and without the apostrophe that Shopify's export puts before `+` and its
/// import ignores; full-width digits and signs as ordinary ones.
pub fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let text = text.strip_prefix('\'').unwrap_or(text).trim_start();
    if is_nfkc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// The steps that make two spellings of one number equal, in words.
pub fn steps_between(a: &str, b: &str, number: &Number) -> Vec<String> {
    let mut steps = Vec::new();
    let national = number.national();
    let digits = |text: &str| -> String { plain(text).chars().filter(char::is_ascii_digit).collect() };
    let either = |f: &dyn Fn(&str) -> bool| f(a) || f(b);
    if either(&|text| text.trim() != text) {
        steps.push("trim".to_owned());
    }
    if either(&|text| text.trim().starts_with('\'')) {
        steps.push("leading apostrophe".to_owned());
    }
    if either(&|text| plain(text).contains(|c: char| !c.is_ascii_digit() && c != '+')) {
        steps.push("spaces and punctuation".to_owned());
    }
    if either(&|text| text.chars().any(|c| !c.is_ascii() && c.is_numeric())) {
        steps.push("digits of another script".to_owned());
    }
    if parse::is_international(a) != parse::is_international(b) {
        steps.push(format!("+{}", number.calling_code));
    }
    // A digit before the national number that is not part of the calling code is a trunk prefix.
    let trunk = |text: &str| {
        let digits = digits(text);
        let before = digits.strip_suffix(national).unwrap_or_default();
        let code = number.calling_code.to_string();
        let after_code = before.strip_prefix(code.as_str()).unwrap_or(before);
        (!after_code.is_empty() && after_code.len() < 3 && !after_code.starts_with("00"))
            .then(|| if after_code == "0" { "trunk zero".to_owned() } else { format!("trunk {after_code}") })
    };
    if let Some(step) = trunk(a).or_else(|| trunk(b)) {
        steps.push(step);
    }
    if either(&|text| plain(text).starts_with("00")) {
        steps.push("00 for +".to_owned());
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Option<Region> {
        Region::from_code(code)
    }

    #[test]
    fn spellings_of_one_number_read_alike() {
        let number = read("+442079460958", None).unwrap();
        assert_eq!(number.e164.as_str(), "+442079460958");
        for text in [
            "020 7946 0958",
            "+44 (0)20 7946 0958",
            "'+44 20 7946 0958",
            "(020) 7946-0958",
            "０２０７９４６０９５８",
        ] {
            assert_eq!(read(text, region("GB")), Ok(number.clone()), "{text}");
        }
    }

    #[test]
    fn defects_are_told_apart() {
        assert_eq!(read("hello", region("US")), Err(Defect::NotANumber));
        assert_eq!(read("020 7946 0958", None), Err(Defect::NoRegion));
        assert_eq!(read("+1 555 0100", None), Err(Defect::TooShort));
        assert_eq!(read("+1 212 555 0100 12345", None), Err(Defect::TooLong));
        assert_eq!(read("+1 555 555 0100", None), Err(Defect::NoSuchRange));
        assert_eq!(read("+999 123 4567", None), Err(Defect::UnknownCallingCode));
    }

    #[test]
    fn steps_are_told() {
        let number = read("+442079460958", None).unwrap();
        assert_eq!(
            steps_between("020 7946 0958", "+442079460958", &number),
            ["spaces and punctuation", "+44", "trunk zero"]
        );
        assert_eq!(
            steps_between("+44 (0)20 7946 0958", "+442079460958", &number),
            ["spaces and punctuation", "trunk zero"]
        );
        assert_eq!(
            steps_between("＋４４２０７９４６０９５８", "+442079460958", &number),
            ["digits of another script"]
        );
    }
}
