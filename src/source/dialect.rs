//! How cells are separated: sniffed from the first line, or given.

/// The shape of a delimited file. The quote is always `"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// Length in bytes of a leading `sep=` line, its line end included; 0 without one.
    pub sep_line: u32,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', sep_line: 0 }
    }
}

impl Dialect {
    /// The delimiters that are looked for, most usual first.
    pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

    /// Reads the line `sep=X` with which Excel names its delimiter, if the text starts with one.
    pub fn from_sep_line(text: &[u8]) -> Option<Self> {
        let bare = text.strip_prefix(b"\"").unwrap_or(text);
        let rest = bare.get(..4).filter(|start| start.eq_ignore_ascii_case(b"sep=")).and(bare.get(4..))?;
        let delimiter = *rest.first().filter(|byte| Self::can_delimit(**byte))?;
        let tail = rest.get(1..)?;
        let tail = tail.strip_prefix(b"\"").unwrap_or(tail);
        let end = match tail {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return None,
        };
        let length = text.len() - tail.len() + end;
        Some(Self { delimiter, sep_line: u32::try_from(length).ok()? })
    }

    /// Whether cells can be told apart by this byte.
    pub const fn can_delimit(byte: u8) -> bool {
        byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n')
    }

    /// What a person calls the delimiter.
    pub fn delimiter_name(self) -> String {
        match self.delimiter {
            b',' => "comma".to_owned(),
            b';' => "semicolon".to_owned(),
            b'\t' => "tab".to_owned(),
            b'|' => "pipe".to_owned(),
            other => format!("`{}`", char::from(other).escape_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sep_line_is_read() {
        assert_eq!(Dialect::from_sep_line(b"sep=;\r\na;b"), Some(Dialect { delimiter: b';', sep_line: 7 }));
        assert_eq!(Dialect::from_sep_line(b"\"sep=,\"\na,b"), Some(Dialect { delimiter: b',', sep_line: 8 }));
        assert_eq!(Dialect::from_sep_line(b"separator,b\n"), None);
        assert_eq!(Dialect::from_sep_line(b"sep="), None);
        for no_delimiter in ["sep=\r\na,b", "sep=\n\na,b", "sep=\"\na,b", "sep=\"\"\na,b"] {
            assert_eq!(Dialect::from_sep_line(no_delimiter.as_bytes()), None, "{no_delimiter:?}");
        }
    }
}
