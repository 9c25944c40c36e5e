//! A header and nothing below it.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "no-rows",
    group: Group::File,
    summary: "a header without a single customer below it",
    why: "There is nothing to import. A filter that matched nobody, or an export that failed, leaves such a \
          file.",
    exceptions: "A template that is meant to be filled in.",
    severity: Severity::Error,
    basis: Basis::Policy,
    sources: &["https://docs.shopify.com/manual/your-store/customers/customer-csv"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::File(check),
    examples: &[
        Example::bad(b"Email,First Name\n", &["1:1 there is a header and no customer below it"]),
        Example::bad(b"Email,First Name\n\n,\n", &["1:1 there is a header and no customer below it"]),
        Example::good(b"Email,First Name\nann@example.com,Ann\n"),
    ],
};

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    let Some(table) = facts.table else { return };
    if facts.records == 0 {
        sink.report(RULE.severity, None, || {
            Finding::new(&RULE, table.header, "there is a header and no customer below it")
                .help("export the customers again, and look at the filter of the export")
        });
    }
}
