//! Countries as two letters.

use std::fmt;

/// A country or region as its ISO 3166-1 alpha-2 code, in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 2]);

impl Region {
    /// Reads a two-letter code in any case, with space around it. Codes that Shopify uses beside ISO's are
    /// taken too.
    pub fn from_code(text: &str) -> Option<Self> {
        let &[a, b] = text.trim().as_bytes() else { return None };
        let code = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
        let region = Self(code);
        let beside_iso = ["AC", "AN", "TA", "XK"];
        let known = rust_iso3166::from_alpha2(region.code()).is_some() || beside_iso.contains(&region.code());
        known.then_some(region)
    }

    /// Reads an English name or a three-letter code.
    pub fn from_name(text: &str) -> Option<Self> {
        let text = text.trim();
        let by_alpha3 = || rust_iso3166::from_alpha3(&text.to_ascii_uppercase());
        let by_name = || rust_iso3166::ALL.iter().find(|country| is_named(country.name, text)).copied();
        let usual = USUAL_NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        match usual {
            Some((_, code)) => Self::from_code(code),
            None => by_alpha3().or_else(by_name).and_then(|country| Self::from_code(country.alpha2)),
        }
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The region that somebody may have meant by `word`.
    pub fn suggestion(word: &str) -> Option<Self> {
        Self::from_name(word).or_else(|| {
            let names = rust_iso3166::ALL.iter().map(|country| country.name);
            crate::message::nearest(word, names).and_then(Self::from_name)
        })
    }
}

/// What people and Shopify's older exports write where ISO's register has a formal name.
const USUAL_NAMES: [(&str, &str); 12] = [
    ("UK", "GB"),
    ("United Kingdom", "GB"),
    ("Great Britain", "GB"),
    ("USA", "US"),
    ("United States", "US"),
    ("South Korea", "KR"),
    ("Russia", "RU"),
    ("Vietnam", "VN"),
    ("Taiwan", "TW"),
    ("Czech Republic", "CZ"),
    ("Netherlands", "NL"),
    ("Turkey", "TR"),
];

/// ISO writes "Iran (Islamic Republic of)" and "Bolivia (Plurinational State of)".
fn is_named(iso: &str, text: &str) -> bool {
    let short = iso.split(" (").next().unwrap_or(iso);
    iso.eq_ignore_ascii_case(text) || short.eq_ignore_ascii_case(text)
}

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
        assert_eq!(code(Region::suggestion("Germny")), Some("DE".into()));
        assert_eq!(code(Region::suggestion("qqqq")), None);
    }
}
