//! A phone number from another country than the address.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phone-country-mismatch",
    group: Group::Phone,
    summary: "a phone number from another country than the address",
    why: "People move and keep their number. Where it happens often, the wrong calling code was put before the \
          numbers, or the columns of two customers were mixed.",
    exceptions: "Customers who live abroad, or have something sent to somebody.",
    severity: Severity::Info,
    basis: Basis::Policy,
    sources: &["https://github.com/google/libphonenumber/blob/master/FALSEHOODS.md"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Phone], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,Default Address Country Code,Phone\na@example.com,GB,+33199000001\nb@example.com,US,+14165550100\n",
            &[
                "2:18 `+33199000001` is a number of FR, and the address is in GB",
                "3:18 `+14165550100` is a number of CA, and the address is in US",
            ],
        ),
        Example::good(
            b"Email,Default Address Country Code,Phone\na@example.com,GB,+442079460958\nb@example.com,JE,+442079460959\n\
              c@example.com,CA,+18005550100\nd@example.com,,+14165550100\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let Some(reading) = phone::of_cell(cell) else { return };
    let Ok(number) = reading.number.as_ref() else { return };
    // A free number is of no country that matters.
    let is_meant = matches!(reading.class, phone::Class::E164 | phone::Class::International);
    if !is_meant || !number.kind.is_of_a_place() {
        return;
    }
    let Some(home) = number.region() else { return };
    let code = cell.row.cell(Kind::CountryCode).map_or(&[][..], |cell| cell.raw());
    if code.eq_ignore_ascii_case(home.as_bytes()) {
        return;
    }
    let Some(address) = cell.row.address_region() else { return };
    if number.may_belong_to(address) {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        let message =
            format!("{} is a number of {home}, and the address is in {address}", quote(&cell.text()));
        Finding::on(cell, &RULE, message).help("look whether the calling code or the address is wrong")
    });
}
