//! A column that the export writes and the import does not read.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "ignored-column",
    group: Group::Header,
    summary: "a column that only the export writes",
    why: "What is changed in such a column is not imported: Shopify counts orders and totals itself and gives \
          its own ids.",
    exceptions: "In a file that is exported and imported again these columns are normal.",
    severity: Severity::Info,
    basis: Basis::Reported,
    sources: &[
        "https://ascendfs.zendesk.com/hc/en-us/articles/26465992706843-Importing-a-Customer-List-via-CSV-File",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["format"],
    check: Check::Header(check),
    examples: &[
        Example::bad(
            b"Email,Total Spent,Total Orders\nann@example.com,12.50,1\n",
            &["1:7 the import does not read `Total Spent`", "1:19 the import does not read `Total Orders`"],
        ),
        Example::good(b"Email,Tags\nann@example.com,\n"),
    ],
};

fn check(table: &Table, sink: &mut Sink) {
    for column in table.columns.iter() {
        if let Some(spec) = table.format.column(&column.name).filter(|spec| spec.ignored) {
            sink.report(RULE.severity, Some(column.index), || {
                let message = format!("the import does not read `{}`", spec.header);
                Finding::new(&RULE, column.span, message).help("leave it as it is, or delete the column")
            });
        }
    }
}
