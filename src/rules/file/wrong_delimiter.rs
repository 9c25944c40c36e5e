//! Cells that are not separated by what the importer expects.

use crate::rules::prelude::*;
use crate::source::{Dialect, Source};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "wrong-delimiter",
    group: Group::File,
    summary: "cells separated by something else than a comma",
    why: "Shopify splits at commas. To it such a file has one column with a long name, and the import fails \
          with missing headers.",
    exceptions: "None for Shopify; another importer may let you choose the delimiter.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
        "https://help.vitals.app/article/475-managing-the-subscribers-list-in-the-email-marketing-app",
    ],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &["format"],
    check: Check::File(check),
    examples: &[
        Example::bad(
            b"Email;First Name;Note\nann@example.com;Ann;red, blue\n",
            &["1:6 cells are separated by a semicolon where the import expects a comma"],
        )
        .fixed(b"Email,First Name,Note\nann@example.com,Ann,\"red, blue\"\n"),
        Example::bad(
            b"sep=,\nEmail,First Name\nann@example.com,Ann\n",
            &["1:1 the first line is a note to Excel, which the import takes for the header"],
        )
        .fixed(b"Email,First Name\nann@example.com,Ann\n"),
        Example::good(b"Email,First Name,Note\nann@example.com,Ann,red; blue\n"),
        Example::good(b"Mail;Name\nann@example.com;Ann\n")
            .with("format = \"generic\"\ncolumns = { Mail = \"email\", Name = \"first-name\" }"),
    ],
};

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    let Some(table) = facts.table else { return };
    let Some(expected) = table.format.delimiter.and_then(|c| u8::try_from(c).ok()) else { return };
    let found = table.dialect;
    let wrong = found.delimiter != expected && table.width() > 1;
    if !wrong && found.sep_line == 0 {
        return;
    }
    sink.report(RULE.severity, None, || {
        let start = facts.source.text_start();
        let (span, message) = if wrong {
            let expected = Dialect { delimiter: expected, ..found };
            let message = format!(
                "cells are separated by a {} where the import expects a {}",
                found.delimiter_name(),
                expected.delimiter_name()
            );
            (first_delimiter(facts.source, table).unwrap_or(table.header), message)
        } else {
            let line = Span::new(start, start + u64::from(found.sep_line));
            (line, "the first line is a note to Excel, which the import takes for the header".to_owned())
        };
        let help = if wrong { "save the file as comma-separated CSV" } else { "delete the first line" };
        Finding::new(&RULE, span, message).help(help).fix(Fix::rewrite(
            "separate the cells by commas",
            Applicability::Safe,
            Rewrite::Commas,
        ))
    });
}

/// Between the first two headers.
fn first_delimiter(source: &Source, table: &Table) -> Option<Span> {
    let start = table.columns.first()?.span.end;
    let length = table.columns.get(1)?.span.start.checked_sub(start)?;
    let between = source.read(start, usize::try_from(length).ok()?).ok()?;
    let at = start + between.iter().position(|byte| *byte == table.dialect.delimiter)? as u64;
    Some(Span::new(at, at + 1))
}
