//! `like`: SQL's `ILIKE`, with a pattern that somebody forgot to escape.

use super::sieve::Blocks;
use super::{Compare, Operator, Sieve, example};

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
    compile: |_| {
        let probes =
            |incoming: &str, blocks: &mut Blocks| patterns::incoming(&pattern(incoming), true, blocks);
        let sieve = Sieve::blocks(patterns::stored, probes);
        Some(Compare::pair(sieve, |stored, incoming| fits(&lower(stored), &pattern(incoming))))
    },
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
    let mut chars = lower(text).into_iter();
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

/// The characters in small letters.
pub(super) fn lower(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Blocks of texts and of patterns: a text that fits a pattern is in a block of it.
///
/// The domain of most patterns is literal. The part before it is cut into halves and quarters, and a pattern looks
/// where the largest stretch is that it spells out.
pub(super) mod patterns {
    use super::super::sieve::Blocks;
    use super::{Sign, lower};

    /// The stretches of a part so long: what they are called, and where they start and end.
    fn stretches(length: usize) -> [(&'static str, usize, usize); 6] {
        let at = |quarters: usize| length * quarters / 4;
        [
            ("half 1", 0, at(2)),
            ("half 2", at(2), length),
            ("quarter 1", 0, at(1)),
            ("quarter 2", at(1), at(2)),
            ("quarter 3", at(2), at(3)),
            ("quarter 4", at(3), length),
        ]
    }

    /// The blocks that a text is in.
    pub(in super::super) fn stored(text: &str, blocks: &mut Blocks) {
        let text = lower(text);
        blocks.add("text", &[&text]);
        let at = text.iter().rposition(|c| *c == '@');
        let (local, domain) = text.split_at(at.unwrap_or(text.len()));
        if at.is_some() {
            let length = [char::from_u32(u32::try_from(local.len()).unwrap_or_default()).unwrap_or_default()];
            for (name, start, end) in stretches(local.len()) {
                blocks.add(name, &[&length, local.get(start..end).unwrap_or_default(), domain]);
            }
            blocks.add("length", &[&length, domain]);
            blocks.add("domain", &[domain]);
        }
        blocks.add("any", &[]);
    }

    /// One of the blocks that all texts are in that fit. `counts` says whether a sign for one character is one
    /// character of a text in small letters.
    pub(in super::super) fn incoming(signs: &[Sign], counts: bool, blocks: &mut Blocks) {
        let literal = |signs: &[Sign]| -> Option<Vec<char>> {
            let just = |sign: &Sign| if let Sign::Just(c) = sign { Some(*c) } else { None };
            signs.iter().map(just).collect()
        };
        if let Some(text) = literal(signs) {
            blocks.add("text", &[&text]);
            return;
        }
        let at = signs.iter().rposition(|sign| *sign == Sign::Just('@'));
        let (local, domain) = signs.split_at(at.unwrap_or(signs.len()));
        let Some(domain) = literal(domain).filter(|_| at.is_some()) else {
            blocks.add("any", &[]);
            return;
        };
        if !counts || local.contains(&Sign::Any) {
            blocks.add("domain", &[&domain]);
            return;
        }
        let length = [char::from_u32(u32::try_from(local.len()).unwrap_or_default()).unwrap_or_default()];
        for (name, start, end) in stretches(local.len()) {
            let part = local.get(start..end).filter(|part| !part.is_empty()).and_then(literal);
            if let Some(part) = part {
                blocks.add(name, &[&length, &part, &domain]);
                return;
            }
        }
        blocks.add("length", &[&length, &domain]);
    }
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
