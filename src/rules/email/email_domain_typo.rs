//! A domain that is probably mistyped, or cannot exist.

use crate::identity::email::provider::{self, Slip};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "email-domain-typo",
    group: Group::Email,
    summary: "a mistyped domain of a well-known provider, or an unknown top-level domain",
    why: "The importer takes any domain that looks like one, so the customer is created, never gets a mail, and \
          exists a second time as soon as the address is typed right.",
    exceptions: "A company whose domain is one letter from a provider's, and top-level domains that are newer than \
                 the list in this version.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &[
        "https://github.com/ostrovsrr/qa-shopify-tool",
        "https://data.iana.org/TLD/tlds-alpha-by-domain.txt",
    ],
    fix: FixAvailability::Unsafe,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Email], when: Facts::ODD, check },
    examples: &[
        Example::bad(
            b"Email,First Name\nbob@gmial.com,Bob\nAnn@Hotmail.con,Ann\ncat@acme.cmo,Cat\ndan@acme.lan,Dan\n",
            &[
                "2:5 `gmial.com` is probably `gmail.com`, mistyped",
                "3:5 `Hotmail.con` is probably `hotmail.com`, mistyped",
                "4:5 `acme.cmo` is probably `acme.com`, mistyped: there is no top-level domain `cmo`",
                "5:5 no mail can reach `acme.lan`: there is no top-level domain `lan`",
            ],
        )
        .fixed(
            b"Email,First Name\nbob@gmail.com,Bob\nAnn@hotmail.com,Ann\ncat@acme.com,Cat\ndan@acme.lan,Dan\n",
        ),
        Example::good(
            b"Email,First Name\na@mail.com,Ann\nb@email.com,Bob\nc@ymail.com,Cat\nd@yahoo.co.jp,Dan\ne@shop.example,Eve\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let bytes = cell.bytes();
    let domain = memchr::memrchr(b'@', &bytes).and_then(|at| bytes.get(at + 1..));
    if domain.is_none_or(provider::is_settled) {
        return;
    }
    let text = cell.text();
    let Some(key) = Address::of(cell).key(&text) else { return };
    let Some((_, domain)) = key.rsplit_once('@') else { return };
    if email::placeholder::in_address(&key).is_some() {
        return;
    }
    // Mistypings of international names are anybody's guess, and an encoded one is not typed at all.
    let Ok(domain) = email::domain::to_ascii(domain) else { return };
    let Some(slip) = provider::slip(&domain) else { return };
    sink.report(RULE.severity, Some(cell.column.index), || {
        let bare = email::bare(&text);
        let (local, written) = bare.rsplit_once('@').unwrap_or_default();
        let top = email::domain::top_level(written);
        let (message, meant) = match slip {
            Slip::Provider(meant) => {
                (format!("{} is probably {}, mistyped", quote(written), quote(&meant)), Some(meant))
            }
            Slip::TopLevel(Some(meant)) => {
                let probably = format!("{} is probably {}, mistyped", quote(written), quote(&meant));
                (format!("{probably}: there is no top-level domain {}", quote(top)), Some(meant))
            }
            Slip::TopLevel(None) => {
                let unreachable = format!("no mail can reach {}", quote(written));
                (format!("{unreachable}: there is no top-level domain {}", quote(top)), None)
            }
        };
        let mut finding = Finding::on(cell, &RULE, message);
        if let Some(start) = text.find(written) {
            finding.span = cell.span_of(start, start + written.len());
        }
        match meant {
            None => finding.help("ask for the right address; Shopify takes this one and no mail arrives"),
            Some(meant) => {
                let edit = cell.rewritten(&format!("{local}@{meant}"));
                finding.help("look at the order or the other shop systems for the right address").fix(
                    Fix::edits("write the domain that was probably meant", Applicability::Unsafe, vec![edit]),
                )
            }
        }
    });
}
