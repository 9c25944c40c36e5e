//! Letters and mask characters in the place of digits, and what libphonenumber makes of them: three letters and
//! more are the keys of a telephone, fewer are left out.

use super::extract::{is_viable, possible_number, split_extension};
use super::parse::{is_too_long, key};
use super::tables::decimal;

/// The fewest digits that make a text with letters a number with letters, and not any other text.
const FEWEST_DIGITS: usize = 7;

/// The letters of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letters {
    /// They become digits: each run as written, and its digits.
    Keys(Vec<(String, String)>),
    /// They are left out: each run as written.
    Dropped(Vec<String>),
    /// With them the text is no number any more: each run as written.
    Unreadable(Vec<String>),
}

impl Letters {
    /// The runs as written.
    pub fn runs(&self) -> Vec<&str> {
        match self {
            Self::Keys(runs) => runs.iter().map(|(run, _)| run.as_str()).collect(),
            Self::Dropped(runs) | Self::Unreadable(runs) => runs.iter().map(String::as_str).collect(),
        }
    }

    /// Whether they hide digits, as in `6012XXXX`.
    pub fn are_mask(&self) -> bool {
        self.runs().iter().all(|run| run.chars().all(is_mask))
    }
}

/// The letters of a text that has digits and is meant as a number; `None` where it has none, but for those that
/// announce the number or its extension.
pub fn letters(text: &str) -> Option<Letters> {
    if text.bytes().all(is_usual) || !text.contains(|c: char| c.is_alphabetic() || is_mask(c)) {
        return None;
    }
    let possible = possible_number(text).filter(|_| !is_too_long(text))?;
    let (number, extension) = split_extension(&possible);
    let viable = is_viable(&possible);
    let masks = runs(text, is_mask).filter(|run| run.len() > 1 && is_one_character(run));
    let masks: Vec<String> = masks.map(str::to_owned).collect();
    let (found, read) = if masks.is_empty() {
        let letters: Vec<String> = runs(number, char::is_alphabetic).map(str::to_owned).collect();
        let digits = number.chars().filter(|c| decimal(*c).is_some()).count();
        if letters.is_empty() || !viable && digits < FEWEST_DIGITS {
            return None;
        }
        (letters, viable)
    } else {
        // The end of a mask may pass for an extension, and its beginning for a label.
        let inside = masks.iter().map(String::len).sum::<usize>() == alphabetic(number);
        (masks, viable && inside && extension.is_none())
    };
    Some(match alphabetic(number) {
        _ if !read => Letters::Unreadable(found),
        0..3 => Letters::Dropped(found),
        _ => Letters::Keys(found.into_iter().map(with_keys).collect()),
    })
}

fn with_keys(run: String) -> (String, String) {
    let digits = run.chars().filter_map(key).map(char::from).collect();
    (run, digits)
}

/// What nearly every number is made of.
fn is_usual(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b' ' | b'+' | b'(' | b')' | b'-' | b'.' | b'/' | b'\'')
}

fn is_mask(c: char) -> bool {
    matches!(c, 'x' | 'X' | '*' | '#' | '?' | '_' | '•' | '●' | '…')
}

fn is_one_character(run: &str) -> bool {
    let mut chars = run.chars();
    chars.next().is_some_and(|first| chars.clone().next().is_some() && chars.all(|c| c == first))
}

fn alphabetic(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_alphabetic).count()
}

fn runs(text: &str, belongs: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |c| !belongs(c)).filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(runs: &[(&str, &str)]) -> Letters {
        Letters::Keys(runs.iter().map(|(run, digits)| ((*run).into(), (*digits).into())).collect())
    }

    #[test]
    fn three_letters_are_keys() {
        assert_eq!(letters("650-253-OOOO"), Some(keys(&[("OOOO", "6666")])));
        assert_eq!(letters("1-800-FLOWERS"), Some(keys(&[("FLOWERS", "3569377")])));
        assert_eq!(letters("650-253-0000 (home)"), Some(keys(&[("home", "4663")])));
        assert_eq!(letters("6012XXXX"), Some(keys(&[("XXXX", "9999")])));
        assert_eq!(letters("+1 800 GO FEDEX"), Some(keys(&[("GO", "46"), ("FEDEX", "33339")])));
    }

    #[test]
    fn fewer_are_left_out() {
        assert_eq!(letters("+49 30 2312500O"), Some(Letters::Dropped(vec!["O".into()])));
        assert_eq!(letters("+44 20 7946 0958 H"), Some(Letters::Dropped(vec!["H".into()])));
    }

    #[test]
    fn others_spoil_the_number() {
        let spoilt = |text, runs: &[&str]| {
            let runs = runs.iter().map(|run| (*run).to_owned()).collect();
            assert_eq!(letters(text), Some(Letters::Unreadable(runs)), "{text}");
        };
        spoilt("+44 20 7946 0958 (Ömer's)", &["Ömer", "s"]);
        spoilt("+44 20 **** 0958", &["****"]);
        spoilt("6012XXXX34", &["XXXX"]);
        spoilt("XXX-XXX-0100", &["XXX", "XXX"]);
    }

    #[test]
    fn labels_and_other_texts_have_none() {
        for text in [
            "020 7946 0958",
            "Tel. +44 20 7946 0958",
            "+1 212-555-0100 ext. 12",
            "call me",
            "",
            "12 High Street",
            "xxx",
        ] {
            assert_eq!(letters(text), None, "{text}");
        }
    }
}
