//! More tags than a customer can have.

use std::collections::BTreeSet;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "too-many-tags",
    group: Group::Field,
    summary: "more than 250 tags on one customer",
    why: "A customer can have 250 tags. A row with more is refused, and tags on which discounts or mails depend \
          are lost with it.",
    exceptions: "None known. Tags that are repeated within the cell count once.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/api/admin-graphql/unstable/input-objects/OrderCreateUpsertCustomerAttributesInput",
        "https://shopify.dev/docs/api/admin-graphql/latest/objects/CustomerMergePreviewBlockingFields",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Tags], when: Facts::LONG, check },
    examples: &[
        Example::bad(&tagged::<779>(), &["2:16 251 tags, and a customer can have 250"]),
        Example::good(&tagged::<776>()),
    ],
};

/// The most tags a customer can have.
const MOST: usize = 250;

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    // Each tag takes a character, and a comma stands between two of them.
    if cell.raw().len() < 2 * MOST {
        return;
    }
    let text = cell.text();
    let tags: BTreeSet<&str> = text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).collect();
    if tags.len() > MOST {
        sink.report(RULE.severity, Some(cell.column.index), || {
            let message = format!("{} tags, and a customer can have {MOST}", tags.len());
            Finding::on(cell, &RULE, message).help("take out those that nobody needs")
        });
    }
}

/// A file of `N` bytes with one customer, who has as many tags of two letters as fit.
const fn tagged<const N: usize>() -> [u8; N] {
    let letters = b"abcdefghijklmnopqrstuvwxyz";
    let start = b"Email,Tags\na@example.com,\"";
    let mut file = [b'"'; N];
    let mut at = 0;
    while at < N - 1 {
        file[at] = match at {
            _ if at < start.len() => start[at],
            _ => {
                let (tag, part) = ((at - start.len()) / 3, (at - start.len()) % 3);
                [letters[tag / 26], letters[tag % 26], b','][part]
            }
        };
        at += 1;
    }
    file
}
