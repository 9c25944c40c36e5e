//! A phone number that does not exist.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "invalid-phone",
    group: Group::Phone,
    summary: "a phone number that libphonenumber calls invalid, so Shopify refuses it",
    why: "Shopify checks numbers against the ranges in use. A refused number costs the whole customer at the \
          API; what the CSV importer does with the rest of the row is not known.",
    exceptions: "Numbering plans change: a range opened lately may be missing from the metadata.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://github.com/Shopify/mobile-buy-sdk-android/issues/582",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["default-country", "phone-region"],
    check: Check::Phone { class: phone::Class::Invalid, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\na@example.com,+15555550100\nb@example.com,+44 20 7946\nc@example.com,call me\n",
            &[
                "2:15 `+15555550100` is not a valid phone number: no such area code or number range is in use \
                 (libphonenumber metadata 9.0.33)",
                "3:15 `+44 20 7946` is not a valid phone number: it has too few digits (libphonenumber metadata \
                 9.0.33)",
                "4:15 `call me` is not a valid phone number: it is not a phone number",
            ],
        ),
        Example::bad(
            b"Email,Phone\na@example.com,020 7946 0958\n",
            &["2:15 `020 7946 0958` is not a valid phone number in the store's country US: it has too many \
                 digits (libphonenumber metadata 9.0.33)"],
        )
        .with("default-country = \"US\""),
        Example::bad(
            b"Email,Phone\na@example.com,+52 1 55 1234 5678\n",
            &[
                "2:15 `+52 1 55 1234 5678` is not a valid phone number: it has too many digits (libphonenumber \
                 metadata 9.0.33)",
            ],
        ),
        Example::good(
            b"Email,Phone\na@example.com,+12125550100\nb@example.com,+442079460958\nc@example.com,\n",
        ),
    ],
};

fn severity(table: &Table, _: &Reading) -> Severity {
    // In old exports this column is free text, like an address phone.
    if table.loose_phone() { Severity::Info } else { RULE.severity }
}

fn tell(cell: &Cell<'_>, reading: &Reading) -> Finding {
    let assumed = reading.assumed.map(|assumed| format!(" in {}", assumed.describe())).unwrap_or_default();
    let defect = reading.number.as_ref().err().copied().unwrap_or(phone::Defect::NotANumber);
    let metadata = match defect {
        phone::Defect::NotANumber => String::new(),
        _ => format!(" (libphonenumber metadata {})", phone::METADATA),
    };
    let text = cell.text();
    let message =
        format!("{} is not a valid phone number{assumed}: {}{metadata}", quote(&text), defect.reason());
    Finding::on(cell, &RULE, message).help(advice(&text, reading))
}

/// The valid number that was probably meant, if one can be named.
fn advice(text: &str, reading: &Reading) -> String {
    if let Some(number) = phone::parse(text, reading.region()).ok().and_then(|number| phone::today(&number)) {
        return format!("the numbers there have changed: it is probably {} today", quote(&number.e164));
    }
    if let Some((other, Ok(number))) = &reading.otherwise {
        let place = other.describe();
        return format!("in {place} it would be {}; if that is right, write it so", quote(&number.e164));
    }
    match phone::with_plus(text) {
        Some(number) => {
            format!("with `+` before it, it would be {}; if that is right, write it so", quote(&number.e164))
        }
        None => match phone::without_exit(text) {
            Some((exit, number)) => format!(
                "`{exit}` does not lead abroad there; with `+` in its place it would be {}; if that is right, write \
                 it so",
                quote(&number.e164)
            ),
            None => "correct it where it comes from, or leave the cell empty".to_owned(),
        },
    }
}
