//! E-mail addresses as Shopify compares and refuses them, and what people write in their place.
//!
//! [`key`] says whose an address is, [`fn@defect`] why a text is none. The rest tells what an address that is taken
//! may still be: mistyped ([`provider`]), disguised ([`fn@lookalike`]), nobody's ([`placeholder`]). Nothing here
//! knows a table or a finding.
//!
//! Uniqueness without regard to case was measured on real exports; Gmail dots and plus tags are not folded:
//! <https://offerguard.app/blog/same-customer-multiple-emails>.

mod defect;
pub mod domain;
mod lookalike;
mod mailbox;
pub mod placeholder;
mod plain;
pub mod provider;
mod recent;
mod syntax;
mod unseen;

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc, is_nfkc};

pub use defect::{Defect, defect};
pub use lookalike::{Guise, Lookalike, lookalike, undressed};
pub use mailbox::{Mailbox, mailbox};
pub use plain::{Settler, WINDOW, is_plain};
pub use recent::Recent;
pub use syntax::{Ground, Refusal, refusal};
pub use unseen::{bare, is_invisible};

/// What Shopify compares: white space trimmed, lower case. `None` for an empty cell and for an address that
/// is refused or stands in quotes, which is nobody's.
pub fn key(text: &str) -> Option<Cow<'_, str>> {
    if is_plain(text.as_bytes()) {
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return Some(if lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) });
    }
    let bare = bare(text);
    if bare.is_empty() || refusal(&bare).is_some() { None } else { key_of_taken(text) }
}

/// The same of a text that is nothing or not refused once the white space around it is gone.
pub(super) fn key_of_taken(text: &str) -> Option<Cow<'_, str>> {
    let bare = bare(text);
    debug_assert!(bare.is_empty() || refusal(&bare).is_none(), "{text:?} is refused");
    let is_nobodys = bare.is_empty() || mailbox::quoted(&bare).is_some();
    if is_nobodys { None } else { Some(lower_case(bare)) }
}

fn lower_case(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() {
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if lower { text } else { Cow::Owned(text.to_ascii_lowercase()) };
    }
    let lower = text.to_lowercase();
    if *text == lower { text } else { Cow::Owned(lower) }
}

/// Composed characters: `e` and an accent are one `é`. No importer is known to do it; for connectors that do.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// As [`nfc`], and full-width and other forms of a character are that character.
pub fn nfkc(text: &str) -> Cow<'_, str> {
    if is_nfkc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
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
        for spelling in ["ǄÜRG@example.com", "ǅürg@example.com", "ǆürg@EXAMPLE.com"] {
            assert_eq!(key(spelling).as_deref(), Some("ǆürg@example.com"), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_address_has_no_key() {
        for text in ["", "  ", "bob at example.com", "Bob <bob@example.com>", "n/a", "bob@example.com,"] {
            assert_eq!(key(text), None, "{text:?}");
        }
    }

    #[test]
    fn nothing_is_copied_that_does_not_change() {
        for text in ["bob@example.com", "jörg@exämple.de", "o'brien@example.com", " bob@example.com "] {
            assert!(matches!(key(text), Some(Cow::Borrowed(_))), "{text}");
        }
        assert!(matches!(nfc("jörg"), Cow::Borrowed(_)) && matches!(nfkc("jörg"), Cow::Borrowed(_)));
    }

    #[test]
    fn forms_of_characters() {
        assert_eq!((nfc("jo\u{308}rg").as_ref(), nfkc("ｊörg").as_ref()), ("jörg", "jörg"));
    }

    #[test]
    fn steps_are_told() {
        assert_eq!(steps_between("Bob@Example.com ", "bob@example.com"), ["trim", "lower-case"]);
        assert_eq!(steps_between("bob@example.com ", "bob@example.com"), ["trim"]);
    }
}
