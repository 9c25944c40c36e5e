//! The one thing that keeps the text of a cell from being an address, so that one rule speaks for it.

use super::lookalike::undressed;
use super::mailbox::{Mailbox, mailbox, quoted};
use super::syntax::{Refusal, refusal};
use super::{bare, is_invisible, is_plain, placeholder};

/// Why a text is not an address as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect<'t> {
    /// White space or invisible characters; the rest is an address. Whether there is white space inside, where
    /// nobody can tell what belongs there.
    Spaced {
        /// Where the white space inside stands, if there is any.
        inside: Option<usize>,
    },
    /// A word for "no address".
    Placeholder,
    /// Something around an address, or several addresses.
    NotBare(Mailbox<'t>),
    /// It would be an address if this character were the ASCII one it is a form of.
    Dressed,
    /// It is refused. The refusal counts bytes of the text.
    Refused(Refusal),
}

/// What is wrong with the text of a cell; `None` for an address and for a text of nothing.
pub fn defect(text: &str) -> Option<Defect<'_>> {
    if is_plain(text.as_bytes()) {
        return None;
    }
    let bare = bare(text);
    if bare.is_empty() {
        return None;
    }
    let Some(wrong) = refusal(&bare) else {
        if let Some(address) = quoted(text.trim())
            && !text.contains(is_invisible)
        {
            return Some(Defect::NotBare(Mailbox::One(address)));
        }
        return (*bare != *text).then_some(Defect::Spaced { inside: None });
    };
    if placeholder::is_word(&bare) {
        return Some(Defect::Placeholder);
    }
    let refused = || Some(Defect::Refused(moved(text, &bare, wrong)));
    // Nothing that may be done to it makes an address of it.
    if bare.is_ascii() && memchr::memchr(b'@', bare.as_bytes()).is_none() {
        return refused();
    }
    if let Some(mailbox) = mailbox(text) {
        return Some(Defect::NotBare(mailbox));
    }
    if bare.contains(char::is_whitespace) && !bare.starts_with('"') {
        let together: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
        if refusal(&together).is_none() {
            return Some(Defect::Spaced { inside: inner_space(text) });
        }
    }
    if !bare.is_ascii() && refusal(&undressed(&bare)).is_none() {
        return Some(Defect::Dressed);
    }
    refused()
}

/// Where white space stands that is not at an edge.
fn inner_space(text: &str) -> Option<usize> {
    let unseen = |c: char| c.is_whitespace() || is_invisible(c);
    let trimmed = text.trim_end_matches(unseen);
    let start = trimmed.len() - trimmed.trim_start_matches(unseen).len();
    trimmed.char_indices().find(|(at, c)| *at > start && c.is_whitespace()).map(|(at, _)| at)
}

/// The refusal of the bare text, its bytes counted in the whole; all of it where characters were taken out.
fn moved(text: &str, bare: &str, refusal: Refusal) -> Refusal {
    // Nearly always nothing was taken out.
    let before = if bare.len() == text.len() { Some(0) } else { text.find(bare) };
    match before {
        Some(before) => Refusal { start: refusal.start + before, end: refusal.end + before, ..refusal },
        None => Refusal { start: 0, end: text.len(), ..refusal },
    }
}

#[cfg(test)]
mod tests {
    use super::super::Ground;
    use super::*;

    #[test]
    fn an_address_has_no_defect() {
        for text in ["bob@example.com", "Bob@Example.COM", "jörg@exämple.de", "o'brien@example.com", "", "  "]
        {
            assert_eq!(defect(text), None, "{text:?}");
        }
    }

    #[test]
    fn each_text_has_one_defect() {
        for text in [" bob@example.com", "bob@example.com\u{a0}", "bob@exam\u{200B}ple.com"] {
            assert_eq!(defect(text), Some(Defect::Spaced { inside: None }), "{text:?}");
        }
        assert_eq!(defect(" ann marie@example.com"), Some(Defect::Spaced { inside: Some(4) }));
        assert_eq!(defect("bob@example.com \u{200B}"), Some(Defect::Spaced { inside: None }));
        assert_eq!(defect(" n/a "), Some(Defect::Placeholder));
        assert_eq!(defect("Bob <bob@example.com>"), Some(Defect::NotBare(Mailbox::One("bob@example.com"))));
        assert_eq!(defect("'bob@example.com"), Some(Defect::NotBare(Mailbox::One("bob@example.com"))));
        assert_eq!(defect("“bob@example.com” "), Some(Defect::NotBare(Mailbox::One("bob@example.com"))));
        assert_eq!(defect("bob＠example.com"), Some(Defect::Dressed));
    }

    #[test]
    fn a_refusal_is_placed_in_the_whole_text() {
        let Some(Defect::Refused(refusal)) = defect("  bob.@example.com ") else { panic!() };
        assert_eq!((refusal.start, refusal.end, refusal.ground), (5, 6, Ground::Measured));
        let Some(Defect::Refused(refusal)) = defect("bo\u{200B}b@example") else { panic!() };
        assert_eq!((refusal.start, refusal.end), (0, 14));
        let Some(Defect::Refused(refusal)) = defect("call me") else { panic!() };
        assert_eq!(refusal.reason, "there is no `@` in it");
    }
}
