//! A column that the importer does not know.

use crate::rules::prelude::*;
use crate::table::Column;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "unknown-header",
    group: Group::Header,
    summary: "a header that the import does not accept",
    why: "Shopify refuses the whole file (\"Some headers were not accepted\"). Headers must match to the letter: \
          capitals count, and so does a space at the end.",
    exceptions: "Another importer may pass over columns that it does not know.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
        "https://ascendfs.zendesk.com/hc/en-us/articles/26465992706843-Importing-a-Customer-List-via-CSV-File",
    ],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &["format", "columns"],
    check: Check::Header(check),
    examples: &[
        Example::bad(
            b"email,\"First Name \",Surname,Tag,Email 2,\nann@example.com,Ann,Lee,,,\n",
            &[
                "1:1 `email` is not accepted as it is written; `Email` is",
                "1:8 `First Name ` is not accepted as it is written; `First Name` is",
                "1:21 the import does not know the header `Surname`",
                "1:29 the import does not know the header `Tag`; `Tags` may be meant",
                "1:33 the import does not know the header `Email 2`",
                "1:41 column 6 has no header",
            ],
        )
        .fixed(b"Email,\"First Name\",Surname,Tag,Email 2,\nann@example.com,Ann,Lee,,,\n"),
        Example::good(b"Email,First Name,Size (customer.metafields.custom.size)\nann@example.com,Ann,42\n"),
        Example::good(b"Email,First Name,Loyalty\nann@example.com,Ann,gold\n")
            .with("columns = { Loyalty = \"other\" }"),
        Example::good(b"ID,Email,Command,First Name,Shoe\n,ann@example.com,NEW,Ann,42\n"),
    ],
};

fn check(table: &Table, sink: &mut Sink) {
    if !table.format.strict_header {
        return;
    }
    for column in table.columns.iter() {
        match table.format.knows(&column.name) {
            Known::Nearly(right) => {
                sink.report(RULE.severity, Some(column.index), || nearly(table, column, right));
            }
            // For a column that is mapped in the settings these vouch.
            Known::No if column.kind == Kind::Unknown => {
                sink.report(RULE.severity, Some(column.index), || unknown(table, column));
            }
            Known::Exactly(_) | Known::CustomField | Known::No => {}
        }
    }
}

fn nearly(table: &Table, column: &Column, right: &str) -> Finding {
    let message = format!("{} is not accepted as it is written; `{right}` is", quote(&column.name));
    let finding = Finding::new(&RULE, column.span, message).help("write the header exactly as Shopify does");
    // Written right it must not be the second of its name.
    if called(table, right) > 1 {
        return finding;
    }
    finding.fix(Fix::replace("correct the header", Applicability::Safe, column.span, right.to_owned()))
}

fn unknown(table: &Table, column: &Column) -> Finding {
    if column.name.trim().is_empty() {
        let message = format!("column {} has no header", column.index + 1);
        return Finding::new(&RULE, column.span, message)
            .help("delete the column, or the delimiters at the end of the header");
    }
    let near = table.format.nearest(&column.name).filter(|near| called(table, near) == 0);
    let meant = near.map(|near| format!("; `{near}` may be meant")).unwrap_or_default();
    let message = format!("the import does not know the header {}{meant}", quote(&column.name));
    Finding::new(&RULE, column.span, message).help("correct the header, or delete the column")
}

/// How many columns have this header, right or nearly right.
fn called(table: &Table, header: &str) -> usize {
    let is = |known| matches!(known, Known::Exactly(h) | Known::Nearly(h) if h == header);
    table.columns.iter().filter(|column| is(table.format.knows(&column.name))).count()
}
