//! The phone cell of a row: the country it is read in, its number, and what there is to say of it.

use std::cell::RefCell;
use std::rc::Rc;

use super::ascii::Room;
use super::class::{classify, of_international};
use super::filler::may_be_filler;
use super::parse::{
    Usual, at_home, begin_with_code, beyond_doubt, is_international, parse_usual, with_trunk,
};
use super::{Class, Defect, Number, read, valid};
use crate::format::{Kind, Region};
use crate::table::{Cell, Import, PhoneRegion, Row, RowId};

/// Where the country came from that a number without `+` was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumed {
    /// The store's country, as set.
    Store(Region),
    /// The country of the row's address.
    Address(Region),
}

impl Assumed {
    /// The country.
    pub const fn region(self) -> Region {
        match self {
            Self::Store(region) | Self::Address(region) => region,
        }
    }

    /// In words.
    pub fn describe(self) -> String {
        match self {
            Self::Store(region) => format!("the store's country {region}"),
            Self::Address(region) => format!("the address country {region}"),
        }
    }
}

/// What a phone cell is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What there is to say of it.
    pub class: Class,
    /// The number that libphonenumber reads in it, or why there is none.
    pub number: Result<Number, Defect>,
    /// Whether it begins with `+`, so that no country was needed.
    pub international: bool,
    /// The country that was assumed.
    pub assumed: Option<Assumed>,
    /// What the number would be in the other country at hand, where there is one.
    pub otherwise: Option<(Assumed, Result<Number, Defect>)>,
}

impl Reading {
    fn international(number: Result<Number, Defect>) -> Self {
        Self { class: Class::International, number, international: true, assumed: None, otherwise: None }
    }

    /// The country that the number was read in, where that had to be assumed.
    pub fn region(&self) -> Option<Region> {
        self.assumed.map(Assumed::region)
    }

    /// The number that identifies the customer. A text that Shopify refuses, or that was meant as another
    /// number than libphonenumber reads in it, identifies nobody.
    pub fn key(&self) -> Option<&Number> {
        match self.class {
            Class::E164 | Class::International | Class::National | Class::Ambiguous | Class::Placeholder => {
                self.number.as_ref().ok()
            }
            Class::Invalid | Class::Extension | Class::Letters | Class::Spreadsheet | Class::Several => None,
        }
    }
}

/// Reads a phone cell under the rules of the import: `+` decides, else the store's country or the address
/// country, whichever comes first.
pub fn decide(text: &str, import: Import, address: Option<Region>) -> Reading {
    let usual = Usual::of(text.as_bytes()).filter(Usual::has_no_dot);
    decide_by(text, usual.as_ref(), import, || address)
}

/// The same of a text of which it is known whether it is usual.
fn decide_by(
    text: &str,
    usual: Option<&Usual>,
    import: Import,
    address: impl FnOnce() -> Option<Region>,
) -> Reading {
    let read = |region| match usual {
        Some(usual) => valid(parse_usual(text, usual, region)),
        None => read(text, region),
    };
    let international = usual.map_or_else(|| is_international(text), |usual| usual.plus);
    let mut reading =
        if international { Reading::international(read(None)) } else { national(read, import, address()) };
    reading.class = classify(text, usual, &reading);
    reading
}

/// Reads a text of digits and the commonest punctuation, full-width or not, as [`decide`] does: `None` says nothing. An
/// apostrophe before it is a matter of another rule.
#[inline]
pub fn spelled(text: &[u8], import: Import, address: Option<Region>) -> Option<Reading> {
    let mut room = Room::new();
    let written = without(b"tel:", room.write(text));
    usually(text, (written, &Usual::of(written)?), import, || address)
}

/// A text without what may stand before a `+` and means nothing.
fn without_mark(text: &[u8]) -> &[u8] {
    without(b"tel:", without(b"'", text))
}

#[inline]
fn without<'t>(mark: &[u8], text: &'t [u8]) -> &'t [u8] {
    text.strip_prefix(mark).filter(|rest| rest.starts_with(b"+")).unwrap_or(text)
}

/// Reads a text that, without its mark and in ASCII, is written so and `usual`: quickly where it is a number beyond doubt,
/// else as it stands.
#[inline]
fn usually(
    text: &[u8],
    (written, usual): (&[u8], &Usual),
    import: Import,
    address: impl Fn() -> Option<Region>,
) -> Option<Reading> {
    quick(text, usual, import, &address).or_else(|| {
        let stands = usual.has_no_dot() && written.len() == text.len();
        let text = std::str::from_utf8(text).ok().filter(|_| stands)?;
        Some(decide_by(text, Some(usual), import, address))
    })
}

/// Reads a text that is `usual` once it is without its mark and in ASCII; dots may be among its digits.
#[inline]
fn quick(
    text: &[u8],
    usual: &Usual,
    import: Import,
    address: impl FnOnce() -> Option<Region>,
) -> Option<Reading> {
    let digits = usual.digits.as_bytes();
    // With one dot a spreadsheet may have written it.
    if usual.dots == 1 || may_be_filler(digits) {
        return None;
    }
    if usual.plus {
        let number = beyond_doubt(digits).or_else(|| with_trunk(digits))?;
        let class = of_international(text, &number);
        return Some(Reading { class, ..Reading::international(Ok(number)) });
    }
    let (assumed, other) = countries(import, address());
    let number = at_home(digits, assumed?.region())?;
    let agrees = other.is_none_or(|other| Some(other.region()) == assumed.map(Assumed::region));
    // It could be another number where the countries differ, or with a plus.
    if !agrees || begin_with_code(digits, &number) {
        return None;
    }
    let otherwise = other.map(|other| (other, Ok(number.clone())));
    Some(Reading { class: Class::National, number: Ok(number), international: false, assumed, otherwise })
}

/// The country that a number without `+` is read in, and the other one at hand.
fn countries(import: Import, address: Option<Region>) -> (Option<Assumed>, Option<Assumed>) {
    let store = import.default_country.map(Assumed::Store);
    let address = address.map(Assumed::Address);
    let (first, second) = match import.phone_region {
        PhoneRegion::Store => (store, address),
        PhoneRegion::Address => (address, store),
    };
    if first.is_some() { (first, second) } else { (second, None) }
}

fn national(
    read: impl Fn(Option<Region>) -> Result<Number, Defect>,
    import: Import,
    address: Option<Region>,
) -> Reading {
    let (assumed, other) = countries(import, address);
    let number = read(assumed.map(Assumed::region));
    let otherwise = other.map(|other| {
        let same = assumed.map(Assumed::region) == Some(other.region());
        (other, if same { number.clone() } else { read(Some(other.region())) })
    });
    Reading { class: Class::National, number, international: false, assumed, otherwise }
}

/// A cell by its row and column, and what it was read as.
type Seen = ((RowId, u32), Option<Rc<Reading>>);

thread_local! {
    /// The cell that was read last. Several rules ask for the same one, and the keys of the row after
    /// them.
    static LAST: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// Reads the phone cell of a row; `None` when it is empty.
pub fn of_row(row: &Row<'_>) -> Option<Rc<Reading>> {
    of_cell(&row.cell(Kind::Phone)?)
}

/// Reads a phone cell; `None` when it is empty.
pub fn of_cell(cell: &Cell<'_>) -> Option<Rc<Reading>> {
    LAST.with_borrow_mut(|last| {
        let id = (cell.row.id(), cell.column.index);
        match last {
            Some((seen, reading)) if *seen == id => reading.clone(),
            // What was allocated is used again.
            Some((seen, place)) => {
                *seen = id;
                match (fresh(cell), place.as_mut().and_then(Rc::get_mut)) {
                    (Some(reading), Some(place)) => *place = reading,
                    (reading, _) => *place = reading.map(Rc::new),
                }
                place.clone()
            }
            None => last.insert((id, fresh(cell).map(Rc::new))).1.clone(),
        }
    })
}

fn fresh(cell: &Cell<'_>) -> Option<Reading> {
    let text = cell.text();
    let (row, import) = (cell.row, cell.row.table.import);
    let mut room = Room::new();
    let written = without_mark(room.write(text.as_bytes()));
    let address = || row.address_region();
    let usual = Usual::of(written);
    let usually = usual.and_then(|usual| usually(text.as_bytes(), (written, &usual), import, address));
    usually.or_else(|| {
        let is_blank = text.trim().is_empty();
        (!is_blank).then(|| decide_by(&text, None, import, address))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn in_other_forms(text: &str) -> String {
        let other = |(at, c): (usize, char)| match c {
            ' ' => '\u{A0}',
            '-' => ['‐', '‑', '–', '—', '−', '－'][at % 6],
            '+' | '(' | ')' | '0'..='9' if at % 3 > 0 => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            _ => c,
        };
        text.chars().enumerate().map(other).collect()
    }

    fn quickly(text: &str, import: Import, address: Option<Region>) -> Option<Reading> {
        let mut room = Room::new();
        let usual = Usual::of(without_mark(room.write(text.as_bytes())))?;
        quick(text.as_bytes(), &usual, import, || address)
    }

    #[test]
    fn the_order_of_countries_is_a_setting() {
        let region = Region::from_code;
        let mut import = Import { default_country: region("US"), ..Import::default() };
        let reading = decide("020 7946 0958", import, region("GB"));
        assert_eq!(reading.assumed, region("US").map(Assumed::Store));
        assert!(reading.number.is_err() && reading.otherwise.is_some_and(|(_, number)| number.is_ok()));
        import.phone_region = PhoneRegion::Address;
        let reading = decide("020 7946 0958", import, region("GB"));
        assert_eq!(reading.number.map(|n| n.e164.to_string()), Ok("+442079460958".into()));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_way_says_the_same(
            text in r"('|tel:)?[+(0]?[0-9]{0,3}[ ().-]{0,2}[0-9]{2,4}[ .-]?[0-9]{2,4}[ .-]?[0-9]{0,4}[x/]?",
            other_forms in proptest::bool::weighted(0.3),
            store in select(vec!["", "US", "GB", "DE", "AR", "IT", "MX", "BR"]),
            address in select(vec!["", "US", "CA", "GB", "DE", "AR", "FR", "AU", "SM"]),
            by_address in any::<bool>(),
        ) {
            let phone_region = if by_address { PhoneRegion::Address } else { PhoneRegion::Store };
            let import =
                Import { default_country: Region::from_code(store), phone_region, ..Import::default() };
            let address = Region::from_code(address);
            let text = if other_forms { in_other_forms(&text) } else { text };
            let decided = decide(&text, import, address);
            prop_assert_eq!(&decided, &decide_by(&text, None, import, || address), "{}", text);
            for quick in [quickly(&text, import, address), spelled(text.as_bytes(), import, address)] {
                prop_assert!(quick.is_none_or(|quick| quick == decided), "{}", text);
            }
        }
    }

    #[test]
    fn usual_numbers_are_read_quickly() {
        let import = Import { default_country: Region::from_code("GB"), ..Import::default() };
        for text in [
            "020 7946 0958",
            "'+1 212-555-0199",
            "tel:+44-20-7946-0958",
            "+1.212.555.0199",
            "+442079460958",
            "(020) 7946-0958",
            "+44 (0)20 7946 0958",
            "+33 (0)1 99 00 12 35",
            "+49 (0)30 23125 123",
            "+61 (0)491 570 156",
            "＋４４２０７９４６０９５８",
            "+44\u{A0}20\u{A0}7946\u{A0}0958",
            "'+44 20‑7946–0958",
            "020.7946.0958",
        ] {
            let quick = quickly(text, import, Region::from_code("GB"));
            assert_eq!(quick, Some(decide(text, import, Region::from_code("GB"))), "{text}");
        }
    }
}
