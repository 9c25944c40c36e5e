//! A metafield that does not fit its type.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "metafield-shape",
    group: Group::Field,
    summary: "a metafield that does not fit the type in its header",
    why: "Shopify checks a metafield against its type; a date that is none is refused or dropped, and what depends \
          on it, a birthday mail or a discount, does not happen.",
    exceptions: "Only headers that name the type are judged, such as Matrixify's `Metafield: custom.birthday \
                 [date]`. Shopify's own files do not name it, and nothing is guessed from the cells. How much an \
                 importer puts right by itself is not known.",
    severity: Severity::Info,
    basis: Basis::Documented,
    sources: &[
        "https://shopify.dev/docs/apps/build/metafields/list-of-data-types",
        "https://matrixify.app/documentation/metafields/",
    ],
    fix: FixAvailability::Never,
    since: "0.1.0",
    options: &[],
    check: Check::Cell { kinds: &[Kind::Metafield], when: Facts::ANY, check },
    examples: &[
        Example::bad(
            b"ID,Email,Command,Metafield: custom.birthday [date],Metafield: custom.size [number_integer],Metafield: custom.club [boolean]\n\
              7001,a@example.com,MERGE,1990-02-30,38,true\n\
              7002,b@example.com,MERGE,31/01/1990,38.5,maybe\n",
            &[
                "2:26 `1990-02-30` is no `date`: it is to be written `2024-12-31`",
                "3:26 `31/01/1990` is no `date`: it is to be written `2024-12-31`",
                "3:37 `38.5` is no `number_integer`: it is to be digits only",
                "3:42 `maybe` is no `boolean`: it is to be `true` or `false`",
            ],
        ),
        Example::good(
            b"ID,Email,Command,Metafield: custom.birthday [date],Metafield: custom.size [number_integer],Metafield: custom.text [single_line_text_field]\n\
              7001,a@example.com,MERGE,'1992-02-29,-5,31/01/1990\n",
        ),
        Example::good(
            b"Email,Birthday (customer.metafields.facts.birth_date)\na@example.com,31/01/1990\n",
        ),
    ],
};

fn check(cell: &Cell<'_>, sink: &mut Sink) {
    let Some(kind) = type_in(&cell.column.name) else { return };
    let text = cell.text();
    // An export protects dates and numbers from spreadsheets with an apostrophe.
    let value = text.trim();
    let value = value.strip_prefix('\'').unwrap_or(value);
    if value.is_empty() {
        return;
    }
    let Some(expected) = misfit(kind, value) else { return };
    sink.report(RULE.severity, Some(cell.column.index), || {
        let message = format!("{} is no `{kind}`: it is to be {expected}", quote(&text));
        Finding::on(cell, &RULE, message).help("correct it, or correct the type in the header")
    });
}

/// The type that a header names.
fn type_in(header: &str) -> Option<&str> {
    let (_, named) = header.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    Some(named)
}

/// What a value of this type is to look like, if this one does not.
fn misfit(kind: &str, value: &str) -> Option<&'static str> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = value.strip_prefix('-').unwrap_or(value);
    let (fits, expected) = match kind {
        "date" => (date(value).is_some_and(str::is_empty), "written `2024-12-31`"),
        "date_time" => (
            date(value).is_some_and(|rest| rest.is_empty() || rest.starts_with(['T', ' '])),
            "written `2024-12-31T23:59:59`",
        ),
        "number_integer" | "integer" => (digits(unsigned), "digits only"),
        "number_decimal" => {
            let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
            (digits(whole) && digits(part), "digits with at most one dot")
        }
        "boolean" => {
            let known = ["true", "false", "1", "0"];
            (known.iter().any(|word| word.eq_ignore_ascii_case(value)), "`true` or `false`")
        }
        "json" | "json_string" => {
            (serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok(), "well-formed JSON")
        }
        "url" => {
            let schemes = ["http://", "https://", "mailto:", "sms:", "tel:"];
            let lower = value.to_ascii_lowercase();
            (schemes.iter().any(|scheme| lower.starts_with(scheme)), "a link with its `https://`")
        }
        "color" => {
            let hex = value.strip_prefix('#').filter(|hex| hex.len() == 6);
            (hex.is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit())), "written `#FF8800`")
        }
        _ => return None,
    };
    (!fits).then_some(expected)
}

/// What stands after a day of the calendar at the start of the text.
fn date(text: &str) -> Option<&str> {
    let (day, rest) = text.split_at_checked(10)?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = day.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0u32, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day).then_some(rest)
}
