//! A file without any text.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "empty-file",
    group: Group::File,
    summary: "a file with nothing in it",
    why: "There is nothing to import. An export that failed halfway often leaves such a file.",
    exceptions: "None: take the file out of the import.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &["https://docs.shopify.com/manual/your-store/customers/customer-csv"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::File(check),
    examples: &[
        Example::bad(b"", &["1:1 the file is empty"]),
        Example::bad(b" \r\n\n", &["1:1 the file holds nothing but white space"]),
        Example::good(b"Email\nann@example.com\n"),
    ],
};

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    if facts.content != Content::Empty {
        return;
    }
    sink.report(RULE.severity, None, || {
        let start = facts.source.text_start();
        let message = if facts.source.len() > start {
            "the file holds nothing but white space"
        } else {
            "the file is empty"
        };
        Finding::new(&RULE, Span::at(start), message).help("export the customers again")
    });
}
