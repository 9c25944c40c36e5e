//! A column that the importer cannot do without.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "missing-header",
    group: Group::Header,
    summary: "a required column is missing",
    why: "Shopify refuses the whole file (\"Missing header or missing headers\"). The cells below may be empty; \
          the column has to be there.",
    exceptions: "None for Shopify's own import.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://docs.shopify.com/manual/your-store/customers/customer-csv",
        "https://help.shopify.com/it/manual/customers/import-export-customers",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["format", "columns"],
    check: Check::Header(check),
    examples: &[
        Example::bad(
            b"First Name,Last Name,Phone,Tags\nAnn,Lee,+442079460018,\n",
            &["1:1 there is no column `Email`, which the import requires"],
        ),
        Example::bad(
            b"First Name,Last Name,E-mail,Tags,Note\nAnn,Lee,ann@example.com,,\n",
            &["1:22 there is no column `Email`, which the import requires; `E-mail` may be meant"],
        ),
        Example::good(b"First Name,Last Name,Email\nAnn,Lee,\n"),
        Example::good(b"Mail,Name\nann@example.com,Ann\n")
            .with("format = \"generic\"\ncolumns = { Mail = \"email\", Name = \"first-name\" }"),
    ],
};

fn check(table: &Table, sink: &mut Sink) {
    let format = table.format;
    for required in &format.required {
        // A column that the settings map is vouched for; one that is nearly right has its own finding.
        let there = format.column(required).is_some_and(|spec| table.column(spec.kind).is_some());
        if there {
            continue;
        }
        sink.report(RULE.severity, None, || {
            let unknown = table.columns.iter().filter(|column| column.kind == Kind::Unknown);
            let near = unknown.into_iter().find(|c| format.nearest(&c.name) == Some(required));
            let meant = match near {
                Some(near) => format!("; {} may be meant", quote(&near.name)),
                None => String::new(),
            };
            let message = format!("there is no column `{required}`, which the import requires{meant}");
            Finding::new(&RULE, near.map_or(table.header, |near| near.span), message)
                .help("add the column or correct its header; its cells may be empty")
        });
    }
}
