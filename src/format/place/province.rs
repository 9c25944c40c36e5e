//! Codes of provinces, and what a text that is none may mean.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use super::name::folded;
use super::{COUNT, Country};

/// A province's code as Shopify writes it: at most eight bytes, in capitals.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProvinceCode([u8; 8]);

impl PartialOrd for ProvinceCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ProvinceCode {
    /// In alphabetical order, all bytes at once.
    fn cmp(&self, other: &Self) -> Ordering {
        u64::from_be_bytes(self.0).cmp(&u64::from_be_bytes(other.0))
    }
}

impl ProvinceCode {
    /// A text as a code; `None` if no code is so long.
    pub(super) fn new(text: &str) -> Option<Self> {
        Self::from_bytes(text.as_bytes())
    }

    pub(super) fn from_bytes(text: &[u8]) -> Option<Self> {
        let mut code = [0; 8];
        for (place, byte) in code.get_mut(..text.len())?.iter_mut().zip(text) {
            *place = *byte;
        }
        Some(Self(code))
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default().trim_end_matches('\0')
    }
}

impl fmt::Display for ProvinceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ProvinceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many codes stand in a list with commas between them.
pub(super) const fn count(list: &str) -> usize {
    let (list, mut commas, mut at) = (list.as_bytes(), 0, 0);
    while at < list.len() {
        commas += (list[at] == b',') as usize;
        at += 1;
    }
    commas + 1
}

/// The codes of such a list, for the compiler.
pub(super) const fn codes<const N: usize>(list: &str) -> [ProvinceCode; N] {
    let (list, mut codes) = (list.as_bytes(), [ProvinceCode([0; 8]); N]);
    let (mut code, mut length, mut at) = (0, 0, 0);
    while at < list.len() {
        if list[at] == b',' {
            (code, length) = (code + 1, 0);
        } else {
            codes[code].0[length] = list[at];
            length += 1;
        }
        at += 1;
    }
    codes
}

/// The provinces in a list with commas between them, which the compiler takes apart.
macro_rules! listed {
    ($list:literal) => {{
        const CODES: [$crate::format::ProvinceCode; $crate::format::place::province::count($list)] =
            $crate::format::place::province::codes($list);
        &CODES
    }};
}
pub(super) use listed;

/// All names of the provinces of each country, once somebody asks.
static NAMES: [OnceLock<BTreeMap<String, Option<ProvinceCode>>>; COUNT] = [const { OnceLock::new() }; COUNT];

/// How a text that is not exactly a code of Shopify's says which province it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// It is the code but for capitals or space around it.
    Case,
    /// It is another code that Shopify is known to understand in addresses.
    Alternative,
    /// It is ISO's spelling: with the country before it where Shopify has none, or the other way round.
    Iso,
    /// It is the province's name.
    Name,
}

impl Country {
    /// The province that `text` means, if it is beyond doubt, and how it says so.
    pub fn province_meant(&self, text: &str) -> Option<(ProvinceCode, Meant)> {
        let text = text.trim();
        self.by_code(&text.to_uppercase()).or_else(|| Some((self.by_name(text)?, Meant::Name)))
    }

    fn by_code(&self, code: &str) -> Option<(ProvinceCode, Meant)> {
        if let Some(own) = self.province(code) {
            return Some((own, Meant::Case));
        }
        let alternative = |code: &str| {
            let (_, own) = self.also.iter().find(|(other, _)| *other == code)?;
            self.province(own)
        };
        if let Some(own) = alternative(code) {
            return Some((own, Meant::Alternative));
        }
        let prefix = format!("{}-", self.code());
        let own = match code.strip_prefix(&prefix) {
            Some(part) => self.province(part).or_else(|| alternative(part)),
            None => self.province(&format!("{prefix}{code}")),
        };
        own.map(|own| (own, Meant::Iso))
    }

    /// What ISO 3166-2 has for it.
    fn iso_subdivisions(&self) -> Option<&'static [rust_iso3166::iso3166_2::Subdivision]> {
        rust_iso3166::ALL.iter().find(|country| country.alpha2 == self.code())?.subdivisions()
    }

    /// The one province with this name.
    fn by_name(&self, name: &str) -> Option<ProvinceCode> {
        // Longer than any name; folding it would be for nothing.
        if name.len() > 100 {
            return None;
        }
        let names = NAMES.get(Self::place(self.code().as_bytes())?)?;
        names.get_or_init(|| self.name_all()).get(&folded(name)).copied().flatten()
    }

    /// All names, folded; `None` where several provinces have the name.
    fn name_all(&self) -> BTreeMap<String, Option<ProvinceCode>> {
        let mut names = BTreeMap::new();
        for part in self.iso_subdivisions().unwrap_or_default() {
            let Some((own, _)) = self.by_code(part.code) else { continue };
            let known = names.entry(folded(part.name)).or_insert(Some(own));
            if *known != Some(own) {
                *known = None;
            }
        }
        names.extend(self.names.iter().map(|(name, own)| (folded(name), self.province(own))));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(country: &str, text: &str) -> Option<(String, Meant)> {
        let country = Country::from_code(country).unwrap();
        country.province_meant(text).map(|(code, meant)| (code.to_string(), meant))
    }

    #[test]
    fn provinces_are_understood_by_code_spelling_and_name() {
        let is = |code: &str, meant| Some((code.to_owned(), meant));
        assert_eq!(meant("US", " ca "), is("CA", Meant::Case));
        assert_eq!(meant("US", "US-CA"), is("CA", Meant::Iso));
        assert_eq!(meant("US", "US-PR"), is("PR", Meant::Alternative));
        assert_eq!(meant("US", "california"), is("CA", Meant::Name));
        assert_eq!(meant("CA", "PQ"), is("QC", Meant::Alternative));
        assert_eq!(meant("CA", "Québec"), is("QC", Meant::Name));
        assert_eq!(meant("JP", "13"), is("JP-13", Meant::Iso));
        assert_eq!(meant("JP", "Tokyo"), is("JP-13", Meant::Name));
        assert_eq!(meant("MX", "MX-ROO"), is("Q ROO", Meant::Iso));
        assert_eq!(meant("MX", "Quintana Roo"), is("Q ROO", Meant::Name));
        assert_eq!(meant("MX", "CDMX"), is("DF", Meant::Alternative));
        assert_eq!(meant("GT", "GT-16"), is("AVE", Meant::Iso));
        assert_eq!(meant("GT", "Alta Verapaz"), is("AVE", Meant::Name));
        assert_eq!(meant("GB", "England"), is("ENG", Meant::Name));
        assert_eq!(meant("GB", "London, City of"), None);
        assert_eq!(meant("US", "XX"), None);
        assert_eq!(meant("FR", "IDF"), None);
    }

    #[test]
    fn nearly_every_province_has_a_name() {
        for country in Country::all() {
            let iso = country.iso_subdivisions();
            for own in country.provinces() {
                let named = |text: &str| country.by_code(text).is_some_and(|(code, _)| code == *own);
                let by_iso = iso.is_some_and(|iso| iso.iter().any(|part| named(part.code)));
                let beside = country.names.iter().any(|(_, code)| *code == own.as_str());
                assert!(by_iso || beside, "{} {own}", country.region);
            }
        }
    }
}
