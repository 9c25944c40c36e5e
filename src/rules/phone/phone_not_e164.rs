//! A valid number that is not written as Shopify stores it.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phone-not-e164",
    group: Group::Phone,
    summary: "a valid phone number with `+` that is not written in E.164",
    why: "Shopify stores `+`, calling code and digits and nothing else. Systems that compare phone numbers as \
          text take any other spelling for another customer.",
    exceptions: "A file that goes to Shopify alone.",
    severity: Severity::Info,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
        "https://www.itu.int/rec/T-REC-E.164",
    ],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &[],
    check: Check::Phone { class: phone::Class::International, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\na@example.com,+44 (0)20 7946 0958\nb@example.com,+1 (212) 555-0100\n",
            &[
                "2:15 `+44 (0)20 7946 0958` is stored as `+442079460958`",
                "3:15 `+1 (212) 555-0100` is stored as `+12125550100`",
            ],
        )
        .fixed(b"Email,Phone\na@example.com,+442079460958\nb@example.com,+12125550100\n"),
        Example::good(b"Email,Phone\na@example.com,+442079460958\nb@example.com,'+12125550100\n"),
    ],
};

fn severity(_: &Table, _: &Reading) -> Severity {
    RULE.severity
}

fn tell(cell: &Cell<'_>, reading: &Reading) -> Finding {
    let stored = reading.number.as_ref().map(|number| number.e164.to_string()).unwrap_or_default();
    let fix = Fix::edits("write it in E.164", Applicability::Safe, vec![cell.rewritten(&stored)]);
    let message = format!("{} is stored as {}", quote(&cell.text()), quote(&stored));
    Finding::on(cell, &RULE, message).help(format!("write {}", quote(&stored))).fix(fix)
}
