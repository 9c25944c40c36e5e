//! Which of 64 bytes are what, as bit masks, and what else is done with masks: by arithmetic alone here, by wider
//! instructions in modules of their own.

#[cfg(target_arch = "x86_64")]
pub(super) mod wide;
#[cfg(target_arch = "x86_64")]
pub(super) mod widest;

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
    /// `<`, `:`, `.` or `@`.
    pub(super) sign: u64,
    /// 0xC3 to 0xC5: the first of two bytes that are a Latin letter with a mark.
    pub(super) lead: u64,
    /// 0x80 to 0xBF: a byte that continues a character.
    pub(super) tail: u64,
}

/// First bytes of the letters from U+00C0 to U+017F.
pub(super) const LEADS: std::ops::Range<u8> = 0xC3..0xC6;

/// Which instructions are used, from few to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Processor {
    /// Any at all.
    Portable,
    /// AVX2 and BMI2.
    #[cfg(target_arch = "x86_64")]
    Wide,
    /// AVX-512 with byte operations besides.
    #[cfg(target_arch = "x86_64")]
    Widest,
}

impl Processor {
    /// All that there may be, from few to many instructions.
    #[cfg(target_arch = "x86_64")]
    pub const ALL: &[Self] = &[Self::Portable, Self::Wide, Self::Widest];
    /// All that there may be.
    #[cfg(not(target_arch = "x86_64"))]
    pub const ALL: &[Self] = &[Self::Portable];

    /// This one. AMD's first ones with BMI2, which alone have `sse4a` and no `vaes`, take many cycles for
    /// `wide::compress`.
    pub(super) fn this() -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("bmi1")
            && std::arch::is_x86_feature_detected!("bmi2")
            && std::arch::is_x86_feature_detected!("popcnt")
            && (std::arch::is_x86_feature_detected!("vaes") || !std::arch::is_x86_feature_detected!("sse4a"))
        {
            let is_widest = std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512bw")
                && std::arch::is_x86_feature_detected!("avx512vl")
                && std::arch::is_x86_feature_detected!("avx512vbmi2");
            return if is_widest { Self::Widest } else { Self::Wide };
        }
        Self::Portable
    }
}

/// What takes most of the time, as a processor does it best.
pub(super) struct Ways<C, P, G, N> {
    /// The masks of 64 bytes, with this delimiter.
    pub(super) classify: C,
    /// The bits at the places of a mask, moved together.
    pub(super) compress: P,
    /// In the lane of each bit, the numbers together of which this bit is set.
    pub(super) gather: G,
    /// Writes which bits are set, counted from this number on, to the beginning of this room for 64 of them.
    pub(super) number: N,
}

/// Writes which bits are set, counted from `base` on, to the beginning of `room`.
#[inline]
pub(super) fn number(bits: u64, base: u32, room: &mut [u32]) {
    let mut rest = bits;
    for place in room.iter_mut().take(bits.count_ones() as usize) {
        *place = base.wrapping_add(rest.trailing_zeros());
        rest &= rest.wrapping_sub(1);
    }
}

/// How many cells get their facts at once.
pub(super) const LANES: usize = 16;

/// In the lane of each bit, the numbers together of which this bit is set.
pub(super) fn gather(numbers: &[(u16, u16)]) -> [u16; LANES] {
    let mut lanes = [0; LANES];
    for (bits, number) in numbers {
        for (place, lane) in lanes.iter_mut().enumerate() {
            *lane |= if bits >> place & 1 == 0 { 0 } else { *number };
        }
    }
    lanes
}

/// The lanes that such words are.
#[cfg(target_arch = "x86_64")]
#[inline]
fn lanes_of(words: [i64; LANES / 4]) -> [u16; LANES] {
    let mut all = [0; LANES];
    for (lanes, word) in all.as_chunks_mut::<4>().0.iter_mut().zip(words) {
        let bytes = word.to_le_bytes();
        let (pairs, _) = bytes.as_chunks::<2>();
        for (lane, pair) in lanes.iter_mut().zip(pairs) {
            *lane = u16::from_le_bytes(*pair);
        }
    }
    all
}

/// The bits at the places of `mask`, moved together.
pub(super) fn compress(bits: u64, mask: u64) -> u64 {
    let (mut rest, mut place, mut compressed) = (mask, 1, 0);
    while rest != 0 {
        let lowest = rest & rest.wrapping_neg();
        compressed |= if bits & lowest == 0 { 0 } else { place };
        place <<= 1;
        rest ^= lowest;
    }
    compressed
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
        let signs = word.equal(b'<').or(word.equal(b':')).or(word.equal(b'.')).or(word.equal(b'@'));
        masks.sign |= signs.bits() << shift;
        masks.lead |=
            word.above_ascii(LEADS.start - 0x80).without(word.above_ascii(LEADS.end - 0x80)).bits() << shift;
        masks.tail |= word.high().without(word.above_ascii(0x40)).bits() << shift;
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

    /// The bytes that are not below 0x80 and this much.
    fn above_ascii(self, byte: u8) -> Marked {
        let reaching = (self.0 & Self::LOW) + u64::from_le_bytes([0x80 - byte; 8]);
        Marked(reaching & self.0 & !Self::LOW)
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
            sign: of(&|byte| matches!(byte, b'<' | b':' | b'.' | b'@')),
            lead: of(&|byte| matches!(byte, 0xC3..=0xC5)),
            tail: of(&|byte| matches!(byte, 0x80..=0xBF)),
        }
    }

    /// All the ways in which this processor can do it, by name.
    #[allow(unsafe_code, reason = "the processor was asked for these instructions")]
    fn ways(bytes: &[u8; 64], delimiter: u8) -> Vec<(&'static str, Masks)> {
        let mut ways = vec![("portable", portable(bytes, delimiter))];
        #[cfg(target_arch = "x86_64")]
        if Processor::this() != Processor::Portable {
            // SAFETY: that is what the processor answered.
            ways.push(("wide", unsafe { wide::classify(bytes, delimiter) }));
        }
        #[cfg(target_arch = "x86_64")]
        if Processor::this() == Processor::Widest {
            // SAFETY: that is what the processor answered.
            ways.push(("widest", unsafe { widest::classify(bytes, delimiter) }));
        }
        ways
    }

    #[allow(unsafe_code, reason = "the processor was asked for these instructions")]
    #[test]
    fn numbers_are_gathered_in_the_lanes_of_their_bits() {
        let numbers = [(0b101, 1), (0x8000, 2), (0xFFFF, 4), (0, 8), (0b1, 0x8000)];
        let mut expected = [4; LANES];
        (expected[0], expected[2], expected[15]) = (0x8005, 5, 6);
        assert_eq!(gather(&numbers), expected);
        #[cfg(target_arch = "x86_64")]
        if Processor::this() != Processor::Portable {
            // SAFETY: that is what the processor answered.
            assert_eq!(unsafe { wide::gather(&numbers) }, expected);
        }
        #[cfg(target_arch = "x86_64")]
        if Processor::this() == Processor::Widest {
            // SAFETY: that is what the processor answered.
            assert_eq!(unsafe { widest::gather(&numbers) }, expected);
        }
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
                        for (way, masks) in ways(&bytes, delimiter) {
                            assert_eq!(masks, expected, "{byte} at {place} among {rest}, {way}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn bits_are_moved_together() {
        // Bits 1, 2 and 63 of the mask; the first and the last are set.
        assert_eq!(compress(1 << 63 | 0b1011, 1 << 63 | 0b0110), 0b101);
        assert_eq!((compress(0xF0F0, u64::MAX), compress(u64::MAX, 0)), (0xF0F0, 0));
        #[cfg(target_arch = "x86_64")]
        if Processor::this() != Processor::Portable {
            let mut bits = 0x9E37_79B9_7F4A_7C15u64;
            for _ in 0..1000 {
                let mask = bits.rotate_left(23) & bits.rotate_left(41);
                #[allow(unsafe_code, reason = "the processor was asked for these instructions")]
                // SAFETY: that is what the processor answered.
                let wide = unsafe { wide::compress(bits, mask) };
                assert_eq!(compress(bits, mask), wide, "{bits:x} at {mask:x}");
                bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            }
        }
    }
}
