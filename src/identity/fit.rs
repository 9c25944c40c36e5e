//! How well a text fits what a column holds: for rows in which cells stand under the wrong headers.

use super::email;
use crate::format::{Country, Kind};
use crate::table::{Cell, Row};

/// Above 0 it fits, below 0 it does not, at 0 nothing can be said.
pub fn fit(kind: Kind, text: &str) -> i32 {
    let text = text.trim();
    if text.is_empty() {
        return 0;
    }
    let verdict = |fits: bool| if fits { 2 } else { -2 };
    let is_email = is_email(text);
    match kind {
        Kind::Email => verdict(is_email),
        Kind::Note | Kind::Tags | Kind::Metafield | Kind::Other | Kind::Unknown => 0,
        _ if is_email => -2,
        kind if Kind::YES_NO.contains(&kind) => {
            verdict(["yes", "no", "true", "false"].iter().any(|word| word.eq_ignore_ascii_case(text)))
        }
        Kind::CountryCode => verdict(Country::from_code(text).is_some()),
        Kind::Phone | Kind::AddressPhone => verdict(looks_like_phone(text)),
        Kind::CustomerId => {
            verdict(text.trim_start_matches('\'').bytes().all(|byte| byte.is_ascii_digit()) && text.len() > 5)
        }
        _ => 0,
    }
}

/// Whether the text is an e-mail address and nothing else.
pub fn is_email(text: &str) -> bool {
    text.contains('@') && !text.starts_with('@') && email::refusal(text).is_none()
}

/// An e-mail address that stands where none belongs, in a row that has none under its own header. In notes, tags
/// and custom fields people write anything.
pub fn stray_email<'a>(row: &Row<'a>) -> Option<Cell<'a>> {
    let own = row.cell(Kind::Email);
    if memchr::memchr(b'@', row.bytes()).is_none() || own.is_some_and(|cell| is_email(cell.text().trim())) {
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
    // Cells borrow from the row that yields them.
    let row = *row;
    let index =
        row.cells().find(|cell| belongs_elsewhere(cell.column.kind) && is_email(cell.text().trim()))?;
    row.cell_at(index.column.index as usize)
}

/// The cells of country code and province code, where each holds what belongs into the other: `NSW` and `AU`.
pub fn swapped_places<'a>(row: &Row<'a>) -> Option<(Cell<'a>, Cell<'a>)> {
    let (country, province) = (row.cell(Kind::CountryCode)?, row.cell(Kind::ProvinceCode)?);
    let there = Country::from_code(province.text().trim())?;
    there.has_province(country.text().trim().as_bytes()).then_some((country, province))
}

fn looks_like_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits > 5 && text.chars().all(|c| c.is_ascii_digit() || " +-.()'/\u{A0}".contains(c))
}
