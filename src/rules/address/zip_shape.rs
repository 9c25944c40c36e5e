//! A postal code that does not look like those of its country.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "zip-shape",
    group: Group::Address,
    summary: "a postal code of another shape than those of the country",
    why: "Either the code or the country is wrong, and a parcel goes astray. Whether the import minds is not \
          known.",
    exceptions: "Countries whose codes are not known here, codes in other digits than 0 to 9, and what people \
                 write before the code (`D-10115`) are passed over. Where zeros were lost, lost-leading-zero speaks.",
    severity: Severity::Info,
    basis: Basis::Policy,
    sources: &["https://github.com/Shopify/worldwide"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Zip], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,Default Address Country Code,Default Address Zip\n\
              a@example.com,US,SW1A 1AA\n\
              b@example.com,CA,90210\n\
              c@example.com,GB,SW1A\n",
            &[
                "2:18 `SW1A 1AA` does not look like a postal code of `US`, such as `99999`",
                "3:18 `90210` does not look like a postal code of `CA`, such as `A9A 9A9`",
                "4:18 `SW1A` does not look like a postal code of `GB`, such as `AA9 9AA`",
            ],
        ),
        Example::good(
            b"Email,Default Address Country Code,Default Address Zip\n\
              a@example.com,US,90210-1234\nb@example.com,CA,h0h 0h0\nc@example.com,GB,SW1A 1AA\n\
              d@example.com,AE,none\ne@example.com,DE,D-10115\nf@example.com,,?\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let Some(country) = cell.row.address_country() else { return };
    if country.has_zip(cell.raw()) {
        return;
    }
    let text = cell.text();
    if country.zip(&text) != Zip::Misfits {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        let message = format!(
            "{} does not look like a postal code of {}, such as `{}`",
            quote(&text),
            quote(country.code()),
            country.zip_shape()
        );
        Finding::on(cell, &RULE, message)
            .help("in the pattern 9 is a digit and A a letter; correct the code or the country")
    });
}
