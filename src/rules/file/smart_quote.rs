//! Typographic quotation marks in the place of CSV's quotes.

use crate::identity::email::Defect;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "smart-quote",
    group: Group::File,
    summary: "typographic quotation marks used to quote a cell",
    why: "CSV knows the straight quote only. A word processor that bends it makes the quotes part of the text, \
          and a comma between them cuts the cell in two; Shopify asks for straight quotes.",
    exceptions: "None where they stand for quotes; in a name or a note they are left alone.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
        "https://help.shopify.com/zh-TW/manual/customers/customer-csv-issues",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[], when: Facts::STRANGE, check },
    examples: &[
        Example::bad(
            "Email,Last Name,Tags\n“ann@example.com”,“Lee”,new\nbob@example.com,“Ray”,“vip, new”\n"
                .as_bytes(),
            &[
                "2:19 `“` stands for a quote here and is none in CSV, so it becomes part of the cell",
                "3:17 `“` stands for a quote here and is none in CSV, so it becomes part of the cell",
                "3:23 `“` stands for a quote here and is none in CSV, so the cell is cut in two",
            ],
        ),
        Example::good(
            "Email,Last Name,Default Address Company,Note\n\
             ann@example.com,O’Neill,“Zum Löwen”,“Ring twice.” Then wait.\n\
             bob@example.com,Ray,,“Ring twice.”\n"
                .as_bytes(),
        ),
    ],
};

/// Any of them opens and any of them closes in some language.
const MARKS: [char; 4] = ['\u{201C}', '\u{201D}', '\u{201E}', '\u{201F}'];

/// Cells of these kinds have a shape that quotation marks are no part of.
const STRICT: &[Kind] = &[
    Kind::CustomerId,
    Kind::Command,
    Kind::Email,
    Kind::Phone,
    Kind::EmailConsent,
    Kind::SmsConsent,
    Kind::WhatsappConsent,
    Kind::TaxExempt,
    Kind::ProvinceCode,
    Kind::CountryCode,
    Kind::Zip,
    Kind::AddressPhone,
];

/// In cells of these kinds people put such marks around the whole text and mean them.
const FREE_TEXT: &[Kind] = &[
    Kind::Note,
    Kind::Tags,
    Kind::Company,
    Kind::Address1,
    Kind::Address2,
    Kind::Metafield,
    Kind::Other,
    Kind::Unknown,
];

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    // All marks are E2 80 9C to E2 80 9F, perhaps after space.
    if !cell.raw().trim_ascii_start().starts_with(b"\xE2\x80") {
        return;
    }
    let text = cell.text();
    let Some(mark) = text.trim_start().chars().next().filter(|c| MARKS.contains(c)) else { return };
    let cut = is_cut(cell, &text);
    let wrapped = is_wrapped(&text) && (!FREE_TEXT.contains(&cell.column.kind) || is_row_quoted(cell.row));
    // Around an address alone they are told of it already, with a repair.
    let told =
        !cut && cell.column.kind == Kind::Email && matches!(email::defect(&text), Some(Defect::NotBare(_)));
    if told || !cut && !wrapped {
        return;
    }
    sink.report(RULE.severity, Some(cell.column.index), || {
        let mark = mark.to_string();
        let effect = if cut { "the cell is cut in two" } else { "it becomes part of the cell" };
        let message = format!("{} stands for a quote here and is none in CSV, so {effect}", quote(&mark));
        let start = text.len() - text.trim_start().len();
        let mut finding = Finding::on(cell, &RULE, message)
            .help("write a straight quote (\") in its place and in that of its partner");
        finding.span = cell.span_of(start, start + mark.len());
        finding
    });
}

/// Whether the text has a mark at each end and none between.
fn is_wrapped(text: &str) -> bool {
    let inner = text.trim().strip_prefix(MARKS).and_then(|text| text.strip_suffix(MARKS));
    inner.is_some_and(|inner| !inner.contains(MARKS))
}

/// Whether marks stand for quotes in this row: around something that nobody puts between them.
fn is_row_quoted(row: &Row<'_>) -> bool {
    row.cells().any(|cell| {
        STRICT.contains(&cell.column.kind)
            && cell.facts().contains(Facts::NON_ASCII)
            && is_wrapped(&cell.text())
    })
}

/// Whether the partner of the mark stands at the end of a later cell, with a delimiter between them.
fn is_cut(cell: &Cell<'_>, text: &str) -> bool {
    let opens_only = text.trim_start().strip_prefix(MARKS).is_some_and(|rest| !rest.contains(MARKS));
    if !opens_only {
        return false;
    }
    let next = (cell.column.index as usize + 1..cell.row.width())
        .map(|index| cell.row.text_at(index))
        .find(|text| text.contains(MARKS));
    next.is_some_and(|text| {
        let closes = text.trim_end().strip_suffix(MARKS);
        closes.is_some_and(|rest| !rest.contains(MARKS) && !rest.trim().is_empty())
    })
}
