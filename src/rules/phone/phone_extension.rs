//! A phone number with an extension.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phone-extension",
    group: Group::Phone,
    summary: "a phone number with an extension, which Shopify refuses",
    why: "libphonenumber calls such a number valid, so most checks let it pass; Shopify refuses it, and with it \
          the whole customer at the API.",
    exceptions: "Another importer may store extensions.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://github.com/frappe/ecommerce_integrations/issues/99",
    ],
    fix: FixAvailability::Unsafe,
    since: "0.1.0",
    options: &["default-country", "phone-region"],
    check: Check::Phone { class: phone::Class::Extension, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\na@example.com,+1 212-555-0100 ext 12\nb@example.com,+12125550101;3\n",
            &[
                "2:15 `+1 212-555-0100 ext 12` has an extension, `12`, which Shopify refuses",
                "3:15 `+12125550101;3` has an extension, `3`, which Shopify refuses",
            ],
        )
        .fixed(b"Email,Phone\na@example.com,+1 212-555-0100\nb@example.com,+12125550101\n"),
        Example::good(b"Email,Phone,Note\na@example.com,+12125550100,ext 12\n"),
    ],
};

fn severity(table: &Table, _: &Reading) -> Severity {
    if table.loose_phone() { Severity::Info } else { RULE.severity }
}

fn tell(cell: &Cell<'_>, _: &Reading) -> Finding {
    let text = cell.text();
    let Some((number, extension)) = phone::without_extension(&text) else {
        let message = format!("{} has an extension, which Shopify refuses", quote(&text));
        return Finding::on(cell, &RULE, message)
            .help("keep the number alone, and the extension in the note");
    };
    let message = format!("{} has an extension, {}, which Shopify refuses", quote(&text), quote(&extension));
    // Without it the number may be a colleague's.
    let fix = Fix::edits("leave the extension out", Applicability::Unsafe, vec![cell.rewritten(&number)]);
    Finding::on(cell, &RULE, message)
        .help(format!("write {} and keep the extension in the note", quote(&number)))
        .fix(fix)
}
