//! Provinces that were seen before: a file has few, and the same ones come again and again.

use crate::format::Country;

/// Remembers pairs of a country and a code that is one of its provinces.
#[derive(Debug)]
pub(super) struct Provinces {
    seen: [Seen; 1 << BITS],
}

const BITS: u32 = 7;

/// The letters of the country, and those of the code after them; 0 before any was seen.
type Seen = u64;

impl Default for Provinces {
    fn default() -> Self {
        Self { seen: [0; 1 << BITS] }
    }
}

impl Provinces {
    /// [`Country::has_province`].
    #[inline]
    pub(super) fn has(&mut self, country: &Country, code: &[u8]) -> bool {
        let Some(pair) = pair(country, code) else { return country.has_province(code) };
        // Any odd number of many bits spreads them.
        let place = pair.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
        let Some(seen) = usize::try_from(place).ok().and_then(|place| self.seen.get_mut(place)) else {
            return country.has_province(code);
        };
        if *seen != pair && country.has_province(code) {
            *seen = pair;
        }
        *seen == pair
    }
}

/// Country and code as one number, never 0; `None` for a code that is longer than most.
#[inline]
fn pair(country: &Country, code: &[u8]) -> Option<Seen> {
    let [a, b] = country.region().letters();
    let (c, d, e) = match *code {
        [c, d] => (c, d, 0),
        [c, d, e] => (c, d, e),
        _ => return None,
    };
    Some(u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_what_there_is() {
        let mut provinces = Provinces::default();
        let codes: Vec<&str> =
            Country::all().iter().flat_map(Country::provinces).map(|code| code.as_str()).collect();
        for _ in 0..2 {
            for country in Country::all().iter().filter(|country| !country.provinces().is_empty()) {
                for code in codes.iter().copied().chain(["", "ZZ", "NS\0", "nsw"]) {
                    let has = country.has_province(code.as_bytes());
                    assert_eq!(provinces.has(country, code.as_bytes()), has, "{code} in {}", country.code());
                }
            }
        }
    }
}
