//! A file over the importer's limit.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "file-too-large",
    group: Group::File,
    summary: "a file larger than the import takes",
    why: "Shopify refuses the whole file (\"CSV file is bigger than 15 MB\").",
    exceptions: "An app that imports through the API has limits of its own.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &["https://docs.shopify.com/manual/your-store/customers/customer-csv"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["format"],
    check: Check::File(check),
    examples: &[
        // The header has 11 bytes and each row 4,096.
        Example::bad(
            b"Email,Note\n",
            &["3664:1 the file has 15,728,651 bytes, and the import takes 15 MB; it ends before this row"],
        )
        .then(&ROW, 3840),
        Example::bad(
            b"Email,Note\n",
            &["3664:1 the file has 15,003,659 bytes; whether the 15 MB that the import takes are \
               15,000,000 or 15,728,640 is not documented"],
        )
        .then(&ROW, 3663),
        // In Latin-1 the first row has 6 bytes, and a byte more when it can be imported.
        Example::bad(
            b"Email,Note\n,Jos\xE9\n",
            &["3665:1 as UTF-8 the file has 15,728,658 bytes, and the import takes 15 MB; it ends before this row"],
        )
        .then(&ROW, 3840),
        Example::good(b"Email,Note\nann@example.com,Ann\n"),
    ],
};

const ROW: [u8; 4096] = {
    let mut row = [b'x'; 4096];
    row[0] = b',';
    row[4095] = b'\n';
    row
};

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    let Some(limit) = facts.table.and_then(|table| table.format.max_size.as_ref()) else { return };
    // As UTF-8, which is what can be imported.
    let size = facts.source.len();
    if size <= limit.from {
        return;
    }
    let severity = if size > limit.upto { RULE.severity } else { Severity::Warning };
    sink.report(severity, None, || {
        let split = facts.split.filter(|split| split.record > 0);
        let stated = &limit.stated;
        let what = if facts.source.charset == Charset::Utf8 { "the file" } else { "as UTF-8 the file" };
        let size = format!("{what} has {} bytes", grouped(size));
        let message = if severity == Severity::Error {
            let ends = if split.is_some() { "; it ends before this row" } else { "" };
            format!("{size}, and the import takes {stated}{ends}")
        } else {
            let (from, upto) = (grouped(limit.from), grouped(limit.upto));
            format!(
                "{size}; whether the {stated} that the import takes are {from} or {upto} \
                 is not documented"
            )
        };
        let help = match split {
            Some(split) => format!(
                "split it after record {}, and repeat the header at the start of the second file",
                split.record
            ),
            None => "split it, and repeat the header at the start of every file".to_owned(),
        };
        let place = split.map_or(facts.source.text_start(), |split| split.offset);
        Finding::new(&RULE, Span::at(place), message).help(help)
    });
}
