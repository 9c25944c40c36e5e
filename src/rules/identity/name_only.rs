//! A row that is known by its name alone.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "name-only",
    group: Group::Identity,
    summary: "a row with a name and neither e-mail nor phone",
    why: "Nothing but the name can match it to a customer that exists, and names shift: every import may create \
          it again.",
    exceptions: "Such customers are normal in exports; import them once.",
    severity: Severity::Info,
    basis: Basis::Measured(Where::Importer),
    sources: &["https://github.com/ostrovsrr/qa-shopify-tool"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Row { when: RowFacts::NO_KEY, check },
    examples: &[
        Example::bad(
            b"Email,First Name,Last Name,Phone\n,Ann,Chen,\n",
            &["2:1 `Ann Chen` has neither e-mail address nor phone number"],
        ),
        Example::good(b"Email,First Name,Last Name,Phone\nann@example.com,Ann,Chen,\n"),
    ],
};

fn check(row: &Row<'_>, sink: &mut Sink) {
    if row.has(Kind::Email) || row.has(Kind::Phone) {
        return;
    }
    let (first, last) = (row.text(Kind::FirstName), row.text(Kind::LastName));
    if first.is_empty() && last.is_empty() {
        return;
    }
    sink.report(RULE.severity, None, || {
        let name = format!("{first} {last}");
        let message = format!("{} has neither e-mail address nor phone number", quote(name.trim()));
        Finding::new(&RULE, row.span(), message)
            .help("add an e-mail address or phone number if one is known, or import such rows only once")
    });
}
