//! The fast path: most addresses are small letters, one `@` and a few dots.

use super::recent::Recent;
use super::syntax::{LONGEST, LONGEST_LOCAL};
use super::{placeholder, provider};

/// Domains longer than this are left to the careful reading: a label or the whole may be too long.
const SHORT_DOMAIN: usize = 63;

/// Whether it is an address beyond doubt: nothing to trim, nothing to refuse, nothing around it.
pub fn is_plain(text: &[u8]) -> bool {
    let Some((local, domain)) = halves(text) else { return false };
    is_plain_local(local) && is_plain_domain(domain)
}

/// Such a domain and what stands before it are never too long together.
const _: () = assert!(LONGEST_LOCAL + 1 + SHORT_DOMAIN <= LONGEST);

/// Whether nothing can be wrong with what stands before the `@`.
pub(super) fn is_plain_local(local: &[u8]) -> bool {
    is_of_words(local, LOCAL) && local.len() <= LONGEST_LOCAL
}

/// Whether nothing can be wrong with what stands after it.
pub(super) fn is_plain_domain(domain: &[u8]) -> bool {
    let top = memchr::memrchr(b'.', domain).and_then(|dot| domain.get(dot + 1..));
    is_of_words(domain, DOMAIN)
        && top.is_some_and(|top| !top.iter().any(u8::is_ascii_digit))
        && domain.len() < SHORT_DOMAIN
}

/// Before the `@` and after it.
fn halves(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(b'@', text)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What may stand before the `@`.
const LOCAL: u8 = 1;
/// What may stand after it.
const DOMAIN: u8 = 1 << 1;
/// A dot or a hyphen: between others only. Two of them together need a second look.
const JOINT: u8 = 1 << 2;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0u8;
    loop {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => LOCAL | DOMAIN,
            b'_' | b'+' => LOCAL,
            b'.' | b'-' => LOCAL | DOMAIN | JOINT,
            _ => 0,
        };
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

/// Whether all bytes are of the class, and those that join others do.
#[inline]
fn is_of_words(text: &[u8], class: u8) -> bool {
    // What is no word often shows so at once.
    if text.first().is_none_or(|first| CLASSES[usize::from(*first)] & class == 0) {
        return false;
    }
    // Without branches: where a dot stands cannot be foreseen.
    let (mut all, mut joined, mut before) = (class, 0, JOINT);
    for byte in text {
        let this = CLASSES[usize::from(*byte)];
        all &= this;
        joined |= before & this;
        before = this;
    }
    all != 0 && (joined | before) & JOINT == 0
}

/// Tells addresses that are somebody's beyond doubt.
#[derive(Debug, Default)]
pub struct Settler {
    /// Whether nothing can be wrong with a domain.
    recent: Recent<bool>,
}

impl Settler {
    /// Whether it is somebody's address beyond doubt: plain, in small letters, no placeholder, and its domain right.
    /// `window` is what it begins, where so much is at hand.
    #[inline]
    pub fn is_settled(&mut self, text: &[u8], window: Option<&[u8; WINDOW]>) -> bool {
        let at = window.and_then(at_sign).or_else(|| memchr::memchr(b'@', text));
        let Some((local, [_, domain @ ..])) = at.and_then(|at| text.split_at_checked(at)) else {
            return false;
        };
        is_plain_local(local)
            && self.recent.find(domain, is_settled_domain)
            && placeholder::is_settled_local(local, domain)
    }
}

fn is_settled_domain(domain: &[u8]) -> bool {
    is_plain_domain(domain) && provider::is_settled(domain) && placeholder::is_settled_domain(domain)
}

/// How many bytes are looked through for an `@`.
pub const WINDOW: usize = 32;

/// Where the first `@` stands, eight bytes at a time.
#[inline]
fn at_sign(window: &[u8; WINDOW]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let mut at = None;
    for (index, word) in window.as_chunks::<8>().0.iter().enumerate().rev() {
        // The lowest high bit that is set is that of the first byte that is 0, and so was an `@`.
        let word = u64::from_le_bytes(*word) ^ u64::from_le_bytes([b'@'; 8]);
        let zeros = word.wrapping_sub(ONES) & !word & ONES << 7;
        at = if zeros == 0 { at } else { Some(8 * index + zeros.trailing_zeros() as usize / 8) };
    }
    at
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
    fn the_first_at_sign_is_found() {
        for byte in [b'@', b'A', b'?', 0, 0x80, 0xC0, 0xBF, 0xFF] {
            for first in 0..WINDOW {
                for second in 0..WINDOW {
                    let mut window = [byte; WINDOW];
                    (window[first], window[second]) = (b'@', b'@');
                    let expected = memchr::memchr(b'@', &window);
                    assert_eq!(at_sign(&window), expected, "{byte} {first} {second}");
                }
            }
        }
        assert_eq!(at_sign(&[b'a'; WINDOW]), None);
    }

    #[test]
    fn what_was_seen_before_changes_nothing() {
        let ends = ["com", "example.org", "gmial.com", "net", "nosuch", "cc", "mail.example"];
        let domains = (0..400).map(|n| format!("{}{}.{}", "shop".repeat(n % 4), n / 3, ends[n % ends.len()]));
        let domains: Vec<String> = domains.collect();
        let (mut settler, mut settled) = (Settler::default(), 0);
        for domain in domains.iter().chain(domains.iter().rev()) {
            let text = format!("ann.lee@{domain}");
            let found = settler.is_settled(text.as_bytes(), None);
            let padded = [text.as_bytes(), &[b','; WINDOW]].concat();
            let fresh = Settler::default().is_settled(text.as_bytes(), padded.first_chunk());
            assert_eq!(found, fresh, "{text}");
            assert_eq!(
                found,
                is_plain_domain(domain.as_bytes()) && provider::is_settled(domain.as_bytes()),
                "{text}"
            );
            settled += usize::from(found);
        }
        assert!((200..700).contains(&settled), "{settled}");
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
