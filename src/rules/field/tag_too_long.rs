//! A tag that is longer than a tag can be.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "tag-too-long",
    group: Group::Field,
    summary: "a tag of more than 255 characters",
    why: "A tag can have 255 characters. A row with a longer one is refused. Usually it is a text that belongs \
          into the note, or the commas between the tags are missing.",
    exceptions: "None known.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Tags], when: Facts::LONG, check },
    examples: &[
        Example::bad(b"Email,Tags\na@example.com,", &["2:15 a tag has 256 characters, and 255 are the most"])
            .then(b"x", 256),
        Example::good(b"Email,Tags\na@example.com,").then(b"x", 255),
        Example::good(b"Email,Tags\na@example.com,").then("é".as_bytes(), 255),
    ],
};

/// The most characters of a tag.
const MOST: usize = 255;

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    if cell.raw().len() <= MOST {
        return;
    }
    let text = cell.text();
    let mut start = 0;
    for part in text.split(',') {
        let tag = part.trim();
        let at = start + part.len() - part.trim_start().len();
        start += part.len() + 1;
        // A character is at least one byte.
        let length = if tag.len() > MOST { tag.chars().count() } else { 0 };
        if length > MOST {
            sink.report(RULE.severity, Some(cell.column.index), || {
                let message =
                    format!("a tag has {} characters, and {MOST} are the most", grouped(length as u64));
                let mut finding = Finding::on(cell, &RULE, message)
                    .help("shorten it, put it into the note, or put in the missing commas");
                finding.span = cell.span_of(at, at + tag.len());
                finding
            });
        }
    }
}
