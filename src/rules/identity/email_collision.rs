//! One e-mail address on several rows, spelled differently.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "email-collision",
    group: Group::Identity,
    summary: "different spellings of one e-mail address on several rows",
    why: "To a machine that compares letter by letter these are several customers, to Shopify they are one: the \
          importer keeps one row, and every connector that does not normalise alike keeps writing the other.",
    exceptions: "None: even where the spellings are kept apart, they are one mailbox.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Importer),
    sources: &[
        "https://blog.stagebit.com/answers/shopify/how-do-i-import-existing-customers-into-shopify/",
        "https://www.cleansmartlabs.com/resources/guides/shopify-customer-deduplication",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["import-path", "overwrite", "scope"],
    check: Check::Repeat { of: Sort::SpelledEmail, tell },
    examples: &[
        Example::bad(
            b"Email,First Name\nBob@Example.com ,Bob\nbob@example.com,Bob\n",
            &[
                "3:1 `bob@example.com` is to Shopify the address `Bob@Example.com ` of record 1 (trim, lower-case)",
            ],
        ),
        Example::good(
            b"Email,First Name\nbo.b@example.com,Bob\nbob@example.com,Bob\nbob+x@example.com,Bob\n",
        ),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.email;
    let other = repeat.other();
    let steps = email::steps_between(text, &other.email.0).join(", ");
    let with_phone = if repeat.also.is_some() { ", with the same phone number" } else { "" };
    let message = format!(
        "{} is to Shopify the address {} of {} ({steps}){with_phone}{}",
        quote(text),
        quote(&other.email.0),
        other.place(),
        repeat.and_more(),
    );
    let mut finding = Finding::new(&RULE, *span, message).help(repeat.fate.describe());
    finding.related = repeat.related(email_of);
    finding
}
