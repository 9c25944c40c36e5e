//! A province of no country.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "province-without-country",
    group: Group::Address,
    summary: "a province in a row without a country",
    why: "`CA` is California, Cádiz or Cagliari: without a country the province means nothing, and Shopify refuses \
          the row. Of all gaps in an address it is the only one that it refuses.",
    exceptions: "It was measured with a code, at the API. That a province by name is treated alike is assumed.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &["https://github.com/ostrovsrr/qa-shopify-tool"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::ProvinceCode, Kind::Province], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,Default Address Province Code,Default Address Country Code\n\
              a@example.com,CA,\nb@example.com,NY,\" \"\n",
            &[
                "2:15 the province `CA` stands in a row without a country",
                "3:15 the province `NY` stands in a row without a country",
            ],
        ),
        Example::bad(
            b"Email,Province,Province Code,Country,Country Code\n\
              a@example.com,California,CA,,\nb@example.com,Ontario,,,\n",
            &[
                "2:26 the province `CA` stands in a row without a country",
                "3:15 the province `Ontario` stands in a row without a country",
            ],
        ),
        Example::good(
            b"Email,Default Address Province Code,Default Address Country Code\n\
              a@example.com,CA,US\nb@example.com,,\nc@example.com,,US\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let row = cell.row;
    let has = |kind: Kind| {
        // The first byte is enough, unless it is a space.
        row.cell(kind).is_some_and(|cell| match cell.raw().first() {
            None => false,
            Some(b' ' | b'\t' | b'"') => row.has(kind),
            Some(_) => true,
        })
    };
    if has(Kind::CountryCode) || has(Kind::Country) {
        return;
    }
    let text = cell.text();
    let province = text.trim();
    if province.is_empty() || cell.column.kind == Kind::Province && row.has(Kind::ProvinceCode) {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        let message = format!("the province {} stands in a row without a country", quote(province));
        Finding::on(cell, &RULE, message).help("write the country, or leave the province empty")
    });
}
