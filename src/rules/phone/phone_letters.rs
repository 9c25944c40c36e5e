//! Letters in a phone number.

use crate::identity::phone::Letters;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phone-letters",
    group: Group::Phone,
    summary: "letters or mask characters in the place of digits",
    why: "libphonenumber reads three letters and more as the keys of a telephone and leaves fewer out, so a hidden \
          or mistyped number becomes another valid one, which may be somebody's.",
    exceptions: "None: a number that is advertised with letters has digits too.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://github.com/google/libphonenumber/blob/master/java/libphonenumber/src/com/google/i18n/phonenumbers/PhoneNumberUtil.java",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["default-country", "phone-region"],
    check: Check::Phone { class: phone::Class::Letters, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\na@example.com,650-253-OOOO\nb@example.com,6012XXXX\nc@example.com,212-555-0100 (home)\n",
            &[
                "2:15 `650-253-OOOO` has letters in it: libphonenumber reads `OOOO` as `6666`, so that it becomes \
                 `+16502536666`",
                "3:15 `6012XXXX` has mask characters in it: libphonenumber reads `XXXX` as `9999`, which makes no valid \
                 number (metadata 9.0.33)",
                "4:15 `212-555-0100 (home)` has letters in it: libphonenumber reads `home` as `4663`, which makes no \
                 valid number (metadata 9.0.33)",
            ],
        )
        .with("default-country = \"US\""),
        Example::bad(
            b"Email,Phone\na@example.com,+44 20 7946 0958 H\nb@example.com,+44 20 **** 0958\nc@example.com,1-800-FLOWERS\n",
            &[
                "2:15 `+44 20 7946 0958 H` has letters in it: libphonenumber leaves out `H`, so that it becomes \
                 `+442079460958`",
                "3:15 `+44 20 **** 0958` has mask characters in it, so it is no phone number",
                "4:15 `1-800-FLOWERS` has letters in it: libphonenumber reads `FLOWERS` as `3569377`",
            ],
        ),
        Example::good(b"Email,Phone\na@example.com,+16502530000\nb@example.com,Tel. +44 20 7946 0958\n"),
    ],
};

fn severity(table: &Table, _: &Reading) -> Severity {
    if table.loose_phone() { Severity::Info } else { RULE.severity }
}

fn tell(cell: &Cell<'_>, reading: &Reading) -> Finding {
    let text = cell.text();
    let letters = phone::letters(&text).unwrap_or(Letters::Unreadable(Vec::new()));
    let what = if letters.are_mask() { "mask characters" } else { "letters" };
    let message = format!("{} has {what} in it{}", quote(&text), outcome(&letters, reading));
    let help = match meant(&text, &letters, reading.region()) {
        Some(number) => format!("if {} was meant, write it so", quote(&number.e164)),
        None => "write the digits; which ones cannot be known from here".to_owned(),
    };
    Finding::on(cell, &RULE, message).help(help)
}

/// What libphonenumber makes of it.
fn outcome(letters: &Letters, reading: &Reading) -> String {
    let read = match letters {
        Letters::Unreadable(_) => return ", so it is no phone number".to_owned(),
        Letters::Dropped(runs) => {
            let runs: Vec<String> = runs.iter().take(3).map(|run| quote(run).to_string()).collect();
            format!("leaves out {}", runs.join(" and "))
        }
        Letters::Keys(runs) => {
            let pairs =
                runs.iter().take(3).map(|(run, digits)| format!("{} as {}", quote(run), quote(digits)));
            format!("reads {}", pairs.collect::<Vec<_>>().join(" and "))
        }
    };
    let result = match &reading.number {
        Ok(number) => format!(", so that it becomes {}", quote(&number.e164)),
        Err(phone::Defect::NoRegion) => String::new(),
        Err(_) => format!(", which makes no valid number (metadata {})", phone::METADATA),
    };
    format!(": libphonenumber {read}{result}")
}

/// The valid number with digits for the letters that look like them, or without the letters.
fn meant(text: &str, letters: &Letters, region: Option<Region>) -> Option<phone::Number> {
    let digit = |c: char| match c {
        'O' | 'o' => '0',
        'I' | 'l' => '1',
        _ => c,
    };
    let alike = letters.runs().iter().all(|run| run.chars().all(|c| digit(c) != c));
    let digits: String = if alike {
        text.chars().map(digit).collect()
    } else if letters.are_mask() {
        return None;
    } else {
        text.chars().filter(|c| !c.is_alphabetic()).collect()
    };
    phone::read(&digits, region).ok().filter(|number| number.extension.is_none())
}
