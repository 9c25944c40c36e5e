//! One e-mail address on several rows, spelled alike.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "duplicate-email",
    group: Group::Identity,
    summary: "the same e-mail address on several rows",
    why: "An e-mail address is one customer. Of several rows the importer keeps one and drops what the others \
          say, without an error.",
    exceptions: "Formats with several rows for one customer, such as Matrixify's, repeat it on purpose; there \
                 the rule is silent.",
    severity: Severity::Error,
    basis: Basis::Reported,
    sources: &[
        "https://blog.stagebit.com/answers/shopify/how-do-i-import-existing-customers-into-shopify/",
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["import-path", "overwrite", "scope"],
    check: Check::Repeat { of: Sort::SameEmail, tell },
    examples: &[
        Example::bad(
            b"Email,First Name\nbob@example.com,Bob\nann@example.com,Ann\nbob@example.com,Bobby\n",
            &["4:1 the e-mail address `bob@example.com` is on record 1 too"],
        ),
        Example::bad(
            b"Email,Phone\nbob@example.com,+12125550100\nbob@example.com,+12125550100\n",
            &["3:1 the e-mail address `bob@example.com` is on record 1 too, with the same phone number"],
        ),
        Example::good(b"Email,First Name\nbob@example.com,Bob\nbobby@example.com,Bob\n,Bob\n,Bob\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let with_phone = match &repeat.also {
        None => String::new(),
        Some(also) if also.with.phone.0 == repeat.me.phone.0 => ", with the same phone number".to_owned(),
        Some(also) => format!(", with the same phone number in another spelling ({})", quote(&also.key)),
    };
    let (text, span) = &repeat.me.email;
    let place = repeat.other().place();
    let more = repeat.and_more();
    let message = format!("the e-mail address {} is on {place} too{more}{with_phone}", quote(text));
    let mut finding = Finding::new(&RULE, *span, message).help(repeat.fate.describe());
    finding.related = repeat.related(email_of);
    finding
}
