//! Customer ids that do not tell customers apart.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "duplicate-id",
    group: Group::Identity,
    summary: "one customer id on different customers, or one customer with two ids",
    why: "A system that matches by its own id writes one customer's data into another's record.",
    exceptions: "Where the importer ignores the id, as Shopify's is said to, only its own readers are harmed.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &["https://matrixify.app/documentation/customers/"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["scope"],
    check: Check::Repeat { of: Sort::Id, tell },
    examples: &[
        Example::bad(
            b"Customer ID,Email\n7001,bob@example.com\n7001,ann@example.com\n",
            &["3:1 the customer id `7001` is also that of `bob@example.com` on record 1"],
        ),
        Example::bad(
            b"Customer ID,Email\n7001,bob@example.com\n7002,bob@example.com\n",
            &["3:1 `bob@example.com` has the customer id `7002` here and `7001` on record 1"],
        ),
        Example::good(b"Customer ID,Email\n7001,bob@example.com\n7002,ann@example.com\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (id, span) = &repeat.me.id;
    let other = repeat.other();
    let message = if repeat.key == repeat.me.id.0.trim_start_matches('\'').trim() {
        let who = if other.email.0.is_empty() { &other.phone.0 } else { &other.email.0 };
        format!("the customer id {} is also that of {} on {}", quote(id), quote(who), other.place())
    } else {
        let (email, theirs) = (&repeat.me.email.0, &other.id.0);
        format!(
            "{} has the customer id {} here and {} on {}",
            quote(email),
            quote(id),
            quote(theirs),
            other.place()
        )
    };
    let mut finding =
        Finding::new(&RULE, *span, message).help("find out which id is right before you import");
    finding.related = repeat.related(id_of);
    finding
}
