//! AVX2 and BMI2: 32 bytes at a time.

use std::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_andnot_si256, _mm256_cmpeq_epi8, _mm256_cmpeq_epi16, _mm256_cmpgt_epi8,
    _mm256_extract_epi64, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    _mm256_set1_epi16, _mm256_setr_epi16, _mm256_setr_epi64x, _mm256_setzero_si256, _mm256_sub_epi8,
    _pext_u64,
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
    super::lanes_of(words(lanes))
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

/// The four words of a vector.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn words(of: __m256i) -> [i64; 4] {
    [
        _mm256_extract_epi64::<0>(of),
        _mm256_extract_epi64::<1>(of),
        _mm256_extract_epi64::<2>(of),
        _mm256_extract_epi64::<3>(of),
    ]
}
