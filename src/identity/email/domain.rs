//! Domains: UTS 46 in both directions, and what stands after the last dot.
//!
//! Two spellings of one domain, `exämple.com` and `xn--exmple-cua.com`, have one ASCII form. Whether Shopify
//! compares that form is not known, so [`super::key`] does not; steps and messages may.

use std::borrow::Cow;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// Why a domain has no ASCII form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unconvertible {
    /// This character, at this byte, cannot stand in a domain.
    Character(usize, char),
    /// The label that starts at this byte begins with `xn--` and is no encoded name.
    Punycode(usize),
    /// The label that starts at this byte mixes writing directions or joins characters as no name may.
    Label(usize),
}

impl Unconvertible {
    /// In words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Character(..) => "this character cannot stand in a domain",
            Self::Punycode(_) => "this part of the domain begins with `xn--` and is no encoded name",
            Self::Label(_) => "this part of the domain is a sequence of characters that no name may have",
        }
    }
}

/// The domain as the DNS has it: small letters, international names encoded as `xn--…`.
pub fn to_ascii(domain: &str) -> Result<Cow<'_, str>, Unconvertible> {
    let converted =
        Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore);
    converted.map_err(|_| why(domain))
}

/// The domain as people read it: small letters, encoded names decoded.
pub fn to_unicode(domain: &str) -> Result<Cow<'_, str>, Unconvertible> {
    let (converted, result) = decoded(domain);
    result.map(|()| converted).map_err(|_| why(domain))
}

fn decoded(domain: &str) -> (Cow<'_, str>, Result<(), idna::Errors>) {
    Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow)
}

/// The first thing wrong with a domain that cannot be converted.
fn why(domain: &str) -> Unconvertible {
    let mut buffer = [0; 4];
    let alone = |c: char, buffer: &mut [u8; 4]| decoded(c.encode_utf8(buffer)).1.is_ok();
    // A mark or joiner is wrong alone and may be right after another character.
    let stands = |c: char, buffer: &mut [u8; 4]| {
        alone(c, buffer) || decoded(&format!("a{c}")).1.is_ok() || decoded(&format!("क्{c}")).1.is_ok()
    };
    if let Some((at, c)) = domain.char_indices().find(|(_, c)| !c.is_ascii() && !stands(*c, &mut buffer)) {
        return Unconvertible::Character(at, c);
    }
    let mut start = 0;
    for label in domain.split('.') {
        if decoded(label).1.is_err() {
            let encoded = label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--"));
            return if encoded { Unconvertible::Punycode(start) } else { Unconvertible::Label(start) };
        }
        start += label.len() + 1;
    }
    // Each label is right by itself: the directions of several do not go together.
    Unconvertible::Label(0)
}

/// What is known of the last part of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// It is in IANA's list.
    Delegated,
    /// It is set aside and will never be delegated: <https://www.rfc-editor.org/rfc/rfc6761>,
    /// <https://www.rfc-editor.org/rfc/rfc2606>.
    Reserved,
    /// Nothing.
    Unknown,
}

/// The part after the last dot; the whole where there is none.
pub fn top_level(domain: &str) -> &str {
    domain.rsplit('.').next().unwrap_or(domain)
}

/// Common top-level domains of two letters: of each first letter a bit for each second one.
const COUNTRIES: [u32; 26] = {
    let codes =
        b"aratauaebebgbrcachclcncocydkdeeeeseufifrgrhkhrhuidieilinioitjpkrltlulvmxmynlnonzphplptrorsruse\
                  sgsisktrtwthuaukusvnza";
    let (mut seconds, mut at) = ([0; 26], 0);
    while at < codes.len() {
        seconds[(codes[at] - b'a') as usize] |= 1 << (codes[at + 1] - b'a');
        at += 2;
    }
    seconds
};

/// What is known of a top-level domain in small ASCII letters.
pub fn top(label: &[u8]) -> Top {
    // These make up nearly all and are told faster than by the list.
    let common = match label {
        b"com" | b"net" | b"org" => true,
        [a @ b'a'..=b'z', b @ b'a'..=b'z'] => {
            COUNTRIES.get(usize::from(a - b'a')).is_some_and(|seconds| seconds >> (b - b'a') & 1 == 1)
        }
        _ => false,
    };
    if common {
        return Top::Delegated;
    }
    if matches!(label, b"example" | b"test" | b"invalid" | b"localhost") {
        return Top::Reserved;
    }
    match std::str::from_utf8(label) {
        Ok(label) if tld::exist(label) => Top::Delegated,
        _ => Top::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_domain() {
        // The encoded forms are those of Python's `idna` 3.20.
        for (unicode, ascii) in [
            ("exämple.com", "xn--exmple-cua.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("straße.de", "xn--strae-oqa.de"),
            ("例子.公司", "xn--fsqu00a.xn--55qx5d"),
            ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
            ("παράδειγμα.ελ", "xn--hxajbheg2az3al.xn--qxam"),
            ("مثال.السعودية", "xn--mgbh0fb.xn--mgberp4a5d4ar"),
            ("דוגמה.ישראל", "xn--6dbbec0c.xn--4dbrk0ce"),
            ("उदाहरण.भारत", "xn--p1b6ci4b4b3a.xn--h2brj9c"),
            ("예제.한국", "xn--2j5b21b.xn--3e0b707e"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("ตัวอย่าง.ไทย", "xn--72c1a1bt4awk9o.xn--o3cw4h"),
            ("ví-dụ.vn", "xn--v-d-rma6749a.vn"),
        ] {
            assert_eq!(to_ascii(unicode).as_deref(), Ok(ascii), "{unicode}");
            assert_eq!(to_ascii(ascii).as_deref(), Ok(ascii), "{ascii}");
            assert_eq!(to_unicode(ascii).as_deref(), Ok(unicode), "{ascii}");
        }
        for (spelling, ascii) in [
            ("EXÄMPLE.com", "xn--exmple-cua.com"),
            ("exa\u{308}mple.com", "xn--exmple-cua.com"),
            ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
            ("例子。公司", "xn--fsqu00a.xn--55qx5d"),
            ("Example.COM", "example.com"),
            ("r3---sn.example", "r3---sn.example"),
        ] {
            assert_eq!(to_ascii(spelling).as_deref(), Ok(ascii), "{spelling}");
        }
    }

    #[test]
    fn what_cannot_be_converted_is_named() {
        for (domain, reason) in [
            ("a.exa\u{FFFD}mple.com", Unconvertible::Character(5, '\u{FFFD}')),
            ("exa\u{2028}mple.com", Unconvertible::Character(3, '\u{2028}')),
            ("a.xn--a.com", Unconvertible::Punycode(2)),
            ("a.\u{308}b.com", Unconvertible::Label(2)),
            ("אbג.com", Unconvertible::Label(0)),
        ] {
            assert_eq!(to_ascii(domain), Err(reason), "{domain}");
            assert_eq!(to_unicode(domain), Err(reason), "{domain}");
        }
    }

    #[test]
    fn top_level_domains() {
        for known in ["com", "de", "uk", "museum", "shop", "xn--p1ai", "zm", "cm", "om", "co"] {
            assert_eq!(top(known.as_bytes()), Top::Delegated, "{known}");
        }
        for unknown in ["con", "c", "comm", "local", "cmo", "", "zz", "xn--zckzah"] {
            assert_eq!(top(unknown.as_bytes()), Top::Unknown, "{unknown}");
        }
        assert_eq!(top(b"invalid"), Top::Reserved);
        assert_eq!((top_level("a.b.c"), top_level("a"), top_level("a.")), ("c", "a", ""));
    }

    #[test]
    fn what_is_told_without_the_list_is_in_it() {
        for first in b'a'..=b'z' {
            for second in b'a'..=b'z' {
                let label = [first, second];
                let listed = tld::exist(std::str::from_utf8(&label).unwrap());
                assert_eq!(top(&label) == Top::Delegated, listed, "{}", label.escape_ascii());
            }
        }
        for label in ["com", "net", "org", "edu", "gov", "info", "biz"] {
            assert!(tld::exist(label), "{label}");
        }
    }
}
