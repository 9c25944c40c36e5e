//! A phone number that may be two people's.

use std::fmt::Write as _;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "ambiguous-phone",
    group: Group::Phone,
    summary: "a phone number without `+` that can be read as two different numbers",
    why: "Both readings are valid, so nothing stops the wrong one: the customer gets somebody else's number, or \
          is merged with whoever has it. Which one Shopify's importer takes is not documented.",
    exceptions: "A store whose customers all live in one country, with address countries that say otherwise by \
                 mistake.",
    severity: Severity::Warning,
    basis: Basis::Documented,
    sources: &[
        "https://github.com/google/libphonenumber/blob/master/FAQ.md",
        "https://github.com/ostrovsrr/qa-shopify-tool",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["default-country", "phone-region"],
    check: Check::Phone { class: phone::Class::Ambiguous, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Default Address Country Code,Phone\na@example.com,AU,0491 570 156\n",
            &[
                "2:18 `0491 570 156` has no `+`: in the store's country DE it is `+49491570156`, in the address \
                 country AU `+61491570156`",
            ],
        )
        .with("default-country = \"DE\""),
        Example::bad(
            b"Email,Phone\na@example.com,491713920001\n",
            &[
                "2:15 `491713920001` has no `+`: in the store's country DE it is `+49491713920001`, with `+` before \
                 it `+491713920001`",
            ],
        )
        .with("default-country = \"DE\""),
        Example::good(
            b"Email,Default Address Country Code,Phone\na@example.com,GB,020 7946 0958\nb@example.com,US,+442079460959\n",
        )
        .with("default-country = \"GB\""),
    ],
};

fn severity(table: &Table, _: &Reading) -> Severity {
    if table.loose_phone() { Severity::Info } else { RULE.severity }
}

fn tell(cell: &Cell<'_>, reading: &Reading) -> Finding {
    let text = cell.text();
    let mut message = format!("{} has no `+`", quote(&text));
    if let (Ok(first), Some(assumed)) = (&reading.number, reading.assumed) {
        let _ = write!(message, ": in {} it is {}", assumed.describe(), quote(&first.e164));
        let another = |number: &phone::Number| number.e164 != first.e164;
        let elsewhere = match &reading.otherwise {
            Some((other, Ok(number))) if another(number) => {
                Some((format!("in {}", other.describe()), number.e164))
            }
            _ => phone::with_plus(&text).map(|number| ("with `+` before it".to_owned(), number.e164)),
        };
        if let Some((place, number)) = elsewhere {
            let _ = write!(message, ", {place} {}", quote(&number));
        }
    }
    Finding::on(cell, &RULE, message)
        .help("find out whose number it is, and write it with `+` and calling code")
}
