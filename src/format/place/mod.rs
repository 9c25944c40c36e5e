//! Countries and provinces as Shopify codes them. The codes are data, in `countries`; the names are ISO's.
//!
//! A lookup by code costs a few nanoseconds and allocates nothing; one by name takes its time, for it is asked
//! only about what is wrong.

mod countries;
mod name;
mod province;
mod region;
mod zip;

pub use province::{Meant, ProvinceCode};
pub use region::Region;
pub use zip::Zip;

use countries::{ACCEPTED, DESCRIBED};
use zip::ZipCodes;

/// A country that Shopify knows.
#[derive(Clone, Copy, Debug)]
pub struct Country {
    /// Which one.
    pub region: Region,
    /// In ascending order.
    provinces: &'static [ProvinceCode],
    /// Other codes, with Shopify's own.
    also: &'static [(&'static str, &'static str)],
    /// Names beside ISO's, with the code.
    names: &'static [(&'static str, &'static str)],
    zip: ZipCodes,
}

/// How many countries there are: two letters each, with a space between them.
const COUNT: usize = ACCEPTED.len().div_ceil(3);

/// All countries, by code.
static COUNTRIES: [Country; COUNT] = {
    let codes = ACCEPTED.as_bytes();
    let mut countries = [Country::bare(*b"ZZ"); COUNT];
    let (mut place, mut described) = (0, 0);
    while place < COUNT {
        let [a, b] = [codes[3 * place], codes[3 * place + 1]];
        countries[place] = Country::bare([a, b]);
        if described < DESCRIBED.len() {
            let [c, d] = DESCRIBED[described].region.letters();
            if a == c && b == d {
                countries[place] = DESCRIBED[described];
                described += 1;
            }
        }
        place += 1;
    }
    assert!(described == DESCRIBED.len(), "only accepted countries are described, in their order");
    countries
};

/// For each pair of capitals the country's place among all, from 1; 0 for none.
static BY_CODE: [u8; 26 * 26] = {
    assert!(COUNT < 256);
    let mut places = [0; 26 * 26];
    let mut place = 0u8;
    while (place as usize) < COUNT {
        let code = COUNTRIES[place as usize].region.letters();
        place += 1;
        places[pair(code[0], code[1])] = place;
    }
    places
};

/// The place of two capitals among all pairs of capitals.
const fn pair(a: u8, b: u8) -> usize {
    (a - b'A') as usize * 26 + (b - b'A') as usize
}

impl Country {
    /// A country of which nothing more is known.
    const fn bare(code: [u8; 2]) -> Self {
        let zip = ZipCodes { shapes: &[], leading_zeros: &[] };
        Self { region: Region::from_letters(code), provinces: &[], also: &[], names: &[], zip }
    }

    /// The place of the country with this code among all.
    fn place(code: &[u8]) -> Option<usize> {
        let &[a @ b'A'..=b'Z', b @ b'A'..=b'Z'] = code else { return None };
        usize::from(*BY_CODE.get(pair(a, b))?).checked_sub(1)
    }

    /// The country with exactly this code, in capitals.
    pub fn from_code(code: &str) -> Option<&'static Self> {
        Self::from_bytes(code.as_bytes())
    }

    /// The same for a cell as it stands in the file.
    pub fn from_bytes(code: &[u8]) -> Option<&'static Self> {
        COUNTRIES.get(Self::place(code)?)
    }

    /// The country that a region is; none for Puerto Rico, which is a province to Shopify.
    pub fn of(region: Region) -> Option<&'static Self> {
        Self::from_code(region.code())
    }

    /// All of them, by code.
    pub fn all() -> &'static [Self] {
        &COUNTRIES
    }

    /// The region that it is.
    pub const fn region(&self) -> Region {
        self.region
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        self.region.code()
    }

    /// All province codes that Shopify takes for it, in alphabetical order; empty where it takes none.
    pub fn provinces(&self) -> &[ProvinceCode] {
        self.provinces
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
        self.zip.is_plain(code)
    }

    /// What its postal codes make of `text`.
    pub fn zip(&self, text: &str) -> Zip {
        self.zip.read(text, self.code())
    }

    /// What its postal codes look like, in words; empty where that is not known.
    pub fn zip_shape(&self) -> &str {
        self.zip.shape()
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
            assert!(country.provinces.is_sorted(), "{}", country.region);
            for (_, own) in country.also.iter().chain(country.names) {
                assert!(country.province(own).is_some(), "{} {own}", country.region);
            }
            for (other, _) in country.also {
                assert!(country.province(other).is_none(), "{} {other}", country.region);
            }
        }
    }
}
