//! Lines that end in different ways, or as on old Macs.

use crate::rule::LineEnds;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "mixed-line-endings",
    group: Group::File,
    summary: "lines that end in different ways, or with a lone CR",
    why: "Shopify asks for LF line ends. A reader that settles on the first line end it sees does not see the \
          others: rows run together, or a stray CR becomes part of the last cell.",
    exceptions: "None: one kind of line end costs nothing.",
    severity: Severity::Warning,
    basis: Basis::Documented,
    sources: &[
        "https://help.shopify.com/zh-TW/manual/customers/customer-csv-issues",
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
    ],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &[],
    check: Check::File(check),
    examples: &[
        Example::bad(
            b"Email,First Name\nann@example.com,Ann\r\nbob@example.com,Bob\n",
            &["2:20 the file mixes line ends: 2 times LF, 1 time CRLF"],
        )
        .fixed(b"Email,First Name\nann@example.com,Ann\nbob@example.com,Bob\n"),
        Example::bad(
            b"Email,Note\rann@example.com,\"a\rb\"\r",
            &["1:11 lines end with CR alone, as on old Macs, where LF is expected"],
        )
        .fixed(b"Email,Note\nann@example.com,\"a\rb\"\n"),
        Example::good(b"Email,Note\r\nann@example.com,\"two\nlines\"\r\n"),
    ],
};

const CR: usize = 2;

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    let seen = facts.line_ends.seen;
    let kinds = seen.iter().flatten().count();
    let lone_cr = seen.get(CR).is_some_and(Option::is_some);
    if kinds < 2 && !lone_cr {
        return;
    }
    sink.report(RULE.severity, None, || {
        let message = if kinds < 2 {
            "lines end with CR alone, as on old Macs, where LF is expected".to_owned()
        } else {
            let counted = seen.iter().zip(LineEnds::NAMES).filter_map(|(seen, name)| {
                seen.map(|(count, _)| format!("{count} {} {name}", if count == 1 { "time" } else { "times" }))
            });
            format!("the file mixes line ends: {}", counted.collect::<Vec<_>>().join(", "))
        };
        Finding::new(&RULE, odd_one_out(&facts.line_ends), message)
            .help("save the file with LF line ends")
            .fix(Fix::rewrite("end every line with LF", Applicability::Safe, Rewrite::LineFeeds))
    });
}

/// The first line end that is not of the most usual kind; the first of all where there is one kind only.
fn odd_one_out(line_ends: &LineEnds) -> Span {
    let lengths = [1, 2, 1];
    let mut seen: Vec<(u64, u64, u64)> = (line_ends.seen.iter().zip(lengths))
        .filter_map(|(seen, length)| seen.map(|(count, first)| (count, first, length)))
        .collect();
    // The most usual kind goes; of two that are equally usual the one that came first.
    seen.sort_by_key(|(count, first, _)| (std::cmp::Reverse(*count), *first));
    let odd = if seen.len() > 1 { seen.get(1..) } else { seen.get(..) };
    let first = odd.unwrap_or_default().iter().min_by_key(|(_, first, _)| *first);
    first.map_or(Span::default(), |(_, first, length)| Span::new(*first, first + length))
}
