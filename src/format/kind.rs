//! What a column holds. Rules ask for kinds, never for header text.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the cells of a column mean to the importer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The store's own number for a customer.
    CustomerId,
    /// What is to be done with the row.
    Command,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// The e-mail address that identifies the customer.
    Email,
    /// The phone number that identifies the customer.
    Phone,
    /// Consent to e-mail marketing, yes or no.
    EmailConsent,
    /// Consent to SMS marketing, yes or no.
    SmsConsent,
    /// Consent to `WhatsApp` marketing, yes or no.
    WhatsappConsent,
    /// Whether taxes are waived, yes or no.
    TaxExempt,
    /// Company of the address.
    Company,
    /// First line of the address.
    Address1,
    /// Second line of the address.
    Address2,
    /// City of the address.
    City,
    /// Province by name.
    Province,
    /// Province by code.
    ProvinceCode,
    /// Country by name.
    Country,
    /// Country by code.
    CountryCode,
    /// Postal code.
    Zip,
    /// A phone number of the address: free text, no identity.
    AddressPhone,
    /// Tags, separated by commas.
    Tags,
    /// A note.
    Note,
    /// A custom field.
    Metafield,
    /// Known to the importer and of no interest here.
    Other,
    /// Not known to the importer.
    Unknown,
}

impl Kind {
    /// All that a settings file may map a column to.
    pub const ALL: [Self; 24] = [
        Self::CustomerId,
        Self::Command,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::EmailConsent,
        Self::SmsConsent,
        Self::WhatsappConsent,
        Self::TaxExempt,
        Self::Company,
        Self::Address1,
        Self::Address2,
        Self::City,
        Self::Province,
        Self::ProvinceCode,
        Self::Country,
        Self::CountryCode,
        Self::Zip,
        Self::AddressPhone,
        Self::Tags,
        Self::Note,
        Self::Metafield,
        Self::Other,
    ];

    /// How many kinds there are, [`Kind::Unknown`] included.
    pub(crate) const COUNT: usize = Self::ALL.len() + 1;

    /// Names of people and places. Notes and tags are anybody's.
    pub const NAMES: &[Self] = &[
        Self::FirstName,
        Self::LastName,
        Self::Company,
        Self::Address1,
        Self::Address2,
        Self::City,
        Self::Province,
        Self::Country,
    ];

    /// Cells that the importer reads as `yes` or `no`.
    pub const YES_NO: &[Self] =
        &[Self::EmailConsent, Self::SmsConsent, Self::WhatsappConsent, Self::TaxExempt];

    /// The word in settings and format files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerId => "customer-id",
            Self::Command => "command",
            Self::FirstName => "first-name",
            Self::LastName => "last-name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::EmailConsent => "email-consent",
            Self::SmsConsent => "sms-consent",
            Self::WhatsappConsent => "whatsapp-consent",
            Self::TaxExempt => "tax-exempt",
            Self::Company => "company",
            Self::Address1 => "address1",
            Self::Address2 => "address2",
            Self::City => "city",
            Self::Province => "province",
            Self::ProvinceCode => "province-code",
            Self::Country => "country",
            Self::CountryCode => "country-code",
            Self::Zip => "zip",
            Self::AddressPhone => "address-phone",
            Self::Tags => "tags",
            Self::Note => "note",
            Self::Metafield => "metafield",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
