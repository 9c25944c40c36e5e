//! A row that is too long to be one.

use crate::rules::prelude::*;
use crate::source::MAX_RECORD;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "oversized-record",
    group: Group::File,
    summary: "a row that is longer than 4 MiB",
    why: "No customer fills a quarter of the largest file Shopify takes: the line ends are missing, or the file \
          is something else. The rest of the line is not checked.",
    exceptions: "None: what was not read was not checked.",
    severity: Severity::Error,
    basis: Basis::Policy,
    sources: &["https://docs.shopify.com/manual/your-store/customers/customer-csv"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::FAULTY, check },
    examples: &[
        Example::bad(
            b"Email,Note\nann@example.com,",
            &["2:1 the row is longer than 4 MiB; the rest of its line was not read"],
        )
        .then(&[b'x'; 1024], 4 * 1024),
        Example::good(b"Email,Note\nann@example.com,one line\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    if row.faults().any(|(fault, _)| fault.kind == FaultKind::TooLong) {
        sink.report(RULE.severity, None, || {
            let most = MAX_RECORD >> 20;
            let message = format!("the row is longer than {most} MiB; the rest of its line was not read");
            Finding::new(&RULE, Span::at(row.span().start), message)
                .help("look for lines that end with something else than LF, CRLF or CR")
        });
    }
}
