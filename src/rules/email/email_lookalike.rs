//! An address with a character that looks like another one.

use crate::identity::email::{Guise, Lookalike};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "email-lookalike",
    group: Group::Email,
    summary: "a character that looks like another one in an e-mail address",
    why: "To a person it is the customer's address, to a machine another one: mail goes astray, and the customer \
          has a second account that nobody finds by typing the address.",
    exceptions: "A name that mixes scripts on purpose. Addresses in one script are not reported, whichever it is.",
    severity: Severity::Warning,
    basis: Basis::Policy,
    sources: &["https://www.unicode.org/reports/tr39/", "https://www.unicode.org/reports/tr36/"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Email], when: Facts::NON_ASCII, check },
    examples: &[
        Example::bad(
            "Email,First Name\n\u{430}nn@example.com,Ann\nbob@\u{440}\u{430}\u{443}.com,Bob\n\u{FF43}at@example.com,Cat\n\
             o’hara@example.com,Dan\neve＠example.com,Eve\n"
                .as_bytes(),
            &[
                "2:1 `\u{430}nn@example.com`: `\u{430}` (U+0430, Cyrillic) stands among Latin letters and looks like `a`",
                "3:5 `bob@\u{440}\u{430}\u{443}.com`: `\u{440}\u{430}\u{443}` is written in Cyrillic letters and reads as `pay`",
                "4:1 `\u{FF43}at@example.com`: `\u{FF43}` (U+FF43) is another form of `c`",
                "5:2 `o’hara@example.com`: `’` (U+2019) is another form of `'`",
                "6:4 `eve＠example.com` is not an e-mail address: `＠` (U+FF20) is another form of `@`",
            ],
        ),
        Example::good(
            "Email,First Name\nпочта@пример.рф,Анна\n用户@例子.公司,用户\nshop東京@example.jp,東京\njörg@exämple.de,Jörg\n"
                .as_bytes(),
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let text = cell.text();
    let (severity, verdict) = match Address::of(cell) {
        Address::Sound | Address::Spaced => (RULE.severity, ""),
        // Without the ASCII character there is no `@` or no dot, and Shopify refuses it.
        Address::Dressed => (Severity::Error, " is not an e-mail address"),
        // Something else is wrong, and is told elsewhere.
        _ => return,
    };
    let Some(Lookalike { start, end, c, guise }) = email::lookalike(&text) else { return };
    sink.report(severity, Some(cell.column.index), || {
        let part = quote(text.get(start..end).unwrap_or_default()).to_string();
        let code = u32::from(c);
        let told = match &guise {
            Guise::Form(plain) => format!("{part} (U+{code:04X}) is another form of {}", quote(plain)),
            Guise::Mixed { script, among, like } => {
                let looks = like.map(|like| format!(" and looks like `{like}`")).unwrap_or_default();
                format!("{part} (U+{code:04X}, {script}) stands among {among} letters{looks}")
            }
            Guise::Word { script, like } => {
                format!("{part} is written in {script} letters and reads as {}", quote(like))
            }
        };
        let message = format!("{}{verdict}: {told}", quote(&text));
        let mut finding = Finding::on(cell, &RULE, message).help(
            "ask the customer, or type the address anew; only its owner knows which character is meant",
        );
        finding.span = cell.span_of(start, end);
        finding
    });
}
