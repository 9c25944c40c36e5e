//! What a row says of consent to marketing, as far as it says it plainly.

use crate::format::Kind;
use crate::table::Row;

/// Yes, no or nothing for each channel, two bits each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent(u8);

impl Consent {
    /// The channels, by the column that holds their consent.
    pub const CHANNELS: [Kind; 3] = [Kind::EmailConsent, Kind::SmsConsent, Kind::WhatsappConsent];

    /// What `row` says. Anything but `yes` and `no` says nothing here.
    pub fn of(row: &Row<'_>) -> Self {
        let says = |kind: Kind| {
            let text = row.text(kind);
            if text.eq_ignore_ascii_case("yes") { 2 } else { u8::from(text.eq_ignore_ascii_case("no")) }
        };
        Self(Self::CHANNELS.into_iter().rev().fold(0, |bits, kind| bits << 2 | says(kind)))
    }

    /// What it says of the channel with this place among [`Consent::CHANNELS`].
    pub fn to(self, channel: usize) -> Option<bool> {
        match self.0 >> (2 * channel) & 3 {
            2 => Some(true),
            1 => Some(false),
            _ => None,
        }
    }
}
