//! The fast path: most addresses are small letters, one `@` and a few dots.

use super::syntax::{LONGEST, LONGEST_LOCAL};

/// Domains longer than this are left to the careful reading: a label or the whole may be too long.
const SHORT_DOMAIN: usize = 63;

/// Whether it is an address beyond doubt: nothing to trim, nothing to refuse, nothing around it. Nearly every
/// address is, so one walk over its bytes settles it.
pub fn is_plain(text: &[u8]) -> bool {
    let (mut at, mut last_dot, mut digit_after_dot) = (None, None, false);
    // Nothing, a dot, an `@` or a hyphen was last; two of these together need a second look.
    let mut edge = true;
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => edge = false,
            b'0'..=b'9' => (digit_after_dot, edge) = (true, false),
            b'_' | b'+' if at.is_none() => edge = false,
            b'-' if !edge => edge = true,
            b'.' if !edge => (last_dot, digit_after_dot, edge) = (Some(index), false, true),
            b'@' if !edge && at.is_none() => (at, last_dot, edge) = (Some(index), None, true),
            _ => return false,
        }
    }
    let Some(at) = at else { return false };
    last_dot.is_some()
        && !edge
        && !digit_after_dot
        && at <= LONGEST_LOCAL
        && text.len() <= LONGEST
        && text.len() - at <= SHORT_DOMAIN
}

/// Whether nothing stands around an address here that would have to go. Cheaper than [`is_plain`], and never
/// true of a text that is [`super::Defect::NotBare`].
pub fn is_bare(text: &[u8]) -> bool {
    let odd = |chunk: &[u8; 16]| chunk.iter().fold(0, |odd, byte| odd | is_odd(*byte));
    let odds = match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) if text.len() <= 32 => odd(first) | odd(last),
        _ => text.iter().fold(0, |odd, byte| odd | is_odd(*byte)),
    };
    odds == 0 && text.last() != Some(&b'.')
}

/// 1 for a byte that is not a letter, digit or one of `@.+-_`, else 0; without branches, so that many are told
/// at once.
fn is_odd(byte: u8) -> u8 {
    let one_of = |symbols: [u8; 5]| symbols.iter().fold(0, |any, symbol| any | u8::from(byte == *symbol));
    let letter = u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
    let digit = u8::from(byte.wrapping_sub(b'0') < 10);
    1 ^ (letter | digit | one_of(*b"@.+-_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::email::{defect, refusal};

    #[test]
    fn common_addresses_are_plain() {
        for text in ["bob@example.com", "a.b+c_d-e@mail.example.co", "A1@b2.Com", "a-b@x-y.co"] {
            assert!(is_plain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_needs_a_second_look_is_not_plain() {
        for text in [
            "", "a", "@", "@a.b", "a@", "a@b", " a@b.c", "a@b.c ", "a..b@c.d", ".a@b.c", "a.@b.c", "a@b..c",
            "a@.b", "a@b.", "a@b@c.d", "a@b_c.d", "a@b.n7", "é@b.c", "a@-b.c", "a@b-.c", "a@b.c-", "a@b.-c",
            "a@b.c,", "<a@b.c>",
        ] {
            assert!(!is_plain(text.as_bytes()), "{text}");
        }
        assert!(!is_plain(format!("a@{}.com", "b".repeat(64)).as_bytes()));
    }

    #[test]
    fn what_is_plain_is_never_refused() {
        // Every text of up to seven characters that mean something.
        let letters = b"a@.-1_";
        let mut plain = 0;
        for length in 1..=7u32 {
            for mut number in 0..letters.len().pow(length) {
                let mut text = String::new();
                for _ in 0..length {
                    text.push(char::from(letters[number % letters.len()]));
                    number /= letters.len();
                }
                if is_plain(text.as_bytes()) {
                    plain += 1;
                    assert_eq!((refusal(&text), defect(&text).is_none()), (None, true), "{text}");
                }
            }
        }
        assert!(plain > 100);
    }
}
