//! Rows without a single filled cell.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "blank-row",
    group: Group::File,
    summary: "a row of nothing, or of nothing but delimiters",
    why: "A row without name, e-mail and phone cannot become a customer: the import reports it as failed. \
          Spreadsheets leave such rows where cells were cleared instead of deleted.",
    exceptions: "A reader that passes over empty lines does not mind them.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &["https://www.rfc-editor.org/rfc/rfc4180", "https://github.com/ostrovsrr/qa-shopify-tool"],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::BLANK, check },
    examples: &[
        Example::bad(
            b"Email,First Name\nann@example.com,Ann\n,\n\nbob@example.com,Bob\n\"\",",
            &[
                "3:1 there is nothing in this row but delimiters",
                "4:1 there is nothing in this row",
                "6:1 there is nothing in this row but delimiters",
            ],
        )
        .fixed(b"Email,First Name\nann@example.com,Ann\nbob@example.com,Bob\n"),
        Example::bad(b"\nEmail\nann@example.com\n", &["1:1 there is nothing in this row"])
            .fixed(b"Email\nann@example.com\n"),
        Example::good(b"Email,First Name\nann@example.com,\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    sink.report(RULE.severity, None, || {
        let message = if row.width() > 1 {
            "there is nothing in this row but delimiters"
        } else {
            "there is nothing in this row"
        };
        let delete = Fix::replace("delete the row", Applicability::Safe, row.line_span(), String::new());
        Finding::new(&RULE, row.span(), message).help("delete the row").fix(delete)
    });
}
