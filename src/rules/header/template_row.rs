//! The invented customers of the vendor's template.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "template-row",
    group: Group::Header,
    summary: "a sample customer of Shopify's template",
    why: "The template comes with invented customers. Left in, they are imported like any other and get your \
          mails.",
    exceptions: "A test store may keep them.",
    severity: Severity::Warning,
    basis: Basis::Documented,
    sources: &[
        "https://help.shopify.com/de/manual/customers/import-export-customers",
        "http://www.theturtleeffect.com/help/en/manual/customers/import-export-customers",
    ],
    fix: FixAvailability::Unsafe,
    since: "0.1.0",
    options: &["format"],
    // Samples are told by their last name, which is a cheap look at one cell.
    check: Check::Cell { kinds: &[Kind::LastName], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"First Name,Last Name,Email\nJane,Doe,jane.doe@shopify.com\nAnn,Lee,ann@example.com\n",
            &["2:1 this is Jane Doe, a sample customer of the template"],
        )
        .fixed(b"First Name,Last Name,Email\nAnn,Lee,ann@example.com\n"),
        Example::good(
            b"First Name,Last Name,Email\nJane,Doe,jane.doe@example.com\nJohn,Doe,j.doe@example.org\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let row = cell.row;
    let mut samples = row.table.format.samples.iter();
    let sample = samples.find(|sample| {
        // With two quotes at most.
        cell.raw().len() <= sample.last_name.len() + 2
            && cell.text() == sample.last_name
            && row.text(Kind::FirstName) == sample.first_name
            && row.cells().any(|cell| sample.any_of.iter().any(|telling| cell.text() == *telling))
    });
    let Some(sample) = sample else { return };
    sink.report(RULE.severity, None, || {
        let message =
            format!("this is {} {}, a sample customer of the template", sample.first_name, sample.last_name);
        let delete = Fix::replace("delete the row", Applicability::Unsafe, row.line_span(), String::new());
        Finding::new(&RULE, row.span(), message).help("delete the row").fix(delete)
    });
}
