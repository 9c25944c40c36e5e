//! Which addresses are refused, which character of which part is to blame, and how we know.
//!
//! Verdicts of Shopify are those measured through `customerCreate` in September 2026:
//! <https://github.com/ostrovsrr/qa-shopify-tool>. It takes every symbol of RFC 5322 and letters of any script
//! before the `@`, letters of any script behind it, top-level domains of one letter and domains that do not
//! exist. What was not tried follows from the standard, and the refusal says so.

use memchr::{memchr, memrchr};

use super::domain;
use super::plain::{is_plain_domain, is_plain_local};

/// The longest local part that was accepted, in characters.
pub(super) const LONGEST_LOCAL: usize = 129;
/// The longest address that was accepted, in characters.
pub(super) const LONGEST: usize = 255;
/// The longest part of a domain in its ASCII form: <https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4>.
const LONGEST_LABEL: usize = 63;
/// The longest domain in its ASCII form, written without the root: 255 octets less two of length.
const LONGEST_DOMAIN: usize = 253;

/// How we know that an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Shopify was seen to refuse it.
    Measured,
    /// This standard does not allow it; what Shopify does was not tried.
    Standard(&'static str),
    /// The standard allows it, no customer has such an address, and what Shopify does was not tried.
    Untried,
}

/// Why an address is refused, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// First byte of the offending part.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What is wrong with it.
    pub reason: &'static str,
    /// How we know.
    pub ground: Ground,
}

const MAIL: Ground = Ground::Standard("RFC 5321");
const DNS: Ground = Ground::Standard("RFC 1035");
const IDNA: Ground = Ground::Standard("UTS 46");

/// What is wrong with an address, if anything. White space around it belongs to what is wrong.
pub fn refusal(address: &str) -> Option<Refusal> {
    let refuse = |ground, start, end, reason| Some(Refusal { start, end, reason, ground });
    let all = address.len();
    let Some(at) = separator(address) else {
        return refuse(MAIL, 0, all, "there is no `@` in it");
    };
    let (local, rest) = address.split_at(at);
    let domain = rest.get(1..).unwrap_or_default();
    if let Some(second) = memchr(b'@', domain.as_bytes()) {
        let second = at + 1 + second;
        return refuse(MAIL, second, second + 1, "there is a second `@`");
    }
    if local.is_empty() {
        return refuse(MAIL, 0, 1, "nothing stands before the `@`");
    }
    if domain.is_empty() {
        return refuse(MAIL, at, all, "nothing stands after the `@`");
    }
    refusal_of_local(local)
        .or_else(|| {
            let refusal = refusal_of_domain(domain)?;
            Some(Refusal { start: refusal.start + at + 1, end: refusal.end + at + 1, ..refusal })
        })
        .or_else(|| {
            let too_long = has_more(address, LONGEST);
            too_long.then_some(Refusal {
                start: 0,
                end: all,
                reason: "it is longer than 255 characters",
                ground: Ground::Measured,
            })
        })
}

/// Whether a text has more characters than so many.
fn has_more(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

/// Where the `@` stands that ends the local part, which may hold others if it is quoted.
fn separator(address: &str) -> Option<usize> {
    let quoted = address.starts_with('"').then(|| address.find("\"@")).flatten();
    quoted.map(|quote| quote + 1).or_else(|| memchr(b'@', address.as_bytes()))
}

/// `local` is not empty.
fn refusal_of_local(local: &str) -> Option<Refusal> {
    if is_plain_local(local.as_bytes()) {
        return None;
    }
    let refuse = |ground, start, end, reason| Some(Refusal { start, end, reason, ground });
    let end = local.len();
    if local.len() > 2 && local.starts_with('"') && local.ends_with('"') {
        return refuse(Ground::Untried, 0, end, "the part before the `@` is quoted");
    }
    if local.starts_with('.') {
        return refuse(Ground::Measured, 0, 1, "the part before the `@` begins with a dot");
    }
    if local.ends_with('.') {
        return refuse(Ground::Measured, end - 1, end, "the part before the `@` ends with a dot");
    }
    if let Some(dots) = local.as_bytes().windows(2).position(|two| two == b"..") {
        return refuse(Ground::Measured, dots, dots + 2, "there are two dots in a row before the `@`");
    }
    for (start, c) in local.char_indices() {
        let end = start + c.len_utf8();
        match c {
            ' ' => return refuse(Ground::Measured, start, end, "there is a space before the `@`"),
            '(' | ')' => return refuse(Ground::Untried, start, end, "there is a comment before the `@`"),
            c if !is_local(c) => {
                return refuse(MAIL, start, end, "this character cannot stand before the `@`");
            }
            _ => {}
        }
    }
    if has_more(local, LONGEST_LOCAL) {
        let reason = "the part before the `@` is longer than 129 characters";
        return refuse(Ground::Measured, 0, end, reason);
    }
    None
}

/// `domain` is not empty and has no `@` in it. Offsets count from its start.
fn refusal_of_domain(domain: &str) -> Option<Refusal> {
    if is_plain_domain(domain.as_bytes()) {
        return None;
    }
    let refuse = |ground, start, end, reason| Some(Refusal { start, end, reason, ground });
    let end = domain.len();
    if domain.starts_with('[') && domain.ends_with(']') {
        return refuse(Ground::Untried, 0, end, "a number in brackets stands for the domain");
    }
    if let Some(space) = memchr(b' ', domain.as_bytes()) {
        return refuse(Ground::Measured, space, space + 1, "there is a space in the domain");
    }
    let Some(last_dot) = memrchr(b'.', domain.as_bytes()) else {
        if let Some(comma) = memchr(b',', domain.as_bytes()) {
            let reason = "there is a comma in the domain in the place of a dot";
            return refuse(Ground::Measured, comma, comma + 1, reason);
        }
        return refuse(Ground::Measured, 0, end, "there is no dot in the domain");
    };
    if let Some(place) = memchr(b'_', domain.as_bytes()) {
        return refuse(Ground::Measured, place, place + 1, "there is an underscore in the domain");
    }
    for (start, c) in domain.char_indices() {
        let end = start + c.len_utf8();
        match c {
            '(' | ')' => return refuse(Ground::Untried, start, end, "there is a comment after the `@`"),
            c if !is_domain(c) => return refuse(MAIL, start, end, "this character cannot stand in a domain"),
            _ => {}
        }
    }
    let mut start = 0;
    for label in domain.split('.') {
        let end = start + label.len();
        if label.is_empty() {
            // The dot is what can be seen of it.
            let dot = start.min(domain.len() - 1);
            return refuse(MAIL, dot, dot + 1, "a part of the domain is empty");
        }
        if label.starts_with('-') {
            return refuse(MAIL, start, start + 1, "a part of the domain begins with a hyphen");
        }
        if label.ends_with('-') {
            return refuse(MAIL, end - 1, end, "a part of the domain ends with a hyphen");
        }
        start = end + 1;
    }
    let top = domain.get(last_dot + 1..).unwrap_or_default();
    // An encoded international name (`xn--p1ai`) has digits by design and was not tried.
    if top.contains(|c: char| c.is_ascii_digit()) && !is_encoded(top) {
        return refuse(Ground::Measured, last_dot + 1, end, "there is a digit in the top-level domain");
    }
    refusal_of_converted(domain)
}

/// What is wrong with the domain as the DNS has it.
fn refusal_of_converted(domain: &str) -> Option<Refusal> {
    let refuse = |ground, start, end, reason| Some(Refusal { start, end, reason, ground });
    let as_it_is = domain.is_ascii() && !domain.split('.').any(is_encoded);
    if as_it_is && domain.len() <= LONGEST_LABEL {
        return None;
    }
    let ascii = match domain::to_ascii(domain) {
        Ok(ascii) => ascii,
        Err(cause) => {
            let (start, end) = place(domain, cause);
            return refuse(IDNA, start, end, cause.reason());
        }
    };
    let mut start = 0;
    for (label, written) in ascii.split('.').zip(domain.split('.')) {
        if label.len() > LONGEST_LABEL {
            let end = start + written.len();
            return refuse(DNS, start, end, "a part of the domain is longer than 63 characters");
        }
        start += written.len() + 1;
    }
    if ascii.len() > LONGEST_DOMAIN {
        return refuse(DNS, 0, domain.len(), "the domain is longer than 253 characters");
    }
    None
}

/// The bytes of the domain that stand in the way of converting it.
fn place(domain: &str, cause: domain::Unconvertible) -> (usize, usize) {
    match cause {
        domain::Unconvertible::Character(at, c) => (at, at + c.len_utf8()),
        domain::Unconvertible::Punycode(at) | domain::Unconvertible::Label(at) => {
            let rest = domain.get(at..).unwrap_or_default();
            (at, at + rest.find('.').unwrap_or(rest.len()))
        }
    }
}

fn is_encoded(label: &str) -> bool {
    label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--"))
}

/// The symbols of RFC 5322, and letters of any script.
fn is_local(c: char) -> bool {
    const SYMBOLS: &[u8] = b".!#$%&'*+/=?^_`{|}~-";
    c.is_ascii_alphanumeric() || u8::try_from(c).is_ok_and(|c| SYMBOLS.contains(&c)) || is_foreign(c)
}

fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.' || c == '-' || is_foreign(c)
}

fn is_foreign(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Part, ground and reason of each refusal.
    fn told(address: &str) -> Option<(&str, Ground, &'static str)> {
        refusal(address).map(|r| (address.get(r.start..r.end).unwrap(), r.ground, r.reason))
    }

    #[test]
    fn what_shopify_was_seen_to_take() {
        for good in [
            "a@example.c",
            "o'brien!#$%&'*+/=?^_`{|}~-@example.com",
            "jörg@exämple.de",
            "a@b.c.example.com",
            "почта@пример.рф",
            "用户@例子.公司",
            "a@does-not-exist.example",
            "-a-@example.com",
            "a@xn--e1afmkfd.xn--p1ai",
            "a@r3---sn.example.com",
        ] {
            assert_eq!(refusal(good), None, "{good}");
        }
        assert_eq!(refusal(&format!("{}@example.com", "ä".repeat(129))), None);
        let domain = format!("{0}.{0}.{0}.example", "b".repeat(61));
        assert_eq!(refusal(&format!("{}@{domain}", "a".repeat(254 - domain.len()))), None);
    }

    #[test]
    fn what_shopify_was_seen_to_refuse() {
        for (bad, part) in [
            (".a@example.com", "."),
            ("a.@example.com", "."),
            ("a..b@example.com", ".."),
            ("a b@example.com", " "),
            ("a@exam ple.com", " "),
            ("a@example", "example"),
            ("a@example,com", ","),
            ("a@example.n7", "n7"),
            ("a@ex_ample.com", "_"),
        ] {
            assert_eq!(
                told(bad).map(|(part, ground, _)| (part, ground)),
                Some((part, Ground::Measured)),
                "{bad}"
            );
        }
        let long = format!("{}@example.com", "ä".repeat(130));
        assert_eq!(told(&long).map(|(part, ..)| part.chars().count()), Some(130));
        let long = format!("aaaaaaaaa@{0}.{0}.{0}.{0}.co", "b".repeat(60));
        assert_eq!(long.len(), 256);
        assert_eq!(told(&long).map(|(.., reason)| reason), Some("it is longer than 255 characters"));
    }

    #[test]
    fn what_the_standards_do_not_allow() {
        let label = "b".repeat(64);
        let foreign = "ü".repeat(60);
        for (bad, part, standard) in [
            ("bob".to_owned(), "bob", "RFC 5321"),
            ("a@b@example.com".to_owned(), "@", "RFC 5321"),
            ("@example.com".to_owned(), "@", "RFC 5321"),
            ("a@".to_owned(), "@", "RFC 5321"),
            ("a,b@example.com".to_owned(), ",", "RFC 5321"),
            ("a\u{3000}b@example.com".to_owned(), "\u{3000}", "RFC 5321"),
            ("a@exa+mple.com".to_owned(), "+", "RFC 5321"),
            ("a@example..com".to_owned(), ".", "RFC 5321"),
            ("a@.example.com".to_owned(), ".", "RFC 5321"),
            ("a@example.com.".to_owned(), ".", "RFC 5321"),
            ("a@-example.com".to_owned(), "-", "RFC 5321"),
            ("a@example-.com".to_owned(), "-", "RFC 5321"),
            ("a@xn--a.com".to_owned(), "xn--a", "UTS 46"),
            ("ä@exa\u{FFFD}mple.com".to_owned(), "\u{FFFD}", "UTS 46"),
            (format!("a@{label}.com"), label.as_str(), "RFC 1035"),
            (format!("a@b.{foreign}.com"), foreign.as_str(), "RFC 1035"),
            (format!("a@{0}.{0}.{0}.{0}.{0}.com", "ü".repeat(47)), "", "RFC 1035"),
        ] {
            let told = told(&bad).unwrap();
            assert_eq!(told.1, Ground::Standard(standard), "{bad}");
            assert!(part.is_empty() || told.0 == part, "{bad}: {told:?}");
        }
    }

    #[test]
    fn what_the_standard_allows_and_nobody_tried() {
        for (odd, part) in [
            ("\"bob smith\"@example.com", "\"bob smith\""),
            ("\"a@b\"@example.com", "\"a@b\""),
            ("bob(work)@example.com", "("),
            ("bob@(work)example.com", "("),
            ("bob@[192.0.2.1]", "[192.0.2.1]"),
            ("bob@[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
        ] {
            assert_eq!(
                told(odd).map(|(part, ground, _)| (part, ground)),
                Some((part, Ground::Untried)),
                "{odd}"
            );
        }
    }
}
