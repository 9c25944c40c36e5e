//! Countries as two letters.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::countries;
use super::name::folded;

/// A country or region as its ISO 3166-1 alpha-2 code, in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 2]);

impl Region {
    /// Reads a two-letter code in any case, with space around it. Codes that Shopify uses beside ISO's are
    /// taken too.
    pub fn from_code(text: &str) -> Option<Self> {
        let &[a, b] = text.trim().as_bytes() else { return None };
        Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()])).filter(|region| region.is_known())
    }

    /// Whether it is a code: `ZZ`, which Shopify takes for a country that nobody knows, is none.
    pub(crate) fn is_known(self) -> bool {
        let place = |letter: u8| letter.checked_sub(b'A').filter(|place| *place < 26).map(usize::from);
        let [a, b] = self.0.map(place);
        let known = a.zip(b).and_then(|(a, b)| KNOWN.get(a * 26 + b));
        known.is_some_and(|known| *known)
    }

    /// Two capitals, known or not.
    pub(super) const fn from_letters(code: [u8; 2]) -> Self {
        Self(code)
    }

    /// The two letters, one by one.
    #[inline]
    pub(crate) const fn letters(self) -> [u8; 2] {
        self.0
    }

    /// Reads an English name or a three-letter code. A name that several countries share means none of them.
    pub fn from_name(text: &str) -> Option<Self> {
        let text = text.trim();
        // Longer than any name.
        if text.len() > 100 {
            return None;
        }
        let by_alpha3 = || Self::from_code(rust_iso3166::from_alpha3(&text.to_ascii_uppercase())?.alpha2);
        NAMES.get(&folded(text)).copied().flatten().or_else(by_alpha3)
    }

    /// Reads a code of two letters or three, or an English name.
    pub fn meant(text: &str) -> Option<Self> {
        Self::from_code(text).or_else(|| Self::from_name(text))
    }

    /// The name in ISO's register; the code where it has none.
    pub fn name(&self) -> &str {
        rust_iso3166::from_alpha2(self.code()).map_or(self.code(), |country| country.name)
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The region that somebody may have meant by `word`.
    pub fn suggestion(word: &str) -> Option<Self> {
        Self::from_name(word).or_else(|| {
            // A name that is merely alike is another country: England is not Greenland.
            let alike =
                |name: &&str| strsim::osa_distance(&name.to_lowercase(), &word.trim().to_lowercase()) <= 2;
            let long_enough = (5..=64).contains(&word.trim().chars().count());
            let mut names = rust_iso3166::ALL.iter().map(|country| country.name);
            names.find(alike).filter(|_| long_enough).and_then(Self::from_name)
        })
    }
}

/// Of each pair of capitals whether it is a code, ISO's or one that Shopify uses beside it.
static KNOWN: LazyLock<[bool; 26 * 26]> = LazyLock::new(|| {
    let mut known = [false; 26 * 26];
    let iso = rust_iso3166::ALL.iter().map(|country| country.alpha2);
    for code in iso.chain(["AC", "AN", "TA", "XK"]) {
        if let &[a @ b'A'..=b'Z', b @ b'A'..=b'Z'] = code.as_bytes() {
            known[usize::from(a - b'A') * 26 + usize::from(b - b'A')] = true;
        }
    }
    known
});

/// Names of countries, folded; `None` where several countries have the name.
static NAMES: LazyLock<BTreeMap<String, Option<Region>>> = LazyLock::new(|| {
    let mut names = BTreeMap::new();
    let mut add = |name: &str, region: Region| {
        let known = names.entry(folded(name)).or_insert(Some(region));
        if *known != Some(region) {
            *known = None;
        }
    };
    for country in rust_iso3166::ALL {
        let Some(region) = Region::from_code(country.alpha2) else { continue };
        add(country.name, region);
        // ISO writes "Iran (Islamic Republic of)" and "Bolivia (Plurinational State of)".
        add(country.name.split(" (").next().unwrap_or(country.name), region);
    }
    for (name, code) in countries::NAMES {
        names.insert(folded(name), Region::from_code(code));
    }
    names
});

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_read_by_code_and_name() {
        let code = |region: Option<Region>| region.map(|r| r.code().to_owned());
        assert_eq!(code(Region::from_code(" gb ")), Some("GB".into()));
        assert_eq!(code(Region::from_code("UK")), None);
        assert_eq!(code(Region::from_code("XK")), Some("XK".into()));
        assert_eq!(code(Region::from_name("united kingdom")), Some("GB".into()));
        assert_eq!(code(Region::from_name("Iran")), Some("IR".into()));
        assert_eq!(code(Region::from_name("deu")), Some("DE".into()));
        assert_eq!(code(Region::from_name("UK")), Some("GB".into()));
        assert_eq!(code(Region::from_name("South Korea")), Some("KR".into()));
        assert_eq!(code(Region::from_name("Korea")), None);
        assert_eq!(code(Region::from_name("Congo")), None);
        assert_eq!(code(Region::suggestion("Germny")), Some("DE".into()));
        assert_eq!(code(Region::suggestion("qqqq")), None);
        assert_eq!(code(Region::suggestion("England")), Some("GB".into()));
        assert_eq!(code(Region::suggestion("Holland")), Some("NL".into()));
    }
}
