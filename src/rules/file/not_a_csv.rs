//! A workbook, an archive or a web page under the name of a CSV file.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "not-a-csv",
    group: Group::File,
    summary: "a workbook, an archive or a web page instead of a CSV file",
    why: "Shopify takes CSV only (\"Your CSV is in the wrong format\"). Another name at the end does not make \
          an Excel workbook a CSV file.",
    exceptions: "None: the file cannot be read as a table.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://help.shopify.com/zh-TW/manual/customers/customer-csv-issues",
        "https://wp.jjknowledgebase.com/solving-customer-csv-file-errors",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::File(check),
    examples: &[
        Example::bad(
            b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0",
            &["1:1 the file is a zip archive, such as an Excel workbook (.xlsx), and not a CSV file"],
        ),
        Example::bad(
            b"<!DOCTYPE html>\n<html><body>Log in to continue</body></html>\n",
            &["1:1 the file is an HTML page, such as a login page, and not a CSV file"],
        ),
        Example::bad(
            b"{\"customers\": [{\"email\": \"ann@example.com\"}]}\n",
            &["1:1 the file is JSON and not a CSV file"],
        ),
        Example::good(b"Email\nann@example.com\n"),
    ],
};

fn check(facts: &FileFacts<'_>, sink: &mut Sink) {
    let Content::Foreign(name) = facts.content else { return };
    sink.report(RULE.severity, None, || {
        // Names with an explanation after a comma get one more to close it.
        let comma = if name.contains(", ") { "," } else { "" };
        let help = if name.contains("HTML") {
            "download the export again, logged in"
        } else if name.contains("Excel") {
            "open it in Excel and save it as \"CSV UTF-8\", or unpack the CSV file in it"
        } else {
            "unpack or convert it to CSV first"
        };
        let message = format!("the file is {name}{comma} and not a CSV file");
        Finding::new(&RULE, Span::at(facts.source.text_start()), message).help(help)
    });
}
