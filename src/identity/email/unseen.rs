//! What stands around and inside an address without being seen.

use std::borrow::Cow;

use crate::text::trimmed;

/// The text without white space at the edges and without characters that nobody sees.
pub fn bare(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(trimmed(text));
    }
    if text.contains(is_invisible) {
        let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        return Cow::Owned(seen.trim().to_owned());
    }
    Cow::Borrowed(text.trim())
}

/// Whether nobody sees the character and it has no business in an address: zero-width characters, soft
/// hyphen, byte order mark, direction marks.
pub fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064
        | 0x2066..=0x206F | 0xFEFF)
}
