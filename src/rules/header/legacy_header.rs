//! A header of older exports.

use crate::format::Legacy;
use crate::rules::prelude::*;
use crate::table::Column;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "legacy-header",
    group: Group::Header,
    summary: "a header of an older generation of Shopify's files",
    why: "Merchants report that files with the old headers are refused (\"Some headers were not accepted\"). \
          Whether that holds for all of them and for all stores is not known.",
    exceptions: "An app that was written for the old headers may need them.",
    severity: Severity::Warning,
    basis: Basis::Reported,
    sources: &[
        "https://blog.stagebit.com/answers/shopify/how-do-i-import-existing-customers-into-shopify/",
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
    ],
    fix: FixAvailability::Safe,
    since: "0.1.0",
    options: &["format"],
    check: Check::Header(check),
    examples: &[
        Example::bad(
            b"Email,First Name,Accepts Marketing,City,Province\nann@example.com,Ann,yes,,\n",
            &[
                "1:18 `Accepts Marketing` is an older header, which the import may refuse; today's is \
                 `Accepts Email Marketing`",
                "1:36 `City` is an older header, which the import may refuse; today's is \
                 `Default Address City`",
                "1:41 `Province` is an older header, which the import may refuse; today's template has only \
                 `Default Address Province Code`, a code",
            ],
        )
        .fixed(
            b"Email,First Name,Accepts Email Marketing,Default Address City,Province\n\
              ann@example.com,Ann,yes,,\n",
        ),
        Example::bad(
            b"Email,City,Default Address City\nann@example.com,,Leeds\n",
            &["1:7 `City` is an older header, which the import may refuse; today's is \
                 `Default Address City`"],
        ),
        Example::good(b"Email,First Name,Accepts Email Marketing\nann@example.com,Ann,yes\n"),
    ],
};

fn check(table: &Table, sink: &mut Sink) {
    for column in table.columns.iter() {
        let Some(spec) = table.format.column(&column.name) else { continue };
        let Some(legacy) = &spec.legacy else { continue };
        sink.report(RULE.severity, Some(column.index), || old(table, column, &spec.header, legacy));
    }
}

fn old(table: &Table, column: &Column, name: &str, legacy: &Legacy) -> Finding {
    let message = match (&legacy.now, &legacy.instead) {
        (Some(now), _) => {
            format!("`{name}` is an older header, which the import may refuse; today's is `{now}`")
        }
        (None, Some(instead)) => {
            format!("`{name}` is an older header, which the import may refuse; {instead}")
        }
        (None, None) => format!("`{name}` is an older header, which the import may refuse"),
    };
    let finding = Finding::new(&RULE, column.span, message);
    let leads_to = |other: &Column, now: &str| {
        let spec = table.format.column(&other.name);
        let renamed = spec.and_then(|spec| spec.legacy.as_ref()).and_then(|legacy| legacy.now.as_deref());
        other.name.trim() == now || renamed == Some(now)
    };
    match &legacy.now {
        // Only one column can have the new name.
        Some(now) if table.columns.iter().filter(|other| leads_to(other, now)).count() == 1 => finding
            .help(format!("rename the column to `{now}`"))
            .fix(Fix::replace("rename the column", Applicability::Safe, column.span, now.clone())),
        Some(_) => finding.help("delete one of the two columns"),
        None => finding.help("delete the column"),
    }
}
