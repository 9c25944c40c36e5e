//! An address that Shopify refuses.

use crate::identity::email::{Defect, Ground, Refusal};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "invalid-email",
    group: Group::Email,
    summary: "an e-mail address that Shopify refuses",
    why: "The importer refuses the row or drops the address; either way the customer you meant is not there \
          afterwards. What was tried is told as `no address Shopify takes`; what follows from a standard names \
          the standard.",
    exceptions: "Another importer may take what Shopify refuses, such as an underscore in the domain.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2",
        "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4",
        "https://www.unicode.org/reports/tr46/",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Email], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,First Name\nbob.@example.com,Bob\nbob@example,Bob\nbob@ex_ample.com,Bob\n",
            &[
                "2:4 `bob.@example.com` is no address Shopify takes: the part before the `@` ends with a dot",
                "3:5 `bob@example` is no address Shopify takes: there is no dot in the domain",
                "4:7 `bob@ex_ample.com` is no address Shopify takes: there is an underscore in the domain",
            ],
        ),
        Example::bad(
            b"Email,First Name\nbob,Bob\nbob@gmailcom,Bob\nbob@-example.com,Bob\nbob@[192.0.2.1],Bob\n\"bob@acme,com\",Bob\n",
            &[
                "2:1 `bob` is not an e-mail address: there is no `@` in it (RFC 5321)",
                "3:5 `bob@gmailcom` is no address Shopify takes: there is no dot in the domain",
                "4:5 `bob@-example.com` is not an e-mail address: a part of the domain begins with a hyphen \
                 (RFC 5321)",
                "5:5 `bob@[192.0.2.1]` may be refused: a number in brackets stands for the domain",
                "6:10 `bob@acme,com` is no address Shopify takes: there is a comma in the domain in the place of a dot",
            ],
        ),
        Example::good(
            b"Email,First Name\no'brien+news@example.com,Pat\nj\xC3\xB6rg@ex\xC3\xA4mple.de,J\xC3\xB6rg\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let Address::Refused { untried } = Address::of(cell) else { return };
    let severity = if untried { Severity::Warning } else { RULE.severity };
    sink.report(severity, Some(cell.column.index), || {
        let written = cell.text();
        let text = quote(&written);
        let Some(Defect::Refused(refusal)) = email::defect(&written) else {
            return Finding::on(cell, &RULE, format!("{text} is not an e-mail address"));
        };
        let reason = refusal.reason;
        let message = match refusal.ground {
            Ground::Measured => format!("{text} is no address Shopify takes: {reason}"),
            Ground::Standard(standard) => format!("{text} is not an e-mail address: {reason} ({standard})"),
            Ground::Untried => format!("{text} may be refused: {reason}"),
        };
        let mut finding = Finding::on(cell, &RULE, message).help(advice(cell, refusal));
        finding.span = cell.span_of(refusal.start, refusal.end);
        finding
    });
}

fn advice(cell: &Cell<'_>, refusal: Refusal) -> String {
    if refusal.ground == Ground::Untried {
        return "the standard allows it, but whether Shopify takes it was not tried; ask for a plainer address"
            .to_owned();
    }
    let text = cell.text();
    let domain = text.trim().rsplit_once('@').map(|(_, domain)| domain);
    let dotted = || {
        let dotted = text.trim().replace(',', ".");
        (email::refusal(&dotted).is_none() && dotted != text.trim()).then_some(dotted)
    };
    match domain.and_then(email::provider::completed).or_else(dotted) {
        Some(meant) => {
            format!("correct the address where it comes from; perhaps {} was meant", quote(&meant))
        }
        None => "correct the address where it comes from".to_owned(),
    }
}
