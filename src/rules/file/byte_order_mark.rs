//! An invisible mark before the first header.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "byte-order-mark",
    group: Group::File,
    summary: "an invisible byte order mark at the start of the file",
    why: "UTF-8 needs no byte order mark. A reader that does not take it off has a first header that is one \
          invisible character longer, and misses that column; of two marks most readers take off one.",
    exceptions: "Excel opens a CSV file as UTF-8 only with the mark, so it may be wanted in a file that people \
                 edit there.",
    severity: Severity::Info,
    basis: Basis::Policy,
    sources: &["https://www.unicode.org/faq/utf_bom.html"],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &[],
    check: Check::File(check),
    examples: &[
        Example::bad(
            b"\xEF\xBB\xBFEmail\nann@example.com\n",
            &["1:1 the file begins with a byte order mark"],
        )
        .fixed(b"Email\nann@example.com\n"),
        Example::bad(
            b"\xEF\xBB\xBF\xEF\xBB\xBFEmail\nann@example.com\n",
            &["1:1 the file begins with 2 byte order marks, of which a reader takes off at most one"],
        )
        .fixed(b"Email\nann@example.com\n"),
        Example::good(b"Email\nann@example.com\n"),
    ],
};

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    let source = facts.source;
    // The marks of other encodings go when the file is rewritten.
    if facts.content != Content::Table || source.charset != Charset::Utf8 || source.byte_order_marks == 0 {
        return;
    }
    let severity = if source.byte_order_marks > 1 { Severity::Warning } else { Severity::Info };
    sink.report(severity, None, || {
        let marks = Span::new(0, source.text_start());
        let message = match source.byte_order_marks {
            1 => "the file begins with a byte order mark".to_owned(),
            marks => {
                format!(
                    "the file begins with {marks} byte order marks, of which a reader takes off at most one"
                )
            }
        };
        let remove = Fix::replace("remove it", Applicability::Safe, marks, String::new());
        Finding::new(&RULE, marks, message)
            .help("save the file as UTF-8 without a byte order mark")
            .fix(remove)
    });
}
