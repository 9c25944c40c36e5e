//! Two customers to Shopify, one to a chosen connector.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "connector-merge",
    group: Group::Identity,
    summary: "rows that are two customers to Shopify and one to a chosen connector",
    why: "The connector takes two people for one: the data of one is written over that of the other, and mail goes \
          to the wrong person.",
    exceptions: "If both addresses are known to be one person's, such as Gmail addresses with and without dots, the \
                 connector is right.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://github.com/microsoft/BCApps/issues/6459",
        "https://github.com/segmentio/action-destinations",
        "https://github.com/rudderlabs/rudder-transformer",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["connectors"],
    check: Check::Connector { of: Parting::Merge, tell },
    examples: &[
        Example::bad(
            b"Email,First Name\nbobroy@gmail.com,Bob\nbob.roy@gmail.com,Rob\n",
            &[
                "3:1 `bob.roy@gmail.com` is to google-rudder the customer of record 1, `bobroy@gmail.com` (key \
                 `bobroy@gmail.com`), to Shopify another one",
            ],
        )
        .with("connectors = ['google-rudder', 'klaviyo']"),
        Example::bad(
            b"Email,First Name\nannxbell@example.com,Anna\nann_bell@example.com,Ann\n",
            &[
                "3:1 looked up as `ann_bell@example.com`, odoo-emipro-v18 finds the customer of record 1, \
                 `annxbell@example.com` (operator like), to Shopify another one",
            ],
        )
        .with("connectors = ['odoo-emipro-v18']"),
        // The pattern is what comes in, so the order of the rows decides.
        Example::good(b"Email,First Name\nann_bell@example.com,Ann\nannxbell@example.com,Anna\n")
            .with("connectors = ['odoo-emipro-v18']"),
        Example::good(b"Email,First Name\nbobroy@gmail.com,Bob\nbob.roy@gmail.com,Rob\n")
            .with("connectors = ['klaviyo', 'stripe']"),
    ],
};

fn tell(parted: &Disagreement<'_>) -> Finding {
    let (text, span) = parted.cell_of(&parted.me);
    let (there, _) = parted.cell_of(&parted.other);
    let (name, place) = (parted.name(), parted.other.place());
    let pairwise =
        parted.identity.map(|identity| &identity.matching).filter(|matching| matching.is_pairwise());
    let message = match (&parted.keys, pairwise) {
        (Some((mine, _)), Some(matching)) => format!(
            "looked up as {}, {name} finds the customer of {place}, {} (operator {}), to Shopify another one",
            quote(mine),
            quote(there),
            matching.operator.name,
        ),
        (keys, _) => {
            let key = keys.as_ref().map(|(mine, _)| format!(" (key {})", quote(mine))).unwrap_or_default();
            format!(
                "{} is to {name} the customer of {place}, {}{key}, to Shopify another one",
                quote(text),
                quote(there)
            )
        }
    };
    let help = format!("{}; {}", parted.survivor(), parted.how_we_know());
    let mut finding = Finding::new(&RULE, span, message).help(help);
    finding.related.push(parted.related());
    finding
}
