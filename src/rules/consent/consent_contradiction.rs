//! Rows of one customer that disagree on consent.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "consent-contradiction",
    group: Group::Consent,
    summary: "rows of one customer of which one consents to marketing and another does not",
    why: "Only one of the rows survives the import, and its consent with it: a customer who said no is sent \
          messages, or one who said yes is lost. Which of the two is true no machine can tell.",
    exceptions: "None: even where the right row happens to survive, the other answer is in the file for the next \
                 system that reads it.",
    severity: Severity::Error,
    basis: Basis::Reported,
    sources: &["https://blog.stagebit.com/answers/shopify/how-do-i-import-existing-customers-into-shopify/"],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["import-path", "overwrite", "scope", "default-country", "phone-region"],
    check: Check::Repeat { of: Sort::Consent, tell },
    examples: &[
        Example::bad(
            b"Email,Accepts Email Marketing\nbob@example.com,yes\nann@example.com,no\nBob@example.com,no\n",
            &["4:17 consent to e-mail marketing is `no` here and `yes` for the same customer on record 1"],
        ),
        Example::bad(
            b"First Name,Email,Phone,Accepts SMS Marketing\nBob,,+12125550100,no\nBob,,+1 212 555 0100,yes\n",
            &["3:22 consent to SMS marketing is `yes` here and `no` for the same customer on record 1"],
        ),
        Example::good(b"Email,Accepts Email Marketing\nbob@example.com,yes\nann@example.com,no\n"),
    ],
};

fn tell(repeat: &Repeat<'_>) -> Finding {
    let (text, span) = &repeat.me.told;
    let (other, _) = told_of(repeat.other());
    let table = repeat.row.table;
    let is = |kind| {
        table.column(kind).is_some_and(|column| repeat.row.cell_in(column).map(|c| c.span()) == Some(*span))
    };
    let channel = if is(Kind::SmsConsent) {
        "SMS"
    } else if is(Kind::WhatsappConsent) {
        "WhatsApp"
    } else {
        "e-mail"
    };
    let message = format!(
        "consent to {channel} marketing is {} here and {} for the same customer on {}",
        quote(text.trim()),
        quote(other.trim()),
        repeat.other().place(),
    );
    let help =
        format!("find out what the customer said last, and say so on one row; {}", repeat.fate.describe());
    let mut finding = Finding::new(&RULE, *span, message).help(help);
    finding.related = repeat.related(told_of);
    finding
}
