//! Characters that look like others: full-width and other dressed-up forms, typographic punctuation, letters of
//! another script.
//!
//! After UTS 39 (<https://www.unicode.org/reports/tr39/>), milder where people really mix: a part of an address
//! in one script is normal, so are Latin letters among Chinese, Japanese or Korean ones.

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::skeleton;

use super::provider::is_provider;

/// A character that does not belong where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// Its first byte, or that of the word it makes.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The character, the first of the word.
    pub c: char,
    /// What makes it suspicious.
    pub guise: Guise,
}

/// What makes a character suspicious.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guise {
    /// Another form of this ASCII text: full-width, mathematical, superscript; or typographic punctuation.
    Form(String),
    /// A letter of `script` among letters of another one; the ASCII letter it looks like, if it does.
    Mixed {
        /// The script it belongs to.
        script: &'static str,
        /// The script of the letters around it.
        among: &'static str,
        /// What it looks like.
        like: Option<char>,
    },
    /// A word of `script` that reads as this ASCII word.
    Word {
        /// The script it is written in.
        script: &'static str,
        /// What it reads as.
        like: String,
    },
}

/// The first suspicious character of an address.
pub fn lookalike(address: &str) -> Option<Lookalike> {
    if address.is_ascii() {
        return None;
    }
    let form = address.char_indices().find_map(|(start, c)| {
        let guise = Guise::Form(plain_form(c)?);
        Some(Lookalike { start, end: start + c.len_utf8(), c, guise })
    });
    form.or_else(|| dotless(address))
        .or_else(|| words(address).find_map(|(start, word)| odd_letter(start, word)))
        .or_else(|| words(address).find_map(|(start, word)| disguised(address, start, word)))
}

/// An `i` without its dot in the domain of a provider. Elsewhere it is a letter as any other to Turks.
fn dotless(address: &str) -> Option<Lookalike> {
    let (local, domain) = address.rsplit_once('@')?;
    let at = domain.find('\u{131}')?;
    let plain = domain.trim_end().replace('\u{131}', "i").to_lowercase();
    let start = local.len() + 1 + at;
    let guise = Guise::Form("i".to_owned());
    is_provider(&plain).then_some(Lookalike { start, end: start + 2, c: '\u{131}', guise })
}

/// The address with every other form of an ASCII character replaced by that character.
pub fn undressed(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match plain_form(c) {
            Some(plain) => out.push_str(&plain),
            None => out.push(c),
        }
    }
    out
}

/// The ASCII text of which `c` is another form.
fn plain_form(c: char) -> Option<String> {
    if c.is_ascii() || c.is_whitespace() {
        return None;
    }
    // Full stops of East Asian writing part a domain, and typographic punctuation comes from word processors.
    match c {
        '\u{3002}' | '\u{FF61}' => return Some(".".to_owned()),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => return Some("-".to_owned()),
        '\u{2018}' | '\u{2019}' | '\u{02BC}' => return Some("'".to_owned()),
        // Letters of the phonetic alphabet, drawn as in most typefaces.
        '\u{0251}' => return Some("a".to_owned()),
        '\u{0261}' => return Some("g".to_owned()),
        _ => {}
    }
    let plain: String = std::iter::once(c).nfkc().collect();
    plain.is_ascii().then_some(plain)
}

/// Runs of characters between the `@`, dots, hyphens and other ASCII punctuation, with the byte each starts at.
fn words(address: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    address.split(|c: char| c.is_ascii_punctuation()).filter_map(move |word| {
        let at = start;
        start += word.len() + 1;
        (!word.is_ascii()).then_some((at, word))
    })
}

/// A letter of another script than its neighbours.
fn odd_letter(at: usize, word: &str) -> Option<Lookalike> {
    if !AugmentedScriptSet::for_str(word).is_empty() {
        return None;
    }
    let letters = || word.char_indices().filter(|(_, c)| is_of_a_script(*c));
    let has_latin = letters().any(|(_, c)| script_of(c) == Script::Latin);
    let mut rest = AugmentedScriptSet::default();
    letters()
        .filter(|(_, c)| script_of(*c) != Script::Latin)
        .for_each(|(_, c)| rest.intersect_with(c.into()));
    let alphabet = letters().any(|(_, c)| is_alphabet(c));
    // Latin letters beside one other writing system that nobody mistakes for them.
    if has_latin && !rest.is_empty() && !alphabet {
        return None;
    }
    let home = usual(word)?;
    let foreign = |(_, c): &(usize, char)| script_of(*c) != home;
    let (start, c) = letters()
        .filter(foreign)
        .find(|(_, c)| ascii_skeleton(*c).is_some())
        .or_else(|| letters().find(foreign))?;
    let guise = Guise::Mixed {
        script: script_of(c).full_name(),
        among: home.full_name(),
        like: ascii_skeleton(c).filter(|_| home == Script::Latin),
    };
    Some(Lookalike { start: at + start, end: at + start + c.len_utf8(), c, guise })
}

/// A word in one script that reads as an ASCII one, in an address that is not in that script otherwise.
fn disguised(address: &str, start: usize, word: &str) -> Option<Lookalike> {
    let c = word.chars().find(|c| is_alphabet(*c))?;
    let script = script_of(c);
    let like: Option<String> =
        word.chars().map(|c| if c.is_ascii() { Some(c) } else { ascii_skeleton(c) }).collect();
    let like = like?;
    let at_home = address.chars().any(|c| script_of(c) == script && ascii_skeleton(c).is_none());
    if at_home {
        return None;
    }
    let guise = Guise::Word { script: script.full_name(), like };
    Some(Lookalike { start, end: start + word.len(), c, guise })
}

/// The script of most letters; Latin where others have as many.
fn usual(word: &str) -> Option<Script> {
    let letters = || word.chars().filter(|c| is_of_a_script(*c)).map(script_of);
    letters()
        .max_by_key(|script| (letters().filter(|other| other == script).count(), *script == Script::Latin))
}

/// The script that a character belongs to; that of ASCII needs no table.
fn script_of(c: char) -> Script {
    match c {
        'A'..='Z' | 'a'..='z' => Script::Latin,
        '\0'..='\x7F' => Script::Common,
        _ => c.script(),
    }
}

fn is_of_a_script(c: char) -> bool {
    !matches!(script_of(c), Script::Common | Script::Inherited | Script::Unknown)
}

/// Whether the letter is of an alphabet with many letters that look Latin.
fn is_alphabet(c: char) -> bool {
    matches!(
        script_of(c),
        Script::Cyrillic | Script::Greek | Script::Armenian | Script::Cherokee | Script::Coptic
    )
}

/// The ASCII letter or digit that `c` is confusable with.
fn ascii_skeleton(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    let mut buffer = [0; 4];
    let text: &str = c.encode_utf8(&mut buffer);
    let mut skeleton = skeleton(text);
    let first = skeleton.next().filter(char::is_ascii_alphanumeric)?;
    skeleton.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_ascii_are_those_of_the_table() {
        assert!(('\0'..='\u{FF}').all(|c| script_of(c) == c.script()));
    }

    #[test]
    fn addresses_in_any_script_are_normal() {
        for normal in [
            "bob@example.com",
            "jörg.müller@exämple.de",
            "почта@пример.рф",
            "用户@例子.公司",
            "ñandú@example.com",
            "yıldız@example.com",
            "łukasz@przykład.pl",
            "đặng.thị@ví-dụ.vn",
            "δοκιμή@παράδειγμα.ελ",
            "пошта@приклад.укр",
            "쇼핑@예제.한국",
            "すずき@例え.jp",
            "ヤマダ太郎@例え.jp",
            "shop東京@example.jp",
            "samsung삼성@example.kr",
            "דואר@דוגמה.ישראל",
            "بريد@مثال.السعودية",
            "ทดสอบ@ตัวอย่าง.ไทย",
            "डाक@उदाहरण.भारत",
            "оса@пример.рф",
            "info.москва@example.com",
            "shop-москва@example.com",
            "i❤@example.ws",
            "müller2@example.com",
        ] {
            assert_eq!(lookalike(normal), None, "{normal}");
        }
    }

    fn told(address: &str) -> (&str, Guise) {
        let found = lookalike(address).unwrap_or_else(|| panic!("{address}"));
        (address.get(found.start..found.end).unwrap(), found.guise)
    }

    #[test]
    fn letters_of_another_script_are_told() {
        let mixed = |script, among, like| Guise::Mixed { script, among, like };
        // The first letter is U+0430.
        assert_eq!(told("аnna@example.com"), ("а", mixed("Cyrillic", "Latin", Some('a'))));
        // U+0435 in the domain.
        assert_eq!(told("bob@еxample.com"), ("е", mixed("Cyrillic", "Latin", Some('e'))));
        // U+03BF in the middle.
        assert_eq!(told("bοb@example.com"), ("ο", mixed("Greek", "Latin", Some('o'))));
        assert_eq!(told("bobж@example.com"), ("ж", mixed("Cyrillic", "Latin", None)));
        // A Latin `o` in a Cyrillic word.
        assert_eq!(told("пoчта@пример.рф"), ("o", mixed("Latin", "Cyrillic", None)));
        assert_eq!(told("почтα@пример.рф"), ("α", mixed("Greek", "Cyrillic", None)));
    }

    #[test]
    fn words_that_read_as_latin_are_told() {
        let word = |like: &str| Guise::Word { script: "Cyrillic", like: like.to_owned() };
        assert_eq!(told("bob@рауре.com"), ("рауре", word("paype")));
        assert_eq!(told("а.smith@example.com"), ("а", word("a")));
    }

    #[test]
    fn other_forms_of_ascii_are_told() {
        let form = |plain: &str| Guise::Form(plain.to_owned());
        assert_eq!(told("ｂob@example.com"), ("ｂ", form("b")));
        assert_eq!(told("bob＠example.com"), ("＠", form("@")));
        assert_eq!(told("bob@example。com"), ("。", form(".")));
        assert_eq!(told("𝐛ob@example.com"), ("𝐛", form("b")));
        assert_eq!(told("o’brien@example.com"), ("’", form("'")));
        assert_eq!(told("anne–marie@example.com"), ("–", form("-")));
        assert_eq!(told("\u{261}reg@example.com"), ("\u{261}", form("g")));
        assert_eq!(told("yıldız@gmaıl.com"), ("ı", form("i")));
        assert_eq!(lookalike("yıldız@yıldız.com"), None);
        assert_eq!(undressed("ｂｏｂ＠ｅｘａｍｐｌｅ．ｃｏｍ"), "bob@example.com");
    }
}
