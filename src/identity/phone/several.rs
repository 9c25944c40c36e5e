//! Several numbers in one text: at each `+`, between separators or words, or two valid ones side by side.

use super::class::without_extension;
use super::extract::is_plus;
use super::parse::is_too_long;
use super::reading::Reading;
use super::tables::decimal;
use super::{Defect, read};
use crate::format::Region;

/// The fewest digits of a number that stands beside another one.
const FEWEST_DIGITS: usize = 7;
/// The fewest digits of several together.
pub(super) const FEWEST_OF_SEVERAL: usize = 2 * FEWEST_DIGITS;
/// The most digits of two numbers, prefixes included.
const MOST_DIGITS: usize = 40;

/// Whether a text holds several numbers.
pub(super) fn is_several(text: &str, reading: &Reading) -> bool {
    let fits_one = matches!(&reading.number, Ok(number) if number.extension.as_ref().is_none_or(|e| e.len() < FEWEST_DIGITS));
    // A number with a plus inside may be read without it.
    if fits_one && text.chars().filter(|c| is_plus(*c)).count() < 2 {
        return false;
    }
    split(text, fits_one, reading).is_some()
}

/// The numbers of a text that holds several, as written.
pub fn several(text: &str, reading: &Reading) -> Vec<String> {
    let parts = split(text, false, reading).unwrap_or_default();
    parts.into_iter().map(str::to_owned).collect()
}

fn split<'t>(text: &'t str, at_plus_only: bool, reading: &Reading) -> Option<Vec<&'t str>> {
    if is_too_long(text) || digits(text) < FEWEST_OF_SEVERAL {
        return None;
    }
    let at_plus = at_each_plus(text);
    if at_plus.is_some() || at_plus_only {
        return at_plus;
    }
    let separates = |c: char| matches!(c, '/' | '\\' | ';' | ',' | '|' | '&' | '\n' | '\r');
    if let Some(parts) = enough(text.split(separates)) {
        return Some(parts);
    }
    // Words and brackets with words: not where they announce an extension.
    if without_extension(text).is_none()
        && let Some(parts) = enough(text.split(char::is_alphabetic))
    {
        return Some(parts);
    }
    let refused = matches!(reading.number, Err(defect) if defect != Defect::NoRegion);
    if refused { at_a_gap(text, reading.region()) } else { None }
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| decimal(*c).is_some()).count()
}

/// The pieces that are long enough to be numbers, if several are.
fn enough<'t>(pieces: impl Iterator<Item = &'t str>) -> Option<Vec<&'t str>> {
    let cut = |c: char| !is_plus(c) && c != '(' && c != ')' && decimal(c).is_none();
    let long: Vec<&str> =
        pieces.filter(|piece| digits(piece) >= FEWEST_DIGITS).map(|piece| piece.trim_matches(cut)).collect();
    (long.len() > 1).then_some(long)
}

fn at_each_plus(text: &str) -> Option<Vec<&str>> {
    let mut starts: Vec<usize> = text.char_indices().filter(|(_, c)| is_plus(*c)).map(|(at, _)| at).collect();
    if starts.len() < 2 {
        return None;
    }
    starts.push(text.len());
    enough(starts.windows(2).filter_map(|ends| text.get(ends[0]..ends[1])))
}

/// Two valid numbers with nothing but space between them.
fn at_a_gap(text: &str, region: Option<Region>) -> Option<Vec<&str>> {
    if digits(text) > MOST_DIGITS {
        return None;
    }
    text.match_indices(char::is_whitespace).find_map(|(at, _)| {
        let (first, second) = text.split_at_checked(at)?;
        if digits(first) < FEWEST_DIGITS || digits(second) < FEWEST_DIGITS {
            return None;
        }
        let number = read(first, region).ok()?;
        // Whatever the first one names is the country of both.
        let region = region.or_else(|| Region::from_code(number.region()?));
        read(second, region).ok()?;
        enough([first, second].into_iter())
    })
}
