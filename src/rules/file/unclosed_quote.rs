//! A quote that is opened and not closed in its place.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "unclosed-quote",
    group: Group::File,
    summary: "a quote that is opened and swallows the rows below",
    why: "A reader that follows the quote takes everything up to the next one for a single cell: the customers \
          in between are lost, or the file is refused. Here the quote is taken for a mere character, so that \
          the rows below are checked.",
    exceptions: "None: the file means different things to different readers.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
        "https://www.rfc-editor.org/rfc/rfc4180",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::FAULTY, check },
    examples: &[
        Example::bad(
            b"Email,First Name,Note\nann@example.com,\"Ann,hello\nbob@example.com,Bob,hi\n\
              cat@example.com,\"Cat\",\n",
            &["2:17 this quote is not closed in its row and swallows the text up to the 2nd line end below"],
        ),
        Example::bad(
            b"Email,First Name\nann@example.com,\"Ann\nbob@example.com,Bob\n",
            &["2:17 this quote is not closed in its row and swallows the text up to the 2nd line end below"],
        ),
        Example::good(b"Email,First Name,Note\nann@example.com,Ann,\"hello\nagain\"\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink<'_>) {
    for (fault, span) in row.faults() {
        let FaultKind::Unclosed { line_ends, gave_up } = fault.kind else { continue };
        let index = fault.cell as usize;
        let column = row.table.columns.get(index).map(|column| column.index);
        sink.report(RULE.severity, column, || {
            let least = if gave_up { "at least " } else { "" };
            let message = format!(
                "this quote is not closed in its row and swallows {least}{line_ends} line {} below it",
                if line_ends == 1 { "end" } else { "ends" }
            );
            Finding::new(&RULE, span, message).help("")
        });
    }
}
