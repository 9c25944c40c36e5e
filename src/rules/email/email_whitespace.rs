//! White space and invisible characters in an e-mail address.

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
    let text = cell.text();
    let unseen = |c: char| c.is_whitespace() || email::is_invisible(c);
    let trimmed = text.trim_matches(unseen);
    if trimmed.is_empty() {
        return;
    }
    let start = text.len() - text.trim_start_matches(unseen).len();
    let end = start + trimmed.len();
    let inner = trimmed.char_indices().find(|(_, c)| c.is_whitespace());
    let hidden = text.char_indices().find(|(_, c)| email::is_invisible(*c));
    let (severity, what, place) = if let Some((at, c)) = inner {
        (Severity::Error, "has white space inside".to_owned(), (start + at, start + at + c.len_utf8()))
    } else if let Some((at, c)) = hidden {
        let what = format!("has an invisible character (U+{:04X})", u32::from(c));
        (Severity::Error, what, (at, at + c.len_utf8()))
    } else if end < text.len() {
        let what = if start > 0 { "has white space at both ends" } else { "has white space at the end" };
        (Severity::Warning, what.to_owned(), (end, text.len()))
    } else if start > 0 {
        (Severity::Warning, "has white space at the start".to_owned(), (0, start))
    } else {
        return;
    };
    sink.report(severity, Some(cell.column.index), || {
        let mut finding = Finding::on(cell, &RULE, format!("{} {what}", quote(&text)));
        finding.span = cell.span_of(place.0, place.1);
        if inner.is_some() {
            return finding
                .help("correct the address where it comes from; what belongs there cannot be guessed");
        }
        let bare = email::bare(&text);
        let edit = cell.rewritten(&bare);
        finding.help("what is left without it is the address that the importer compares").fix(Fix::edits(
            "remove what nobody sees",
            Applicability::Safe,
            vec![edit],
        ))
    });
}
