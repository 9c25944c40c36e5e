//! Countries and provinces as Shopify codes them. The codes are data, in `countries.toml`; the names are ISO's.
//!
//! A lookup by code costs a few nanoseconds and allocates nothing; one by name takes its time, for it is asked
//! only about what is wrong.

mod name;
mod province;
mod region;
mod zip;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use name::folded;

pub use province::{Meant, ProvinceCode};
pub use region::Region;
pub use zip::Zip;

use zip::ZipCodes;

/// A country that Shopify knows.
#[derive(Debug)]
pub struct Country {
    /// Which one.
    pub region: Region,
    /// In ascending order.
    provinces: Vec<ProvinceCode>,
    /// Other codes, with Shopify's own.
    also: Vec<(ProvinceCode, ProvinceCode)>,
    /// Names beside ISO's, folded.
    names: Vec<(String, ProvinceCode)>,
    /// All names, once somebody asks.
    all_names: OnceLock<BTreeMap<String, Option<ProvinceCode>>>,
    zip: Option<ZipCodes>,
}

/// The data as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    accepted: String,
    names: BTreeMap<String, String>,
    country: BTreeMap<String, WrittenCountry>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenCountry {
    provinces: String,
    also: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    zip: String,
    leading_zeros: String,
}

/// What the data says.
struct Places {
    countries: Vec<Country>,
    /// For each pair of letters the country's place among `countries`, from 1; 0 for none.
    by_code: [u8; 26 * 26],
    /// Usual names, folded.
    names: Vec<(String, Region)>,
}

static PLACES: LazyLock<Places> = LazyLock::new(|| {
    let written: Written =
        toml::from_str(include_str!("countries.toml")).expect("the data is valid: a test reads it");
    Places::new(written)
});

impl Places {
    fn new(mut written: Written) -> Self {
        let region =
            |code: &str| Region::from_letters(code.as_bytes()).expect("country codes are two letters");
        let mut places = Self { countries: Vec::new(), by_code: [0; 26 * 26], names: Vec::new() };
        for code in written.accepted.split_whitespace() {
            let about = written.country.remove(code).unwrap_or_default();
            places.countries.push(Country::new(region(code), &about));
            let place = places.by_code.get_mut(pair(code.as_bytes()).unwrap_or_default());
            let number = u8::try_from(places.countries.len()).ok();
            place.zip(number).map(|(place, number)| *place = number).expect("fewer than 256 countries");
        }
        assert!(written.country.is_empty(), "only accepted countries are described");
        places.names = written.names.iter().map(|(name, code)| (folded(name), region(code))).collect();
        places
    }
}

/// The place of two capitals among all pairs of capitals.
fn pair(code: &[u8]) -> Option<usize> {
    let &[a @ b'A'..=b'Z', b @ b'A'..=b'Z'] = code else { return None };
    Some(usize::from(a - b'A') * 26 + usize::from(b - b'A'))
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '\n']).filter(|word| !word.is_empty())
}

impl Country {
    fn new(region: Region, about: &WrittenCountry) -> Self {
        let code = |text: &str| ProvinceCode::new(text).expect("province codes have at most 8 bytes");
        let mut provinces: Vec<ProvinceCode> = list(&about.provinces).map(code).collect();
        provinces.sort_unstable();
        let zip =
            (!about.zip.is_empty()).then(|| ZipCodes::new(list(&about.zip), list(&about.leading_zeros)));
        Self {
            region,
            provinces,
            also: about.also.iter().map(|(other, own)| (code(other), code(own))).collect(),
            names: about.names.iter().map(|(name, own)| (folded(name), code(own))).collect(),
            all_names: OnceLock::new(),
            zip,
        }
    }

    /// The country with exactly this code, in capitals.
    pub fn from_code(code: &str) -> Option<&'static Self> {
        Self::from_bytes(code.as_bytes())
    }

    /// The same for a cell as it stands in the file.
    pub fn from_bytes(code: &[u8]) -> Option<&'static Self> {
        let number = *PLACES.by_code.get(pair(code)?)?;
        PLACES.countries.get(usize::from(number).checked_sub(1)?)
    }

    /// The country that a region is; none for Puerto Rico, which is a province to Shopify.
    pub fn of(region: Region) -> Option<&'static Self> {
        Self::from_code(region.code())
    }

    /// All of them, by code.
    pub fn all() -> &'static [Self] {
        &PLACES.countries
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        self.region.code()
    }

    /// All province codes that Shopify takes for it, in alphabetical order; empty where it takes none.
    pub fn provinces(&self) -> &[ProvinceCode] {
        &self.provinces
    }

    /// The province with exactly this code.
    pub fn province(&self, code: &str) -> Option<ProvinceCode> {
        let code = ProvinceCode::new(code)?;
        self.provinces.binary_search(&code).is_ok().then_some(code)
    }

    /// Whether a cell as it stands in the file is exactly the code of a province.
    pub fn has_province(&self, code: &[u8]) -> bool {
        ProvinceCode::from_bytes(code).is_some_and(|code| self.provinces.binary_search(&code).is_ok())
    }

    /// Whether a cell as it stands in the file is plainly one of its postal codes.
    pub fn has_zip(&self, code: &[u8]) -> bool {
        self.zip.as_ref().is_some_and(|zip| zip.is_plain(code))
    }

    /// What its postal codes make of `text`.
    pub fn zip(&self, text: &str) -> Zip {
        self.zip.as_ref().map_or(Zip::Unknown, |zip| zip.read(text, self.code()))
    }

    /// What its postal codes look like, in words; empty where that is not known.
    pub fn zip_shape(&self) -> &str {
        self.zip.as_ref().map_or("", |zip| zip.shape())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_shopifys_and_not_isos() {
        assert_eq!(Country::all().len(), 245);
        assert_eq!(Country::from_code("GB").unwrap().code(), "GB");
        for other in ["XK", "AC", "AN", "TA", "ZZ"] {
            assert!(Country::from_code(other).is_some(), "{other}");
        }
        for not in ["PR", "GU", "AQ", "UK", "gb", "G", "GBR", "", "É"] {
            assert!(Country::from_code(not).is_none(), "{not}");
        }
        let with_provinces: Vec<&Country> =
            Country::all().iter().filter(|c| !c.provinces.is_empty()).collect();
        assert_eq!(with_provinces.len(), 37);
        assert_eq!(with_provinces.iter().map(|c| c.provinces.len()).sum::<usize>(), 1129);
    }

    #[test]
    fn what_is_said_of_provinces_leads_to_provinces() {
        for country in Country::all() {
            let own = country.also.iter().map(|(_, own)| own).chain(country.names.iter().map(|(_, own)| own));
            for own in own {
                assert!(country.provinces.contains(own), "{} {own}", country.region);
            }
            for (other, _) in &country.also {
                assert!(!country.provinces.contains(other), "{} {other}", country.region);
            }
        }
    }
}
