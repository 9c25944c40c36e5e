//! What is asked of the text of any cell, and so often that the short way is worth having.

/// The text without white space at its edges.
#[inline]
pub(crate) fn trimmed(text: &str) -> &str {
    if is_trimmed(text) { text } else { text.trim() }
}

/// Whether a text begins and ends with visible ASCII, as nearly all do: there is nothing to trim then.
#[inline]
pub(crate) fn is_trimmed(text: &str) -> bool {
    matches!(text.as_bytes(), [b'!'..=b'~', .., b'!'..=b'~'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_trims_as_the_long_one() {
        let edges = ["", " ", "\u{A0}", "\u{3000}", "a", "~", "!", "é", "\t", "\u{7F}"];
        for (first, last) in edges.iter().flat_map(|first| edges.map(|last| (first, last))) {
            let text = format!("{first} b {last}");
            assert_eq!(trimmed(&text), text.trim(), "{text:?}");
            assert_eq!(trimmed(first), first.trim(), "{first:?}");
        }
    }
}
