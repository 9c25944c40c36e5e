//! From a text and a region to a number: libphonenumber's `parse`, with its heuristics, over digits.
//!
//! Three ways in: `+` and digits of a valid number are one walk over the table; digits among the usual ASCII
//! punctuation are collected in one pass, and those of a valid number of the region are one walk too; anything
//! else goes through `extract`.

use super::Defect;
use super::extract::{is_plus, is_viable, possible_number, split_extension};
use super::filler::may_be_filler;
use super::number::{E164, Number};
use super::tables::{CallingCode, Length, Territory, Walk, decimal};
use crate::format::Region;

/// The longest text that is looked at, in UTF-16 code units: libphonenumber's `MAX_INPUT_STRING_LENGTH`.
const LONGEST_TEXT: usize = 250;
/// The fewest digits of a text of which nothing but its digits counts: with fewer the form is judged more strictly.
const FEWEST: usize = 3;
/// The fewest and the most digits of a national number.
const NATIONAL: std::ops::RangeInclusive<usize> = 2..=17;

/// Digits in ASCII. More than the longest number with every prefix has are dropped: it is too long anyway.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    at: [u8; 48],
    len: usize,
}

impl Digits {
    const fn new() -> Self {
        Self { at: [0; 48], len: 0 }
    }

    #[inline]
    fn push(&mut self, digit: u8) {
        if let Some(place) = self.at.get_mut(self.len) {
            *place = digit;
            self.len += 1;
        }
    }

    fn extend(&mut self, digits: &[u8]) {
        for digit in digits {
            self.push(*digit);
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.at.get(..self.len).unwrap_or_default()
    }
}

/// A number in its parts; without a calling code where none is written and no region was given.
pub(super) struct Parts {
    pub(super) code: Option<&'static CallingCode>,
    pub(super) national: Digits,
    pub(super) extension: Option<Box<str>>,
}

/// Reads a text as a number, in `region` where it has no calling code. The number may be invalid.
#[inline]
pub fn parse(text: &str, region: Option<Region>) -> Result<Number, Defect> {
    match canonical(text) {
        Some(number) => Ok(number),
        None => parse_any(text, region),
    }
}

#[inline(never)]
fn parse_any(text: &str, region: Option<Region>) -> Result<Number, Defect> {
    let mut digits = Digits::new();
    if let Some(plus) = collect(text, &mut digits) {
        return parse_digits(digits.as_bytes(), plus, region);
    }
    let parts = parts(text, region.and_then(Territory::of_region), true)?;
    number(parts.code, parts.national.as_bytes(), parts.extension)
}

/// Reads the digits of a text in which nothing but the commonest punctuation stands beside them, and maybe a `+` first.
fn parse_digits(digits: &[u8], plus: bool, region: Option<Region>) -> Result<Number, Defect> {
    let home = region.and_then(Territory::of_region);
    if !plus {
        let home = home.ok_or(Defect::NoRegion)?;
        if let Some((national, verdict)) = home.at_home(digits) {
            let code = home.code();
            return Ok(Number::new(E164::new(code, national), code.code, verdict, None));
        }
    }
    resolve(digits, plus, home, |code, national| number(code, national, None))?
}

/// As [`parse`], for a usual text.
pub(super) fn parse_usual(text: &str, usual: &Usual, region: Option<Region>) -> Result<Number, Defect> {
    let digits = usual.digits.as_bytes();
    if digits.len() < FEWEST { parse(text, region) } else { parse_digits(digits, usual.plus, region) }
}

#[inline]
fn number(
    code: Option<&CallingCode>,
    national: &[u8],
    extension: Option<Box<str>>,
) -> Result<Number, Defect> {
    let code = code.ok_or(Defect::NoRegion)?;
    Ok(Number::new(E164::new(code, national), code.code, code.verdict(national), extension))
}

/// Reads any text in its parts.
pub(super) fn parts(
    text: &str,
    home: Option<&'static Territory>,
    needs_region: bool,
) -> Result<Parts, Defect> {
    if is_too_long(text) {
        return Err(Defect::TooLong);
    }
    let possible = possible_number(text).filter(|text| is_viable(text)).ok_or(Defect::NotANumber)?;
    if needs_region && home.is_none() && !possible.starts_with(is_plus) {
        return Err(Defect::NoRegion);
    }
    let (written, extension) = split_extension(&possible);
    let digits = normalize(written);
    resolve(digits.as_bytes(), written.starts_with(is_plus), home, |code, found| {
        let mut national = Digits::new();
        national.extend(found);
        Parts { code, national, extension: extension.map(Into::into) }
    })
}

/// Whether the text is too long to be looked at.
pub(super) fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST_TEXT && text.encode_utf16().count() > LONGEST_TEXT
}

/// Whether the text names its country itself.
pub(super) fn is_international(text: &str) -> bool {
    text.starts_with('+') || possible_number(text).is_some_and(|number| number.starts_with(is_plus))
}

/// `+` and digits of a valid number in which no national prefix can hide.
#[inline]
pub(super) fn canonical(text: &str) -> Option<Number> {
    let [b'+', digits @ ..] = text.as_bytes() else { return None };
    let mut e164 = E164::plus();
    let mut walk = Walk::START;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || !e164.add(*byte) {
            return None;
        }
        walk = walk.step(digit);
    }
    let verdict = walk.verdict();
    if !verdict.is_final() {
        return None;
    }
    let code = Territory::at(verdict.territory()?)?.calling_code;
    Some(Number::new(e164, code, verdict, None))
}

/// The longest text that is usual.
const LONGEST_USUAL: usize = 32;

/// A text that has nothing but the commonest punctuation among its digits.
pub(super) struct Usual {
    pub(super) digits: Digits,
    /// Whether a `+` leads.
    pub(super) plus: bool,
    /// How many dots are among them, which in a spreadsheet's number are one.
    pub(super) dots: usize,
}

impl Usual {
    #[inline]
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let (sign, rest) = text.split_first()?;
        if !matches!(sign, b'0'..=b'9' | b'+' | b'(') || text.len() > LONGEST_USUAL {
            return None;
        }
        let mut usual = Self { digits: Digits::new(), plus: *sign == b'+', dots: 0 };
        if sign.is_ascii_digit() {
            usual.digits.push(*sign);
        }
        // Without branches: where the punctuation stands cannot be foreseen.
        let mut all = true;
        for byte in rest {
            let Digits { at, len } = &mut usual.digits;
            at[*len % at.len()] = *byte;
            *len += usize::from(byte.is_ascii_digit());
            usual.dots += usize::from(*byte == b'.');
            all &= matches!(byte, b'0'..=b'9' | b' ' | b'(' | b')' | b'-' | b'.');
        }
        all.then_some(usual)
    }

    /// Whether there is none, so that it is no spreadsheet's number.
    pub(super) fn has_no_dot(&self) -> bool {
        self.dots == 0
    }
}

/// The number that digits after a `+` are beyond doubt.
#[inline]
pub(super) fn beyond_doubt(digits: &[u8]) -> Option<Number> {
    let verdict = Walk::START.read(digits).verdict();
    let code = Territory::at(verdict.territory()?)?.code();
    verdict.is_final().then_some(())?;
    Some(Number::new(E164::new(code, digits.get(code.digits.len()..)?), code.code, verdict, None))
}

/// The same of a number before which stands what is dialled at home, as in `+44 (0)20 7946 0958`.
#[inline]
pub(super) fn with_trunk(digits: &[u8]) -> Option<Number> {
    let (code, len) = CallingCode::at_start_of(digits)?;
    let (dialled, main) = (digits.get(len..)?, code.main());
    let (national, verdict) = main.has_trunk(dialled).then(|| main.at_home(dialled))??;
    Some(Number::new(E164::new(code, national), code.code, verdict, None))
}

/// The number that digits are beyond doubt where they are dialled.
#[inline]
pub(super) fn at_home(digits: &[u8], region: Region) -> Option<Number> {
    let home = Territory::of_region(region)?;
    let code = home.code();
    let (national, verdict) = home.at_home(digits)?;
    Some(Number::new(E164::new(code, national), code.code, verdict, None))
}

/// Whether they begin with the calling code of the number.
pub(super) fn begin_with_code(digits: &[u8], number: &Number) -> bool {
    CallingCode::of(number.calling_code).is_some_and(|code| digits.starts_with(code.digits))
}

/// The regions of texts that are valid numbers in E.164 beyond doubt, and no fillers. Each digit leads to the next, so
/// several are read side by side: while one waits for the table, the others go on.
pub fn settled(texts: [&[u8]; TOGETHER]) -> [Option<&'static str>; TOGETHER] {
    let padded = texts.map(padded);
    let longest = texts.iter().map(|text| text.len()).max().unwrap_or_default();
    let mut walks = [Walk::START; TOGETHER];
    let mut are_digits = [true; TOGETHER];
    for place in (1..LONGEST_E164).take_while(|place| *place < longest) {
        for (lane, walk) in walks.iter_mut().enumerate() {
            let digit = padded[lane][place].wrapping_sub(b'0');
            let next = walk.step(digit);
            let is_inside = place < texts[lane].len();
            *walk = if is_inside { next } else { *walk };
            are_digits[lane] &= digit < 10 || !is_inside;
        }
    }
    let mut regions = [None; TOGETHER];
    for (lane, region) in regions.iter_mut().enumerate() {
        let verdict = walks[lane].verdict();
        let is_one = padded[lane][0] == b'+' && are_digits[lane] && verdict.is_final();
        if is_one && !may_be_filler(texts[lane]) {
            *region = verdict.territory().and_then(Territory::at).map(|territory| territory.region);
        }
    }
    regions
}

/// How many texts are read side by side.
pub const TOGETHER: usize = 4;

/// The longest number in E.164 by the recommendation, with its `+`.
const LONGEST_E164: usize = 16;

/// A text of 8 to 16 bytes in room for as many; nothing of one that is shorter or longer.
#[inline]
fn padded(text: &[u8]) -> [u8; LONGEST_E164] {
    let (Some(first), Some(last), ..=LONGEST_E164) = (text.first_chunk(), text.last_chunk(), text.len())
    else {
        return [0; LONGEST_E164];
    };
    let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    (u128::from(first) | u128::from(last) << (8 * (text.len() - 8))).to_le_bytes()
}

/// Collects the digits of a text in which nothing but the commonest punctuation stands beside them, and says
/// whether a `+` leads. `None` when `extract` has to look at it.
#[inline]
fn collect(text: &str, digits: &mut Digits) -> Option<bool> {
    let mut plus = false;
    let mut len = 0;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                // What does not fit is far too long; let the careful way find the words for it.
                *digits.at.get_mut(len)? = byte;
                len += 1;
            }
            b' ' | b'-' | b'(' | b')' | b'.' | b'/' => {}
            b'\'' if len == 0 && !plus => {}
            b'+' if len == 0 && !plus => plus = true,
            _ => return None,
        }
    }
    digits.len = len;
    // The longest text may be too long.
    (len >= FEWEST && text.len() <= LONGEST_TEXT).then_some(plus)
}

/// The digits of a text; letters as on the keys of a telephone where there are three and more of them.
fn normalize(text: &str) -> Digits {
    let mut digits = Digits::new();
    if text.bytes().filter(u8::is_ascii_alphabetic).nth(2).is_none() {
        text.chars().filter_map(decimal).for_each(|digit| digits.push(b'0' + digit));
        return digits;
    }
    text.chars().filter_map(key).for_each(|digit| digits.push(digit));
    digits
}

/// The key of a telephone that a letter or digit stands on, in ASCII.
pub(super) fn key(letter: char) -> Option<u8> {
    Some(match letter.to_ascii_uppercase() {
        digit @ '0'..='9' => return u8::try_from(digit).ok(),
        'A'..='C' => b'2',
        'D'..='F' => b'3',
        'G'..='I' => b'4',
        'J'..='L' => b'5',
        'M'..='O' => b'6',
        // The long s is an S when written large.
        'P'..='S' | 'ſ' => b'7',
        'T'..='V' => b'8',
        'W'..='Z' => b'9',
        _ => return None,
    })
}

/// Finds calling code and national number (`parseHelper`) and hands them on.
#[inline]
fn resolve<T>(
    digits: &[u8],
    plus: bool,
    home: Option<&'static Territory>,
    then: impl FnOnce(Option<&'static CallingCode>, &[u8]) -> T,
) -> Result<T, Defect> {
    let (mut scratch, mut again) = (Digits::new(), Digits::new());
    let (code, national) = match calling_code(digits, plus, home, &mut scratch) {
        // The plus may be a slip.
        Err(Defect::UnknownCallingCode) if plus => match calling_code(digits, false, home, &mut again)? {
            (None, _) => return Err(Defect::UnknownCallingCode),
            found => found,
        },
        found => found?,
    };
    // Of territories that share a calling code the main one tells what is a prefix, unless the number is read as
    // one of the region's own.
    let plan = code.map(CallingCode::main).or(home);
    if national.len() < *NATIONAL.start() {
        return Err(Defect::TooShort);
    }
    let mut scratch = Digits::new();
    let national = match plan {
        Some(plan) => {
            let stripped = strip(plan, national, &mut scratch);
            // What would be too short without its prefix keeps it: it could be a short number.
            match plan.length(stripped.len()) {
                Length::Possible | Length::TooLong => stripped,
                Length::TooShort | Length::LocalOnly | Length::Between => national,
            }
        }
        None => national,
    };
    if national.len() < *NATIONAL.start() {
        return Err(Defect::TooShort);
    }
    if national.len() > *NATIONAL.end() {
        return Err(Defect::TooLong);
    }
    Ok(then(code.or(home.map(Territory::code)), national))
}

/// The calling code, if one is written, and the rest (`maybeExtractCountryCode`).
fn calling_code<'d>(
    digits: &'d [u8],
    plus: bool,
    home: Option<&'static Territory>,
    scratch: &'d mut Digits,
) -> Result<(Option<&'static CallingCode>, &'d [u8]), Defect> {
    let international =
        if plus { Some(digits) } else { home.and_then(|home| after_international_prefix(home, digits)) };
    if let Some(rest) = international {
        if rest.len() <= *NATIONAL.start() {
            return Err(Defect::TooShort);
        }
        let (code, len) = CallingCode::at_start_of(rest).ok_or(Defect::UnknownCallingCode)?;
        return Ok((Some(code), rest.get(len..).unwrap_or_default()));
    }
    let Some(home) = home else { return Ok((None, digits)) };
    let code = home.code();
    // A number that begins with the region's own calling code, without a plus: better without it if only then it
    // fits, or if it is too long with it.
    if let Some(rest) = digits.strip_prefix(code.digits) {
        let too_long = home.length(digits.len()) == Length::TooLong;
        let rest = strip(home, rest, scratch);
        if too_long || !home.is_viable(digits) && home.is_viable(rest) {
            return Ok((Some(code), rest));
        }
    }
    Ok((None, digits))
}

/// What follows the prefix for calls abroad; no calling code begins with 0 (`parsePrefixAsIdd`).
fn after_international_prefix<'d>(home: &Territory, digits: &'d [u8]) -> Option<&'d [u8]> {
    let end = home.international_prefix.find(digits)?.end;
    digits.get(end..).filter(|rest| rest.first() != Some(&b'0'))
}

/// Without national prefix and carrier code, or as the plan rewrites them
/// (`maybeStripNationalPrefixAndCarrierCode`).
fn strip<'d>(plan: &Territory, digits: &'d [u8], scratch: &'d mut Digits) -> &'d [u8] {
    if digits.is_empty() {
        return digits;
    }
    let Some(found) = plan.national_prefix.find(digits) else { return digits };
    let rest = digits.get(found.end..).unwrap_or_default();
    let last = if plan.transform.is_empty() { None } else { plan.national_prefix.last_group(&found, digits) };
    let stripped = if last.is_some() {
        let mut rule = plan.transform.iter();
        while let Some(byte) = rule.next() {
            match byte {
                b'$' => {
                    let group = rule.next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
                    scratch.extend(found.group(group, digits).unwrap_or_default());
                }
                digit => scratch.push(*digit),
            }
        }
        scratch.extend(rest);
        scratch.as_bytes()
    } else {
        rest
    };
    // A number that fits keeps its prefix if it would not fit without.
    if stripped != digits && plan.is_viable(digits) && !plan.is_viable(stripped) {
        return digits;
    }
    stripped
}
