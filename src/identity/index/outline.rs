//! What is kept of an e-mail address in a few bits, so that most addresses that are no typing error apart are told
//! apart without being read again.

use crate::identity::email::Recent;

/// How many bits it takes.
pub(super) const OUTLINE_BITS: u32 = 1 + LOCAL_BITS + DOMAIN_BITS + 2 * LETTER_BITS;

/// Bits for what stands before the `@` and after it.
const LOCAL_BITS: u32 = 12;
const DOMAIN_BITS: u32 = 7;
/// Bits for each of the last two letters before the `@`.
const LETTER_BITS: u32 = 6;

/// The outline of an e-mail address, from the lowest bit on: whether characters of a class stand before the `@` an odd
/// number of times, class by class; the same after it; the last and the last but one before it; whether there is an
/// address at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline(u32);

impl Outline {
    /// That of no address.
    pub(super) const NONE: Self = Self(0);
    /// That of an address that is refused, and so nobody's: no other is an error away from it.
    pub(super) const REFUSED: Self =
        Self(Self::ANY | (NO_LETTER << LETTER_BITS | NO_LETTER) << (LOCAL_BITS + DOMAIN_BITS));

    const ANY: u32 = 1 << (OUTLINE_BITS - 1);

    /// That of an address in the form in which addresses are compared.
    pub(super) fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::of_ascii(text.as_bytes(), parity);
        }
        let (local, domain) = text.split_once('@').unwrap_or((text, ""));
        let parity = |text: &str| text.chars().fold(0, |bits, c| bits ^ 1u64 << (u32::from(c) & 31));
        Self::joined(parity(local), parity(domain), [UNKNOWN; 2])
    }

    /// The same of ASCII, whose domain has this [`parity`].
    #[inline]
    fn of_ascii(text: &[u8], of_domain: impl FnOnce(&[u8]) -> u64) -> Self {
        let at = memchr::memchr(b'@', text).unwrap_or(text.len());
        let (local, domain) = text.split_at(at);
        let last = local.last_chunk().map_or([UNKNOWN; 2], |last: &[u8; 2]| last.map(letter));
        Self::joined(parity(local), of_domain(domain.get(1..).unwrap_or_default()), last)
    }

    #[inline]
    fn joined(local: u64, domain: u64, [before, last]: [u32; 2]) -> Self {
        let parities = folded(domain, DOMAIN_BITS) << LOCAL_BITS | folded(local, LOCAL_BITS);
        let letters = before << LETTER_BITS | last;
        Self(Self::ANY | letters << (LOCAL_BITS + DOMAIN_BITS) | parities)
    }

    /// From its bits.
    pub(super) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Its bits.
    pub(super) fn bits(self) -> u32 {
        self.0
    }

    /// The last letter before the `@`, and the one before it.
    fn letters(self) -> [u32; 2] {
        let letters = self.0 >> (LOCAL_BITS + DOMAIN_BITS);
        [letters, letters >> LETTER_BITS].map(|letter| letter & NO_LETTER)
    }

    /// Whether the addresses may be one typing error apart. An error takes a character away, adds one, does both, or
    /// changes the places of two: each character turns over one bit of the half it stands in, and only where it is the
    /// `@` that changes places with another one, both halves differ. Of the last two letters before the `@`, one at
    /// least is still there, at most one place further on.
    pub(super) fn may_be_typo_of(self, other: Self) -> bool {
        let differing = self.0 ^ other.0;
        let local = (differing & ((1 << LOCAL_BITS) - 1)).count_ones();
        let domain = (differing >> LOCAL_BITS & ((1 << DOMAIN_BITS) - 1)).count_ones();
        let near = matches!((local, domain), (0, ..=2) | (..=2, 0) | (1, 1));
        let ([a, b], [c, d]) = (self.letters(), other.letters());
        let is_unknown = [a, b, c, d].contains(&UNKNOWN);
        let has_address = |outline| !matches!(outline, Self::NONE | Self::REFUSED);
        near && (is_unknown || a == c || b == d || a == d || b == c)
            && has_address(self)
            && has_address(other)
    }
}

/// Whether bytes of a class stand there an odd number of times, class by class.
#[inline]
fn parity(text: &[u8]) -> u64 {
    // In 64 bits it stays byte by byte: vectors that cannot shift by different amounts would be slower.
    text.iter().fold(0, |bits, byte| bits ^ 1 << (byte & 31))
}

/// Outlines addresses in ASCII.
#[derive(Debug, Default)]
pub(super) struct Outliner {
    /// The [`parity`] of domains.
    recent: Recent<u64>,
}

impl Outliner {
    /// The outline of an address in ASCII, in the form in which addresses are compared.
    #[inline]
    pub(super) fn of(&mut self, text: &[u8]) -> Outline {
        Outline::of_ascii(text, |domain| self.recent.find(domain, parity))
    }
}

/// A letter that is not told.
const UNKNOWN: u32 = 0;
/// What no letter is.
const NO_LETTER: u32 = (1 << LETTER_BITS) - 1;

/// The bits of a letter of ASCII: two that are alike have the same.
#[inline]
fn letter(byte: u8) -> u32 {
    let bits = u32::from(byte) & NO_LETTER;
    if bits == NO_LETTER { UNKNOWN } else { bits }
}

/// The lowest 32 bits, so many at a time, one over the other.
#[inline]
fn folded(bits: u64, width: u32) -> u32 {
    let all = (0..u32::BITS).step_by(width as usize).fold(0, |all, shift| all ^ bits >> shift);
    u32::try_from(all & ((1 << width) - 1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_near(a: &str, b: &str) -> bool {
        Outline::of(a).may_be_typo_of(Outline::of(b))
    }

    #[test]
    fn no_typing_error_hides_from_the_outline() {
        let pairs = [
            ("ann@example.com", "anm@example.com"),
            ("ann@example.com", "an@example.com"),
            ("ann@example.com", "nan@example.com"),
            ("zoë@example.com", "zoe@example.com"),
            ("日@example.com", "本@example.com"),
            ("日@example.com", "@example.com"),
            ("ann@example.com", "ann@examlpe.com"),
            ("ann@example.com", "ann@example.co"),
            ("zoe@exämple.com", "zoe@example.com"),
            ("ann@example.com", "anne@xample.com"),
            ("??@example.com", "?@example.com"),
        ];
        for (a, b) in pairs {
            assert!(is_near(a, b), "{a} {b}");
        }
    }

    #[test]
    fn domains_seen_before_change_nothing() {
        let mut outliner = Outliner::default();
        let domains = (0..300).map(|n| format!("{}{}.example", "shop".repeat(n % 5), n / 2));
        for domain in domains.chain(["", "a@b", "@", "example.com@example.com"].map(String::from)) {
            for local in ["", "a", "ann", "ann.lee42"] {
                let text = format!("{local}@{domain}");
                assert_eq!(outliner.of(text.as_bytes()), Outline::of(&text), "{text}");
            }
        }
        assert_eq!(outliner.of(b"ann"), Outline::of("ann"));
    }

    #[test]
    fn most_others_are_told_apart() {
        // An error on either side is two.
        assert!(!is_near("ann@example.com", "anm@examqle.com"));
        assert!(!is_near("ann@example.com", "robert@example.com"));
        // The same characters, or characters twice.
        assert!(!is_near("ann4127@example.com", "ann7214@example.com"));
        assert!(!is_near("ann@example.com", "ann66@example.com"));
        let ann = Outline::of("ann@example.com");
        for other in [Outline::NONE, Outline::REFUSED] {
            assert!(!ann.may_be_typo_of(other) && !other.may_be_typo_of(ann) && !other.may_be_typo_of(other));
        }
        assert_ne!(Outline::of("??@"), Outline::REFUSED);
    }
}
