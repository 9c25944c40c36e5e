//! What people write into any cell where there is nothing to write.

use crate::text::trimmed;

/// Words for "none". No address and no number is among them.
#[rustfmt::skip]
pub(super) const WORDS: [&str; 42] = [
    "-", "--", "---", ".", "..", "?", "??", "/", "x", "xx", "xxx",
    "n/a", "na", "n.a.", "n.a", "#n/a", "n\\a", "nan", "null", "nil", "none", "no", "undefined", "unknown", "(blank)",
    "blank", "empty", "tba", "tbd", "tbc", "not provided", "not available", "not given", "not applicable",
    "keine", "unbekannt", "aucun", "ninguno", "nessuna", "geen", "brak", "sans",
];

/// Whether the text is one of them. White space around it does not matter.
pub(super) fn is_word(text: &str) -> bool {
    let text = trimmed(text);
    // The longest of them has 14 characters, and none has a digit.
    let may_be = text.len() < 15 && !text.bytes().any(|byte| byte.is_ascii_digit());
    may_be && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_none() {
        for word in ["n/a", " None ", "-", "NOT APPLICABLE"] {
            assert!(is_word(word), "{word}");
        }
        for other in ["", "bob", "0", "none of your business", "+44"] {
            assert!(!is_word(other), "{other}");
        }
        assert!(WORDS.iter().all(|word| word.len() < 15 && word.trim() == *word));
        assert!(!WORDS.concat().contains(|c: char| c.is_ascii_digit()));
    }
}
