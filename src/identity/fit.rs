//! How well a text fits what a column holds: for rows in which cells stand under the wrong headers.

use super::email;
use crate::format::{Country, Kind};

/// Above 0 it fits, below 0 it does not, at 0 nothing can be said.
pub fn fit(kind: Kind, text: &str) -> i32 {
    let text = text.trim();
    if text.is_empty() {
        return 0;
    }
    let verdict = |fits: bool| if fits { 2 } else { -2 };
    let is_email = is_email(text);
    match kind {
        Kind::Email => verdict(is_email),
        Kind::Note | Kind::Tags | Kind::Metafield | Kind::Other | Kind::Unknown => 0,
        _ if is_email => -2,
        kind if Kind::YES_NO.contains(&kind) => {
            verdict(["yes", "no", "true", "false"].iter().any(|word| word.eq_ignore_ascii_case(text)))
        }
        Kind::CountryCode => verdict(Country::from_code(text).is_some()),
        Kind::Phone | Kind::AddressPhone => verdict(looks_like_phone(text)),
        Kind::CustomerId => {
            verdict(text.trim_start_matches('\'').bytes().all(|byte| byte.is_ascii_digit()) && text.len() > 5)
        }
        _ => 0,
    }
}

/// Whether the text is an e-mail address and nothing else.
pub fn is_email(text: &str) -> bool {
    text.contains('@') && !text.starts_with('@') && email::refusal(text).is_none()
}

fn looks_like_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits > 5 && text.chars().all(|c| c.is_ascii_digit() || " +-.()'/\u{A0}".contains(c))
}
