//! The words of the command line: what each may be, and what is said of those that are nothing.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use super::{Output, OutputFormat};
use crate::format::{Format, Region};
use crate::settings::{Selector, country_advice};
use crate::source::Charset;

/// The id of a format.
pub(crate) fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(Format::all().iter().map(|format| format.id.as_str()))
}

/// A report that is wanted: its format, and behind a `=` its path.
pub(crate) fn output(word: &str) -> Result<Output, String> {
    let (format, path) = match word.split_once('=') {
        Some((format, path)) => (format, Some(path)),
        None => (word, None),
    };
    match path {
        Some("") => Err("there is no path behind the `=`".to_owned()),
        Some("-") | None => Ok(Output { format: output_format(format)?, path: None }),
        Some(path) => Ok(Output { format: output_format(format)?, path: Some(PathBuf::from(path)) }),
    }
}

/// The format with this name.
fn output_format(word: &str) -> Result<OutputFormat, String> {
    OutputFormat::from_str(word, false).map_err(|_| {
        let known: Vec<String> = OutputFormat::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        match crate::message::nearest(word, known.iter().copied()) {
            Some(near) => format!("there is no such format; did you mean `{near}`?"),
            None => format!("there is no such format; known are {}", known.join(", ")),
        }
    })
}

/// The byte between cells.
pub(crate) fn delimiter(word: &str) -> Result<u8, String> {
    match (word, word.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [b'"' | b'\r' | b'\n']) => Err("this character has another meaning in a CSV file".to_owned()),
        (_, [byte]) if byte.is_ascii() => Ok(*byte),
        _ => Err("give one ASCII character, or `tab`".to_owned()),
    }
}

/// An encoding by its name.
pub(crate) fn encoding(word: &str) -> Result<Charset, String> {
    let known =
        ["UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-1", "Shift_JIS", "GB18030", "macintosh"];
    Charset::by_name(word).ok_or_else(|| match crate::message::nearest(word, known) {
        Some(near) => format!("there is no such encoding; did you mean `{near}`?"),
        None => {
            format!("there is no such encoding; known are {} and the others of the web", known.join(", "))
        }
    })
}

/// A country by its code.
pub(crate) fn country(word: &str) -> Result<Region, String> {
    Region::from_code(word).ok_or_else(|| format!("there is no such country code; {}", country_advice(word)))
}

/// A rule, a group, or all of them.
pub(crate) fn selector(word: &str) -> Result<Selector, String> {
    let near = || crate::message::nearest(word, Selector::words());
    Selector::from_word(word.trim()).ok_or_else(|| match near() {
        Some(near) => format!("there is no such rule or group; did you mean `{near}`?"),
        None => "there is no such rule or group; `csv-preflight rules` lists them".to_owned(),
    })
}

/// How many threads.
pub(crate) fn threads(word: &str) -> Result<usize, String> {
    const MOST: usize = 1024;
    let count = word.parse().ok().filter(|count| (1..=MOST).contains(count));
    count.ok_or_else(|| format!("give a number from 1 to {MOST}"))
}

/// Bytes, or with a letter powers of 1024 of them.
pub(crate) fn size(word: &str) -> Result<usize, String> {
    let advice = || "give a number of bytes, or one with K, M or G, such as 500M".to_owned();
    let upper = word.trim().to_ascii_uppercase();
    let bare = upper.trim_end_matches('B').trim_end_matches('I');
    let (number, power) = match bare.char_indices().next_back() {
        Some((at, unit @ ('K' | 'M' | 'G' | 'T'))) => (bare.get(..at).unwrap_or_default(), "KMGT".find(unit)),
        _ => (bare, None),
    };
    let number: usize = number.trim().parse().map_err(|_| advice())?;
    let unit = power.map_or(1, |power| 1 << (10 * (power + 1)));
    number.checked_mul(unit).ok_or_else(advice)
}

/// How many at most.
pub(crate) fn at_most(word: &str) -> Result<usize, String> {
    if word == "all" {
        return Ok(usize::MAX);
    }
    word.parse().map_err(|_| "give a number, or `all`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("64k"), Ok(64 << 10));
        assert_eq!(size("500M"), Ok(500 << 20));
        assert_eq!(size("2 GiB"), Ok(2 << 30));
        for wrong in ["", "M", "-1", "1.5G", "99999999999999T"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
