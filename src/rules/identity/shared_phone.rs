//! One phone number on rows with different e-mail addresses.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "shared-phone",
    group: Group::Identity,
    summary: "one phone number on rows with different e-mail addresses",
    why: "A phone number can belong to one customer only. The API refuses the second customer (\"Phone has \
          already been taken\"); the admin import skips the earlier rows, so a person is lost.",
    exceptions: "In exports before 2024 the column was free text and families shared a number; there it is a \
                 warning.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
        "https://matrixify.app/tutorials/migrate-customers-new-shopify-store-activate-new-accounts/",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["import-path", "overwrite", "scope", "default-country", "phone-region"],
    check: Check::Repeat { of: Sort::SharedPhone, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\nbob@example.com,+12125550100\nann@example.com,+1 212-555-0100\n",
            &[
                "3:17 the phone number `+1 212-555-0100` of `ann@example.com` belongs to `bob@example.com` on record \
                 1 too",
            ],
        ),
        Example::good(b"Email,Phone\nbob@example.com,+12125550100\nann@example.com,\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.phone;
    let other = repeat.other();
    let message = format!(
        "the phone number {} of {} belongs to {} on {} too{}{}",
        quote(text),
        quote(&repeat.me.email.0),
        quote(&other.email.0),
        other.place(),
        repeat.and_more(),
        repeat.loose_phone_note(),
    );
    let help = format!(
        "find out whose number it is and leave it empty on the other rows; {}",
        repeat.fate.describe()
    );
    let mut finding = Finding::new(&RULE, *span, message).help(help);
    finding.related = repeat.related(email_of);
    finding
}
