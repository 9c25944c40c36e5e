//! A row that names nobody.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "no-identity",
    group: Group::Identity,
    summary: "a row without e-mail, phone and name",
    why: "Shopify needs one of them (\"A name, phone number, or email address must be present\"). The row is \
          refused, and whoever it was is lost.",
    exceptions: "None known.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://github.com/phpclassic/php-shopify/issues/170",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::NO_KEY, check },
    examples: &[
        Example::bad(
            b"Email,First Name,Last Name,Phone,Tags\n,,,,vip\n",
            &["2:1 the row has no e-mail address, no phone number and no name"],
        ),
        Example::good(b"Email,First Name,Last Name,Phone,Tags\n,,Chen,,vip\n,,,+12125550100,\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    if row.table.format.identified_by.iter().chain(&[Kind::Phone]).any(|kind| row.has(*kind)) {
        return;
    }
    sink.report(RULE.severity, None, || {
        let message = "the row has no e-mail address, no phone number and no name";
        Finding::new(&RULE, row.span(), message).help("find out who it is, or delete the row")
    });
}
