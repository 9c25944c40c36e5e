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

#[cfg(target_arch = "x86_64")]
pub(super) mod wide {
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_andnot_si256, _mm256_cmpeq_epi8, _mm256_cmpeq_epi16,
        _mm256_cmpgt_epi8, _mm256_extract_epi64, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8, _mm256_set1_epi16, _mm256_setr_epi16, _mm256_setr_epi64x, _mm256_setzero_si256,
        _mm256_sub_epi8, _pext_u64,
    };

    use super::{LANES, LEADS, Masks};

    /// In the lane of each bit, the numbers together of which this bit is set.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(in crate::source::lexer) fn gather(numbers: &[(u16, u16)]) -> [u16; LANES] {
        let places =
            _mm256_setr_epi16(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, i16::MIN);
        let mut lanes = _mm256_setzero_si256();
        for (bits, number) in numbers {
            let bits = _mm256_and_si256(_mm256_set1_epi16(bits.cast_signed()), places);
            let number = _mm256_set1_epi16(number.cast_signed());
            lanes = _mm256_or_si256(lanes, _mm256_and_si256(_mm256_cmpeq_epi16(bits, places), number));
        }
        let words = [
            _mm256_extract_epi64::<0>(lanes),
            _mm256_extract_epi64::<1>(lanes),
            _mm256_extract_epi64::<2>(lanes),
            _mm256_extract_epi64::<3>(lanes),
        ];
        super::lanes_of(words)
    }

    /// The bits at the places of `mask`, moved together.
    #[inline]
    #[target_feature(enable = "bmi2")]
    pub(in crate::source::lexer) fn compress(bits: u64, mask: u64) -> u64 {
        _pext_u64(bits, mask)
    }

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
            sign: join(|half| half.sign),
            lead: join(|half| half.lead),
            tail: join(|half| half.tail),
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
        sign: u32,
        lead: u32,
        tail: u32,
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
        let at = equal(bytes, b'@');
        let formula = _mm256_or_si256(_mm256_or_si256(dash, equal(bytes, b'+')), at);
        let colon = _mm256_or_si256(equal(bytes, b'<'), equal(bytes, b':'));
        let sign = _mm256_or_si256(_mm256_or_si256(colon, equal(bytes, b'.')), at);
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
            formula: mask(formula),
            sign: mask(sign),
            lead: mask(at_most(_mm256_sub_epi8(bytes, _mm256_set1_epi8(LEADS.start.cast_signed())), 2)),
            // As signed numbers they are the smallest.
            tail: mask(_mm256_cmpgt_epi8(_mm256_set1_epi8(0xC0u8.cast_signed()), bytes)),
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

#[cfg(target_arch = "x86_64")]
pub(super) mod widest {
    use std::arch::x86_64::{
        __m256i, __m512i, _mm256_extract_epi64, _mm256_mask_add_epi16, _mm256_set1_epi16,
        _mm256_setzero_si256, _mm512_add_epi32, _mm512_castsi512_si128, _mm512_castsi512_si256,
        _mm512_cmpeq_epi8_mask, _mm512_cmple_epu8_mask, _mm512_cmplt_epi8_mask, _mm512_cvtepu8_epi32,
        _mm512_extracti64x4_epi64, _mm512_maskz_compress_epi8, _mm512_movepi8_mask, _mm512_or_si512,
        _mm512_set_epi64, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_sub_epi8,
    };

    use super::{LANES, LEADS, Masks};

    /// 64 bytes at a time.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(in crate::source::lexer) fn classify(bytes: &[u8; 64], delimiter: u8) -> Masks {
        let (words, _) = bytes.as_chunks::<8>();
        let word = |index: usize| words.get(index).map_or(0, |word| i64::from_le_bytes(*word));
        let bytes = _mm512_set_epi64(word(7), word(6), word(5), word(4), word(3), word(2), word(1), word(0));
        let (lf, cr, tab) = (equal(bytes, b'\n'), equal(bytes, b'\r'), equal(bytes, b'\t'));
        let at = equal(bytes, b'@');
        // `-` and `=` differ in one bit only.
        let dash = equal(_mm512_or_si512(bytes, _mm512_set1_epi8(0x10)), b'=');
        Masks {
            delimiter: equal(bytes, delimiter),
            quote: equal(bytes, b'"'),
            cr,
            lf,
            upper: within(bytes, b'A', 26),
            space: equal(bytes, b' ') | tab,
            non_ascii: _mm512_movepi8_mask(bytes),
            control: within(bytes, 0, 0x20) & !(lf | cr | tab) | equal(bytes, 0x7F),
            formula: dash | equal(bytes, b'+') | at,
            sign: equal(bytes, b'<') | equal(bytes, b':') | equal(bytes, b'.') | at,
            lead: within(bytes, LEADS.start, LEADS.end - LEADS.start),
            // As signed numbers they are the smallest.
            tail: _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(0xC0u8.cast_signed())),
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn equal(bytes: __m512i, byte: u8) -> u64 {
        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()))
    }

    /// So many values from the first on.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn within(bytes: __m512i, first: u8, count: u8) -> u64 {
        let above = _mm512_sub_epi8(bytes, _mm512_set1_epi8(first.cast_signed()));
        _mm512_cmple_epu8_mask(above, _mm512_set1_epi8((count - 1).cast_signed()))
    }

    /// In the lane of each bit, the numbers together of which this bit is set; they have no bit in common.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    pub(in crate::source::lexer) fn gather(numbers: &[(u16, u16)]) -> [u16; LANES] {
        let mut lanes = _mm256_setzero_si256();
        for (bits, number) in numbers {
            lanes = _mm256_mask_add_epi16(lanes, *bits, lanes, _mm256_set1_epi16(number.cast_signed()));
        }
        super::lanes_of(words(lanes))
    }

    /// Writes which bits are set, counted from `base` on, to the beginning of `room`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2")]
    pub(in crate::source::lexer) fn number(bits: u64, base: u32, room: &mut [u32]) {
        const AT_ONCE: usize = 16;
        let room = match room.first_chunk_mut::<AT_ONCE>() {
            Some(room) if bits.count_ones() as usize <= AT_ONCE => room,
            _ => return super::number(bits, base, room),
        };
        let places = _mm512_set_epi64(
            0x3F3E_3D3C_3B3A_3938,
            0x3736_3534_3332_3130,
            0x2F2E_2D2C_2B2A_2928,
            0x2726_2524_2322_2120,
            0x1F1E_1D1C_1B1A_1918,
            0x1716_1514_1312_1110,
            0x0F0E_0D0C_0B0A_0908,
            0x0706_0504_0302_0100,
        );
        let places = _mm512_castsi512_si128(_mm512_maskz_compress_epi8(bits, places));
        let numbers = _mm512_add_epi32(_mm512_cvtepu8_epi32(places), _mm512_set1_epi32(base.cast_signed()));
        let halves = [_mm512_castsi512_si256(numbers), _mm512_extracti64x4_epi64::<1>(numbers)];
        for (half, room) in halves.into_iter().zip(room.as_chunks_mut::<8>().0) {
            for (word, pair) in words(half).into_iter().zip(room.as_chunks_mut::<2>().0) {
                let bytes = word.to_le_bytes();
                for (place, number) in pair.iter_mut().zip(bytes.as_chunks::<4>().0) {
                    *place = u32::from_le_bytes(*number);
                }
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn words(of: __m256i) -> [i64; 4] {
        [
            _mm256_extract_epi64::<0>(of),
            _mm256_extract_epi64::<1>(of),
            _mm256_extract_epi64::<2>(of),
            _mm256_extract_epi64::<3>(of),
        ]
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
