//! Sets of characters: what runtimes trim, digits, and characters that nobody sees.
//!
//! The sets of white space were measured with Node.js, Python 3.11, Java and Rust; PHP's is that of its
//! documentation: <https://www.php.net/manual/en/function.trim.php>.

use crate::identity::{email, phone};

/// The names of the sets of white space.
pub(super) const SPACES: [&str; 7] = ["space", "ascii", "php", "js", "python", "java", "unicode"];

/// A set of characters that counts as white space somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// U+0020 alone.
    Space,
    /// Rust's `trim_ascii`: space, tab, line feed, form feed, carriage return.
    Ascii,
    /// PHP's `trim`: space, tab, line feed, carriage return, vertical tab, NUL.
    Php,
    /// JavaScript's `trim` and `\s`.
    Js,
    /// Python's `str.strip` and `\s`.
    Python,
    /// Java's `trim`: everything up to U+0020.
    Java,
    /// Unicode's property `White_Space`: Rust, Go, .NET.
    Unicode,
}

impl Space {
    /// The set with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "space" => Self::Space,
            "ascii" => Self::Ascii,
            "php" => Self::Php,
            "js" => Self::Js,
            "python" => Self::Python,
            "java" => Self::Java,
            "unicode" => Self::Unicode,
            _ => return None,
        })
    }

    /// Whether the set has this character.
    pub fn has(self, c: char) -> bool {
        match self {
            Self::Space => c == ' ',
            Self::Ascii => c.is_ascii_whitespace(),
            Self::Php => matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\0'),
            Self::Js => c == '\u{feff}' || c != '\u{85}' && c.is_whitespace(),
            Self::Python => matches!(c, '\u{1c}'..='\u{1f}') || c.is_whitespace(),
            Self::Java => c <= ' ',
            Self::Unicode => c.is_whitespace(),
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Space => "spaces",
            Self::Ascii => "ASCII white space",
            Self::Php => "white space as PHP has it",
            Self::Js => "white space as JavaScript has it",
            Self::Python => "white space as Python has it",
            Self::Java => "white space as Java has it",
            Self::Unicode => "white space",
        }
    }
}

/// One class of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Space(Space),
    Chars(String),
    AsciiDigit,
    /// Decimal digits of every script: Unicode's category Nd.
    AnyDigit,
    /// Characters that nobody sees.
    Invisible,
}

impl Class {
    /// How the classes are written.
    pub(super) const FORMS: [&'static str; 11] = [
        "digit:ascii",
        "digit:nd",
        "invisible",
        "chars:…",
        "ws:space",
        "ws:ascii",
        "ws:php",
        "ws:js",
        "ws:python",
        "ws:java",
        "ws:unicode",
    ];

    pub(super) fn parse(word: &str) -> Option<Self> {
        Some(match word.split_once(':') {
            Some(("ws", set)) => Self::Space(Space::by_name(set)?),
            Some(("chars", chars)) if !chars.is_empty() => Self::Chars(chars.to_owned()),
            Some(("digit", "ascii")) => Self::AsciiDigit,
            Some(("digit", "nd")) => Self::AnyDigit,
            None if word == "invisible" => Self::Invisible,
            _ => return None,
        })
    }

    pub(super) fn has(&self, c: char) -> bool {
        match self {
            Self::Space(space) => space.has(c),
            Self::Chars(chars) => chars.contains(c),
            Self::AsciiDigit => c.is_ascii_digit(),
            Self::AnyDigit => phone::is_decimal(c),
            Self::Invisible => email::is_invisible(c),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Space(space) => space.words().to_owned(),
            Self::Chars(chars) if chars.chars().count() > 12 => {
                let ends: Vec<char> = chars.chars().take(6).collect();
                format!("{} and {} other characters", spelled(ends), chars.chars().count() - 6)
            }
            Self::Chars(chars) => spelled(chars.chars()),
            Self::AsciiDigit => "digits".to_owned(),
            Self::AnyDigit => "digits of all scripts".to_owned(),
            Self::Invisible => "invisible characters".to_owned(),
        }
    }
}

fn spelled(chars: impl IntoIterator<Item = char>) -> String {
    let quoted = chars.into_iter().map(|c| format!("`{}`", crate::message::visible(&c.to_string())));
    quoted.collect::<Vec<_>>().join(" ")
}

/// The classes in words.
pub(super) fn words(classes: &[Class]) -> String {
    classes.iter().map(Class::words).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each runtime takes off the edges, character by character; see the head of this file.
    #[test]
    fn white_space_is_what_each_runtime_takes_for_it() {
        // Which of JavaScript, Python, Unicode, ASCII, Java and PHP trims it.
        let table: [(&[u32], &str); 12] = [
            (&[0x20, 0x9, 0xA, 0xD], "jpuaJP"),
            (&[0xB], "jpuJP"),
            (&[0xC], "jpuaJ"),
            (&[0x1C, 0x1D, 0x1E, 0x1F], "pJ"),
            (&[0x0], "JP"),
            (&[0x85], "pu"),
            (&[0xA0, 0x2007, 0x202F], "jpu"),
            (&[0x2000, 0x2005, 0x200A, 0x205F, 0x3000, 0x1680, 0x2028, 0x2029], "jpu"),
            (&[0xFEFF], "j"),
            (&[0x200B, 0x200C, 0x200D, 0x2060, 0x200E, 0x200F], ""),
            (&[0x202A, 0x202E, 0x2066, 0x2069, 0xAD, 0x180E], ""),
            (&[0x41, 0x7F, 0x2C], ""),
        ];
        let columns = [
            ('j', Space::Js),
            ('p', Space::Python),
            ('u', Space::Unicode),
            ('a', Space::Ascii),
            ('J', Space::Java),
            ('P', Space::Php),
        ];
        for (codes, takers) in table {
            for code in codes {
                let c = char::from_u32(*code).unwrap();
                for (letter, space) in columns {
                    assert_eq!(space.has(c), takers.contains(letter), "U+{code:04X} and {space:?}");
                }
            }
        }
        let only_space = |c: char| Space::Space.has(c) == (c == ' ');
        assert!(('\0'..='\u{ff}').all(only_space));
    }

    #[test]
    fn digits_of_all_scripts_are_told_from_ascii() {
        for c in ['６', '٦', '६'] {
            assert!(Class::AnyDigit.has(c) && !Class::AsciiDigit.has(c), "{c}");
        }
        assert!(Class::AnyDigit.has('6') && Class::AsciiDigit.has('6'));
        // Numbers that are no decimal digits.
        assert!(!Class::AnyDigit.has('²') && !Class::AnyDigit.has('Ⅵ') && !Class::AnyDigit.has('六'));
    }

    #[test]
    fn every_form_is_read() {
        for form in Class::FORMS {
            assert!(Class::parse(form).is_some(), "{form}");
        }
        assert_eq!(Class::parse("ws:perl"), None);
        assert_eq!(Class::parse("chars:"), None);
    }
}
