//! Parity: both engines on the same texts, and why they differ where they do.

use std::collections::BTreeMap;

use csv_preflight::format::Region;
use csv_preflight::identity::phone;
use phonenumber::Metadata;
use phonenumber::metadata::DATABASE;
use regex::Regex;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

use super::spellings::{REGIONS, Random, examples, mutated, random_text, spellings};

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

/// Why the two may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// A number of two digits with an extension: `rlibphonenumber` takes it, Google's own code does not, for the
    /// extension belongs to the longer form only.
    TwoDigits,
    /// Several times `/x`: Google's Java cuts at the first, C++ and `rlibphonenumber` at the last.
    SecondNumbers,
    /// Both read the same number, and the regular expressions of our version of the metadata say of it what we
    /// say: the plan changed from version to version.
    Metadata,
    /// The plan changed so much that a leading zero is a prefix in one version and not in the other.
    Replanned,
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
            let told = format!("{text:?} in {region:?}\n  ours   {a:?}\n  theirs {b:?}");
            self.differences
                .entry(reason(text, read.as_deref(), their_read.as_deref(), &a, &b))
                .or_default()
                .push(told);
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
        let named = of(Reason::SecondNumbers);
        assert!(named * 2000 <= self.seen, "{named} of {} differ", self.seen);
    }
}

/// Zimbabwe.
const REPLANNED: &str = "+263";

fn reason(
    text: &str,
    read: Option<&str>,
    their_read: Option<&str>,
    ours: &Outcome,
    theirs: &Outcome,
) -> Reason {
    // `+`, at most three digits of the calling code, and the two.
    let short = their_read.is_some_and(|number| number.len() <= 6);
    if read.is_none() && short && theirs.extension.is_some() {
        return Reason::TwoDigits;
    }
    if text.replace(' ', "").matches(['/', '\\']).count() > 1 && text.contains('x') {
        return Reason::SecondNumbers;
    }
    let same = read.filter(|read| Some(*read) == their_read);
    if same.and_then(by_regex).is_some_and(|found| found == (ours.valid.is_some(), ours.region.clone())) {
        return Reason::Metadata;
    }
    let replanned = |number: Option<&str>| number.is_some_and(|number| number.starts_with(REPLANNED));
    if replanned(read) || replanned(their_read) { Reason::Replanned } else { Reason::Unknown }
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
    random(7_000_000, 2).check();
}

#[test]
fn types_are_those_of_libphonenumber() {
    let mut random = Random(3);
    let mut differ = Vec::new();
    for example in examples() {
        for _ in 0..40 {
            let text = format!("+{}{}", example.code, other_subscriber(&mut random, &example.national));
            let Ok(number) = phone::parse(&text, None) else { continue };
            let Ok(theirs) = PHONE_NUMBER_UTIL.parse(&text, None) else { continue };
            if number.is_valid() != PHONE_NUMBER_UTIL.is_valid_number(&theirs) {
                continue;
            }
            let theirs = format!("{:?}", PHONE_NUMBER_UTIL.get_number_type(&theirs));
            if !format!("{:?}", number.kind).eq_ignore_ascii_case(&theirs) {
                differ.push(format!("{text} {:?} {theirs}", number.kind));
            }
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
}

/// The number with other last digits.
fn other_subscriber(random: &mut Random, national: &str) -> String {
    let kept = national.len() - random.below(5).min(national.len());
    let digits = national[kept..].chars().map(|_| char::from(b"0123456789"[random.below(10)]));
    national[..kept].chars().chain(digits).collect()
}
