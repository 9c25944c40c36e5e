//! Two numbers that ring on one line.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "split-line",
    group: Group::Identity,
    summary: "two valid phone numbers that ring on one line, as with Argentina's mobile 9",
    why: "An Argentine mobile is written with a 9 after +54 from abroad and without it at home, and both are valid \
          numbers. To Shopify and every connector they are two, so one person becomes two customers.",
    exceptions: "A fixed line and a mobile can differ in the 9 alone and belong to two people.",
    severity: Severity::Warning,
    basis: Basis::Documented,
    sources: &[
        "https://github.com/google/libphonenumber/blob/master/java/libphonenumber/src/com/google/i18n/phonenumbers/PhoneNumberUtil.java",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["scope", "default-country", "phone-region"],
    check: Check::Repeat { of: Sort::Line, tell },
    examples: &[
        Example::bad(
            b"First Name,Email,Phone\nAna,,+5491155500100\nAna,,+54 11 5550-0100\n",
            &[
                "3:6 `+54 11 5550-0100` and `+5491155500100` on record 1 differ in the mobile 9 alone: one line, and \
                 two customers to Shopify",
            ],
        ),
        Example::good(b"First Name,Email,Phone\nAna,,+5491155500100\nEva,,+5491155500101\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.phone;
    let other = repeat.other();
    let message = format!(
        "{} and {} on {} differ in the mobile 9 alone: one line, and two customers to Shopify",
        quote(text),
        quote(&other.phone.0),
        other.place(),
    );
    let help = "find out whether it is a mobile, and write it alike on all rows: with the 9 if it is";
    let mut finding = Finding::new(&RULE, *span, message).help(help);
    finding.related = repeat.related(phone_of);
    finding
}
