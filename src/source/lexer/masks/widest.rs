//! AVX-512 with byte operations: 64 bytes at a time.

use std::arch::x86_64::{
    __m512i, _mm256_mask_add_epi16, _mm256_set1_epi16, _mm256_setzero_si256, _mm512_add_epi32,
    _mm512_castsi512_si128, _mm512_castsi512_si256, _mm512_cmpeq_epi8_mask, _mm512_cmple_epu8_mask,
    _mm512_cmplt_epi8_mask, _mm512_cvtepu8_epi32, _mm512_extracti64x4_epi64, _mm512_maskz_compress_epi8,
    _mm512_movepi8_mask, _mm512_or_si512, _mm512_set_epi64, _mm512_set1_epi8, _mm512_set1_epi32,
    _mm512_sub_epi8,
};

use super::wide::words;
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
