//! A postal code that a spreadsheet took for a number.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "lost-leading-zero",
    group: Group::Address,
    summary: "a postal code that has lost the zero it began with",
    why: "A spreadsheet reads `02134` as the number 2134 and saves that. Shipping rates and labels are then wrong \
          for every customer in the north-east of the United States, in Saxony or on Hokkaido.",
    exceptions: "It is told only where the country has postal codes that begin so and a zero or two make one of \
                 it. Whether the import minds a wrong postal code is not known.",
    severity: Severity::Warning,
    basis: Basis::Reported,
    sources: &[
        "https://github.com/Shopify/worldwide",
        "https://www.excel-exercise.com/how-to-keep-the-first-0-in-a-cell/",
    ],
    fix: FixAvailability::Unsafe,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Zip], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,Default Address Country Code,Default Address Zip\n\
              a@example.com,US,2134\n\
              b@example.com,US,'2134-1234\n\
              c@example.com,US,601\n\
              d@example.com,DE,1067\n\
              e@example.com,JP,600042\n",
            &[
                "2:18 `2134` has probably lost a zero in front: postal codes of `US` have 5 digits, and `02134` is one",
                "3:18 `'2134-1234` has probably lost a zero in front: postal codes of `US` have 5 digits, and `02134-1234` is one",
                "4:18 `601` has probably lost 2 zeros in front: postal codes of `US` have 5 digits, and `00601` is one",
                "5:18 `1067` has probably lost a zero in front: postal codes of `DE` have 5 digits, and `01067` is one",
                "6:18 `600042` has probably lost a zero in front: postal codes of `JP` have 7 digits, and `0600042` is one",
            ],
        )
        .fixed(
            b"Email,Default Address Country Code,Default Address Zip\n\
              a@example.com,US,02134\n\
              b@example.com,US,02134-1234\n\
              c@example.com,US,00601\n\
              d@example.com,DE,01067\n\
              e@example.com,JP,0600042\n",
        ),
        Example::good(
            b"Email,Default Address Country Code,Default Address Zip\n\
              a@example.com,US,02134\nb@example.com,CH,8001\nc@example.com,DE,5500\nd@example.com,,2134\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    // Zeros are lost from numbers, and codes in letters are none.
    let number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b' ' | b'"' | b'\'');
    if !cell.raw().iter().all(number) {
        return;
    }
    let Some(country) = cell.row.address_country() else { return };
    if country.has_zip(cell.raw()) {
        return;
    }
    let text = cell.text();
    let Zip::LostZeros(whole) = country.zip(&text) else { return };
    sink.report(RULE.severity, Some(cell.column.index), || {
        let lost = whole.len() - text.trim().trim_start_matches('\'').len();
        let zeros = if lost == 1 { "a zero".to_owned() } else { format!("{lost} zeros") };
        let message = format!(
            "{} has probably lost {zeros} in front: postal codes of {} have {} digits, and {} is one",
            quote(&text),
            quote(country.code()),
            country.zip_shape().bytes().filter(|class| *class == b'9').count(),
            quote(&whole)
        );
        let edit = cell.rewritten(&whole);
        Finding::on(cell, &RULE, message)
            .help(format!(
                "if {} is right, write it; format the column as text before a spreadsheet saves the file",
                quote(&whole)
            ))
            .fix(Fix::edits("put the zero back", Applicability::Unsafe, vec![edit]))
    });
}
