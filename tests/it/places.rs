//! Shopify's codes of countries and provinces, spot-checked by hand against its own tables and against ISO's.
//!
//! Shopify's: <https://github.com/Shopify/worldwide>, `data/regions`.

use csv_preflight::format::{Country, Region};

fn takes(country: &str, code: &str) -> bool {
    Country::from_code(country).unwrap().province(code).is_some()
}

/// How many provinces each country has to Shopify; every other country has none.
const COUNTS: [(&str, usize); 37] = [
    ("AE", 7),
    ("AR", 24),
    ("AU", 8),
    ("BR", 27),
    ("CA", 13),
    ("CL", 16),
    ("CN", 31),
    ("CO", 33),
    ("CR", 7),
    ("EG", 29),
    ("ES", 52),
    ("GB", 5),
    ("GT", 22),
    ("HK", 3),
    ("ID", 34),
    ("IE", 26),
    ("IN", 37),
    ("IT", 110),
    ("JP", 47),
    ("KR", 17),
    ("KW", 6),
    ("MX", 32),
    ("MY", 16),
    ("NG", 37),
    ("NZ", 17),
    ("PA", 13),
    ("PE", 26),
    ("PH", 82),
    ("PT", 20),
    ("RO", 42),
    ("RU", 83),
    ("SV", 14),
    ("TH", 78),
    ("US", 62),
    ("UY", 19),
    ("VE", 25),
    ("ZA", 9),
];

#[test]
fn each_country_has_its_provinces() {
    for country in Country::all() {
        let expected = COUNTS.iter().find(|(code, _)| *code == country.code()).map_or(0, |(_, count)| *count);
        assert_eq!(country.provinces().len(), expected, "{}", country.code());
        for code in country.provinces() {
            assert_eq!(country.province(code.as_str()), Some(*code));
        }
    }
}

#[test]
fn codes_that_shopify_takes_are_taken() {
    for (country, codes) in [
        ("US", "AL DC WY PR GU VI AS MP FM MH PW AA AE AP"),
        ("CA", "AB BC MB NB NL NT NS NU ON PE QC SK YT"),
        ("GB", "ENG SCT WLS NIR BFP"),
        ("AU", "ACT NSW NT QLD SA TAS VIC WA"),
        ("JP", "JP-01 JP-13 JP-27 JP-47"),
        ("KR", "KR-11 KR-26 KR-50"),
        ("MX", "AGS BC DF MEX NL TAMPS ZAC"),
        ("IT", "MI RM TO NA AO OT VS OG CI"),
        ("IN", "MH DL OR DN DD CG TS UK"),
        ("MY", "KUL SGR PNG"),
        ("GT", "GUA AVE ZAC"),
        ("HK", "HK KL NT"),
        ("CN", "BJ SH GD YZ"),
        ("EG", "C GZ SU HU"),
        ("PE", "PE-LIM PE-LMA"),
        ("TH", "TH-10 TH-S"),
        ("ZA", "GP NL WC"),
    ] {
        for code in codes.split(' ') {
            assert!(takes(country, code), "{country} {code}");
        }
    }
    assert!(takes("MX", "Q ROO"));
}

#[test]
fn codes_of_iso_alone_are_not_taken() {
    for (country, codes) in [
        ("US", "UM US-CA ca XX"),
        ("GB", "LND DEV GB-ENG EAW"),
        ("IE", "C L M U"),
        ("ES", "AN CT MD"),
        ("IT", "23 25 62 SU"),
        ("JP", "13 01"),
        ("MX", "ROO CMX AGU"),
        ("MY", "01 10 14"),
        ("GT", "01 GU AV"),
        ("IN", "DH OD UT"),
        ("CN", "XZ HK TW"),
        ("ID", "JW PD"),
        ("ZA", "KZN GT"),
        ("PE", "LIM"),
        ("PH", "MNL 00"),
        ("FR", "IDF 75 ARA"),
        ("DE", "BE BY"),
        ("NL", "NH"),
        ("CH", "ZH"),
    ] {
        for code in codes.split(' ') {
            assert!(!takes(country, code), "{country} {code}");
        }
    }
}

#[test]
fn countries_of_iso_that_are_none_to_shopify_are_not_taken() {
    let not_taken = ["AQ", "AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"];
    for country in rust_iso3166::ALL {
        let taken = Country::from_code(country.alpha2).is_some();
        assert_eq!(taken, !not_taken.contains(&country.alpha2), "{}", country.alpha2);
    }
    for beside in ["AC", "AN", "TA", "XK", "ZZ"] {
        assert!(Country::from_code(beside).is_some());
    }
}

#[test]
fn names_in_every_usual_form_lead_to_the_country() {
    for (name, code) in [
        ("UK", "GB"),
        ("USA", "US"),
        ("usa", "US"),
        ("United States of America", "US"),
        ("Deutschland", ""),
        ("DEU", "DE"),
        ("Cote d'Ivoire", "CI"),
        ("Curacao", "CW"),
        ("St. Lucia", "LC"),
        ("Trinidad & Tobago", "TT"),
        ("Korea", ""),
        ("Korea, Republic of", "KR"),
        ("Virgin Islands", ""),
        ("Saint Martin", "MF"),
        ("T\u{fc}rkiye", "TR"),
        ("Turkey", "TR"),
    ] {
        assert_eq!(Region::from_name(name).map(|r| r.code().to_owned()).unwrap_or_default(), code, "{name}");
    }
}
