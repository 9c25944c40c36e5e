//! Addresses with something around them: names, `mailto:`, punctuation, other addresses.

use super::is_invisible;
use super::syntax::refusal;

/// What a text that is no bare address holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailbox<'t> {
    /// One address, and what stands around it can go.
    One(&'t str),
    /// So many different addresses.
    Several(usize),
}

/// The longest text that is taken apart, in bytes.
const LONGEST_TEXT: usize = 1024;

/// The addresses in a text that is refused as it stands, as it must be; `None` where it cannot be told where one begins or
/// ends. White space alone never bounds an address: `ann marie@example.com` may be one that was torn apart.
pub fn mailbox(text: &str) -> Option<Mailbox<'_>> {
    let text = text.trim();
    // Nothing that long was meant as an address or two, and taking it apart again and again takes its time.
    if text.len() > LONGEST_TEXT || memchr::memchr(b'@', text.as_bytes()).is_none() {
        return None;
    }
    if let Some(inside) = unwrapped(text) {
        return Some(Mailbox::One(inside));
    }
    // Nothing parts it.
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@._+-".contains(&byte)) {
        return None;
    }
    let (mut found, mut unclear) = (Vec::<&str>::new(), 0);
    for piece in text.split(bounds).flat_map(halves).filter(|piece| piece.contains('@')) {
        match accepted(piece).or_else(|| unwrapped(piece)) {
            Some(address) if found.iter().any(|other| other.eq_ignore_ascii_case(address)) => {}
            Some(address) => found.push(address),
            None => unclear += 1,
        }
    }
    match found.as_slice() {
        [] => None,
        [one] if unclear == 0 => stands_apart(text, one).then_some(Mailbox::One(one)),
        several => Some(Mailbox::Several(several.len() + unclear)),
    }
}

/// What parts one address from another.
fn bounds(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"')
}

/// Symbols that an address may hold part two where there is more than one `@`.
fn halves(piece: &str) -> impl Iterator<Item = &str> {
    let several = piece.bytes().filter(|byte| *byte == b'@').nth(1).is_some();
    piece.split(move |c| several && matches!(c, '|' | '/' | '\\'))
}

/// The address in `text` without a scheme before it, punctuation after it, or brackets and quotes around it.
/// `None` if there is none of these or no address inside.
fn unwrapped(text: &str) -> Option<&str> {
    let mut inner = text;
    loop {
        let shorter = shorter(inner)?;
        if let Some(address) = accepted(shorter) {
            return Some(address);
        }
        inner = shorter;
    }
}

/// The text without the outermost thing that stands around an address.
fn shorter(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 9] = [
        ('<', '>'),
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('"', '"'),
        ('\'', '\''),
        ('“', '”'),
        ('‘', '’'),
        ('«', '»'),
    ];
    // What begins and ends with letters or digits may have words before it, and nothing around it.
    let is_usual = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    if is_usual(text.as_bytes().first()) && is_usual(text.as_bytes().last()) {
        return without_scheme(text);
    }
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        return Some(trimmed);
    }
    if let Some(inside) =
        PAIRS.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
    {
        return Some(inside);
    }
    if let Some(address) = without_scheme(text) {
        return Some(address);
    }
    let closes = |c: char| ".,;:!?".contains(c) || PAIRS.iter().any(|(_, close)| c == *close);
    // These can begin no address, unlike `{` and `'`.
    let opens = |c: char| "<([\"“‘«".contains(c);
    text.strip_suffix(closes).or_else(|| text.strip_prefix(opens))
}

fn accepted(text: &str) -> Option<&str> {
    // What nobody sees is taken out first, by another repair.
    (refusal(text).is_none() && !text.contains(is_invisible)).then(|| quoted(text).unwrap_or(text))
}

/// The address in a text that Shopify would take as it stands, with quotes that are part of nobody's address: an
/// apostrophe or backtick before it, which tells a spreadsheet that text follows, or typographic quotes.
pub(super) fn quoted(text: &str) -> Option<&str> {
    let starts = text.chars().next().is_some_and(is_quote);
    let ends = text.chars().next_back().is_some_and(is_quote);
    if !starts && !ends {
        return None;
    }
    let inside = text.trim_matches(is_quote);
    // A name in quotes, not an address.
    let local = inside.rsplit_once('@').map_or("", |(local, _)| local);
    (!local.ends_with(is_quote) && refusal(inside).is_none()).then_some(inside)
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘'..='‟' | '«' | '»' | '‹' | '›' | '＇' | '＂' | '｀')
}

/// Without `mailto:`, `E-mail: ` and the like before it; a query after it belongs to the scheme.
fn without_scheme(text: &str) -> Option<&str> {
    const SCHEMES: [&str; 5] = ["mailto", "smtp", "email", "e-mail", "mail"];
    let (scheme, rest) = text.split_once(':')?;
    let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    known.then(|| rest.split('?').next().unwrap_or(rest).trim_start())
}

/// Whether brackets, or a comma or semicolon with nothing torn behind it, part the address from the words
/// around it.
fn stands_apart(text: &str, address: &str) -> bool {
    let Some((before, after)) = text.split_once(address) else { return false };
    let after_is_apart = after.is_empty()
        || after.starts_with(['>', '"', ')', ']'])
        || after.trim_start().starts_with(['(', '<'])
        || after
            .strip_prefix([',', ';'])
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let before_is_apart = before.trim_end().is_empty()
        || before.ends_with(['<', '(', '[', '"'])
        || before.to_ascii_lowercase().ends_with("mailto:");
    before_is_apart && after_is_apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_address_is_found() {
        for text in [
            "Bob <bob@example.com>",
            "<bob@example.com>",
            "\"Roy, Bob\" <bob@example.com>",
            "Roy, Bob <bob@example.com>",
            "Bob<bob@example.com>",
            "mailto:bob@example.com",
            "MAILTO:bob@example.com?subject=Hello",
            "<mailto:bob@example.com>",
            "bob@example.com<mailto:bob@example.com>",
            "bob@example.com <bob@example.com>",
            "<a href=\"mailto:bob@example.com\">bob@example.com</a>",
            "[bob@example.com](mailto:bob@example.com)",
            "E-mail: bob@example.com",
            "smtp:bob@example.com",
            "bob@example.com,",
            "bob@example.com;",
            "bob@example.com.",
            "bob@example.com>",
            "(bob@example.com)",
            "[bob@example.com]",
            "\"bob@example.com\"",
            "'bob@example.com'",
            "“bob@example.com”",
            "<'bob@example.com>",
            "bob@example.com (work)",
            "bob@example.com, 555 0100",
            "bob@example.com, bob@example.com",
            " Bob <bob@example.com> ",
        ] {
            assert_eq!(mailbox(text), Some(Mailbox::One("bob@example.com")), "{text}");
        }
    }

    #[test]
    fn several_addresses_are_counted() {
        for (text, count) in [
            ("bob@example.com, ann@example.com", 2),
            ("bob@example.com;ann@example.com", 2),
            ("bob@example.com ann@example.com", 2),
            ("bob@example.com\nann@example.com\ncat@example.com", 3),
            ("bob@example.com / ann@example.com", 2),
            ("bob@example.com | ann@example.com", 2),
            ("Bob <bob@example.com>, Ann <ann@example.com>", 2),
            ("bob@example.com, ann@example", 2),
        ] {
            assert_eq!(mailbox(text), Some(Mailbox::Several(count)), "{text}");
        }
    }

    #[test]
    fn nothing_is_cut_from_what_may_belong_together() {
        for text in [
            "",
            "Bob",
            "@",
            "ann marie@example.com",
            "Bob bob@example.com",
            "bob@example.co m",
            "bob@example. com",
            "bob,roy@example.com",
            "bob@example.co,m",
            "bob@example,com",
            "Roy, bob@example.com",
            "a@b@example.com",
            ".bob@example.com",
            "bob@example",
            "\"bob roy\"@example.com",
            "bob(work)@example.com",
            "http://example.com/@bob",
        ] {
            assert_eq!(mailbox(text), None, "{text}");
        }
    }

    #[test]
    fn quotes_are_part_of_nobodys_address() {
        for text in [
            "'bob@example.com",
            "`bob@example.com",
            "‘bob@example.com’",
            "“bob@example.com”",
            "“bob@example.com",
            "„bob@example.com“",
            "«bob@example.com»",
            "bob@example.com’",
        ] {
            assert_eq!(quoted(text), Some("bob@example.com"), "{text}");
        }
        for text in [
            "bob@example.com",
            "'bob'@example.com",
            "“bob”@example.com",
            "o'brien@example.com",
            "'bob",
            "'",
            "''@x.co",
        ] {
            assert_eq!(quoted(text), None, "{text}");
        }
    }

    #[test]
    fn symbols_of_an_address_stay() {
        assert_eq!(mailbox("o'brien|x{y}@example.com,"), Some(Mailbox::One("o'brien|x{y}@example.com")));
        assert_eq!(mailbox("'bob'@example.com."), Some(Mailbox::One("'bob'@example.com")));
        assert_eq!(mailbox("Bob <a|b@example.com>"), Some(Mailbox::One("a|b@example.com")));
    }
}
