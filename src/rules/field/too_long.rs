//! Text that is longer than its field can be.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "too-long",
    group: Group::Field,
    summary: "a name, an address line or a note that is too long",
    why: "Names, companies, address lines and cities can have 255 characters and a note 5000. A row with more is \
          refused (\"First name is too long (maximum is 255 characters)\"). Often a quote is missing, and the cell \
          has swallowed what follows.",
    exceptions: "None known. The length of an e-mail address is judged by invalid-email.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://shopify.dev/docs/api/admin-graphql/latest/objects/CustomerMergePreviewBlockingFields",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: LIMITED, when: Facts::LONG, check },
    examples: &[
        Example::bad(
            b"Email,First Name\na@example.com,",
            &["2:15 the text has 256 characters, and Shopify takes 255 here"],
        )
        .then(b"x", 256),
        Example::bad(
            b"Email,Note\na@example.com,",
            &["2:15 the text has 5,001 characters, and Shopify takes 5,000 here"],
        )
        .then(b"x", 5001),
        Example::good(b"Email,First Name\na@example.com,").then("é".as_bytes(), 255),
        Example::good(b"Email,Note\na@example.com,").then("é".as_bytes(), 5000),
    ],
};

const LIMITED: &[Kind] =
    &[Kind::FirstName, Kind::LastName, Kind::Company, Kind::Address1, Kind::Address2, Kind::City, Kind::Note];

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let most = if cell.column.kind == Kind::Note { 5000 } else { 255 };
    // A character is at least one byte.
    if cell.raw().len() <= most {
        return;
    }
    let length = cell.text().chars().count();
    if length > most {
        sink.report(RULE.severity, Some(cell.column.index), || {
            let (length, most) = (grouped(length as u64), grouped(most as u64));
            let message = format!("the text has {length} characters, and Shopify takes {most} here");
            Finding::on(cell, &RULE, message).help("shorten it; see first whether it is one cell at all")
        });
    }
}
