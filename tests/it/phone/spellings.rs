//! Texts to read: example numbers of every region and type, the ways people write them, and noise.

use phonenumber::metadata::DATABASE;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType};

const TYPES: [PhoneNumberType; 10] = [
    PhoneNumberType::FixedLine,
    PhoneNumberType::Mobile,
    PhoneNumberType::TollFree,
    PhoneNumberType::PremiumRate,
    PhoneNumberType::SharedCost,
    PhoneNumberType::VoIP,
    PhoneNumberType::PersonalNumber,
    PhoneNumberType::Pager,
    PhoneNumberType::UAN,
    PhoneNumberType::VoiceMail,
];

/// An example number and the region that it is an example of; none for a calling code of no country.
pub(super) struct Example {
    pub(super) region: Option<String>,
    pub(super) code: String,
    pub(super) national: String,
    formatted: Vec<String>,
    trunk: String,
}

/// Of every region and type one number.
pub(super) fn examples() -> Vec<Example> {
    let util = &*PHONE_NUMBER_UTIL;
    let mut regions: Vec<_> = util.get_supported_regions().collect();
    regions.sort_by_key(|region| region.as_region_str().to_string());
    let mut found = Vec::new();
    for region in regions {
        let of_type = |kind| util.get_example_number_for_type_and_region(region, kind).ok();
        found.extend(TYPES.into_iter().filter_map(of_type).map(|number| (Some(region), number)));
    }
    let mut codes: Vec<_> = util.get_supported_global_network_calling_codes().collect();
    codes.sort_unstable();
    let worldwide =
        codes.into_iter().filter_map(|code| util.get_example_number_for_non_geo_entity(code).ok());
    found.extend(worldwide.map(|number| (None, number)));
    let formats = [PhoneNumberFormat::International, PhoneNumberFormat::National, PhoneNumberFormat::RFC3966];
    let example = |(region, number): (Option<rlibphonenumber::Region>, PhoneNumber)| Example {
        region: region.map(|region| region.as_region_str().to_string()),
        code: number.country_code.to_string(),
        national: rlibphonenumber::get_national_significant_number_owned(&number),
        formatted: formats.iter().map(|format| util.format(&number, *format).into_owned()).collect(),
        trunk: trunk(region, number.country_code),
    };
    found.into_iter().map(example).collect()
}

/// The national prefix as the metadata has it.
fn trunk(region: Option<rlibphonenumber::Region>, code: i32) -> String {
    let plans = DATABASE.by_code(&u16::try_from(code).unwrap()).unwrap_or_default();
    let region = region.map(|region| region.as_region_str().to_string());
    let plan = plans.iter().find(|plan| Some(plan.id()) == region.as_deref());
    plan.and_then(|plan| plan.national_prefix()).unwrap_or_default().to_owned()
}

/// The ways to write a number that customers and their systems have.
pub(super) fn spellings(example: &Example) -> Vec<String> {
    let Example { code, national, formatted, trunk, .. } = example;
    let full = format!("+{code}{national}");
    let local = format!("{trunk}{national}");
    let middle = national.len() / 2;
    let (head, tail) = national.split_at(middle);
    let script = |zero: char, text: &str| -> String {
        let shift = |c: char| c.to_digit(10).and_then(|d| char::from_u32(u32::from(zero) + d)).unwrap_or(c);
        text.chars().map(shift).collect()
    };
    let mut all = vec![
        full.clone(),
        format!("{code}{national}"),
        format!("00{code}{national}"),
        format!("011{code}{national}"),
        format!("0011{code}{national}"),
        format!("810{code}{national}"),
        format!("+{code}{trunk}{national}"),
        format!("+{code} ({trunk}){national}"),
        format!("+{code} (0) {head} {tail}"),
        format!("+{code}0{national}"),
        format!("+ {code} {head}-{tail}"),
        format!("++{code}{national}"),
        format!("+00{code}{national}"),
        format!("+{code}{code}{national}"),
        format!("＋{code}{national}"),
        format!("'{full}"),
        format!("=\"{full}\""),
        format!("Tel.: {full}"),
        format!("  {full}\u{202c} "),
        format!("\u{feff}\u{202a}{full}"),
        format!("{full}.0"),
        format!("{full} (mobile)"),
        format!("{full};ext=12"),
        format!("{full} ext. 123"),
        format!("{full} x5"),
        format!("{full}x5/x6"),
        format!("{full} - 503#"),
        format!("{full},,88#"),
        format!("{full},3"),
        format!("{full};99"),
        format!("{full} extensión 7"),
        format!("{full} доб. 7"),
        format!("{full} anexo 7"),
        format!("{full} int 7"),
        format!("{full} ~ 7"),
        format!("{full} ｅｘｔ ７"),
        format!("tel:{full}"),
        format!("tel:{full};isub=12"),
        local.clone(),
        national.clone(),
        format!("0{national}"),
        format!("1{national}"),
        format!("8{national}"),
        format!("9{national}"),
        format!("({trunk}{head}) {tail}"),
        format!("{head}/{tail}"),
        format!("{head}.{tail}"),
        format!("{head}\u{a0}{tail}"),
        format!("{head}\u{202f}{tail}"),
        format!("{head}\u{200b}{tail}"),
        format!("{head}x{tail}"),
        format!("{head}O{tail}"),
        format!("{head}OO0{tail}"),
        format!("{head}CALL{tail}"),
        format!("{local} ext 4"),
        format!("{tail}"),
        format!("{local}0"),
        national.get(1..).unwrap_or_default().to_owned(),
        script('０', &full),
        script('٠', &local),
        script('\u{1d7ce}', &full),
        script('٠', &format!("{full} ext. 12")),
    ];
    all.extend(formatted.iter().cloned());
    all
}

/// A small deterministic generator: xorshift.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What mutations put in.
const PIECES: [&str; 56] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "00", "011", "(", ")", "-", " ", ".", "/", "x",
    "X", "ext", "ext.", ";ext=", "#", "~", ",", ",,", ";", "*", "a", "B", "ABC", "tel:", ";isub=", "\u{a0}",
    "\u{ad}", "\u{200b}", "\u{202f}", "٣", "７", "𝟗", "＋", "－", "ｘ", "＃", "доб", "anexo", "int", "é",
    "ó", "\t", "'", "[", "]", ":",
];

pub(super) fn mutated(random: &mut Random, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(chars.len() + 1);
        match random.below(4) {
            0 if at < chars.len() => {
                chars.remove(at);
            }
            1 if at < chars.len() => chars[at] = char::from(b"0123456789"[random.below(10)]),
            2 if at + 1 < chars.len() => chars.swap(at, at + 1),
            _ => {
                chars.splice(at..at, random.pick(&PIECES).chars());
            }
        }
    }
    chars.into_iter().collect()
}

pub(super) fn random_text(random: &mut Random) -> String {
    (0..=random.below(16)).map(|_| *random.pick(&PIECES)).collect()
}

/// Regions whose plans are unlike each other: transforms, carrier codes, leading zeros, shared calling codes.
pub(super) const REGIONS: [&str; 24] = [
    "US", "CA", "AG", "DE", "GB", "JE", "AR", "BR", "MX", "IT", "SM", "VA", "RU", "KZ", "JP", "GA", "AX",
    "AU", "CC", "MG", "NF", "CI", "ID", "XK",
];
