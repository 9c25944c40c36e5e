//! Capitals in an e-mail address.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "email-case",
    group: Group::Email,
    summary: "capital letters in an e-mail address",
    why: "Shopify keeps capitals and compares without regard to them. Systems that compare letter by letter take \
          `Bob@` and `bob@` for two customers.",
    exceptions: "If every system that reads the file ignores case, capitals do no harm.",
    severity: Severity::Info,
    basis: Basis::Measured(Where::Importer),
    sources: &[
        "https://www.cleansmartlabs.com/resources/guides/shopify-customer-deduplication",
        "https://www.rfc-editor.org/rfc/rfc5321#section-2.4",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &["connectors"],
    check: Check::Cell { kinds: &[Kind::Email], when: Facts::UPPER.union(Facts::NON_ASCII), check },
    examples: &[
        Example::bad(
            b"Email,First Name\nBob@example.com,Bob\nann@Example.COM,Ann\n",
            &[
                "2:1 `Bob@example.com` has capitals before the `@`",
                "3:5 `ann@Example.COM` has capitals in the domain",
            ],
        )
        .fixed(b"Email,First Name\nbob@example.com,Bob\nann@example.com,Ann\n"),
        Example::bad(
            b"Email,First Name\nBob@example.com,Bob\n",
            &["2:1 `Bob@example.com` has capitals before the `@`"],
        )
        .with("connectors = ['stripe']")
        .fixed(b"Email,First Name\nbob@example.com,Bob\n"),
        Example::good(b"Email,First Name\nbob@example.com,Bob\n"),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let text = cell.text();
    let capital = |text: &str| text.chars().any(char::is_uppercase);
    if !capital(&text) {
        return;
    }
    let Some(key) = Address::of(cell).key(&text) else { return };
    let Some((local, domain)) = text.rsplit_once('@') else { return };
    let minding = &cell.row.table.minding_case;
    let severity = if minding.is_empty() { RULE.severity } else { Severity::Warning };
    sink.report(severity, Some(cell.column.index), || {
        let (start, at) = (text.len() - text.trim_start().len(), local.len());
        // By the standard the case of the local part may matter; no provider is known where it does.
        let (where_, (start, end), applicability) = if capital(local) {
            ("before the `@`", (start, at), Applicability::Unsafe)
        } else {
            ("in the domain", (at + 1, at + 1 + domain.trim_end().len()), Applicability::Safe)
        };
        let message = format!("{} has capitals {where_}", quote(&text));
        let fix = Fix::edits("write it in small letters", applicability, vec![cell.rewritten(&key)]);
        let help = match minding.as_slice() {
            [] => "small letters are the same to every system".to_owned(),
            names => format!("to {} it is another address in small letters", names.join(", ")),
        };
        let mut finding = Finding::on(cell, &RULE, message).help(help);
        finding.span = cell.span_of(start, end);
        finding.fix(fix)
    });
}
