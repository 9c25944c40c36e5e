//! Two rows that may be one person.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "possible-duplicate",
    group: Group::Identity,
    summary: "two rows that may be one person",
    why: "One name at one address under two e-mail addresses, or two addresses one typing error apart under one \
          name, are often one customer with two profiles.",
    exceptions: "Namesakes in one household, and people who keep two addresses on purpose.",
    severity: Severity::Info,
    basis: Basis::Reported,
    sources: &[
        "https://community.shopify.com/t/can-merging-duplicate-customers-in-shopify-really-be-that-complicated/17048/10",
        "https://offerguard.app/blog/same-customer-multiple-emails",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["scope"],
    check: Check::Repeat { of: Sort::Similar, tell },
    examples: &[
        Example::bad(
            b"First Name,Last Name,Email,Default Address Address1,Default Address Zip\n\
              Ann,Chen,ann@example.com,1 Main St,10001\nAnn,Chen,a.chen@example.org,1 Main St,10001\n\
              Bob,Roy,bob.roy@example.com,,\nBob,Roy,bob.roi@example.com,,\n",
            &[
                "3:10 `Ann Chen` with `a.chen@example.org` may be the customer with `ann@example.com` on record 1: \
                 same name and address",
                "5:9 `Bob Roy` with `bob.roi@example.com` may be the customer with `bob.roy@example.com` on record \
                 3: same name, e-mail addresses one typing error apart",
            ],
        ),
        Example::good(b"First Name,Last Name,Email\nAnn,Chen,ann@example.com\nAnn,Chen,chen@example.org\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.email;
    let other = repeat.other();
    let why = if repeat.key.contains('\n') {
        "same name and address"
    } else {
        "same name, e-mail addresses one typing error apart"
    };
    let message = format!(
        "{} with {} may be the customer with {} on {}: {why}",
        quote(&repeat.me.name),
        quote(text),
        quote(&other.email.0),
        other.place(),
    );
    let mut finding =
        Finding::new(&RULE, *span, message).help("compare the two before you import; nothing is sure");
    finding.related = repeat.related(email_of);
    finding
}
