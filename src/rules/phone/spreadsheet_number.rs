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
    fix: FixAvailability::Safe,
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
        let fix = Fix::edits("write the number alone", Applicability::Safe, vec![cell.rewritten(bare)]);
        Finding::on(cell, &RULE, message).help(format!("write {}", quote(bare))).fix(fix)
    });
}
