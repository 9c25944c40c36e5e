//! White space and invisible characters in an e-mail address.

use crate::identity::email::Defect;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "email-whitespace",
    group: Group::Email,
    summary: "white space or an invisible character in an e-mail address",
    why: "A space inside makes the address invalid. At the edges one system trims it and another takes the \
          address for a different customer; characters that nobody sees are trimmed by hardly anyone.",
    exceptions: "If every system that reads the file is known to trim, a space at the edge does no harm.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &["https://github.com/ostrovsrr/qa-shopify-tool"],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Email], when: SPACED, check },
    examples: &[
        Example::bad(
            b"Email,First Name\nbob@example.com ,Bob\n\" ann@example.com\",Ann\ncat\xC2\xA0@example.com,Cat\n",
            &[
                "2:16 `bob@example.com ` has white space at the end",
                "3:2 ` ann@example.com` has white space at the start",
                "4:4 `cat\\u{A0}@example.com` has white space inside",
            ],
        )
        .fixed(b"Email,First Name\nbob@example.com,Bob\n\"ann@example.com\",Ann\ncat\xC2\xA0@example.com,Cat\n"),
        Example::bad(
            b"Email,First Name\nbob@exam\xE2\x80\x8Bple.com,Bob\n",
            &["2:9 `bob@exam\\u{200B}ple.com` has an invisible character (U+200B)"],
        )
        .fixed(b"Email,First Name\nbob@example.com,Bob\n"),
        Example::good(b"Email,First Name\nbob@example.com,Bob\n,Ann Marie\n"),
    ],
};

/// White space is `SPACE`; NBSP and the invisible ones are `NON_ASCII`; a line break or control counts as well.
const SPACED: Facts = Facts::SPACE.union(Facts::NON_ASCII).union(Facts::LINE_BREAK);

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let address = Address::of(cell);
    let text = cell.text();
    if address == Address::Torn {
        sink.report(Severity::Error, Some(cell.column.index), || {
            let message = format!("{} has white space inside", quote(&text));
            let mut finding = Finding::on(cell, &RULE, message)
                .help("correct the address where it comes from; what belongs there cannot be guessed");
            if let Some(Defect::Spaced { inside: Some(at) }) = email::defect(&text) {
                let space = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
                finding.span = cell.span_of(at, at + space.len_utf8());
            }
            finding
        });
    }
    if address != Address::Spaced {
        return;
    }
    let hidden = text.char_indices().find(|(_, c)| email::is_invisible(*c));
    let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    let (severity, what, place) = match hidden {
        Some((at, c)) => {
            let what = format!("has an invisible character (U+{:04X})", u32::from(c));
            (Severity::Error, what, (at, at + c.len_utf8()))
        }
        None if end == text.len() => {
            (Severity::Warning, "has white space at the start".to_owned(), (0, start))
        }
        None => {
            let ends = if start > 0 { "at both ends" } else { "at the end" };
            (Severity::Warning, format!("has white space {ends}"), (end, text.len()))
        }
    };
    sink.report(severity, Some(cell.column.index), || {
        let mut finding = Finding::on(cell, &RULE, format!("{} {what}", quote(&text)));
        finding.span = cell.span_of(place.0, place.1);
        let edit = cell.rewritten(&email::bare(&text));
        finding.help("what is left without it is the address that the importer compares").fix(Fix::edits(
            "remove what nobody sees",
            Applicability::Safe,
            vec![edit],
        ))
    });
}
