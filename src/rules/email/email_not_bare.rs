//! An e-mail cell that holds more than one bare address.

use crate::identity::email::{Defect, Mailbox};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "email-not-bare",
    group: Group::Email,
    summary: "an e-mail cell with a name, a link, punctuation or several addresses in it",
    why: "The importer takes the whole cell for the address and refuses it: a space is not allowed in one, and \
          brackets, commas and colons are not either. The row has no key, so nothing is compared with it.",
    exceptions: "None: mail programs read such text, importers do not.",
    severity: Severity::Error,
    basis: Basis::Measured(Where::Api),
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://www.rfc-editor.org/rfc/rfc5322#section-3.4",
    ],
    fix: FixAvailability::Mixed,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Email], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,First Name\nBob <bob@example.com>,Bob\nmailto:ann@example.com,Ann\ncat@example.com;,Cat\n",
            &[
                "2:1 `Bob <bob@example.com>` is more than the address `bob@example.com`",
                "3:1 `mailto:ann@example.com` is more than the address `ann@example.com`",
                "4:1 `cat@example.com;` is more than the address `cat@example.com`",
            ],
        )
        .fixed(b"Email,First Name\nbob@example.com,Bob\nann@example.com,Ann\ncat@example.com,Cat\n"),
        Example::bad(
            "Email,First Name\n'ann@example.com,Ann\n`bob@example.com,Bob\n‘cat@example.com’,Cat\n“dan@example.com”,Dan\n"
                .as_bytes(),
            &[
                "2:1 `'ann@example.com` is more than the address `ann@example.com`",
                "3:1 `'bob@example.com` is more than the address `bob@example.com`",
                "4:1 `‘cat@example.com’` is more than the address `cat@example.com`",
                "5:1 `“dan@example.com”` is more than the address `dan@example.com`",
            ],
        )
        .fixed(b"Email,First Name\nann@example.com,Ann\nbob@example.com,Bob\ncat@example.com,Cat\ndan@example.com,Dan\n"),
        Example::bad(
            b"Email,First Name\n\"bob@example.com, roy@example.com\",Bob\nann@example.com cat@example.com,Ann\n",
            &[
                "2:2 `bob@example.com, roy@example.com` holds 2 addresses; a customer has one",
                "3:1 `ann@example.com cat@example.com` holds 2 addresses; a customer has one",
            ],
        ),
        Example::good(b"Email,First Name\no'brien@example.com,Pat\na/b+{c}@example.com,Ann\n"),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    if Address::of(cell) != Address::NotBare {
        return;
    }
    let text = cell.text();
    let Some(Defect::NotBare(mailbox)) = email::defect(&text) else { return };
    sink.report(RULE.severity, Some(cell.column.index), || match mailbox {
        Mailbox::One(address) => {
            let message = format!("{} is more than the address {}", quote(&text), quote(address));
            // What Shopify takes as it stands is another address to it.
            let (help, applicability) = if email::refusal(text.trim()).is_none() {
                let help = "write the address and nothing else; Shopify takes the quote for a part of the address, \
                            so it is another customer's";
                (help, Applicability::Unsafe)
            } else {
                ("write the address and nothing else", Applicability::Safe)
            };
            let keep = Fix::edits("keep the address alone", applicability, vec![cell.rewritten(address)]);
            Finding::on(cell, &RULE, message).help(help).fix(keep)
        }
        Mailbox::Several(count) => {
            let message = format!("{} holds {count} addresses; a customer has one", quote(&text));
            Finding::on(cell, &RULE, message)
                .help("keep the one that the customer uses; which one that is cannot be told from the file")
        }
    });
}
