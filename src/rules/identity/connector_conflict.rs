//! A row whose keys hit two customers of a chosen connector.

use crate::connector::Cell;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "connector-conflict",
    group: Group::Identity,
    summary: "a row whose e-mail and phone are those of two customers of a chosen connector",
    why: "Which of the two gets the row differs from system to system: some merge them, some drop one of the \
          values, some refuse the row.",
    exceptions: "None: one of the two values belongs to somebody else, or the two are one person.",
    severity: Severity::Error,
    basis: Basis::Documented,
    sources: &[
        "https://support.omnisend.com/en/articles/4237790-updating-contact-profiles",
        "https://developers.klaviyo.com/en/docs/update_profile_properties_via_api",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &["connectors"],
    check: Check::Connector { of: Parting::Conflict, tell },
    examples: &[
        Example::bad(
            b"Email,First Name,Phone\nann@example.com,Ann,+442079460958\nbob@example.com,Bob,+442079460959\n\
              ann@example.com,Ann,+442079460959\n",
            &[
                "4:1 to omnisend the e-mail address `ann@example.com` is that of record 1 and the phone number \
                 `+442079460959` that of record 2",
            ],
        )
        .with("connectors = ['omnisend']"),
        Example::good(
            b"Email,First Name,Phone\nann@example.com,Ann,+442079460958\nbob@example.com,Bob,+442079460959\n",
        )
        .with("connectors = ['omnisend', 'klaviyo', 'business-central']"),
    ],
};

fn tell(parted: &Disagreement<'_>) -> Finding {
    let (_, span) = parted.cell_of(&parted.me);
    let named = |cell: Cell| match cell {
        Cell::Email => format!("the e-mail address {}", quote(&parted.me.email.0)),
        Cell::Phone => format!("the phone number {}", quote(&parted.me.phone.0)),
    };
    let (name, place) = (parted.name(), parted.other.place());
    let second =
        parted.second.as_ref().map(|(other, cell)| (named(*cell), other.place())).unwrap_or_default();
    let message =
        format!("to {name} {} is that of {place} and {} that of {}", named(parted.cell), second.0, second.1);
    let help = format!("{}; {}", parted.outcome(), parted.how_we_know());
    let mut finding = Finding::new(&RULE, span, message).help(help);
    finding.related.push(parted.related());
    if let Some((other, cell)) = &parted.second {
        let (text, span) = if *cell == Cell::Email { email_of(other) } else { phone_of(other) };
        let message = format!("{}: {}", other.place(), quote(text)).into();
        finding.related.push(Related { file: other.file, span, message });
    }
    finding
}
