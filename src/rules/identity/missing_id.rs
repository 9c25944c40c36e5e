//! A row without the id that its file is matched by.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "missing-id",
    group: Group::Identity,
    summary: "a row without the customer id in a file that has ids",
    why: "A system that matches by id takes the row for a new customer, or falls back to the e-mail address.",
    exceptions: "New customers have no id yet.",
    severity: Severity::Info,
    basis: Basis::Documented,
    sources: &["https://matrixify.app/documentation/customers/"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::NO_ID, check },
    examples: &[
        Example::bad(b"Customer ID,Email\n,bob@example.com\n", &["2:1 the row has no customer id"]),
        Example::good(b"Customer ID,Email\n7001,bob@example.com\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    let Some(cell) = row.cell(Kind::CustomerId) else { return };
    if cell.text().trim().is_empty() {
        sink.report(RULE.severity, Some(cell.column.index), || {
            Finding::on(&cell, &RULE, "the row has no customer id")
                .help("if the customer exists already, put their id in; a new one needs none")
        });
    }
}
