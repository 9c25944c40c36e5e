//! A word or an address that stands for "no address".

use crate::identity::email::placeholder;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "placeholder-email",
    group: Group::Email,
    summary: "a word or an address that stands for \"no address\"",
    why: "A word is refused and may cost the row. An address is taken: customers that share it are merged into \
          one, and every mail to it bounces or reaches a stranger.",
    exceptions: "A test store, and people who really have such an address. `example.com` alone is not reported.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://www.rfc-editor.org/rfc/rfc2606",
        "https://www.rfc-editor.org/rfc/rfc6761",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Email], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,First Name\nn/a,Ann\nnone@none.com,Bob\nNoEmail@example.com,Cat\ntest@test.de,Dan\n\
              42@customer.invalid,Eve\n",
            &[
                "2:1 `n/a` stands for no address; Shopify refuses it",
                "3:1 `none@none.com` is probably nobody's: it says that there is no address",
                "4:1 `NoEmail@example.com` is probably nobody's: it says that there is no address",
                "5:1 `test@test.de` is probably nobody's: the same filler stands on both sides of the `@`",
                "6:1 `42@customer.invalid` is probably nobody's: no mail can ever arrive under a reserved \
                 top-level domain",
            ],
        ),
        Example::good(
            b"Email,First Name\nnora@example.com,Nora\ntest@example.com,Tess\nnone.such@example.com,Sue\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let bytes = cell.bytes();
    let at = memchr::memrchr(b'@', &bytes);
    if let Some(at) = at
        && !cell.facts().intersects(Facts::UPPER)
        && let (local, [_, domain @ ..]) = bytes.split_at(at)
        && placeholder::is_settled_domain(domain)
        && placeholder::is_settled_local(local, domain)
    {
        return;
    }
    let text = cell.text();
    if at.is_none() {
        if Address::of(cell) == Address::Placeholder {
            sink.report(Severity::Error, Some(cell.column.index), || {
                let message = format!("{} stands for no address; Shopify refuses it", quote(&text));
                Finding::on(cell, &RULE, message).help("leave the cell empty")
            });
        }
        return;
    }
    let Some(reason) = Address::of(cell).key(&text).and_then(|key| placeholder::in_address(&key)) else {
        return;
    };
    sink.report(RULE.severity, Some(cell.column.index), || {
        let message = format!("{} is probably nobody's: {reason}", quote(&text));
        Finding::on(cell, &RULE, message).help("leave the cell empty if the address is not known")
    });
}
