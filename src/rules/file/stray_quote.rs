//! Quotes where the rules of CSV do not allow them.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "stray-quote",
    group: Group::File,
    summary: "a quote inside an unquoted cell, or text after a closing quote",
    why: "Shopify refuses the whole file at the first such quote (\"illegal quoting in line 6\").",
    exceptions: "A forgiving reader takes the quote for text; which text it makes of it differs.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
        "https://www.rfc-editor.org/rfc/rfc4180",
    ],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::FAULTY, check },
    examples: &[
        Example::bad(
            b"Email,Note\nann@example.com,6\" pot\nbob@example.com,\"likes \"red\" pots\"\n\
              cat@example.com,\"blue\" \n",
            &[
                "2:18 a quote stands inside `6\" pot`, which does not begin with one",
                "3:24 `red\" pots\"` stands after the quote that closes the cell",
                "4:22 ` ` stands after the quote that closes the cell",
            ],
        )
        .fixed(
            b"Email,Note\nann@example.com,\"6\"\" pot\"\nbob@example.com,\"likes \"\"red\"\" pots\"\n\
              cat@example.com,\"blue\"\n",
        ),
        Example::bad(
            b"Email,First Name,Note\nann@example.com,Ann, \"red\"\nbob@example.com,\"Bob\"by,blue\n",
            &[
                "2:22 a quote stands inside ` \"red\"`, which does not begin with one",
                "3:21 `by` stands after the quote that closes the cell",
            ],
        ),
        Example::bad(
            b"Email,\"First\" Name\nann@example.com,Ann\n",
            &["1:13 ` Name` stands after the quote that closes the cell"],
        ),
        Example::good(b"Email,Note\nann@example.com,\"likes \"\"red\"\" pots\"\nbob@example.com,6' pot\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    for (fault, span) in row.faults() {
        let inside = match fault.kind {
            FaultKind::QuoteInside => true,
            FaultKind::TextAfterQuote => false,
            FaultKind::Unclosed { .. } | FaultKind::TooLong => continue,
        };
        let index = fault.cell as usize;
        let column = row.table.columns.get(index).map(|column| column.index);
        sink.report(RULE.severity, column, || {
            let raw = row.raw_at(index);
            let message = if inside {
                format!("a quote stands inside {}, which does not begin with one", quote_bytes(raw))
            } else {
                let length = usize::try_from(span.len()).unwrap_or(usize::MAX);
                let after = raw.get((raw.len() + 1).saturating_sub(length)..).unwrap_or_default();
                format!("{} stands after the quote that closes the cell", quote_bytes(after))
            };
            let mut finding = Finding::new(&RULE, span, message)
                .help("put the whole cell in quotes and write each quote that belongs to its text twice");
            let repaired = if inside { quoted(raw) } else { quoted_again(raw) };
            if let (Some(text), Some(span), true) = (repaired, row.raw_span(index), is_sound_otherwise(row)) {
                finding = finding.fix(Fix::replace("quote the cell", Applicability::Safe, span, text));
            }
            finding
        });
    }
}

/// Whether the row has its cells where they belong, so that the quotes did not move any.
fn is_sound_otherwise(row: &Row<'_>) -> bool {
    let open = |kind| matches!(kind, FaultKind::Unclosed { .. } | FaultKind::TooLong);
    !row.facts.intersects(RowFacts::RAGGED | RowFacts::NOT_UTF8) && !row.faults().any(|(f, _)| open(f.kind))
}

/// A cell with quotes in its text. One that has a quote at an edge was meant to be quoted, or lost one, so
/// what it says is not certain; inches are.
fn quoted(raw: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(raw).ok()?;
    let bare = text.trim();
    let inches = bare.strip_suffix('"').is_none_or(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    (inches && !bare.starts_with('"')).then(|| in_quotes(text))
}

/// A cell that begins and ends with a quote and has single ones between, or only space after the last.
fn quoted_again(raw: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(raw).ok()?.trim_end();
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains("\"\"")).then(|| in_quotes(inner))
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
