//! `bc_filter`: Business Central's filter language, given a value that nobody quoted.
//!
//! The grammar is documented in
//! <https://github.com/MicrosoftDocs/dynamics365smb-docs/blob/main/business-central/ui-enter-criteria-filters.md>;
//! that signs in a value change its meaning was reported for names:
//! <https://github.com/microsoft/ALAppExtensions/issues/23941>.

use super::like::{Sign, fits, lower, patterns};
use super::sieve::Blocks;
use super::{Compare, Operator, Sieve, example};

pub(super) static BC_FILTER: Operator = Operator {
    name: "bc_filter",
    summary: "the incoming key, with `@` before it, is a Business Central filter: case ignored, `*` and `?` are \
              wildcards, `|` and `&` divide it, and one with `( ) = < > '` or `..` is an error that finds nobody",
    argument: None,
    examples: &[
        example("", "Bob@Example.com", "bob@example.com", true),
        example("", "bob@example.com", "bob*@example.com", true),
        example("", "bobby@example.com", "bob*@example.com", true),
        example("", "bob1@example.com", "bob?@example.com", true),
        example("", "o(brien)@example.com", "o(brien)@example.com", false),
        example("", "a=b@example.com", "a=b@example.com", false),
        example("", "r&d@example.com", "r&d@example.com", false),
        example("", "b@example.com", "a|b@example.com", true),
        example("", "o'brien@example.com", "o'brien@example.com", false),
    ],
    compile: |_| Some(Compare::pair(Sieve::blocks(patterns::stored, probes), meets)),
};

/// The blocks of which any text that an incoming filter finds is in one.
fn probes(incoming: &str, blocks: &mut Blocks) {
    if is_error(incoming) {
        return;
    }
    for (index, alternative) in incoming.split('|').enumerate() {
        // A text has to fit all parts, so that it fits the first will do.
        let part = alternative.split('&').next().unwrap_or_default();
        let signs = signs(&lower(part));
        // Letter by letter, capitals that become two small letters are one sign.
        patterns::incoming(&signs, index == 0, blocks);
    }
}

fn is_error(incoming: &str) -> bool {
    incoming.contains(['(', ')', '=', '<', '>', '\'', '"']) || incoming.contains("..")
}

fn signs(chars: &[char]) -> Vec<Sign> {
    let sign = |c: &char| match c {
        '*' => Sign::Any,
        '?' => Sign::One,
        c => Sign::Just(*c),
    };
    chars.iter().map(sign).collect()
}

fn meets(stored: &str, incoming: &str) -> bool {
    if is_error(incoming) {
        return false;
    }
    // The `@` that asks to ignore case stands before the first part only.
    let mut first = true;
    incoming.split('|').any(|alternative| {
        alternative.split('&').all(|part| {
            let ignores_case = std::mem::take(&mut first);
            let read =
                |text: &str| -> Vec<char> { if ignores_case { lower(text) } else { text.chars().collect() } };
            fits(&read(stored), &signs(&read(part)))
        })
    })
}
