//! The apostrophe that keeps a spreadsheet from touching a number.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "leading-apostrophe",
    group: Group::Phone,
    summary: "an apostrophe before a number, put there for a spreadsheet",
    why: "Shopify's own export writes it, and Shopify ignores it before a phone number. Other systems take it for a \
          part of the number, so that they refuse it or do not find the customer.",
    exceptions: "A file that goes back to Shopify alone.",
    severity: Severity::Info,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://github.com/libracore/WooCommerceConnector/issues/75",
    ],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &[],
    check: Check::Cell {
        kinds: &[Kind::Phone, Kind::AddressPhone, Kind::CustomerId, Kind::Zip, Kind::Metafield],
        when: Facts::ODD,
        check,
    },
    examples: &[
        Example::bad(
            b"Customer ID,Email,Default Address Zip,Default Address Phone,Phone,Born (customer.metafields.facts.birth_date)\n\
              '7001,a@example.com,'04101,'12125550101,'+12125550100,'1990-05-02\n",
            &[
                "2:1 `'7001` begins with an apostrophe",
                "2:21 `'04101` begins with an apostrophe",
                "2:28 `'12125550101` begins with an apostrophe",
                "2:41 `'+12125550100` begins with an apostrophe",
                "2:55 `'1990-05-02` begins with an apostrophe",
            ],
        )
        .fixed(
            b"Customer ID,Email,Default Address Zip,Default Address Phone,Phone,Born (customer.metafields.facts.birth_date)\n\
              7001,a@example.com,04101,12125550101,+12125550100,1990-05-02\n",
        ),
        Example::good(
            b"Last Name,Email,Default Address Address1,Phone,Era (customer.metafields.facts.era)\n\
              't Hart,a@example.com,'s-Gravelandseweg 1,+12125550100,'90s music\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let ([b'\'', ..] | [b'"', b'\'', ..]) = cell.raw() else { return };
    if !cell.text().strip_prefix('\'').is_some_and(|rest| is_number(rest, cell.column.kind)) {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        let message = format!("{} begins with an apostrophe", quote(&cell.text()));
        let fix =
            Fix::replace("remove the apostrophe", Applicability::Safe, cell.span_of(0, 1), String::new());
        Finding::on(cell, &RULE, message)
            .help(
                "Shopify's export writes it for spreadsheets; remove it where another system reads the file",
            )
            .fix(fix)
    });
}

/// Whether what follows is something that a spreadsheet would change. A custom field may hold any text, so there
/// it must be a date or number through and through.
fn is_number(text: &str, kind: Kind) -> bool {
    if kind != Kind::Metafield {
        return text.contains(|c: char| c.is_ascii_digit());
    }
    let part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '/' | '.' | ':' | 'T' | 'Z' | ' ');
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'))
        && text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(part)
}
