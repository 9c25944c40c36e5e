//! Provinces that were seen before: a file has few, and the same ones come again and again.

use crate::format::Country;

/// Remembers pairs of a country and a code that is one of its provinces.
#[derive(Debug)]
pub(super) struct Provinces {
    seen: [Pair; 1 << BITS],
}

const BITS: u32 = 7;

/// A country and a code, their letters one after the other; 0 before any was seen.
type Pair = u64;

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

/// `None` for a code that is shorter or longer than nearly all are. Codes are filled up with NUL as those of provinces
/// are, so those with one at their end are the same to both.
#[inline]
fn pair(country: &Country, code: &[u8]) -> Option<Pair> {
    let mut letters = [0; 8];
    let (of_country, of_code) = letters.split_at_mut(2);
    of_country.copy_from_slice(&country.region().letters());
    match code {
        [_, _] => of_code.get_mut(..2)?.copy_from_slice(code),
        [_, _, _] => of_code.get_mut(..3)?.copy_from_slice(code),
        _ => return None,
    }
    Some(u64::from_le_bytes(letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_what_there_is() {
        let mut provinces = Provinces::default();
        let codes: Vec<String> =
            Country::all().iter().flat_map(Country::provinces).map(ToString::to_string).collect();
        for _ in 0..2 {
            for country in Country::all().iter().filter(|country| !country.provinces().is_empty()) {
                for code in codes.iter().map(String::as_str).chain(["", "ZZ", "NS\0", "nsw"]) {
                    let has = country.has_province(code.as_bytes());
                    assert_eq!(provinces.has(country, code.as_bytes()), has, "{code} in {}", country.code());
                }
            }
        }
    }
}
