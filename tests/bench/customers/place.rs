//! Addresses: streets of nowhere in real towns, as a country's post wants them.

use super::random::Random;

/// A country's towns: name, province code where the country has them, start of the postal codes.
pub(super) struct Country {
    pub(super) code: &'static str,
    towns: &'static [(&'static str, &'static str, &'static str)],
    /// What follows the start of a postal code: `9` is a digit, `A` a letter.
    zip: &'static str,
}

/// In the order of the phone plans.
pub(super) const COUNTRIES: [Country; 8] = [
    Country {
        code: "US",
        towns: &[
            ("Boston", "MA", "021"),
            ("Chicago", "IL", "606"),
            ("Denver", "CO", "802"),
            ("Portland", "OR", "972"),
            ("Austin", "TX", "787"),
            ("Atlanta", "GA", "303"),
        ],
        zip: "99",
    },
    Country {
        code: "CA",
        towns: &[("Toronto", "ON", "M5V"), ("Montréal", "QC", "H2Y"), ("Vancouver", "BC", "V6B")],
        zip: " 9A9",
    },
    Country {
        code: "GB",
        towns: &[("London", "ENG", "SW1A"), ("Leeds", "ENG", "LS1"), ("Glasgow", "SCT", "G2")],
        zip: " 9AA",
    },
    Country {
        code: "FR",
        towns: &[("Paris", "", "750"), ("Lyon", "", "690"), ("Orléans", "", "450"), ("Nîmes", "", "300")],
        zip: "99",
    },
    Country {
        code: "AU",
        towns: &[("Sydney", "NSW", "20"), ("Melbourne", "VIC", "30"), ("Perth", "WA", "60")],
        zip: "99",
    },
    Country {
        code: "DE",
        towns: &[("Berlin", "", "101"), ("Köln", "", "506"), ("München", "", "803"), ("Hamburg", "", "200")],
        zip: "99",
    },
    Country {
        code: "IT",
        towns: &[("Milano", "MI", "201"), ("Torino", "TO", "101"), ("Forlì", "FC", "471")],
        zip: "99",
    },
    Country {
        code: "NL",
        towns: &[("Amsterdam", "", "10"), ("Utrecht", "", "35"), ("Eindhoven", "", "56")],
        zip: "99 AA",
    },
];

const STREETS: [&str; 12] = [
    "Alder Street",
    "Bridge Road",
    "Canal Walk",
    "Dove Lane",
    "Elm Close",
    "Garden Row",
    "Harbour Way",
    "Mill Lane",
    "Orchard Road",
    "Quarry Hill",
    "Rue des Tilleuls",
    "Ulmenweg",
];

/// A postal address.
pub(super) struct Place {
    pub(super) line1: String,
    pub(super) line2: String,
    pub(super) city: &'static str,
    pub(super) province: &'static str,
    pub(super) zip: String,
}

/// Draws an address in the country.
pub(super) fn draw(country: &Country, random: &mut Random) -> Place {
    let (city, province, start) = *random.pick(country.towns);
    let mut zip = start.to_owned();
    for sign in country.zip.chars() {
        zip.push(match sign {
            '9' => char::from(b'1' + u8::try_from(random.below(9)).expect("one digit")),
            'A' => *random.pick(&['A', 'B', 'E', 'H', 'J', 'L', 'N', 'P', 'R', 'S', 'T']),
            other => other,
        });
    }
    let line1 = format!("{} {}", 1 + random.below(999), random.pick(&STREETS));
    let line2 = if random.chance(25) { format!("Unit {}", 1 + random.below(60)) } else { String::new() };
    Place { line1, line2, city, province, zip }
}
