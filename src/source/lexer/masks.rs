//! Which of 64 bytes are what, as bit masks.

/// Bit n of a mask belongs to byte n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) delimiter: u64,
    pub(super) quote: u64,
    pub(super) cr: u64,
    pub(super) lf: u64,
    /// An ASCII capital.
    pub(super) upper: u64,
    /// A space or TAB.
    pub(super) space: u64,
    /// 0x80 or above.
    pub(super) non_ascii: u64,
    /// A control character other than TAB, CR and LF.
    pub(super) control: u64,
    /// `=`, `@`, `+` or `-`.
    pub(super) formula: u64,
}

/// Whether the processor has what `wide` asks for.
pub(super) fn is_wide() -> bool {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("bmi2")
        && std::arch::is_x86_feature_detected!("popcnt")
    {
        return true;
    }
    false
}

/// Eight bytes at a time, with arithmetic alone.
pub(super) fn portable(bytes: &[u8; 64], delimiter: u8) -> Masks {
    let (words, _) = bytes.as_chunks::<8>();
    let mut masks = Masks::default();
    for (shift, word) in (0u32..).step_by(8).zip(words) {
        let word = Word(u64::from_le_bytes(*word));
        let lf = word.equal(b'\n');
        let cr = word.equal(b'\r');
        let tab = word.equal(b'\t');
        masks.delimiter |= word.equal(delimiter).bits() << shift;
        masks.quote |= word.equal(b'"').bits() << shift;
        masks.cr |= cr.bits() << shift;
        masks.lf |= lf.bits() << shift;
        masks.upper |= word.at_least(b'A').without(word.at_least(b'Z' + 1)).bits() << shift;
        masks.space |= word.equal(b' ').or(tab).bits() << shift;
        masks.non_ascii |= word.high().bits() << shift;
        let low = word.at_least(0).without(word.at_least(0x20)).without(tab).without(cr).without(lf);
        masks.control |= low.or(word.equal(0x7F)).bits() << shift;
        let signs = word.equal(b'=').or(word.equal(b'@')).or(word.equal(b'+')).or(word.equal(b'-'));
        masks.formula |= signs.bits() << shift;
    }
    masks
}

/// Eight bytes.
#[derive(Clone, Copy)]
struct Word(u64);

/// Of eight bytes, those whose highest bit is set.
#[derive(Clone, Copy)]
struct Marked(u64);

impl Word {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;

    fn equal(self, byte: u8) -> Marked {
        let differing = self.0 ^ u64::from_le_bytes([byte; 8]);
        Marked(!(((differing & Self::LOW) + Self::LOW) | differing | Self::LOW))
    }

    /// The ASCII bytes that are not below `byte`, which is ASCII too.
    fn at_least(self, byte: u8) -> Marked {
        let reaching = (self.0 & Self::LOW) + u64::from_le_bytes([0x80 - byte; 8]);
        Marked(reaching & !self.0 & !Self::LOW)
    }

    fn high(self) -> Marked {
        Marked(self.0 & !Self::LOW)
    }
}

impl Marked {
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// One bit a byte: the product moves bit 8n + 7 to bit 56 + n.
    fn bits(self) -> u64 {
        (self.0 >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod wide {
    use std::arch::x86_64::{
        __m256i, _mm256_andnot_si256, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8, _mm256_setr_epi64x, _mm256_sub_epi8,
    };

    use super::Masks;

    /// 32 bytes at a time.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(in crate::source::lexer) fn classify(bytes: &[u8; 64], delimiter: u8) -> Masks {
        let (halves, _) = bytes.as_chunks::<32>();
        let [low, high] = halves else { return Masks::default() };
        let (low, high) = (half(low, delimiter), half(high, delimiter));
        let join = |of: fn(&Half) -> u32| u64::from(of(&high)) << 32 | u64::from(of(&low));
        Masks {
            delimiter: join(|half| half.delimiter),
            quote: join(|half| half.quote),
            cr: join(|half| half.cr),
            lf: join(|half| half.lf),
            upper: join(|half| half.upper),
            space: join(|half| half.space),
            non_ascii: join(|half| half.non_ascii),
            control: join(|half| half.control),
            formula: join(|half| half.formula),
        }
    }

    /// The masks of 32 bytes.
    struct Half {
        delimiter: u32,
        quote: u32,
        cr: u32,
        lf: u32,
        upper: u32,
        space: u32,
        non_ascii: u32,
        control: u32,
        formula: u32,
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn half(bytes: &[u8; 32], delimiter: u8) -> Half {
        let (words, _) = bytes.as_chunks::<8>();
        let word = |index: usize| words.get(index).map_or(0, |word| i64::from_le_bytes(*word));
        let bytes = _mm256_setr_epi64x(word(0), word(1), word(2), word(3));
        let lf = equal(bytes, b'\n');
        let cr = equal(bytes, b'\r');
        let tab = equal(bytes, b'\t');
        let breaks = _mm256_or_si256(_mm256_or_si256(lf, cr), tab);
        let below = _mm256_andnot_si256(breaks, at_most(bytes, 0x1F));
        // `-` and `=` differ in one bit only.
        let dash = equal(_mm256_or_si256(bytes, _mm256_set1_epi8(0x10)), b'=');
        let signs = _mm256_or_si256(_mm256_or_si256(dash, equal(bytes, b'+')), equal(bytes, b'@'));
        let letters = _mm256_sub_epi8(bytes, _mm256_set1_epi8(b'A'.cast_signed()));
        Half {
            delimiter: mask(equal(bytes, delimiter)),
            quote: mask(equal(bytes, b'"')),
            cr: mask(cr),
            lf: mask(lf),
            upper: mask(at_most(letters, 25)),
            space: mask(_mm256_or_si256(equal(bytes, b' '), tab)),
            non_ascii: mask(bytes),
            control: mask(_mm256_or_si256(below, equal(bytes, 0x7F))),
            formula: mask(signs),
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn equal(bytes: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn at_most(bytes: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(byte.cast_signed())), bytes)
    }

    /// The highest bit of every byte.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn mask(bytes: __m256i) -> u32 {
        _mm256_movemask_epi8(bytes).cast_unsigned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the masks mean, byte by byte.
    fn defined(bytes: &[u8; 64], delimiter: u8) -> Masks {
        let of = |is: &dyn Fn(u8) -> bool| {
            (0..64).zip(bytes).filter(|(_, byte)| is(**byte)).map(|(bit, _)| 1u64 << bit).sum()
        };
        Masks {
            delimiter: of(&|byte| byte == delimiter),
            quote: of(&|byte| byte == b'"'),
            cr: of(&|byte| byte == b'\r'),
            lf: of(&|byte| byte == b'\n'),
            upper: of(&|byte| byte.is_ascii_uppercase()),
            space: of(&|byte| matches!(byte, b' ' | b'\t')),
            non_ascii: of(&|byte| !byte.is_ascii()),
            control: of(&|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n')),
            formula: of(&|byte| matches!(byte, b'=' | b'@' | b'+' | b'-')),
        }
    }

    /// As this processor does it.
    fn fastest(bytes: &[u8; 64], delimiter: u8) -> Masks {
        #[cfg(target_arch = "x86_64")]
        if is_wide() {
            #[allow(unsafe_code, reason = "the processor was asked for these instructions")]
            // SAFETY: `is_wide` is what the processor answered.
            return unsafe { wide::classify(bytes, delimiter) };
        }
        portable(bytes, delimiter)
    }

    #[test]
    fn every_byte_is_sorted_alike_at_every_place() {
        for byte in 0..=255u8 {
            for place in 0..64 {
                for rest in [b'a', 0, 0xFF, byte.wrapping_add(1)] {
                    let mut bytes = [rest; 64];
                    bytes[place] = byte;
                    for delimiter in [b',', b'\t', b'A', byte & 0x7F] {
                        let expected = defined(&bytes, delimiter);
                        assert_eq!(portable(&bytes, delimiter), expected, "{byte} at {place} among {rest}");
                        assert_eq!(fastest(&bytes, delimiter), expected, "{byte} at {place} among {rest}");
                    }
                }
            }
        }
    }
}
