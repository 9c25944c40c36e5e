//! Consent to messages that nobody can receive.

use crate::identity::stray_email;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "consent-without-identifier",
    group: Group::Consent,
    summary: "marketing consent without the address or number it is for",
    why: "Consent belongs to an e-mail address or a phone number. Without it the consent is lost, and usually \
          the cells of the row have slipped or the identifier was dropped on the way.",
    exceptions: "None known: real exports never have it.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/2024-04/input-objects/customersmsmarketingconsentupdateinput",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell {
        kinds: &[Kind::EmailConsent, Kind::SmsConsent, Kind::WhatsappConsent],
        when: Facts::ODD,
        check,
    },
    examples: &[
        Example::bad(
            b"Email,Accepts Email Marketing,Phone,Accepts SMS Marketing\n,yes,+12125550100,yes\na@example.com,yes,,yes\n",
            &[
                "2:2 consent to e-mail marketing, but the row has no e-mail address",
                "3:20 consent to SMS marketing, but the row has no phone number",
            ],
        ),
        Example::good(
            b"Email,Accepts Email Marketing,Phone,Accepts SMS Marketing\n,no,+12125550100,yes\na@example.com,yes,,no\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let text = cell.text();
    if !trimmed(&text).eq_ignore_ascii_case("yes") {
        return;
    }
    let (identifier, channel, missing) = match cell.column.kind {
        Kind::EmailConsent => (Kind::Email, "e-mail", "e-mail address"),
        Kind::SmsConsent => (Kind::Phone, "SMS", "phone number"),
        _ => (Kind::Phone, "WhatsApp", "phone number"),
    };
    if cell.row.has(identifier) || identifier == Kind::Email && stray_email(cell.row).is_some() {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        let message = format!("consent to {channel} marketing, but the row has no {missing}");
        Finding::on(cell, &RULE, message)
            .help(format!("find the {missing} this consent was given for, or write `no`"))
    });
}
