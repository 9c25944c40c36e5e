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
        Example::bad(
            b"Email;Tags\na@example.com;vip,",
            &["2:19 3 tags are longer than 255 characters, the longest has 256"],
        )
        .then(&LONG_AND_SHORT, 3),
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
    let (mut start, mut count, mut longest, mut first) = (0, 0u64, 0, None);
    for part in text.split(',') {
        let tag = part.trim();
        let at = start + part.len() - part.trim_start().len();
        start += part.len() + 1;
        // A character is at least one byte.
        let length = if tag.len() > MOST { tag.chars().count() } else { 0 };
        if length > MOST {
            count += 1;
            longest = longest.max(length);
            first.get_or_insert((at, at + tag.len()));
        }
    }
    let Some((start, end)) = first else { return };
    sink.report(RULE.severity, Some(cell.column.index), || {
        let longest = grouped(longest as u64);
        let message = match count {
            1 => format!("a tag has {longest} characters, and {MOST} are the most"),
            _ => format!(
                "{} tags are longer than {MOST} characters, the longest has {longest}",
                grouped(count)
            ),
        };
        let mut finding = Finding::on(cell, &RULE, message)
            .help("shorten it, put it into the note, or put in the missing commas");
        finding.span = cell.span_of(start, end);
        finding
    });
}

/// A tag of 256 characters, and one of two.
const LONG_AND_SHORT: [u8; 260] = {
    let mut text = [b'x'; 260];
    text[256] = b',';
    text[259] = b',';
    text
};
