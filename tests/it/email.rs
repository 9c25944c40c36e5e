//! The e-mail engine on any text: it never panics, and what it says of one text holds together.

use csv_preflight::identity::email::{self, Defect, Mailbox, domain, placeholder, provider};
use proptest::prelude::*;
use proptest::sample::select;

/// Texts of which many are nearly an address.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "bob",
        "Ann",
        "o'brien",
        "почта",
        "пoчта",
        "用户",
        "ｂｏｂ",
        "jörg",
        "ǅ",
        "İ",
        "n/a",
        "none",
        "test",
        "mailto:",
        "@",
        "@",
        "@",
        "@",
        ".",
        ".",
        "..",
        "example",
        "example.com",
        "gmail.con",
        "gmial",
        "рф",
        "xn--",
        "xn--p1ai",
        "com",
        "c0m",
        "-",
        "_",
        "+",
        " ",
        " ",
        "\t",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "\u{202e}",
        "\u{fffd}",
        "＠",
        "。",
        "’",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "'",
        ",",
        ";",
        ":",
        "/",
        "|",
        "\\",
        "%40",
        "🍓",
        "\u{308}",
        "\u{5d0}",
        "\0",
    ];
    prop_oneof![
        4 => prop::collection::vec(select(pieces.to_vec()), 0..9).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
        1 => "[a-zA-Z0-9.+_-]{1,12}@[a-zA-Z0-9.-]{1,12}\\.[a-z]{2,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_a_text_holds_together(text in text()) {
        let (key, defect) = (email::key(&text), email::defect(&text));
        if let Some(key) = &key {
            prop_assert!(!key.is_empty());
            let again = email::key(key);
            prop_assert_eq!(again.as_ref(), Some(key));
            prop_assert!(email::refusal(key).is_none() && email::defect(key).is_none());
            let harmless = matches!(defect, None | Some(Defect::Spaced { inside: None }));
            prop_assert!(harmless);
        }
        if email::is_plain(text.as_bytes()) {
            prop_assert!(key.is_some() && defect.is_none() && email::refusal(&text).is_none());
        }
        match defect {
            None => prop_assert_eq!(key.is_none(), email::bare(&text).is_empty()),
            Some(Defect::Spaced { inside: None }) => {
                let bare = email::bare(&text);
                prop_assert!(email::key(&bare) == key);
                // What nobody sees goes first; then the quotes show.
                let quoted = matches!(email::defect(&bare), Some(Defect::NotBare(Mailbox::One(_))));
                prop_assert_eq!(key.is_none(), quoted);
                prop_assert!(quoted || email::defect(&bare).is_none());
            }
            Some(Defect::Spaced { inside: Some(at) }) => {
                prop_assert!(text.get(at..).unwrap().starts_with(char::is_whitespace) && key.is_none());
            }
            Some(Defect::NotBare(Mailbox::One(address))) => {
                prop_assert!(key.is_none() && text.contains(address) && email::key(address).is_some());
                prop_assert_eq!(email::defect(address), None);
            }
            Some(Defect::NotBare(Mailbox::Several(count))) => prop_assert!(key.is_none() && count > 1),
            Some(Defect::Placeholder) => prop_assert!(key.is_none() && placeholder::is_word(&email::bare(&text))),
            Some(Defect::Dressed) => prop_assert!(key.is_none() && email::lookalike(&text).is_some()),
            Some(Defect::Refused(refusal)) => {
                prop_assert!(key.is_none() && refusal.start < refusal.end);
                prop_assert!(text.get(refusal.start..refusal.end).is_some());
            }
        }
    }

    #[test]
    fn spans_lie_in_the_text(text in text()) {
        if let Some(refusal) = email::refusal(&text).filter(|_| !text.is_empty()) {
            prop_assert!(refusal.start < refusal.end && text.get(refusal.start..refusal.end).is_some());
        }
        if let Some(found) = email::lookalike(&text) {
            let part = text.get(found.start..found.end);
            prop_assert!(part.is_some_and(|part| part.contains(found.c)));
        }
    }

    #[test]
    fn edges_and_case_do_not_make_another_address(text in "[a-z0-9]{1,8}@[a-z]{1,8}\\.[a-z]{2,3}") {
        for spelling in [format!(" {text}\t"), text.to_uppercase(), format!("\u{feff}{text}\u{200b}")] {
            let key = email::key(&spelling);
            prop_assert_eq!(key.as_deref(), Some(text.as_str()));
        }
        let dressed = [format!("Bob <{text}>"), format!("mailto:{text}"), format!("{text};")];
        for around in dressed {
            prop_assert_eq!(email::defect(&around), Some(Defect::NotBare(Mailbox::One(&text))));
        }
    }

    #[test]
    fn a_domain_has_one_ascii_form(text in text()) {
        if let Ok(ascii) = domain::to_ascii(&text) {
            prop_assert!(ascii.is_ascii());
            let again = domain::to_ascii(&ascii);
            prop_assert_eq!(again.as_ref(), Ok(&ascii));
        }
        match domain::to_unicode(&text) {
            Ok(unicode) => {
                // What was encoded twice, which no domain is, is not encoded right any more.
                let twice = unicode.contains("xn--");
                prop_assert!(twice || domain::to_unicode(&unicode).is_ok(), "{unicode}");
            }
            Err(domain::Unconvertible::Character(at, c)) => prop_assert!(text.get(at..).unwrap().starts_with(c)),
            Err(domain::Unconvertible::Punycode(at) | domain::Unconvertible::Label(at)) => {
                prop_assert!(text.get(at..).is_some());
            }
        }
    }

    #[test]
    fn the_fast_ways_agree_with_the_careful_ones(
        local in "[a-z]{1,4}|none|test|noemail|null|fake",
        name in "[a-z]{1,5}|gma?ii?l|h?o?tmail|yah?oo|outlo?ok|www\\.gmail|test|noemail|fake|none",
        top in "com|con|co|cm|de|[a-z]{1,3}|invalid|example",
    ) {
        let domain = format!("{name}.{top}");
        prop_assert!(!provider::is_settled(domain.as_bytes()) || provider::slip(&domain).is_none());
        if let Some(provider::Slip::Provider(meant)) = provider::slip(&domain) {
            prop_assert_eq!(provider::slip(&meant), None);
        }
        let settled = placeholder::is_settled_domain(domain.as_bytes())
            && placeholder::is_settled_local(local.as_bytes(), domain.as_bytes());
        let reason = placeholder::in_address(&format!("{local}@{domain}"));
        prop_assert!(!settled || reason.is_none());
    }
}
