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

    /// Adds `bytes[start..end]` in small letters: text in which beyond ASCII there are only letters from U+00C0 to
    /// U+017F. `None` where there is no room, or the fast way is none.
    #[inline]
    pub(super) fn fold(&mut self, bytes: &[u8], start: usize, end: usize) -> Option<()> {
        let mut at = start;
        // What is read and written beyond the end is written over by what comes next.
        while at < end {
            let before = bytes.get(at.checked_sub(1)?..)?.first_chunk::<LANES>()?;
            let these = bytes.get(at..)?.first_chunk::<LANES>()?;
            let there = self.text.get_mut(self.len + at - start..)?.first_chunk_mut::<LANES>()?;
            let mut other = 0;
            for ((there, byte), before) in there.iter_mut().zip(these).zip(before) {
                let capital = u8::from(byte.wrapping_sub(b'A') < 26);
                // U+00C0 to U+00DE but for the multiplication sign.
                let marked = u8::from(*before == WESTERN)
                    & u8::from(byte.wrapping_sub(0x80) < 0x1F)
                    & u8::from(*byte != 0x97);
                other |= u8::from(*byte > WESTERN);
                *there = byte + ((capital | marked) << 5);
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
