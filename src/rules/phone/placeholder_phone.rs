//! Digits that stand in for a phone number.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "placeholder-phone",
    group: Group::Phone,
    summary: "digits that only fill the field, such as `0000000000`",
    why: "Somebody had to write a number and had none. Where no such number exists Shopify refuses it, and that is \
          an error; where one exists all who wrote it are one customer, or it belongs to a stranger.",
    exceptions: "A number such as `+45 22 22 22 22` may be real.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &["https://github.com/ostrovsrr/qa-shopify-tool"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["default-country", "phone-region"],
    check: Check::Phone { class: phone::Class::Placeholder, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\na@example.com,0000000000\nb@example.com,1234567890\nc@example.com,+10000000000\n\
              d@example.com,+441234567890\ne@example.com,n/a\nf@example.com,-\n",
            &[
                "2:15 `0000000000` is a placeholder and no valid phone number (libphonenumber metadata 9.0.33)",
                "3:15 `1234567890` is a placeholder and no valid phone number (libphonenumber metadata 9.0.33)",
                "4:15 `+10000000000` is a placeholder and no valid phone number (libphonenumber metadata 9.0.33)",
                "5:15 `+441234567890` looks like a placeholder, although such a number may exist",
                "6:15 `n/a` stands for no phone number; Shopify refuses it",
                "7:15 `-` stands for no phone number; Shopify refuses it",
            ],
        )
        .with("default-country = \"US\""),
        Example::good(b"Email,Phone\na@example.com,+12125550100\nb@example.com,+442079460958\nc@example.com,\n"),
    ],
};

fn severity(table: &Table, reading: &Reading) -> Severity {
    match reading.number {
        _ if table.loose_phone() => Severity::Info,
        Ok(_) => RULE.severity,
        // Shopify refuses it.
        Err(_) => Severity::Error,
    }
}

fn tell(cell: &Cell<'_>, reading: &Reading) -> Finding {
    let (word, text) = (phone::is_word(&cell.text()), quote(&cell.text()).to_string());
    let message = match reading.number {
        Err(_) if word => format!("{text} stands for no phone number; Shopify refuses it"),
        Ok(_) => format!("{text} looks like a placeholder, although such a number may exist"),
        Err(phone::Defect::NoRegion) => format!("{text} is a placeholder and no phone number"),
        Err(_) => format!(
            "{text} is a placeholder and no valid phone number (libphonenumber metadata {})",
            phone::METADATA
        ),
    };
    Finding::on(cell, &RULE, message).help("leave the cell empty: a customer needs no phone number")
}
