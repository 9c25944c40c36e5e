//! The same column twice.

use hashbrown::HashMap;

use crate::rules::prelude::*;
use crate::table::Column;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "duplicate-header",
    group: Group::Header,
    summary: "the same column twice",
    why: "One of the two columns wins, and nobody can say which: the cells of the other are lost.",
    exceptions: "None: delete one of the columns.",
    severity: Severity::Error,
    basis: Basis::Policy,
    sources: &["https://docs.shopify.com/manual/your-store/customers/customer-csv"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Header(check),
    examples: &[
        Example::bad(
            b"Email,Phone,First Name,Phone,email\nann@example.com,,Ann,,\n",
            &["1:24 column 4 repeats the header of column 2", "1:30 column 5 repeats the header of column 1"],
        ),
        Example::good(b"Email,Phone,Default Address Phone\nann@example.com,,\n"),
    ],
};

fn check(table: &Table, sink: &mut Sink) {
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| match table.format.knows(&column.name) {
            Known::Exactly(header) | Known::Nearly(header) => header,
            Known::CustomField | Known::No => column.name.trim(),
        })
        .collect();
    let mut firsts = HashMap::new();
    for (column, name) in table.columns.iter().zip(&names) {
        let first: &Column = firsts.entry(*name).or_insert(column);
        if first.index == column.index || name.is_empty() {
            continue;
        }
        sink.report(RULE.severity, Some(column.index), || {
            let message =
                format!("column {} repeats the header of column {}", column.index + 1, first.index + 1);
            let mut finding = Finding::new(&RULE, column.span, message)
                .help("delete the column that is not wanted, or give it its right header");
            finding.related.push(Related { file: 0, span: first.span, message: "the first one".into() });
            finding
        });
    }
}
