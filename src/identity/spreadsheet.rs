//! Numbers as spreadsheets write them into a file: shortened, with decimals, as a formula, or as an error.
//!
//! Text alone decides; what the digits mean is the reader's business.

use std::borrow::Cow;

use crate::text::trimmed;

/// What a spreadsheet made of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dressed<'t> {
    /// All digits are there, with decimals, separators or an exponent around them: the number without those.
    Number(Cow<'t, str>),
    /// `="…"`, which keeps a spreadsheet from touching it: the text inside.
    Formula(&'t str),
    /// `9.19961E+11`: of so many digits only the first few are left.
    Shortened {
        /// How many it had.
        digits: usize,
        /// How many are left.
        left: usize,
    },
    /// `#NAME?`, or `####` of a column that was too narrow.
    Error,
}

/// What a formula shows when it fails.
const ERRORS: [&str; 8] = ["#NAME?", "#VALUE!", "#REF!", "#N/A", "#NUM!", "#DIV/0!", "#NULL!", "#ERROR!"];

/// Whether bytes have anything in them that a spreadsheet adds. A digit alone is in every cell.
#[inline]
pub fn may_be_dressed(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| matches!(byte, b'=' | b'#' | b'.' | b',' | b'E' | b'e'))
}

/// Reads a cell as one that a spreadsheet has written; `None` for any other.
pub fn dressed(text: &str) -> Option<Dressed<'_>> {
    let text = trimmed(text);
    let text = text.strip_prefix('\'').unwrap_or(text);
    match text.as_bytes().first()? {
        b'=' => text.strip_prefix("=\"")?.strip_suffix('"').map(Dressed::Formula),
        b'#' => {
            let narrow = text.len() > 2 && text.bytes().all(|byte| byte == b'#');
            let failed = ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text));
            (narrow || failed).then_some(Dressed::Error)
        }
        _ => number(text),
    }
}

fn number(text: &str) -> Option<Dressed<'_>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = split_digits(unsigned);
    if whole.is_empty() || !rest.starts_with(['.', ',', 'E', 'e']) {
        return None;
    }
    let (fraction, exponent) = match rest.strip_prefix(['.', ',']) {
        Some(rest) => split_digits(rest),
        None => ("", rest),
    };
    if let Some(exponent) = exponent.strip_prefix(['E', 'e']) {
        return shortened(text, whole, fraction, exponent);
    }
    let decimals = exponent.is_empty()
        && !fraction.is_empty()
        && fraction.bytes().all(|digit| digit == b'0')
        && (whole.len() > 6 || whole.len() > 2 && fraction.len() < 3);
    if decimals {
        return Some(Dressed::Number(Cow::Borrowed(text.strip_suffix(rest)?)));
    }
    is_grouped(whole, rest).then(|| Dressed::Number(Cow::Owned(text.replace(',', ""))))
}

/// `9.19961E+11`. Without a sign or decimals it may as well be an id with a letter in it.
fn shortened<'t>(text: &str, whole: &str, fraction: &str, exponent: &str) -> Option<Dressed<'t>> {
    let unsigned = exponent.strip_prefix('+');
    if unsigned.is_none() && fraction.is_empty() {
        return None;
    }
    let exponent = unsigned.unwrap_or(exponent);
    let digits_only = exponent.len() < 4 && exponent.bytes().all(|byte| byte.is_ascii_digit());
    let exponent: usize = if digits_only { exponent.parse().ok()? } else { return None };
    // Zeros behind what the exponent asks for say nothing.
    let beyond = fraction.get(exponent..).unwrap_or_default();
    if fraction.len() >= exponent && beyond.bytes().all(|digit| digit == b'0') {
        let sign = if text.starts_with('+') { "+" } else { "" };
        let digits = fraction.get(..exponent).unwrap_or_default();
        return Some(Dressed::Number(Cow::Owned(format!("{sign}{whole}{digits}"))));
    }
    let left = whole.len() + fraction.len();
    Some(Dressed::Shortened { digits: (whole.len() + exponent).max(left), left })
}

/// `6,502,530,000`.
fn is_grouped(whole: &str, rest: &str) -> bool {
    let mut groups = rest.split(',');
    let first = groups.next().is_some_and(str::is_empty) && whole.len() < 4 && !whole.starts_with('0');
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    first && rest.len() > 4 && groups.all(is_group)
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Option<String> {
        match dressed(text) {
            Some(Dressed::Number(number)) => Some(number.into_owned()),
            _ => None,
        }
    }

    #[test]
    fn no_digit_is_lost() {
        assert_eq!(whole("6502530000.0").as_deref(), Some("6502530000"));
        assert_eq!(whole("+6502530000,00").as_deref(), Some("+6502530000"));
        assert_eq!(whole(" '12345.0 ").as_deref(), Some("12345"));
        assert_eq!(whole("6,502,530,000").as_deref(), Some("6502530000"));
        assert_eq!(whole("9.19961234567E+11").as_deref(), Some("919961234567"));
        assert_eq!(whole("9.1996123456700E11").as_deref(), Some("919961234567"));
        assert_eq!(dressed("=\"020 7946 0958\""), Some(Dressed::Formula("020 7946 0958")));
    }

    #[test]
    fn digits_are_lost() {
        assert_eq!(dressed("9.19961E+11"), Some(Dressed::Shortened { digits: 12, left: 6 }));
        assert_eq!(dressed("'9,2E+11"), Some(Dressed::Shortened { digits: 12, left: 2 }));
        assert_eq!(dressed("9e+11"), Some(Dressed::Shortened { digits: 12, left: 1 }));
        assert_eq!(dressed("7.02255E12"), Some(Dressed::Shortened { digits: 13, left: 6 }));
        assert_eq!(dressed("#NAME?"), Some(Dressed::Error));
        assert_eq!(dressed("#########"), Some(Dressed::Error));
    }

    #[test]
    fn what_is_dressed_may_be() {
        for text in ["6502530000.0", "6,502,530,000", "9E+11", "9.2e11", "=\"1\"", "#N/A", "####"] {
            assert!(dressed(text).is_some() && may_be_dressed(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in [
            "",
            "'",
            "=",
            "=\"",
            "#",
            "+442079460958",
            "020 7946 0958",
            "212.555.0100",
            "0475.123.456",
            "650,253",
            "12E45",
            "1.0E-05",
            "1.5E",
            "12.5",
            "555.0100",
            "#12",
            "K1E 2A4",
            "2125550100,2125550101",
            "1.2E+99999",
        ] {
            assert_eq!(dressed(text), None, "{text}");
        }
    }
}
