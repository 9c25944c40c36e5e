//! A phone number: in E.164, with what the numbering plan says of it. Fixed size, so that reading one costs no
//! allocation; only an extension, which is rare, does.

use std::fmt;
use std::ops::Deref;

use super::tables::{CallingCode, Length, Territory, Verdict};
use crate::format::Region;

/// The longest `+`, calling code and national number: 1, 3 and 17 characters.
const LONGEST: usize = 21;

/// A number in E.164: `+`, calling code, national (significant) number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct E164 {
    text: [u8; LONGEST],
    len: u8,
}

impl E164 {
    /// `+` alone, to add digits to.
    #[inline]
    pub(super) fn plus() -> Self {
        let mut text = [0; LONGEST];
        text[0] = b'+';
        Self { text, len: 1 }
    }

    /// Adds a digit in ASCII; says whether there was room.
    #[inline]
    pub(super) fn add(&mut self, digit: u8) -> bool {
        let place = self.text.get_mut(usize::from(self.len));
        self.len += u8::from(place.is_some());
        place.map(|place| *place = digit).is_some()
    }

    #[inline]
    pub(super) fn new(code: &CallingCode, national: &[u8]) -> Self {
        let mut it = Self::plus();
        it.push(code.digits);
        it.push(national);
        it
    }

    #[inline]
    fn push(&mut self, text: &[u8]) {
        let start = usize::from(self.len);
        if let Some(place) = self.text.get_mut(start..start + text.len()) {
            place.copy_from_slice(text);
            self.len += u8::try_from(text.len()).unwrap_or_default();
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// As bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl Deref for E164 {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a number is used for (libphonenumber's `PhoneNumberType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberType {
    /// In no range in use: the number is not valid.
    Unknown,
    /// A fixed line.
    FixedLine,
    /// A mobile.
    Mobile,
    /// One of the two; the range does not say which, as in North America.
    FixedLineOrMobile,
    /// Free for the caller.
    TollFree,
    /// Dear for the caller.
    PremiumRate,
    /// Paid by both sides.
    SharedCost,
    /// Over the Internet.
    Voip,
    /// A personal number, which is passed on to another.
    PersonalNumber,
    /// A pager.
    Pager,
    /// A company's number for the whole country.
    Uan,
    /// Access to voicemail.
    Voicemail,
}

impl NumberType {
    const ALL: [Self; 12] = [
        Self::Unknown,
        Self::FixedLine,
        Self::Mobile,
        Self::FixedLineOrMobile,
        Self::TollFree,
        Self::PremiumRate,
        Self::SharedCost,
        Self::Voip,
        Self::PersonalNumber,
        Self::Pager,
        Self::Uan,
        Self::Voicemail,
    ];

    /// As `compile/plan.rs` numbers them.
    pub(super) fn from_index(index: u16) -> Self {
        Self::ALL.get(usize::from(index)).copied().unwrap_or(Self::Unknown)
    }

    /// Whether the number is a line or a mobile in one country, and not a service that may be reached from several.
    pub const fn is_of_a_place(self) -> bool {
        matches!(self, Self::FixedLine | Self::Mobile | Self::FixedLineOrMobile)
    }

    /// libphonenumber's name in lower case with hyphens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::FixedLine => "fixed-line",
            Self::Mobile => "mobile",
            Self::FixedLineOrMobile => "fixed-line-or-mobile",
            Self::TollFree => "toll-free",
            Self::PremiumRate => "premium-rate",
            Self::SharedCost => "shared-cost",
            Self::Voip => "voip",
            Self::PersonalNumber => "personal-number",
            Self::Pager => "pager",
            Self::Uan => "uan",
            Self::Voicemail => "voicemail",
        }
    }
}

/// A number as it was read, valid or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// In E.164, which has no place for the extension.
    pub e164: E164,
    /// The calling code.
    pub calling_code: u16,
    /// What it is used for; unknown when no such range is in use.
    pub kind: NumberType,
    /// What is dialled after the connection, in the digits as written.
    pub extension: Option<Box<str>>,
    territory: Option<u8>,
}

impl Number {
    #[inline]
    pub(super) fn new(e164: E164, calling_code: u16, verdict: Verdict, extension: Option<Box<str>>) -> Self {
        Self { e164, calling_code, kind: verdict.kind(), extension, territory: verdict.territory() }
    }

    /// Whether such a range is in use.
    pub fn is_valid(&self) -> bool {
        self.kind != NumberType::Unknown
    }

    /// The region: two letters, or `001` for a calling code of no country. Of an invalid number `None`, unless
    /// its calling code or its leading digits leave no doubt.
    pub fn region(&self) -> Option<&'static str> {
        self.territory.and_then(Territory::at).map(|territory| territory.region)
    }

    /// Whether somebody at home in `home` may have it. Behind most shared calling codes stand one country and its
    /// islands, whose numbers cannot all be told apart; those of North America and of Russia can.
    pub fn may_belong_to(&self, home: Region) -> bool {
        let (Some(region), Some(there)) = (self.region(), Territory::of_region(home)) else { return true };
        if region.as_bytes() == home.letters() || region == "001" {
            return true;
        }
        // Territories that Shopify counts as provinces of the United States.
        let american = |region: &str| matches!(region, "US" | "PR" | "VI" | "GU" | "AS" | "MP");
        there.calling_code == self.calling_code
            && match self.calling_code {
                1 => american(region) && american(home.code()),
                7 => false,
                _ => true,
            }
    }

    /// The national (significant) number: digits, with the zeros that belong to it, as in Italy.
    pub fn national(&self) -> &str {
        let code = CallingCode::of(self.calling_code).map_or(0, |code| code.digits.len());
        self.e164.as_str().get(1 + code..).unwrap_or_default()
    }

    /// Whether numbers with this calling code can have this length.
    pub fn length(&self) -> Length {
        let main = CallingCode::of(self.calling_code).map(CallingCode::main);
        main.map_or(Length::Between, |main| main.length(self.national().len()))
    }
}
