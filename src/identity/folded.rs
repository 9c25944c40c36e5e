//! Names in the form in which they are compared, many bytes at a time: what nearly all names are made of.
//!
//! Anything else is left to [`super::Keys`], which defines the form, and with which this must agree.

/// How many bytes are folded at once.
const LANES: usize = 16;

/// The first byte of the letters from U+00C0 to U+00FF.
const WESTERN: u8 = 0xC3;

/// Some names one after another, folded, and what stands between them.
#[derive(Debug)]
pub(super) struct Folded {
    text: [u8; 512],
    len: usize,
}

impl Default for Folded {
    fn default() -> Self {
        Self { text: [0; 512], len: 0 }
    }
}

impl Folded {
    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.get(..self.len).unwrap_or_default()
    }

    /// Adds what stands between two names.
    #[inline]
    pub(super) fn push(&mut self, byte: u8) -> Option<()> {
        *self.text.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }

    /// Writes over one byte; whether there is one.
    #[inline]
    pub(super) fn put(&mut self, place: usize, byte: u8) -> bool {
        let text = self.text.get_mut(..self.len).unwrap_or_default();
        text.get_mut(place).map(|at| *at = byte).is_some()
    }

    /// Adds `bytes[start..end]` in small letters: text in which beyond ASCII there are only letters from U+00C0 to
    /// U+017F. `None` where there is no room, or the fast way is none.
    #[inline]
    pub(super) fn fold(&mut self, bytes: &[u8], start: usize, end: usize) -> Option<()> {
        let mut at = start;
        // What is read and written beyond the end is written over by what comes next.
        while at < end {
            let before = bytes.get(at.checked_sub(1)?..)?.first_chunk::<LANES>()?;
            let these = bytes.get(at..)?.first_chunk::<LANES>()?;
            let room = self.text.get_mut(self.len + at - start..)?.first_chunk_mut::<LANES>()?;
            let mut other = 0;
            for ((folded, byte), before) in room.iter_mut().zip(these).zip(before) {
                let capital = u8::from(byte.wrapping_sub(b'A') < 26);
                // U+00C0 to U+00DE but for the multiplication sign.
                let marked = u8::from(*before == WESTERN)
                    & u8::from(byte.wrapping_sub(0x80) < 0x1F)
                    & u8::from(*byte != 0x97);
                other |= u8::from(*byte > WESTERN);
                *folded = byte + ((capital | marked) << 5);
            }
            if other != 0 {
                return None;
            }
            at += LANES;
        }
        self.len += end - start;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    /// The form of names, as `Keys` defines it.
    fn defined(text: &str) -> String {
        text.nfkc().flat_map(char::to_lowercase).collect()
    }

    fn folded(text: &str, before: &str, after: &str) -> Option<String> {
        let bytes = [before, text, after].concat().into_bytes();
        let mut folded = Folded::default();
        folded.push(b'x')?;
        folded.fold(&bytes, before.len(), before.len() + text.len())?;
        Some(String::from_utf8(folded.as_bytes().to_vec()).unwrap().split_off(1))
    }

    #[test]
    fn every_letter_is_folded_or_left_to_others() {
        let after = ",".repeat(LANES);
        for c in ('\0'..='\x7F').chain('\u{C0}'..='\u{17F}') {
            let text = format!("a{c}b");
            let found = folded(&text, "\n", &after);
            assert_eq!(found.is_some(), c <= '\u{FF}', "{c:?}");
            assert!(found.is_none_or(|found| found == defined(&text)), "{c:?}");
        }
        // Without room behind it nothing is said.
        assert_eq!((folded("Ann", "\n", ""), folded("", "\n", "").as_deref()), (None, Some("")));
    }

    proptest! {
        #[test]
        fn names_are_folded_as_all_are(
            name in vec(select("aZ9 -'éÉ×ÞßÿÀ".chars().collect::<Vec<_>>()), 0..40),
            after in vec(select(",\"\nzÉ".chars().collect::<Vec<_>>()), LANES..40),
        ) {
            let (name, after) = (String::from_iter(name), String::from_iter(after));
            prop_assert_eq!(folded(&name, ",", &after), Some(defined(&name)));
        }
    }
}
