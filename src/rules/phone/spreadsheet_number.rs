//! A number that a spreadsheet has rewritten.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "spreadsheet-number",
    group: Group::Phone,
    summary: "a number as a spreadsheet writes it, often with digits lost",
    why: "A spreadsheet takes phone numbers, ids and postal codes for quantities and saves a shortened or dressed \
          form. Shopify refuses it as a phone number; systems that keep the digits alone make another number of it.",
    exceptions: "None known.",
    severity: Severity::Error,
    basis: Basis::Reported,
    sources: &[
        "https://support.microsoft.com/en-us/office/keeping-leading-zeros-and-large-numbers-1bf7b935-36e1-4985-842f-5dfa51f85fe7",
        "https://torublog.pages.dev/shopify-colorme-customers-import",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &[],
    check: Check::Cell {
        kinds: &[Kind::Phone, Kind::AddressPhone, Kind::CustomerId, Kind::Zip],
        when: Facts::ODD,
        check,
    },
    examples: &[
        Example::bad(
            b"Customer ID,Email,Default Address Zip,Phone\n7.02255E+12,a@example.com,12345.0,9.19961E+11\n",
            &[
                "2:1 `7.02255E+12` is a number that a spreadsheet shortened: 6 of its 13 digits are left",
                "2:27 `12345.0` is `12345` as a spreadsheet writes it",
                "2:35 `9.19961E+11` is a number that a spreadsheet shortened: 6 of its 12 digits are left",
            ],
        )
        .fixed(b"Customer ID,Email,Default Address Zip,Phone\n7.02255E+12,a@example.com,12345,9.19961E+11\n"),
        Example::bad(
            b"Email,Phone\na@example.com,\"=\"\"+12125550100\"\"\"\nb@example.com,2125550101.0\nc@example.com,#NAME?\n",
            &[
                "2:16 `=\"+12125550100\"` is `+12125550100` as a spreadsheet writes it",
                "3:15 `2125550101.0` is `2125550101` as a spreadsheet writes it",
                "4:15 `#NAME?` is a spreadsheet's error and no phone number",
            ],
        )
        .fixed(b"Email,Phone\na@example.com,\"+12125550100\"\nb@example.com,2125550101\nc@example.com,#NAME?\n"),
        Example::bad(
            b"Email,Default Address Country Code,Default Address Zip\n\
              a@example.com,US,12345.0\nb@example.com,US,7001.0\nc@example.com,,7001.0\nd@example.com,CH,8001.0\n\
              e@example.com,US,1.5E+09\n",
            &[
                "2:18 `12345.0` is `12345` as a spreadsheet writes it",
                "3:18 `7001.0` is `7001` as a spreadsheet writes it, probably with a zero lost in front: `07001`",
                "4:16 `7001.0` is `7001` as a spreadsheet writes it",
                "5:18 `8001.0` is `8001` as a spreadsheet writes it",
                "6:18 `1.5E+09` is a number that a spreadsheet shortened: 2 of its 10 digits are left",
            ],
        )
        .fixed(
            b"Email,Default Address Country Code,Default Address Zip\n\
              a@example.com,US,12345\nb@example.com,US,07001\nc@example.com,,7001\nd@example.com,CH,8001\n\
              e@example.com,US,1.5E+09\n",
        ),
        Example::good(b"Customer ID,Email,Default Address Zip,Phone\n7022551234567,a@example.com,12345,+12125550100\n"),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    if !spreadsheet::may_be_dressed(cell.raw()) {
        return;
    }
    let text = cell.text();
    let Some(dressed) = spreadsheet::dressed(&text) else { return };
    let kind = cell.column.kind;
    let severity = match kind {
        Kind::CustomerId | Kind::Zip => Severity::Warning,
        // An address phone is free text, and so is this column in old exports.
        Kind::Phone if !cell.row.table.loose_phone() => RULE.severity,
        _ => Severity::Info,
    };
    sink.report(severity, Some(cell.column.index), || {
        let what = match kind {
            Kind::CustomerId => "customer id",
            Kind::Zip => "postal code",
            _ => "phone number",
        };
        let bare = match &dressed {
            spreadsheet::Dressed::Number(number) => number,
            spreadsheet::Dressed::Formula(inside) => *inside,
            spreadsheet::Dressed::Shortened { digits, left } => {
                let message = format!(
                    "{} is a number that a spreadsheet shortened: {left} of its {digits} digits are left",
                    quote(&text)
                );
                return Finding::on(cell, &RULE, message).help(
                    "export it again from where it comes from, and open it in the spreadsheet as text",
                );
            }
            spreadsheet::Dressed::Error => {
                let message = format!("{} is a spreadsheet's error and no {what}", quote(&text));
                return Finding::on(cell, &RULE, message)
                    .help("take it from where it comes from, or leave the cell empty");
            }
        };
        let message = format!("{} is {} as a spreadsheet writes it", quote(&text), quote(bare));
        let country = if kind == Kind::Zip { cell.row.address_country() } else { None };
        if let Some(Zip::LostZeros(whole)) = country.map(|country| country.zip(bare)) {
            let message = format!("{message}, probably with a zero lost in front: {}", quote(&whole));
            let edit = cell.rewritten(&whole);
            return Finding::on(cell, &RULE, message)
                .help(format!("if that is right, write {}", quote(&whole)))
                .fix(Fix::edits("write the code with its zero", Applicability::Unsafe, vec![edit]));
        }
        // Of a postal code a zero may be lost as well, unless its country has such codes.
        let whole = kind != Kind::Zip || country.is_some_and(|country| country.has_zip(bare.as_bytes()));
        let applicability = if whole { Applicability::Safe } else { Applicability::Unsafe };
        let fix = Fix::edits("write the number alone", applicability, vec![cell.rewritten(bare)]);
        let help = if whole {
            format!("write {}", quote(bare))
        } else {
            format!("write {}, unless the code begins with a zero, which is lost then", quote(bare))
        };
        Finding::on(cell, &RULE, message).help(help).fix(fix)
    });
    let column = cell.column.index;
    sink.explain(severity, column..column + 1);
}
