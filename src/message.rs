//! Words about hostile data.
//!
//! A cell may hold anything: escape sequences, workflow commands, text that reads backwards. It enters a
//! message only through [`quote`], which makes every such character visible and shortens the rest. The
//! message remembers where quoted data stands, so that it can be masked later without knowing what it was.

use std::fmt::{self, Display, Write as _};

/// Control characters cannot occur in visible text, so these two mark quoted data unambiguously.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// The longest piece of data that a message repeats, in characters.
const LONGEST: usize = 64;

/// A sentence in which quoted data is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message(String);

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Message {
    /// The sentence as a person reads it, quoted data between backticks; masked when `redact` is set.
    pub fn render(&self, redact: bool) -> String {
        let mut out = String::with_capacity(self.0.len() + 8);
        let mut inside = false;
        for c in self.0.chars() {
            match c {
                OPEN | CLOSE => {
                    inside = c == OPEN;
                    out.push('`');
                }
                _ if inside && redact => out.push(mask(c)),
                _ => out.push(c),
            }
        }
        out
    }
}

/// What stands for a character of somebody's data in redacted output. The shape stays, so that a person can
/// still see a stray space or a bracket.
pub(crate) fn mask(c: char) -> char {
    if c.is_alphanumeric() || !c.is_ascii() { '*' } else { c }
}

/// Data inside a message: shown between backticks, made visible, shortened, maskable.
pub fn quote(text: &str) -> impl Display + '_ {
    Quoted(text)
}

/// As [`quote`], for bytes that may not be UTF-8: the strays are shown as `\xE9`.
pub fn quote_bytes(bytes: &[u8]) -> impl Display + '_ {
    QuotedBytes(bytes)
}

struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char(OPEN)?;
        write_visible(f, self.0)?;
        f.write_char(CLOSE)
    }
}

struct QuotedBytes<'a>(&'a [u8]);

impl Display for QuotedBytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char(OPEN)?;
        for chunk in self.0.get(..LONGEST * 4).unwrap_or(self.0).utf8_chunks() {
            write_visible(f, chunk.valid())?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02X}")?;
            }
        }
        f.write_char(CLOSE)
    }
}

fn write_visible(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for (shown, c) in text.chars().enumerate() {
        if shown == LONGEST {
            return write!(f, "… ({} bytes)", text.len());
        }
        match visible_char(c) {
            Some(name) => f.write_str(&name)?,
            None => f.write_char(c)?,
        }
    }
    Ok(())
}

/// The text with every invisible or dangerous character spelled out.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match visible_char(c) {
            Some(name) => out.push_str(&name),
            None => out.push(c),
        }
    }
    out
}

/// How a character that must not reach a terminal or a log as it is gets spelled; `None` for a harmless one.
pub fn visible_char(c: char) -> Option<String> {
    Some(match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '`' => "'".to_owned(),
        c if is_hazard(c) => format!("\\u{{{:X}}}", u32::from(c)),
        _ => return None,
    })
}

/// Controls, invisible characters, and marks that change the direction of the text around them.
pub(crate) fn is_hazard(c: char) -> bool {
    c.is_control()
        // Noncharacters, which XML does not take.
        || u32::from(c) & 0xFFFE == 0xFFFE
        || matches!(u32::from(c),
            0xA0 | 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180E
            | 0x2000..=0x200F | 0x2028..=0x202F | 0x205F..=0x206F | 0x3000 | 0x3164 | 0xFE00..=0xFE0E
            | 0xFDD0..=0xFDEF | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB | 0xE0000..=0xE0FFF)
}

/// A number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 record", "2 records".
pub fn counted(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(number)) }
}

/// The candidate closest to `word`, if it is close enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nothing that is meant is so long, and comparing it would take as long as reading the whole file.
    if word.len() > 256 {
        return None;
    }
    let word = word.trim().to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_spelled_out() {
        let message = Message::from(format!("{} is odd", quote("a\u{1b}[31m\r\n\u{202e}\u{2}`b")));
        assert_eq!(message.render(false), "`a\\u{1B}[31m\\r\\n\\u{202E}\\u{2}'b` is odd");
    }

    #[test]
    fn long_text_is_shortened_and_its_length_told() {
        let message = Message::from(quote(&"é".repeat(70)).to_string());
        assert_eq!(message.render(false), format!("`{}… (140 bytes)`", "é".repeat(64)));
    }

    #[test]
    fn stray_bytes_are_shown_as_hex() {
        assert_eq!(Message::from(quote_bytes(b"Jos\xE9").to_string()).render(false), "`Jos\\xE9`");
    }

    #[test]
    fn masking_keeps_the_shape_and_nothing_else() {
        let message = Message::from(format!("{} twice", quote("Zoë+1@example.com ")));
        assert_eq!(message.render(true), "`***+*@*******.*** ` twice");
    }

    #[test]
    fn numbers_for_people() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1234), "1,234");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!((counted(1, "row"), counted(2000, "row")), ("1 row".into(), "2,000 rows".into()));
    }
}
