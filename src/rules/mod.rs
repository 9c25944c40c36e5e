//! The catalogue: one file for each rule, two lines here.
//!
//! A rule knows the table, the identity layer and the words of [`crate::finding`]; never the engine's inside,
//! a report, or another rule.

mod prelude {
    pub(super) use crate::engine::{Content, FileFacts, Sink};
    pub(super) use crate::finding::{
        Applicability, Edit, Finding, Fix, Related, Rewrite, quote, quote_bytes,
    };
    pub(super) use crate::format::{Format, Kind, Known, Region};
    pub(super) use crate::identity::{Repeat, Sort, email, email_of, id_of, phone, phone_of};
    pub(super) use crate::rule::{Basis, Check, Example, FixAvailability, Group, Rule, Severity, Where};
    pub(super) use crate::source::{Charset, Evidence, Facts, FaultKind, Span};
    pub(super) use crate::table::{Cell, Row, RowFacts, Table};
}

mod email {
    pub(super) mod email_whitespace;
    pub(super) mod invalid_email;
}
mod phone {
    pub(super) mod invalid_phone;
    pub(super) mod phone_without_country;
}
mod identity {
    pub(super) mod duplicate_email;
    pub(super) mod duplicate_id;
    pub(super) mod duplicate_phone;
    pub(super) mod email_collision;
    pub(super) mod identity_conflict;
    pub(super) mod missing_id;
    pub(super) mod name_only;
    pub(super) mod no_identity;
    pub(super) mod phone_collision;
    pub(super) mod possible_duplicate;
    pub(super) mod shared_phone;
}
mod consent {
    pub(super) mod consent_without_identifier;
    pub(super) mod invalid_yes_no;
}

use crate::rule::Rule;

/// Every rule, in the order of the catalogue.
pub static ALL: &[&Rule] = &[
    &email::invalid_email::RULE,
    &email::email_whitespace::RULE,
    &phone::invalid_phone::RULE,
    &phone::phone_without_country::RULE,
    &identity::duplicate_email::RULE,
    &identity::duplicate_phone::RULE,
    &identity::email_collision::RULE,
    &identity::phone_collision::RULE,
    &identity::shared_phone::RULE,
    &identity::identity_conflict::RULE,
    &identity::no_identity::RULE,
    &identity::name_only::RULE,
    &identity::possible_duplicate::RULE,
    &identity::duplicate_id::RULE,
    &identity::missing_id::RULE,
    &consent::invalid_yes_no::RULE,
    &consent::consent_without_identifier::RULE,
];

/// The rule with this id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

/// Where a rule stands among all rules.
pub(crate) fn place(rule: &Rule) -> u16 {
    let place = ALL.iter().position(|other| other.id == rule.id);
    place.and_then(|place| u16::try_from(place).ok()).expect("only rules of the catalogue report")
}
