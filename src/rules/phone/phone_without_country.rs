//! A phone number without a calling code.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phone-without-country",
    group: Group::Phone,
    summary: "a phone number without `+`, so its country has to be guessed",
    why: "Every system guesses the country of such a number in its own way, so one customer becomes two, or \
          somebody else's number. Which country Shopify's importer assumes is not documented.",
    exceptions: "A store with customers in one country only, whose connectors all assume that country.",
    severity: Severity::Warning,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &["default-country", "phone-region"],
    check: Check::Phone { class: phone::Class::National, severity, tell },
    examples: &[
        Example::bad(
            b"Email,Phone\na@example.com,020 7946 0958\n",
            &["2:15 `020 7946 0958` has no `+`, and there is no country to read it in"],
        ),
        Example::bad(
            b"Email,Phone\na@example.com,020 7946 0958\n",
            &["2:15 `020 7946 0958` has no `+`; in the store's country GB it is `+442079460958`"],
        )
        .with("default-country = \"GB\"")
        .fixed(b"Email,Phone\na@example.com,+442079460958\n"),
        Example::bad(
            b"Email,Default Address Country Code,Phone\na@example.com,GB,020 7946 0958\n",
            &[
                "2:18 `020 7946 0958` has no `+`; in the store's country GB it is `+442079460958`, and the address \
                 country agrees",
            ],
        )
        .with("default-country = \"GB\"")
        .fixed(b"Email,Default Address Country Code,Phone\na@example.com,GB,+442079460958\n"),
        Example::good(b"Email,Phone\na@example.com,+442079460958\nb@example.com,\n"),
    ],
};

fn severity(table: &Table, reading: &Reading) -> Severity {
    match &reading.number {
        // In old exports this column is free text, like an address phone.
        _ if table.loose_phone() => Severity::Info,
        Err(_) => Severity::Error,
        Ok(_) if agrees(reading) => Severity::Info,
        Ok(_) => Severity::Warning,
    }
}

fn tell(cell: &Cell<'_>, reading: &Reading) -> Finding {
    let agreed = agrees(reading);
    let text = cell.text();
    let (Ok(number), Some(assumed)) = (&reading.number, reading.assumed) else {
        let message = format!("{} has no `+`, and there is no country to read it in", quote(&text));
        let finding = Finding::on(cell, &RULE, message);
        return match phone::with_plus(&text) {
            Some(number) => finding.help(format!(
                "if only the `+` is missing, write {}; otherwise name the store's country with --default-country",
                quote(&number.e164)
            )),
            None => finding.help(match phone::without_exit(&text) {
                Some((exit, number)) => {
                    format!("if `{exit}` stands for `+`, write {}", quote(&number.e164))
                }
                None => "write it with `+` and calling code, or name the store's country with --default-country"
                    .to_owned(),
            }),
        };
    };
    let other = match &reading.otherwise {
        Some((other, _)) if agreed => format!(", and the {} country agrees", source_of(*other)),
        _ => String::new(),
    };
    let message = format!(
        "{} has no `+`; in {} it is {}{other}",
        quote(&text),
        assumed.describe(),
        quote(&number.e164)
    );
    let applicability = if agreed { Applicability::Safe } else { Applicability::Unsafe };
    let fix = Fix::edits("write it in E.164", applicability, vec![cell.rewritten(&number.e164)]);
    Finding::on(cell, &RULE, message)
        .help(format!("if that is right, write {}", quote(&number.e164)))
        .fix(fix)
}

/// Whether the other country at hand makes the same number of it.
fn agrees(reading: &Reading) -> bool {
    reading.number.is_ok() && reading.otherwise.as_ref().is_some_and(|(_, number)| *number == reading.number)
}

fn source_of(assumed: phone::Assumed) -> &'static str {
    match assumed {
        phone::Assumed::Store(_) => "store's",
        phone::Assumed::Address(_) => "address",
    }
}
