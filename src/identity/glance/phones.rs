//! A look at phone numbers: those in E.164, several side by side, and those that are written in another way.

use std::ops::Range;

use super::{DIALLED, Home};
use crate::format::Country;
use crate::identity::phone::{self, Class, Reading};
use crate::source::{Batch, Facts};
use crate::table::Import;

/// A phone cell that was not vouched for as it stands: the rules that speak of what a phone cell is may have something to
/// say of it, and no others.
#[derive(Clone, Debug)]
pub struct Spelled {
    /// Which record of the batch it stands in.
    pub record: usize,
    /// In which column.
    pub column: u32,
    /// What it is.
    pub reading: Reading,
    /// What was taken from the facts of the cell.
    pub taken: Facts,
}

/// Numbers of one column that wait to be read, those in E.164 side by side: which record each stands in, and where.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    dialled: Vec<(usize, Range<usize>)>,
    others: Vec<(usize, Range<usize>)>,
}

/// What no number in E.164 has.
const DRESSED: Facts = Facts::SPACE.union(Facts::NON_ASCII);

/// What is taken besides from a number in other forms than those of ASCII, which are no misread text and nothing
/// that nobody sees.
const FORMS: Facts = Facts::NON_ASCII.union(Facts::STRANGE);

/// Vouches for numbers in a column that are valid, nobody's filler, and of the country of the address; of all others
/// those go to `spelled` that are read at once.
pub(super) fn vouch(
    bytes: &[u8],
    batch: &mut Batch,
    place: usize,
    (homes, import): (&[Home], Import),
    waiting: &mut Waiting,
    spelled: &mut Vec<Spelled>,
) {
    let Waiting { dialled, others } = waiting;
    dialled.clear();
    others.clear();
    batch.take_where(bytes, place, (Facts::ESCAPED, Facts::empty()), |cell| {
        let is_dressed = cell.facts.get(place).is_some_and(|facts| facts.intersects(DRESSED));
        let list = if cell.text.first() == Some(&b'+') && !is_dressed { &mut *dialled } else { &mut *others };
        list.push((cell.record, cell.start..cell.start + cell.text.len()));
        false
    });
    let text = |number: &(usize, Range<usize>)| bytes.get(number.1.clone()).unwrap_or_default();
    let home = |record: usize| homes.get(record).copied().unwrap_or(Home::UNKNOWN);
    for together in dialled.chunks(phone::TOGETHER) {
        let mut texts = [&[][..]; phone::TOGETHER];
        for (place, number) in texts.iter_mut().zip(together) {
            *place = text(number);
        }
        for (number, region) in together.iter().zip(phone::settled(texts)) {
            match region {
                Some(region) if home(number.0).may_have(region) => {
                    batch.take(number.0, place, DIALLED);
                }
                Some(_) => {}
                None => others.push(number.clone()),
            }
        }
    }
    others.sort_by_key(|number| number.0);
    let column = u32::try_from(place).unwrap_or(u32::MAX);
    let is_another = !spelled.is_empty();
    for number in others {
        if let Some(reading) = read(text(number), home(number.0), import) {
            let taken = batch.take(number.0, place, DIALLED.union(FORMS));
            spelled.push(Spelled { record: number.0, column, reading, taken });
        }
    }
    if is_another {
        spelled.sort_by_key(|number| number.record);
    }
}

/// Reads a number, or what shall be one, of which only its own rules may have something to say.
fn read(text: &[u8], home: Home, import: Import) -> Option<Reading> {
    /// What is shorter may have slipped under this header.
    const SHORTEST: usize = 6;
    let address = home.country.map(Country::region).filter(|region| region.is_known());
    if address.is_none() && home.is_named {
        return None;
    }
    // Whatever begins with a sign and is no number, a spreadsheet runs.
    let mut after_sign = text.iter().skip(1).skip_while(|byte| matches!(byte, b' ' | b'(' | b'-' | b'.'));
    let runs = text.first() == Some(&b'+') && !after_sign.next().is_some_and(u8::is_ascii_digit);
    if text.len() < SHORTEST || runs {
        return None;
    }
    let reading = phone::spelled(text, import, address)?;
    let is_home = match &reading.number {
        Ok(number) if matches!(reading.class, Class::E164 | Class::International) => {
            !number.kind.is_of_a_place() || address.is_none_or(|address| number.may_belong_to(address))
        }
        _ => true,
    };
    is_home.then_some(reading)
}

impl Home {
    /// Nothing is known of it.
    const UNKNOWN: Self = Self { country: None, is_named: true };

    /// Whether a number of this region is what somebody has who lives there.
    fn may_have(self, region: &str) -> bool {
        match self.country {
            Some(country) => region.as_bytes() == country.region().letters(),
            None => !self.is_named,
        }
    }
}

/// An address phone is free text; nothing is odd about digits and what is usual among them.
pub(super) fn is_plain_phone(text: &[u8]) -> bool {
    text.len() > 4
        && matches!(text, [b'(' | b'0'..=b'9', ..] | [b'+', b'0'..=b'9', ..])
        && text.iter().fold(true, |all, byte| all & IN_PHONES[usize::from(*byte)])
}

/// Whether a byte is a digit or usual among digits.
static IN_PHONES: [bool; 256] = {
    let mut is = [false; 256];
    let mut byte = 0u8;
    loop {
        is[byte as usize] = matches!(byte, b'0'..=b'9' | b' ' | b'(' | b')' | b'+' | b'-');
        if byte == u8::MAX {
            break is;
        }
        byte += 1;
    }
};
