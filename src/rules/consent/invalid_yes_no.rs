//! A cell that must say `yes` or `no` and says something else.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "invalid-yes-no",
    group: Group::Consent,
    summary: "a consent or tax cell that says neither yes nor no",
    why: "The importer knows `yes` and `no` only. Anything else is refused or read as no, and a consent that was \
          given is lost, or worse, one that was not given is sent mail.",
    exceptions: "Another importer may take `TRUE` or `1`.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://help.shopify.com/fr/manual/customers/import-export-customers",
        "https://help.shopify.com/it/manual/customers/import-export-customers",
        "https://help.shopify.com/ja/manual/customers/import-export-customers",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &[],
    check: Check::Word { severity, tell },
    examples: &[
        Example::bad(
            b"Email,Accepts Email Marketing,Tax Exempt\na@example.com,TRUE,no\nb@example.com,Yes,0\nc@example.com,nyes,no \nd@example.com, ,no\n",
            &[
                "2:15 `TRUE` is neither `yes` nor `no`",
                "3:15 `Yes` is not written exactly `yes`",
                "3:19 `0` is neither `yes` nor `no`",
                "4:15 `nyes` is neither `yes` nor `no`",
                "4:20 `no ` is not written exactly `no`",
                "5:15 ` ` is only white space",
            ],
        )
        .fixed(
            b"Email,Accepts Email Marketing,Tax Exempt\na@example.com,yes,no\nb@example.com,yes,no\nc@example.com,nyes,no\nd@example.com,,no\n",
        ),
        Example::good(b"Email,Accepts Email Marketing,Tax Exempt\na@example.com,yes,no\nb@example.com,,\n"),
    ],
};

fn severity(table: &Table) -> Option<Severity> {
    // The importer is Shopify's where the format is; other formats state their own words.
    table.format.strict_header.then_some(RULE.severity)
}

fn tell(cell: &Cell<'_>) -> Finding {
    let text = cell.text();
    let word = text.trim().to_lowercase();
    if word.is_empty() {
        let message = format!("{} is only white space", quote(&text));
        return Finding::on(cell, &RULE, message).help("leave the cell empty").fix(Fix::edits(
            "empty the cell",
            Applicability::Safe,
            vec![cell.rewritten("")],
        ));
    }
    if word == "yes" || word == "no" {
        let message = format!("{} is not written exactly `{word}`", quote(&text));
        let fix = Fix::edits(
            "write it in small letters without spaces",
            Applicability::Safe,
            vec![cell.rewritten(&word)],
        );
        return Finding::on(cell, &RULE, message).help(format!("write `{word}`")).fix(fix);
    }
    let finding = Finding::on(cell, &RULE, format!("{} is neither `yes` nor `no`", quote(&text)));
    match meaning(&word) {
        None => finding.help("write `yes` or `no`, or leave the cell empty"),
        Some(word) => finding.help(format!("if it means so, write `{word}`")).fix(Fix::edits(
            "write what it probably means",
            Applicability::Unsafe,
            vec![cell.rewritten(word)],
        )),
    }
}

/// What common spellings of truth mean. Granting consent is never safe.
fn meaning(word: &str) -> Option<&'static str> {
    match word {
        "true" | "1" | "y" | "t" | "subscribed" | "opted-in" | "opt-in" | "ja" | "oui" | "si" | "sí"
        | "sim" => Some("yes"),
        "false" | "0" | "n" | "f" | "unsubscribed" | "not_subscribed" | "not subscribed" | "opted-out"
        | "opt-out" | "nein" | "non" | "não" | "nao" => Some("no"),
        _ => None,
    }
}
