//! How well a text fits what a column holds: for rows in which cells stand under the wrong headers.

use bitflags::bitflags;

use super::email;
use crate::format::{Country, Kind};
use crate::source::Facts;
use crate::table::{Cell, Row};
use crate::text::trimmed;

bitflags! {
    /// What a text could be, looked at once and held against any column.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Shape: u8 {
        /// Nothing but space.
        const BLANK = 1;
        /// An e-mail address.
        const EMAIL = 1 << 1;
        /// Yes or no, in any of the importer's words.
        const YES_NO = 1 << 2;
        /// The code of a country.
        const COUNTRY = 1 << 3;
        /// Digits enough for a phone number, and nothing that stands in none.
        const PHONE = 1 << 4;
        /// Digits enough for a customer's id, and nothing else.
        const ID = 1 << 5;
    }
}

/// The most letters of yes, no, true, false and the code of a country.
const LONGEST_WORD: usize = 5;
/// The fewest digits of a phone number or a customer's id.
const FEWEST_DIGITS: usize = 6;
const _: () = assert!(LONGEST_WORD < FEWEST_DIGITS, "what is long enough for a number is no word");

impl Shape {
    /// That of a text.
    pub fn of(text: &str) -> Self {
        Self::among(Self::all(), text)
    }

    /// That of the cell at `index` of a row, under a header or not.
    pub fn of_cell(row: &Row<'_>, index: usize) -> Self {
        // Most cells are words: longer than yes, no and any code, and without an `@`.
        let is_words = match row.raw_at(index) {
            [] => return Self::BLANK,
            raw @ [b'A'..=b'Z' | b'a'..=b'z', .., b'!'..=b'~'] => raw.len() > LONGEST_WORD,
            _ => false,
        };
        let is_clear = || !row.facts_at(index).intersects(Facts::SIGN.union(Facts::ESCAPED));
        if is_words && is_clear() { Self::empty() } else { Self::of(&row.text_at(index)) }
    }

    /// Whether a text is surely nothing for a column of this kind.
    pub fn is_misfit(text: &str, kind: Kind) -> bool {
        let Some(wanted) = Self::wanted(kind) else { return false };
        Self::among(Self::BLANK | Self::EMAIL | wanted, text).fits(kind) < 0
    }

    /// Which of these a text could be.
    fn among(asked: Self, text: &str) -> Self {
        let text = trimmed(text);
        if text.is_empty() {
            return asked & Self::BLANK;
        }
        let bytes = text.as_bytes();
        let mut shape = Self::empty();
        if asked.contains(Self::EMAIL) && memchr::memchr(b'@', bytes).is_some() {
            shape.set(Self::EMAIL, is_email(text));
        }
        // No number begins with a letter.
        if bytes.len() < FEWEST_DIGITS {
            if asked.contains(Self::YES_NO) {
                let word = match bytes.len() {
                    2 => "no",
                    3 => "yes",
                    4 => "true",
                    _ => "false",
                };
                shape.set(Self::YES_NO, text.eq_ignore_ascii_case(word));
            }
            if asked.contains(Self::COUNTRY) {
                shape.set(Self::COUNTRY, Country::from_code(text).is_some());
            }
        } else if !bytes[0].is_ascii_alphabetic() {
            if asked.contains(Self::PHONE) {
                shape.set(Self::PHONE, looks_like_phone(text));
            }
            if asked.contains(Self::ID) {
                let digits = text.trim_start_matches('\'');
                shape.set(Self::ID, digits.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
        shape
    }

    /// What a column of this kind holds: nothing that is known for those with free text, nothing but no e-mail
    /// addresses for many.
    pub fn wanted(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Email => Self::EMAIL,
            Kind::Note | Kind::Tags | Kind::Metafield | Kind::Other | Kind::Unknown => return None,
            kind if Kind::YES_NO.contains(&kind) => Self::YES_NO,
            Kind::CountryCode => Self::COUNTRY,
            Kind::Phone | Kind::AddressPhone => Self::PHONE,
            Kind::CustomerId => Self::ID,
            _ => Self::empty(),
        })
    }

    /// Above 0 it fits a column of this kind, below 0 it does not, at 0 nothing can be said.
    pub fn fits(self, kind: Kind) -> i32 {
        self.fits_what(Self::wanted(kind))
    }

    /// The same for a column that holds what is [wanted](Self::wanted).
    pub fn fits_what(self, wanted: Option<Self>) -> i32 {
        match wanted {
            None => 0,
            Some(_) if self.contains(Self::BLANK) => 0,
            Some(wanted) if self.intersects(wanted) => 2,
            Some(wanted) if wanted.is_empty() && !self.contains(Self::EMAIL) => 0,
            Some(_) => -2,
        }
    }
}

/// Whether the text is an e-mail address and nothing else.
pub fn is_email(text: &str) -> bool {
    memchr::memchr(b'@', text.as_bytes()).is_some_and(|at| at > 0) && email::refusal(text).is_none()
}

/// An e-mail address that stands where none belongs, in a row that has none under its own header. In notes, tags
/// and custom fields people write anything.
pub fn stray_email<'r>(row: &'r Row<'_>) -> Option<Cell<'r>> {
    let own = row.cell(Kind::Email);
    let (before, after) = row.around(own.as_ref());
    let has_sign = |bytes: &[u8]| memchr::memchr(b'@', bytes).is_some();
    if !has_sign(before) && !has_sign(after) || own.is_some_and(|cell| is_email(cell.text().trim())) {
        return None;
    }
    let belongs_elsewhere = |kind: Kind| match kind {
        Kind::Email
        | Kind::Note
        | Kind::Tags
        | Kind::Metafield
        | Kind::Command
        | Kind::Other
        | Kind::Unknown => false,
        // A table without e-mail column may have its addresses in any.
        kind => own.is_some() || !Kind::NAMES.contains(&kind),
    };
    row.cells().find(|cell| belongs_elsewhere(cell.column.kind) && is_email(cell.text().trim()))
}

/// The cells of country code and province code, where each holds what belongs into the other: `NSW` and `AU`.
pub fn swapped_places<'r>(row: &'r Row<'_>) -> Option<(Cell<'r>, Cell<'r>)> {
    let (country, province) = (row.cell(Kind::CountryCode)?, row.cell(Kind::ProvinceCode)?);
    let there = Country::from_code(province.text().trim())?;
    there.has_province(country.text().trim().as_bytes()).then_some((country, province))
}

fn looks_like_phone(text: &str) -> bool {
    // Byte by byte without branches: where the punctuation stands cannot be foreseen. No other character is made of the
    // two bytes of U+00A0.
    let (mut all, mut digits) = (true, 0);
    for byte in text.bytes() {
        digits += usize::from(byte.is_ascii_digit());
        all &= matches!(
            byte,
            b'0'..=b'9' | b' ' | b'+' | b'-' | b'.' | b'(' | b')' | b'\'' | b'/' | 0xC2 | 0xA0
        );
    }
    all && digits >= FEWEST_DIGITS
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::format::Format;
    use crate::source::{Dialect, Lexer, Record, Step};
    use crate::table::{Header, Import, Table};

    /// Pieces of what columns hold, of quotes, and of what stands around them.
    fn cell() -> impl Strategy<Value = String> {
        let pieces = vec![
            "yes",
            "NO",
            "true",
            "False",
            "US",
            "gb",
            "ann@example.com",
            "ann",
            "street",
            "+1212555",
            "0100",
            "'",
            "700123",
            " ",
            "\u{A0}",
            "\"",
            "\"\"",
            ".",
            "@",
            "é",
            "a",
            "1",
        ];
        vec(select(pieces), 0..4).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_shape_of_a_cell_is_that_of_its_text(cells in vec(cell(), 1..6)) {
            let text = cells.join(",");
            let lexer = Lexer::new(Dialect::default(), None);
            let mut record = Record::default();
            if lexer.read(text.as_bytes(), 0, true, &mut record) == Step::Record {
                let header = Header { bytes: text.as_bytes(), base: 0, record: &record };
                let format = Format::by_id("shopify-customers").expect("it is built in");
                let table = Table::new(&header, format, Dialect::default(), Import::default(), |_| Kind::Other);
                let row = Row::new(&table, text.as_bytes(), 0, &record);
                for index in 0..=row.width() {
                    prop_assert_eq!(Shape::of_cell(&row, index), Shape::of(&row.text_at(index)), "{}", text);
                }
            }
        }
    }

    #[test]
    fn a_text_has_the_shape_of_what_it_may_be() {
        for (text, shape) in [
            ("", Shape::BLANK),
            (" \u{A0}", Shape::BLANK),
            (" ann@example.com", Shape::EMAIL),
            ("@", Shape::empty()),
            ("TRUE", Shape::YES_NO),
            ("NO", Shape::YES_NO.union(Shape::COUNTRY)),
            ("USA", Shape::empty()),
            ("+1 212-555", Shape::PHONE),
            ("12345", Shape::empty()),
            ("'700123", Shape::PHONE.union(Shape::ID)),
            ("700123a", Shape::empty()),
        ] {
            assert_eq!(Shape::of(text), shape, "{text:?}");
        }
    }
}
