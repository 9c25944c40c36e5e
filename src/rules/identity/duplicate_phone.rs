//! One phone number on several rows, spelled alike.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "duplicate-phone",
    group: Group::Identity,
    summary: "the same phone number on several rows",
    why: "A phone number is one customer. Of several rows the importer keeps one and drops what the others say, \
          or refuses them as already taken.",
    exceptions: "In exports before 2024 the column was free text; there it is a warning.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
        "https://blog.stagebit.com/answers/shopify/how-do-i-import-existing-customers-into-shopify/",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["import-path", "overwrite", "scope", "default-country", "phone-region"],
    check: Check::Repeat { of: Sort::SamePhone, tell },
    examples: &[
        Example::bad(
            b"Email,First Name,Phone\n,Bob,+12125550100\nbob@example.com,Bob,+12125550100\n",
            &["3:21 the phone number `+12125550100` is on record 1 too"],
        ),
        Example::good(b"Email,First Name,Phone\n,Bob,+12125550100\nbob@example.com,Bob,+12125550101\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.phone;
    let (place, more) = (repeat.other().place(), repeat.and_more());
    let loose = repeat.loose_phone_note();
    let message = format!("the phone number {} is on {place} too{more}{loose}", quote(text));
    let mut finding = Finding::new(&RULE, *span, message).help(repeat.fate.describe());
    finding.related = repeat.related(phone_of);
    finding
}
