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
            &["2:17 this quote is not closed in its row and swallows 2 rows"],
        ),
        Example::bad(
            b"Email,First Name\nann@example.com,\"Ann\nbob@example.com,Bob\n",
            &["2:17 this quote is not closed in its row and swallows 1 row"],
        ),
        Example::bad(b"Email,First Name\nann@example.com,\"Ann", &["2:17 this quote is never closed"]),
        Example::bad(
            b"Email,\"First Name\nann@example.com,Ann\nbob@example.com,\"Bob\"\n",
            &["1:7 this quote is not closed in its row and swallows 2 rows"],
        ),
        Example::good(b"Email,First Name,Note\nann@example.com,Ann,\"hello\nagain\"\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    for (fault, span) in row.faults() {
        let FaultKind::Unclosed { rows, gave_up } = fault.kind else { continue };
        let index = fault.cell as usize;
        let column = row.table.columns.get(index).map(|column| column.index);
        sink.report(RULE.severity, column, || {
            Finding::new(&RULE, span, swallowed(rows, gave_up)).help(where_it_closes(row, index))
        });
    }
}

fn swallowed(rows: u32, gave_up: bool) -> String {
    if rows == 0 {
        return "this quote is never closed".to_owned();
    }
    let least = if gave_up { "at least " } else { "" };
    let rows = counted(u64::from(rows), "row");
    format!("this quote is not closed in its row and swallows {least}{rows}")
}

fn where_it_closes(row: &Row<'_>, index: usize) -> String {
    let text = row.text_at(index);
    if row.facts.contains(RowFacts::RAGGED) {
        "close it where the text of the cell ends".to_owned()
    } else if text.trim().is_empty() {
        "take it away, or close it at once".to_owned()
    } else {
        format!("it probably belongs closed after {}", quote(&text))
    }
}
