//! One customer to Shopify, two to a chosen connector.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "connector-split",
    group: Group::Identity,
    summary: "rows that are one customer to Shopify and two to a chosen connector",
    why: "The connector keeps two customers for one person: consent, orders and segments part, and each sync writes \
          over what the other one wrote.",
    exceptions: "If the system never gets these rows, but reads the one customer that Shopify makes of them, it \
                 does no harm.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://github.com/stripe/stripe-dotnet/issues/2240",
        "https://github.com/rudderlabs/rudder-transformer",
        "https://github.com/segmentio/action-destinations",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["connectors"],
    check: Check::Connector { of: Parting::Split, tell },
    examples: &[
        Example::bad(
            b"Email,First Name\nbob@example.com,Bob\nBob@example.com,Bob\n",
            &[
                "3:1 `Bob@example.com` is a new customer to rudder-mailchimp (key `Bob@example.com`, record 1 has \
                 `bob@example.com`), to Shopify that of record 1",
            ],
        )
        .with("connectors = ['rudder-mailchimp', 'mailchimp']"),
        Example::bad(
            b"Email,First Name\nbob@example.com,Bob\nbob@example.com,Bob\n",
            &["3:1 `bob@example.com` is a new customer to stripe, as every row is, to Shopify that of record 1"],
        )
        .with("connectors = ['stripe']"),
        Example::bad(
            b"Email,First Name,Last Name\nann@example.com,Ann,Lee\nann@example.com,Anne,Lee\n",
            &[
                "3:1 `ann@example.com` is a new customer to salesforce, which looks customers up by first name, last \
                 name and email together, to Shopify that of record 1",
            ],
        )
        .with("connectors = ['salesforce']"),
        Example::good(b"Email,First Name\nann@example.com,Ann\nbob@example.com,Bob\n")
            .with("connectors = ['rudder-mailchimp', 'stripe', 'klaviyo']"),
    ],
};

fn tell(parted: &Disagreement<'_>) -> Finding {
    let (text, span) = parted.cell_of(&parted.me);
    let (name, place) = (parted.name(), parted.other.place());
    let why = match (&parted.keys, parted.looked_up_together()) {
        (_, Some(parts)) => format!(", which looks customers up by {parts} together,"),
        (Some((mine, others)), None) => format!(" (key {}, {place} has {}),", quote(mine), quote(others)),
        (None, None) if parted.creates_all() => ", as every row is,".to_owned(),
        (None, None) if parted.identity.is_some() => ", which makes no key of one of the two,".to_owned(),
        (None, None) => format!(", which does not look anybody up by {},", parted.cell.name()),
    };
    let message = format!("{} is a new customer to {name}{why} to Shopify that of {place}", quote(text));
    let help = format!("both rows stay there, each a customer of its own; {}", parted.how_we_know());
    let mut finding = Finding::new(&RULE, span, message).help(help);
    finding.related.push(parted.related());
    finding
}
