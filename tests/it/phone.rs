//! The phone engine beside an independent libphonenumber.

use std::collections::BTreeMap;

use csv_preflight::format::Region;
use csv_preflight::identity::phone::{self, Defect};
use phonenumber::Metadata;
use phonenumber::metadata::DATABASE;
use regex::Regex;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType};

/// What an engine makes of a text.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Outcome {
    /// The number in E.164, if it is valid.
    valid: Option<String>,
    region: Option<String>,
    extension: Option<String>,
}

/// The number in E.164, valid or not.
type Parsed = Option<String>;

fn ours(text: &str, region: Option<&str>) -> (Outcome, Parsed) {
    let parsed = phone::parse(text, region.and_then(Region::from_code)).ok();
    let Some(number) = parsed else { return Default::default() };
    let e164 = number.e164.to_string();
    let outcome = Outcome {
        valid: number.is_valid().then(|| e164.clone()),
        region: number.region().map(str::to_owned),
        extension: number.extension.as_deref().map(str::to_owned),
    };
    (outcome, Some(e164))
}

fn theirs(text: &str, region: Option<&str>) -> (Outcome, Parsed) {
    let util = &*PHONE_NUMBER_UTIL;
    let region = region.and_then(|region| rlibphonenumber::Region::from_code(region).ok());
    let Ok(number) = util.parse(text, region) else { return Default::default() };
    let e164 = util.format(&number, PhoneNumberFormat::E164).into_owned();
    let outcome = Outcome {
        valid: util.is_valid_number(&number).then(|| e164.clone()),
        region: util.get_region_for_number(&number).map(|region| region.as_region_str().to_string()),
        extension: number.extension.clone(),
    };
    (outcome, Some(e164))
}

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
struct Example {
    region: Option<String>,
    code: String,
    national: String,
    formatted: Vec<String>,
    trunk: String,
}

/// Of every region and type one number.
fn examples() -> Vec<Example> {
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
fn spellings(example: &Example) -> Vec<String> {
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
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
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

fn mutated(random: &mut Random, text: &str) -> String {
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

fn random_text(random: &mut Random) -> String {
    (0..=random.below(16)).map(|_| *random.pick(&PIECES)).collect()
}

/// Why the two may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// A number of two digits with an extension: `rlibphonenumber` takes it, Google's own code does not, for the
    /// extension belongs to the longer form only.
    TwoDigits,
    /// Several times `/x`: Google's Java cuts at the first, C++ and `rlibphonenumber` at the last.
    SecondNumbers,
    /// A full-width tilde or a long s: punctuation and a letter to Google's Java, foreign to `rlibphonenumber`.
    JavaOnly,
    /// Both read the same number, and the regular expressions of our version of the metadata say of it what we
    /// say: the plan changed from version to version.
    Metadata,
    /// Nothing that should be.
    Unknown,
}

/// Looks at texts in both engines and counts the differences.
#[derive(Default)]
struct Survey {
    seen: usize,
    differences: BTreeMap<Reason, Vec<String>>,
}

impl Survey {
    fn look(&mut self, text: &str, region: Option<&str>) {
        self.seen += 1;
        let ((a, read), (b, their_read)) = (ours(text, region), theirs(text, region));
        if a != b {
            let read = read.filter(|read| Some(read) == their_read.as_ref());
            let told = format!("{text:?} in {region:?}\n  ours   {a:?}\n  theirs {b:?}");
            self.differences.entry(reason(text, read.as_deref(), &a, &b)).or_default().push(told);
        }
    }

    /// Differences that no change of the metadata and no named gap explains are few, and there are none without
    /// a reason.
    fn check(&self) {
        for (reason, found) in &self.differences {
            println!("{reason:?}: {} of {}", found.len(), self.seen);
            found.iter().take(20).for_each(|told| println!("{told}"));
        }
        let of = |reason| self.differences.get(&reason).map_or(0, Vec::len);
        assert_eq!(of(Reason::Unknown), 0);
        let named = of(Reason::SecondNumbers) + of(Reason::JavaOnly);
        assert!(named * 2000 <= self.seen, "{named} of {} differ", self.seen);
    }
}

fn reason(text: &str, read: Option<&str>, ours: &Outcome, theirs: &Outcome) -> Reason {
    if *ours == Outcome::default() && theirs.extension.is_some() && theirs.valid.is_none() {
        return Reason::TwoDigits;
    }
    if text.replace(' ', "").matches(['/', '\\']).count() > 1 && text.contains('x') {
        return Reason::SecondNumbers;
    }
    if text.contains(['～', 'ſ']) {
        return Reason::JavaOnly;
    }
    match read.and_then(by_regex) {
        Some((valid, region)) if valid == ours.valid.is_some() && region == ours.region => Reason::Metadata,
        _ => Reason::Unknown,
    }
}

/// What the regular expressions of our version of the metadata say of a number in E.164: whether it is valid, and
/// its region.
fn by_regex(e164: &str) -> Option<(bool, Option<String>)> {
    let digits = &e164[1..];
    let code = (1..=3).find_map(|len| {
        let code = digits.get(..len)?.parse().ok()?;
        Some((len, DATABASE.by_code(&code)?))
    });
    let (len, plans) = code?;
    let national = &digits[len..];
    let whole = |pattern: &str| Regex::new(&format!("^(?x:{pattern})$")).unwrap().is_match(national);
    let valid = |plan: &Metadata| {
        let all = plan.descriptors();
        let kinds = [
            all.fixed_line(),
            all.mobile(),
            all.toll_free(),
            all.premium_rate(),
            all.shared_cost(),
            all.personal_number(),
            all.voip(),
            all.pager(),
            all.uan(),
            all.voicemail(),
        ];
        let length = u16::try_from(national.len()).unwrap();
        whole(all.general().national_number().as_str())
            && kinds.into_iter().flatten().any(|kind| {
                kind.possible_length().contains(&length) && whole(kind.national_number().as_str())
            })
    };
    let leads = |pattern: &str| Regex::new(&format!("^(?x:{pattern})")).unwrap().is_match(national);
    let plan = match plans[..] {
        [plan] => Some(plan),
        _ => plans.into_iter().find(|plan| match plan.leading_digits() {
            Some(leading) => leads(leading.as_str()),
            None => valid(plan),
        }),
    };
    Some((plan.is_some_and(valid), plan.map(|plan| plan.id().to_owned())))
}

/// Regions whose plans are unlike each other: transforms, carrier codes, leading zeros, shared calling codes.
const REGIONS: [&str; 24] = [
    "US", "CA", "AG", "DE", "GB", "JE", "AR", "BR", "MX", "IT", "SM", "VA", "RU", "KZ", "JP", "GA", "AX",
    "AU", "CC", "MG", "NF", "CI", "ID", "XK",
];

/// Every region, type and spelling, each in its own region, in none and in two others, with `mutations` of each.
fn systematic(mutations: usize) -> Survey {
    let mut survey = Survey::default();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for example in examples() {
        let region = example.region.as_deref();
        for text in spellings(&example) {
            for region in [region, None, Some("US"), Some("DE")] {
                survey.look(&text, region);
            }
            for _ in 0..mutations {
                survey.look(&mutated(&mut random, &text), region);
            }
        }
    }
    survey
}

fn random(texts: usize, seed: u64) -> Survey {
    let mut survey = Survey::default();
    let mut random = Random(seed);
    for _ in 0..texts {
        let region = *random.pick(&REGIONS);
        survey.look(&random_text(&mut random), Some(region));
    }
    survey
}

#[test]
fn every_spelling_of_every_type_of_number_reads_as_in_libphonenumber() {
    systematic(1).check();
}

#[test]
fn random_texts_read_as_in_libphonenumber() {
    random(50_000, 1).check();
}

#[test]
#[ignore = "minutes"]
fn ten_million_texts_read_as_in_libphonenumber() {
    systematic(40).check();
    random(4_000_000, 2).check();
}

#[test]
fn gaps_of_the_other_engine_are_closed() {
    // Its differences are counted above; here is what Google's Java does.
    assert_eq!(phone::parse("45;2", Region::from_code("DE")), Err(Defect::NotANumber));
    let number = phone::parse("+1 650-253-0000/x1/x2", None).unwrap();
    assert_eq!((number.e164.as_str(), number.extension), ("+16502530000", None));
    assert!(phone::parse("+1 650～253-0000", None).unwrap().is_valid());
}

#[test]
fn rfc_3966_contexts_are_read() {
    let read = |text: &str| phone::parse(text, None).map(|number| number.e164.to_string());
    assert_eq!(read("tel:03-331-6005;phone-context=+64"), Ok("+6433316005".into()));
    assert_eq!(read("tel:331-6005;phone-context=+64-3"), Ok("+6433316005".into()));
    assert_eq!(read("03-331-6005;phone-context=+64;a=%A1"), Ok("+6433316005".into()));
    assert_eq!(
        read("tel:+1-650-253-0000;isub=12345;phone-context=www.example.com"),
        Ok("+16502530000".into())
    );
    assert_eq!(read("tel:253-0000;phone-context=www.example.com"), Err(Defect::NoRegion));
    for broken in [
        "tel:03-331-6005;phone-context=",
        "tel:03-331-6005;phone-context=+",
        "tel:03-331-6005;phone-context=;phone-context=+64",
        "tel:03-331-6005;phone-context=-a.example",
        "03-331-6005;phone-context=+64;tel:1",
        ";phone-context=+64tel:",
    ] {
        assert_eq!(read(broken), Err(Defect::NotANumber), "{broken}");
    }
}

#[test]
fn numbers_are_compared_as_in_libphonenumber() {
    use phone::Sameness::{Different, Exact, National, ShortNational};
    for (a, b, expected) in [
        ("+64 3 331 6005", "+64 03 331 6005", Exact),
        ("+64 3 331-6005 extn 3456", "tel:+64-3-331-6005;ext=3456", Exact),
        ("+64 3 331-6005", "03 331 6005", National),
        ("01632960000", "+441632960000", National),
        ("+64 3 331-6005 ext 3456", "331 6005", ShortNational),
        ("+16502530000", "253-0000", ShortNational),
        ("+5491123456789", "+541123456789", ShortNational),
        ("+64 3 331-6005 ext 1", "+64 3 331-6005 ext 2", Different),
        ("+64 3 331-6005", "+16433316005", Different),
        ("+551161234567", "+5511961234567", Different),
    ] {
        assert_eq!(phone::compare(a, b), Ok(expected), "{a} {b}");
    }
    assert_eq!(phone::compare("+64 3 331-6005", "nobody"), Err(Defect::NotANumber));
}

#[test]
fn any_text_is_a_number_or_a_reason() {
    let mut random = Random(7);
    let tags =
        [";phone-context=", ";phone-context=+1", "tel:", ";isub=", ".", "+", "\u{0}", "\u{10ffff}", "\n"];
    for _ in 0..100_000 {
        let mut text = random_text(&mut random);
        if random.below(2) == 0 {
            let at = random.below(text.chars().count() + 1);
            let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            let tag = *random.pick(&tags);
            text.insert_str(at, tag);
        }
        let region = Region::from_code(random.pick::<&str>(&REGIONS));
        if let Ok(number) = phone::read(&text, region) {
            assert_eq!(phone::read(&number.e164, None).unwrap().e164, number.e164, "{text}");
        }
        let _ = phone::compare(&text, "+16502530000");
    }
}
