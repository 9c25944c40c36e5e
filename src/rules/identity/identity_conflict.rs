//! A row that would join two people.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "identity-conflict",
    group: Group::Identity,
    summary: "a row with the e-mail of one customer and the phone of another",
    why: "The row matches one customer by e-mail and another by phone. What the importer then does is not \
          documented: one of them is overwritten, or the row is refused.",
    exceptions: "None: one of the two cells is wrong, or the two customers are one.",
    severity: Severity::Error,
    basis: Basis::Policy,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerSet",
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["scope", "default-country", "phone-region"],
    check: Check::Repeat { of: Sort::Bridge, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\nbob@example.com,+12125550100\nann@example.com,+12125550101\nbob@example.com,+12125550101\n",
            &[
                "4:1 by its e-mail address `bob@example.com` this row is record 1, by its phone number \
                 `+12125550101` it is record 2",
            ],
        ),
        Example::good(b"Email,Phone\nbob@example.com,+12125550100\nann@example.com,+12125550101\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.email;
    let by_phone = repeat.also.as_ref().map_or_else(|| repeat.other(), |also| &also.with);
    let message = format!(
        "by its e-mail address {} this row is {}, by its phone number {} it is {}",
        quote(text),
        repeat.other().place(),
        quote(&repeat.me.phone.0),
        by_phone.place(),
    );
    let mut finding = Finding::new(&RULE, *span, message)
        .help("decide which of the two this row is, or merge them on purpose, before you import");
    finding.related = repeat.related(email_of);
    finding.related.insert(1.min(finding.related.len()), repeat.related_one(by_phone, phone_of));
    finding
}
