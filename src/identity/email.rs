//! E-mail addresses as Shopify compares and refuses them.
//!
//! Verdicts are those measured through `customerCreate` in September 2026:
//! <https://github.com/ostrovsrr/qa-shopify-tool>. Uniqueness without regard to case was measured on real
//! exports; Gmail dots and plus tags are not folded: <https://offerguard.app/blog/same-customer-multiple-emails>.

use std::borrow::Cow;

/// The longest local part that was accepted, in characters.
const LONGEST_LOCAL: usize = 129;
/// The longest address that was accepted, in characters.
const LONGEST: usize = 255;

/// Why an address is refused, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// First byte of the offending part.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What is wrong with it.
    pub reason: &'static str,
    /// Whether the refusal was measured, or follows from the standard only.
    pub measured: bool,
}

/// Whether it is an address beyond doubt: nothing to trim and nothing to refuse. Nearly every address is, so
/// one walk over its bytes settles it.
pub fn is_plain(text: &str) -> bool {
    let (mut at, mut last_dot, mut digit_after_dot) = (None, None, false);
    // As after a dot, a dot must not come first.
    let mut before = b'.';
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'-' => {}
            b'0'..=b'9' => digit_after_dot = true,
            b'_' | b'+' if at.is_none() => {}
            b'.' if before != b'.' && before != b'@' => (last_dot, digit_after_dot) = (Some(index), false),
            b'@' if at.is_none() && before != b'.' => (at, last_dot) = (Some(index), None),
            _ => return false,
        }
        before = byte;
    }
    let Some(at) = at else { return false };
    last_dot.is_some() && before != b'.' && !digit_after_dot && at <= LONGEST_LOCAL && text.len() <= LONGEST
}

/// The text without white space at the edges and without characters that nobody sees.
pub fn bare(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    if text.contains(is_invisible) {
        let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        return Cow::Owned(seen.trim().to_owned());
    }
    Cow::Borrowed(text.trim())
}

/// Whether nobody sees the character and it has no business in an address: zero-width characters, soft
/// hyphen, byte order mark, direction marks.
pub fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064
        | 0x2066..=0x206F | 0xFEFF)
}

/// What Shopify compares: white space trimmed, lower case. `None` for an empty cell and for an address that
/// is refused, which is nobody's.
pub fn key(text: &str) -> Option<Cow<'_, str>> {
    if is_plain(text) {
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return Some(if lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) });
    }
    let bare = bare(text);
    if bare.is_empty() || bare.contains(char::is_whitespace) || refusal(&bare).is_some() {
        return None;
    }
    let lower = if bare.is_ascii() {
        !bare.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        !bare.chars().any(char::is_uppercase)
    };
    Some(if lower { bare } else { Cow::Owned(bare.to_lowercase()) })
}

/// The steps that make two spellings of one address equal, in words.
pub fn steps_between(a: &str, b: &str) -> Vec<&'static str> {
    let mut steps = Vec::new();
    let changed = |f: fn(&str) -> bool| f(a) || f(b);
    if changed(|text| text.trim() != text) {
        steps.push("trim");
    }
    if changed(|text| text.contains(is_invisible)) {
        steps.push("remove invisible characters");
    }
    if bare(a) != bare(b) {
        steps.push("lower-case");
    }
    steps
}

/// What is wrong with an address that has no space in it and none around it, if anything.
pub fn refusal(address: &str) -> Option<Refusal> {
    let refuse = |start, end, reason| Some(Refusal { start, end, reason, measured: true });
    let whole = |reason| Some(Refusal { start: 0, end: address.len(), reason, measured: true });
    let mut ats = address.match_indices('@').map(|(at, _)| at);
    let Some(at) = ats.next() else { return whole("there is no `@` in it") };
    if let Some(second) = ats.next() {
        return refuse(second, second + 1, "there is a second `@`");
    }
    let (local, rest) = address.split_at(at);
    let domain = rest.get(1..).unwrap_or_default();
    let domain_start = at + 1;
    if local.is_empty() {
        return refuse(0, 1, "nothing stands before the `@`");
    }
    if domain.is_empty() {
        return refuse(at, at + 1, "nothing stands after the `@`");
    }
    if local.starts_with('.') {
        return refuse(0, 1, "the part before the `@` begins with a dot");
    }
    if local.ends_with('.') {
        return refuse(at - 1, at, "the part before the `@` ends with a dot");
    }
    if let Some(dots) = local.find("..") {
        return refuse(dots, dots + 2, "there are two dots in a row before the `@`");
    }
    if let Some((place, c)) = local.char_indices().find(|(_, c)| !is_local(*c)) {
        let (end, reason) = (place + c.len_utf8(), "this character cannot stand before the `@`");
        return Some(Refusal { start: place, end, reason, measured: false });
    }
    let Some(last_dot) = domain.rfind('.') else {
        return refuse(domain_start, address.len(), "there is no dot in the domain");
    };
    if let Some(place) = domain.find('_') {
        let place = domain_start + place;
        return refuse(place, place + 1, "there is an underscore in the domain");
    }
    if domain.starts_with('.') || domain.ends_with('.') || domain.contains("..") {
        let reason = "a part of the domain is empty";
        return Some(Refusal { start: domain_start, end: address.len(), reason, measured: false });
    }
    if let Some((place, c)) = domain.char_indices().find(|(_, c)| !is_domain(*c)) {
        let start = domain_start + place;
        let (end, reason) = (start + c.len_utf8(), "this character cannot stand in a domain");
        return Some(Refusal { start, end, reason, measured: false });
    }
    let top = domain.get(last_dot + 1..).unwrap_or_default();
    // An encoded international name (`xn--p1ai`) has digits by design and was not measured.
    if top.contains(|c: char| c.is_ascii_digit()) && !top.to_ascii_lowercase().starts_with("xn--") {
        return refuse(
            domain_start + last_dot + 1,
            address.len(),
            "there is a digit in the top-level domain",
        );
    }
    if local.chars().count() > LONGEST_LOCAL {
        return refuse(0, at, "the part before the `@` is longer than 129 characters");
    }
    if address.chars().count() > LONGEST {
        return whole("it is longer than 255 characters");
    }
    None
}

/// The symbols of RFC 5322, and letters of any script.
fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c) || !c.is_ascii() && !c.is_control()
}

fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.' || c == '-' || !c.is_ascii() && !c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_have_one_key() {
        for text in
            ["bob@example.com", " Bob@Example.com ", "BOB@EXAMPLE.COM\u{a0}", "bo\u{200b}b@example.com"]
        {
            assert_eq!(key(text).as_deref(), Some("bob@example.com"), "{text:?}");
        }
        assert_eq!(key("b.ob+x@example.com").as_deref(), Some("b.ob+x@example.com"));
        assert_eq!(key("  "), None);
        assert_eq!(key("bob at example.com"), None);
    }

    #[test]
    fn measured_verdicts() {
        for good in
            ["a@example.c", "o'brien!#$%&'*+/=?^_`{|}~-@example.com", "jörg@exämple.de", "a@b.c.example.com"]
        {
            assert_eq!(refusal(good), None, "{good}");
        }
        for bad in [
            ".a@example.com",
            "a.@example.com",
            "a..b@example.com",
            "a@example",
            "a@example.n7",
            "a@ex_ample.com",
            "a",
            "@example.com",
            "a@",
        ] {
            assert!(refusal(bad).is_some_and(|r| r.measured), "{bad}");
        }
        assert_eq!(refusal(&format!("{}@example.com", "a".repeat(129))), None);
        assert!(refusal(&format!("{}@example.com", "a".repeat(130))).is_some());
    }

    #[test]
    fn what_is_plain_is_not_refused() {
        for text in [
            "bob@example.com",
            "a.b+c_d-e@mail.example.co",
            "@a.b",
            "a@.b",
            "a@b.",
            "a.@b.c",
            "a@b",
            "a@b.c1",
        ] {
            assert!(!is_plain(text) || refusal(text).is_none(), "{text}");
        }
        assert!(
            is_plain("bob@example.com") && is_plain("a.b+c_d-e@mail.example.co") && is_plain("A1@b2.Com")
        );
        for text in
            ["", "a", "@", " a@b.c", "a@b.c ", "a..b@c.d", "a@b..c", "a@b@c.d", "a@b_c.d", "a@b.n7", "é@b.c"]
        {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn the_offending_character_is_named() {
        let refusal = refusal("a@ex_ample.com").unwrap();
        assert_eq!((refusal.start, refusal.end), (4, 5));
    }

    #[test]
    fn steps_are_told() {
        assert_eq!(steps_between("Bob@Example.com ", "bob@example.com"), ["trim", "lower-case"]);
        assert_eq!(steps_between("bob@example.com ", "bob@example.com"), ["trim"]);
    }
}
