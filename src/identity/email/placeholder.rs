//! What people write where there is no address.

use super::domain::{Top, top, top_level};
use super::provider;
use crate::identity::none;

/// Words for "none" that only e-mail cells are filled with; none of them is an address, so Shopify refuses them.
#[rustfmt::skip]
const WORDS: [&str; 21] = [
    "0", "test", "no email", "no e-mail", "no mail", "noemail", "no-email", "no_email", "nomail", "no email address",
    "has no email", "does not have email", "email", "e-mail", "deleted", "keine e-mail", "keine email", "pas d'email",
    "pas de mail", "sin correo", "no address",
];

/// Local parts that say "none" under any domain.
fn says_none(local: &[u8]) -> bool {
    matches!(
        local,
        b"none"
            | b"noemail"
            | b"no-email"
            | b"no.email"
            | b"no_email"
            | b"nomail"
            | b"no-mail"
            | b"no.mail"
            | b"no_mail"
            | b"noaddress"
            | b"no-address"
            | b"noemailaddress"
            | b"noemailprovided"
            | b"notprovided"
            | b"not.provided"
            | b"not-provided"
            | b"not_provided"
            | b"notavailable"
            | b"not.available"
            | b"donthaveone"
            | b"doesnothaveemail"
            | b"nothing"
            | b"fakeemail"
            | b"fake.email"
            | b"placeholder"
            | b"keineemail"
            | b"keine.email"
            | b"n/a"
            | b"null"
            | b"undefined"
    )
}

/// Names of domains that say "none" under any top-level domain.
fn names_none(name: &[u8]) -> bool {
    matches!(
        name,
        b"noemail"
            | b"no-email"
            | b"nomail"
            | b"no-mail"
            | b"noemailaddress"
            | b"noemailprovided"
            | b"notprovided"
            | b"fakeemail"
            | b"noaddress"
            | b"no-address"
            | b"nodomain"
    )
}

/// Words that are no customer's where they stand on both sides of the `@`.
#[rustfmt::skip]
const FILLERS: [&str; 27] = [
    "a", "aa", "aaa", "x", "xx", "xxx", "abc", "asd", "asdf", "qwerty", "123", "1234", "12345", "na", "no", "nope",
    "test", "fake", "foo", "dummy", "temp", "user", "nobody", "unknown", "email", "mail", "blah",
];

/// Whether the text is a word for "no address". White space around it does not matter.
pub fn is_word(text: &str) -> bool {
    let text = text.trim();
    // They are no addresses, good or bad.
    let may_be = memchr::memchr(b'@', text.as_bytes()).is_none();
    may_be && (none::is_word(text) || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

/// Why an address, in the form that [`super::key`] gives it, cannot be a customer's.
pub fn in_address(key: &str) -> Option<&'static str> {
    let (local, domain) = key.rsplit_once('@')?;
    let is_settled =
        is_settled_domain(domain.as_bytes()) && is_settled_local(local.as_bytes(), domain.as_bytes());
    if is_settled && key.is_ascii() { None } else { judge(local, domain) }
}

fn judge(local: &str, domain: &str) -> Option<&'static str> {
    let name = domain.split('.').next().unwrap_or_default();
    if says_none(local.as_bytes()) || names_none(name.as_bytes()) || domain == "none.com" {
        return Some("it says that there is no address");
    }
    let last = top_level(domain);
    if last != "example" && top(last.as_bytes()) == Top::Reserved {
        return Some("no mail can ever arrive under a reserved top-level domain");
    }
    if local == name && FILLERS.contains(&local) {
        return Some("the same filler stands on both sides of the `@`");
    }
    if local == "test" && (name.starts_with("test") || provider::is_provider(domain)) {
        return Some("it is a test");
    }
    // Others, such as `a@mail.com`, are somebody's.
    let worded = matches!(domain, "email.com" | "mail.com" | "domain.com")
        && matches!(
            local,
            "no" | "nope" | "test" | "fake" | "user" | "nobody" | "unknown" | "email" | "mail" | "dummy"
        );
    worded.then_some("two fillers stand around the `@`")
}

/// Whether an address in small ASCII letters with this domain is no placeholder beyond doubt, as far as the domain alone
/// tells; with [`is_settled_local`] the fast way to the same answer as [`in_address`] in nearly all cases.
pub fn is_settled_domain(domain: &[u8]) -> bool {
    let says_none = matches!(domain, [b'n', b'o', ..] | [b'f', b'a', b'k', ..]);
    let is_reserved = matches!(domain, [.., b'i', b'd'] | [.., b's', b't']);
    let is_filler = matches!(domain, b"email.com" | b"mail.com" | b"domain.com");
    !(says_none || is_reserved || is_filler)
}

/// The same, as far as what stands before the `@` tells.
#[inline]
pub fn is_settled_local(local: &[u8], domain: &[u8]) -> bool {
    // The beginnings of the words for none.
    const BEGINNINGS: [&[u8; 2]; 8] = [b"no", b"nu", b"n/", b"do", b"fa", b"pl", b"ke", b"un"];
    let may_say_none = local.first_chunk().is_some_and(|begins| BEGINNINGS.contains(&begins));
    let is_filler = local.len() <= 7
        && (local.first() == domain.first() && domain.starts_with(local) || local == b"test");
    !(may_say_none && says_none(local) || is_filler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_none() {
        for word in ["n/a", "N/A", " none ", "-", "no email", "NULL", "Keine E-Mail"] {
            assert!(is_word(word), "{word}");
        }
        for other in ["", "bob", "bob@example.com", "Nonesuch", "no email yet, ask Bob"] {
            assert!(!is_word(other), "{other}");
        }
        assert!(WORDS.iter().chain(&none::WORDS).all(|word| super::super::key(word).is_none()));
        assert!(WORDS.iter().chain(&none::WORDS).all(|word| !word.contains('@')));
    }

    fn settled(key: &str) -> bool {
        let (local, domain) = key.rsplit_once('@').unwrap();
        is_settled(local, domain)
    }

    fn is_settled(local: &str, domain: &str) -> bool {
        is_settled_domain(domain.as_bytes()) && is_settled_local(local.as_bytes(), domain.as_bytes())
    }

    #[test]
    fn addresses_that_are_nobodys() {
        for nobodys in [
            "none@none.com",
            "noemail@example.com",
            "no-email@gmail.com",
            "bob@noemail.com",
            "john.smith@none.com",
            "test@test.com",
            "test@test.de",
            "test@testing.com",
            "test@gmail.com",
            "no@email.com",
            "email@email.com",
            "a@a.com",
            "asdf@asdf.com",
            "abc@abc.com",
            "na@na.com",
            "12345@customer.invalid",
            "bob@shop.test",
            "bob@mail.localhost",
            "unknown@unknown.com",
            "user@domain.com",
        ] {
            assert!(in_address(nobodys).is_some(), "{nobodys}");
            assert!(!settled(nobodys), "{nobodys}");
        }
    }

    #[test]
    fn addresses_that_may_be_somebodys() {
        for somebodys in [
            "bob@example.com",
            "test@example.com",
            "bob@shop.example",
            "noah@example.com",
            "nora.none@example.com",
            "no@example.com",
            "test@acme.com",
            "apple@apple.com",
            "hello@hello.co",
            "bob@email.com",
            "a@mail.com",
            "na@email.com",
            "bob@domain.com",
            "testa@gmail.com",
            "nobody.home@example.com",
            "norbert@nokia.com",
            "na@example.com",
        ] {
            assert_eq!(in_address(somebodys), None, "{somebodys}");
        }
    }

    #[test]
    fn what_is_settled_is_no_placeholder() {
        let locals = WORDS.iter().chain(&FILLERS).copied();
        let names = ["noemail", "placeholder", "donthaveone", "keineemail", "fake.email", "bob", "undefined"];
        for local in locals.chain(names) {
            for name in FILLERS.iter().copied().chain([
                "noemail",
                "none",
                "gmail",
                "example",
                "fakeemail",
                "testing",
                "domain",
            ]) {
                for top in ["com", "de", "invalid", "test"] {
                    let domain = format!("{name}.{top}");
                    let settled = is_settled(local, &domain);
                    assert!(!settled || judge(local, &domain).is_none(), "{local}@{domain}");
                }
            }
        }
    }
}
