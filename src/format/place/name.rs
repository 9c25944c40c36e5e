//! Names compared as people write them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name without what differs from one writer to the next: capitals, accents, punctuation, `&` for "and",
/// "St." for "Saint".
pub(super) fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '.' | '\'' | '’' => {}
            '&' => out.push_str(if out.is_empty() { "and" } else { " and" }),
            c if c.is_alphanumeric() => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                out.extend(c.to_lowercase());
            }
            _ => {}
        }
        gap = !c.is_alphanumeric() && !matches!(c, '.' | '\'' | '’');
    }
    match out.strip_prefix("st ") {
        Some(rest) => format!("saint {rest}"),
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_are_one() {
        assert_eq!(folded("Côte d’Ivoire"), folded("COTE D'IVOIRE"));
        assert_eq!(folded("St. Kitts & Nevis"), "saint kitts and nevis");
        assert_eq!(folded(" U.S.A. "), "usa");
        assert_eq!(folded("Congo - Brazzaville"), "congo brazzaville");
        assert_ne!(folded("Oman"), folded("Roman"));
    }
}
