//! Phone numbers and the ways people write them.

use super::plan::Plan;
use super::random::{Random, at};

/// A way to write a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `+442079460958`
    Canonical,
    /// `02079460958`
    NationalDigits,
    /// `02079 460 958`
    National,
    /// `(02079) 460-958`
    Brackets,
    /// `02079.460.958`
    Dots,
    /// `+44 2079 460 958`
    Spaces,
    /// `+44-2079-460-958`
    Hyphens,
    /// `+44 (0)2079 460 958`
    TrunkInBrackets,
    /// `0044 2079 460 958`
    Abroad,
    /// As spaces, but such as do not break.
    HardSpaces,
    /// `＋４４２０７９４６０９５８`
    FullWidth,
    /// `tel:+44-2079-460-958`
    Uri,
    /// `'+442079460958`, as Shopify's own export writes it.
    Apostrophe,
}

/// Of a hundred: 60 canonical, 25 national, 15 dressed, of those four odd.
const STYLES: [(Style, u64); 13] = [
    (Style::Canonical, 60),
    (Style::NationalDigits, 15),
    (Style::National, 10),
    (Style::Brackets, 2),
    (Style::Dots, 1),
    (Style::Spaces, 3),
    (Style::Hyphens, 2),
    (Style::TrunkInBrackets, 2),
    (Style::Abroad, 1),
    (Style::HardSpaces, 1),
    (Style::FullWidth, 1),
    (Style::Uri, 1),
    (Style::Apostrophe, 1),
];

/// Draws a way to write a number.
pub(super) fn style(random: &mut Random) -> Style {
    let mut left = random.below(100);
    for (style, share) in STYLES {
        if left < share {
            return style;
        }
        left -= share;
    }
    Style::Canonical
}

/// Draws a spelling of the number that is not `text`.
pub(super) fn other_spelling(number: &Number, text: &str, random: &mut Random) -> String {
    let first = random.below(STYLES.len() as u64);
    (first..first + STYLES.len() as u64)
        .map(|place| number.written(at(&STYLES, place).0))
        .find(|other| other != text)
        .expect("the spellings of a number are not all alike")
}

/// A number of a country.
pub(super) struct Number {
    plan: &'static Plan,
    /// Without calling code and trunk prefix.
    significant: String,
}

impl Number {
    /// The number with this index; indices that differ have different numbers, for as many as the ranges hold.
    pub(super) fn new(plan: &'static Plan, index: u64) -> Self {
        Self { plan, significant: plan.number(index) }
    }

    /// In E.164.
    pub(super) fn canonical(&self) -> String {
        self.written(Style::Canonical)
    }

    pub(super) fn written(&self, style: Style) -> String {
        let Plan { calling_code: code, trunk, abroad, .. } = self.plan;
        let digits = &self.significant;
        let national = format!("{trunk}{digits}");
        let lead = trunk.len();
        match style {
            Style::Canonical => format!("+{code}{digits}"),
            Style::NationalDigits => national,
            Style::National => self.grouped(&national, 0, " "),
            Style::Brackets => {
                let grouped = self.grouped(&national, 0, "-");
                let (area, rest) = grouped.split_once('-').unwrap_or_default();
                format!("({area}) {rest}")
            }
            Style::Dots => self.grouped(&national, 0, "."),
            Style::Spaces => format!("+{code} {}", self.grouped(digits, lead, " ")),
            Style::Hyphens => format!("+{code}-{}", self.grouped(digits, lead, "-")),
            Style::TrunkInBrackets if trunk.is_empty() => {
                format!("+{code} ({}", self.grouped(digits, 0, " ").replacen(' ', ") ", 1))
            }
            Style::TrunkInBrackets => format!("+{code} ({trunk}){}", self.grouped(digits, lead, " ")),
            Style::Abroad => format!("{abroad}{code} {}", self.grouped(digits, lead, " ")),
            Style::HardSpaces => format!("+{code}\u{a0}{}", self.grouped(digits, lead, "\u{a0}")),
            Style::FullWidth => format!("+{code}{digits}").chars().map(full_width).collect(),
            Style::Uri => format!("tel:+{code}-{}", self.grouped(digits, lead, "-")),
            Style::Apostrophe => format!("'+{code}{digits}"),
        }
    }

    /// The digits in groups; the first is `less` digits shorter.
    fn grouped(&self, digits: &str, less: usize, between: &str) -> String {
        let mut out = String::with_capacity(digits.len() + 8);
        let mut ends = self.plan.groups.iter().scan(0, |end, group| {
            *end += group;
            Some(*end - less)
        });
        let mut end = ends.next();
        for (place, digit) in digits.chars().enumerate() {
            if end == Some(place) {
                out.push_str(between);
                end = ends.next();
            }
            out.push(digit);
        }
        out
    }
}

fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}
