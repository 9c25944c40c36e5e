//! One phone number on several rows, spelled differently.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phone-collision",
    group: Group::Identity,
    summary: "different spellings of one phone number on several rows",
    why: "Shopify reads every spelling as one number in E.164 and keeps one row. Systems that compare digits see \
          several customers, and write the others back at the next synchronisation.",
    exceptions: "In exports before 2024 the column was free text; there it is a warning.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
        "https://citruslime.canny.io/citrus-lime-backoffice/p/duplicating-customers",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["import-path", "overwrite", "scope", "default-country", "phone-region"],
    check: Check::Repeat { of: Sort::SpelledPhone, tell },
    examples: &[
        Example::bad(
            b"First Name,Phone,Email\nBob,+442079460958,\nBob,020 7946 0958,\nBob,+44 (0)20 7946 0958,\n",
            &[
                "3:5 `020 7946 0958` and `+442079460958` of record 1 are one number, `+442079460958` (spaces and \
                 punctuation, +44, trunk zero; read in the store's country GB), and on 1 more row",
                "4:5 `+44 (0)20 7946 0958` and `+442079460958` of record 1 are one number, `+442079460958` (spaces \
                 and punctuation, trunk zero), and on 1 more row",
            ],
        )
        .with("default-country = \"GB\""),
        Example::good(b"First Name,Phone,Email\nBob,+442079460958,\nBob,+442079460959,\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.phone;
    let other = repeat.other();
    let reading = phone::of_row(&repeat.row);
    let steps = match reading.as_ref().and_then(|reading| reading.number.as_ref().ok()) {
        Some(number) => phone::steps_between(text, &other.phone.0, number).join(", "),
        None => String::new(),
    };
    let assumed = reading.and_then(|reading| reading.assumed);
    let assumed = assumed.map(|assumed| format!("; read in {}", assumed.describe())).unwrap_or_default();
    let message = format!(
        "{} and {} of {} are one number, {} ({steps}{assumed}){}{}",
        quote(text),
        quote(&other.phone.0),
        other.place(),
        quote(&repeat.key),
        repeat.and_more(),
        repeat.loose_phone_note(),
    );
    let mut finding = Finding::new(&RULE, *span, message).help(repeat.fate.describe());
    finding.related = repeat.related(phone_of);
    finding
}
