//! One e-mail address or phone number under so many names that it is nobody's own.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "many-names",
    group: Group::Identity,
    summary: "an e-mail address or phone number under five names or more: a placeholder",
    why: "Somebody typed the shop's own address or number where the customer had none. Shopify takes all these \
          people for one customer: all but one row are lost, and that one gets everybody's messages.",
    exceptions: "A mailbox that a company or club shares on purpose, if one customer for all of them is meant.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &["https://matrixify.app/tutorials/migrate-customers-new-shopify-store-activate-new-accounts/"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["scope", "default-country", "phone-region"],
    check: Check::Repeat { of: Sort::Crowd, tell },
    examples: &[
        Example::bad(
            b"First Name,Email\nAnn,shop@example.com\nBob,Shop@example.com\nCat,shop@example.com\nDan,shop@example.com\nEve,shop@example.com\n",
            &["2:5 `shop@example.com` stands on 5 rows under 5 names: it is nobody's own"],
        ),
        Example::good(b"First Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.told;
    let rows = counted(repeat.others.len() as u64 + 1 + repeat.left_out, "row");
    let message =
        format!("{} stands on {rows} under {} names: it is nobody's own", quote(text), grouped(repeat.names));
    let mut finding = Finding::new(&RULE, *span, message)
        .help("leave the cell empty where the customer has none of their own");
    finding.related = repeat.related(told_of);
    finding
}
