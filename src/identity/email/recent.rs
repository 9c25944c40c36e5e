//! Domains that were seen before: a file has few, and the same ones come again and again.

/// Remembers what was found of domains.
#[derive(Debug)]
pub struct Recent<T> {
    domains: [Domain<T>; 1 << BITS],
}

const BITS: u32 = 6;

/// A domain of 8 to 16 bytes, which these tell apart from all others, and what was found of it.
#[derive(Clone, Copy, Debug, Default)]
struct Domain<T> {
    first: u64,
    last: u64,
    /// 0 before any was seen.
    length: usize,
    found: T,
}

impl<T: Copy + Default> Default for Recent<T> {
    fn default() -> Self {
        Self { domains: [Domain::default(); 1 << BITS] }
    }
}

impl<T: Copy> Recent<T> {
    /// What `find` finds of `domain`, and always finds of it.
    #[inline]
    pub fn find(&mut self, domain: &[u8], find: impl Fn(&[u8]) -> T) -> T {
        let length = domain.len();
        let (Some(first), Some(last), ..=16) = (domain.first_chunk(), domain.last_chunk(), length) else {
            return find(domain);
        };
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        let Some(seen) = self.domains.get_mut(place(first, last)) else { return find(domain) };
        if (seen.first, seen.last, seen.length) != (first, last, length) {
            *seen = Domain { first, last, length, found: find(domain) };
        }
        seen.found
    }
}

/// Where such a domain is remembered. Any odd number of many bits spreads them.
fn place(first: u64, last: u64) -> usize {
    let mixed = (first ^ last.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> (u64::BITS - BITS)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_found_again() {
        let domains = (0..500).map(|n| format!("{}{}.example", "shop".repeat(n % 4), n / 3));
        let mut domains: Vec<String> = domains.collect();
        domains.extend(["example1", "example12345678", "example.com\0", "", "ab"].map(String::from));
        let mut recent = Recent::default();
        for domain in domains.iter().chain(domains.iter().rev()) {
            let sum =
                |domain: &[u8]| domain.iter().fold(7u64, |sum, byte| sum * 31 % 65537 + u64::from(*byte));
            assert_eq!(recent.find(domain.as_bytes(), sum), sum(domain.as_bytes()), "{domain}");
        }
        // It is not asked again.
        assert_eq!((recent.find(b"one.example", |_| 1), recent.find(b"one.example", |_| 2)), (1, 1));
    }
}
