//! Several phone numbers in one cell.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "several-phones",
    group: Group::Phone,
    summary: "two or more phone numbers in one cell",
    why: "A customer has one phone number. Shopify refuses the cell, and a system that keeps digits alone makes one \
          long number of it.",
    exceptions: "None known.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
        "https://github.com/ostrovsrr/qa-shopify-tool",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["default-country", "phone-region"],
    check: Check::Phone { class: phone::Class::Several, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\n\
              a@example.com,+442079460958 / +442079460959\n\
              b@example.com,020 7946 0958; 020 7946 0959\n\
              c@example.com,020 7946 0958 or 020 7946 0959\n\
              d@example.com,\"020 7946 0958\n020 7946 0959\"\n\
              e@example.com,020 7946 0958 020 7946 0959\n",
            &[
                "2:15 the cell holds 2 phone numbers: `+442079460958` and `+442079460959`",
                "3:15 the cell holds 2 phone numbers: `020 7946 0958` and `020 7946 0959`",
                "4:15 the cell holds 2 phone numbers: `020 7946 0958` and `020 7946 0959`",
                "5:16 the cell holds 2 phone numbers: `020 7946 0958` and `020 7946 0959`",
                "7:15 the cell holds 2 phone numbers: `020 7946 0958` and `020 7946 0959`",
            ],
        )
        .with("default-country = \"GB\""),
        Example::good(
            b"Email,Phone,Default Address Phone\na@example.com,+442079460958,020 7946 0959 / 020 7946 0960\n",
        ),
    ],
};

fn severity(table: &Table, _: &Reading) -> Severity {
    if table.loose_phone() { Severity::Info } else { RULE.severity }
}

fn tell(cell: &Cell<'_>, reading: &Reading) -> Finding {
    let numbers = phone::several(&cell.text(), reading);
    let shown: Vec<String> = numbers.iter().take(2).map(|number| quote(number).to_string()).collect();
    let more = match numbers.len() {
        0..3 => String::new(),
        all => format!(" and {} more", all - 2),
    };
    let joint = if more.is_empty() { " and " } else { ", " };
    let message = format!(
        "the cell holds {}: {}{more}",
        counted(numbers.len() as u64, "phone number"),
        shown.join(joint)
    );
    Finding::on(cell, &RULE, message)
        .help("keep the one that the customer is known by, and move the others to the note")
}
