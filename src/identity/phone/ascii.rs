//! Spellings of digits and of the punctuation among them that are as good as those of ASCII.

/// Room for the longest text that is looked at, in bytes.
const ROOM: usize = 96;

/// Where a text is written in ASCII.
pub(super) struct Room([u8; ROOM]);

impl Room {
    pub(super) const fn new() -> Self {
        Self([0; ROOM])
    }

    /// The same number in ASCII: no-break spaces, hyphens and dashes, full-width forms. The text itself where it is in
    /// ASCII already, has anything else in it, or is long.
    #[inline]
    pub(super) fn write<'t>(&'t mut self, text: &'t [u8]) -> &'t [u8] {
        if text.is_ascii() { text } else { self.rewrite(text).unwrap_or(text) }
    }

    fn rewrite(&mut self, text: &[u8]) -> Option<&[u8]> {
        let (mut rest, mut len) = (text, 0);
        while !rest.is_empty() {
            let ascii;
            (ascii, rest) = match rest {
                [ascii @ ..=0x7F, rest @ ..] => (*ascii, rest),
                // U+00A0.
                [0xC2, 0xA0, rest @ ..] => (b' ', rest),
                // U+2010 to U+2015, and U+2212.
                [0xE2, 0x80, 0x90..=0x95, rest @ ..] | [0xE2, 0x88, 0x92, rest @ ..] => (b'-', rest),
                // Parentheses, plus, hyphen and digits from U+FF08 on stand as in ASCII.
                [0xEF, 0xBC, low @ (0x88 | 0x89 | 0x8B | 0x8D | 0x90..=0x99), rest @ ..] => {
                    (low - 0x60, rest)
                }
                _ => return None,
            };
            *self.0.get_mut(len)? = ascii;
            len += 1;
        }
        self.0.get(..len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        String::from_utf8(Room::new().write(text.as_bytes()).to_vec()).unwrap_or_default()
    }

    #[test]
    fn other_forms_are_those_of_ascii() {
        assert_eq!(written("＋４４\u{A0}（０）20‑7946–0958－1"), "+44 (0)20-7946-0958-1");
        assert_eq!(written("０１２３４５６７８９"), "0123456789");
        assert_eq!(written("−1"), "-1");
    }

    #[test]
    fn anything_else_stays() {
        for text in ["", "+44 20", "١٢٣", "+44\u{202F}20", "tél", "＊１", "．１", &"０".repeat(97)] {
            assert_eq!(written(text), text);
        }
    }
}
