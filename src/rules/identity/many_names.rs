//! One e-mail address or phone number under so many names that it is nobody's own.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "many-names",
    group: Group::Identity,
    summary: "a placeholder on several rows, or one address or number under five names",
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
        Example::bad(
            b"First Name,Email,Phone\nAnn,none@none.com,+442079460001\nBob,none@none.com,+442079460002\nCat,None@none.com,+442079460003\n\
              Dan,dan@example.com,+10000000000\nEve,test@test.com,\n",
            &["2:5 `none@none.com` stands on 3 rows under 3 names: it is nobody's own"],
        ),
        Example::good(b"First Name,Email\nAnn,ann@example.com\nBob,bob@example.com\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.told;
    let rows = counted(repeat.others.len() as u64 + 1 + repeat.left_out, "row");
    let names =
        if repeat.names > 1 { format!(" under {} names", grouped(repeat.names)) } else { String::new() };
    let message = format!("{} stands on {rows}{names}: it is nobody's own", quote(text));
    let mut finding = Finding::new(&RULE, *span, message)
        .help("leave the cell empty where the customer has none of their own; as it is, these rows are one customer");
    finding.related = repeat.related(told_of);
    finding
}
