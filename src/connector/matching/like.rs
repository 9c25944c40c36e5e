//! `like`: SQL's `ILIKE`, with a pattern that somebody forgot to escape.

use super::{Compare, Operator, example};

pub(super) static LIKE: Operator = Operator {
    name: "like",
    summary: "the incoming key is an SQL pattern for the stored one, case ignored: `_` is any character, `%` any \
              text, `\\` takes away the meaning of the next",
    argument: None,
    examples: &[
        example("", "Bob@Example.com", "bob@example.com", true),
        example("", "johnXdoe@example.com", "john_doe@example.com", true),
        example("", "john_doe@example.com", "johnXdoe@example.com", false),
        example("", "johndoe@example.com", "john_doe@example.com", false),
        example("", "bob.roy@example.com", "bob%@example.com", true),
        example("", "johnXdoe@example.com", "john\\_doe@example.com", false),
        example("", "john_doe@example.com", "john\\_doe@example.com", true),
    ],
    compile: |_| Some(Compare::pair(|stored, incoming| matches(stored, &pattern(incoming)))),
};

/// One sign of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// This character.
    Just(char),
    /// Any one character.
    One,
    /// Any number of characters.
    Any,
}

fn pattern(text: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut chars = text.chars().flat_map(char::to_lowercase);
    while let Some(c) = chars.next() {
        signs.push(match c {
            '_' => Sign::One,
            '%' => Sign::Any,
            '\\' => Sign::Just(chars.next().unwrap_or('\\')),
            c => Sign::Just(c),
        });
    }
    signs
}

fn matches(text: &str, signs: &[Sign]) -> bool {
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    fits(&text, signs)
}

/// Whether a text fits a pattern. Going back to the last `Any` alone is enough, so this takes at most the product
/// of the two lengths.
pub(super) fn fits(text: &[char], signs: &[Sign]) -> bool {
    let (mut at, mut sign) = (0, 0);
    let mut retry = None;
    while at < text.len() {
        match (signs.get(sign), text.get(at)) {
            (Some(Sign::Any), _) => {
                retry = Some((sign + 1, at));
                sign += 1;
            }
            (Some(Sign::One), Some(_)) => (at, sign) = (at + 1, sign + 1),
            (Some(Sign::Just(wanted)), Some(c)) if wanted == c => (at, sign) = (at + 1, sign + 1),
            _ => match &mut retry {
                Some((after, from)) => {
                    *from += 1;
                    (at, sign) = (*from, *after);
                }
                None => return false,
            },
        }
    }
    signs.get(sign..).unwrap_or_default().iter().all(|sign| *sign == Sign::Any)
}
