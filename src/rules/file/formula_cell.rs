//! Cells that a spreadsheet would run.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "formula-cell",
    group: Group::File,
    summary: "a cell that a spreadsheet would run as a formula",
    why: "Whoever opens the file in a spreadsheet sees the result in the place of the text, saves that, and may \
          run what a stranger typed into a form.",
    exceptions: "Files that are never opened in a spreadsheet.",
    severity: Severity::Info,
    basis: Basis::Reported,
    sources: &["https://owasp.org/www-community/attacks/CSV_Injection"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[], when: Facts::FORMULA, check },
    examples: &[
        Example::bad(
            b"Email,First Name,Note\nann@example.com,=1+1,@ann\nbob@example.com,Bob,- call first\n",
            &[
                "2:17 a spreadsheet runs `=1+1` as a formula",
                "2:22 a spreadsheet runs `@ann` as a formula",
                "3:21 a spreadsheet runs `- call first` as a formula",
            ],
        ),
        Example::bad(
            b"Email,Note\n=ann@example.com,\n=bob,=1\n",
            &[
                "2:1 a spreadsheet runs `=ann@example.com` as a formula",
                "3:6 a spreadsheet runs `=1` as a formula",
            ],
        ),
        Example::good(b"Email,Phone,Note\nann@example.com,+442079460018,-5\nbob@example.com,,-\n"),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    // Most are phone numbers.
    if let [b'+' | b'-', b'0'..=b'9', ..] = cell.raw() {
        return;
    }
    let text = cell.text();
    let mut chars = text.chars();
    let sign = chars.next().unwrap_or_default();
    let rest = chars.as_str().trim_start_matches([' ', '(', '-', '+', '.']);
    let runs = match sign {
        '+' | '-' => !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit()),
        _ => !chars.as_str().trim().is_empty() && !is_dressed_number(&text, cell.column.kind),
    };
    // What keeps it from being an address is told of it already.
    if runs && !(cell.column.kind == Kind::Email && email::defect(&text).is_some()) {
        sink.report(RULE.severity, Some(cell.column.index), || {
            Finding::on(cell, &RULE, format!("a spreadsheet runs {} as a formula", quote(&text)))
                .help("look at it before the file is opened in a spreadsheet")
        });
    }
}

/// `="0123"` in a column of numbers is a number in disguise, and another rule's business.
fn is_dressed_number(text: &str, kind: Kind) -> bool {
    text.starts_with("=\"") && matches!(kind, Kind::Phone | Kind::AddressPhone | Kind::CustomerId | Kind::Zip)
}
