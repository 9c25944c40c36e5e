//! HTML where a name should be.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "html-in-name",
    group: Group::Field,
    summary: "tags of HTML in a name or company",
    why: "Shopify refuses the row (\"cannot contain HTML tags\"). Such names come from forms that somebody tried to \
          attack, or from a page that was copied.",
    exceptions: "None known. A note may hold HTML. It was measured for the first name and the company; that the \
                 last name is treated alike is assumed.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://shopify.dev/docs/api/storefront/latest/enums/CustomerErrorCode",
    ],
    fix: FixAvailability::Unsafe,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::FirstName, Kind::LastName, Kind::Company], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,First Name,Default Address Company\n\
              a@example.com,<b>Ann</b>,Acme\n\
              b@example.com,Bob,\"Bits <br /> Bytes\"\n\
              c@example.com,Cat,<script src=x>\n",
            &[
                "2:15 `<b>Ann</b>` holds an HTML tag",
                "3:25 `Bits <br /> Bytes` holds an HTML tag",
                "4:19 `<script src=x>` holds an HTML tag",
            ],
        )
        .fixed(
            b"Email,First Name,Default Address Company\n\
              a@example.com,Ann,Acme\n\
              b@example.com,Bob,\"Bits Bytes\"\n\
              c@example.com,Cat,<script src=x>\n",
        ),
        Example::good(
            b"Email,First Name,Default Address Company,Note\n\
              a@example.com,Ann <3,A < B > C,<p>Call first</p>\n\
              b@example.com,Bob <bob@example.com>,<>,\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    if memchr::memchr(b'<', cell.raw()).is_none() {
        return;
    }
    let text = cell.text();
    let Some(first) = next_tag(&text, 0) else { return };
    sink.report(RULE.severity, Some(cell.column.index), || {
        let mut finding = Finding::on(cell, &RULE, format!("{} holds an HTML tag", quote(&text)))
            .help("take the tag out; look whether the row is a customer at all");
        finding.span = cell.span_of(first.0, first.1);
        let bare = without_tags(&text);
        if bare.is_empty() {
            return finding;
        }
        finding.fix(Fix::edits("take out the tags", Applicability::Unsafe, vec![cell.rewritten(&bare)]))
    });
}

/// The first tag from byte `from` on: its start and end.
fn next_tag(text: &str, from: usize) -> Option<(usize, usize)> {
    text.get(from..)?.match_indices('<').map(|(at, _)| from + at).find_map(|start| {
        let rest = text.get(start + 1..)?;
        // Looked for no further than the next `<`, so that a cell of nothing else is read once.
        let length = rest.find(['<', '>'])?;
        let inside =
            rest.get(..length).filter(|_| rest.get(length..).is_some_and(|end| end.starts_with('>')))?;
        let name = inside.strip_prefix('/').unwrap_or(inside);
        let letters = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        let is_tag = inside.starts_with('!')
            || name.starts_with(|c: char| c.is_ascii_alphabetic())
                && (letters.is_empty() || letters.starts_with([' ', '\t', '\n', '\r', '/']));
        is_tag.then_some((start, start + length + 2))
    })
}

/// What is left of the text, single spaces between its words.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((start, end)) = next_tag(text, at) {
        out.push_str(text.get(at..start).unwrap_or_default());
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
