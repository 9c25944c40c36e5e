//! Digits that somebody typed to fill a field: all alike, or counting up or down.

use super::tables::{CallingCode, Territory, decimal};
use crate::format::Region;

/// The fewest digits of a national number that cannot be so by chance.
const FEWEST: usize = 7;
/// The fewest digits of a text without calling code.
const FEWEST_LOCAL: usize = 5;

/// Whether digits are all alike, or count up or down.
fn runs_on(digits: &[u8]) -> bool {
    let Some((first, rest)) = digits.split_first() else { return false };
    [0, 1, 9].iter().any(|step| {
        let mut last = *first;
        rest.iter().all(|digit| {
            let goes_on = *digit == (last + step) % 10;
            last = *digit;
            goes_on
        })
    })
}

/// Whether the last four digits let the text be a filler: cheap, and nearly never so.
pub(super) fn may_be_filler(text: &[u8]) -> bool {
    let tail = if let [.., d @ b'0'..=b'9', c @ b'0'..=b'9', b @ b'0'..=b'9', a @ b'0'..=b'9'] = text {
        [*a, *b, *c, *d]
    } else {
        let mut last = text.iter().rev().filter(|byte| byte.is_ascii_digit() || !byte.is_ascii());
        [last.next(), last.next(), last.next(), last.next()].map(|byte| byte.copied().unwrap_or(b'0'))
    };
    let step = |a: u8, b: u8| (a + 10).wrapping_sub(b) % 10;
    let steps = [step(tail[0], tail[1]), step(tail[1], tail[2]), step(tail[2], tail[3])];
    tail.iter().any(|byte| !byte.is_ascii())
        || steps[0] == steps[1] && steps[1] == steps[2] && matches!(steps[0], 0 | 1 | 9)
}

/// Whether a text is made of digits that fill a field.
pub(super) fn is_filler(text: &str, international: bool, region: Option<Region>) -> bool {
    if !may_be_filler(text.as_bytes()) && text.len() > 3 {
        return false;
    }
    let mut digits = Vec::with_capacity(text.len());
    for c in text.chars() {
        match decimal(c) {
            Some(digit) => digits.push(digit),
            None if c.is_alphabetic() => return false,
            None => {}
        }
    }
    if digits.is_empty() {
        return false;
    }
    let all_zero = |digits: &[u8]| !digits.is_empty() && digits.iter().all(|digit| *digit == 0);
    let fills = |digits: &[u8], fewest| digits.len() >= fewest && runs_on(digits);
    if all_zero(&digits) {
        return true;
    }
    if international {
        let ascii: Vec<u8> = digits.iter().map(|digit| b'0' + digit).collect();
        let code = CallingCode::at_start_of(&ascii).map_or(0, |(_, len)| len);
        let national = digits.get(code..).unwrap_or_default();
        return fills(national, FEWEST) || all_zero(national) || fills(&digits, FEWEST);
    }
    // A trunk zero, or the calling code without its plus, changes nothing.
    let code = region.and_then(Territory::of_region).map(|home| home.code().digits).unwrap_or_default();
    let begins = !code.is_empty() && code.iter().zip(&digits).all(|(code, digit)| code - b'0' == *digit);
    let after_code = digits.get(if begins { code.len() } else { 0 }..).unwrap_or_default();
    let after_zero = digits.strip_prefix(&[0]).unwrap_or_default();
    fills(&digits, FEWEST_LOCAL) || fills(after_code, FEWEST) || fills(after_zero, FEWEST)
}
