//! Whether two texts are one phone number, and how surely: libphonenumber's `isNumberMatch`.

use super::Defect;
use super::parse::{Parts, parts};
use super::tables::CallingCode;

/// How alike two numbers are; the later, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sameness {
    /// Two numbers.
    Different,
    /// One national number ends with the other, or they differ in leading zeros or in that one has an extension.
    ShortNational,
    /// The national numbers and extensions are equal, and one text has no calling code.
    National,
    /// Calling code, national number and extension are equal.
    Exact,
}

/// Compares two texts. One without a calling code is read as if it had the other's.
pub fn compare(first: &str, second: &str) -> Result<Sameness, Defect> {
    match without_region(parts(first, None, true))? {
        Some(first) => compare_with(&first, second),
        None => match without_region(parts(second, None, true))? {
            Some(second) => compare_with(&second, first),
            None => Ok(sameness(&parts(first, None, false)?, &parts(second, None, false)?)),
        },
    }
}

fn compare_with(first: &Parts, second: &str) -> Result<Sameness, Defect> {
    if let Some(second) = without_region(parts(second, None, true))? {
        return Ok(sameness(first, &second));
    }
    let home = first.code.map(CallingCode::main);
    let second = parts(second, home, home.is_some())?;
    Ok(match sameness(first, &second) {
        // The second calling code is only assumed.
        Sameness::Exact if home.is_some() => Sameness::National,
        sameness => sameness,
    })
}

/// `None` where only the country is missing.
fn without_region(parts: Result<Parts, Defect>) -> Result<Option<Parts>, Defect> {
    match parts {
        Err(Defect::NoRegion | Defect::UnknownCallingCode) => Ok(None),
        parts => parts.map(Some),
    }
}

fn sameness(first: &Parts, second: &Parts) -> Sameness {
    let extensions = (&first.extension, &second.extension);
    if let (Some(first), Some(second)) = extensions
        && first != second
    {
        return Sameness::Different;
    }
    let codes = (first.code.map(|code| code.code), second.code.map(|code| code.code));
    let national = (first.national.as_bytes(), second.national.as_bytes());
    let both = codes.0.is_some() && codes.1.is_some();
    if both && codes.0 != codes.1 {
        Sameness::Different
    } else if national.0 == national.1 && extensions.0 == extensions.1 {
        if both { Sameness::Exact } else { Sameness::National }
    } else {
        let (first, second) = (significant(national.0), significant(national.1));
        let suffix = first.ends_with(second) || second.ends_with(first);
        if suffix { Sameness::ShortNational } else { Sameness::Different }
    }
}

/// Without leading zeros; one is left where there is nothing else.
fn significant(digits: &[u8]) -> &[u8] {
    let last = digits.len().saturating_sub(1);
    let start = digits.iter().position(|digit| *digit != b'0').unwrap_or(last);
    digits.get(start..).unwrap_or_default()
}

/// The digits of the national number that count when two numbers are compared; `None` of what is no number.
pub fn national_digits(text: &str) -> Option<Vec<char>> {
    let parts = parts(text, None, false).ok()?;
    Some(significant(parts.national.as_bytes()).iter().map(|digit| char::from(*digit)).collect())
}
