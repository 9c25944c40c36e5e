//! The catalogue: one file for each rule, two lines here.
//!
//! A rule knows the table, the identity layer and [`crate::message`]; never the engine, a report, or another
//! rule.

mod prelude {
    pub(super) use crate::edit::{Applicability, Edit, Fix, Rewrite};
    pub(super) use crate::format::{Country, Kind, Known, Meant, Region, Zip};
    pub(super) use crate::identity::phone::Reading;
    pub(super) use crate::identity::{Address, Sort, email, phone, spreadsheet};
    pub(super) use crate::message::{counted, grouped, quote, quote_bytes};
    pub(super) use crate::rule::{
        Basis, Check, Content, Disagreement, Example, FileFacts, Finding, FixAvailability, Group, Parting,
        Related, Repeat, Rule, Severity, Sink, Where, email_of, id_of, phone_of, told_of,
    };
    pub(super) use crate::source::{Charset, Evidence, Facts, FaultKind, Span};
    pub(super) use crate::table::{Cell, Row, RowFacts, Table};
    pub(super) use crate::text::trimmed;
}

mod file {
    pub(super) mod blank_row;
    pub(super) mod byte_order_mark;
    pub(super) mod control_character;
    pub(super) mod empty_file;
    pub(super) mod file_too_large;
    pub(super) mod formula_cell;
    pub(super) mod mixed_line_endings;
    pub(super) mod mojibake;
    pub(super) mod no_rows;
    pub(super) mod not_a_csv;
    pub(super) mod not_utf8;
    pub(super) mod oversized_record;
    pub(super) mod ragged_row;
    pub(super) mod smart_quote;
    pub(super) mod stray_quote;
    pub(super) mod unclosed_quote;
    pub(super) mod wrong_delimiter;
}
mod header {
    pub(super) mod duplicate_header;
    pub(super) mod ignored_column;
    pub(super) mod legacy_header;
    pub(super) mod missing_header;
    pub(super) mod template_row;
    pub(super) mod unknown_header;
}
mod email {
    pub(super) mod email_case;
    pub(super) mod email_domain_typo;
    pub(super) mod email_lookalike;
    pub(super) mod email_not_bare;
    pub(super) mod email_whitespace;
    pub(super) mod invalid_email;
    pub(super) mod placeholder_email;
}
mod phone {
    pub(super) mod ambiguous_phone;
    pub(super) mod invalid_phone;
    pub(super) mod leading_apostrophe;
    pub(super) mod phone_country_mismatch;
    pub(super) mod phone_extension;
    pub(super) mod phone_letters;
    pub(super) mod phone_not_e164;
    pub(super) mod phone_without_country;
    pub(super) mod placeholder_phone;
    pub(super) mod several_phones;
    pub(super) mod spreadsheet_number;
}
mod identity {
    pub(super) mod connector_conflict;
    pub(super) mod connector_merge;
    pub(super) mod connector_split;
    pub(super) mod duplicate_email;
    pub(super) mod duplicate_id;
    pub(super) mod duplicate_phone;
    pub(super) mod email_collision;
    pub(super) mod identity_conflict;
    pub(super) mod many_names;
    pub(super) mod missing_id;
    pub(super) mod name_only;
    pub(super) mod no_identity;
    pub(super) mod phone_collision;
    pub(super) mod possible_duplicate;
    pub(super) mod shared_phone;
    pub(super) mod split_line;
}
mod consent {
    pub(super) mod consent_contradiction;
    pub(super) mod consent_without_identifier;
    pub(super) mod invalid_yes_no;
}
mod field {
    pub(super) mod html_in_name;
    pub(super) mod metafield_shape;
    pub(super) mod shifted_row;
    pub(super) mod tag_too_long;
    pub(super) mod too_long;
    pub(super) mod too_many_tags;
    pub(super) mod url_in_name;
}
mod address {
    pub(super) mod invalid_country;
    pub(super) mod invalid_province;
    pub(super) mod lost_leading_zero;
    pub(super) mod province_without_country;
    pub(super) mod zip_shape;
}

use crate::rule::Rule;

/// Every rule, in the order of the catalogue.
pub static ALL: &[&Rule] = &[
    &file::not_utf8::RULE,
    &file::byte_order_mark::RULE,
    &file::wrong_delimiter::RULE,
    &file::mixed_line_endings::RULE,
    &file::file_too_large::RULE,
    &file::empty_file::RULE,
    &file::no_rows::RULE,
    &file::not_a_csv::RULE,
    &file::ragged_row::RULE,
    &file::stray_quote::RULE,
    &file::unclosed_quote::RULE,
    &file::smart_quote::RULE,
    &file::blank_row::RULE,
    &file::oversized_record::RULE,
    &file::control_character::RULE,
    &file::mojibake::RULE,
    &file::formula_cell::RULE,
    &header::missing_header::RULE,
    &header::unknown_header::RULE,
    &header::legacy_header::RULE,
    &header::duplicate_header::RULE,
    &header::ignored_column::RULE,
    &header::template_row::RULE,
    &email::invalid_email::RULE,
    &email::email_whitespace::RULE,
    &email::email_not_bare::RULE,
    &email::email_lookalike::RULE,
    &email::email_domain_typo::RULE,
    &email::placeholder_email::RULE,
    &email::email_case::RULE,
    &phone::invalid_phone::RULE,
    &phone::phone_without_country::RULE,
    &phone::ambiguous_phone::RULE,
    &phone::phone_not_e164::RULE,
    &phone::phone_extension::RULE,
    &phone::phone_letters::RULE,
    &phone::spreadsheet_number::RULE,
    &phone::leading_apostrophe::RULE,
    &phone::several_phones::RULE,
    &phone::placeholder_phone::RULE,
    &phone::phone_country_mismatch::RULE,
    &identity::duplicate_email::RULE,
    &identity::duplicate_phone::RULE,
    &identity::email_collision::RULE,
    &identity::phone_collision::RULE,
    &identity::shared_phone::RULE,
    &identity::identity_conflict::RULE,
    &identity::connector_split::RULE,
    &identity::connector_merge::RULE,
    &identity::connector_conflict::RULE,
    &identity::split_line::RULE,
    &identity::many_names::RULE,
    &identity::no_identity::RULE,
    &identity::name_only::RULE,
    &identity::possible_duplicate::RULE,
    &identity::duplicate_id::RULE,
    &identity::missing_id::RULE,
    &consent::invalid_yes_no::RULE,
    &consent::consent_without_identifier::RULE,
    &consent::consent_contradiction::RULE,
    &field::too_many_tags::RULE,
    &field::tag_too_long::RULE,
    &field::too_long::RULE,
    &field::html_in_name::RULE,
    &field::url_in_name::RULE,
    &field::metafield_shape::RULE,
    &field::shifted_row::RULE,
    &address::invalid_country::RULE,
    &address::invalid_province::RULE,
    &address::province_without_country::RULE,
    &address::lost_leading_zero::RULE,
    &address::zip_shape::RULE,
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
