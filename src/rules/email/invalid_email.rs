//! An address that Shopify refuses.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "invalid-email",
    group: Group::Email,
    summary: "an e-mail address that Shopify refuses",
    why: "The importer refuses the row or drops the address; either way the customer you meant is not there \
          afterwards.",
    exceptions: "Another importer may take what Shopify refuses, such as an underscore in the domain.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &["https://github.com/ostrovsrr/qa-shopify-tool"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Email], when: Facts::ANY, check },
    examples: &[
        Example::bad(
            b"Email,First Name\nbob.@example.com,Bob\nbob@example,Bob\nbob@ex_ample.com,Bob\n",
            &[
                "2:4 `bob.@example.com` is no address Shopify takes: the part before the `@` ends with a dot",
                "3:5 `bob@example` is no address Shopify takes: there is no dot in the domain",
                "4:7 `bob@ex_ample.com` is no address Shopify takes: there is an underscore in the domain",
            ],
        ),
        Example::good(
            b"Email,First Name\no'brien+news@example.com,Pat\nj\xC3\xB6rg@ex\xC3\xA4mple.de,J\xC3\xB6rg\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let text = cell.text();
    if email::is_plain(&text) {
        return;
    }
    // White space and invisible characters are another rule's business; what is left must be an address.
    let address: String = text.chars().filter(|c| !c.is_whitespace() && !email::is_invisible(*c)).collect();
    if address.is_empty() {
        return;
    }
    if let Some(refusal) = email::refusal(&address) {
        sink.report(RULE.severity, Some(cell.column.index), || {
            let whose = if refusal.measured { "address Shopify takes" } else { "address by RFC 5322" };
            let message = format!("{} is no {whose}: {}", quote(&text), refusal.reason);
            let mut finding =
                Finding::on(cell, &RULE, message).help("correct the address where it comes from");
            if address == *text {
                finding.span = cell.span_of(refusal.start, refusal.end);
            }
            finding
        });
    }
}
